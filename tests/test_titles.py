"""Titles with their modifiers, and where they end."""

import pytest
from trees import titles, tree


@pytest.mark.parametrize(
    ("lang", "text", "expected"),
    [
        (
            "en",
            "Industry/NOUN/compound/2 Minister/PROPN/nsubj/5 Carlo/PROPN/flat/2/PER Bassi/PROPN/flat/2/PER left=leave/VERB/root/0",
            ["Industry Minister"],
        ),
        (
            "en",
            "its/PRON/nmod:poss/5 deputy/NOUN/compound/5 chief/ADJ/amod/5 executive/ADJ/amod/5 officer/NOUN/root/0",
            ["deputy chief executive officer"],
        ),
        (  # a place is a role of its own
            "en",
            "Turin/PROPN/compound/2/LOC mayor/NOUN/nsubj/5 Anna/PROPN/flat/2/PER Rossi/PROPN/flat/2/PER left=leave/VERB/root/0",
            ["mayor"],
        ),
        (
            "en",
            "the/DET/det/2 mayor/NOUN/nsubj/5 of/ADP/case/4 Turin/PROPN/nmod/2/LOC left=leave/VERB/root/0",
            ["mayor"],
        ),
        (  # and so is the country a demonym names
            "en",
            "Italian=Italian/ADJ/amod/2 minister/NOUN/nsubj/5 Anna/PROPN/flat/2/PER Rossi/PROPN/flat/2/PER left=leave/VERB/root/0",
            ["minister"],
        ),
        (
            "en",
            "former/ADJ/amod/2 CEO/NOUN/nsubj/5 Anna/PROPN/flat/2/PER Rossi/PROPN/flat/2/PER left=leave/VERB/root/0",
            ["former CEO"],
        ),
        ("en", "the/DET/det/2 car/NOUN/nsubj/3 left=leave/VERB/root/0", []),
        (
            "it",
            "la=il/DET/det/2 vicepresidente/NOUN/root/0 manufacturing/NOUN/amod/2 Anna/PROPN/flat/2/PER Rossi/PROPN/flat/2/PER",
            ["vicepresidente manufacturing"],
        ),
        (
            "it",
            "l'+=il/DET/det/2 assessore/NOUN/root/0 alle=a/ADP/case/4 attività/NOUN/nmod/2"
            " produttive=produttivo/ADJ/amod/4 Marco/PROPN/nmod/2/PER Verdi/PROPN/flat/6/PER",
            ["assessore alle attività produttive"],
        ),
        (
            "it",
            "il/DET/det/2 sindaco/NOUN/nsubj/5 di/ADP/case/4 Torino/PROPN/nmod/2/LOC parla=parlare/VERB/root/0",
            ["sindaco"],
        ),
        (
            "it",
            "il/DET/det/2 ministro/NOUN/root/0 italiano/ADJ/amod/2 Marco/PROPN/nmod/2/PER Verdi/PROPN/flat/4/PER",
            ["ministro"],
        ),
    ],
)  # fmt: skip
def test_find(lang, text, expected):
    assert [span.text for span in titles(tree(lang, text))] == expected

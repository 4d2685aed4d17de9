"""Where the clauses of indirect speech end, in documents built by hand."""

import pytest
from test_quotes import quotes_of, told_by


@pytest.mark.parametrize(
    ("lang", "line", "people", "expected"),
    [
        (
            "en",
            "Anna/PROPN/nsubj/2 Rossi/PROPN/flat/0 said/VERB/ROOT/2 that/SCONJ/mark/12 "
            "the/DET/det/5 line_/NOUN/nsubj/12 ,/PUNCT/punct/7 built/ADJ/amod/5 "
            "early_/ADV/advmod/7 ,/PUNCT/punct/7 will/AUX/aux/12 soon/ADV/advmod/12 "
            "close_/VERB/conj/2 ./PUNCT/punct/2",
            ["Anna Rossi"],
            [("said", "indirect", "Anna Rossi", "the line, built early, will soon close")],
        ),
        (
            "it",
            "Anna/PROPN/nsubj/2 Rossi/PROPN/flat/0 dice/VERB/ROOT/2 che/SCONJ/mark/6 "
            "la/DET/det/5 fabbrica/NOUN/nsubj/6 chiude_/VERB/ccomp/2 ,/PUNCT/punct/10 "
            "mentre/SCONJ/mark/10 Luca/PROPN/nsubj/10 nega/VERB/advcl/2 tutto_/PRON/obj/10 "
            "./PUNCT/punct/2",
            ["Anna Rossi", "Luca"],
            [("said", "indirect", "Anna Rossi", "la fabbrica chiude")],
        ),
    ],
)
def test_a_clause_ends_after_its_verb_and_before_others_speak(lang, line, people, expected):
    assert told_by(quotes_of(lang, [line], people)) == expected

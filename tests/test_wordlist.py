"""Word lists against tokens: lemmas, forms, terms of several words, particles and reflexives."""

import pytest
from trees import tree

from pipeline.wordlist import WordList

LAID_OFF = """
    Fiat/PROPN/nsubj/2 laid=lay/VERB/root/0 50/NUM/nummod/4 people=person/NOUN/obj/2
    off+/ADP/compound:prt/2 ./PUNCT/punct/2
"""
RULED = "Fiat/PROPN/nsubj/2 ruled=rule/VERB/root/0 out/ADP/advmod/2 a/DET/det/5 sale/NOUN/obj/2"
VENTURE = "Joint/ADJ/amod/2 ventures=venture/NOUN/root/0"
RESIGNS = "Rossi/PROPN/nsubj/3 si/PRON/expl/3 dimette=dimettere/VERB/root/0"
REFLEXIVE = "vuole=volere/AUX/aux/2 dimettersi=dimettersi/VERB/root/0"


def one_line(text):
    return " ".join(text.split())


@pytest.mark.parametrize(
    ("lang", "text", "lemmas", "word", "expected"),
    [
        ("en", LAID_OFF, ["lay off"], "laid", "lay off"),  # the particle is a child of the verb
        ("en", LAID_OFF, ["lay"], "laid", "lay"),
        ("en", LAID_OFF, ["lay off", "lay"], "laid", "lay off"),  # the longer one wins
        ("en", LAID_OFF, ["lay out"], "laid", None),
        ("en", LAID_OFF, ["person"], "people", "person"),
        ("en", LAID_OFF, ["people"], "people", "people"),  # the form counts beside the lemma
        ("en", RULED, ["rule out"], "ruled", "rule out"),  # right after the verb
        ("en", RULED, ["rule out a"], "ruled", "rule out a"),
        ("en", RULED, ["rule out the"], "ruled", None),
        ("en", VENTURE, ["joint venture"], "Joint", "joint venture"),
        ("en", VENTURE, ["Joint Venture"], "Joint", "joint venture"),  # case is folded
        ("en", VENTURE, ["venture capital"], "ventures", None),  # the text ends before
        ("it", RESIGNS, ["dimettersi"], "dimette", "dimettere"),
        ("it", REFLEXIVE, ["dimettersi"], "dimettersi", "dimettere"),
        ("it", REFLEXIVE, ["dimettere"], "dimettersi", "dimettere"),
        ("it", REFLEXIVE, ["volere dimettersi"], "vuole", "volere dimettersi"),
        ("it", REFLEXIVE, [], "vuole", None),
        ("en", "three/NUM/nummod/2 shifts=shifts/NOUN/root/0", ["shift"], "shifts", "shift"),
        ("it", "gli/DET/det/2 impianti=impiante/NOUN/root/0", ["impianto"], "impianti", "impianto"),
    ],
)
def test_find(lang, text, lemmas, word, expected):
    token = next(t for t in tree(lang, one_line(text)) if t.text == word)
    assert WordList(lemmas).find(token) == expected


def test_only_tokens_are_in_a_list():
    words = WordList(["lay off"])
    doc = tree("en", one_line(LAID_OFF))
    assert [token.text for token in doc if token in words] == ["laid"]
    assert "lay off" not in words

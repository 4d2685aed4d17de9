"""Flat patterns of all rules against a sentence."""

from trees import reading, tree

from pipeline.flat import Flat
from pipeline.grammar import read_grammar
from pipeline.walk import Lists

MAYOR = (
    "Anna/PROPN/nsubj/8/PER Rossi/PROPN/flat/1/PER ,/PUNCT/punct/4 mayor/NOUN/appos/1 of/ADP/case/6"
    " Turin/PROPN/nmod/4/LOC ,/PUNCT/punct/4 left=leave/VERB/root/0"
)


def found(text):
    doc = tree("en", text)
    grammar = read_grammar()
    flat = Flat(grammar, Lists(grammar, "en"))
    (sent,) = doc.sents
    return [(rule.id, match) for rule, match in flat.find(reading(doc), sent)]


def test_a_pattern_matches_names_and_posts():
    matches = [match for rule, match in found(MAYOR) if rule == "office.after"]
    assert matches
    assert [u.text for u in matches[0].roles["person"]] == ["Anna Rossi"]


def test_plain_words_match_nothing():
    assert found("the/DET/det/2 door/NOUN/nsubj/3 opened=open/VERB/root/0") == []

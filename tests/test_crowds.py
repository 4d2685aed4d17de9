"""Noun phrases that stand for people and organisations."""

import pytest
from trees import mentions, titles, tree

from pipeline.crowds import CrowdFinder


def crowds(lang, text):
    doc = tree(lang, text)
    taken = {t.i: span for span in titles(doc) for t in span}
    finder = CrowdFinder(mentions(doc), taken)
    return [finder.span(crowd).text for crowd in finder.find()]


@pytest.mark.parametrize(
    ("lang", "text", "expected"),
    [
        (
            "en",
            "the/DET/det/3 metal/NOUN/compound/3 unions=union/NOUN/nsubj/4 left=leave/VERB/root/0",
            ["metal unions"],
        ),
        (
            "it",
            "i=il/DET/det/2 sindacati=sindacato/NOUN/nsubj/4 metalmeccanici=metalmeccanico/ADJ/amod/2 parlano=parlare/VERB/root/0",
            ["sindacati metalmeccanici"],
        ),
        ("en", "the/DET/det/2 door/NOUN/nsubj/3 opened=open/VERB/root/0", []),
        (
            "it",
            "i=il/DET/det/2 sindacati=sindacato/NOUN/nsubj/5 della=di/ADP/case/4 Fiat/PROPN/nmod/2/ORG parlano=parlare/VERB/root/0",
            ["sindacati della Fiat"],
        ),
    ],
)
def test_find(lang, text, expected):
    assert crowds(lang, text) == expected

"""Names of fairs and summits by the words they are made of."""

import pytest
from trees import tree

from pipeline.events import EventWords
from pipeline.language import read_language

EN = (
    "the/DET/det/4 Adriatic/PROPN/compound/4 Logistics/PROPN/compound/4 Forum/PROPN/root/0"
    " opens=open/VERB/dep/4"
)
IT = (
    "il/DET/det/2 Forum/PROPN/root/0 della=di/ADP/case/4 logistica/NOUN/nmod/2 adriatica/ADJ/amod/4"
    " organizzato/VERB/acl/2 da/ADP/case/8 Ford/PROPN/obl/6"
)


@pytest.mark.parametrize(
    ("lang", "text", "expected"),
    [
        ("en", EN, ["Adriatic Logistics Forum"]),
        ("en", "Geneva/PROPN/compound/2 Expo/PROPN/root/0 2031/NUM/nummod/2", ["Geneva Expo 2031"]),
        ("en", "the/DET/det/2 Forum/PROPN/root/0", []),  # the bare word is no name
        ("en", "a/DET/det/3 motor/NOUN/compound/3 show/NOUN/root/0", []),
        ("en", "Fan/PROPN/compound/2 Expo/PROPN/root/0 Canada/PROPN/flat/2", ["Fan Expo Canada"]),
        ("en", "Alpine/PROPN/compound/3 Episcopal/PROPN/compound/3 Conference/PROPN/root/0", []),  # a body
        ("it", "Gran/PROPN/root/0 Premio/PROPN/flat/1 di/ADP/case/4 Imola/PROPN/nmod/1", ["Gran Premio di Imola"]),
        ("it", "Gran/PROPN/root/0 Bretagna/PROPN/flat/1", []),
        ("en", "Moscone/PROPN/compound/3 Convention/PROPN/compound/3 Center/PROPN/root/0", []),
        ("it", IT, ["Forum della logistica adriatica"]),
        ("it", "il/DET/det/2 salone/NOUN/root/0 di/ADP/case/4 Torino/PROPN/nmod/2", ["salone di Torino"]),
        ("it", "il/DET/det/2 salone/NOUN/root/0 di/ADP/case/4 bellezza/NOUN/nmod/2", []),
        ("it", "la/DET/det/2 fiera/NOUN/root/0 Autopromotec/PROPN/flat/2", []),  # the word is no part of it
        ("it", "Salone/PROPN/root/0 di/ADP/case/3 Torino/PROPN/nmod/1 a/ADP/case/5 maggio/NOUN/nmod/1", ["Salone di Torino"]),
    ],
)  # fmt: skip
def test_names_of_events(lang, text, expected):
    doc = tree(lang, text)
    words = EventWords(read_language(lang)["names"])
    assert [doc[start:end].text for start, end in words.find(doc)] == expected


def test_a_person_is_no_part_of_an_event():
    doc = tree("en", "Anna/PROPN/compound/3 Rossi/PROPN/compound/3 Show/PROPN/root/0")
    assert list(EventWords(read_language("en")["names"]).find(doc, persons={0, 1})) == []

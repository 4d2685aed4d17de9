"""Titles with whose they are."""

import pytest
from trees import mentions, titles, tree

from pipeline.posts import PostFinder

OF_TURIN = (
    "the/DET/det/2 mayor/NOUN/nsubj/5 of/ADP/case/4 Turin/PROPN/nmod/2/LOC left=leave/VERB/root/0"
)
FORD_CHIEF = (
    "Ford/PROPN/nmod:poss/4/ORG 's/PART/case/1 chief/ADJ/amod/4 executive/NOUN/nsubj/6"
    " just/ADV/advmod/6 left=leave/VERB/root/0"
)
ANNA = (
    "Anna/PROPN/nsubj/9/PER Rossi/PROPN/flat/1/PER ,/PUNCT/punct/4 mayor/NOUN/appos/1 of/ADP/case/6"
    " Turin/PROPN/nmod/4/LOC ,/PUNCT/punct/4 just/ADV/advmod/9 left=leave/VERB/root/0"
)
RANK = (
    "il/DET/det/2 presidente/NOUN/nsubj/7 di/ADP/case/4 Fiat/PROPN/nmod/2/ORG Carlo/PROPN/nmod/2/PER"
    " Neri/PROPN/flat/5/PER parla=parlare/VERB/root/0"
)


def posts(lang, text):
    doc = tree(lang, text)
    return list(PostFinder(mentions(doc), titles(doc)).find())


@pytest.mark.parametrize(
    ("lang", "text", "title", "organization", "place", "form"),
    [
        ("en", OF_TURIN, "mayor", None, "Turin", "post"),
        ("en", FORD_CHIEF, "chief executive", "Ford", None, "post"),
        ("en", ANNA, "mayor", None, "Turin", "held"),
        ("it", RANK, "presidente", "Fiat", None, "rank"),
    ],
)
def test_whose_a_title_is_and_how_it_stands(lang, text, title, organization, place, form):
    (post,) = posts(lang, text)
    assert post.title.text == title
    assert (post.organization.value if post.organization else None) == organization
    assert (post.place.value if post.place else None) == place
    assert post.form == form


def test_the_holder_is_where_the_name_begins():
    assert [post.holder for post in posts("it", RANK)] == [4]
    assert [post.holder for post in posts("en", ANNA)] == [0]


def test_who_holds_a_title_holds_it_now():
    text = "the/DET/det/3 new/ADJ/amod/3 mayor/NOUN/nsubj/4 left=leave/VERB/root/0"
    assert [post.title.text for post in posts("en", text)] == ["mayor"]


def test_two_titles_in_one():
    text = "the/DET/det/2 president/NOUN/nsubj/6 and/CCONJ/cc/5 chief/ADJ/amod/5 executive/NOUN/conj/2 left=leave/VERB/root/0"
    (post,) = posts("en", text)
    assert [span.text for span in post.titles] == ["president", "chief executive"]

"""What stands beside a word or an amount."""

from trees import reading, tree

from pipeline.vicinity import beside, listed, place_behind

SALES = (
    "Italian=Italian/ADJ/amod/3 car/NOUN/compound/3 sales=sale/NOUN/nsubj/4 fell=fall/VERB/root/0"
)
JOBS = (
    "Ford/PROPN/nsubj/2/ORG cut/VERB/root/0 3,700=3,700/NUM/nummod/4 jobs=job/NOUN/obj/2 in/ADP/case/6"
    " Germany/PROPN/nmod/4/LOC"
)
LIST = (
    "Ford/PROPN/nsubj/6/ORG ,/PUNCT/punct/3 Fiat/PROPN/conj/1/ORG* and/CCONJ/cc/5"
    " Renault/PROPN/conj/1/ORG* met=meet/VERB/root/0 Opel/PROPN/obj/6/ORG"
)


def test_an_adjective_of_origin_is_the_place():
    doc = tree("en", SALES)
    assert [m.value for m in beside(doc[2], ("place",), reading(doc))] == ["Italy"]


def test_the_noun_before_is_the_item():
    doc = tree("en", SALES)
    assert [m.value for m in beside(doc[2], ("item",), reading(doc))] == ["car"]


def test_the_place_behind_an_amount():
    doc = tree("en", JOBS)
    assert place_behind(doc[2:4], reading(doc)).value == "Germany"
    assert place_behind(doc[0:1], reading(doc)) is None


def test_names_of_one_list():
    doc = tree("en", LIST)
    here = reading(doc)
    mention = here.mentions.mention(doc[2], ("organization",))
    assert [name.value for name in listed(mention, here)] == ["Ford", "Fiat", "Renault"]

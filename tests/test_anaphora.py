"""Who pronouns, definite nouns, capitals and unexpressed subjects are."""

import pytest
from trees import mentions, titles, tree

AGENTS = ("person", "organization", "place")

ANNA = (
    "Anna/PROPN/nsubj/3/PER Rossi/PROPN/flat/1/PER leads=lead/VERB/root/0 Ford/PROPN/obj/3/ORG"
    " ./PUNCT/punct/3"
)
MINISTER = (
    "Industry/NOUN/compound/2 Minister/PROPN/nsubj/5 Carlo/PROPN/flat/2/PER Bassi/PROPN/flat/2/PER"
    " met=meet/VERB/root/0 Anna/PROPN/obj/5/PER Rossi/PROPN/flat/6/PER ./PUNCT/punct/5"
)
ITALIANS = (
    "Stellantis/PROPN/nsubj/2/ORG chiude=chiudere/VERB/root/0/VerbForm=Fin la=il/DET/det/4"
    " fabbrica/NOUN/obj/2 ./PUNCT/punct/2"
)


def referent(lang, before, sentence, word, types=AGENTS):
    """Return what a word of the last sentence refers to, as (text, value, entity)."""
    doc = tree(lang, f"{before}\n{sentence}")
    token = next(t for t in reversed(doc) if t.text == word)
    found = mentions(doc).mention(token, types)
    return (found.text, found.value, found.entity) if found else None


@pytest.mark.parametrize(
    ("lang", "before", "sentence", "word", "expected"),
    [
        ("en", ANNA, "She/PRON/nsubj/2 left=leave/VERB/root/0", "She", ("She", "Anna Rossi", None)),
        ("en", ANNA, "He/PRON/nsubj/2 left=leave/VERB/root/0", "He", None),  # Anna is a woman
        ("en", ANNA, "It/PRON/nsubj/2 grew=grow/VERB/root/0", "It", ("It", "Ford", "ford")),
        (
            "en", ANNA, "The=the/DET/det/2 company/NOUN/nsubj/3 grew=grow/VERB/root/0", "company",
            ("The company", "Ford", "ford"),
        ),
        ("en", ANNA, "A=a/DET/det/2 company/NOUN/nsubj/3 grew=grow/VERB/root/0", "company", None),
        ("en", ANNA, "The=the/DET/det/2 union/NOUN/nsubj/3 grew=grow/VERB/root/0", "union", None),
        (
            "en", ANNA, "The=the/DET/det/3 American=American/ADJ/amod/3 carmaker/NOUN/nsubj/4 grew=grow/VERB/root/0",
            "carmaker", ("The American carmaker", "Ford", "ford"),
        ),
        (  # another country's company
            "en", ANNA, "The=the/DET/det/3 Italian=Italian/ADJ/amod/3 carmaker/NOUN/nsubj/4 grew=grow/VERB/root/0",
            "carmaker", None,
        ),
        (  # the nearer of two persons is the object: the subject wins
            "en", MINISTER, "He/PRON/nsubj/2 left=leave/VERB/root/0", "He", ("He", "Carlo Bassi", None),
        ),
        ("en", MINISTER, "She/PRON/nsubj/2 left=leave/VERB/root/0", "She", ("She", "Anna Rossi", None)),
        (
            "en", MINISTER, "The=the/DET/det/2 minister/NOUN/nsubj/3 left=leave/VERB/root/0", "minister",
            ("The minister", "Carlo Bassi", None),
        ),
        ("en", MINISTER, "The=the/DET/det/2 mayor/NOUN/nsubj/3 left=leave/VERB/root/0", "mayor", None),
        (
            "it", ITALIANS, "L'+=il/DET/det/2 azienda/NOUN/nsubj/3 cresce=crescere/VERB/root/0", "azienda",
            ("L'azienda", "Stellantis", "stellantis"),
        ),
        ("it", ITALIANS, "Un'+=uno/DET/det/2 azienda/NOUN/nsubj/3 cresce=crescere/VERB/root/0", "azienda", None),
        ("it", ITALIANS, "Lui/PRON/nsubj/2 parla=parlare/VERB/root/0", "Lui", None),
        (  # an adjective of origin that the parse makes the head of the name behind it
            "it", ITALIANS, "La=il/DET/det/2 tedesca/NOUN/nsubj/4 Bosch/PROPN/nmod/2 cresce=crescere/VERB/root/0",
            "tedesca", ("Bosch", "Bosch", "bosch"),
        ),
        (  # an apposition is the name it stands beside, not one before
            "it", ITALIANS, "Exor/PROPN/nsubj/5 ,/PUNCT/punct/1 la=il/DET/det/4 società/NOUN/appos/1 cresce=crescere/VERB/root/0",
            "società", ("la società", "Exor", "exor"),
        ),
    ],
)  # fmt: skip
def test_a_word_refers_to_a_name_before_it(lang, before, sentence, word, expected):
    assert referent(lang, before, sentence, word) == expected


ROME = "Rome/PROPN/nsubj/2/LOC met=meet/VERB/root/0 Tesla/PROPN/obj/2/ORG"
GOVERNMENT = (
    "The=the/DET/det/3 Italian=Italian/ADJ/amod/3 government/NOUN/nsubj/4 met=meet/VERB/root/0"
)


@pytest.mark.parametrize(
    ("sentence", "word", "types", "expected"),
    [
        (ROME, "Rome", ("organization", "place"), ("Rome", "Italy", "IT")),  # a capital that acts
        (ROME, "Rome", ("place",), ("Rome", "Rome", "rome")),  # a city one goes to
        (ROME, "Rome", ("person",), None),
        (ROME, "Tesla", ("organization",), ("Tesla", "Tesla", "tesla")),
        (GOVERNMENT, "government", AGENTS, ("The Italian government", "Italy", "IT")),
        (GOVERNMENT, "government", ("person", "organization"), None),
        (
            "the/DET/det/2 automaker/NOUN/nsubj/4 Ford/PROPN/flat/2/ORG grew=grow/VERB/root/0",
            "automaker", AGENTS, ("Ford", "Ford", "ford"),
        ),
    ],
)  # fmt: skip
def test_a_name_counts_as_what_the_role_asks_for(sentence, word, types, expected):
    assert referent("en", "", sentence, word, types) == expected


def test_the_government_is_that_of_the_country_last_spoken_of():
    before = "Ford/PROPN/nsubj/2/ORG left=leave/VERB/root/0 Madrid/PROPN/obj/2/LOC ./PUNCT/punct/2"
    sentence = "The=the/DET/det/2 government/NOUN/nsubj/3 protested=protest/VERB/root/0"
    assert referent("en", before, sentence, "government") == ("The government", "Spain", "ES")


def test_an_anaphor_looks_six_sentences_back():
    gap = "\n".join(["So/ADV/advmod/2 what/PRON/root/0 ./PUNCT/punct/2"] * 7)
    sentence = "It/PRON/nsubj/2 grew=grow/VERB/root/0"
    near, far = (f"{ANNA}\n{gap.split(chr(10), n)[n]}" for n in (2, 1))
    assert referent("en", near, sentence, "It") == ("It", "Ford", "ford")
    assert referent("en", far, sentence, "It") is None


def test_an_unexpressed_subject_is_the_last_one():
    doc = tree(
        "it",
        f"{ITALIANS}\nHa=avere/AUX/aux/2/VerbForm=Fin annunciato=annunciare/VERB/root/0 tagli=taglio/NOUN/obj/2",
    )
    found = mentions(doc)
    assert found.drops_subjects
    assert found.implicit(doc[-2], ("organization",)).value == "Stellantis"
    assert found.implicit(doc[-2], ("person",)) is None


def test_a_title_without_an_organisation_belongs_to_the_company_before():
    doc = tree(
        "en",
        "Ford/PROPN/nsubj/2/ORG grew=grow/VERB/root/0 ./PUNCT/punct/2\n"
        "The=the/DET/det/3 chief/ADJ/amod/3 executive/NOUN/nsubj/4 left=leave/VERB/root/0",
    )
    assert mentions(doc).employer(titles(doc)[0]).entity == "ford"


def test_the_maker_of_a_product_is_known():
    doc = tree("en", "the/DET/det/2 Panda/PROPN/root/0/MISC")
    assert mentions(doc).maker(doc[1]).entity == "fiat"
    assert mentions(doc).maker(doc[0]) is None

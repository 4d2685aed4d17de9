"""Entities → full names and ids, by the catalogue and by what the article calls them."""

import pytest
from trees import names, titles, tree

from pipeline.names import with_bearers


def told(doc, found=None):
    """Return (text, type, value, entity) of each name."""
    return [(doc[n.start : n.end].text, n.type, n.value, n.entity) for n in found or names(doc)]


@pytest.mark.parametrize(
    ("lang", "text", "expected"),
    [
        (
            "en",
            "Ford/PROPN/nsubj/2/ORG left=leave/VERB/root/0 Turin/PROPN/obj/2/LOC",
            [("Ford", "organization", "Ford", "ford"), ("Turin", "place", "Turin", "turin")],
        ),
        (  # a place has its one English name
            "it",
            "Ford/PROPN/nsubj/2/ORG lascia=lasciare/VERB/root/0 Torino/PROPN/obj/2/LOC",
            [("Ford", "organization", "Ford", "ford"), ("Torino", "place", "Turin", "turin")],
        ),
        (  # the catalogue corrects the label and finds what was not tagged
            "en",
            "Stellantis/PROPN/nsubj/2/PER bought=buy/VERB/root/0 Opel/PROPN/obj/2",
            [
                ("Stellantis", "organization", "Stellantis", "stellantis"),
                ("Opel", "organization", "Opel", "opel"),
            ],
        ),
        (  # a name the catalogue does not know keeps the label's type
            "en",
            "Zorbex/PROPN/nsubj/2/ORG met=meet/VERB/root/0 Anna/PROPN/obj/2/PER Neri/PROPN/flat/3/PER",
            [("Zorbex", "organization", "Zorbex", None), ("Anna Neri", "person", "Anna Neri", None)],
        ),
        (  # an entity without a capital is none
            "en",
            "workers=worker/NOUN/nsubj/2/MISC left=leave/VERB/root/0",
            [],
        ),
        (  # words of an event make the rest of its name one
            "en",
            "the/DET/det/4/MISC Zorbex/PROPN/compound/4/MISC Motor/PROPN/compound/4/MISC Show/PROPN/root/0/MISC",
            [("Zorbex Motor Show", "event", "Zorbex Motor Show", None)],
        ),
        (  # given name and surname tagged apart
            "en",
            "Anna/PROPN/nsubj/3/PER Neri/PROPN/flat/1/PER* left=leave/VERB/root/0",
            [("Anna Neri", "person", "Anna Neri", None)],
        ),
        (  # a title in an entity is not the person's
            "en",
            "President/PROPN/nsubj/4/PER Anna/PROPN/flat/1/PER Neri/PROPN/flat/1/PER left=leave/VERB/root/0",
            [("Anna Neri", "person", "Anna Neri", None)],
        ),
        (  # a title alone is nobody's name
            "it",
            "Amministratore/PROPN/nsubj/3/PER Delegato/PROPN/flat/1/PER parte=partire/VERB/root/0",
            [],
        ),
        (  # a tax is no organisation
            "it",
            "aumenta=aumentare/VERB/root/0 IVA/PROPN/nsubj/1/ORG",
            [],
        ),
        (  # a place and a person run together
            "en",
            "Detroit/PROPN/nsubj/4/LOC Anna/PROPN/flat/1/LOC Neri/PROPN/flat/1/LOC left=leave/VERB/root/0",
            [("Detroit", "place", "Detroit", "detroit"), ("Anna Neri", "person", "Anna Neri", None)],
        ),
    ],
)  # fmt: skip
def test_find(lang, text, expected):
    assert told(tree(lang, text)) == expected


@pytest.mark.parametrize(
    ("text", "values"),
    [
        (  # a surname is the full name before it
            """Anna/PROPN/nsubj/3/PER Neri/PROPN/flat/1/PER left=leave/VERB/root/0 ./PUNCT/punct/3
            Neri/PROPN/nsubj/2/PER slept=sleep/VERB/root/0""",
            ["Anna Neri", "Anna Neri"],
        ),
        (  # one that the pipeline has missed too, but not the surname of somebody else
            """Anna/PROPN/nsubj/3/PER Neri/PROPN/flat/1/PER left=leave/VERB/root/0 ./PUNCT/punct/3
            Neri/PROPN/nsubj/2 met=meet/VERB/root/0 Ugo/PROPN/obj/2 Neri/PROPN/flat/3""",
            ["Anna Neri", "Anna Neri", "Ugo Neri"],
        ),
        (  # of two bearers, the nearest one before
            """Anna/PROPN/nsubj/3/PER Neri/PROPN/flat/1/PER left=leave/VERB/root/0 ./PUNCT/punct/3
            Ugo/PROPN/nsubj/3/PER Neri/PROPN/flat/1/PER slept=sleep/VERB/root/0 ./PUNCT/punct/3
            Neri/PROPN/nsubj/2/PER woke=wake/VERB/root/0""",
            ["Anna Neri", "Ugo Neri", "Ugo Neri"],
        ),
        (  # the surname in the headline has its full name below
            """Neri/PROPN/nsubj/2/PER leaves=leave/VERB/root/0
            Anna/PROPN/nsubj/3/PER Neri/PROPN/flat/1/PER left=leave/VERB/root/0""",
            ["Anna Neri", "Anna Neri"],
        ),
        (  # an organisation has the longest form in the article
            """Zorbex/PROPN/compound/2/ORG Auto/PROPN/nsubj/3/ORG left=leave/VERB/root/0 ./PUNCT/punct/3
            Zorbex/PROPN/nsubj/2/ORG slept=sleep/VERB/root/0""",
            ["Zorbex Auto", "Zorbex Auto"],
        ),
        (  # which begins with it: another one's name does not
            """Banca/PROPN/compound/2/ORG Zorbex/PROPN/nsubj/3/ORG left=leave/VERB/root/0 ./PUNCT/punct/3
            Zorbex/PROPN/nsubj/2/ORG slept=sleep/VERB/root/0""",
            ["Banca Zorbex", "Zorbex"],
        ),
        (  # an acronym in brackets is learnt
            """Zorbex/PROPN/compound/2/ORG Motors/PROPN/nsubj/6/ORG (+/PUNCT/punct/4 ZM+/PROPN/appos/2
            )/PUNCT/punct/4 left=leave/VERB/root/0 ./PUNCT/punct/6
            ZM/PROPN/nsubj/2/PER slept=sleep/VERB/root/0""".replace("PROPN/appos/2\n", "PROPN/appos/2 "),
            ["Zorbex Motors", "Zorbex Motors", "Zorbex Motors"],
        ),
    ],
)  # fmt: skip
def test_a_name_has_its_fullest_form(text, values):
    assert [name.value for name in names(tree("en", text))] == values


def test_a_title_gives_a_person_away():
    doc = tree(
        "en",
        "Transport/PROPN/compound/2 Minister/PROPN/nsubj/5 Xu/PROPN/flat/2 Bing/PROPN/flat/2"
        " left=leave/VERB/root/0",
    )
    found = names(doc)
    assert found == []
    assert told(doc, with_bearers(doc, found, titles(doc, found))) == [
        ("Xu Bing", "person", "Xu Bing", None)
    ]

"""Flat patterns over units: names, titles, values, words, optional parts and gaps."""

import pytest

from pipeline.errors import RuleError
from pipeline.patterns import Line, Unit, compile_pattern, expand, find

TYPES = {"t": "title", "p": "person", "o": "organization", "l": "place", "a": "amount"}


def units(text):
    """Return units: `t:Mayor` is a title, `p:Ada_Neri` a person; all else are words."""
    found = []
    for i, part in enumerate(text.split()):
        mark, _, name = part.partition(":")
        kind = TYPES.get(mark, "word") if name else "word"
        found.append(Unit(kind, i, i + 1, name.replace("_", " ") if name else part))
    return found


def matches(pattern, text):
    return [
        {role: [unit.text for unit in found] for role, found in match.roles.items()}
        for match in find(pattern, Line(units(text)))
    ]


@pytest.mark.parametrize(
    ("pattern", "text", "expected"),
    [
        (
            "<title> <person>",
            "the t:Mayor p:Ada_Neri spoke",
            [{"title": ["Mayor"], "person": ["Ada Neri"]}],
        ),
        ("<title> <person>", "t:Mayor , p:Ada_Neri", []),
        (
            "<person> (,)? <title>",
            "p:Ada_Neri , t:mayor",
            [{"person": ["Ada Neri"], "title": ["mayor"]}],
        ),
        ("<person> (,)? <title>", "p:Ada t:mayor", [{"person": ["Ada"], "title": ["mayor"]}]),
        (
            "<title> of|di <organization|place>",
            "t:sindaco di l:Torino",
            [{"title": ["sindaco"], "place": ["Torino"]}],
        ),
        ("<title> of|di <organization|place>", "t:sindaco per l:Torino", []),
        ("<person:speaker> said", "p:Ada said", [{"speaker": ["Ada"]}]),
        ("<person> ( of | at ) <place>", "p:Ada at l:Rome", [{"person": ["Ada"], "place": ["Rome"]}]),
        ("<person> -lrb- <organization>", "p:Ada ( o:ANFIA )", [{"person": ["Ada"], "organization": ["ANFIA"]}]),
        ("<person> ~ <amount>", "p:Ada paid some a:5", [{"person": ["Ada"], "amount": ["5"]}]),
        ("<person> ~ <amount>", "p:Ada paid as much as a:5", []),  # a gap has three words
        ("<person> and <person>", "p:Ada and p:Bo", [{"person": ["Ada", "Bo"]}]),
        ("said <person>", "resaid p:Ada", []),  # a word is not the end of another
        ("<person>", "p:Ada met p:Bo", [{"person": ["Ada"]}, {"person": ["Bo"]}]),
    ],
)  # fmt: skip
def test_find(pattern, text, expected):
    assert matches(pattern, text) == expected


MARKS = {1: ["VERB", "own"], 2: ["ADJ"], 3: ["NOUN", "firm"], 4: ["NOUN", "firm", "big"]}


@pytest.mark.parametrize(
    ("pattern", "text", "expected"),
    [
        ("<organization> @own", "o:Ford owns a@b", [{"organization": ["Ford"]}]),
        ("<organization> @sell|own <organization>", "o:Ford owns o:Kia", [{"organization": ["Ford", "Kia"]}]),
        ("<organization> owns", "o:Ford owns Kia", [{"organization": ["Ford"]}]),  # a marked word stands for itself
        ("<organization> @sell", "o:Ford owns Kia", []),
        ("@ADJ @firm:owner", "x x big car maker", [{"owner": ["car"]}]),  # several in a row
        ("<organization> !( Kia )", "o:Ford Kia o:Fiat owns", [{"organization": ["Fiat"]}]),
        ("_ <organization>", ", o:Ford the o:Kia", [{"organization": ["Kia"]}]),
    ],
)  # fmt: skip
def test_words_are_found_by_their_lists(pattern, text, expected):
    found = find(pattern, Line(units(text), MARKS))
    assert [{r: [u.text for u in us] for r, us in m.roles.items()} for m in found] == expected


def test_parts_are_put_in_by_name():
    assert expand("{np} @own", {"np": "{art} <organization>", "art": "(the)?"}) == (
        "(the)? <organization> @own"
    )
    with pytest.raises(RuleError, match="no part 'verb'; parts: np"):
        expand("{verb}", {"np": "<organization>"})


def test_an_optional_role_is_left_out_where_it_is_not_met():
    assert matches("<title> (<place>)? <person>", "t:Mayor p:Ada") == [
        {"title": ["Mayor"], "person": ["Ada"]}
    ]


@pytest.mark.parametrize(
    ("pattern", "rest"), [("<person> <title", "<title"), ("a > b", "> b"), ("<per son>", "<per")]
)
def test_what_cannot_be_read_is_named(pattern, rest):
    with pytest.raises(RuleError, match="cannot read") as error:
        compile_pattern(pattern)
    assert pattern in str(error.value) and rest in str(error.value)


@pytest.mark.parametrize("pattern", ["( <person>", "<person> )"])
def test_brackets_that_do_not_pair_are_refused(pattern):
    with pytest.raises(RuleError, match="pattern"):
        compile_pattern(pattern)

"""Flat patterns over units: names, titles, values, words, optional parts and gaps."""

import pytest

from pipeline.errors import RuleError
from pipeline.patterns import Unit, compile_pattern, find

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
        for match in find(pattern, units(text))
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

"""Bare dollars: those of the country that an article is about."""

import pytest

from pipeline.catalogue import read_catalogue
from pipeline.dollars import in_home_dollars
from pipeline.values import find_values

CANADA = ("Ottawa", "Ontario", "Toronto")


def units(text, *places):
    """Return the units of the sums in a text of an article that names these places."""
    entries = [read_catalogue().find(place) for place in places]
    values = find_values(text, lang="en", date="2024-05-01")
    return [value.value.unit for value in in_home_dollars(values, entries)]


@pytest.mark.parametrize(
    ("places", "unit"),
    [
        (CANADA, "CAD"),
        (CANADA[:1], "USD"),
        ((*CANADA, "Detroit", "Texas"), "USD"),
        (("South Australia", "Melbourne"), "AUD"),
        ((), "USD"),
    ],
)
def test_a_bare_dollar_is_one_of_the_country_told_of(places, unit):
    assert units("a loan of $20 million", *places) == [unit]


def test_dollars_with_a_country_stay_as_they_are():
    assert units("a loan of US$20 million", *CANADA) == ["USD"]

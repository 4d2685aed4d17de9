"""Which country's dollars a bare "$" means: those of the country that an article is about."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace

from .catalogue import Entry
from .facts import Amount
from .values import Value

#: countries with dollars of their own; elsewhere "$" stands for those of the United States
DOLLARS = {"CA": "CAD", "AU": "AUD", "NZ": "NZD", "SG": "SGD", "HK": "HKD"}
UNITED_STATES = "US"
#: a sum in dollars of which nobody says whose they are: "$5 million", not "US$5 million"
BARE = re.compile(r"(?<![A-Za-z])\$")
#: how many places of a country make it the one that an article is about, and if there are no others
PLACES, ALONE = 3, 2


def in_home_dollars(values: Sequence[Value], entries: Iterable[Entry | None]) -> list[Value]:
    """Give bare dollars the currency of the country that most places of an article are in."""
    home = _home(entry for entry in entries if entry is not None and entry.type == "place")
    if home is None:
        return list(values)
    return [_changed(value, DOLLARS[home]) for value in values]


def _home(entries: Iterable[Entry]) -> str | None:
    """The country of dollars of its own that the places of an article are in, if there is one."""
    counted = Counter(e.id if e.group == "country" else e.country for e in entries)
    country, often = max(counted.items(), key=lambda c: c[1], default=(None, 0))
    foreign = counted[UNITED_STATES]
    clear = country in DOLLARS and often >= (PLACES if len(counted) > 1 else ALONE)
    clear = clear and often > 2 * foreign
    return country if clear else None


def _changed(value: Value, currency: str) -> Value:
    amount = value.value
    if not isinstance(amount, Amount) or not BARE.search(value.text):
        return value
    unit, slash, rate = amount.unit.partition("/")
    return (
        replace(value, value=replace(amount, unit=currency + slash + rate))
        if unit == "USD"
        else value
    )

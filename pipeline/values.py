"""Normal values of a text: numbers, amounts of money and things, percentages, dates and periods."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from .amounts import find_amounts
from .dates import Dated, find_dates
from .facts import Amount, Mention
from .language import read_language
from .lexicon import read_lexicon
from .numbers import read_numbers
from .tokens import NOTHING, Tokens, tokenize
from .units import Measure


@dataclass(frozen=True, slots=True)
class Value:
    """A value with its place; `text` is the whole expression with its bound word."""

    type: str
    text: str
    start: int
    end: int
    value: float | str | Amount
    item: Mention | None = None
    bound: str = "exact"

    def to_json(self) -> dict[str, Any]:
        """Return the JSON object of the values command."""
        value = self.value
        if isinstance(value, Amount):
            shown: Any = value.to_json()
        elif isinstance(value, str):
            shown = value
        else:
            shown = int(value) if float(value).is_integer() else value
        return {
            "type": self.type, "text": self.text,
            "start": self.start, "end": self.end, "value": shown,
        }  # fmt: skip


def find_values(text: str, *, lang: str, date: str | None = None) -> list[Value]:
    """Return the values of a text in text order, none overlapping another.

    `date` is the day that relative dates refer to (ISO 8601). Raises RuleError where the language
    is not supported, ValueError where the date is malformed.
    """
    lexicon = read_lexicon(lang)
    t = tokenize(text, lexicon)
    numbers = read_numbers(t)
    now = datetime.date.fromisoformat(date[:10]) if date else None
    dates = find_dates(t, numbers, now)
    values = [_date_value(t, d) for d in dates if d.when is not None]
    for dated in dates:  # what is part of a date is no part of an amount
        size = dated.j - dated.i
        t.words[dated.i : dated.j] = [""] * size
        t.entries[dated.i : dated.j] = [NOTHING] * size
    free = [number for number in numbers.values() if t.words[number.i]]
    for measure in find_amounts(t, free):
        values.append(_amount_value(t, measure))
    if dates and free:
        values.sort(key=lambda value: value.start)
    return values


def _date_value(t: Tokens, dated: Dated) -> Value:
    assert dated.when is not None
    i = dated.i
    while i < dated.j - 1 and (t.words[i] in t.lexicon.articles or t.words[i] == "'"):
        i += 1
    start, end = t.starts[i], t.ends[dated.j - 1]
    edtf = dated.when.edtf()
    return Value("period" if "/" in edtf else "date", t.text[start:end], start, end, edtf)


def _amount_value(t: Tokens, measure: Measure) -> Value:
    start, end = t.starts[measure.i], t.ends[measure.j - 1]
    kind = "range" if measure.value_to is not None else measure.kind
    plain = kind in ("number", "ordinal")
    item = None
    if measure.item is not None:
        i, j, noun = measure.item
        place = t.starts[i], t.ends[j - 1]
        item = Mention(noun, t.text[place[0] : place[1]], *place)
    value: float | Amount = measure.value if plain else measure.amount
    return Value(kind, t.text[start:end], start, end, value, item, measure.bound)


def item_nouns(lang: str) -> Mapping[str, str]:
    """Return the words for things that are counted, lower-case, with their English singular."""
    items = read_language(lang)["values"]["items"]
    return {word: noun for noun, words in items.items() for word in words}

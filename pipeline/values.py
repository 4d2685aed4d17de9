"""Normal values of a text: numbers, amounts of money and things, percentages, dates and periods."""

from __future__ import annotations

import datetime
import json
import sys
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .amounts import find_amounts
from .dates import Dated, find_dates
from .errors import ReadError
from .facts import Amount, Mention
from .language import read_language
from .lexicon import read_lexicon
from .numbers import read_numbers
from .tokens import NOTHING, Tokens, tokenize
from .units import Measure
from .when import When

if TYPE_CHECKING:
    from rich.table import Table

#: Longer arguments are texts, whatever the file system holds.
MAX_PATH = 250


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
    values = [_date_value(t, d, d.when) for d in dates if d.when is not None]
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


def _date_value(t: Tokens, dated: Dated, when: When) -> Value:
    i = dated.i
    while i < dated.j - 1 and (t.words[i] in t.lexicon.articles or t.words[i] == "'"):
        i += 1
    start, end = t.starts[i], t.ends[dated.j - 1]
    edtf = when.edtf()
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


def find_in(
    inputs: Iterable[str], *, lang: str, date: str | None = None, lines: bool = False
) -> Iterator[list[Value]]:
    """Yield the values of each input: a file, `-` for standard input, or else a text itself.

    With `lines` every line is a text of its own. Raises ReadError where the date is no date.
    """
    try:
        datetime.date.fromisoformat(date or "2000-01-01")
    except ValueError as error:
        raise ReadError(f"date {date!r}: write it as YYYY-MM-DD") from error
    for given in inputs:
        text = _read_input(given)
        for part in text.removesuffix("\n").split("\n") if lines else [text]:
            yield find_values(part, lang=lang, date=date)


def _read_input(given: str) -> str:
    if given == "-":
        return sys.stdin.buffer.read().decode("utf-8", errors="replace")
    if len(given) < MAX_PATH and "\n" not in given and Path(given).is_file():
        return Path(given).read_text(encoding="utf-8", errors="replace")
    return given


def values_table(values: Iterable[Value]) -> Table:
    """Return a table of values for the terminal."""
    from rich.markup import escape
    from rich.table import Table

    table = Table("type", "text", "value", "start", "end")
    for value in values:
        shown = value.to_json()["value"]
        told = shown if isinstance(shown, str) else json.dumps(shown, ensure_ascii=False)
        table.add_row(value.type, escape(value.text), told, str(value.start), str(value.end))
    return table


def item_nouns(lang: str) -> Mapping[str, str]:
    """Return the words for things that are counted, lower-case, with their English singular."""
    items = read_language(lang)["values"]["items"]
    return {_joined(word): noun for noun, words in items.items() for word in words}


def _joined(word: str) -> str:
    return word.replace(" - ", "-").replace(" ' ", "'")


def fraction(value: Value) -> float:
    """Return the number of a value that counts no unit of measure: half, or half of the shares."""
    amount = value.value
    if isinstance(amount, Amount):
        return amount.number if amount.unit == "share" else 0
    return float(amount)

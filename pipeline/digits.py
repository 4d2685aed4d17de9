"""Numbers and days in digits: what they stand for, and what part of a date they can be."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import date

#: Longer runs of digits are identifiers, not quantities.
MAX_DIGITS = 24
_INDIAN = re.compile(r"\d{1,2}(?:,\d{2})+,\d{3}")
_SPACES = re.compile(r"[ \u00a0\u202f\u2009'’]")
#: 1e10 and 2^5; the lexer keeps powers below 100, so they stay finite.
POWERS: dict[str, Callable[[float, float], float]] = {
    "e": lambda base, power: base * 10.0**power,
    "^": lambda base, power: float(base) ** power,
}
DATE = re.compile(r"\d{1,4}([-/.])\d{1,2}\1\d{1,4}")
#: Denominators that fractions are written with.
FRACTIONS = frozenset({2, 3, 4, 5, 6, 7, 8, 9, 10, 12, 16, 20})
PUNCTUATION = frozenset({"sign"})


def read_literal(text: str, decimal: str) -> float | None:
    """Return the number that digits with separators stand for; None where they are no number.

    Both conventions are read wherever only one can be meant; `decimal` decides "1.300" and "1,300".
    """
    for sign, read in POWERS.items():
        base, found, power = text.partition(sign)
        if found:
            parts = read_literal(base, decimal), _read_plain(power)
            return None if parts[0] is None or parts[1] is None else read(parts[0], parts[1])
    text = _SPACES.sub("", text)
    if len(text) > MAX_DIGITS:
        return None
    if text.isdecimal():
        return int(text)
    marks = [char for char in text if char in ".,"]
    return (
        _read_two_marks(text, marks) if len(set(marks)) == 2 else _read_mark(text, marks, decimal)
    )


def _read_plain(text: str) -> float | None:
    return int(text) if text.lstrip("+-").isdecimal() else None


def _read_mark(text: str, marks: list[str], decimal: str) -> float | None:
    groups = text.split(marks[0])
    grouped = 1 <= len(groups[0]) <= 3 and all(len(group) == 3 for group in groups[1:])
    if len(groups) > 2:
        return int("".join(groups)) if grouped or _INDIAN.fullmatch(text) else None
    if grouped and marks[0] != decimal and groups[0] != "0":
        return int("".join(groups))
    return float(f"{groups[0] or '0'}.{groups[1]}")


def _read_two_marks(text: str, marks: list[str]) -> float | None:
    last = marks[-1]
    if marks.count(last) != 1:
        return None
    whole, _, fraction = text.rpartition(last)
    groups = whole.split(marks[0])
    if len(groups[0]) > 3 or any(len(group) not in (2, 3) for group in groups[1:]):
        return None
    return float(f"{''.join(groups)}.{fraction}")


def digit_shape(text: str, value: float) -> frozenset[str]:
    """Return the classes of a plain number in digits: what part of a date it can be."""
    shape = {"n"}
    if text.isdigit():
        if len(text) <= 2 and 1 <= value <= 31:
            shape |= {"day", "daynum"}
        if len(text) == 2:
            shape.add("n2")
        if len(text) == 4 and 1000 <= value < 2200:
            shape.add("year")
            if 1900 <= value < 2100:
                shape.add("modern")
    return frozenset(shape)


def word_shape(value: float, *, ordinal: bool = False, year: bool = False) -> frozenset[str]:
    """Return the classes of a number in words."""
    if ordinal:
        return frozenset({"ord", "ordday", "day"} if 1 <= value <= 31 else {"ord"})
    if year:
        return frozenset({"n", "year", "modern"})
    if 1 <= value <= 31 and float(value).is_integer():
        return frozenset({"n", "day"})
    return frozenset({"n", "year"} if value in range(1900, 2100) else {"n"})


ALL_SHAPES = [
    *(digit_shape(text, int(text)) for text in ("1", "10", "99", "100", "1500", "2000", "9999")),
    *(word_shape(value, ordinal=ordinal) for value in (1, 99, 2000) for ordinal in (False, True)),
    word_shape(1990, year=True),
    frozenset({"given"}),
    frozenset({"n", "slash"}),
    frozenset({"n", "slash", "slashday"}),
    frozenset({"ord", "ordday", "day", "markday"}),
    PUNCTUATION,
]


def read_day(text: str, *, day_first: bool) -> date | None:
    """Return the day of 2011-05-29, 29/05/2011, 29.5.11; None where there is no such day."""
    parts = [int(part) for part in re.split("[-/.]", text)]
    lengths = [len(part) for part in re.split("[-/.]", text)]
    if len(parts) != 3 or (lengths[0] < 4 and lengths[2] not in (2, 4)):
        return None
    if parts[0] > 31:
        year, month, day = parts
    else:
        first, second, year = parts
        # a number above 12 is the day, whatever the custom
        dotted = "." in text
        day, month = (first, second) if (day_first or dotted) else (second, first)
        if month > 12:
            day, month = month, day
        year = full_year(year) if year < 100 else year
    try:
        return date(year, month, day)
    except ValueError:
        return None


def read_month_day(parts: Sequence[str], *, day_first: bool) -> tuple[int, int] | None:
    """Return month and day of 8/18 or 18/8; None where it is no day."""
    first, second = int(parts[0]), int(parts[1])
    day, month = (first, second) if day_first else (second, first)
    if month > 12:
        day, month = month, day
    return (month, day) if 1 <= month <= 12 and 1 <= day <= 31 else None


def full_year(short: int) -> int:
    """Return the year of two digits, from 1950 to 2049."""
    return short + (2000 if short < 50 else 1900)


def looks_like_day(parts: Sequence[str]) -> bool:
    """Tell 22/04 and 12/25 from the fractions 3/4 and 5/8."""
    first, second = int(parts[0]), int(parts[1])
    return "0" in (parts[0][0], parts[1][0]) or first > second or second not in FRACTIONS

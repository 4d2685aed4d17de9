"""Dates of publication: in metadata, on a line of their own, or at the opening of a paragraph.

Names of months and days, and the order of day and month, are CLDR's (Babel), not ours.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

from .language import read_language

TIME = re.compile(r"\b\d{1,2}[:.h]\d{2}(?::\d{2})?\b")
_ZONE = re.compile(r"\b[A-Z]{2,4}\b(?:[+-]\d{1,2})?")
#: "(Reuters) - " or "/PRNewswire/ -- " or a mere dash
_AFTER_DATELINE = re.compile(r"\)?\s*(\([^)]*\)|/[^/]+/)?\s*[-–—:.]+\s")
_WORD = re.compile(r"[^\W\d_]+")
#: a date this far into a paragraph is no dateline: place, agency and brackets fit before it
_OPENING = 60
_MAX_PLACE_WORDS = 6


@dataclass(frozen=True, slots=True)
class FoundDate:
    """A date in a text: its ISO day (None where the year is not said) and its characters."""

    day: str | None
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class _Calendar:
    """How a language writes dates: its patterns, the number of each month, its day names."""

    patterns: tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], str | None]], ...]
    yearless: re.Pattern[str]
    words: frozenset[str]


def find_dates(text: str, *, lang: str) -> list[FoundDate]:
    """Return the dates of a text in its order; none overlap."""
    found: list[FoundDate] = []
    calendar = _calendar(lang)
    for pattern, read in calendar.patterns:
        for match in pattern.finditer(text):
            day = read(match)
            if day and not _overlaps(match, found):
                found.append(FoundDate(day, *match.span()))
    for match in calendar.yearless.finditer(text):
        if not _overlaps(match, found):
            found.append(FoundDate(None, *match.span()))
    return sorted(found, key=lambda date: date.start)


def read_date(text: str, *, lang: str) -> str | None:
    """Return the ISO day that a metadata field or an option names, None where it names none."""
    days = [date.day for date in find_dates(text.replace("T", " "), lang=lang) if date.day]
    return days[0] if days else None


def date_line(text: str, *, lang: str) -> list[str] | None:
    """Return the days on a line that is nothing but dates, times, labels, place or author.

    None where the line says anything else; a line with a time or a label alone gives [].
    """
    dates = find_dates(text, lang=lang)
    rest = _without(text, dates)
    words = _WORD.findall(TIME.sub(" ", rest))
    known = _labels(lang) | _calendar(lang).words
    unknown = [w for w in words if w.casefold() not in known and not _ZONE.fullmatch(w)]
    labelled = len(unknown) < len(words) or bool(TIME.search(rest))
    if not dates and not (TIME.search(rest) and not unknown):
        return None
    if any(date.day for date in dates):
        ok = not unknown or (_are_names(unknown) and (labelled or _stands_apart(text, dates)))
    else:
        ok = labelled and not unknown
    return [date.day for date in dates if date.day] if ok else None


def opening_date(paragraph: str, *, lang: str) -> str | None:
    """Return the day of a dateline that opens a paragraph ("ROME, Feb 3, 2025 (…) - The …")."""
    for date in find_dates(paragraph[: 2 * _OPENING], lang=lang):
        before, after = paragraph[: date.start], paragraph[date.end :]
        if date.start > _OPENING or not date.day:
            continue
        names = _WORD.findall(before)
        if (not names or _are_place(names, lang=lang)) and _AFTER_DATELINE.match(after):
            return date.day
    return None


def edge_date(line: str, *, lang: str) -> str | None:
    """Return the day that a line starts or ends with ("Plant desk. Delfzijl, 17 April 2025")."""
    text = line.strip(" .()|–—-")
    dates = [date for date in find_dates(text, lang=lang) if date.day]
    return next((d.day for d in dates if d.start == 0 or d.end == len(text)), None)


def _overlaps(match: re.Match[str], found: list[FoundDate]) -> bool:
    return any(match.start() < date.end and date.start < match.end() for date in found)


def _without(text: str, dates: list[FoundDate]) -> str:
    for date in reversed(dates):
        text = text[: date.start] + " " + text[date.end :]
    return text


def _are_names(words: list[str]) -> bool:
    """Tell whether words could be a place or an author: few, capitalised but for particles."""
    capitals = sum(word[0].isupper() for word in words)
    particles = all(word[0].isupper() or len(word) <= 3 for word in words)
    return len(words) <= _MAX_PLACE_WORDS and particles and capitals * 2 >= len(words)


def _are_place(words: list[str], *, lang: str) -> bool:
    function = read_language(lang)["reading"]["function"].split()
    return _are_names(words) and not all(word.casefold() in function for word in words)


def _stands_apart(text: str, dates: list[FoundDate]) -> bool:
    """Tell whether the date is set off from the names beside it, or follows them to the end."""
    first, last = dates[0], dates[-1]
    return bool(
        re.search(r"[^\w\s]\s*$", text[: first.start])
        or re.match(r"\s*[^\w\s]", text[last.end :])
        or not text[last.end :].strip(" .)")
    )


@cache
def _labels(lang: str) -> frozenset[str]:
    return frozenset(read_language(lang)["reading"]["date_labels"].split())


@cache
def _calendar(lang: str) -> _Calendar:
    from babel import Locale

    locale = Locale.parse(lang)
    months = {  # newsrooms cut the names at any letter from the third on: "Sept", "sett"
        name.casefold()[:length]: number
        for number, name in locale.months["format"]["wide"].items()
        for length in range(3, len(name) + 1)
    }
    days = {
        name.casefold().rstrip(".")
        for style in ("wide", "abbreviated")
        for name in locale.days["format"][style].values()
    }
    month = (
        "(?P<month>" + "|".join(sorted(map(re.escape, months), key=len, reverse=True)) + r")\b\.?"
    )
    weekday = (
        "(?:(?:" + "|".join(sorted(map(re.escape, days), key=len, reverse=True)) + r")\b\.?,?\s+)?"
    )
    day, year = r"(?P<day>\d{1,2})(?:[a-zº°]{1,2})?\b\.?", r"(?P<year>\d{4})\b"
    month_first = locale.date_formats["short"].pattern.casefold().startswith("m")
    numbers = r"(?P<month>\d{1,2})", r"(?P<day>\d{1,2})"
    first, second = numbers if month_first else numbers[::-1]

    def named(match: re.Match[str]) -> str | None:
        return _iso(match["year"], months[match["month"].casefold()], match["day"])

    def numeric(match: re.Match[str]) -> str | None:
        straight = _iso(match["year"], match["month"], match["day"])
        return straight or _iso(match["year"], match["day"], match["month"])

    flags = re.IGNORECASE
    return _Calendar(
        patterns=(
            (re.compile(r"(?<!\d)(?P<year>\d{4})-(?P<month>\d\d)-(?P<day>\d\d)(?!\d)"), numeric),
            (re.compile(rf"\b{weekday}{day}\s+{month}\s?,?\s+{year}", flags), named),
            (re.compile(rf"\b{weekday}{month}\s+{day}\s?,?\s+{year}", flags), named),
            (re.compile(rf"(?<!\d){first}[./-]{second}[./-](?P<year>\d{{4}}|\d\d)(?!\d)"), numeric),
        ),
        yearless=re.compile(
            rf"\b{weekday}(?:{day}\s+{month}|{month}\s+{day})".replace("(?P<month>", "(?:").replace(
                "(?P<day>", "(?:"
            ),
            flags,
        ),
        words=frozenset(days),
    )


def _iso(year: str, month: str | int, day: str) -> str | None:
    """Return an ISO day, None where the calendar has no such day; two digits are this century's."""
    try:
        return datetime.date(
            int(year) + (2000 if len(year) == 2 else 0), int(month), int(day)
        ).isoformat()
    except ValueError:
        return None

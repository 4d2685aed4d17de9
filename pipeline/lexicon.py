"""The words that values are made of: the tokens of a text, and what a language knows of each."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from itertools import chain
from typing import Any

from babel import Locale
from babel.numbers import get_currency_name

from .forms import Forms, Symbols, words_of_form
from .language import read_language
from .spelling import Spelling, read_literal

#: Words, literals and signs; each branch eats what it looks at, so a scan is linear.
TOKEN = re.compile(
    r"""
      (?:https?://|www\.)\S+                                         # addresses
    | \d{4}([-/.])\d{1,2}\1\d{1,2}(?![\d/]) | \d{1,2}([-/.])\d{1,2}\2\d{2,4}(?![\d/])  # dates
    | \d{1,2}:\d{2}(?::\d{2})?                                     # clock times
    | \d{1,3}/\d{1,4}(?![\d/])                                     # fractions, days of a month
    | \d{1,3}(?:[ \u00a0\u202f\u2009]\d{3})+(?!\d)(?:[.,]\d+)?     # 1 300 000
    | (?<![\w.,])[.,]\d+ | \d+(?:[.,'’]\d+)*(?:(?:e|\^)[+-]?\d{1,2}(?!\w))?  # .08, 1,300.5, 1e10
    | [^\W\d_]+                                                    # words
    | [^\w\s] | _                                                  # signs
    """,
    re.VERBOSE,
)
#: Words learned from texts are kept up to this many, so that memory stays bounded.
MAX_WORDS = 100_000
DATE = re.compile(r"\d{1,4}([-/.])\d{1,2}\1\d{1,4}")
#: Denominators that fractions are written with.
FRACTIONS = frozenset({2, 3, 4, 5, 6, 7, 8, 9, 10, 12, 16, 20})
PUNCTUATION = frozenset({"sign"})
#: What may be part of a date; a text without any of it has none.
TRIGGERS = (
    "month", "weekday", "year", "rel", "today", "daynow", "nightlast", "season", "holiday", "given",
    "slash", "edge", "unit", "clock", "ordday", "quartercode", "decade", "soon", "markday", "slashday", "weekdays", "=s",
)  # fmt: skip
#: Codes of currencies that are words of a language: ALL, TOP, CUP.
COMMON_WORDS = {"ALL", "TOP", "CUP", "MOP", "TRY", "PEN", "BAM", "GEL", "SOS", "XXX", "LAK", "MAD", "BAD", "DEM", "CHE", "ESP", "SIT", "PAB", "BOB", "COP", "RON"}


@dataclass(slots=True)
class Entry:
    """What a language knows of one word: its role in numbers, and its classes with their values."""

    role: str = ""
    value: Any = None
    symbol: str = ""
    classes: dict[str, Any] = field(default_factory=dict)
    strong: Entry | None = None  # the same word with a capital
    dated: bool = False  # may be part of a date


def split_words(text: str) -> list[str]:
    """Return the tokens of a text without their places."""
    return [match.group() for match in TOKEN.finditer(text)]


class Phrases:
    """Phrases of words with a meaning each, found ahead of or behind a token."""

    def __init__(self, phrases: Iterable[tuple[str, Any]]) -> None:
        self.first: dict[str, list[tuple[int, list[str], Any]]] = {}
        self.last: dict[str, list[tuple[int, list[str], Any]]] = {}
        for phrase, meaning in phrases:
            words = split_words(phrase.lower())
            option = len(words), words, meaning
            self.first.setdefault(words[0], []).append(option)
            self.last.setdefault(words[-1], []).append(option)
        for options in chain(self.first.values(), self.last.values()):
            options.sort(key=lambda option: -option[0])

    def ahead(self, words: list[str], i: int) -> tuple[Any, int] | None:
        """Return the meaning of the longest phrase that starts at token i, and its end."""
        options = self.first.get(words[i])
        if options is not None:
            for size, phrase, meaning in options:
                if size == 1 or words[i : i + size] == phrase:
                    return meaning, i + size
        return None

    def behind(self, words: list[str], j: int) -> tuple[Any, int] | None:
        """Return the meaning of the longest phrase that ends before token j, and its start."""
        options = self.last.get(words[j - 1])
        if options is not None:
            for size, phrase, meaning in options:
                if size == 1 or (j >= size and words[j - size : j] == phrase):
                    return meaning, j - size
        return None


@dataclass(frozen=True, slots=True)
class MoneyWords:
    """When a number without a currency is money: beside which words, above which size."""

    context: frozenset[str]
    follow: frozenset[str]
    follow_endings: tuple[str, ...]
    of: frozenset[str]
    least: float


@dataclass(frozen=True, slots=True)
class Tense:
    """The words and endings that tell whether a sentence speaks of the future or the past."""

    future: frozenset[str]
    future_endings: tuple[str, ...]
    past: frozenset[str]
    past_endings: tuple[str, ...]


class Lexicon(dict[str, Entry]):
    """The entries of a language by lower-case word; literals and compounds are read when met."""

    def __init__(self, lang: str) -> None:
        super().__init__()
        self.lang = lang
        self.tables = tables = read_language(lang)["values"]
        self.day_first: bool = tables["day_first"]
        self.decimal: str = tables["decimal"]
        self.spelling = Spelling(tables["numbers"])
        self.symbols = Symbols()
        self.triggers: frozenset[str] = frozenset()
        self.names = Phrases(_named(tables))
        self._read_amounts()
        self._classes: dict[str, dict[str, Any]] = {}
        self._read_calendar()
        self._read_words()
        self._make_entries()
        self.counted_words = frozenset(w for w, c in self._classes.items() if "counted" in c)
        self.triggers = frozenset().union(*(self.symbols.members(name) for name in TRIGGERS))
        for word in {*self, *self.names.first}:
            entry = self[word]
            entry.dated = entry.symbol in self.triggers or word in self.names.first
        self.levels = tuple(self._forms(level) for level in (1, 2, 3))

    def __missing__(self, word: str) -> Entry:
        entry = self._read_new(word)
        entry.dated = entry.symbol in self.triggers
        if len(self) < MAX_WORDS and len(word) < 40:
            self[word] = entry
        return entry

    def _read_amounts(self) -> None:
        tables = self.tables
        self.counted = Phrases(_inverted(tables["items"]))
        self.percents = Phrases((word, "percent") for word in tables["percent"]["after"])
        self.percents_before = Phrases((word, "percent") for word in tables["percent"]["before"])
        self.currencies = Phrases(_currencies(tables, self.lang))
        self.cents = Phrases(_inverted(tables["currency_cents"]))
        self.bounds = Phrases(_inverted(tables["bounds"]))
        self.bounds_after = Phrases(_inverted(tables["bounds_after"]))
        self.rates = Phrases(_inverted(tables["rates"]))
        self.labels = Phrases((word, True) for word in tables["labels"]["words"])
        self.ranges = {
            name: Phrases((word, name) for word in words)
            for name, words in tables["ranges"].items()
        }
        self.of_total = Phrases((word, True) for word in tables["numbers"]["of_total"])
        self.makers = frozenset(tables["labels"]["makers"])
        self.phone = frozenset(tables["labels"]["phone"])
        self.time_after = Phrases((word, True) for word in tables["labels"]["time_after"])
        self.time_before = frozenset(tables["labels"]["time_before"])
        self.scores = frozenset(tables["labels"]["scores"])
        self.modifiers = frozenset(tables["modifiers"]["words"])
        self.stop = frozenset(tables["stop"]["words"])
        self.articles = frozenset(tables["sets"]["the"])
        self.day_cues = frozenset({*tables["sets"]["day_cue"], "'"})
        self.need_article = frozenset(tables["numbers"]["ordinals_need_article"])
        self.article_like = frozenset(tables["numbers"]["article_like"])
        self.changes = frozenset(tables["ranges"].get("changes", ()))
        self.doubtful = frozenset(tables["money"]["doubtful"])
        self.before_number = frozenset(tables["money"]["before"])
        self.bound_articles = frozenset(tables["sets"]["the"])
        self.behind_item = Phrases((word, True) for word in tables["modifiers"]["behind"])
        self.money = MoneyWords(
            frozenset(tables["money"]["context"]), frozenset(tables["money"]["follow"]),
            tuple(tables["money"]["follow_endings"]),
            frozenset(tables["money"]["of"]), tables["money"]["least"],
        )  # fmt: skip
        tense = tables["tense"]
        self.tense = Tense(
            frozenset(tense["future"]), tuple(tense["future_endings"]),
            frozenset(tense["past"]), tuple(tense["past_endings"]),
        )  # fmt: skip

    def _class(self, word: str, name: str, value: Any = True) -> None:
        self._classes.setdefault(word, {})[name] = value

    def _read_calendar(self) -> None:
        calendar = self.tables["calendar"]
        self.weak = frozenset(calendar["weak"])
        locale = Locale(self.lang)
        for name, words in (("month", locale.months), ("weekday", locale.days)):
            for width in ("wide", "abbreviated"):
                for value, word in words["format"][width].items():
                    self._name_date(word.lower().rstrip("."), name, value)
            for word, value in calendar[f"more_{name}s"].items():
                self._name_date(word, name, value)
        for table in (
            "unit", "clock", "rel", "soon", "today", "season", "edge", "decade", "daynow", "nightlast",
        ):  # fmt: skip
            for word, value in calendar[table].items():
                self._class(word, table, value)
        for word, value in calendar["unit"].items():
            if value in ("quarter", "half", "fourmonths"):
                self._class(word, "quarterunit", value)
        for word in calendar["unit"].keys() - set(calendar["plural_units"]):
            self._class(word, "single", calendar["unit"][word])
        for word in calendar["season"].keys() - set(calendar["season_weak"]):
            self._class(word, "seasonname", calendar["season"][word])
        for word in self.makers:
            self._class(word, "maker")
        for table in ("daytime", "half"):
            for word in calendar[table]:
                self._class(word, table)
        for word, value in calendar["weekdays"].items():
            self._class(word, "weekdays", value)
        for word in calendar["one"]:
            self._class(word, "one", 1)

    def _name_date(self, word: str, name: str, value: int) -> None:
        self._class(word, name, value)
        if word not in self.weak:
            self._class(word, f"{name}name", value)

    def _read_words(self) -> None:
        for name, words in self.tables["sets"].items():
            for word in words:
                self._class(word, name)
        for form in self.tables["forms"]:
            for line in form["forms"]:
                for word in words_of_form(line):
                    self._class(word, f"={word}")
        for phrases in (self.counted, self.percents, self.currencies):
            for word in phrases.first.keys() - set(self.tables["numbers"]["and"]):
                self._class(word, "counted")
        for word in self.percents.first:
            self._class(word, "percent")
        for word in (*self.tables["money"]["follow"], *self.tables["stop"]["words"]):
            self._class(word, "function")

    def _make_entries(self) -> None:
        for word in {*self._classes, *self.spelling.roles}:
            classes = self._classes.get(word, {})
            role, value = self.spelling.roles.get(word) or self.spelling.read_word(word) or ("", None)
            self[word] = Entry(role, value, self.symbols.symbol(classes), classes)
            for shape in _word_shapes(role, value):
                self.symbols.symbol(shape | classes.keys())
        for word in self.weak & self._classes.keys():
            kinds = self._classes[word].keys() & {"month", "weekday"}
            strong = self._classes[word] | {f"{k}name": self._classes[word][k] for k in kinds}
            entry = self[word]
            entry.strong = Entry(entry.role, entry.value, self.symbols.symbol(strong), strong)
        for shape in (*ALL_SHAPES, {"holiday"}, {"quartercode"}, {"date"}, {"function"}):
            self.symbols.symbol(shape)

    def _forms(self, level: int) -> Forms:
        return Forms(
            (
                (form["make"], line)
                for form in self.tables["forms"]
                if form["level"] == level
                for line in form["forms"]
            ),
            self.symbols,
        )

    def _read_new(self, word: str) -> Entry:
        if len(word) > 3 and word[:4] in ("http", "www."):
            return Entry("name", word, self.symbols.symbol(PUNCTUATION))
        if word[-1].isdecimal():
            return self._read_digits(word)
        if not word[0].isalpha():
            return Entry(symbol=self.symbols.symbol(PUNCTUATION))
        role = self.spelling.read_word(word)
        if role is None:
            return Entry(symbol=self.symbols.symbol(()))
        return Entry(role[0], role[1], self.symbols.symbol(()), {})

    def _read_digits(self, word: str) -> Entry:
        if ":" in word:
            return Entry("time", word, self.symbols.symbol(PUNCTUATION))
        if "/" in word or DATE.fullmatch(word):
            return self._read_slashed(word)
        if len(word) == 8 and word[:2] in ("19", "20") and word.isdigit():
            day = read_day(f"{word[:4]}-{word[4:6]}-{word[6:]}", day_first=True)
            if day is not None:
                return Entry("given", day, self.symbols.symbol({"given"}), {"given": day})
        value = read_literal(word, self.decimal)
        if value is None:
            return Entry("name", word, self.symbols.symbol(PUNCTUATION))
        shape = digit_shape(word, value)
        return Entry("digits", value, self.symbols.symbol(shape), dict.fromkeys(shape, value))

    def _read_slashed(self, word: str) -> Entry:
        day = read_day(word, day_first=self.day_first)
        if day is not None:
            return Entry("given", day, self.symbols.symbol({"given"}), {"given": day})
        parts = word.split("/")
        if len(parts) != 2 or not int(parts[1]):
            return Entry("name", word, self.symbols.symbol(PUNCTUATION))
        value = int(parts[0]) / int(parts[1])
        month_day = read_month_day(parts, day_first=self.day_first)
        if month_day is None:
            return Entry("digits", value, self.symbols.symbol({"n"}), {"n": value})
        classes = {"n": value, "slash": month_day}
        if _looks_like_day(parts):
            classes["slashday"] = month_day
        return Entry("digits", value, self.symbols.symbol(classes), classes)


def _looks_like_day(parts: Sequence[str]) -> bool:
    """Tell 22/04 and 12/25 from the fractions 3/4 and 5/8."""
    first, second = int(parts[0]), int(parts[1])
    return "0" in (parts[0][0], parts[1][0]) or first > second or second not in FRACTIONS


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


def _word_shapes(role: str, value: Any) -> list[frozenset[str]]:
    """Return the shapes that a number word alone can take."""
    if role == "ordinal":
        return [word_shape(value, ordinal=True), word_shape(1 / value)]
    return [word_shape(value)] if role not in ("", "minus") else []


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


def _inverted(table: Mapping[str, Sequence[str]]) -> Iterator[tuple[str, str]]:
    for meaning, words in table.items():
        for word in words:
            yield word, meaning


def _named(tables: Mapping[str, Any]) -> Iterator[tuple[str, tuple[str, Any]]]:
    for name, rule in tables["holidays"].items():
        yield name, ("holiday", rule)
    for name, nth in tables["quarters"].items():
        yield name, ("quartercode", nth)


def _currencies(tables: Mapping[str, Any], lang: str) -> Iterator[tuple[str, str]]:
    """Yield the words, signs and codes of every currency; our own words go before those of CLDR."""
    own = dict(_inverted(tables["currency"]))
    for code, names in _cldr_currencies(lang):
        for name in (code, *names):
            if name.lower() not in own and not name.isdigit():
                own.setdefault(name.lower(), code)
    yield from own.items()


def _cldr_currencies(lang: str) -> Iterator[tuple[str, set[str]]]:
    locale = Locale(lang)
    for code, name in locale.currencies.items():
        symbol = locale.currency_symbols.get(code, code)
        counts = {get_currency_name(code, count=count, locale=locale) for count in (1, 2)}
        if len(code) == 3 and code not in COMMON_WORDS and "(" not in name:
            yield code, {name, *counts} | ({symbol} if len(symbol) > 1 else set())


@cache
def read_lexicon(lang: str) -> Lexicon:
    """Return the lexicon of a language.

    Raises RuleError where the language is not supported.
    """
    return Lexicon(lang)

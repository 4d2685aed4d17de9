"""The words that values are made of, and what a language knows of each."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from babel import Locale
from babel.numbers import get_currency_name

from .digits import (
    ALL_SHAPES,
    DATE,
    PUNCTUATION,
    digit_shape,
    looks_like_day,
    read_day,
    read_literal,
    read_month_day,
    word_shape,
)
from .forms import Forms, Symbols, words_of_form
from .language import read_language
from .phrasebook import Phrases
from .spelling import Spelling

#: Words learned from texts are kept up to this many, so that memory stays bounded.
MAX_WORDS = 20_000
#: What may be part of a date; a text without any of it has none.
TRIGGERS = (
    "month", "weekday", "year", "rel", "today", "daynow", "nightlast", "season", "holiday", "given",
    "slash", "edge", "unit", "clock", "ordday", "quartercode", "decade",
    "soon", "markday", "slashday", "weekdays", "decade_mark",
)  # fmt: skip
#: The tables of the calendar whose words are a class with a value each.
WORD_TABLES = (
    "unit", "clock", "rel", "soon", "today", "season", "edge", "decade", "daynow", "nightlast",
    "weekdays",
)  # fmt: skip
#: Codes of currencies that are words as well: they count in capitals only.
COMMON_WORDS = frozenset({"ALL", "TOP", "CUP", "TRY", "PEN", "GEL", "SOS", "LAK", "MAD", "BOB"})
COMMON_WORDS |= {"MOP", "BAM", "XXX", "DEM", "ESP", "PAB", "COP", "RON"}


@dataclass(slots=True)
class Entry:
    """What a language knows of one word: its role in numbers, and its classes with their values."""

    role: str = ""
    value: Any = None
    symbol: str = ""
    classes: dict[str, Any] = field(default_factory=dict)
    strong: Entry | None = None  # the same word with a capital
    dated: bool = False  # may be part of a date


@dataclass(frozen=True, slots=True)
class MoneyWords:
    """When a number without a currency is money: beside which words, above which size."""

    context: frozenset[str]
    follow: frozenset[str]
    follow_endings: tuple[str, ...]
    of: frozenset[str]
    loose: frozenset[str]
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
        numbers = tables["numbers"]
        #: what a number in digits may go on with, apart from number words
        self.links = frozenset({"-", *numbers["and"], *numbers["of"], *numbers["point"]})
        self.links |= self.of_total.first.keys() | set(numbers["ordinal_marks"])
        self.half_links = frozenset({*numbers["of"], *numbers["articles"], "-", "'"})
        self.plurals = frozenset(tables["labels"]["plurals"])
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
        self.code_words = frozenset(code.lower() for code in COMMON_WORDS)
        self.before_number = frozenset(tables["money"]["before"])
        self.bound_articles = frozenset(tables["sets"]["the"])
        self.behind_item = Phrases((word, True) for word in tables["modifiers"]["behind"])
        self.money = MoneyWords(
            frozenset(tables["money"]["context"]), frozenset(tables["money"]["follow"]),
            tuple(tables["money"]["follow_endings"]),
            frozenset(tables["money"]["of"]),
            frozenset(tables["money"]["loose"]), tables["money"]["least"],
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
        for table in WORD_TABLES:
            for word, value in calendar[table].items():
                self._class(word, table, value)
        for table in ("daytime", "half"):
            for word in calendar[table]:
                self._class(word, table)
        for word in calendar["one"]:
            self._class(word, "one", 1)
        self._read_parts_of_calendar(calendar)

    def _read_parts_of_calendar(self, calendar: Mapping[str, Any]) -> None:
        """Give a class of their own to some of the words of a table."""
        units, seasons = calendar["unit"], calendar["season"]
        for word, value in units.items():
            if value in ("quarter", "half", "fourmonths"):
                self._class(word, "quarterunit", value)
        for word in units.keys() - set(calendar["plural_units"]):
            self._class(word, "single", units[word])
        for word in seasons.keys() - set(calendar["season_weak"]):
            self._class(word, "seasonname", seasons[word])
        for word in self.makers:
            self._class(word, "maker")

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
        others = {*self.tables["numbers"]["and"], *self.tables["numbers"]["per"], *self.code_words}
        for phrases in (self.counted, self.percents, self.currencies):
            for word, options in phrases.first.items():
                signs = all(size > 1 and not words[-1].isalpha() for size, words, _ in options)
                if not signs and word not in others:  # not the "a" of "a $"
                    self._class(word, "counted")
        for word in self.percents.first:
            self._class(word, "percent")
        for word in (*self.tables["money"]["follow"], *self.tables["stop"]["words"]):
            self._class(word, "function")

    def _make_entries(self) -> None:
        for word in {*self._classes, *self.spelling.roles}:
            classes = self._classes.get(word, {})
            role, value = (
                self.spelling.roles.get(word) or self.spelling.read_word(word) or ("", None)
            )
            self[word] = Entry(role, value, self.symbols.symbol(classes), classes)
            for shape in _word_shapes(role, value):
                self.symbols.symbol(shape | classes.keys())
        for word in self.weak & self._classes.keys():
            kinds = self._classes[word].keys() & {"month", "weekday"}
            strong = self._classes[word] | {f"{k}name": self._classes[word][k] for k in kinds}
            entry = self[word]
            entry.strong = Entry(entry.role, entry.value, self.symbols.symbol(strong), strong)
        for shape in ALL_SHAPES:
            self.symbols.symbol(shape)
        for name in ("holiday", "quartercode", "date", "function"):
            self.symbols.symbol({name})

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
        if "://" in word or word.startswith("www."):
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
        if looks_like_day(parts):
            classes["slashday"] = month_day
        return Entry("digits", value, self.symbols.symbol(classes), classes)


def _word_shapes(role: str, value: Any) -> list[frozenset[str]]:
    """Return the shapes that a number word alone can take."""
    if role == "ordinal":
        return [word_shape(value, ordinal=True), word_shape(1 / value)]
    return [word_shape(value)] if role not in ("", "minus") else []


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
        if len(code) == 3 and code != "XXX" and "(" not in name:
            yield code, {name, *counts} | ({symbol} if len(symbol) > 1 else set())


@cache
def read_lexicon(lang: str) -> Lexicon:
    """Return the lexicon of a language.

    Raises RuleError where the language is not supported.
    """
    return Lexicon(lang)

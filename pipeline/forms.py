"""Forms: patterns over classes of words, written as data and compiled to regular expressions.

A form is a line such as `({weekday} ,?)? <the>? {day} <of>? {month} ,? {year}`. Each word of a text
is one character of a symbol string, so that a form is a small regular expression over that string:

    {class}           a word of the class, whose value is handed to the maker
    {class:name}      the same under another name
    <class>           a word of the class that carries no value
    word              the word itself
    ( … | … )         a choice;  ? behind a word or a bracket makes it optional
    (?! … ) (?= … )   a place not followed, or followed, by this
    (?<! … ) (?<= … ) a place not behind, or behind, this (of fixed length)
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from .errors import RuleError

#: A language has some 200 symbols: below 256 a set of them compiles eight times faster.
FIRST_SYMBOL = 0x20
#: Texts of so few words share their symbols with many others: what was found is kept for these.
SHORT = 12
KEPT = 4096
#: The symbol of a word that nothing is known of; no form starts with it.
UNKNOWN = chr(FIRST_SYMBOL)
_PIECE = re.compile(r"(\(\?<?[!=]|\(|\)\??|\||\{[\w:]+\}\??|<\w+>\??|[^\s()|]+\??)\s*")


class Symbols:
    """One character for each set of classes that a word can have."""

    def __init__(self) -> None:
        self._symbols: dict[frozenset[str], str] = {frozenset(): UNKNOWN}
        self._members: dict[str, list[str]] = {"word": [UNKNOWN]}

    def symbol(self, classes: Iterable[str]) -> str:
        """Return the character of a set of classes, the same for the same set."""
        key = frozenset(classes)
        symbol = self._symbols.get(key)
        if symbol is None:
            symbol = self._symbols[key] = chr(FIRST_SYMBOL + len(self._symbols))
            for name in key:
                self._members.setdefault(name, []).append(symbol)
        return symbol

    def members(self, name: str) -> frozenset[str]:
        """Return the characters of the words that are of a class."""
        return frozenset(self._members.get(name, ()))

    def charset(self, *names: str) -> str:
        """Return the regular expression for a word of any of these classes."""
        members = {symbol for name in names for symbol in self.members(name)}
        return f"[{re.escape(''.join(sorted(members)))}]" if members else "(?!)"


class Found(NamedTuple):
    """A form found in a symbol string: its maker's name, its slots and where they stand."""

    make: str
    slots: list[tuple[str, str, int]]  # name, class, place
    start: int
    end: int


class Form(NamedTuple):
    """A compiled form: its maker, its expression, its groups and what it can start with."""

    make: str
    pattern: str
    slots: tuple[tuple[str, str], ...]  # name and class of each group, in order
    first: frozenset[str]


class Forms:
    """The forms of one level, dispatched on the symbol they start with."""

    def __init__(self, forms: Iterable[tuple[str, str]], symbols: Symbols) -> None:
        self._forms = [compile_form(make, line, symbols) for make, line in forms]
        self._regexes: dict[str, tuple[re.Pattern[str], dict[int, Form]] | None] = {}
        self._chosen: dict[tuple[int, ...], tuple[re.Pattern[str], dict[int, Form]]] = {}
        starts = frozenset().union(*(form.first for form in self._forms)) - {UNKNOWN}
        self._start = re.compile(f"[{re.escape(''.join(sorted(starts)))}]")
        self._kept: dict[str, tuple[Found, ...]] = {}

    def find(self, symbols: str) -> Iterable[Found]:
        """Return the forms of a symbol string from left to right, the first form listed first."""
        if len(symbols) > SHORT:
            return self._search(symbols)
        found = self._kept.get(symbols)
        if found is None:
            if len(self._kept) >= KEPT:
                self._kept.clear()
            found = self._kept[symbols] = tuple(self._search(symbols))
        return found

    def _search(self, symbols: str) -> Iterator[Found]:
        place = self._start.search(symbols)
        while place is not None:
            at = place.start()
            match, form = self._match(symbols, at)
            end = at + 1
            if match is not None and form is not None:
                end = match.end()
                group = match.lastindex or 0
                slots = [
                    (name, kind, match.start(group + k))
                    for k, (name, kind) in enumerate(form.slots, start=1)
                    if match.start(group + k) >= 0
                ]
                yield Found(form.make, slots, at, end)
            place = self._start.search(symbols, end)

    def _match(self, symbols: str, at: int) -> tuple[re.Match[str] | None, Form | None]:
        first = symbols[at]
        if first not in self._regexes:
            self._regexes[first] = self._compile(first)
        found = self._regexes[first]
        if found is None:
            return None, None
        match = found[0].match(symbols, at)
        return match, found[1][match.lastindex or 0] if match else None

    def _compile(self, first: str) -> tuple[re.Pattern[str], dict[int, Form]] | None:
        """Compile the forms that can start with a symbol, when one such symbol is first met."""
        chosen = tuple(k for k, form in enumerate(self._forms) if first in form.first)
        if chosen not in self._chosen:
            groups: dict[int, Form] = {}
            branches = []
            group = 1
            for form in (self._forms[k] for k in chosen):
                groups[group] = form
                branches.append(f"({form.pattern})")
                group += 1 + len(form.slots)
            self._chosen[chosen] = re.compile("|".join(branches)), groups
        return self._chosen[chosen] if chosen else None


def words_of_form(line: str) -> Iterator[str]:
    """Yield the words that a form names as they are."""
    for piece in _pieces(line):
        if piece[0] not in "(){}<>|":
            yield piece.removesuffix("?") or "?"


def compile_form(make: str, line: str, symbols: Symbols) -> Form:
    """Compile one form. Raises RuleError where it cannot be read."""
    pattern: list[str] = []
    slots: list[tuple[str, str]] = []
    for piece in _pieces(line):
        if piece[0] in "(|)":
            pattern.append("(?:" if piece == "(" else piece)
            continue
        text = piece.removesuffix("?")
        optional = "?" if text != piece else ""
        kind, name = _class_of(text)
        if text[0] == "{":
            slots.append((name, kind))
            pattern.append(f"({symbols.charset(kind)}){optional}")
        else:
            pattern.append(f"{symbols.charset(kind)}{optional}")
    first, _, _ = _first(_pieces(line), 0, symbols)
    return Form(make, "".join(pattern), tuple(slots), first)


def _class_of(text: str) -> tuple[str, str]:
    """Return the class that a piece asks for, and the name of its value."""
    if text[0] == "{":
        kind, _, name = text[1:-1].partition(":")
        return kind, name or kind
    kind = text[1:-1] if text[0] == "<" and text[-1] == ">" else f"={text}"
    return kind, kind


def _first(pieces: list[str], at: int, symbols: Symbols) -> tuple[frozenset[str], bool, int]:
    """Return the symbols that pieces can start with, whether they can be empty, and their end."""
    first: frozenset[str] = frozenset()
    any_empty = False
    empty = True  # everything so far in this choice is optional
    while at < len(pieces) and pieces[at][0] != ")":
        piece = pieces[at]
        at += 1
        if piece == "|":
            any_empty, empty = any_empty or empty, True
        elif piece[0] == "(":
            inner, inner_empty, at = _first(pieces, at, symbols)
            optional = pieces[at] == ")?" or inner_empty
            at += 1
            if piece == "(" and empty:
                first |= inner
                empty = optional
        elif empty:
            text = piece.removesuffix("?")
            first |= symbols.members(_class_of(text)[0])
            empty = text != piece
    return first, any_empty or empty, at


def _pieces(line: str) -> list[str]:
    pieces = _PIECE.findall(line)
    if "".join(pieces) != line.replace(" ", ""):
        raise RuleError(f"form {line!r}: cannot be read")
    return pieces

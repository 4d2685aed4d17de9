"""Forms: patterns over classes of words, written as data and compiled to one regular expression.

A form is a line such as `{weekday}? <the>? {day} <of>? {month} , {year}`. Each word of a text is
one character of a symbol string, so that a form is a small regular expression over that string:

    {class}        a word of the class, whose value is handed to the maker
    {class:name}   the same under another name
    <class>        a word of the class that carries no value
    word           the word itself
    ( … | … )      a choice;  ? behind a token or a bracket makes it optional
    (?! … ) (?<= … )  a place not followed by this, or behind this (of fixed length)
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from .errors import RuleError

#: Symbols are taken from the private use area, so none has a meaning in a regular expression.
FIRST_SYMBOL = 0xE000
_PIECE = re.compile(r"(\(\?<?[!=]|\(|\)\??|\||\^|\$|\{[\w:]+\}\??|<\w+>\??|[^\s()|]+\??)\s*")


class Symbols:
    """One character for each set of classes that a word can have."""

    def __init__(self) -> None:
        self._symbols: dict[frozenset[str], str] = {frozenset(): chr(FIRST_SYMBOL)}
        self._members: dict[str, list[str]] = {}

    def symbol(self, classes: Iterable[str]) -> str:
        """Return the character of a set of classes, the same for the same set."""
        key = frozenset(classes)
        if key not in self._symbols:
            symbol = self._symbols[key] = chr(FIRST_SYMBOL + len(self._symbols))
            for name in key:
                self._members.setdefault(name, []).append(symbol)
        return self._symbols[key]

    def charset(self, *names: str) -> str:
        """Return the regular expression for a word of any of these classes."""
        members = {symbol for name in names for symbol in self._members.get(name, ())}
        if "word" in names:  # a word that nothing is known of
            members.add(chr(FIRST_SYMBOL))
        return f"[{''.join(sorted(members))}]" if members else "(?!)"


@dataclass(frozen=True, slots=True)
class Found:
    """A form found in a symbol string: the maker's name, and where each of its slots stands."""

    make: str
    slots: dict[str, tuple[str, int]]
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class _Form:
    make: str
    slots: tuple[tuple[str, str], ...]  # (name, class) of each group, in order
    first: int  # number of the group that holds the whole form


class Forms:
    """The forms of one level, compiled to a single regular expression."""

    def __init__(self, forms: Iterable[tuple[str, str]], symbols: Symbols) -> None:
        self._forms: dict[int, _Form] = {}
        branches: list[str] = []
        group = 1
        for make, line in forms:
            pattern, slots = compile_form(line, symbols)
            self._forms[group] = _Form(make, slots, group)
            branches.append(f"({pattern})")
            group += 1 + len(slots)
        other = chr(FIRST_SYMBOL)
        self._regex = re.compile(f"(?!{other})(?:{'|'.join(branches)})" if branches else "(?!)")

    def find(self, symbols: str) -> Iterator[Found]:
        """Yield the forms of a symbol string from left to right, the first form listed first."""
        for match in self._regex.finditer(symbols):
            form = self._forms[match.lastindex or 0]
            start, end = match.span()
            slots: dict[str, tuple[str, int]] = {}
            for offset, (name, kind) in enumerate(form.slots, start=form.first + 1):
                place = match.start(offset)
                if place >= 0:
                    slots[name] = (kind, place)
            yield Found(form.make, slots, start, end)


def words_of_form(line: str) -> Iterator[str]:
    """Yield the words that a form names as they are."""
    for piece in _pieces(line):
        if piece[0] not in "(){}<>|":
            yield piece.rstrip("?") or "?"


def compile_form(line: str, symbols: Symbols) -> tuple[str, tuple[tuple[str, str], ...]]:
    """Return the regular expression of a form, and the name and class of each of its groups."""
    pattern: list[str] = []
    slots: list[tuple[str, str]] = []
    for piece in _pieces(line):
        if piece[0] in "(|)":
            pattern.append("(?:" if piece == "(" else piece)
        else:
            text = piece.removesuffix("?")
            optional = "?" if text != piece else ""
            if text[0] == "{":
                kind, _, name = text[1:-1].partition(":")
                slots.append((name or kind, kind))
                pattern.append(f"({symbols.charset(kind)}){optional}")
            else:
                kind = text[1:-1] if text[0] == "<" else f"={text}"
                pattern.append(f"{symbols.charset(kind)}{optional}")
    return "".join(pattern), tuple(slots)


def _pieces(line: str) -> list[str]:
    pieces = _PIECE.findall(line)
    if "".join(pieces) != line.replace(" ", ""):
        raise RuleError(f"form {line!r}: cannot be read")
    return pieces

"""Flat patterns over names, values and words: "<title> <person>" needs no parse.

A sentence is rewritten as a line of units, and a pattern is a regular expression over units:

    <person>            a name of that type (`<a|b>` any of several); it fills the role named so
    <person:speaker>    the same, filling the role `speaker`
    <title>             a title with its modifiers ("Industry Minister", "vicepresidente acquisti")
    <amount>, <date>    a value
    of|di               one of these words, prepositions in their plain form
    ,                   punctuation stands for itself; round brackets are -lrb- and -rrb-
    (…)?                an optional part; ( … | … ) with a bar on its own are alternatives
    ^                   the beginning of the sentence
    ~                   up to three words of any kind
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from .errors import RuleError

_TOKEN = re.compile(r"<([\w|]+)(?::(\w+))?>|([()?])|(~)|([^\s<>()?~]+)")
#: stands for the role that is named like the unit's type
OWN = "own"
ANY = r"(?:[^ ]+ ){0,3}?"
START = "^ "


@dataclass(frozen=True, slots=True)
class Unit:
    """A stretch of tokens of one type; plain words have the type "word"."""

    type: str
    start: int
    end: int
    text: str


@cache
def compile_pattern(pattern: str) -> re.Pattern[str]:
    """Compile a flat pattern; raises RuleError where it cannot be read."""
    parts: list[str] = []
    count = 0
    position = 0
    for match in _TOKEN.finditer(pattern):
        if pattern[position : match.start()].strip():
            break
        position = match.end()
        types, role, bracket, anything, words = match.groups()
        if types:
            count += 1
            name = f"{role or OWN}__{count}"
            parts.append(rf"(?:<(?:{types})#(?P<{name}>\d+)> )")
        elif bracket:
            parts.append("(?:" if bracket == "(" else bracket)
        elif anything:
            parts.append(ANY)
        elif words == "|":
            parts.append(words)
        else:
            parts.append(f"(?:(?:{'|'.join(re.escape(w) for w in words.split('|'))}) )")
    if pattern[position:].strip():
        raise RuleError(f"pattern {pattern!r}: cannot read {pattern[position:].strip()!r}")
    try:
        return re.compile("(?<![^ ])" + "".join(parts))
    except re.error as error:
        raise RuleError(f"pattern {pattern!r}: {error}") from error


@dataclass(frozen=True, slots=True)
class Match:
    """Where a pattern matched: the units that fill each role, and all units from end to end."""

    roles: dict[str, list[Unit]]
    units: list[Unit]


def find(pattern: str, units: list[Unit]) -> Iterator[Match]:
    """Yield every match of a pattern."""
    line = START + "".join(f"{_word(i, unit)} " for i, unit in enumerate(units))
    for match in compile_pattern(pattern).finditer(line):
        roles: dict[str, list[Unit]] = {}
        for group, index in match.groupdict().items():
            if index is not None:
                unit = units[int(index)]
                role = group.rpartition("__")[0]
                roles.setdefault(unit.type if role == OWN else role, []).append(unit)
        first, last = (max(line.count(" ", 0, at) - 1, 0) for at in match.span())
        yield Match(roles, units[first:last])


def _word(index: int, unit: Unit) -> str:
    if unit.type != "word":
        return f"<{unit.type}#{index}>"
    return {"(": "-lrb-", ")": "-rrb-"}.get(unit.text, unit.text.replace(" ", "_"))

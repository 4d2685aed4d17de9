"""Flat patterns over names, values and words: "<title> <person>" needs no parse.

A sentence is rewritten as a line of units, and a pattern is a regular expression over units:

    <person>            a name of that type (`<a|b>` any of several); it fills the role named so
    <person:speaker>    the same, filling the role `speaker`; <person:_> fills none
    <title>             a title with its modifiers ("Industry Minister", "vicepresidente acquisti")
    <amount>, <date>    a value
    of|di               one of these words, prepositions in their plain form
    @own|hold           a word of one of these word lists, or several in a row; in capitals a part
                        of speech, or an adjective of origin: @ADJ|NOUN|ORIGIN
    @firm:owner         the same, filling the role with what the word refers to ("the carmaker")
    _                   one word that is neither punctuation nor a name
    {name}              the part of that name, from the table [parts] of the rule file
    ,                   punctuation stands for itself; round brackets are -lrb- and -rrb-
    (…)?                an optional part; ( … | … ) with a bar on its own are alternatives
    !(…)                what does not come next
    ^                   the beginning of the sentence
    ~                   up to three words of any kind
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, cached_property

from .errors import RuleError

_TOKEN = re.compile(
    r"<([\w|]+)(?::(\w+))?>|(!\(|[()?])|(~)|@([\w|-]+)(?::(\w+))?|(_)(?=[\s)]|$)|([^\s<>()?~@{}]+)"
)
_PART = re.compile(r"\{([\w-]+)\}")
#: stands for the role that is named like the unit's type, and for words that fill none
OWN = "own"
KEY = "key"
ANY = r"(?:[^ ]+ ){0,3}?"
#: how many words of a list may stand in a row
ROW = 4
#: what a word may carry: the lists that it is in
MARKS = "(?:@[^ ]*)?"
WORD = rf"(?:\w[^ <@]*{MARKS} )"
START = "^ "


@cache
def needed(pattern: str) -> tuple[tuple[str, ...], ...]:
    """Return what a line must hold for a pattern to match: one of each tuple."""
    found: list[tuple[str, ...]] = []
    depth = 0
    for match in _TOKEN.finditer(pattern):
        types, _, bracket, _, lists, *_ = match.groups()
        depth += {"(": 1, "!(": 1, ")": -1}.get(bracket or "", 0)
        if depth == 0 and types:
            found.append(tuple(f"<{type}#" for type in types.split("|")))
        elif depth == 0 and lists:
            found.append(tuple(f"@{name}" for name in lists.split("|")))
    return tuple(found)


@dataclass(frozen=True, slots=True)
class Unit:
    """A stretch of tokens of one type; plain words have the type "word"."""

    type: str
    start: int
    end: int
    text: str


def expand(pattern: str, parts: Mapping[str, str]) -> str:
    """Put the named parts into a pattern; raises RuleError for a part that there is not."""

    def part(match: re.Match[str]) -> str:
        if match[1] not in parts:
            raise RuleError(f"pattern {pattern!r}: no part {match[1]!r}; parts: {', '.join(parts)}")
        return expand(parts[match[1]], parts)

    return _PART.sub(part, pattern)


def lists_of(pattern: str) -> set[str]:
    """Return the word lists (and parts of speech) that a pattern asks for."""
    asked = (match[5] for match in _TOKEN.finditer(pattern) if match[5])
    return {name for names in asked for name in names.split("|")}


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
        types, role, bracket, anything, lists, filled, word, words = match.groups()
        if types:
            count += 1
            index = r"\d+" if role == "_" else rf"(?P<{role or OWN}__{count}>\d+)"
            parts.append(rf"(?:<(?:{types})#{index}> )")
        elif bracket:
            parts.append({"(": "(?:", "!(": "(?!"}.get(bracket, bracket))
        elif anything:
            parts.append(ANY)
        elif lists:
            count += 1
            marked = rf"(?:[^ <]+?@(?:{lists})(?=[@ ])[^ ]* ){{1,{ROW}}}?"
            group = f"{filled or KEY}__w{count}"
            parts.append(marked if lists.isupper() and not filled else rf"(?P<{group}>{marked})")
        elif word:
            parts.append(WORD)
        elif words == "|":
            parts.append(words)
        else:
            parts.append(f"(?:(?:{'|'.join(re.escape(w) for w in words.split('|'))}){MARKS} )")
    if pattern[position:].strip():
        raise RuleError(f"pattern {pattern!r}: cannot read {pattern[position:].strip()!r}")
    try:
        return re.compile("(?<![^ ])" + "".join(parts))
    except re.error as error:
        raise RuleError(f"pattern {pattern!r}: {error}") from error


@dataclass
class Line:
    """A sentence as units; `marks`: the start of a unit → the lists that its word is in."""

    units: Sequence[Unit]
    marks: Mapping[int, Sequence[str]] = field(default_factory=dict)

    @cached_property
    def text(self) -> str:
        """What patterns are matched with."""
        return START + "".join(f"{self._word(i, unit)} " for i, unit in enumerate(self.units))

    def _word(self, index: int, unit: Unit) -> str:
        if unit.type != "word":
            return f"<{unit.type}#{index}>"
        plain = unit.text.replace(" ", "_").replace("@", "_")
        word = {"(": "-lrb-", ")": "-rrb-"}.get(plain, plain)
        return "@".join((word, *self.marks.get(unit.start, ())))

    def at(self, position: int) -> int:
        """The index of the unit that begins at a position of the text, or goes on there."""
        return max(self.text.count(" ", 0, position) - 1, 0)


@dataclass(frozen=True, slots=True)
class Match:
    """Where a pattern matched: what fills each role, all units, and those found by word lists."""

    roles: dict[str, list[Unit]]
    units: Sequence[Unit]
    listed: Sequence[Unit] = ()
    lists: Sequence[str] = ()  # their lists


def find(pattern: str, line: Line) -> Iterator[Match]:
    """Yield every match of a pattern."""
    if not all(any(part in line.text for part in parts) for parts in needed(pattern)):
        return
    for match in compile_pattern(pattern).finditer(line.text):
        roles: dict[str, list[Unit]] = {}
        for group, found in match.groupdict().items():
            if found is None:
                continue
            role, _, count = group.rpartition("__")
            unit = line.units[line.at(match.start(group)) if count[0] == "w" else int(found)]
            roles.setdefault(unit.type if role == OWN else role, []).append(unit)
        first, last = (line.at(at) for at in match.span())
        listed = sorted(roles.pop(KEY, ()), key=lambda unit: unit.start)
        marks = (name for unit in listed for name in line.marks.get(unit.start, ()))
        names = [name for name in marks if name in lists_of(pattern)]
        yield Match(roles, line.units[first:last], listed, names)

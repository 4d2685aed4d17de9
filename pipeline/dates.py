"""Dates and periods in running text: forms found in its tokens, made into values level by level."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from .forms import Forms, Found
from .lexicon import Entry
from .numbers import Number, Tokens
from .when import MAKERS, Moment, NoDate, When, resolve

#: A sentence's words on either side that can tell whether it speaks of the past or the future.
REACH = 25
SENTENCE_ENDS = frozenset(".!?;\n")


@dataclass(slots=True)
class Atom:
    """One symbol of a text: a word, a number, a named thing or a date, over tokens i to j."""

    symbol: str
    i: int
    j: int
    what: Entry | Number | When | None
    classes: Mapping[str, Any]

    def payload(self, kind: str) -> Any:
        """Return the value that the atom has in a class."""
        if isinstance(self.what, When):
            return self.what
        if kind in self.classes:
            return self.classes[kind]
        return self.what.value if self.what is not None else None


@dataclass(frozen=True, slots=True)
class Dated:
    """A date found over tokens i to j; `when` is None where it cannot be resolved."""

    i: int
    j: int
    when: When | None


def find_dates(t: Tokens, numbers: Mapping[int, Number], now: date | None) -> list[Dated]:
    """Return the dates of a text in order, with those that cannot be resolved as None."""
    atoms = _atoms(t, numbers)
    lexicon = t.lexicon
    if not lexicon.triggers.search("".join([atom.symbol for atom in atoms])):
        return []
    for level, passes in zip(lexicon.levels, (1, 2, 1), strict=True):
        for _ in range(passes):
            changed = _apply(level, atoms, t, now)
            if changed is None:
                break
            atoms = changed
    found = []
    for atom in atoms:
        if isinstance(atom.what, When):
            when = resolve(atom.what, _moment(t, atom.i, atom.j, now))
            found.append(Dated(atom.i, atom.j, when))
        elif atom.what is None:
            found.append(Dated(atom.i, atom.j, None))
    return found


def _atoms(t: Tokens, numbers: Mapping[int, Number]) -> list[Atom]:
    lexicon, symbols = t.lexicon, t.lexicon.symbols
    named = lexicon.names.first
    atoms: list[Atom] = []
    i, count = 0, len(t.words)
    while i < count:
        entry = t.entries[i]
        if i in numbers:
            number = numbers[i]
            single = number.j == i + 1
            classes = entry.classes if single else {}
            if single and entry.role == "digits" and not number.ordinal:
                symbol = entry.symbol
            else:
                symbol = symbols.symbol(number.shape | classes.keys())
            atoms.append(Atom(symbol, i, number.j, number, classes))
            i = number.j
            continue
        if t.words[i] in named and (found := lexicon.names.ahead(t.words, i)):
            (kind, value), j = found
            if j > i + 1 or t.text[t.starts[i]].isalpha():
                atoms.append(Atom(symbols.symbol({kind}), i, j, Entry("", value), {kind: value}))
                i = j
                continue
        if entry.strong is not None and t.text[t.starts[i]].isupper() and i > 0:
            entry = entry.strong
        atoms.append(Atom(entry.symbol, i, i + 1, entry, entry.classes))
        i += 1
    return atoms


def _apply(level: Forms, atoms: list[Atom], t: Tokens, now: date | None) -> list[Atom] | None:
    """Return the atoms with the forms of a level replaced by dates; None where there is none."""
    replaced: list[Atom] = []
    done = 0
    for found in level.find("".join([atom.symbol for atom in atoms])):
        atom = _make(found, atoms, t, now)
        if atom is None or found.start < done:
            continue
        replaced += atoms[done : found.start]
        replaced.append(atom)
        done = found.end
    return [*replaced, *atoms[done:]] if done else None


def _make(found: Found, atoms: list[Atom], t: Tokens, now: date | None) -> Atom | None:
    slots = {name: atoms[at].payload(kind) for name, (kind, at) in found.slots.items()}
    i, j = atoms[found.start].i, atoms[found.end - 1].j
    try:
        when = MAKERS[found.make](slots, _moment(t, i, j, now))
    except NoDate:
        return None
    return Atom(t.lexicon.symbols.symbol({"date"} if when else {"sign"}), i, j, when, {})


def _moment(t: Tokens, i: int, j: int, now: date | None) -> Moment:
    """Return what a date refers to, from the words around it in its sentence."""
    tense = t.lexicon.tense
    around = [*_before(t, i), *_after(t, j)]
    future = any(w in tense.future or w.endswith(tense.future_endings) for w in around)
    past = any(w in tense.past or w.endswith(tense.past_endings) for w in around)
    lean = "near" if future == past else "future" if future else "past"
    return Moment(now, lean, t.lexicon.tables["next_weekday"])


def _before(t: Tokens, i: int) -> Iterable[str]:
    for k in range(i - 1, max(i - REACH, 0) - 1, -1):
        if t.words[k] in SENTENCE_ENDS:
            return
        yield t.words[k]


def _after(t: Tokens, j: int) -> Iterable[str]:
    for k in range(j, min(j + REACH, len(t.words))):
        if t.words[k] in SENTENCE_ENDS:
            return
        yield t.words[k]

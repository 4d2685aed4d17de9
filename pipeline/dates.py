"""Dates and periods in running text: forms found in its tokens, made into values level by level."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from itertools import pairwise
from typing import Any, NamedTuple

from . import days, periods
from .cardinals import Number
from .forms import UNKNOWN, Forms, Found
from .lexicon import Entry
from .tokens import Tokens
from .when import Moment, NoDate, When, resolve

MAKERS = days.MAKERS | periods.MAKERS

#: So many words on either side tell whether a sentence speaks of the past or the future.
REACH = 25
SENTENCE_ENDS = frozenset(".!?;")


class Atom(NamedTuple):
    """One symbol of a text: a word, a number, a named thing or a date, from token i on."""

    symbol: str
    i: int
    what: Entry | Number | When | None
    entry: Entry | None = None

    def payload(self, kind: str) -> Any:
        """Return the value that the atom has in a class."""
        if isinstance(self.what, When):
            return self.what
        if self.entry is not None and kind in self.entry.classes:
            return self.entry.classes[kind]
        return self.what.value if self.what is not None else None


class Dated(NamedTuple):
    """A date found over tokens i to j; `when` is None where it cannot be resolved."""

    i: int
    j: int
    when: When | None


def find_dates(t: Tokens, numbers: Mapping[int, Number], now: date | None) -> list[Dated]:
    """Return the dates of a text in order, with those that cannot be resolved as None."""
    if not _has_dates(t, numbers):
        return []
    lexicon = t.lexicon
    atoms = _atoms(t, numbers)
    symbols = "".join([atom[0] for atom in atoms])
    for level, passes in zip(lexicon.levels, (1, 2, 1), strict=True):
        for _ in range(passes):
            changed = _apply(level, symbols, atoms, t, now)
            if changed is None:
                break
            atoms = changed
            symbols = "".join([atom[0] for atom in atoms])
    found = []
    for atom, following in pairwise([*atoms, Atom(UNKNOWN, t.count, None)]):
        what = atom.what
        if what is None or isinstance(what, When):
            if _is_glued(t, atom.i):
                continue
            if isinstance(what, When) and what.loose:
                what = resolve(what, _moment(t, atom.i, following.i, now))
            found.append(Dated(atom.i, following.i, what if isinstance(what, When) else None))
    return found


def _is_glued(t: Tokens, i: int) -> bool:
    """Tell whether digits belong to a longer name: "v2.3.1", "report_2023"."""
    before = t.words[i - 1]
    return t.words[i][0].isdigit() and t.glued(i) and (before.isalpha() or before == "_")


def _has_dates(t: Tokens, numbers: Mapping[int, Number]) -> bool:
    """Tell whether a word or number of a text may be part of a date, without looking closer."""
    if True in [entry.dated for entry in t.entries]:
        return True
    cues = t.lexicon.day_cues
    return any(
        number.ordinal or "year" in number.shape or t.words[number.i - 1] in cues
        for number in numbers.values()
    )


def _atoms(t: Tokens, numbers: Mapping[int, Number]) -> list[Atom]:
    named = t.lexicon.names.first
    atoms: list[Atom] = []
    skip = 0
    for i, (word, entry) in enumerate(zip(t.words[: t.count], t.entries, strict=False)):
        if i < skip:
            continue
        if i in numbers:
            number = numbers[i]
            atoms.append(_number_atom(t, number, entry))
            skip = number.j
        elif word in named and (found := _named(t, i)):
            (kind, value), skip = found
            atoms.append(Atom(t.lexicon.symbols.symbol({kind}), i, Entry(value=value)))
        elif entry.strong is not None and i and t.text[t.starts[i]].isupper():
            atoms.append(Atom(entry.strong.symbol, i, entry.strong, entry.strong))
        else:
            atoms.append(Atom(entry.symbol, i, entry, entry))
    return atoms


def _named(t: Tokens, i: int) -> tuple[tuple[str, Any], int] | None:
    """Return the holiday or quarter that starts at token i; H2 is one, H2O is none."""
    found = t.lexicon.names.ahead(t.words, i)
    if found and t.words[found[1] - 1].isdigit():
        whole = t.glued(found[1] - 1) and not (t.glued(found[1]) and t.words[found[1]].isalpha())
        return found if whole else None
    return found


def _number_atom(t: Tokens, number: Number, entry: Entry) -> Atom:
    if number.j > number.i + 1:
        return Atom(t.lexicon.symbols.symbol(number.shape), number.i, number)
    if entry.role == "digits":
        return Atom(entry.symbol, number.i, number, entry)
    symbol = t.lexicon.symbols.symbol(number.shape | entry.classes.keys())
    return Atom(symbol, number.i, number, entry)


def _apply(
    level: Forms, symbols: str, atoms: list[Atom], t: Tokens, now: date | None
) -> list[Atom] | None:
    """Return the atoms with the forms of a level replaced by dates; None where there is none."""
    replaced: list[Atom] = []
    done = 0
    for found in level.find(symbols):
        atom = _make(found, atoms, t, now)
        if atom is not None:
            replaced += atoms[done : found.start]
            replaced.append(atom)
            done = found.end
    return [*replaced, *atoms[done:]] if done else None


def _make(found: Found, atoms: list[Atom], t: Tokens, now: date | None) -> Atom | None:
    slots = {name: atoms[at].payload(kind) for name, kind, at in found.slots}
    i = atoms[found.start].i
    j = atoms[found.end].i if found.end < len(atoms) else t.count
    try:
        when = MAKERS[found.make](slots, _moment(t, i, j, now))
    except NoDate:
        return None
    except (ValueError, OverflowError):  # the calendar ends in the year 9999
        when = None
    if when is not None and when.lo is None and when.hi is None:
        when = None
    return Atom(t.lexicon.symbols.symbol({"date"} if when else {"sign"}), i, when)


def _moment(t: Tokens, i: int, j: int, now: date | None) -> Moment:
    """Return what a date refers to; where its sentence leans is found only if it matters."""
    next_weekday = t.lexicon.tables["next_weekday"]
    return Moment(now, lambda: _lean(t, i, j), next_weekday, lambda: _is_ahead(t, i, j))


def _lean(t: Tokens, i: int, j: int) -> str:
    before, behind = _around(t, i, j)
    around = before + behind
    tense = t.lexicon.tense
    future = _speaks(around, tense.future, tense.future_endings)
    past = _speaks(around, tense.past, tense.past_endings)
    return "near" if future == past else "future" if future else "past"


def _is_ahead(t: Tokens, i: int, j: int) -> bool:
    """Tell the deadline of "will open in two years" from the duration of "doubled in two years"."""
    before, behind = _around(t, i, j)
    tense = t.lexicon.tense
    if _speaks(before, tense.future, tense.future_endings):
        return True
    if _speaks(before, tense.past, tense.past_endings):
        return False
    alone = not any(word.isalpha() for word in before + behind)
    return alone or _speaks(behind, tense.future, tense.future_endings)


def _around(t: Tokens, i: int, j: int) -> tuple[list[str], list[str]]:
    """Return the words of a sentence before token i and from token j on."""
    words = t.words
    first, last = i, j
    while first > max(i - REACH, 0) and words[first - 1] not in SENTENCE_ENDS:
        first -= 1
    while last < min(j + REACH, t.count) and words[last] not in SENTENCE_ENDS:
        last += 1
    return words[first:i], words[j:last]


def _speaks(words: list[str], known: frozenset[str], endings: tuple[str, ...]) -> bool:
    if not known.isdisjoint(words):
        return True
    return bool(endings) and any(word.endswith(endings) for word in words)

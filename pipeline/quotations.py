"""Quotation marks → quotations, in any of the styles that newspapers mix; text in, text out.

Straight, curly, angled and single marks, nested or not, closed or not, over several paragraphs.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

#: mark → its family; marks of one family close each other
FAMILIES = {
    **dict.fromkeys(('"', "“", "”", "„", "‟", "``", "''", "＂"), "double"),
    **dict.fromkeys(("«", "»", "<<", ">>"), "angled"),
    **dict.fromkeys(("‘", "’", "'", "‚"), "single"),
}
OPENERS = frozenset({"“", "„", "‟", "«", "‘", "‚", "``", "<<"})
CLOSERS = frozenset({"”", "»", "''", ">>"})
#: fewer words than these are scare quotes and names
SHORTEST = 3
EDGE = " \t\n,.;:–—-"
PART_EDGE = EDGE + '«»“”„"'
_MARK = re.compile(r"``|''|<<|>>|[\"“”„‟«»‘’'‚＂]")
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
_STOPS = frozenset(".,;:!?…)]—–")


@dataclass(frozen=True, slots=True)
class Quotation:
    """A stretch in marks: its words' offsets and value, and where its marks begin and end."""

    start: int
    end: int
    value: str
    opens: int
    closes: int

    def holds(self, start: int, end: int) -> bool:
        """Tell whether characters lie inside the marks."""
        return self.opens <= start and end <= self.closes


@dataclass(frozen=True, slots=True)
class _Mark:
    start: int
    end: int
    family: str
    opens: bool
    closes: bool


@dataclass(frozen=True, slots=True)
class _Pair:
    """Offsets of the marks, and of what is between them; `closed` unless the paragraph ended it."""

    opens: int
    start: int
    end: int
    closes: int
    closed: bool


def quotations(text: str) -> list[Quotation]:
    """Return the quotations of three words or more, in text order; of nested ones the outermost.

    A paragraph that opens a quotation and does not close it goes on in the next one, if that
    begins with a mark again, or closes the quotation without opening one.
    """
    joined: list[list[_Pair]] = []
    for pair in _pairs(text):
        last = joined[-1][-1] if joined else None
        if last is not None and not last.closed and not text[last.closes : pair.opens].strip():
            joined[-1].append(pair)
        else:
            joined.append([pair])
    return [found for pairs in joined if (found := _quotation(text, pairs)) is not None]


def word_count(text: str) -> int:
    """Return how many words a text has; "l'auto" and "won't" are one."""
    return len(_WORD.findall(text))


def _quotation(text: str, pairs: list[_Pair]) -> Quotation | None:
    parts = [text[p.start : p.end].strip(EDGE) for p in pairs]
    value = " ".join(part for part in parts if part)
    if word_count(value) < SHORTEST:
        return None
    inner = text[pairs[0].start : pairs[-1].end]
    start = pairs[0].start + len(inner) - len(inner.lstrip(EDGE))
    end = pairs[-1].end - (len(inner) - len(inner.rstrip(EDGE)))
    return Quotation(start, end, value, pairs[0].opens, pairs[-1].closes)


def part(text: str, opens: int, closes: int) -> Quotation | None:
    """Return what stands in a part of a quotation, None where it is nothing."""
    inner = text[opens:closes]
    value = inner.strip(PART_EDGE)
    if not value:
        return None
    start = opens + inner.index(value)
    return Quotation(start, start + len(value), value, opens, opens + len(inner.rstrip()))


def _pairs(text: str) -> Iterator[_Pair]:
    """Yield the outermost pairs of marks, paragraph by paragraph."""
    carried = ""  # the family of a quotation that the paragraph before left open
    for paragraph in re.finditer(r"[^\n]+", text):
        marks = _marks(text, paragraph.start(), paragraph.end())
        found = list(_paired(marks, paragraph.start(), paragraph.end(), carried))
        yield from found
        carried = ""
        if found and not found[-1].closed:
            carried = next(m.family for m in marks if m.start == found[-1].opens)


def _marks(text: str, start: int, end: int) -> list[_Mark]:
    found = []
    for match in _MARK.finditer(text, start, end):
        mark = match[0]
        before = text[match.start() - 1] if match.start() > start else " "
        after = text[match.end()] if match.end() < end else " "
        if FAMILIES[mark] == "single" and before.isalnum() and after.isalnum():
            continue  # an apostrophe
        opens, closes = _direction(mark, before, after)
        if opens or closes:
            found.append(_Mark(match.start(), match.end(), FAMILIES[mark], opens, closes))
    return found


def _direction(mark: str, before: str, after: str) -> tuple[bool, bool]:
    """What a mark may do: where glyph and place disagree, the place is right."""
    left = before.isspace() or before in "([{—–-/'’" or before in FAMILIES
    right = after.isspace() or after in _STOPS or after in FAMILIES
    if FAMILIES[mark] == "single":
        return mark != "’" and left and after.isalpha(), mark not in OPENERS and not left and right
    if mark in OPENERS and not (right and not left):
        return True, False
    if mark in CLOSERS and not (left and not right):
        return False, True
    if before.isdigit() and not right:
        return False, False  # inches
    return left or not right, right or not left


def _paired(marks: list[_Mark], start: int, end: int, carried: str) -> Iterator[_Pair]:
    i = 0
    if carried and marks and marks[0].closes and not marks[0].opens and marks[0].family == carried:
        yield _Pair(start, start, marks[0].start, marks[0].end, closed=True)
        i = 1
    while i < len(marks):
        opening = marks[i]
        close = _closing(marks, i) if opening.opens else None
        if close is not None:
            yield _Pair(opening.start, opening.end, marks[close].start, marks[close].end, True)
            i = close + 1
        elif opening.opens and opening.family != "single" and _last_of_its(marks, i):
            yield _Pair(opening.start, opening.end, end, end, closed=False)
            return
        else:
            i += 1


def _last_of_its(marks: list[_Mark], i: int) -> bool:
    return all(mark.family != marks[i].family for mark in marks[i + 1 :])


def _closing(marks: list[_Mark], i: int) -> int | None:
    """The mark that closes an opening one; one of the family that only opens stands for nesting."""
    depth = 0
    for j in range(i + 1, len(marks)):
        mark = marks[j]
        if mark.family != marks[i].family:
            if marks[i].family == "single":
                return None  # a single mark outside double ones is an apostrophe
            continue
        if mark.closes and depth == 0:
            return j
        if mark.closes:
            depth -= 1
        elif mark.opens and j + 1 < len(marks):
            depth += 1
    return None

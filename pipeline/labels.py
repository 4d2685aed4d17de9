"""Numbers that are names: "Boeing 787", "the 777-200LR", "Nikkei 225"; they measure nothing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from spacy.tokens import Doc

from .fullnames import Name
from .values import Value

#: values that a name may be read as
COUNTS = frozenset({"number", "amount", "range"})
#: types of names that a number is a part of
BEARERS = frozenset({"organization", "product", "event"})
#: a name has no more digits
DIGITS = 4


def without_labels(values: Iterable[Value], doc: Doc, names: Iterable[Name]) -> list[Value]:
    """Return the values that are no numbers of models, wherever the text repeats them."""
    every = list(values)
    at = {i: name for name in names for i in range(name.start, name.end)}
    known = set(_labels(every, doc, at))
    return [v for v in every if v.type not in COUNTS or _digits(v) not in known]


def _labels(values: Sequence[Value], doc: Doc, at: dict[int, Name]) -> Iterator[str]:
    """The digits that are read as a name somewhere: glued to letters, or right behind a maker."""
    for value in values:
        digits = _digits(value)
        if value.type not in COUNTS or not 3 <= len(digits) <= DIGITS:
            continue
        start = doc.text.find(digits, value.start)
        before, after = doc.text[max(0, start - 2) : start], doc.text[start + len(digits) :][:2]
        span = doc.char_span(start, start + len(digits), alignment_mode="expand")
        name = at.get(span.start - 1) if span is not None and before.endswith(" ") else None
        follows = (
            span is not None
            and name is not None
            and name.type in BEARERS
            and name.end == span.start
        )
        inside = span is not None and span.start in at and at[span.start].type in BEARERS
        if _is_glued(before[::-1]) or _is_glued(after) or follows or inside:
            yield digits


def _digits(value: Value) -> str:
    """The first figures of a value without separators, "" where it has none or has some."""
    words = [word for word in value.text.replace("-", " ").split() if word[0].isdigit()]
    return words[0] if words and words[0].isdigit() else ""


def _is_glued(beside: str) -> bool:
    """Tell whether letters or figures stand right beside, or behind a hyphen."""
    first, second = (*beside, " ", " ")[:2]
    return first.isalpha() or (first in "-‑" and second.isalnum())

"""Paths of rules: `subject | oblique(in, a)` leads from a rule's anchor to what fills a role.

Ways apart by "|" are tried in turn; ways joined by "+" are taken together, joined by "&" only where
each gives something; a way is steps joined by dots. docs/rules.md tells what each step leads to.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Any

from .errors import RuleError

STEPS = frozenset(
    {
        *("self", "head", "up", "near", "left", "right", "within", "salient", "earlier"),
        *("around", "beside", "here", "is", "maker", "post", "sentence", "topic"),
        *("subject", "object", "recipient", "oblique", "nominal", "possessor", "apposition"),
        *("modifier", "compound", "flat", "number", "complement", "adverbial", "adverb"),
        *("clause", "parataxis"),
    }
)
#: steps that may name prepositions: `oblique(in, a)`
CASED = frozenset(
    {"around", "is", "oblique", "nominal", "adverbial", "near", "left", "right", "within"}
)

_STEP = re.compile(r"(\w+)(?:\(([^)]*)\))?$")


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a path: a relation, and the prepositions it admits (none: any).

    On the first step of a way `need` is "&" where the way must give something; "?" where it must
    only lead somewhere, "!" where nowhere: these give nothing themselves.
    """

    name: str
    cases: frozenset[str] = frozenset()
    need: str = ""


Way = tuple[Step, ...]
#: ways whose mentions are joined: `subject + oblique(with, con)`, `subject & object & !recipient`
Ways = tuple[Way, ...]


def read_path(text: Any) -> tuple[Ways, ...]:
    """Read a path as the ways that are tried in turn; raises RuleError with the reason."""
    if not isinstance(text, str):
        raise RuleError("a path is a text such as 'subject | oblique(in, a)'")
    return tuple(_ways(ways) for ways in _split(text, "|"))


def _ways(text: str) -> Ways:
    """Read ways joined by "+" (any may be empty), by "&" (none may be), and tests: "!" and "?"."""
    found: list[Way] = []
    for part in _split(text, "+"):
        joined = _split(part, "&")
        for way in (w.strip() for w in joined):
            need = way[0] if way[:1] in {"!", "?"} else "&" if len(joined) > 1 else ""
            first, *rest = (_step(s.strip()) for s in _split(way.lstrip("!?"), "."))
            found.append((replace(first, need=need), *rest))
    return tuple(found)


def _split(text: str, mark: str) -> list[str]:
    """Split at a mark outside of brackets."""
    return re.split(rf"{re.escape(mark)}(?![^(]*\))", text)


def _step(text: str) -> Step:
    match = _STEP.match(text)
    if not match or match[1] not in STEPS:
        raise RuleError(f"unknown step {text!r}; known steps: {', '.join(sorted(STEPS))}")
    cases = frozenset(c.strip().lower() for c in (match[2] or "").split(",") if c.strip())
    if cases and match[1] not in CASED:
        raise RuleError(f"{match[1]} takes no prepositions")
    return Step(match[1], cases)

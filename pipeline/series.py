"""Figures that go on from the one before: the rest of a series, and what is left unsaid."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import replace

from spacy.tokens import Span

from .changes import REACH, Cues, tokens
from .facts import Amount, Mention
from .figures import ACTOR, CLASSES, own_date
from .match import Candidate
from .reading import DATES, Reading, fits
from .values import Value

#: roles that a series hands on to its further members
HANDED_ON = ("measure", "actor", "place", "period", "partner")
#: roles that the next sentence takes over
TAKEN_ON = ("measure", "actor", "place", "item", "partner")
#: the role of the date of a figure
PERIOD = "period"
#: how many characters a series and a continuation may span
SERIES, NEXT = 60, 220


def series(
    found: Sequence[Candidate],
    role: str,
    taken: AbstractSet[tuple[int | None, int | None]],
    cues: Cues | None,
    reading: Reading,
) -> Iterator[Candidate]:
    """Yield the rest of a series: "750,000 vehicles, 520,000 cars and 230,000 vans".

    Amounts at the places `taken` belong to other facts. With `cues`, a next sentence that goes on
    about the same ("This year 70,000 are expected") takes the measure of the one before.
    """
    claimed = {m.start: c for c in found for m in c.roles[role]}
    previous: Candidate | None = None
    for value in reading.values:
        if value.start in claimed:
            previous = claimed[value.start]
        elif previous is not None and (value.start, value.end) not in taken:
            further = _further(previous, value, role, cues, reading)
            if further is not None:
                previous = further
                yield further


def _further(
    previous: Candidate, value: Value, role: str, cues: Cues | None, reading: Reading
) -> Candidate | None:
    last = previous.roles[role][0]
    mention = reading.amount(value, [c for c in CLASSES if fits(last, (c,))])
    span = tokens(mention, reading.doc) if mention is not None else None
    if mention is None or span is None or (cues and _unit(mention) in cues.uncounted):
        return None
    between = reading.article.text[last.end or 0 : mention.start]
    if _follows(between, last, span, reading):
        roles = {r: previous.roles[r] for r in HANDED_ON if r in previous.roles}
        anchor = previous.anchor
    elif cues is not None and _goes_on(between, span, cues):
        roles = {r: previous.roles[r] for r in TAKEN_ON if r in previous.roles}
        dates = [m for v in reading.in_sentence(span.sent, DATES) if (m := reading.date(v))]
        roles[PERIOD] = own_date(mention, dates, span.sent, cues, reading)
        anchor = span.root
    elif cues is not None and (actor := _likewise(between, last, mention, span, cues, reading)):
        roles = {r: previous.roles[r] for r in TAKEN_ON if r in previous.roles} | {ACTOR: (actor,)}
        dates = [m for v in reading.in_sentence(span.sent, DATES) if (m := reading.date(v))]
        roles[PERIOD] = own_date(mention, dates, span.sent, cues, reading) or previous.roles.get(
            PERIOD, ()
        )
        anchor = span.root
    else:
        return None
    roles[role] = (mention,)
    if value.item is not None:
        roles["item"] = (value.item,)
    return replace(previous, anchor=anchor, roles={r: ms for r, ms in roles.items() if ms})


def _unit(mention: Mention) -> str:
    return mention.value.unit.partition("/")[0] if isinstance(mention.value, Amount) else ""


def _follows(between: str, last: Mention, span: Span, reading: Reading) -> bool:
    """Tell whether an amount is in the sentence of the last one, and not far from it."""
    if "\n" in between or ". " in between or not 1 <= len(between) <= SERIES:
        return False
    words = reading.doc.char_span(last.end or 0, span.start_char, alignment_mode="expand") or ()
    return not any(t.pos_ == "VERB" and t.dep_ in {"ROOT", "ccomp", "advcl"} for t in words)


def _goes_on(between: str, span: Span, cues: Cues) -> bool:
    """Tell whether the next clause says more of what the one before has measured."""
    ends = between.count(". ") + between.count("; ") + between.count(": ")
    if "\n" in between or len(between) > NEXT or ends != 1:
        return False
    return any(token in cues.continuing for token in span.sent)


def _likewise(
    between: str, last: Mention, mention: Mention, span: Span, cues: Cues, reading: Reading
) -> Mention | None:
    """The company whose change is told after one of the same: "GM reported a 49 % decline"."""
    percent = all(fits(m, ("percent",)) for m in (last, mention))
    ends = between.count(". ") + between.count("; ")
    if not percent or "\n" in between or len(between) > NEXT or ends != 1:
        return None
    words = [t for t in span.sent if abs(t.i - span.root.i) <= REACH]
    if not any(t in cues.rising or t in cues.falling for t in words):
        return None
    verb = reading.graph.predicate(span.root)
    for token in reading.graph.find(verb, "subject") if verb is not None else ():
        if token.i in reading.mentions.at:
            return reading.mentions.mention(token, ("organization",))
    return None


def carry(
    found: Sequence[Candidate],
    role: str,
    carried: Mapping[str, Sequence[str]],
    cues: Cues | None,
    reading: Reading,
) -> list[Candidate]:
    """Hand roles on to later figures of measures that are told one after the other."""
    if not carried:
        return list(found)
    last: dict[str, tuple[Mention, ...]] = {}
    done: list[Candidate] = []
    for candidate in sorted(found, key=lambda c: c.roles[role][0].start or 0):
        roles = dict(candidate.roles)
        is_base = cues is not None and reading.before(roles[role][0]) in cues.base
        for name, measures in carried.items():
            if not any(m.value in measures for m in roles.get("measure", ())):
                continue
            if name in roles and not is_base:
                last[name] = tuple(Mention(m.value, entity=m.entity) for m in roles[name])
            elif name in last and name not in roles and not (is_base and name == "period"):
                roles[name] = last[name]
        done.append(replace(candidate, roles=roles))
    return done

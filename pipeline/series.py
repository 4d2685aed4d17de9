"""Figures that go on from the one before: the rest of a series, the next sentence."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import replace

from spacy.tokens import Span

from .changes import REACH, Cues, tokens
from .facts import Amount, Mention
from .figures import ACTOR, CLASSES, PLACE, own_date
from .fitting import fits
from .match import Candidate
from .reading import DATES, Reading
from .values import Value
from .vicinity import listed, place_behind

#: roles that a series hands on to its further members
HANDED_ON = ("measure", "actor", "place", "period", "partner")
#: roles that the next sentence takes over
TAKEN_ON = ("measure", "actor", "place", "item", "partner")
#: the role of the date of a figure
PERIOD = "period"
#: how many words into a sentence its subject begins
FIRST = 3
#: how many characters a series and a continuation may span
SERIES, NEXT = 60, 220
#: how many characters stand between amounts that are told "respectively", and what they share out
LINK = 25
APPORTIONED = ("actor", "item", "place", "partner")


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
        roles[PERIOD] = own_date(mention, dates, span.root, cues, reading)
        anchor = span.root
    elif cues is not None and (actor := _likewise(between, last, mention, span, cues, reading)):
        roles = {r: previous.roles[r] for r in TAKEN_ON if r in previous.roles} | {ACTOR: (actor,)}
        dates = [m for v in reading.in_sentence(span.sent, DATES) if (m := reading.date(v))]
        roles[PERIOD] = own_date(mention, dates, span.root, cues, reading) or previous.roles.get(
            PERIOD, ()
        )
        anchor = span.root
    else:
        return None
    roles[role] = (mention,)
    if (place := place_behind(span, reading)) is not None and PLACE in previous.rule.paths:
        roles[PLACE] = (place,)
    if value.item is not None:
        roles["item"] = (value.item,)
    return replace(previous, anchor=anchor, roles={r: ms for r, ms in roles.items() if ms})


def apportion(
    found: Sequence[Candidate], role: str, cues: Cues | None, reading: Reading
) -> list[Candidate]:
    """Give each amount its own of as many names: "Ford and Kia sold 30 and 50, respectively"."""
    done = sorted(found, key=lambda c: c.roles[role][0].start or 0)
    for i in range(len(done)) if cues is not None else ():
        chain = [done[i]]
        for other in done[i + 1 :]:
            last, mention = chain[-1].roles[role][-1], other.roles[role][0]
            between = reading.article.text[last.end or 0 : mention.start]
            if other.sent != done[i].sent or len(between) > LINK:
                break
            chain.append(other)
        told = (
            cues is not None and len(chain) > 1 and any(t in cues.respective for t in done[i].sent)
        )
        for name in APPORTIONED if told else ():
            several = _as_many(chain[0].roles.get(name, ()), len(chain), reading)
            for n, mention in enumerate(several):
                done[i + n] = replace(done[i + n], roles={**done[i + n].roles, name: (mention,)})
    return done


def _as_many(mentions: Sequence[Mention], count: int, reading: Reading) -> list[Mention]:
    """As many mentions as there are amounts, in the order of the text, or none."""
    placed = sorted((m for m in mentions if m.start is not None), key=lambda m: m.start or 0)
    if len(placed) == count:
        return placed
    names = listed(placed[-1], reading) if placed else []
    found = [reading.mentions.mention(reading.doc[n.start], (n.type,)) for n in names]
    return [m for m in found if m is not None] if len(found) == count else []


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
    if any(token in cues.stock_index for token in span.sent):
        return None
    ends = between.count(". ") + between.count("; ")
    if not percent or "\n" in between or len(between) > NEXT or ends != 1:
        return None
    words = [t for t in span.sent if abs(t.i - span.root.i) <= REACH]
    if not any(t in cues.rising or t in cues.falling for t in words):
        return None
    verb = reading.graph.predicate(span.root)
    subjects = reading.graph.find(verb, "subject") if verb is not None else []
    for token in (*subjects, *span.sent[:FIRST]):
        if token.i in reading.mentions.at:
            return reading.mentions.mention(token, ("organization",))
    return None

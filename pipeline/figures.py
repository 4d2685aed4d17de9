"""Amounts that several words bid for → one figure each, with its period and its change."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from math import inf

from spacy.tokens import Doc, Span, Token

from .changes import REACH, Cues, fixed, tokens
from .facts import Amount, Mention
from .fitting import fits
from .match import Candidate, split
from .reading import AMOUNTS, DATES, Reading
from .vicinity import listed, place_behind

#: what a step of the tree adds to a bid, by relation; others add 1
STEPS: Mapping[str, float] = {
    **{"nummod": 0.3, "xcomp": 0.7, "flat": 0.3, "compound": 0.7, "conj": 0.5, "fixed": 0.2},
    **{"appos": 1.5, "acl": 1.2, "advcl": 2.0, "acl:relcl": 2.5, "ccomp": 3.0, "parataxis": 3.0},
}
#: what the conjunction of two predicates adds
NEXT_CLAUSE = 2.5
#: what a word between adds, and what these marks do
WORD = 0.15
MARKS: Mapping[str, float] = {";": 3.0, ":": 1.0, ",": 0.4}
#: what a word that only describes what is counted adds: "foreign-built cars"
INSIDE = 2.5
#: no bid above this is taken
CEILING = 9.0
#: how much more another bid may be and still add roles
CLOSE = 2.0
#: the classes of amounts that form series
CLASSES = ("money", "percent", "job", "goods")
#: rules of this weight say little of an amount, and how many words part it from its series
VAGUE, RUN = 4.0, 8
#: how many words stand between a sum and its equivalent at most ("(about")
GLOSS = 3
#: the roles that each member of a series may have for itself, and who stands on the other side
ACTOR = "actor"
PLACE = "place"
PARTNER = "partner"
#: a date that is further than this is about something else
FAR = 150
#: a year in a date, and a month or some months
YEAR = re.compile(r"\d{4}")
SHORT = re.compile(r"\d{4}-\d\d(/\d{4}-\d\d)?")
#: relations of clauses whose dates are their own
ELSEWHERE = frozenset({"ROOT", "conj", "ccomp", "acl:relcl", "parataxis", "advcl"})


def attach(
    candidates: Iterable[Candidate], role: str, cues: Cues | None, reading: Reading
) -> list[Candidate]:
    """Give each amount to the candidate that bids least for it; the others complete its roles."""
    bids: dict[tuple[int, int], list[tuple[float, int, Candidate]]] = {}
    for order, candidate in enumerate(c for whole in candidates for c in split(whole, role)):
        mention = candidate.roles[role][0]
        if mention.start is None or mention.end is None:
            continue
        name = reading.mentions.at.get(candidate.anchor.i)
        if name is not None and name.end - name.start > 1:
            continue  # the "workers" of a union's name are no workforce
        bid = _bid(candidate, mention, cues, reading.doc)
        if bid <= CEILING:
            bids.setdefault((mention.start, mention.end), []).append((bid, order, candidate))
    won: list[Candidate] = []
    for at in sorted(bids):
        best = _best(sorted(bids[at], key=lambda b: b[:2]))
        previous = won[-1] if won and won[-1].sent == best.sent else None
        if previous is not None and _is_left(previous, best, role, reading):
            continue
        if previous is not None and _is_converted(previous, best, role, reading):
            won[-1] = replace(
                previous, roles={**previous.roles, role: (*previous.roles[role], *best.roles[role])}
            )
            continue
        if previous is not None and cues and _is_base(previous, best, role, cues, reading):
            own = {ACTOR: best.roles.get(ACTOR, ())} if best.anchor.dep_ == "acl" else {}
            best = _as_base(previous, role, best.roles[role], reading)
            best = replace(best, roles={**best.roles, **{r: ms for r, ms in own.items() if ms}})
        won.append(_with_own_actor(best, previous, role, reading))
    return [_finished(candidate, role, cues, reading) for candidate in won]


def _is_left(previous: Candidate, best: Candidate, role: str, reading: Reading) -> bool:
    """Tell whether an amount is left to the series: "cut 4,300 jobs in France, 3,700 in Spain"."""
    if best.rule.weight < VAGUE or fixed(previous) == fixed(best):
        return False
    one, two = previous.roles[role][-1], best.roles[role][0]
    value = next((v for v in reading.values if v.start == two.start), None)
    bare = value is not None and not isinstance(value.value, Amount)
    between = _between(one, two, reading)
    if all(t.text in {",", ";"} or t.pos_ in {"CCONJ", "PROPN", "ADP"} for t in between):
        bare = bare or len(between) > 0  # "9,000 jobs in Mexico, 2,000 jobs in Canada"
    near = len(between) <= RUN and not any(t.pos_ == "VERB" for t in between)
    return bare and near and fits(one, ("job",)) and fits(two, ("job",))


def _best(bids: Sequence[tuple[float, int, Candidate]]) -> Candidate:
    """The candidate that bids least, with the roles that only others of its measure have."""
    (least, _, best), *others = bids
    roles = dict(best.roles)
    for bid, _, other in others:
        if bid <= least + CLOSE and fixed(other) == fixed(best):
            roles = {**other.roles, **roles}
    return replace(best, roles=roles)


def _finished(candidate: Candidate, role: str, cues: Cues | None, reading: Reading) -> Candidate:
    """Narrow the dates of a candidate to the one of its amount, and put the amount below zero."""
    roles = dict(candidate.roles)
    mention = roles[role][0]
    if any(_holds(partner, mention) for partner in roles.get(PARTNER, ())):
        del roles[PARTNER]
    if any(_holds(actor, mention) for actor in roles.get(ACTOR, ())):
        topic = reading.topic(candidate.anchor)
        roles[ACTOR] = (topic,) if topic is not None else ()
    roles |= _named(candidate, mention, reading)
    for name, mentions in roles.items():
        if _is_date(mentions, reading):
            roles[name] = own_date(mention, mentions, candidate.anchor, cues, reading)
            if not roles[name] and cues is not None and not is_base(mention, cues, reading):
                roles[name] = same_time(mentions, cues, reading)
    if candidate.rule.negative and isinstance(mention.value, Amount):
        below = replace(mention.value, number=-abs(mention.value.number))
        roles[role] = (replace(mention, value=below), *roles[role][1:])
    return replace(
        candidate, roles={name: mentions for name, mentions in roles.items() if mentions}
    )


def _named(
    candidate: Candidate, amount: Mention, reading: Reading
) -> dict[str, tuple[Mention, ...]]:
    """The roles of a candidate as its amount needs them: its place, all partners, who acts."""
    found: dict[str, tuple[Mention, ...]] = {}
    span = tokens(amount, reading.doc)
    place = place_behind(span, reading) if span is not None else None
    if place is not None and PLACE in candidate.rule.paths:
        found[PLACE] = (place,)
    partners = candidate.roles.get(PARTNER, ())
    if len(partners) == 1:
        names = listed(partners[0], reading)
        kin = [n for n in names if n.type in {"organization", "place"}]
        known = (reading.mentions.mention(reading.doc[n.start], (n.type,)) for n in kin)
        found[PARTNER] = tuple(filter(None, known)) or partners
    actors = candidate.roles.get(ACTOR, ())
    names_only = tuple(a for a in actors if a.entity or listed(a, reading))
    if names_only and len(names_only) < len(actors):
        found[ACTOR] = names_only  # "Airbus, the largest maker of aircraft"
    if len(actors) == 1 and _is_company(actors[0], reading):
        topic = reading.topic(candidate.anchor)
        found[ACTOR] = (topic,) if topic is not None else ()
    return found


def _is_company(actor: Mention, reading: Reading) -> bool:
    """Tell whether all that is told of who acts is that it is a company."""
    noun = reading.mentions.catalogue.noun(str(actor.value).lower(), reading.article.lang)
    return actor.entity is None and noun is not None and noun.type == "organization"


def _with_own_subject(candidate: Candidate, span: Span, reading: Reading) -> Candidate:
    """The subject of the amount's own verb: "sales fell 12 %, while Nissan dropped 30 %"."""
    if "@public" in candidate.rule.where.get(ACTOR, ()):
        return candidate  # who receives is no giver
    own = reading.graph.predicate(span.root)
    if own is None or own.i == candidate.anchor.i:
        return candidate
    above = reading.graph.predicate(candidate.anchor)
    if above is None or above.i == own.i:
        return candidate
    for token in reading.graph.find(own, "subject"):
        name = reading.mentions.mention(token, ("organization",))
        if name is not None and token.i in reading.mentions.at:
            return replace(candidate, roles={**candidate.roles, ACTOR: (name,)})
    return candidate


def _holds(actor: Mention, amount: Mention) -> bool:
    """Tell whether a phrase has the amount in itself: "250 agency workers would leave"."""
    if None in (actor.start, actor.end, amount.start, amount.end):
        return False
    return actor.start < amount.end and amount.start < actor.end  # type: ignore[operator]


def _is_converted(previous: Candidate, candidate: Candidate, role: str, reading: Reading) -> bool:
    """Tell whether an amount is the one before in another currency: "35 bn yen ($241 m)"."""
    one, two = previous.roles[role][-1], candidate.roles[role][0]
    counted = fits(one, ("percent",)) and not fits(two, ("percent", "money"))  # "21 % (900 cars)"
    if not counted and not (fits(one, ("money",)) and fits(two, ("money",))):
        return False
    between = _between(one, two, reading)
    return (
        len(between) <= GLOSS and any(t.text == "(" for t in between) and _unit(one) != _unit(two)
    )


def _unit(mention: Mention) -> str:
    return mention.value.unit if isinstance(mention.value, Amount) else ""


def _is_base(
    previous: Candidate, candidate: Candidate, role: str, cues: Cues, reading: Reading
) -> bool:
    """Tell whether an amount is what the one before it is compared with: "21, up from 12"."""
    one, two = previous.roles[role][0], candidate.roles[role][0]
    if not any(fits(one, (c,)) and fits(two, (c,)) for c in CLASSES):
        return False
    return any(t in cues.base for t in _between(one, two, reading)[-3:])


def _as_base(
    previous: Candidate, role: str, amount: tuple[Mention, ...], reading: Reading
) -> Candidate:
    """The figure before with another amount, and of its dates only those that follow it."""
    roles = {**previous.roles, role: amount}
    start = amount[0].start or 0
    for name, mentions in previous.roles.items():
        if _is_date(mentions, reading):
            roles[name] = tuple(m for m in mentions if m.start is not None and m.start > start)
    return replace(previous, roles=roles)


def _between(one: Mention, two: Mention, reading: Reading) -> list[Token]:
    first, last = tokens(one, reading.doc), tokens(two, reading.doc)
    if first is None or last is None or last.start < first.end:
        return []
    return list(reading.doc[first.end : last.start])


def _with_own_actor(
    candidate: Candidate, previous: Candidate | None, role: str, reading: Reading
) -> Candidate:
    """The name beside a member of a series: "Renault took 11 % and Dacia 6 %", "Ford (7 %)"."""
    span = tokens(candidate.roles[role][0], reading.doc)
    if span is None or span.start < 2:
        return candidate
    bracket = reading.doc[span.start - 1].text == "("
    shared = previous is not None and previous.anchor.i == candidate.anchor.i
    if bracket:
        words = [reading.doc[span.start - 2]]
    elif shared and previous is not None:
        words = _between(previous.roles[role][0], candidate.roles[role][0], reading)
    else:
        return _with_own_subject(candidate, span, reading)
    for token in words:
        name = reading.mentions.at.get(token.i)
        if name is None or not (bracket or name.type == "organization"):
            continue
        if bracket or not reading.graph.case(reading.doc[name.start : name.end].root):
            actor = reading.mentions.mention(token, (name.type,))
            if actor is not None:
                return replace(candidate, roles={**candidate.roles, ACTOR: (actor,)})
    return candidate


def _bid(candidate: Candidate, mention: Mention, cues: Cues | None, doc: Doc) -> float:
    """What it takes to get from the anchor to the amount: steps of the tree, words and marks."""
    span = tokens(mention, doc)
    if span is None or (candidate.rule.level and cues and not cues.is_part(span)):
        return inf
    weight = candidate.rule.weight
    anchor = candidate.anchor
    if span.start <= anchor.i < span.end:
        if fits(mention, ("money", "percent")):
            return inf  # "9 dollars a share"
        counted = anchor.i == span.end - 1 or span.root in {anchor, anchor.head}
        return weight if counted else weight + INSIDE
    if cues is not None and fits(mention, ("percent",)):
        anchor = _changed(anchor, span, cues)
    between = doc[span.end : anchor.i] if anchor.i >= span.end else doc[anchor.i + 1 : span.start]
    gap = sum(WORD + MARKS.get(token.text, 0.0) for token in between)
    return weight + gap + _steps(anchor, span.root)


def _changed(anchor: Token, span: Span, cues: Cues) -> Token:
    """The word of rising or falling that a percentage stands beside: "a 34 % decline in sales"."""
    head = anchor.head
    moved = anchor.dep_ in {"nmod", "obl"} and (head in cues.rising or head in cues.falling)
    return head if moved and 0 < head.i - span.end < REACH else anchor


def _steps(one: Token, two: Token) -> float:
    above = dict(_climb(one))
    return next((above[i] + cost for i, cost in _climb(two) if i in above), inf)


def _climb(token: Token) -> Iterator[tuple[int, float]]:
    cost = 0.0
    yield token.i, cost
    while token.head.i != token.i:
        predicates = token.dep_ == "conj" and token.pos_ in {"VERB", "AUX"}
        cost += NEXT_CLAUSE if predicates else STEPS.get(token.dep_, 1.0)
        token = token.head
        yield token.i, cost


def _is_date(mentions: Sequence[Mention], reading: Reading) -> bool:
    starts = {value.start for value in reading.values if value.type in DATES}
    return all(mention.start in starts for mention in mentions)


def own_date(
    amount: Mention, dates: Sequence[Mention], anchor: Token, cues: Cues | None, reading: Reading
) -> tuple[Mention, ...]:
    """The date of a sentence that belongs to an amount: near, and with no other amount between.

    Days are passed over (nothing is measured in one), and so are dates of other clauses and those
    of comparison, but for an amount that is itself what another is compared with.
    """
    others = [v.start for v in reading.in_sentence(anchor.sent, AMOUNTS) if v.start != amount.start]
    text = reading.article.text
    base = cues is not None and is_base(amount, cues, reading)

    def distance(date: Mention) -> float:
        assert date.start is not None and date.end is not None
        assert amount.start is not None and amount.end is not None
        first, last = sorted(((date.start, date.end), (amount.start, amount.end)))
        between = text[first[1] : last[0]]
        cost = float(len(between)) + 60 * between.count(";") + 8 * between.count(",")
        barriers = [start for start in others if first[1] <= start < last[0]]
        before = date.start < amount.start
        if base and (before or barriers):
            return inf
        if barriers and not before and cues and _turns(between, first[1]):
            return inf
        return cost + 25 * len(barriers) + 10 * before

    def _turns(between: str, start: int) -> bool:
        """Tell whether the date belongs to the other amount: "4.9 % from 3.2 % a year ago"."""
        span = reading.doc.char_span(start, start + len(between), alignment_mode="expand")
        return cues is not None and any(token in cues.base for token in span or ())

    periods = [
        date
        for date in dates
        if not _is_day(str(date.value))
        and (base or not (cues and compares(date, cues, reading)))
        and not _is_elsewhere(date, amount, anchor, cues, reading)
    ]
    best = min(periods, key=distance, default=None)
    return (best,) if best is not None and distance(best) <= FAR else ()


def same_time(dates: Sequence[Mention], cues: Cues, reading: Reading) -> tuple[Mention, ...]:
    """The month or quarter that one of the year before is compared with: "up 3 % on March 2024"."""
    today = reading.article.date or ""
    for date in dates:
        value = str(date.value)
        if SHORT.fullmatch(value) and compares(date, cues, reading):
            now = YEAR.sub(lambda year: str(int(year[0]) + 1), value)
            if now[-7:] <= today[:7]:
                return (Mention(now),)
    return ()


def _is_elsewhere(
    date: Mention, amount: Mention, anchor: Token, cues: Cues | None, reading: Reading
) -> bool:
    """Tell whether a date is of another clause than the amount and the word that measures it.

    "has debts of 4 billion and lost 2 last year"; and "announced in May", where it is told.
    """
    day, sum_ = tokens(date, reading.doc), tokens(amount, reading.doc)
    verb = reading.graph.predicate(day.root) if day is not None else None
    if verb is None or sum_ is None:
        return False
    if cues is not None and verb in cues.telling and len(str(date.value)) == len("2025-01"):
        return reading.graph.predicate(sum_.root) != verb
    below = [*_clauses(sum_.root), *_clauses(anchor)]
    if verb in below or verb.i == anchor.i:
        return False
    return verb.dep_ in ELSEWHERE and _is_finite(verb)


def _clauses(token: Token) -> Iterator[Token]:
    """A token and what is above it, as far as its relative clause goes."""
    yield token
    while token.head.i != token.i and token.dep_ != "acl:relcl":
        token = token.head
        yield token


def _is_finite(verb: Token) -> bool:
    words = (verb, *(c for c in verb.children if c.dep_ in {"aux", "aux:pass", "cop"}))
    return any("Fin" in word.morph.get("VerbForm", []) for word in words)


def is_base(amount: Mention, cues: Cues, reading: Reading) -> bool:
    """Tell whether an amount is one that others are compared with: "from 12", "contro le 12"."""
    return reading.before(amount) in cues.base


def _is_day(edtf: str) -> bool:
    return any(len(day) == 10 for day in edtf.split("/"))


def compares(date: Mention, cues: Cues, reading: Reading) -> bool:
    """Tell whether a date is one of comparison: "rispetto a un anno prima", "than in 2024"."""
    span = tokens(date, reading.doc)
    if span is None:
        return False
    if any(token in cues.comparison for token in span):
        return True
    for token in reversed(reading.doc[max(span.sent.start, span.start - REACH) : span.start]):
        if token.i in reading.at and reading.at[token.i].type in AMOUNTS:
            return False
        if token in cues.comparison:
            return True
    return False

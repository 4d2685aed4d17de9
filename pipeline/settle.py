"""Candidates that compete or repeat each other → one candidate for each fact."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from .facts import Amount, Evidence, Fact, Mention
from .grammar import Grammar
from .match import Candidate, split
from .reading import AMOUNTS, Reading, fits

#: roles that a series hands on to its further members
HANDED_ON = ("measure", "actor", "place", "period", "partner")


def settle(candidates: Iterable[Candidate], reading: Reading, grammar: Grammar) -> list[Candidate]:
    """Give every exclusive mention to its best candidate, then extend series from them."""
    by_kind: dict[str, list[Candidate]] = {}
    for candidate in candidates:
        by_kind.setdefault(candidate.rule.kind, []).append(candidate)
    settled: list[Candidate] = []
    for kind in sorted(by_kind, key=lambda k: bool(grammar.options[k].get("yields"))):
        options = grammar.options[kind]
        role = options.get("exclusive")
        found = by_kind[kind]
        if role:
            found = _exclusive(found, role)
            found, settled = _yield_to(found, role, options, settled)
        if role and options.get("series"):
            found = [*found, *_series(found, role, reading)]
        settled += found
    return settled


def _exclusive(candidates: Sequence[Candidate], role: str) -> list[Candidate]:
    best: dict[tuple[int | None, int | None], Candidate] = {}
    for candidate in (part for whole in candidates for part in split(whole, role)):
        mention = candidate.roles[role][0]
        key = (mention.start, mention.end)
        if key not in best or _worth(candidate, mention) < _worth(best[key], mention):
            best[key] = candidate
    return list(best.values())


def _worth(candidate: Candidate, mention: Mention) -> tuple[int, int]:
    """Small is good: sure paths first, then nearness."""
    return candidate.rank, candidate.distance(mention)


def _yield_to(
    candidates: list[Candidate],
    role: str,
    options: Mapping[str, object],
    settled: list[Candidate],
) -> tuple[list[Candidate], list[Candidate]]:
    """Amounts that stand in a role of another kind are not repeated, but for those that are kept."""
    yields = options.get("yields")
    keeps = options.get("keeps")
    if not isinstance(yields, Sequence) or not isinstance(keeps, Mapping):
        return candidates, settled
    kept = {
        (c.roles[role][0].start, c.roles[role][0].end)
        for c in candidates
        if any(m.value in keeps.get(r, ()) for r, ms in c.roles.items() for m in ms)
    }
    others = [_without(c, kept) if c.rule.kind in yields else c for c in settled]
    taken = {
        (m.start, m.end)
        for c in others
        if c.rule.kind in yields
        for ms in c.roles.values()
        for m in ms
        if isinstance(m.value, Amount)
    }
    free = [c for c in candidates if (c.roles[role][0].start, c.roles[role][0].end) not in taken]
    return free, others


def _without(candidate: Candidate, spans: set[tuple[int | None, int | None]]) -> Candidate:
    roles = {
        role: tuple(
            m for m in ms if not (isinstance(m.value, Amount) and (m.start, m.end) in spans)
        )
        for role, ms in candidate.roles.items()
    }
    return replace(candidate, roles={role: ms for role, ms in roles.items() if ms})


def _series(found: Sequence[Candidate], role: str, reading: Reading) -> Iterator[Candidate]:
    """ "… 750,000 vehicles, 520,000 cars and 230,000 vans": the rest of a series of amounts."""
    claimed = {c.roles[role][0].start: c for c in found}
    previous: Candidate | None = None
    for value in reading.values:
        if value.start in claimed:
            previous = claimed[value.start]
            continue
        mention = reading.amount(value)
        if mention is None or value.type not in AMOUNTS or previous is None:
            continue
        last = previous.roles[role][0]
        if not _follows(last, mention, reading):
            continue
        roles = {r: previous.roles[r] for r in HANDED_ON if r in previous.roles}
        roles[role] = (mention,)
        if value.item is not None:
            roles["item"] = (value.item,)
        previous = replace(previous, roles=roles)
        yield previous


def _follows(last: Mention, mention: Mention, reading: Reading) -> bool:
    """Of one class, in one sentence, and not far apart."""
    assert last.end is not None and mention.start is not None
    between = reading.article.text[last.end : mention.start]
    if "\n" in between or ". " in between or len(between) > 60 or len(between) < 1:
        return False
    if not isinstance(last.value, Amount) or not isinstance(mention.value, Amount):
        return False
    classes = [c for c in ("money", "percent", "count") if fits(last, (c,))]
    if mention.value.unit == "unit" and not fits(last, ("unit",)):
        return False
    return fits(mention, classes) and not any(
        token.pos_ == "VERB" and token.dep_ in {"ROOT", "ccomp", "advcl"}
        for token in reading.doc.char_span(last.end, mention.start, alignment_mode="expand") or ()
    )


def merge(facts: Iterable[Fact], keys: Mapping[str, Sequence[str]]) -> list[Fact]:
    """Join repeats of a fact into one record with all evidence and the union of roles.

    `keys`: kind → the roles whose values make two facts the same.
    """
    merged: list[Fact] = []
    for fact in facts:
        for i, other in enumerate(merged):
            if _same(fact, other, keys[fact.kind]):
                merged[i] = _union(other, fact)
                break
        else:
            merged.append(fact)
    return merged


def _same(one: Fact, two: Fact, keys: Sequence[str]) -> bool:
    if one.kind != two.kind or one.stance != two.stance:
        return False
    for role in keys:
        mine, yours = (_values(f.roles.get(role, ())) for f in (one, two))
        if not (mine <= yours or yours <= mine):
            return False
    shared = set(one.roles) & set(two.roles) - set(keys)
    return not any(
        _values(one.roles[role]).isdisjoint(_values(two.roles[role]))
        for role in shared & {"date", "period", "actor", "place", "organization", "partner"}
    )


def _values(mentions: Iterable[Mention]) -> set[str]:
    return {m.entity or _plain(m.value) for m in mentions}


def _plain(value: str | Amount) -> str:
    if isinstance(value, Amount):
        return f"{value.number:g} {value.number_to} {value.unit}"
    return value.lower().strip()


def _union(one: Fact, two: Fact) -> Fact:
    roles: dict[str, tuple[Mention, ...]] = dict(one.roles)
    for role, mentions in two.roles.items():
        have = _values(roles.get(role, ()))
        if role not in roles:
            roles[role] = mentions
        elif have < _values(mentions):
            extra = (m for m in mentions if _values((m,)).isdisjoint(have))
            roles[role] = (*roles[role], *extra)
    evidence = {(e.start, e.end): e for e in (*one.evidence, *two.evidence)}
    return replace(
        one,
        roles=roles,
        source=one.source or two.source,
        evidence=tuple(evidence[at] for at in sorted(evidence)),
    )


def evidence(candidate: Candidate) -> Evidence:
    """Return the sentence of a candidate, without the white space around it."""
    sent = candidate.sent
    text = sent.text.strip()
    start = sent.start_char + sent.text.index(text)
    return Evidence(text, start, start + len(text))

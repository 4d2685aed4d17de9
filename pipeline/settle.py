"""Candidates that compete or repeat each other → one candidate for each fact."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import fields, replace
from functools import partial
from typing import Any

from .carrying import carry
from .changes import Changes, Cues
from .facts import Amount, Evidence, Fact, Kind, Mention
from .figures import attach
from .fitting import fits
from .grammar import Grammar
from .match import Candidate
from .reading import Reading
from .series import apportion, series
from .wordlist import WordList

#: words of a title; longer texts are clauses
LONGEST_TITLE = 6
#: the role whose amounts are figures in no case
SHARE = "share"
#: the role that a bare noun ("the plant") fills with what was named
SITE = "site"


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
            cues = _cues(kind, grammar, reading) if options.get("compared") else None
            found = attach(found, role, cues, reading)
            found, settled = _yield_to(found, role, options, settled)
        if role and options.get("series"):
            taken = _amounts_of(settled)
            found = [*found, *series(found, role, taken, cues, reading)]
            if cues:
                has_level = partial(_has_level, role=role, options=options)
                found = Changes(cues).apply(found, role, options["compared"], has_level, reading)
                found = apportion(found, role, cues, reading)
        if role:
            found = [_with_item(candidate, role, reading) for candidate in found]
            found = carry(found, role, options.get("carried", {}), cues, reading)
        settled += found
    return settled


def _cues(kind: str, grammar: Grammar, reading: Reading) -> Cues:
    """The words of rising and falling of one kind, in the language of the article."""
    words = grammar.words[kind]
    lang = reading.article.lang
    names = [f.name for f in fields(Cues) if f.name != "uncounted"]
    lists = {name: WordList(words[name].lemmas[lang]) for name in names}
    return Cues(
        **lists, uncounted=words["uncounted"].lemmas["en"] | words["uncounted"].lemmas[lang]
    )


def _has_level(
    candidate: Candidate, change: bool, *, role: str, options: Mapping[str, Any]
) -> bool:
    """Tell whether an amount can be what it seems: most percentages must be changes."""
    if not fits(candidate.roles[role][0], ("percent",)):
        shifting = options.get("shifting", {})
        return not change or any(
            m.value in of for name, of in shifting.items() for m in candidate.roles[name]
        )
    measures: Mapping[str, Sequence[str]] = options.get("unchanged" if change else "levels", {})
    listed = any(m.value in of for name, of in measures.items() for m in candidate.roles[name])
    return not listed if change else listed or candidate.rule.level


def _with_item(candidate: Candidate, role: str, reading: Reading) -> Candidate:
    """What an amount counts; its own noun says it better than the rule, but for "units"."""
    mention = candidate.roles[role][0]
    amount = mention.value
    if not isinstance(amount, Amount):
        return candidate
    unit = amount.unit.partition("/")[0]
    item = next((v.item for v in reading.values if v.start == mention.start), None)
    if unit == "job":
        item = replace(item, value="job") if item else Mention("job")
    elif item is None or not fits(mention, ("goods",)):
        return candidate
    elif item.value == "unit":
        ruled = [m for m in candidate.roles.get("item", ()) if m.value != "unit"]
        item = ruled[0] if ruled else replace(item, value=unit)
    return replace(candidate, roles={**candidate.roles, "item": (item,)})


def _yield_to(
    candidates: list[Candidate],
    role: str,
    options: Mapping[str, object],
    settled: list[Candidate],
) -> tuple[list[Candidate], list[Candidate]]:
    """Amounts that stand in a role of another kind are not repeated, but for those kept."""
    yields = options.get("yields")
    keeps = options.get("keeps")
    if not isinstance(yields, Sequence) or not isinstance(keeps, Mapping):
        return candidates, settled
    kept = {
        (c.roles[role][0].start, c.roles[role][0].end)
        for c in candidates
        if any(m.value in keeps.get(r, ()) for r, ms in c.roles.items() for m in ms)
    }
    kept -= {(m.start, m.end) for c in settled for m in c.roles.get(SHARE, ())}
    others = [_without(c, kept) if c.rule.kind in yields else c for c in settled]
    taken = _amounts_of(c for c in others if c.rule.kind in yields)
    free = [c for c in candidates if (c.roles[role][0].start, c.roles[role][0].end) not in taken]
    return free, others


def _amounts_of(candidates: Iterable[Candidate]) -> set[tuple[int | None, int | None]]:
    """Where the amounts of candidates stand."""
    return {
        (m.start, m.end)
        for candidate in candidates
        for mentions in candidate.roles.values()
        for m in mentions
        if isinstance(m.value, Amount)
    }


def _without(candidate: Candidate, spans: set[tuple[int | None, int | None]]) -> Candidate:
    roles = {
        role: tuple(
            m for m in ms if not (isinstance(m.value, Amount) and (m.start, m.end) in spans)
        )
        for role, ms in candidate.roles.items()
    }
    return replace(candidate, roles={role: ms for role, ms in roles.items() if ms})


def merge(
    facts: Iterable[Fact],
    keys: Mapping[str, Sequence[str]],
    single: Collection[str] = (),
    restated: Collection[str] = (),
    weak: Collection[str] = (),
) -> list[Fact]:
    """Join repeats of a fact into one record with all evidence and the union of roles.

    `keys`: kind → the roles whose values make two facts the same; `single`: kinds of which the
    same words make them so too, however much of a phrase either took; `restated`: kinds whose
    repeats may be told in another stance, as headlines do ("200 jobs at Ford"); `weak`: rules that
    give no record their name that another rule made too.
    """
    merged: list[Fact] = []
    for fact in facts:
        for i, other in enumerate(merged):
            one, two = _in_one_stance(other, fact) if fact.kind in restated else (other, fact)
            if _same(one, two, keys[fact.kind], placed=fact.kind in single):
                merged[i] = _union(one, two, weak)
                break
        else:
            merged.append(fact)
    return merged


def _in_one_stance(one: Fact, two: Fact) -> tuple[Fact, Fact]:
    """Make what one of two facts just says as planned or estimated as the other tells it."""
    stances = [one.stance, two.stance]
    objects = [fact.roles.get("object", ()) for fact in (one, two)]
    apart = all(objects) and not _alike(*objects)
    if "denied" in stances or apart:
        return one, two
    stance = next((s for s in stances if s != "actual"), "actual")
    return replace(one, stance=stance), replace(two, stance=stance)


def in_one_time(
    facts: Sequence[Fact], timed: Collection[str], kinds: Mapping[str, Kind]
) -> list[Fact]:
    """Make all facts of one key planned where one of them is: a show to come is so throughout."""

    def key(fact: Fact) -> tuple[str, frozenset[str]]:
        name = next(iter(kinds[fact.kind].key))
        return fact.kind, frozenset(_values(fact.roles.get(name, ())))

    ahead = {key(f) for f in facts if f.kind in timed and f.stance == "planned"}
    return [
        replace(f, stance="planned") if f.kind in timed and key(f) in ahead else f for f in facts
    ]


def without_weak(
    facts: Sequence[Fact], weak: frozenset[str], kinds: Mapping[str, Kind]
) -> list[Fact]:
    """Drop what a weak rule says of somebody of whom another rule says more."""
    known = {
        (fact.kind, value)
        for fact in facts
        if fact.rule not in weak
        for value in _values(fact.roles.get(kinds[fact.kind].key[0], ()))
    }
    return [
        fact
        for fact in facts
        if fact.rule not in weak
        or not any(
            (fact.kind, value) in known for value in _values(fact.roles[kinds[fact.kind].key[0]])
        )
    ]


def _same(one: Fact, two: Fact, keys: Sequence[str], *, placed: bool = False) -> bool:
    if one.kind != two.kind or one.stance != two.stance:
        return False
    for role in keys:
        mine, yours = (_values(f.roles.get(role, ())) for f in (one, two))
        if _within(mine, yours) or _within(yours, mine):
            continue
        sides = one.roles.get(role, ()), two.roles.get(role, ())
        bare = role == SITE and any(map(_is_bare, sides))
        if not (placed and (bare or _alike(*sides))):
            return False
    shared = set(one.roles) & set(two.roles) - set(keys)
    return not any(
        _values(one.roles[role]).isdisjoint(_values(two.roles[role]))
        for role in shared & {"date", "period", "actor", "place", "organization", "partner"}
    )


def _is_bare(mentions: Sequence[Mention]) -> bool:
    """Tell whether all that is said is a noun: "the plant" is the one that was named."""
    return bool(mentions) and all(
        m.text is not None and m.entity is None and str(m.value).isalpha() and m.text.islower()
        for m in mentions
    )


def _alike(some: Iterable[Mention], others: Sequence[Mention]) -> bool:
    """Tell whether two roles hold some of the same words, or one names what the other says."""
    for one, two in ((one, two) for one in some for two in others):
        placed = one.start is not None and two.start is not None
        if placed and (one.start or 0) < (two.end or 0) and (two.start or 0) < (one.end or 0):
            return True
        texts = [f" {_plain(m.text or m.value)} " for m in (one, two)]
        if texts[0] in texts[1] or texts[1] in texts[0]:
            return True
    return False


def _within(few: set[str], many: set[str]) -> bool:
    """Every value stands among the others, or ends a title of them: "minister"."""
    titles = [f" {value} " for value in many if value.count(" ") < LONGEST_TITLE]
    return all(
        value in many or any(title.endswith(f" {value} ") for title in titles) for value in few
    )


def _values(mentions: Iterable[Mention]) -> set[str]:
    return {m.entity or _plain(m.value) for m in mentions}


def _plain(value: str | Amount) -> str:
    if isinstance(value, Amount):
        return f"{value.number:g} {value.number_to} {value.unit}"
    return value.lower().strip()


def _union(one: Fact, two: Fact, weak: Collection[str] = ()) -> Fact:
    roles: dict[str, tuple[Mention, ...]] = dict(one.roles)
    for role, mentions in two.roles.items():
        have = _values(roles.get(role, ()))
        if role not in roles:
            roles[role] = mentions
        elif have < _values(mentions):
            extra = (m for m in mentions if _values((m,)).isdisjoint(have))
            roles[role] = (*roles[role], *extra)
        elif _within(have, _values(mentions)):
            roles[role] = mentions  # the longer wording
    evidence = {(e.start, e.end): e for e in (*one.evidence, *two.evidence)}
    return replace(
        one,
        rule=max((one, two), key=lambda f: (f.rule not in weak, len(f.roles))).rule,
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

"""Predicted facts against gold facts: measures, intervals, misses (facts.md, "Scoring")."""

from __future__ import annotations

import json
import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import astuple, dataclass
from pathlib import Path
from typing import Any

from .errors import GoldError
from .facts import BOUNDS, STANCES, Amount, Fact, Kind
from .pairing import Pair, pair_facts

SEED = 2024
CONDITION = re.compile(r"\s*(found|exact|slots)\s*=\s*(\d*\.?\d+)\s*")

Interval = tuple[float, float]
Cell = tuple[str, str, str]  # article, kind, language


@dataclass(frozen=True, slots=True)
class Measure:
    """How many of the gold and of the predicted are right; 0 where there is nothing to share."""

    right: float
    gold: int
    predicted: int

    @property
    def precision(self) -> float:
        """The share of the predicted that is right."""
        return self.right / self.predicted if self.predicted else 0.0

    @property
    def recall(self) -> float:
        """The share of the gold that is right."""
        return self.right / self.gold if self.gold else 0.0

    @property
    def f1(self) -> float:
        """The harmonic mean of precision and recall."""
        total = self.gold + self.predicted
        return 2 * self.right / total if total else 0.0

    def to_json(self) -> dict[str, Any]:
        """Return shares and counts."""
        shares = {"precision": self.precision, "recall": self.recall, "f1": self.f1}
        counts = {"right": self.right, "gold": self.gold, "predicted": self.predicted}
        return {name: round(share, 4) for name, share in shares.items()} | counts


@dataclass(frozen=True, slots=True)
class Tally:
    """Counts of one or more cells; tallies add up."""

    gold: int = 0
    predicted: int = 0
    found: int = 0
    exact: int = 0
    stance: int = 0  # found facts with the stance of the gold
    slots: float = 0.0  # values that agree, a half for half a date
    slots_gold: int = 0
    slots_predicted: int = 0

    def __add__(self, other: Tally) -> Tally:
        return Tally(*(a + b for a, b in zip(astuple(self), astuple(other), strict=True)))


@dataclass(frozen=True, slots=True)
class Score:
    """The measures of a group of facts, with 95 % intervals of F1 over articles."""

    tally: Tally
    found_interval: Interval | None = None
    exact_interval: Interval | None = None

    @property
    def found(self) -> Measure:
        """Facts with something right in every key role: the headline figure."""
        return Measure(self.tally.found, self.tally.gold, self.tally.predicted)

    @property
    def exact(self) -> Measure:
        """Facts right in every role and in their stance."""
        return Measure(self.tally.exact, self.tally.gold, self.tally.predicted)

    @property
    def slots(self) -> Measure:
        """Single role values, those of every pair counted, found or not."""
        return Measure(self.tally.slots, self.tally.slots_gold, self.tally.slots_predicted)

    @property
    def stance(self) -> float | None:
        """The share of the found facts with the right stance; None where none is found."""
        return self.tally.stance / self.tally.found if self.tally.found else None

    def to_json(self) -> dict[str, Any]:
        """Return the measures as plain data."""
        return {
            "found": self.found.to_json() | {"f1_95": self.found_interval},
            "exact": self.exact.to_json() | {"f1_95": self.exact_interval},
            "slots": self.slots.to_json(),
            "stance": None if self.stance is None else round(self.stance, 4),
        }


@dataclass(frozen=True, slots=True)
class Scores:
    """Scores of all facts and of their groups, and the facts behind them."""

    articles: tuple[str, ...]
    overall: Score
    by_kind: Mapping[str, Score]
    by_lang: Mapping[str, Score]
    by_kind_lang: Mapping[tuple[str, str], Score]
    by_role: Mapping[tuple[str, str], Measure]  # kind and role → its slots
    pairs: tuple[Pair, ...]
    misses: tuple[Fact, ...]  # gold facts not found
    inventions: tuple[Fact, ...]  # predicted facts that find no gold fact
    outside: int  # predicted facts of articles that are not scored

    @property
    def near(self) -> tuple[Pair, ...]:
        """Pairs that are found but not exact."""
        return tuple(pair for pair in self.pairs if pair.found and not pair.exact)

    def to_json(self, *, facts: bool = True) -> dict[str, Any]:
        """Return everything as plain data; without `facts` the measures alone."""
        record = {
            "articles": len(self.articles),
            "outside": self.outside,
            "all": self.overall.to_json(),
            "kind": {kind: score.to_json() for kind, score in self.by_kind.items()},
            "lang": {lang: score.to_json() for lang, score in self.by_lang.items()},
            "kind_lang": {"/".join(k): score.to_json() for k, score in self.by_kind_lang.items()},
            "role": {".".join(k): slots.to_json() for k, slots in self.by_role.items()},
        }
        if not facts:
            return record
        return record | {
            "misses": [fact.to_json() for fact in self.misses],
            "inventions": [fact.to_json() for fact in self.inventions],
            "near": [pair.to_json() for pair in self.near],
        }


def read_facts(path: Path) -> list[Fact]:
    """Return the facts of a JSONL file; GoldError names the file and the line that holds none."""
    try:
        lines = path.read_text(encoding="utf-8-sig").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        raise GoldError(f"{path}: cannot be read as a file of facts ({error})") from error
    return [_fact(line, f"{path}:{n}") for n, line in enumerate(lines, 1) if line.strip()]


def score(
    gold: Sequence[Fact],
    predicted: Sequence[Fact],
    *,
    kinds: Mapping[str, Kind],
    articles: Collection[str] = (),
    resamples: int = 1000,
) -> Scores:
    """Return the scores of predicted facts in all articles with gold or named in `articles`.

    Name the articles without gold facts: what is predicted there is wrong. Predictions in any
    other article are left out and counted. Raises GoldError where a kind or role is unknown.
    """
    scored = tuple(sorted({fact.article for fact in gold} | set(articles)))
    inside = [fact for fact in predicted if fact.article in set(scored)]
    for fact in (*gold, *inside):
        _check(fact, kinds)
    pairs = pair_facts(gold, inside, kinds=kinds)
    found = [pair for pair in pairs if pair.found]
    cells = _cells(gold, inside, pairs)
    groups = sorted({(kind, lang) for _, kind, lang in cells})
    by_kind, by_lang = sorted({k for k, _ in groups}), sorted({g for _, g in groups})
    return Scores(
        articles=scored,
        overall=_group(cells, scored, resamples),
        by_kind={kind: _group(cells, scored, resamples, kind=kind) for kind in by_kind},
        by_lang={lang: _group(cells, scored, resamples, lang=lang) for lang in by_lang},
        by_kind_lang={g: _group(cells, scored, resamples, kind=g[0], lang=g[1]) for g in groups},
        by_role=_role_slots(gold, inside, pairs),
        pairs=tuple(pairs),
        misses=_others(gold, [pair.gold for pair in found]),
        inventions=_others(inside, [pair.predicted for pair in found]),
        outside=len(predicted) - len(inside),
    )


def passes(scores: Scores, condition: str) -> bool:
    """Tell whether the F1 of all facts reaches `found=0.8`, or each of `found=0.8,exact=0.5`."""
    reached = [_reaches(scores.overall, part) for part in condition.split(",")]
    return all(reached)


def _reaches(overall: Score, part: str) -> bool:
    match = CONDITION.fullmatch(part)
    if not match or float(match[2]) > 1:
        raise GoldError(f"{part!r} is no condition: write found=0.8 or exact=0.5 (an F1, 0 to 1)")
    measure: Measure = getattr(overall, match[1])
    return measure.f1 >= float(match[2])


def _fact(line: str, where: str) -> Fact:
    try:
        fact = Fact.from_json(json.loads(line))
    except json.JSONDecodeError as error:
        raise GoldError(f"{where}: not JSON ({error})") from error
    except (KeyError, TypeError, AttributeError, ValueError) as error:
        raise GoldError(f"{where}: not a fact as facts.md has it ({error!r})") from error
    faults = list(_faults(fact))
    if faults:
        raise GoldError(f"{where}: {'; '.join(faults)}")
    return fact


def _faults(fact: Fact) -> Iterator[str]:
    """Yield what is wrong with the values of a record, which `from_json` takes as they come."""
    for name in ("article", "lang", "kind"):
        if not isinstance(getattr(fact, name), str):
            yield f"{name} is not a text"
    if fact.stance not in STANCES:
        yield f"stance {fact.stance!r} is unknown: choose one of {', '.join(STANCES)}"
    for role, mentions in fact.roles.items():
        for value in (mention.value for mention in mentions):
            if isinstance(value, Amount):
                yield from (f"{role}: {fault}" for fault in _amount_faults(value))
            elif not isinstance(value, str):
                yield f"{role}: {value!r} is neither a text nor an amount"


def _amount_faults(amount: Amount) -> Iterator[str]:
    for number in (amount.number, 0 if amount.number_to is None else amount.number_to):
        if isinstance(number, bool) or not isinstance(number, int | float):
            yield f"{number!r} is not a number"
    if not isinstance(amount.unit, str):
        yield f"{amount.unit!r} is not a unit"
    if amount.bound not in BOUNDS:
        yield f"bound {amount.bound!r} is unknown: choose one of {', '.join(BOUNDS)}"


def _check(fact: Fact, kinds: Mapping[str, Kind]) -> None:
    kind = kinds.get(fact.kind)
    if not kind:
        known = ", ".join(sorted(kinds))
        raise GoldError(f"{fact.article}: kind {fact.kind!r} is unknown: choose one of {known}")
    strange = sorted(fact.roles.keys() - kind.roles.keys())
    if strange:
        known = ", ".join(kind.roles)
        raise GoldError(f"{fact.article}: a {kind.name} has no {', '.join(strange)}: use {known}")


def _cell(fact: Fact) -> Cell:
    return fact.article, fact.kind, fact.lang


def _cells(
    gold: Iterable[Fact], predicted: Iterable[Fact], pairs: Iterable[Pair]
) -> dict[Cell, Tally]:
    cells: dict[Cell, Tally] = defaultdict(Tally)
    for fact in gold:
        cells[_cell(fact)] += Tally(gold=1, slots_gold=_values(fact))
    for fact in predicted:
        cells[_cell(fact)] += Tally(predicted=1, slots_predicted=_values(fact))
    for pair in pairs:
        cells[_cell(pair.gold)] += Tally(
            found=pair.found,
            exact=pair.exact,
            stance=pair.found and pair.stance_right,
            slots=sum(pair.slots(role) for role in pair.similarity),
        )
    return dict(cells)


def _values(fact: Fact) -> int:
    return sum(len(mentions) for mentions in fact.roles.values())


def _group(
    cells: Mapping[Cell, Tally],
    articles: Sequence[str],
    resamples: int,
    *,
    kind: str | None = None,
    lang: str | None = None,
) -> Score:
    """Return the score of a kind, a language, both or all, resampled over its articles."""
    own = {article for article, _, code in cells if lang == code} if lang else articles
    tallies = dict.fromkeys(sorted(own), Tally())
    for (article, name, code), tally in cells.items():
        if kind in (None, name) and lang in (None, code):
            tallies[article] += tally
    rows = list(tallies.values())
    return Score(sum(rows, Tally()), *_intervals(rows, resamples))


def _intervals(rows: Sequence[Tally], resamples: int) -> tuple[Interval | None, Interval | None]:
    """Return the 95 % intervals of found F1 and exact F1, one row an article drawn with others."""
    if not resamples or not any(row.gold + row.predicted for row in rows):
        return None, None
    import numpy as np

    counts = np.array([(row.found, row.exact, row.gold + row.predicted) for row in rows])
    shares = [1 / len(rows)] * len(rows)
    draws = np.random.default_rng(SEED).multinomial(len(rows), shares, size=resamples) @ counts
    draws = draws[draws[:, 2] > 0]  # a draw without any fact has no F1
    if not len(draws):
        return None, None
    ends = np.percentile(2 * draws[:, :2] / draws[:, 2:], [2.5, 97.5], axis=0).round(4).tolist()
    return (ends[0][0], ends[1][0]), (ends[0][1], ends[1][1])


def _role_slots(
    gold: Iterable[Fact], predicted: Iterable[Fact], pairs: Iterable[Pair]
) -> dict[tuple[str, str], Measure]:
    right: dict[tuple[str, str], float] = defaultdict(float)
    for pair in pairs:
        for role in pair.similarity:
            right[pair.gold.kind, role] += pair.slots(role)
    ours, theirs = _role_values(gold), _role_values(predicted)
    return {
        key: Measure(right.get(key, 0.0), ours.get(key, 0), theirs.get(key, 0))
        for key in sorted(ours.keys() | theirs.keys())
    }


def _role_values(facts: Iterable[Fact]) -> dict[tuple[str, str], int]:
    counts: dict[tuple[str, str], int] = defaultdict(int)
    for fact in facts:
        for role, mentions in fact.roles.items():
            counts[fact.kind, role] += len(mentions)
    return counts


def _others(facts: Iterable[Fact], found: Iterable[Fact]) -> tuple[Fact, ...]:
    """Return the facts that are not among the found, in the order of their places."""
    left = Counter(id(fact) for fact in found)  # not by value: what is said twice is found once
    others: list[Fact] = []
    for fact in facts:
        if left[id(fact)]:
            left[id(fact)] -= 1
        else:
            others.append(fact)
    return tuple(sorted(others, key=_place))


def _place(fact: Fact) -> tuple[str, int, str]:
    return fact.article, min((e.start for e in fact.evidence), default=0), fact.kind

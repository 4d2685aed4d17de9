"""Which predicted fact answers which gold fact, and what differs (facts.md, "Scoring")."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from .agreement import agreement
from .facts import Fact, Kind, Mention

#: A role below this similarity keeps a pair from being exact.
EXACT = 0.5
#: Break ties between pairings of one sum for what the measures count. Far below the steps
#: in which sums of role similarity differ, so they never change which sum is greatest.
FOUND_TIE, STANCE_TIE = 1e-6, 1e-7

Mentions = tuple[Mention, ...]


@dataclass(frozen=True, slots=True)
class Difference:
    """A role (or `stance`) in which a pair differs; an empty side lacks the role."""

    role: str
    gold: Mentions | str
    predicted: Mentions | str


@dataclass(frozen=True, slots=True)
class Pair:
    """A gold and a predicted fact of one article and kind, with what their roles share."""

    gold: Fact
    predicted: Fact
    found: bool
    similarity: Mapping[str, float]  # of every role that either has, 0 to 1

    @property
    def differences(self) -> tuple[Difference, ...]:
        """What keeps the pair from being exact: roles that differ or are too many, the stance."""
        roles = tuple(
            Difference(role, self.gold.roles.get(role, ()), self.predicted.roles.get(role, ()))
            for role, similarity in self.similarity.items()
            if similarity < EXACT
        )
        if self.stance_right:
            return roles
        return (*roles, Difference("stance", self.gold.stance, self.predicted.stance))

    @property
    def exact(self) -> bool:
        """Tell whether the pair is found and differs in nothing."""
        return self.found and not self.differences

    @property
    def stance_right(self) -> bool:
        """Tell whether both facts have one stance."""
        return self.gold.stance == self.predicted.stance

    def slots(self, role: str) -> float:
        """Return how many values of a role agree, a half for half a date."""
        values = len(self.gold.roles.get(role, ())) + len(self.predicted.roles.get(role, ()))
        return self.similarity.get(role, 0.0) * values / 2

    def to_json(self) -> dict[str, Any]:
        """Return both facts and the names of the roles that differ."""
        return {
            "gold": self.gold.to_json(),
            "predicted": self.predicted.to_json(),
            "differs": [difference.role for difference in self.differences],
        }


def pair_facts(
    gold: Iterable[Fact], predicted: Iterable[Fact], *, kinds: Mapping[str, Kind]
) -> list[Pair]:
    """Pair facts of one article and kind so that the sum of role similarity is greatest."""
    ours, theirs = _by_cell(gold), _by_cell(predicted)
    return [
        pair
        for cell in sorted(ours.keys() & theirs.keys())
        for pair in _assign(ours[cell], theirs[cell], kinds[cell[1]])
    ]


def role_similarity(gold: Mentions, predicted: Mentions, *, types: tuple[str, ...]) -> float:
    """Return the F1 of two lists of mentions, paired so that most of them agree."""
    if not gold or not predicted:
        return 0.0
    if len(gold) == len(predicted) == 1:  # most roles
        return agreement(gold[0], predicted[0], types=types)
    agreements = [[agreement(g, p, types=types) for p in predicted] for g in gold]
    best = sum(agreements[i][j] for i, j in best_pairs(agreements))
    return 2 * best / (len(gold) + len(predicted))


def best_pairs(weights: Sequence[Sequence[float]]) -> list[tuple[int, int]]:
    """Return the pairs of row and column with the greatest sum, one to one, none of weight 0."""
    cells = [(i, j) for i, row in enumerate(weights) for j, weight in enumerate(row) if weight > 0]
    if len({i for i, _ in cells}) == len(cells) == len({j for _, j in cells}):
        return cells  # no two compete, the common case and not worth a call to scipy
    from scipy.optimize import linear_sum_assignment

    rows, columns = linear_sum_assignment(weights, maximize=True)
    pairs = zip(rows.tolist(), columns.tolist(), strict=True)
    return [(i, j) for i, j in pairs if weights[i][j] > 0]


def _by_cell(facts: Iterable[Fact]) -> dict[tuple[str, str], list[Fact]]:
    cells: dict[tuple[str, str], list[Fact]] = defaultdict(list)
    for fact in facts:
        cells[fact.article, fact.kind].append(fact)
    return cells


def _assign(gold: Sequence[Fact], predicted: Sequence[Fact], kind: Kind) -> Iterator[Pair]:
    weights = [[_weight(ours, theirs, kind) for theirs in predicted] for ours in gold]
    for i, j in best_pairs(weights):
        similarity = _similarity(gold[i], predicted[j], kind)
        yield Pair(gold[i], predicted[j], _found(similarity, kind), similarity)


def _weight(gold: Fact, predicted: Fact, kind: Kind) -> float:
    similarity = _similarity(gold, predicted, kind)
    total = sum(similarity.values())
    if not total:
        return 0.0
    same_stance = gold.stance == predicted.stance
    return total + FOUND_TIE * _found(similarity, kind) + STANCE_TIE * same_stance


def _similarity(gold: Fact, predicted: Fact, kind: Kind) -> dict[str, float]:
    """Return the similarity of every role that either fact has."""
    similarity = dict.fromkeys((*gold.roles, *predicted.roles), 0.0)
    for role, mentions in gold.roles.items():
        if role in predicted.roles:
            types = kind.roles[role]
            similarity[role] = role_similarity(mentions, predicted.roles[role], types=types)
    return similarity


def _found(similarity: Mapping[str, float], kind: Kind) -> bool:
    return all(similarity.get(role) for role in kind.key)

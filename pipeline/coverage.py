"""What each rule does on a gold file: its facts, how many are right, and rules that do nothing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from .score import Scores


@dataclass(frozen=True, slots=True)
class RuleUse:
    """One rule on the articles of a gold file."""

    rule: str
    hits: int  # facts that it made
    right: int  # those that find a gold fact
    gold: int  # gold facts of its kind

    @property
    def precision(self) -> float | None:
        """The share of its facts that are right; None for a dead rule, which made none."""
        return self.right / self.hits if self.hits else None

    @property
    def recall(self) -> float:
        """The share of its kind's gold facts that it alone brings in."""
        return self.right / self.gold if self.gold else 0.0


def rule_uses(scores: Scores, rules: Iterable[str]) -> list[RuleUse]:
    """Return the use of every rule, by kind, the busiest first; `rules` names those of the files.

    A fact that several rules made counts for the first of them, whose name it carries.
    """
    right = Counter(pair.predicted.rule or "" for pair in scores.pairs if pair.found)
    hits = right + Counter(fact.rule or "" for fact in scores.inventions)
    names = sorted({*rules, *hits} - {""}, key=lambda rule: (_kind(rule), -hits[rule], rule))
    return [RuleUse(rule, hits[rule], right[rule], _gold(scores, rule)) for rule in names]


def _kind(rule: str) -> str:
    return rule.partition(".")[0]


def _gold(scores: Scores, rule: str) -> int:
    score = scores.by_kind.get(_kind(rule))
    return score.found.gold if score else 0

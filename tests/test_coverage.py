"""What each rule does on a gold file."""

from dataclasses import replace

from factories import fact

from pipeline.coverage import rule_uses
from pipeline.grammar import read_kinds
from pipeline.report import coverage_table
from pipeline.score import score


def made(rule, **roles):
    return replace(fact("talks", article="a", **roles), rule=rule)


def uses():
    gold = [fact("talks", article="a", party="Ford"), fact("talks", article="a", party="Fiat")]
    predicted = [
        made("talks.negotiate", party="Ford"),
        made("talks.negotiate", party="Opel"),
        made("talks.contact", party="Fiat"),
    ]
    scores = score(gold, predicted, kinds=read_kinds(), articles={"a"}, resamples=2)
    rules = ["talks.contact", "talks.negotiate", "talks.never", "visit.go"]
    return {use.rule: use for use in rule_uses(scores, rules)}


def test_counts_precision_and_recall_share():
    use = uses()["talks.negotiate"]
    assert (use.hits, use.right, use.precision, use.recall) == (2, 1, 0.5, 0.5)
    assert uses()["talks.contact"].precision == 1.0


def test_names_dead_rules():
    dead = [rule for rule, use in uses().items() if use.precision is None]
    assert dead == ["talks.never", "visit.go"]
    assert uses()["visit.go"].recall == 0.0


def test_table_says_how_many_are_dead():
    table = coverage_table(list(uses().values()))
    assert table.columns[0].footer == "4 rules, 2 dead"
    assert list(table.columns[3].cells) == ["0.50", "1.00", "dead", "dead"]

import json

import pytest
from factories import KINDS, fact
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.errors import GoldError
from pipeline.facts import write_jsonl
from pipeline.score import Measure, passes, read_facts, score

SALES = fact("figure", measure="sales", amount="1000 EUR", actor="Ford")
JOBS = fact("figure", measure="jobs", amount="300 job", actor="Opel", article="it/b")
QUOTE = fact("quote", speaker="Anna Bruni", words="we will not close", mode="direct")
TALKS = fact("talks", party=["Ford", "Opel"], article="it/b")
GOLD = [SALES, JOBS, QUOTE, TALKS]


def scores(gold, predicted, **options):
    return score(gold, predicted, kinds=KINDS, **{"resamples": 20} | options)


def test_gold_against_itself_is_all_right():
    result = scores(GOLD, GOLD[::-1])
    groups = [result.overall, *result.by_kind.values(), *result.by_lang.values()]
    for group in (*groups, *result.by_kind_lang.values()):
        assert group.found.f1 == group.exact.f1 == group.slots.f1 == group.stance == 1
        assert group.found_interval == group.exact_interval == (1, 1)
    assert all(slots.f1 == 1 for slots in result.by_role.values())
    assert (result.misses, result.inventions, result.near) == ((), (), ())


def test_counts_by_group():
    lone = fact("talks", party="Seat", article="en/a")
    wrong = fact("figure", measure="jobs", amount="300 job", article="it/b", stance="denied")
    result = scores(GOLD, [SALES, wrong, lone])
    assert result.overall.found == Measure(2, 4, 3)
    assert result.overall.exact == Measure(1, 4, 3)
    assert result.overall.stance == 0.5
    assert result.by_kind["figure"].found == Measure(2, 2, 2)
    assert result.by_kind["talks"].found == Measure(0, 1, 1)
    assert result.by_lang["en"].found == Measure(1, 2, 2)
    assert result.by_kind_lang["quote", "en"].found == Measure(0, 1, 0)
    assert ("quote", "it") not in result.by_kind_lang
    assert result.by_role["figure", "actor"] == Measure(1, 2, 1)
    assert result.by_role["talks", "party"] == Measure(0, 2, 1)
    # measure, amount and actor of the one, measure and amount of the other
    assert result.overall.slots == Measure(5, 11, 6)
    assert result.misses == (QUOTE, TALKS)
    assert result.inventions == (lone,)
    assert [pair.gold for pair in result.near] == [JOBS]


@pytest.mark.parametrize(
    ("measure", "precision", "recall", "f1"),
    [
        (Measure(2, 4, 3), 2 / 3, 1 / 2, 4 / 7),
        (Measure(0, 4, 0), 0, 0, 0),
        (Measure(0, 0, 4), 0, 0, 0),
        (Measure(0, 0, 0), 0, 0, 0),
    ],
)
def test_measures(measure, precision, recall, f1):
    assert (measure.precision, measure.recall) == pytest.approx((precision, recall))
    assert measure.f1 == pytest.approx(f1)


def test_a_fact_predicted_twice_is_right_once():
    result = scores([SALES], [SALES, SALES])
    assert result.overall.found == Measure(1, 1, 2)
    assert result.inventions == (SALES,)


def test_a_pair_that_is_not_found_is_a_miss_and_an_invention():
    wrong = fact("figure", measure="sales", amount="2000 EUR", actor="Ford")
    result = scores([SALES], [wrong])
    assert (result.misses, result.inventions) == ((SALES,), (wrong,))
    assert result.overall.slots == Measure(2, 3, 3)
    assert result.overall.stance is None


def test_articles_without_gold_count_where_they_are_named():
    stray = fact("talks", party="Ford", article="en/z")
    named, unnamed = (scores([SALES], [SALES, stray], articles=a) for a in (["en/z"], []))
    assert (named.overall.found, named.inventions) == (Measure(1, 1, 2), (stray,))
    assert (unnamed.overall.found, unnamed.inventions) == (Measure(1, 1, 1), ())
    assert (named.articles, named.outside) == (("en/a", "en/z"), 0)
    assert (unnamed.articles, unnamed.outside) == (("en/a",), 1)


@pytest.mark.parametrize(("gold", "predicted"), [(GOLD, []), ([], [])])
def test_nothing_found(gold, predicted):
    result = scores(gold, predicted)
    assert result.overall.found.f1 == 0
    assert len(result.misses) == len(gold)


def test_intervals_come_from_articles_and_are_the_same_every_time():
    gold = [fact("talks", party="Ford", article=f"en/{n}") for n in range(20)]
    half = scores(gold, gold[:10], resamples=500).overall
    low, high = half.found_interval
    assert low < half.found.f1 < high
    assert 0.2 < high - low < 0.6
    assert scores(gold, gold[:10], resamples=500).overall == half
    assert scores(gold, gold[:10], resamples=0).overall.found_interval is None


def test_more_articles_give_a_narrower_interval():
    def width(articles):
        gold = [fact("talks", party="Ford", article=f"en/{n}") for n in range(articles)]
        low, high = scores(gold, gold[::2], resamples=300).overall.found_interval
        return high - low

    assert width(100) < width(10) / 2


@settings(max_examples=30)
@given(st.lists(st.sampled_from(GOLD), max_size=6), st.lists(st.sampled_from(GOLD), max_size=6))
def test_scoring_backwards_swaps_precision_and_recall(gold, predicted):
    names = ["en/a", "it/b"]
    there = scores(gold, predicted, resamples=0, articles=names).overall.found
    back = scores(predicted, gold, resamples=0, articles=names).overall.found
    assert (there.precision, there.recall) == (back.recall, back.precision)
    assert 0 <= there.f1 <= 1


def test_unknown_kinds_and_roles_are_named():
    with pytest.raises(GoldError, match="kind 'rumour' is unknown: choose one of figure, quote"):
        scores([SALES], [fact("rumour", party="Ford")])
    with pytest.raises(GoldError, match="en/a: a talks has no speaker: use party, topic"):
        scores([fact("talks", party="Ford", speaker="Opel")], [])


def test_to_json_is_plain_data():
    record = json.loads(json.dumps(scores(GOLD, GOLD[:2]).to_json()))
    assert record["all"]["found"]["recall"] == 0.5
    assert record["lang"]["it"]["found"]["gold"] == 2
    assert set(record["kind_lang"]) == {"figure/en", "figure/it", "quote/en", "talks/it"}
    assert [miss["kind"] for miss in record["misses"]] == ["quote", "talks"]
    assert "misses" not in scores(GOLD, GOLD).to_json(facts=False)


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        ("found=0.5", True),
        ("found=0.6", True),
        ("found=0.67", False),
        ("found = .6", True),
        ("found=0.5,exact=0.5", True),
        ("found=0.5,exact=0.9", False),
        ("slots=0", True),
        ("exact=1", False),
    ],
)
def test_passes(condition, expected):
    assert passes(scores(GOLD, GOLD[:2]), condition) is expected


@pytest.mark.parametrize("condition", ["", "found", "found=", "found=2", "f1=0.5", "found>0.5"])
def test_passes_refuses_what_is_no_condition(condition):
    with pytest.raises(GoldError, match=r"write found=0\.8"):
        passes(scores(GOLD, GOLD), condition)


def test_every_part_of_a_condition_is_read():
    with pytest.raises(GoldError):
        passes(scores(GOLD, []), "found=0.9,exakt=0.5")


def test_read_facts_gives_what_was_written(tmp_path):
    path = tmp_path / "facts.jsonl"
    path.write_text("\n".join([*write_jsonl(GOLD), "", ""]), encoding="utf-8")
    assert read_facts(path) == GOLD


RECORD = {
    "article": "en/a",
    "lang": "en",
    "kind": "figure",
    "roles": {"amount": [{"value": {"number": 5, "unit": "EUR", "bound": "exact"}}]},
}


def amount(**changes):
    value = {"number": 5, "unit": "EUR", "bound": "exact"} | changes
    return RECORD | {"roles": {"amount": [{"value": value}]}}


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("{", "not JSON"),
        ("[]", "not a fact"),
        ("{}", "not a fact .*article"),
        (json.dumps(RECORD | {"roles": {"party": "Ford"}}), "not a fact"),
        (json.dumps(RECORD | {"roles": []}), "not a fact"),
        (json.dumps(RECORD | {"roles": {"party": [{"value": 5}]}}), "neither a text nor an amount"),
        (json.dumps(RECORD | {"article": 7}), "article is not a text"),
        (json.dumps(RECORD | {"stance": "sure"}), "'sure' is unknown: choose one of actual"),
        (json.dumps(RECORD | {"evidence": [{"text": "x"}]}), "not a fact .*start"),
        (json.dumps(amount(number="5")), "'5' is not a number"),
        (json.dumps(amount(number_to=True)), "True is not a number"),
        (json.dumps(amount(unit=None)), "None is not a unit"),
        (json.dumps(amount(bound="circa")), "'circa' is unknown: choose one of exact"),
    ],
)
def test_read_facts_names_file_and_line(tmp_path, line, reason):
    path = tmp_path / "facts.jsonl"
    path.write_text(f"{json.dumps(RECORD)}\n\n{line}\n", encoding="utf-8")
    with pytest.raises(GoldError, match=rf"facts\.jsonl:3: .*{reason}"):
        read_facts(path)


@pytest.mark.parametrize("content", [None, b"\xff\xfe\x00"])
def test_read_facts_names_a_file_that_cannot_be_read(tmp_path, content):
    path = tmp_path / "facts.jsonl"
    if content:
        path.write_bytes(content)
    with pytest.raises(GoldError, match=r"facts\.jsonl: cannot be read"):
        read_facts(path)

"""Facts that an article states more than once, and those that give way to others."""

from dataclasses import replace

import pytest
from factories import KINDS, fact

from pipeline.facts import Evidence, Mention
from pipeline.settle import merge, without_weak

KEYS = {"talks": ("party",), "figure": ("measure", "amount")}


def at(found, start, *, source=None, rule=None):
    """Return a fact whose evidence begins at a character."""
    return replace(found, evidence=(Evidence("…", start, start + 1),), source=source, rule=rule)


def sales(**roles):
    return fact("figure", **({"measure": "sales", "amount": "5 car", "actor": "Ford"} | roles))


def values(found):
    return {role: [str(m.value) for m in ms] for role, ms in found.roles.items()}


@pytest.mark.parametrize(
    ("one", "two"),
    [
        (fact("talks", party=["Ford", "Fiat"]), fact("talks", party=["fiat", "Ford"])),
        (fact("talks", party=["Ford", "Fiat"]), fact("talks", party="Ford")),
        (sales(), sales()),
        (sales(period="2023"), sales()),
        (
            fact("talks", party=Mention("Ford", entity="ford")),
            fact("talks", party=Mention("Ford Motor", entity="ford")),
        ),
    ],
)
def test_repeats_are_one_fact(one, two):
    assert len(merge([at(one, 0), at(two, 9)], KEYS)) == 1


@pytest.mark.parametrize(
    ("one", "two"),
    [
        (fact("talks", party=["Ford", "Fiat"]), fact("talks", party=["Ford", "Opel"])),
        (fact("talks", party="Ford"), fact("talks", party="Ford", stance="planned")),
        (fact("talks", party="Ford"), fact("quote", speaker="Ford", words="a b c")),
        (sales(), sales(amount="6 car")),
        (sales(), sales(amount="5 van")),
        (sales(), sales(amount="5..6 car")),
        (sales(period="2023"), sales(period="2024")),
        (sales(), sales(actor="Fiat")),
    ],
)
def test_what_differs_stays_apart(one, two):
    keys = KEYS | {"quote": ("speaker", "words")}
    assert merge([at(one, 0), at(two, 9)], keys) == [at(one, 0), at(two, 9)]


def test_a_merged_fact_has_all_roles_and_all_evidence_in_order():
    one = at(sales(period="2023"), 9, rule="figure.one")
    two = at(sales(item="car", place="Italy", period="2023"), 0, rule="figure.two")
    source = Mention("Reuters")
    (found,) = merge([one, replace(two, source=source)], KEYS)
    assert values(found).keys() == {"measure", "amount", "actor", "item", "place", "period"}
    assert [e.start for e in found.evidence] == [0, 9]
    assert (found.rule, found.source) == ("figure.two", source)  # the one that says more


def test_of_some_kinds_the_words_say_whether_two_facts_are_one():
    one = at(fact("talks", party=Mention("MacBook Air laptops", "MacBook Air laptops", 5, 24)), 0)
    two = at(fact("talks", party=Mention("MacBook Air", "MacBook Air", 5, 16)), 0)
    far = at(fact("talks", party=Mention("iBook", "iBook", 40, 45)), 30)
    assert len(merge([one, two, far], KEYS)) == 3
    assert merge([one, two, far], KEYS, {"talks"}) == [one, far]


def test_a_headline_leaves_out_that_something_is_planned():
    said, planned = at(sales(), 0), replace(at(sales(), 9), stance="planned")
    denied = replace(planned, stance="denied")
    assert len(merge([said, planned], KEYS)) == 2
    assert [f.stance for f in merge([said, planned], KEYS, restated={"figure"})] == ["planned"]
    assert len(merge([said, denied], KEYS, restated={"figure"})) == 2


def test_evidence_is_listed_once():
    (found,) = merge([at(sales(), 3), at(sales(), 3)], KEYS)
    assert [e.start for e in found.evidence] == [3]


def test_a_weak_rule_gives_way_where_another_says_more():
    weak, strong, other = (
        at(fact("talks", party=party), 0, rule=rule)
        for party, rule in (
            ("Ford", "talks.weak"),
            ("ford", "talks.strong"),
            ("Fiat", "talks.weak"),
        )
    )
    kept = without_weak([weak, strong, other], frozenset({"talks.weak"}), KINDS)
    assert kept == [strong, other]


def deal(stance="actual", **roles):
    return fact("deal", stance=stance, **({"party": "Ford", "form": "acquisition"} | roles))


@pytest.mark.parametrize(
    ("one", "two", "count"),
    [
        (deal(), deal("planned", object="Volvo"), 1),
        (deal(object="the brand Volvo"), deal("planned", object="Volvo"), 1),
        (deal(object="Jaguar"), deal("planned", object="Volvo"), 2),
    ],
)
def test_what_is_restated_is_about_one_thing(one, two, count):
    keys = {"deal": ("party", "form")}
    assert len(merge([at(one, 0), at(two, 9)], keys, ("deal",), ("deal",))) == count


def test_a_record_has_no_name_from_a_weak_rule_where_another_made_it_too():
    found = [at(deal(), 0, rule="deal.buy"), at(deal(object="Volvo"), 9, rule="deal.together")]
    [one] = merge(found, {"deal": ("party", "form")}, ("deal",), (), {"deal.together"})
    assert one.rule == "deal.buy"

import itertools
import time

import pytest
from factories import KINDS, fact
from hypothesis import given
from hypothesis import strategies as st

from pipeline.facts import Mention
from pipeline.pairing import best_pairs, pair_facts, role_similarity


def similarity(gold, predicted, types=("organization",)):
    lists = (tuple(Mention(name) for name in names) for names in (gold, predicted))
    return role_similarity(*lists, types=types)


@pytest.mark.parametrize(
    ("gold", "predicted", "expected"),
    [
        (["Ford"], ["Ford"], 1),
        (["Ford"], ["Opel"], 0),
        (["Ford"], [], 0),
        ([], [], 0),
        (["Ford", "Opel"], ["Opel", "Ford"], 1),
        (["Ford", "Opel"], ["Ford"], 2 / 3),
        (["Ford", "Opel"], ["Ford", "Fiat"], 1 / 2),
        (["Ford", "Opel", "Fiat"], ["Ford"], 1 / 2),
        (["Ford"], ["Ford", "Ford"], 2 / 3),
        # one to one: "Anna" answers both, "Anna Bruni" only the first
        (["Anna Bruni", "Anna Costa"], ["Anna", "Anna Bruni"], 1),
    ],
)
def test_role_similarity_is_the_f1_of_two_lists(gold, predicted, expected):
    assert similarity(gold, predicted) == pytest.approx(expected)


def test_half_a_date_is_half_a_value():
    assert similarity(["2023"], ["2023-12"], types=("date",)) == 0.5


@given(
    st.integers(1, 4).flatmap(
        lambda width: st.lists(
            st.lists(st.sampled_from([0, 0.5, 1]), min_size=width, max_size=width),
            min_size=1,
            max_size=4,
        )
    )
)
def test_best_pairs_have_the_greatest_sum(weights):
    flat = weights if len(weights) <= len(weights[0]) else list(zip(*weights, strict=True))
    orders = itertools.permutations(range(len(flat[0])), len(flat))
    greatest = max(sum(row[j] for row, j in zip(flat, order, strict=True)) for order in orders)
    pairs = best_pairs(weights)
    assert sum(weights[i][j] for i, j in pairs) == greatest
    assert len({i for i, _ in pairs}) == len(pairs) == len({j for _, j in pairs})


def one(gold, predicted):
    (pair,) = pair_facts([gold], [predicted], kinds=KINDS)
    return pair


SALES = fact("figure", measure="sales", amount="1000 EUR", actor="Ford", period="2023")


@pytest.mark.parametrize(
    ("predicted", "found", "differing"),
    [
        (SALES, True, []),
        (fact("figure", measure="sales", amount="1000 EUR"), True, ["actor", "period"]),
        (fact("figure", measure="jobs", amount="1000 EUR", actor="Ford"), False, None),
        (fact("figure", measure="sales", amount="2000 EUR", actor="Ford"), False, None),
        (fact("figure", measure="sales", actor="Ford", period="2023"), False, None),
        (
            fact("figure", measure="sales", amount="1000 EUR", actor="Ford", period="2023-12"),
            True,
            [],  # half a date is enough
        ),
        (
            fact("figure", measure="sales", amount="1000 EUR", actor="Opel", period="2023"),
            True,
            ["actor"],
        ),
        (
            fact(
                "figure",
                measure="sales",
                amount="1000 EUR",
                actor="Ford",
                period="2023",
                place="Cologne",
                stance="denied",
            ),
            True,
            ["place", "stance"],
        ),
    ],
)
def test_found_and_exact(predicted, found, differing):
    pair = one(SALES, predicted)
    assert pair.found is found
    assert pair.exact is (found and not differing)
    if differing is not None:
        assert [difference.role for difference in pair.differences] == differing


def test_differences_show_both_sides():
    predicted = fact("figure", measure="sales", amount="1000 EUR", actor="Opel", place="Cologne")
    sides = {
        difference.role: (len(difference.gold), len(difference.predicted))
        for difference in one(SALES, predicted).differences
    }
    assert sides == {"actor": (1, 1), "period": (1, 0), "place": (0, 1)}


def test_a_list_half_right_is_exact_and_less_is_not():
    gold = fact("talks", party=["Ford", "Opel"])
    assert one(gold, fact("talks", party=["Ford", "Fiat"])).exact
    worse = one(gold, fact("talks", party=["Ford", "Fiat", "Seat"]))
    assert (worse.found, worse.exact) == (True, False)


def test_only_one_article_and_one_kind_pair():
    gold = [fact("talks", party="Ford"), fact("talks", party="Ford", article="it/b")]
    predicted = [
        fact("talks", party="Ford", article="it/c"),
        fact("quote", speaker="Ford", words="Ford"),
    ]
    assert pair_facts(gold, predicted, kinds=KINDS) == []


def test_the_sum_over_all_pairs_counts_not_the_best_pair():
    gold = [
        fact("talks", party=["Ford", "Opel"], topic="engines"),
        fact("talks", party=["Ford", "Opel"]),
    ]
    predicted = [
        fact("talks", party="Ford", topic="engines"),
        fact("talks", party=["Ford", "Opel"], topic="engines"),
    ]
    pairs = pair_facts(gold, predicted, kinds=KINDS)
    assert sum(sum(pair.similarity.values()) for pair in pairs) == pytest.approx(2 / 3 + 1 + 1)


def test_ties_go_to_the_found_and_to_the_same_stance():
    gold = [
        fact("talks", party="Ford", stance="planned"),
        fact("talks", party="Ford", stance="denied"),
    ]
    pairs = pair_facts(gold, gold[::-1], kinds=KINDS)
    assert [pair.stance_right for pair in pairs] == [True, True]


def test_the_words_decide_between_quotes_of_one_speaker():
    gold = fact("quote", speaker="Ford", words="we will build it here", mode="direct")
    other = fact("quote", speaker="Ford", words="nobody knows yet", mode="direct")
    (pair,) = pair_facts([gold], [other, gold], kinds=KINDS)
    assert pair.predicted is gold


def test_facts_that_share_nothing_are_no_pair():
    gold = fact("talks", party="Ford")
    assert pair_facts([gold], [fact("talks", party="Opel")], kinds=KINDS) == []


def test_slots_count_values_that_agree():
    pair = one(
        fact("talks", party=["Ford", "Opel"], topic="engines"), fact("talks", party=["Ford"])
    )
    assert (pair.slots("party"), pair.slots("topic")) == (pytest.approx(1), 0)


def test_hundreds_of_facts_in_one_article_are_no_trouble():
    facts = [
        fact(kind, **roles, article="en/a")
        for n in range(60)
        for kind, roles in (
            ("figure", {"measure": "sales", "amount": f"{n * 1000} EUR", "actor": f"Firm {n}"}),
            (
                "quote",
                {"speaker": f"Anna Bruni {n}", "words": f"we sold {n} cars", "mode": "direct"},
            ),
            ("talks", {"party": [f"Firm {n}", f"Union {n}", "Ford"], "topic": f"plan {n}"}),
        )
    ]
    start = time.perf_counter()
    assert all(pair.exact for pair in pair_facts(facts, facts, kinds=KINDS))
    assert time.perf_counter() - start < 5  # 0.3 s on a laptop

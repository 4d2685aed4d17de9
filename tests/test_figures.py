"""Figures from trees written by hand: who gets an amount, its change, its period and its series."""

from functools import cache
from pathlib import Path

import pytest
from trees import reading, tree

import pipeline
from pipeline.facts import Amount
from pipeline.grammar import read_grammar
from pipeline.match import Matcher
from pipeline.settle import settle

RULES = Path(pipeline.__file__).parent / "rules" / "figure.toml"

TWO = (
    "Revenue=revenue/NOUN/nsubj/2 reached=reach/VERB/root/0 5/NUM/nummod/5 billion/NUM/flat/3"
    " euros=euro/NOUN/obj/2 and/CCONJ/cc/8 debt/NOUN/nsubj/8 reached=reach/VERB/conj/2"
    " 2/NUM/nummod/11 billion/NUM/flat/9 euros=euro/NOUN/obj/8"
)
FELL_TO = (
    "Sales=sales/NOUN/nsubj/2 fell=fall/VERB/root/0 3+/NUM/nummod/4 %/SYM/obl/2 to/ADP/case/7"
    " 40,000/NUM/nummod/7 cars=car/NOUN/obl/2"
)
FELL = "Sales=sales/NOUN/nsubj/2 fell=fall/VERB/root/0 12+/NUM/nummod/4 %/SYM/obl/2"
CALATE = (
    "Le=il/DET/det/2 vendite=vendita/NOUN/nsubj/4 sono=essere/AUX/aux/4 calate=calare/VERB/root/0"
    " del=di/ADP/case/7 12+/NUM/nummod/7 %/SYM/obl/4"
)
UP_FROM = (
    "Turnover=turnover/NOUN/nsubj/2 reached=reach/VERB/root/0 21/NUM/nummod/5 million/NUM/flat/3"
    " euros+=euro/NOUN/obj/2 ,/PUNCT/punct/7 up/ADV/advmod/2 from/ADP/case/11 12/NUM/nummod/11"
    " million/NUM/flat/9 euros+=euro/NOUN/obl/7 ,/PUNCT/punct/15 and/CCONJ/cc/15"
    " losses=loss/NOUN/nsubj/15 stopped=stop/VERB/conj/2"
)
YEARS = (
    "Ford/PROPN/nsubj/2/ORG built=build/VERB/root/0 900/NUM/nummod/4 cars=car/NOUN/obj/2"
    " in/ADP/case/6 2023/NUM/obl/2 and/CCONJ/cc/9 800/NUM/nummod/9 cars=car/NOUN/conj/4"
    " in/ADP/case/11 2022/NUM/nmod/9"
)
BRACKETS = (
    "Fiat/PROPN/nsubj/2/ORG has=have/VERB/root/0 a/DET/det/5 market/NOUN/compound/5"
    " share/NOUN/obj/2 of/ADP/case/8 21+/NUM/nummod/8 %/SYM/nmod/5 before/ADP/case/10"
    " Volkswagen/PROPN/obl/2/ORG (+/PUNCT/punct/13 9+/NUM/nummod/13 %+/SYM/appos/10"
    " )/PUNCT/punct/13"
)
CONVERTED = (
    "Mazda/PROPN/nsubj/2/ORG made=make/VERB/root/0 a/DET/det/4 profit/NOUN/obj/2 of/ADP/case/8"
    " 35/NUM/nummod/8 billion/NUM/flat/6 yen/NOUN/nmod/4 (+/PUNCT/punct/10 $+/SYM/appos/8"
    " 241/NUM/nummod/10 million+/NUM/flat/11 )/PUNCT/punct/10"
)
DEFICIT = (
    "Spain/PROPN/nsubj/2/LOC has=have/VERB/root/0 a/DET/det/5 trade/NOUN/compound/5"
    " deficit/NOUN/obj/2 of/ADP/case/9 9/NUM/nummod/9 billion/NUM/flat/7 euros=euro/NOUN/nmod/5"
)
PART = (
    "Spain/PROPN/nsubj/2/LOC buys=buy/VERB/root/0 40+/NUM/nummod/4 %/SYM/obj/2 of/ADP/case/7"
    " its/PRON/nmod:poss/7 output/NOUN/nmod/4"
)
WEEKS = (
    "Production=production/NOUN/nsubj/3 will/AUX/aux/3 stop/VERB/root/0 for/ADP/case/6"
    " 120/NUM/nummod/6 weeks=week/NOUN/obl/3"
)

SHIFT = (
    "Ford/PROPN/nsubj/2/ORG has=have/VERB/root/0 debts=debt/NOUN/obj/2 of/ADP/case/7"
    " 3/NUM/nummod/7 billion/NUM/flat/5 euros=euro/NOUN/nmod/3 ,/PUNCT/punct/11"
    " 400/NUM/nummod/11 million/NUM/flat/9 euros=euro/NOUN/appos/7 more=more/ADJ/amod/11"
    " than/ADP/case/15 a/DET/det/15 year/NOUN/obl/12 earlier/ADV/advmod/15"
)
DECLINE = (
    "Ford/PROPN/nsubj/2/ORG reported=report/VERB/root/0 a/DET/det/4 loss/NOUN/obj/2 of/ADP/case/8"
    " 2/NUM/nummod/8 billion/NUM/flat/6 euros=euro/NOUN/nmod/4 and/CCONJ/cc/13 a/DET/det/13"
    " 34+/NUM/nummod/12 %/SYM/nmod/13 decline/NOUN/conj/4 in/ADP/case/15 sales=sales/NOUN/nmod/13"
)


@cache
def matcher(lang):
    """Return the matcher of the project's figures in a language, made once."""
    return Matcher(read_grammar([RULES]), lang)


def figures(lang, text):
    """Return {role: values} of each figure, amounts as numbers, in the order of the text."""
    layers = reading(tree(lang, text))
    rules = matcher(lang)
    found = settle(rules.match(layers), layers, rules.grammar)
    found.sort(key=lambda c: c.roles["amount"][0].start)
    return [
        {
            role: [m.value.number if isinstance(m.value, Amount) else m.value for m in mentions]
            for role, mentions in candidate.roles.items()
        }
        for candidate in found
    ]


def only(found, *roles):
    """Return the single values of some roles of each figure, None where there are none."""
    return [tuple(f.get(role, [None])[0] for role in roles) for f in found]


def test_an_amount_belongs_to_the_nearest_measure():
    assert only(figures("en", TWO), "measure", "amount") == [("revenue", 5e9), ("debt", 2e9)]


@pytest.mark.parametrize(
    ("lang", "text", "amount", "change"),
    [("en", FELL_TO, 40000, -3), ("en", FELL, -12, -12), ("it", CALATE, -12, -12)],
)
def test_a_percentage_of_change_goes_with_its_amount(lang, text, amount, change):
    found = only(figures(lang, text), "measure", "amount", "change")
    assert found == [("sales", amount, change)]


def test_what_an_amount_is_compared_with_has_its_measure():
    assert only(figures("en", UP_FROM), "measure", "amount") == [
        ("revenue", 21e6),
        ("revenue", 12e6),
    ]


def test_each_amount_of_a_series_has_its_own_period_and_the_same_actor():
    assert only(figures("en", YEARS), "amount", "period", "actor") == [
        (900, "2023", "Ford"),
        (800, "2022", "Ford"),
    ]


def test_the_name_before_a_bracket_is_its_actor():
    assert only(figures("en", BRACKETS), "amount", "actor") == [(21, "Fiat"), (9, "Volkswagen")]


def test_a_sum_in_two_currencies_is_one_figure():
    assert [f["amount"] for f in figures("en", CONVERTED)] == [[35e9, 241e6]]


def test_a_deficit_is_below_zero():
    assert only(figures("en", DEFICIT), "measure", "amount") == [("trade-balance", -9e9)]


@pytest.mark.parametrize("text", [PART, WEEKS])
def test_parts_and_weeks_are_no_figures(text):
    assert figures("en", text) == []


def test_how_much_more_than_before_is_a_change():
    assert only(figures("en", SHIFT), "measure", "amount", "change") == [("debt", 3e9, 4e8)]


def test_a_percentage_beside_a_decline_is_one_of_what_declines():
    assert only(figures("en", DECLINE), "measure", "amount") == [("loss", 2e9), ("sales", -34)]

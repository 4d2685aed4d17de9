"""What a figure leaves unsaid: its place, its period, its item, and the town of its site."""

from test_figures import figures, only

YEAR_BEFORE = (
    "Ford/PROPN/nsubj/2/ORG made=make/VERB/root/0 a/DET/det/4 profit/NOUN/obj/2 of/ADP/case/8"
    " 5/NUM/nummod/8 billion/NUM/flat/6 euros=euro/NOUN/nmod/4 in/ADP/case/10 2023/NUM/obl/2"
    " ,/PUNCT/punct/15 against/ADP/case/15 4/NUM/nummod/15 billion/NUM/flat/13"
    " euros=euro/NOUN/obl/2 a/DET/det/17 year/NOUN/obl/18 earlier/ADV/advmod/15"
)
CARRIED = (
    "Ford/PROPN/nsubj/2/ORG sold=sell/VERB/root/0 900/NUM/nummod/4 cars=car/NOUN/obj/2"
    " in/ADP/case/6 Spain/PROPN/obl/2/LOC\n"
    "Kia/PROPN/nsubj/2/ORG sold=sell/VERB/root/0 700/NUM/nummod/4 cars=car/NOUN/obj/2"
)
SITE = (
    "Ford/PROPN/nsubj/2/ORG works=work/VERB/root/0 in/ADP/case/4 Vigo/PROPN/obl/2/LOC\n"
    "The/DET/det/2 plant/NOUN/nsubj/3 built=build/VERB/root/0 900/NUM/nummod/5 cars=car/NOUN/obj/3"
)
NO_SITE = (
    "Ford/PROPN/nsubj/2/ORG works=work/VERB/root/0 in/ADP/case/4 Vigo/PROPN/obl/2/LOC\n"
    "Kia/PROPN/nsubj/2/ORG built=build/VERB/root/0 900/NUM/nummod/4 cars=car/NOUN/obj/2"
)


def test_a_base_of_comparison_is_of_the_year_before():
    assert only(figures("en", YEAR_BEFORE), "amount", "period") == [(5e9, "2023"), (4e9, "2022")]


def test_the_next_figure_of_a_family_takes_over_the_place():
    assert only(figures("en", CARRIED), "amount", "place") == [(900, "Spain"), (700, "Spain")]


def test_a_site_without_a_name_is_in_the_town_told_of():
    assert only(figures("en", SITE), "amount", "place") == [(900, "Vigo")]


def test_where_no_site_is_told_of_its_town_says_nothing():
    assert only(figures("en", NO_SITE), "amount", "place") == [(900, None)]

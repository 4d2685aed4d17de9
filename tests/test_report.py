import re

import pytest
from factories import KINDS, fact, mention
from rich.console import Console

from pipeline.facts import Amount, Article, Evidence, Fact, Mention
from pipeline.report import count_table, facts_table, highlight, misses_table, score_table
from pipeline.score import score

TEXT = "Ford sold 1,000 cars [again].\n\nOpel did not, said Anna Bruni."
CARS = Fact(
    "en/a",
    "en",
    "figure",
    {
        "measure": (Mention("sales"),),
        "amount": (Mention(Amount(1000, "vehicle", "at-least"), "1,000 cars", 10, 20),),
        "actor": (Mention("Ford", "Ford", 0, 4),),
    },
    evidence=(Evidence("Ford sold 1,000 cars [again].", 0, 29),),
    rule="figure.sold",
)
ARTICLE = Article("en/a", TEXT, "en")


def shown(renderable, width=100):
    console = Console(width=width, color_system=None)
    with console.capture() as capture:
        console.print(renderable)
    lines = capture.get().splitlines()
    assert max(map(len, lines)) <= width
    return [line.rstrip() for line in lines]


def row(lines, name):
    """Return the words of the first line that begins with a name."""
    return next(line.split() for line in lines if line.split()[: len(name.split())] == name.split())


def scored(gold, predicted, **options):
    return score(gold, predicted, kinds=KINDS, resamples=50, **options)


def test_score_table_has_all_kinds_and_languages():
    gold = [CARS, fact("talks", party="Opel", article="it/b")]
    lines = shown(score_table(scored(gold, [CARS])))
    assert "2 gold facts in 2 articles" in lines[0]
    assert row(lines, "all")[1:6] == ["2", "1", "1.00", "0.50", "0.67"]
    assert row(lines, "en")[1:6] == ["1", "1", "1.00", "1.00", "1.00"]
    assert row(lines, "talks")[1:6] == ["1", "0", "0.00", "0.00", "0.00"]
    assert row(lines, "talks")[-1] == "–"  # no fact found, no stance to judge
    assert any("95 %" in line for line in lines)


def test_score_table_says_what_was_left_out():
    stray = fact("talks", party="Opel", article="en/elsewhere")
    lines = shown(score_table(scored([CARS], [CARS, stray])))
    assert "1 predicted facts are of other articles" in " ".join(lines)


def test_score_table_of_nothing():
    assert row(shown(score_table(scored([], []))), "all")[1:6] == ["0", "0", "0.00", "0.00", "0.00"]


def test_misses_stand_beside_their_sentence_and_near_pairs_say_what_differs():
    talks = fact("talks", party="Opel", evidence="Opel talks.")
    invented = fact("quote", speaker="Anna Bruni", words="we [b]never[/b] did")
    near = Fact(**{**fields(CARS), "roles": CARS.roles | {"actor": (mention("Opel"),)}})
    table = misses_table(scored([CARS, talks], [near, invented]), {"en/a": TEXT})
    lines = " ".join(shown(table, width=200))
    assert re.search(r"missed\s+talks\s+party Opel\s+actual\s+Opel talks\.", lines)
    assert re.search(r"invented\s+quote\s+speaker Anna Bruni", lines)
    assert "we [b]never[/b] did" in lines  # brackets of an article are no markup
    assert re.search(r"near\s+figure\s+measure sales\s+amount ≥ 1,000", lines)
    assert "Ford ≠ Opel" in lines
    assert "[figure.sold]" in lines


def fields(given):
    return {name: getattr(given, name) for name in given.__dataclass_fields__}


def test_misses_fit_into_100_columns():
    long = fact("quote", speaker="Anna Bruni", words="word " * 80, evidence="x" * 300)
    lines = shown(misses_table(scored([long], []), {}))
    assert sum("x" in line for line in lines) > 5


def test_a_sentence_is_shown_once():
    other = Fact(**{**fields(CARS), "kind": "talks", "roles": {"party": (mention("Ford"),)}})
    lines = shown(misses_table(scored([CARS, other], []), {}))
    assert sum("Ford sold" in line for line in lines) == 1
    assert sum("″" in line for line in lines) == 1


def test_without_evidence_the_line_of_the_article_is_shown():
    bare = Fact("en/a", "en", "talks", {"party": (Mention("Opel", "Opel", 31, 35),)})
    lines = shown(misses_table(scored([bare], []), {"en/a": TEXT}))
    assert "Opel did not, said Anna Bruni." in " ".join(lines)
    assert "Ford sold" not in " ".join(lines)


def test_the_evidence_with_most_of_the_fact_is_shown():
    headline = Evidence("Ford again", 100, 110)
    both = Fact(**{**fields(CARS), "evidence": (headline, *CARS.evidence)})
    lines = " ".join(shown(misses_table(scored([both], []), {})))
    assert "Ford sold" in lines
    assert "Ford again" not in lines


@pytest.mark.parametrize(
    ("amount", "expected"),
    [
        (Amount(1_300_000, "vehicle/year", "at-least"), "≥ 1,300,000 vehicle/year"),
        (Amount(750_000, "vehicle", "about"), "≈ 750,000 vehicle"),
        (Amount(5, "percent", "exact", 6.5), "5–6.5 percent"),
        (Amount(-93e9, "USD", "more-than"), "> -93,000,000,000 USD"),
        (Amount(0.4, "EUR", "less-than"), "< 0.4 EUR"),
    ],
)
def test_amounts_read_well(amount, expected):
    lines = shown(facts_table([Fact("en/a", "en", "figure", {"amount": (Mention(amount),)})]))
    assert f"amount {expected}" in " ".join(lines)


def test_facts_table_names_each_article_once():
    other = fact("talks", party=["Ford", "Opel"], article="it/b", stance="denied")
    sourced = Fact(**{**fields(CARS), "source": mention("Reuters")})
    lines = shown(facts_table([CARS, sourced, other]))
    assert sum("en/a" in line for line in lines) == 1
    assert sum("Reuters" in line for line in lines) == 1
    assert row(lines, "talks")[-1] == "denied"
    assert "party Ford, Opel" in " ".join(lines)


def test_count_table_adds_up():
    facts = [CARS, fact("talks", party="x"), fact("talks", party="x", article="it/b")]
    lines = shown(count_table(facts))
    assert row(lines, "kind") == ["kind", "en", "it", "all"]
    assert row(lines, "talks") == ["talks", "1", "1", "2"]
    assert row(lines, "all") == ["all", "2", "1", "3"]


def test_highlight_colours_mentions_in_place():
    opel = Fact("en/a", "en", "talks", {"party": (Mention("Opel", "Opel", 31, 35),)})
    text = highlight(ARTICLE, [CARS, opel])
    assert text.plain.startswith(TEXT)
    assert text.plain.rstrip().endswith("figure 1  talks 1")
    styles = {text.plain[span.start : span.end]: span.style for span in text.spans}
    assert styles["Ford"] == styles["1,000 cars"] == styles["figure 1"]
    assert styles["Opel"] == styles["talks 1"] != styles["Ford"]


def test_highlight_keeps_what_is_marked_inside_a_long_quotation():
    words = Fact("en/a", "en", "quote", {"words": (Mention(TEXT, TEXT, 0, len(TEXT)),)})
    text = highlight(ARTICLE, [CARS, words])
    last = [span for span in text.spans if span.start <= 1 < span.end][-1]
    assert text.plain[last.start : last.end] == "Ford"


def test_highlight_without_facts():
    assert highlight(ARTICLE, []).plain == f"{TEXT}\n\nno facts"

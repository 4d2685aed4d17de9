"""Facts, scores and misses as rich renderables for a terminal of 100 columns."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence

from rich.box import SIMPLE_HEAD
from rich.table import Table
from rich.text import Text

from .coverage import RuleUse
from .facts import Amount, Article, Fact, Mention
from .pairing import Mentions, Pair
from .score import Interval, Score, Scores
from .write import BOUND_SIGNS

PALETTE = (
    *("green", "cyan", "magenta", "yellow", "blue", "red"),
    *(
        "bright_green",
        "bright_cyan",
        "bright_magenta",
        "bright_yellow",
        "bright_blue",
        "bright_red",
    ),
)
#: what happened to a fact → its style
VERDICTS = {"missed": "red", "invented": "yellow", "near": "cyan"}
Span = tuple[int, int]
NOTHING, SAME = "–", "″"


def score_table(scores: Scores) -> Table:
    """Return precision, recall and F1 of all facts, of each language and of each kind in each."""
    table = Table(box=SIMPLE_HEAD, padding=(0, 1, 0, 0), title=_headline(scores), title_style="")
    table.add_column("")
    for name in ("gold", "pred.", "found\nP", "\nR", "\nF1", "\n95 %"):
        table.add_column(name, justify="right", style="bold" if name == "\nF1" else "")
    for name in ("exact\nP", "\nR", "\nF1", "\n95 %", "slots\nF1", "stance\nright"):
        table.add_column(name, justify="right")
    table.add_row("all", *_score_cells(scores.overall), style="bold")
    for lang, score in scores.by_lang.items():
        table.add_row(f"  {lang}", *_score_cells(score))
    table.add_section()
    for kind, score in scores.by_kind.items():
        table.add_row(kind, *_score_cells(score))
        for (name, lang), part in scores.by_kind_lang.items():
            if name == kind:
                table.add_row(f"  {lang}", *_score_cells(part), style="dim")
    return table


def misses_table(scores: Scores, texts: Mapping[str, str]) -> Table:
    """Return what was missed, what was invented and what is only near, beside its sentence.

    `texts` holds the articles by id, for facts that carry no evidence. Rows go by place, so
    that a fact missed stands next to what was found in its stead.
    """
    table = Table(box=SIMPLE_HEAD, padding=(0, 1, 0, 0))
    table.add_column("", width=8)
    table.add_column("kind", width=11)
    table.add_column("fact; near: gold ≠ predicted", ratio=4, overflow="fold")
    table.add_column("sentence", ratio=5, overflow="fold")
    article = above = None
    for fact, verdict, told in sorted(_verdicts(scores), key=lambda row: _place(row[0])):
        if fact.article != article:
            article = fact.article
            table.add_section()
            table.add_row("", "", Text(article, style="bold"), "")
        sentence = _sentence(fact, texts.get(fact.article, ""))
        shown = Text(SAME, style="dim") if sentence.plain == above else sentence
        above = sentence.plain
        table.add_row(Text(verdict, style=VERDICTS[verdict]), Text(fact.kind), told, shown)
    return table


def coverage_table(uses: Sequence[RuleUse]) -> Table:
    """Return the use of each rule: its facts, their precision, its share of the recall."""
    table = Table(box=SIMPLE_HEAD, padding=(0, 1, 0, 0), show_footer=True)
    dead = sum(not use.hits for use in uses)
    table.add_column("rule", footer=f"{len(uses)} rules, {dead} dead")
    for name in ("facts", "right", "precision", "recall share"):
        table.add_column(name, justify="right")
    kind = None
    for use in uses:
        if kind not in (None, use.rule.partition(".")[0]):
            table.add_section()
        kind = use.rule.partition(".")[0]
        precision = "dead" if use.precision is None else f"{use.precision:.2f}"
        cells = (str(use.hits), str(use.right), precision, f"{use.recall:.3f}")
        table.add_row(Text(use.rule), *cells, style="" if use.hits else "dim")
    return table


def facts_table(facts: Sequence[Fact]) -> Table:
    """Return facts by article: kind, roles, stance and source."""
    table = Table(box=SIMPLE_HEAD, padding=(0, 1, 0, 0))
    table.add_column("kind", width=11)
    table.add_column("roles", ratio=1, overflow="fold")
    table.add_column("stance", width=9)
    table.add_column("source", max_width=20, overflow="fold")
    article = None
    for fact in facts:
        if fact.article != article:
            article = fact.article
            table.add_section()
            table.add_row("", Text(article, style="bold"))
        source = _value(fact.source) if fact.source else ""
        table.add_row(Text(fact.kind), _roles(fact.roles), Text(fact.stance), Text(source))
    return table


def count_table(facts: Iterable[Fact]) -> Table:
    """Return how many facts there are of each kind in each language."""
    counts = Counter((fact.kind, fact.lang) for fact in facts)
    langs = sorted({lang for _, lang in counts})
    table = Table(box=SIMPLE_HEAD, padding=(0, 1, 0, 0), show_footer=True)
    table.add_column("kind", footer="all")
    for lang in langs:
        total = sum(number for (_, code), number in counts.items() if code == lang)
        table.add_column(lang, footer=str(total), justify="right")
    table.add_column("all", footer=str(counts.total()), justify="right", style="bold")
    for kind in sorted({kind for kind, _ in counts}):
        numbers = [counts[kind, lang] for lang in langs]
        table.add_row(Text(kind), *map(str, numbers), str(sum(numbers)))
    return table


def highlight(article: Article, facts: Sequence[Fact]) -> Text:
    """Return the article with the mentions of its facts coloured by kind, and a legend below."""
    counts = Counter(fact.kind for fact in facts)
    colours = {kind: PALETTE[i % len(PALETTE)] for i, kind in enumerate(sorted(counts))}
    text = Text(article.text)
    spans = {(end - start, start, end, fact.kind) for fact in facts for start, end in _spans(fact)}
    for length, start, end, kind in sorted(spans, reverse=True):  # the longest below the others
        # a whole quotation in bold would hide what is marked inside it
        text.stylize(colours[kind] if length > 60 else f"bold {colours[kind]}", start, end)
    legend = Text("\n\n")
    for kind, number in sorted(counts.items()):
        legend.append(f"{kind} {number}", style=f"bold {colours[kind]}").append("  ")
    return text.append_text(legend if counts else Text("\n\nno facts", style="dim"))


def _headline(scores: Scores) -> Text:
    facts = f"{scores.overall.found.gold} gold facts in {len(scores.articles)} articles"
    if not scores.outside:
        return Text(facts)
    return Text(f"{facts}; {scores.outside} predicted facts are of other articles and left out")


def _score_cells(score: Score) -> Iterator[str]:
    yield str(score.found.gold)
    yield str(score.found.predicted)
    measures = ((score.found, score.found_interval), (score.exact, score.exact_interval))
    for measure, interval in measures:
        yield f"{measure.precision:.2f}"
        yield f"{measure.recall:.2f}"
        yield f"{measure.f1:.2f}"
        yield _interval(interval)
    yield f"{score.slots.f1:.2f}"
    yield NOTHING if score.stance is None else f"{score.stance:.2f}"


def _interval(interval: Interval | None) -> str:
    return NOTHING if interval is None else f"{interval[0]:.2f}–{interval[1]:.2f}"


def _verdicts(scores: Scores) -> Iterator[tuple[Fact, str, Text]]:
    for fact in scores.misses:
        yield fact, "missed", _whole(fact)
    for fact in scores.inventions:
        yield fact, "invented", _whole(fact)
    for pair in scores.near:
        yield pair.gold, "near", _near(pair)


def _whole(fact: Fact) -> Text:
    stance = Text(f"  {fact.stance}", style="italic")
    return _roles(fact.roles).append_text(stance).append_text(_rule(fact))


def _near(pair: Pair) -> Text:
    """Return the roles that agree, then a line for each that differs."""
    differing = {difference.role for difference in pair.differences}
    agreed = {role: pair.gold.roles[role] for role in pair.gold.roles if role not in differing}
    text = _roles(agreed).append_text(_rule(pair.predicted))
    for difference in pair.differences:
        text.append(f"\n{difference.role} ", style="bold")
        text.append(f"{_side(difference.gold)} ≠ {_side(difference.predicted)}")
    return text


def _side(side: Mentions | str) -> str:
    if isinstance(side, str):
        return side
    return ", ".join(map(_value, side)) or NOTHING


def _roles(roles: Mapping[str, Mentions]) -> Text:
    parts = [
        Text.assemble((f"{role} ", "dim"), _side(mentions)) for role, mentions in roles.items()
    ]
    return Text("  ").join(parts)


def _rule(fact: Fact) -> Text:
    return Text(f" [{fact.rule}]" if fact.rule else "", style="dim")


def _value(mention: Mention) -> str:
    """Return a value as a reader would write it: `≥ 1,300,000 vehicle/year`."""
    value = mention.value
    if not isinstance(value, Amount):
        return value
    upper = "" if value.number_to is None else f"–{_number(value.number_to)}"
    return f"{BOUND_SIGNS.get(value.bound, '')}{_number(value.number)}{upper} {value.unit}"


def _number(number: float) -> str:
    return f"{number:,.0f}" if float(number).is_integer() else f"{number:,}"


def _sentence(fact: Fact, article: str) -> Text:
    """Return the evidence that holds most of the fact, with its mentions underlined.

    Without evidence it is the line of the first mention in the article.
    """
    spans = sorted(_spans(fact))
    places = [(evidence.start, evidence.text) for evidence in fact.evidence]
    if spans and not places:
        start = article.rfind("\n", 0, spans[0][0]) + 1
        places = [(start, article[start:].partition("\n")[0])]
    if not places:
        return Text()
    start, text = max(places, key=lambda place: len(_inside(place, spans)))
    sentence = Text(text)
    for low, high in _inside((start, text), spans):
        if high - low < len(text) / 2:  # a line under all of a quotation marks nothing
            sentence.stylize("underline", low - start, high - start)
    return sentence


def _inside(place: tuple[int, str], spans: Iterable[Span]) -> list[Span]:
    start, text = place
    return [(low, high) for low, high in spans if start <= low and high <= start + len(text)]


def _spans(fact: Fact) -> Iterator[Span]:
    for mentions in fact.roles.values():
        for mention in mentions:
            if mention.start is not None and mention.end is not None:
                yield mention.start, mention.end


def _place(fact: Fact) -> tuple[str, int]:
    starts = [evidence.start for evidence in fact.evidence] or [start for start, _ in _spans(fact)]
    return fact.article, min(starts, default=0)

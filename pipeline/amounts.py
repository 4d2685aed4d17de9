"""Amounts in running text: how much of what, how exactly, and from what to what."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from .cardinals import Number
from .nonvalues import find_phones, is_no_value, is_score
from .phrasebook import Phrases
from .tokens import Tokens
from .units import Measure, measure_number

SENTENCE_ENDS = frozenset(".!?;:")
#: A verb of change stands at most so many words before the two values.
CHANGE_REACH = 12


def find_amounts(t: Tokens, numbers: Sequence[Number]) -> list[Measure]:
    """Return the amounts that numbers stand for, in order."""
    measures: list[Measure] = []
    phones = find_phones(t, numbers)
    for number in numbers:
        if number.i in phones:
            continue
        if not measures or number.i >= measures[-1].j:  # not the "cento" of "per cento"
            measures.append(measure_number(t, number))
    found: list[Measure] = []
    k = 0
    while k < len(measures):
        measure = measures[k]
        if k + 1 < len(measures):
            following = measures[k + 1]
            if is_score(t, measure, following):
                k += 2
                continue
            both = _range(t, measure, following) or _cents(t, measure, following)
            if both:
                measure = both
                k += 1
            else:
                _share_percent(t, measure, following)
        k += 1
        if found and measure.i < found[-1].j:
            continue
        if is_no_value(t, measure):
            continue
        found.append(_finish(t, measure, found[-1] if found else None))
    return found


def _range(t: Tokens, first: Measure, last: Measure) -> Measure | None:
    """Join "between 5 and 7 %", "dai 200 ai 250 milioni", "20–25 per cent"."""
    ranges, words = t.lexicon.ranges, t.words
    if "ordinal" in (first.kind, last.kind):
        return None
    start = ranges["between"].behind(words, first.i)
    link = _link(t, ranges["between_and"], first.j, last.i) if start else False
    if not link:
        start = ranges["from"].behind(words, first.i)
        link = _link(t, ranges["to"], first.j, last.i) if start else False
        if link and start and _changes(t, start[1]):
            _share_unit(first, last)
            return None
    if not link:
        start = None
        link = _link(t, ranges["bare"], first.j, last.i)
        steps = link and any(word.isalpha() for word in t.words[first.j : last.i])
        if steps and ranges["by"].behind(t.words, first.i) and _changes(t, first.i):
            return None  # "cut by 200 to 399"
    if not link or not _agree(first, last):
        return None
    low, high = first.value, last.value
    scale = last.number.scale
    if not last.number.digits and high >= 2000 and high % 1000 == 0:  # "due o tremila"
        scale = max(scale, 1000)
    if first.number.scale == 1 < scale and low < high / scale:
        low = low * scale
    if low >= high:
        return None
    joined = replace(last, i=start[1] if start else first.i, value=low, value_to=high)
    if last.kind == "number" and first.kind != "number":
        joined.kind, joined.unit, joined.item = first.kind, first.unit, first.item
    return joined


def _link(t: Tokens, phrases: Phrases, j: int, i: int) -> bool:
    """Tell whether tokens j to i are a connective, with an article or so behind it."""
    found = phrases.ahead(t.words, j)
    if not found:
        return False
    end = found[1]
    return end == i or (end == i - 1 and t.words[end] in t.lexicon.articles)


def _agree(first: Measure, last: Measure) -> bool:
    if first.kind == "number" or last.kind == "number":
        return True
    return first.kind == last.kind and first.unit == last.unit


def _changes(t: Tokens, i: int) -> bool:
    """Tell "rose from 5 to 7 %": two values at two times and no range."""
    return any(word in t.lexicon.changes for word in _words_before(t, i, CHANGE_REACH))


def _share_unit(first: Measure, last: Measure) -> None:
    """Give the first of two values the unit and the magnitude that only the last one names."""
    if first.kind != "number" or last.kind == "ordinal":
        return
    scale = last.number.scale
    if first.number.scale == 1 < scale and first.value < scale:
        first.value *= scale
    first.kind, first.unit, first.item = last.kind, last.unit, last.item


def _share_percent(t: Tokens, first: Measure, last: Measure) -> None:
    """Make "eight" of "eight and fourteen percent" a percentage as well."""
    between = t.words[first.j : last.i]
    joined = between[:1] and between[0] in t.lexicon.tables["sets"]["and"]
    if first.kind == "number" and last.kind == "percent" and joined and len(between) <= 2:
        first.kind, first.unit = last.kind, last.unit


def _cents(t: Tokens, first: Measure, last: Measure) -> Measure | None:
    """Join "20 dollars and 30 cents"."""
    if first.kind != "money" or last.kind != "money" or last.value >= 1:
        return None
    between = t.words[first.j : last.i]
    if between and between not in [[w] for w in (*t.lexicon.tables["money"]["joiners"], ",")]:
        return None
    if not t.lexicon.cents.behind(t.words, last.j):
        return None
    return replace(first, j=last.j, value=round(first.value + last.value, 10))


def _finish(t: Tokens, measure: Measure, last: Measure | None) -> Measure:
    """Add the rate, the bound and the currency that the words around imply."""
    lexicon = t.lexicon
    floor = last.j if last else 0
    if measure.kind == "ordinal":
        return measure
    if measure.number.rough:
        measure.bound = "about"
    if measure.kind == "number" and measure.number.scale >= lexicon.money.least:
        _imply_money(t, measure, last)
    if measure.kind in ("money", "amount"):
        more = lexicon.behind_item.ahead(t.words, measure.j)
        rate = lexicon.rates.ahead(t.words, more[1] if more else measure.j)
        if rate:
            measure.unit, measure.j = f"{measure.unit}/{rate[0]}", rate[1]
    after = lexicon.bounds_after.ahead(t.words, measure.j)
    if after:
        measure.bound, measure.j = after
    before = lexicon.bounds.behind(t.words, measure.i)
    if before is None and t.words[measure.i - 1] in lexicon.bound_articles:
        before = lexicon.bounds.behind(t.words, measure.i - 1)
    if before and before[1] >= floor:
        measure.bound, measure.i = before
    return measure


def _imply_money(t: Tokens, measure: Measure, last: Measure | None) -> None:
    """Make a bare magnitude money where the words around or the amount before it are."""
    same = last and last.kind == "money" and "." not in t.words[last.j : measure.i]
    if same and last and _stands_free(t, measure):
        measure.kind, measure.unit = "money", last.unit.partition("/")[0]
    elif _in_money_context(t, measure):
        measure.kind, measure.unit = "money", "XXX"


def _stands_free(t: Tokens, measure: Measure) -> bool:
    """Tell whether no noun of its own follows a number."""
    money, after = t.lexicon.money, t.words[measure.j]
    if after in money.of - money.loose:
        return False
    return not after.isalpha() or after in money.follow or after.endswith(money.follow_endings)


def _in_money_context(t: Tokens, measure: Measure) -> bool:
    money = t.lexicon.money
    after = t.words[measure.j]
    if after in money.of:
        nouns = t.words[measure.j + 1 : measure.j + 4]
        if any(noun in money.context for noun in nouns):
            return True
        if after not in money.loose:
            return False
    elif not _stands_free(t, measure):
        return after in money.context
    before = _words_before(t, measure.i, 7)
    return any(word in money.context for word in before) or (
        any(word in money.context for word in t.words[measure.j : measure.j + 4])
    )


def _words_before(t: Tokens, i: int, reach: int) -> Iterator[str]:
    for k in range(i - 1, max(i - reach, 0) - 1, -1):
        if t.words[k] in SENTENCE_ENDS:
            return
        yield t.words[k]

"""Amounts in running text: what is counted, paid or shared, how much of it and how exactly."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from .facts import Amount
from .numbers import Number, Tokens

SIGNS = {"-": -1, "−": -1, "–": -1, "+": 1}
MONEY_SIGNS = frozenset("$€£¥₹₩₽₺₪₱฿₫₴₦₿¢")


@dataclass(slots=True)
class Measure:
    """A number with its unit, over tokens i to j."""

    number: Number
    i: int
    j: int
    value: float
    kind: str = "number"
    unit: str = "number"
    item: tuple[int, int, str] | None = None  # its tokens and its noun
    bound: str = "exact"
    value_to: float | None = None

    @property
    def amount(self) -> Amount:
        """Return the amount of facts.md."""
        return Amount(self.value, self.unit, self.bound, self.value_to)


def find_amounts(t: Tokens, numbers: Sequence[Number]) -> list[Measure]:
    """Return the amounts that numbers stand for, in order."""
    measures: list[Measure] = []
    phones = _phones(t, numbers)
    for number in numbers:
        if number.i in phones:
            continue
        if not measures or number.i >= measures[-1].j:  # not the "cento" of "per cento"
            measures.append(_measure(t, number))
    found: list[Measure] = []
    k = 0
    while k < len(measures):
        measure = measures[k]
        if k + 1 < len(measures):
            following = measures[k + 1]
            if _is_score(t, measure, following):
                k += 2
                continue
            both = _range(t, measure, following) or _cents(t, measure, following)
            if both:
                measure = both
                k += 1
        k += 1
        if found and measure.i < found[-1].j:
            continue
        if _is_no_value(t, measure):
            continue
        found.append(_finish(t, measure, found[-1] if found else None))
    return found


def _measure(t: Tokens, number: Number) -> Measure:
    measure = Measure(number, number.i, number.j, number.value)
    if number.ordinal:
        measure.kind = "ordinal"
        return measure
    if not (_percent(t, measure) or _money(t, measure)) and not number.share:
        _item(t, measure)
    _sign(t, measure)
    return measure


def _hyphen(t: Tokens, j: int) -> int:
    """Step over the hyphen of "5-year", "20-percent"."""
    return j + 1 if t.words[j] == "-" and t.glued(j) and t.glued(j + 1) else j


def _percent(t: Tokens, measure: Measure) -> bool:
    found = t.lexicon.percents.ahead(t.words, _hyphen(t, measure.j))
    if found:
        measure.j = found[1]
    else:
        before = t.lexicon.percents_before.behind(t.words, measure.i)
        if before is None:
            return False
        measure.i = before[1]
    measure.kind, measure.unit = "percent", "percent"
    return True


def _money(t: Tokens, measure: Measure) -> bool:
    lexicon = t.lexicon
    before = _currency_before(t, measure)
    j = _hyphen(t, measure.j)
    after = lexicon.currencies.ahead(t.words, j)
    if after is None and t.words[j] in lexicon.tables["money"]["of"]:
        step = j + 2 if t.words[j + 1] == "'" else j + 1
        if measure.number.scale > 1 or t.words[j] != "in":
            after = lexicon.currencies.ahead(t.words, step)
    cents = lexicon.cents.ahead(t.words, j)
    if cents and (after is None or cents[1] >= after[1]) and before is None:
        measure.value = round(measure.value / 100, 10)
        after = cents
    if after and _is_currency(t, measure, after[1]):
        if before is None:
            measure.unit = after[0]
            measure.j = after[1]
        elif after[0] == before[0] or before[0] == "USD":
            measure.unit, measure.i, measure.j = after[0], before[1], after[1]
        else:
            measure.unit, measure.i = before
    elif before:
        measure.unit, measure.i = before
    else:
        return False
    measure.kind = "money"
    return True


def _is_currency(t: Tokens, measure: Measure, end: int) -> bool:
    """Refuse "won" and "real" where they are a verb and an adjective."""
    word = t.words[end - 1]
    return word not in t.lexicon.doubtful or measure.number.value >= 50


def _currency_before(t: Tokens, measure: Measure) -> tuple[str, int] | None:
    i = measure.number.i
    if i > 0 and t.words[i - 1] in SIGNS and t.glued(i):
        i -= 1
    found = t.lexicon.currencies.behind(t.words, i)
    if found is None:
        return None
    code, start = found
    last = t.words[i - 1]
    written = t.text[t.starts[start] : t.ends[i - 1]]
    if last[-1] in MONEY_SIGNS:
        if start < i - 1 and not t.glued(i - 1) and not written[:2].isupper():
            return t.lexicon.currencies.behind(["", last], 2)[0], i - 1  # "a $5 note"
        return code, start
    if len(written) == 3 and written.isupper():
        return code, start
    if last in t.lexicon.before_number and not _is_euro_norm(t, measure):
        return code, start
    return None


def _is_euro_norm(t: Tokens, measure: Measure) -> bool:
    """Tell the emission standard "Euro 7" from "euro 7 mila"."""
    return measure.number.digits and measure.value < 10 and measure.number.scale == 1


def _item(t: Tokens, measure: Measure) -> None:
    lexicon = t.lexicon
    after = lexicon.bounds_after.ahead(t.words, measure.j)
    if after and lexicon.counted.ahead(t.words, after[1]):  # "400,000 plus units"
        measure.bound, measure.j = after
    j, free = _hyphen(t, measure.j), lexicon.tables["modifiers"]["free"]
    for _ in range(5):
        found = lexicon.counted.ahead(t.words, j)
        if found:
            noun, end = found
            if t.words[end] == "of" and noun in ("point",):
                return
            measure.kind, measure.unit, measure.item = "amount", noun, (j, end, noun)
            measure.j = end
            return
        word = t.words[j]
        if not word:
            return
        if word in lexicon.modifiers:
            j += 1
        elif free and word.isalpha() and word not in lexicon.stop and not t.entries[j].role:
            j, free = j + 1, free - 1
        else:
            return


def _sign(t: Tokens, measure: Measure) -> None:
    """Take in the sign of "−12 %", "-$5": glued in front, behind a space or nothing."""
    i = measure.i - 1
    if i < 0 or t.words[i] not in SIGNS or not t.glued(i + 1):
        i = measure.number.i - 1
        if i < measure.i or t.words[i] not in SIGNS:
            return
    if i > 0 and t.glued(i) and t.words[i - 1] not in ("(", '"', "“", "«", "/", "€", "$", "£"):
        return
    measure.value *= SIGNS[t.words[i]]
    measure.i = min(measure.i, i)


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
            return None
    if not link:
        start = None
        link = _link(t, ranges["bare"], first.j, last.i)
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


def _link(t: Tokens, phrases: object, j: int, i: int) -> bool:
    """Tell whether tokens j to i are a connective, with an article or so behind it."""
    found = phrases.ahead(t.words, j)  # type: ignore[attr-defined]
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
    return any(w in t.lexicon.changes for w in t.words[max(i - 4, 0) : i])


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


def _is_score(t: Tokens, first: Measure, last: Measure) -> bool:
    """Tell the score of a game, "3-1", from a range and from two numbers."""
    between = t.words[first.j : last.i]
    if between not in (["-"], ["–"]) or first.kind != "number" or last.kind != "number":
        return False
    if not (first.number.digits and last.number.digits) or t.glued(first.j) != t.glued(last.i):
        return False
    if first.value >= last.value:
        return True
    if max(first.value, last.value) > 30:
        return False
    around = (*t.words[max(first.i - 8, 0) : first.i], *t.words[last.j : last.j + 6])
    return not t.lexicon.scores.isdisjoint(around) or (
        t.is_upper(first.i - 1) and t.is_upper(last.j)
    )


def _is_no_value(t: Tokens, measure: Measure) -> bool:
    """Tell names, places in a text, clock times and telephone numbers from values."""
    number = measure.number
    i, j = number.i, number.j
    if measure.kind == "ordinal":
        word = t.words[i]
        return word in t.lexicon.need_article and t.words[i - 1] not in t.lexicon.article_like
    if _is_glued_name(t, measure):
        return True
    if measure.kind != "number":
        return False
    if t.lexicon.labels.behind(t.words, i) or _is_capital_name(t, i, j):
        return True
    if not number.digits or number.scale > 1:
        return False
    return _is_clock(t, i, j) or _is_named(t, i, j)


def _is_glued_name(t: Tokens, measure: Measure) -> bool:
    i, j = measure.number.i, measure.number.j
    if not measure.number.digits:
        return False
    if i > 0 and t.glued(i):
        before = t.words[i - 1]
        if (before.isalpha() and measure.i == i) or before == "_":
            return True
        if before in "-/" and i > 1 and t.glued(i - 1) and t.words[i - 2].isalpha():
            return measure.kind == "number" or t.is_upper(i - 2)
        if before in ("#", "@"):
            return True
    if t.glued(j) and measure.j == j and t.words[j].isalpha():
        word = t.text[t.starts[j] : t.ends[j]]
        if t.glued(j + 1) and t.entries[j + 1].role == "digits":  # 4x4
            return True
        return not (word.islower() and len(word) <= 3) and not t.entries[j].role == "short"
    return False


def _is_capital_name(t: Tokens, i: int, j: int) -> bool:
    """Tell the Ford Five Hundred from five hundred of them; headlines capitalise all words."""
    if i == 0 or t.words[i - 1] in '.!?:"“«' or not t.is_upper(i):
        return False
    return j >= t.count or not t.is_upper(j)


def _is_clock(t: Tokens, i: int, j: int) -> bool:
    value = t.entries[i].value
    if not isinstance(value, (int, float)) or not 0 <= value <= 24:
        return False
    if t.lexicon.time_after.ahead(t.words, j):
        return True
    return t.words[i - 1] in t.lexicon.time_before and t.words[j] not in t.lexicon.counted_words


def _is_named(t: Tokens, i: int, j: int) -> bool:
    """Tell "Fiat 500", "Boeing 747": a bare number behind a name."""
    before = t.words[i - 1]
    if not before or not before.isalpha() or "." in t.words[i] and before not in t.lexicon.makers:
        return False
    if before in t.lexicon.makers or before in t.lexicon.before_number:  # "Euro 7"
        return True
    if i < 2 or not t.is_upper(i - 1) or t.words[i - 2] in ".!?:\"“«":
        return False
    entry = t.entries[i - 1]
    if entry.role or entry.classes:
        return False
    after = t.words[j]
    if not after.isalpha() or t.is_upper(j):
        return True
    return "function" in t.entries[j].classes


def _phones(t: Tokens, numbers: Sequence[Number]) -> set[int]:
    """Return the tokens of telephone numbers: groups of digits with nothing but signs between."""
    found: set[int] = set()
    group: list[int] = []
    for number in numbers:
        if group and not _continues(t, group[-1], number.i):
            found.update(group if _is_phone(t, group) else ())
            group = []
        if number.digits and number.j == number.i + 1 and _digits(t, number.i).isdigit():
            group.append(number.i)
    found.update(group if group and _is_phone(t, group) else ())
    return found


def _digits(t: Tokens, i: int) -> str:
    return t.words[i].replace(" ", "").replace(".", "")


def _continues(t: Tokens, last: int, i: int) -> bool:
    return i == last + 1 or (i <= last + 3 and all(w in "-./()" for w in t.words[last + 1 : i]))


def _is_phone(t: Tokens, group: list[int]) -> bool:
    parts = [_digits(t, i) for i in group]
    size = sum(len(part) for part in parts)
    before = t.words[group[0] - 1]
    if size > 5 and t.words[group[0]][0] == "0":
        return True
    if before == "+":
        return size > 9 or len(parts) > 1
    if len(parts) > 1 and size > 7 and len(parts[-1]) > 4 and "." not in t.words[group[-1]]:
        return True
    if t.words[group[0] - (2 if before in ".:" else 1)] in t.lexicon.phone and size > 5:
        return True
    return [len(part) for part in parts] == [3, 4] and t.words[group[0] + 1] == "-"


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
    if after in money.of and after != "in":
        return False
    return not after.isalpha() or after in money.follow or after.endswith(money.follow_endings)


def _in_money_context(t: Tokens, measure: Measure) -> bool:
    money = t.lexicon.money
    after = t.words[measure.j]
    if after in money.of:
        nouns = t.words[measure.j + 1 : measure.j + 4]
        if any(noun in money.context for noun in nouns):
            return True
        if after != "in":
            return False
    elif not _stands_free(t, measure):
        return after in money.context
    before = _words_before(t, measure.i, 7)
    return any(word in money.context for word in before) or (
        any(word in money.context for word in t.words[measure.j : measure.j + 4])
    )


def _words_before(t: Tokens, i: int, reach: int) -> Iterator[str]:
    for k in range(i - 1, max(i - reach, 0) - 1, -1):
        if t.words[k] in ".!?;:":
            return
        yield t.words[k]

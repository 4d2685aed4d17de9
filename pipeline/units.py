"""What a number counts: percent, money or things, from the words beside it."""

from __future__ import annotations

from dataclasses import dataclass

from .cardinals import Number
from .facts import Amount
from .tokens import Tokens

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


def measure_number(t: Tokens, number: Number) -> Measure:
    """Return a number with the unit that the words beside it give."""
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
    if after and t.glued(after[1]) and t.entries[after[1]].role == "digits":
        after = None  # "$5 $7": the second sign belongs to the second sum
    if after is None and t.words[j] in lexicon.tables["money"]["of"]:
        step = j + 2 if t.words[j + 1] == "'" else j + 1
        if measure.number.scale > 1 or t.words[j] not in lexicon.money.loose:
            after = lexicon.currencies.ahead(t.words, step)
    cents = lexicon.cents.ahead(t.words, j)
    if cents and len(t.words[j]) == 1 and t.words[j].isalpha() and not _is_suffix(t, j):
        cents = None  # "7 p.m."
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


def _is_suffix(t: Tokens, j: int) -> bool:
    """Tell whether a letter is the whole rest of a number's word: "61.4p"."""
    abbreviated = t.words[j + 1] == "." and t.glued(j + 2) and t.words[j + 2].isalpha()
    return t.glued(j) and not abbreviated and not (t.glued(j + 1) and t.words[j + 1].isalpha())


def _is_currency(t: Tokens, measure: Measure, end: int) -> bool:
    """Refuse "won" and "real" where they are a verb and an adjective."""
    word = t.words[end - 1]
    if word in t.lexicon.code_words and len(word) == 3:
        return t.text[t.starts[end - 1] : t.ends[end - 1]].isupper()
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
        if start < i - 1 and not t.glued(i - 1) and not _is_country(t.words[start], written):
            sign = t.lexicon.currencies.behind(["", last], 2)  # "a $5 note"
            return (sign[0], i - 1) if sign else None
        return code, start
    if len(written) == 3 and written.isupper():
        return code, start
    if last in t.lexicon.before_number and not _is_euro_norm(t, measure):
        return code, start
    return None


def _is_country(word: str, written: str) -> bool:
    """Tell "US $5", which may stand apart, from "A $5 note"."""
    return len(word) > 1 and written[:2].isupper()


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

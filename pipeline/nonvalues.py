"""Numbers that are no values: names, places in a text, clock times, scores, telephone numbers."""

from __future__ import annotations

from collections.abc import Sequence

from .cardinals import Number
from .tokens import Tokens
from .units import Measure


def is_no_value(t: Tokens, measure: Measure) -> bool:
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
    """Tell "A380", "F-35", "4x4", "5G" from "180ml"."""
    i, j = measure.number.i, measure.number.j
    if not measure.number.digits:
        return False
    if t.glued(i) and _is_stem(t, measure, i):
        return True
    if not (t.glued(j) and measure.j == j and t.words[j].isalpha()):
        return False
    if t.glued(j + 1) and t.entries[j + 1].role == "digits":  # 4x4
        return True
    word = t.text[t.starts[j] : t.ends[j]]
    if word in t.lexicon.plurals and float(measure.value).is_integer():  # 737s
        return True
    return not (word.islower() and len(word) <= 3) and t.entries[j].role != "short"


def _is_stem(t: Tokens, measure: Measure, i: int) -> bool:
    """Tell whether what stands right before the digits makes a name of them."""
    before = t.words[i - 1]
    if before in "_#@" or (before.isalpha() and measure.i == i):
        return True
    if before in "-/" and t.glued(i - 1) and t.words[i - 2].isalpha():
        return measure.kind == "number" or t.is_upper(i - 2)
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
    if not before or not before.isalpha() or ("." in t.words[i] and before not in t.lexicon.makers):
        return False
    if before in t.lexicon.makers or before in t.lexicon.before_number:  # "Euro 7"
        return True
    if i < 2 or not t.is_upper(i - 1) or t.words[i - 2] in '.!?:"“«':
        return False
    entry = t.entries[i - 1]
    if entry.role or entry.classes:
        return False
    after = t.words[j]
    if not after.isalpha() or t.is_upper(j):
        return True
    return "function" in t.entries[j].classes


def is_score(t: Tokens, first: Measure, last: Measure) -> bool:
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


def find_phones(t: Tokens, numbers: Sequence[Number]) -> set[int]:
    """Return the tokens of telephone numbers: groups of digits with nothing but signs between."""
    found: set[int] = set()
    if len(numbers) < 2 and not (numbers and len(t.words[numbers[0].i]) > 5):
        return found
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
    return [len(part) for part in parts[-2:]] == [3, 4] and t.words[group[-1] - 1] == "-"

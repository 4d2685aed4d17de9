"""Numbers in running text: cardinals, ordinals, shares, and words that only look like numbers."""

from __future__ import annotations

from .cardinals import Number, is_prefix, read_quantity
from .digits import word_shape
from .tokens import Tokens

#: Roles of the words that a number can start with.
NUMBER_ROLES = frozenset(
    {
        *("digits", "ones", "tens", "hundred", "whole", "article", "half", "halfnoun", "set"),
        *("magnitude", "vulgar", "ordinal", "part", "minus"),
    }
)
#: Classes of words that an ordinal counts behind a hyphen: "third-quarter sales".
HYPHENED = frozenset({"quarterunit", "half"})
MULTIPLIERS = frozenset({"magnitude", "set", "hundred"})


def read_numbers(t: Tokens) -> dict[int, Number]:
    """Return the numbers of a text by the token they start at."""
    numbers: dict[int, Number] = {}
    i = 0
    while i < t.count:
        number = read_number(t, i) if t.entries[i].role in NUMBER_ROLES else None
        if number is None:
            i += 1
        else:
            numbers[i] = number
            i = number.j
    return numbers


def read_number(t: Tokens, i: int) -> Number | None:
    """Return the number that starts at token i, the longest there is."""
    role = t.entries[i].role
    if role == "digits" and not t.entries[i + 1].role and t.words[i + 1] not in t.lexicon.links:
        return Number(i, i + 1, t.entries[i].value, frozenset(t.entries[i].classes), digits=True)
    if role == "minus":
        return _negative(t, i)
    if role == "ordinal" or (role == "part" and t.words[i] in t.lexicon.spelling.ordinals):
        return _ordinal(t, i)
    number = read_quantity(t, i)
    if number is None or not _may_stand(t, number):
        return None
    return (
        _ordinal_mark(t, number) or _compound_ordinal(t, number) or _of_total(t, number) or number
    )


def _negative(t: Tokens, i: int) -> Number | None:
    if i + 1 >= t.count or t.entries[i + 1].role in ("half", "minus", ""):
        return None
    number = read_quantity(t, i + 1)
    if number is None:
        return None
    number.i, number.value, number.shape = i, -number.value, frozenset({"n"})
    return number


def _may_stand(t: Tokens, number: Number) -> bool:
    """Refuse words that are numbers only in name: "no one", "one of them", "a few thousand"."""
    tables = t.lexicon.spelling.tables
    before, word, after = t.words[number.i - 1], t.words[number.i], t.words[number.j]
    if t.entries[number.i].role in MULTIPLIERS and before in tables["vague"]:
        return False
    if number.digits or number.j > number.i + 1:
        return True
    if before in tables["not_before"].get(word, ()) or after in tables["not_after"].get(word, ()):
        return False
    if word in tables["pronouns"] and _is_pronoun(t, number):
        return False
    if word in tables["verbs"] and (not before or before in '.?!"“«'):
        return not after.isalpha() or "counted" in t.entries[number.j].classes
    return not (word in tables["alone"] and after.isalpha() and not t.entries[number.j].classes)


def _is_pronoun(t: Tokens, number: Number) -> bool:
    """Tell "a serious one" from "one" and "only one plant"."""
    before, after = t.words[number.i - 1], t.words[number.j]
    if not before.isalpha() or t.entries[number.i - 1].classes.keys() - {"rel"}:
        return False
    return not after.isalpha() or "function" in t.entries[number.j].classes


def _ordinal(t: Tokens, i: int) -> Number | None:
    word = t.words[i]
    entry = t.entries[i]
    value = t.lexicon.spelling.ordinals.get(word, entry.value)
    tables = t.lexicon.spelling.tables
    if t.words[i + 1] in tables["not_after"].get(word, ()):
        return None
    if is_prefix(t, i + 1) and t.entries[i + 2].classes.keys().isdisjoint(HYPHENED):
        return None
    return Number(i, i + 1, value, word_shape(value, ordinal=True), ordinal=True)


def _compound_ordinal(t: Tokens, number: Number) -> Number | None:
    """Read "twenty-second", "two hundred and third"."""
    if number.digits or number.value < 20 or number.scale > 1000:
        return None
    j = number.j
    if t.words[j] == "-" or t.words[j] in t.lexicon.spelling.tables["and"]:
        j += 1
    last = t.lexicon.spelling.ordinals.get(t.words[j])
    if last is None or (j > number.j and t.words[j - 1] != "-" and number.value % 100):
        return None
    if not (number.value % 10 == 0 and last < 10) and not (number.value % 100 == 0 and last < 100):
        return None
    value = number.value + last
    return Number(number.i, j + 1, value, word_shape(value, ordinal=True), ordinal=True)


def _ordinal_mark(t: Tokens, number: Number) -> Number | None:
    """Read "24th", "1°": whole digits with a mark glued to them."""
    j = number.j
    if not (number.digits and j == number.i + 1 and t.glued(j)):
        return None
    if t.words[j] not in t.lexicon.spelling.tables["ordinal_marks"]:
        return None
    if not float(number.value).is_integer() or (t.words[j + 1] in ("c", "f") and t.glued(j + 1)):
        return None
    number.j, number.ordinal = j + 1, True
    number.shape = word_shape(number.value, ordinal=True)
    if "day" in number.shape:
        number.shape |= {"markday"}
    return number


def _of_total(t: Tokens, number: Number) -> Number | None:
    """Read "one in five", "3 su 4" as a fraction."""
    found = t.lexicon.of_total.ahead(t.words, number.j)
    if not found or number.scale != 1 or not 0 < number.value <= 99:
        return None
    total = read_quantity(t, found[1]) if found[1] < t.count else None
    if total is None or total.value <= number.value or total.digits < number.digits:
        return None
    million = t.entries[found[1]].role == "article" and total.scale > 100  # "one in a million"
    if not million and (total.value > 1000 or total.scale != 1):
        return None
    if not float(total.value).is_integer() or not float(number.value).is_integer():
        return None
    return Number(number.i, total.j, number.value / total.value, share=True)

"""Numbers in running text: digits, words and both mixed, from a list of tokens."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from .lexicon import TOKEN, Entry, Lexicon, digit_shape, word_shape


#: Roles of the words that a number can start with.
NUMBER_ROLES = frozenset(
    "digits ones tens hundred whole article half halfnoun set magnitude vulgar ordinal part minus".split()
)


PAD = 12
#: Numbers grow no further by magnitude words, so that no text makes an infinite one.
LARGEST = 1e24
PAD_WORDS = [""] * PAD
NOTHING = Entry()
PAD_ENTRIES = [NOTHING] * PAD


@dataclass(slots=True)
class Tokens:
    """The tokens of a text with their places and entries.

    Words and entries are followed by `PAD` empty ones, so that a look a few tokens ahead of the
    last or (by negative index) behind the first finds nothing instead of failing.
    """

    text: str
    lexicon: Lexicon
    words: list[str]
    entries: list[Entry]
    starts: list[int]
    ends: list[int]
    count: int

    def glued(self, i: int) -> bool:
        """Tell whether token i stands right behind the one before it."""
        return 0 < i < self.count and self.starts[i] == self.ends[i - 1]

    def is_upper(self, i: int) -> bool:
        """Tell whether token i starts with a capital."""
        return 0 <= i < self.count and self.text[self.starts[i]].isupper()


@dataclass(slots=True)
class Number:
    """A number that tokens i to j (exclusive) stand for."""

    i: int
    j: int
    value: float
    shape: frozenset[str] = frozenset({"n"})
    scale: float = 1  # the last magnitude word in it
    ordinal: bool = False
    rough: bool = False  # "una decina"
    share: bool = False  # "two thirds"
    digits: bool = False


def tokenize(text: str, lexicon: Lexicon) -> Tokens:
    """Split a text into tokens and look each of them up."""
    lower = text.lower()
    if len(lower) != len(text):  # İ and its like change length
        lower = "".join(c.lower() if len(c.lower()) == 1 else c for c in text)
    words: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    lower = lower.replace("’", "'")
    for match in TOKEN.finditer(lower):
        start, end = match.span()
        words.append(lower[start:end])
        starts.append(start)
        ends.append(end)
    count = len(words)
    entries = [lexicon[word] for word in words]
    return Tokens(text, lexicon, words + PAD_WORDS, entries + PAD_ENTRIES, starts, ends, count)


def read_number(t: Tokens, i: int) -> Number | None:
    """Return the number that starts at token i, the longest there is."""
    role = t.entries[i].role
    if role == "minus":
        return _negative(t, i)
    if role == "ordinal" or (role == "part" and t.words[i] in t.lexicon.spelling.ordinals):
        return _ordinal(t, i)
    number = _quantity(t, i)
    if number is None or not _may_stand(t, number):
        return None
    return _ordinal_mark(t, number) or _compound_ordinal(t, number) or _of_total(t, number) or number


def _negative(t: Tokens, i: int) -> Number | None:
    if i + 1 >= t.count or t.entries[i + 1].role in ("article", "half", "minus", ""):
        return None
    number = _quantity(t, i + 1)
    if number is None:
        return None
    number.i, number.value, number.shape = i, -number.value, frozenset({"n"})
    return number


def _may_stand(t: Tokens, number: Number) -> bool:
    """Refuse words that are numbers only in name: "no one", "one of them", "a few thousand"."""
    tables = t.lexicon.spelling.tables
    word = t.words[number.i]
    if number.j == number.i + 1:
        before, after = t.words[number.i - 1], t.words[number.j]
        if before in tables["not_before"].get(word, ()):
            return False
        if after in tables["not_after"].get(word, ()):
            return False
        if word in tables["pronouns"] and _is_pronoun(t, number):
            return False
        if word in tables["verbs"] and (not before or before in '.?!"“«'):
            return not after.isalpha() or "counted" in t.entries[number.j].classes
        if word in tables["alone"] and after.isalpha() and not t.entries[number.j].classes:
            return False
    return not (t.entries[number.i].role in ("magnitude", "set", "hundred") and t.words[number.i - 1] in tables["vague"])


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
    if t.words[i + 1] in tables["not_after"].get(word, ()) or _is_prefix(t, i + 1):
        return None
    return Number(i, i + 1, value, word_shape(value, ordinal=True), ordinal=True)


def _is_prefix(t: Tokens, j: int) -> bool:
    """Tell "second-hand", "third-party" from an ordinal."""
    return t.words[j] == "-" and t.glued(j) and t.glued(j + 1) and t.words[j + 1].isalpha()


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
    if not float(number.value).is_integer() or t.words[j + 1] in ("c", "f") and t.glued(j + 1):
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
    total = _quantity(t, found[1]) if found[1] < t.count else None
    if total is None or total.value <= number.value or total.value > 1000 or total.scale != 1:
        return None
    if total.digits != number.digits or t.entries[found[1]].role == "article":
        return None
    if not float(total.value).is_integer() or not float(number.value).is_integer():
        return None
    return Number(number.i, total.j, number.value / total.value, share=True)


def _quantity(t: Tokens, i: int) -> Number | None:
    """Read a whole cardinal with its fraction: "six and a half million", "2 million 300,000"."""
    number = _halves(t, i) or _fraction(t, i) or _group(t, i)
    if number is None:
        return None
    while number.scale > 1:
        more = _rest(t, number)
        if more is None:
            break
        number = more
    return number


def _rest(t: Tokens, number: Number) -> Number | None:
    """Read what is added behind a magnitude: "… and three hundred thousand", "… e mezzo"."""
    tables = t.lexicon.spelling.tables
    j = number.j
    joined = t.words[j] in tables["and"]
    if joined:
        part = _part(t, j + 1)
        if part is not None:
            value = number.value + part.value * (number.scale if number.scale > 100 else 1)
            return Number(number.i, part.j, value)
        j += 1
    if j >= t.count or t.entries[j].role in ("article", "half", "halfnoun", "part", "set", "vulgar"):
        return None
    if t.words[j] == "," :
        return None
    rest = _group(t, j)
    if rest is None or rest.value >= number.scale:
        return None
    if rest.digits and (rest.scale == 1 and (joined or rest.value < 100 or number.digits)):
        return None
    if not number.digits and rest.digits and not (joined and rest.scale > 1):
        return None
    value = number.value + rest.value
    return Number(number.i, rest.j, value, word_shape(value), rest.scale, digits=number.digits)


def _part(t: Tokens, j: int) -> Number | None:
    """Read the half or fraction behind "and": "a half", "mezzo", "three quarters", "un quarto"."""
    spelling = t.lexicon.spelling
    k = j + 1 if t.words[j] in spelling.tables["and_articles"] else j
    if t.entries[k].role == "half" or (k > j and t.words[k] in spelling.tables["half"]):
        return Number(j, k + 1, 0.5)
    if t.entries[k].role == "vulgar":
        return Number(j, k + 1, t.entries[k].value)
    count = 1.0
    if "/" in t.words[k] and k == j and 0 < (t.entries[k].value or 0) < 1:
        return Number(j, k + 1, t.entries[k].value)
    if k == j:
        if t.entries[j].role not in ("ones", "digits"):
            return None
        count, k = t.entries[j].value, j + 1
    size = spelling.parts.get(t.words[k])
    if size and count < size:
        return Number(j, k + 1, count / size)
    return None


def _halves(t: Tokens, i: int) -> Number | None:
    """Read "half a million", "mezzo milione", "half a dozen", "half", "metà"."""
    tables = t.lexicon.spelling.tables
    if t.entries[i].role == "halfnoun":
        return Number(i, i + 1, 0.5)
    if t.entries[i].role != "half" and t.words[i] not in tables["half"]:
        return None
    j = i + 1
    while t.words[j] in tables["of"] or t.words[j] in tables["articles"] or t.words[j] in ("-", "'"):
        j += 1
    if t.lexicon.percents.ahead(t.words, j) or t.lexicon.counted.ahead(t.words, j):
        return Number(i, j, 0.5)
    if t.entries[j].role in ("magnitude", "set", "hundred") or (t.entries[j].role == "short" and j > i + 1):
        return _scaled(t, Number(i, j, 0.5))
    if not t.lexicon.tables["half_alone"] or t.entries[i - 1].role == "ordinal":
        return None
    return None if t.words[i + 1] == "-" and t.glued(i + 1) else Number(i, i + 1, 0.5)


def _fraction(t: Tokens, i: int) -> Number | None:
    """Read "two thirds", "a third of", "three quarters of a million", "un terzo del"."""
    spelling = t.lexicon.spelling
    role = t.entries[i].role
    if role == "article":
        count, j = 1.0, i + 1
    elif role in ("ones", "tens", "digits", "whole"):
        small = _small(t, i)
        if small is None:
            return None
        count, j = small.value, small.j
    else:
        return None
    hyphen = t.words[j] == "-" and t.glued(j)
    j += hyphen
    word = t.words[j]
    size = spelling.parts.get(word)
    if count > 1 and word in spelling.single_parts and not (hyphen and size and count < size):
        return None
    if size and _is_prefix(t, j + 1):
        return None
    if not size or count >= size * 100 or not float(count).is_integer():
        return None
    cents = t.lexicon.cents.ahead(t.words, j)
    if cents and (cents[1] > j + 1 or t.words[j + 1] not in spelling.tables["fraction_after"]):
        return None  # "cinquanta centesimi" is money
    if count == 1 and not _is_fraction_alone(t, j, role):
        return None
    if role == "digits" and size in (2, 4) and count > 100:
        return None
    number = Number(i, j + 1, count / size, share=True)
    k = j + 1
    if t.words[k] in spelling.tables["of"]:
        k += 1
        if t.words[k] in spelling.tables["articles"]:
            k += 1
        if t.entries[k].role == "magnitude" and k > j + 1:
            number.j = k
            return _scaled(t, number)
    return number


def _is_fraction_alone(t: Tokens, j: int, role: str) -> bool:
    """Tell "a third of the cars" from "a third car"; "one third" is never an ordinal."""
    tables = t.lexicon.spelling.tables
    word = t.words[j]
    if role != "article" and not (role == "whole" or word in tables["half"]):
        return True
    if word not in t.lexicon.spelling.ordinals and word in tables["half"]:
        return True
    after = t.words[j + 1]
    return not after or not after[0].isalpha() or after in tables["fraction_after"]


def _group(t: Tokens, i: int) -> Number | None:
    """Read a coefficient with its magnitudes: "1.3 million", "duecento mila", "a dozen"."""
    role = t.entries[i].role
    if role == "article":
        nxt = t.entries[i + 1].role
        if nxt not in ("magnitude", "set", "hundred"):
            return None
        return _scaled(t, Number(i, i + 1, 1))
    if role in ("magnitude", "hundred", "set"):
        if t.words[i] not in t.lexicon.spelling.tables["bare_magnitudes"]:
            return None
        return _scaled(t, Number(i, i, 1))
    number = _small(t, i)
    if number is None:
        return None
    number = _decimals(t, number)
    number = _mixed(t, number)
    return _scaled(t, number)


def _decimals(t: Tokens, number: Number) -> Number:
    """Read "two point five", "tre virgola venticinque"."""
    tables = t.lexicon.spelling.tables
    if t.words[number.j] not in tables["point"]:
        return number
    digits, j = "", number.j + 1
    while j < t.count and len(digits) < 12:
        if t.entries[j].role == "ones" and t.entries[j].value < 10:
            digits += str(t.entries[j].value)
        elif t.words[j] in tables["zero_digits"]:
            digits += "0"
        elif not digits and t.entries[j].role in ("tens", "whole", "ones", "digits"):
            small = _small(t, j)
            if small and small.value < 1000:
                digits, j = str(int(small.value)), small.j - 1
        else:
            break
        j += 1
    if not digits:
        return number
    return Number(number.i, j, float(f"{int(number.value)}.{digits}"), digits=number.digits)


def _mixed(t: Tokens, number: Number) -> Number:
    """Read "six and a half", "tre e mezzo", "2 1/2", "2½"."""
    tables = t.lexicon.spelling.tables
    j = number.j
    if t.words[j] in tables["and"]:
        part = _part(t, j + 1)
        if part is not None:
            return Number(number.i, part.j, number.value + part.value, digits=number.digits)
    elif t.entries[j].role == "vulgar":
        return Number(number.i, j + 1, number.value + t.entries[j].value, digits=True)
    elif number.digits and "/" in t.words[j] and t.entries[j].role == "digits" and not t.glued(j):
        value = t.entries[j].value
        if value < 1 and float(number.value).is_integer():
            return Number(number.i, j + 1, number.value + value, digits=True)
    return number


def _scaled(t: Tokens, number: Number) -> Number:
    """Multiply by the magnitudes that follow: "million", "dozen", "mila miliardi", "bn"."""
    tables = t.lexicon.spelling.tables
    while True:
        j = number.j
        if number.j > number.i and t.words[j] == "-" and t.glued(j) and t.glued(j + 1):
            j += 1
        role = t.entries[j].role
        if abs(number.value) > LARGEST:
            return number
        if t.words[j] in tables["of"] and t.entries[j + 1].role in ("magnitude", "set", "short"):
            if number.scale == 1:
                return number
            j, role = j + 1, t.entries[j + 1].role
        if role == "short":
            if not _is_magnitude(t, number, j):
                return number
        elif role not in ("magnitude", "set", "hundred"):
            return number
        elif role == "hundred" and number.value >= 100:
            return number
        elif role == "set" and t.words[j] in tables["pairs"] and number.value != 1:
            return number
        size = t.entries[j].value
        rough = number.rough or t.words[j] in tables["rough_collectives"]
        number = Number(
            number.i, j + 1, _times(number.value, size), scale=size, rough=rough,
            digits=number.digits,
        )  # fmt: skip


def _times(value: float, size: float) -> float:
    """Multiply without the noise of binary fractions: 1.1 million is 1100000."""
    product = value * size
    return round(product) if abs(product - round(product)) < 1e-6 * size else product


def _is_magnitude(t: Tokens, number: Number, j: int) -> bool:
    """Tell "5m cars" and "€5 m" from "5 m" of cloth."""
    tables = t.lexicon.spelling.tables
    word = t.words[j]
    if not t.glued(j):
        if word not in tables["glued_abbreviations"]:
            return True
        return _beside_money(t, number.i, j + 1)
    if word in tables["small_abbreviations"] and t.text[t.starts[j]].islower():
        return _beside_money(t, number.i, j + 1) or bool(t.lexicon.counted.ahead(t.words, j + 1))
    return True


def _beside_money(t: Tokens, i: int, j: int) -> bool:
    currencies = t.lexicon.currencies
    return bool(currencies.behind(t.words, i) or currencies.ahead(t.words, j))


def _small(t: Tokens, i: int) -> Number | None:
    """Read a number without magnitude: digits, a finished word, or words below a thousand."""
    entry = t.entries[i]
    if entry.role == "digits":
        word = t.words[i]
        shape = frozenset(entry.classes)
        return Number(i, i + 1, entry.value, shape, digits=True)
    if entry.role == "vulgar":
        return Number(i, i + 1, entry.value)
    if entry.role == "whole":
        return Number(i, i + 1, entry.value, word_shape(entry.value))
    number = _below_hundred(t, i)
    if number is None:
        return None
    return _spoken(t, number) or _hundreds(t, number)


def _below_hundred(t: Tokens, i: int) -> Number | None:
    role = t.entries[i].role
    if role == "ones":
        return Number(i, i + 1, t.entries[i].value, word_shape(t.entries[i].value))
    if role != "tens":
        return None
    value, j = t.entries[i].value, i + 1
    k = j + 1 if t.words[j] == "-" else j
    if t.entries[k].role == "ones" and 0 < t.entries[k].value < 10:
        value, j = value + t.entries[k].value, k + 1
    return Number(i, j, value, word_shape(value))


def _hundreds(t: Tokens, number: Number) -> Number:
    if t.entries[number.j].role != "hundred" or number.value > 99:
        return number
    value, j = number.value * 100, number.j + 1
    k = j + 1 if t.words[j] in t.lexicon.spelling.tables["and"] or t.words[j] == "-" else j
    rest = _below_hundred(t, k)
    if rest is not None and rest.value > 0:
        value, j = value + rest.value, rest.j
    return Number(number.i, j, value, word_shape(value))


def _spoken(t: Tokens, number: Number) -> Number | None:
    """Read numbers as they are spoken: "nineteen ninety", "one twenty two"."""
    if not t.lexicon.spelling.tables["spoken_years"] or not number.value:
        return None
    k = number.j
    if t.words[k : k + 1] and t.words[k] in t.lexicon.spelling.tables["zero_digits"]:
        k += 1
    rest = _below_hundred(t, k)
    if rest is None or t.entries[rest.j].role in ("hundred", "magnitude"):
        return None
    value = number.value * 100 + rest.value
    if 11 <= number.value <= 20 and (rest.value >= 10 or k > number.j):
        return Number(number.i, rest.j, value, word_shape(value, year=True))
    if number.value < 10 and rest.value >= 10 and k == number.j:
        return Number(number.i, rest.j, value, word_shape(value))
    return None

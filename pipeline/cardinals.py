"""Cardinal numbers in running text: digits, words and both mixed, with their fractions."""

from __future__ import annotations

from dataclasses import dataclass

from .digits import word_shape
from .tokens import Tokens

#: Numbers grow no further by magnitude words, so that no text makes an infinite one.
LARGEST = 1e24


#: Roles of words that a small number starts with; it can count the parts of a fraction.
SMALL_ROLES = frozenset({"ones", "tens", "digits", "whole"})


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


def read_quantity(t: Tokens, i: int) -> Number | None:
    """Read a whole cardinal with its fraction: "six and a half million", "2 million 300,000"."""
    role = t.entries[i].role
    if role in ("half", "halfnoun", "part"):
        return _halves(t, i)
    small = _small(t, i) if role in SMALL_ROLES else None
    number = _fraction(t, small or Number(i, i + 1, 1)) if small or role == "article" else None
    number = number or _group(t, i, small)
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
    j = number.j
    joined = t.words[j] in t.lexicon.spelling.tables["and"]
    if joined:
        part = _part(t, j + 1)
        if part is not None:
            value = number.value + part.value * (number.scale if number.scale > 100 else 1)
            return Number(number.i, part.j, value)
        j += 1
    role, after = t.entries[j].role, t.entries[j + 1].role
    counts = role in SMALL_ROLES or (role == "article" and after == "magnitude")
    rest = _group(t, j) if counts else None
    if rest is None or rest.value >= number.scale or not _continues(number, rest, joined=joined):
        return None
    value = number.value + rest.value
    return Number(number.i, rest.j, value, word_shape(value), rest.scale, digits=number.digits)


def _continues(number: Number, rest: Number, *, joined: bool) -> bool:
    """Tell "2 million 300 thousand", "cinque milioni e 300 mila" from two numbers in a row."""
    if not rest.digits:
        return True
    if rest.scale == 1 and (joined or rest.value < 100 or number.digits):
        return False
    return number.digits or rest.scale > 1


def _part(t: Tokens, j: int) -> Number | None:
    """Read the half or fraction behind "and": "a half", "mezzo", "three quarters", "un quarto"."""
    spelling = t.lexicon.spelling
    k = _past_hyphen(t, j + 1) if t.words[j] in spelling.tables["and_articles"] else j
    if t.entries[k].role == "half" or (k > j and t.words[k] in spelling.tables["half"]):
        return Number(j, k + 1, 0.5)
    if t.entries[k].role == "vulgar":
        return Number(j, k + 1, t.entries[k].value)
    count = 1.0
    if "/" in t.words[k] and k == j and t.entries[k].role == "digits" and t.entries[k].value < 1:
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
    if t.words[i] not in tables["half"]:
        return None
    j = i + 1
    while t.words[j] in t.lexicon.half_links:
        j += 1
    if t.lexicon.percents.ahead(t.words, j) or t.lexicon.counted.ahead(t.words, j):
        return Number(i, j, 0.5)
    role = t.entries[j].role
    if role in ("magnitude", "set", "hundred") or (role == "short" and j > i + 1):
        return _scaled(t, Number(i, j, 0.5))
    if t.entries[i - 1].role == "ordinal" or not (t.lexicon.tables["half_alone"] or t.count == 1):
        return None
    return None if t.words[i + 1] == "-" and t.glued(i + 1) else Number(i, i + 1, 0.5)


def _fraction(t: Tokens, count: Number) -> Number | None:
    """Read "two thirds", "a third of", "three quarters of a million", "un terzo del"."""
    j = count.j
    hyphen = t.words[j] == "-" and t.glued(j)
    j += hyphen
    size = t.lexicon.spelling.part(t.words[j], t.entries[j].value)
    if size is None or not _divides(t, count, j, size, hyphen=hyphen):
        return None
    number = Number(count.i, j + 1, count.value / size, share=True)
    million = _of_magnitude(t, j + 1)
    if million:
        number.j = million
        return _scaled(t, number)
    return number


def _divides(t: Tokens, count: Number, j: int, size: float, *, hyphen: bool) -> bool:
    """Tell whether token j is the denominator of a count and not an ordinal, money or a name."""
    spelling, word = t.lexicon.spelling, t.words[j]
    value = count.value
    if value > 1 and spelling.is_single_part(word) and not (hyphen and value < size):
        return False
    if is_prefix(t, j + 1) or value >= size * 100 or not float(value).is_integer():
        return False
    before = t.entries[count.i - 1]
    if "unit" in t.entries[j].classes and ("rel" in before.classes or before.role == "ordinal"):
        return False  # "the last two quarters"
    cents = t.lexicon.cents.ahead(t.words, j)
    if cents and (cents[1] > j + 1 or t.words[j + 1] not in spelling.tables["fraction_after"]):
        return False  # "cinquanta centesimi" is money
    return value != 1 or _is_fraction_alone(t, j, t.entries[count.i].role)


def _of_magnitude(t: Tokens, j: int) -> int:
    """Return where the magnitude of "three quarters of a million" stands, 0 if there is none."""
    tables = t.lexicon.spelling.tables
    if t.words[j] not in tables["of"]:
        return 0
    j += 1
    if t.words[j] in tables["articles"]:
        j += 1
    return j if t.entries[j].role == "magnitude" else 0


def is_prefix(t: Tokens, j: int) -> bool:
    """Tell "second-hand", "third-party" from an ordinal."""
    return t.words[j] == "-" and t.glued(j) and t.glued(j + 1) and t.words[j + 1].isalpha()


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


def _group(t: Tokens, i: int, small: Number | None = None) -> Number | None:
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
    number = small or _small(t, i)
    if number is None:
        return None
    number = _decimals(t, number)
    number = _mixed(t, number)
    return _scaled(t, number)


def _past_hyphen(t: Tokens, j: int) -> int:
    """Return the token behind the hyphen of "two-and-a-half", or the token itself."""
    return j + 1 if t.words[j] == "-" and t.glued(j) and t.glued(j + 1) else j


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
    j = _past_hyphen(t, number.j)
    if t.words[j] in tables["and"]:
        part = _part(t, _past_hyphen(t, j + 1))
        if part is not None:
            return Number(number.i, part.j, number.value + part.value, digits=number.digits)
    elif t.entries[j].role == "vulgar":
        return Number(number.i, j + 1, number.value + t.entries[j].value, digits=True)
    elif number.digits and "/" in t.words[j] and t.entries[j].role == "digits":
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
        if abs(number.value) > LARGEST:
            return number
        if t.words[j] in tables["of"] and t.entries[j + 1].role in ("magnitude", "set", "short"):
            if number.scale == 1:
                return number
            j += 1
        if not _multiplies(t, number, j):
            return number
        size = t.entries[j].value
        rough = number.rough or t.words[j] in tables["rough_collectives"]
        number = Number(
            number.i, j + 1, _times(number.value, size), scale=size, rough=rough,
            digits=number.digits,
        )  # fmt: skip


def _multiplies(t: Tokens, number: Number, j: int) -> bool:
    role = t.entries[j].role
    if role == "short":
        return _is_magnitude(t, number, j)
    if role == "hundred":
        return number.value < 100
    if role == "set":
        return number.value == 1 or t.words[j] not in t.lexicon.spelling.tables["pairs"]
    return role == "magnitude"


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
        shape = frozenset(entry.classes)
        return Number(i, i + 1, entry.value, shape, digits=True)
    if entry.role == "vulgar":
        return Number(i, i + 1, entry.value)
    if entry.role == "whole":
        return _whole(t, i)
    number = _below_hundred(t, i)
    if number is None:
        return None
    return _spoken(t, number) or _hundreds(t, number)


def _whole(t: Tokens, i: int) -> Number:
    """Read finished words that add up: "ventimila e cinquecento", "duecento tre"."""
    value, j = t.entries[i].value, i + 1
    between = t.lexicon.ranges["between"].behind(t.words, i)
    while not between:
        k = j + 1 if t.words[j] in t.lexicon.spelling.tables["and"] else j
        more = t.entries[k].value if t.entries[k].role in ("whole", "ones", "tens") else 0
        room = 1000 if value % 1000 == 0 else 100 if value % 100 == 0 else 0
        if not 0 < more < room:
            break
        value, j = value + more, k + 1
    return Number(i, j, value, word_shape(value))


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

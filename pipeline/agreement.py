"""Whether two mentions say the same: names, amounts, dates and texts (facts.md, "Scoring")."""

from __future__ import annotations

import calendar
import re
import unicodedata
from collections import Counter
from collections.abc import Callable
from functools import cache, lru_cache

from .facts import Amount, Mention
from .language import languages, read_language

TEXT_F1 = 0.5
WORDS_F1 = 0.8
TOLERANCE = 0.005
HALF = 0.5

#: ISO 4217. The shape alone does not tell money: `SUV` is an item.
_CODES = (
    "AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BHD BIF BMD BND BOB BRL BSD BTN BWP"
    " BYN BZD CAD CDF CHF CLF CLP CNH CNY COP CRC CUP CVE CZK DEM DJF DKK DOP DZD EGP ERN ESP ETB"
    " EUR FJD FKP FRF GBP GEL GHS GIP GMD GNF GTQ GYD HKD HNL HRK HTG HUF IDR ILS INR IQD IRR ISK"
    " ITL JMD JOD JPY KES KGS KHR KMF KPW KRW KWD KYD KZT LAK LBP LKR LRD LSL LYD MAD MDL MGA MKD"
    " MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD OMR PAB PEN PGK PHP PKR PLN"
    " PYG QAR RON RSD RUB RWF SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS"
    " TMT TND TOP TRY TTD TWD TZS UAH UGX USD UYU UZS VED VES VND VUV WST XAF XCD XOF XPF YER ZAR"
    " ZMW ZWL"
)
CURRENCIES = frozenset(_CODES.split())
ANY_CURRENCY = "XXX"

_INITIAL = re.compile(r"\b(\w)\.")
_WORD = re.compile(r"\w+")
_DATE = re.compile(r"(\d{4}|\d{3}X|\d\dXX|XXXX)(?:-(\d\d|XX)(?:-(\d\d|\dX|XX))?)?[~?%]?")
#: EDTF seasons (northern) and quarters, as first and last month
_SEASONS = {"21": (3, 5), "22": (6, 8), "23": (9, 11)} | {
    str(33 + quarter): (3 * quarter + 1, 3 * quarter + 3) for quarter in range(4)
}


def agreement(gold: Mention, predicted: Mention, *, types: tuple[str, ...]) -> float:
    """Return how far two mentions of a role of these types agree: 1, 0.5 (half a date) or 0."""
    if gold.entity is not None and gold.entity == predicted.entity:
        return 1.0
    left, right = gold.value, predicted.value
    if isinstance(left, str) and isinstance(right, str):
        return _compare(left, right, types)
    if isinstance(left, Amount) and isinstance(right, Amount):
        return amounts_agree(left, right)
    return 0.0


def names_agree(left: str, right: str) -> float:
    """Return 1 where names are equal, or one is the other's first or last words.

    Case, accents, the dots of initials and leading articles and titles do not count.
    """
    short, long = sorted((_name(left), _name(right)), key=len)
    if not short:
        return _equal(left, right)
    return float(short in (long[: len(short)], long[-len(short) :]))


def texts_agree(left: str, right: str) -> float:
    """Return 1 where texts share half of their words (F1), or agree as names."""
    return float(_token_f1(left, right) >= TEXT_F1 or names_agree(left, right) == 1)


def words_agree(left: str, right: str) -> float:
    """Return 1 where quoted words are the same but for a fifth (token F1 of 0.8)."""
    return float(_token_f1(left, right) >= WORDS_F1)


def amounts_agree(left: Amount, right: Amount) -> float:
    """Return 1 where numbers are within 0.5 % and both are one currency, percent or counts."""
    ends = ((left.number, right.number), (_upper(left), _upper(right)))
    return float(_same_dimension(left.unit, right.unit) and all(_close(*end) for end in ends))


def dates_agree(left: str, right: str) -> float:
    """Return 1 for the same EDTF, 0.5 where one contains the other, else 0."""
    if left == right:
        return 1.0
    return HALF if _contains(left, right) or _contains(right, left) else 0.0


def is_edtf(text: str) -> bool:
    """Tell whether a text is a date, season, quarter or interval in the EDTF that facts.md uses."""
    first, slash, last = text.partition("/")
    if not slash:
        return _span(first) is not None
    spans = [_span(end) for end in (first, last) if end != ".."]
    if not spans or None in spans:
        return False
    known = [span for span in spans if span]
    return "XXXX" in text or known[0][0] <= known[-1][1]


def _equal(left: str, right: str) -> float:
    return float(left == right)


COMPARE: dict[str, Callable[[str, str], float]] = {
    "person": names_agree,
    "organization": names_agree,
    "place": names_agree,
    "product": names_agree,
    "event": names_agree,
    "item": texts_agree,
    "text": texts_agree,
    "words": words_agree,
    "date": dates_agree,
}


@lru_cache(maxsize=500_000)  # an article says the same few names again and again
def _compare(left: str, right: str, types: tuple[str, ...]) -> float:
    return max(compare(left, right) for compare in _comparers(types))


@cache
def _comparers(types: tuple[str, ...]) -> tuple[Callable[[str, str], float], ...]:
    """Return how values of these types are compared; words of a closed list must be equal."""
    known = dict.fromkeys(COMPARE[name] for name in types if name in COMPARE)
    return tuple(known) or (_equal,)


@lru_cache(maxsize=100_000)
def _tokens(text: str) -> tuple[str, ...]:
    plain = unicodedata.normalize("NFKD", _INITIAL.sub(r"\1", text))
    return tuple(
        _WORD.findall("".join(c for c in plain if not unicodedata.combining(c)).casefold())
    )


@lru_cache(maxsize=100_000)
def _name(text: str) -> tuple[str, ...]:
    tokens = _tokens(text)
    while len(tokens) > 1 and tokens[0] in _leading_words():
        tokens = tokens[1:]
    return tokens


@cache
def _leading_words() -> frozenset[str]:
    """Return the articles and titles of all languages: Italian news names English papers too."""
    tables = (read_language(lang).get("agreement", {}) for lang in languages())
    words = (word for table in tables for word in table.get("leading", ()))
    return frozenset(token for word in words for token in _tokens(word))


def _token_f1(left: str, right: str) -> float:
    ours, theirs = _tokens(left), _tokens(right)
    if not ours or not theirs:
        return _equal(left, right)
    # most pairs share nothing: the cheap test first keeps 500 facts an article fast
    if set(ours).isdisjoint(theirs):
        return 0.0
    common = (Counter(ours) & Counter(theirs)).total()
    return 2 * common / (len(ours) + len(theirs))


def _upper(amount: Amount) -> float:
    return amount.number if amount.number_to is None else amount.number_to


def _close(left: float, right: float) -> bool:
    return abs(left - right) <= TOLERANCE * max(abs(left), abs(right))


def _same_dimension(left: str, right: str) -> bool:
    ours, theirs = _dimension(left), _dimension(right)
    if ANY_CURRENCY in (ours, theirs):
        return {ours, theirs} <= CURRENCIES | {ANY_CURRENCY}
    return ours == theirs


def _dimension(unit: str) -> str:
    """Return a unit's currency or `percent`, without its rate; `count` for any item."""
    base = unit.partition("/")[0]
    return base if base in CURRENCIES or base in (ANY_CURRENCY, "percent") else "count"


def _contains(coarse: str, fine: str) -> bool:
    """Tell whether the days of one EDTF lie within those of another."""
    outer_digits, inner_digits = _pattern(coarse), _pattern(fine)
    if outer_digits and inner_digits:
        return all(c in ("X", f) for c, f in zip(outer_digits, inner_digits, strict=True))
    if "XXXX" in coarse + fine:  # without years only dates of one shape compare
        return False
    outer, inner = _interval(coarse), _interval(fine)
    return bool(outer and inner and outer[0] <= inner[0] and inner[1] <= outer[1])


def _pattern(text: str) -> str | None:
    """Return a simple date as `YYYYMMDD` with X for what is open; None for anything else."""
    match = _DATE.fullmatch(text)
    if not match or match[2] in _SEASONS or match[2] == "24":
        return None
    return match[1] + (match[2] or "XX") + (match[3] or "XX")


def _interval(text: str) -> tuple[int, int] | None:
    """Return first and last day of an EDTF as numbers YYYYMMDD; None where it is malformed."""
    first, slash, last = text.partition("/")
    if not slash:
        return _span(text)
    low = (0, 0) if first == ".." else _span(first)
    high = (99999999, 99999999) if last == ".." else _span(last)
    return (low[0], high[1]) if low and high else None


@lru_cache(maxsize=10_000)
def _span(text: str) -> tuple[int, int] | None:
    """Return first and last day of a date without a slash; None where there is no such date."""
    match = _DATE.fullmatch(text)
    if not match:
        return None
    years = int(match[1].replace("X", "0")), int(match[1].replace("X", "9"))
    months = _months(match[2] or "XX")
    if months is None or (match[3] and match[2] in _SEASONS):
        return None
    length = calendar.monthrange(max(years[1], 1), months[1])[1]
    if match[1].startswith("XXXX") and months[1] == 2:
        length = 29
    day = match[3] or "XX"
    days = (1, length) if "X" in day else (int(day), int(day))
    if not 1 <= days[0] <= days[1] <= length:
        return None
    return _number(years[0], months[0], days[0]), _number(years[1], months[1], days[1])


def _months(text: str) -> tuple[int, int] | None:
    if text == "XX":
        return 1, 12
    if text == "24":  # winter crosses the year: its year is that of December, and December is sure
        return 12, 12
    if text in _SEASONS:
        return _SEASONS[text]
    return (int(text), int(text)) if 1 <= int(text) <= 12 else None


def _number(year: int, month: int, day: int) -> int:
    return (year * 100 + month) * 100 + day

"""Texts a second and cases right: `pipeline.values` beside dateparser, quantulum3 and text2num.

Run as `python bench/values.py` after `pip install -e .[bench]`. The cases are our own tables
(tests/values_*.tsv), so they say how the tools compare, not how good any of them is elsewhere.
Each tool sees only the kind of case it is made for, and only the value counts, not its place.
"""

from __future__ import annotations

import re
import time
import warnings
from collections.abc import Callable, Iterable
from datetime import datetime
from pathlib import Path

from pipeline.facts import Amount
from pipeline.values import Value, find_values

TABLES = Path(__file__).parents[1] / "tests"
DAY = "2024-04-10"
#: part → the types of expected values that belong to it
PARTS = {
    "numerals": {"number"},
    "percent": {"percent"},
    "money": {"money"},
    "single days": {"date"},
}
Case = tuple[str, str]
Reader = Callable[[str, str], str]


def read_cases(lang: str, part: str) -> list[Case]:
    """Return (text, expected value) for the texts that hold exactly one value of a part."""
    cases = []
    for line in (TABLES / f"values_{lang}.tsv").read_text(encoding="utf-8").splitlines():
        text, _, expected = line.partition("\t")
        kind, _, value = expected.partition(" ")
        if text.startswith("#") or " | " in expected or kind not in PARTS[part]:
            continue
        if part == "single days" and not re.fullmatch(r"\d{4}-\d\d-\d\d", value):
            continue
        cases.append((text, value.split()[0]))
    return cases


def show(number: float) -> str:
    """Return a number as the tables write it."""
    return f"{number:.10g}" if abs(number) < 1e9 else f"{number:.0f}"


def ours(text: str, lang: str) -> str:
    """Return the first value that we find."""

    def plain(value: Value) -> str:
        if isinstance(value.value, Amount):
            return show(value.value.number)
        return value.value if isinstance(value.value, str) else show(value.value)

    return next((plain(value) for value in find_values(text, lang=lang, date=DAY)), "")


def with_dateparser(text: str, lang: str) -> str:
    """Return the first day that dateparser finds in the text."""
    from dateparser.search import search_dates

    settings = {"RELATIVE_BASE": datetime.fromisoformat(DAY)}
    found = search_dates(text, languages=[lang], settings=settings)
    return found[0][1].date().isoformat() if found else ""


def with_quantulum(text: str, lang: str) -> str:
    """Return the first quantity that quantulum3 finds; it reads English only."""
    from quantulum3 import parser

    found = parser.parse(text, lang=f"{lang}_{lang.upper()}" if lang != "en" else "en_US")
    return show(found[0].value) if found else ""


def with_text2num(text: str, lang: str) -> str:
    """Return the first number after text2num has put digits for words."""
    from text_to_num import alpha2digit

    digits = re.search(r"-?\d+(?:[.,]\d+)?", alpha2digit(text, lang))
    return show(float(digits.group().replace(",", "."))) if digits else ""


PEERS: dict[str, tuple[Reader, tuple[str, ...], tuple[str, ...]]] = {
    "dateparser": (with_dateparser, ("en", "it"), ("single days",)),
    "quantulum3": (with_quantulum, ("en",), ("numerals", "percent", "money")),
    "text2num": (with_text2num, ("en", "it"), ("numerals",)),
}


def measure(read: Reader, lang: str, cases: Iterable[Case]) -> tuple[int, float]:
    """Return how many cases come out right, and the seconds of processor time for all of them."""
    cases = list(cases)
    for text, _ in cases:  # what a tool loads on first use is not counted
        _answer(read, text, lang)
    start = time.process_time()
    answers = [_answer(read, text, lang) for text, _ in cases]
    seconds = time.process_time() - start
    right = sum(a == e for a, (_, e) in zip(answers, cases, strict=True))
    return right, seconds


def _answer(read: Reader, text: str, lang: str) -> str:
    try:
        return read(text, lang)
    except (ValueError, KeyError, IndexError, AttributeError, TypeError, OverflowError):
        return ""  # a peer that breaks on a text has not read it


def main() -> None:
    """Print the table."""
    warnings.simplefilter("ignore")
    print(f"{'lang':5}{'part':14}{'tool':12}{'right':>8}{'of':>6}{'share':>8}{'texts/s':>10}")
    for lang in ("en", "it"):
        for part in PARTS:
            cases = read_cases(lang, part)
            tools = {"ours": ours} | {
                name: read
                for name, (read, langs, parts) in PEERS.items()
                if lang in langs and part in parts
            }
            for name, read in tools.items():
                right, seconds = measure(read, lang, cases)
                share, speed = right / len(cases), len(cases) / max(seconds, 1e-9)
                print(
                    f"{lang:5}{part:14}{name:12}{right:8}{len(cases):6}{share:8.0%}{speed:10,.0f}"
                )


if __name__ == "__main__":
    main()

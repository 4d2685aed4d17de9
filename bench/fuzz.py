"""Fuzz what meets foreign input first: reading (texts and bytes) and values, by Hypothesis.

Run as `python bench/fuzz.py --inputs 1000000 --log fuzz.log`. Each target gets its share of the
inputs. A finding is an exception that is no ReadError, a broken promise (offsets, clean characters,
finite numbers) or an input that takes over `SLOW` seconds of processor time; each is written to the
log once, shrunk, and the run goes on. `docs/robustness.md` tells what was found and mended.
"""

from __future__ import annotations

import argparse
import io
import json
import sys
import time
import traceback
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

from pipeline.decode import clean_characters
from pipeline.errors import ReadError
from pipeline.facts import Article
from pipeline.read import READERS, Source, read_text
from pipeline.values import find_values

TABLES = Path(__file__).parents[1] / "tests"
#: examples under one seed; Hypothesis remembers all of them until then
ROUND = 1_000
#: texts of an example, and bytes that a text is made of
TEXTS, BYTES = 20, 48
#: processor seconds for one input of at most some 100,000 characters
SLOW = 5.0
SENTENCES = (
    "Ford will open a battery plant near Canterbury in the spring, the company said on Monday.",
    "«Puntiamo a un milione di veicoli», ha detto il ministro Adolfo Urso ai giornalisti.",
    "“We are not leaving,” said Jane Doe, the chief executive. “Not now, not in 2030.”",
    "Nel 2024 la produzione è scesa del 36,8% a 475.000 unità, secondo i dati dell'associazione.",
    "Share this article", "Leggi anche:", "Home > News > Cars", "By Jane Doe", "© 2024 Reuters",
    "Photo: Reuters/John Doe", "- 1.200 addetti", "* * *", "24 aprile 2025", "TURIN, April 24 –",
)  # fmt: skip
#: what trips readers: rare spaces, controls, marks of direction, halves, joined and huge characters
STRANGE = (
    "\x00", "\x07", "\x1b[31m", "\x1c", "\x85", "\u2028", "\u2029", "\v", "\f", "\r", "\r\n", "\t",
    "\xa0", "\u2007", "\u202f", "\u3000", "\u200b", "\u200d", "\u202e", "\u2066", "\ufeff", "\xad",
    "\ud800", "\udfff", "\udc80", "\ufffd", "\uffff", "e\u0301", "\u0301" * 3, "İ", "ı", "ß", "ﬁ",
    "ſ", "Å", "²", "½", "Ⅻ", "٣", "１", "𝟙", "①", "零", "😀", "👩‍👩‍👧", "🇮🇹", "‰", "€", "$", "£",
    "¥", "₿",
    "…", "–", "—", "-", "'", "’", "‘", '"', "“", "”", "„", "«", "»", "‹", "(", ")", "[", "]",
    "{", "}",
    "<", ">", "&amp;", "&#0;", "%", "/", "\\", "|", "_", "*", "#", "@", "+", "=", "~", "^", "`",
    ".", ",", ";", ":", "!", "?", "°", "º", "ª", "\n", "\n\n", " ", "  ",
)  # fmt: skip
NUMBERS = (
    "0", "1", "00", "7", "12", "31", "32", "99", "1999", "2024", "9999", "10000", "1e999", "1e-9",
    "1.000", "1,000", "1.000.000", "1,5", "1.5", "1.2.3", "1,2,3", "0,0", "-1", "+1", ".5", "5.",
    "1/2", "3/0", "0/0", "31/02/2024", "2024-13-45", "2024-02-30", "0000-00-00", "12:60", "24h",
    "9" * 30, "9" * 400, "2020-21", "1990s", "'90", "anni '90", "XXI", "IV", "1st", "3rd", "2°",
    "20%",
)  # fmt: skip
HTML = (
    "<html>", "<body>", "<p>", "</p>", "<article>", "<div>", "</div>", "<table><tr><td>", "<br>",
    "<li>",
    "<h1>", "</h1>", "<script>", "<style>", "<!--", "-->", "<![CDATA[", "<svg>", "<math>",
    "<a href='",
    "<meta charset=", "utf-7", "<title>", "</title>", "&#x110000;", "&nbsp;", "<blockquote>",
    "<p", "'>",
    '<meta property="article:published_time" content="', "<time datetime='",
    "<?xml version='1.0'?>",
)  # fmt: skip
JSON = (
    '{"text": "', '"}', '"', "\\u0000", "\\ud800", "\\", ', "title": ', ', "date": "',
    ', "lang": "it"', ', "id": ', "null", "[]", "{}", "1e999", "NaN", "true", "[[[[", "{", "}",
    "\n", ":", ", ",
)  # fmt: skip


@dataclass
class Tally:
    """What a run of the fuzzer has done so far."""

    inputs: dict[str, int] = field(default_factory=dict)
    findings: dict[str, str] = field(default_factory=dict)


@cache
def pieces(lang: str) -> tuple[str, ...]:
    """Return what texts of a language are made of: words of our tables of values, and the rest."""
    table = (TABLES / f"values_{lang}.tsv").read_text(encoding="utf-8")
    words = {word for line in table.splitlines() for word in line.partition("\t")[0].split()}
    return (*SENTENCES, *STRANGE, *STRANGE, *NUMBERS, *NUMBERS, *sorted(words)[::3])


def texts(*more: str, lang: str = "en") -> st.SearchStrategy[list[str]]:
    """Return a strategy of some texts: pieces in any order, now and then one of them very often.

    They are mapped from bytes, two a piece, since one draw of many bytes costs Hypothesis a
    hundredth of so many draws of pieces.
    """
    known = ("", *more, *pieces(lang))

    def build(data: bytes) -> str:
        glue = (" ", " ", "", "\n")[data[0] % 4]
        size = 4 + data[2] % (BYTES - 4)
        numbers = (
            256 * high + low for high, low in zip(data[4:size:2], data[5:size:2], strict=False)
        )
        chosen = [known[number % len(known)] for number in numbers]
        if data[1] > 250:
            chosen = [*chosen, known[data[3] * 7 % len(known)] * data[0] * 8]
        return glue.join(chosen)

    drawn = st.binary(min_size=BYTES * TEXTS, max_size=BYTES * TEXTS)
    return drawn.map(lambda data: [build(data[i : i + BYTES]) for i in range(0, len(data), BYTES)])


def coded(text: st.SearchStrategy[list[str]]) -> st.SearchStrategy[list[bytes]]:
    """Return a strategy of texts as bytes of some encoding, half of them with broken bytes."""
    codes = ("utf-8", "utf-8", "utf-8", "cp1252", "mac_roman", "utf-16", "utf-8-sig", "utf-7")

    def build(made: str, number: bytes) -> bytes:
        data = made.encode(codes[number[4] % len(codes)], errors="replace")
        at = 2 * number[0] if number[4] > 127 else 0
        return data[:at] + number[1:4] + data[at:] if at else data

    breaks = st.binary(min_size=5 * TEXTS, max_size=5 * TEXTS)
    return st.tuples(text, breaks).map(
        lambda x: [build(made, x[1][5 * i : 5 * i + 5]) for i, made in enumerate(x[0])]
    )


# --- what must hold ------------------------------------------------------------------------------


def check_values(text: str, lang: str) -> None:
    """Check the places and the numbers of the values of a text."""
    last = 0
    for value in find_values(text, lang=lang, date="2024-04-10"):
        assert last <= value.start < value.end, "values overlap"
        assert text[value.start : value.end] == value.text, "a value is not where it says"
        if value.item:
            assert text[value.item.start : value.item.end] == value.item.text, "an item neither"
        json.dumps(value.to_json(), allow_nan=False)
        last = value.end


def check_article(article: Article) -> None:
    """Check that an article's text is clean and can be written."""
    assert article.text.strip(), "an empty article"
    assert clean_characters(article.text) == article.text, "characters that are not clean"
    assert all(map(str.strip, article.text.split("\n\n"))), "an empty paragraph"
    "".join(filter(None, (article.text, article.title, article.date))).encode()


def check_text(text: str, lang: str) -> None:
    """Check a text through `read_text`."""
    check_article(read_text(text, lang=lang))


def check_bytes(data: bytes, suffix: str, lang: str | None) -> None:
    """Check bytes through the reader of a format."""
    for article in READERS[suffix](io.BytesIO(data), Source("x", "x", lang, None)):
        if isinstance(article, Article):
            check_article(article)


@dataclass(frozen=True)
class Target:
    """Something to fuzz, with its share of the inputs."""

    share: float
    inputs: st.SearchStrategy[list[Any]]
    check: Callable[..., None]
    options: tuple[object, ...] = ()


def targets() -> dict[str, Target]:
    """Return all targets by name."""
    en, it = texts(lang="en"), texts(lang="it")
    return {
        "values-en": Target(0.25, en, check_values, ("en",)),
        "values-it": Target(0.25, it, check_values, ("it",)),
        "text-en": Target(0.16, en, check_text, ("en",)),
        "text-it": Target(0.16, it, check_text, ("it",)),
        "txt": Target(0.09, coded(it), check_bytes, (".txt", "it")),
        "jsonl": Target(0.06, coded(texts(*JSON * 5)), check_bytes, (".jsonl", "en")),
        "language": Target(0.01, coded(it), check_bytes, (".txt", None)),
        "html": Target(0.02, coded(texts(*HTML * 9, lang="it")), check_bytes, (".html", "it")),
    }


# --- the loop ------------------------------------------------------------------------------------


def fuzz(name: str, target: Target, wanted: int, tally: Tally, *, first: int = 0) -> None:
    """Give a target so many inputs, in rounds of different seeds, and note what it finds."""
    tally.inputs.setdefault(name, 0)
    number = first
    while tally.inputs[name] < wanted:
        examples = min(ROUND, -(-(wanted - tally.inputs[name]) // TEXTS))
        try:
            _round(name, target, examples, number, tally)()
        except BaseException as error:  # anything is a finding
            if isinstance(error, KeyboardInterrupt):
                raise
            _note(name, error, tally)
        number += 1


def _round(
    name: str, target: Target, examples: int, number: int, tally: Tally
) -> Callable[[], None]:
    @seed(number)
    @settings(
        max_examples=examples, database=None, deadline=None, derandomize=False,
        phases=(Phase.generate, Phase.shrink), suppress_health_check=list(HealthCheck),
        report_multiple_bugs=False,
    )  # fmt: skip
    @given(target.inputs)
    def once(given: list[Any]) -> None:
        for one in given:
            tally.inputs[name] += 1
            begun = time.process_time()
            with suppress(ReadError):
                target.check(one, *target.options)
            took = time.process_time() - begun
            assert took < SLOW, f"slow: {took:.1f} s for {len(one)} characters"

    return once


def _note(name: str, error: BaseException, tally: Tally) -> None:
    frames = traceback.extract_tb(error.__traceback__)
    ours = [frame for frame in frames if "pipeline" in frame.filename] or frames[-1:]
    said = str(error).split("\n", 1)[0][:80] if isinstance(error, AssertionError) else ""
    where = f"{name} {type(error).__name__} {Path(ours[-1].filename).name}:{ours[-1].lineno} {said}"
    if where not in tally.findings:
        tally.findings[where] = "\n".join([where, str(error)[:2000], *error.__notes__[:3]])


def main() -> None:
    """Run the fuzzer from the command line; exit code 1 where it has found something."""
    ask = argparse.ArgumentParser(description=__doc__)
    ask.add_argument("--inputs", type=int, default=10_000)
    ask.add_argument("--seed", type=int, default=0)
    ask.add_argument("--only", help="targets, by commas")
    ask.add_argument("--log", type=Path, help="write findings and counts here as well")
    asked = ask.parse_args()
    log = asked.log.open("a", encoding="utf-8", buffering=1) if asked.log else sys.stderr
    chosen = {k: t for k, t in targets().items() if not asked.only or k in asked.only.split(",")}
    whole = sum(target.share for target in chosen.values())
    tally, begun, told = Tally(), time.monotonic(), 0
    for tenth in range(1, 11):  # all targets early, so that a run cut short has seen each
        for name, target in chosen.items():
            wanted = round(asked.inputs * target.share / whole * tenth / 10)
            fuzz(name, target, wanted, tally, first=asked.seed + tenth * 100_000)
        for finding in list(tally.findings.values())[told:]:
            print(ascii(finding).replace("\\n", "\n"), file=log)
        told = len(tally.findings)
        spent = time.monotonic() - begun
        done = sum(tally.inputs.values())
        print(f"{done:,} inputs in {spent:.0f} s, {told} findings: {tally.inputs}", file=log)
    sys.exit(1 if tally.findings else 0)


if __name__ == "__main__":
    main()

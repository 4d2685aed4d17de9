"""Articles without end, for the measures of batch runs: sentences of the corpus, recombined.

Every article is new: sentences are drawn anew, some of their names are made up on the spot, and
their numbers change. Only odd-numbered articles of the corpus give sentences; the others are what
rules are tested on.
"""

from __future__ import annotations

import json
import random
import re
from collections.abc import Iterator
from datetime import date, timedelta
from functools import cache

from pipeline.config import CORPUS

SYLLABLES = (
    *("ba", "ce", "di", "fo", "gu", "la", "me", "ni", "po", "ru", "sa", "te", "vi", "zo"),
    *("bra", "cle", "dri", "flo", "gra", "pre", "sto", "tre"),
)
_SENTENCE = re.compile(r"(?<=[.!?])\s+(?=[A-ZÀ-Ý«“\"])")
_NAME = re.compile(r"(?<=[a-zà-ÿ,] )[A-ZÀ-Ý][a-zà-ÿ]{3,}\b")
_NUMBER = re.compile(r"\b[1-9]\d{1,2}\b")


@cache
def sentences(lang: str) -> tuple[str, ...]:
    """Return the sentences of the odd-numbered articles of a language."""
    paths = sorted((CORPUS / "articles" / lang).glob("*.txt"))
    lines = [
        line.strip()
        for path in paths
        if int(path.stem[-4:]) % 2
        for line in path.read_text(encoding="utf-8").splitlines()
    ]
    found = (sentence for line in lines for sentence in _SENTENCE.split(line))
    return tuple(sentence for sentence in found if sentence.endswith((".", "”", "»")))


def make_article(number: int, *, length: int = 3) -> dict[str, str]:
    """Return the article of a number as a record of a JSONL source, the same on every call."""
    chance = random.Random(number)
    lang = chance.choice(("en", "it"))
    drawn = chance.sample(sentences(lang), length)
    day = date(2020, 1, 1) + timedelta(days=chance.randrange(2000))
    return {
        "id": f"made-{number:07}",
        "text": "\n\n".join(_renew(sentence, chance) for sentence in drawn),
        "lang": lang,
        "date": day.isoformat(),
    }


def make_lines(count: int, *, length: int = 3, first: int = 0) -> Iterator[str]:
    """Yield articles as lines of JSON."""
    for number in range(first, first + count):
        yield json.dumps(make_article(number, length=length), ensure_ascii=False) + "\n"


def _renew(sentence: str, chance: random.Random) -> str:
    """Give a sentence made-up names and other numbers."""

    def name(match: re.Match[str]) -> str:
        if chance.random() < 0.5:
            return match[0]
        return "".join(chance.choices(SYLLABLES, k=chance.randint(2, 4))).capitalize()

    numbered = _NUMBER.sub(lambda m: str(chance.randrange(10, 10 ** len(m[0]))), sentence)
    return _NAME.sub(name, numbered)

"""Tokens of a text and phrases of them, each phrase with a meaning."""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import chain
from typing import Any

#: Words, literals and signs; each branch eats what it looks at, so a scan is linear.
TOKEN = re.compile(
    r"""
      [^\W\d_]+(?:://\S+|(?<=www)\.\S+)?                           # words, addresses
    | \d{4}(?:-\d{1,2}-|/\d{1,2}/|\.\d{1,2}\.)\d{1,2}(?![\d/])       # 2011-05-29
    | \d{1,2}(?:-\d{1,2}-|/\d{1,2}/|\.\d{1,2}\.)\d{2,4}(?![\d/])     # 29/05/2011
    | \d{1,2}:\d{2}(?::\d{2})?                                     # clock times
    | \d{1,3}/\d{1,4}(?![\d/])                                     # fractions, days of a month
    | \d{1,3}(?:[ \u00a0\u202f\u2009]\d{3})+(?!\d)(?:[.,]\d+)?     # 1 300 000
    | (?<![\w.,])[.,]\d+ | \d+(?:[.,'’]\d+)*(?:(?:e|\^)[+-]?\d{1,2}(?!\w))?  # .08, 1,300.5, 1e10
    | [^\w\s] | _                                                  # signs
    """,
    re.VERBOSE,
)


def split_words(text: str) -> list[str]:
    """Return the tokens of a text without their places."""
    return TOKEN.findall(text)


class Phrases:
    """Phrases of words with a meaning each, found ahead of or behind a token."""

    def __init__(self, phrases: Iterable[tuple[str, Any]]) -> None:
        self.first: dict[str, list[tuple[int, list[str], Any]]] = {}
        self.last: dict[str, list[tuple[int, list[str], Any]]] = {}
        for phrase, meaning in phrases:
            words = split_words(phrase.lower())
            option = len(words), words, meaning
            self.first.setdefault(words[0], []).append(option)
            self.last.setdefault(words[-1], []).append(option)
        for options in chain(self.first.values(), self.last.values()):
            options.sort(key=lambda option: -option[0])

    def ahead(self, words: list[str], i: int) -> tuple[Any, int] | None:
        """Return the meaning of the longest phrase that starts at token i, and its end."""
        options = self.first.get(words[i])
        if options is not None:
            for size, phrase, meaning in options:
                if size == 1 or words[i : i + size] == phrase:
                    return meaning, i + size
        return None

    def behind(self, words: list[str], j: int) -> tuple[Any, int] | None:
        """Return the meaning of the longest phrase that ends before token j, and its start."""
        options = self.last.get(words[j - 1])
        if options is not None:
            for size, phrase, meaning in options:
                if size == 1 or (j >= size and words[j - size : j] == phrase):
                    return meaning, j - size
        return None

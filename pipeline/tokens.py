"""The tokens of one text, each with its place and its entry in the lexicon."""

from __future__ import annotations

from dataclasses import dataclass

from .lexicon import Entry, Lexicon
from .phrasebook import split_words

PAD = 12
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


def tokenize(text: str, lexicon: Lexicon) -> Tokens:
    """Split a text into tokens and look each of them up."""
    lower = text.lower()
    if len(lower) != len(text):  # İ and its like change length
        lower = "".join(c.lower() if len(c.lower()) == 1 else c for c in text)
    lower = lower.replace("’", "'")
    words = split_words(lower)
    starts: list[int] = []
    ends: list[int] = []
    end = 0
    for word in words:  # nothing but space stands between tokens
        start = lower.find(word, end)
        end = start + len(word)
        starts.append(start)
        ends.append(end)
    count = len(words)
    entries = [lexicon[word] for word in words]
    return Tokens(text, lexicon, words + PAD_WORDS, entries + PAD_ENTRIES, starts, ends, count)

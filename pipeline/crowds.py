"""Noun phrases that stand for people and organisations: "two postal operators", "i sindacati".

Flat patterns read such a phrase as one unit, `<agent>`, whatever the parse made of it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from spacy.tokens import Doc, Span, Token

from .anaphora import Mentions

#: words before the noun and behind it
BEFORE, BEHIND = 4, 4
#: parts of speech that stand before the noun, and behind it
LEFT = frozenset({"ADJ", "NUM", "NOUN", "PROPN"})
RIGHT = frozenset({"ADJ", "PROPN"})


@dataclass(frozen=True, slots=True)
class Crowd:
    """A noun phrase as token indices (end exclusive), and the noun that heads it."""

    start: int
    end: int
    head: int


@dataclass
class CrowdFinder:
    """Finds the phrases of one document that stand for somebody without a name."""

    mentions: Mentions
    taken: Mapping[int, object]  # where titles stand

    def __post_init__(self) -> None:
        self._doc: Doc = self.mentions.doc
        words = self.mentions.tables.get("names", {})
        self._of = frozenset(words.get("crowd_prepositions", ()))
        self._trails = bool(words.get("post_bare", False))  # adjectives behind their noun
        fused = self.mentions.tables["graph"].get("prepositions", {})
        self._plain = {i: fused.get(t.lower_, t.lower_) for i, t in enumerate(self._doc)}

    def find(self) -> Iterator[Crowd]:
        """Yield the phrases in text order, none inside another."""
        floor = 0
        for token in self._doc:
            if token.i < floor or not self._heads(token):
                continue
            start, end = self._start(token, floor), self._end(token)
            yield Crowd(start, end, token.i)
            floor = end

    def _heads(self, token: Token) -> bool:
        if (
            token.i in self.mentions.at
            or token.i in self.taken
            or token.pos_ not in {"NOUN", "ADJ"}
        ):
            return False
        after = token.i + 1
        more = after < token.sent.end and self.mentions.is_agent(self._doc[after])
        if not self._trails and after < token.sent.end and after not in self.mentions.at:
            more = more or self._doc[after].pos_ == "NOUN"  # "government loans"
        return self.mentions.is_agent(token) and not more

    def _start(self, head: Token, floor: int) -> int:
        start, floor = head.i, max(floor, head.sent.start)
        while start > floor and head.i - start < BEFORE and self._leads(start - 1):
            start -= 1
        return start

    def _leads(self, i: int) -> bool:
        token = self._doc[i]
        name = self.mentions.at.get(i)
        if name is not None:
            return not self._trails and name.type in {"organization", "place", "product"}
        if token.lower_ in {"'s", "’s"}:
            return i - 1 in self.mentions.at
        return i not in self.taken and token.pos_ in LEFT and not token.is_punct

    def _end(self, head: Token) -> int:
        end, stop = head.i + 1, min(head.sent.end, head.i + 1 + 2 * BEHIND)
        while (
            self._trails and end < stop and self._doc[end].pos_ in RIGHT and end not in self.taken
        ):
            end += 1
        if end < stop and self._plain[end] in self._of:
            return self._complement(end, stop)
        return end

    def _complement(self, case: int, stop: int) -> int:
        """The end of "of Nissan", "del ministero dell'Industria" behind a noun, or its own."""
        i = case + 1
        while i < stop and self._doc[i].pos_ == "DET":
            i += 1
        name = self.mentions.at.get(i)
        if name is not None and name.type in {"organization", "place", "product"}:
            return name.end
        good, start = case, i
        while i < stop and i - start < BEHIND and self._doc[i].pos_ in {"NOUN", "ADJ", "PROPN"}:
            good = i = i + 1
        if good < stop and self._plain[good] in self._of and good > case:
            return max(good, self._complement(good, stop))
        return good

    def span(self, crowd: Crowd) -> Span:
        """Return the words of a phrase."""
        return self._doc[crowd.start : crowd.end]

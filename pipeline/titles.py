"""Titles and occupations with their modifiers: "deputy Industry Minister", "direttore vendite"."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from spacy.tokens import Doc, Span, Token

from .catalogue import Catalogue

NOMINAL = frozenset({"NOUN", "PROPN", "ADJ"})
#: a title is no longer than this in either direction
REACH = 8


class TitleFinder:
    """Finds titles by the catalogue's heads, and grows them over their modifiers."""

    def __init__(self, catalogue: Catalogue, tables: Mapping[str, Any], lang: str) -> None:
        words = tables.get("names", {})
        self._heads = catalogue.titles(lang)
        self._longest = max((head.count(" ") for head in self._heads), default=0) + 1
        self._before = frozenset(words.get("title_modifiers", ()))
        self._after = frozenset(words.get("title_prepositions", ()))
        self._inside = frozenset(words.get("title_inside", ()))
        self._is_demonym = lambda word: catalogue.demonym(word, lang) is not None

    def find(self, doc: Doc, taken: Collection[int]) -> list[Span]:
        """Return the titles of a document; `taken` are the tokens of names."""
        spans: list[Span] = []
        end = 0
        for token in doc:
            if token.i < end or token.i in taken:
                continue
            head = self._head(doc, token.i, taken)
            if head:
                start = self._left(doc, token.i, end, taken)
                end = self._right(doc, token.i + head, taken)
                spans.append(doc[start:end])
        return spans

    def _head(self, doc: Doc, start: int, taken: Collection[int]) -> int:
        for size in range(min(self._longest, len(doc) - start), 0, -1):
            if doc[start : start + size].text.lower() in self._heads:
                return 0 if start + size - 1 in taken else size
        return 0

    def _left(self, doc: Doc, start: int, floor: int, taken: Collection[int]) -> int:
        sentence = doc[start].sent.start
        i = start
        while i - 1 >= max(floor, sentence) and start - i < REACH and i - 1 not in taken:
            before = doc[i - 1]
            joined = before.lower_ in self._before or (
                before.dep_ in {"compound", "amod", "nmod"}
                and before.pos_ in NOMINAL
                and before.head.i < start + REACH
                and before.head.i >= i
            )
            hyphen = before.text == "-" and doc[i].whitespace_ == "" and i < start
            if not (joined or hyphen) or self._is_demonym(before.lower_):
                break
            i -= 1
        return i

    def _right(self, doc: Doc, end: int, taken: Collection[int]) -> int:
        """Grow over adjectives and over prepositional phrases without names."""
        good = i = end
        while i < len(doc) and i - end < REACH and i not in taken and not doc[i].is_sent_start:
            token = doc[i]
            if self._is_demonym(token.lower_) or token.is_punct or token.pos_ in {"VERB", "AUX"}:
                break
            opens = _plain(token) in self._after
            if not (opens or token.pos_ in NOMINAL or token.lower_ in self._inside):
                break
            if token.pos_ in NOMINAL and not self._begins_name(doc, i, taken):
                good = i + 1
            i += 1
        return good

    @staticmethod
    def _begins_name(doc: Doc, i: int, taken: Collection[int]) -> bool:
        """A capitalised word right before a name is rather its beginning than a modifier."""
        return doc[i].text[0].isupper() and i + 1 in taken and i + 1 < len(doc)


def _plain(token: Token) -> str:
    return token.lower_.replace("’", "'")

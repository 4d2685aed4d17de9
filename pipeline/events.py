"""Names of fairs and summits that no list knows, by the words they are made of.

English puts the word for the event last ("European Remarketing Forum"), Italian first ("Forum dei
trasporti adriatici"); which words they are is data of the language.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import Any

from spacy.tokens import Doc, Token

#: such a name has no more words than this
LONGEST = 8
#: as many words of a name may follow the word for the event
LONGEST_TAIL = 3
NOMINAL = frozenset({"NOUN", "PROPN", "ADJ", "NUM", "X"})


class EventWords:
    """The words of a language that make up names of events."""

    def __init__(self, words: Mapping[str, Any]) -> None:
        self._last = frozenset(words.get("event_last", ()))
        self._first = frozenset(words.get("event_first", ()))
        self._joins = frozenset(words.get("event_joins", ()))
        self._stops = frozenset(words.get("event_stops", ()))
        self._refuses = frozenset(words.get("event_refuses", ()))
        self._inside = frozenset(words.get("title_inside", ()))

    def find(self, doc: Doc, persons: Collection[int] = ()) -> Iterator[tuple[int, int]]:
        """Yield start and end of names of events; `persons` are tokens of persons' names."""
        for token in doc:
            lower = token.lower_
            if lower in self._last and token.text[0].isupper():
                start, end = self._before(token, persons), self._past(token, persons)
                if start < token.i and not self._is_body(doc, start, end):
                    yield start, end
            two = doc[token.i : token.i + 2].text.lower()
            if {lower, two} & self._first:
                end = self._after(token, persons)
                if end > token.i + 1:
                    yield token.i, end

    def _before(self, head: Token, persons: Collection[int]) -> int:
        """Grow to the left over capitalised words."""
        doc, start = head.doc, head.i
        for i in range(head.i - 1, max(head.i - LONGEST, head.sent.start - 1, -1), -1):
            joins = doc[i].text in {"-", "&"}
            if i in persons or not (joins or _is_cased(doc[i])):
                break
            start = start if joins else i
        while start < head.i and (doc[start].pos_ == "DET" or doc[start].lower_ in self._inside):
            start += 1
        return start

    @staticmethod
    def _past(head: Token, persons: Collection[int]) -> int:
        """Take in the names and the year that follow: "Fan Expo Canada", "Expo 2025"."""
        doc, end = head.doc, head.i + 1
        while end < head.sent.end and end not in persons and _is_cased(doc[end]):
            if doc[end].pos_ not in NOMINAL or end - head.i > LONGEST_TAIL:
                break
            end += 1
        return end + 1 if end < len(doc) and doc[end].text.isdigit() else end

    def _is_body(self, doc: Doc, start: int, end: int) -> bool:
        """Tell a hall or an institution from an event: "Moscone Convention Center"."""
        return any(token.lower_ in self._refuses for token in doc[start:end])

    def _after(self, head: Token, persons: Collection[int]) -> int:
        """Grow to the right over capitalised words, and over "of" with what it brings.

        A head in lower case ("il salone di Torino") makes a name only with a capitalised end.
        """
        doc, good = head.doc, head.i + 1
        proper = head.text[0].isupper()
        if not proper and (good == len(doc) or not self._is_join(doc[good])):
            return good  # "la fiera Autopromotec": the word is no part of the name
        plain = False  # whether the words of a prepositional phrase may be in lower case
        for i in range(head.i + 1, min(head.i + 1 + LONGEST, head.sent.end)):
            token, lower = doc[i], doc[i].lower_
            if i in persons or token.is_space or lower in self._stops:
                break
            if self._is_join(token) or (plain and lower in self._inside):
                plain = True
                continue
            if not (_is_cased(token) or (plain and proper and token.pos_ in NOMINAL)):
                if plain and token.pos_ in NOMINAL:
                    continue
                break
            good = i + 1
        return good

    def _is_join(self, token: Token) -> bool:
        return token.lower_.replace("’", "'") in self._joins


def _is_cased(token: Token) -> bool:
    return token.text[0].isupper() and token.pos_ not in {"VERB", "AUX", "PRON", "ADP", "CCONJ"}

"""Flat patterns of all rules against a sentence, its words marked with the lists they are in."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from spacy.tokens import Span

from .grammar import Grammar, Rule
from .patterns import Line, Match, find, lists_of
from .reading import Reading
from .walk import Lists
from .wordlist import WordList, forms_of

#: the mark of adjectives of origin, whatever part of speech they are taken for
ORIGIN = "ORIGIN"

#: what a pattern has in it that asks for people without names, for posts, or for titles alone
CROWDED, POSTED = "|agent:", ":post>"
LAYERS = (CROWDED, POSTED, "<title")


@dataclass
class Flat:
    """The rules with flat patterns, in one language."""

    grammar: Grammar
    lists: Lists

    def find(self, reading: Reading, sent: Span) -> Iterator[tuple[Rule, Match]]:
        """Yield every match of a pattern in a sentence with its rule, in the order of the rules."""
        lines: dict[tuple[str, str], Line] = {}
        marks: dict[str, dict[int, list[str]]] = {}
        plain = self._plain_marks(reading, sent)
        for rule in self.grammar.rules:
            for pattern in rule.patterns:
                layer = next((name for name in LAYERS if name in pattern), "")
                if (rule.kind, layer) not in lines:
                    crowded = layer == CROWDED
                    units = reading.units(
                        sent, titled=bool(layer), posted=layer in LAYERS[:2], crowded=crowded
                    )
                    if rule.kind not in marks:
                        marks[rule.kind] = self._marks(plain, rule.kind, sent)
                    lines[rule.kind, layer] = Line(units, marks[rule.kind])
                for match in find(pattern, lines[rule.kind, layer]):
                    yield rule, match

    @cached_property
    def _asked(self) -> dict[str, dict[str, list[tuple[str, WordList]]]]:
        """Kind → first word → the lists that patterns of the kind ask for and that it may begin."""
        index: dict[str, dict[str, list[tuple[str, WordList]]]] = {}
        for rule in self.grammar.rules:
            firsts = index.setdefault(rule.kind, defaultdict(list))
            listed = {entry for entries in firsts.values() for entry in entries}
            for name in sorted({n for p in rule.patterns for n in lists_of(p) if not n.isupper()}):
                words = self.lists.of(self.grammar.words[rule.kind][name])
                for first in words.firsts if (name, words) not in listed else ():
                    firsts[first].append((name, words))
        return index

    def _plain_marks(self, reading: Reading, sent: Span) -> dict[int, list[str]]:
        """What the words of a sentence are marked with for all kinds: part of speech, origin."""
        return {
            token.i: [token.pos_, *([ORIGIN] if reading.mentions.origin(token) else [])]
            for token in sent
        }

    def _marks(self, plain: dict[int, list[str]], kind: str, sent: Span) -> dict[int, list[str]]:
        """The plain marks and those of a kind's own word lists."""
        marks = {i: list(of_all) for i, of_all in plain.items()}
        firsts = self._asked[kind]
        for token in sent if firsts else ():
            tried = {entry for form in forms_of(token) for entry in firsts.get(form, ())}
            for name, words in sorted(tried, key=lambda entry: entry[0]):
                length = len((words.find(token) or "").split())
                for i in range(token.i, min(token.i + length, sent.end)):
                    marks[i].append(name)
        return marks

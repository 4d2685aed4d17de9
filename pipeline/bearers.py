"""Which names of an article are people's, where speakers are sought: by title and surname."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from difflib import SequenceMatcher

from .anaphora import Mentions
from .fullnames import Name
from .speech import Speech, finite

#: surnames at least so long and so alike are one, misspelt: "Clement", "Clements"
LONG, ALIKE = 6, 0.85


class Bearers:
    """Reads the names of a document once more, as those of speakers."""

    def __init__(self, speech: Speech, mentions: Mentions) -> None:
        self.speech, self.mentions = speech, mentions
        self.doc = speech.doc

    def names(self) -> list[Name]:
        """Return the names in text order, and those that no one saw."""
        seen = [self._trimmed(self._typed(name)) for name in self.mentions.names]
        return sorted([*seen, *self._unseen(seen)], key=lambda n: n.start)

    def _typed(self, name: Name) -> Name:
        """A name of no clear type that begins with a given name is a person's."""
        given = self.mentions.catalogue.is_given
        single = name.end - name.start == 1
        if single and name.type == "place" and (bearer := self._bearer(name)):
            return replace(name, type="person", value=bearer.value, entry=None)  # "Anna Paris"
        if single and name.entry is None and (name.type != "person" or not self._is_full(name)):
            bearers = [n for n in self.mentions.names if alike(n.value, name.value)]
            person = next((n for n in bearers if n.type == "person"), None)
            if person is None and len(words := name.value.split()) == 2:
                return replace(name, type="person") if given(words[0]) else name
            return replace(name, type="person", value=person.value) if person else name
        length = name.end - name.start
        if name.entry is None and length > 1 and self._follows_title(name):
            return replace(name, type="person")
        short = length == 2 or (length > 2 and name.type in {"product", "event"})
        fits = short and not name.entry and given(self.doc[name.start].text)
        return replace(name, type="person") if fits else name

    def _bearer(self, name: Name) -> Name | None:
        """The person whose surname a place has that is named alone: "Paris said"."""
        word = self.doc[name.start]
        before = word.nbor(-1) if word.i else word
        alone = before.pos_ not in {"ADP", "DET", "ADJ"} and word.dep_ in {"nsubj", "obl:agent"}
        persons = (n for n in self.mentions.names if n.type == "person" and n.start < name.start)
        return next((n for n in persons if alone and n.value.endswith(f" {word.text}")), None)

    def _is_full(self, name: Name) -> bool:
        """A name of one word that already stands for a longer one."""
        return " " in name.value

    def _follows_title(self, name: Name) -> bool:
        """Unknown capital words set off behind a title: "the mayor of Olten, Ilka Brandt, said"."""
        words = [t for t in self.doc[name.start : name.end] if t.text != "-"]
        if not all(t.is_alpha and t.is_title for t in words) or name.type == "person":
            return False
        comma = name.start - 1
        closed = self.doc[name.end : name.end + 1].text
        if comma < 1 or self.doc[comma].text != "," or closed not in {",", "", "."}:
            return False
        for token in reversed(self.doc[max(comma - 8, 0) : comma]):
            if token.text == "," or finite(token) or token.pos_ == "CCONJ":
                return False
            known = self.mentions.catalogue.title(token.lower_, token.lang_)
            if known is not None:
                return not known.plural
        return False

    def _trimmed(self, name: Name) -> Name:
        """A person's name less the "According" or "Secondo" taken for its first word."""
        heads = self.speech.words.according_heads
        first = self.doc[name.start]
        if name.end - name.start < 2 or first.lower_ not in heads or name.entry is not None:
            return name
        value = self.doc[name.start + 1 : name.end].text
        bearers = (n.value for n in self.mentions.names if n.value.endswith(f" {value}"))
        full = next((v for v in bearers if v.partition(" ")[0].lower() not in heads), value)
        return replace(name, start=name.start + 1, value=full)

    def _unseen(self, seen: list[Name]) -> Iterator[Name]:
        """Persons that no one saw: a known given name and a capital word after it."""
        taken = {i for name in seen for i in range(name.start, name.end)}
        for token in self.doc[:-1]:
            after = self.doc[token.i + 1]
            if taken & {token.i, after.i} or not self.mentions.catalogue.is_given(token.text):
                continue
            if after.is_title and after.is_alpha and token.whitespace_:
                value = self.doc[token.i : token.i + 2].text
                yield Name(token.i, token.i + 2, "person", value)


def alike(full: str, surname: str) -> bool:
    """Tell whether a word is the last of a full name, or nearly so by its letters."""
    last = full.rpartition(" ")[2]
    if last == surname or " " not in full:
        return last == surname and " " in full
    long = min(len(last), len(surname)) >= LONG and last[0] == surname[0]
    return long and SequenceMatcher(None, last.lower(), surname.lower()).ratio() >= ALIKE

"""Which persons of an article hold which titles, and what gender these tell of."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from spacy.tokens import Doc, Token

from .catalogue import Catalogue
from .fullnames import Name

#: a title stands no further than this from its holder
NEAR = 7


class Holders:
    """Gives each title of a text to the nearest person of its sentence."""

    def __init__(
        self, doc: Doc, names: Sequence[Name], catalogue: Catalogue, definite: Collection[str]
    ) -> None:
        self._doc, self._catalogue, self._definite = doc, catalogue, definite
        self._lang = str(doc.lang_)
        self._sentence = {t.i: n for n, sent in enumerate(doc.sents) for t in sent}
        self._persons = [name for name in names if name.type == "person"]

    def titles(self) -> list[tuple[int, frozenset[str]]]:
        """Return where each person stands with the titles given to them: words and ids."""
        known = self._catalogue.titles(self._lang)
        given: dict[int, set[str]] = {name.start: set() for name in self._persons}
        for token in (t for t in self._doc if t.lower_ in known):
            near = [name for name in self._persons if self._may_hold(name, token)]
            if near:
                nearest = min(near, key=lambda name: _between(name, token))
                given[nearest.start].add(token.lower_)
                if title := self._catalogue.title(token.lower_, self._lang):
                    given[nearest.start].add(title.id)
        return [(start, frozenset(titles)) for start, titles in given.items()]

    def genders(self, given: Sequence[tuple[int, Collection[str]]]) -> Mapping[str, str]:
        """Return the genders that titles and honorifics tell: "spokeswoman X", "Mr X"."""
        found: dict[str, str] = {}
        polite = self._catalogue.honorifics(self._lang)
        values = {name.start: name.value for name in self._persons}
        for start, titles in given:
            known = {t.gender for w in titles if (t := self._catalogue.title(w, self._lang))}
            before = self._doc[start - 1].lower_.rstrip(".") if start else ""
            known = {polite[before]} if before in polite else known
            if len(known := known - {None}) == 1:
                found.setdefault(values[start], known.pop() or "")
        return found

    def _may_hold(self, name: Name, title: Token) -> bool:
        """Near, in one sentence, and not as in "the minister met Anna Neri", who are two people."""
        if self._sentence[name.start] != self._sentence[title.i] or _between(name, title) > NEAR:
            return False
        definite = any(c.lower_.replace("’", "'") in self._definite for c in title.children)
        between = self._doc[min(name.end, title.i) : max(name.start, title.i)]
        if name.start < title.i and any(t.pos_ == "CCONJ" for t in between):
            return not definite  # "il patron, Rossi, e l'assessora"
        acts = any(token.pos_ == "VERB" for token in between)
        return not acts or (name.start < title.i and not definite)


def _between(name: Name, token: Token) -> int:
    """Tokens between a name and a word outside of it."""
    return max(name.start - token.i, token.i - name.end + 1)

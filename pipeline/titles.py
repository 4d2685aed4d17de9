"""Titles and occupations with their modifiers: "deputy Industry Minister", "direttore vendite"."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from spacy.tokens import Doc, Span, Token

from .catalogue import Catalogue
from .fullnames import Name

NOMINAL = frozenset({"NOUN", "PROPN", "ADJ"})
#: a title is no longer than this in either direction
REACH = 8
#: a title of so many words is one, even where a name was seen in it: "presidente della Repubblica"
TERM = 3
#: groups of titles that take the name of a department in ("Labour Minister")
WITH_DEPARTMENT = frozenset({"politics", "region", "council"})
#: the title that others follow without a comma: "chief economist", "head trader"
CHIEF = "head"
#: groups of titles that only people have, and the ids in them that organisations have too
PERSONAL = frozenset(
    {"politics", "town", "region", "council", "president", "company", "team", "speaker"}
)
MIXED = frozenset({"party-leader", "candidate", "head", "official", "manager", "executive"})


class TitleFinder:
    """Finds titles by the catalogue's heads, and grows them over their modifiers."""

    def __init__(self, catalogue: Catalogue, tables: Mapping[str, Any], lang: str) -> None:
        words = tables.get("names", {})
        self._catalogue, self._lang = catalogue, lang
        self._longest = max((t.count(" ") for t in catalogue.titles(lang)), default=0) + 1
        self._firsts = frozenset(first for t in catalogue.titles(lang) for first in _firsts(t))
        self._honorifics = catalogue.honorifics(lang)
        modifiers = catalogue.modifiers(lang)
        self._before = frozenset(w for w, (_, side) in modifiers.items() if side == "before")
        self._after = frozenset(w for w, (_, side) in modifiers.items() if side == "after")
        self._joins = frozenset(words.get("title_prepositions", ()))
        self._inside = frozenset(words.get("title_inside", ()))
        self._stops = frozenset(words.get("title_stops", ()))

    def find(self, doc: Doc, names: Mapping[int, Name]) -> list[Span]:
        """Return the titles of a document; `names` are its names by token."""
        spans: list[Span] = []
        end = 0
        for token in doc:
            if token.i < end or token.i in names:
                continue
            head = self._compound(doc, self._head(doc, token.i, names), names)
            if head is not None:
                taken = self._taken(head, names)
                start = self._left(head, end, taken)
                end = self._right(head, taken, names)
                spans.append(doc[start:end])
        return spans

    def is_personal(self, title: Span) -> bool:
        """Tell whether only people have such a title: there are owners that are companies."""
        for size in range(len(title), 0, -1):
            for i in range(len(title) - size + 1):
                known = self._catalogue.title(title[i : i + size].text, self._lang)
                if known is not None:
                    mixed = known.id in MIXED or known.needs_context
                    return known.group in PERSONAL and not mixed
        return False

    def _head(self, doc: Doc, start: int, names: Mapping[int, Name]) -> Span | None:
        """The longest title that begins here; not one that only modifies ("dealer group")."""
        if doc[start].lower_.replace("’", "'") not in self._firsts:
            return None
        for size in range(min(self._longest, len(doc) - start), 0, -1):
            span = doc[start : start + size]
            title = self._catalogue.title(span.text, self._lang)
            if title is None or (span[-1].i in names and size < TERM):
                continue
            if title.needs_context and span.text.islower() and not _announced(doc[start]):
                continue
            head = span.root.head
            modifies = span.root.dep_ == "compound" and head.i >= span.end and head.i not in names
            return None if title.plural or modifies else span
        return None

    def _compound(self, doc: Doc, head: Span | None, names: Mapping[int, Name]) -> Span | None:
        """The whole of a title whose head comes later: "chief market economist"."""
        known = self._catalogue.title(head.text, self._lang) if head is not None else None
        if head is None or known is None or known.id != CHIEF:
            return head
        for i in range(head.end, min(head.end + 3, head.sent.end)):
            if i in names or doc[i].pos_ not in NOMINAL:
                break
            later = self._head(doc, i, names)
            if later is not None:
                return doc[head.start : later.end]
        return head

    def _taken(self, head: Span, names: Mapping[int, Name]) -> frozenset[int]:
        """The tokens a title may not grow over: names, but for the names of departments."""
        title = self._catalogue.title(head.text, self._lang)
        if title is None or title.group not in WITH_DEPARTMENT:
            return frozenset(names)
        return frozenset(i for i, name in names.items() if not _may_be_department(name))

    def _left(self, head: Span, floor: int, taken: frozenset[int]) -> int:
        doc, i = head.doc, head.start
        floor = max(floor, head.sent.start)
        while i - 1 >= floor and head.start - i < REACH and i - 1 not in taken:
            before = doc[i - 1]
            hyphen = before.text == "-" and not doc[i].whitespace_ and i < head.start
            if not (self._modifies(before, i, head) or hyphen) or self._is_origin(before):
                break
            i -= 1
        return i

    def _modifies(self, before: Token, i: int, head: Span) -> bool:
        if before.lower_ in self._before:
            return True
        nominal = before.pos_ in NOMINAL and before.dep_ in {"compound", "amod", "nmod", "flat"}
        return nominal and i <= before.head.i < head.end

    def _right(self, head: Span, taken: frozenset[int], names: Mapping[int, Name]) -> int:
        """Grow over adjectives and over prepositional phrases without names."""
        doc = head.doc
        good = i = head.end
        stop = min(len(doc), head.sent.end, head.end + REACH)
        while i < stop and i not in taken and not self._is_origin(doc[i]):
            token = doc[i]
            other = self._head(doc, i, names) if i > head.end and self._ands(doc[i - 1]) else None
            if other is not None:  # "president and chief executive"
                good = i = other.end
                continue
            after = self._past(doc, i + 1) if self._plain(token) in self._joins else i
            if after > i and after < stop and self._head(doc, after, names) is not None:
                break  # "the spokesman of the minister": somebody else's
            joins = self._plain(token) in self._joins
            follows = i > head.end and self._plain(doc[i - 1]) in self._joins
            noun = token.pos_ in NOMINAL or (follows and token.pos_ == "VERB")
            if token.lower_ in self._stops or token.lower_.rstrip(".") in self._honorifics:
                break
            if not (joins or noun or token.lower_ in self._inside or token.lower_ in self._after):
                break
            if noun and i == good == head.end and not self._depends(token, head):
                break
            if i > head.end and token.text[0].isupper() and doc[i - 1].text[0].isupper():
                break  # a name begins here
            if noun and i + 1 in taken and not self._ends_before(token, follows, names):
                break
            if noun or token.lower_ in self._after:
                good = i + 1
            i += 1
        return good

    def _depends(self, token: Token, head: Span) -> bool:
        if token.dep_ == "flat" and token.text[0].isupper():
            return False  # "Minister Xu": the name
        if token.lower_ in self._after or head.start <= token.head.i < head.end:
            return True
        after = token.doc[token.i + 1] if token.i + 1 < len(token.doc) else None
        return token.text.islower() and after is not None and self._plain(after) in self._joins

    def _is_origin(self, token: Token) -> bool:
        return self._catalogue.demonym(token.text, self._lang) is not None

    def _past(self, doc: Doc, i: int) -> int:
        """The first token from one on that is no article and no "former"."""
        while i < len(doc) and (doc[i].pos_ == "DET" or doc[i].lower_ in self._before):
            i += 1
        return i

    @staticmethod
    def _ands(token: Token) -> bool:
        return token.pos_ == "CCONJ" or token.text == "&"

    @staticmethod
    def _ends_before(token: Token, follows: bool, names: Mapping[int, Name]) -> bool:
        """Before a person a title ends after its last noun; a capitalised one is the name's."""
        person = names[token.i + 1].type == "person"
        return person and (follows or token.text[0].islower())

    @staticmethod
    def _plain(token: Token) -> str:
        return token.lower_.replace("’", "'")


def _announced(token: Token) -> bool:
    """Tell whether an article, an adjective or a comma leads to a word: "l'ad", not "fino ad"."""
    if token.is_sent_start:
        return False
    before = token.nbor(-1)
    return before.text[-1] in "'’,(" or before.pos_ in {"DET", "ADJ"}


def _may_be_department(name: Name) -> bool:
    """A single word taken for a place, a surname or a party that is really a field of work."""
    words = name.value.split()
    if len(words) > 1 and name.entry is None and words[-1].islower():
        return True  # "Grandi eventi"
    if name.end - name.start > 1 or " " in name.value:
        return False
    return name.entry is None or name.entry.group == "party"


def _firsts(title: str) -> tuple[str, str]:
    """The first word of a title, and its part before a hyphen, as the tokeniser may cut it."""
    first = title.split(maxsplit=1)[0].replace("’", "'")
    return first, first.partition("-")[0]

"""Entities of a `Doc` → full names and ids.

The trained pipeline proposes spans, the catalogue corrects and completes them, and every name is
then given the fullest form that the article uses.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from spacy.language import Language
from spacy.matcher import PhraseMatcher
from spacy.tokens import Doc, Span, Token

from .catalogue import Catalogue, Entry
from .events import EventWords
from .fullnames import Name, fullest, merged, whole_persons, with_acronyms, with_surnames

LABELS = {"PER": "person", "ORG": "organization", "LOC": "place", "MISC": "product"}


#: a person's name has no more words than this
LONGEST = 4
#: words between a person's comma and the title
LEAD = 5
#: parts of speech that begin no person's name
NEVER_NAMES = frozenset({"VERB", "AUX", "ADP", "ADV", "CCONJ", "SCONJ", "DET", "PRON"})


class NameFinder:
    """Finds names in documents of one language; holds the matcher over the catalogue's aliases."""

    def __init__(self, nlp: Language, catalogue: Catalogue, tables: Mapping[str, Any]) -> None:
        words = tables.get("names", {})
        self._catalogue = catalogue
        self._lang = str(nlp.lang)
        self._articles = frozenset(words.get("articles", ()))
        self._event_words = frozenset(words.get("event_words", ()))
        self._firms = frozenset(words.get("firm_words", ()))
        self._taxes = frozenset(words.get("taxes", ()))
        self._events = EventWords(words)
        self._entries: dict[str, list[Entry]] = defaultdict(list)
        self._matcher = PhraseMatcher(nlp.vocab, attr="ORTH")
        for alias, entry in catalogue.aliases(self._lang):
            if alias not in self._entries:
                self._matcher.add(alias, [nlp.make_doc(alias)])
            self._entries[alias].append(entry)

    def find(self, doc: Doc) -> list[Name]:
        """Return the names of a document in text order, without overlaps, in their fullest form."""
        parts = [part for ent in _joined_persons(doc) for part in self._parts(ent)]
        tagged = [name for part in parts for name in self._tagged(part)]
        tagged += self._untagged(doc, {i for n in tagged for i in range(n.start, n.end)})
        persons = {i for n in tagged if n.type == "person" for i in range(n.start, n.end)}
        events = [
            Name(start, end, "event", doc[start:end].text)
            for start, end in self._events.find(doc, persons)
        ]
        known = list(self._known(doc, [*tagged, *events]))
        shows = [n for n in known if n.type == "event"]  # "Automotive Dealer Day di Verona" is one
        free = [n for n in (*events, *tagged) if not any(_begins(s, n) for s in shows)]
        names = merged([*known, *free, *self._common(doc)])
        names = [self._placed(doc, self._bracketed(doc, name), names) for name in names]
        names = with_acronyms(doc, names)
        names = with_surnames(doc, names)
        return whole_persons(doc, fullest(doc, names))

    def _untagged(self, doc: Doc, taken: set[int]) -> list[Name]:
        """Persons the pipeline passed over: a given name with a surname behind it."""
        found: list[Name] = []
        for token in doc[:-1]:
            after = doc[token.i + 1]
            if {token.i, after.i} & taken or token.pos_ != "PROPN" or after.is_sent_start:
                continue
            named = _is_proper(after) and after.is_title and not self._catalogue.find(after.text)
            if named and self._catalogue.is_given(token.text):
                end = after.i + 1
                found.append(Name(token.i, end, "person", doc[token.i : end].text))
        return found

    def _bracketed(self, doc: Doc, name: Name) -> Name:
        """In brackets after a person stands whom they belong to: "Anna Rossi (Vehicle Valley)"."""
        inside = name.start > 1 and doc[name.start - 1].text == "(" and name.end < len(doc)
        if not inside or doc[name.end].text != ")" or name.type != "person":
            return name
        stranger = not self._catalogue.is_given(doc[name.start].text)
        return replace(name, type="organization") if stranger else name

    def _placed(self, doc: Doc, name: Name, names: list[Name]) -> Name:
        """A town that is called like a brand: "in Cadillac, Michigan"."""
        if name.type != "organization" or name.start == 0 or doc[name.start - 1].pos_ != "ADP":
            return name
        follows = name.end + 1 < len(doc) and doc[name.end].text == ","
        state = next((n for n in names if follows and n.start == name.end + 1), None)
        known = state is not None and state.type == "place" and state.entry is not None
        branded = name.entry is not None and name.entry.group in {"brand", "maker"}
        return replace(name, type="place", entry=None) if known and branded else name

    def _tagged(self, ent: Span) -> Iterator[Name]:
        span = self._trim(ent)
        if not any(token.text[0].isupper() for token in span) or span.text in self._taxes:
            return
        kind = LABELS.get(ent.label_, "product")
        if (
            kind in {"place", "product", "person"}
            and len(span) > 1
            and span[-1].text in self._firms
        ):
            kind = "organization"
        last = span[-2:][0] if span[-1].is_digit else span[-1]  # "Expo 2025"
        ends = {span[0].lower_, last.lower_}
        if kind == "product" and ends & self._event_words:
            kind = "event"
        entry = self._catalogue.find(span.text, type=kind)
        if kind == "event" and entry is None and len(span) == 1:
            return  # "the Festival" is no name
        if entry is None and len(span) > 1 and kind in {"organization", "place"}:
            head = self._catalogue.noun(span[0].lower_, self._lang)
            region = self._catalogue.find(span[1:].text, type="place", lang=self._lang)
            if head is not None and head.type == "place" and region is not None:
                entry = region  # "Regione Piemonte" is Piedmont
        if entry is None and (kind != "person" or len(span) == 1):
            entry = self._catalogue.find(span.text)
        if entry is not None and entry.needs_context and entry.type != kind:
            entry = None
        yield Name(span.start, span.end, entry.type if entry else kind, span.text, entry)

    def _common(self, doc: Doc) -> Iterator[Name]:
        """Common nouns that a capital makes a name: "il Politecnico", "the Treasury"."""
        for token in doc:
            if token.is_sent_start or not token.text[0].isupper() or len(token) < 3:
                continue
            noun = self._catalogue.noun(token.lower_, self._lang)
            after = doc[token.i + 1] if token.i + 1 < len(doc) else None
            alone = after is None or not after.text[0].isupper()
            if (
                noun
                and noun.type == "organization"
                and not noun.plural
                and alone
                and token.is_title
            ):
                yield Name(token.i, token.i + 1, "organization", token.text)

    def _parts(self, ent: Span) -> list[Span]:
        """Split what the pipeline ran together: "Detroit Anna Rossi", "Analyst Anna Rossi"."""
        doc = ent.doc
        titled = ent.label_ == "PER" and len(ent) > 1
        if titled and self._catalogue.title(ent.text, self._lang) is not None:
            return []  # "l'Amministratore Delegato"
        cut = self._cut_by_title(ent)
        if cut is not None:
            return cut
        bare = self._without_title(ent)
        if bare is not None:
            return [self._whole_person(bare, titled=True)]
        for i in range(ent.start + 1, ent.end):
            title = self._catalogue.title(doc[i : ent.end].text, self._lang)
            if title is not None and self._catalogue.find(doc[ent.start : i].text) is not None:
                return [Span(doc, ent.start, i, "ORG")]  # "White House Press Secretary"
        ent = self._whole_person(ent) if ent.label_ == "PER" else self._whole_name(ent)
        for i in range(ent.start + 1, ent.end - 1):  # "Anna Rossi del Politecnico"
            noun = self._catalogue.noun(doc[i + 1].lower_, self._lang)
            if ent.label_ == "PER" and doc[i].lower_ in self._articles and noun is not None:
                return [Span(doc, ent.start, i, "PER")]
        parted = self._firm_and_person(ent)
        if parted:
            return parted
        for i in range(ent.start + 1, ent.end - 1):
            before = self._catalogue.find(doc[ent.start : i].text, lang=self._lang)
            if before is None or before.type not in {"place", "organization"}:
                continue
            given = self._catalogue.is_given(doc[i].text)
            if given or (
                before.type == "place" and ent.label_ in {"LOC", "PER"} and ent.end - i == 2
            ):
                label = "LOC" if before.type == "place" else "ORG"
                return [Span(doc, ent.start, i, label), Span(doc, i, ent.end, "PER")]
        return [ent]

    def _firm_and_person(self, ent: Span) -> list[Span]:
        """Part "di [Eataly Oscar Farinetti]": no person has a stranger's name before the given."""
        doc, i = ent.doc, ent.start
        behind = i > ent.sent.start and doc[i - 1].pos_ == "ADP"
        given = len(ent) == 3 and self._catalogue.is_given(doc[i + 1].text)
        if not (behind and given and ent.label_ == "PER") or self._catalogue.is_given(doc[i].text):
            return []
        return [Span(doc, i, i + 1, "ORG"), Span(doc, i + 1, ent.end, "PER")]

    def _cut_by_title(self, ent: Span) -> list[Span] | None:
        """What is left of an entity over an end of a title: "Chief [Financial Officer Takeo]"."""
        doc = ent.doc
        if self._catalogue.find(ent.text) is not None:
            return None
        for start in range(max(ent.start - 3, ent.sent.start), ent.end):
            for end in range(min(start + 4, ent.sent.end), max(ent.start, start + 1), -1):
                across = start < ent.start or end > ent.end
                if not across or self._catalogue.title(doc[start:end].text, self._lang) is None:
                    continue
                noun = self._catalogue.noun(doc[start].lower_, self._lang)
                if start > ent.start and noun is not None:
                    return None  # "Student Association president"
                if start > ent.start:
                    return [Span(doc, ent.start, start, ent.label_)]
                rest = Span(doc, end, ent.end, "PER") if end < ent.end else None
                return [self._whole_person(rest, titled=True)] if rest else []
        return None

    def _without_title(self, ent: Span) -> Span | None:
        """The person of an entity that begins with a title, or None where it does not."""
        for end in range(ent.end - 1, ent.start, -1):
            title = self._catalogue.title(ent.doc[ent.start : end].text, self._lang)
            rest = ent.doc[end : ent.end]
            if title is None or not all(t.text[0].isupper() for t in rest):
                continue
            if end - ent.start == len(rest) == 1 and self._catalogue.is_given(ent[0].text):
                return None  # "Dean Kamen"
            long = len(rest) > 1 or end - ent.start > 1
            if long or self._catalogue.is_given(rest[0].text) or ent.label_ == "PER":
                return Span(ent.doc, end, ent.end, "PER")
        return None

    def _whole_person(self, ent: Span, *, titled: bool = False) -> Span:
        """Grow a person over a given name before it, or a bare given name over the surname."""
        doc, start, end = ent.doc, ent.start, ent.end
        before = doc[start - 1] if start > 0 else None
        if before is not None and self._catalogue.is_given(before.text) and not before.ent_type_:
            start -= 1
        bare = end - start == 1 and (titled or self._catalogue.is_given(doc[start].text))
        if bare and end < len(doc) and _is_proper(doc[end]) and not doc[end].ent_type_:
            end += 1
        return Span(doc, start, end, "PER")

    def _whole_name(self, ent: Span) -> Span:
        """Grow an organisation over the untagged capitals before it: "Mullen Automotive"."""
        doc, start = ent.doc, ent.start
        if ent.label_ != "ORG" or self._catalogue.find(ent.text) is not None:
            return ent
        while start > ent.sent.start + 1 and _begins_before(doc[start - 1], doc[start]):
            start -= 1
        return Span(doc, start, ent.end, "ORG") if start < ent.start else ent

    def _trim(self, span: Span) -> Span:
        """Drop leading articles, titles and verbs, and trailing punctuation and possessives."""
        start, end = span.start, span.end
        person = span.label_ == "PER"
        while start < end - 1 and self._is_outside(
            span.doc[start], person=person, long=end - start > 2
        ):
            start += 1
        while end > start and (
            span.doc[end - 1].is_punct
            or span.doc[end - 1].lower_ in _GENITIVE
            or span.doc[end - 1].text in self._articles  # "Gran Premi della"
        ):
            end -= 1
        return span.doc[start:end]

    def _is_outside(self, token: Token, *, person: bool, long: bool = False) -> bool:
        lower = token.lower_.replace("’", "'")
        if token.is_punct or lower in self._articles:
            return True
        given = self._catalogue.is_given(token.text) and not (token.pos_ == "ADP" and long)
        if person and token.pos_ in NEVER_NAMES and not given:
            return True
        titled = lower in self._catalogue.titles(self._lang)
        return titled and (person or token.text[0].islower())

    def _known(self, doc: Doc, tagged: list[Name]) -> Iterator[Name]:
        seen = {name.entity for name in tagged if name.entity}
        for match, start, end in self._matcher(doc):
            for entry in self._entries[doc.vocab.strings[match]]:
                name = Name(start, end, entry.type, doc[start:end].text, entry)
                near = [other for other in tagged if other.overlaps(name)]
                if entry.needs_context and not (near or (entry.maker and entry.maker in seen)):
                    continue
                if near and near[0].type == "person" and near[0].end - near[0].start > end - start:
                    continue
                yield name
                break


_GENITIVE = frozenset({"'s", "’s", "'", "’"})


def _joined_persons(doc: Doc) -> Iterator[Span]:
    """Yield the entities, a given name and a surname tagged apart as one person."""
    last: Span | None = None
    for ent in doc.ents:
        persons = last is not None and last.label_ == ent.label_ == "PER"
        if last is not None and persons and last.end == ent.start and len(last) == len(ent) == 1:
            last = Span(doc, last.start, ent.end, "PER")
            continue
        if last is not None:
            yield last
        last = ent
    if last is not None:
        yield last


def with_bearers(
    doc: Doc,
    names: list[Name],
    titles: Sequence[Span],
    honorifics: Collection[str] = (),
    personal: Sequence[Span] = (),
) -> list[Name]:
    """Add the persons that only a title before them gives away: "Transport Minister Xu Bing".

    `personal`: the titles that only people have; these give away those between commas too.
    """
    inside = {token.i for title in titles for token in title}
    found = [name for name in names if name.start not in inside]
    taken = {i for name in found for i in range(name.start, name.end)}
    for title in titles:
        start = title.end + (title.end < len(doc) and doc[title.end].text == ",")
        start += start < len(doc) and doc[start].lower_.rstrip(".") in honorifics
        end = start
        while (
            end < len(doc) and end - start < LONGEST and end not in taken and _is_proper(doc[end])
        ):
            end += 1
        surname = end - start == 1 and start == title.end and doc[start].pos_ == "PROPN"
        if end - start > 1 or surname:
            found.append(Name(start, end, "person", doc[start:end].text))
    found = [_ranked(doc, name, {title.end for title in personal}) for name in found]
    apart = [who for title in personal if (who := _apposed(doc, title, found))]
    found = [n for n in found if not any(n.overlaps(who) for who in apart)] + apart
    return whole_persons(doc, sorted(found, key=lambda n: n.start))


def _ranked(doc: Doc, name: Name, ends: Collection[int]) -> Name:
    """A name of nothing known right behind a title is its holder's: "commissaria Anna Neri"."""
    words = doc[name.start : name.end]
    fits = name.entry is None and len(words) in {2, 3} and all(w.is_title for w in words)
    return replace(name, type="person") if fits and name.start in ends else name


def _apposed(doc: Doc, title: Span, names: Sequence[Name]) -> Name | None:
    """The person whose title follows a comma: "Haruki Onodera, Japan's chief negotiator,"."""
    at = {i: name for name in names for i in range(name.start, name.end)}
    end = title.end
    if end in at or (end < len(doc) and doc[end].text[0].isupper()):
        return None  # somebody else's
    i = title.start - 1
    while i > title.sent.start and title.start - i <= LEAD and doc[i].text != ",":
        if doc[i].is_punct or (doc[i].pos_ == "VERB" and doc[i].dep_ != "acl:relcl"):
            return None
        i -= 1
    if i <= title.sent.start or doc[i].text != ",":
        return None
    start = i
    while start > title.sent.start and i - start < LONGEST and _is_proper(doc[start - 1]):
        start -= 1
    whole = {at[j] for j in range(start, i) if j in at}
    known = any(n.entry or n.type == "person" or n.start < start or n.end > i for n in whole)
    shouted = any(doc[j].is_upper and len(doc[j]) > 1 for j in range(start, i))
    if known or shouted or i - start not in {2, 3}:
        return None
    return Name(start, i, "person", doc[start:i].text)


def _begins(short: Name, long: Name) -> bool:
    return short.start == long.start and short.end < long.end and long.entry is None


def _begins_before(before: Token, name: Token) -> bool:
    """An untagged capitalised word that goes with the name after it."""
    if before.ent_type_ or before.pos_ != "PROPN" or not before.text[0].isupper():
        return False
    return before.dep_ in {"flat", "compound"} or name.dep_ in {"flat", "compound"}


def _is_proper(token: Token) -> bool:
    return token.text[0].isupper() and token.pos_ in {"PROPN", "NOUN", "X", "ADJ"}

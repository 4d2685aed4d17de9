"""Who "he", "the minister", "the Detroit carmaker" and "Rome" are.

Anaphors are resolved by type, gender, country and recency, subjects first: the constraints of
Lappin and Leass (1994) without their weights.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from spacy.tokens import Doc, Span, Token

from .catalogue import Catalogue, Entry
from .facts import Mention
from .fullnames import Name
from .holders import Holders

SUBJECTS = frozenset({"nsubj", "nsubj:pass", "obl:agent"})
ATTACHED = frozenset({"flat", "appos", "compound", "nmod"})
#: groups of organisations that "the company" does not mean
NO_COMPANIES = frozenset(
    {
        *("union", "association", "government", "institution", "authority", "court", "party"),
        *("central-bank", "university", "media", "exchange"),
    }
)
#: group of a title → group of the organisations that have such people
EMPLOYERS = {
    "company": "company",
    "team": "company",
    "union": "union",
    "speaker": "",
    "president": "body",
}
#: how many sentences back the employer of somebody with such a title may stand, if not REACH
CLOSE = {"speaker": 1, "president": 3}
#: groups of organisations that presidents without more have: those of companies and states say more
BODIES = frozenset({"union", "association", "authority", "institution", "exchange", "party"})
#: group of a title → groups of the places that have such people
HOMES = {"town": ("city",), "region": ("region",)}
#: how many sentences back an anaphor may look before it is left unresolved
REACH = 6
#: what each mention of an organisation adds to its salience, and how many count
OFTEN, MANY = 0.2, 6
#: the same of the one whose people somebody is, and what each sentence between takes away
NAMED, AWAY = 0.5, 0.4


@dataclass
class Mentions:
    """The names of one `Doc` and what its pronouns and definite nouns refer to."""

    doc: Doc
    names: list[Name]
    catalogue: Catalogue
    tables: Mapping[str, Any]
    at: dict[int, Name] = field(init=False)

    def __post_init__(self) -> None:
        self.at = {i: name for name in self.names for i in range(name.start, name.end)}
        self._lang = str(self.doc.lang_)
        words = self.tables.get("names", {})
        self._persons: Mapping[str, str] = words.get("person_pronouns", {})
        self._groups = frozenset(words.get("group_pronouns", ()))
        #: "its", "their" before what belongs to a company
        self.possessives = frozenset(words.get("possessives", ()))
        self._definite = frozenset(words.get("definite", ()))
        #: whether a finite verb may go without its subject
        self.drops_subjects = bool(words.get("drops_subjects", False))
        self._sentence = {t.i: n for n, sent in enumerate(self.doc.sents) for t in sent}
        holders = Holders(self.doc, self.names, self.catalogue, self._definite)
        self._titles = holders.titles()
        self._told = holders.genders(self._titles)
        self._often = Counter(name.value for name in self.names)

    def mention(self, token: Token, types: Collection[str]) -> Mention | None:
        """Return who or what a token names or refers to, if it is of one of the types."""
        name = self.at.get(token.i) or self._attached(token, types)
        if name is not None:
            return self._named(name, types)
        if "person" in types or "organization" in types:
            return self._pronoun(token, types) or self._noun(token, types)
        return self._noun(token, types)

    def implicit(self, token: Token, types: Collection[str]) -> Mention | None:
        """Return the unexpressed subject of a verb: the most salient name before it."""
        found = self._antecedent(token, [t for t in types if t in {"person", "organization"}])
        return Mention(found.value, entity=found.entity) if found else None

    def employer(self, title: Span) -> Mention | None:
        """Return whose chief executive or secretary a title without an organisation means."""
        known = self.catalogue.title(title.text, self._lang) or next(
            (t for w in title if (t := self.catalogue.title(w.lower_, self._lang))), None
        )
        group = EMPLOYERS.get(known.group) if known else None
        modifiers = self.catalogue.modifiers(self._lang)
        former = any(modifiers.get(word.lower_, ("", ""))[0] == "former" for word in title)
        if group is None or former:
            return None
        reach = CLOSE.get(known.group) if known else None
        found = self._employer(title[0], group, reach)
        return Mention(found.value, entity=found.entity) if found else None

    def _employer(self, title: Token, group: str, reach: int | None) -> Name | None:
        """The organisation that the text is about, where a title of its people stands."""
        best: tuple[float, Name] | None = None
        for name in self.names:
            if name.start >= title.i:
                break
            far = self._sentence[title.i] - self._sentence[name.start]
            if name.type != "organization" or (reach is not None and far > reach):
                continue
            if not _agrees(name, group, None):
                continue
            head = self.doc[name.start : name.end].root
            score = NAMED * min(self._often[name.value], MANY) - AWAY * far
            score += (1 if head.dep_ in SUBJECTS else 0) + name.start / len(self.doc)
            if best is None or score >= best[0]:
                best = (score, name)
        return best[1] if best else None

    def home(self, group: str, title: Span) -> Mention | None:
        """Return the place whose mayor or governor a title without one means."""
        return self.place_before(title[0], *HOMES[group]) if group in HOMES else None

    def place_before(self, token: Token, *groups: str) -> Mention | None:
        """Return the last place of some groups named before a word: "the town", a mayor's."""
        here = self._sentence[token.i]
        for name in reversed([n for n in self.names if n.start < token.i]):
            group = name.entry.group if name.entry is not None else ""
            town = group == "capital" and "city" in groups
            if here - self._sentence[name.start] > REACH:
                break
            words = name.value.split()
            often = self._often[name.value] > 1 and len(words) < 3 and words[0].istitle()
            unknown = not group and "city" in groups and often
            if name.type == "place" and (group in groups or town or unknown):
                return Mention(name.value, entity=name.entity)
        return None

    def maker(self, token: Token) -> Mention | None:
        """Return the maker of the product a token names, from the catalogue or its own name."""
        name = self.at.get(token.i)
        if name is None or (name.type != "product" and not self.is_unknown(token)):
            return None
        maker = self.catalogue.by_id(name.entry.maker) if name.entry and name.entry.maker else None
        words = name.value.split()
        for end in range(len(words) - 1, 0, -1) if maker is None else ():
            first = self.catalogue.find(" ".join(words[:end]), lang=self._lang)
            if first is not None and first.maker is not None:  # "Logan Stepway"
                first = self.catalogue.by_id(first.maker)
            if first is not None and first.type == "organization":  # "Chrysler Aspen"
                maker = first
                break
        return Mention(maker.name, entity=maker.id) if maker else None

    def is_unknown(self, token: Token) -> bool:
        """Tell whether a token is of a name of nothing known: its type is then a guess."""
        name = self.at.get(token.i)
        if name is None:
            return _is_named(token) and not self._is_title(token)
        given = self.catalogue.is_given(self.doc[name.start].text)
        person = name.type == "person" and (given or " " in name.value)
        return name.entry is None and name.type != "event" and not person

    def group(self, token: Token) -> str:
        """Return the catalogue's group of what a token names or, as a common noun, stands for."""
        name = self.at.get(token.i)
        entry = name.entry if name is not None else None
        noun = self.catalogue.noun(token.lower_, self._lang)
        return entry.group if entry is not None else noun.group if noun is not None else ""

    def is_agent(self, token: Token) -> bool:
        """Tell whether a common noun stands for people or organisations."""
        for span in self._terms(token):
            noun = self.catalogue.noun(span.text.lower(), self._lang)
            if noun is not None:
                agents = {"person", "organization", "agent"}
                return noun.type in agents or noun.group == "government"
        return self._is_title(token)

    def _terms(self, token: Token) -> Iterator[Span]:
        """The spans that may be a term a noun heads, longest first: "trade mission"."""
        for start, end in ((0, 3), (0, 2), (-1, 1), (0, 1)):
            first, last = token.i + start, token.i + end
            if first >= token.sent.start and last <= token.sent.end:
                yield self.doc[first:last]

    def origin(self, token: Token) -> Mention | None:
        """Return the place an adjective of origin names: "the Italian mission"."""
        span = self.doc[max(token.i - 1, 0) : token.i + 1]  # "North American"
        entry = self.catalogue.demonym(span.text.lower(), self._lang)
        if entry is None:
            span = self.doc[token.i : token.i + 1]
            entry = self.catalogue.demonym(token.lower_, self._lang)
        if entry is None:
            return None
        return Mention(entry.name, span.text, span.start_char, span.end_char, entry.id)

    def text(self, span: Span) -> Mention:
        """Return a mention of a stretch of text as it stands."""
        return Mention(span.text, span.text, span.start_char, span.end_char)

    def _named(self, name: Name, types: Collection[str]) -> Mention | None:
        agent = "organization" in types and "place" in types
        if name.type not in types:
            return None
        government = self._state(name) if agent and name.entry is None else None
        if government is not None:
            return government
        value, entity = name.value, name.entity
        origin = self.origin(self.doc[name.end - 1]) if name.entry is None else None
        if origin is not None and name.type == "place":
            return origin  # "the North American plants"
        if agent and name.entry is not None and name.entry.capital_of:
            state = self.catalogue.by_id(name.entry.capital_of)
            value, entity = state.name, state.id
        span = self.doc[name.start : name.end]
        return Mention(value, span.text, span.start_char, span.end_char, entity)

    def _state(self, name: Name) -> Mention | None:
        """The country that a name of its government stands for: "the US Government"."""
        span = self.doc[name.start : name.end]
        for token in span:
            noun = self.catalogue.noun(token.lower_, self._lang)
            if noun is None or noun.type != "place" or noun.group != "government":
                continue
            rest = " ".join(t.text for t in span if t.i != token.i)
            entry = self.catalogue.find(rest, type="place", lang=self._lang) if rest else None
            if entry is None:
                return self._government(token, span)
            return Mention(entry.name, span.text, span.start_char, span.end_char, entry.id)
        return None

    def _attached(self, token: Token, types: Collection[str]) -> Name | None:
        """The name of a common noun that carries one: "the automaker Chrysler"."""
        lower = token.lower_
        if not (self.catalogue.noun(lower, self._lang) or self._is_title(token)):
            return self._of_origin(token, types)
        for child in token.children:
            name = self.at.get(child.i)
            bare = not any(c.dep_ == "case" for c in child.children)
            if name and child.dep_ in ATTACHED and bare and name.type in types:
                return name
        following = self.at.get(token.i + 1)
        return following if following and following.type in types else None

    def _of_origin(self, token: Token, types: Collection[str]) -> Name | None:
        """The name that an adjective of origin stands before as its head: "la coreana Ecopro"."""
        name = self.at.get(token.i + 1)
        if name is None or name.type not in types or self.doc[name.start].head.i != token.i:
            return None
        return name if self.catalogue.demonym(token.lower_, self._lang) else None

    def _is_title(self, token: Token) -> bool:
        return token.lower_ in self.catalogue.titles(self._lang)

    def _pronoun(self, token: Token, types: Collection[str]) -> Mention | None:
        lower = token.lower_
        if lower in self._persons and "person" in types:
            found = self._antecedent(token, ["person"], gender=self._persons[lower])
        elif lower in self._groups and "organization" in types:
            found = self._antecedent(token, ["organization"])
        else:
            return None
        return self._refer(token.doc[token.i : token.i + 1], found)

    def _noun(self, token: Token, types: Collection[str]) -> Mention | None:
        noun = self.catalogue.noun(token.lower_, self._lang)
        if noun is None and not ("person" in types and self._is_title(token)):
            return None
        span = self._phrase(token)
        if noun is not None and noun.type == "place" and noun.group == "government":
            return self._government(token, span) if "place" in types else None
        if not self._is_definite(token):
            return None
        if noun is None:
            return self._refer(span, self._holder(token))
        if noun.type not in types or noun.plural:
            return None
        beside = self.at.get(token.head.i) if token.dep_ == "appos" else None
        if beside is not None and beside.type == noun.type:
            return self._refer(span, beside)  # "Cir, the holding that owns 56 %"
        country = self._country(token)
        return self._refer(
            span, self._antecedent(token, [noun.type], group=noun.group, country=country)
        )

    def _government(self, token: Token, span: Span) -> Mention | None:
        entry = self._country(token)
        if entry is None:
            for name in reversed([n for n in self.names if n.start < token.i]):
                if name.entry is None:
                    continue
                state = name.entry.capital_of or name.entry.country
                if name.type == "place":
                    entry = self.catalogue.by_id(state) if state else name.entry
                    break
        if entry is None:
            return None
        return Mention(entry.name, span.text, span.start_char, span.end_char, entry.id)

    def _country(self, token: Token) -> Entry | None:
        """The country a noun phrase names by a demonym or a place: "the Italian company"."""
        for word in token.subtree:
            if abs(word.i - token.i) > 6:
                continue
            entry = self.catalogue.demonym(word.lower_, self._lang)
            name = self.at.get(word.i)
            if entry is None and name is not None and name.type == "place":
                entry = name.entry
            if entry is not None:
                return entry
        behind = self.doc[token.i + 1 : token.i + 2]  # "il governo canadese", whatever the parse
        return self.catalogue.demonym(behind.text.lower(), self._lang) if behind else None

    def _holder(self, token: Token) -> Name | None:
        """The person last given the title that a definite noun repeats."""
        known = self.catalogue.title(token.lower_, self._lang)
        for start, titles in reversed(self._titles):
            gender = known.gender if known else None
            same = start < token.i and {token.lower_, known.id if known else ""} & titles
            if same and self._has_gender(self.at[start], gender or ""):
                return self.at[start]
        return None

    def _is_definite(self, token: Token) -> bool:
        return any(c.lower_.replace("’", "'") in self._definite for c in token.children)

    def _antecedent(
        self,
        token: Token,
        types: Iterable[str],
        *,
        gender: str = "",
        group: str | None = None,
        country: Entry | None = None,
        reach: int = REACH,
    ) -> Name | None:
        """The best earlier name: near, and a subject rather than not."""
        best: tuple[float, Name] | None = None
        wanted = frozenset(types)
        here = self._sentence[token.i]
        for name in self.names:
            if name.start >= token.i:
                break
            if name.type not in wanted or not _agrees(name, group, country):
                continue
            if gender and not self._has_gender(name, gender):
                continue
            distance = here - self._sentence[name.start]
            if distance > reach:
                continue
            head = self.doc[name.start : name.end].root
            score = -distance + (0.8 if head.dep_ in SUBJECTS else 0) + name.start / len(self.doc)
            if name.type == "organization":
                score += OFTEN * min(self._often[name.value], MANY)
            if best is None or score >= best[0]:
                best = (score, name)
        return best[1] if best else None

    def _has_gender(self, name: Name, gender: str) -> bool:
        known = self.gender(name.value)
        return known is None or gender not in {"m", "f"} or known == gender

    def gender(self, value: str) -> str | None:
        """Return "m" or "f" for a person, by the given name or else by a title beside it."""
        known = self.catalogue.gender_of_given(value.partition(" ")[0])
        return known or self._told.get(value)

    def _phrase(self, token: Token) -> Span:
        left = [c.i for c in token.children if c.i < token.i and c.dep_ != "case"]
        return self.doc[min([*left, token.i]) : token.i + 1]

    def _refer(self, span: Span, name: Name | None) -> Mention | None:
        if name is None:
            return None
        return Mention(name.value, span.text, span.start_char, span.end_char, name.entity)


def _is_named(token: Token) -> bool:
    """Tell a proper noun by its first letter, or by a capital inside: "eVito"."""
    if token.text[:1].isupper():
        return token.pos_ == "PROPN"
    return (
        token.pos_ in {"PROPN", "NOUN", "ADJ", "X"}
        and not token.text.islower()
        and token.text[:1].isalpha()
    )


def _agrees(name: Name, group: str | None, country: Entry | None) -> bool:
    entry = name.entry
    if entry is None:
        return group != "body"
    if group == "body":
        return entry.group in BODIES
    if country is not None and entry.country and country.id not in {entry.country, entry.place}:
        return False
    if group in {None, ""} or not entry.group:
        return True
    if group == "company":
        return entry.group not in NO_COMPANIES
    return group == ("maker" if entry.group == "brand" else entry.group)

"""What a noun phrase in a document stands for as a speaker: a name, a person known, or its text."""

from __future__ import annotations

import re
from collections.abc import Iterable

from spacy.tokens import Span, Token

from .anaphora import SUBJECTS, Mentions
from .bearers import Bearers, alike
from .facts import Mention
from .fullnames import Name
from .graph import Graph
from .speech import BREAKS, Speech, finite

SPEAKERS = ("person", "organization", "place")
AGENTS = frozenset({"person", "organization"})
NOMINAL = frozenset({"NOUN", "PROPN"})
APPOSED = frozenset({"appos", "flat", "compound", "nmod"})
#: how many tokens back who spoke last may be, and who was last spoken of
RECENT = 150


class Voices:
    """Reads noun phrases as speakers, in text order; remembers who spoke."""

    def __init__(self, speech: Speech, graph: Graph, mentions: Mentions) -> None:
        self.speech, self.graph, self.mentions = speech, graph, mentions
        self.doc = speech.doc
        self.names = Bearers(speech, mentions).names()
        self._at = {i: name for name in self.names for i in range(name.start, name.end)}
        self._claimed: dict[int, int] = {}  # token in somebody's words → the end of these words
        self._spoke: list[tuple[int, tuple[Mention, ...]]] = []

    def name_at(self, i: int) -> Name | None:
        """Return the name that a token belongs to."""
        return self._at.get(i)

    def _vague(self, name: Name) -> Mention | None:
        """Who speaks and has a name of two words is no product, whatever it is taken for."""
        span = self.doc[name.start : name.end]
        if len(span) < 2 or name.entry is not None or not all(t.is_alpha for t in span):
            return None
        return Mention(name.value, span.text, span.start_char, span.end_char)

    def mention(self, token: Token) -> Mention | None:
        """The mention of a token, by its name, else by what the anaphora resolves it to."""
        name = self._at.get(token.i)
        capitals = name is not None and name.entry is None and name.value.isupper()
        if capitals and (full := self.spelt_out(token)):
            return full
        if name is None or name.type != "person":
            return self.mentions.mention(token, SPEAKERS)
        span = self.doc[name.start : name.end]
        return Mention(name.value, span.text, span.start_char, span.end_char, name.entity)

    def remember(self, i: int, speakers: tuple[Mention, ...]) -> None:
        """Note that somebody spoke at a token."""
        self._spoke.append((i, speakers))

    def last(self, i: int, reach: int = RECENT) -> tuple[Mention, ...]:
        """Return who spoke last before a token, without their place in the text."""
        for at, speakers in reversed(self._spoke):
            if at < i:
                return tuple(_absent(m) for m in speakers) if i - at <= reach else ()
        return ()

    def who(self, token: Token) -> Mention | None:
        """Return the speaker that a token heads the phrase of."""
        name = self.name_at(token.i)
        if name is not None:
            return self.mention(token) if name.type in SPEAKERS else self._vague(name)
        if token.pos_ == "PRON":
            return self.pronoun(token)
        if token.pos_ == "NUM" and any(c.dep_ == "nmod" for c in token.children):
            return self.mentions.text(self.graph.phrase(token))  # "one of them"
        if token.pos_ not in NOMINAL:
            return None
        if bearer := self.bearer(token):
            return bearer
        apposed = self._named_apposition(token)
        return apposed or self.carried(token) or self._definite(token) or self._text(token)

    def is_agent(self, token: Token) -> bool:
        """Tell whether a token names or means people or organisations, or refers to some."""
        name = self.name_at(token.i)
        if name is not None:
            return name.type in AGENTS
        return not self.is_document(token) and self.is_animate(token)

    def named_before(self, i: int) -> tuple[Mention, ...]:
        """Return the person or organisation whose name ends right before a token."""
        name = self.name_at(i - 1)
        if name is None:
            return ()
        found = self.mention(self.doc[i - 1]) if name.type in AGENTS else self._vague(name)
        return (found,) if found else ()

    def recipients(self, start: int, end: int, *, told: bool = True) -> bool:
        """Tell whether all nouns between are people told, or hang on prepositions or no article."""
        for token in self.doc[start:end]:
            name = self.name_at(token.i)
            first = token.i if name is None else max(name.start, start)
            if token.pos_ not in NOMINAL or self.follows_preposition(first):
                continue
            inner = token.dep_ == "compound" and token.i < token.head.i < end
            origin = token.pos_ == "NOUN" and self.mentions.origin(token) is not None
            if inner or origin or token.lower_ in self.speech.words.times:
                continue  # "the Germans", "yesterday"
            bare = token.i == start or self.doc[token.i - 1].pos_ in {"ADV", "VERB", "PUNCT"}
            if not bare and not (
                told and (self.is_agent(token) or self.carried(token) is not None)
            ):
                return False
        return True

    def bearer(self, token: Token, *, first: bool = False) -> Mention | None:
        """The person whose surname a capital word repeats that was not seen to be a name."""
        if not token.text[0].isupper() or (token.is_sent_start and not first):
            return None
        found = [n for n in self.names if n.type == "person" and alike(n.value, token.text)]
        if not found:
            return None
        end = token.idx + len(token)
        return Mention(found[0].value, token.text, token.idx, end, found[0].entity)

    def spelt_out(self, token: Token) -> Mention | None:
        """The name that an acronym stands for: by its initials, or beside it in brackets."""
        for name in self.names:
            span = self.doc[name.start : name.end]
            words = re.split(r"[\s-]+", span.text)
            initials = "".join(w[0] for w in words if w[:1].isupper())
            bracketed = self.doc[name.end : name.end + 2].text == f"({token.text}"
            if name.type in AGENTS and token.text in {
                initials,
                *([token.text] if bracketed else ()),
            }:
                end = token.idx + len(token)
                return Mention(name.value, token.text, token.idx, end, name.entity)
        return None

    def follows_preposition(self, i: int, first: int = 0) -> bool:
        """A preposition before a word, its article and its adjectives."""
        while i > first:
            i -= 1
            token = self.doc[i]
            if token.pos_ == "ADP":
                return token.is_sent_start or not token.is_title  # "De Luca"
            if token.pos_ not in {"DET", "ADJ", "NUM"} and token.dep_ != "compound":
                return False
        return False

    def with_joined(self, token: Token) -> tuple[Mention, ...]:
        """Return who a token is, and who is coordinated with it."""
        found = self.who(token)
        return (found, *self.joined(token)) if found is not None else ()

    def joined(self, token: Token) -> Iterable[Mention]:
        """The names coordinated with a name: "Fim and Fiom"."""
        for child in token.children:
            name = self.name_at(child.i)
            titled = child.lower_ in self.mentions.catalogue.titles(
                child.lang_
            )  # "chairman and CEO"
            if child.dep_ == "conj" and name is not None and name.type in AGENTS and not titled:
                mention = self.mention(child)
                if mention is not None:
                    yield mention

    def is_animate(self, token: Token) -> bool:
        """Tell whether a noun means people or organisations, or carries the name of some."""
        lemma = token.lemma_.lower()
        if self.mentions.is_agent(token) or self.carried(token) is not None:
            return True
        return any(self.mentions.catalogue.noun(w, token.lang_) for w in (lemma, token.lower_))

    def may_head(self, token: Token) -> bool:
        """Tell whether a token may head a phrase that speaks."""
        if token.i in self._at or token.pos_ in NOMINAL:
            return True
        return token.pos_ == "PRON" and not relative(token)

    def carried(self, token: Token) -> Mention | None:
        """The name in apposition to a noun: "the mayor of Turin, Anna Rossi", "the Unite union"."""
        noun = self.mentions.catalogue.noun(token.lower_, token.lang_)
        group = noun is not None and noun.type == "organization"
        end = self._phrase_end(token)
        beside = [n for n in self.names if token.i - 4 <= n.start < end and n.type in AGENTS]
        for name in sorted(beside, key=lambda n: n.start != token.i + 1):
            head = self.doc[name.start : name.end].root
            if not (head.head.i == token.i or token.i < name.start):
                continue
            if name.type == "person" and token.i < name.start and self._apposed(token, name):
                return self.mention(head)
            if name.type != "person" and group and self._beside_noun(token, name):
                return self.mention(head)
        return None

    def _named_apposition(self, token: Token) -> Mention | None:
        """The name before a noun that is apposed to it: "Cepa, the employers' federation"."""
        left = token.left_edge.i
        if left < 2 or self.doc[left - 1].text != "," or token.pos_ != "NOUN":
            return None
        last = left - 2
        if self.doc[last].text == ")":
            while last > 0 and self.doc[last + 1].text != "(":
                last -= 1
        name = self.name_at(last)
        if name is not None and self.follows_preposition(name.start):
            return None
        if name is not None:
            return self.mention(self.doc[last]) if name.type in AGENTS else None
        capital = self.doc[last].pos_ in NOMINAL and self.doc[last].text[0].isupper()
        unknown = capital and (last == 0 or not self.doc[last - 1].text[0].isalpha())
        return self.mentions.text(self.doc[last : last + 1]) if unknown else None

    def _apposed(self, token: Token, name: Name) -> bool:
        return not self.follows_preposition(name.start) and not any(
            t.pos_ == "CCONJ" or self.speech.inside(t.i) or (finite(t) and t.i not in self._at)
            for t in self.doc[token.i : name.start]
        )

    def _beside_noun(self, token: Token, name: Name) -> bool:
        before = self.doc[name.start - 1] if name.start > 0 else None
        if name.end == token.i:
            return True
        if before is not None and before.text == "," and self._apposed(token, name):
            return self.doc[name.end : name.end + 1].text == ","
        return name.start == token.i + 1 and self.doc[name.start].dep_ != "nmod:poss"

    def _phrase_end(self, token: Token) -> int:
        """Where the phrase of a noun ends, with what is apposed to it, before any clause."""
        end = token.i + 1
        stretch = self.speech.stretch_at[token.i]
        commas = 0
        while end < min(stretch.end, token.i + 16):
            word = self.doc[end]
            commas += word.text == ","
            verb = finite(word) and self.name_at(end) is None
            if self.speech.inside(end) or word.text in BREAKS or commas > 1 or verb:
                break
            if relative(word):
                break
            end += 1
        return end

    def _definite(self, token: Token) -> Mention | None:
        """The name that "the carmaker", "la società" or "the mayor" refers back to."""
        if self.speech.words.listed(token, "document"):
            return None
        person = self._means_person(token)
        known = self.mentions.mention(token, ("person",)) if person else None
        found = known or self.mention(token)
        if found is None or self._has_attribute(token):
            return None
        return None if person and not self._is_person(found, "") else found

    def _means_person(self, token: Token) -> bool:
        noun = self.mentions.catalogue.noun(token.lower_, token.lang_)
        titles = self.mentions.catalogue.titles(token.lang_)
        return token.lower_ in titles or (noun is not None and noun.type == "person")

    def _has_attribute(self, token: Token) -> bool:
        """Somebody of his own: "the spokesman for Ford"."""
        return any(
            c.dep_ in {"nmod", "acl:relcl"}
            and c.i > token.i
            and not any(t.text == "," for t in self.doc[token.i + 1 : c.left_edge.i + 1])
            and not ((name := self.name_at(c.i)) and name.type == "place")
            for c in token.children
        )

    def _text(self, token: Token) -> Mention | None:
        if self.is_document(token):
            return None
        span = self._clipped(token)
        return None if any(self.speech.inside(t.i) for t in span) else self.mentions.text(span)

    def _clipped(self, token: Token) -> Span:
        """The phrase of a token, before any clause in it."""
        span = self.graph.phrase(token)
        end = next((t.i for t in span if t.i > token.i and (finite(t) or relative(t))), span.end)
        return self.doc[span.start : end]

    def is_document(self, token: Token) -> bool:
        """Tell whether a noun is a document or another thing that is no speaker."""
        return token.i not in self._at and self.speech.words.listed(token, "document")

    def pronoun(self, token: Token) -> Mention | None:
        """Return who a pronoun is: of its gender, who spoke or was a subject last."""
        if relative(token) or token.pos_ != "PRON":
            return None
        if token.lower_ in self.speech.words.relative:
            return None
        if any(c.dep_ == "nmod" for c in token.children):
            demonstrative = "Dem" in token.morph.get("PronType", [])
            return None if demonstrative else self.mentions.text(self.graph.phrase(token))
        if "1" in token.morph.get("Person", []):
            return None
        if "Ind" in token.morph.get("PronType", []):
            return self.mentions.text(self._clipped(token))  # "someone close to the talks"
        gender = self.speech.words.pronouns.get(token.lower_)
        if gender is not None:
            person = self._recent_person(token.i, gender)
            if person is not None:
                return Mention(
                    person.value, token.text, token.idx, token.idx + len(token), person.entity
                )
        found = self.mention(token)
        if found is None and token.lower_ in self.speech.words.groups:
            return self._recent_group(token)
        return None if found and gender is not None and self._is_group(found) else found

    def _recent_group(self, token: Token) -> Mention | None:
        """The organisation that "it" is: the one that was a subject last."""
        if "Plur" in token.morph.get("Number", []):
            return None
        name = self.last_subject(token.i, frozenset({"organization"}))
        end = token.idx + len(token)
        return Mention(name.value, token.text, token.idx, end, name.entity) if name else None

    def _is_group(self, mention: Mention) -> bool:
        """The name of an organisation or place and of no person."""
        types = {n.type for n in self.names if n.value == mention.value}
        return bool(types) and "person" not in types

    def _recent_person(self, i: int, gender: str) -> Mention | None:
        """The person of a gender who spoke or was a subject last."""
        spoke = next(
            (
                (at, m)
                for at, speakers in reversed(self._spoke)
                for m in speakers[:1]
                if at < i and self._is_person(m, gender)
            ),
            None,
        )
        name = self.last_subject(i, frozenset({"person"}), gender)
        if spoke is not None and i - spoke[0] <= RECENT and (not name or name.start <= spoke[0]):
            return spoke[1]
        return Mention(name.value, entity=name.entity) if name else None

    def _is_person(self, mention: Mention, gender: str) -> bool:
        value = str(mention.value)
        known = self.mentions.gender(value)
        named = any(n.value == value and n.type == "person" for n in self.names)
        return named and (not gender or known in {None, gender})

    def last_subject(self, i: int, types: frozenset[str], gender: str = "") -> Name | None:
        """The name that was a subject last before a token, outside quotations."""
        for name in reversed(self.names):
            if name.start >= i or name.type not in types or self.speech.inside(name.start):
                continue
            if i - name.start > RECENT:
                return None
            if self._claimed.get(name.start, i + 1) <= i:
                continue  # told of in somebody's words
            known = self.mentions.gender(name.value)
            if gender and name.type == "person" and known not in {None, gender}:
                continue
            root = self.doc[name.start : name.end].root
            if root.dep_ in SUBJECTS or (root.head.dep_ in SUBJECTS and root.dep_ in APPOSED):
                return name
            if name.type == "person" and self._before_verb(name):
                return name
        return None

    def _before_verb(self, name: Name) -> bool:
        """Set off by commas and a verb next: "the mayor, Anna Rossi, has spoken"."""
        around = [t.text for t in (self.doc[name.start - 1], *self.doc[name.end : name.end + 1])]
        verb = self.doc[name.end + 1 : name.end + 2]
        return around == [",", ","] and any(finite(t) for t in verb)


def relative(token: Token) -> bool:
    """Tell whether a word is a relative pronoun."""
    return token.pos_ in {"PRON", "DET", "ADV", "SCONJ"} and "Rel" in token.morph.get(
        "PronType", []
    )


def _absent(mention: Mention) -> Mention:
    return Mention(mention.value, entity=mention.entity)

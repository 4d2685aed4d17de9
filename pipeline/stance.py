"""Actual, planned, estimated, possible or denied: what an article commits itself to.

A fact's words are read upwards from its anchor to the head of the sentence; auxiliaries, adverbs,
tense, mood and governing words on the way each cast a stance, and the weakest commitment wins (the
factuality levels of Saurí and Pustejovsky 2009, folded to five).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from spacy.tokens import Token

from .wordlist import WordList

#: from the strongest to the weakest claim on the fact
ORDER = ("denied", "possible", "estimated", "planned")
#: relations through which a governing word still speaks about what stands below it
OPEN = frozenset(
    {
        *("xcomp", "ccomp", "acl", "obj", "nsubj", "nsubj:pass", "nmod", "obl", "conj", "advcl"),
        *("appos", "compound", "nummod", "amod", "csubj"),
    }
)
#: relations of a verb that states something by itself, not under another one
MAIN = frozenset({"ROOT", "parataxis", "acl:relcl"})
HELPERS = frozenset({"aux", "aux:pass", "cop"})


class StanceReader:
    """Reads the stance of a fact from the words above its anchor; words come from the language."""

    def __init__(self, tables: Mapping[str, Any]) -> None:
        words = tables.get("stance", {})
        self._above = {stance: WordList(words.get(stance, ())) for stance in ORDER}
        self._beside = {stance: WordList(words.get(f"{stance}_adverbs", ())) for stance in ORDER}
        self._modals: Mapping[str, str] = words.get("modals", {})
        self._report = WordList(words.get("report", ()))
        self._settled = WordList(words.get("settled", ()))
        self._foresee = WordList(words.get("foresee", ()))
        self._provisions = WordList(words.get("provisions", ()))
        self._contain = WordList(words.get("contain", ()))
        self._outcomes = WordList(words.get("outcomes", ()))
        self._asking = WordList(words.get("asking", ()))
        self._limits = WordList(words.get("limits", ()))
        self._base = frozenset(words.get("base", ()))

    def read(self, anchor: Token, others: Iterable[Token] = ()) -> str:
        """Return the stance of what `anchor` says; `others` are tokens of its amounts."""
        cast: set[str] = set()
        for token in others:
            decisive = self._decisive(token)
            if decisive is not None:
                return decisive
            cast.update(self._climb(token, stop=anchor))
        cast.update(self._climb(anchor))
        if anchor.sent[-1].text == "?":
            cast.add("possible")
        return _weakest(cast)

    def own(self, anchor: Token) -> str:
        """Return the stance of the anchor's own clause only, governing words left aside."""
        return "denied" if "denied" in self._marks(anchor) else "actual"

    def clause(self, anchor: Token) -> str:
        """Return the stance that the anchor's own auxiliaries and adverbs give it."""
        return _weakest(self._marks(anchor))

    def _decisive(self, token: Token) -> str | None:
        """What an amount's own phrase says of it: "the $4 billion already received"."""
        for noun in _phrase_heads(token):
            for verb in noun.children:
                if verb.dep_ == "acl:relcl" and self._is_finite(verb) and _is_last(noun, verb):
                    return _weakest({*self._marks(verb), *self._named(verb)})
                if verb.dep_ in {"acl", "amod"} and any(c in self._settled for c in verb.children):
                    return "actual"
            if any(self._case(noun, base) for base in self._base):
                return "actual"
            if noun.i != token.i and noun.pos_ == "NOUN":
                named = set(self._named(noun))
                if named:
                    return _weakest(named)
        return None

    def _climb(self, token: Token, stop: Token | None = None) -> Iterator[str]:
        yield from self._marks(token)
        below, nominal = token, 0
        for above in token.ancestors:
            if (stop is not None and above.i == stop.i) or below.dep_ not in OPEN:
                return
            nominal += below.dep_ in {"nmod", "obl", "appos"}
            if above in self._foresee and below.dep_ != "nsubj":
                yield self._foreseen(above, below)
            elif above in self._contain and below.dep_ == "obj" and self._of_plan(above):
                yield "planned"
            elif above in self._asking and self._is_demand(above, below):
                yield "possible"
            elif below.dep_ not in {"nsubj", "conj"} and not _is_aside(below):
                yield from self._named(above)
            if below.dep_ == "ccomp" and above in self._report:
                return
            if below.dep_ != "advcl" and not (below.dep_ == "conj" and self._is_finite(below)):
                yield from (m for m in self._marks(above) if m != "denied" or nominal == 0)
            below = above

    def _foreseen(self, verb: Token, below: Token) -> str:
        """Plan or estimate: "the plan foresees", "prevede di investire"; "prevede un utile"."""
        if self._of_plan(verb):
            return "planned"
        expected = self._is_finite(below) if below.dep_ == "ccomp" else below in self._outcomes
        return "estimated" if expected else "planned"

    def _of_plan(self, verb: Token) -> bool:
        """Tell whether a plan is the subject of a verb, or what its relative clause tells of."""
        subjects = [c for c in verb.children if c.dep_ == "nsubj"]
        relative = verb.dep_ == "acl:relcl" and all(c.pos_ == "PRON" for c in subjects)
        heads = [verb.head, verb.head.head] if relative else []
        return any(word in self._provisions for word in (*subjects, *heads))

    def _is_demand(self, verb: Token, below: Token) -> bool:
        """Tell whether others are to do what is asked: "asked the firm to hire 100 people"."""
        if below.dep_ not in {"xcomp", "ccomp"}:
            return False
        others = {"obj", "iobj", "obl"}
        return self._is_finite(below) or any(c.dep_ in others for c in verb.children)

    def _named(self, word: Token) -> Iterator[str]:
        """The stances that a governing verb or noun expresses."""
        return (stance for stance, listed in self._above.items() if word in listed)

    def _marks(self, token: Token) -> Iterator[str]:
        """Adverbs, negation, auxiliaries, tense and mood of one word."""
        helpers = [c for c in token.children if c.dep_ in HELPERS]
        for child in token.children:
            if child.dep_ in {"advmod", "det", "amod", "obl", "mark", "cc"}:
                for stance, listed in self._beside.items():
                    if child in listed and child not in self._limits:
                        yield stance
        main = token.dep_ in MAIN or _is_headline(token)
        if main and any(c.dep_ == "mark" and c.pos_ == "PART" for c in token.children):
            yield "planned"  # "Ford to close a plant", "Ford is to close a plant"
        for word in (token, *helpers):
            if word.lower_ in self._modals:
                yield self._modals[word.lower_]
            elif "Cnd" in word.morph.get("Mood", []):
                yield "possible"
            elif "Fut" in word.morph.get("Tense", []):
                yield "planned"

    @staticmethod
    def _is_finite(verb: Token) -> bool:
        words = (verb, *(c for c in verb.children if c.dep_ in HELPERS))
        return any("Fin" in word.morph.get("VerbForm", []) for word in words)

    @staticmethod
    def _case(noun: Token, phrase: str) -> bool:
        words = phrase.split()
        start = noun.left_edge.i
        return [t.lower_ for t in noun.doc[start : start + len(words)]] == words


def _weakest(cast: Iterable[str]) -> str:
    """The weakest commitment of those cast; `actual` where there is none."""
    found = set(cast)
    return next((stance for stance in ORDER if stance in found), "actual")


def _is_aside(below: Token) -> bool:
    """Tell whether a clause is no aim of the verb above it: "owing 8 million, it sought help"."""
    return below.dep_ == "advcl" and "Inf" not in below.morph.get("VerbForm", [])


def _is_headline(verb: Token) -> bool:
    """Tell whether an infinitive on a bare name makes up the sentence: "Ford to close a plant"."""
    return bool(verb.dep_ == "acl" and verb.head.dep_ == "ROOT" and verb.head.pos_ == "PROPN")


def _is_last(noun: Token, verb: Token) -> bool:
    """Tell whether the amount of a noun is the last before a clause: "5 on top of the 4 it has"."""
    number = next((t for t in reversed(noun.doc[noun.i : verb.i]) if t.pos_ == "NUM"), noun)
    while number.dep_ in {"nummod", "compound", "flat"} and number.i != noun.i:
        number = number.head
    return number.i == noun.i or number.dep_ not in {"nmod", "obl", "obj", "conj"}


def _phrase_heads(token: Token) -> Iterator[Token]:
    """A token and the nouns above it inside its noun phrase, three at most."""
    yield token
    for _ in range(3):
        if token.dep_ not in {"nummod", "nmod", "compound", "appos", "amod"}:
            return
        token = token.head
        yield token

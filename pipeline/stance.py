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
HELPERS = frozenset({"aux", "aux:pass", "cop"})


class StanceReader:
    """Reads the stance of a fact from the words above its anchor; words come from the language."""

    def __init__(self, tables: Mapping[str, Any]) -> None:
        words = tables.get("stance", {})
        self._above = {stance: WordList(words.get(stance, ())) for stance in ORDER}
        self._beside = {stance: WordList(words.get(f"{stance}_adverbs", ())) for stance in ORDER}
        self._modals: Mapping[str, str] = words.get("modals", {})
        self._hearsay = WordList(words.get("hearsay_modals", ()))
        self._report = WordList(words.get("report", ()))

    def read(self, anchor: Token, others: Iterable[Token] = ()) -> str:
        """Return the stance of what `anchor` says; `others` are tokens of its main roles."""
        cast = set(self._climb(anchor))
        for token in others:
            cast.update(self._climb(token, stop=anchor))
        if anchor.sent[-1].text == "?":
            cast.add("possible")
        return next((stance for stance in ORDER if stance in cast), "actual")

    def own(self, anchor: Token) -> str:
        """Return the stance of the anchor's own clause only, governing words left aside."""
        cast = {stance for stance in self._marks(anchor) if stance == "denied"}
        return "denied" if cast else "actual"

    def _climb(self, token: Token, stop: Token | None = None) -> Iterator[str]:
        yield from self._marks(token)
        below = token
        for above in token.ancestors:
            if (stop is not None and above.i == stop.i) or below.dep_ not in OPEN:
                return
            crossed_report = below.dep_ == "ccomp" and above in self._report
            if below.dep_ not in {"nsubj", "conj"}:
                for stance, listed in self._above.items():
                    if above in listed:
                        yield stance
            if crossed_report:
                return
            if below.dep_ != "advcl":
                yield from self._marks(above)
            below = above

    def _marks(self, token: Token) -> Iterator[str]:
        """Adverbs, negation, auxiliaries, tense and mood of one word."""
        helpers = [c for c in token.children if c.dep_ in HELPERS]
        for child in token.children:
            if child.dep_ in {"advmod", "det", "amod", "obl", "mark", "cc"}:
                for stance, listed in self._beside.items():
                    if child in listed:
                        yield stance
        for word in (token, *helpers):
            if word.lower_ in self._modals:
                yield self._modals[word.lower_]
            elif "Cnd" in word.morph.get("Mood", []):
                yield "possible"
            elif "Fut" in word.morph.get("Tense", []):
                yield "planned"

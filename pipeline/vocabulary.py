"""The words of reporting in one language: lists of the quote rules, and its table."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from spacy.tokens import Token

from .grammar import Words
from .wordlist import WordList

#: lists whose verbs report; "describe" only introduces words in marks
REPORTING = frozenset({"say", "think", "ask", "deny", "utter"})
CUES = (*sorted(REPORTING), "describe")
#: lists that tell how the words of a reporting verb may stand
WAYS = ("infinitive", "gerund", "bare")


class Vocabulary:
    """The words of reporting in one language: the word lists of the quote rules, and its table."""

    def __init__(self, words: Mapping[str, Words], tables: Mapping[str, Any], lang: str) -> None:
        self.lists = {name: WordList(entry.lemmas[lang]) for name, entry in words.items()}
        phrases = words["according"].lemmas[lang] if "according" in words else ()
        self.according = sorted((tuple(p.split()) for p in phrases), key=len, reverse=True)
        self.according_heads = frozenset(phrase[0] for phrase in self.according)
        table = tables.get("quotes", {})
        self.markers = frozenset(table.get("markers", ()))
        self.questions = frozenset(table.get("questions", ()))
        self.infinitive = frozenset(table.get("infinitive", ()))
        self.contrast = frozenset(table.get("contrast", ()))
        self.like = frozenset(table.get("like", ()))
        self.opinion = frozenset(table.get("opinion", ()))
        self.whatever = frozenset(table.get("whatever", ()))
        self.whom = frozenset(table.get("whom", ()))
        self.pronouns: Mapping[str, str] = tables.get("names", {}).get("person_pronouns", {})
        self.groups = frozenset(tables.get("names", {}).get("group_pronouns", ()))
        self.negation = frozenset(table.get("negation", ()))
        self.pair = frozenset(table.get("pair", ()))
        self.passive = frozenset(table.get("passive", ()))
        self.relative = frozenset(table.get("relative", ()))
        self._forms = _forms(words, table.get("endings", {}), lang)
        self.drops_marker = bool(table.get("drops_marker", False))
        self.reflexive = str(table.get("reflexive", ""))
        self.sources = frozenset(table.get("sources", ()))
        self.thus = frozenset(table.get("thus", ()))
        self.arrive = frozenset(table.get("arrive", ()))
        self.times = frozenset(table.get("times", ()))
        self.asks_somebody = bool(table.get("asks_somebody", False))

    def entries(self, token: Token) -> dict[str, str]:
        """Return list → entry for a token that begins an entry of the reporting verbs."""
        found = {
            name: self.lists[name].find(token) for name in (*CUES, *WAYS) if name in self.lists
        }
        return {name: entry for name, entry in found.items() if entry}

    def by_form(self, token: Token) -> dict[str, str]:
        """Return list → entry for a word whose form alone tells that it reports."""
        after = token.doc[token.i + 1].lower_ if token.i + 1 < len(token.doc) else ""
        return {
            name: entry
            for name, entry in self._forms.get(token.lower_, ())
            if entry.split()[1:] in ([], [after])
        }

    def listed(self, token: Token, name: str) -> bool:
        """Tell whether a token begins an entry of a word list."""
        return name in self.lists and token in self.lists[name]


def _forms(
    words: Mapping[str, Words], endings: Mapping[str, Any], lang: str
) -> dict[str, list[tuple[str, str]]]:
    """Inflect the reporting verbs by rule: form → the lists and entries it may be of."""
    forms: dict[str, list[tuple[str, str]]] = {}
    for name in (*CUES, *WAYS):
        for entry in words[name].lemmas[lang] if name in words else ():
            lemma = entry.split()[0]
            ending = max((e for e in endings if lemma.endswith(e)), key=len, default=None)
            for form in endings[ending] if ending is not None else ():
                stem = lemma.removesuffix(ending or "")
                forms.setdefault(stem + form, []).append((name, entry))
    return forms

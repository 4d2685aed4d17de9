"""Word lists against tokens: lemmas, phrasal verbs, multiword terms and reflexives."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache

from spacy.tokens import Token

#: stem, vowel and endings of "aprirà", "chiuderebbe", "presenteranno"
FUTURE = re.compile(r"(\w{2,})([ei])r(?:ò|ai|à|emo|ete|anno|ei|esti|ebbe|emmo|este|ebbero)")
#: third persons
PRESENT = ("a", "e", "ano", "ono")
#: stem, vowel and endings of "visitò", "dialogando", "trattavano", "finirono"
PAST = re.compile(r"(\w{2,}?)(?:(ò|ando|ava|avano|arono)|(ì|irono|iva|ivano)|endo|eva|evano|erono)")
#: how a stem in hard c or g is spelt before e: "pagherà"
HARD = ("ch", "gh")
#: where "giro d'affari" is cut into the tokens that it is written as
ELISION = re.compile(r"(?<=\w)(['’])(?=\w\w)")
PARTICLES = frozenset({"compound:prt", "expl", "expl:pass", "expl:impers", "advmod"})


class WordList:
    """A list of lemmas that knows whether a token begins one of them."""

    def __init__(self, lemmas: Iterable[str]) -> None:
        self._single: set[str] = set()
        self._multi: dict[str, list[tuple[str, ...]]] = defaultdict(list)
        for lemma in lemmas:
            first, *rest = ELISION.sub(r"\1 ", lemma.lower()).split()
            if rest:
                self._multi[_plain(first)].append(tuple(rest))
            else:
                self._single.add(_plain(first))

    def find(self, token: Token) -> str | None:
        """Return the entry a token begins ("lay off" for the "laid" of "laid 50 people off")."""
        forms = forms_of(token)
        for form in forms:
            for rest in self._multi.get(form, ()):
                if _follows(token, rest):
                    return " ".join((form, *rest))
        return next((form for form in forms if form in self._single), None)

    def head(self, token: Token) -> Token:
        """Return the word that governs the entry a token begins: "deal" of "loan deal"."""
        words = (self.find(token) or "").split()[1:]
        if not words or not _adjoin(token, words):
            return token
        return token.doc[token.i : token.i + 1 + len(words)].root

    @property
    def firsts(self) -> frozenset[str]:
        """The first words of all entries."""
        return frozenset(self._single) | frozenset(self._multi)

    def __contains__(self, token: object) -> bool:
        return isinstance(token, Token) and self.find(token) is not None


def forms_of(token: Token) -> tuple[str, ...]:
    """Return what an entry is compared with: the lemma of a token and the word itself."""
    return _forms(token.lower_, token.lemma_.lower(), token.pos_, token.is_lower)


@lru_cache(maxsize=1 << 14)  # every word is looked up by every list of every kind
def _forms(word: str, lemma: str, pos: str, small: bool) -> tuple[str, ...]:
    return (
        *(_plain(lemma), word, *_infinitives(word)),
        *_unlemmatised(word, lemma, pos),
        *_unended(word, lemma, pos, small),
    )


def _infinitives(word: str) -> Iterator[str]:
    """The verbs that a regular Italian future, past or gerund may be of: lemmatisers guess them."""
    past = PAST.fullmatch(word)
    if past is not None:
        stem, first, third = past.groups()
        yield from [f"{stem}are"] if first else [f"{stem}ire"] if third else _second(stem)
    match = FUTURE.fullmatch(word)
    if match is None:
        return
    stem, vowel = match.groups()
    yield f"{stem}{vowel}re"
    if vowel == "e":
        soft = stem.endswith(("c", "g"))
        yield f"{stem}iare" if soft else f"{stem[:-1] if stem.endswith(HARD) else stem}are"


def _unlemmatised(word: str, lemma: str, pos: str) -> Iterator[str]:
    """The infinitives of a regular Italian present that was left as it is, as in headlines."""
    if pos == "VERB" and lemma == word and word.endswith(PRESENT):
        stem = word.removesuffix("no")[:-1]
        yield from (stem + ending for ending in ("are", "ere", "ire"))


def _unended(word: str, lemma: str, pos: str, small: bool) -> Iterator[str]:
    """What lemmatisers leave or guess wrong: "shifts", "closes", "impianti" of "impiante"."""
    plain = pos in {"NOUN", "VERB"} or (pos == "PROPN" and small)
    if plain and word.endswith("s") and lemma == word:
        yield from (word[:-1], word.removesuffix("es"))
    if pos == "NOUN" and word.endswith("i") and lemma == word[:-1] + "e":
        yield word[:-1] + "o"


def _second(stem: str) -> tuple[str, str]:
    """The verbs that "prendendo" and "partendo" may be of by their stems."""
    return f"{stem}ere", f"{stem}ire"


def _plain(lemma: str) -> str:
    """Fold an Italian reflexive into its verb: "dimettersi" → "dimettere"."""
    return lemma[:-2] + "e" if lemma.endswith(("arsi", "ersi", "irsi")) else lemma


def _adjoin(token: Token, rest: Sequence[str]) -> bool:
    after = token.doc[token.i + 1 : token.i + 1 + len(rest)]
    return len(after) == len(rest) and all(
        word in (t.lemma_.lower(), t.lower_) for word, t in zip(rest, after, strict=True)
    )


def _follows(token: Token, rest: tuple[str, ...]) -> bool:
    if _adjoin(token, rest):
        return True
    return len(rest) == 1 and any(
        child.lower_ == rest[0] and child.dep_ in PARTICLES for child in token.children
    )

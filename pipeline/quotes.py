"""Somebody's words: quotations with their speakers, and the clauses of indirect speech.

A quotation is attributed by its cue (a reporting verb before, inside or after it), else by a colon,
else by the sentence before it or by the quotation it goes on from: the order of O'Keefe et al.
(2012), "A sequence labelling approach to quote attribution", with a parse where it helps.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from spacy.tokens import Doc, Span, Token

from .anaphora import Mentions
from .facts import Mention
from .grammar import Grammar, Words
from .graph import Graph
from .wordlist import WordList
from .match import Candidate

PAIRS = {"“": "”", "«": "»", "„": "“”", '"': '"', "‘": "’"}
#: fewer words than these are scare quotes and names
SHORTEST = 3
SPEAKERS = ("person", "organization", "place")
_EDGE = " \t\n,.;:–—-"
_WORD = re.compile(r"[^\W_]+")


@dataclass(frozen=True, slots=True)
class Quotation:
    """Characters inside a pair of marks, and the value once cues are taken out of it."""

    start: int
    end: int
    value: str

    def holds(self, start: int, end: int) -> bool:
        """Tell whether characters lie inside the marks."""
        return self.start <= start and end <= self.end


@dataclass(frozen=True, slots=True)
class Quote:
    """One quote: who, what, how, the word it hangs on and the rule that found it."""

    speakers: tuple[Mention, ...]
    words: Mention
    mode: str
    anchor: Token
    rule: str


def quotations(text: str) -> list[Quotation]:
    """Return the stretches in quotation marks of three words or more, paragraph by paragraph.

    A mark that is opened and not closed runs to the end of its paragraph, as in a quotation of
    several paragraphs.
    """
    found: list[Quotation] = []
    for paragraph in re.finditer(r"[^\n]+", text):
        for start, end in _pairs(paragraph[0]):
            inner = paragraph[0][start:end]
            left = len(inner) - len(inner.lstrip(_EDGE))
            value = inner.strip(_EDGE)
            if len(_WORD.findall(value)) >= SHORTEST:
                at = paragraph.start() + start + left
                found.append(Quotation(at, at + len(value), value))
    return found


def _pairs(text: str) -> Iterator[tuple[int, int]]:
    """Yield the inner bounds of each outermost pair of marks."""
    i = 0
    while i < len(text):
        closing = PAIRS.get(text[i])
        if closing is None or (text[i] in "‘" and not _opens(text, i)):
            i += 1
            continue
        end = _closing(text, i + 1, text[i], closing)
        if end < 0 and text[i] in '‘"':
            i += 1
            continue
        yield i + 1, end if end >= 0 else len(text)
        i = (end if end >= 0 else len(text)) + 1


def _opens(text: str, i: int) -> bool:
    return (i == 0 or not text[i - 1].isalnum()) and i + 1 < len(text) and not text[i + 1].isspace()


def _closing(text: str, start: int, opening: str, closing: str) -> int:
    depth = 0
    for i in range(start, len(text)):
        char = text[i]
        if char == opening and opening not in closing:
            depth += 1
        elif char in closing:
            inside = char == "’" and i + 1 < len(text) and text[i + 1].isalnum()
            if inside:
                continue
            if depth == 0:
                return i
            depth -= 1
    return -1


class QuoteFinder:
    """Finds the quotes of a document; the reporting words come from the quote rules."""

    def __init__(self, words: Mapping[str, Words], tables: Mapping[str, Any], lang: str) -> None:
        lists = {name: WordList(entry.lemmas[lang]) for name, entry in words.items()}
        empty = WordList(())
        self._say = lists.get("say", empty)
        self._describe = lists.get("describe", empty)
        self._noun = lists.get("noun", empty)
        self._document = lists.get("document", empty)
        self._according = (
            [tuple(phrase.split()) for phrase in sorted(words["according"].lemmas[lang])]
            if "according" in words
            else []
        )
        table = tables.get("quotes", {})
        self._markers = frozenset(table.get("markers", ()))
        self._infinitive = frozenset(table.get("infinitive", ()))

    def find(self, doc: Doc, graph: Graph, mentions: Mentions) -> list[Quote]:
        """Return direct quotes, then indirect ones, each in text order."""
        found = _Reader(self, doc, graph, mentions)
        return [*found.direct(), *found.indirect()]


class _Reader:
    """One pass over one document."""

    def __init__(self, finder: QuoteFinder, doc: Doc, graph: Graph, mentions: Mentions) -> None:
        self.finder, self.doc, self.graph, self.mentions = finder, doc, graph, mentions
        self.text = doc.text
        self.marked = quotations(self.text)
        self._inside = [False] * len(doc)
        for quotation in self.marked:
            span = doc.char_span(quotation.start, quotation.end, alignment_mode="expand")
            for token in span or ():
                self._inside[token.i] = True

    # Direct speech

    def direct(self) -> Iterator[Quote]:
        """Attribute every quotation; one that its cue interrupts is joined to its second half."""
        last: Quote | None = None
        i = 0
        while i < len(self.marked):
            quotation = self.marked[i]
            span = self._span(quotation)
            cue = self._cue(span)
            if cue is not None and i + 1 < len(self.marked) and self._goes_on(cue, i):
                after = self.marked[i + 1]
                joined = f"{quotation.value} {after.value}"
                quotation = Quotation(quotation.start, after.end, joined)
                i += 1
            quote = self._attribute(quotation, span, cue, last)
            i += 1
            if quote is not None:
                last = quote
                yield quote

    def _span(self, quotation: Quotation) -> Span:
        span = self.doc.char_span(quotation.start, quotation.end, alignment_mode="expand")
        assert span is not None  # both ends lie inside the text
        return span

    def _goes_on(self, cue: Token, i: int) -> bool:
        """The cue stands between two quotations with no full stop: “…,” he said, “…”."""
        first, second = self.marked[i], self.marked[i + 1]
        between = self.text[first.end : second.start]
        if not first.end <= cue.idx < second.start or "\n" in between:
            return False
        gap = between.strip(" \t,;:“”«»\"'’‘.?!")
        return (
            len(gap) < 120
            and not re.search(r"[.!?]\s", between.lstrip('.!?,"”»’ '))
            and (
                between.rstrip(' “«"‘').endswith((",", ":", "—", "–"))
                or self._ends_with_cue(cue, second)
            )
            and not self._starts_clause(cue, second)
        )

    def _ends_with_cue(self, cue: Token, second: Quotation) -> bool:
        return self.text[cue.idx + len(cue) : second.start].strip(' “«"‘,') == ""

    def _starts_clause(self, cue: Token, second: Quotation) -> bool:
        """A second cue before the second quotation ("…", he said, adding that "…")."""
        later = [
            t
            for t in self.doc[cue.i + 1 :]
            if t.idx < second.start and (t in self.finder._say or t.lower_ in self.finder._markers)
        ]
        return bool(later)

    def _cue(self, span: Span) -> Token | None:
        """The reporting verb nearest to a quotation in its own sentence, after it before before it."""
        after = self._outside(span.end, 1)
        for token in after[:14]:
            if self._reports(token):
                return token
        before = self._outside(span.start - 1, -1)
        for token in before[:16]:
            if self._reports(token) or token in self.finder._describe:
                return token
        return None

    def _reports(self, token: Token) -> bool:
        return token.pos_ in {"VERB", "AUX", "ADJ"} and token in self.finder._say

    def _outside(self, start: int, step: int) -> list[Token]:
        """Tokens from `start` on, inside the sentence and the paragraph, outside quotations."""
        found: list[Token] = []
        i = start
        while 0 <= i < len(self.doc) and not self._inside[i]:
            token = self.doc[i]
            if "\n" in token.text:
                break
            if step > 0 and token.text in {".", "!", "?"} and i > start + 1:
                break
            if step < 0 and token.text in {".", "!", "?"}:
                break
            found.append(token)
            i += step
        return found

    def _attribute(
        self, quotation: Quotation, span: Span, cue: Token | None, last: Quote | None
    ) -> Quote | None:
        words = Mention(
            quotation.value,
            self.text[quotation.start : quotation.end],
            quotation.start,
            quotation.end,
        )
        if cue is not None:
            speakers = self._speakers(cue)
            if speakers:
                return Quote(speakers, words, "direct", cue, "cue")
        before = self._outside(span.start - 1, -1)
        colon = [t for t in before[:4] if t.text == ":"]
        if colon:
            name = self._last_name(before)
            if name is not None:
                return Quote((name,), words, "direct", self.doc[span.start], "colon")
        according = self._according_near(span)
        if according is not None:
            return Quote((according,), words, "direct", self.doc[span.start], "according")
        if cue is None and self._stands_free(span):
            return self._carried(span, words, last)
        return None

    def _last_name(self, backwards: list[Token]) -> Mention | None:
        for kind in ("person", "organization"):
            for token in backwards:
                name = self.mentions.at.get(token.i)
                if name is not None and name.type == kind:
                    return self.mentions.mention(token, SPEAKERS)
        return None

    def _stands_free(self, span: Span) -> bool:
        """Nothing but marks around it: the quotation is a sentence of its own."""
        around = [*self._outside(span.start - 1, -1), *self._outside(span.end, 1)]
        return sum(not t.is_punct and not t.is_space and not t.is_quote for t in around) <= 1

    def _carried(self, span: Span, words: Mention, last: Quote | None) -> Quote | None:
        """A free-standing quotation: of the speaker before it, or of whom the last sentence is about."""
        assert words.start is not None
        anchor = self.doc[span.start]
        paragraph = self.text.rfind("\n", 0, words.start) + 1
        if last is not None and last.words.end is not None:
            between = self.text[last.words.end : words.start]
            if len(between) < 200 and (last.words.start or 0) >= paragraph - 600:
                return Quote(last.speakers, words, "direct", anchor, "continued")
        for token in reversed(self.doc[max(0, span.start - 60) : span.start]):
            name = self.mentions.at.get(token.i)
            if name is not None and name.type == "person":
                speaker = self.mentions.mention(token, SPEAKERS)
                return Quote((speaker,), words, "direct", anchor, "free") if speaker else None
        return None

    def _speakers(self, cue: Token) -> tuple[Mention, ...]:
        """The subjects of a cue; failing a parse, the name next to it; failing that, who spoke."""
        found = [
            m
            for subject in self.graph.find(cue, "subject")
            if not self._inside[subject.i]
            and subject not in self.finder._document
            and (m := self._speaker(subject)) is not None
        ]
        if found:
            return tuple(dict.fromkeys(found))
        if self.graph.find(cue, "subject") and any(
            s in self.finder._document for s in self.graph.find(cue, "subject")
        ):
            return ()
        near = self._nearest_name(cue)
        if near is not None:
            return (near,)
        implicit = self.mentions.implicit(cue, ["person"])
        return (implicit,) if implicit else ()

    def _speaker(self, token: Token) -> Mention | None:
        mention = self.mentions.mention(token, SPEAKERS)
        if mention is not None:
            return mention
        if token.pos_ in {"NOUN", "PROPN"}:
            return self.mentions.text(self.graph.phrase(token))
        return None

    def _nearest_name(self, cue: Token) -> Mention | None:
        for token in (*self._outside(cue.i + 1, 1)[:8], *self._outside(cue.i - 1, -1)[:10]):
            if token.text in {";", ":"}:
                continue
            name = self.mentions.at.get(token.i)
            if name is not None and name.type in {"person", "organization"}:
                return self.mentions.mention(token, SPEAKERS)
        return None

    # Indirect speech

    def indirect(self) -> Iterator[Quote]:
        """Yield the clause that each reporting verb or "according to" governs."""
        for token in self.doc:
            if self._inside[token.i]:
                continue
            if self._reports(token) and token.pos_ != "ADJ":
                yield from self._clause(token)
            else:
                yield from self._by_phrase(token)

    def _clause(self, cue: Token) -> Iterator[Quote]:
        start = self._opening(cue)
        if start is None:
            return
        end = self._ending(cue, start)
        words = self._words(start, end)
        if words is None:
            return
        speakers = self._speakers(cue)
        if speakers:
            yield Quote(speakers, words, "indirect", cue, "said")

    def _opening(self, cue: Token) -> int | None:
        """The token where the governed clause begins, or None where the verb governs no clause."""
        for token in self.doc[cue.i + 1 : min(cue.i + 14, cue.sent.end)]:
            if self._inside[token.i] or (token.i > cue.i + 1 and self._reports(token)):
                return None
            if token.lower_ in self._that():
                return token.i + 1
        clauses = [
            t
            for t in self.graph.find(cue, "complement")
            if t.i > cue.i
            and (t.pos_ in {"VERB", "AUX"} or any(c.dep_ == "cop" for c in t.children))
        ]
        for clause in clauses:
            left = min(t.i for t in clause.subtree if t.i > cue.i)
            first = self.doc[left]
            if clause.dep_ == "xcomp" and first.lower_ not in self.finder._infinitive:
                continue
            if first.lower_ in self.finder._infinitive and clause.dep_ == "xcomp":
                return left + (1 if first.lower_ != "to" else 0)
            return left
        return None

    def _that(self) -> frozenset[str]:
        return self.finder._markers

    def _ending(self, cue: Token, start: int) -> int:
        """The end of the governed clause: the sentence's, or the next report in the same sentence."""
        end = cue.sent.end
        for token in self.doc[start + 1 : end]:
            if (
                self._reports(token)
                and not self._inside[token.i]
                and token.dep_ in {"conj", "advcl", "parataxis"}
            ):
                stop = self._before_report(token)
                if stop > start + 2:
                    return stop
        return end

    def _before_report(self, cue: Token) -> int:
        left = min(
            (t.i for t in cue.subtree if t.i <= cue.i and not self._inside[t.i]), default=cue.i
        )
        i = max(left, cue.i - 6)
        while i > 0 and (self.doc[i - 1].is_punct or self.doc[i - 1].pos_ in {"CCONJ", "SCONJ"}):
            i -= 1
        return i

    def _by_phrase(self, token: Token) -> Iterator[Quote]:
        """ "According to X, …" and "…, secondo X": the rest of the sentence is X's."""
        for phrase in self.finder._according:
            if not self._begins(token, phrase):
                continue
            source = self._source_after(token.i + len(phrase), token.sent.end)
            if source is None:
                return
            speaker, end = source
            sent = token.sent
            start, stop = (end, sent.end) if token.i - sent.start <= 2 else (sent.start, token.i)
            words = self._words(start, stop)
            if words is not None:
                yield Quote((speaker,), words, "indirect", token, "according")
            return

    def _begins(self, token: Token, phrase: tuple[str, ...]) -> bool:
        after = self.doc[token.i : token.i + len(phrase)]
        return len(after) == len(phrase) and all(
            t.lower_.replace("’", "'") == word for t, word in zip(after, phrase, strict=True)
        )

    def _according_near(self, span: Span) -> Mention | None:
        around = (*self._outside(span.start - 1, -1)[:12], *self._outside(span.end, 1)[:3])
        for token in around:
            for phrase in self.finder._according:
                if self._begins(token, phrase):
                    source = self._source_after(token.i + len(phrase), token.sent.end)
                    return source[0] if source else None
        return None

    def _source_after(self, start: int, stop: int) -> tuple[Mention, int] | None:
        """Who stands after "according to", up to the comma that ends the phrase."""
        end = start
        while end < stop and self.doc[end].text not in {",", ";", ":"} and not self._inside[end]:
            end += 1
        for token in self.doc[start:end]:
            if token in self.finder._document:
                return None
            mention = self.mentions.mention(token, SPEAKERS)
            if mention is not None:
                name = self.mentions.at.get(token.i)
                after = name.end if name else token.i + 1
                return mention, max(end, after) if end < stop else after
        return None

    def _words(self, start: int, end: int) -> Mention | None:
        """The text from one token to another, without marks and punctuation at its edges."""
        if end <= start:
            return None
        if not any(t.pos_ in {"VERB", "AUX"} for t in self.doc[start:end]):
            return None  # a clause has a verb
        first, last = self.doc[start].idx, self.doc[end - 1].idx + len(self.doc[end - 1])
        raw = self.text[first:last]
        text = raw.strip(_EDGE + '“”«»"‘!?')
        if len(_WORD.findall(text)) < SHORTEST:
            return None
        at = first + raw.index(text)
        value = re.sub(r"[“”«»\"]", " ", text)
        if any(q.holds(at, at + len(text)) for q in self.marked):
            return None
        return Mention(value, text, at, at + len(text))


def told(quotes: list[Quote], start: int) -> Mention | None:
    """Return the speaker whose words hold a character, the innermost quote first."""
    around = [
        q
        for q in quotes
        if q.words.start is not None
        and q.words.end is not None
        and q.words.start <= start < q.words.end
    ]
    inner = min(around, key=lambda q: (q.words.end or 0) - (q.words.start or 0), default=None)
    return replace(inner.speakers[0]) if inner else None


def as_candidates(quotes: list[Quote], grammar: Grammar) -> list[Candidate]:
    """Return quotes as candidates for facts of the kind `quote`."""
    rules = {rule.name: rule for rule in grammar.rules if rule.kind == "quote"}
    return [
        Candidate(
            rules[quote.rule],
            quote.anchor,
            {"speaker": quote.speakers, "words": (quote.words,), "mode": (Mention(quote.mode),)},
        )
        for quote in quotes
        if quote.rule in rules
    ]

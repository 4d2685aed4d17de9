"""Somebody's words: quotations with their speakers, and the clauses of indirect speech.

A quotation is attributed by the report that holds it, else by its cue (a reporting verb after or
before it), else by a colon, else by the sentence before it or by the quotation it goes on from:
the order of O'Keefe et al. (2012), "A sequence labelling approach to quote attribution", with a
parse where it helps. Read with it: quotations.py (marks), speech.py (stretches and cues),
speakers.py (who; neighbours.py, voices.py), reported.py (indirect speech; insets.py).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from spacy.tokens import Doc, Token

from .anaphora import Mentions
from .facts import Mention
from .grammar import Grammar, Words
from .graph import Graph
from .insets import Report
from .match import Candidate
from .quotations import EDGE, SHORTEST, word_count
from .reported import Reports
from .signatures import Signatures
from .speakers import Speakers
from .speech import ENDS, LINKS, VERBAL, Cue, Speech, Stretch, finite
from .vocabulary import Vocabulary

#: a cue governs quotations no further away than this
REACH = 30
_MARKS = re.compile(r"[“”«»„\"]|``|''")


@dataclass(frozen=True, slots=True)
class Quote:
    """One quote: who, what, how, the word it hangs on and the rule that found it."""

    speakers: tuple[Mention, ...]
    words: Mention
    mode: str
    anchor: Token
    rule: str


@dataclass(frozen=True, slots=True)
class _Claim:
    """Whose a quotation is, by which rule and, where there is one, which cue."""

    speakers: tuple[Mention, ...]
    rule: str
    cue: Cue | None = None


class QuoteFinder:
    """Finds the quotes of a document; the reporting words come from the quote rules."""

    def __init__(self, words: Mapping[str, Words], tables: Mapping[str, Any], lang: str) -> None:
        self._words = Vocabulary(words, tables, lang)

    def find(self, doc: Doc, graph: Graph, mentions: Mentions) -> list[Quote]:
        """Return direct quotes, then indirect ones, each in text order."""
        reader = _Reader(Speech(doc, self._words), graph, mentions)
        quotes = [quote for stretch in reader.speech.stretches for quote in reader.read(stretch)]
        return sorted(quotes, key=lambda q: q.mode != "direct")


class _Reader:
    """One pass over one document, stretch by stretch, so that later ones know who spoke before."""

    def __init__(self, speech: Speech, graph: Graph, mentions: Mentions) -> None:
        self.speech, self.doc = speech, speech.doc
        self.mentions = mentions
        self.speakers = Speakers(speech, graph, mentions)
        self.reports = Reports(speech, graph, self.speakers)
        self.signatures = Signatures(speech, self.speakers)
        self.claims: dict[int, _Claim] = {}
        self.asked: tuple[Mention, ...] = ()

    def read(self, stretch: Stretch) -> list[Quote]:
        """Return the quotes of a stretch."""
        reports = self.reports.of(stretch)
        said = [quote for r in reports if (quote := self._indirect(r)) is not None]
        for k in stretch.quoted:
            claim = self._claim(k, stretch, reports)
            if claim is not None:
                self.claims[k] = claim
                self.speakers.remember(self.speech.bounds[k][0], claim.speakers)
        return [*self._direct(stretch), *said]

    # Direct speech

    def _direct(self, stretch: Stretch) -> list[Quote]:
        """The quotations of a stretch with a speaker; what a cue interrupts is joined."""
        quotes: list[Quote] = []
        last: int | None = None
        for k in stretch.quoted:
            claim = self.claims.get(k)
            if claim is None:
                continue
            quotation = self.speech.quotations[k]
            words = Mention(
                quotation.value,
                self.doc.text[quotation.start : quotation.end],
                quotation.start,
                quotation.end,
            )
            if quotes and last is not None and self._joins(last, k):
                words = self._join(quotes.pop().words, words)
            anchor = self.doc[self.speech.bounds[k][0]]
            quotes.append(Quote(claim.speakers, words, "direct", anchor, claim.rule))
            last = k
        return quotes

    def _joins(self, k: int, after: int) -> bool:
        """The cue of one quotation stands between both, and nothing else governs the second."""
        first, second = self.claims[k], self.claims[after]
        start, end = self.speech.bounds[k][1], self.speech.bounds[after][0]
        if after != k + 1 or first.cue is None or not start <= first.cue.i < end:
            return False
        cues = [c for c in self.speech.stretch_at[first.cue.i].cues if start <= c.i < end]
        apart = cues[-1].i - cues[0].i > 2 or end - start > REACH
        apart = apart or any(self.reports.insets.according(i) for i in range(start, end))
        marked = any(t.lower_ in self.speech.words.markers for t in self.doc[end - 2 : end])
        return not apart and not marked and _values(second) == _values(first)

    def _join(self, one: Mention, two: Mention) -> Mention:
        value = f"{one.value} {two.value}"
        return Mention(value, self.doc.text[one.start : two.end], one.start, two.end)

    def _claim(self, k: int, stretch: Stretch, reports: list[Report]) -> _Claim | None:
        """Whose a quotation is."""
        start, end = self.speech.bounds[k]
        holding = [r for r in reports if r.covers(start, end)]
        cues = {c.i: c for c in stretch.cues}
        partial = holding or self._is_led(start, stretch)
        if partial and self._is_title(k) and not self._follows_colon(start):
            return None
        if holding:
            inner = max(holding, key=lambda r: r.start)
            rule = "according" if inner.rule == "according" else "cue"
            return _Claim(inner.speakers, rule, cues.get(inner.anchor.i))
        return (
            self._by_cue(k, stretch)
            or self._by_phrase(k, stretch)
            or self._by_colon(k, stretch)
            or self._signed(k)
            or self._by_context(k, stretch)
        )

    def _by_cue(self, k: int, stretch: Stretch) -> _Claim | None:
        start, end = self.speech.bounds[k]
        before = self._before(start, stretch)
        after = self._after(end, stretch)
        led = self._is_led(start, stretch)
        for cue in (before, after) if led else (after, before):
            if cue is None:
                continue
            speakers = self.speakers.of(cue)
            if speakers:
                return _Claim(speakers, "cue", cue)
        return None

    def _is_led(self, start: int, stretch: Stretch) -> bool:
        """Narration of its clause stands before the quotation."""
        i = start - 1
        while i >= stretch.start and not self.speech.inside(i):
            token = self.doc[i]
            if not (token.is_punct or token.is_space or token.pos_ in {"CCONJ", "ADV"}):
                return True
            i -= 1
        return False

    def _before(self, start: int, stretch: Stretch) -> Cue | None:
        """The last cue before a quotation that may govern it."""
        for cue in reversed(stretch.cues):
            if cue.i >= start or start - cue.i > REACH:
                continue
            between = range(cue.end, start)
            if any(self.doc[i].text == ";" and not self.speech.inside(i) for i in between):
                return None
            return cue
        return None

    def _after(self, end: int, stretch: Stretch) -> Cue | None:
        """The first cue after a quotation, with no other quotation or clause between."""
        for cue in stretch.cues:
            if cue.i < end:
                continue
            between = [t for t in self.doc[end : cue.start] if not t.is_space]
            told = between[0].text == ":" and len(between) < 3 if between else False
            if told and not self._holds_words(cue, stretch):
                return cue  # "…": lo dice Rossi
            if any(self.speech.inside(t.i) or t.text in {";", ":"} for t in between):
                return None
            if cue.i - end > REACH or any(t.pos_ == "SCONJ" for t in between[:3]):
                return None
            if any(finite(t) and t.dep_ != "acl:relcl" for t in between[:4]):
                return None
            return cue
        return None

    def _holds_words(self, cue: Cue, stretch: Stretch) -> bool:
        """A quotation, colon or clause behind a cue: it does not tell of what stands before."""
        words = self.doc[cue.end : stretch.end]
        marks = {":", *self.speech.words.markers}
        return any(self.speech.inside(t.i) or t.lower_ in marks for t in words)

    def _by_phrase(self, k: int, stretch: Stretch) -> _Claim | None:
        """With a phrase beside it: "…", according to X."""
        start, end = self.speech.bounds[k]
        for i in (*range(end, min(end + 3, stretch.end)), *range(stretch.start, start)):
            if not self.speech.inside(i) and (speakers := self.reports.insets.source(i, stretch)):
                return _Claim(speakers, "according")
        return None

    def _signed(self, k: int) -> _Claim | None:
        """With a name and no verb: "…", così Rossi; "…" – Anna Rossi, a judge."""
        found = self.signatures.behind(k) or self.signatures.before(k)
        return _Claim(found, "colon") if found else None

    def _follows_colon(self, start: int) -> bool:
        return start > 0 and self.doc[start - 1].text in {":", ","}

    def _by_colon(self, k: int, stretch: Stretch) -> _Claim | None:
        """Anna Rossi: "…", also where the colon ends the paragraph before."""
        start = self.speech.bounds[k][0]
        i = start - 1
        while i >= 0 and self.doc[i].is_space:
            i -= 1
        if i < 0 or self.doc[i].text != ":":
            return None
        led = self.speech.stretch_at[i]
        cue = self._before(i, led) if led is not stretch else None
        if cue is not None and (speakers := self.speakers.of(cue)):
            return _Claim(speakers, "colon")
        speakers = self.speakers.main(led.start, i) or self.speakers.named_before(i)
        speakers = (
            speakers
            or self.speakers.stated(led.start, i)
            or self.speakers.heading(led.start, i)
            or self.speakers.still(led.start, i)
        )
        return _Claim(speakers, "colon") if speakers else None

    def _by_context(self, k: int, stretch: Stretch) -> _Claim | None:
        """A quotation that is a sentence of its own: whose the words before it are or tell of."""
        if k - 1 in stretch.quoted and k - 1 in self.claims and self._coordinated(k):
            return replace(self.claims[k - 1], cue=None)
        if self.speech.narrated(stretch.start, stretch.end) > 1:
            return None
        if answers := self._answers(k):
            return _Claim(answers, "free")
        here = self.speech.stretches.index(stretch)
        before = self._previous(here)
        if before is None or not self._is_sentence(k):
            return None
        if before.quoted and (last := self.claims.get(before.quoted[-1])):
            return _Claim(last.speakers, "continued")
        near = self._same_paragraph(before, stretch) or self._alone(k)
        spoke = self._told(before) if near else ()
        return _Claim(spoke, "free") if spoke else None

    def _alone(self, k: int) -> bool:
        """A paragraph of its own in marks."""
        quotation, text = self.speech.quotations[k], self.doc.text
        lead = text[: quotation.opens].rpartition("\n")[2]
        rest = text[quotation.closes :].partition("\n")[0]
        return not lead.strip(" -–—") and not any(c.isalpha() for c in rest)

    def _answers(self, k: int) -> tuple[Mention, ...]:
        """Who answers a question in the paragraph before: in an interview always the same."""
        before = self.doc.text[: self.speech.quotations[k].opens].rstrip(' \n-–—»”"')
        if not before.endswith("?") or not self._alone(k) or not self._is_sentence(k):
            return ()
        start = self.speech.bounds[k][0]
        self.asked = self.asked or self.speakers.asked(start)
        return self.asked

    def _told(self, before: Stretch) -> tuple[Mention, ...]:
        """Who the sentence before is about: who speaks in it, or its subject."""
        if spoke := self.speakers.last(before.end, before.end - before.start):
            return spoke
        cues = (c for c in before.cues if c.reports and self.speech.follows_quotation(c.start))
        said = next((who for c in cues if (who := self.speakers.of(c))), ())
        if found := said or self.speakers.main(before.start, before.end):
            return found
        return self.speakers.still(before.start, before.end)

    def _coordinated(self, k: int) -> bool:
        """A second quotation of the same cue: "…" and "…"."""
        start, end = self.speech.bounds[k - 1][1], self.speech.bounds[k][0]
        return 0 < end - start <= 4 and any(
            t.pos_ == "CCONJ" or t.text == "," for t in self.doc[start:end]
        )

    def _previous(self, here: int) -> Stretch | None:
        for stretch in reversed(self.speech.stretches[:here]):
            tokens = self.doc[stretch.start : stretch.end]
            if not all(t.is_space or t.is_punct for t in tokens) or stretch.quoted:
                return stretch
        return None

    def _same_paragraph(self, one: Stretch, two: Stretch) -> bool:
        return not any("\n" in t.text for t in self.doc[one.start + 1 : two.start + 1])

    def _is_sentence(self, k: int) -> bool:
        """It ends as a sentence does, or is long enough to be one."""
        quotation = self.speech.quotations[k]
        last = self.doc.text[quotation.end : quotation.closes + 1]
        return any(mark in last for mark in ".!?…,") or word_count(quotation.value) > 5

    def _is_title(self, k: int) -> bool:
        """The name of a work: every long word has a capital, and no verb is finite."""
        start, end = self.speech.bounds[k]
        long = [t for t in self.doc[start:end] if t.is_alpha and len(t) > 3]
        verb = any(t.pos_ in VERBAL and t.text[0].islower() for t in self.doc[start:end])
        return len(long) > 1 and not verb and all(t.text[0].isupper() for t in long)

    # Indirect speech

    def _is_marked(self, places: list[int]) -> bool:
        """All words stand in marks, or all but a few without a verb beside a whole sentence."""
        marked = [i for i in places if self.speech.inside(i)]
        own = [t for i in places if not self.speech.inside(i) and _is_word((t := self.doc[i]).text)]
        if not marked:
            return False
        if sum(t.pos_ not in LINKS and not t.is_punct for t in own) < 1:
            return True
        if any(self.doc[i].text in ENDS for i in marked if i < marked[-1] - 1):
            return True
        whole = any(finite(self.doc[i]) for i in marked) and not any(finite(t) for t in own)
        parted = len({self.speech.at[i] for i in marked}) > 1 and marked[-1] == places[-1]
        after = own[0].i > marked[-1] and self.doc[marked[-1] + 1].text in {",", "-", "–", "—"}
        return whole and marked[0] == places[0] and (parted or after)

    def _indirect(self, report: Report) -> Quote | None:
        """A report as a quote, unless all its words stand in marks."""
        start, end = report.start, report.end
        if self._is_marked([i for a, b in report.pieces for i in range(a, b)]):
            return None
        parts = [_plain(self.doc[a:b].text) for a, b in report.pieces]
        value = " ".join(part for part in parts if part)
        first, last = self.doc[start], self.doc[end - 1]
        raw = self.doc.text[first.idx : last.idx + len(last)]
        text = raw.strip(EDGE + '“”«»"!?')
        least = SHORTEST - ("Inf" in first.morph.get("VerbForm", []))
        if word_count(value) < least or not text:
            return None
        at = first.idx + raw.index(text)
        words = Mention(value, text, at, at + len(text))
        return Quote(report.speakers, words, "indirect", report.anchor, report.rule)


def _is_word(text: str) -> bool:
    """Tell whether a token is a word and no number or sign."""
    return any(c.isalpha() for c in text)


def _values(claim: _Claim) -> list[object]:
    return [mention.value for mention in claim.speakers]


def _plain(text: str) -> str:
    """The words of a clause without the marks in it and the punctuation at its edges."""
    return re.sub(r"\s+", " ", _MARKS.sub("", text)).strip(EDGE)


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

"""Indirect speech: the clauses that a reporting verb governs."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from spacy.tokens import Span, Token

from .ends import STARTS, SUBJECT, Ends
from .insets import Report
from .speech import BREAKS, VERBAL, Cue, Stretch, finite, spoken
from .voices import relative

#: lists of verbs that a clause may hang on without a noun like "view" between
CLAUSAL = frozenset({"say", "think", "ask", "deny"})
#: how far behind its verb a clause may begin: recipients, dates and places stand between
REACH = 18


class Reports(Ends):
    """Finds the reports of a document, stretch by stretch."""

    def of(self, stretch: Stretch) -> list[Report]:
        """Return the reports of a stretch in text order; of nested ones the innermost."""
        found = [r for cue in stretch.cues for r in self._of_cue(cue, stretch)]
        taken = {cue.i for cue in stretch.cues}
        for i in range(stretch.start, stretch.end):
            if i not in taken and not self.speech.inside(i):
                found.extend(self.insets.of_phrase(i, stretch))
        inner = [r for r in found if not any(self._frames(r, o) for o in found)]
        return sorted(_without_doubles(inner), key=lambda r: r.start)

    def _frames(self, outer: Report, inner: Report) -> bool:
        """The first verb of a report is itself the cue of another one that ends where it ends."""
        at = inner.anchor.i
        if not (outer.start <= at < min(inner.start, outer.end) and inner.end >= outer.end - 2):
            return False
        before = self.doc[outer.start : at]
        return not any(t.pos_ == "VERB" and finite(t) for t in before) and at - outer.start < 14

    # Clauses that follow their verb

    def _of_cue(self, cue: Cue, stretch: Stretch) -> Iterator[Report]:
        if not cue.reports:
            return
        noun = self.doc[cue.start - 1].pos_ in {"NOUN", "PROPN"} if cue.start else False
        if noun and not spoken(cue.token) and cue.token.dep_ in {"acl", "amod"}:
            return
        stop = self._stop(cue, stretch)
        pieces = self._complements(cue, stop)
        if pieces:
            speakers = self.speakers.of(cue, until=pieces[0][0])
            if speakers:
                self.speakers.remember(cue.i, speakers)
                for piece in pieces:
                    self.speakers.claim(*piece)
                rule = self.insets.rule(cue)
                yield from (Report((p,), speakers, cue.token, rule) for p in pieces)
        elif cue.lists & CLAUSAL:
            yield from self.insets.around(cue, stretch)

    def _complements(self, cue: Cue, stop: int) -> list[tuple[int, int]]:
        """The clauses a cue governs to its right: after a marker, as infinitives, or bare."""
        start = self._marked(cue, stop)
        if start is not None:
            return self._split(start, self._end(cue, start, stop), self._and_that)
        if (told := self._after_colon(cue)) is not None:
            return [told]
        start = self._infinitive(cue, stop)
        if start is not None:
            return self._split(start, self._end(cue, start, stop), self._and_to)
        start = self._bare(cue, stop) if self.words.drops_marker else None
        if start is not None:
            return self._split(start, self._end(cue, start, stop), self._and_that)
        return []

    def _after_colon(self, cue: Cue) -> tuple[int, int] | None:
        """A clause without marks behind a colon: "Rossi warns: without money it will close"."""
        if "say" not in cue.lists:
            return None
        end = self._stretch_end(cue.i)
        colon = next(
            (i for i in range(cue.end, min(end, cue.end + 5)) if self.doc[i].text == ":"), 0
        )
        if not colon or any(t.pos_ != "ADV" for t in self.doc[cue.end : colon]):
            return None
        stop = next((i for i in range(colon + 1, end) if self.doc[i].text in {";", ":"}), end)
        if any(self.speech.inside(i) for i in range(colon + 1, stop)):
            return None
        return self.speech.trim(colon + 1, stop) if self.speech.is_finite(colon + 1, stop) else None

    def _marked(self, cue: Cue, stop: int) -> int | None:
        """Where the clause after "that" or "che" begins."""
        for i in range(cue.end, min(stop, cue.end + REACH)):
            token = self.doc[i]
            if self.speech.inside(i) or token.text in BREAKS:
                return None
            if i == cue.end and token.lower_ in self.words.like and not self.words.drops_marker:
                return None if self._of_what(cue) else i + 1  # "sottolinea come"
            if self._is_marker(i) or self._is_next(cue, i):
                return i + 1 if self._leads_to(cue, i) else None
            if self._asks(cue) and token.lower_ in self.words.questions and i - cue.end < 8:
                return i
            if i >= cue.end and token.pos_ in VERBAL and finite(token):
                return None
        return None

    def _of_what(self, cue: Cue) -> bool:
        """A cue that says what a pronoun before it is: "ciò che ha annunciato come"."""
        before = self.doc[max(cue.start - 2, 0) : cue.start]
        return len(before) == 2 and all(t.pos_ == "PRON" for t in before)

    def _leads_to(self, cue: Cue, i: int) -> bool:
        """Nothing but those told, or a noun of opinion, stands between a verb and its "that"."""
        noun = self.doc[i - 1]
        if i - 1 >= cue.end and self.words.listed(noun, "tenet") and noun.pos_ == "NOUN":
            return True
        if not cue.lists & CLAUSAL:
            return False
        told = self.words.listed(cue.token, "inform")
        return self.speakers.recipients(cue.end, i, told=told)

    @staticmethod
    def _asks(cue: Cue) -> bool:
        return "ask" in cue.lists

    def _is_next(self, cue: Cue, i: int) -> bool:
        """A marker right after its verb, adverbs and recipients aside, however it is tagged."""
        between = self.doc[cue.end : i]
        if self._bracketed(cue, i):
            return True
        if self.doc[i].lower_ not in self.words.markers or any(t.is_punct for t in between):
            return False
        if all(t.pos_ == "ADV" for t in between):
            return len(between) > 0 or not self.words.drops_marker
        if len(between) < 3 and not any(t.pos_ in {"DET", "VERB", "AUX"} for t in between):
            return True  # "said Friday that"
        return "ask" in cue.lists or between[0].pos_ == "ADP"

    def _bracketed(self, cue: Cue, i: int) -> bool:
        """A phrase between commas before a marker: "said on Monday, in a note, that"."""
        commas = [t.i for t in self.doc[cue.end : i] if t.text == ","]
        marker = self.doc[i].lower_ in self.words.markers
        return marker and len(commas) == 2 and commas[1] == i - 1 and commas[0] - cue.end < 3

    def _infinitive(self, cue: Cue, stop: int) -> int | None:
        """Where an infinitive of the cue begins: "dice di volere", "asks Fiat to stay"."""
        if "gerund" in cue.lists and _gerund(self.doc[cue.end : stop]):
            return cue.end
        own = "infinitive" in cue.lists
        if not own and not self._asks(cue):
            return None
        for i in range(cue.end, min(stop, cue.end + REACH)):
            token = self.doc[i]
            if self.speech.inside(i) or token.text in BREAKS or token.text == "," or finite(token):
                return None
            if self._is_infinitive(i):
                somebody = any(t.pos_ in {"NOUN", "PROPN", "PRON"} for t in self.doc[cue.end : i])
                fit = self.speakers.recipients(cue.end, i)
                if fit and (own or somebody or not self.words.asks_somebody):
                    return i if self.doc[i].pos_ == "PART" else i + 1
                return None
        return None

    def _bare(self, cue: Cue, stop: int) -> int | None:
        """Where a clause without a marker begins: by the parse, else by a subject and its verb."""
        if cue.end >= stop or self.doc[cue.end].text in {",", "(", '"', "“"}:
            return None
        if self.speakers.inverted(cue):
            return None
        if self._asks(cue) and self._is_question(cue.end):
            return cue.end if self.speech.is_finite(cue.end, min(stop, cue.end + 12)) else None
        for clause in self.graph.find(cue.token, "complement"):
            if cue.end <= clause.i < stop and self._is_clause(clause):
                left = max(cue.end, min(t.i for t in clause.subtree if t.i >= cue.end))
                if self._is_question(left):
                    return None
                if self._begins(clause, left) and self._reaches(cue, left):
                    return self._unpunctuated(left, stop)
        if "bare" not in cue.lists:
            return None
        return self._guessed(cue, stop)

    @staticmethod
    def _is_clause(head: Token) -> bool:
        """A finite clause with a subject before its verb."""
        subject = any(c.dep_ in SUBJECT and c.i < head.i for c in head.children)
        return subject and (spoken(head) or any(c.dep_ == "cop" for c in head.children))

    def _is_question(self, i: int) -> bool:
        """No words are told: "announced where", "did not say whether"."""
        token = self.doc[i]
        types = token.morph.get("PronType", [])
        relative = "Rel" in types and token.lower_ not in self.words.markers
        return token.lower_ in self.words.questions or "Int" in types or relative

    def _begins(self, clause: Token, left: int) -> bool:
        """A clause begins with its subject or what may stand before one, not with a noun phrase."""
        subject = next(c for c in clause.children if c.dep_ in SUBJECT)
        own = subject.left_edge.i <= left <= subject.i
        return own or self.doc[left].pos_ not in {"DET", "NOUN", "PROPN", "NUM"}

    def _reaches(self, cue: Cue, left: int) -> bool:
        """Nothing but adverbs, dates and recipients stands between a cue and its clause."""
        between = self.doc[cue.end : left]
        commas = sum(t.text == "," for t in between)
        return commas != 1 and self.speakers.recipients(cue.end, left)

    def _guessed(self, cue: Cue, stop: int) -> int | None:
        """A noun phrase after the verb, and a finite verb behind it with no comma between."""
        start = cue.end
        while start < stop and self.doc[start].pos_ in {"ADV", "SPACE"}:
            start += 1
        if start >= stop or self.doc[start].pos_ not in STARTS or self.speech.inside(start):
            return None
        if self._is_question(start):
            return None
        skipped = self._aside(start, stop)
        for token in self.doc[start + 1 : min(stop, start + 25)]:
            if token.i in skipped:
                continue
            relative = "Rel" in token.morph.get("PronType", [])
            if token.pos_ == "DET" and self.doc[token.i - 1].pos_ in {"NOUN", "PROPN"}:
                return None
            if token.text in {",", *BREAKS} or token.pos_ == "SCONJ" or relative:
                return None
            if finite(token) or self.speech.inside(token.i):
                quoted_verb = any(t.pos_ in VERBAL for t in self.doc[token.i : token.i + 4])
                return start if quoted_verb else None
        return None

    def _aside(self, start: int, stop: int) -> range:
        """The relative clause between commas that follows the subject of a clause."""
        commas = [i for i in range(start, stop) if self.doc[i].text == ","]
        if len(commas) < 2:
            return range(0)
        relative = any("Rel" in t.morph.get("PronType", []) for t in self.doc[commas[0] :][1:3])
        return range(commas[0], commas[1] + 1) if relative else range(0)

    def _unpunctuated(self, i: int, stop: int) -> int:
        while i < stop and self.doc[i].is_punct and not self.speech.inside(i):
            i += 1
        return i

    def _split(self, start: int, end: int, marks: Callable[[int], bool]) -> list[tuple[int, int]]:
        """Cut "that A and that B" into A and B."""
        pieces: list[tuple[int, int]] = []
        first = start
        for i in range(start + 2, end):
            if marks(i) and (joint := self._joint(i)) is not None:
                pieces.append((first, joint))
                first = i if self.doc[i].pos_ == "PART" else i + 1
        return [
            trimmed
            for piece in (*pieces, (first, end))
            if (trimmed := self.speech.trim(*piece)) is not None
        ]

    def _joint(self, i: int) -> int | None:
        """The conjunction before a marker, adverbs between: what follows is of the same verb."""
        before = i - 1
        if self.doc[before].text == "," and self.doc[i].pos_ == "SCONJ":
            return before
        while before > 0 and (self.doc[before].pos_ == "ADV" or self.doc[before].text == ","):
            before -= 1
        return before if self.doc[before].pos_ == "CCONJ" else None

    def _and_to(self, i: int) -> bool:
        """An infinitive, or a clause after "and that" where an infinitive came first."""
        return self._is_infinitive(i) or (self.doc[i - 1].pos_ == "CCONJ" and self._and_that(i))

    def _and_that(self, i: int) -> bool:
        """A marker after a conjunction, though it be tagged as a pronoun."""
        if self._is_marker(i):
            return True
        if self.doc[i].lower_ not in self.words.markers or self.doc[i - 1].pos_ != "CCONJ":
            return False
        if self.words.drops_marker:
            return not finite(self.doc[i + 1])
        first = self.speech.stretch_at[i].start
        before = (t for t in self.doc[max(first, i - 25) : i - 1] if relative(t))
        return not any(before) and not finite(self.doc[i + 1])


def _without_doubles(reports: list[Report]) -> list[Report]:
    """Of reports that share most of their words, keep the first."""
    kept: list[Report] = []
    for report in reports:
        size = report.end - report.start
        shared = [min(r.end, report.end) - max(r.start, report.start) for r in kept]
        if not any(s > 0.6 * size for s in shared):
            kept.append(report)
    return kept


def _gerund(span: Span) -> bool:
    """Tell whether a gerund comes first: "denied having met them"."""
    return len(span) > 0 and span[0].pos_ in VERBAL and span[0].lower_.endswith("ing")

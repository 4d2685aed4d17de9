"""A `Doc` cut into stretches of narration, quotations whole, with the reporting verbs as cues.

The parser cuts a quotation of three sentences into three; a stretch holds it whole, together with
the words around it that say whose it is.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from spacy.tokens import Doc, Token

from .quotations import Quotation, part, quotations
from .vocabulary import CUES, REPORTING, WAYS, Vocabulary

ENDS = frozenset({".", "!", "?", "…", "..."})
CLOSING = frozenset({'"', "”", "»", "’", "'", ")"})
MARKS = "\"”»'’ "
BREAKS = frozenset({";", ":", "—", "–"})
#: the most words that may stand between the dashes around a cue
ASIDE = 25
DASHES = frozenset({"-", "--", "–", "—"})
VERBAL = frozenset({"VERB", "AUX"})
EDGES = frozenset({*".,;:!?…–—-•", "...", "--", *"\"'“”«»‘’", "``", "''"})
LINKS = frozenset({"CCONJ", "SCONJ", "ADV"})
NOUNLIKE = frozenset({"nmod", "obl", "obj"})
HELPING = frozenset({"AUX", "ADV", "PART"})


@dataclass(frozen=True)
class Cue:
    """A reporting verb: its token, where its verb group begins and ends (exclusive), its lists."""

    token: Token
    start: int
    end: int
    lists: frozenset[str]

    @property
    def reports(self) -> bool:
        """Tell whether a clause of it is reported speech."""
        return bool(self.lists & REPORTING)

    @property
    def i(self) -> int:
        """The index of its token."""
        return self.token.i


@dataclass
class Stretch:
    """Tokens from `start` to `end` (exclusive): narration up to its full stop, quotations whole."""

    start: int
    end: int
    quoted: list[int] = field(default_factory=list)  # indices into `Speech.quotations`
    cues: list[Cue] = field(default_factory=list)


class Speech:
    """The stretches of a document, its quotations, and which token stands in which."""

    def __init__(self, doc: Doc, words: Vocabulary) -> None:
        self.doc, self.words = doc, words
        self.quotations = [q for whole in quotations(doc.text) for q in self._parted(whole)]
        self.at = [-1] * len(doc)  # token → quotation
        self.bounds: list[tuple[int, int]] = []  # quotation → tokens, its marks among them
        for k, quotation in enumerate(self.quotations):
            span = doc.char_span(quotation.opens, quotation.closes, alignment_mode="expand")
            start, end = (span.start, span.end) if span is not None else (0, 0)
            self.bounds.append((start, end))
            self.at[start:end] = [k] * (end - start)
        self.stretches = self._cut()
        self.stretch_at = {i: s for s in self.stretches for i in range(s.start, s.end)}
        for stretch in self.stretches:
            self._read(stretch)

    def _parted(self, whole: Quotation) -> Iterator[Quotation]:
        """What is quoted before and after a cue in the marks: «Restiamo - spiega Rossi - qui»."""
        span = self.doc.char_span(whole.opens, whole.closes, alignment_mode="expand")
        opens = whole.opens
        if span is None:
            yield whole
            return
        for i in range(span.start + 2, span.end):
            token = self.doc[i]
            if token.idx < opens or not self._is_dash(i) or not self._reports_next(i):
                continue
            end = self._aside_end(i, span.end)
            if end is not None and (before := part(self.doc.text, opens, token.idx)):
                yield before
                opens = min(self.doc[end].idx, whole.closes) if end < span.end else whole.closes
        if opens == whole.opens:
            yield whole
        elif rest := part(self.doc.text, opens, whole.closes):
            yield rest

    def _is_dash(self, i: int) -> bool:
        """Tell whether a token is a dash between words, no hyphen in one."""
        token = self.doc[i]
        return token.text.rstrip(",.;:") in DASHES and bool(
            token.text in {"—", "--"} or self.doc[i - 1].whitespace_
        )

    def _reports_next(self, i: int) -> bool:
        """Tell whether a reporting verb of the third person comes right after a token."""
        for token in self.doc[i + 1 : i + 6]:
            known = self.words.entries(token).keys() | self.words.by_form(token).keys()
            if token.pos_ != "AUX" and known & {*REPORTING, "describe"}:
                return not {"1", "2"} & {*token.morph.get("Person", [])}
            if token.pos_ not in {"AUX", "ADV", "PRON", "CCONJ"}:
                return False
        return False

    def _aside_end(self, i: int, stop: int) -> int | None:
        """Where the words go on that a dash has interrupted; None where they do not."""
        for j in range(i + 2, min(stop, i + ASIDE)):
            if self._is_dash(j):
                after = j + 1
                while after < stop and self.doc[after].text in {",", ".", ";", ":", "?", "!"}:
                    after += 1
                return after
        return stop if stop - i < ASIDE else None

    def inside(self, i: int) -> bool:
        """Tell whether a token stands in a quotation."""
        return self.at[i] >= 0

    def _name_start(self, i: int) -> int:
        """Where the name right before a token begins, the token itself where there is none."""
        while i > 1 and self.doc[i - 1].pos_ == "PROPN" and not self.inside(i - 1):
            i -= 1
        return i

    def follows_quotation(self, i: int) -> bool:
        """Tell whether a quotation, and a comma or dash at most, stands right before a token."""
        before = i - 2 if self.doc[i - 1].is_punct and not self.inside(i - 1) else i - 1
        return before >= 0 and self.inside(before)

    def is_finite(self, i: int, end: int) -> bool:
        """Tell whether a finite verb stands between two tokens, quoted ones included."""
        return any(finite(t) for t in self.doc[i:end])

    def narrated(self, start: int, end: int) -> int:
        """Return how many words between two tokens stand outside quotations, links left aside."""
        words = [t for t in self.doc[start:end] if not (t.is_punct or t.is_space)]
        return sum(t.pos_ not in LINKS and not self.inside(t.i) for t in words)

    def trim(self, start: int, end: int) -> tuple[int, int] | None:
        """Return tokens less spaces, marks and conjunctions at the edges; None where none stay."""
        while start < end and self._is_edge(start):
            start += 1
        while end > start and (self._is_edge(end - 1) or self.doc[end - 1].pos_ == "CCONJ"):
            if self.inside(end - 1):
                break
            end -= 1
        return (start, end) if start < end else None

    def _is_edge(self, i: int) -> bool:
        token = self.doc[i]
        return (token.is_space or token.text in EDGES) and not self.inside(i)

    def _cut(self) -> list[Stretch]:
        found: list[Stretch] = []
        start = 0
        for i in range(len(self.doc)):
            if i + 1 == len(self.doc) or self._ends(i):
                found.append(Stretch(start, i + 1))
                start = i + 1
        return found

    def _ends(self, i: int) -> bool:
        """Tell whether a stretch ends with a token."""
        token, after = self.doc[i], self.doc[i + 1]
        if self.inside(i):
            same = self.at[i] == self.at[i + 1]
            return not same and self._quotation_ends(self.quotations[self.at[i]], i + 1)
        if "\n" in token.text or "\n" in after.text:
            return True
        if after.text in CLOSING and not token.whitespace_:
            return False
        ended = token.text in ENDS or (
            token.text in CLOSING and i > 0 and self.doc[i - 1].text in ENDS
        )
        return ended and (after.text[0].isupper() or not after.text[0].isalpha())

    def _quotation_ends(self, quotation: Quotation, i: int) -> bool:
        """A quotation with a full stop ends the stretch, unless a cue or small letter follows."""
        after = self.doc[i]
        if "\n" in after.text:
            return True
        stopped = self.doc.text[: quotation.closes].rstrip(MARKS)[-1:] in ENDS
        if not stopped or not (after.text[0].isupper() or self.inside(i)):
            return False
        return not self._cue_follows(i, self.doc.text[: quotation.closes].rstrip(MARKS)[-1:])

    def _cue_follows(self, i: int, stop: str) -> bool:
        """A cue right after the name that follows a quotation: "How?" John Smith asked."""
        for token in self.doc[i : i + 6]:
            if self.inside(token.i) or token.is_punct or token.is_space:
                return False
            if token.pos_ in VERBAL or (token.pos_ == "NOUN" and self.words.by_form(token)):
                after = self.doc[token.i + 1 : token.i + 2]
                known = self.words.entries(token).keys() | self.words.by_form(token).keys()
                ends = not len(after) or after[0].text in ENDS
                if stop not in {".", ""}:
                    ends = ends or after[0].is_punct or after[0].pos_ == "VERB"
                return ends and bool(known & REPORTING)
        return False

    def _read(self, stretch: Stretch) -> None:
        """Note the quotations and the cues of a stretch."""
        done = stretch.start
        for token in self.doc[stretch.start : stretch.end]:
            if self.inside(token.i):
                k = self.at[token.i]
                if k not in stretch.quoted:
                    stretch.quoted.append(k)
            elif token.i >= done and (cue := self._cue(token, stretch)) is not None:
                stretch.cues.append(cue)
                done = cue.end

    def _cue(self, token: Token, stretch: Stretch) -> Cue | None:
        if token.pos_ in VERBAL:
            entries = self.words.entries(token) or self.words.by_form(token)
        elif token.i > stretch.start and (
            self.follows_quotation(self._name_start(token.i)) or self._governs(token)
        ):
            entries = self.words.by_form(token)
        else:
            return self._sure(token, stretch)
        own = [entry for name, entry in entries.items() if name in CUES]
        if not own or (token.pos_ == "AUX" and token.dep_ in {"aux", "aux:pass", "cop"}):
            return self._sure(token, stretch)
        if self._refused(token) or self._attribute(token) or self._reflexive(token, own):
            return None
        longest = max(own, key=lambda entry: len(entry.split()))
        end = min(token.i + 1, stretch.end)
        for word in longest.split()[1:]:
            if end < stretch.end and word in (self.doc[end].lower_, self.doc[end].lemma_.lower()):
                end += 1
        names = frozenset(n for n, e in entries.items() if e == longest or n in WAYS)
        return Cue(token, self._group(token, stretch), end, names)

    def _sure(self, token: Token, stretch: Stretch) -> Cue | None:
        """An adjective or participle of conviction: "Rossi is convinced that"."""
        after = self.doc[token.i + 1 : token.i + 2]
        if not self.words.listed(token, "sure") or not len(after) or token.pos_ == "NOUN":
            return None
        marked = after[0].lower_ in self.words.markers
        copula = next((c for c in token.children if c.lemma_ in {"be", "essere"}), None)
        if not marked or copula is None or copula.i > token.i or self.inside(copula.i):
            return None
        return Cue(token, self._group(copula, stretch), token.i + 1, frozenset({"think"}))

    def _refused(self, token: Token) -> bool:
        """What somebody declines or fails to say."""
        head = token.head
        return token.dep_ in {"xcomp", "ccomp"} and self.words.listed(head, "refuse")

    def _reflexive(self, token: Token, entries: list[str]) -> bool:
        """A form like "concludersi", of a verb that reports only without its clitic."""
        clitic = self.words.reflexive
        if not clitic or not token.lower_.endswith(clitic):
            return False
        return not any(entry.split()[0].endswith(clitic) for entry in entries)

    def _attribute(self, token: Token) -> bool:
        """A participle that tells of the noun before it: "an opinion dictated by haste"."""
        if token.dep_ not in {"acl", "amod"} or not participle(token):
            return False
        if token.head.i > token.i and token.nbor(-1).pos_ in {"NOUN", "PROPN", "PRON"}:
            return False  # a verb after its subject, whatever the parser makes of it
        if token.nbor(-1).text == "," and self._marked_soon(token):
            return False
        return not any(c.dep_ in {"aux", "obl:agent", "mark"} for c in token.children)

    def _marked_soon(self, token: Token) -> bool:
        """A past tense that looks like a participle: "GM, a carmaker, announced Friday that"."""
        if not self.words.drops_marker:
            return False
        for word in self.doc[token.i + 1 : token.i + 5]:
            if word.lower_ in self.words.markers:
                return True
            if word.is_punct or word.pos_ in {"VERB", "AUX", "DET"}:
                return False
        return False

    def _governs(self, token: Token) -> bool:
        """A "that" after a word, a name or conjunction before it: no noun, whatever its tag."""
        if token.i + 1 >= len(self.doc) or token.pos_ not in {"NOUN", "ADJ", "PROPN"}:
            return False
        after = self.doc[token.i + 1]
        before = self.doc[token.i - 1]
        if before.text == "," and after.pos_ == "PROPN" and self.words.by_form(token):
            return True  # "…, calcola Anna Rossi, …"
        fit = before.text[0].isupper() or before.pos_ in {"NOUN", "PROPN", "PRON", "CCONJ", "ADV"}
        if not token.text.islower() or before.pos_ == "DET":
            return False
        return (fit and after.lower_ in self.words.markers) or self._begins_clause(token)

    def _begins_clause(self, token: Token) -> bool:
        """A name or comma before, a clause after: "Rossi, who left, says he"."""
        before, after = self.doc[token.i - 1], self.doc[token.i + 1]
        lists = self.words.by_form(token)
        if before.pos_ != "PROPN" and before.text != ",":
            return False
        if "bare" in lists and self.words.drops_marker:
            return after.pos_ == "PRON" and after.dep_ in {"nsubj", "nsubj:pass", "expl"}
        if "infinitive" not in lists or after.lower_ not in self.words.infinitive:
            return False
        verb = self.doc[token.i + 2 : token.i + 3]
        return len(verb) > 0 and "Inf" in verb[0].morph.get("VerbForm", [])

    def _group(self, token: Token, stretch: Stretch) -> int:
        """Where a verb's group begins: auxiliaries, adverbs, clitics, governing verbs."""
        i = token.i
        while i > stretch.start and not self.inside(i - 1) and self._helps(self.doc[i - 1], token):
            i -= 1
        return i

    @staticmethod
    def _helps(word: Token, verb: Token) -> bool:
        if word.pos_ in HELPING:
            if word.pos_ == "ADV" and _named_elsewhere(word):
                return False  # "Mulally says", taken for an adverb
            return word.pos_ != "ADV" or verb.i in {word.head.i, word.head.head.i}
        if word.pos_ == "PRON":
            return word.head.i == verb.i and word.dep_ in {"expl", "obj", "iobj", "expl:impers"}
        governs = verb.dep_ in {"xcomp", "ccomp"} and word.i == verb.head.i
        return governs or (word.dep_ == "mark" and word.head.i == verb.i and word.pos_ == "ADP")


def _named_elsewhere(word: Token) -> bool:
    """Tell whether a capital word is a proper noun where it stands elsewhere in the text."""
    return word.is_title and any(t.pos_ == "PROPN" and t.text == word.text for t in word.doc)


def finite(token: Token) -> bool:
    """Tell whether a word is a finite verb form, and stands where verbs stand."""
    if token.pos_ not in VERBAL or "Fin" not in token.morph.get("VerbForm", []):
        return False
    return token.dep_ not in NOUNLIKE or not any(c.dep_ == "case" for c in token.children)


def participle(verb: Token) -> bool:
    """Tell whether a word is a participle of the past."""
    return "Part" in verb.morph.get("VerbForm", []) and "Pres" not in verb.morph.get("Tense", [])


def spoken(verb: Token) -> bool:
    """Tell whether a verb is finite by itself or through an auxiliary."""
    return finite(verb) or any(finite(c) for c in verb.children if c.dep_.startswith("aux"))

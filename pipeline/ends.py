"""Where a clause of indirect speech ends: before what is the writer's or somebody else's again."""

from __future__ import annotations

from spacy.tokens import Span, Token

from .graph import Graph
from .insets import Insets
from .speakers import Speakers
from .speech import VERBAL, Cue, Speech, Stretch, finite, spoken
from .voices import relative

SUBJECT = frozenset({"nsubj", "nsubj:pass", "csubj", "expl"})
#: a bare clause begins with one of these
STARTS = frozenset({"PRON", "DET", "PROPN", "NOUN", "NUM", "ADJ"})


class Ends:
    """Finds where the clause of a cue ends."""

    def __init__(self, speech: Speech, graph: Graph, speakers: Speakers) -> None:
        self.speech, self.graph, self.speakers = speech, graph, speakers
        self.insets = Insets(speech, graph, speakers)
        self.words, self.doc = speech.words, speech.doc

    def _stop(self, cue: Cue, stretch: Stretch) -> int:
        """The end of the stretch, or the first semicolon or colon behind the verb."""
        for i in range(cue.end, stretch.end):
            if self.doc[i].text in {";", ":"} and not self.speech.inside(i):
                if self._quotes_on(i, stretch):
                    continue
                return i
        return stretch.end

    def _quotes_on(self, i: int, stretch: Stretch) -> bool:
        """A quotation after a colon that the clause goes on behind: «il motto: "…" vale»."""
        after = i + 1
        while after < stretch.end and self.speech.inside(after):
            after += 1
        return i + 1 < after < stretch.end and finite_soon(self.doc[after : after + 3])

    def _end(self, cue: Cue, start: int, stop: int) -> int:
        """The first place after a clause where something else than the clause goes on."""
        ends: list[int | None] = [stop]
        stretch = self.speech.stretch_at[cue.i]
        for other in stretch.cues:
            if other.reports and start + 2 < other.i < stop:
                ends += [self._leaves(cue, other), self._contrasted(other, start)]
            elif start + 2 < other.i < stop:
                ends.append(self._describes_on(other))
        for child in cue.token.children:
            if child.dep_ in {"conj", "parataxis", "advcl"} and child.i > start + 2:
                ends.append(self._breaks_off(child, start))
        ends += [self._resumes(cue, start, stop), self._main_clause(cue, start, stop)]
        for i in range(start + 3, stop):
            if self._compares(i, stretch):
                ends.append(i)
            if self.insets.according(i) and self.doc[i - 1].text == ",":
                ends.append(i)
        found = [e for e in ends if e is not None and self._is_whole(start, e)]
        return min(found, default=stop)

    def _is_whole(self, start: int, end: int) -> bool:
        """A clause has its verb before it ends, one after "although" a second one."""
        opening = next((t for t in self.doc[start:end] if not (t.is_punct or t.is_space)), None)
        if opening is None:
            return False
        if "Inf" in opening.morph.get("VerbForm", []) or opening.pos_ == "PART":
            return True
        verbs = [t for t in self.doc[start:end] if finite(t) and not self._is_subordinate(t, start)]
        return len(verbs) > 0 or not self.speech.is_finite(end, self._stretch_end(start))

    def _stretch_end(self, i: int) -> int:
        return self.speech.stretch_at[i].end

    def _is_subordinate(self, verb: Token, start: int) -> bool:
        """A relative pronoun or "although" between the verb and the comma or clause before it."""
        for i in range(verb.i - 1, start - 1, -1):
            token = self.doc[i]
            if token.text == "," or finite(token):
                return False
            if "Rel" in token.morph.get("PronType", []):
                return True
            if token.pos_ == "SCONJ" and token.lower_ not in self.words.markers:
                return True
        return False

    def _contrasted(self, other: Cue, start: int) -> int | None:
        """Where ", while Rossi said" sets somebody else's words against those of a cue."""
        for i in range(other.start - 1, max(start + 2, other.start - 10), -1):
            token = self.doc[i]
            if self.speech.inside(i) or finite(token):
                return None
            if token.lower_ in self.words.contrast and self.doc[i - 1].text == ",":
                named = any(self.speakers.name_at(j) for j in range(i + 1, other.start))
                return i if named and token.pos_ == "SCONJ" else None
        return None

    def _compares(self, i: int, stretch: Stretch) -> bool:
        """A comparison, ", as many feared", with other people's words, set off by a comma."""
        if self.doc[i].lower_ not in self.words.like or self.doc[i - 1].text != ",":
            return False
        if any(i < cue.i < i + 5 for cue in stretch.cues):
            return True
        verb = next((j for j in range(i, min(i + 6, stretch.end)) if finite(self.doc[j])), None)
        return verb is not None and any(t.is_punct for t in self.doc[verb + 1 : verb + 3])

    def _leaves(self, cue: Cue, other: Cue) -> int | None:
        """Where the words of a cue end because another one speaks on: ", adding", "and said"."""
        i = other.start
        subjects = [c for c in other.token.children if c.dep_ in SUBJECT and c.i < other.start]
        if other.token.is_ancestor(cue.token) and self._after_comma(i - len(subjects)):
            return i - len(subjects)  # "Where GM thinks that P, he said"
        if subjects and (other.token.dep_ in {"conj", "parataxis"} or not spoken(other.token)):
            i = min([i, *(t.i for s in subjects for t in s.subtree)])
            while i < other.start and (self.doc[i].is_punct or self.doc[i].pos_ == "CCONJ"):
                i += 1
            if self.doc[i - 1].pos_ == "ADP" and self._after_comma(i - 1):
                i -= 1  # "…, with Rossi saying"
        if i == 0 or self.doc[i - 1].pos_ not in {"CCONJ", "PUNCT"}:
            return None
        joined = self.doc[i - 1].pos_ == "CCONJ"
        gerund = not spoken(other.token) and self._after_comma(i) and self._governs(other)
        beside = other.token.dep_ == "conj" and other.token.head.i == cue.i
        beside = beside or any(self.speakers.name_at(s.i) for s in subjects)
        if subjects and not beside:
            return None
        if not (joined or gerund):
            return None
        return i - 1

    def _describes_on(self, other: Cue) -> int | None:
        """Where the words of a cue end before ", and described" or ", descrivendo" with marks."""
        i = other.start
        quoted = any(self.speech.inside(j) for j in range(i, self._stretch_end(i)))
        if not quoted or i < 2:
            return None
        if self.doc[i - 1].pos_ == "CCONJ" and self._after_comma(i - 1) and spoken(other.token):
            return i - 1
        return i if not spoken(other.token) and self._after_comma(i) else None

    def _governs(self, cue: Cue) -> bool:
        """A clause or quotation follows a gerund: it is no "continuing to sell"."""
        stop = min(cue.end + 6, self._stretch_end(cue.i))
        for i in range(cue.end, stop):
            if self.speech.inside(i) or self.doc[i].text == ":" or self._is_marker(i):
                return True
            if "infinitive" in cue.lists and self._is_infinitive(i):
                return True
            if self.doc[i].text == ",":
                return False
            if self.words.drops_marker and finite(self.doc[i]):
                return True
        return False

    def _after_comma(self, i: int) -> bool:
        """A comma right before a token, in or out of quotation marks."""
        return self.doc[i - 1].text == "," or self.doc[max(i - 2, 0) : i].text in {',"', ",”", ",»"}

    def _resumes(self, cue: Cue, start: int, stop: int) -> int | None:
        """Where the main clause goes on after ", who said that P, ": a comma, then its verb."""
        group = self.doc[max(cue.start - 2, 0) : cue.start + 1]
        if not any(t.lower_ in self.words.relative and self._after_comma(t.i) for t in group):
            return None
        for i in range(start + 1, stop - 1):
            if self.doc[i].text == "," and not self.speech.inside(i):
                after = next(
                    (t for t in self.doc[i + 1 : stop] if t.pos_ not in {"ADV", "PRON"}), None
                )
                if after is not None and finite(after):
                    return i
        return None

    def _main_clause(self, cue: Cue, start: int, stop: int) -> int | None:
        """Where the main clause begins after "Although he said P, ": its own subject and verb."""
        first = self.speech.stretch_at[cue.i].start
        opening = next((t for t in self.doc[first : cue.i] if not t.is_space), None)
        if opening is None or opening.pos_ != "SCONJ" or "," in self.doc[first : cue.i].text:
            return None
        for i in range(start + 1, stop - 1):
            if self.doc[i].text != "," or self.doc[i + 1].pos_ not in STARTS:
                continue
            if self.speech.is_finite(start, i) and self.speech.is_finite(i + 1, min(stop, i + 9)):
                return i
        return None

    def _breaks_off(self, child: Token, start: int) -> int | None:
        """Where a clause coordinated with the cue itself begins, by comma or conjunction."""
        left = child.left_edge.i
        if left <= start + 2 or child.pos_ not in VERBAL:
            return None
        first = self.doc[left]
        before = self.doc[left - 1]
        if any(t.lower_ in self.words.markers or relative(t) for t in self.doc[left : left + 3]):
            return None
        if child.dep_ == "advcl":
            contrast = first.lower_ in self.words.contrast
            return left if contrast and before.text == "," else None
        if first.pos_ == "CCONJ" or before.pos_ in {"CCONJ", "PUNCT"}:
            return left if before.pos_ != "CCONJ" else left - 1
        return None

    def _is_marker(self, i: int) -> bool:
        token = self.doc[i]
        if token.lower_ not in self.words.markers or self.speech.inside(i):
            return False
        return token.pos_ in {"SCONJ", "CCONJ"} or token.dep_ == "mark"

    def _is_infinitive(self, i: int) -> bool:
        """A marker of infinitives with an infinitive after it, adverbs and clitics between."""
        if self.doc[i].lower_ not in self.words.infinitive or self.speech.inside(i):
            return False
        for token in self.doc[i + 1 : i + 5]:
            if token.pos_ in VERBAL:
                return "Inf" in token.morph.get("VerbForm", []) or not finite(token)
            if token.pos_ not in {"ADV", "PRON", "PART"}:
                return False
        return False


def finite_soon(span: Span) -> bool:
    """Tell whether a finite verb comes with nothing but pronouns and adverbs before it."""
    return any(finite(t) for t in span) and not any(t.is_punct or t.pos_ == "CCONJ" for t in span)

"""Clauses that their reporting words interrupt, follow or frame: ", he said,", "according to X"."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from spacy.tokens import Token

from .facts import Mention
from .graph import Graph
from .speakers import Speakers
from .speech import BREAKS, VERBAL, Cue, Speech, Stretch, finite, spoken
from .voices import relative


@dataclass(frozen=True)
class Report:
    """Reported words as stretches of tokens, what governs them, whose they are, by which rule."""

    pieces: tuple[tuple[int, int], ...]
    speakers: tuple[Mention, ...]
    anchor: Token
    rule: str

    @property
    def start(self) -> int:
        """The first token of the words."""
        return self.pieces[0][0]

    @property
    def end(self) -> int:
        """The token after the last of the words."""
        return self.pieces[-1][1]

    def covers(self, start: int, end: int) -> bool:
        """Tell whether tokens lie in one of the pieces."""
        return any(a <= start and end <= b for a, b in self.pieces)


class Insets:
    """Finds the reports whose reporting words are set into a clause or beside it."""

    def __init__(self, speech: Speech, graph: Graph, speakers: Speakers) -> None:
        self.speech, self.graph, self.speakers = speech, graph, speakers
        self.words, self.doc = speech.words, speech.doc

    def around(self, cue: Cue, stretch: Stretch) -> Iterator[Report]:
        """Yield the clause that a cue follows or interrupts: "The plant will close, he said"."""
        left, right = self._inset(cue, stretch)
        if left is None or self._is_relative_clause(left, cue):
            return
        untagged = cue.token.pos_ not in VERBAL and self.speakers.inverted(cue)
        told = untagged or spoken(cue.token) or self._has_subject(left, cue)
        if not told or (not untagged and self.speakers.passive(cue)):
            return
        pieces = self._host(left, right, stretch)
        if not pieces or self.speech.narrated(pieces[0][0], pieces[-1][1]) < 1:
            return
        if left == cue.start:  # the subject of the host is not that of the cue
            self.speakers.claim(*pieces[0])
        speakers = self.speakers.of(cue)
        if speakers:
            self.speakers.remember(cue.i, speakers)
            yield Report(pieces, speakers, cue.token, self.rule(cue))

    def _is_relative_clause(self, left: int, cue: Cue) -> bool:
        """A relative pronoun in it: what stands before is no speech of its subject."""
        words = self.doc[left : cue.start]
        return any("Rel" in t.morph.get("PronType", []) for t in words) or (
            len(words) > 0 and words[0].lower_ in self.words.relative
        )

    def _has_subject(self, left: int, cue: Cue) -> bool:
        """A noun or "as" before what looks like a participle: "…, a spokesman confirmed"."""
        before = self.doc[left : cue.start]
        noun = len(before) > 0 and before[-1].pos_ in {"NOUN", "PROPN", "PRON"}
        apart = cue.token.dep_ not in {"acl", "amod"}
        return (noun and apart) or any(t.lower_ in self.words.like for t in before)

    def rule(self, cue: Cue) -> str:
        """Return the rule that a clause of a cue comes from."""
        if "deny" not in cue.lists:
            return "said"
        before = self.doc[cue.start : cue.i]
        return "open" if any(t.lower_ in self.words.negation for t in before) else "denied"

    def _like(self, cue: Cue, stretch: Stretch) -> bool:
        """Tell whether a cue is of the form "as Rossi said", "come ha detto Rossi"."""
        start = max(stretch.start, cue.start - 6)
        return any(t.lower_ in self.words.like for t in self.doc[start : cue.start])

    def _inset(self, cue: Cue, stretch: Stretch) -> tuple[int | None, int]:
        """The bounds of a cue with its subject, set off by commas; no left one where it is not."""
        left = cue.start
        while left > stretch.start and self._belongs(left - 1, cue):
            left -= 1
        right = self._inset_end(cue, stretch)
        if right is None or self._has_clause(cue.end, right):
            return None, stretch.end
        if not self.speakers.recipients(cue.end, right) or self._has_object(cue, right):
            return None, stretch.end
        if left == cue.start and right == cue.end:
            left = self._apposed(cue, left, stretch)
        clear = left == stretch.start or self.doc[left - 1].text in {",", "—", "–"}
        at_start = left == stretch.start and not self._like(cue, stretch)
        return (None if not clear or at_start else left), right

    def _has_clause(self, start: int, end: int) -> bool:
        """A finite verb that is not in a relative clause."""
        for token in self.doc[start:end]:
            if "Rel" in token.morph.get("PronType", []):
                return False
            if finite(token):
                return True
        return False

    def _has_object(self, cue: Cue, right: int) -> bool:
        """What is said is a thing: "Fiat, a carmaker, announced cuts"."""
        for child in cue.token.children:
            if child.dep_ == "obj" and cue.end <= child.i < right and child.pos_ != "PRON":
                first = child.left_edge.i <= cue.end
                return first and not self.speakers.is_agent(child) and child.pos_ != "PROPN"
        return False

    def _apposed(self, cue: Cue, left: int, stretch: Stretch) -> int:
        """Where a subject begins parted from its verb by an apposition."""
        for subject in self.graph.find(cue.token, "subject"):
            if not (stretch.start <= subject.i < cue.start) or self.speech.inside(subject.i):
                continue
            if subject.head.i != cue.i:
                continue  # that of another verb
            name = self.speakers.name_at(subject.i)
            if (name.end if name else subject.i + 1) == left - 1:
                continue  # nothing stands between it and the comma: it is the host's
            if self.speakers.is_agent(subject):
                return min(t.i for t in subject.subtree if stretch.start <= t.i <= subject.i)
        return left

    def _belongs(self, i: int, cue: Cue) -> bool:
        """Words between comma and cue that hang together with it: subject, adverbs, "as"."""
        token = self.doc[i]
        if token.is_punct or token.is_space or self.speech.inside(i) or cue.i - i > 12:
            return False
        if token.pos_ == "VERB":
            return False
        return token.pos_ not in {"SCONJ", "CCONJ"} or token.lower_ in self.words.like

    def _inset_end(self, cue: Cue, stretch: Stretch) -> int | None:
        for i in range(cue.end, stretch.end):
            token = self.doc[i]
            if self.speech.inside(i):
                return i if self.doc[i - 1].text in {",", ":"} else None
            if token.text == "," and (behind := self._titled_end(i, stretch)):
                return behind
            if token.text in {",", ";", "—", "–"} or i == stretch.end - 1:
                return i
            if token.text == ":":
                return None
        return stretch.end

    def _titled_end(self, i: int, stretch: Stretch) -> int | None:
        """Where an apposition ends that tells more of a speaker: ", head of the plant,"."""
        if self.speakers.name_at(i - 1) is None:
            return None
        for j in range(i + 1, min(i + 18, stretch.end)):
            token = self.doc[j]
            if finite(token) or self.speech.inside(j) or token.text in BREAKS:
                return None
            if token.text == ",":
                words = self.doc[i + 1 : min(i + 4, j)]
                return (
                    j
                    if any(self.speakers.is_agent(t) and t.pos_ == "NOUN" for t in words)
                    else None
                )
        return None

    def _host(self, left: int, right: int, stretch: Stretch) -> tuple[tuple[int, int], ...]:
        """The words before an inset, and those after it where they are of the same clause."""
        start = self._host_start(left, stretch)
        before = self.speech.trim(start, left) if left > start else None
        stop = self._host_end(right, stretch)
        after = self.speech.trim(right, stop) if right < stop else None
        if before is not None and self._ends_with_comma(*before):
            return ()
        if before is None:
            return (after,) if after and self.speech.is_finite(*after) else ()
        if after and self._links(left) and self.speech.is_finite(*after):
            return (after,)  # "…, and, he said, P", "…, which, he said, P"
        tail = self._after_relative_word(*self._after_conjunction(*before))
        interrupted = after is not None and self.speech.is_finite(*after)
        if after and interrupted and not self.speech.is_finite(*tail):
            return (tail, after) if self._one_clause(tail, after) else ()
        if self.speech.is_finite(*before):
            cut = self.doc[before[1] - 1].pos_ in VERBAL  # its verb has yet no object
            goes_on = after is not None and (cut or self._goes_on(after))
            return (before, after) if goes_on and after else (before,)
        return ()

    def _links(self, left: int) -> bool:
        """A conjunction or relative word, an adverb behind it at most, before an inset's comma."""
        for i in range(left - 1, 0, -1):
            token = self.doc[i]
            if {"Rel", "Int"} & {*token.morph.get("PronType", [])} or relative(token):
                return True
            if not token.is_punct and token.pos_ != "ADV":
                return token.pos_ == "CCONJ"
        return False

    def _one_clause(self, before: tuple[int, int], after: tuple[int, int]) -> bool:
        """What a cue interrupts: no relative pronoun before it, no quoted sentence after it."""
        last = self.doc[before[1] - 1]
        if self.doc[before[0]].pos_ == "VERB":
            return False  # "Speaking for Fiat, he said, …": he speaks, nobody tells so
        quoted = self.speech.at[after[0]]
        sentence = quoted >= 0 and self.speech.quotations[quoted].value[0].isupper()
        return not sentence and "Rel" not in last.morph.get("PronType", [])

    def _ends_with_comma(self, start: int, end: int) -> bool:
        """A quotation that a comma inside its marks closes is itself all that is said."""
        inside = {self.speech.at[i] for i in range(start, end)} - {-1}
        text = self.doc.text
        return any(
            text[: self.speech.quotations[k].closes].rstrip("\"”»'’ ").endswith(",") for k in inside
        )

    def _after_conjunction(self, start: int, end: int) -> tuple[int, int]:
        """The last clause of a sentence that a cue interrupts: "…, and wages, he said, are low"."""
        for i in range(end - 1, start, -1):
            if self.doc[i].pos_ == "CCONJ" and self.doc[i - 1].text == ",":
                return i + 1, end
        return start, end

    def _after_relative_word(self, start: int, end: int) -> tuple[int, int]:
        """What follows a relative word right before an inset: "…, of whom a third, he says, …"."""
        for i in range(end - 1, max(start, end - 6), -1):
            if finite(self.doc[i]):
                break
            if relative(self.doc[i]) and i + 1 < end and self.doc[i].pos_ != "SCONJ":
                return i + 1, end
        return start, end

    def _host_start(self, left: int, stretch: Stretch) -> int:
        for i in range(left - 2, stretch.start, -1):
            if self.speech.inside(i):
                continue
            if self.doc[i].text in {";", ":"}:
                return i + 1
        return stretch.start

    def _host_end(self, right: int, stretch: Stretch) -> int:
        for i in range(right, stretch.end):
            if self.doc[i].text in {";", ":"} and not self.speech.inside(i):
                return i
        for other in stretch.cues:
            if other.start > right + 2 and self.doc[other.start - 1].text == ",":
                return self._contrast(right + 2, other.start)
        return stretch.end

    def _contrast(self, start: int, end: int) -> int:
        """Where "while" or "mentre" begins another clause between tokens, after a comma."""
        words = (i for i in range(start, end) if self.doc[i].lower_ in self.words.contrast)
        return next((i for i in words if self.doc[i - 1].text == ","), end)

    def _goes_on(self, after: tuple[int, int]) -> bool:
        """A subordinate clause of what stands before: "…, he said, because demand is weak"."""
        first = self.doc[after[0]]
        if first.lower_ in self.words.contrast or self.speech.inside(first.i):
            return False
        return first.pos_ == "SCONJ" and first.lower_ not in self.words.markers

    # "According to"

    def of_phrase(self, i: int, stretch: Stretch) -> Iterator[Report]:
        """Yield what is X's: "According to X, …", "…, secondo X", "secondo il quale …"."""
        length = self.according(i) or self._opinion(i, stretch)
        if not length:
            return
        if self._is_relative(i + length):
            yield from self._of_relative(i, length, stretch)
            return
        start, end, cue = self._source(i + length, stretch)
        pieces = self._phrase_host(i, end, stretch)
        if not pieces or self.speech.narrated(pieces[0][0], pieces[-1][1]) < 1:
            return
        speakers = self.speakers.of(cue) if cue else self.speakers.within(start, end)
        if speakers:
            self.speakers.remember(i, speakers)
            yield Report(pieces, speakers, self.doc[i], "according")

    def according(self, i: int) -> int:
        """How many tokens of "according to" stand at a token, prepositions in their plain form."""
        first = self.doc[i]
        if not {first.lower_, self.graph.plain(first)} & self.words.according_heads:
            return 0
        for phrase in self.words.according:
            found = self.doc[i : i + len(phrase)]
            if len(found) == len(phrase) and all(
                word in (self.graph.plain(t), t.lower_)
                for word, t in zip(phrase, found, strict=True)
            ):
                free = self._prepositional(i) if len(phrase) == 1 else not self._is_object(i)
                return len(phrase) if free else 0
        return 0

    def _is_object(self, i: int) -> bool:
        """What a noun right before it governs: "il rinvio a giudizio di Rossi"."""
        return self.doc[i].pos_ == "ADP" and i > 0 and self.doc[i - 1].pos_ in {"NOUN", "VERB"}

    def _prepositional(self, i: int) -> bool:
        """One word alone must not be an adjective: "secondo", "the second"."""
        before = self.doc[i - 1] if i > 0 else None
        if before is not None and before.pos_ in {"DET", "ADP", "NUM"}:
            return False
        return self.doc[i].pos_ in {"ADP", "SCONJ", "ADV"} or (
            before is None or before.is_punct or before.is_space or before.pos_ == "CCONJ"
        )

    def source(self, i: int, stretch: Stretch) -> tuple[Mention, ...]:
        """Return who stands after an "according to" at a token, where there is one."""
        length = self.according(i) or self._opinion(i, stretch) or self._for_whom(i, stretch)
        if not length or self._is_relative(i + length):
            return ()
        start, end, cue = self._source(i + length, stretch)
        return self.speakers.of(cue) if cue else self.speakers.within(start, end)

    def _opinion(self, i: int, stretch: Stretch) -> int:
        """A preposition that tells an opinion only at the head of a sentence: "Per Unrae, …"."""
        if self.doc[i].lower_ not in self.words.opinion or i + 2 >= stretch.end:
            return 0
        if self.speech.narrated(stretch.start, i) and self.doc[i - 1].text not in BREAKS:
            return 0
        if self.doc[i + 1].pos_ not in {"DET", "NOUN", "PROPN"} and not self.speakers.name_at(
            i + 1
        ):
            return 0
        start, end, _ = self._source(i + 1, stretch)
        head = next((t for t in self.doc[start:end] if t.pos_ in {"NOUN", "PROPN"}), None)
        if head is None or end >= stretch.end:
            return 0
        quoted = self.speech.inside(end) or self.speech.inside(end + 1)
        if not quoted and (self.words.drops_marker or self.doc[end].text != ","):
            return 0
        return 1 if self.speakers.is_agent(head) else 0

    def _for_whom(self, i: int, stretch: Stretch) -> int:
        """An opinion word and a person at the head of a sentence: "Per Rossi si tratta di «…»"."""
        opens = self.doc[i].lower_ in self.words.opinion and not self.speech.narrated(
            stretch.start, i
        )
        name = self.speakers.name_at(i + 1) if opens and i + 1 < stretch.end else None
        return 1 if name is not None and name.type == "person" else 0

    def _is_relative(self, i: int) -> bool:
        return any(t.lower_ in self.words.whom for t in self.doc[i : i + 2])

    def _of_relative(self, i: int, length: int, stretch: Stretch) -> Iterator[Report]:
        """The noun before the comma says it: "…, secondo il quale P"."""
        start = next(
            j + 1
            for j in range(i + length, i + length + 2)
            if self.doc[j].lower_ in self.words.whom
        )
        if self._follows_document(i):
            return
        speakers = self.speakers.last(i, i - stretch.start) or self.speakers.before(i)
        piece = self.speech.trim(start, self._host_end(start, stretch))
        if speakers and piece and self.speech.is_finite(*piece):
            self.speakers.remember(i, speakers)
            yield Report((piece,), speakers, self.doc[i], "according")

    def _follows_document(self, i: int) -> bool:
        """What stands before "secondo cui" is data, a rumour or a report: nobody says it."""
        for token in reversed(self.doc[max(i - 10, 0) : i]):
            if finite(token) or self.speakers.name_at(token.i) is not None:
                return False
            if token.pos_ == "NOUN" and self.speakers.is_document(token):
                return not self.words.listed(token, "statement")
        return False

    def _source(self, start: int, stretch: Stretch) -> tuple[int, int, Cue | None]:
        """The noun phrase after "according to", or the cue of "secondo quanto ha detto X"."""
        whatever = start < stretch.end and self.doc[start].lower_ in self.words.whatever
        end = self.speakers.phrase_end(start, stretch.end)
        if not whatever:
            if end < stretch.end and self.doc[end].text == ")":
                end += 1
            return start, self._after_relative(end, stretch), None
        cue = next((c for c in stretch.cues if start < c.i < start + 6), None)
        end = cue.end if cue else end
        while end < stretch.end and self.doc[end].text not in {",", ";", "."}:
            end += 1
        return start, end, cue

    def _after_relative(self, end: int, stretch: Stretch) -> int:
        """Where the relative clause between commas ends that tells more of a source."""
        words = self.doc[end + 1 : end + 4]
        if end >= stretch.end or self.doc[end].text != "," or not any(relative(t) for t in words):
            return end
        stops = (i for i in range(end + 1, stretch.end) if self.doc[i].text == ",")
        return next((i for i in stops if self.speech.is_finite(end + 1, i)), end)

    def _phrase_host(self, i: int, end: int, stretch: Stretch) -> tuple[tuple[int, int], ...]:
        """The clause that "according to X" stands before, in or after."""
        start = self._host_start(i + 1, stretch)
        if self.speech.narrated(start, i) <= 1 and not any(
            self.speech.inside(j) for j in range(start, i)
        ):
            piece = self.speech.trim(end, self._first_end(end, stretch))
            return (piece,) if piece and self.speech.is_finite(*piece) else ()
        return self._host(i, end, stretch)

    def _first_end(self, start: int, stretch: Stretch) -> int:
        end = self._host_end(start, stretch)
        for cue in stretch.cues:
            if start + 2 < cue.start < end and self.doc[cue.start - 1].text == ",":
                return cue.start
        return end

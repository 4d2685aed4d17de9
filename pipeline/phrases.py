"""Who some words mean: a phrase behind "according to", a line before a colon, a sentence."""

from __future__ import annotations

from collections import Counter

from spacy.tokens import Token

from .anaphora import SUBJECTS
from .facts import Mention
from .neighbours import Neighbours
from .speech import BREAKS, VERBAL, finite
from .voices import AGENTS, NOMINAL, RECENT

#: what may begin the clause right behind "according to X"
BESIDE = frozenset({"ADJ", "NOUN", "PROPN", "NUM"})


class Phrases(Neighbours):
    """Reads stretches of words as speakers."""

    def within(self, start: int, end: int) -> tuple[Mention, ...]:
        """Return who a noun phrase after "according to" is, by name or text; never a document."""
        if self.speech.words.listed(self.doc[start], "document"):
            return ()
        head = next((t for t in self.doc[start:end] if self._heads(t)), None)
        if head is None or self.is_document(head):
            return self._owner(head) if head is not None else ()
        capital = head.text[0].isupper() and not head.is_sent_start
        if (
            head.pos_ == "NOUN"
            and head.i not in self._at
            and not (capital or self.is_animate(head))
        ):
            return ()
        found = self.who(head)
        if found is not None and (found.start or 0) >= self.doc[end - 1].idx + len(
            self.doc[end - 1]
        ):
            found = self.mentions.text(self.doc[start:end])  # named behind the phrase
        return (found, *self.joined(head)) if found is not None else ()

    def _heads(self, token: Token) -> bool:
        """Tell whether a token may head a phrase, and is no modifier of the noun behind it."""
        inner = token.dep_ in {"compound", "nmod:poss", "amod"} and token.head.i > token.i
        return self.may_head(token) and (not inner or token.head.pos_ == "PROPN")

    def before(self, i: int) -> tuple[Mention, ...]:
        """Return the person or organisation named last before a token in its stretch."""
        start = self.speech.stretch_at[i].start
        for name in reversed(self.names):
            if (
                start <= name.start < i
                and name.type in AGENTS
                and not self.speech.inside(name.start)
            ):
                found = self.mention(self.doc[name.start])
                return (found,) if found else ()
        return ()

    def main(self, start: int, end: int) -> tuple[Mention, ...]:
        """Return whom the tokens from one to another tell of: the named subject, else a person."""
        narrated = [t for t in self.doc[start:end] if not self.speech.inside(t.i)]
        for token in narrated:
            if token.dep_ in SUBJECTS and (found := self._named([token])):
                return found
        for token in reversed(narrated):
            name = self.name_at(token.i)
            if name is not None and name.type == "person":
                mention = self.mention(token)
                return (mention,) if mention else ()
        return ()

    def heading(self, start: int, end: int) -> tuple[Mention, ...]:
        """Who a few words without a verb mean: "The unions: …", "A spokesman for Fiat: …"."""
        words = [t for t in self.doc[start:end] if not (t.is_punct or t.is_space or t.like_num)]
        if not 1 <= len(words) <= 8 or any(t.pos_ in {*VERBAL, "ADP"} for t in words[:1]):
            return ()
        if any(finite(t) or self.speech.inside(t.i) for t in words):
            return ()
        return self.within(words[0].i, end) if self.is_agent_phrase(words) else ()

    def is_agent_phrase(self, words: list[Token]) -> bool:
        """Tell whether the first noun of some words means people or organisations."""
        head = next((t for t in words if self._heads(t)), None)
        return head is not None and self.is_agent(head)

    def still(self, start: int, end: int) -> tuple[Mention, ...]:
        """Return the person who spoke last, where tokens name nobody else and no subject."""
        if any(n.type in AGENTS and start <= n.start < end for n in self.names):
            return ()
        if any(t.dep_ in SUBJECTS and not self.speech.inside(t.i) for t in self.doc[start:end]):
            return ()
        if not any(finite(t) for t in self.doc[start:end]):
            return ()
        found = self.last(start) or self.person_before(start, RECENT // 2)
        return found if found and self._is_person(found[0], "") else ()

    def asked(self, i: int) -> tuple[Mention, ...]:
        """Return whom an interview is with that begins at a token: the person of its opening."""
        before = [n for n in self.names if n.start < i and n.type == "person"]
        if not before:
            return ()
        often = Counter(n.value for n in self.names if n.type == "person")
        said = {m.value for at, speakers in self._spoke if at < i for m in speakers}
        best = max(before, key=lambda n: (often[n.value] + 2 * (n.value in said), -n.start))
        return (Mention(best.value, entity=best.entity),)

    def person_before(self, i: int, reach: int = 10**6) -> tuple[Mention, ...]:
        """Return the person named last before a token, outside quotations."""
        for name in reversed(self.names):
            near = i - reach <= name.start < i and name.type == "person"
            if near and not self.speech.inside(name.start):
                return (Mention(name.value, entity=name.entity),)
        return ()

    def stated(self, start: int, end: int) -> tuple[Mention, ...]:
        """Return who was spoken of last, where tokens tell of a statement: "Issued a note: …"."""
        tokens = self.doc[start:end]
        if not self.mentions.drops_subjects or not any(
            self.speech.words.listed(t, "statement") for t in tokens
        ):
            return ()
        name = self.last_subject(start, AGENTS)
        return (Mention(name.value, entity=name.entity),) if name else ()

    def phrase_end(self, start: int, stop: int) -> int:
        """Return where the noun phrase that begins at a token ends, with its appositions."""
        if (end := self._next_phrase(start, stop)) is not None:
            return end
        comma = next((i for i in range(start, stop) if self._closes_phrase(i)), stop)
        if comma < stop and self.doc[comma].text == ",":
            second = next((i for i in range(comma + 1, stop) if self._closes_phrase(i)), stop)
            apposed = self.doc[comma + 1].pos_ in {*NOMINAL, "DET", "ADJ"}
            if apposed and second < stop and self.doc[second].text == ",":
                return second
            return comma
        head = next((t for t in self.doc[start:comma] if self._heads(t)), None)
        if head is None or comma == stop:
            return comma
        name = self.name_at(head.i)
        phrase = self.graph.phrase(head)
        after = self.name_at(phrase.end)
        end = after.end if after and after.type == "person" else phrase.end
        return min(comma, max(end, name.end if name else 0))

    def _next_phrase(self, start: int, stop: int) -> int | None:
        """Where a second noun phrase begins right behind the first: "according to X the plant"."""
        for i in range(start + 1, stop):
            token = self.doc[i]
            if self._closes_phrase(i) or token.pos_ in {"ADP", "CCONJ"}:
                break
            article = token.pos_ == "DET" and "Art" in token.morph.get("PronType", [])
            if article and self.doc[i - 1].pos_ in {*NOMINAL, "ADJ", "NUM"} and not self.name_at(i):
                return i
        name = self.name_at(start)
        if name is None or name.start != start or name.end >= stop or name.type not in AGENTS:
            return None
        head = self.doc[start : name.end].root.head
        if head.i < name.end or head.dep_ not in SUBJECTS or self.doc[name.end].pos_ not in BESIDE:
            return None
        return None if self.is_animate(head) or head.i in self._at else name.end

    def _closes_phrase(self, i: int) -> bool:
        token = self.doc[i]
        return token.text in {",", *BREAKS} or finite(token) or self.speech.inside(i)

    def _owner(self, head: Token) -> tuple[Mention, ...]:
        """What an organisation itself declares, it says: "according to Fiat's announcement"."""
        if not self.speech.words.listed(head, "statement"):
            return ()
        owners = [*self.graph.find(head, "possessor"), *self.graph.find(head, "nominal")]
        return self._named([o for o in owners if o.i in self._at][:1])

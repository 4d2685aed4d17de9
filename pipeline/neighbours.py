"""Who stands beside a reporting verb: right before it, across commas, after it, before "who"."""

from __future__ import annotations

from spacy.tokens import Token

from .anaphora import SUBJECTS
from .facts import Mention
from .fullnames import Name
from .speech import BREAKS, Cue, finite
from .voices import AGENTS, Voices, relative


class Neighbours(Voices):
    """Finds the speaker next to a cue, by place and marks more than by the parse."""

    def opens(self, cue: Cue) -> bool:
        """Nothing but a quotation or a comma stands before a cue: its subject may follow it."""
        i = cue.start - 1
        if i < self.speech.stretch_at[cue.i].start or self.speech.inside(i):
            return True
        word = self.doc[i]
        return word.is_punct or word.lower_ in {
            *self.speech.words.like,
            *self.speech.words.whatever,
        }

    def _beside(self, cue: Cue) -> tuple[Mention, ...]:
        """A name or pronoun right before the verb group."""
        i = cue.start - 1
        if i < self.speech.stretch_at[cue.i].start or self.speech.inside(i):
            return ()
        token = self.doc[i]
        if token.text == "," and (enclosed := self.name_at(i - 1)) and enclosed.type == "person":
            apart = enclosed.start > 0 and self.doc[enclosed.start - 1].text == ","
            clause = self.doc[self.clause_start(cue) : enclosed.start]
            apart = apart and not any(relative(t) for t in clause)
            return self.named_before(i) if apart else ()
        if token.pos_ == "PRON" and token.dep_ in {*SUBJECTS, "expl"} and not relative(token):
            found = self.pronoun(token)
            return (found,) if found else ()
        name = self.name_at(i)
        if name is None and self._acronym(token):
            return (self.spelt_out(token) or self.mentions.text(self.doc[i : i + 1]),)
        if name is None or name.type not in AGENTS or not self._leads(name):
            return ()
        coordinated = any(t.dep_ in {"cc", "conj"} for t in self.doc[name.start : name.end])
        if coordinated or self._after_conjunction(name):
            return ()
        found = self.mention(token)
        return (found,) if found else ()

    @staticmethod
    def _acronym(token: Token) -> bool:
        """Capitals that are a subject, whatever they are taken for: "SIA ha detto"."""
        alone = token.i == 0 or token.nbor(-1).pos_ not in {"NOUN", "PROPN", "ADJ"}
        return token.text.isupper() and len(token) > 1 and token.dep_ in SUBJECTS and alone

    def _parted(self, cue: Cue) -> tuple[Mention, ...]:
        """The name that begins a clause, commas between it and its verb: "Rossi, a judge, said"."""
        if (
            cue.start < 2
            or self.doc[cue.start - 1].text != ","
            or self.speech.inside(cue.start - 1)
        ):
            return ()
        first = self._fresh(cue)
        for comma in range(first + 1, cue.start - 1):
            token = self.doc[comma]
            if self.speech.inside(comma) or finite(token) or token.pos_ in {"ADP", "SCONJ"}:
                return ()
            if token.text == ",":
                last = comma - 1
                while (
                    last > first and self.doc[last].text == ")" and "(" in self.doc[first:last].text
                ):
                    last = max(i for i in range(first, last) if self.doc[i].text == "(") - 1
                return self.named_before(last + 1) or self._unknown(first, last + 1)
        return ()

    def _unknown(self, first: int, end: int) -> tuple[Mention, ...]:
        """Two to four capital words that nobody knows: who says so is somebody's name."""
        span = self.doc[first:end]
        if not 2 <= len(span) <= 4 or any(self.name_at(t.i) for t in span):
            return ()
        return (self.mentions.text(span),) if all(t.text.istitle() for t in span) else ()

    def _fresh(self, cue: Cue) -> int:
        """Where the narration around a cue begins, after the last quotation before it."""
        i = cue.start
        first = self.speech.stretch_at[cue.i].start
        while i > first and not self.speech.inside(i - 1):
            i -= 1
        while i < cue.start and (self.doc[i].is_punct or self.doc[i].is_space):
            i += 1
        return i

    def _after_conjunction(self, name: Name) -> bool:
        return name.start > 0 and self.doc[name.start - 1].pos_ == "CCONJ"

    def _leads(self, name: Name) -> bool:
        """No preposition before the name, nor a comma: it is no apposition and no attribute."""
        if name.start == 0:
            return True
        before = self.doc[name.start - 1]
        if before.pos_ == "ADP" or (before.is_punct and before.text == ","):
            return False
        return not (name.type != "person" and before.pos_ == "DET" and self._preposed(before))

    def _preposed(self, token: Token) -> bool:
        return token.i > 0 and self.doc[token.i - 1].pos_ == "ADP"

    def _after(self, cue: Cue, stop: int) -> tuple[Mention, ...]:
        """The person, group or noun after the cue: "…", said the mayor of Turin, Anna Rossi."""
        nouns: list[Token] = []
        groups: list[Token] = []
        commas = 0
        for token in self.doc[cue.end : min(cue.end + 18, stop)]:
            clausal = token.pos_ in {"VERB", "SCONJ"} or finite(token)
            verb = clausal and self.name_at(token.i) is None
            if self.speech.inside(token.i) or token.text in BREAKS or verb:
                break
            commas += token.text == ","
            if commas > 1 or (commas and not (nouns or groups)) or relative(token):
                break
            name = self.name_at(token.i)
            preposed = self.follows_preposition(token.i if name is None else name.start)
            modifies = token.dep_ == "compound" and self.name_at(token.head.i) != name
            if name is not None and name.type == "person" and not preposed and not modifies:
                return self.with_joined(token)
            if preposed or commas or (name is not None and self._owns(name)):
                continue
            if name is not None and name.type in AGENTS and not nouns:
                groups.append(token)
            elif self._may_follow(token):
                nouns.append(token)
        return self.with_joined((groups or nouns)[0]) if groups or nouns else ()

    def _owns(self, name: Name) -> bool:
        """A possessive: it is not GM that speaks in "said GM's president"."""
        return any(t.text in {"'s", "’s", "'", "’"} for t in self.doc[name.end : name.end + 1])

    def _may_follow(self, token: Token) -> bool:
        """A noun of people, an unknown name or a pronoun that may be a subject after its verb."""
        if token.dep_ in {"compound", "nmod:poss"} and token.head.i > token.i:
            return False
        if token.pos_ == "PRON":
            several = any(c.dep_ == "nmod" for c in token.children)  # "uno dei passeggeri"
            return token.dep_ in SUBJECTS or several
        capital = token.pos_ == "NOUN" and self.bearer(token) is not None
        return token.pos_ == "PROPN" or capital or self.is_animate(token)

    def _antecedent(self, cue: Cue) -> tuple[Mention, ...]:
        """The name that the relative pronoun before a cue refers to: "Rossi, who said"."""
        start = self.speech.stretch_at[cue.i].start
        for i in range(cue.start - 1, start, -1):
            if self.speech.inside(i) or self.doc[i].text in BREAKS:
                break
            if self.doc[i].lower_ in self.speech.words.relative:
                before = i - 1 if self.doc[i - 1].text == "," else i
                return self._head_name(before)
        return ()

    def _head_name(self, end: int) -> tuple[Mention, ...]:
        """The name that ends before a token, or the one it is an attribute of: "Rossi of Fiat"."""
        name = self.name_at(end - 1)
        if name is not None and self.follows_preposition(name.start):
            start = name.start - 1
            while start > 0 and self.doc[start].pos_ != "ADP":
                start -= 1
            if head := self._head_name(start):
                return head
        return self.named_before(end)

    def clause_start(self, cue: Cue) -> int:
        """Return where the clause of a cue begins, as far as marks and conjunctions tell."""
        first = self.speech.stretch_at[cue.i].start
        for i in range(cue.start - 1, first - 1, -1):
            token = self.doc[i]
            if self.speech.inside(i) and self.speech.narrated(i, cue.start) > 0:
                return i + 1
            if token.text in BREAKS or (token.pos_ == "SCONJ" and token.i < cue.start - 1):
                return i + 1
            if token.pos_ == "CCONJ" and i > first and self.doc[i - 1].text == ",":
                return i + 1
        return first

"""Who stands beside a reporting verb: right before it, across commas, after it, before "who"."""

from __future__ import annotations

from collections.abc import Iterable

from spacy.tokens import Span, Token

from .anaphora import SUBJECTS
from .facts import Mention
from .fullnames import Name
from .speech import BREAKS, Cue, finite, participle
from .voices import AGENTS, NOMINAL, Voices, relative


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

    def inverted(self, cue: Cue) -> bool:
        """A comma before a cue and a name or noun behind, none before: "…, said Anna Rossi, …"."""
        i = cue.start - 1
        if i <= self.speech.stretch_at[cue.i].start or self.doc[i].text != ",":
            return False
        own = any(c.dep_ in SUBJECTS and c.i < cue.i for c in cue.token.children)
        after = self.doc[cue.end : cue.end + 1]
        return not own and len(after) > 0 and after[0].pos_ in NOMINAL

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
        linked = relative(token) or token.lower_ in self.speech.words.relative
        if token.pos_ == "PRON" and token.dep_ in {*SUBJECTS, "expl"} and not linked:
            found = self.pronoun(token)
            return (found,) if found else ()
        name = self.name_at(i)
        if name is None and token.is_sent_start and (bearer := self.bearer(token, first=True)):
            return (bearer,)
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

    def _set_off(self, cue: Cue) -> tuple[Mention, ...]:
        """A person before a comma and a title: "Anna Rossi, chair of the Fiom, a union, said"."""
        first = self.clause_start(cue)
        for name in self.names:
            if not first <= name.start < cue.start - 2 or name.type != "person":
                continue
            if self.doc[name.end].text != "," or self.follows_preposition(name.start):
                continue
            opened = name.start == first or self.doc[name.start - 1].text == ","
            if not (opened or self.doc[cue.start - 1].text == ","):
                continue
            between = self.doc[name.end + 1 : cue.start]
            titles = (self.mentions.catalogue.title(t.lower_, t.lang_) for t in between[:4])
            clear = not any(finite(t) or relative(t) or self.speech.inside(t.i) for t in between)
            others = any(n.type == "person" and n.start > name.end for n in self._names_in(between))
            if clear and not others and any(titles):
                return self.named_before(name.end)
        return ()

    def _names_in(self, span: Span) -> list[Name]:
        return [n for n in self.names if span.start <= n.start and n.end <= span.end and n.value]

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
        if name.type != "person" and before.pos_ == "NOUN" and self.follows_preposition(before.i):
            return False  # "Anna Rossi of the bank Metzler"
        return not (name.type != "person" and before.pos_ == "DET" and self._preposed(before))

    def _preposed(self, token: Token) -> bool:
        return token.i > 0 and self.doc[token.i - 1].pos_ == "ADP"

    def _after(self, cue: Cue, stop: int) -> tuple[Mention, ...]:
        """The person, group or noun after the cue: "…", said the mayor of Turin, Anna Rossi."""
        nouns: list[Token] = []
        groups: list[Token] = []
        commas = 0
        for token in self._behind(cue, stop):
            if self._breaks(token, cue):
                break
            commas += token.text == ","
            if commas > 1 or (commas and not (nouns or groups)) or relative(token):
                break
            name = self.name_at(token.i)
            preposed = self.follows_preposition(token.i if name is None else name.start, cue.end)
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

    def _behind(self, cue: Cue, stop: int) -> list[Token]:
        """The words after a cue, less what stands in brackets and a gerund right behind it."""
        words: list[Token] = []
        depth = 0
        for token in self.doc[cue.end : min(cue.end + 18, stop)]:
            depth += token.text == "("
            gerund = token.i == cue.end and "Ger" in token.morph.get("VerbForm", [])
            if not depth and not gerund:
                words.append(token)
            depth -= token.text == ")"
        return words

    def _breaks(self, token: Token, cue: Cue) -> bool:
        """Where the search for a speaker behind a cue ends: at marks and at clauses."""
        if self.speech.inside(token.i) or token.text in BREAKS:
            return True
        if self.name_at(token.i) is not None:
            return False
        titled = token.i > cue.end and self.is_animate(token.nbor(-1)) and participle(token)
        if titled and token.dep_ in {"acl", "amod"}:
            return False  # "l'amministratrice delegata Anna Rossi"
        return token.pos_ in {"VERB", "SCONJ"} or finite(token)

    def _owns(self, name: Name) -> bool:
        """A possessive: it is not GM that speaks in "said GM's president"."""
        return any(t.text in {"'s", "’s", "'", "’"} for t in self.doc[name.end : name.end + 1])

    def _may_follow(self, token: Token) -> bool:
        """A noun of people, an unknown name or a pronoun that may be a subject after its verb."""
        if token.dep_ in {"compound", "nmod:poss"} and token.head.i > token.i:
            return False
        if token.pos_ in {"PRON", "NUM"}:
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
                if self.doc[i - 1].pos_ == "CCONJ":
                    continue  # "Rossi, who left and who says"
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

    def _named(self, subjects: Iterable[Token]) -> tuple[Mention, ...]:
        """The subjects that are names, refer to one, or are nouns of people and organisations."""
        subjects = list(subjects)
        if len(subjects) == 1 and (both := self._both(subjects[0])):
            return both
        if any(s.i in self._at for s in subjects):
            subjects = [s for s in subjects if not self._is_apposed(s)]
        found = [
            m
            for s in subjects
            if not self.is_document(s)
            and (s.pos_ == "PRON" or s.i in self._at or self.is_animate(s))
            and (m := self.who(s)) is not None
        ]
        return _once(found)

    def _is_apposed(self, token: Token) -> bool:
        """A noun set off from the name before it: "Rossi, the minister, said"."""
        left = token.left_edge.i
        return token.i not in self._at and left > 1 and self.doc[left - 1].text == ","

    def _both(self, token: Token) -> tuple[Mention, ...]:
        """The two last organisations that "the two companies" are."""
        noun = self.mentions.catalogue.noun(token.lower_, token.lang_)
        if noun is None or noun.type != "organization":
            return ()
        if not any(c.lower_ in self.speech.words.pair for c in token.children):
            return ()
        found: dict[str, Mention] = {}
        for name in reversed(self.names):
            if name.start < token.i and name.type == "organization" and len(found) < 2:
                mention = Mention(name.value, entity=name.entity)
                found.setdefault(name.entity or name.value, mention)
        return tuple(reversed(found.values())) if len(found) == 2 else ()

    def _texts(self, subjects: Iterable[Token]) -> tuple[Mention, ...]:
        return _once([m for s in subjects if (m := self.who(s)) is not None])


def _once(mentions: Iterable[Mention]) -> tuple[Mention, ...]:
    """Drop repeats: the same name, or the same text."""
    found: dict[str, Mention] = {}
    for mention in mentions:
        found.setdefault(mention.entity or str(mention.value), mention)
    return tuple(found.values())

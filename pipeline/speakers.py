"""Who speaks: the subject of a reporting verb as a name, or as the noun phrase that has none.

First what stands beside the verb, then what the parser found, then the names of the clause, then
who spoke last or was last spoken of.
"""

from __future__ import annotations

from collections.abc import Iterable

from spacy.tokens import Token

from .anaphora import SUBJECTS
from .facts import Mention
from .fullnames import Name
from .phrases import Phrases
from .speech import VERBAL, Cue, finite, participle, spoken
from .voices import AGENTS, NOMINAL, RECENT, relative

#: how many heads up the verb may stand that has the subject of a cue
CLIMB = 6
SUBORDINATE = frozenset({"ccomp", "xcomp", "advcl", "acl", "acl:relcl", "csubj"})
PASSIVE = frozenset({"aux:pass", "nsubj:pass", "expl:impers", "expl:pass"})


class Speakers(Phrases):
    """Finds who speaks, cue by cue in text order."""

    def claim(self, start: int, end: int) -> None:
        """Note that tokens are somebody's words: what they tell of speaks nowhere else."""
        self._claimed.update(dict.fromkeys(range(start, end), end))

    def of(self, cue: Cue, *, until: int | None = None) -> tuple[Mention, ...]:
        """Return the speakers of a cue whose words begin at `until`, where it is given."""
        stop = self.speech.stretch_at[cue.i].end if until is None else until
        subjects = [
            s
            for s in self.graph.find(cue.token, "subject")
            if s.i < stop and self._may_speak(s, cue)
        ]
        subjects = [s for s in subjects if self._own(s, cue)]
        inverted = self.opens(cue)
        own = (c for c in cue.token.children if c.dep_ in SUBJECTS or c.dep_.startswith("aux"))
        verb = [t for t in (cue.token, *own) if not self.speech.inside(t.i)]
        if any(_first_person(t) for t in verb):
            return ()  # told by somebody quoted without marks
        sure = self.speech.words.listed(cue.token, "sure")  # "è convinto" is no passive
        if not sure and self._passive(cue.token, inverted=inverted):
            bare = not spoken(cue.token) and not self.mentions.drops_subjects
            return self._named(t for t in subjects if bare or t.i > cue.i)  # who does it
        if parted := self._parted(cue):
            return parted
        if inverted and self._takes_object(cue):
            return self._unexpressed(cue, subjects)
        if inverted and until is None and self._several(cue) and len(subjects) == 1:
            subjects = [s for s in subjects if s.i > cue.i]
        if inverted and until is None:
            beside = self._beside(cue) or self._after(cue, stop)
            if beside:
                return beside
        if not inverted and subjects and all(self.is_document(s) for s in subjects):
            paper = self._paper(subjects[0])
            return paper or self._owner(subjects[0]) or self._issuer(subjects[0], cue)
        if self.speech.words.listed(cue.token, "evidence") and not inverted:
            subjects = [s for s in subjects if s.pos_ == "PRON" or self.is_agent(s)]
        return (
            self._set_off(cue)
            or self._beside(cue)
            or self._named(subjects)
            or (self._after(cue, stop) if inverted else ())
            or self._antecedent(cue)
            or (self._governing(cue) if not spoken(cue.token) else ())
            or (
                self._of_clause(cue, subjects)
                if (until is not None or not inverted) and not self._hangs_on_nobody(cue)
                else ()
            )
            or ((self._texts(subjects) or self._noun_of_clause(cue)) if not inverted else ())
            or self._issued(cue, stop)
            or self._unexpressed(cue, subjects)
        )

    def _own(self, subject: Token, cue: Cue) -> bool:
        """Leave out what a gerund takes from the clause beside it, and things from another verb."""
        token = cue.token
        if subject.head.i == token.i or any(c.dep_ in SUBJECTS for c in token.children):
            return True
        if not spoken(token) and token.dep_ == "advcl" and self._comma_before(cue):
            return False  # "He would not say when GM will open it, adding that"
        drops = self.mentions.drops_subjects and token.dep_ == "conj"
        return (
            not drops or subject.pos_ == "PRON" or subject.i in self._at or self.is_animate(subject)
        )

    def _comma_before(self, cue: Cue) -> bool:
        return cue.start > 0 and self.doc[cue.start - 1].text == ","

    def passive(self, cue: Cue) -> bool:
        """Tell whether the verb of a cue is in the passive."""
        return self._passive(cue.token, inverted=True)

    def _takes_object(self, cue: Cue) -> bool:
        """What follows "Ha definito …" at the head of a sentence is what it is said of."""
        first = cue.start == self._fresh(cue) and not self.speech.follows_quotation(cue.start)
        return self.mentions.drops_subjects and first and not cue.reports

    def _may_speak(self, token: Token, cue: Cue) -> bool:
        here = self.speech.stretch_at[cue.i]
        if token.i in self._claimed and self._claimed[token.i] <= cue.i:
            return False
        return here.start <= token.i < here.end and not self.speech.inside(token.i)

    def _of_clause(self, cue: Cue, subjects: list[Token]) -> tuple[Mention, ...]:
        """The first name before the cue in its clause that hangs on no preposition."""
        start = self.clause_start(cue)
        names = [
            n
            for n in self.names
            if start <= n.start < cue.start
            and n.type in AGENTS
            and not self.speech.inside(n.start)
            and not self.follows_preposition(n.start)
        ]
        if subjects:
            names = [n for n in names if n.type == "person"]
        named = [n for n in names if n.type == "person"] or names
        if not named or any(self._finite_between(n, cue) for n in named[:1]):
            return ()
        found = self.mention(self.doc[named[0].start])
        return (found,) if found else ()

    def _noun_of_clause(self, cue: Cue) -> tuple[Mention, ...]:
        """The first noun of a cue's clause, where no verb and no comma stands between."""
        start = self.clause_start(cue)
        between = self.doc[start : cue.start]
        if len(between) > 12 or any(finite(t) or t.text == "," for t in between):
            return ()
        head = next((t for t in between if t.pos_ in NOMINAL), None)
        if head is None or self.follows_preposition(head.i) or not self.is_animate(head):
            return ()
        return self._texts([head])

    def _finite_between(self, name: Name, cue: Cue) -> bool:
        """A verb of its own between the name and the cue, but for relative clauses."""
        between = self.doc[name.end : cue.start]
        if any(relative(t) for t in between):
            return False
        return any(finite(t) and not self.speech.inside(t.i) for t in between)

    def _last_person(self, cue: Cue) -> Name | None:
        """The person named in narration shortly before a quotation that the cue follows."""
        if not self.speech.follows_quotation(cue.start):
            return None
        near = [n for n in self.names if cue.i - RECENT < n.start < cue.i and n.type == "person"]
        return next((n for n in reversed(near) if not self.speech.inside(n.start)), None)

    def _passive(self, verb: Token, *, inverted: bool) -> bool:
        """Passive by its auxiliary, also where the parser takes it for one of tense."""
        helper = any(
            c.dep_ == "aux" and c.lemma_.lower() in self.speech.words.passive for c in verb.children
        )
        if helper and participle(verb) and not any("expl" in c.dep_ for c in verb.children):
            return True
        marked = any(c.dep_ in PASSIVE for c in verb.children)
        return marked or (not inverted and not spoken(verb) and participle(verb))

    def _paper(self, head: Token) -> tuple[Mention, ...]:
        """The name beside "newspaper" or "magazine": it speaks, other documents do not."""
        if not self.speech.words.listed(head, "medium"):
            return ()
        name = self.name_at(head.i - 1) or self.name_at(head.i + 1)
        found = self.mention(self.doc[name.start]) if name and name.type in AGENTS else None
        return (found,) if found else ()

    def _issuer(self, head: Token, cue: Cue) -> tuple[Mention, ...]:
        """Who issues the statement that a relative clause quotes: "X issued a note that says"."""
        hangs_on = cue.token.dep_ in {"acl", "acl:relcl"}
        stated = hangs_on and self.speech.words.listed(head, "statement")
        return self._governing(cue) if stated else ()

    @staticmethod
    def _several(cue: Cue) -> bool:
        """Tell whether a cue is in the plural."""
        return "Plur" in cue.token.morph.get("Number", [])

    def _unexpressed(self, cue: Cue, subjects: list[Token]) -> tuple[Mention, ...]:
        """The speaker of a verb without a subject: of its head verb, or who spoke or acted last."""
        if subjects and not self.opens(cue):
            return ()
        stretch = self.speech.stretch_at[cue.i]
        alone = not spoken(cue.token)
        if not subjects and (quoted := self._source(cue)):
            return quoted
        if any(c.dep_.startswith("expl") for c in cue.token.children):
            return ()  # "si ritiene che": nobody in particular
        if alone or cue.token.dep_ == "conj":
            found = (
                self._governing(cue)
                or self.last(cue.i, cue.i - stretch.start)
                or self._of_head(cue)
            )
            if found:
                return found
        if not self.mentions.drops_subjects or (alone and not self._hangs_on_nobody(cue)):
            return ()
        if led := self._led(cue):
            return led
        return self._several_spoke(cue) if self._several(cue) else self._one_spoke(cue)

    def _led(self, cue: Cue) -> tuple[Mention, ...]:
        """The one person named before the colon that a cue stands behind."""
        start = self.speech.stretch_at[cue.i].start
        colon = next((i for i in range(start, cue.i) if self.doc[i].text == ":"), start)
        names = {n.value: n for n in self.names if start <= n.start < colon and n.type == "person"}
        if len(names) != 1 or self.speech.inside(colon):
            return ()
        return tuple(Mention(n.value, entity=n.entity) for n in names.values())

    def _source(self, cue: Cue) -> tuple[Mention, ...]:
        """Where word comes from: "dalla Fiom fanno sapere", "spiegano dall'azienda"."""
        for child in cue.token.children:
            case = next((c for c in child.children if c.dep_ == "case"), None)
            if case is None or child.dep_ not in {"obl", "obl:agent", "nmod"}:
                continue
            if self.graph.plain(case) in self.speech.words.sources and child.i in self._at:
                return self._named([child])
        return ()

    def _issued(self, cue: Cue, stop: int) -> tuple[Mention, ...]:
        """Whose the statement is that a quotation stands in: "…", reads a note of Fiat."""
        if "describe" not in cue.lists or not self.opens(cue):
            return ()
        words = self.doc[cue.end : min(stop, cue.end + 6)]
        return next((who for t in words if (who := self._owner(t))), ())

    def _governing(self, cue: Cue) -> tuple[Mention, ...]:
        """Whom the verb above a cue tells of: "Rossi left, adding that", "Rossi came and said"."""
        token = cue.token
        best: tuple[Mention, ...] = ()
        for _ in range(CLIMB):
            if token.head.i == token.i or (best and token.dep_ not in SUBORDINATE):
                break
            token = token.head
            subjects = [s for s in self.graph.find(token, "subject") if self._leads_on(s, cue)]
            best = self._named(subjects) or self._proper(subjects) or best
            if subjects and not best and finite(token):
                break
        return best

    def _proper(self, subjects: Iterable[Token]) -> tuple[Mention, ...]:
        """The subjects that are names by their part of speech, though nobody saw them."""
        return self._texts(s for s in subjects if s.pos_ == "PROPN" and s.i not in self._at)

    def _of_head(self, cue: Cue) -> tuple[Mention, ...]:
        """Who speaks by the cue that a cue hangs on: «…», said a judge, adding that."""
        above = (c for c in self.speech.stretch_at[cue.i].cues if c.i == cue.token.head.i < cue.i)
        return next((self.of(c) for c in above), ())

    def _leads_on(self, subject: Token, cue: Cue) -> bool:
        """A subject before a cue that may be that of the cue as well."""
        return subject.i < cue.i and self._may_speak(subject, cue) and not relative(subject)

    def _hangs_on_nobody(self, cue: Cue) -> bool:
        """A gerund, or an infinitive of one, whose main verb drops its subject too."""
        token = cue.token if "Ger" in cue.token.morph.get("VerbForm", []) else cue.token.head
        if "Ger" not in token.morph.get("VerbForm", []):
            return False
        while token.head.i != token.i and not spoken(token):
            token = token.head
        return spoken(token) and not self.graph.find(token, "subject")

    def _several_spoke(self, cue: Cue) -> tuple[Mention, ...]:
        """Who "they" are that no subject names: who spoke last, if several or in the plural."""
        last = self.last(cue.i)
        text = last[0] if len(last) == 1 else None
        if text is not None and any(n.value == text.value for n in self.names):
            return ()
        return last

    def _one_spoke(self, cue: Cue) -> tuple[Mention, ...]:
        """Who speaks on without a subject: a person goes on until another one acts."""
        name = self.last_subject(cue.i, AGENTS) or self._last_person(cue)
        spoke = next((s for s in reversed(self._spoke) if s[0] < cue.i), None)
        if spoke is not None and (name is None or name.start <= spoke[0]):
            return self.last(cue.i)
        if spoke is not None and cue.i - spoke[0] <= RECENT and self._is_person(spoke[1][0], ""):
            person = self.last_subject(cue.i, frozenset({"person"}))
            if person is None or person.start <= spoke[0]:
                return self.last(cue.i)
            name = person
        return (Mention(name.value, entity=name.entity),) if name else ()


def _first_person(token: Token) -> bool:
    """Tell whether a subject or a verb is "I" or "we", or the form that goes with it."""
    plain = token.text.islower() or (token.pos_ == "AUX" and token.text.istitle())
    own = token.dep_ in SUBJECTS or (token.pos_ in VERBAL and plain)
    return own and "1" in token.morph.get("Person", [])

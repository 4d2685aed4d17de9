"""Who speaks: the subject of a reporting verb as a name, or as the noun phrase that has none.

First what stands beside the verb, then what the parser found, then the names of the clause, then
who spoke last or was last spoken of.
"""

from __future__ import annotations

from collections.abc import Iterable

from spacy.tokens import Token

from .anaphora import SUBJECTS, Mentions
from .facts import Mention
from .graph import Graph
from .names import Name
from .speech import BREAKS, Cue, Speech, finite, spoken

SPEAKERS = ("person", "organization", "place")
AGENTS = frozenset({"person", "organization"})
NOMINAL = frozenset({"NOUN", "PROPN"})
PASSIVE = frozenset({"aux:pass", "nsubj:pass", "expl:impers", "expl:pass"})
#: how many tokens back who spoke last may be, and who was last spoken of
RECENT = 150


class Speakers:
    """Finds who speaks, cue by cue in text order; remembers who spoke."""

    def __init__(self, speech: Speech, graph: Graph, mentions: Mentions) -> None:
        self.speech, self.graph, self.mentions = speech, graph, mentions
        self.doc = speech.doc
        self._spoke: list[tuple[int, tuple[Mention, ...]]] = []

    def remember(self, i: int, speakers: tuple[Mention, ...]) -> None:
        """Note that somebody spoke at a token."""
        self._spoke.append((i, speakers))

    def last(self, i: int, reach: int = RECENT) -> tuple[Mention, ...]:
        """Return who spoke last before a token, without their place in the text."""
        for at, speakers in reversed(self._spoke):
            if at < i:
                return tuple(_absent(m) for m in speakers) if i - at <= reach else ()
        return ()

    def of(self, cue: Cue, *, until: int | None = None) -> tuple[Mention, ...]:
        """Return the speakers of a cue whose words begin at `until`, where it is given."""
        stop = self.speech.stretch_at[cue.i].end if until is None else until
        subjects = [
            s
            for s in self.graph.find(cue.token, "subject")
            if s.i < stop and self._may_speak(s, cue)
        ]
        inverted = self.opens(cue)
        if self._passive(cue.token, inverted=inverted):
            return self._named(subjects)
        if inverted and until is None and (after := self._after(cue, stop)):
            return after
        if not inverted and any(self._is_document(s) for s in subjects):
            return self._owner(subjects[0])
        return (
            self._beside(cue)
            or self._named(subjects)
            or (self._after(cue, stop) if inverted else ())
            or self._antecedent(cue)
            or (self._of_clause(cue, subjects) if until is not None or not inverted else ())
            or ((self._texts(subjects) or self._noun_of_clause(cue)) if not inverted else ())
            or self._unexpressed(cue)
        )

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

    def within(self, start: int, end: int) -> tuple[Mention, ...]:
        """Return who a noun phrase after "according to" is, by name or text; never a document."""
        if self.speech.words.listed(self.doc[start], "document"):
            return ()
        head = next((t for t in self.doc[start:end] if self._may_head(t)), None)
        if head is None or self._is_document(head):
            return self._owner(head) if head is not None else ()
        if head.pos_ == "NOUN" and head.i not in self.mentions.at and not self._animate(head):
            return ()
        found = self.who(head)
        return (found, *self._joined(head)) if found is not None else ()

    def who(self, token: Token) -> Mention | None:
        """Return the speaker that a token heads the phrase of."""
        name = self.mentions.at.get(token.i)
        if name is not None:
            return self.mentions.mention(token, SPEAKERS) if name.type in SPEAKERS else None
        if token.pos_ == "PRON":
            return self._pronoun(token)
        if token.pos_ == "NUM" and any(c.dep_ == "nmod" for c in token.children):
            return self.mentions.text(self.graph.phrase(token))  # "one of them"
        if token.pos_ not in NOMINAL:
            return None
        apposed = self._named_apposition(token)
        return apposed or self._carried(token) or self._definite(token) or self._text(token)

    def is_agent(self, token: Token) -> bool:
        """Tell whether a token names or means people or organisations, or refers to some."""
        name = self.mentions.at.get(token.i)
        if name is not None:
            return name.type in AGENTS
        return not self._is_document(token) and self._animate(token)

    def before(self, i: int) -> tuple[Mention, ...]:
        """Return the person or organisation named last before a token in its stretch."""
        start = self.speech.stretch_at[i].start
        for name in reversed(self.mentions.names):
            if (
                start <= name.start < i
                and name.type in AGENTS
                and not self.speech.inside(name.start)
            ):
                found = self.mentions.mention(self.doc[name.start], SPEAKERS)
                return (found,) if found else ()
        return ()

    def main(self, start: int, end: int) -> tuple[Mention, ...]:
        """Return whom the tokens from one to another tell of: the named subject, else a person."""
        narrated = [t for t in self.doc[start:end] if not self.speech.inside(t.i)]
        for token in narrated:
            if token.dep_ in SUBJECTS and (found := self._named([token])):
                return found
        for token in reversed(narrated):
            name = self.mentions.at.get(token.i)
            if name is not None and name.type == "person":
                mention = self.mentions.mention(token, SPEAKERS)
                return (mention,) if mention else ()
        return ()

    def named_before(self, i: int) -> tuple[Mention, ...]:
        """Return the person or organisation whose name ends right before a token."""
        name = self.mentions.at.get(i - 1)
        found = self.mentions.mention(self.doc[i - 1], SPEAKERS) if name else None
        return (found,) if found and name and name.type in AGENTS else ()

    def phrase_end(self, start: int, stop: int) -> int:
        """Return where the noun phrase that begins at a token ends, with its appositions."""
        comma = next((i for i in range(start, stop) if self._closes_phrase(i)), stop)
        if comma < stop and self.doc[comma].text == ",":
            second = next((i for i in range(comma + 1, stop) if self._closes_phrase(i)), stop)
            apposed = self.doc[comma + 1].pos_ in {*NOMINAL, "DET", "ADJ"}
            if apposed and second < stop and self.doc[second].text == ",":
                return second
            return comma
        head = next((t for t in self.doc[start:comma] if self._may_head(t)), None)
        if head is None or comma == stop:
            return comma
        name = self.mentions.at.get(head.i)
        phrase = self.graph.phrase(head)
        after = self.mentions.at.get(phrase.end)
        end = after.end if after and after.type == "person" else phrase.end
        return min(comma, max(end, name.end if name else 0))

    def _closes_phrase(self, i: int) -> bool:
        token = self.doc[i]
        return token.text in {",", *BREAKS} or finite(token) or self.speech.inside(i)

    # What stands beside the cue

    def _beside(self, cue: Cue) -> tuple[Mention, ...]:
        """A name or pronoun right before the verb group."""
        i = cue.start - 1
        if i < self.speech.stretch_at[cue.i].start or self.speech.inside(i):
            return ()
        token = self.doc[i]
        if token.pos_ == "PRON" and token.dep_ in SUBJECTS and not _relative(token):
            found = self._pronoun(token)
            return (found,) if found else ()
        name = self.mentions.at.get(i)
        if name is None or name.type not in AGENTS or not self._leads(name):
            return ()
        coordinated = any(t.dep_ in {"cc", "conj"} for t in self.doc[name.start : name.end])
        if coordinated or self._after_conjunction(name):
            return ()
        found = self.mentions.mention(token, SPEAKERS)
        return (found,) if found else ()

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
            if self.speech.inside(token.i) or token.text in BREAKS or finite(token):
                break
            commas += token.text == ","
            if commas > 1 or (commas and not (nouns or groups)) or _relative(token):
                break
            name = self.mentions.at.get(token.i)
            preposed = self._follows_preposition(token.i if name is None else name.start)
            if name is not None and name.type == "person" and not preposed:
                return self._with_joined(token)
            if preposed or commas:
                continue
            if name is not None and name.type in AGENTS and not nouns:
                groups.append(token)
            elif self._animate(token) or (token.pos_ == "PRON" and token.dep_ in SUBJECTS):
                nouns.append(token)
        return self._with_joined((groups or nouns)[0]) if groups or nouns else ()

    def recipients(self, start: int, end: int) -> bool:
        """Tell whether all nouns between are people, or hang on prepositions or no article."""
        for token in self.doc[start:end]:
            if token.pos_ not in NOMINAL or self._follows_preposition(token.i):
                continue
            bare = all(t.pos_ not in {"DET", "ADJ", "NUM"} for t in self.doc[token.i - 1 : token.i])
            if not bare and not self.is_agent(token) and self._carried(token) is None:
                return False
        return True

    def _follows_preposition(self, i: int) -> bool:
        """A preposition before a word, its article and its adjectives."""
        while i > 0:
            i -= 1
            token = self.doc[i]
            if token.pos_ == "ADP":
                return True
            if token.pos_ not in {"DET", "ADJ", "NUM"}:
                return False
        return False

    def _with_joined(self, token: Token) -> tuple[Mention, ...]:
        found = self.who(token)
        return (found, *self._joined(token)) if found is not None else ()

    def _joined(self, token: Token) -> Iterable[Mention]:
        """The names coordinated with a name: "Fim and Fiom"."""
        for child in token.children:
            name = self.mentions.at.get(child.i)
            if child.dep_ == "conj" and name is not None and name.type in AGENTS:
                mention = self.mentions.mention(child, SPEAKERS)
                if mention is not None:
                    yield mention

    # What the parser found

    def _may_speak(self, token: Token, cue: Cue) -> bool:
        here = self.speech.stretch_at[cue.i]
        return here.start <= token.i < here.end and not self.speech.inside(token.i)

    def _named(self, subjects: Iterable[Token]) -> tuple[Mention, ...]:
        """The subjects that are names, refer to one, or are nouns of people and organisations."""
        found = [
            m
            for s in subjects
            if not self._is_document(s)
            and (s.pos_ == "PRON" or s.i in self.mentions.at or self._animate(s))
            and (m := self.who(s)) is not None
        ]
        return _once(found)

    def _animate(self, token: Token) -> bool:
        lemma = token.lemma_.lower()
        if self.mentions.is_agent(token) or self._carried(token) is not None:
            return True
        return any(self.mentions.catalogue.noun(w, token.lang_) for w in (lemma, token.lower_))

    def _texts(self, subjects: Iterable[Token]) -> tuple[Mention, ...]:
        return _once([m for s in subjects if (m := self.who(s)) is not None])

    def _of_clause(self, cue: Cue, subjects: list[Token]) -> tuple[Mention, ...]:
        """The first name before the cue in its clause that hangs on no preposition."""
        start = self.clause_start(cue)
        names = [
            n
            for n in self.mentions.names
            if start <= n.start < cue.start
            and n.type in AGENTS
            and not self.speech.inside(n.start)
            and not self._follows_preposition(n.start)
        ]
        if subjects:
            names = [n for n in names if n.type == "person"]
        named = [n for n in names if n.type == "person"] or names
        if not named or any(self._finite_between(n, cue) for n in named[:1]):
            return ()
        found = self.mentions.mention(self.doc[named[0].start], SPEAKERS)
        return (found,) if found else ()

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
        name = self.mentions.at.get(end - 1)
        if name is not None and self._follows_preposition(name.start):
            start = name.start - 1
            while start > 0 and self.doc[start].pos_ != "ADP":
                start -= 1
            if head := self._head_name(start):
                return head
        return self.named_before(end)

    def _noun_of_clause(self, cue: Cue) -> tuple[Mention, ...]:
        """The first noun of a cue's clause, where no verb and no comma stands between."""
        start = self.clause_start(cue)
        between = self.doc[start : cue.start]
        if len(between) > 12 or any(finite(t) or t.text == "," for t in between):
            return ()
        head = next((t for t in between if t.pos_ in NOMINAL), None)
        if head is None or self._follows_preposition(head.i) or not self._animate(head):
            return ()
        return self._texts([head])

    def _finite_between(self, name: Name, cue: Cue) -> bool:
        """A verb of its own between the name and the cue, but for relative clauses."""
        between = self.doc[name.end : cue.start]
        if any(_relative(t) for t in between):
            return False
        return any(finite(t) and not self.speech.inside(t.i) for t in between)

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

    def _passive(self, verb: Token, *, inverted: bool) -> bool:
        """Passive by its auxiliary, also where the parser takes it for one of tense."""
        helper = any(
            c.dep_ == "aux" and c.lemma_.lower() in self.speech.words.passive for c in verb.children
        )
        if helper and _participle(verb) and not any("expl" in c.dep_ for c in verb.children):
            return True
        marked = any(c.dep_ in PASSIVE for c in verb.children)
        loose = not inverted and not spoken(verb) and verb.dep_ in {"acl", "amod"}
        return marked or (loose and _participle(verb))

    # Phrases

    def _may_head(self, token: Token) -> bool:
        if token.i in self.mentions.at or token.pos_ in NOMINAL:
            return True
        return token.pos_ == "PRON" and not _relative(token)

    def _carried(self, token: Token) -> Mention | None:
        """The name in apposition to a noun: "the mayor of Turin, Anna Rossi", "the Unite union"."""
        noun = self.mentions.catalogue.noun(token.lower_, token.lang_)
        group = noun is not None and noun.type == "organization"
        end = self._phrase_end(token)
        for name in self.mentions.names:
            if not token.i - 4 <= name.start < end or name.type not in AGENTS:
                continue
            head = self.doc[name.start : name.end].root
            if not (head.head.i == token.i or token.i < name.start):
                continue
            if name.type == "person" and token.i < name.start and self._apposed(token, name):
                return self.mentions.mention(head, SPEAKERS)
            if name.type != "person" and group and self._beside_noun(token, name):
                return self.mentions.mention(head, SPEAKERS)
        return None

    def _named_apposition(self, token: Token) -> Mention | None:
        """The name before a noun that is apposed to it: "Cepa, the employers' federation"."""
        left = token.left_edge.i
        if left < 2 or self.doc[left - 1].text != "," or token.pos_ != "NOUN":
            return None
        last = left - 2
        if self.doc[last].text == ")":
            while last > 0 and self.doc[last + 1].text != "(":
                last -= 1
        name = self.mentions.at.get(last)
        if name is not None and self._follows_preposition(name.start):
            return None
        if name is not None:
            return self.mentions.mention(self.doc[last], SPEAKERS) if name.type in AGENTS else None
        unknown = self.doc[last].pos_ == "PROPN" and (last == 0 or self.doc[last - 1].is_punct)
        return self.mentions.text(self.doc[last : last + 1]) if unknown else None

    def _apposed(self, token: Token, name: Name) -> bool:
        return not self._follows_preposition(name.start) and not any(
            t.pos_ == "CCONJ" or finite(t) or self.speech.inside(t.i)
            for t in self.doc[token.i : name.start]
        )

    def _beside_noun(self, token: Token, name: Name) -> bool:
        before = self.doc[name.start - 1] if name.start > 0 else None
        if name.end == token.i:
            return True
        if before is not None and before.text == "," and self._apposed(token, name):
            return self.doc[name.end : name.end + 1].text == ","
        return name.start == token.i + 1 and self.doc[name.start].dep_ != "nmod:poss"

    def _phrase_end(self, token: Token) -> int:
        """Where the phrase of a noun ends, with what is apposed to it, before any clause."""
        end = token.i + 1
        stretch = self.speech.stretch_at[token.i]
        commas = 0
        while end < min(stretch.end, token.i + 16):
            word = self.doc[end]
            commas += word.text == ","
            if self.speech.inside(end) or word.text in BREAKS or commas > 1 or finite(word):
                break
            if _relative(word):
                break
            end += 1
        return end

    def _definite(self, token: Token) -> Mention | None:
        """The name that "the carmaker", "la società" or "the mayor" refers back to."""
        if self.speech.words.listed(token, "document"):
            return None
        found = self.mentions.mention(token, SPEAKERS)
        return found if found is not None and not self._has_attribute(token) else None

    def _has_attribute(self, token: Token) -> bool:
        """Somebody of his own: "the spokesman for Ford"."""
        return any(c.dep_ in {"nmod", "acl:relcl"} and c.i > token.i for c in token.children)

    def _text(self, token: Token) -> Mention | None:
        if self._is_document(token):
            return None
        span = self.graph.phrase(token)
        inside = [t for t in span if self.speech.inside(t.i)]
        return None if inside else self.mentions.text(span)

    def _is_document(self, token: Token) -> bool:
        return token.i not in self.mentions.at and self.speech.words.listed(token, "document")

    def _owner(self, head: Token) -> tuple[Mention, ...]:
        """What an organisation itself declares, it says: "according to Fiat's announcement"."""
        if not self.speech.words.listed(head, "statement"):
            return ()
        owners = [*self.graph.find(head, "possessor"), *self.graph.find(head, "nominal")]
        return self._named([o for o in owners if o.i in self.mentions.at][:1])

    # Who is not named

    def _pronoun(self, token: Token) -> Mention | None:
        if _relative(token) or token.pos_ != "PRON":
            return None
        if any(c.dep_ == "nmod" for c in token.children):
            demonstrative = "Dem" in token.morph.get("PronType", [])
            return None if demonstrative else self.mentions.text(self.graph.phrase(token))
        gender = self.speech.words.pronouns.get(token.lower_)
        if gender is not None:
            person = self._recent_person(token.i, gender)
            if person is not None:
                return Mention(
                    person.value, token.text, token.idx, token.idx + len(token), person.entity
                )
        return self.mentions.mention(token, SPEAKERS)

    def _recent_person(self, i: int, gender: str) -> Mention | None:
        """The person of a gender who spoke or was a subject last."""
        spoke = next(
            (
                (at, m)
                for at, speakers in reversed(self._spoke)
                for m in speakers[:1]
                if at < i and self._is_person(m, gender)
            ),
            None,
        )
        name = self._last_subject(i, frozenset({"person"}), gender)
        if spoke is not None and i - spoke[0] <= RECENT and (not name or name.start <= spoke[0]):
            return spoke[1]
        return Mention(name.value, entity=name.entity) if name else None

    def _is_person(self, mention: Mention, gender: str) -> bool:
        value = str(mention.value)
        known = self.mentions.catalogue.gender_of_given(value.partition(" ")[0])
        named = any(n.value == value and n.type == "person" for n in self.mentions.names)
        return named and (not gender or known in {None, gender})

    def _last_subject(self, i: int, types: frozenset[str], gender: str = "") -> Name | None:
        """The name that was a subject last before a token, outside quotations."""
        for name in reversed(self.mentions.names):
            if name.start >= i or name.type not in types or self.speech.inside(name.start):
                continue
            if i - name.start > RECENT:
                return None
            known = self.mentions.catalogue.gender_of_given(name.value.split()[0])
            if gender and name.type == "person" and known not in {None, gender}:
                continue
            root = self.doc[name.start : name.end].root
            if root.dep_ in SUBJECTS or (root.head.dep_ in SUBJECTS and root.dep_ in _APPOSED):
                return name
        return None

    def _unexpressed(self, cue: Cue) -> tuple[Mention, ...]:
        """The speaker of a verb without a subject: of its head verb, or who spoke or acted last."""
        if self.graph.find(cue.token, "subject") and not self.opens(cue):
            return ()
        stretch = self.speech.stretch_at[cue.i]
        participle = not spoken(cue.token)
        if participle or cue.token.dep_ == "conj":
            last = self.last(cue.i, cue.i - stretch.start)
            if last:
                return last
        if participle or not self.mentions.drops_subjects:
            return ()
        several = "Plur" in cue.token.morph.get("Number", [])
        if several:
            last = self.last(cue.i)
            return last if len(last) > 1 else ()
        name = self._last_subject(cue.i, AGENTS)
        spoke = [at for at, _ in self._spoke if at < cue.i]
        if spoke and (name is None or name.start <= spoke[-1]):
            return self.last(cue.i)
        return (Mention(name.value, entity=name.entity),) if name else ()


_APPOSED = frozenset({"appos", "flat", "compound", "nmod"})


def _relative(token: Token) -> bool:
    return token.pos_ in {"PRON", "DET", "ADV", "SCONJ"} and "Rel" in token.morph.get(
        "PronType", []
    )


def _participle(verb: Token) -> bool:
    return "Part" in verb.morph.get("VerbForm", []) and "Pres" not in verb.morph.get("Tense", [])


def _absent(mention: Mention) -> Mention:
    return Mention(mention.value, entity=mention.entity)


def _once(mentions: Iterable[Mention]) -> tuple[Mention, ...]:
    """Drop repeats: the same name, or the same text."""
    found: dict[str, Mention] = {}
    for mention in mentions:
        found.setdefault(mention.entity or str(mention.value), mention)
    return tuple(found.values())

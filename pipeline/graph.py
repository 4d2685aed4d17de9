"""Basic Universal Dependencies tree → enriched argument graph.

The alternations of the language live here, so that no rule has to name them: passive and active,
relative clauses and participles, control, coordination, light verbs. The known set is that of
enhanced UD (Schuster and Manning 2016), PredPatt and PyBART.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from spacy.tokens import Doc, Span, Token

#: UD relation → the name that rules use
RELATIONS = {
    "nsubj": "subject",
    "nsubj:pass": "object",
    "csubj": "subject",
    "obj": "object",
    "iobj": "recipient",
    "obl": "oblique",
    "obl:agent": "subject",
    "nmod": "nominal",
    "nmod:poss": "possessor",
    "det:poss": "possessor",
    "appos": "apposition",
    "amod": "modifier",
    "compound": "compound",
    "flat": "flat",
    "nummod": "number",
    "xcomp": "complement",
    "ccomp": "complement",
    "advcl": "adverbial",
    "advmod": "adverb",
    "acl": "clause",
    "acl:relcl": "clause",
    "parataxis": "parataxis",
}
SHARED = frozenset({"subject", "object", "recipient", "oblique", "nominal", "possessor"})
CONTROL = frozenset({"xcomp", "ccomp", "advcl", "acl"})
#: relations that do not belong to the phrase of the noun they hang on
LOOSE = frozenset(
    {
        *("acl:relcl", "appos", "conj", "cc", "parataxis", "punct", "advcl", "cop", "nsubj", "aux"),
        *("mark", "nsubj:pass", "dep", "discourse", "ccomp"),
    }
)
#: relations inside a name
INSIDE = frozenset({"flat", "flat:name", "flat:foreign", "compound", "nummod", "amod", "fixed"})
EDGE = frozenset({"det", "case", "cc", "mark", "det:predet"})
CLAUSE = frozenset({"VERB", "AUX"})


@dataclass(frozen=True, slots=True)
class Arg:
    """An argument of a token: its relation, its preposition ("" where none) and its head token."""

    relation: str
    case: str
    token: Token


class Graph:
    """The arguments of every token of a parsed `Doc`; `tables` are those of its language.

    `names` are spans of names: where they are listed, they share the first one's relations.
    """

    def __init__(self, doc: Doc, tables: Mapping[str, Any], names: Iterable[Span] = ()) -> None:
        self.doc = doc
        self._names = sorted(names, key=lambda span: span.start)
        self._where = frozenset(tables.get("graph", {}).get("locative", ()))
        self._of = frozenset(tables.get("graph", {}).get("genitive", ()))
        self._fused: Mapping[str, str] = tables.get("graph", {}).get("prepositions", {})
        self._light = frozenset(tables.get("graph", {}).get("light_verbs", ()))
        self._passive = frozenset(tables.get("graph", {}).get("passive", ()))
        self._by = frozenset(tables.get("graph", {}).get("agent", ()))
        self._times = frozenset(tables.get("graph", {}).get("times", ()))
        self._amounts = frozenset(tables.get("graph", {}).get("quantities", ()))
        self._members = frozenset(tables.get("graph", {}).get("members", ()))
        self._with = frozenset(tables.get("graph", {}).get("company", ()))
        self._joining = frozenset(tables.get("graph", {}).get("company_verbs", ()))
        self._args: dict[int, list[Arg]] = defaultdict(list)
        self._heads: dict[int, list[int]] = defaultdict(list)  # argument → the heads it was given
        for step in (
            *(self._basic, self._clauses, self._coordinate, self._series, self._company),
            *(self._control, self._chain, self._control, self._lighten),
        ):
            step()

    def args(self, token: Token) -> tuple[Arg, ...]:
        """Return the arguments of a token, in the order they were found."""
        return tuple(self._args.get(token.i, ()))

    def find(self, token: Token, relation: str, cases: frozenset[str] = frozenset()) -> list[Token]:
        """Return the tokens in a relation to `token`, with one of `cases` where any are given."""
        return [
            arg.token
            for arg in self._args.get(token.i, ())
            if arg.relation == relation and (not cases or arg.case in cases)
        ]

    def around(self, token: Token, cases: frozenset[str] = frozenset()) -> list[Token]:
        """Return what hangs on a word by a preposition, or on its object: parsers mix them up."""
        below = [t for name in ("object", "complement", "nominal") for t in self.find(token, name)]
        own = [t for name in ("oblique", "nominal") for t in self.find(token, name, cases)]
        found = [*own, *(t for b in below for t in self.find(b, "nominal", cases))]
        return list({t.i: t for t in found}.values())

    def predicate(self, token: Token) -> Token | None:
        """Return the nearest token above that heads a clause, or None at the root."""
        for above in token.ancestors:
            if above.pos_ in CLAUSE or self.find(above, "subject"):
                return above
        return None

    def is_passive(self, token: Token) -> bool:
        """Tell whether a verb form is passive: by its auxiliary, its subject or its participle."""
        if any(child.dep_ in {"aux:pass", "nsubj:pass", "expl:pass"} for child in token.children):
            return True
        if any(c.dep_ == "aux" and c.lower_ in self._passive for c in token.children):
            return "Ger" not in token.morph.get("VerbForm", [])  # "has been made", "è stato fatto"
        past = "Part" in token.morph.get("VerbForm", []) and "Pres" not in token.morph.get(
            "Tense", []
        )
        helped = any(child.dep_ == "aux" for child in token.children)  # "having sold", "ha venduto"
        return past and not helped and token.dep_ in {"acl", "amod", "advcl"}

    def case(self, token: Token) -> str:
        """Return the preposition of a token, multiword ones joined by spaces, "" where none."""
        for child in token.children:
            if child.dep_ == "case" and child.i < token.i:
                words = [child, *(c for c in child.children if c.dep_ == "fixed")]
                return " ".join(self.plain(w) for w in sorted(words, key=lambda w: w.i))
        return ""

    def lead(self, token: Token) -> str:
        """Return the preposition before the phrase or name a token stands in, "" where none."""
        head = token
        while head.dep_ in INSIDE and head.head.i != head.i and not self.case(head):
            head = head.head
        return self.case(head)

    def plain(self, token: Token) -> str:
        """Return a word in lower case, a fused preposition without its article ("della" → "di")."""
        lower = token.lower_.replace("’", "'")
        return self._fused.get(lower, lower)

    def phrase(self, token: Token, *, bare: bool = False) -> Span:
        """Return the noun phrase a token heads, without outer article, clauses and coordination.

        `bare`: without participles, infinitives and "such as …" too.
        """
        start = end = token.i
        for child in sorted(token.children, key=lambda c: abs(c.i - token.i)):
            if child.dep_ in LOOSE or (child.i < token.i and child.dep_ in EDGE):
                continue
            if bare and (child.dep_ == "acl" or self.case(child) in self._members):
                continue
            if child.i < token.i and child.right_edge.i == start - 1:
                start = child.left_edge.i
            elif child.i > token.i and child.left_edge.i == end + 1:
                end = child.right_edge.i
        while start < token.i and (
            self.doc[start].is_punct or self.doc[start].dep_ in EDGE or _own(self.doc[start])
        ):
            start += 1
        while end > token.i and (self.doc[end].is_punct or self.doc[end].is_space):
            end -= 1
        return self.doc[start : end + 1]

    def locates(self, token: Token) -> bool:
        """Tell whether a preposition of place stands before a word."""
        return self.case(token) in self._where

    def is_locative(self, token: Token | None) -> bool:
        """Tell whether a word is a preposition of place."""
        return token is not None and self.plain(token) in self._where

    def is_genitive(self, token: Token) -> bool:
        """Tell whether a word is the preposition that joins a noun to a noun."""
        return self.plain(token) in self._of

    def _add(self, head: Token, relation: str, token: Token, case: str = "") -> None:
        arg = Arg(relation, case, token)
        if head.i != token.i and arg not in self._args[head.i]:
            self._args[head.i].append(arg)
            self._heads[token.i].append(head.i)

    def _basic(self) -> None:
        for token in self.doc:
            relation = RELATIONS.get(token.dep_)
            if relation is None or token.head.i == token.i or _is_repeated(token):
                continue
            case = self.case(token)
            if relation == "oblique" and case in self._by and self.is_passive(token.head):
                relation = relation if self._is_time(token) else "subject"
            if relation == "oblique" and _is_late_subject(token):
                relation = "object" if self.is_passive(token.head) else "subject"
            if token.dep_ == "nsubj" and self.is_passive(token.head):
                relation = "object"  # the parse forgot that it is a passive
            if relation == "adverbial":  # the particle of an infinitive: "to", "per"
                case = next((self.plain(c) for c in token.children if c.dep_ == "mark"), case)
            self._add(token.head, relation, token, case)

    def _is_time(self, token: Token) -> bool:
        """Tell when from who: "closed by 2009", "chiuso da gennaio"."""
        year = token.pos_ == "NUM" and token.text.isdigit()
        return year or token.lower_ in self._times

    def _clauses(self) -> None:
        """Give relative and participial clauses their antecedent as an argument."""
        for verb in self.doc:
            if verb.dep_ not in {"acl", "acl:relcl"}:
                self._relative(verb)
                continue
            noun = verb.head
            pronouns = [a for a in self._args[verb.i] if "Rel" in a.token.morph.get("PronType", [])]
            if pronouns:
                for arg in pronouns:
                    self._args[verb.i].remove(arg)
                    self._add(verb, arg.relation, noun, arg.case)
            elif verb.dep_ == "acl" and "Part" not in verb.morph.get("VerbForm", []):
                if {"Ger", "Fin"} & set(verb.morph.get("VerbForm", [])):
                    self._add(verb, "subject", noun)
            elif verb.dep_ == "acl" and not self.is_passive(verb):
                self._add(verb, "subject", noun)
            elif not self.find(verb, "object"):
                self._add(verb, "object", noun)
            elif not self.find(verb, "subject"):
                self._add(verb, "subject", noun)

    def _relative(self, verb: Token) -> None:
        """Mend a relative clause that the parse hangs elsewhere: "Anna Neri, who will retire"."""
        for arg in self.args(verb):
            at = arg.token.i - 1
            if "Rel" not in arg.token.morph.get("PronType", []) or arg.case or at < 1:
                continue
            noun = self.doc[at - 1 if self.doc[at].text == "," else at]
            name = next((n for n in self._names if n.start <= noun.i < n.end), None)
            if noun.pos_ in {"NOUN", "PROPN"} and noun.sent == verb.sent:
                self._args[verb.i].remove(arg)
                self._add(verb, arg.relation, name.root if name else noun)

    def _coordinate(self) -> None:
        """Let coordinated nouns share their relation, and coordinated verbs their subject."""
        for token in self.doc:
            if token.dep_ != "conj" or token.head.i == token.i:
                continue
            for head, arg in list(self._heads_of(self._first(token))):
                self._add(head, arg.relation, token, self.case(token) or arg.case)
        self._chain()

    def _chain(self) -> None:
        """Let coordinated verbs share their subject."""
        for token in self.doc:
            first = token.head
            if token.dep_ != "conj" or token.pos_ not in CLAUSE or first.pos_ not in CLAUSE:
                continue
            for thing in self.find(token, "object") if self._adjoined(first, token) else ():
                self._add(first, "object", thing)
            wanted = "object" if self.is_passive(token) else "subject"
            if self.find(token, "subject") or self.find(token, wanted):
                continue
            shared = "object" if self.is_passive(first) else "subject"
            for subject in self.find(first, shared):
                if subject.i != token.i and not self._below(subject, token):
                    self._add(token, wanted, subject)

    def _adjoined(self, one: Token, two: Token) -> bool:
        """Tell whether two verbs share what follows: "meet or even exceed its targets"."""
        between = self.doc[one.i + 1 : two.i]
        bare = all(t.pos_ in {"CCONJ", "ADV"} for t in between)
        return bare and not self.is_passive(two) and not self.find(one, "object")

    def _first(self, token: Token) -> Token:
        """Return what a conjunct is joined to: its head, or the name in a series right before it.

        Parsers hang the later names of "meetings with Ford, Fiat and Opel" on "meetings".
        """
        first = token.head
        if not _is_name(token) or _is_name(first):
            return first
        i = token.left_edge.i - 1
        while i > first.i and (self.doc[i].is_punct or self.doc[i].dep_ in EDGE):
            i -= 1
        before = self.doc[i]
        while before.i not in {first.i, before.head.i}:
            if _is_name(before) and self._heads[before.i]:
                return before
            before = before.head
        return first

    def _series(self) -> None:
        """Let listed names share the relations of the first: "with Ford, Fiat (Italy) and Opel"."""
        series: list[Span] = []
        closed = False
        for name in self._names:
            if series and self._is_aside(series[-1], name):
                continue
            gap = self._gap(series[-1], name) if series else None
            if gap is None or closed:
                series, closed = [name], False
                continue
            series.append(name)
            if gap == "and":
                closed = True
                for head, arg in list(self._heads_of(series[0].root)):
                    for other in series[1:]:
                        self._add(head, arg.relation, other.root, arg.case)

    def _is_aside(self, one: Span, two: Span) -> bool:
        """Tell whether the second of two names stands in brackets behind the first."""
        between = [t.text for t in self.doc[one.end : two.start]]
        return between.count("(") > between.count(")")

    def _gap(self, one: Span, two: Span) -> str | None:
        """Return "," or "and" for what parts two names of a list, None where they are in none."""
        words: list[Token] = []
        depth = 0
        for token in self.doc[one.end : two.start]:
            depth += {"(": 1, ")": -1}.get(token.text, 0)
            part = token.dep_ in {"det", "case"} or token.text == ")" or token.text[0].isupper()
            if depth == 0 and not part:
                words.append(token)
        if depth or not words or one.sent != two.sent or len(words) > 2:
            return None
        if words[-1].pos_ == "CCONJ" and all(w.text == "," for w in words[:-1]):
            return "and"
        return "," if [w.text for w in words] == [","] else None

    def _company(self) -> None:
        """Let those who come along share the relation of those they come with.

        So do the members of a group ("partners such as Ford") and what is counted ("a number of").
        """
        for verb in self.doc:
            if verb.lemma_.lower() in self._joining and self.is_passive(verb):
                for head, arg in [a for o in self.find(verb, "object") for a in self._heads_of(o)]:
                    for other in self.find(verb, "subject") if head.i != verb.i else ():
                        self._add(head, arg.relation, other, arg.case)
            for arg in self.args(verb):
                if arg.relation == "oblique" and arg.case in self._with:
                    self._add(verb, "subject", arg.token, arg.case)
                counted = verb.lemma_.lower() in self._amounts and arg.case in {"of", "di"}
                if arg.relation == "nominal" and (arg.case in self._members or counted):
                    for head, whole in list(self._heads_of(verb)):
                        self._add(head, whole.relation, arg.token, whole.case)

    def _heads_of(self, token: Token) -> Iterator[tuple[Token, Arg]]:
        for head in self._heads[token.i]:
            for arg in self._args[head]:
                if arg.token.i == token.i and arg.relation in SHARED:
                    yield self.doc[head], arg

    def _control(self) -> None:
        """Let infinitives, gerunds and adverbial clauses inherit the subject above them."""
        for verb in self.doc:
            state = any(child.dep_ == "cop" for child in verb.children)  # "to be in touch"
            if verb.dep_ not in CONTROL or (verb.pos_ not in CLAUSE and not state):
                continue
            passive = self.is_passive(verb)
            wanted = "object" if passive else "subject"
            finite = "Fin" in verb.morph.get("VerbForm", [])
            if self.find(verb, wanted) or (finite and verb.dep_ != "xcomp"):
                continue
            above = verb.head if verb.dep_ != "acl" else self.predicate(verb)
            if above is None or (verb.dep_ == "acl" and passive):
                continue
            persons = self.find(above, "recipient") if verb.dep_ in {"xcomp", "ccomp"} else []
            objects = self.find(above, "object") if verb.dep_ == "xcomp" else []
            for subject in objects or self.find(above, "subject") or persons:
                if not self._below(subject, verb):
                    self._add(verb, wanted, subject)

    def _lighten(self) -> None:
        """Give the noun of a light verb the verb's subject and obliques ("reach an agreement")."""
        for verb in self.doc:
            if verb.lemma_.lower() not in self._light and verb.lower_ not in self._light:
                continue
            for noun in self.find(verb, "object"):
                for arg in self.args(verb):
                    if arg.relation in {"subject", "oblique", "recipient"}:
                        self._add(noun, arg.relation, arg.token, arg.case)

    @staticmethod
    def _below(token: Token, verb: Token) -> bool:
        return token.i == verb.i or bool(verb.is_ancestor(token))


def _is_name(token: Token) -> bool:
    cased = token.text[0].isupper() and not token.is_sent_start and token.pos_ in {"NOUN", "X"}
    return bool(token.pos_ == "PROPN" or cased)


def _is_late_subject(token: Token) -> bool:
    """Tell whether a name behind a verb without a subject is one: "Debutta al Salone la Panda"."""
    edges = [child.dep_ for child in token.children if child.i < token.i]
    taken = {"nsubj", "nsubj:pass", "obj"} & {other.dep_ for other in token.head.children}
    named = token.pos_ == "PROPN" and "det" in edges and "case" not in edges
    return named and token.i > token.head.i and token.head.pos_ == "VERB" and not taken


def _is_repeated(token: Token) -> bool:
    """Tell whether a title has the relation of the name right behind it: a second subject."""
    after = token.right_edge.i + 1
    return token.pos_ == "NOUN" and any(
        other.dep_ == token.dep_ and other.left_edge.i == other.i == after and _is_name(other)
        for other in token.head.children
        if token.dep_ in {"nsubj", "nsubj:pass", "obj"}
    )


def _own(token: Token) -> bool:
    """Tell whether a word is a possessive that stands where an article would: "its plant"."""
    return token.dep_ == "nmod:poss" and token.pos_ == "PRON"

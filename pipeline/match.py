"""Rules against a reading: anchor words with paths, and flat patterns → candidates for facts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

from spacy.tokens import Span, Token

from . import patterns
from .facts import Amount, Kind, Mention
from .grammar import Grammar, Rule, Step, Way, Words
from .wordlist import WordList
from .reading import AMOUNTS, DATES, Reading

#: steps that look for the nearest mention in the sentence instead of following the tree
NEARBY = frozenset({"near", "left", "right", "within", "salient"})
#: such a mention is no further away than this
WINDOW = 25


@dataclass(frozen=True)
class Candidate:
    """A fact in the making: its rule, the token it hangs on, its roles and how sure its paths are."""

    rule: Rule
    anchor: Token
    roles: Mapping[str, tuple[Mention, ...]]
    rank: int = 0  # the sum of the positions of the paths taken: small is sure

    @property
    def sent(self) -> Span:
        """The sentence that states it."""
        return self.anchor.sent

    def distance(self, mention: Mention) -> int:
        """Characters between the anchor and a mention."""
        start = mention.start if mention.start is not None else self.anchor.idx
        return abs(start - self.anchor.idx)


@dataclass
class Matcher:
    """Applies the rules of one language."""

    grammar: Grammar
    lang: str
    _lists: dict[int, WordList] = field(default_factory=dict)

    def match(self, reading: Reading) -> Iterator[Candidate]:
        """Yield the candidates of every rule, sentence by sentence, in the order of the rules."""
        for sent in reading.doc.sents:
            for token in sent:
                for rule, words in self._anchored(token):
                    candidate = self._by_paths(reading, rule, words, token)
                    if candidate is not None:
                        yield candidate
            yield from self._by_patterns(reading, sent)

    @cached_property
    def _by_anchor(self) -> list[tuple[Rule, Words, WordList]]:
        return [
            (rule, words, self.list_of(words))
            for rule in self.grammar.rules
            for words in rule.anchor
        ]

    def list_of(self, words: Words) -> WordList:
        """Return the matcher of a word list in this language, made once."""
        if id(words) not in self._lists:
            self._lists[id(words)] = WordList(words.lemmas[self.lang])
        return self._lists[id(words)]

    def _anchored(self, token: Token) -> Iterator[tuple[Rule, Words]]:
        if token.is_punct or token.is_space:
            return
        for rule, words, listed in self._by_anchor:
            if (not rule.pos or token.pos_ in rule.pos) and token in listed:
                yield rule, words

    def _by_paths(
        self, reading: Reading, rule: Rule, words: Words, anchor: Token
    ) -> Candidate | None:
        kind = self.grammar.kinds[rule.kind]
        walker = _Walker(self, reading, rule, words, kind)
        roles: dict[str, tuple[Mention, ...]] = dict(_fixed(rule, words.value))
        rank = 0
        for role in kind.roles:
            if role not in rule.paths:
                continue
            place, mentions = walker.fill(anchor, role)
            if mentions:
                roles[role] = mentions
                rank += place
            elif role in kind.key:
                return None
        complete = self._complete(kind, roles)
        return Candidate(rule, anchor, _without_repeats(kind, roles), rank) if complete else None

    def _complete(self, kind: Kind, roles: Mapping[str, Sequence[Mention]]) -> bool:
        one_of = self.grammar.options[kind.name].get("one_of", ())
        return all(key in roles for key in kind.key) and (
            not one_of or any(role in roles for role in one_of)
        )

    def _by_patterns(self, reading: Reading, sent: Span) -> Iterator[Candidate]:
        flat = [rule for rule in self.grammar.rules if rule.pattern]
        if not flat:
            return
        units = reading.units(sent)
        for rule in flat:
            kind = self.grammar.kinds[rule.kind]
            for match in patterns.find(rule.pattern or "", units):
                roles: dict[str, tuple[Mention, ...]] = dict(_fixed(rule, ""))
                for role, found in match.items():
                    mentions = [m for unit in found for m in _of_unit(reading, kind, role, unit)]
                    if mentions:
                        roles[role] = tuple(mentions)
                if self._complete(kind, roles):
                    first = min(unit.start for found in match.values() for unit in found)
                    yield Candidate(rule, reading.doc[first], roles)


@dataclass
class _Walker:
    """Fills the roles of one rule from one anchor."""

    matcher: Matcher
    reading: Reading
    rule: Rule
    words: Words
    kind: Kind

    def fill(self, anchor: Token, role: str) -> tuple[int, tuple[Mention, ...]]:
        """Return the position of the first path that gives mentions, and these."""
        limits = (*self.rule.where.get(role, ()), *self.words.where.get(role, ()))
        types = self.kind.roles[role]
        for place, ways in enumerate(self.rule.paths[role]):
            mentions = [m for way in ways for m in self._walk(anchor, way, types, limits)]
            if mentions:
                return place, tuple(dict.fromkeys(mentions))
        return 0, ()

    def _walk(
        self, anchor: Token, way: Way, types: Sequence[str], limits: Sequence[str]
    ) -> list[Mention]:
        *walk, last = way
        heads = [anchor]
        for step in walk:
            heads = [token for head in heads for token in self._step(head, step)]
        return [m for head in heads for m in self._last(head, last, types, limits)]

    def _last(
        self, head: Token, step: Step, types: Sequence[str], limits: Sequence[str]
    ) -> list[Mention]:
        if step.name in NEARBY:
            return self._nearby(head, step.name, types, limits)
        found = []
        for token in self._step(head, step):
            for mention in self.reading.fill(token, types, limits):
                if self._allowed(token, mention, limits):
                    found.append(mention)
        if not found and step.name == "subject" and not self.reading.graph.find(head, "subject"):
            return self._unexpressed(head, types)
        return found

    def _unexpressed(self, verb: Token, types: Sequence[str]) -> list[Mention]:
        """The subject that a finite verb of a pro-drop language leaves out."""
        if "Fin" not in verb.morph.get("VerbForm", []) and not any(
            "Fin" in c.morph.get("VerbForm", []) for c in verb.children if c.dep_ == "aux"
        ):
            return []
        if not self.reading.mentions.drops_subjects or self.reading.graph.is_passive(verb):
            return []
        implicit = self.reading.mentions.implicit(verb, types)
        return [implicit] if implicit else []

    def _step(self, token: Token, step: Step) -> list[Token]:
        if step.name == "self":
            return [token]
        if step.name == "head":
            return [token.head] if token.head.i != token.i else []
        if step.name == "up":
            above = self.reading.graph.predicate(token)
            return [above] if above is not None else []
        return self.reading.graph.find(token, step.name, step.cases)

    def _allowed(self, token: Token, mention: Mention, limits: Sequence[str]) -> bool:
        """A limit names a word list that the head must be in, or with a minus must not be in."""
        if isinstance(mention.value, Amount):
            return True
        lists = self.matcher.grammar.words[self.rule.kind]
        wanted = [name for name in limits if name in lists]
        barred = [name[1:] for name in limits if name.startswith("-")]
        phrase = self.reading.graph.phrase(token) if limits else ()
        heads = [t for t in phrase] or [token]
        if any(token in self.matcher.list_of(lists[name]) for name in barred if name in lists):
            return False
        return not wanted or any(
            t in self.matcher.list_of(lists[name]) for name in wanted for t in heads
        )

    def _nearby(
        self, head: Token, step: str, types: Sequence[str], limits: Sequence[str]
    ) -> list[Mention]:
        if step == "salient":
            implicit = self.reading.mentions.implicit(head, types)
            return [implicit] if implicit else []
        tokens: Iterable[Token] = head.subtree if step == "within" else head.sent
        near = sorted(
            (t for t in tokens if self._in_reach(head, t, step)), key=lambda t: abs(t.i - head.i)
        )
        strict = [t for t in types if t != "text"]
        for token in near:
            value = self.reading.at.get(token.i)
            if "amount" in types or "date" in types:
                wanted = AMOUNTS if "amount" in types else DATES
                if value is None or value.type not in wanted:
                    continue
            elif token.i not in self.reading.mentions.at:
                continue
            found = self.reading.fill(token, strict, limits)
            if found:
                return found
        return []

    @staticmethod
    def _in_reach(head: Token, token: Token, step: str) -> bool:
        if step == "left" and token.i > head.i or step == "right" and token.i < head.i:
            return False
        return abs(token.i - head.i) <= WINDOW


def _fixed(rule: Rule, own: str) -> Iterator[tuple[str, tuple[Mention, ...]]]:
    for role, value in rule.set.items():
        yield role, (Mention(own if value == "=" else value),)


def _of_unit(reading: Reading, kind: Kind, role: str, unit: patterns.Unit) -> list[Mention]:
    span = reading.doc[unit.start : unit.end]
    types = kind.roles[role]
    if unit.type in {"title", "word"}:
        return [reading.mentions.text(span)]
    return reading.fill(reading.doc[unit.start], types, ()) or [reading.mentions.text(span)]


def _without_repeats(
    kind: Kind, roles: Mapping[str, tuple[Mention, ...]]
) -> Mapping[str, tuple[Mention, ...]]:
    """A mention stands in one role: the first of the kind's that took its characters."""
    taken: set[tuple[int, int]] = set()
    kept: dict[str, tuple[Mention, ...]] = {}
    for role in sorted(roles, key=lambda r: (r not in kind.key, list(kind.roles).index(r))):
        mentions = tuple(
            m
            for m in roles[role]
            if m.start is None or m.end is None or (m.start, m.end) not in taken
        )
        taken.update(
            (m.start, m.end) for m in mentions if m.start is not None and m.end is not None
        )
        if mentions or role in kind.key:
            kept[role] = mentions or roles[role]
    return kept


def split(candidate: Candidate, role: str) -> list[Candidate]:
    """One candidate for each mention of a role that a fact holds once."""
    return [
        replace(candidate, roles={**candidate.roles, role: (mention,)})
        for mention in candidate.roles.get(role, ())
    ] or [candidate]

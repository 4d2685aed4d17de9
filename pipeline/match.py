"""Rules against a reading: anchor words with paths, and flat patterns → candidates for facts."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import combinations
from operator import itemgetter

from spacy.tokens import Span, Token

from . import patterns
from .facts import Amount, Kind, Mention
from .grammar import Grammar, Rule, Step, Way, Words
from .reading import AGENTS, AMOUNTS, DATES, PUBLIC, Reading, is_work
from .wordlist import WordList, forms_of

#: steps that look for the nearest mention in the sentence instead of following the tree
NEARBY = frozenset({"here", "near", "left", "right", "within", "salient", "sentence", "topic"})
#: what "@public" stands for in a limit
PUBLIC_ACTORS = PUBLIC | {"place"}
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
class _Before:
    """What the article has said so far: the last candidate of each kind, and the last parties."""

    kinds: dict[str, Candidate] = field(default_factory=dict)
    sides: tuple[Mention, ...] = ()

    def add(self, candidate: Candidate, kind: Kind) -> None:
        """Remember a candidate, and its parties where they are several."""
        self.kinds[kind.name] = candidate
        parties = candidate.roles.get(kind.key[0], ())
        if len(parties) > 1 and AGENTS <= set(kind.roles[kind.key[0]]):
            self.sides = parties

    def again(self, mention: Mention) -> Mention:
        """Give the parties of before their full form: "the unions" are "the metal unions"."""
        short = f" {mention.value}".lower()
        full = (m for m in self.sides if m.entity is None and mention.entity is None)
        whole = next((m for m in full if str(m.value).lower().endswith(short)), None)
        return replace(mention, value=whole.value) if whole else mention


@dataclass
class Matcher:
    """Applies the rules of one language."""

    grammar: Grammar
    lang: str
    _lists: dict[int, WordList] = field(default_factory=dict)

    def match(self, reading: Reading) -> Iterator[Candidate]:
        """Yield the candidates of every rule, sentence by sentence, in the order of the rules."""
        latest = _Before()
        for sent in reading.doc.sents:
            anchors = [(*found, token) for token in sent for found in self._anchored(token)]
            done: set[tuple[str, int]] = set()
            for rule, words, token in (*anchors, *self._named(reading, sent)):
                if (rule.kind, token.i) in done:
                    continue
                head = token if words.type else self.list_of(words).head(token)
                candidate = self._by_paths(reading, rule, words, head, latest)
                if candidate is not None:
                    done.update(self._spent(rule, words, token))
                    latest.add(candidate, self.grammar.kinds[rule.kind])
                    yield candidate
            yield from self._by_patterns(reading, sent)

    def _spent(self, rule: Rule, words: Words, anchor: Token) -> Iterator[tuple[str, int]]:
        """The tokens that anchor no more of a kind that takes a single fact from a word."""
        if self.grammar.options[rule.kind].get("single") and not words.type:
            term = self.list_of(words).find(anchor) or ""
            yield from ((rule.kind, anchor.i + n) for n in range(len(term.split())))

    @cached_property
    def _by_anchor(self) -> dict[str, dict[int, tuple[Rule, Words, WordList]]]:
        """The rules by the first words of their anchors: few rules are tried at a token."""
        index: dict[str, dict[int, tuple[Rule, Words, WordList]]] = defaultdict(dict)
        anchored = ((rule, words) for rule in self.grammar.rules for words in rule.anchor)
        for order, (rule, words) in enumerate(anchored):
            if not words.type:
                for first in self.list_of(words).firsts:
                    index[first][order] = (rule, words, self.list_of(words))
        return index

    def _named(self, reading: Reading, sent: Span) -> Iterator[tuple[Rule, Words, Token]]:
        """The names of a sentence that rules are anchored on by their type, by their heads."""
        names = [n for n in reading.mentions.names if sent.start <= n.start < sent.end]
        for rule in self.grammar.rules:
            for words in rule.anchor:
                for name in names if words.type else ():
                    if name.type == words.type:
                        yield rule, words, reading.doc[name.start : name.end].root

    def sides(self, kind: str) -> WordList | None:
        """The nouns ("the two sides") that a kind's list `sides` has for the parties before."""
        words = self.grammar.words[kind].get("sides")
        return self.list_of(words) if words is not None else None

    def list_of(self, words: Words) -> WordList:
        """Return the matcher of a word list in this language, made once."""
        if id(words) not in self._lists:
            self._lists[id(words)] = WordList(words.lemmas[self.lang])
        return self._lists[id(words)]

    def _anchored(self, token: Token) -> Iterator[tuple[Rule, Words]]:
        if token.is_punct or token.is_space:
            return
        tried: dict[int, tuple[Rule, Words, WordList]] = {}
        for form in forms_of(token):
            tried |= self._by_anchor.get(form, {})
        for _, (rule, words, listed) in sorted(tried.items(), key=itemgetter(0)):
            if token not in listed:
                continue
            fits_in = not rule.pos or {token.pos_, listed.head(token).pos_} & rule.pos
            if fits_in and not self._silenced(rule, token.sent):
                yield rule, words

    def _silenced(self, rule: Rule, sent: Span) -> bool:
        """Tell whether a word of the sentence says that a rule's anchor means something else."""
        return any(token in self.list_of(words) for words in rule.unless for token in sent)

    def _by_paths(
        self,
        reading: Reading,
        rule: Rule,
        words: Words,
        anchor: Token,
        latest: _Before | None = None,
    ) -> Candidate | None:
        kind = self.grammar.kinds[rule.kind]
        walker = _Walker(self, reading, rule, words, kind, latest or _Before())
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
        complete = self._complete(rule, roles)
        return Candidate(rule, anchor, _without_repeats(kind, roles), rank) if complete else None

    def _complete(self, rule: Rule, roles: Mapping[str, Sequence[Mention]]) -> bool:
        kind = self.grammar.kinds[rule.kind]
        one_of = self.grammar.options[rule.kind].get("one_of", ())
        return (
            all(role in roles for role in (*kind.key, *rule.needs))
            and not _circular([roles[role] for role in kind.key])
            and (not one_of or any(role in roles for role in one_of))
            and all(len(roles.get(role, ())) >= least for role, least in rule.least.items())
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
                if self._complete(rule, roles):
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
    before: _Before

    def fill(self, anchor: Token, role: str) -> tuple[int, tuple[Mention, ...]]:
        """Return the position of the first path that gives mentions, and these."""
        limits = (*self.rule.where.get(role, ()), *self.words.where.get(role, ()))
        types = self.kind.roles[role]
        for place, ways in enumerate(self.rule.paths[role]):
            mentions = self._joined(anchor, ways, types, limits, self._earlier(role))
            if "date" in types and self.matcher.grammar.options[self.kind.name].get("single"):
                mentions = sorted(mentions, key=lambda m: _gap(anchor, m))[:1]
            if mentions:
                return place, _distinct(mentions)
        return 0, ()

    def _earlier(self, role: str) -> list[Mention]:
        """What the fact of this kind before has in a role, as carried over: without its text."""
        latest = self.before.kinds.get(self.kind.name)
        return [_carried(m) for m in (latest.roles.get(role, ()) if latest is not None else ())]

    def _joined(
        self,
        anchor: Token,
        ways: Sequence[Way],
        types: Sequence[str],
        limits: Sequence[str],
        earlier: Sequence[Mention],
    ) -> list[Mention]:
        """What ways give together; nothing where one that must give something does not."""
        found: list[Mention] = []
        for way in ways:
            if way[0].need in {"!", "?"}:
                if bool(self._ends(anchor, way)) == (way[0].need == "!"):
                    return []
                continue
            old = way[0].name == "earlier"
            mentions = list(earlier) if old else self._walk(anchor, way, types, limits)
            if way[0].need == "&" and not mentions:
                return []
            found += mentions
        return found

    def _ends(self, anchor: Token, way: Way) -> list[Token]:
        heads = [anchor]
        for step in way:
            heads = [token for head in heads for token in self._step(head, step)]
        return heads

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
            return self._nearby(head, step.name, types, limits, step.cases)
        if step.name == "maker":
            maker = self.reading.mentions.maker(head)
            return [maker] if maker else []
        found: list[Mention] = []
        sides = self.matcher.sides(self.kind.name)
        for token in self._step(head, step):
            if sides is not None and token in sides and set(types) >= AGENTS:
                found += [_carried(m) for m in self.before.sides]
                continue
            if self._is_counted(token, types):
                continue
            for mention in self.reading.fill(token, types, limits):
                if self._allowed(token, mention, limits):
                    found.append(self.before.again(mention))
        if not found and step.name == "subject" and not self.reading.graph.find(head, "subject"):
            return [m for m in self._unexpressed(head, types) if self._acts(m, limits)]
        return found

    def _is_counted(self, token: Token, types: Sequence[str]) -> bool:
        """The "400 workers" of a measured quantity are no party to it."""
        value = self.reading.at.get(token.i)
        exclusive = self.matcher.grammar.options[self.kind.name].get("exclusive")
        return bool(exclusive) and "text" in types and value is not None and is_work(value)

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
        if step.name == "around":
            return self.reading.graph.around(token, step.cases)
        if step.name == "is":
            part = token.pos_ in {"NUM", "DET", "PRON"}  # "seven of its plants" are plants
            whole = self.reading.graph.find(token, "nominal") if part else []
            return [t for t in (token, *whole) if self._is(t, step.cases)][:1]
        if step.name == "head":
            return [token.head] if token.head.i != token.i else []
        if step.name == "up":
            above = self.reading.graph.predicate(token)
            return [above] if above is not None else []
        return self.reading.graph.find(token, step.name, step.cases)

    def _is(self, token: Token, asked: Iterable[str]) -> bool:
        """Tell whether a token is in a word list, a name of a type, or of a "@group"."""
        lists = self.matcher.grammar.words[self.rule.kind]
        mentions = self.reading.mentions
        return any(
            token in self.matcher.list_of(lists[name])
            if name in lists
            else mentions.group(token) == name[1:]
            if name.startswith("@")
            else mentions.mention(token, (name,)) is not None
            for name in asked
        )

    def _acts(self, mention: Mention, limits: Sequence[str]) -> bool:
        """Tell whether a name is a state or lender where one is asked for, and none where not."""
        public = self.reading.group(mention.entity) in PUBLIC_ACTORS
        return ("-@public" if public else "@public") not in limits

    def _allowed(self, token: Token, mention: Mention, limits: Sequence[str]) -> bool:
        """A limit names a word list that the head must be in, or with a minus must not be in.

        Of an amount its unit (in English) and the word before it count; "@public" asks for states
        and lenders.
        """
        lists = self.matcher.grammar.words[self.rule.kind]
        if isinstance(mention.value, Amount):
            closed = [lists[name[1:]] for name in limits if name[0] == "-" and name[1:] in lists]
            unit = mention.value.unit.partition("/")[0]
            before = self.reading.before(mention)
            return not any(
                unit in words.lemmas["en"] or (before and before in self.matcher.list_of(words))
                for words in closed
            )
        if not self._acts(mention, limits):
            return False
        wanted = [name for name in limits if name in lists]
        barred = [name[1:] for name in limits if name.startswith("-")]
        phrase = self.reading.graph.phrase(token) if limits else ()
        heads = list(phrase) or [token]
        if any(token in self.matcher.list_of(lists[name]) for name in barred if name in lists):
            return False
        return not wanted or any(
            t in self.matcher.list_of(lists[name]) for name in wanted for t in heads
        )

    def _nearby(
        self,
        head: Token,
        step: str,
        types: Sequence[str],
        limits: Sequence[str],
        cases: frozenset[str] = frozenset(),
    ) -> list[Mention]:
        if step in {"salient", "topic"}:
            implicit = (
                self.reading.topic(head)
                if step == "topic"
                else self.reading.mentions.implicit(head, types)
            )
            return [implicit] if implicit else []
        if step == "sentence":
            return self._all_values(head, types, limits)
        if step == "here":
            inside = self.reading.in_clause(head, AMOUNTS if "amount" in types else DATES)
            filled = (self.reading.fill(token, types, limits) for token in inside)
            return next((mentions for mentions in filled if mentions), [])
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
            elif token.i not in self.reading.mentions.at and not (
                "@public" in limits and token.pos_ == "NOUN"
            ):
                continue
            if cases and self.reading.graph.lead(token) not in cases:
                continue
            found = [
                m
                for m in self.reading.fill(token, strict, limits)
                if self._allowed(token, m, limits)
            ]
            if found:
                return found
        return []

    def _all_values(
        self, head: Token, types: Sequence[str], limits: Sequence[str]
    ) -> list[Mention]:
        """Every fitting amount or date of the sentence: settling chooses among them."""
        if "date" in types:
            dates = self.reading.in_sentence(head.sent, DATES)
            return [m for v in dates if (m := self.reading.date(v))]
        found = [
            self.reading.amount(v, limits) for v in self.reading.in_sentence(head.sent, AMOUNTS)
        ]
        return [m for m in found if m and self._allowed(head, m, limits)]

    @staticmethod
    def _in_reach(head: Token, token: Token, step: str) -> bool:
        if (step == "left" and token.i > head.i) or (step == "right" and token.i < head.i):
            return False
        return abs(token.i - head.i) <= WINDOW


def _carried(mention: Mention) -> Mention:
    """A mention carried over from an earlier sentence: without its text."""
    return Mention(mention.value, entity=mention.entity)


def _distinct(mentions: Iterable[Mention]) -> tuple[Mention, ...]:
    """Mentions of different values; the first of each, one with a text before one without."""
    kept: dict[str, Mention] = {}
    for mention in sorted(mentions, key=lambda m: m.start is None):
        value = mention.value
        at = mention.start if isinstance(value, Amount) else None  # equal amounts stay apart
        kept.setdefault(f"{mention.entity or value} {at}", mention)
    return tuple(m for m in dict.fromkeys(mentions) if m in kept.values())


def _circular(keys: Sequence[Sequence[Mention]]) -> bool:
    """Nobody owns, meets or launches himself: two key roles with the same values say nothing."""
    values = [frozenset(m.entity or m.value for m in mentions) for mentions in keys]
    return any(one <= two or two <= one for one, two in combinations(values, 2))


def _gap(anchor: Token, mention: Mention) -> int:
    return abs((anchor.idx if mention.start is None else mention.start) - anchor.idx)


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

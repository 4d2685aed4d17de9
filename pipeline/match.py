"""Rules against a reading: anchor words with paths, and flat patterns → candidates for facts."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import combinations
from operator import itemgetter

from spacy.tokens import Doc, Span, Token

from .facts import Kind, Mention
from .flat import Flat
from .grammar import Grammar, Rule, Words
from .patterns import Match, Unit
from .post import held
from .reading import AGENTS, Reading
from .walk import Before, Lists, Roles, Walker
from .wordlist import WordList, forms_of

#: what anchors a flat rule: no list
BARE = Words("", {})


@dataclass(frozen=True)
class Candidate:
    """A fact in the making: its rule, its anchor, its roles and how sure its paths are."""

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
    lists: Lists = field(init=False)
    flat: Flat = field(init=False)

    def __post_init__(self) -> None:
        self.lists = Lists(self.grammar, self.lang)
        self.flat = Flat(self.grammar, self.lists)

    def match(self, reading: Reading) -> Iterator[Candidate]:
        """Yield the candidates of every rule, sentence by sentence, in the order of the rules."""
        latest = Before()
        for sent in reading.doc.sents:
            anchors = [(*found, token) for token in sent for found in self._anchored(token)]
            done: set[tuple[str, int]] = set()
            for rule, words, token in (*anchors, *self._named(reading, sent)):
                if (rule.kind, token.i) in done:
                    continue
                head = token if words.type else self.lists.of(words).head(token)
                candidate = self._by_paths(reading, rule, words, head, latest)
                if candidate is not None:
                    done.update(self._spent(rule, words, token))
                    latest.add(candidate.roles, self.grammar.kinds[rule.kind])
                    yield candidate
            yield from self._by_patterns(reading, sent)

    def _spent(self, rule: Rule, words: Words, anchor: Token) -> Iterator[tuple[str, int]]:
        """The tokens that anchor no more of a kind that takes a single fact from a word."""
        if self.grammar.options[rule.kind].get("single") and not words.type:
            term = self.lists.of(words).find(anchor) or ""
            yield from ((rule.kind, anchor.i + n) for n in range(len(term.split())))

    @cached_property
    def _by_anchor(self) -> dict[str, dict[int, tuple[Rule, Words, WordList]]]:
        """The rules by the first words of their anchors: few rules are tried at a token."""
        index: dict[str, dict[int, tuple[Rule, Words, WordList]]] = defaultdict(dict)
        anchored = ((rule, words) for rule in self.grammar.rules for words in rule.anchor)
        for order, (rule, words) in enumerate(anchored):
            if not words.type:
                for first in self.lists.of(words).firsts:
                    index[first][order] = (rule, words, self.lists.of(words))
        return index

    def _named(self, reading: Reading, sent: Span) -> Iterator[tuple[Rule, Words, Token]]:
        """The names of a sentence that rules are anchored on by their type, by their heads."""
        names = [n for n in reading.mentions.names if sent.start <= n.start < sent.end]
        for rule in self.grammar.rules:
            for words in rule.anchor:
                for name in names if words.type else ():
                    if name.type == words.type:
                        yield rule, words, reading.doc[name.start : name.end].root

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
        return any(token in self.lists.of(words) for words in rule.unless for token in sent)

    def _by_paths(
        self,
        reading: Reading,
        rule: Rule,
        words: Words,
        anchor: Token,
        latest: Before | None = None,
    ) -> Candidate | None:
        kind = self.grammar.kinds[rule.kind]
        walker = Walker(self.lists, reading, rule, words, kind, latest or Before())
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
        roles = self._seated(kind, roles, reading)
        if not self._complete(rule, roles):
            return None
        apart = _apart(kind, _without_repeats(kind, roles), reading.doc)
        return Candidate(rule, anchor, apart, rank)

    def _seated(
        self, kind: Kind, roles: dict[str, tuple[Mention, ...]], reading: Reading
    ) -> dict[str, tuple[Mention, ...]]:
        """Add whose a title is, by the words around it, to what the paths found."""
        infer = self.grammar.options[kind.name].get("infer", ())
        own = reading.seat(roles["title"][0])[0] if infer and roles.get("title") else {}
        return roles | {r: (m,) for r, m in own.items() if r in infer and r not in roles}

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
        for rule, match in self.flat.find(reading, sent):
            if self._silenced(rule, sent):
                continue
            kind = self.grammar.kinds[rule.kind]
            roles: dict[str, tuple[Mention, ...]] = dict(_fixed(rule, _told(match)))
            named = {role: found for role, found in match.roles.items() if role in kind.roles}
            for role, found in named.items():
                limits = rule.where.get(role, ())
                units = [u for u in found if self._is_listed(rule, u, limits, sent)]
                mentions = [m for u in units for m in _of_unit(reading, kind, role, u, limits)]
                if mentions:
                    roles[role] = tuple(mentions)
            anchor = _anchor(reading, match)
            roles = self._walked(reading, rule, match, roles)
            posts = [reading.post_at[unit.start] for unit in match.roles.get("post", ())]
            for said in held(posts, roles, kind.roles):
                if self._complete(rule, said):
                    yield Candidate(rule, anchor, said)

    def _is_listed(self, rule: Rule, unit: Unit, limits: Sequence[str], sent: Span) -> bool:
        """Tell whether a unit has a word of the lists that its role is limited to."""
        lists = self.grammar.words[rule.kind]
        asked = [self.lists.of(lists[name]) for name in limits if name in lists]
        words = sent.doc[unit.start : unit.end]
        return not asked or any(word in listed for listed in asked for word in words)

    def _walked(
        self, reading: Reading, rule: Rule, match: Match, roles: dict[str, tuple[Mention, ...]]
    ) -> dict[str, tuple[Mention, ...]]:
        """Add what the paths of a flat rule find, for the roles that its pattern left out."""
        open_roles = [role for role in rule.paths if role not in roles]
        if not open_roles:
            return roles
        walker = Walker(self.lists, reading, rule, BARE, self.grammar.kinds[rule.kind], Before())
        anchor = _anchor(reading, match)
        found = ((role, walker.fill(anchor, role)[1]) for role in open_roles)
        return roles | {role: mentions for role, mentions in found if mentions}


def _anchor(reading: Reading, match: Match) -> Token:
    """What a flat match says hangs on its first verb, else its first noun, else where it begins.

    Verbs that a word list asked for come before others.
    """
    listed = [reading.doc[unit.start] for unit in match.listed]
    words = [reading.doc[unit.start] for unit in match.units if unit.type == "word"]
    nouns = {"NOUN", "ADJ"}
    for tokens, wanted in ((listed, {"VERB"}), (words, {"VERB"}), (listed, nouns), (words, nouns)):
        found = next((token for token in tokens if token.pos_ in wanted), None)
        if found is not None:
            return found
    return reading.doc[match.units[0].start]


def _told(match: Match) -> str:
    """What the word list of a flat match says of a closed role; "other" says least."""
    told = [name.partition("_")[0] for name in match.lists if "_" in name]
    return next((value for value in told if value != "other"), told[0] if told else "")


def _circular(keys: Sequence[Sequence[Mention]]) -> bool:
    """Nobody owns, meets or launches himself: two key roles with the same values say nothing."""
    values = [frozenset(m.entity or m.value for m in mentions) for mentions in keys]
    return any(one <= two or two <= one for one, two in combinations(values, 2))


def _fixed(rule: Rule, own: str) -> Iterator[tuple[str, tuple[Mention, ...]]]:
    for role, value in rule.set.items():
        yield role, (Mention(own if value == "=" else value),)


def _of_unit(
    reading: Reading, kind: Kind, role: str, unit: Unit, limits: Sequence[str] = ()
) -> list[Mention]:
    span = reading.doc[unit.start : unit.end]
    types = kind.roles[role]
    if unit.type == "title" or (tuple(types) == ("text",) and unit.type != "word"):
        return [reading.mentions.text(span)]
    agents = AGENTS & set(types)
    if unit.type == "agent":
        return reading.crowd(unit.start, types)
    if unit.type == "word":
        types = tuple(type for type in types if type != "text")
    head = span.root if unit.type == "amount" else span[0]
    found = reading.fill(head, types, limits)
    # "the carmaker" is nothing where it refers to nobody
    refers = any(name[0] in "@-" for name in limits) or (unit.type == "word" and agents)
    refers = refers or "amount" in types  # what is no amount of the class asked for is none
    return found if found or refers else [reading.mentions.text(span)]


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


def _apart(kind: Kind, roles: Roles, doc: Doc) -> Roles:
    """Let a phrase end before what fills another role: "batteries" of "batteries from Samsung"."""
    kept: dict[str, tuple[Mention, ...]] = {}
    for role, mentions in roles.items():
        others = [m for other, ms in roles.items() if other != role for m in ms]
        phrase = "text" in kind.roles[role]
        kept[role] = tuple(_cut(m, others, doc) for m in mentions) if phrase else mentions
    return kept


def _cut(mention: Mention, others: Iterable[Mention], doc: Doc) -> Mention:
    for other in others:
        if mention.entity or mention.start is None or mention.end != other.end:
            continue
        inner = doc.char_span(other.start or 0, other.end or 0, alignment_mode="expand")
        cases = [c for c in inner.root.children if c.dep_ == "case"] if inner else []
        if cases and mention.start < cases[0].idx:
            text = doc.text[mention.start : cases[0].idx].rstrip()
            return Mention(text, text, mention.start, mention.start + len(text))
    return mention


def split(candidate: Candidate, role: str) -> list[Candidate]:
    """One candidate for each mention of a role that a fact holds once."""
    return [
        replace(candidate, roles={**candidate.roles, role: (mention,)})
        for mention in candidate.roles.get(role, ())
    ] or [candidate]

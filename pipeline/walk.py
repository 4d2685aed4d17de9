"""Paths walked from a rule's anchor through the graph to the mentions that fill its roles."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from spacy.tokens import Token

from .facts import Amount, Kind, Mention
from .fitting import is_work
from .grammar import Grammar, Rule, Words
from .paths import Step, Way
from .reading import AGENTS, AMOUNTS, DATES, PUBLIC, Reading
from .vicinity import beside
from .wordlist import WordList

#: steps that look for the nearest mention in the sentence instead of following the tree
NEARBY = frozenset({"here", "near", "left", "right", "within", "salient", "sentence", "topic"})
#: what these stand for in a limit: the groups of the catalogue that act for the public or lend …
ACTORS = {
    "@public": PUBLIC | {"place"},
    "@state": {"place", "government", "institution", "authority", "central-bank"},
    "@place": {"place"},
}
#: of these, what leads to the nearest word where it is no last step: `near.is(site)`
CLOSEST = frozenset({"near", "left", "right", "within"})
#: such a mention is no further away than this
WINDOW = 25


Roles = Mapping[str, tuple[Mention, ...]]


@dataclass
class Lists:
    """The word lists of a grammar in one language, as matchers."""

    grammar: Grammar
    lang: str
    _made: dict[int, WordList] = field(default_factory=dict)

    def sides(self, kind: str) -> WordList | None:
        """The nouns ("the two sides") that a kind's list `sides` has for the parties before."""
        words = self.grammar.words[kind].get("sides")
        return self.of(words) if words is not None else None

    def of(self, words: Words) -> WordList:
        """Return the matcher of a word list in this language, made once."""
        if id(words) not in self._made:
            self._made[id(words)] = WordList(words.lemmas[self.lang])
        return self._made[id(words)]


@dataclass
class Before:
    """What the article has said so far: the last roles of each kind, and the last parties."""

    kinds: dict[str, Roles] = field(default_factory=dict)
    sides: tuple[Mention, ...] = ()

    def add(self, roles: Roles, kind: Kind) -> None:
        """Remember the roles of a candidate, and its parties where they are several."""
        self.kinds[kind.name] = roles
        parties = roles.get(kind.key[0], ())
        if len(parties) > 1 and set(kind.roles[kind.key[0]]) >= AGENTS:
            self.sides = parties

    def again(self, mention: Mention) -> Mention:
        """Give the parties of before their full form: "the unions" are "the metal unions"."""
        short = f" {mention.value}".lower()
        full = (m for m in self.sides if m.entity is None and mention.entity is None)
        whole = next((m for m in full if str(m.value).lower().endswith(short)), None)
        return replace(mention, value=whole.value) if whole else mention


@dataclass
class Walker:
    """Fills the roles of one rule from one anchor."""

    lists: Lists
    reading: Reading
    rule: Rule
    words: Words
    kind: Kind
    before: Before

    def fill(self, anchor: Token, role: str) -> tuple[int, tuple[Mention, ...]]:
        """Return the position of the first path that gives mentions, and these."""
        limits = (*self.rule.where.get(role, ()), *self.words.where.get(role, ()))
        types = self.kind.roles[role]
        for place, ways in enumerate(self.rule.paths[role]):
            mentions = self._joined(anchor, ways, types, limits, self._earlier(role))
            if "date" in types and self.lists.grammar.options[self.kind.name].get("single"):
                mentions = sorted(mentions, key=lambda m: _gap(anchor, m))[:1]
            if mentions:
                return place, _distinct(self._without_region(mentions, types))
        return 0, ()

    def _without_region(self, mentions: list[Mention], types: Sequence[str]) -> list[Mention]:
        """Of "Mobile, Alabama" the town alone, where the two are no list."""
        if "place" not in types or len(mentions) != 2:
            return mentions
        first, second = sorted(mentions, key=lambda m: m.start or 0)
        if first.end is None or second.start is None:
            return mentions
        between = self.reading.doc.text[first.end : second.start]
        return [first] if between.strip() in {",", "("} else mentions

    def _earlier(self, role: str) -> list[Mention]:
        """What the fact of this kind before has in a role, as carried over: without its text."""
        return [_carried(m) for m in self.before.kinds.get(self.kind.name, {}).get(role, ())]

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
        found = [m for head in heads for m in self._last(head, last, types, limits)]
        return found[:1] if walk and walk[0].name in CLOSEST else found

    def _last(
        self, head: Token, step: Step, types: Sequence[str], limits: Sequence[str]
    ) -> list[Mention]:
        if step.name in NEARBY:
            return self._nearby(head, step.name, types, limits, step.cases)
        if step.name == "beside":
            return beside(head, types, self.reading)
        if step.name == "maker":
            maker = self.reading.mentions.maker(head)
            return [maker] if maker else []
        found: list[Mention] = []
        sides = self.lists.sides(self.kind.name)
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
        exclusive = self.lists.grammar.options[self.kind.name].get("exclusive")
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
        if step.name in CLOSEST or step.name == "sentence":
            return self._nearest(token, step)
        if step.name == "is":
            part = token.pos_ in {"NUM", "DET", "PRON"}  # "seven of its plants" are plants
            whole = self.reading.graph.find(token, "nominal") if part else []
            return [t for t in (token, *whole) if self._is(t, step.cases)][:1]
        if step.name == "post":  # the title that stands beside a name
            name = self.reading.mentions.at.get(token.i)
            post = self.reading.post_of.get(name.start if name else -1)
            return [post.title.root] if post is not None else []
        if step.name == "head":
            return [token.head] if token.head.i != token.i else []
        if step.name == "up":
            above = self.reading.graph.predicate(token)
            return [above] if above is not None else []
        return self.reading.graph.find(token, step.name, step.cases)

    def _is(self, token: Token, asked: Iterable[str]) -> bool:
        """Tell whether a token is in a word list, a name of a type, or of a "@group"."""
        lists = self.lists.grammar.words[self.rule.kind]
        mentions = self.reading.mentions
        return any(
            token in self.lists.of(lists[name])
            if name in lists
            else mentions.group(token) == name[1:]
            if name.startswith("@")
            else mentions.is_unknown(token) and token.i not in self.reading.at
            if name == "unknown"
            else mentions.mention(token, (name,)) is not None
            for name in asked
        )

    def _acts(self, mention: Mention, limits: Sequence[str]) -> bool:
        """Tell whether a name is a state or lender where one is asked for, and none where not."""
        group = self.reading.group(mention.entity, str(mention.value))
        asked = ((name.lstrip("-"), name[0] == "-") for name in limits)
        return not any(
            (group in ACTORS[name]) == barred for name, barred in asked if name in ACTORS
        )

    def _allowed(self, token: Token, mention: Mention, limits: Sequence[str]) -> bool:
        """A limit names a word list that the head must be in, or with a minus must not be in.

        Of an amount its unit (in English) and the word before it count; "@public" asks for states
        and lenders.
        """
        lists = self.lists.grammar.words[self.rule.kind]
        if isinstance(mention.value, Amount):
            closed = [lists[name[1:]] for name in limits if name[0] == "-" and name[1:] in lists]
            unit = mention.value.unit.partition("/")[0]
            word = self.reading.before(mention)
            dated = word is not None and word.i in self.reading.at  # "last year 300 cars"
            before = word if word is not None and word.pos_ != "VERB" and not dated else None
            return not any(
                unit in words.lemmas["en"] | words.lemmas[self.lists.lang]
                or (before and before in self.lists.of(words))
                for words in closed
            )
        if not self._acts(mention, limits):
            return False
        wanted = [name for name in limits if name in lists]
        barred = [name[1:] for name in limits if name.startswith("-")]
        phrase = self.reading.graph.phrase(token) if limits else ()
        heads = list(phrase) or [token]
        if any(token in self.lists.of(lists[name]) for name in barred if name in lists):
            return False
        return not wanted or any(t in self.lists.of(lists[name]) for name in wanted for t in heads)

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
            if value is not None and value.type in AMOUNTS and "amount" not in types:
                continue  # the "US" of "US$ 2 billion"
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

    def _nearest(self, head: Token, step: Step) -> list[Token]:
        """The words of the sentence, the nearest first: `near.is(site)` is the nearest site."""
        tokens: Iterable[Token] = head.subtree if step.name == "within" else head.sent
        found = [t for t in tokens if t.i != head.i and self._in_reach(head, t, step.name)]
        lead = self.reading.graph.lead
        led = [t for t in found if not step.cases or lead(t) in step.cases]
        return sorted(led, key=lambda t: abs(t.i - head.i))

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


def _gap(anchor: Token, mention: Mention) -> int:
    return abs((anchor.idx if mention.start is None else mention.start) - anchor.idx)

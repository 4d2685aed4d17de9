"""Articles → facts: parse, read, match, settle, take a stance, merge. Read this file first."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import cache

from spacy.tokens import Doc, Token

from .anaphora import Mentions
from .catalogue import read_catalogue
from .config import Settings
from .dollars import in_home_dollars
from .facts import Amount, Article, Fact
from .grammar import Grammar, read_grammar
from .graph import Graph
from .language import read_language
from .match import Candidate, Matcher
from .names import NameFinder, with_bearers
from .parse import load, parse
from .quotes import Quote, QuoteFinder, as_candidates, told
from .reading import Reading
from .seats import seated
from .settle import evidence, in_one_time, merge, settle, without_weak
from .stance import StanceReader
from .titles import TitleFinder
from .values import find_values


class _Tools:
    """What the steps need for one language, made once."""

    def __init__(self, lang: str, settings: Settings, grammar: Grammar) -> None:
        tables = read_language(lang)
        catalogue = read_catalogue()
        nlp = load(settings.model(lang), lang)
        self.tables, self.catalogue = tables, catalogue
        self.names = NameFinder(nlp, catalogue, tables)
        self.titles = TitleFinder(catalogue, tables, lang)
        self.quotes = QuoteFinder(grammar.words.get("quote", {}), tables, lang)
        self.stance = StanceReader(tables)
        self.matcher = Matcher(grammar, lang)


class Extractor:
    """Extracts facts from articles; holds the rules, and the tools of each language once used."""

    def __init__(self, settings: Settings | None = None) -> None:
        self.settings = settings or Settings()
        self.grammar = read_grammar(self.settings.rules)
        self.weak = frozenset(rule.id for rule in self.grammar.rules if rule.weak)
        self._tools: dict[str, _Tools] = {}

    def stream(self, articles: Iterable[Article]) -> Iterator[tuple[Article, list[Fact]]]:
        """Yield each article with its facts, in the order of their evidence."""
        for article, doc in parse(articles, self.settings):
            yield article, self.facts(article, doc)

    def extract(self, article: Article) -> list[Fact]:
        """Return the facts of one article."""
        return next(facts for _, facts in self.stream([article]))

    def facts(self, article: Article, doc: Doc) -> list[Fact]:
        """Return the facts of a parsed article, each once."""
        reading = self.read(article, doc)
        kinds = self.settings.kinds or self.grammar.kinds.keys()
        stated = self.stated(reading)
        wanted = [fact for fact in stated if fact.kind in kinds]
        keys = {name: self._same(name) for name in self.grammar.kinds}
        single = {name for name, how in self.grammar.options.items() if how.get("single")}
        restated = {name for name, how in self.grammar.options.items() if how.get("restated")}
        clear = without_weak(wanted, self.weak, self.grammar.kinds)
        merged = merge(clear, keys, single, restated, self.weak)
        strong = without_weak(merged, self.weak, self.grammar.kinds)
        offices = [self._inferred(fact, reading) for fact in stated if fact.kind == "office"]
        whole = [self._inferred(self._seated(fact, offices), reading) for fact in strong]
        return sorted(whole, key=lambda f: (f.evidence[0].start, f.kind, f.id))

    def stated(self, reading: Reading) -> list[Fact]:
        """Return every fact as often as the rules find it stated."""
        tools = self._tools_of(reading.article.lang)
        quotes = tools.quotes.find(reading.doc, reading.graph, reading.mentions)
        found = settle(tools.matcher.match(reading), reading, self.grammar)
        facts = [
            self._fact(candidate, reading, tools, quotes)
            for candidate in (*as_candidates(quotes, self.grammar), *found)
            if not candidate.rule.only or self._read_stance(candidate, tools) in candidate.rule.only
        ]
        timed = {kind for kind, how in self.grammar.options.items() if how.get("stance") == "time"}
        return in_one_time(facts, timed, self.grammar.kinds)

    def read(self, article: Article, doc: Doc) -> Reading:
        """Return all layers of a parsed article that the rules look at."""
        tools = self._tools_of(article.lang)
        names = tools.names.find(doc)
        titles = tools.titles.find(doc, {i: n for n in names for i in range(n.start, n.end)})
        honorifics = tools.catalogue.honorifics(article.lang)
        personal = [title for title in titles if tools.titles.is_personal(title)]
        names = with_bearers(doc, names, titles, honorifics, personal)
        mentions = Mentions(doc, names, tools.catalogue, tools.tables)
        values = find_values(article.text, lang=article.lang, date=article.date)
        origins = (mentions.origin(token) for token in doc)
        places = [tools.catalogue.by_id(o.entity) for o in origins if o is not None and o.entity]
        values = in_home_dollars(values, [*places, *(name.entry for name in names)])
        graph = Graph(doc, tools.tables, [doc[n.start : n.end] for n in names])
        return Reading(article, doc, graph, mentions, titles, values)

    def _seated(self, fact: Fact, offices: list[Fact]) -> Fact:
        """Add the post that an article says elsewhere somebody has who is said to leave it."""
        leaving = self.grammar.options[fact.kind].get("leaving")
        return seated(fact, offices, leaving) if leaving else fact

    def _inferred(self, fact: Fact, reading: Reading) -> Fact:
        """Add the roles a kind takes from the text before, where the fact's own words lack them."""
        roles = dict(fact.roles)
        infer = self.grammar.options[fact.kind].get("infer", {})
        own, guessed = reading.seat(roles["title"][0]) if infer and "title" in roles else ({}, {})
        for role, unless in infer.items():
            if role in own and role not in roles:
                roles[role] = (own[role],)
            elif role in guessed and roles.keys().isdisjoint({role, *unless}):
                roles[role] = (guessed[role],)
        return replace(fact, roles=roles) if len(roles) > len(fact.roles) else fact

    def _tools_of(self, lang: str) -> _Tools:
        if lang not in self._tools:
            self._tools[lang] = _Tools(lang, self.settings, self.grammar)
        return self._tools[lang]

    def _same(self, kind: str) -> tuple[str, ...]:
        return tuple(self.grammar.options[kind].get("same", self.grammar.kinds[kind].key))

    def _fact(
        self, candidate: Candidate, reading: Reading, tools: _Tools, quotes: list[Quote]
    ) -> Fact:
        kind = candidate.rule.kind
        source = None
        if kind != "quote":
            source = told(quotes, candidate.anchor.idx) or reading.medium(candidate.sent)
        return Fact(
            article=reading.article.id,
            lang=reading.article.lang,
            kind=kind,
            roles={
                role: candidate.roles[role]
                for role in self.grammar.kinds[kind].roles
                if role in candidate.roles
            },
            stance=self._dated(self._stance(candidate, tools), candidate, reading.article.date),
            source=source,
            evidence=(evidence(candidate),),
            rule=candidate.rule.id,
        )

    def _stance(self, candidate: Candidate, tools: _Tools) -> str:
        how = self.grammar.options[candidate.rule.kind].get("stance", "read")
        if candidate.rule.stance == "own":
            return tools.stance.clause(candidate.anchor)
        if how == "own":
            return candidate.rule.stance or tools.stance.own(candidate.anchor)
        if how == "actual" or candidate.rule.stance == "certain":
            return "actual"
        stance = self._read_stance(candidate, tools)
        if how == "time":  # what is said of coming to an event says nothing of the event
            stance = stance if stance == "planned" else "actual"
        return candidate.rule.stance or stance if stance == "actual" else stance

    def _dated(self, stance: str, candidate: Candidate, today: str | None) -> str:
        """What a kind says of a day still to come is planned, whatever its words."""
        if not self.grammar.options[candidate.rule.kind].get("dated") or not today:
            return stance
        days = [str(m.value).partition("/")[0] for m in candidate.roles.get("date", ())]
        ahead = any(day[:4].isdigit() and day > today[: len(day)] for day in days)
        return "planned" if stance == "actual" and ahead else stance

    @staticmethod
    def _read_stance(candidate: Candidate, tools: _Tools) -> str:
        return tools.stance.read(candidate.anchor, _amount_tokens(candidate))


def _amount_tokens(candidate: Candidate) -> list[Token]:
    spans = [
        candidate.anchor.doc.char_span(m.start, m.end, alignment_mode="expand")
        for mentions in candidate.roles.values()
        for m in mentions
        if isinstance(m.value, Amount) and m.start is not None and m.end is not None
    ]
    return [span.root for span in spans if span is not None and span[0].sent == candidate.sent]


@cache
def extractor() -> Extractor:
    """Return the extractor with the project's own pipelines and rules, made once."""
    return Extractor()

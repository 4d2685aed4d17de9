"""All that is known of one article before rules run: parse, graph, names, titles and values."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace

from spacy.tokens import Doc, Span, Token

from .anaphora import Mentions
from .facts import Amount, Article, Mention
from .graph import Graph
from .patterns import Unit
from .values import Value, item_nouns

AMOUNTS = frozenset({"amount", "percent", "money", "number", "range"})
DATES = frozenset({"date", "period"})
AGENTS = frozenset({"person", "organization"})
MAKERS = frozenset({"maker", "brand"})


@dataclass
class Reading:
    """The layers of one article, and what a token of it means in a role."""

    article: Article
    doc: Doc
    graph: Graph
    mentions: Mentions
    titles: Sequence[Span]
    values: Sequence[Value]
    at: dict[int, Value] = field(init=False)
    title_at: dict[int, Span] = field(init=False)

    def __post_init__(self) -> None:
        self.at = {}
        for value in self.values:
            span = self.doc.char_span(value.start, value.end, alignment_mode="expand")
            for token in span or ():
                self.at.setdefault(token.i, value)
        self.title_at = {t.i: span for span in self.titles for t in span}
        self._items: Mapping[str, str] = item_nouns(self.article.lang)
        #: in an article about makers of vehicles, "units" are vehicles
        self._about_vehicles = any(
            name.entry is not None and name.entry.group in MAKERS for name in self.mentions.names
        )

    def fill(self, token: Token, types: Collection[str], limits: Collection[str]) -> list[Mention]:
        """Return what a token (the head of its phrase) puts into a role of the given types."""
        if "@title" in limits:
            title = self.title_at.get(token.i)
            return [self.mentions.text(title)] if title is not None else []
        if "amount" in types:
            return self._amounts(token, limits)
        if "date" in types:
            return [m for v in self._in_phrase(token, DATES) if (m := self.date(v))]
        if "item" in types:
            item = self.item(token)
            return [item] if item else []
        named = self.mentions.mention(token, types) if set(types) - {"text"} else None
        if named is not None:
            return [named]
        if "text" not in types or token.pos_ not in {"NOUN", "PROPN", "ADJ", "NUM", "X"}:
            return []
        if AGENTS & set(types) and not self.mentions.is_agent(token):
            return []
        return [self.mentions.text(self.graph.phrase(token))]

    def amount(self, value: Value) -> Mention | None:
        """Return a value as the mention of an amount; a bare number counts the noun after it."""
        amount = value.value
        if value.type not in AMOUNTS:
            return None
        if not isinstance(amount, Amount):
            noun = self._counted(value)
            amount = Amount(float(str(amount)), noun or "unit")
        unit, slash, rate = amount.unit.partition("/")
        if unit == "unit" and self._about_vehicles:
            amount = replace(amount, unit=f"vehicle{slash}{rate}")
        return Mention(amount, value.text, value.start, value.end)

    def date(self, value: Value) -> Mention | None:
        """Return a value as the mention of a date."""
        if value.type not in DATES:
            return None
        return Mention(str(value.value), value.text, value.start, value.end)

    def item(self, token: Token) -> Mention | None:
        """Return what is counted: the lexicon's noun, or the article's own lemma."""
        value = self.at.get(token.i)
        if value is not None:
            return value.item
        if token.pos_ not in {"NOUN", "PROPN"}:
            return None
        name = self.mentions.mention(token, ("product",))
        if name is not None:
            return name
        phrase = self.graph.phrase(token)
        for start in range(phrase.start, token.i + 1):
            text = self.doc[start : token.i + 1].text.lower()
            if text in self._items:
                return Mention(self._items[text], *_characters(self.doc[start : token.i + 1]))
        return Mention(token.lemma_.lower(), *_characters(self.doc[token.i : token.i + 1]))

    def units(self, sent: Span) -> list[Unit]:
        """Return a sentence as the units that flat patterns read."""
        units: list[Unit] = []
        i = sent.start
        while i < sent.end:
            unit = self._unit(i, sent.end)
            if not self.doc[i].is_space:
                units.append(unit)
            i = unit.end
        return units

    def _unit(self, i: int, stop: int) -> Unit:
        name = self.mentions.at.get(i)
        title = self.title_at.get(i)
        value = self.at.get(i)
        if title is not None:
            return Unit("title", i, min(title.end, stop), title.text)
        if name is not None:
            return Unit(name.type, i, min(name.end, stop), name.value)
        if i + 1 in self.title_at and self.mentions.mention(self.doc[i], ("organization",)):
            return Unit("organization", i, i + 1, self.doc[i].text)  # "its chief executive"
        if value is not None:
            end = i + 1
            while end < stop and self.at.get(end) is value:
                end += 1
            return Unit("amount" if value.type in AMOUNTS else "date", i, end, value.text)
        return Unit("word", i, i + 1, self.graph.plain(self.doc[i]))

    def _amounts(self, token: Token, limits: Collection[str]) -> list[Mention]:
        found = [m for v in self._in_phrase(token, AMOUNTS) if (m := self.amount(v))]
        return [m for m in found if fits(m, limits)]

    def _in_phrase(self, token: Token, types: Collection[str]) -> list[Value]:
        """The values in the phrase that a token heads; its own first."""
        own = self.at.get(token.i)
        if own is not None and own.type in types:
            return [own]
        phrase = self.graph.phrase(token)
        seen = {id(v): v for t in phrase if (v := self.at.get(t.i)) and v.type in types}
        return list(seen.values())[:1]

    def _counted(self, value: Value) -> str | None:
        span = self.doc.char_span(value.start, value.end, alignment_mode="expand")
        if span is None:
            return None
        head = span.root.head
        if span.root.dep_ == "nummod" and head.pos_ in {"NOUN", "PROPN"}:
            item = self.item(head)
            return str(item.value) if item else None
        return None


def fits(mention: Mention, limits: Collection[str]) -> bool:
    """Tell whether an amount is of one of the classes money, percent, count, job or a unit."""
    if not limits or not isinstance(mention.value, Amount):
        return True
    unit = mention.value.unit.partition("/")[0]
    money = len(unit) == 3 and unit.isupper()
    classes = {unit, "money" if money else "percent" if unit == "percent" else "count"}
    return bool(classes & set(limits))


def _characters(span: Span) -> tuple[str, int, int]:
    return span.text, span.start_char, span.end_char

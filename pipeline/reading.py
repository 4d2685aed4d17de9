"""All that is known of one article before rules run: parse, graph, names, titles and values."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import accumulate

from spacy.tokens import Doc, Span, Token

from .anaphora import SUBJECTS, Mentions
from .crowds import Crowd, CrowdFinder
from .facts import Amount, Article, Mention
from .fitting import FEW, HANDFUL, PAID, SMALL, WORKERS, bare_unit, fits
from .fullnames import Name
from .graph import Graph
from .labels import without_labels
from .patterns import Unit
from .post import Post, single
from .posts import PostFinder
from .values import Value, fraction, item_nouns

AMOUNTS = frozenset({"amount", "percent", "money", "number", "range"})
DATES = frozenset({"date", "period"})
AGENTS = frozenset({"person", "organization"})
MAKERS = frozenset({"maker", "brand"})
#: groups of organisations that act for the public, or lend
PUBLIC = frozenset({"government", "institution", "authority", "bank", "central-bank", "fund"})
#: groups of organisations that speak about others' business more often than their own
OBSERVERS = PUBLIC | {"media", "union", "association", "consultancy", "exchange", "court", "party"}


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
    post_at: dict[int, Post] = field(init=False)
    post_of: dict[int, Post] = field(init=False)
    crowd_at: dict[int, Crowd] = field(init=False)

    def __post_init__(self) -> None:
        self.values = without_labels(self.values, self.doc, self.mentions.names)
        self.at = {}
        self._number = list(accumulate(bool(token.is_sent_start) for token in self.doc))
        for value in self.values:
            span = self.doc.char_span(value.start, value.end, alignment_mode="expand")
            for token in span or ():
                self.at.setdefault(token.i, value)
        self.title_at = {t.i: span for span in self.titles for t in span}
        posts = list(PostFinder(self.mentions, self.titles).find())
        titled = {title.start: p for p in posts for title in p.titles}
        self.post_at = {p.title.start: p for p in posts} | titled | {p.start: p for p in posts}
        crowds = CrowdFinder(self.mentions, self.title_at).find()
        self.crowd_at = {crowd.start: crowd for crowd in crowds}
        self.post_of = {p.holder: p for p in reversed(posts) if p.holder >= 0}
        self._items: Mapping[str, str] = item_nouns(self.article.lang)
        self._known = frozenset(self._items.values())
        self._named = Counter(name.value for name in self.mentions.names)
        #: in an article about makers of vehicles, "units" are vehicles
        self._about_vehicles = any(
            name.entry is not None and name.entry.group in MAKERS for name in self.mentions.names
        )

    def fill(self, token: Token, types: Collection[str], limits: Collection[str]) -> list[Mention]:
        """Return what a token (the head of its phrase) puts into a role of the given types."""
        if "@title" in limits:
            title = self.title_at.get(token.i)
            post = self.post_at.get(title.start) if title is not None else None
            return [self.mentions.text(span) for span in single(title, post)]
        if "amount" in types:
            return self._amounts(token, limits)
        if "date" in types:
            return [m for v in self._in_phrase(token, DATES) if (m := self.date(v))]
        if "item" in types:
            named = self.mentions.mention(token, ("product",)) if "product" in types else None
            item = named or self.item(token)
            return [item] if item else []
        named = self.mentions.mention(token, types) if set(types) - {"text"} else None
        if named is not None:
            return [named]
        if "product" in types and self.mentions.is_unknown(token):
            return [self.mentions.text(self._unknown(token))]
        if "@named" in limits:
            return []
        told = self._text(token, types) if "text" in types else None
        return [told] if told is not None else []

    def _unknown(self, token: Token) -> Span:
        """The whole name of what no catalogue knows: "Deepal S05" of "the Deepal S05 in Norway"."""
        name = self.mentions.at.get(token.i)
        start, end = (name.start, name.end) if name else (token.i, token.i + 1)
        while start > token.sent.start and self._goes_on(self.doc[start - 1]):
            start -= 1
        while end < token.sent.end and self._goes_on(self.doc[end]):
            end += 1
        return self.doc[start:end]

    def _goes_on(self, token: Token) -> bool:
        """Tell whether a word beside an unknown name is a part of it: "S - eWay", "Smart 5"."""
        joined = token.text == "-" and bool(token.i) and not self.doc[token.i - 1].whitespace_
        upper = token.pos_ in {"PROPN", "NUM", "X"} and not token.text[0].islower()
        return (joined or upper) and token.i not in self.at and token.i not in self.mentions.at

    def _text(self, token: Token, types: Collection[str]) -> Mention | None:
        """Return a noun phrase as it stands; of agents without clauses, and by the name in it."""
        if token.pos_ not in {"NOUN", "PROPN", "ADJ", "NUM", "X", "SYM"}:
            return None
        if token.i in self.at and self.at[token.i].type in DATES:
            return None
        if not AGENTS & set(types):
            phrase = self.graph.phrase(token)
            thing = bool({"product", "place"} & set(types))
            return self.mentions.text(self._thing(token, phrase, types) if thing else phrase)
        origin = self.mentions.origin(token) if token.pos_ == "ADJ" and "place" in types else None
        titled = token.i in self.title_at
        if origin is not None or not (titled or self.mentions.is_agent(token)):
            return origin
        phrase = self._without_place(token, self.graph.phrase(token, bare=True))
        bearer = self.mentions.at.get(phrase[-1].i)
        bare = bearer is not None and self.doc[bearer.start - 1].pos_ != "ADP"
        if bearer is not None and bare and bearer.type == "person":
            return self.mentions.mention(phrase[-1], ("person",))
        holder = self._holder(phrase) if titled else None
        return holder or self.mentions.text(phrase)

    def _thing(self, head: Token, phrase: Span, types: Collection[str]) -> Span:
        """Cut what a comma begins off; of a product where it is shown too ("… at the fair")."""
        for token in self.doc[head.i + 1 : phrase.end]:
            led = "product" in types and token.dep_ == "case" and self.graph.locates(token.head)
            if led or token.text in {",", ";"}:
                return self.doc[phrase.start : token.i]
        return phrase

    def _holder(self, phrase: Span) -> Mention | None:
        """The person between commas right behind a title: "the head of Ford, Anna Bini,"."""
        i = phrase.end + 1
        behind = i < len(self.doc) and self.doc[phrase.end].text == "," and i in self.mentions.at
        return self.mentions.mention(self.doc[i], ("person",)) if behind else None

    def crowd(self, start: int, types: Collection[str]) -> list[Mention]:
        """Return who a phrase without a name stands for, or the phrase as it is."""
        crowd = self.crowd_at[start]
        named = self.mentions.mention(self.doc[crowd.head], types)
        text = self.mentions.text(self.doc[crowd.start : crowd.end])
        return [named or text] if named or "text" in types else []

    def _without_place(self, head: Token, phrase: Span) -> Span:
        """Cut "in Turin" off: where somebody is says nothing of who they are."""
        for token in phrase:
            name = self.mentions.at.get(token.i)
            if token.i > head.i and name and name.type == "place" and self.graph.locates(token):
                case = min(child.i for child in token.children if child.dep_ == "case")
                return self.doc[phrase.start : case]
        return phrase

    def amount(self, value: Value, limits: Collection[str] = ()) -> Mention | None:
        """Return a value as an amount of one of the classes, or None where it is none of them.

        A bare number counts the noun after it, or is what the classes ask for ("counted": only the
        former); a "worker" (a person, an engineer) counts as a job.
        """
        amount = value.value
        if value.type not in AMOUNTS:
            return None
        if "percent" in limits and 0 < (part := fraction(value)) < 1:  # "half of the shares"
            amount = Amount(round(100 * part, 2), "percent", value.bound)
        if not isinstance(amount, Amount):
            bare = "counted" in limits or ("money" in limits and self._is_of(value))
            guess = None if bare else bare_unit(float(amount), limits)
            unit = self._counted(value) or guess
            if unit is None:
                return None
            amount = Amount(float(amount), unit, value.bound)
        unit, slash, rate = amount.unit.partition("/")
        if "paid" in limits and rate not in PAID:
            return None
        if unit == "unit" and self._about_vehicles:
            unit = "vehicle"
        elif unit in WORKERS and "worker" in limits and amount.number >= FEW["job"]:
            unit = "job"
        mention = Mention(
            replace(amount, unit=unit + slash + rate), value.text, value.start, value.end
        )
        bare = not isinstance(value.value, Amount) or unit not in self._known
        few = amount.number < (FEW["goods"] if bare else HANDFUL) or amount.number % 1
        if few and "goods" in limits and fits(mention, ("goods",)):
            return None
        if "small" in limits and amount.number >= SMALL and fits(mention, ("money",)):
            return None
        return mention if fits(mention, limits) else None

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
        if name is not None or token.pos_ == "PROPN" or token.i in self.mentions.at:
            return name
        phrase = self.graph.phrase(token)
        for start in range(phrase.start, token.i + 1):
            text = self.doc[start : token.i + 1].text.lower()
            if text in self._items:
                return Mention(self._items[text], *_characters(self.doc[start : token.i + 1]))
        return Mention(token.lemma_.lower(), *_characters(self.doc[token.i : token.i + 1]))

    def is_known(self, item: Mention) -> bool:
        """Tell whether the lexicon has what is counted."""
        return item.value in self._known

    def in_clause(self, head: Token, types: Collection[str]) -> list[Token]:
        """Return tokens of values in a word's own clause, the one above or a describing one."""
        above = self.graph.predicate(head) if head.dep_ != "ccomp" else None
        found: list[tuple[bool, int, Token]] = []
        for token in head.sent:
            value = self.at.get(token.i)
            if value is None or value.type not in types:
                continue
            clause = self.graph.predicate(token)
            if clause is not None and (clause in (head, above) or clause.head == head):
                found.append((clause != head, abs(token.i - head.i), token))
        return [token for _, _, token in sorted(found, key=lambda f: f[:2])]

    def units(
        self, sent: Span, *, titled: bool = True, posted: bool = False, crowded: bool = False
    ) -> list[Unit]:
        """Return a sentence as the units that flat patterns read.

        `titled`: with titles as such; `posted`: with all that goes with a title in one unit;
        `crowded`: with phrases for people and organisations without a name too.
        """
        units: list[Unit] = []
        i = sent.start
        while i < sent.end:
            post = self.post_at.get(i) if posted else None
            crowd = self.crowd_at.get(i) if crowded else None
            unit = post.unit(sent.end) if post else self._unit(i, sent.end, titled)
            if crowd is not None and unit.type not in {"rank", "post", "held"}:
                unit = Unit("agent", i, min(crowd.end, sent.end), self.doc[i : crowd.end].text)
            if not self.doc[i].is_space:
                units.append(unit)
            i = unit.end
        return units

    def _unit(self, i: int, stop: int, titled: bool) -> Unit:
        name = self.mentions.at.get(i)
        title = self.title_at.get(i) if titled else None
        value = self.at.get(i)
        if title is not None:
            return Unit("title", i, min(title.end, stop), title.text)
        if name is not None:
            return Unit(name.type, i, min(name.end, stop), name.value)
        if (
            titled
            and i + 1 in self.title_at
            and self.mentions.mention(self.doc[i], ("organization",))
        ):
            return Unit("organization", i, i + 1, self.doc[i].text)  # "its chief executive"
        if value is not None:
            end = i + 1
            while end < stop and self.at.get(end) is value:
                end += 1
            return Unit("amount" if value.type in AMOUNTS else "date", i, end, value.text)
        return Unit("word", i, i + 1, self.graph.plain(self.doc[i]))

    def _amounts(self, token: Token, limits: Collection[str]) -> list[Mention]:
        return [m for v in self._in_phrase(token, AMOUNTS) if (m := self.amount(v, limits))]

    def medium(self, sent: Span) -> Mention | None:
        """Return the agency or paper a sentence has its news from ("a Reuters report")."""
        for name in self.mentions.names:
            media = name.entry is not None and name.entry.group == "media"
            if media and sent.start <= name.start < sent.end:
                return self.mentions.mention(self.doc[name.start], ("organization",))
        return None

    def seat(self, title: Mention) -> tuple[dict[str, Mention], dict[str, Mention]]:
        """Return whose a title is by the words around it, and by the text before it."""
        span = self.doc.char_span(title.start or 0, title.end or 0, alignment_mode="expand")
        if span is None or title.start is None:
            return {}, {}
        post = self.post_at.get(span.start)
        if post is None:
            found = self.mentions.employer(span)
            return {}, {"organization": found} if found else {}
        said = {"organization": post.organization, "place": post.place}
        own = {role: mention for role, mention in said.items() if mention is not None}
        if post.whole or own:
            return own, {}
        home = self.mentions.home(post.group, span)
        found = self.mentions.employer(span) if home is None else None
        guessed = {"organization": found, "place": home}
        return {}, {role: mention for role, mention in guessed.items() if mention is not None}

    def in_sentence(self, sent: Span, types: Collection[str]) -> list[Value]:
        """Return the values of some types that begin in a sentence, in text order."""
        return [
            value
            for value in self.values
            if value.type in types and sent.start_char <= value.start < sent.end_char
        ]

    def topic(self, token: Token) -> Mention | None:
        """Return the company that a place in the text is about: near, a subject, often named."""
        best: tuple[float, Name] | None = None
        for name in self.mentions.names:
            if name.start >= token.i:
                break
            group = self.group(name.entity, name.value)
            if name.type != "organization" or group in OBSERVERS:
                continue
            head = self.doc[name.start : name.end].root
            named = name.entity is not None or self._named[name.value] > 1
            if not named and head.dep_ not in SUBJECTS:
                continue  # "a strategist at IG Markets"
            score = 0.6 * min(self._named[name.value], 8)
            score -= 0.6 * self._sentences_between(head, token)
            score += 1.0 if head.dep_ in SUBJECTS else 0.0
            if best is None or score >= best[0]:
                best = (score, name)
        return Mention(best[1].value, entity=best[1].entity) if best else None

    def before(self, mention: Mention) -> Token | None:
        """Return the word before a mention, an article passed over."""
        if mention.start is None or mention.end is None:
            return None
        span = self.doc.char_span(mention.start, mention.end, alignment_mode="expand")
        if span is None or span.start == span.sent.start:
            return None
        token = self.doc[span.start - 1]
        return token.nbor(-1) if token.pos_ == "DET" and token.i > span.sent.start else token

    def group(self, entity: str | None, value: str = "") -> str:
        """Return the catalogue's group of a name ("place" for places), "" where it has none.

        A name that the catalogue lacks is of the group of the noun in it: "the Danish Treasury".
        """
        if entity is None:
            words = value.lower().split()
            terms = [" ".join(words[i:]) for i in range(len(words))] + words[:1]
            nouns = (self.mentions.catalogue.noun(term, self.article.lang) for term in terms)
            return next((noun.group for noun in nouns if noun is not None), "")
        entry = self.mentions.catalogue.by_id(entity)
        return "place" if entry.type == "place" else entry.group

    def _sentences_between(self, one: Token, two: Token) -> int:
        return max(self._number[two.i] - self._number[one.i], 0)

    def _in_phrase(self, token: Token, types: Collection[str]) -> list[Value]:
        """The values in the phrase that a token heads; its own first."""
        own = self.at.get(token.i)
        if own is not None and own.type in types:
            return [own]
        phrase = self.graph.phrase(token)
        seen = {id(v): v for t in phrase if (v := self.at.get(t.i)) and v.type in types}
        return list(seen.values())[:1]

    def _is_of(self, value: Value) -> bool:
        """Tell whether a number is one of things: "11 milioni di pastiglie" is no money."""
        span = self.doc.char_span(value.start, value.end, alignment_mode="expand")
        after = self.doc[span.end] if span is not None and span.end < len(self.doc) else None
        return after is not None and self.graph.is_genitive(after)

    def _counted(self, value: Value) -> str | None:
        span = self.doc.char_span(value.start, value.end, alignment_mode="expand")
        if span is None:
            return None
        head = span.root.head
        if span.root.dep_ == "nummod" and head.pos_ in {"NOUN", "PROPN"}:
            item = self.item(head)
            return str(item.value) if item else None
        return None


def _characters(span: Span) -> tuple[str, int, int]:
    return span.text, span.start_char, span.end_char

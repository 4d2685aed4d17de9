"""What stands beside a word or an amount, read off the words where trees are often wrong."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from spacy.tokens import Span, Token

from .facts import Mention
from .fullnames import Name
from .reading import Reading

#: how many words describe a noun on one side, and of which parts of speech
BESIDE = 5
DESCRIBING = frozenset({"ADJ", "NOUN", "PROPN", "VERB"})
#: how many words stand between an amount and its place ("posti di lavoro in …")
BEHIND = 7
#: what may stand between the names of a list, beside marks
JOINING = frozenset({"CCONJ", "DET", "PUNCT", "SYM"})


def beside(noun: Token, types: Collection[str], reading: Reading) -> list[Mention]:
    """Return the place or thing that words of a noun's own phrase name: "Canadian car sales"."""
    run = [*_run(noun, -1, reading), *_run(noun, 1, reading)]
    mentions = reading.mentions
    if "item" in types:
        items = (reading.item(t) for t in run if t.pos_ == "NOUN")
        return [item for item in items if item is not None and reading.is_known(item)][:1]
    if any(mentions.is_agent(token) for token in run):
        return []  # "the Japanese carmaker's sales"
    named = (mentions.mention(t, types) if t.i in mentions.at else None for t in run)
    found = [m or mentions.origin(t) for m, t in zip(named, run, strict=True)]
    return [mention for mention in found if mention is not None][:1]


def _run(noun: Token, step: int, reading: Reading) -> list[Token]:
    """The words of a phrase on one side of its noun, the nearest first."""
    run: list[Token] = []
    for n in range(1, BESIDE + 1):
        i = noun.i + step * n
        if not noun.sent.start <= i < noun.sent.end or i in reading.title_at or i in reading.at:
            break
        token = reading.doc[i]
        joined = step > 0 and (reading.graph.is_genitive(token) or token.pos_ == "DET")
        if not joined and token.pos_ not in DESCRIBING and token.text != "-":
            break
        run.append(token)
    return run


def place_behind(span: Span, reading: Reading) -> Mention | None:
    """The place right behind an amount: "3,700 in Germany", "1.600 posti in Spagna"."""
    for token in reading.doc[span.end : min(span.end + BEHIND, span.sent.end)]:
        name = reading.mentions.at.get(token.i)
        if name is not None:
            located = name.type == "place" and reading.graph.is_locative(_before(name, reading))
            return reading.mentions.mention(token, ("place",)) if located else None
        if token.i in reading.at or token.pos_ in {"PUNCT", "VERB", "CCONJ"}:
            return None
    return None


def _before(name: Name, reading: Reading) -> Token | None:
    """The word before a name, an article passed over."""
    i = name.start - 1
    if i > 0 and reading.doc[i].pos_ == "DET":
        i -= 1
    return reading.doc[i] if i >= 0 else None


def listed(mention: Mention, reading: Reading) -> list[Name]:
    """The names that stand in one list with a mention: "Ford, Chrysler and General Motors"."""
    names = reading.mentions.names
    at = next((n for n, name in enumerate(names) if _is_at(name, mention, reading)), None)
    if at is None:
        return []
    first = last = at
    while first > 0 and _joined(names[first - 1], names[first], reading):
        first -= 1
    while last + 1 < len(names) and _joined(names[last], names[last + 1], reading):
        last += 1
    return list(names[first : last + 1])


def _is_at(name: Name, mention: Mention, reading: Reading) -> bool:
    start, end = reading.doc[name.start].idx, reading.doc[name.end - 1]
    if mention.start is None or mention.end is None:
        return False
    return start >= mention.start and end.idx + len(end) <= mention.end


def _joined(one: Name, two: Name, reading: Reading) -> bool:
    between: Sequence[Token] = list(reading.doc[one.end : two.start])
    if not 1 <= len(between) <= 3 or any(t.pos_ not in JOINING for t in between):
        return False
    return all(t.pos_ != "PUNCT" or t.text == "," for t in between)

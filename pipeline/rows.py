"""Articles and facts ↔ rows of a store's tables."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from .facts import Amount, Article, Evidence, Fact, Mention
from .write import show_value

#: what no database takes as text
_UNSTORABLE = re.compile("[\0\ud800-\udfff]")
#: longer names do not fit into an index
_LONGEST = 500


def storable(text: str | None) -> str | None:
    """Return a text without what no database takes, as long as it was."""
    return _UNSTORABLE.sub("\ufffd", text) if text else text


def storable_name(name: str) -> str:
    """Return a name or an id as it stands in a store: other names never become the same one."""
    name = _UNSTORABLE.sub(lambda found: f"\\x{ord(found[0]):02x}", name)
    if len(name) <= _LONGEST:
        return name
    digest = hashlib.sha256(name.encode()).hexdigest()[:16]
    return f"{name[: _LONGEST - 20]}…{digest}"


def article_row(article: Article, **beside: Any) -> dict[str, Any]:
    """Return the row of an article; `beside` holds the columns it does not know itself."""
    return {
        "id": storable_name(article.id),
        "lang": article.lang,
        "date": storable(article.date),
        "title": storable(article.title),
        "url": storable(article.url),
        "text": storable(article.text),
        **beside,
    }


def article_of(row: Mapping[str, Any]) -> Article:
    """Build an article from its row."""
    return Article(row["id"], row["text"], row["lang"], row["date"], row["title"], row["url"])


def fact_row(fact: Fact, place: int) -> tuple[Any, ...]:
    """Return the row of a fact, in the order of the columns of `facts`."""
    source, first = fact.source, fact.evidence[0] if fact.evidence else None
    further = [evidence.to_json() for evidence in fact.evidence[1:]]
    return (
        *(fact.article, place, fact.id, fact.lang, fact.kind, fact.stance),
        *((storable(show_value(source)), storable(source.entity)) if source else (None, None)),
        *((storable(source.text), source.start, source.end) if source else (None, None, None)),
        *((storable(first.text), first.start, first.end) if first else (None, None, None)),
        json.dumps(further) if further else None,  # \u escapes: a lone surrogate is no harm
        fact.rule,
        fact.confidence,
    )


def mention_rows(fact: Fact, place: int) -> Iterator[tuple[Any, ...]]:
    """Yield the rows of a fact's mentions, in the order of the columns of `mentions`."""
    pairs = ((role, mention) for role, mentions in fact.roles.items() for mention in mentions)
    for rank, (role, mention) in enumerate(pairs):
        value = mention.value
        amount: tuple[Any, ...] = (None, None, None, None)
        if isinstance(value, Amount):
            to = None if value.number_to is None else float(value.number_to)
            amount = (float(value.number), to, storable(value.unit), value.bound)
        yield (
            *(
                fact.article,
                place,
                rank,
                role,
                storable(show_value(mention)),
                storable(mention.entity),
            ),
            *amount,
            *(storable(mention.text), mention.start, mention.end),
        )


def fact_of(row: Mapping[str, Any], mentions: Sequence[Mapping[str, Any]]) -> Fact:
    """Build a fact from its row and those of its mentions, which stand in their order."""
    roles: dict[str, tuple[Mention, ...]] = {}
    for mention in mentions:
        roles[mention["role"]] = (*roles.get(mention["role"], ()), _mention_of(mention))
    return Fact(
        article=row["article"],
        lang=row["lang"],
        kind=row["kind"],
        roles=roles,
        stance=row["stance"],
        source=_source_of(row),
        evidence=tuple(_evidence_of(row)),
        rule=row["rule"],
        confidence=row["confidence"],
    )


def _mention_of(row: Mapping[str, Any]) -> Mention:
    value = row["value"]
    if row["unit"] is not None:
        value = Amount(row["number"], row["unit"], row["bound"], row["number_to"])
    return Mention(value, row["text"], row["start_char"], row["end_char"], row["entity"])


def _source_of(row: Mapping[str, Any]) -> Mention | None:
    if row["source"] is None:
        return None
    place = row["source_text"], row["source_start"], row["source_end"]
    return Mention(row["source"], *place, row["source_entity"])


def _evidence_of(row: Mapping[str, Any]) -> Iterator[Evidence]:
    if row["evidence"] is not None:
        yield Evidence(row["evidence"], row["evidence_start"], row["evidence_end"])
    for further in json.loads(row["more_evidence"] or "[]"):
        yield Evidence(further["text"], further["start"], further["end"])

"""The vocabulary of the project: articles in, facts out, and what a kind of fact is made of."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

STANCES = ("actual", "planned", "estimated", "possible", "denied")
BOUNDS = ("exact", "about", "at-least", "more-than", "at-most", "less-than")

#: What a role may hold; a tuple of words instead of one of these is a closed list.
ROLE_TYPES = (
    "person",
    "organization",
    "place",
    "product",
    "event",
    "amount",
    "date",
    "item",
    "text",
    "words",
)


#: made once: `json.dumps` with options makes an encoder for every value
_SORTED = json.JSONEncoder(sort_keys=True)


@dataclass(frozen=True, slots=True)
class Article:
    """A cleaned article; `text` is the only text that character offsets refer to."""

    id: str
    text: str
    lang: str
    date: str | None = None  # ISO 8601 day of publication
    title: str | None = None
    url: str | None = None


@dataclass(frozen=True, slots=True)
class Amount:
    """A number with its unit (ISO 4217 code, `percent` or a singular noun) and its bound."""

    number: float
    unit: str
    bound: str = "exact"
    number_to: float | None = None

    def to_json(self) -> dict[str, Any]:
        """Return the JSON object of facts.md, with whole numbers as integers."""
        record: dict[str, Any] = {"number": _whole(self.number)}
        if self.number_to is not None:
            record["number_to"] = _whole(self.number_to)
        return record | {"unit": self.unit, "bound": self.bound}

    @classmethod
    def from_json(cls, record: Mapping[str, Any]) -> Amount:
        """Build an amount from its JSON object."""
        return cls(
            record["number"], record["unit"], record.get("bound", "exact"), record.get("number_to")
        )


@dataclass(frozen=True, slots=True)
class Mention:
    """One value of a role: its normal form, and the characters it came from if it has any."""

    value: str | Amount
    text: str | None = None
    start: int | None = None
    end: int | None = None
    entity: str | None = None

    def to_json(self) -> dict[str, Any]:
        """Return the JSON object of facts.md; absent parts are left out."""
        record: dict[str, Any] = {}
        if self.text is not None:
            record = {"text": self.text, "start": self.start, "end": self.end}
        record["value"] = self.value.to_json() if isinstance(self.value, Amount) else self.value
        if self.entity is not None:
            record["entity"] = self.entity
        return record

    @classmethod
    def from_json(cls, record: Mapping[str, Any]) -> Mention:
        """Build a mention from its JSON object."""
        value = record["value"]
        return cls(
            Amount.from_json(value) if isinstance(value, Mapping) else value,
            record.get("text"),
            record.get("start"),
            record.get("end"),
            record.get("entity"),
        )


@dataclass(frozen=True, slots=True)
class Evidence:
    """A place in the article that states the fact."""

    text: str
    start: int
    end: int

    def to_json(self) -> dict[str, Any]:
        """Return the JSON object of facts.md."""
        return {"text": self.text, "start": self.start, "end": self.end}


@dataclass(frozen=True, slots=True)
class Fact:
    """A structured fact with its stance, its source and its evidence (facts.md)."""

    article: str
    lang: str
    kind: str
    roles: Mapping[str, tuple[Mention, ...]]
    stance: str = "actual"
    source: Mention | None = None
    evidence: tuple[Evidence, ...] = field(default=())
    rule: str | None = None
    confidence: float | None = None

    @property
    def id(self) -> str:
        """Hash of article, kind and role values: the same input gives the same id on every run."""
        values = {
            role: sorted(_SORTED.encode(m.to_json()["value"]) for m in mentions)
            for role, mentions in sorted(self.roles.items())
        }
        key = json.dumps([self.article, self.kind, values], ensure_ascii=False)
        return hashlib.sha256(key.encode("utf-8", "surrogatepass")).hexdigest()[:16]

    def to_json(self) -> dict[str, Any]:
        """Return the record of facts.md, keys in its order."""
        return {
            "id": self.id,
            "article": self.article,
            "lang": self.lang,
            "kind": self.kind,
            "roles": {role: [m.to_json() for m in ms] for role, ms in self.roles.items()},
            "stance": self.stance,
            "source": self.source.to_json() if self.source else None,
            "evidence": [e.to_json() for e in self.evidence],
            "rule": self.rule,
            "confidence": self.confidence,
        }

    @classmethod
    def from_json(cls, record: Mapping[str, Any]) -> Fact:
        """Build a fact from its record; gold records have no id, rule or confidence."""
        source = record.get("source")
        return cls(
            article=record["article"],
            lang=record["lang"],
            kind=record["kind"],
            roles={
                role: tuple(Mention.from_json(m) for m in ms)
                for role, ms in record["roles"].items()
            },
            stance=record.get("stance", "actual"),
            source=Mention.from_json(source) if source else None,
            evidence=tuple(
                Evidence(e["text"], e["start"], e["end"]) for e in record.get("evidence", ())
            ),
            rule=record.get("rule"),
            confidence=record.get("confidence"),
        )


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of fact: what it says, its roles with their types, and the roles it cannot lack."""

    name: str
    says: str
    key: tuple[str, ...]
    #: role → the types it admits (of `ROLE_TYPES`), or the words of a closed list
    roles: Mapping[str, tuple[str, ...]]

    def is_closed(self, role: str) -> bool:
        """Tell whether a role takes its value from a closed list of words."""
        return not set(self.roles[role]) & set(ROLE_TYPES)


def write_jsonl(facts: Iterable[Fact]) -> Iterator[str]:
    """Yield each fact as one line of JSON without its line end."""
    for fact in facts:
        yield json.dumps(fact.to_json(), ensure_ascii=False)


def _whole(number: float) -> float | int:
    return int(number) if float(number).is_integer() else number

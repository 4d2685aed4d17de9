"""What travels between sources, workers and the store of a batch run: raw articles, outcomes."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import cached_property

from .facts import Article, Fact

#: why an article was left out; the first word of the reason that `cronista rejects` shows
STAGES = ("size", "read", "extract", "time", "memory", "crash")


@dataclass(frozen=True)
class Raw:
    """An article as its source gives it, before it is read; small enough to be held in memory."""

    source: str  # the SOURCE of the command line that gave it
    name: (
        str  # what it is within all sources, and what messages call it: a path, a URL, "x.jsonl:3"
    )
    id: str  # the id its facts will carry; unique in a store
    form: str  # how to read it: a key of `read.READERS`
    content: bytes
    lang: str | None = None
    date: str | None = None
    url: str | None = None

    @cached_property
    def key(self) -> str:
        """Hash of all that its facts depend on, but for the pipelines and the rules."""
        about = "\0".join([self.id, self.form, self.lang or "", self.date or "", self.url or ""])
        return hashlib.sha256(
            about.encode("utf-8", "surrogatepass") + b"\0" + self.content
        ).hexdigest()


@dataclass(frozen=True)
class Refused:
    """An input that a source could not give: too large, broken, out of reach."""

    source: str
    name: str
    reason: str
    stage: str = "read"
    cut: bool = False  # the source broke off here: what was not seen of it is not gone


@dataclass(frozen=True)
class Outcome:
    """What became of a raw article: an article with its facts, or the reason why there is none."""

    name: str
    article: Article | None = None
    facts: tuple[Fact, ...] = ()
    stage: str | None = None  # of `STAGES` where it failed
    reason: str | None = None
    seconds: float = 0.0
    signature: bytes = b""  # of the text, for near-duplicates (similar.py)

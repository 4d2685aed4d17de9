"""Saving: what became of articles as rows, and what of an earlier time they replace."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import Connection, Table, delete, select, update

from . import rows
from .facts import Article
from .raw import Outcome, Raw, Refused
from .schema import ARTICLES, BANDS, FACTS, MENTIONS, REJECTS
from .similar import bands


class Rows:
    """The rows that a call of `save` writes."""

    def __init__(self, run: int, version: str) -> None:
        self.run, self.version = run, version
        self.names: list[str] = []
        self.out_of_reach: set[str] = set()
        self._articles: list[dict[str, Any]] = []
        self._rejects: list[dict[str, Any]] = []
        self._facts: list[tuple[Any, ...]] = []
        self._mentions: list[tuple[Any, ...]] = []
        self._bands: list[tuple[Any, ...]] = []

    def add(self, name: str, given: Raw | Refused, outcome: Outcome | None) -> None:
        """Add the rows of an article, or of the reason why there is none."""
        self.names.append(name)
        if isinstance(given, Refused) and given.stage == "read":
            self.out_of_reach.add(name)  # what was found in it before still holds
        beside = {
            "name": name,
            "source": rows.storable_name(given.source),
            "key": given.key if isinstance(given, Raw) else "",
            "version": self.version,
            "run": self.run,
        }
        if outcome and outcome.article and not outcome.stage:
            self._add_article(outcome.article, outcome, beside)
        else:
            self._rejects.append(beside | _why(given, outcome))

    def _add_article(self, article: Article, outcome: Outcome, beside: dict[str, Any]) -> None:
        signature = outcome.signature or None
        row = rows.article_row(article, signature=signature, copy_of=None, **beside)
        self._articles.append(row)
        hashes = bands(outcome.signature)
        self._bands += [(band, hash, row["id"]) for band, hash in enumerate(hashes)]
        for place, given in enumerate(outcome.facts):
            fact = given if given.article == row["id"] else replace(given, article=row["id"])
            self._facts.append(rows.fact_row(fact, place))
            self._mentions += rows.mention_rows(fact, place)

    def count_attempts(self, db: Connection, names: Sequence[str]) -> None:
        """Count on, for what failed before with the same content."""
        columns = (REJECTS.c.name, REJECTS.c.key, REJECTS.c.attempts)
        found = db.execute(select(*columns).where(REJECTS.c.name.in_(names)))
        before = {(row.name, row.key): row.attempts for row in found}
        for row in self._rejects:
            if (row["name"], row["key"]) in before:
                row["attempts"] = before[row["name"], row["key"]] + 1

    def tables(self) -> Iterator[tuple[Table, Sequence[Sequence[Any]]]]:
        """Yield each table with its rows, columns in the table's order."""
        for table, kept in ((ARTICLES, self._articles), (REJECTS, self._rejects)):
            yield table, [tuple(row[column.name] for column in table.columns) for row in kept]
        yield from ((FACTS, self._facts), (MENTIONS, self._mentions), (BANDS, self._bands))


def _why(given: Raw | Refused, outcome: Outcome | None) -> dict[str, Any]:
    failed = given if isinstance(given, Refused) else outcome
    return {
        "id": rows.storable_name(given.id if isinstance(given, Raw) else given.name),
        "stage": (failed and failed.stage) or "extract",
        "reason": rows.storable((failed and failed.reason) or "no article came out of it"),
        "attempts": 1,
    }


def remove(db: Connection, names: Sequence[str], *, but: Collection[str] = ()) -> int:
    """Remove all rows of these articles; return of how many there were any.

    `but`: those of which only the reason why they failed before goes.
    """
    rest = [name for name in names if name not in but]
    found = db.execute(select(ARTICLES.c.id).where(ARTICLES.c.name.in_(rest)))
    if ids := [row.id for row in found]:
        for column in (FACTS.c.article, MENTIONS.c.article, BANDS.c.article, ARTICLES.c.id):
            db.execute(delete(column.table).where(column.in_(ids)))
        lone = update(ARTICLES).where(ARTICLES.c.copy_of.in_(ids)).values(copy_of=None)
        db.execute(lone)  # until they are linked anew, they count
    rejected = db.execute(delete(REJECTS).where(REJECTS.c.name.in_(names)))
    return len(ids) + rejected.rowcount

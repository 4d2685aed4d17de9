"""The store: an SQL database of articles, each once, with its facts or why it has none."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import groupby, islice
from pathlib import Path
from typing import Any, Self, TypeVar, cast

from sqlalchemy import (
    ColumnElement,
    Connection,
    Select,
    Table,
    bindparam,
    func,
    insert,
    select,
    tuple_,
    update,
)

from . import rows
from .database import Database
from .facts import Article, Fact
from .raw import Outcome, Raw, Refused
from .saving import Rows, remove
from .schema import ANALYZE, ARTICLES, BANDS, FACTS, MENTIONS, REJECTS, RUNS
from .similar import Signed
from .views import prepare

T = TypeVar("T")
_Row = Mapping[str, Any]
Pair = tuple[Raw | Refused, Outcome | None]

#: how many names a query asks for: fewer than the parameters of any database
_NAMES = 500
#: how many rows a page of an iterator holds
_PAGE = 1000


@dataclass(frozen=True, slots=True)
class Known:
    """What a store has under a name: an article with its facts, or the note that it failed."""

    id: str
    key: str
    version: str
    rejected: bool


@dataclass(frozen=True, slots=True)
class Entry:
    """An article of a store; `copy_of` is the id of the article it repeats."""

    article: Article
    name: str
    source: str
    key: str
    version: str
    copy_of: str | None


@dataclass(frozen=True, slots=True)
class Reject:
    """An article that failed, or an input that gave none: at which stage, why, how often."""

    name: str
    source: str
    id: str
    key: str
    version: str
    stage: str
    reason: str
    attempts: int


class Store:
    """Articles, facts, mentions, runs and rejects in an SQL database; use it in a `with`."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self.name = database.name

    @classmethod
    def open(
        cls,
        target: str | Path,
        *,
        create: bool = True,
        sleep: Callable[[float], None] = time.sleep,
    ) -> Self:
        """Open the store at a path or URL, made if there is none and `create` allows it.

        Raises StoreError where there is no store or none can be made.
        """
        store = cls(Database(target, create=create, sleep=sleep))
        with ExitStack() as opened:
            opened.callback(store.close)
            prepare(store._database, create=create)
            opened.pop_all()
        return store

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the database."""
        self._database.close()

    def begin(self, settings: Mapping[str, Any]) -> int:
        """Note that a run begins, with its settings; return its number."""
        row = {"started": _now(), "state": "running", "settings": json.dumps(dict(settings))}
        return self._do(
            lambda db: int(db.execute(insert(RUNS).values(row).returning(RUNS.c.run)).scalar_one())
        )

    def finish(self, run: int, state: str) -> None:
        """Note how a run ended: done, interrupted, failed."""
        row = {"finished": _now(), "state": state}
        self._do(lambda db: db.execute(update(RUNS).where(RUNS.c.run == run).values(row)))
        if state == "done":  # fresh statistics: the views are asked right after a run
            for statement in ANALYZE[self._database.dialect]:
                self._do(lambda db, do=statement: db.exec_driver_sql(do))

    def known(self, names: Iterable[str]) -> dict[str, Known]:
        """Return what the store has under these names; names it does not know are left out."""
        asked = {rows.storable_name(name): name for name in names}
        found: dict[str, Known] = {}
        for table, rejected in ((ARTICLES, False), (REJECTS, True)):
            columns = (table.c.name, table.c.id, table.c.key, table.c.version)
            for row in self._by(table.c.name, asked, columns):
                found[asked[row.name]] = Known(row.id, row.key, row.version, rejected)
        return found

    def taken(self, ids: Iterable[str]) -> dict[str, str]:
        """Return those of the ids that are in use, each with the name of the article that has it.

        An article that failed keeps its id: it may be done yet.
        """
        asked = {rows.storable_name(id): id for id in ids}
        return {
            asked[row.id]: row.name
            for table in (REJECTS, ARTICLES)
            for row in self._by(table.c.id, asked, (table.c.id, table.c.name))
        }

    def save(self, run: int, version: str, pairs: Sequence[Pair]) -> None:
        """Put what became of articles in the place of all that was kept of them, at one stroke.

        A reader, and a run that is killed, sees all of it or nothing. Of an article that failed
        only the reason is kept.
        """
        last = {rows.storable_name(given.name): (given, outcome) for given, outcome in pairs}
        made = Rows(run, version)
        for name, (given, outcome) in last.items():
            made.add(name, given, outcome)
        self._do(lambda db: self._replace(db, made))

    def keep(self, source: str, seen: Iterable[str]) -> int:
        """Remove what is kept of articles of a source that are not among those seen; count them."""
        kept = {rows.storable_name(name) for name in seen}
        where = rows.storable_name(source)
        gone = [
            row["name"]
            for table in (ARTICLES, REJECTS)
            for row in self._pages(
                select(table.c.name).where(table.c.source == where), (table.c.name,)
            )
            if row["name"] not in kept
        ]
        return self.remove(gone)

    def remove(self, names: Iterable[str]) -> int:
        """Remove all that is kept of these articles; return how many were there."""
        count = 0
        for some in _chunks(map(rows.storable_name, names), _NAMES):
            count += self._do(lambda db, some=some: remove(db, some))
        return count

    def articles(self) -> Iterator[Entry]:
        """Yield all articles in the order of their ids."""
        for row in self._pages(select(ARTICLES), (ARTICLES.c.id,)):
            beside = (row["name"], row["source"], row["key"], row["version"], row["copy_of"])
            yield Entry(rows.article_of(row), *beside)

    def facts(self, kinds: Iterable[str] = (), *, copies: bool = False) -> Iterator[Fact]:
        """Yield facts (of all kinds, where none is named) by article and place in the article.

        Facts of articles that are copies of others come only with `copies`.
        """
        query = select(FACTS)
        if wanted := sorted(kinds):
            query = query.where(FACTS.c.kind.in_(wanted))
        pages = self._pages(query, (FACTS.c.article, FACTS.c.place))
        for page in _chunks(pages, _PAGE):
            ids = {row["article"] for row in page}
            hidden = set() if copies else self._copies(ids)
            mentions = self._mentions(ids - hidden, page[0], page[-1])
            for row in page:
                if row["article"] not in hidden:
                    yield rows.fact_of(row, mentions.get((row["article"], row["place"]), ()))

    def rejects(self) -> Iterator[Reject]:
        """Yield what failed, in the order of names."""
        columns = [REJECTS.c[field] for field in Reject.__dataclass_fields__]
        for row in self._pages(select(*columns), (REJECTS.c.name,)):
            yield Reject(**row)

    def table(self, table: Table) -> Iterator[_Row]:
        """Yield the rows of a table in the order of its key."""
        return self._pages(select(table), tuple(table.primary_key))

    def roles(self) -> set[str]:
        """Return the roles that are filled anywhere."""
        return {row["role"] for row in self._all(select(MENTIONS.c.role).distinct())}

    def counts(self) -> dict[str, int]:
        """Return how many articles, facts, rejects and copies the store holds."""
        queries = {
            "articles": select(func.count()).select_from(ARTICLES),
            "facts": select(func.count()).select_from(FACTS),
            "rejects": select(func.count()).select_from(REJECTS),
            "copies": select(func.count())
            .select_from(ARTICLES)
            .where(ARTICLES.c.copy_of.is_not(None)),
        }
        return self._do(
            lambda db: {name: int(db.execute(q).scalar_one()) for name, q in queries.items()}
        )

    def signatures(self, ids: Iterable[str]) -> dict[str, Signed]:
        """Return what the copies of articles are told by, by id; unsigned ones are left out."""
        columns = (ARTICLES.c.id, ARTICLES.c.date, ARTICLES.c.signature)
        found = self._by(ARTICLES.c.id, ids, columns)
        return {row.id: Signed(row.date, bytes(row.signature)) for row in found if row.signature}

    def alike(self) -> Iterator[tuple[str, ...]]:
        """Yield the ids of articles that share a band of their signatures, band after band."""
        band = (BANDS.c.band, BANDS.c.hash)
        shared = select(*band).group_by(*band).having(func.count() > 1).order_by(*band)
        last: tuple[int, int] | None = None
        while True:  # a page of bands reads on in the key where the last one ended
            after = shared if last is None else shared.where(tuple_(*band) > last)
            page = after.limit(_PAGE).subquery()
            on = (BANDS.c.band == page.c.band) & (BANDS.c.hash == page.c.hash)
            found = self._all(select(BANDS).join(page, on).order_by(*BANDS.primary_key))
            for _, group in groupby(found, key=lambda row: (row["band"], row["hash"])):
                yield tuple(row["article"] for row in group)
            if not found:
                return
            last = found[-1]["band"], found[-1]["hash"]

    def link(self, copies: Mapping[str, str]) -> None:
        """Note of which article these are copies, and that no other article is one."""
        copy = ARTICLES.c.copy_of
        change = (
            update(ARTICLES)
            .where(ARTICLES.c.id == bindparam("copy"))
            .values(copy_of=bindparam("original"))
        )

        def link(db: Connection) -> None:
            found = db.execute(select(ARTICLES.c.id, copy).where(copy.is_not(None)))
            before = {row.id: row.copy_of for row in found}
            wanted = {id: copies.get(id) for id in {**before, **copies}}
            changed = [
                {"copy": id, "original": original}
                for id, original in sorted(wanted.items())
                if original != before.get(id)
            ]
            if changed:
                db.execute(change, changed)

        self._do(link)

    def _do(self, work: Callable[..., T]) -> T:
        return self._database.do(work)

    def _replace(self, db: Connection, made: Rows) -> None:
        for some in _chunks(made.names, _NAMES):
            made.count_attempts(db, some)
            remove(db, some, but=made.out_of_reach)
        for table, kept in made.tables():
            self._database.load(db, table, kept)

    def _all(self, query: Select[Any]) -> Sequence[_Row]:
        return self._do(lambda db: cast("Sequence[_Row]", db.execute(query).mappings().all()))

    def _by(
        self, column: ColumnElement[str], values: Iterable[str], columns: Iterable[Any]
    ) -> Iterator[Any]:
        """Yield the rows that have one of many values in a column."""
        for some in _chunks(values, _NAMES):
            query = select(*columns).where(column.in_(some))
            yield from self._do(lambda db, query=query: db.execute(query).all())

    def _pages(self, query: Select[Any], by: Sequence[ColumnElement[Any]]) -> Iterator[_Row]:
        """Yield rows in the order of a unique key, a page a transaction: any number of rows."""
        key, last = tuple_(*by), None
        while True:
            more = query if last is None else query.where(key > last)
            page = self._all(more.order_by(*by).limit(_PAGE))
            yield from page
            if len(page) < _PAGE:
                return
            last = tuple(page[-1][column.name] for column in by)

    def _copies(self, ids: Iterable[str]) -> set[str]:
        """Return which of these articles are copies."""
        found = self._by(ARTICLES.c.id, ids, (ARTICLES.c.id, ARTICLES.c.copy_of))
        return {row.id for row in found if row.copy_of is not None}

    def _mentions(
        self, ids: Iterable[str], first: _Row, last: _Row
    ) -> dict[tuple[str, int], list[_Row]]:
        """Return the mentions of a page of facts, by article and place.

        The ids are named because a planner without statistics takes a bare range for half a table.
        """
        fact = tuple_(MENTIONS.c.article, MENTIONS.c.place)
        query = (
            select(MENTIONS)
            .where(fact >= (first["article"], first["place"]))
            .where(fact <= (last["article"], last["place"]))
            .order_by(*MENTIONS.primary_key)
        )
        found = (
            row
            for some in _chunks(sorted(ids), _NAMES)
            for row in self._all(query.where(MENTIONS.c.article.in_(some)))
        )
        grouped = groupby(found, key=lambda row: (row["article"], row["place"]))
        return {key: list(group) for key, group in grouped}


def _chunks(items: Iterable[T], size: int) -> Iterator[list[T]]:
    iterator = iter(items)
    while chunk := list(islice(iterator, size)):
        yield chunk


def _now() -> datetime:
    return datetime.now(UTC).replace(tzinfo=None)

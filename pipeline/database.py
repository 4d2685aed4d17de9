"""The connection to a store's database: opening, bulk loading, trying again when it is lost."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import URL, Connection, Engine, Table, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError

from .errors import StoreError

T = TypeVar("T")

#: seconds between attempts to reach a lost database: a minute in all
PAUSES = (1.0, 2.0, 4.0, 8.0, 15.0, 30.0)
#: how long to wait for another process that writes into the same file
_LOCKED = 60.0
SUFFIXES = (".db", ".sqlite", ".sqlite3")
#: the first letters of codes for connections that are gone (where psycopg itself finds that out,
#: there is only a class) and for transactions to repeat
_AGAIN = ("08", "57P", "OperationalError", "40001", "40P01", "SQLITE_BUSY_SNAPSHOT")
#: another process holds the file, or has written what was to be written
_TAKEN = ("SQLITE_BUSY", "SQLITE_LOCKED", "SQLITE_CONSTRAINT", "23")
_FULL = ("53100", "SQLITE_FULL", "SQLITE_IOERR")


class Database:
    """An SQL database, by a path (SQLite) or a URL (`postgresql://…`)."""

    def __init__(
        self,
        target: str | Path,
        *,
        create: bool = True,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self.url = _read_url(str(target), create)
        self.name = self.url.render_as_string(hide_password=True)
        if self.url.drivername == "sqlite":
            self.name = self.url.database or self.name
        self._sleep = sleep
        self._engine = self._connect()
        self.dialect = self._engine.dialect.name
        self._errors: tuple[type[Exception], ...] = (
            DBAPIError,
            self._engine.dialect.loaded_dbapi.Error,
        )

    def do(self, work: Callable[[Connection], T], *, pauses: Sequence[float] = PAUSES) -> T:
        """Do work in one transaction, again where the connection is lost meanwhile.

        Raises StoreError where it stays lost, where the disk is full, and on any other fault.
        """
        for pause in (*pauses, None):
            try:
                with self._engine.begin() as connection:
                    return work(connection)
            except self._errors as error:
                code, said = _cause(error)
                if pause is None or not code.startswith(_AGAIN):
                    raise StoreError(f"{self.name}: {_advice(code, said)}") from error
            self._engine.dispose()  # the pool's other connections are lost likewise
            self._sleep(pause)
        raise AssertionError("the last attempt returns or raises")

    def load(self, connection: Connection, table: Table, rows: Sequence[Sequence[Any]]) -> None:
        """Insert rows in the order of the table's columns, the fastest way there is."""
        if not rows:
            return
        into = f"{table.name} ({', '.join(table.columns.keys())})"
        if self.dialect == "postgresql":
            cursor: Any = connection.connection.cursor()
            with cursor, cursor.copy(f"COPY {into} FROM STDIN") as copy:
                for row in rows:
                    copy.write_row(row)
        else:
            marks = ", ".join("?" * len(table.columns))
            connection.exec_driver_sql(f"INSERT INTO {into} VALUES ({marks})", [*map(tuple, rows)])

    def close(self) -> None:
        """Close all connections."""
        self._engine.dispose()

    def _connect(self) -> Engine:
        if self.url.drivername != "sqlite":
            try:
                return create_engine(self.url)
            except ImportError as error:
                raise StoreError(
                    f'{self.name}: PostgreSQL needs psycopg: pip install "cronista[postgres]"'
                ) from error
        engine = create_engine(self.url, connect_args={"timeout": _LOCKED})
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
        return engine


def _read_url(target: str, create: bool) -> URL:
    if "://" in target:
        return _server(target)
    path = Path(target)
    if path.suffix.lower() not in SUFFIXES:
        raise StoreError(
            f"{target}: not a store: name a file ({', '.join(SUFFIXES)}) or postgresql://…"
        )
    if not create and not path.is_file():
        raise StoreError(f"{target}: there is no such store")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StoreError(f"{target}: cannot be written ({error.strerror})") from error
    return URL.create("sqlite", database=os.fspath(path))


def _server(target: str) -> URL:
    try:
        url = make_url(target)
    except (ArgumentError, ValueError) as error:
        raise StoreError(
            "the address of the database cannot be read: write postgresql://USER@HOST/DATABASE"
        ) from error
    if url.drivername not in ("postgresql", "postgres", "postgresql+psycopg"):
        raise StoreError(
            f"{url.drivername}://: not a database that Cronista writes: choose postgresql://…"
            f" or a file ({', '.join(SUFFIXES)})"
        )
    return url.set(drivername="postgresql+psycopg")


def _prepare_sqlite(connection: Any, _: Any) -> None:
    """A process that is killed loses nothing that was committed, in this mode; readers go on."""
    connection.isolation_level = None  # the driver begins no transactions: see `_begin_sqlite`
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=NORMAL")


def _begin_sqlite(connection: Connection) -> None:
    """Begin before anything else, so that tables too are all made or none of them."""
    connection.exec_driver_sql("BEGIN")


def _cause(error: Exception) -> tuple[str, str]:
    """Return the database's code for an error, or else its class, and what it says."""
    own = getattr(error, "orig", None) or error
    code = getattr(own, "sqlstate", None) or getattr(own, "sqlite_errorname", None)
    return code or type(own).__name__, " ".join(str(own).split())


def _advice(code: str, said: str) -> str:
    go_on = "what was saved is kept: run the same command again to go on"
    if code.startswith(_FULL):
        return f"no room to write ({said}); free some, {go_on}"
    if code.startswith(_TAKEN):
        return f"another run writes into it ({said}); wait for its end, {go_on}"
    if code.startswith(_AGAIN):
        return f"the database is out of reach ({said}); when it is back, {go_on}"
    return f"the database refuses ({said})"

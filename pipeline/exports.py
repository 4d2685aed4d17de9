"""Exports: a file made of what a store holds, whole or not at all.

To add a format: one function, and one line in `EXPORTS`. Files of facts (JSONL, CSV, Parquet) leave
out those of articles that are copies; DuckDB and Turtle hold all articles, and which are copies.
"""

from __future__ import annotations

import gzip
import io
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import Any, TextIO

from .database import SUFFIXES
from .errors import CronistaError, StoreError
from .facts import Amount, Fact, Mention, write_jsonl
from .store import Store
from .write import show_value, whole, write_table

#: facts a row group of Parquet, rows a step of DuckDB: some megabytes in memory
_GROUP = 10_000


def place(target: str) -> tuple[str, Path | None]:
    """Return where the store of a sink is, and the export to be made of it if the sink is a file.

    `facts.db` and `postgresql://…` are stores themselves; that of `facts.jsonl` lies beside it.
    Raises CronistaError where a file's suffix says nothing.
    """
    path = Path(target)
    if "://" in target or path.suffix.lower() in SUFFIXES:
        return target, None
    _find(path)
    return f"{target}{SUFFIXES[0]}", path


def export(store: Store, target: Path) -> None:
    """Write what a store holds to a file, by its suffix; raises CronistaError where it cannot."""
    write = _find(target)
    try:
        with whole(target) as part:
            write(store, part)
    except OSError as error:
        raise StoreError(
            f"{target}: cannot be written ({error.strerror or error}); what was found is kept in"
            f" {store.name}"
        ) from error
    except ImportError as error:
        extra = target.suffix.lower().lstrip(".")
        raise CronistaError(
            f'{target}: needs a library: pip install "cronista[{extra}]"; what was found is kept'
            f" in {store.name}"
        ) from error


def _find(target: Path) -> Callable[[Store, Path], None]:
    name = target.name.lower()
    for suffix, function in EXPORTS.items():
        if name.endswith(suffix):
            return function
    known = ", ".join([*SUFFIXES, *EXPORTS])
    raise CronistaError(
        f"{target}: cannot tell its format: choose one of {known} or postgresql://…"
    )


def _jsonl(store: Store, path: Path) -> None:
    with path.open("w", encoding="utf-8", newline="") as stream:
        _write_lines(store, stream)


def _jsonl_gz(store: Store, path: Path) -> None:
    # no name and no time inside: the same facts give the same bytes
    with (
        path.open("wb") as raw,
        gzip.GzipFile("", "wb", mtime=0, fileobj=raw) as packed,
        io.TextIOWrapper(packed, encoding="utf-8", newline="") as stream,
    ):
        _write_lines(store, stream)


def _jsonl_zst(store: Store, path: Path) -> None:
    import zstandard

    with (
        path.open("wb") as raw,
        zstandard.ZstdCompressor().stream_writer(raw) as packed,
        io.TextIOWrapper(packed, encoding="utf-8", newline="") as stream,
    ):
        _write_lines(store, stream)


def _write_lines(store: Store, stream: TextIO) -> None:
    stream.writelines(line + "\n" for line in write_jsonl(store.facts()))


def _csv(store: Store, path: Path) -> None:
    present = store.roles()
    with path.open("w", encoding="utf-8", newline="") as stream:
        roles = [role for role in _roles(present) if role in present]
        write_table(store.facts(), roles, stream)


def _roles(present: set[str]) -> list[str]:
    """Return the roles of all kinds in their order, then those that no kind of ours has."""
    from .grammar import read_kinds

    own = dict.fromkeys(role for kind in read_kinds().values() for role in kind.roles)
    return [*own, *sorted(present - own.keys())]


def _parquet(store: Store, path: Path) -> None:
    """Write one row a fact; `roles` is a structure of one list of mentions a role."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    roles = _roles(store.roles())
    schema = _parquet_schema(roles)
    facts = store.facts()
    with pq.ParquetWriter(path, schema, compression="zstd") as writer:
        while group := [_record(fact, roles) for fact in islice(facts, _GROUP)]:
            writer.write_table(pa.Table.from_pylist(group, schema))


def _parquet_schema(roles: list[str]) -> Any:
    import pyarrow as pa

    text, number, place = pa.string(), pa.float64(), pa.int32()
    where = [("text", text), ("start", place), ("end", place)]
    amount = [("number", number), ("number_to", number), ("unit", text), ("bound", text)]
    mention = pa.struct([("value", text), ("entity", text), *amount, *where])
    return pa.schema(
        [
            *((name, text) for name in ("id", "article", "lang", "kind")),
            ("roles", pa.struct([(role, pa.list_(mention)) for role in roles])),
            *(("stance", text), ("source", mention)),
            *(("evidence", pa.list_(pa.struct(where))), ("rule", text), ("confidence", number)),
        ]
    )


def _record(fact: Fact, roles: list[str]) -> dict[str, Any]:
    filled = {role: [_mention(m) for m in fact.roles.get(role, ())] or None for role in roles}
    source = _mention(fact.source) if fact.source else None
    return fact.to_json() | {"roles": filled, "source": source}


def _mention(mention: Mention) -> dict[str, Any]:
    record = mention.to_json()
    amount = record["value"] if isinstance(mention.value, Amount) else {}
    return record | amount | {"value": show_value(mention)}


def _duckdb(store: Store, path: Path) -> None:
    """Write the tables and views of a store; what a store needs for itself stays there."""
    import duckdb

    from .grammar import read_kinds
    from .schema import ARTICLES, FACTS, MENTIONS, REJECTS, RUNS, make_views

    with _quietly(path, duckdb.Error), duckdb.connect(path) as connection:
        for table in (ARTICLES, FACTS, MENTIONS, RUNS, REJECTS):
            _copy_table(store, table, connection)
        for name, query in make_views(read_kinds(), "duckdb").items():
            connection.execute(f'CREATE VIEW "{name}" AS {query}')


def _copy_table(store: Store, table: Any, connection: Any) -> None:
    import pyarrow as pa
    from sqlalchemy import DateTime, Float, Integer, LargeBinary

    types = {
        Integer: pa.int64(),
        Float: pa.float64(),
        DateTime: pa.timestamp("us"),
        LargeBinary: pa.binary(),
    }
    schema = pa.schema(
        (
            column.name,
            next((a for t, a in types.items() if isinstance(column.type, t)), pa.string()),
        )
        for column in table.columns
    )
    found = store.table(table)
    do = f"CREATE TABLE {table.name} AS"
    while True:
        group = [dict(row) for row in islice(found, _GROUP)]
        batch = pa.Table.from_pylist(group, schema)
        connection.register("batch", batch)
        connection.execute(f"{do} SELECT * FROM batch")
        do = f"INSERT INTO {table.name}"
        if len(group) < _GROUP:
            return


@contextmanager
def _quietly(path: Path, own: type[Exception]) -> Iterator[None]:
    """Turn DuckDB's own errors into those of files, and leave no journal beside the file."""
    try:
        yield
    except own as error:
        raise OSError(str(error)) from error
    finally:
        path.with_name(path.name + ".wal").unlink(missing_ok=True)


def _turtle(store: Store, path: Path) -> None:
    from .rdf import write_turtle

    with path.open("w", encoding="utf-8", newline="") as stream:
        stream.writelines(write_turtle(store))


#: how a store is exported, by the end of the file's name
EXPORTS: dict[str, Callable[[Store, Path], None]] = {
    ".jsonl": _jsonl,
    ".jsonl.gz": _jsonl_gz,
    ".jsonl.zst": _jsonl_zst,
    ".csv": _csv,
    ".parquet": _parquet,
    ".duckdb": _duckdb,
    ".ttl": _turtle,
}

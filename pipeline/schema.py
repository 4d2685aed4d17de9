"""The tables of a store, and the views that show each kind of fact, one column a role."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from sqlalchemy import (
    BigInteger,
    Column,
    DateTime,
    Float,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
)

from .facts import Kind

#: what a store's tables look like; a store of another number is not touched
VERSION = 1
#: types of names, which the catalogue may know
NAMED = frozenset({"person", "organization", "place", "product", "event"})

METADATA = MetaData()
#: sorted by its bytes everywhere, so that every database gives the same order
ID = Text().with_variant(Text(collation="C"), "postgresql")

ABOUT = Table(
    "about",
    METADATA,
    Column("key", String, primary_key=True),
    Column("value", Text, nullable=False),
)
RUNS = Table(
    "runs",
    METADATA,
    Column("run", Integer, primary_key=True),
    Column("started", DateTime, nullable=False),  # UTC
    Column("finished", DateTime),
    Column("state", Text, nullable=False),  # running, done, interrupted, failed …
    Column("settings", Text, nullable=False),  # JSON
)
ARTICLES = Table(
    "articles",
    METADATA,
    Column("id", ID, primary_key=True),
    Column("name", ID, nullable=False, unique=True),
    Column("source", ID, nullable=False, index=True),
    Column("key", Text, nullable=False),  # hash of what its facts depend on (`Raw.key`)
    Column("version", Text, nullable=False),  # of the pipelines and rules that read it
    Column("lang", Text, nullable=False),
    Column("date", Text),
    Column("title", Text),
    Column("url", Text),
    Column("text", Text, nullable=False),  # what all character offsets refer to
    Column("signature", LargeBinary),
    Column("copy_of", ID, index=True),
    Column("run", Integer, nullable=False),
    sqlite_with_rowid=False,
)
FACTS = Table(
    "facts",
    METADATA,
    Column("article", ID, primary_key=True),
    Column("place", Integer, primary_key=True),  # its place among the article's facts, from 0
    Column("id", Text, nullable=False, index=True),
    Column("lang", Text, nullable=False),
    Column("kind", Text, nullable=False, index=True),
    Column("stance", Text, nullable=False),
    Column("source", Text),
    Column("source_entity", Text),
    Column("source_text", Text),
    Column("source_start", Integer),
    Column("source_end", Integer),
    Column("evidence", Text),
    Column("evidence_start", Integer),
    Column("evidence_end", Integer),
    Column("more_evidence", Text),  # JSON list of the further places
    Column("rule", Text),
    Column("confidence", Float(53)),
    sqlite_with_rowid=False,
)
MENTIONS = Table(
    "mentions",
    METADATA,
    Column("article", ID, primary_key=True),
    Column("place", Integer, primary_key=True),
    Column("rank", Integer, primary_key=True),  # its place among the fact's mentions, from 0
    Column("role", Text, nullable=False),
    Column("value", Text, nullable=False),  # an amount as it reads: "≥ 1300000 vehicle/year"
    Column("entity", Text),
    Column("number", Float(53)),
    Column("number_to", Float(53)),
    Column("unit", Text),
    Column("bound", Text),
    Column("text", Text),
    Column("start_char", Integer),
    Column("end_char", Integer),
    # quoted words are longer than what a btree of PostgreSQL takes
    Index("ix_mentions_value", "value", postgresql_using="hash"),
    Index("ix_mentions_entity", "entity"),
    sqlite_with_rowid=False,
)
REJECTS = Table(
    "rejects",
    METADATA,
    Column("name", ID, primary_key=True),
    Column("source", ID, nullable=False, index=True),
    Column("id", ID, nullable=False, index=True),
    Column("key", Text, nullable=False),
    Column("version", Text, nullable=False),
    Column("stage", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("run", Integer, nullable=False),
)
BANDS = Table(
    "bands",
    METADATA,
    Column("band", Integer, primary_key=True),
    Column("hash", BigInteger, primary_key=True),
    Column("article", ID, primary_key=True, index=True),
    sqlite_with_rowid=False,
)

#: how a database is told to count what its plans depend on; it samples, however large it is
ANALYZE = {
    "sqlite": ("PRAGMA analysis_limit = 400", "ANALYZE"),
    "postgresql": ("ANALYZE articles, facts, mentions",),
}

#: columns of every view beside its roles
_BEFORE = (
    *("f.id", "f.article", "a.date AS published", "f.lang", "f.stance"),
    *("f.source", "f.source_entity"),
)
_AFTER = ("f.evidence", "f.rule", "f.confidence")
#: of these a role shows all, in the order of the article; of the others the first
_JOINED = ("value", "entity")
#: how a fact's mentions are joined; SQLite has no ORDER BY within an aggregate before 3.44
_JOIN = {
    "sqlite": "SELECT group_concat({part}, '; ') FROM (SELECT m.{part} {found} ORDER BY m.rank)",
    "postgresql": "SELECT string_agg(m.{part}, '; ' ORDER BY m.rank) {found}",
}
_OWN = frozenset(column.split(".")[1].split()[-1] for column in (*_BEFORE, *_AFTER))


def make_views(kinds: Mapping[str, Kind], dialect: str) -> dict[str, str]:
    """Return the SELECT of each kind's view by its name; articles that are copies are left out."""
    wanted = {name: kind for name, kind in kinds.items() if name not in METADATA.tables}
    if dialect == "duckdb":
        return {name: _duckdb(kind) for name, kind in wanted.items()}
    return {name: _looked_up(kind, _JOIN[dialect]) for name, kind in wanted.items()}


def _looked_up(kind: Kind, join: str) -> str:
    """Look roles up fact by fact, and only those that are asked for."""
    columns = []
    for role, part, name in _columns(kind):
        found = _mentions(role)
        first = f"SELECT m.{part} {found} ORDER BY m.rank LIMIT 1"
        joined = join.format(part=part, found=found)
        columns.append(f'({joined if part in _JOINED else first}) AS "{name}"')
    return _view(kind, columns)


def _duckdb(kind: Kind) -> str:
    """Read all mentions in one go: five times as fast as to look them up where columns are kept."""
    grouped = []
    for role, part, name in _columns(kind):
        joined, first = f"string_agg({part}, '; ' ORDER BY rank)", f"first({part} ORDER BY rank)"
        picked = joined if part in _JOINED else first
        grouped.append(f'{picked} FILTER (WHERE role = {_quoted(role)}) AS "{name}"')
    rows = f"SELECT article, place, {', '.join(grouped)} FROM mentions GROUP BY article, place"
    join = f"LEFT JOIN ({rows}) m ON m.article = f.article AND m.place = f.place"
    return _view(kind, [f'm."{name}"' for *_, name in _columns(kind)], join)


def _view(kind: Kind, columns: Iterable[str], join: str = "") -> str:
    return (
        f"SELECT {', '.join([*_BEFORE, *columns, *_AFTER])}"
        f" FROM facts f JOIN articles a ON a.id = f.article {join}"
        f" WHERE f.kind = {_quoted(kind.name)} AND a.copy_of IS NULL"
    )


def _columns(kind: Kind) -> Iterator[tuple[str, str, str]]:
    """Yield for each column of a kind's roles the role, the column of `mentions`, and its name."""
    for role, types in kind.roles.items():
        name = f"role_{role}" if role in _OWN else role
        yield role, "value", name
        if NAMED & set(types):
            yield role, "entity", f"{name}_entity"
        if "amount" in types:
            for part in ("number", "number_to", "unit", "bound"):
                yield role, part, f"{name}_{part}"


def _mentions(role: str) -> str:
    fact = "m.article = f.article AND m.place = f.place"
    return f"FROM mentions m WHERE {fact} AND m.role = {_quoted(role)}"


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"

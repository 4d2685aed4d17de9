"""Tables and views of a store: made once, and the views anew whenever the kinds of fact change."""

from __future__ import annotations

import hashlib
from pathlib import Path

from sqlalchemy import Connection, delete, insert, inspect, select, text

from .database import Database
from .errors import StoreError
from .schema import ABOUT, METADATA, VERSION, make_views

_RULES = Path(__file__).parent / "rules"


def prepare(database: Database, *, create: bool) -> None:
    """Make what is missing of the tables and views; a wrong address fails at once."""
    database.do(lambda db: _make_tables(db, database.name, create), pauses=())
    state = _hash()
    database.do(lambda db: _make_views(db, state), pauses=())


def _make_tables(db: Connection, name: str, create: bool) -> None:
    found = set(inspect(db).get_table_names())
    if not found & METADATA.tables.keys():
        if not create:
            raise StoreError(f"{name}: there is no such store")
        METADATA.create_all(db)
        db.execute(insert(ABOUT).values(key="version", value=str(VERSION)))
    elif not METADATA.tables.keys() <= found:
        raise StoreError(f"{name}: holds tables that are not Cronista's; choose another place")
    elif _about(db, "version") != str(VERSION):
        raise StoreError(
            f"{name}: was written by another release of Cronista; choose another place"
        )


def _make_views(db: Connection, state: str) -> None:
    """Make the views anew where the rule files are not those they were made for."""
    if _about(db, "views") == state:
        return
    from .grammar import read_kinds

    views = make_views(read_kinds(), db.dialect.name)
    for view in {*inspect(db).get_view_names()} & views.keys():
        db.execute(text(f'DROP VIEW "{view}"'))
    for view, query in views.items():
        db.exec_driver_sql(f'CREATE VIEW "{view}" AS {query}')
    db.execute(delete(ABOUT).where(ABOUT.c.key == "views"))
    db.execute(insert(ABOUT).values(key="views", value=state))


def _about(db: Connection, key: str) -> str | None:
    return db.execute(select(ABOUT.c.value).where(ABOUT.c.key == key)).scalar()


def _hash() -> str:
    """Hash the rule files and the code of the views: reading the rules costs a second."""
    paths = [*sorted(_RULES.glob("*.toml")), Path(__file__).with_name("schema.py")]
    return hashlib.sha256(b"\0".join(path.read_bytes() for path in paths)).hexdigest()

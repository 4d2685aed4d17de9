"""docs/tables.md: every query of it runs on every database, and says the same on each."""

import re
from dataclasses import replace
from pathlib import Path

import duckdb
import pytest
from factories import fact
from test_store import BUILT, FIGURE, ask, done, failed, raw

from pipeline.exports import export
from pipeline.facts import Amount, Kind, Mention
from pipeline.grammar import read_kinds
from pipeline.schema import METADATA
from pipeline.store import Store

TEXT = (Path(__file__).parent.parent / "docs/tables.md").read_text(encoding="utf-8")
QUERIES = re.findall(r"```sql\n(.*?)```", TEXT, flags=re.DOTALL)

MADE = replace(FIGURE, roles=FIGURE.roles | {"amount": (Mention(Amount(750_000, "vehicle")),)})
PLAN = replace(MADE, stance="planned", roles=MADE.roles | {"actor": FIGURE.roles["actor"][:1]})
DEAL = fact("deal", party=["Fiat", "Tesla"], form="supply")
QUOTE = fact("quote", speaker="Tim Cook", words="Good.", mode="direct")


@pytest.fixture
def fill():
    def fill(store):
        facts = [MADE, PLAN, DEAL, QUOTE]
        store.save(1, "v", [done(raw("en/a"), *facts, words=BUILT), done(raw("en/b"), *facts)])
        store.save(1, "v", [failed(raw("en/c"))])
        store.link({"en/b": "en/a"})

    return fill


@pytest.fixture
def answers(fill, tmp_path, postgres_url):
    """Return what each database says to a query."""
    path = tmp_path / "facts.db"
    with Store.open(path) as store:
        fill(store)
        export(store, tmp_path / "facts.duckdb")
    with Store.open(postgres_url) as store:
        fill(store)
    with duckdb.connect(tmp_path / "facts.duckdb", read_only=True) as connection:
        yield lambda query: {
            "sqlite": ask(str(path), query),
            "postgresql": ask(postgres_url, query),
            "duckdb": connection.sql(query).fetchall(),
        }


def test_every_query_of_the_page_is_answered(answers):
    assert len(QUERIES) > 8
    for query in QUERIES:
        said = {name: sorted(map(repr, rows)) for name, rows in answers(query).items()}
        assert said["sqlite"], query
        assert said["sqlite"] == said["postgresql"] == said["duckdb"], query


def test_the_page_names_every_table_column_and_view():
    named = set(re.findall(r"`(\w+)`", TEXT))
    assert named >= set(METADATA.tables) | set(read_kinds())
    shown = ("articles", "facts", "mentions", "rejects", "runs")
    assert named >= {column.name for table in shown for column in METADATA.tables[table].columns}


def test_a_role_named_like_a_column_of_all_views_has_another_name(tmp_path, monkeypatch):
    tip = Kind("tip", "somebody says", ("source",), {"source": ("person",), "what": ("text",)})
    monkeypatch.setattr("pipeline.grammar.read_kinds", lambda: {"tip": tip})
    with Store.open(tmp_path / "facts.db") as store:
        tipped = fact("tip", source=["A", "B"], what="it's so")
        store.save(1, "v", [done(raw("en/a"), replace(tipped, source=Mention("Reuters")))])
    query = "select source, role_source, what from tip"
    assert ask(str(tmp_path / "facts.db"), query) == [("Reuters", "A; B", "it's so")]

import csv
import gzip
import json
from dataclasses import replace
from pathlib import Path

import duckdb
import pyarrow.parquet as pq
import pytest
import rdflib
import zstandard
from test_store import FIGURE, TALKS, done, failed, raw

from pipeline.errors import CronistaError, StoreError
from pipeline.exports import EXPORTS, export, place
from pipeline.facts import Amount, Mention, write_jsonl
from pipeline.store import Store
from pipeline.write import write_facts

MONEY = replace(
    FIGURE,
    roles={
        "measure": (Mention("investment"),),
        "amount": (Mention(Amount(12_500_000_000, "EUR", "about")),),
        "actor": (Mention("Stellantis", "Stellantis", 0, 10, "stellantis"),),
        "period": (Mention("../2030"),),
    },
)
OWN = replace(TALKS, kind="own", roles={"what": (Mention('"A" \\ b'),)})  # of nobody's rules
FACTS = [
    *(replace(fact, article="en/a") for fact in (FIGURE, TALKS)),
    *(replace(fact, article="en/b") for fact in (MONEY, OWN)),
]


@pytest.fixture
def store(tmp_path):
    with Store.open(tmp_path / "facts.db") as opened:
        opened.save(1, "v1", [done(raw("en/b"), *FACTS[2:]), failed(raw("en/d"))])
        opened.save(1, "v1", [done(raw("en/a"), *FACTS[:2], date="2025-01-02")])
        opened.save(1, "v1", [done(raw("en/c"), FIGURE)])
        opened.link({"en/c": "en/a"})
        yield opened


def test_sinks_are_stores_or_files_beside_one():
    assert place("facts.db") == ("facts.db", None)
    assert place("postgresql://u@h/d") == ("postgresql://u@h/d", None)
    assert place("out/facts.jsonl.gz") == ("out/facts.jsonl.gz.db", Path("out/facts.jsonl.gz"))
    with pytest.raises(CronistaError, match=r"choose one of .*\.db.*\.ttl or postgresql"):
        place("facts.xml")


def read_zst(path):
    return zstandard.ZstdDecompressor().stream_reader(path.read_bytes()).read()


@pytest.mark.parametrize(
    ("suffix", "read"),
    [
        (".jsonl", Path.read_bytes),
        (".jsonl.gz", lambda path: gzip.decompress(path.read_bytes())),
        (".jsonl.zst", read_zst),
    ],
)
def test_jsonl_holds_the_records(suffix, read, store, tmp_path):
    path = tmp_path / f"facts{suffix}"
    export(store, path)
    expected = "".join(line + "\n" for line in write_jsonl(FACTS))
    assert read(path).decode() == expected
    before = path.read_bytes()
    export(store, path)
    assert path.read_bytes() == before


def test_csv_is_that_of_extract(store, tmp_path):
    export(store, tmp_path / "facts.csv")
    write_facts(FACTS, tmp_path / "expected.csv")
    found, expected = (
        list(csv.DictReader((tmp_path / name).read_text().splitlines(keepends=True)))
        for name in ("facts.csv", "expected.csv")
    )
    assert found == expected  # the columns stand in the order of the rules


def test_parquet_is_typed_and_nested(store, tmp_path):
    path = tmp_path / "facts.parquet"
    export(store, path)
    table = pq.read_table(path)
    assert table["id"].to_pylist() == [fact.id for fact in FACTS]
    first = table.to_pylist()[0]
    amount = first["roles"]["amount"][0]
    assert (amount["number"], amount["unit"], amount["bound"]) == (750000.0, "car", "at-least")
    assert amount["value"] == "≥ 750000 car"
    assert first["roles"]["actor"][0]["entity"] == "stellantis"
    assert first["roles"]["party"] is None
    assert first["source"]["value"] == "Reuters"
    assert [place["start"] for place in first["evidence"]] == [0, 70, 90]
    query = (
        f"select roles.amount[1].number from '{path}' where roles.measure[1].value = 'investment'"
    )
    assert duckdb.sql(query).fetchall() == [(12_500_000_000.0,)]


def test_duckdb_has_the_tables_and_the_views(store, tmp_path):
    export(store, tmp_path / "facts.duckdb")
    with duckdb.connect(tmp_path / "facts.duckdb", read_only=True) as connection:
        ask = connection.sql
        query = "select actor, amount, period from figure where measure = 'production'"
        assert ask(query).fetchall() == [
            ("Stellantis; Fiat", "≥ 750000 car; 5–7.5 percent", "2023")
        ]
        query = "select amount_number, amount_unit from figure where amount_number > 1e9"
        assert ask(query).fetchall() == [(12_500_000_000.0, "EUR")]
        assert ask("select id, copy_of from articles order by id").fetchall() == [
            ("en/a", None), ("en/b", None), ("en/c", "en/a"),
        ]  # fmt: skip
        assert ask("select name, stage from rejects").fetchall() == [("en/d.txt", "time")]
        assert ask("select count(*) from mentions").fetchall() == [(19,)]
    assert [path.name for path in tmp_path.glob(".*")] == []


SPARQL = """
prefix schema: <https://schema.org/> prefix cr: <urn:cronista:term:>
prefix prov: <http://www.w3.org/ns/prov#>
select ?name ?number ?unit ?day where {
  ?fact a cr:Figure ; schema:measuredProperty "production" ; cr:stance "estimated" ;
    schema:observationAbout/schema:name ?name ; schema:value ?amount ;
    prov:wasDerivedFrom/schema:datePublished ?day .
  ?amount schema:minValue ?number ; schema:unitText ?unit ; cr:bound "at-least" .
} order by ?name
"""


def test_turtle_is_read_by_others(store, tmp_path):
    export(store, tmp_path / "facts.ttl")
    graph = rdflib.Graph().parse(tmp_path / "facts.ttl")
    found = [tuple(map(str, row)) for row in graph.query(SPARQL)]
    assert found == [(who, "750000", "car", "2025-01-02") for who in ("Fiat", "Stellantis")]
    schema = rdflib.Namespace("https://schema.org/")
    assert len(set(graph.subjects(rdflib.RDF.type, schema.NewsArticle))) == 3
    assert [str(original) for original in graph.objects(None, schema.isBasedOn)] == [
        "urn:cronista:article:en/a"
    ]
    term = rdflib.Namespace("urn:cronista:term:")
    assert len(set(graph.subjects(rdflib.RDF.type, term.Figure))) == 2  # none of the copy
    assert [str(what) for what in graph.objects(None, term.what)] == ['"A" \\ b']
    assert {str(value) for value in graph.objects(None, schema.currency)} == {"EUR"}
    assert "12500000000" in {str(value) for value in graph.objects(None, schema.value)}


@pytest.mark.parametrize("suffix", EXPORTS)
def test_an_empty_store_makes_a_file(suffix, tmp_path):
    with Store.open(tmp_path / "empty.db") as store:
        export(store, tmp_path / f"facts{suffix}")
    assert (tmp_path / f"facts{suffix}").is_file()


@pytest.mark.parametrize("suffix", EXPORTS)
def test_a_file_is_whole_or_as_it_was(suffix, store, tmp_path, monkeypatch):
    path = tmp_path / f"facts{suffix}"
    path.write_text("before")

    def broken(*_, **__):
        raise OSError(28, "No space left on device")

    for source in ("facts", "table"):
        monkeypatch.setattr(store, source, broken)
    with pytest.raises(StoreError, match=r"facts\..*No space left.*kept in .*facts\.db"):
        export(store, path)
    assert path.read_text() == "before"
    assert {each.name for each in tmp_path.iterdir()} <= {
        path.name, "facts.db", "facts.db-wal", "facts.db-shm",
    }  # fmt: skip


@pytest.mark.parametrize("module", ["pyarrow", "duckdb"])
def test_a_missing_library_is_named(module, store, tmp_path, monkeypatch):
    monkeypatch.setitem(__import__("sys").modules, module, None)
    suffix = {"pyarrow": "parquet"}.get(module, module)
    with pytest.raises(CronistaError, match=rf"cronista\[{suffix}\]"):
        export(store, tmp_path / f"facts.{suffix}")


def test_an_export_is_of_what_the_store_holds_now(store, tmp_path):
    path = tmp_path / "facts.jsonl"
    export(store, path)
    store.remove(["en/a.txt"])  # its copy stands for it
    export(store, path)
    articles = [json.loads(line)["article"] for line in path.read_text().splitlines()]
    assert articles == ["en/b", "en/b", "en/c"]

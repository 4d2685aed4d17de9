import sqlite3
from dataclasses import replace

import postgres as servers
import pytest
from factories import fact, mention
from sqlalchemy import NullPool, create_engine, text

from pipeline.database import PAUSES, Database
from pipeline.errors import StoreError
from pipeline.facts import Amount, Article, Evidence, Fact, Mention
from pipeline.raw import Outcome, Raw, Refused
from pipeline.store import Known, Reject, Store

BUILT = "Stellantis and Fiat built at least 750,000 cars in 2023."
FIGURE = Fact(
    article="en/b",
    lang="en",
    kind="figure",
    roles={
        "measure": (Mention("production"),),
        "amount": (
            Mention(Amount(750_000, "car", "at-least"), "at least 750,000 cars", 26, 47),
            Mention(Amount(5, "percent", number_to=7.5)),
        ),
        "actor": (Mention("Stellantis", "Stellantis", 0, 10, "stellantis"), mention("Fiat")),
        "period": (Mention("2023", "2023", 51, 55),),
    },
    stance="estimated",
    source=Mention("Reuters", "Reuters", 3, 10, "reuters"),
    evidence=(Evidence(BUILT, 0, 56), Evidence("Later.", 70, 76), Evidence("Last.", 90, 95)),
    rule="figure.produced",
    confidence=0.93,
)
TALKS = fact("talks", article="en/b", party=["Italy", "Tesla"])


def raw(id="en/a", *, content=b"a text", name=None, source="articles"):
    return Raw(source, name or f"{id}.txt", id, "txt", content)


def done(given, *facts, date=None, signature=b"", words="A text."):
    article = Article(given.id, words, "en", date, "A title", "https://example.org/a")
    own = tuple(replace(each, article=given.id) for each in facts)
    return given, Outcome(given.name, article, own, signature=signature)


def failed(given, stage="time", reason="took longer than 60 s"):
    return given, Outcome(given.name, stage=stage, reason=reason)


A, B, C = raw("en/a"), raw("en/b", source="feed"), raw("it/c")


@pytest.fixture(params=["sqlite", "postgresql"])
def target(request, tmp_path):
    if request.param == "sqlite":
        return str(tmp_path / "facts.db")
    return request.getfixturevalue("postgres_url")


@pytest.fixture
def store(target):
    with Store.open(target) as opened:
        yield opened


def ask(target, query):
    url = target.replace("postgresql:", "postgresql+psycopg:")
    engine = create_engine(url if "://" in url else f"sqlite:///{target}", poolclass=NullPool)
    with engine.begin() as connection:
        return [tuple(row) for row in connection.execute(text(query))]


def test_facts_come_back_as_they_went_in(store):
    run = store.begin({"to": "facts.db"})
    store.save(run, "v1", [done(C), done(B, FIGURE, TALKS), done(A, TALKS)])
    records = [found.to_json() for found in store.facts()]
    expected = [replace(TALKS, article="en/a"), FIGURE, TALKS]
    assert records == [each.to_json() for each in expected]
    assert list(records[1]["roles"]) == ["measure", "amount", "actor", "period"]
    assert [f.kind for f in store.facts(["figure"])] == ["figure"]
    entries = list(store.articles())
    assert [entry.article.id for entry in entries] == ["en/a", "en/b", "it/c"]
    assert entries[1].article == done(B)[1].article
    assert (entries[1].name, entries[1].source) == ("en/b.txt", "feed")


def test_an_article_is_replaced_and_never_doubled(store):
    store.save(1, "v1", [done(A, FIGURE, TALKS), done(B, TALKS)])
    changed = raw("en/a", content=b"another text")
    for _ in range(2):
        store.save(2, "v2", [done(changed, TALKS, words="Another text.")])
    assert store.counts() == {"articles": 2, "facts": 2, "rejects": 0, "copies": 0}
    assert [f.kind for f in store.facts()] == ["talks", "talks"]
    assert store.known(["en/a.txt", "x"]) == {
        "en/a.txt": Known("en/a", changed.key, "v2", rejected=False)
    }


def test_an_article_that_moves_to_another_id_leaves_nothing_behind(store):
    store.save(1, "v1", [done(A, TALKS)])
    store.save(2, "v1", [done(raw("en/z", name=A.name), TALKS)])
    assert [f.article for f in store.facts()] == ["en/z"]


def test_the_last_of_two_outcomes_of_an_article_counts(store):
    store.save(1, "v1", [failed(A), done(A, TALKS)])
    assert store.counts() == {"articles": 1, "facts": 1, "rejects": 0, "copies": 0}


def test_a_failure_is_no_result(store):
    store.save(1, "v1", [done(A, FIGURE)])
    store.save(2, "v2", [failed(A)])
    store.save(3, "v2", [failed(A), (Refused("feed", "page", "404", "read"), None)])
    assert list(store.facts()) == list(store.articles()) == []
    assert list(store.rejects()) == [
        Reject("en/a.txt", "articles", "en/a", A.key, "v2", "time", "took longer than 60 s", 2),
        Reject("page", "feed", "page", "", "v2", "read", "404", 1),
    ]
    assert store.known(["en/a.txt"])["en/a.txt"].rejected
    changed = raw("en/a", content=b"new")
    store.save(4, "v2", [failed(changed)])
    assert next(store.rejects()).attempts == 1  # of this content
    store.save(5, "v2", [done(changed, TALKS)])
    assert [reject.name for reject in store.rejects()] == ["page"]


def test_ids_in_use_are_told_with_their_owners(store):
    store.save(1, "v1", [done(A), failed(B)])
    assert store.taken(["en/a", "en/b", "it/c"]) == {"en/a": "en/a.txt", "en/b": "en/b.txt"}


def test_what_is_gone_from_a_source_is_removed(store):
    store.save(1, "v1", [done(A, TALKS), done(B, TALKS), failed(C), done(raw("en/d"), TALKS)])
    assert store.keep("articles", ["en/d.txt"]) == 2
    assert [entry.article.id for entry in store.articles()] == ["en/b", "en/d"]
    assert len(list(store.facts())) == 2
    assert store.remove(["en/b.txt", "unknown"]) == 1
    assert store.counts() == {"articles": 1, "facts": 1, "rejects": 0, "copies": 0}


def test_more_names_and_facts_than_one_query_holds(store, monkeypatch):
    monkeypatch.setattr("pipeline.store._PAGE", 7)
    monkeypatch.setattr("pipeline.store._NAMES", 5)
    raws = [raw(f"en/{number:03}") for number in range(33)]
    store.save(1, "v1", [done(each, FIGURE, TALKS) for each in raws])
    found = list(store.facts())
    assert [f.article for f in found] == [each.id for each in raws for _ in range(2)]
    assert [f.to_json() for f in found[:2]] == [
        replace(each, article="en/000").to_json() for each in (FIGURE, TALKS)
    ]
    assert len(store.known([each.name for each in raws])) == 33
    assert store.keep("articles", [each.name for each in raws[:3]]) == 30
    assert len(list(store.articles())) == 3


def test_copies_are_linked_and_not_counted_twice(store, target):
    one, other = bytes(range(256)), bytes(255) + b"\1"
    store.save(1, "v1", [done(A, FIGURE, signature=one), done(B, FIGURE, signature=one)])
    store.save(1, "v1", [done(C, FIGURE, signature=other, date="2025-01-02"), done(raw("en/d"))])
    assert {frozenset(ids) for ids in store.alike()} == {frozenset({"en/a", "en/b"})}
    assert store.signatures(["it/c", "en/d"]) == {"it/c": ("2025-01-02", other)}
    store.link({"en/b": "en/a"})
    assert {e.article.id: e.copy_of for e in store.articles() if e.copy_of} == {"en/b": "en/a"}
    assert [f.article for f in store.facts()] == ["en/a", "it/c"]
    assert [f.article for f in store.facts(copies=True)] == ["en/a", "en/b", "it/c"]
    assert store.counts()["copies"] == 1
    assert ask(target, "select article from figure order by article") == [("en/a",), ("it/c",)]
    store.save(2, "v1", [failed(A)])  # its copy stands for itself now
    assert [f.article for f in store.facts()] == ["en/b", "it/c"]
    store.link({"en/b": "it/c"})
    store.link({})
    assert store.counts()["copies"] == 0


def test_an_analyst_asks_by_kind(store, target):
    store.save(1, "v1", [done(B, FIGURE, TALKS, date="2025-01-01")])
    query = "select actor, amount, period from figure where measure = 'production'"
    assert ask(target, query) == [("Stellantis; Fiat", "≥ 750000 car; 5–7.5 percent", "2023")]
    query = """select amount_number, amount_number_to, amount_unit, amount_bound, actor_entity,
    place, published, stance, source, source_entity, evidence from figure
    where amount_number > 700000"""
    numbers = (750000.0, None, "car", "at-least", "stellantis", None)
    about = ("2025-01-01", "estimated", "Reuters", "reuters", BUILT)
    assert ask(target, query) == [numbers + about]
    assert ask(target, "select party from talks") == [("Italy; Tesla",)]


def test_runs_are_noted(store, target):
    run = store.begin({"workers": 2})
    store.finish(run, "done")
    assert store.begin({}) > run
    found = ask(target, "select state, settings, finished >= started from runs order by run")
    assert found[0] == ("done", '{"workers": 2}', 1)
    assert found[1] == ("running", "{}", None)


HOSTILE = "NUL \0, half of a pair \ud800, end"


def test_what_no_database_takes_is_replaced(store):
    one, other = raw("en/\udce0"), raw("en/\udce8")
    long = raw("en/" + "x" * 5000)
    quote = fact("quote", article="x", speaker="Somebody", words=HOSTILE)
    facts = [done(each, quote, words=HOSTILE) for each in (one, other, long)]
    store.save(1, "v1", [*facts, failed(raw("en/n\0"), reason=HOSTILE)])
    assert set(store.known([one.name, other.name, long.name])) == {one.name, other.name, long.name}
    assert len({entry.article.id for entry in store.articles()}) == 3
    found = next(store.facts()).roles["words"][0].value
    assert len(found) == len(HOSTILE) and found.endswith("pair \ufffd, end")


def test_longest_words_fit(store):
    quote = fact("quote", article="x", speaker="Somebody", words="word " * 100_000)
    store.save(1, "v1", [done(A, quote)])
    assert next(store.facts()).roles == quote.roles


def test_a_save_that_fails_leaves_what_was_there(store):
    store.save(1, "v1", [done(A, FIGURE), done(B, TALKS)])
    stolen = raw("en/b", name="other.txt")
    with pytest.raises(StoreError, match="another run writes"):
        store.save(2, "v1", [done(raw("en/a", content=b"new"), TALKS), done(stolen)])
    assert [f.kind for f in store.facts()] == ["figure", "talks"]


def test_a_store_is_opened_again(target):
    with Store.open(target) as first:
        first.save(first.begin({}), "v1", [done(A, FIGURE)])
    with Store.open(target, create=False) as second:
        assert [f.to_json() for f in second.facts()] == [replace(FIGURE, article="en/a").to_json()]


def test_views_follow_the_rules(target, monkeypatch):
    Store.open(target).close()
    monkeypatch.setattr("pipeline.views._hash", lambda: "other rules")
    from factories import KINDS

    monkeypatch.setattr("pipeline.grammar.read_kinds", lambda: KINDS)
    with Store.open(target) as store:
        store.save(1, "v1", [done(A, TALKS)])
    assert ask(target, "select party, topic from talks") == [("Italy; Tesla", None)]
    with pytest.raises(Exception, match="date"):
        ask(target, "select date from talks")


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("facts.xml", "not a store"),
        ("mysql://u@h/d", "not a database"),
        ("postgresql://u:secret@h:port/d", "cannot be read"),
        ("none.db", "no such store"),
    ],
)
def test_what_is_no_store_is_refused(name, message, tmp_path):
    with pytest.raises(StoreError, match=message) as caught:
        Store.open(name if "://" in name else tmp_path / name, create=False)
    assert "secret" not in str(caught.value)


def test_other_peoples_files_are_left_alone(tmp_path):
    (tmp_path / "text.db").write_text("no database, " * 100)
    with pytest.raises(StoreError, match="not a database"):
        Store.open(tmp_path / "text.db")
    with sqlite3.connect(tmp_path / "other.db") as connection:
        connection.execute("create table facts (a text)")
    with pytest.raises(StoreError, match="not Cronista's"):
        Store.open(tmp_path / "other.db")
    Store.open(tmp_path / "old.db").close()
    with sqlite3.connect(tmp_path / "old.db") as connection:
        connection.execute("update about set value = '0' where key = 'version'")
    with pytest.raises(StoreError, match="another release"):
        Store.open(tmp_path / "old.db")


def test_a_server_that_is_not_there_is_told_at_once():
    with pytest.raises(StoreError, match="out of reach") as caught:
        Store.open("postgresql://user:secret@127.0.0.1:1/facts")
    assert "secret" not in str(caught.value)


def test_a_store_is_made_whole_or_not_at_all(target, monkeypatch):
    """A run that is killed while it makes the tables leaves nothing that stands in the way."""
    monkeypatch.setattr("pipeline.views.str", lambda _: 1 / 0, raising=False)
    with pytest.raises(ZeroDivisionError):
        Store.open(target)
    monkeypatch.undo()
    with Store.open(target) as store:
        assert store.counts()["articles"] == 0


def test_two_runs_into_one_file_wait_for_each_other(tmp_path):
    first, second = Store.open(tmp_path / "facts.db"), Store.open(tmp_path / "facts.db")
    with first, second:
        for number in range(5):
            first.save(1, "v1", [done(raw(f"en/{number}"), TALKS)])
            second.save(2, "v1", [done(raw(f"it/{number}"), TALKS)])
        assert second.counts()["facts"] == 10


def test_a_full_disk_stops_clearly_and_keeps_what_was_saved(tmp_path):
    with Store.open(tmp_path / "facts.db") as store:
        store.save(1, "v1", [done(A, FIGURE)])
        store._database.do(lambda db: db.exec_driver_sql("PRAGMA max_page_count = 60"))
        with pytest.raises(StoreError, match=r"no room to write .*run the same command again"):
            store.save(1, "v1", [done(B, FIGURE, words="word " * 100_000)])
        assert [entry.article.id for entry in store.articles()] == ["en/a"]


def test_a_lost_database_is_waited_for(postgres, postgres_url):
    """The server is killed between two saves, and comes back at the second attempt."""
    pauses = []

    def sleep(seconds):
        pauses.append(seconds)
        if len(pauses) == 2:
            servers.start_again(postgres[0])

    with Store.open(postgres_url, sleep=sleep) as store:
        store.save(1, "v1", [done(A, FIGURE)])
        servers.stop_at_once(postgres[0])
        store.save(1, "v1", [done(B, FIGURE)])
        assert [f.article for f in store.facts()] == ["en/a", "en/b"]
    assert pauses == list(PAUSES[:2])


def test_a_database_that_stays_lost_is_given_up_and_resumed(postgres, postgres_url):
    pauses = []
    with Store.open(postgres_url, sleep=pauses.append) as store:
        store.save(1, "v1", [done(A, FIGURE)])
        servers.stop_at_once(postgres[0])
        with pytest.raises(StoreError, match=r"out of reach .*run the same command again"):
            store.save(1, "v1", [done(B, FIGURE)])
        assert sum(pauses) == 60
        servers.start_again(postgres[0])
        assert store.counts()["articles"] == 1


def test_a_driver_that_is_missing_is_named(monkeypatch):
    monkeypatch.setitem(__import__("sys").modules, "psycopg", None)
    with pytest.raises(StoreError, match=r"cronista\[postgres\]"):
        Database("postgresql://user@127.0.0.1:1/facts")

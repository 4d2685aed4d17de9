"""Batch runs: what is done, what is skipped, what is removed, and what is told."""

import json
import os
import signal
import threading
import time
from pathlib import Path

import pytest
from fakes import Inline

from pipeline import batch
from pipeline.batch import Ears, Options, run_batch
from pipeline.config import Settings
from pipeline.errors import CronistaError
from pipeline.progress import summary
from pipeline.store import Store

TEXT = "Ford sold 100 cars in Spain, said the carmaker."


@pytest.fixture(autouse=True)
def quick(monkeypatch):
    """No pipelines to hash; `quick.version` is the version of a run."""
    state = type("State", (), {"version": "v1"})()
    monkeypatch.setattr(batch, "version", lambda settings: state.version)
    return state


@pytest.fixture
def news(tmp_path):
    """Return a folder of four articles, one of which fails."""
    folder = tmp_path / "news"
    for name, text in {"a": TEXT, "b": TEXT + " b", "bad": "FAIL", "sub/a": TEXT + " c"}.items():
        (folder / f"{name}.txt").parent.mkdir(parents=True, exist_ok=True)
        (folder / f"{name}.txt").write_text(text)
    return folder


@pytest.fixture
def run(tmp_path):
    """Return a function that runs sources into a store → (report, names that were done)."""

    def run(*sources, to=tmp_path / "out.db", ears=None, **options):
        mapper = Inline()
        report = run_batch(
            [*map(str, sources)],
            str(to),
            options=Options(**options),
            ears=ears,
            mapper=lambda options: mapper,
        )
        return report, [Path(name).name for name in mapper.asked]

    return run


def rows(tmp_path, name="out.db"):
    with Store.open(tmp_path / name, create=False) as store:
        return {entry.article.id: entry.name for entry in store.articles()}


def test_a_run_does_all_and_tells_what_it_did(run, news, tmp_path):
    warned = []
    report, done = run(news, ears=Ears(warn=lambda *what: warned.append(what)))
    assert sorted(done) == ["a.txt", "a.txt", "b.txt", "bad.txt"]
    assert (report.read, report.new, report.done, report.facts) == (4, 4, 3, 3)
    assert (report.rejected, report.words) == (1, 9 + 10 + 10)
    assert warned == [(str(news / "bad.txt"), "read", "asked to fail")]
    assert rows(tmp_path) == {
        "a": str(news / "a.txt"), "b": str(news / "b.txt"), "sub/a": str(news / "sub/a.txt"),
    }  # fmt: skip


def test_a_second_run_does_nothing_and_still_knows_what_failed(run, news):
    run(news)
    report, done = run(news)
    assert done == []
    assert (report.read, report.skipped, report.standing, report.rejected) == (4, 4, 1, 0)


def test_what_is_changed_new_or_gone_is_done_or_removed(run, news, tmp_path):
    run(news)
    (news / "a.txt").write_text(TEXT + " changed")
    (news / "c.txt").write_text(TEXT + " new")
    (news / "b.txt").unlink()
    report, done = run(news)
    assert sorted(done) == ["a.txt", "c.txt"]
    assert (report.new, report.changed, report.removed) == (1, 1, 1)
    assert sorted(rows(tmp_path)) == ["a", "c", "sub/a"]
    with Store.open(tmp_path / "out.db") as store:
        assert [fact.evidence[0].text for fact in store.facts() if fact.article == "a"] == [
            TEXT + " changed"
        ]


def test_another_version_does_all_again(run, news, quick):
    run(news)
    quick.version = "v2"
    report, done = run(news)
    assert (len(done), report.changed, report.skipped) == (4, 4, 0)


def test_what_failed_is_done_again_only_when_asked(run, news):
    run(news)
    (news / "b.txt").write_text(TEXT + " changed")
    report, done = run(news, retry=True, only_failed=True)
    assert (done, report.rejected) == (["bad.txt"], 1)
    assert run(news)[1] == ["b.txt"]
    assert run(news, retry=True)[1] == ["bad.txt"]


def test_a_look_changes_nothing(run, news, tmp_path):
    report, done = run(news, dry_run=True)
    assert (done, report.new, report.done) == ([], 4, 0)
    assert not (tmp_path / "out.db").exists()
    run(news)
    (news / "a.txt").write_text(TEXT + " changed")
    report, done = run(news, dry_run=True)
    assert (done, report.changed, report.skipped) == ([], 1, 3)


def test_ids_are_unique_and_stay(run, news, tmp_path):
    """A file that is given alone has its bare name as id, which another may have already."""
    run(news / "a.txt", news / "sub/a.txt")
    before = {"a": str(news / "a.txt"), "sub/a": str(news / "sub/a.txt")}
    assert rows(tmp_path) == before
    (news / "a.txt").write_text(TEXT + " changed")
    assert len(run(news / "sub/a.txt", news / "a.txt")[1]) == 1
    assert rows(tmp_path) == before


def test_a_third_of_a_name_is_numbered(run, tmp_path):
    for folder in ("x/n", "y/n", "z/n"):
        (tmp_path / folder).mkdir(parents=True)
        (tmp_path / folder / "a.txt").write_text(f"{TEXT} {folder}")
    run(*(tmp_path / folder / "n/a.txt" for folder in "xyz"))
    assert sorted(rows(tmp_path)) == ["a", "n/a", "n/a~2"]


def test_an_article_given_twice_is_done_once(run, news):
    assert sorted(run(news, news / "a.txt")[1]) == ["a.txt", "a.txt", "b.txt", "bad.txt"]


def test_a_source_that_is_out_of_reach_loses_nothing(run, news, tmp_path):
    run(news)
    news.rename(tmp_path / "moved")
    report, _ = run(news)
    assert (report.rejected, report.removed) == (1, 0)
    assert len(rows(tmp_path)) == 3
    (tmp_path / "moved").rename(news)
    assert run(news)[0].standing == 1
    with Store.open(tmp_path / "out.db") as store:
        assert [Path(reject.name).name for reject in store.rejects()] == ["bad.txt"]


def test_sources_that_overlap_remove_nothing(run, news, tmp_path):
    run(news)
    report, _ = run(news / "a.txt", news)
    assert report.removed == 0
    assert len(rows(tmp_path)) == 3


def test_a_folder_is_the_same_however_it_is_written(run, news, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    run("./news/")
    (news / "b.txt").unlink()
    report, done = run("news")
    assert (done, report.removed) == ([], 1)


def test_an_article_out_of_reach_keeps_what_was_found_in_it(run, news, tmp_path):
    run(news)
    (news / "b.txt").unlink()
    os.mkfifo(news / "b.txt")
    report, _ = run(news)
    assert report.rejected == 1
    assert "b" in rows(tmp_path)
    (news / "b.txt").unlink()
    (news / "b.txt").write_text(TEXT + " b")
    assert run(news)[1] == ["b.txt"]


def test_equal_names_in_one_chunk_get_ids_of_their_own(run, tmp_path, monkeypatch):
    monkeypatch.setattr(batch, "SAVE", 1)
    for folder in "pqr":
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "x.txt").write_text(TEXT + folder)
    run(*(tmp_path / folder for folder in "pqr"))
    assert sorted(rows(tmp_path)) == ["q/x", "r/x", "x"]


def test_results_among_the_sources_are_none(run, news):
    run(news, to=news / "facts.jsonl")
    report, done = run(news, to=news / "facts.jsonl")
    assert (done, report.read, report.rejected) == ([], 4, 0)


def test_no_password_is_kept_or_shown(run, tmp_path):
    to = tmp_path / "out.db"
    run("ftp://anna:secret@host.invalid/x.txt", "sqlite:///gone.db?query=select 1", to=to)
    run("postgresql://anna:secret@host.invalid:1/base?query=select 1", to=to)
    assert b"secret" not in to.read_bytes()
    report = batch.Report()
    assert "secret" not in summary(report, "postgresql://anna:secret@host/base")


def test_a_file_of_facts_is_an_export_of_the_store_beside_it(run, news, tmp_path):
    run(news, to=tmp_path / "out.jsonl")
    first = (tmp_path / "out.jsonl").read_bytes()
    assert [json.loads(line)["article"] for line in first.splitlines()] == ["a", "b", "sub/a"]
    (news / "b.txt").unlink()
    run(news, to=tmp_path / "out.jsonl")
    assert (tmp_path / "out.jsonl").read_bytes() == b"".join(
        line for line in first.splitlines(keepends=True) if b'"article": "b"' not in line
    )


def test_an_unknown_suffix_is_refused_at_once(run, news, tmp_path):
    with pytest.raises(CronistaError, match="cannot tell its format"):
        run(news, to=tmp_path / "out.doc")
    assert not list(tmp_path.glob("out*"))


def test_outcomes_are_saved_while_the_run_goes_on(run, news, tmp_path, monkeypatch):
    monkeypatch.setattr(batch, "SAVE", 1)
    saved = []

    def tell(report):
        if report.done:
            saved.append(len(rows(tmp_path)))

    run(news, ears=Ears(tell=tell))
    assert saved[0] == 1


def test_a_signal_finishes_what_is_in_hand(run, news, tmp_path, monkeypatch):
    monkeypatch.setattr(batch, "BATCH", 1)
    monkeypatch.setattr(batch, "CHUNK", 1)

    def tell(report):
        if report.done == 1 and not sent:
            sent.append(os.kill(os.getpid(), signal.SIGINT))

    sent = []
    report, done = run(news, to=tmp_path / "out.jsonl", ears=Ears(tell=tell))
    assert report.interrupted
    assert done == ["a.txt"]
    assert len((tmp_path / "out.jsonl").read_text().splitlines()) == 1
    assert len(run(news, to=tmp_path / "out.jsonl")[1]) == 3
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler


def test_a_second_signal_ends_at_once(run, news, monkeypatch):
    def tell(report):
        if report.done:
            os.kill(os.getpid(), signal.SIGTERM)
            os.kill(os.getpid(), signal.SIGTERM)

    with pytest.raises(KeyboardInterrupt):
        run(news, ears=Ears(tell=tell))


def test_a_signal_ends_waiting_for_a_source(run, tmp_path, monkeypatch):
    def slow(sources, **options):
        time.sleep(30)
        yield

    monkeypatch.setattr(batch, "find_sources", slow)
    threading.Timer(0.2, os.kill, (os.getpid(), signal.SIGINT)).start()
    start = time.monotonic()
    report, done = run(tmp_path)
    assert report.interrupted and done == []
    assert time.monotonic() - start < 10


def test_watching_does_what_comes_in(run, news, tmp_path):
    def tell(report):
        if report.finished and report.done == 3:
            (news / "later.txt").write_text(TEXT + " later")
        if report.finished and report.done == 4:
            os.kill(os.getpid(), signal.SIGINT)

    report, done = run(news, watch=0.05, ears=Ears(tell=tell))
    assert done[-1] == "later.txt"
    assert report.done == 4


def test_the_settings_of_a_run_are_those_of_the_options(tmp_path):
    made = []

    def mapper(options):
        made.append(options)
        return Inline()

    options = Options(settings=Settings(kinds=frozenset({"quote"})), workers=3)
    run_batch([str(tmp_path)], str(tmp_path / "out.db"), options=options, mapper=mapper)
    assert made == [options]

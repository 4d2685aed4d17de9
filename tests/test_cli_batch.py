"""The commands `run` and `rejects`."""

import json
import sys

import pytest
from fakes import Inline

from pipeline import batch
from pipeline.cli import main

TEXT = "Ford sold 100 cars in Spain, said the carmaker."


@pytest.fixture
def asked(monkeypatch):
    """Replace the workers; return the options of all runs."""
    options = []

    def open_mapper(given):
        options.append(given)
        return Inline()

    monkeypatch.setattr(batch, "open_mapper", open_mapper)
    monkeypatch.setattr(batch, "version", lambda settings: "v1")
    return options


@pytest.fixture
def cronista(monkeypatch, capsys, asked, tmp_path):
    """Return a function that runs a command line → (exit code, standard output, error)."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "news").mkdir()
    (tmp_path / "news/a.txt").write_text(TEXT)
    (tmp_path / "news/b.txt").write_text("FAIL")

    def run(*args):
        monkeypatch.setattr(sys, "argv", ["cronista", *map(str, args)])
        with pytest.raises(SystemExit) as done:
            main()
        captured = capsys.readouterr()
        return done.value.code or 0, captured.out, captured.err

    return run


def test_a_run_says_what_it_did_and_its_exit_code_tells_of_rejects(cronista, tmp_path):
    code, out, err = cronista("run", "news")
    assert code == 1
    assert out.startswith("2 articles: 2 new, 0 changed, 0 done before\n1 done, 1 facts in")
    assert "1 left out: cronista rejects facts.db" in out
    assert err == "cronista: news/b.txt: asked to fail\n"
    assert (tmp_path / "facts.db").exists()
    (tmp_path / "news/b.txt").write_text(TEXT + " mended")
    code, out, err = cronista("run", "news")
    assert (code, err) == (0, "")
    assert "1 changed, 1 done before" in out


def test_options_reach_the_run(cronista, asked):
    cronista(
        *("run", "news", "--kind", "quote", "--lang", "en", "--date", "2025-01-02", "--workers", 3),
        *("--max-seconds", 5, "--max-memory", 300, "--max-size", 0.5, "--ordered", "--retry"),
    )
    one = asked[0]
    assert (one.lang, one.date, one.workers, one.max_bytes) == ("en", "2025-01-02", 3, 500_000)
    assert (one.limits.seconds, one.limits.memory) == (5, 300)
    assert one.ordered and one.retry and one.watch is None
    assert one.settings.kinds == {"quote"}


def test_a_look_says_what_would_be_done(cronista, tmp_path):
    code, out, _ = cronista("run", "news", "--dry-run")
    assert code == 0
    assert "2 new" in out and "nothing was done" in out
    assert not (tmp_path / "facts.db").exists()


def test_the_log_of_a_run_is_json_on_standard_error(cronista, tmp_path):
    code, out, err = cronista("run", "news", "--log-json", "--metrics", "x.prom")
    assert (code, out) == (1, "")
    assert [json.loads(line)["event"] for line in err.splitlines()][-1] == "finished"
    assert "cronista_articles_rejected_total 1" in (tmp_path / "x.prom").read_text()


def test_rejects_are_listed_and_done_again(cronista, tmp_path):
    cronista("run", "news", "--to", "out.jsonl")
    code, out, _ = cronista("rejects", "out.jsonl")
    assert code == 1
    assert [json.loads(line)["reason"] for line in out.splitlines()] == ["asked to fail"]
    assert "asked to fail" in cronista("rejects", "out.jsonl", "--format", "table")[1]
    assert cronista("rejects", "out.jsonl", "--retry")[0] == 1
    code, out, _ = cronista("rejects", "out.jsonl")
    assert json.loads(out)["attempts"] == 2
    (tmp_path / "news/b.txt").write_text(TEXT + " mended")
    assert cronista("rejects", "out.jsonl", "--retry")[0] == 0
    assert cronista("rejects", "out.jsonl")[:2] == (0, "")
    assert (tmp_path / "out.jsonl").read_text().count("\n") == 2


def test_no_store_and_no_format_are_errors_in_one_line(cronista):
    code, _, err = cronista("rejects", "none.db")
    assert (code, err.count("\n")) == (1, 1)
    assert "there is no such store" in err
    code, _, err = cronista("run", "news", "--to", "x.doc")
    assert (code, err.count("\n")) == (1, 1)
    code, _, err = cronista("run", "news", "--kind", "nothing")
    assert (code, err.count("\n")) == (1, 1)


def test_an_interrupted_run_has_an_exit_code_of_its_own(cronista, monkeypatch):
    def run_batch(*args, **options):
        return batch.Report(read=3, done=1, interrupted=True)

    monkeypatch.setattr(batch, "run_batch", run_batch)
    code, out, _ = cronista("run", "news")
    assert code == 130
    assert "the same command goes on from there" in out

"""What a run tells while it runs, and at its end."""

import io
import json

import pytest

from pipeline.batch import Report
from pipeline.errors import StoreError
from pipeline.progress import EVERY, NAMED, expected, listening, show_metrics, summary


class Terminal(io.StringIO):
    def isatty(self):
        return True


def test_what_is_left_out_is_named_up_to_a_number():
    stream = io.StringIO()
    with listening([], stream) as ears:
        for number in range(NAMED + 5):
            ears.warn(f"{number}.txt", "read", "the input is empty")
        ears.tell(Report())
    lines = stream.getvalue().splitlines()
    assert lines[0] == "cronista: 0.txt: the input is empty"
    assert lines[NAMED:] == ["cronista: … further ones are listed by `cronista rejects`"]


def test_the_log_is_lines_of_json(monkeypatch):
    now = iter([0.0, 0.0, 1.0, EVERY + 1, EVERY + 1, EVERY + 2])
    monkeypatch.setattr("pipeline.progress.time.monotonic", lambda: next(now, 99.0))
    stream = io.StringIO()
    with listening([], stream, log_json=True) as ears:
        ears.tell(Report(read=1))
        ears.tell(Report(read=2))  # a moment later
        ears.warn("x.txt", "time", "took over 60 seconds")
        ears.tell(Report(read=3))
        ears.tell(Report(read=4, finished=True))
    found = [json.loads(line) for line in stream.getvalue().splitlines()]
    assert [one["event"] for one in found] == ["progress", "rejected", "progress", "finished"]
    assert [one.get("read") for one in found] == [1, None, 3, 4]
    assert (found[1]["name"], found[1]["stage"]) == ("x.txt", "time")
    assert found[0]["time"].endswith("+00:00")


def test_metrics_are_a_file_in_prometheus_format(tmp_path):
    path = tmp_path / "made" / "cronista.prom"
    with listening([], io.StringIO(), metrics=path) as ears:
        ears.tell(Report(read=7, facts=3, words=20, seconds=1.5, finished=True))
    text = path.read_text()
    assert "# TYPE cronista_articles_read_total counter\ncronista_articles_read_total 7\n" in text
    assert "cronista_facts_total 3\n" in text and "cronista_run_seconds 1.5\n" in text
    assert text == show_metrics(Report(read=7, facts=3, words=20, seconds=1.5, finished=True))
    assert [one.name for one in path.parent.iterdir()] == ["cronista.prom"]


def test_metrics_that_cannot_be_written_are_an_error(tmp_path):
    (tmp_path / "file").touch()
    with (
        pytest.raises(StoreError, match="cannot be written"),
        listening([], io.StringIO(), metrics=tmp_path / "file" / "x.prom") as ears,
    ):
        ears.tell(Report())


def test_a_terminal_gets_a_bar(tmp_path):
    (tmp_path / "a.txt").touch()
    stream = Terminal()
    with listening([str(tmp_path)], stream) as ears:
        ears.tell(Report(read=1, done=1, facts=1234, words=500, seconds=2.0))
    assert "1,234 facts" in stream.getvalue() and "250 words/s" in stream.getvalue()


def test_the_number_of_articles_is_known_beforehand_where_it_can_be(tmp_path):
    (tmp_path / "a.txt").touch()
    (tmp_path / "sub").mkdir()
    (tmp_path / "sub/b.html").touch()
    (tmp_path / "c.jsonl").write_text("{}\n{}\n")
    assert expected([str(tmp_path)]) == 4
    assert expected([str(tmp_path / "c.jsonl")]) == 2
    assert expected([str(tmp_path / "c.csv")]) is None
    assert expected(["https://example.org/feed"]) is None


def test_the_summary_says_what_was_done_and_how_to_go_on():
    report = Report(
        read=10, new=6, changed=1, skipped=3, done=5, rejected=2, standing=1, removed=4, facts=1500,
        copies=2, seconds=61.4, interrupted=True,
    )  # fmt: skip
    assert summary(report, "x.db").splitlines() == [
        "10 articles: 6 new, 1 changed, 3 done before",
        "5 done, 1,500 facts in 61 s → x.db",
        "4 gone from their source, and so removed",
        "2 in the store repeat another one, and are not counted twice",
        "2 left out, 1 before: cronista rejects x.db",
        "interrupted; what was done is saved, and the same command goes on from there",
    ]
    assert summary(Report(read=2, new=2), "x.db", dry_run=True) == (
        "2 articles: 2 new, 0 changed, 0 done before, 0 that cannot be read; nothing was done"
        " (--dry-run)"
    )

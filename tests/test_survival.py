"""Runs that are killed, stopped, cut off or out of room: nothing is lost, nothing done twice."""

import os
import random
import resource
import signal
import sqlite3
import sys
import time
import traceback

import psycopg
import pytest
from fakes import Fake

from pipeline import batch, cli
from pipeline.store import Store
from pipeline.workers import Pool

#: articles of a run, and seconds that each takes
COUNT, TAKES = 100, 0.003
KILLS = 20


class Command:
    """A command line in a process of its own: forked, since imports would take most of the time."""

    def __init__(self, log, *args, file_size=None):
        self.log = log
        self.pid = os.fork()
        if self.pid == 0:
            os._exit(_serve(log, [*map(str, args)], file_size))

    def finish(self):
        """Return the exit code, and what was said."""
        _, status = os.waitpid(self.pid, 0)
        return os.waitstatus_to_exitcode(status), self.log.read_text()

    def kill(self):
        """Kill it, whatever it does."""
        os.kill(self.pid, signal.SIGKILL)
        os.waitpid(self.pid, 0)


def _serve(log, args, file_size):
    """Run a command line with the fake extractor; its output goes to a file."""
    with log.open("w") as stream:
        for number in (1, 2):
            os.dup2(stream.fileno(), number)
    signal.signal(signal.SIGINT, signal.default_int_handler)
    sys.stdout, sys.stderr = os.fdopen(1, "w"), os.fdopen(2, "w")
    batch.open_mapper = lambda options: Pool(
        options.workers, options.settings, options.limits, make=Fake
    )
    batch.version = lambda settings: "v1"
    batch.SAVE, batch.SAVE_SECONDS = 7, 0.05
    if file_size:
        resource.setrlimit(resource.RLIMIT_FSIZE, (file_size, file_size))
    sys.argv = ["cronista", *args, *([] if "--workers" in args else ["--workers", "2"])]
    try:
        cli.main()
    except SystemExit as ended:
        return ended.code or 0
    except BaseException:
        traceback.print_exc()
        return 99
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
    return 0


class News:
    """A folder of articles, of which the later ones wait for a gate to open."""

    def __init__(self, folder):
        self.folder, self.gate = folder / "news", folder / "gate"
        self.folder.mkdir()
        self.gate.touch()
        for number in range(COUNT):
            waits = f"AWAIT {self.gate}" if number >= 40 else f"SLEEP {TAKES}"
            text = "FAIL" if number % 40 == 7 else f"{waits} Ford sold {number} cars."
            (self.folder / f"{number:03}.txt").write_text(text)
        (self.folder / "020.txt").write_text("CRASH")


@pytest.fixture(scope="module")
def news(tmp_path_factory):
    return News(tmp_path_factory.mktemp("survival"))


@pytest.fixture(scope="module")
def undisturbed(news, tmp_path_factory):
    """Return what a run that nobody disturbs leaves behind."""
    target = tmp_path_factory.mktemp("undisturbed") / "facts.jsonl"
    code, said = Command(target.with_suffix(".log"), "run", news.folder, "--to", target).finish()
    assert code == 1, said  # some fail
    assert "4 left out" in said
    return kept(f"{target}.db"), target.read_bytes()


def kept(target):
    """Return all that a store holds, but for the runs it took."""
    with Store.open(target, create=False) as store:
        articles = [(entry.article, entry.name, entry.key) for entry in store.articles()]
        facts = [fact.to_json() for fact in store.facts()]
        rejects = [(r.name, r.stage, r.reason, r.attempts) for r in store.rejects()]
        return articles, facts, rejects, store.counts()


def saved(target):
    """Return how many articles a store holds, 0 where there is none yet."""
    url = str(target)
    connect = psycopg.connect if "://" in url else sqlite3.connect
    try:
        connection = connect(
            url if "://" in url else f"file:{url}?mode=ro", **_OPTIONS.get(connect, {})
        )
    except (sqlite3.Error, psycopg.Error):
        return 0
    try:
        return connection.execute("SELECT count(*) FROM articles").fetchone()[0]
    except (sqlite3.Error, psycopg.Error):
        return 0
    finally:
        connection.close()


_OPTIONS = {sqlite3.connect: {"uri": True}}


def wait_for(target, count):
    """Wait until a running command has saved some articles."""
    deadline = time.monotonic() + 60
    while saved(target) < count:
        assert time.monotonic() < deadline
        time.sleep(0.01)


def test_killed_at_random_moments_it_gives_what_an_undisturbed_run_gives(
    news, undisturbed, tmp_path
):
    chance = random.Random(6)
    target, log = tmp_path / "facts.jsonl", tmp_path / "log"
    for kill in range(KILLS):
        command = Command(log, "run", news.folder, "--to", target, "--workers", 1 + kill % 2)
        if kill % 2:  # half of them when something has been saved
            wait_for(f"{target}.db", min(saved(f"{target}.db") + 7, COUNT - 4))
        time.sleep(chance.uniform(0, 0.5))
        command.kill()
    code, said = Command(log, "run", news.folder, "--to", target).finish()
    assert code == 1, said
    assert kept(f"{target}.db") == undisturbed[0]
    assert target.read_bytes() == undisturbed[1]


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_stopped_it_saves_what_is_in_hand_and_says_how_to_go_on(
    news, undisturbed, tmp_path, number
):
    target, log = tmp_path / "facts.jsonl", tmp_path / "log"
    news.gate.unlink()
    command = Command(log, "run", news.folder, "--to", target)
    wait_for(f"{target}.db", 7)
    os.kill(command.pid, number)
    news.gate.touch()
    code, said = command.finish()
    assert code == 130, said
    assert "the same command goes on from there" in said
    count = saved(f"{target}.db")
    assert 7 <= count < COUNT - 4
    assert target.read_bytes().count(b"\n") == count  # the export is there, too
    code, said = Command(log, "run", news.folder, "--to", target).finish()
    assert f"{COUNT} articles" in said and " 0 done before" not in said
    assert kept(f"{target}.db") == undisturbed[0]
    assert target.read_bytes() == undisturbed[1]


def test_out_of_room_it_stops_clearly_and_goes_on_when_there_is_some(news, undisturbed, tmp_path):
    target, log = tmp_path / "facts.db", tmp_path / "log"
    code, said = Command(log, "run", news.folder, "--to", target, file_size=150_000).finish()
    assert code == 1, said
    assert "no room to write" in said and "run the same command again" in said
    code, said = Command(log, "run", news.folder, "--to", target).finish()
    assert kept(target) == undisturbed[0]


def test_a_lost_connection_is_taken_up_again(news, undisturbed, postgres_url, tmp_path):
    news.gate.unlink()
    command = Command(tmp_path / "log", "run", news.folder, "--to", postgres_url)
    wait_for(postgres_url, 7)
    with psycopg.connect(postgres_url, autocommit=True) as connection:
        ended = connection.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
        assert ended.fetchall()
    news.gate.touch()
    code, said = command.finish()
    assert code == 1, said
    assert kept(postgres_url) == undisturbed[0]

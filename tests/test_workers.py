"""Worker processes: what an article may take, and who pays for one that takes more."""

import os
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest
from fakes import Broken, Fake, Silent, raw

from pipeline.config import Settings
from pipeline.errors import CronistaError
from pipeline.worker import Limits
from pipeline.workers import Pool


def names(count):
    return [f"a{i:02}" for i in range(count)]


def outcomes(batches, *, workers=2, make=Fake, ordered=False, **limits):
    """Return name → outcome, checked to be one each."""
    with Pool(workers, Settings(), Limits(**limits), make=make) as pool:
        found = [(one.name, outcome) for one, outcome in pool.map(batches, ordered=ordered)]
    assert len(found) == len(dict(found)) == sum(map(len, batches))
    assert all(name == outcome.name for name, outcome in found)
    return dict(found)


def test_every_article_comes_back_once():
    found = outcomes([[raw(name) for name in names(20)[i : i + 3]] for i in range(0, 20, 3)])
    assert sorted(found) == names(20)
    assert all(len(outcome.facts) == 1 for outcome in found.values())


def test_nothing_to_do_starts_no_worker():
    with Pool(2, Settings(), make=Broken) as pool:
        assert list(pool.map([])) == list(pool.map([[]])) == []


def test_the_order_is_kept_when_asked():
    texts = ["SLEEP 0.3", *["Ford"] * 9]
    raws = [raw(name, text) for name, text in zip(names(10), texts, strict=True)]
    assert [*outcomes([[one] for one in raws], ordered=True)] == names(10)


@pytest.mark.parametrize(
    ("text", "stage", "reason"),
    [
        ("CRASH", "crash", "brought a worker down (SIGSEGV)"),
        ("SLEEP 60", "time", "took over 1 seconds for one step (--max-seconds)"),
        ("GROW", "memory", "took over 100 MB (--max-memory)"),
    ],
)
def test_one_that_harms_its_worker_is_found_and_the_others_are_done(text, stage, reason):
    raws = [raw(name) for name in names(10)]
    raws[4] = raw("a04", text)
    seconds = 1 if stage == "time" else 60
    found = outcomes([raws[:7], raws[7:]], seconds=seconds, memory=100)
    bad = found.pop("a04")
    assert (bad.stage, bad.reason, bad.article) == (stage, reason, None)
    assert all(outcome.article for outcome in found.values())


def test_a_crash_that_nobody_can_be_named_for_is_found_by_halves():
    raws = [raw(name) for name in names(9)]
    raws[6] = raw("a06", "CRASH-TOGETHER")
    found = outcomes([raws])
    assert all(outcome.article for outcome in found.values())  # alone, it does no harm


def test_several_culprits_of_a_batch_are_all_found():
    texts = ["CRASH", "Ford", "FAIL", "CRASH", "Ford", "SLEEP 60"]
    raws = [raw(name, text) for name, text in zip(names(6), texts, strict=True)]
    found = outcomes([raws], seconds=1)
    assert [found[name].stage for name in names(6)] == [
        "crash", None, "read", "crash", None, "time",
    ]  # fmt: skip


def test_a_worker_killed_from_outside_blames_nobody(tmp_path):
    found = outcomes([[raw("a", f"ONCE {tmp_path / 'mark'}")], [raw("b")]])
    assert found["a"].article and found["b"].article


def test_a_worker_starts_afresh_now_and_then(monkeypatch):
    started = []
    start = Pool._start
    monkeypatch.setattr(Pool, "_start", lambda pool: started.append(1) or start(pool))
    monkeypatch.setattr("pipeline.workers.FRESH", 4)
    batches = [[raw(name) for name in names(12)[i : i + 2]] for i in range(0, 12, 2)]
    assert sorted(outcomes(batches, workers=1)) == names(12)
    assert len(started) >= 3


def test_what_comes_back_without_outcome_is_rejected():
    found = outcomes([[raw("a"), raw("b", "SILENT")]], make=Silent)
    assert found["a"].article
    assert found["b"].stage == "extract"


def test_workers_that_cannot_start_end_the_run():
    with pytest.raises(CronistaError, match=r"workers cannot start: .* \(exit code 3\)"):
        outcomes([[raw("a")]], make=Broken)


def test_a_missing_pipeline_ends_the_run(tmp_path):
    settings = Settings(models={"en": str(tmp_path), "it": str(tmp_path)})
    text = "The carmaker Ford said on Monday that it would build more vehicles in Spain."
    with Pool(1, settings) as pool, pytest.raises(CronistaError, match="has no config"):
        list(pool.map([[raw("a", text)]]))


def test_large_articles_do_not_block_the_pipes():
    raws = [raw(name, "Ford " + 300_000 * "x") for name in names(12)]
    found = outcomes([[one] for one in raws])
    assert all(len(outcome.article.text) > 300_000 for outcome in found.values())


def test_few_batches_are_asked_for_ahead():
    asked = 0

    def batches():
        nonlocal asked
        for name in names(50):
            asked += 1
            yield [raw(name)]

    with Pool(2, Settings(), make=Fake) as pool:
        next(pool.map(batches()))
        assert asked <= 8


def test_workers_die_with_their_parent(tmp_path):
    """kill -9 of the parent leaves no process behind, even one that hangs."""
    code = (
        "import sys; sys.path.insert(0, sys.argv[1])\n"
        "from fakes import Fake, raw\n"
        "from pipeline.config import Settings\n"
        "from pipeline.workers import Pool\n"
        "pool = Pool(2, Settings(), make=Fake)\n"
        "done = pool.map([[raw('a')], [raw('b')], [raw('c', 'SLEEP 60')], [raw('d', 'SLEEP 60')]])\n"
        "print(next(done)[0].name, next(done)[0].name, flush=True)\n"
        "next(done)\n"
    )
    command = [sys.executable, "-c", code, str(Path(__file__).parent)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, cwd=Path(__file__).parent.parent) as one:
        assert one.stdout.readline().split()
        children = psutil.Process(one.pid).children(recursive=True)
        assert len(children) == 2
        os.kill(one.pid, 9)
        one.wait()
    deadline = time.monotonic() + 10
    while any(child.is_running() for child in children):
        assert time.monotonic() < deadline
        time.sleep(0.02)

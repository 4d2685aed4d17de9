"""Batches on a real local Ray cluster of two nodes, one of which is killed on the way."""

import os
import signal
import sys
import time
from hashlib import sha256
from pathlib import Path

import pytest

from pipeline.cluster import LOSSES, Cluster, _connect, _lose
from pipeline.config import Settings
from pipeline.errors import CronistaError
from pipeline.facts import Article
from pipeline.raw import Outcome, Raw
from pipeline.worker import Limits
from pipeline.workers import Pool, Queue

LIMITS = Limits(seconds=5, memory=200)
NODE = {"num_cpus": 1, "object_store_memory": 80_000_000, "include_dashboard": False}


def make_process(settings):
    """Return a shard function without pipelines; the texts tell what befalls it."""
    return process


def process(raws, at):
    for raw in raws:
        at(raw.name)
        text = raw.content.decode()
        if text == "die":
            os.kill(os.getpid(), signal.SIGKILL)
        time.sleep(0.05)
        digest = sha256(raw.content).hexdigest()
        yield Outcome(raw.name, Article(raw.id, text, "en", title=digest))


def make_raws(count):
    return [
        Raw("here", f"a{i}.txt", f"a{i}", ".txt", b"die" if i == 17 else b"text %d" % i)
        for i in range(count)
    ]


def batches_of(raws, size=5):
    return [raws[i : i + size] for i in range(0, len(raws), size)]


@pytest.fixture(scope="module")
def nodes():
    cluster_utils = pytest.importorskip("ray.cluster_utils")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("RAY_USAGE_STATS_ENABLED", "0")
        patch.setenv("PYTHONPATH", str(Path(__file__).parent))  # the actors need `make_process`
        nodes = cluster_utils.Cluster(initialize_head=True, head_node_args=NODE)
        nodes.add_node(**NODE)
        yield nodes
        nodes.shutdown()


@pytest.mark.ray
# what Ray says of its own future, on machines with accelerators and without
@pytest.mark.filterwarnings("ignore:Tip. In future versions of Ray:FutureWarning")
def test_a_node_that_dies_costs_nothing(nodes):
    raws = make_raws(120)
    with Pool(1, Settings(), LIMITS, make=make_process) as pool:
        undisturbed = dict(pool.map(batches_of(raws)))
    assert undisturbed[raws[17]].stage == "crash"

    done = []
    with Cluster(nodes.address, Settings(), LIMITS, make=make_process) as cluster:
        while cluster.actors < 2:
            cluster.listen(Queue([], ordered=False))
        for raw, outcome in cluster.map(batches_of(raws), ordered=True):
            done.append((raw, outcome))
            if len(done) == 30:
                nodes.remove_node(next(iter(nodes.worker_nodes)), allow_graceful=False)
        assert cluster.actors == 1
    assert [raw for raw, _ in done] == raws
    assert dict(done) == undisturbed


def lose(queue, times):
    """Take a job and lose its actor, again and again."""
    for _ in range(times):
        _lose(queue.take(), queue, "the machine is gone")


def test_a_batch_that_is_lost_is_done_again_whole():
    queue = Queue([make_raws(4)], ordered=False)
    lose(queue, LOSSES - 1)
    assert len(queue.take().left) == 4


def test_a_batch_that_is_lost_again_and_again_is_halved_down_to_the_culprit():
    raws = make_raws(4)
    queue = Queue([raws], ordered=False)
    job, found = queue.take(), []
    while job is not None:
        if raws[2].name in job.left:
            _lose(job, queue, "the machine is gone")
        else:
            for name in list(job.left):
                queue.done(job, Outcome(name))
        found += queue.finished()
        job = queue.take()
    assert {raw.name: outcome.stage for raw, outcome in found} == {
        **dict.fromkeys([raw.name for raw in raws]),
        raws[2].name: "crash",
    }


def test_without_ray_the_extra_is_named(monkeypatch):
    monkeypatch.setitem(sys.modules, "ray", None)
    with pytest.raises(CronistaError, match=r'pip install "cronista\[cluster\]"'):
        _connect("auto")


def test_a_cluster_out_of_reach_is_named(monkeypatch):
    ray = pytest.importorskip("ray")

    def init(*_, **__):
        raise ConnectionError("no such host")

    monkeypatch.setattr(ray, "init", init)
    with pytest.raises(CronistaError, match="--cluster ray://far:10001: cannot be reached"):
        _connect("ray://far:10001")

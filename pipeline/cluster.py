"""Batches of articles on a Ray cluster: worker actors on many machines, with the `map` of a pool.

Ray brings what more machines need: places for actors, batches sent to them, word of a dead one.
Each actor holds a pool of one worker process, so that limits, bisection and the pipelines are those
of a single machine. What a lost actor had in hand is done again on another one.
"""

from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from typing import Any, Self

from .config import Settings
from .errors import CronistaError
from .raw import Outcome, Raw
from .worker import Job, Limits, Make
from .workers import DEPTH, Pool, Queue, load_shard

#: actors that a batch may be lost with before its own articles are suspected
LOSSES = 3
#: actors that fail to start, for each one wanted, before the run is given up
STARTS = 3
#: seconds without any actor before the run is given up
PATIENCE = 300.0


class Cluster:
    """Actors on a Ray cluster; `map` gives them batches of articles, as `workers.Pool` does.

    `address` is "auto" (the cluster that this machine belongs to), "local" (a new one on this
    machine alone) or `ray://HOST:PORT`. Raises CronistaError where Ray or the cluster is missing.
    """

    def __init__(
        self,
        address: str,
        settings: Settings,
        limits: Limits | None = None,
        *,
        workers: int | None = None,
        make: Make = load_shard,
        patience: float = PATIENCE,
    ) -> None:
        from .version import version

        self._ray = _connect(address)
        self._version = version(settings)
        self._patience, self._heard = patience, time.monotonic()
        self._failed = 0
        remote = self._ray.remote(num_cpus=1, scheduling_strategy="SPREAD")(_Actor)
        self._new = partial(remote.remote, settings, limits or Limits(), make)
        cores = int(self._ray.cluster_resources().get("CPU", 0))
        self._starting: dict[Any, Any] = {}  # the answer that is awaited → its actor
        self._ready: list[Any] = []
        self._running: dict[Any, tuple[Any, Job]] = {}
        for _ in range(workers or cores or 1):
            self._start()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Leave the cluster; the actors and what they have in hand end with that."""
        self._ray.shutdown()

    def map(
        self, batches: Iterable[Sequence[Raw]], *, ordered: bool = False
    ) -> Iterator[tuple[Raw, Outcome]]:
        """Yield each article with its outcome, each once; all names must differ.

        Batches are asked for as actors come free. Raises CronistaError where the cluster has no
        room for an actor for minutes, or where its machines hold another version.
        """
        queue = Queue(batches, ordered=ordered)
        while True:
            waiting = self._hand_out(queue)
            if not self._running and not waiting:
                return
            self.listen(queue)
            yield from queue.finished()

    def _hand_out(self, queue: Queue) -> bool:
        """Give each actor its jobs; tell whether there may be more for actors to come."""
        busy = [actor for actor, _ in self._running.values()]
        for depth in range(DEPTH):  # a job for everybody before a second one for anybody
            for actor in self._ready:
                if busy.count(actor) <= depth:
                    job = queue.take()
                    if job is None:
                        return False
                    busy.append(actor)
                    answer = actor.run.remote([raw for _, raw in job.raws])
                    self._running[answer] = actor, job
        return not self._ready

    @property
    def actors(self) -> int:
        """How many actors are in service at this moment."""
        return len(self._ready)

    def listen(self, queue: Queue) -> None:
        """Take in what has been done; welcome new actors and replace lost ones."""
        awaited = [*self._running, *self._starting]
        answers, _ = self._ray.wait(awaited, num_returns=1, timeout=1)
        if answers or self._ready:
            self._heard = time.monotonic()
        elif time.monotonic() - self._heard > self._patience:
            raise CronistaError(
                f"the cluster has had no room for a worker for {self._patience:.0f} s; what was"
                " saved is kept: run the same command again when its machines are back"
            )
        for answer in answers:
            if answer in self._starting:
                self._welcome(answer)
            elif answer in self._running:
                self._hear(answer, queue)

    def _hear(self, answer: Any, queue: Queue) -> None:
        actor, job = self._running.pop(answer)
        try:
            outcomes: list[Outcome] = self._get(answer)
        except self._ray.exceptions.RayError as error:
            others = [one for one, (its, _) in self._running.items() if its is actor]
            queue.again(self._running.pop(one)[1] for one in others)
            self._ready.remove(actor)
            self._start()
            _lose(job, queue, str(error))
            return
        for outcome in outcomes:
            queue.done(job, outcome)

    def _start(self) -> None:
        actor = self._new()
        self._starting[actor.version.remote()] = actor

    def _welcome(self, answer: Any) -> None:
        """Take an actor that has started into service, if it is of our own version."""
        actor = self._starting.pop(answer)
        try:
            version: str = self._get(answer)
        except self._ray.exceptions.RayError as error:
            self._failed += 1
            if self._failed > STARTS * (len(self._starting) + 1):
                raise CronistaError(f"no worker of the cluster starts: {_short(error)}") from error
            self._start()
            return
        if version != self._version:
            raise CronistaError(
                f"a machine of the cluster has other code, rules or pipelines ({version}) than"
                f" this one ({self._version}): install the same on all of them"
            )
        self._failed = 0
        self._ready.append(actor)

    def _get(self, answer: Any) -> Any:
        """Return an answer; an error that an actor raised on purpose is raised as it was."""
        try:
            return self._ray.get(answer)
        except self._ray.exceptions.RayTaskError as error:
            if isinstance(error.cause, CronistaError):
                raise error.cause from None
            raise CronistaError(f"a worker of the cluster failed: {_short(error.cause)}") from error


class _Actor:
    """What runs on the cluster: a pool of one worker process."""

    def __init__(self, settings: Settings, limits: Limits, make: Make) -> None:
        self._settings = settings
        self._pool = Pool(1, settings, limits, make=make)

    def version(self) -> str:
        """Return the version of the pipelines, rules and code on this machine."""
        from .version import version

        return version(self._settings)

    def run(self, raws: Sequence[Raw]) -> list[Outcome]:
        """Return the outcomes of a batch."""
        return [outcome for _, outcome in self._pool.map([raws])]


def _lose(job: Job, queue: Queue, said: str) -> None:
    """Have a job done again whose actor was lost; machines die too, so it is not blamed at once."""
    job.deaths += 1
    if job.deaths < LOSSES:
        queue.again([job])
    else:
        queue.blame(job, None, "crash", f"lost with {job.deaths} actors of the cluster ({said})")


def _connect(address: str) -> Any:
    """Return the module of Ray, connected to a cluster."""
    os.environ.setdefault("RAY_USAGE_STATS_ENABLED", "0")  # Ray reports home unless told not to
    try:
        import ray
    except ImportError as error:
        raise CronistaError('--cluster needs Ray: pip install "cronista[cluster]"') from error
    own: dict[str, Any] = {"include_dashboard": False} if address == "local" else {}
    try:
        before = signal.getsignal(signal.SIGTERM)
        ray.init(address, log_to_driver=False, configure_logging=False, **own)
        if threading.current_thread() is threading.main_thread():
            signal.signal(signal.SIGTERM, before)  # Ray's own handler ends the process at once
    except (ConnectionError, ValueError, RuntimeError) as error:
        raise CronistaError(f"--cluster {address}: cannot be reached ({_short(error)})") from error
    return ray


def _short(error: BaseException) -> str:
    return " ".join(str(error).split())[:300] or type(error).__name__

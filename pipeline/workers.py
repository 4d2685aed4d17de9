"""A pool of worker processes that no article can bring down: limits, bisection, replacement.

A worker that dies, hangs or grows over its memory is replaced. The article it had in hand is done
again alone, the rest of its job without it (in halves, where several were in hand); an article that
brings down a worker alone too is the culprit, and its outcome says so.
"""

from __future__ import annotations

import heapq
import pickle
import signal
import time
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from multiprocessing.connection import wait
from typing import Self

from .config import Settings
from .errors import CronistaError
from .raw import Outcome, Raw
from .worker import Job, Limits, Make, Process, Worker

#: jobs a worker holds: one in hand and the next, so that it never waits for us
DEPTH = 2
#: articles that may be done before an earlier one, where the order is kept; bounds what is held
AHEAD = 1_000
#: articles after which a worker starts afresh: the tables of words in spaCy never shrink, and take
#: some 30 bytes for each new word even within memory zones (docs/scale.md)
FRESH = 20_000
#: seconds a worker may take to load the pipelines
LOADING = 300.0
#: workers that die while loading, in a row, before we give up
FALSE_STARTS = 3
#: seconds between looks at the workers' clocks and memory
_LOOK = 0.1

_Done = tuple[int, Raw, Outcome]


def load_shard(settings: Settings) -> Process:
    """Return `shard.process` with the pipelines of the settings."""
    from .shard import Shard

    return Shard(settings)


class Pool:
    """Worker processes; `map` gives them batches of articles and yields what became of each."""

    def __init__(
        self,
        workers: int,
        settings: Settings,
        limits: Limits | None = None,
        *,
        make: Make = load_shard,
    ) -> None:
        self._size = workers
        self._hello = pickle.dumps((make, settings))
        self._limits = limits or Limits()
        self._false_starts = 0
        self._workers: list[Worker] = []  # started when there is something to do

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """End all workers, with whatever they have in hand."""
        for worker in self._workers:
            worker.kill()
        self._workers = []

    def map(
        self, batches: Iterable[Sequence[Raw]], *, ordered: bool = False
    ) -> Iterator[tuple[Raw, Outcome]]:
        """Yield each article with its outcome, each once; all names must differ.

        Batches are asked for as workers come free, and held in small numbers. Raises CronistaError
        where workers cannot start, as without a pipeline.
        """
        queue = Queue(batches, ordered=ordered)
        while True:
            self._hand_out(queue)
            if not any(worker.jobs for worker in self._workers):
                return
            ready = wait([worker.pipe for worker in self._workers], _LOOK)
            for worker in list(self._workers):
                if worker.pipe in ready:
                    self._listen(worker, queue)
                else:
                    self._look(worker, queue)
            yield from queue.finished()

    def _hand_out(self, queue: Queue) -> None:
        while len(self._workers) < self._size and (job := queue.take()):
            self._workers.append(self._start())
            self._workers[-1].give(job)
        for depth in range(DEPTH):  # a job for everybody before a second one for anybody
            for worker in self._workers:
                while len(worker.jobs) <= depth and (job := queue.take()):
                    worker.give(job)

    def _listen(self, worker: Worker, queue: Queue) -> None:
        """Take in all that a worker has sent."""
        jobs = len(worker.jobs)
        try:
            while worker.pipe.poll():
                self._hear(worker, queue, *worker.pipe.recv())
        except (EOFError, OSError):
            self._replace(worker, queue, "crash", _how_it_died(worker.end()))
            return
        old = worker.done >= FRESH or worker.memory() > self._limits.memory * 500_000
        if old and len(worker.jobs) < jobs:  # between two jobs
            queue.again(worker.jobs)
            self._renew(worker)

    def _hear(self, worker: Worker, queue: Queue, what: str, said: object) -> None:
        worker.since = time.monotonic()
        if what == "ready" and isinstance(said, int):
            worker.base, self._false_starts = said, 0
        elif what == "at":
            worker.at = said if isinstance(said, str) else None
        elif what == "done" and isinstance(said, Outcome):
            worker.done += 1
            queue.done(worker.jobs[0], said)
        elif what == "end":
            worker.at = None
            job = worker.jobs.popleft()
            if job.left:
                queue.blame(job, None, "extract", "came back without an outcome; please report")
        else:
            raise CronistaError(str(said))

    def _look(self, worker: Worker, queue: Queue) -> None:
        """Replace a worker that is over a limit."""
        seconds = self._limits.seconds if worker.base else LOADING
        memory = self._limits.memory * 1_000_000
        if worker.jobs and time.monotonic() - worker.since > seconds:
            reason = f"took over {seconds:g} seconds for one step (--max-seconds)"
            self._replace(worker, queue, "time", reason)
        elif worker.memory() > memory:
            reason = f"took over {self._limits.memory} MB (--max-memory)"
            self._replace(worker, queue, "memory", reason)

    def _replace(self, worker: Worker, queue: Queue, stage: str, reason: str) -> None:
        """Start a worker in the place of one that failed; what it had to do is done again."""
        self._renew(worker)
        if not worker.base:
            self._false_starts += 1
            if self._false_starts == FALSE_STARTS:
                raise CronistaError(f"workers cannot start: {reason}")
        jobs = list(worker.jobs)
        queue.again(jobs[1:] if worker.base else jobs)
        if worker.base and jobs:
            queue.blame(jobs[0], worker.at, stage, reason)

    def _renew(self, worker: Worker) -> None:
        worker.kill()
        self._workers[self._workers.index(worker)] = self._start()

    def _start(self) -> Worker:
        return Worker(self._hello, self._limits)


class Queue:
    """Jobs to do and outcomes to hand on, in the order of the articles where that is asked for."""

    def __init__(self, batches: Iterable[Sequence[Raw]], *, ordered: bool) -> None:
        self._batches = iter(batches)
        self._waiting: deque[Job] = deque()
        self._ordered = ordered
        self._taken = self._given = 0
        self._outcomes: list[_Done] = []  # a heap

    def take(self) -> Job | None:
        """Return the next job; None where there is none, or too much waits for an earlier one."""
        if self._waiting:
            return self._waiting.popleft()
        if self._ordered and self._taken - self._given >= AHEAD:
            return None
        for batch in self._batches:
            if batch:
                self._taken += len(batch)
                return Job(list(enumerate(batch, start=self._taken - len(batch))))
        return None

    def again(self, jobs: Iterable[Job]) -> None:
        """Put jobs before all others."""
        self._waiting.extendleft(reversed([Job([*job.left.values()], job.deaths) for job in jobs]))

    def done(self, job: Job, outcome: Outcome) -> None:
        """Take in an outcome; one of an article that is done is passed over."""
        if outcome.name in job.left:
            heapq.heappush(self._outcomes, (*job.left.pop(outcome.name), outcome))

    def finished(self) -> Iterator[tuple[Raw, Outcome]]:
        """Yield what can be handed on."""
        while self._outcomes and not (self._ordered and self._outcomes[0][0] > self._given):
            self._given += 1
            _, raw, outcome = heapq.heappop(self._outcomes)
            yield raw, outcome

    def blame(self, job: Job, at: str | None, stage: str, reason: str) -> None:
        """Find what brought a worker down among what a job has left."""
        suspect = at if at in job.left else next(iter(job.left)) if len(job.left) == 1 else None
        left = list(job.left.values())
        if suspect is None:  # several, or none: the worker was between two jobs
            half = (len(left) + 1) // 2
            self.again(Job(part, job.deaths + 1) for part in (left[:half], left[half:]) if part)
            return
        alone = [job.left[suspect]]
        rest = [one for one in left if one[1].name != suspect]
        if stage == "time" or (len(job.raws) == 1 and job.deaths):
            self.done(job, Outcome(suspect, stage=stage, reason=reason))
            self.again([Job(rest, job.deaths)] if rest else [])
        else:
            self.again([Job(alone, job.deaths + 1), *([Job(rest, job.deaths)] if rest else [])])


def _how_it_died(code: int) -> str:
    if code >= 0:
        return f"brought a worker down (exit code {code})"
    name = signal.Signals(-code).name
    hint = ": out of memory?" if name == "SIGKILL" else ""
    return f"brought a worker down ({name}{hint})"

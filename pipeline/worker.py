"""One worker process: what runs in it, and the handle by which a pool holds it."""

from __future__ import annotations

import os
import pickle
import signal
import subprocess
import sys
import threading
import time
from collections import deque
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from multiprocessing.connection import Connection, Pipe
from queue import SimpleQueue
from typing import Any

import psutil

from .config import Settings
from .errors import CronistaError
from .raw import Outcome, Raw

_MB = 1_000_000
#: one thread a worker: two workers with two threads each would stand in each other's way; and sets
#: in one order on every run
_ENVIRONMENT = dict.fromkeys(
    ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "BLIS_NUM_THREADS"), "1"
) | {"PYTHONHASHSEED": "0"}
_DIES_WITH_PARENT = 1  # PR_SET_PDEATHSIG

#: yields the outcomes of raw articles, and tells before each step which is in hand (None: several)
Process = Callable[[Sequence[Raw], Callable[[str | None], None]], Iterable[Outcome]]
#: makes a `Process` in the worker; a function or class of a module, since it travels by name
Make = Callable[[Settings], Process]


@dataclass(frozen=True, slots=True)
class Limits:
    """What an article may take."""

    seconds: float = 60.0  # for one step: reading, parsing, extracting
    memory: int = 2_000  # MB, beyond those of the loaded pipelines


@dataclass
class Job:
    """Articles for a worker, each with its number in the run."""

    raws: list[tuple[int, Raw]]
    deaths: int = 0  # workers that these articles brought down
    left: dict[str, tuple[int, Raw]] = field(init=False)  # those not done yet, by name

    def __post_init__(self) -> None:
        self.left = {raw.name: (number, raw) for number, raw in self.raws}


class Worker:
    """A worker process with its jobs; the first of them is in hand."""

    def __init__(self, hello: bytes, limits: Limits) -> None:
        self.limits = limits
        self.jobs: deque[Job] = deque()
        self.at: str | None = None  # the article in hand
        self.since = time.monotonic()  # … since when
        self.done = 0  # articles
        self.base = 0  # bytes of memory once the pipelines are loaded; 0 before
        self.pipe, theirs = Pipe()
        self.process = _start(theirs.fileno())
        theirs.close()
        self._outbox: SimpleQueue[Any] = SimpleQueue()
        # by a thread: a worker that hangs does not read, and must not make us wait
        threading.Thread(target=self._post, daemon=True).start()
        self._outbox.put((hello, limits.memory * _MB))

    def give(self, job: Job) -> None:
        """Send a job."""
        if not self.jobs:
            self.since = time.monotonic()
        self.jobs.append(job)
        self._outbox.put([raw for _, raw in job.raws])

    def memory(self) -> int:
        """Return the bytes of memory that the worker takes beyond its pipelines."""
        try:
            return self.base and psutil.Process(self.process.pid).memory_info().rss - self.base
        except psutil.Error:
            return 0  # it is gone, which its pipe will tell

    def end(self) -> int:
        """Return the exit code of a worker that has closed its pipe."""
        with suppress(subprocess.TimeoutExpired):
            return self.process.wait(5)
        self.process.kill()
        return self.process.wait()

    def kill(self) -> None:
        """End the worker at once."""
        self._outbox.put(None)
        self.process.kill()
        self.process.wait()
        self.pipe.close()

    def _post(self) -> None:
        try:
            while (message := self._outbox.get()) is not None:
                self.pipe.send(message)
        except OSError:
            pass  # the worker is gone


def _start(handle: int) -> subprocess.Popen[bytes]:
    """Start Python anew: no memory, lock or thread of ours can harm it, nor it ours."""
    path = os.pathsep.join(entry or str(os.getcwd()) for entry in sys.path)  # noqa: PTH109
    return subprocess.Popen(
        [
            sys.executable,
            "-c",
            f"from pipeline.worker import serve; serve({handle}, {os.getpid()})",
        ],
        env=os.environ | _ENVIRONMENT | {"PYTHONPATH": path},
        pass_fds=[handle],
        process_group=0,  # Ctrl-C on the terminal is the parent's business
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
    )


# --- in the worker -----------------------------------------------------------------------------


def serve(handle: int, parent: int) -> None:
    """Take jobs from a pipe until it is closed, and send back outcomes."""
    _die_with(parent)
    for ignored in (signal.SIGINT, signal.SIGTERM):  # the parent ends us
        signal.signal(ignored, signal.SIG_IGN)
    pipe = Connection(handle)
    hello, memory = pipe.recv()
    try:
        make, settings = pickle.loads(hello)
        process = make(settings)
        _bound(memory)
        pipe.send(("ready", psutil.Process().memory_info().rss))
        while True:
            for outcome in process(pipe.recv(), lambda name: pipe.send(("at", name))):
                pipe.send(("done", outcome))
            pipe.send(("end", None))
    except CronistaError as error:
        pipe.send(("broken", str(error)))
    except (EOFError, BrokenPipeError):
        pass  # the parent is gone


def _die_with(parent: int) -> None:
    """Have this process killed when its parent ends, however that ends."""
    if sys.platform == "linux":
        import ctypes

        ctypes.CDLL(None).prctl(_DIES_WITH_PARENT, signal.SIGKILL)
    if os.getppid() != parent:
        os._exit(0)


def _bound(memory: int) -> None:
    """Let allocations beyond the limit fail: that is caught where it happens, and costs no kill."""
    if sys.platform == "linux":
        import resource

        _, hard = resource.getrlimit(resource.RLIMIT_DATA)
        soft = psutil.Process().memory_info().data + memory
        resource.setrlimit(resource.RLIMIT_DATA, (soft, hard))

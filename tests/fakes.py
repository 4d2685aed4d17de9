"""What stands for the real extractor in tests of batch runs: quick, and ill-behaved when asked."""

import ctypes
import mmap
import os
import time
from dataclasses import replace
from pathlib import Path

from factories import fact

from pipeline.facts import Article
from pipeline.raw import Outcome, Raw


def raw(name, text="Ford sold 100 cars.", source="src"):
    """Return a raw article."""
    return Raw(source, name, name, ".txt", text.encode())


class Fake:
    """Makes one fact an article; a text may ask for trouble by its first word."""

    def __init__(self, settings):
        self.settings = settings

    def __call__(self, raws, at):
        """Yield outcomes, in steps that are told as the real one tells them."""
        at(None)
        if any(one.content.startswith(b"CRASH-TOGETHER") for one in raws) and len(raws) > 1:
            os.abort()
        for one in raws:
            at(one.name)
            yield self.outcome(one)

    def outcome(self, one):
        """Return the outcome of an article."""
        text = one.content.decode()
        word = text.partition(" ")[0]
        if word in TROUBLES:
            TROUBLES[word](text)
        if word == "FAIL":
            return Outcome(one.name, stage="read", reason="asked to fail")
        found = fact("figure", article=one.id, measure="sales", amount="100 vehicle", evidence=text)
        return Outcome(one.name, Article(one.id, text, "en"), (replace(found, rule="fake"),))


class Broken(Fake):
    """A worker that cannot start."""

    def __init__(self, settings):
        os._exit(3)


class Silent(Fake):
    """A worker that leaves out what it should do."""

    def __call__(self, raws, at):
        """Yield the outcomes of all but one."""
        for one in raws:
            if not one.content.startswith(b"SILENT"):
                yield self.outcome(one)


def _crash(text):
    ctypes.string_at(0)


def _sleep(text):
    time.sleep(float(text.split()[1]))


def _await(text):
    """Wait until a file is there."""
    gate = Path(text.split()[1])
    while not gate.exists():
        time.sleep(0.005)


def _once(text):
    """Kill the worker the first time, as somebody else might."""
    mark = Path(text.split()[1])
    if not mark.exists():
        mark.write_text("")
        os.kill(os.getpid(), 9)


def _grow(text):
    held = []  # shared memory, which the limit on allocations does not see
    while True:
        held.append(mmap.mmap(-1, 5_000_000))
        held[-1].write(b"x" * 5_000_000)
        time.sleep(0.001)


TROUBLES = {"CRASH": _crash, "SLEEP": _sleep, "ONCE": _once, "AWAIT": _await, "GROW": _grow}


class Inline:
    """A mapper without processes."""

    def __init__(self, options=None):
        self.process = Fake(None)
        self.asked = []

    def map(self, batches, *, ordered=False):
        """Yield outcomes as they are asked for."""
        for batch in batches:
            self.asked += [one.name for one in batch]
            by_name = {one.name: one for one in batch}
            for outcome in self.process(batch, lambda name: None):
                yield by_name[outcome.name], outcome

    def close(self):
        """Do nothing."""

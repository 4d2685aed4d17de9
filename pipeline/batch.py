"""A batch run: sources → workers → store → exports, each article once, whatever happens.

What is saved is the only truth of how far a run has come: an article is skipped where the store has
it under the same name, content and version, and done again otherwise. So a run that was stopped,
killed or cut off goes on by the same command.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack, suppress
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Protocol

from .admit import Admission
from .config import Settings
from .decode import MAX_BYTES
from .errors import StoreError
from .exports import export, place
from .raw import Outcome, Raw, Refused
from .similar import link_copies
from .sources import find_sources, is_whole, show_source
from .stopping import Stop, Stopped
from .store import Pair, Store
from .version import version
from .worker import Limits
from .workers import Pool

#: articles a worker gets at once, and their bytes: about a second of work, so that none is left
#: with much to do at the end while the others wait
BATCH, BATCH_BYTES = 8, 500_000
#: articles looked up in the store at once, and their bytes
CHUNK, CHUNK_BYTES = 64, 4_000_000
#: outcomes saved at once, and seconds after which fewer are
SAVE, SAVE_SECONDS = 100, 2.0
_KNOWS_CORES = hasattr(os, "sched_getaffinity")  # Linux tells which cores are ours


@dataclass(frozen=True, slots=True)
class Options:
    """How a batch run goes about its work."""

    settings: Settings = field(default_factory=Settings)
    workers: int = 0  # 0: one a core
    limits: Limits = field(default_factory=Limits)
    max_bytes: int = MAX_BYTES
    lang: str | None = None
    date: str | None = None
    ordered: bool = False  # save in the order of the sources
    retry: bool = False  # do again what failed before …
    only_failed: bool = False  # … and nothing that did not
    dry_run: bool = False  # only tell what would be done
    watch: float | None = None  # seconds between looks at the sources
    cluster: str | None = None  # the address of a Ray cluster


@dataclass
class Report:
    """What a run has done so far."""

    read: int = 0  # articles that the sources gave
    skipped: int = 0  # of these, done before
    standing: int = 0  # of these again, failed before
    new: int = 0
    changed: int = 0  # their content, or what makes facts of it
    done: int = 0
    rejected: int = 0
    removed: int = 0  # gone from their source
    facts: int = 0
    words: int = 0
    copies: int = 0  # articles of the whole store that repeat another one
    seconds: float = 0.0
    interrupted: bool = False
    finished: bool = False


class Mapper(Protocol):
    """Makes outcomes of articles: a pool of processes, or a cluster."""

    def map(
        self, batches: Iterable[Sequence[Raw]], *, ordered: bool = False
    ) -> Iterator[tuple[Raw, Outcome]]:
        """Yield each article with its outcome."""

    def close(self) -> None:
        """End all work."""


@dataclass(frozen=True, slots=True)
class Ears:
    """Who hears of a run: of every outcome, and of each article left out with stage and reason."""

    tell: Callable[[Report], None] = lambda report: None
    warn: Callable[[str, str, str], None] = lambda name, stage, reason: None


def run_batch(
    sources: Sequence[str],
    to: str,
    *,
    options: Options | None = None,
    ears: Ears | None = None,
    mapper: Callable[[Options], Mapper] | None = None,
) -> Report:
    """Extract the facts of all articles of the sources that are new or changed, into a sink.

    On Ctrl-C or SIGTERM what is in hand is finished and saved; a second one ends at once, and loses
    nothing that was saved. Raises StoreError where the sink cannot be written.
    """
    options = options or Options()
    where, file = place(to)
    with ExitStack() as stack:
        stop = stack.enter_context(Stop())
        store = _open_store(where, options)
        if store is not None:
            stack.enter_context(store)
        own = tuple({str(path) for to in (where, file) if to for path in _paths(str(to))})
        batch = Batch(store, options, stop, ears or Ears(), own)
        if options.dry_run or store is None:
            batch.look(sources)
            return batch.report
        pool = (mapper or open_mapper)(options)
        stack.callback(pool.close)
        # taken before the sources are read: what changes meanwhile is not missed
        before = _stamp(sources, own) if options.watch is not None else None
        batch.run(sources, store, pool, file)
        while options.watch is not None and not stop.asked:
            with suppress(Stopped):
                stop.sleep(options.watch)
                now = _stamp(sources, own)
                if now is None or now != before:
                    batch.run(sources, store, pool, file)
                    before = now
        return batch.report


def open_mapper(options: Options) -> Mapper:
    """Return what does the work: worker processes of this machine, or a cluster."""
    if options.cluster:
        from .cluster import Cluster

        workers = options.workers or None
        return Cluster(options.cluster, options.settings, options.limits, workers=workers)
    workers = options.workers or (len(os.sched_getaffinity(0)) if _KNOWS_CORES else os.cpu_count())
    return Pool(workers or 1, options.settings, options.limits)


class Batch:
    """A run, or several of the same sources one after the other; `report` counts over all."""

    def __init__(
        self,
        store: Store | None,
        options: Options,
        stop: Stop,
        ears: Ears,
        own: tuple[str, ...] = (),
    ) -> None:
        self.report = Report()
        self._own = own  # where the results are: no source
        self._run: int | None = None  # only a look
        self._options, self._stop, self._ears = options, stop, ears
        self._version = version(options.settings)
        self._started = time.monotonic()
        self._store = store
        self._begin()

    def look(self, sources: Sequence[str]) -> None:
        """Count what a run would do."""
        for _ in self._due(sources):
            pass
        self.report.interrupted, self.report.finished = self._stop.asked, True
        self._tell()

    def run(self, sources: Sequence[str], store: Store, pool: Mapper, file: Path | None) -> None:
        """Do what is due, remove what is gone, link copies, and write the export."""
        self._begin()
        self._run, state = store.begin(self._settings(sources)), "failed"
        try:
            done = pool.map(self._batches(sources), ordered=self._options.ordered)
            for raw, outcome in done:
                self._take(raw, outcome)
            self._save()
            if not self._stop.asked:
                self._remove(store, sources)
            self.report.copies = link_copies(store)
            if file is not None:
                export(store, file)
            self.report.interrupted = self._stop.asked
            self.report.finished = True
            state = "interrupted" if self._stop.asked else "done"
            self._tell()
        finally:
            with suppress(StoreError):  # the first error tells more than that of noting it
                store.finish(self._run, state)

    def _begin(self) -> None:
        self._admission = Admission(
            self._store,
            self._version,
            retry=self._options.retry,
            only_failed=self._options.only_failed,
        )
        self.report.finished = False
        self._pairs: list[Pair] = []
        self._saved = time.monotonic()

    def _settings(self, sources: Sequence[str]) -> dict[str, object]:
        options = self._options
        shown = [show_source(source) for source in sources]  # no passwords
        settings = {"sources": shown, "version": self._version, "lang": options.lang}
        return settings | {"date": options.date, "limits": asdict(options.limits)}

    # --- what is due ---------------------------------------------------------------------------

    def _batches(self, sources: Sequence[str]) -> Iterator[list[Raw]]:
        for batch in _split(self._due(sources), BATCH, BATCH_BYTES):
            if self._stop.asked:
                return
            yield batch

    def _due(self, sources: Sequence[str]) -> Iterator[Raw]:
        """Yield the articles that are to be done, under their ids."""
        for chunk in _split(self._given(sources), CHUNK, CHUNK_BYTES):
            # all at once: a save in between would free the ids that others here may take
            for raw, before, due in list(self._admission.admit(chunk)):
                self.report.read += 1
                if not due:
                    self.report.skipped += 1
                    self.report.standing += before is not None and before.rejected
                    continue
                self.report.new += before is None
                self.report.changed += before is not None
                yield raw
            self._tell()
            if self._stop.asked:
                return

    def _given(self, sources: Sequence[str]) -> Iterator[Raw]:
        """Yield what the sources give, until a stop is asked for; refused inputs are noted."""
        options = self._options
        found = find_sources(
            sources, lang=options.lang, date=options.date, max_bytes=options.max_bytes
        )
        while True:
            try:
                with self._stop.waiting():  # a feed or a pipe may take its time
                    given = next(found, None)
            except Stopped:
                return
            if given is None:
                return
            if given.name.startswith(self._own):
                continue
            if isinstance(given, Raw):
                yield given
            else:
                self._refuse(given)

    def _refuse(self, refused: Refused) -> None:
        self._admission.refuse(refused)
        self.report.rejected += 1
        self._ears.warn(refused.name, refused.stage, refused.reason)
        self._pairs.append((refused, None))
        self._save_in_time()

    # --- what became of it ---------------------------------------------------------------------

    def _take(self, raw: Raw, outcome: Outcome) -> None:
        """Count an outcome, and save it with others."""
        self._pairs.append((raw, outcome))
        if outcome.article is not None:
            self.report.done += 1
            self.report.facts += len(outcome.facts)
            self.report.words += len(outcome.article.text.split())
        else:
            self.report.rejected += 1
            self._ears.warn(raw.name, outcome.stage or "extract", outcome.reason or "")
        self._save_in_time()
        self._tell()

    def _save_in_time(self) -> None:
        if len(self._pairs) >= SAVE or time.monotonic() - self._saved > SAVE_SECONDS:
            self._save()

    def _save(self) -> None:
        if self._store is not None and self._run is not None and self._pairs:
            self._store.save(self._run, self._version, self._pairs)
            for given, _ in self._pairs:
                if isinstance(given, Raw):
                    self._admission.ids.pop(given.id, None)
        self._pairs = []
        self._saved = time.monotonic()

    def _remove(self, store: Store, sources: Sequence[str]) -> None:
        """Remove what is gone from sources that were seen as a whole."""
        seen = self._admission.seen
        for source in {show_source(source) for source in sources} - self._admission.cut:
            if is_whole(source):
                if source not in seen:  # else a file that is one article, of perhaps thousands
                    self.report.removed += store.keep(source, list(seen))
            else:  # it may have been out of reach before, and is not now
                known = store.known([source]).get(source)
                if known is not None and known.rejected:
                    store.remove([source])

    def _tell(self) -> None:
        self.report.seconds = time.monotonic() - self._started
        self._ears.tell(self.report)


def _open_store(where: str, options: Options) -> Store | None:
    """Open the store; for a look only, one that is not there is none."""
    if options.dry_run and "://" not in where and not Path(where).exists():
        return None
    return Store.open(where, create=not options.dry_run)


def _split(raws: Iterable[Raw], most: int, size: int) -> Iterator[list[Raw]]:
    """Yield lists of articles, bounded in their number and bytes."""
    batch: list[Raw] = []
    total = 0
    for raw in raws:
        batch.append(raw)
        total += len(raw.content)
        if len(batch) >= most or total >= size:
            yield batch
            batch, total = [], 0
    if batch:
        yield batch


def _paths(to: str) -> tuple[Path, ...]:
    """Return a place's path as it may come out of a source: as it is given, and whole."""
    return () if "://" in to else (Path(to), Path(to).absolute())


def _stamp(
    sources: Sequence[str], own: tuple[str, ...] = ()
) -> frozenset[tuple[str, int, int]] | None:
    """Return what tells whether local sources have changed; None where only reading them does.

    `own`: paths of the results, which may lie among the sources and change at every run.
    """
    found: set[tuple[str, int, int]] = set()
    for source in sources:
        path = Path(source)
        if not os.path.exists(source):  # noqa: PTH110  # an address may be no path at all
            return None
        files = path.rglob("*") if path.is_dir() else [path]
        for file in (file for file in files if not str(file).startswith(own)):
            with suppress(OSError):  # gone meanwhile
                state = file.stat()
                found.add((str(file), state.st_mtime_ns, state.st_size))
    return frozenset(found)

"""Telling how a batch run is getting on: to people, to machines, to Prometheus."""

from __future__ import annotations

import json
import os
import re
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TextIO

from .batch import Ears, Report
from .errors import StoreError
from .write import whole

#: seconds between lines of the log, and between versions of the metrics
EVERY = 5.0
#: articles left out that are named one by one; `cronista rejects` lists them all
NAMED = 20
#: suffixes of files that hold one article, and of those that hold one a line
_ONE, _LINES = (".txt", ".html", ".htm"), (".jsonl", ".ndjson")
#: what Prometheus counts: field of a report → what it is
METRICS = {
    "read": "Articles that the sources gave.",
    "skipped": "Articles that were done before.",
    "done": "Articles whose facts were extracted.",
    "rejected": "Articles that were left out.",
    "removed": "Articles that are gone from their source.",
    "facts": "Facts that were extracted.",
    "words": "Words of the articles that were done.",
}

Tell = Callable[[Report], None]
Warn = Callable[[str, str, str], None]


@contextmanager
def listening(
    sources: Sequence[str], stream: TextIO, *, log_json: bool = False, metrics: Path | None = None
) -> Iterator[Ears]:
    """Give a run ears: a bar on a terminal or lines of JSON, and a file of metrics."""
    with ExitStack() as stack:
        log = JsonLog(stream)
        tells: list[Tell] = [log.tell] if log_json else []
        warn: Warn = log.warn if log_json else Named(stream).warn
        if not log_json and stream.isatty():
            tells.append(stack.enter_context(_bar(expected(sources), stream)))
        if metrics is not None:
            tells.append(Metrics(metrics).tell)

        def tell(report: Report) -> None:
            for one in tells:
                one(report)

        yield Ears(tell, warn)


class Named:
    """Names on a stream what is left out; of very many, the first ones."""

    def __init__(self, stream: TextIO) -> None:
        self._stream, self._count = stream, 0

    def warn(self, name: str, stage: str, reason: str) -> None:
        """Name an article that is left out."""
        self._count += 1
        if self._count <= NAMED:
            self._stream.write(f"cronista: {name}: {reason}\n")
        elif self._count == NAMED + 1:
            self._stream.write("cronista: … further ones are listed by `cronista rejects`\n")


class JsonLog:
    """Writes a line of JSON every few seconds, at the end, and for each article left out."""

    def __init__(self, stream: TextIO) -> None:
        self._stream, self._due = stream, 0.0

    def tell(self, report: Report) -> None:
        """Write how far the run is, unless it was said a moment ago."""
        if report.finished or time.monotonic() >= self._due:
            self._due = time.monotonic() + EVERY
            self._write("finished" if report.finished else "progress", asdict(report))

    def warn(self, name: str, stage: str, reason: str) -> None:
        """Write that an article is left out."""
        self._write("rejected", {"name": name, "stage": stage, "reason": reason})

    def _write(self, event: str, about: dict[str, Any]) -> None:
        record = {"time": datetime.now(UTC).isoformat(timespec="seconds"), "event": event, **about}
        self._stream.write(json.dumps(record, ensure_ascii=False) + "\n")
        self._stream.flush()


class Metrics:
    """Keeps a file in Prometheus' text format, for the textfile collector of its node exporter."""

    def __init__(self, path: Path) -> None:
        self._path, self._due = path, 0.0

    def tell(self, report: Report) -> None:
        """Write the file anew, unless that was done a moment ago; it is always there whole."""
        if not report.finished and time.monotonic() < self._due:
            return
        self._due = time.monotonic() + EVERY
        try:
            with whole(self._path) as part:
                part.write_text(show_metrics(report), encoding="utf-8")
        except OSError as error:
            raise StoreError(f"{self._path}: cannot be written ({error.strerror})") from error


def show_metrics(report: Report) -> str:
    """Return the counts of a report in Prometheus' text format."""
    lines: list[str] = []
    for field, says in METRICS.items():
        name = f"cronista_{field}_total" if field in ("facts", "words") else ""
        name = name or f"cronista_articles_{field}_total"
        lines += [f"# HELP {name} {says}", f"# TYPE {name} counter"]
        lines.append(f"{name} {getattr(report, field)}")
    for name, says, value in (
        ("run_seconds", "Seconds since the run began.", report.seconds),
        ("run_finished", "1 once the run has come to its end.", int(report.finished)),
        ("copies", "Articles of the store that repeat another one.", report.copies),
    ):
        lines += [f"# HELP cronista_{name} {says}", f"# TYPE cronista_{name} gauge"]
        lines.append(f"cronista_{name} {value:g}")
    return "\n".join(lines) + "\n"


@contextmanager
def _bar(total: int | None, stream: TextIO) -> Iterator[Tell]:
    from rich.console import Console
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        TextColumn,
        TimeElapsedColumn,
        TimeRemainingColumn,
    )

    columns = (
        *(TextColumn("articles"), BarColumn(), MofNCompleteColumn()),
        TextColumn("{task.fields[speed]} words/s  {task.fields[facts]} facts"),
        TextColumn("{task.fields[rejects]} rejects"),
        *(TimeElapsedColumn(), TextColumn("left"), TimeRemainingColumn()),
    )
    with Progress(*columns, console=Console(file=stream), transient=True) as bar:
        task = bar.add_task("articles", total=total, speed="–", facts=0, rejects=0)

        def tell(report: Report) -> None:
            bar.update(
                task,
                completed=report.skipped + report.done + report.rejected,
                speed=f"{report.words / max(report.seconds, 0.001):,.0f}",
                facts=f"{report.facts:,}",
                rejects=f"{report.rejected:,}",
            )

        yield tell


def expected(sources: Sequence[str]) -> int | None:
    """Return how many articles local sources hold; None where only reading them would tell."""
    total = 0
    for source in sources:
        folder = os.path.isdir(source)  # noqa: PTH112  # an address may be no path at all
        for file in Path(source).rglob("*.*") if folder else [Path(source)]:
            count = _count(file)
            if count is None and not folder:
                return None
            total += count or 0
    return total


def _count(file: Path) -> int | None:
    """Return how many articles a file holds; None where its suffix or the system does not tell."""
    suffix = file.suffix.lower()
    try:
        if suffix in _LINES:
            with file.open("rb") as stream:
                return sum(1 for _ in stream)
        return 1 if suffix in _ONE and file.is_file() else None
    except OSError:
        return None


def summary(report: Report, to: str, *, dry_run: bool = False) -> str:
    """Return in a few lines what a run did, and how to go on where it was interrupted."""
    to = re.sub(r"(?<=://)([^:/@\s]*):[^/@\s]*@", r"\1:***@", to)  # no password
    parts = [f"{report.read:,} articles: {report.new:,} new, {report.changed:,} changed"]
    parts[0] += f", {report.skipped:,} done before"
    if dry_run:
        return f"{parts[0]}, {report.rejected:,} that cannot be read; nothing was done (--dry-run)"
    parts.append(f"{report.done:,} done, {report.facts:,} facts in {report.seconds:,.0f} s → {to}")
    if report.removed:
        parts.append(f"{report.removed:,} gone from their source, and so removed")
    if report.copies:
        parts.append(
            f"{report.copies:,} in the store repeat another one, and are not counted twice"
        )
    if report.rejected or report.standing:
        standing = f", {report.standing:,} before" if report.standing else ""
        parts.append(f"{report.rejected:,} left out{standing}: cronista rejects {to}")
    if report.interrupted:
        parts.append("interrupted; what was done is saved, and the same command goes on from there")
    return "\n".join(parts)

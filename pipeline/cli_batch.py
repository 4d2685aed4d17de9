"""The commands of batch processing: `run` and `rejects`."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict, replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from .errors import CronistaError
from .options import Date, Kinds, Lang, Models, check_kinds, read_settings

if TYPE_CHECKING:
    from .batch import Options
    from .config import Settings
    from .store import Reject

#: what the shell calls a command that Ctrl-C ended
INTERRUPTED = 130

Sources = Annotated[
    list[str],
    typer.Argument(
        help="Files, folders, globs, feeds, queries, s3:// or https:// addresses, - for standard"
        " input."
    ),
]
Workers = Annotated[
    int, typer.Option("--workers", min=0, help="Worker processes; one a core by default.")
]
Seconds = Annotated[
    float, typer.Option("--max-seconds", min=0, help="Seconds that a step of an article may take.")
]
Memory = Annotated[
    int, typer.Option("--max-memory", min=1, help="MB of memory that an article may take.")
]
Size = Annotated[float, typer.Option("--max-size", min=0, help="MB that an article may be long.")]


def run(
    sources: Sources,
    to: Annotated[
        str, typer.Option("--to", help="A database, or a file of facts with its database beside.")
    ] = "facts.db",
    kind: Kinds = None,
    lang: Lang = None,
    date: Date = None,
    *,
    model: Models = None,
    workers: Workers = 0,
    max_seconds: Seconds = 60,
    max_memory: Memory = 2000,
    max_size: Size = 20,
    ordered: Annotated[
        bool, typer.Option("--ordered", help="Save articles in the order of the sources.")
    ] = False,
    retry: Annotated[
        bool, typer.Option("--retry", help="Do again what was left out before.")
    ] = False,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Only say what would be done.")
    ] = False,
    watch: Annotated[
        bool, typer.Option("--watch", help="Go on for ever, with what comes in new.")
    ] = False,
    every: Annotated[
        float, typer.Option("--every", min=0.1, help="Seconds between two looks of --watch.")
    ] = 5,
    cluster: Annotated[
        str | None, typer.Option("--cluster", help="Ray: auto, local or ray://HOST:PORT.")
    ] = None,
    log_json: Annotated[
        bool, typer.Option("--log-json", help="Lines of JSON on standard error, and no bar.")
    ] = False,
    metrics: Annotated[
        Path | None, typer.Option("--metrics", help="Keep a file in Prometheus' text format.")
    ] = None,
) -> None:
    """Extract the facts of new and changed articles into a database or file; go on where it ended.

    By the suffix or URL of --to: facts.db (SQLite), postgresql://…, .jsonl (.gz, .zst), .csv,
    .parquet, .duckdb, .ttl. Exit code 1 where articles were left out, 130 after Ctrl-C.

    Example: `cronista run news/ --to facts.db`
    """
    settings = replace(read_settings(model), kinds=check_kinds(kind))
    options = replace(
        _options(settings, workers, (max_seconds, max_memory, max_size)),
        lang=lang,
        date=date,
        ordered=ordered,
        retry=retry,
        dry_run=dry_run,
        watch=every if watch else None,
        cluster=cluster,
    )
    _run(sources, to, options, log_json=log_json, metrics=metrics)


def _options(settings: Settings, workers: int, most: tuple[float, int, float]) -> Options:
    """Return what both commands have; `most`: seconds, MB of memory and MB of text an article."""
    from .batch import Options
    from .worker import Limits

    seconds, memory, size = most
    return Options(
        settings=settings,
        workers=workers,
        limits=Limits(seconds, memory),
        max_bytes=int(size * 1_000_000),
    )


def _run(
    sources: list[str], to: str, options: Options, *, log_json: bool, metrics: Path | None
) -> None:
    """Run, say what was done, and exit with 1 or 130 where that is not all."""
    from .batch import run_batch
    from .progress import listening, summary

    with listening(sources, sys.stderr, log_json=log_json, metrics=metrics) as ears:
        report = run_batch(sources, to, options=options, ears=ears)
    if not log_json:
        typer.echo(summary(report, to, dry_run=options.dry_run))
    if report.interrupted and options.watch is None:
        raise typer.Exit(INTERRUPTED)
    if report.rejected or report.standing:
        raise typer.Exit(1)


def rejects(
    to: Annotated[str, typer.Argument(help="The --to of the run.")] = "facts.db",
    format: Annotated[str | None, typer.Option("--format", help="table or jsonl.")] = None,
    retry: Annotated[
        bool, typer.Option("--retry", help="Do them again, by the sources they came from.")
    ] = False,
    lang: Lang = None,
    date: Date = None,
    *,
    model: Models = None,
    workers: Workers = 0,
    max_seconds: Seconds = 60,
    max_memory: Memory = 2000,
    max_size: Size = 20,
) -> None:
    """List the articles that were left out, each with its reason, or try them again.

    Exit code 1 where there are any.

    Example: `cronista rejects facts.db --retry --max-seconds 300`
    """
    found = _read_rejects(to)
    if retry and found:
        options = replace(
            _options(read_settings(model), workers, (max_seconds, max_memory, max_size)),
            lang=lang,
            date=date,
            retry=True,
            only_failed=True,
        )
        sources = sorted({reject.source for reject in found})
        _run(sources, to, options, log_json=False, metrics=None)
        return
    _show_rejects(found, format)
    if found:
        raise typer.Exit(1)


def _read_rejects(to: str) -> list[Reject]:
    from .exports import place
    from .store import Store

    with Store.open(place(to)[0], create=False) as store:
        return list(store.rejects())


def _show_rejects(found: list[Reject], format: str | None) -> None:
    form = format or ("table" if sys.stdout.isatty() else "jsonl")
    if form not in ("table", "jsonl"):
        raise CronistaError(f"format {form!r} is not known: choose one of table, jsonl")
    if form == "jsonl":
        for reject in found:
            sys.stdout.write(json.dumps(asdict(reject), ensure_ascii=False) + "\n")
        return
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table("article", "stage", "reason", "times")
    for reject in found:
        table.add_row(Text(reject.name), reject.stage, Text(reject.reason), str(reject.attempts))
    Console().print(table)

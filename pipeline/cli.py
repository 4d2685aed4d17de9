"""The command `cronista`: each command is a thin shell over one plain function."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from . import cli_batch
from .errors import CronistaError
from .options import Date, Kinds, Lang, Models, Paths, check_kinds, complain, read_settings

if TYPE_CHECKING:
    from .facts import Article, Fact
    from .run import Run
    from .score import Scores

app = typer.Typer(
    help="Facts out of English and Italian news, with their evidence.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode="markdown",
    context_settings={"help_option_names": ["-h", "--help"]},
)
rules = typer.Typer(help="Check and list the rules.", no_args_is_help=True)
app.add_typer(rules, name="rules")
app.command()(cli_batch.run)
app.command()(cli_batch.rejects)


def main() -> None:
    """Run the command line; errors made on purpose become one message and exit code 1."""
    try:
        app()
    except CronistaError as error:
        complain(error)
        sys.exit(1)
    except BrokenPipeError:
        sys.exit(0)  # the reader of our output has seen enough


@app.command()
def extract(
    paths: Paths,
    output: Annotated[
        Path | None, typer.Option("-o", "--output", help="Write here (.jsonl or .csv).")
    ] = None,
    format: Annotated[str | None, typer.Option("--format", help="jsonl, csv or table.")] = None,
    kind: Kinds = None,
    lang: Lang = None,
    date: Date = None,
    *,
    model: Models = None,
) -> None:
    """Extract facts from articles: a table on a terminal, JSONL when piped.

    Example: `cronista extract corpus/articles -o out/facts.jsonl`
    """
    from rich.console import Console

    from .report import count_table, facts_table
    from .run import run
    from .write import write_facts

    form = _format(format, output)
    result = run(
        paths,
        kinds=check_kinds(kind),
        settings=read_settings(model),
        lang=lang,
        date=date,
        warn=complain,
    )
    facts: list[Fact] = []
    if form == "table":
        facts = [fact for _, found in _progress(result) for fact in found]
        Console().print(facts_table(facts))
    else:
        written = (fact for _, found in _progress(result) for fact in found)
        write_facts(_kept(written, facts if output else None), output, format=form)
    if output or form == "table":
        Console().print(count_table(facts))
    if result.rejected:
        raise typer.Exit(1)


def _kept(facts: Iterable[Fact], kept: list[Fact] | None) -> Iterator[Fact]:
    """Pass facts through, and keep them for the table of counts where there will be one."""
    for fact in facts:
        if kept is not None:
            kept.append(fact)
        yield fact


def _progress(run: Run) -> Iterator[tuple[Article, list[Fact]]]:
    """Show on a terminal's standard error how many articles are done."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (TextColumn("articles"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("articles", total=None)
        for pair in run:
            bar.advance(task)
            yield pair


@app.command()
def score(
    gold: Annotated[
        Path | None, typer.Option(help="The gold file [corpus/gold/dev.jsonl].")
    ] = None,
    pred: Annotated[
        Path | None, typer.Option(help="Facts to score; extracted anew if not given.")
    ] = None,
    articles: Annotated[
        Path | None, typer.Option(help="The folder of the articles [corpus/articles].")
    ] = None,
    format: Annotated[str, typer.Option("--format", help="table or json.")] = "table",
    misses: Annotated[
        bool, typer.Option("--misses", help="List what was missed and what was invented.")
    ] = False,
    fail_under: Annotated[
        str | None, typer.Option("--fail-under", help="Exit with 1 below, e.g. found=0.8.")
    ] = None,
    *,
    model: Models = None,
) -> None:
    """Score facts against a gold file by the measures of the contract.

    Example: `cronista score --gold corpus/gold/dev.jsonl --misses`
    """
    from .config import CORPUS, GOLD
    from .evaluate import evaluate
    from .score import passes

    gold, folder = gold or GOLD / "dev.jsonl", articles or CORPUS / "articles"
    scores, texts = evaluate(gold, pred=pred, folder=folder, settings=read_settings(model))
    _show_scores(scores, texts, format=format, misses=misses)
    if fail_under and not passes(scores, fail_under):
        raise typer.Exit(1)


def _show_scores(scores: Scores, texts: dict[str, str], *, format: str, misses: bool) -> None:
    if format == "json":
        typer.echo(json.dumps(scores.to_json(facts=misses), ensure_ascii=False, indent=2))
        return
    from rich.console import Console

    from .report import misses_table, score_table

    console = Console(width=None if sys.stdout.isatty() else 110)
    console.print(score_table(scores))
    if misses:
        console.print(misses_table(scores, texts))


@app.command()
def show(
    article: Annotated[str, typer.Argument(help="A file.")],
    lang: Lang = None,
    date: Date = None,
    *,
    model: Models = None,
) -> None:
    """Show an article in the terminal with its facts coloured in place.

    Example: `cronista show corpus/articles/it/it-0001.txt`
    """
    from rich.console import Console

    from .report import facts_table, highlight
    from .run import run

    console = Console()
    result = run([article], settings=read_settings(model), lang=lang, date=date, warn=complain)
    for read, facts in result:
        console.print(highlight(read, facts))
        console.print(facts_table(facts))
    if result.rejected:
        raise typer.Exit(1)


@app.command()
def values(
    texts: Annotated[
        list[str] | None, typer.Argument(help="Texts, files or - for standard input (default).")
    ] = None,
    lang: Annotated[str, typer.Option("--lang", help="en or it.")] = "en",
    date: Date = None,
    lines: Annotated[
        bool, typer.Option("--lines", help="Each line is a text; one JSON list a line comes out.")
    ] = False,
    format: Annotated[str | None, typer.Option("--format", help="table or jsonl.")] = None,
) -> None:
    """Find numbers, amounts, percentages, money and dates, with their normal values.

    Example: `cronista values "fino a 40 miliardi di dollari" --lang it`
    """
    from .values import find_in, values_table

    form = format or ("table" if sys.stdout.isatty() else "jsonl")
    if form not in ("table", "jsonl"):
        raise CronistaError(f"format {form!r} is not known: choose one of table, jsonl")
    found = find_in(texts or ["-"], lang=lang, date=date, lines=lines)
    if lines:
        for listed in found:
            record = [value.to_json() for value in listed]
            sys.stdout.write(json.dumps(record, ensure_ascii=False) + "\n")
    elif form == "jsonl":
        for value in (value for listed in found for value in listed):
            sys.stdout.write(json.dumps(value.to_json(), ensure_ascii=False) + "\n")
    else:
        from rich.console import Console

        Console().print(values_table(value for listed in found for value in listed))


@rules.command("check")
def rules_check(
    files: Annotated[
        list[Path] | None, typer.Argument(help="Rule files; the project's own by default.")
    ] = None,
    *,
    model: Models = None,
) -> None:
    """Validate rule files and run their examples.

    Example: `cronista rules check pipeline/rules/visit.toml`
    """
    from .check import check_rules

    report = check_rules(files or (), settings=read_settings(model))
    for fault in report.faults:
        typer.echo(fault)
    typer.echo(f"{report.rules} rules, {report.examples} examples, {len(report.faults)} faults")
    if report.faults:
        raise typer.Exit(1)


@rules.command("coverage")
def rules_coverage(
    gold: Annotated[
        Path | None, typer.Option(help="The gold file [corpus/gold/dev.jsonl].")
    ] = None,
    pred: Annotated[
        Path | None, typer.Option(help="Facts to look at; extracted anew if not given.")
    ] = None,
    articles: Annotated[
        Path | None, typer.Option(help="The folder of the articles [corpus/articles].")
    ] = None,
    *,
    model: Models = None,
) -> None:
    """Show what each rule does on a gold file: facts, precision, share of the recall, or nothing.

    Example: `cronista rules coverage --gold corpus/gold/dev.jsonl`
    """
    from rich.console import Console

    from .config import CORPUS, GOLD
    from .coverage import rule_uses
    from .evaluate import evaluate
    from .grammar import read_grammar
    from .report import coverage_table

    gold, folder = gold or GOLD / "dev.jsonl", articles or CORPUS / "articles"
    scores, _ = evaluate(gold, pred=pred, folder=folder, settings=read_settings(model))
    uses = rule_uses(scores, (rule.id for rule in read_grammar().rules))
    Console(width=None if sys.stdout.isatty() else 110).print(coverage_table(uses))


def _format(format: str | None, output: Path | None) -> str:
    known = ("jsonl", "csv", "table")
    if format is None:
        if output is not None:
            format = output.suffix.lstrip(".").lower()
        else:
            format = "table" if sys.stdout.isatty() else "jsonl"
    if format not in known:
        raise CronistaError(f"format {format!r} is not known: choose one of {', '.join(known)}")
    if format == "table" and output is not None:
        raise CronistaError(
            "a table is shown and not written: leave out -o, or choose jsonl or csv"
        )
    return format

"""Measure the pipelines and write the figures into models/README.md, between its two marks.

Beside each stands the yardstick (yardstick.py), where it has been trained. Every pipeline is
measured in a process of its own, on one thread: the ways to multiply matrices are a process's.

    python models/report.py --data ../shared/data
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import typer
from train import DATA, HERE, WORK, Data, Work, recipe, scores, token_score

README = HERE / "README.md"
MARKS = ("<!-- figures: written by `make models-report` -->", "<!-- end of figures -->")
#: the test set that NERMuD's token-level figure is of
NERMUD = {"it": "KIND WN"}
ONE_THREAD = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}
TREES, NAMES = ("UAS", "LAS", "UPOS", "lemma", "sentence F"), ("PER", "ORG", "LOC", "MISC", "all")

app = typer.Typer(add_completion=False, help=__doc__)


@app.command()
def measure(path: Path, data: Data = DATA) -> None:
    """Print one pipeline's figures as JSON; ours is loaded as the product loads it."""
    import spacy

    if path.parent == HERE:
        from pipeline.parse import load

        nlp = load(str(path), path.name)
        nlp.remove_pipe("cronista_paragraphs")  # test sets have no paragraphs
    else:
        nlp = spacy.load(path)
    lang = nlp.meta["lang"]
    found = scores(nlp, data)
    if lang in NERMUD:
        name = recipe(lang)["sources"]["entities_test"][NERMUD[lang]]
        found["nermud_tokens"] = token_score(nlp, data, name)
    files = [file.stat().st_size for file in path.rglob("*") if file.is_file()]
    print(json.dumps(found | {"megabytes": round(sum(files) / 1e6, 1)}))


@app.command()
def write(data: Data = DATA, work: Work = WORK) -> None:
    """Measure all there are and put the tables into the README."""
    if not data.is_dir():
        raise typer.BadParameter(f"no {data}: name the folder of the treebanks with --data")
    found: dict[tuple[str, str], dict[str, Any]] = {}
    for lang in ("en", "it"):
        for name, path in (("ours", HERE / lang), ("yardstick", work / lang / "yardstick")):
            if path.is_dir():
                found[lang, name] = measured(path, data)
            else:
                typer.echo(f"{path}: not there, left out (models/yardstick.py trains it)", err=True)
    before, rest = README.read_text("utf-8").split(MARKS[0])
    tables = "\n\n".join([trees_table(found), names_table(found), sizes_table(found)])
    README.write_text(
        f"{before}{MARKS[0]}\n\n{tables}\n\n{MARKS[1]}{rest.split(MARKS[1])[1]}", "utf-8"
    )
    typer.echo(tables)


def measured(path: Path, data: Path) -> dict[str, Any]:
    """The figures of one pipeline, from a process of its own."""
    command = [sys.executable, __file__, "measure", str(path), "--data", str(data)]
    done = subprocess.run(command, env=os.environ | ONE_THREAD, stdout=subprocess.PIPE, check=True)
    return dict(json.loads(done.stdout))


def trees_table(found: dict[tuple[str, str], dict[str, Any]]) -> str:
    """Trees, tags, lemmas and sentences, a line a test set and pipeline."""
    lines = [head("test set", "pipeline", TREES)]
    for (lang, name), figures in found.items():
        for test, row in figures["trees"].items():
            cells = [row[key] for key in ("uas", "las", "upos", "lemma", "sentences")]
            lines.append(line(f"{lang} {test}", name, cells))
    return "\n".join(lines)


def names_table(found: dict[tuple[str, str], dict[str, Any]]) -> str:
    """Exact spans, a line a test set and pipeline."""
    lines = [head("test set", "pipeline", NAMES)]
    for (lang, name), figures in found.items():
        for test, row in figures["entities"].items():
            cells = [row.get(key) for key in ("PER", "ORG", "LOC", "MISC", "F")]
            lines.append(line(f"{lang} {test}", name, cells))
        if "nermud_tokens" in figures:
            cells = [*[None] * 4, figures["nermud_tokens"]]
            lines.append(line(f"{lang} {NERMUD[lang]}, tokens", name, cells))
    return "\n".join(lines)


def sizes_table(found: dict[tuple[str, str], dict[str, Any]]) -> str:
    """Size on disk, and tokens a second on one core."""
    lines = ["| language | pipeline | MB | tokens a second |\n|---|---|---:|---:|"]
    for (lang, name), row in found.items():
        lines.append(f"| {lang} | {name} | {row['megabytes']} | {row['words_per_second']:,} |")
    return "\n".join(lines)


def head(first: str, second: str, columns: tuple[str, ...]) -> str:
    """The two head lines of a table of figures."""
    return f"| {first} | {second} | {' | '.join(columns)} |\n|---|---|{'---:|' * len(columns)}"


def line(first: str, second: str, cells: list[float | None]) -> str:
    """One line of a table of shares, in percent."""
    shown = ("–" if cell is None else f"{100 * cell:.1f}" for cell in cells)
    return f"| {first} | {second} | {' | '.join(shown)} |"


if __name__ == "__main__":
    app()

"""Memory over a long batch run: whether it stays flat over 100,000 articles.

Run as `python bench/soak.py FOLDER [--articles 100000] [--workers 1] [--hours 8]`; `.[bench]` for
the plot. It makes articles (bench/articles.py), has `cronista run` put their facts into
FOLDER/soak.db, and notes every few seconds how much memory its processes take, in
FOLDER/soak.csv. At the end, or when it is interrupted, it draws FOLDER/soak.png and prints how
memory grew once the first tenth was done. Few workers show growth sooner: each has more articles.
"""

from __future__ import annotations

import argparse
import csv
import json
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psutil
from articles import make_lines

FIELDS = (
    "articles",
    "seconds",
    "words",
    "facts",
    "rejects",
    "parent_mb",
    "worker_mb",
    "store_mb",
    "parent_s",
)
#: parts of the run that are left out of the growth: caches fill at the start
WARM = 0.1


def run(folder: Path, *, articles: int, workers: int, length: int, hours: float) -> None:
    """Run, and note the memory until all articles are done or time is up."""
    source, store = folder / "soak.jsonl", folder / "soak.db"
    with source.open("w", encoding="utf-8") as stream:
        stream.writelines(make_lines(articles, length=length))
    command = [sys.executable, "-m", "pipeline", "run", str(source), "--to", str(store)]
    command += ["--workers", str(workers), "--log-json"]
    until = time.monotonic() + 3600 * hours
    process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True)
    try:
        with (folder / "soak.csv").open("w", newline="", encoding="utf-8") as stream:
            writer = csv.DictWriter(stream, FIELDS)
            writer.writeheader()
            for row in watch(process, store):
                writer.writerow(row)
                stream.flush()
                if time.monotonic() > until:
                    break
    except KeyboardInterrupt:
        pass  # what was noted is shown
    finally:
        process.terminate()  # `cronista run` then saves what is in hand
        process.wait()


def watch(process: subprocess.Popen[str], store: Path) -> Iterator[dict[str, Any]]:
    """Yield a row for each line of the log that tells how far the run has come."""
    for line in process.stderr or ():
        told = json.loads(line) if line.startswith("{") else {}
        if "done" not in told:
            sys.stderr.write(line)
            continue
        memory = [measure(child) for child in psutil.Process(process.pid).children()]
        yield {
            "articles": told["done"],
            "seconds": round(told["seconds"]),
            "words": told["words"],
            "facts": told["facts"],
            "rejects": told["rejected"],
            "parent_mb": measure(psutil.Process(process.pid)),
            "worker_mb": max(memory, default=0.0),
            "store_mb": round(store.stat().st_size / 1e6, 1),
            "parent_s": round(sum(psutil.Process(process.pid).cpu_times()[:2]), 1),
        }


def measure(process: psutil.Process) -> float:
    """Return the resident memory of a process in MB; 0 where it is gone."""
    try:
        return round(process.memory_info().rss / 1e6, 1)
    except psutil.Error:
        return 0.0


def show(folder: Path) -> None:
    """Draw the memory over the articles, and print how it grew."""
    with (folder / "soak.csv").open(encoding="utf-8") as stream:
        rows = [{key: float(value) for key, value in row.items()} for row in csv.DictReader(stream)]
    rows = [row for row in rows if row["worker_mb"]]
    if len(rows) < 2:
        sys.exit("too short a run to show anything")
    last = rows[-1]
    warm = [row for row in rows if row["articles"] >= WARM * last["articles"]]
    print(
        f"{last['articles']:,.0f} articles, {last['words']:,.0f} words, {last['facts']:,.0f} facts"
    )
    print(f"{last['rejects']:.0f} rejects, {last['seconds'] / 3600:.2f} hours")
    for part in ("worker_mb", "parent_mb"):
        levels = [row[part] for row in warm]
        slope = growth([row["articles"] for row in warm], levels)
        name = part.removesuffix("_mb")
        print(f"{name}: {levels[0]:.0f} → {levels[-1]:.0f} MB, at most {max(levels):.0f};", end=" ")
        print(f"{1e4 * slope:+.2f} MB over 10,000 articles")
    draw(rows, folder / "soak.png")


def growth(x: list[float], y: list[float]) -> float:
    """Return the slope of the line of least squares."""
    middle_x, middle_y = sum(x) / len(x), sum(y) / len(y)
    spread = sum((one - middle_x) ** 2 for one in x)
    return sum((a - middle_x) * (b - middle_y) for a, b in zip(x, y, strict=True)) / spread


def draw(rows: list[dict[str, float]], path: Path) -> None:
    """Draw the curves, if matplotlib is there."""
    try:
        import matplotlib as mpl
    except ImportError:
        print('no plot: pip install -e ".[bench]"')
        return
    mpl.use("agg")
    from matplotlib import pyplot

    figure, axes = pyplot.subplots(figsize=(8, 4.5))
    articles = [row["articles"] for row in rows]
    for part, label in (("worker_mb", "largest worker"), ("parent_mb", "main process")):
        axes.plot(articles, [row[part] for row in rows], label=label)
    axes.set(xlabel="articles done", ylabel="resident memory, MB", ylim=(0, None))
    axes.set_title(f"cronista run over {articles[-1]:,.0f} articles")
    axes.grid(alpha=0.3)
    axes.legend()
    figure.savefig(path, dpi=120, bbox_inches="tight")
    print(f"drawn: {path}")


def main() -> None:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path, help="where everything is written")
    parser.add_argument("--articles", type=int, default=100_000)
    parser.add_argument("--workers", type=int, default=1)
    parser.add_argument("--length", type=int, default=3, help="sentences an article [3]")
    parser.add_argument("--hours", type=float, default=24.0, help="stop then [24]")
    parser.add_argument("--show", action="store_true", help="only show what is in FOLDER")
    given = parser.parse_args()
    for ending in (signal.SIGINT, signal.SIGTERM):  # in the background a shell has them ignored
        signal.signal(ending, signal.default_int_handler)
    given.folder.mkdir(parents=True, exist_ok=True)
    if not given.show:
        run(
            given.folder,
            articles=given.articles,
            workers=given.workers,
            length=given.length,
            hours=given.hours,
        )
    show(given.folder)


if __name__ == "__main__":
    main()

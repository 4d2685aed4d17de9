"""How fast a batch run is: on one worker and on two, into SQLite and into PostgreSQL.

Run as `python bench/throughput.py [--articles 400] [--length 15] [--postgres postgresql://…]` on an
idle machine. Made-up articles (bench/articles.py) go through `cronista run`; printed are words a
second by the clock and by the processors' time of all processes, bytes an article in the store, and
how many times as fast two workers are. Loading of the pipelines is measured alone and left out.
The database of PostgreSQL should be empty; the tables are left in it.
"""

from __future__ import annotations

import argparse
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from articles import make_article, make_lines

#: the number of each run's first article, so that no store has it already
_STEP = 10_000_000


@dataclass(frozen=True)
class Cost:
    """What a run took."""

    wall: float
    cpu: float

    def __sub__(self, other: Cost) -> Cost:
        return Cost(self.wall - other.wall, self.cpu - other.cpu)


def measure(source: Path, to: str, workers: int) -> Cost:
    """Run, and return the seconds it took by the clock and of the processors."""
    command = [sys.executable, "-m", "pipeline", "run", str(source), "--to", to]
    before, wall = _cpu(), time.perf_counter()
    done = subprocess.run(
        [*command, "--workers", str(workers)], capture_output=True, text=True, check=False
    )
    if done.returncode > 1:  # 1: some of the articles were left out
        sys.exit(done.stderr or done.stdout)
    return Cost(time.perf_counter() - wall, _cpu() - before)


def _cpu() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def size(to: str) -> int:
    """Return how many bytes a store takes, with its indexes."""
    if "://" not in to:
        return sum(path.stat().st_size for path in Path(to).parent.glob(f"{Path(to).name}*"))
    import psycopg

    with psycopg.connect(to) as connection:
        row = connection.execute("SELECT pg_database_size(current_database())").fetchone()
        return int(row[0]) if row else 0


def compare(folder: Path, stores: Sequence[str], *, articles: int, length: int) -> None:
    """Print a line for each store and number of workers."""
    print(f"{articles} articles; load of the machine before: {os.getloadavg()[0]:.1f}")
    print(
        f"{'store':12}{'workers':>8}{'s':>8}{'words/s':>9}{'words/cpu s':>13}{'bytes/article':>15}"
    )
    number = 0
    for to in stores:
        walls: list[float] = []
        for workers in (1, 2):
            costs: list[Cost] = []
            before, words = 0, 0
            for count in (2 * workers, articles):  # the first run: starting and loading only
                number += _STEP
                source = folder / f"{number}.jsonl"
                source.write_text(
                    "".join(make_lines(count, length=length, first=number)), encoding="utf-8"
                )
                before = size(to) if costs else 0
                costs.append(measure(source, to, workers))
                made = (make_article(number + i, length=length) for i in range(count))
                words = sum(len(article["text"].split()) for article in made)
            cost = costs[1] - costs[0]
            walls.append(cost.wall)
            name = to.partition(":")[0] if "://" in to else "SQLite"
            print(
                f"{name:12}{workers:8}{cost.wall:8.1f}{words / cost.wall:9.0f}"
                f"{words / cost.cpu:13.0f}{(size(to) - before) / articles:15,.0f}"
            )
        print(f"{'':12}two workers are {walls[0] / walls[1]:.2f} times as fast as one")


def main() -> None:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--articles", type=int, default=400)
    parser.add_argument("--length", type=int, default=15, help="sentences an article [15]")
    parser.add_argument("--postgres", metavar="URL", help="an empty database")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        stores = [f"{folder}/facts.db", *filter(None, [given.postgres])]
        compare(Path(folder), stores, articles=given.articles, length=given.length)


if __name__ == "__main__":
    main()

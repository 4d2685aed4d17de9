"""How fast a store takes facts, gives them back and answers; facts of the gold file, many times.

    python bench/store.py [--articles 20000] [postgresql://…]

Without an address a SQLite file is written to a temporary folder.
"""

import argparse
import hashlib
import json
import random
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from itertools import cycle, islice
from pathlib import Path

from sqlalchemy import text

from pipeline.config import CORPUS, GOLD
from pipeline.facts import Article, Fact
from pipeline.raw import Outcome, Raw
from pipeline.store import Store

#: outcomes a transaction
BATCH = 200
QUERY = "select actor, amount, period from figure where measure = 'production'"


def read_gold() -> list[tuple[Article, list[Fact]]]:
    """Return the articles of the development gold with their facts."""
    facts: dict[str, list[Fact]] = defaultdict(list)
    for line in (GOLD / "dev.jsonl").read_text(encoding="utf-8").splitlines():
        fact = Fact.from_json(json.loads(line))
        facts[fact.article].append(fact)
    texts = {id: (CORPUS / "articles" / f"{id}.txt").read_text(encoding="utf-8") for id in facts}
    return [(Article(id, texts[id], own[0].lang), own) for id, own in sorted(facts.items())]


def make_pairs(count: int) -> Iterator[tuple[Raw, Outcome]]:
    """Yield as many articles as asked for, as a run would save them."""
    chance = random.Random(1)
    for number, (article, facts) in enumerate(islice(cycle(read_gold()), count)):
        own = replace(article, id=f"{article.id}-{number}")
        raw = Raw("bench", f"{own.id}.txt", own.id, "txt", own.text.encode())
        named = tuple(replace(fact, article=own.id) for fact in facts)
        yield raw, Outcome(raw.name, own, named, signature=chance.randbytes(256))


@contextmanager
def timed(what: str, count: int = 0) -> Iterator[None]:
    """Print how long something takes, and how many facts a second that is."""
    before = time.perf_counter(), time.process_time()
    yield
    wall, cpu = time.perf_counter() - before[0], time.process_time() - before[1]
    rate = f", {count / wall:,.0f} facts a second" if count else ""
    print(f"{what}: {wall:.2f} s ({cpu:.2f} s of them in this process){rate}")


def measure(target: str, articles: int) -> None:
    """Fill an empty store, read it, ask it, and fill it again."""
    pairs = list(make_pairs(articles))
    count = sum(len(outcome.facts) for _, outcome in pairs)
    print(f"{articles:,} articles, {count:,} facts, {BATCH} articles a transaction → {target}")
    with Store.open(target) as store:
        if store.counts()["articles"]:
            raise SystemExit("the store must be empty")
        for what in ("saved", "replaced"):
            with timed(what, count):
                for start in range(0, articles, BATCH):
                    store.save(1, hashlib.sha1(what.encode()).hexdigest(), pairs[start:][:BATCH])
        with timed("read back", count):
            assert sum(1 for _ in store.facts()) == count
        with timed(f"all names known ({articles:,})"):
            assert len(store.known([raw.name for raw, _ in pairs])) == articles
        with timed(QUERY):
            found = store._database.do(lambda db: db.execute(text(QUERY)).all())
        print(f"  {len(found):,} rows")


def main() -> None:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("target", nargs="?")
    parser.add_argument("--articles", type=int, default=20_000)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        measure(given.target or str(Path(folder) / "facts.db"), given.articles)


if __name__ == "__main__":
    main()

"""Extraction over a corpus, scored against its gold file."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from .config import Settings
from .errors import CronistaError, GoldError
from .facts import Article
from .grammar import read_kinds
from .run import Run
from .score import Scores, read_facts, score


def evaluate(
    gold: Path, *, folder: Path, pred: Path | None = None, settings: Settings | None = None
) -> tuple[Scores, dict[str, str]]:
    """Score predictions, or a fresh extraction, on the articles that a gold file covers.

    Returns the scores and article id → text. Raises GoldError where an article is missing.
    """
    facts = read_facts(gold)
    wanted = {fact.article for fact in facts}
    articles = list(_articles(folder, wanted))
    missing = wanted - {article.id for article in articles}
    if missing:
        raise GoldError(f"{gold}: {folder} has no article {sorted(missing)[0]!r}")
    if pred is not None:
        predicted = [fact for fact in read_facts(pred) if fact.article in wanted]
    else:
        run = Run(iter(articles), settings or Settings(), _raise)
        predicted = [fact for _, found in run for fact in found]
    scores = score(facts, predicted, kinds=read_kinds(), articles=wanted)
    return scores, {article.id: article.text for article in articles}


def _articles(folder: Path, wanted: set[str]) -> Iterator[Article]:
    from .read import read_articles

    for article in read_articles([folder]):
        if isinstance(article, CronistaError):
            raise article
        if article.id in wanted:
            yield article


def _raise(error: CronistaError) -> None:
    raise error

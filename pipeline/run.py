"""Read, extract, and go on past what cannot be read: the loop under every command."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from .config import Settings
from .errors import CronistaError
from .facts import Article, Fact


@dataclass
class Run:
    """A run over inputs: iterate it for (article, facts); `rejected` counts what failed so far."""

    articles: Iterator[Article | CronistaError]
    settings: Settings
    warn: Callable[[CronistaError], None]
    rejected: int = 0
    done: int = 0

    def __iter__(self) -> Iterator[tuple[Article, list[Fact]]]:
        from .extract import Extractor

        extractor = Extractor(self.settings)
        for pair in extractor.stream(self._good()):
            self.done += 1
            yield pair

    def _good(self) -> Iterator[Article]:
        for article in self.articles:
            if isinstance(article, CronistaError):
                self.rejected += 1
                self.warn(article)
            else:
                yield article


def run(
    paths: Iterable[Path | str],
    *,
    kinds: frozenset[str] = frozenset(),
    settings: Settings | None = None,
    lang: str | None = None,
    date: str | None = None,
    warn: Callable[[CronistaError], None] = lambda error: None,
) -> Run:
    """Return a run over files, folders and standard input; inputs that fail are passed to `warn`.

    Raises ReadError at once where `lang` or `date` make no sense.
    """
    from .read import read_articles

    settings = replace(settings or Settings(), kinds=kinds)
    return Run(read_articles(paths, lang=lang, date=date), settings, warn)

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
        from .parse import parse

        extractor = Extractor(self.settings)
        for article, doc in parse(self._good(), self.settings):
            try:
                facts = extractor.facts(article, doc)
            except Exception as error:  # the one such place: a fault of ours must not stop the rest
                self._reject(_fault(article, error))
                continue
            self.done += 1
            yield article, facts

    def _good(self) -> Iterator[Article]:
        for article in self.articles:
            if isinstance(article, CronistaError):
                self._reject(article)
            else:
                yield article

    def _reject(self, error: CronistaError) -> None:
        self.rejected += 1
        self.warn(error)


def _fault(article: Article, error: Exception) -> CronistaError:
    if isinstance(error, CronistaError):
        return error
    what = f"{type(error).__name__}: {error}"
    return CronistaError(
        f"{article.id}: left out, a fault of Cronista's own ({what}); please report"
    )


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

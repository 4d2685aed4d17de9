"""Raw articles → outcomes: read, parse, extract; a fault of one article costs that article alone.

The same function runs in worker processes, on Ray actors and in tests.
"""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, suppress
from dataclasses import replace
from functools import cache
from io import BytesIO
from typing import NamedTuple

from .config import Settings
from .errors import CronistaError, ModelError, ReadError
from .extract import Extractor
from .facts import Article
from .language import languages
from .parse import BATCH, load, parse
from .raw import Outcome, Raw
from .read import READERS, Source
from .similar import signature

#: characters parsed at once: bounds the memory of a batch of long articles
CHARACTERS = 200_000
#: spaCy refuses longer texts; a book, not an article
LONGEST = 1_000_000

#: is told which article is in hand
At = Callable[[str | None], None]


class _Read(NamedTuple):
    """An article that is read, with what it came from and how long that took."""

    raw: Raw
    article: Article
    seconds: float


class _TooLongError(ReadError):
    """An article that no pipeline takes."""


def _nobody(name: str | None) -> None:
    """Stand where nobody asks what is in hand."""


class Shard:
    """`process` with its extractor, for a worker that loads the pipelines once."""

    def __init__(self, settings: Settings) -> None:
        self.extractor = Extractor(settings)
        for lang in languages():
            with suppress(ModelError):  # perhaps no article is in it
                warm(lang, self.extractor)

    def __call__(self, raws: Sequence[Raw], at: At = _nobody) -> Iterator[Outcome]:
        """Yield the outcome of each raw article."""
        return process(raws, self.extractor, at=at)


def process(
    raws: Sequence[Raw],
    extractor: Extractor,
    *,
    at: At = _nobody,
) -> Iterator[Outcome]:
    """Yield the outcome of each raw article, those of one language together.

    `at` is told before each step which article is in hand, or None where it is several. Raises
    ModelError where a pipeline is missing or broken: that is no fault of an article.
    """
    batches: dict[str, list[_Read]] = defaultdict(list)
    for raw in raws:
        at(raw.name)
        start = time.perf_counter()
        try:
            article = read(raw)
        except Exception as error:
            yield failed(raw, error, time.perf_counter() - start, stage="read")
            continue
        batches[article.lang].append(_Read(raw, article, time.perf_counter() - start))
    for several in batches.values():
        for batch in _split(several):
            yield from _extract(batch, extractor, at)


def read(raw: Raw) -> Article:
    """Return the article in a raw one; raises ReadError where there is none."""
    reader = READERS.get(raw.form)
    if reader is None:
        raise ReadError(f"cannot tell its format; known are {', '.join(READERS)}")
    source = Source(raw.name, raw.id, raw.lang, raw.date)
    found = next(iter(reader(BytesIO(raw.content), source)), None)
    if found is None:
        raise ReadError("the input is empty")
    if isinstance(found, CronistaError):
        raise found
    if len(found.text) > LONGEST:
        raise _TooLongError(f"over {LONGEST:,} characters, too long for an article; split it")
    return replace(found, id=raw.id, url=raw.url or found.url)


def failed(raw: Raw, error: Exception, seconds: float, *, stage: str) -> Outcome:
    """Return the outcome of an article that met an error, with the reason in words."""
    if isinstance(error, MemoryError):
        stage, reason = "memory", "needs more memory than an article may have (--max-memory)"
    elif isinstance(error, CronistaError):
        reason = str(error).removeprefix(f"{raw.name}: ").removeprefix(f"{raw.name}, ")
    else:
        what = " ".join(f"{type(error).__name__}: {error}".split())[:300]
        reason = f"a fault of Cronista's own ({what}); please report"
    if isinstance(error, _TooLongError):
        stage = "size"
    return Outcome(raw.name, stage=stage, reason=reason, seconds=seconds)


def _split(several: list[_Read]) -> Iterator[list[_Read]]:
    """Yield batches for the pipeline, bounded in articles and characters."""
    batch: list[_Read] = []
    size = 0
    for one in several:
        size += len(one.article.text)
        if batch and (len(batch) == BATCH or size > CHARACTERS):
            yield batch
            batch, size = [], len(one.article.text)
        batch.append(one)
    yield batch


def _extract(batch: list[_Read], extractor: Extractor, at: At) -> Iterator[Outcome]:
    """Yield the outcomes of a batch; where it cannot be parsed, those of its articles alone."""
    at(batch[0].raw.name if len(batch) == 1 else None)
    try:
        # what texts add to the vocabulary is freed with their documents: memory stays flat
        with _zone(batch[0].article.lang, extractor):
            outcomes = _facts(batch, extractor, at)
    except ModelError:
        raise
    except Exception as error:
        if len(batch) == 1:
            outcomes = [failed(batch[0].raw, error, batch[0].seconds, stage="extract")]
        else:
            outcomes = [found for one in batch for found in _extract([one], extractor, at)]
    yield from outcomes


def _facts(batch: list[_Read], extractor: Extractor, at: At) -> list[Outcome]:
    """Return the outcomes of a batch; raises where it cannot be parsed."""
    start = time.perf_counter()
    docs = [doc for _, doc in parse([one.article for one in batch], extractor.settings)]
    share = (time.perf_counter() - start) / len(batch)
    outcomes: list[Outcome] = []
    for one, doc in zip(batch, docs, strict=True):
        at(one.raw.name)
        start = time.perf_counter() - one.seconds - share
        try:
            facts = tuple(extractor.facts(one.article, doc))
            outcome = Outcome(
                one.raw.name, one.article, facts, signature=signature(one.article.text)
            )
        except Exception as error:
            outcome = failed(one.raw, error, 0, stage="extract")
        outcomes.append(replace(outcome, seconds=time.perf_counter() - start))
    return outcomes


def _zone(lang: str, extractor: Extractor) -> AbstractContextManager[object]:
    """Return spaCy's memory zone of a language, its tools made before: they outlive the zone."""
    warm(lang, extractor)
    return load(extractor.settings.model(lang), lang).memory_zone()


@cache
def warm(lang: str, extractor: Extractor) -> None:
    """Load what a language needs; raises ModelError where its pipeline is missing or broken."""
    extractor.extract(Article("warm", "Ford.", lang))

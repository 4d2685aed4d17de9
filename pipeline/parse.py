"""Articles → parsed documents, in batches; the only place that loads a trained pipeline."""

from __future__ import annotations

import warnings
from collections.abc import Iterable, Iterator, Mapping
from functools import cache

import spacy
from spacy.language import Language
from spacy.tokens import Doc

from .config import Settings
from .errors import ModelError
from .facts import Article
from .language import read_language

#: a participle's forms by gender and number
ENDINGS = "oaie"
#: articles handed to the pipeline at once
BATCH = 16


@Language.component("cronista_paragraphs")
def paragraphs(doc: Doc) -> Doc:
    """Start a sentence after every line break, so that headlines do not run into the text."""
    for token in doc[:-1]:
        if "\n" in token.text:
            doc[token.i + 1].is_sent_start = True
    return doc


@cache
def irregular(lang: str) -> Mapping[str, str]:
    """Return form → lemma of the irregular participles that the language file lists."""
    return {
        form[:-1] + ending: lemma
        for form, lemma in read_language(lang).get("lemmas", {}).items()
        for ending in (ENDINGS if form.endswith("o") else form[-1])
    }


def mend_lemmas(doc: Doc, lemmas: Mapping[str, str]) -> Doc:
    """Set the lemma of every verb that the table has: statistics fail on rare irregular forms."""
    for token in doc:
        if token.pos_ == "VERB" and token.lower_ in lemmas:
            token.lemma_ = lemmas[token.lower_]
    return doc


@cache
def load(path: str, lang: str) -> Language:
    """Load the pipeline of a language from a path or an installed package.

    Raises ModelError, in one line, where it is missing, broken or of another language.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", UserWarning)  # a newer patch release of spaCy
            nlp = spacy.load(path)
    except (OSError, ImportError, ValueError, TypeError, LookupError, EOFError) as error:
        reason = str(error).splitlines()[0]
        raise ModelError(f"{path}: cannot load this pipeline: {reason}") from error
    if nlp.lang != lang:
        raise ModelError(f"{path}: a pipeline for {nlp.lang!r}, wanted one for {lang!r}")
    nlp.add_pipe("cronista_paragraphs", first=True)
    return nlp


def parse(articles: Iterable[Article], settings: Settings) -> Iterator[tuple[Article, Doc]]:
    """Yield each article with its parsed document; runs of one language share their batches."""
    batch: list[Article] = []
    for article in articles:
        if batch and (batch[0].lang != article.lang or len(batch) == BATCH):
            yield from _parse_batch(batch, settings)
            batch = []
        batch.append(article)
    if batch:
        yield from _parse_batch(batch, settings)


def _parse_batch(batch: list[Article], settings: Settings) -> Iterator[tuple[Article, Doc]]:
    lang = batch[0].lang
    nlp = load(settings.model(lang), lang)
    docs = nlp.pipe((article.text for article in batch), batch_size=BATCH)
    for article, doc in zip(batch, docs, strict=True):
        yield article, mend_lemmas(doc, irregular(lang))

"""Articles → parsed documents, in batches; the only place that loads a trained pipeline."""

from __future__ import annotations

import warnings
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path

import spacy
from spacy.language import Language
from spacy.tokens import Doc
from thinc.api import NumpyOps, set_current_ops

from .config import Settings
from .errors import ModelError
from .facts import Article
from .grammar import read_grammar
from .language import read_language

#: a participle's forms by gender and number
ENDINGS = "oaie"
#: articles handed to the pipeline at once
BATCH = 16
_NONE: Mapping[str, str] = {}


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


@cache
def regular(lang: str, rules: tuple[Path, ...] = ()) -> Mapping[str, str]:
    """Return form → lemma of the verbs in the word lists, each lemma for itself too.

    A trained lemmatiser invents verbs: of the regular forms of these, it gets one in eight wrong.
    """
    tables = read_language(lang)
    lists = [words for words in tables.get("stance", {}).values() if isinstance(words, list)]
    for kind in read_grammar(rules).words.values():
        lists += [list(words.lemmas[lang]) for words in kind.values()]
    verbs = {lemma.split()[0] for lemmas in lists for lemma in lemmas}
    endings: Mapping[str, Sequence[str]] = tables.get("inflection", {})
    forms = {
        lemma.removesuffix(ending) + form: lemma
        for lemma in sorted(verbs)
        for ending, others in endings.items()
        if lemma.endswith(ending)
        for form in others
    }
    return forms | {lemma: lemma for lemma in verbs}


def mend_lemmas(doc: Doc, irregular: Mapping[str, str], regular: Mapping[str, str] = _NONE) -> Doc:
    """Set the lemmas of verbs: irregular forms always, regular ones where the lemma is no verb."""
    for token in doc:
        if token.pos_ != "VERB":
            continue
        if token.lower_ in irregular:
            token.lemma_ = irregular[token.lower_]
        elif token.lower_ in regular and regular.get(token.lemma_) != token.lemma_:
            token.lemma_ = regular[token.lower_]
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
    set_current_ops(NumpyOps(use_blis=False))  # numpy's products of small matrices: twice as fast
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
        yield article, mend_lemmas(doc, irregular(lang), regular(lang, settings.rules))

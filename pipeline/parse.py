"""Articles → parsed documents, in batches; the only place that loads a trained pipeline."""

from __future__ import annotations

import json
import re
import warnings
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
import spacy
import srsly
from spacy import util
from spacy.language import Language
from spacy.tokens import Doc
from thinc.api import Config, NumpyOps, set_current_ops

from .config import Settings
from .errors import ModelError
from .facts import Article
from .grammar import read_grammar
from .language import read_language
from .stock import adapt

#: a participle's forms by gender and number
ENDINGS = "oaie"
#: articles handed to the pipeline at once
BATCH = 16
_NONE: Mapping[str, str] = {}
#: names of packages that spaCy's makers release
STOCK = re.compile(r"[a-z]{2,3}_[a-z]+_[a-z]+_(sm|md|lg|trf)")
#: the way out where a pipeline is missing or broken
OWN = "`git checkout models` or `make train` brings back the project's own, any other: install anew"
#: what spaCy and its readers raise on files that are not as they should be
BROKEN = (OSError, ImportError, ValueError, TypeError, LookupError, AttributeError, EOFError)


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
    return {lemma: lemma for lemma in verbs} | forms  # flat lists hold "closes" beside "close"


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
    folder = _folder(path)
    _check_version(path, folder)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", UserWarning)  # another patch release of spaCy
            nlp = spacy.load(path)
    except BROKEN as error:
        raise _refused(path, _reason(folder, error)) from error
    if nlp.lang != lang:
        raise ModelError(f"{path}: a pipeline for {nlp.lang!r}, wanted one for {lang!r}")
    set_current_ops(NumpyOps(use_blis=False))  # numpy's products of small matrices: twice as fast
    nlp.add_pipe("cronista_paragraphs", first=True)
    return adapt(nlp)


def _refused(path: str, reason: str) -> ModelError:
    return ModelError(f"{path}: cannot load this pipeline: {reason}")


def _folder(path: str) -> Path:
    """Return the folder that holds a pipeline's files, which a package keeps one further down."""
    folder = Path(path)
    if util.is_package(path):
        try:
            folder = util.get_package_path(path)
        except ImportError as error:
            raise _refused(path, f"the package cannot be imported ({error})") from error
        folder = next((found.parent for found in folder.glob("*/config.cfg")), folder)
    elif not folder.exists():
        raise _refused(path, _way_to(path))
    missing = [name for name in ("config.cfg", "meta.json") if not (folder / name).is_file()]
    if missing:
        what = f"has no {' and no '.join(missing)}" if folder.is_dir() else "is a file"
        raise _refused(path, f"{folder} {what}: name the folder of a pipeline, with both in it")
    return folder


def _way_to(path: str) -> str:
    """Return in words how to come by a pipeline that is not there."""
    if STOCK.fullmatch(path):
        extra = "`pip install -e .[stock]` or " if path.endswith("_sm") else ""
        return (
            f"the package is not installed; where the internet is open: {extra}"
            f"`python -m spacy download {path}`"
        )
    return f"no such folder or installed package; {OWN}"


def _check_version(path: str, folder: Path) -> None:
    """Refuse a pipeline of another release line; spaCy itself says nothing, or fails later."""
    try:
        meta = json.loads((folder / "meta.json").read_bytes())
        wanted = meta.get("spacy_version") or ">=3"
    except (ValueError, AttributeError) as error:
        raise _refused(path, f"{folder / 'meta.json'} is damaged or cut short; {OWN}") from error
    here = spacy.about.__version__
    lowest = util.get_model_lower_version(wanted) or ""
    fits = util.is_compatible_version(here, wanted) or util.is_minor_version_match(here, lowest)
    if not fits:
        line = util.get_minor_version(here)
        reason = (
            f"it is for spaCy {wanted} and this is {here}: get a release of it for spaCy {line}"
        )
        raise _refused(path, reason)


def _reason(folder: Path, error: Exception) -> str:
    """Return why a pipeline cannot be loaded: the file at fault where one is, or what was said."""
    for file in sorted(folder.rglob("*")):
        if file.is_file() and not _is_whole(file):
            return f"{file} is damaged or cut short; {OWN}"
    said = " ".join(str(error).split()) or type(error).__name__
    return f"{said[:200]}; {OWN}"


def _is_whole(file: Path) -> bool:
    """Tell whether a file of a pipeline can be decoded; of unknown ones, whether it holds any."""
    decode = DECODERS.get(file.name) or DECODERS.get(file.suffix, bool)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # what is wrong is said once, in the error
            return decode(file.read_bytes()) is not False
    except BROKEN:
        return False


def _decode_config(content: bytes) -> bool:
    return {"nlp", "components"} <= Config().from_bytes(content).keys()


def _decode_vectors(content: bytes) -> None:
    np.load(BytesIO(content), allow_pickle=False)


#: name or suffix of a pipeline's file → what decodes it
DECODERS: Mapping[str, Callable[[bytes], Any]] = {
    "config.cfg": _decode_config,
    ".json": json.loads,
    "cfg": json.loads,
    "vectors.cfg": json.loads,
    "vectors": _decode_vectors,
    **dict.fromkeys(("model", "tokenizer", "moves", "trees", "lookups.bin"), srsly.msgpack_loads),
}


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

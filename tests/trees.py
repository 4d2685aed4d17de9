"""Parsed documents written down by hand, so that unit tests need no trained pipeline.

A line is a sentence, and a word of it is `text=lemma/part of speech/relation/head`, then, where
there are any, morphology and entity: `laid=lay/VERB/root/0/Tense=Past Ford/PROPN/nsubj/1/ORG`.
Heads count from 1 within the sentence, 0 is its root (as in CoNLL-U); a lemma that is the text in
lower case (of a name: the text) is left out; a `+` after the text glues it to the next word, and
a `*` after an entity begins a new one.
"""

from functools import cache

import spacy
from spacy.tokens import Doc

from pipeline.anaphora import Mentions
from pipeline.catalogue import read_catalogue
from pipeline.facts import Article
from pipeline.graph import Graph
from pipeline.language import read_language
from pipeline.names import NameFinder, with_bearers
from pipeline.reading import Reading
from pipeline.titles import TitleFinder
from pipeline.values import find_values


@cache
def blank(lang):
    """Return the pipeline of a language that only splits words, made once."""
    return spacy.blank(lang)


def tree(lang, text):
    """Return the document that the lines of a text write down."""
    words, before = [], 0
    for line in filter(None, map(str.strip, text.splitlines())):
        sentence = [_word(part, before) for part in line.split()]
        for i, word in enumerate(sentence, start=before):
            word["heads"] = i if word["heads"] is None else word["heads"]
        words += sentence
        before += len(sentence)
    columns = {key: [word[key] for word in words] for key in words[0]}
    columns["ents"] = _bio(columns["ents"])
    return Doc(blank(lang).vocab, **columns)


def _word(part, before):
    """Return the columns of a word; its head is None where it is a root."""
    form, pos, dep, head, *rest = part.split("/")
    form, _, lemma = form.partition("=")
    text = form.removesuffix("+") if len(form) > 1 else form
    return {
        "words": text,
        "spaces": text == form,
        "lemmas": lemma or (text if pos == "PROPN" else text.lower()),
        "pos": pos,
        "deps": "ROOT" if dep == "root" else dep,
        "heads": int(head) - 1 + before if int(head) else None,
        "morphs": next((r for r in rest if "=" in r), ""),
        "ents": next((r for r in rest if "=" not in r), ""),
    }


def _bio(labels):
    pairs = zip(["", *(label.rstrip("*") for label in labels)], labels, strict=False)
    return [f"{'I' if new == old else 'B'}-{new.rstrip('*')}" if new else "" for old, new in pairs]


def names(doc):
    """Return the names of a document by the project's catalogue."""
    return _name_finder(doc.lang_).find(doc)


@cache
def _name_finder(lang):
    return NameFinder(blank(lang), read_catalogue(), read_language(lang))


def titles(doc, found=None):
    """Return the titles of a document; `found` are its names where they are known."""
    lang = doc.lang_
    found = names(doc) if found is None else found
    at = {i: name for name in found for i in range(name.start, name.end)}
    return TitleFinder(read_catalogue(), read_language(lang), lang).find(doc, at)


def mentions(doc):
    """Return the names of a document and what its other words refer to."""
    found = names(doc)
    whole = with_bearers(doc, found, titles(doc, found))
    return Mentions(doc, whole, read_catalogue(), read_language(doc.lang_))


def reading(doc, *, date="2025-06-18"):
    """Return all layers of a document, as the extractor makes them."""
    lang = doc.lang_
    return Reading(
        Article("hand", doc.text, lang, date),
        doc,
        Graph(doc, read_language(lang)),
        mentions(doc),
        titles(doc),
        find_values(doc.text, lang=lang, date=date),
    )

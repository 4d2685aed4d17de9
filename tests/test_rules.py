"""The project's own rule files: every example of every rule runs, in both languages."""

import re
from collections import Counter
from dataclasses import fields
from itertools import chain

import pytest

from pipeline.check import TODAY, why_not
from pipeline.facts import Article
from pipeline.figures import Cues
from pipeline.grammar import FOLDER, lacking_examples, read_grammar
from pipeline.language import languages
from pipeline.parse import parse

GRAMMAR = read_grammar()
EXAMPLES = GRAMMAR.examples
LISTS = [(kind, words) for kind, lists in GRAMMAR.words.items() for words in lists.values()]


def name_of(example):
    return f"{example.kind}.{example.rule}-{example.lang}-{'none' if example.none else 'some'}"


@pytest.fixture(scope="module")
def stated(extractor):
    """Return what each example's text states, by the example's index."""
    articles = [Article(str(i), e.text, e.lang, TODAY) for i, e in enumerate(EXAMPLES)]
    pairs = parse(articles, extractor.settings)
    return {int(a.id): extractor.stated(extractor.read(a, doc)) for a, doc in pairs}


@pytest.mark.model
@pytest.mark.parametrize("i", range(len(EXAMPLES)), ids=[name_of(e) for e in EXAMPLES])
def test_example(stated, i):
    assert why_not(EXAMPLES[i], stated[i]) is None, EXAMPLES[i].text


def test_every_rule_has_both_kinds_of_examples_in_both_languages():
    assert lacking_examples(GRAMMAR) == []


def test_no_rule_of_ours_stands_on_one_example():
    counts = Counter((f"{e.kind}.{e.rule}", e.lang) for e in EXAMPLES if not e.none)
    wanted = [(rule.id, lang) for rule in GRAMMAR.rules for lang in languages()]
    assert [key for key in wanted if counts[key] < 2] == []


def test_an_example_is_given_once():
    counts = Counter((e.kind, e.rule, e.lang, e.text) for e in EXAMPLES)
    assert [key for key, n in counts.items() if n > 1] == []


def test_no_word_list_is_empty():
    empty = [(kind, words.name) for kind, words in LISTS if not any(words.lemmas.values())]
    assert empty == []


def test_words_are_written_as_lemmas_are():
    odd = [
        (kind, words.name, word)
        for kind, words in LISTS
        for word in chain.from_iterable(words.lemmas.values())
        if word != " ".join(word.split()) or not word
    ]
    assert odd == []


def test_a_word_list_is_used():
    """By a rule's anchor or exception, a limit, a test in a path, or by name in the engine."""
    found = {rule.kind for rule in GRAMMAR.rules if rule.finder}  # finders know their own lists
    ruled = [(kind, words) for kind, words in LISTS if kind not in found]
    unused = [(kind, words.name) for kind, words in ruled if words.name not in used(kind)]
    assert unused == []


#: lists that the engine asks for by their names, in `match` and in `settle`
BY_NAME = {"sides", *(field.name for field in fields(Cues))}


def used(kind):
    rules = [rule for rule in GRAMMAR.rules if rule.kind == kind]
    where = [rule.where for rule in rules] + [words.where for words in GRAMMAR.words[kind].values()]
    limits = chain.from_iterable(w for limit in where for w in limit.values())
    steps = chain.from_iterable(
        way for rule in rules for paths in rule.paths.values() for ways in paths for way in ways
    )
    file = (FOLDER / f"{kind}.toml").read_text(encoding="utf-8")
    patterns = chain.from_iterable(names.split("|") for names in re.findall(r"@([\w|-]+)", file))
    return {
        *patterns,
        *(words.name for rule in rules for words in (*rule.anchor, *rule.unless)),
        *(limit.removeprefix("-") for limit in limits),
        *chain.from_iterable(step.cases for step in steps if step.name == "is"),
        *BY_NAME,
    }


def test_no_two_lists_of_a_kind_give_a_word_two_values():
    """Where lists of one rule stand for different values, a word belongs to one of them."""
    shared = []
    for rule in GRAMMAR.rules:
        if "=" not in rule.set.values():
            continue
        for lang in languages():
            owners = {}
            for words in rule.anchor:
                for word in words.lemmas.get(lang, ()):
                    owners.setdefault(word, set()).add(words.value)
            shared += [(rule.id, lang, word) for word, values in owners.items() if len(values) > 1]
    assert shared == []

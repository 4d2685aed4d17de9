"""From raw articles to outcomes: each article in its own failure boundary."""

from collections import Counter
from importlib import import_module

import pytest
from factories import fact

from pipeline import shard
from pipeline.config import Settings
from pipeline.errors import ModelError, ReadError
from pipeline.raw import Raw
from pipeline.shard import process

ENGLISH = (
    "The carmaker Ford said on Monday that it would build more vehicles at the plant in Spain."
)
ITALIAN = (
    "La casa automobilistica Ford ha detto lunedì che produrrà più veicoli in Spagna quest'anno."
)


def raw(name, text=ENGLISH, form=".txt", **about):
    return Raw("src", name, name, form, text.encode(), **about)


class Extractor:
    """Stands for the real one; a text may make it fail."""

    settings = Settings()

    def facts(self, article, doc):
        if "FAIL" in article.text:
            raise RuntimeError("no such luck\nat all")
        if "MEMORY" in article.text:
            raise MemoryError
        return [fact("figure", article=article.id, measure="sales", amount="1 EUR")]


@pytest.fixture
def parsed(monkeypatch):
    """Replace parsing; return the batches that were parsed, as lists of ids."""
    batches = []

    def parse(articles, settings):
        batches.append([article.id for article in articles])
        if any("POISON" in article.text for article in articles):
            raise ValueError("[E088] too long")
        return [(article, None) for article in articles]

    monkeypatch.setattr(import_module("pipeline.shard"), "parse", parse)
    monkeypatch.setattr(import_module("pipeline.shard"), "_zone", lambda *_: shard.suppress())
    return batches


def outcomes(raws, **options):
    found = list(process(raws, Extractor(), **options))
    assert len(found) == len(raws)
    return {outcome.name: outcome for outcome in found}


def test_an_article_keeps_the_id_and_the_address_it_was_given(parsed):
    found = outcomes([raw("a", url="https://x.example/a"), raw("b", date="2025-01-02")])
    assert found["a"].article.id == "a"
    assert found["a"].article.url == "https://x.example/a"
    assert found["b"].article.date == "2025-01-02"
    assert found["a"].facts[0].article == "a"
    assert found["a"].signature
    assert found["a"].seconds > 0


def test_languages_are_parsed_in_batches_of_their_own(parsed):
    outcomes([raw("a"), raw("b", ITALIAN), raw("c"), raw("d", ITALIAN)])
    assert sorted(parsed) == [["a", "c"], ["b", "d"]]


def test_long_articles_are_parsed_a_few_at_a_time(parsed, monkeypatch):
    monkeypatch.setattr(shard, "CHARACTERS", 2 * len(ENGLISH) + 1)
    outcomes([raw(name) for name in "abcde"])
    assert parsed == [["a", "b"], ["c", "d"], ["e"]]


@pytest.mark.parametrize(
    ("bad", "stage", "reason"),
    [
        (raw("x", ""), "read", "the input is empty"),
        (raw("x", ENGLISH, form=".doc"), "read", "cannot tell its format; known are "),
        (raw("x", '{"text": 3}', form=".jsonl"), "read", "line 1: a record must be"),
        (raw("x", "%PDF-1.4"), "read", "binary data"),
        (raw("x", ENGLISH + 12_000 * ENGLISH), "size", "over 1,000,000 characters"),
        (raw("x", ENGLISH + " FAIL"), "extract", "a fault of Cronista's own (RuntimeError: no such luck at all)"),
        (raw("x", ENGLISH + " POISON"), "extract", "a fault of Cronista's own (ValueError: [E088]"),
        (raw("x", ENGLISH + " MEMORY"), "memory", "needs more memory"),
    ],
    ids=["empty", "format", "record", "binary", "long", "fault", "parse", "memory"],
)  # fmt: skip
def test_a_fault_of_one_article_costs_that_article_alone(parsed, bad, stage, reason):
    found = outcomes([raw("a"), bad, raw("b")])
    assert (found["x"].stage, found["x"].article) == (stage, None)
    assert found["x"].reason.startswith(reason)
    assert found["a"].facts and found["b"].facts


def test_each_step_tells_what_is_in_hand(parsed):
    told = []
    outcomes([raw("a"), raw("b")], at=told.append)
    assert told == ["a", "b", None, "a", "b"]


def test_a_missing_pipeline_is_no_fault_of_an_article(parsed, monkeypatch):
    def fail(*_):
        raise ModelError("no pipeline")

    monkeypatch.setattr(import_module("pipeline.shard"), "_zone", fail)
    with pytest.raises(ModelError):
        outcomes([raw("a")])


def test_the_reader_says_which_form_it_knows():
    with pytest.raises(ReadError, match=r"known are \.txt"):
        shard.read(raw("x", form=".doc"))


@pytest.mark.model
def test_the_real_extractor_gives_the_same_facts_and_leaves_the_vocabulary_as_it_was(extractor):
    raws = [raw("a"), raw("b", ITALIAN)]
    first = list(process(raws, extractor))
    assert Counter(outcome.article.lang for outcome in first) == {"en": 1, "it": 1}
    nlp = shard.load(extractor.settings.model("en"), "en")
    before = len(nlp.vocab.strings)
    strange = ENGLISH.replace("Ford", "Zorblax Quimby")
    assert [o.stage for o in process([raw("c", strange)], extractor)] == [None]
    assert len(nlp.vocab.strings) == before
    assert [o.facts for o in process(raws, extractor)] == [o.facts for o in first]

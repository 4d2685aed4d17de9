"""Extraction over a corpus, scored against its gold file."""

import json
from importlib import import_module

import pytest
from factories import fact, unparsed

from pipeline.errors import GoldError, ReadError
from pipeline.evaluate import evaluate

TEXTS = {
    "en/a": "The carmaker said on Monday that it would build more vehicles at the plant this year.",
    "en/b": "The unions said on Tuesday that they would meet the company in the capital next week.",
    "it/c": "La casa automobilistica ha detto lunedì che quest'anno produrrà più veicoli qui.",
}


def talks(article, party="Ford"):
    return fact("talks", article=article, party=party, evidence=TEXTS[article])


class Extractor:
    """Stands for the real one: one fact for each article, right in English only."""

    def __init__(self, settings):
        self.settings = settings

    def facts(self, article, doc):
        return [talks(article.id, "Ford" if article.lang == "en" else "Fiat")]


@pytest.fixture
def corpus(tmp_path, monkeypatch):
    """Return a folder with articles, and the gold of two of the three."""
    monkeypatch.setattr(import_module("pipeline.extract"), "Extractor", Extractor)
    monkeypatch.setattr(import_module("pipeline.parse"), "parse", unparsed)
    for name, text in TEXTS.items():
        path = tmp_path / "articles" / f"{name}.txt"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    write(tmp_path / "gold.jsonl", [talks("en/a"), talks("it/c")])
    return tmp_path


def write(path, facts):
    path.write_text("".join(json.dumps(f.to_json()) + "\n" for f in facts), encoding="utf-8")
    return path


def test_articles_are_extracted_anew(corpus):
    scores, texts = evaluate(corpus / "gold.jsonl", folder=corpus / "articles")
    assert (scores.overall.found.precision, scores.overall.found.recall) == (0.5, 0.5)
    assert scores.by_lang["en"].found.f1 == 1
    assert texts == {name: TEXTS[name] for name in ("en/a", "it/c")}


def test_predictions_of_other_articles_do_not_count(corpus):
    pred = write(corpus / "pred.jsonl", [talks("en/a"), talks("en/b"), talks("it/c")])
    scores, _ = evaluate(corpus / "gold.jsonl", folder=corpus / "articles", pred=pred)
    assert scores.overall.found.f1 == 1


def test_an_article_without_a_file_is_named(corpus):
    (corpus / "articles/it/c.txt").unlink()
    with pytest.raises(GoldError, match=r"gold\.jsonl: .*articles has no article 'it/c'"):
        evaluate(corpus / "gold.jsonl", folder=corpus / "articles")


def test_an_article_that_cannot_be_read_stops_the_scoring(corpus):
    (corpus / "articles/en/b.txt").write_text("", encoding="utf-8")
    with pytest.raises(ReadError, match=r"b\.txt: the input is empty"):
        evaluate(corpus / "gold.jsonl", folder=corpus / "articles")

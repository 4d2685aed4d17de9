"""The loop under every command: what cannot be read is passed by, and counted."""

from importlib import import_module

import pytest
from factories import fact, unparsed

from pipeline.config import Settings
from pipeline.errors import ReadError
from pipeline.run import run

ENGLISH = "The carmaker said on Monday that it would build more vehicles at the plant this year."
ITALIAN = "La casa automobilistica ha detto lunedì che quest'anno produrrà più veicoli in fabbrica."


class Extractor:
    """Stands for the real one: a fact for each article, of the kind that was asked for."""

    def __init__(self, settings):
        self.kinds = sorted(settings.kinds) or ["talks"]

    def facts(self, article, doc):
        if "poison" in article.text:
            raise ZeroDivisionError("a fault")
        return [fact(kind, article=article.id) for kind in self.kinds]


@pytest.fixture(autouse=True)
def _no_pipelines(monkeypatch):
    monkeypatch.setattr(import_module("pipeline.extract"), "Extractor", Extractor)
    monkeypatch.setattr(import_module("pipeline.parse"), "parse", unparsed)


def test_a_fault_of_the_engine_costs_one_article(tmp_path):
    (tmp_path / "a.txt").write_text(f"{ENGLISH} poison", encoding="utf-8")
    (tmp_path / "b.txt").write_text(ENGLISH, encoding="utf-8")
    told = []
    done = run([tmp_path], warn=told.append)
    assert [article.id for article, _ in done] == ["b"]
    assert done.rejected == 1
    assert str(told[0]).startswith("a: left out") and "ZeroDivisionError" in str(told[0])


@pytest.fixture
def folder(tmp_path):
    """Return a folder of four articles, two of which cannot be read."""
    for name, content in {
        "a.txt": ENGLISH.encode(),
        "b.txt": b"\x00\x01\x02",
        "c.txt": ITALIAN.encode(),
        "d.txt": b"",
    }.items():
        (tmp_path / name).write_bytes(content)
    return tmp_path


def test_a_broken_file_does_not_stop_the_others(folder):
    warnings = []
    result = run([folder], warn=warnings.append)
    pairs = list(result)
    assert [(article.id, article.lang) for article, _ in pairs] == [("a", "en"), ("c", "it")]
    assert (result.done, result.rejected) == (2, 2)
    assert [str(error).split(":")[0] for error in warnings] == [
        str(folder / "b.txt"),
        str(folder / "d.txt"),
    ]
    assert all(isinstance(error, ReadError) for error in warnings)


def test_the_counts_grow_with_the_run(folder):
    result = run([folder])
    assert (result.done, result.rejected) == (0, 0)
    next(iter(result))
    assert (result.done, result.rejected) == (1, 0)


def test_kinds_language_and_date_reach_the_articles(folder):
    result = run([folder / "a.txt"], kinds=frozenset({"visit"}), lang="it", date="2025-04-24")
    ((article, facts),) = result
    assert (article.lang, article.date) == ("it", "2025-04-24")
    assert [found.kind for found in facts] == ["visit"]


def test_kinds_do_not_drop_the_other_settings():
    result = run([], kinds=frozenset({"visit"}), settings=Settings(models={"en": "own"}))
    assert result.settings == Settings(models={"en": "own"}, kinds=frozenset({"visit"}))


@pytest.mark.parametrize("options", [{"lang": "fr"}, {"date": "someday"}])
def test_options_that_make_no_sense_are_refused_before_anything_is_read(options):
    with pytest.raises(ReadError):
        run(["anything"], **options)

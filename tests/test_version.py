"""The version of facts: what changes it, and what does not."""

import ast

import pytest

from pipeline import version as versions
from pipeline.config import PACKAGE, Settings
from pipeline.errors import ModelError
from pipeline.version import modules, version


@pytest.fixture
def models(tmp_path):
    for lang in ("en", "it"):
        (tmp_path / lang).mkdir()
        (tmp_path / lang / "meta.json").write_text("{}")
    return {lang: str(tmp_path / lang) for lang in ("en", "it")}


@pytest.fixture(autouse=True)
def forget():
    yield
    versions._hash_folder.cache_clear()
    versions._own.cache_clear()


def changed(settings, change):
    before = version(settings)
    versions._hash_folder.cache_clear()
    change()
    return version(settings) != before


def test_it_is_short_and_stable(models):
    assert version(Settings(models=models)) == version(Settings(models=models))
    assert len(version(Settings(models=models))) == 12


def test_another_pipeline_is_another_version(models, tmp_path):
    settings = Settings(models=models)
    assert changed(settings, lambda: (tmp_path / "it/meta.json").write_text("[]"))
    assert changed(settings, lambda: (tmp_path / "it/model").write_text(""))
    assert not changed(settings, lambda: None)


def test_kinds_and_rules_are_part_of_it(models, tmp_path):
    rule = tmp_path / "mine.toml"
    rule.write_text("")
    made = {
        version(Settings(models=models)),
        version(Settings(models=models, kinds=frozenset({"quote"}))),
        version(Settings(models=models, rules=(rule,))),
    }
    assert len(made) == 3


def test_it_knows_the_modules_that_facts_depend_on():
    found = modules()
    assert {"shard", "extract", "read", "match", "furniture", "similar"} <= found
    assert found.isdisjoint({"cli", "batch", "store", "exports", "progress", "workers"})


def test_no_import_of_a_module_is_overlooked():
    for name in modules():
        tree = ast.parse((PACKAGE / f"{name}.py").read_bytes())
        for node in ast.walk(tree):
            if isinstance(node, ast.ImportFrom) and node.level == 1:
                names = [node.module] if node.module else [alias.name for alias in node.names]
                known = [one for one in names if (PACKAGE / f"{one}.py").is_file()]
                assert set(known) <= modules(), name


def test_without_any_pipeline_it_says_so(tmp_path, monkeypatch):
    monkeypatch.setenv("CRONISTA_MODELS", str(tmp_path))
    with pytest.raises(ModelError, match="CRONISTA_MODELS"):
        version(Settings())


def test_a_package_that_is_not_there_is_named(models):
    with pytest.raises(ModelError, match="no_such_package: no such folder"):
        version(Settings(models={**models, "en": "no_such_package"}))

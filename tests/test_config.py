"""Where the pipelines of a language are looked for, and in which order."""

import pytest

from pipeline import config
from pipeline.config import Settings
from pipeline.errors import ModelError


@pytest.fixture
def folders(tmp_path, monkeypatch):
    """Return the three places where pipelines may be, all empty."""
    monkeypatch.setattr(config, "PACKAGE", tmp_path / "package")
    monkeypatch.setattr(config, "ROOT", tmp_path / "root")
    monkeypatch.setenv("CRONISTA_MODELS", str(tmp_path / "own"))
    return tmp_path / "own", tmp_path / "package" / "models", tmp_path / "root" / "models"


def add_pipeline(folder, lang):
    (folder / lang).mkdir(parents=True)
    (folder / lang / "meta.json").write_text("{}", encoding="utf-8")
    return str(folder / lang)


def test_the_folder_of_the_environment_counts_before_all(folders):
    for folder in reversed(folders):
        add_pipeline(folder, "en")
    assert Settings().model("en") == str(folders[0] / "en")


def test_without_the_variable_the_package_comes_before_the_checkout(folders, monkeypatch):
    monkeypatch.delenv("CRONISTA_MODELS")
    for folder in reversed(folders[1:]):
        path = add_pipeline(folder, "en")
        assert Settings().model("en") == path


def test_a_folder_without_a_pipeline_is_passed_over(folders, monkeypatch):
    monkeypatch.delenv("CRONISTA_MODELS")
    (folders[1] / "en").mkdir(parents=True)
    path = add_pipeline(folders[2], "en")
    assert Settings().model("en") == path


def test_a_named_folder_that_lacks_a_language_is_an_error_and_says_what_was_looked_at(folders):
    own, package, root = folders
    add_pipeline(own, "en")
    for folder in (package, root):
        add_pipeline(folder, "it")
    with pytest.raises(ModelError, match=r"no pipeline for 'it'.*CRONISTA_MODELS") as error:
        Settings().model("it")
    assert str(own / "it") in str(error.value)
    assert "\n" not in str(error.value)


def test_a_pipeline_named_in_the_settings_comes_first(folders):
    add_pipeline(folders[0], "en")
    settings = Settings(models={"en": "en_core_own"})
    assert settings.model("en") == "en_core_own"
    with pytest.raises(ModelError):
        settings.model("it")


def test_without_a_pipeline_the_way_out_is_named(folders, monkeypatch):
    monkeypatch.delenv("CRONISTA_MODELS")
    add_pipeline(folders[2], "en")
    with pytest.raises(
        ModelError, match=r"no pipeline for 'it'.*models/it.*git checkout models.*make train"
    ):
        Settings().model("it")


def test_without_the_variable_the_environment_has_no_say(folders, monkeypatch):
    path = add_pipeline(folders[2], "en")
    monkeypatch.delenv("CRONISTA_MODELS")
    assert Settings().model("en") == path

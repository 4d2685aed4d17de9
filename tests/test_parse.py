"""Loading pipelines, and what is mended in the documents they make."""

import json
import os
import re
import shutil
import subprocess
import sys

import pytest
import spacy
from trees import tree

from pipeline import parse as parse_module
from pipeline.config import Settings
from pipeline.errors import ModelError
from pipeline.facts import Article
from pipeline.parse import BATCH, irregular, load, mend_lemmas, paragraphs, parse, regular


@pytest.fixture
def blank_models(tmp_path):
    """Return settings whose pipelines only split words and sentences."""
    for lang in ("en", "it"):
        nlp = spacy.blank(lang)
        nlp.add_pipe("sentencizer")
        nlp.to_disk(tmp_path / lang)
    return Settings(models={lang: str(tmp_path / lang) for lang in ("en", "it")})


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("Ford grows\nIt sells more.", ["Ford grows\n", "It sells more."]),
        ("Ford grows\n\nIt sells more.", ["Ford grows\n\n", "It sells more."]),
        ("Ford grows and sells more.\n", ["Ford grows and sells more.\n"]),
    ],
)
def test_a_line_break_ends_a_sentence(text, sentences):
    doc = paragraphs(spacy.blank("en")(text))
    starts = [token.idx for token in doc if token.is_sent_start and token.i]
    ends = [*starts, len(text)]
    assert [text[a:b] for a, b in zip([0, *starts], ends, strict=True)] == sentences


@pytest.mark.parametrize(
    ("lang", "word", "lemma"),
    [
        ("it", "dimessa=dimessare/VERB/root/0", "dimettere"),
        ("it", "Dimesso=dimessare/VERB/root/0", "dimettere"),
        ("it", "dimessa=dimesso/ADJ/root/0", "dimesso"),  # only verbs
        ("en", "built=builde/VERB/root/0", "build"),
        ("en", "building=building/NOUN/root/0", "building"),
    ],
)
def test_lemmas_of_irregular_verbs_are_mended(lang, word, lemma):
    doc = mend_lemmas(tree(lang, word), {"built": "build"} | dict(irregular(lang)))
    assert [token.lemma_ for token in doc] == [lemma]


@pytest.mark.parametrize(
    ("lang", "word", "lemma"),
    [
        ("en", "closes=clos/VERB/root/0", "close"),
        ("en", "closes=close/VERB/root/0", "close"),
        ("en", "buys=buys/VERB/root/0", "buy"),
        ("en", "applied=applie/VERB/root/0", "apply"),
        ("en", "saw=see/VERB/root/0", "see"),  # a lemma that is a verb stays
        ("en", "plants=plant/NOUN/root/0", "plant"),
        ("it", "visiterà=visitere/VERB/root/0", "visitare"),
        ("it", "bloccherà=blocchere/VERB/root/0", "bloccare"),
        ("it", "annuncerà=annuncere/VERB/root/0", "annunciare"),
        ("it", "diminuì=diminuìre/VERB/root/0", "diminuire"),
        ("it", "dimetterà=dimettare/VERB/root/0", "dimettersi"),
    ],
)
def test_lemmas_of_regular_verbs_in_the_word_lists_are_mended(lang, word, lemma):
    doc = mend_lemmas(tree(lang, word), irregular(lang), regular(lang))
    assert [token.lemma_ for token in doc] == [lemma]


def test_a_participle_is_listed_once_for_all_its_forms():
    forms = irregular("it")
    assert {forms[form] for form in ("dimesso", "dimessa", "dimessi", "dimesse")} == {"dimettere"}


def refusal(path, lang="en"):
    """Return the one line that says why a pipeline cannot be loaded."""
    with pytest.raises(
        ModelError, match=f"^{re.escape(str(path))}: cannot load this pipeline: ."
    ) as e:
        load(str(path), lang)
    assert "\n" not in str(e.value)
    return str(e.value)


@pytest.mark.parametrize(
    ("name", "hints"),
    [
        (
            "en_core_web_sm",
            ["not installed", "pip install -e .[stock]", "spacy download en_core_web_sm"],
        ),
        ("it_core_news_lg", ["not installed", "spacy download it_core_news_lg"]),
        ("en_core_web_trf", ["spacy download en_core_web_trf"]),
        ("no_such_package", ["no such folder or installed package"]),
    ],
)
def test_a_missing_package_tells_how_to_install_it(name, hints, monkeypatch):
    monkeypatch.setattr(parse_module.util, "is_package", lambda name: False)
    told = refusal(name)
    assert all(hint in told for hint in hints)
    assert ("[stock]" in told) == name.endswith("_sm")  # the extra has the small ones


def test_a_path_that_is_not_there_tells_where_our_own_come_from(tmp_path):
    told = refusal(tmp_path / "none")
    assert "git checkout models" in told
    assert "make train" in told


def test_a_folder_that_is_no_pipeline_tells_what_it_lacks(tmp_path):
    (tmp_path / "notes.txt").write_text("Ford")
    assert "has no config.cfg and no meta.json: name the folder" in refusal(tmp_path)
    assert "is a file" in refusal(tmp_path / "notes.txt")


def test_an_installed_package_that_is_no_pipeline_tells_what_it_lacks():
    assert "has no config.cfg and no meta.json" in refusal("typer")


@pytest.mark.parametrize(
    ("wanted", "refused"),
    [
        (">=3.7.2,<3.8.0", True),
        (">=9.0,<9.1", True),
        ("2.3.0", True),
        (">=3.8.99,<3.9.0", False),  # a later patch release of the same line
        (">=3.0", False),
    ],
)
def test_only_a_pipeline_for_another_release_line_of_spacy_is_refused(tmp_path, wanted, refused):
    spacy.blank("en").to_disk(tmp_path)
    meta = json.loads((tmp_path / "meta.json").read_text()) | {"spacy_version": wanted}
    (tmp_path / "meta.json").write_text(json.dumps(meta))
    if refused:
        told = refusal(tmp_path)
        assert f"is for spaCy {wanted} and this is {spacy.about.__version__}" in told
    else:
        assert load(str(tmp_path), "en").lang == "en"


@pytest.mark.parametrize(
    ("name", "content"),
    [
        *[("config.cfg", "[nlp"), ("config.cfg", ""), ("config.cfg", "[paths]\ntrain = null\n")],
        *[("meta.json", "{"), ("meta.json", "[]"), ("tokenizer", "broken")],
    ],
)
def test_a_damaged_file_of_a_pipeline_is_named(tmp_path, name, content):
    spacy.blank("en").to_disk(tmp_path / "en")
    (tmp_path / "en" / name).write_text(content, encoding="utf-8")
    assert f"{tmp_path / 'en' / name} is damaged or cut short" in refusal(tmp_path / "en")


def test_a_pipeline_with_an_unknown_component_is_one_line(tmp_path):
    spacy.blank("en").to_disk(tmp_path)
    config = (
        (tmp_path / "config.cfg").read_text().replace("pipeline = []", 'pipeline = ["nonsense"]')
    )
    (tmp_path / "config.cfg").write_text(config)
    assert "nonsense" in refusal(tmp_path)


@pytest.mark.parametrize("kept", [0.02, 0.3, 0.6, 0.9])
def test_a_config_cut_anywhere_is_one_line_with_a_reason(tmp_path, kept):
    nlp = spacy.blank("en")
    nlp.add_pipe("sentencizer")
    nlp.to_disk(tmp_path)
    whole = (tmp_path / "config.cfg").read_text()
    (tmp_path / "config.cfg").write_text(whole[: int(len(whole) * kept)])
    with pytest.raises(ModelError, match=r"cannot load this pipeline: \S+ \S+"):
        load(str(tmp_path), "en")


def test_a_pipeline_of_another_language_is_refused(blank_models):
    with pytest.raises(ModelError, match="a pipeline for 'it', wanted one for 'en'"):
        load(blank_models.models["it"], "en")


def test_articles_keep_their_order_over_languages_and_batches(blank_models):
    langs = ["en"] * (BATCH + 3) + ["it", "it", "en"]
    articles = [Article(str(i), f"Number {i}.", lang) for i, lang in enumerate(langs)]
    pairs = list(parse(iter(articles), blank_models))
    assert [article for article, _ in pairs] == articles
    assert [doc.text for _, doc in pairs] == [article.text for article in articles]
    assert [doc.lang_ for _, doc in pairs] == langs


def test_articles_are_read_no_further_than_a_batch_ahead(blank_models):
    taken = []

    def articles():
        for i in range(3 * BATCH):
            taken.append(i)
            yield Article(str(i), f"Number {i}.", "en")

    next(parse(articles(), blank_models))
    assert len(taken) <= BATCH + 1


def test_a_pipeline_is_loaded_once(blank_models, monkeypatch):
    load(blank_models.models["en"], "en")
    monkeypatch.setattr(parse_module.spacy, "load", None)
    assert load(blank_models.models["en"], "en").lang == "en"


@pytest.mark.model
@pytest.mark.parametrize(
    ("lang", "text", "relations"),
    [
        ("en", "Ford built cars.", {("Ford", "nsubj", "built"), ("cars", "obj", "built")}),
        ("it", "Ford costruisce automobili.", {("Ford", "nsubj", "costruisce")}),
    ],
)
def test_the_trained_pipelines_speak_universal_dependencies(extractor, lang, text, relations):
    ((_, doc),) = parse([Article("a", text, lang)], extractor.settings)
    assert relations <= {(t.text, t.dep_, t.head.text) for t in doc}


@pytest.mark.model
@pytest.mark.parametrize(
    "part",
    [
        *(
            "parser/model",
            "parser/moves",
            "parser/cfg",
            "trainable_lemmatizer/trees",
            "tok2vec/model",
        ),
        *("vocab/strings.json", "vocab/lookups.bin", "vocab/vectors", "tokenizer", "meta.json"),
    ],
)
@pytest.mark.parametrize("damage", ["empty", "cut", "pointer"])
def test_a_damaged_file_of_a_trained_pipeline_is_named(extractor, tmp_path, part, damage):
    copy = tmp_path / "en"
    shutil.copytree(extractor.settings.model("en"), copy)
    content = (copy / part).read_bytes()
    damaged = {
        "empty": b"",
        "cut": content[: len(content) // 2],
        "pointer": b"version https://git-lfs",
    }
    if damage == "cut" and len(content) < 2:
        pytest.skip("too short to be cut")
    (copy / part).write_bytes(damaged[damage])
    assert f"{copy / part} is damaged or cut short" in refusal(copy)


LOADING = """
import resource, time
from pathlib import Path
from pipeline.config import Settings
from pipeline.parse import load
start = time.process_time()
for lang in ("en", "it"):
    load(Settings().model(lang), lang)
spent = time.process_time() - start
status = Path("/proc/self/status")  # getrusage would count the peak of the parent, pytest
lines = status.read_text().splitlines() if status.exists() else []
own = [int(line.split()[1]) for line in lines if line.startswith("VmHWM")]
print(spent, (own or [resource.getrusage(resource.RUSAGE_SELF).ru_maxrss])[0] / 1024)
"""


@pytest.mark.model
def test_both_pipelines_load_fast_and_small():
    """Processor time, so that other work on the machine does not count; the peak is in MB."""
    one = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}
    command = [sys.executable, "-c", LOADING]
    done = subprocess.run(command, capture_output=True, text=True, check=True, env=os.environ | one)
    seconds, megabytes = map(float, done.stdout.split())
    assert seconds < 3
    assert megabytes < 400

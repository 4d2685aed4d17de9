"""Loading pipelines, and what is mended in the documents they make."""

import shutil

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


def test_a_missing_pipeline_is_one_line(tmp_path):
    with pytest.raises(ModelError, match="cannot load this pipeline") as error:
        load(str(tmp_path / "none"), "en")
    assert str(tmp_path / "none") in str(error.value)
    assert "\n" not in str(error.value)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("config.cfg", "[nlp"),
        ("config.cfg", "[nlp]\nlang = 'en'\npipeline = ['nonsense']\n"),
        ("meta.json", "{"),
        ("tokenizer", "broken"),
    ],
)
def test_a_broken_pipeline_is_one_line(tmp_path, name, content):
    spacy.blank("en").to_disk(tmp_path / "en")
    (tmp_path / "en" / name).write_text(content, encoding="utf-8")
    with pytest.raises(ModelError, match="cannot load this pipeline") as error:
        load(str(tmp_path / "en"), "en")
    assert "\n" not in str(error.value)


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
@pytest.mark.parametrize("part", ["parser/model", "vocab/strings.json", "tok2vec/cfg", "meta.json"])
@pytest.mark.parametrize("content", [b"", b"\x00broken", b"version https://git-lfs"])
def test_a_trained_pipeline_with_a_damaged_file_is_one_line(extractor, tmp_path, part, content):
    copy = tmp_path / "en"
    shutil.copytree(extractor.settings.model("en"), copy)
    (copy / part).write_bytes(content)
    with pytest.raises(ModelError, match="cannot load this pipeline") as error:
        load(str(copy), "en")
    assert "\n" not in str(error.value)

"""The whole way from text to facts, with the trained pipelines, in both languages."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

import pipeline
from pipeline.config import Settings
from pipeline.errors import ReadError
from pipeline.extract import Extractor
from pipeline.facts import Article, Fact

pytestmark = pytest.mark.model

TODAY = "2025-06-18"
#: roles that hold the article's own words, and so differ between languages
OWN_WORDS = {"title", "words", "topic", "object", "purpose"}

PARALLEL = [
    (
        "Stellantis built about 750,000 vehicles in Italy in 2023.",
        "Nel 2023 Stellantis ha prodotto in Italia circa 750.000 veicoli.",
        {"figure"},
    ),
    (
        "Ford will open a new plant in Spain in 2027.",
        "Ford aprirà un nuovo stabilimento in Spagna nel 2027.",
        {"plant"},
    ),
    (
        "Ford did not close the Cologne plant.",
        "Ford non ha chiuso lo stabilimento di Colonia.",
        {"plant"},
    ),
    (
        "Fiat signed an agreement with Samsung.",
        "Fiat ha firmato un accordo con Samsung.",
        {"deal"},
    ),
    (
        "BMW invested 650 million euros in Munich.",
        "BMW ha investito 650 milioni di euro a Monaco di Baviera.",
        {"figure"},
    ),
    (
        "Toyota launched the new Yaris.",
        "Toyota ha lanciato la nuova Yaris.",
        {"product"},
    ),
    (
        "Renault yesterday appointed Anna Rossi president.",
        "Ieri Renault ha nominato Anna Rossi presidente.",
        {"appointment"},
    ),
    (
        "Ford said sales fell 12 percent in 2024.",
        "Ford ha detto che le vendite sono calate del 12 per cento nel 2024.",
        {"figure", "quote"},
    ),
]  # fmt: skip

STORY = {
    "en": (
        "Ford closes plant in Spain\n"
        "Ford closed its plant in Spain on Monday. The factory built 12,000 vans in 2024, Ford said.\n"
        '"We regret the closure of the plant," said Anna Rossi, chief executive of Ford.\n'
        "Rossi will visit Turin on 4 July."
    ),
    "it": (
        "Ford ha chiuso lo stabilimento in Spagna\n"
        "Lunedì Ford ha chiuso lo stabilimento in Spagna. La fabbrica ha prodotto 12.000 furgoni nel 2024, ha detto Ford.\n"
        "«Ci dispiace per la chiusura dello stabilimento», ha detto Anna Rossi, amministratrice delegata di Ford.\n"
        "Rossi arriverà a Torino il 4 luglio."
    ),
}


def article(lang, text=None):
    return Article(f"own-{lang}", text or STORY[lang], lang, TODAY)


def meaning(facts):
    """Return what facts say, the article's own words left out."""
    return {
        (
            fact.kind,
            fact.stance,
            frozenset(
                (role, m.entity or json.dumps(m.to_json()["value"], sort_keys=True))
                for role, mentions in fact.roles.items()
                if role not in OWN_WORDS
                for m in mentions
            ),
        )
        for fact in facts
    }


@pytest.fixture(scope="module")
def stories(extractor):
    return {lang: (article(lang), extractor.extract(article(lang))) for lang in STORY}


@pytest.mark.parametrize(("en", "it", "kinds"), PARALLEL)
def test_both_languages_give_the_same_facts(extractor, en, it, kinds):
    english, italian = (
        extractor.extract(article(lang, text)) for lang, text in (("en", en), ("it", it))
    )
    assert {fact.kind for fact in english} == kinds
    assert meaning(english) == meaning(italian)


@pytest.mark.parametrize("lang", STORY)
def test_offsets_are_exact(stories, lang):
    read, facts = stories[lang]
    parts = [part for fact in facts for part in (*fact.evidence, *every_mention(fact))]
    assert len(parts) > 10
    assert [p for p in parts if p.text is not None and p.text != read.text[p.start : p.end]] == []


def every_mention(fact):
    return [*(m for ms in fact.roles.values() for m in ms), *([fact.source] if fact.source else [])]


@pytest.mark.parametrize("lang", STORY)
def test_facts_survive_the_way_to_json_and_back(stories, lang):
    _, facts = stories[lang]
    assert [Fact.from_json(json.loads(json.dumps(fact.to_json()))) for fact in facts] == facts


@pytest.mark.parametrize("lang", STORY)
def test_facts_are_complete_and_in_the_order_of_their_evidence(extractor, stories, lang):
    read, facts = stories[lang]
    starts = [fact.evidence[0].start for fact in facts]
    assert starts == sorted(starts)
    assert len({fact.id for fact in facts}) == len(facts)
    for fact in facts:
        kind = extractor.grammar.kinds[fact.kind]
        assert set(kind.key) <= set(fact.roles) <= set(kind.roles)
        assert (fact.article, fact.lang) == (read.id, lang)
        assert fact.rule in {rule.id for rule in extractor.grammar.rules}


@pytest.mark.parametrize("lang", STORY)
def test_what_the_headline_says_is_stated_once(stories, lang):
    _, facts = stories[lang]
    (closure,) = [fact for fact in facts if fact.kind == "plant"]
    assert len(closure.evidence) >= 2
    assert closure.evidence[0].start == 0
    assert {m.entity for m in closure.roles["operator"]} == {"ford"}


@pytest.mark.parametrize("lang", STORY)
def test_who_says_so_is_the_source(stories, lang):
    _, facts = stories[lang]
    (figure,) = [fact for fact in facts if fact.kind == "figure"]
    assert figure.source.entity == "ford"


@pytest.mark.parametrize("lang", STORY)
def test_a_surname_has_its_full_name(stories, lang):
    _, facts = stories[lang]
    (visit,) = [fact for fact in facts if fact.kind == "visit"]
    assert [m.value for m in visit.roles["visitor"]] == ["Anna Rossi"]
    assert visit.stance == "planned"
    assert [m.value for m in visit.roles["date"]] == ["2025-07-04"]


def test_only_the_kinds_asked_for_are_given(extractor, stories):
    read, facts = stories["en"]
    some = Extractor(Settings(kinds=frozenset({"quote"})))
    assert some.extract(read) == [fact for fact in facts if fact.kind == "quote"]


def test_ids_are_the_same_on_every_run(stories):
    """Another process has another hash seed, and so another order of sets."""
    code = (
        "import json, sys\n"
        "from pipeline.extract import extractor\n"
        "from pipeline.facts import Article\n"
        "facts = extractor().extract(Article(*json.loads(sys.argv[1])))\n"
        "json.dump([fact.to_json() for fact in facts], sys.stdout)\n"
    )
    for lang in STORY:
        read, facts = stories[lang]
        given = json.dumps([read.id, read.text, lang, TODAY])
        done = subprocess.run(
            [sys.executable, "-c", code, given],
            capture_output=True,
            check=True,
            text=True,
            cwd=Path(pipeline.__file__).parent.parent,
            env=os.environ | {"PYTHONHASHSEED": "7"},
        )
        assert json.loads(done.stdout) == [fact.to_json() for fact in facts]


def test_articles_are_independent_of_each_other(extractor, stories):
    others = [article("it"), article("en"), article("it", "Ciao.")]
    found = extractor.stream(others)
    pairs = {read.id: facts for read, facts in found if read.text in STORY.values()}
    assert pairs == {read.id: facts for read, facts in stories.values()}


def test_an_article_without_facts_gives_none(extractor):
    assert extractor.extract(article("en", "It rained.")) == []


def test_the_package_extracts_from_a_text():
    facts = pipeline.extract(STORY["it"], lang="it", date=TODAY)
    assert {fact.kind for fact in facts} >= {"figure", "quote", "office", "visit"}
    assert {fact.lang for fact in pipeline.extract(STORY["en"])} == {"en"}  # found by itself


@pytest.mark.parametrize(
    "text", ["", "   \n ", "Der Konzern will in diesem Jahr mehr Autos bauen."]
)
def test_the_package_refuses_what_is_no_article(text):
    with pytest.raises(ReadError):
        pipeline.extract(text)


def test_the_public_surface():
    assert sorted(pipeline.__all__) == [
        "Amount", "Article", "CronistaError", "Evidence", "Fact", "Mention", "extract",
    ]  # fmt: skip

"""The gold files against their articles, and the script that makes gold of annotations."""

import importlib.util
import json
import sys
from pathlib import Path

import pytest
from edtf import parse_edtf

from pipeline.facts import STANCES, Amount, Article, Fact, Mention
from pipeline.read import read_articles

CORPUS = Path(__file__).parent.parent / "corpus"
SPLITS = {split: CORPUS / "gold" / f"{split}.jsonl" for split in ("dev", "test")}


def load(path):
    spec = importlib.util.spec_from_file_location(path.stem, path)
    module = importlib.util.module_from_spec(spec)
    sys.modules[path.stem] = module  # dataclasses look their module up
    spec.loader.exec_module(module)
    return module


offsets = load(CORPUS / "offsets.py")
KINDS, ONE_OF = offsets.read_kinds()


@pytest.fixture(scope="module")
def gold():
    absent = [path.name for path in SPLITS.values() if not path.exists()]
    if absent:
        pytest.skip(f"corpus/gold has no {' and no '.join(absent)} yet")
    return {
        split: [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
        for split, path in SPLITS.items()
    }


@pytest.fixture(scope="module")
def articles():
    return {article.id: article for article in read_articles([CORPUS / "articles"])}


def everything(gold):
    return [record for records in gold.values() for record in records]


def mentions(record):
    yield from (mention for role in record["roles"].values() for mention in role)
    if record["source"]:
        yield record["source"]


def test_every_offset_is_exact(gold, articles):
    for record in everything(gold):
        text = articles[record["article"]].text
        for part in (*mentions(record), *record["evidence"]):
            if "text" in part:
                assert text[part["start"] : part["end"]] == part["text"], record
        assert record["evidence"], record


def test_kinds_roles_and_words_are_those_of_the_contract(gold):
    for record in everything(gold):
        kind = KINDS[record["kind"]]
        assert set(kind.key) <= set(record["roles"]) <= set(kind.roles), record
        assert not ONE_OF[kind.name] or set(ONE_OF[kind.name]) & set(record["roles"]), record
        assert record["stance"] in STANCES, record
        for role, values in record["roles"].items():
            assert values, record
            if kind.is_closed(role):
                assert {value["value"] for value in values} <= set(kind.roles[role]), record


def test_dates_are_edtf_and_amounts_are_amounts(gold):
    for record in everything(gold):
        types = KINDS[record["kind"]].roles
        for role, values in record["roles"].items():
            for value in (mention["value"] for mention in values):
                if types[role] == ("date",):
                    parse_edtf(value)
                assert isinstance(value, dict) is (types[role] == ("amount",)), record


def test_every_article_is_of_one_split(gold, articles):
    dev, test = ({record["article"] for record in gold[split]} for split in ("dev", "test"))
    assert not dev & test
    assert dev | test == set(articles)


def test_languages_agree_with_the_articles(gold, articles):
    for record in everything(gold):
        assert record["lang"] == articles[record["article"]].lang == record["article"][:2], record


@pytest.mark.parametrize("lang", ["en", "it"])
def test_the_corpus_is_as_large_as_promised(gold, lang):
    for records in gold.values():
        assert len({record["article"] for record in records if record["lang"] == lang}) >= 8


def test_gold_is_sorted_and_says_a_fact_once(gold):
    for records in gold.values():
        facts = [Fact.from_json(record) for record in records]
        assert facts == sorted(facts, key=offsets._order)
        assert len({(fact.id, fact.stance) for fact in facts}) == len(facts)
        assert [offsets.gold_line(fact) for fact in facts] == [
            json.dumps(record, ensure_ascii=False) for record in records
        ]


TEXT = "USED cars: US firm Delta sold 40 vans.\n\nDelta, a US firm, sold 40 vans in May."
ARTICLES = {"en/x": Article("en/x", TEXT, "en")}
SENTENCE = "Delta, a US firm, sold 40 vans in May."


def annotation(*, roles=None, **changes):
    record = {
        "article": "en/x",
        "lang": "en",
        "kind": "figure",
        "roles": {
            "measure": [{"value": "sales"}],
            "amount": [
                {
                    "text": "40 vans",
                    "value": {"number": 40, "unit": "van", "bound": "exact"},
                }
            ],
            "actor": [{"text": "Delta", "value": "Delta"}],
        }
        | (roles or {}),
        "stance": "actual",
        "source": None,
        "evidence": [{"text": SENTENCE}],
    }
    return record | changes


def converted(*records):
    lines = [
        offsets.Line(f"a.jsonl:{n}", json.loads(json.dumps(record)))
        for n, record in enumerate(records, 1)
    ]
    facts = offsets.convert(lines, articles=ARTICLES, kinds=KINDS, one_of=ONE_OF)
    return facts, [fault for line in lines for fault in line.faults], lines


def test_offsets_point_into_the_evidence():
    (fact,), faults, _ = converted(annotation())
    assert faults == []
    amount = Amount(40, "van")
    assert fact.roles["amount"] == (Mention(amount, "40 vans", 63, 70),)
    assert fact.roles["actor"] == (Mention("Delta", "Delta", 40, 45),)
    assert fact.roles["measure"] == (Mention("sales"),)
    assert TEXT[fact.evidence[0].start : fact.evidence[0].end] == SENTENCE


@pytest.mark.parametrize(
    ("mention", "start"),
    [
        ({"text": "US"}, 49),
        ({"text": "US", "nth": 1}, 0),  # as a search for characters counts
        ({"text": "US", "nth": 2}, 11),
        ({"text": "USED"}, 0),  # not in the evidence
        ({"text": "Delta", "nth": 1}, 19),
        ({"text": "irm, s"}, 53),  # no whole words anywhere
        ({"text": "Delta", "start": 19, "end": 24}, 19),
    ],
)
def test_places_of_a_text(mention, start):
    (fact,), faults, _ = converted(annotation(roles={"actor": [mention | {"value": "x"}]}))
    assert faults == []
    assert fact.roles["actor"][0].start == start


def test_an_nth_outside_the_evidence_is_doubted():
    mention = {"text": "Delta", "value": "Delta", "nth": 1}
    _, faults, (line,) = converted(annotation(roles={"actor": [mention]}))
    assert faults == []
    assert line.doubts == ["actor: nth 1 of 'Delta' is outside the evidence"]


def actor(**parts):
    return annotation(roles={"actor": [parts]})


@pytest.mark.parametrize(
    ("record", "fault"),
    [
        (actor(text="Omega", value="x"), "actor: 'Omega' is not in the article"),
        (actor(text="Delta", value="x", nth=3), "actor: 'Delta' is only 2 times in the article"),
        (actor(text="Delta", value="x", start=1, end=6), "does not stand at its start and end"),
        (actor(text="Delta"), "actor has no value"),
        (actor(text="Delta", vlaue="x", value="x"), "unknown key 'vlaue': use text, nth"),
        (actor(value="x", nth=2), "actor has no text"),
        (annotation(roles={"actor": []}), "actor is no list of mentions"),
        (annotation(roles={"actor": "Delta"}), "actor is no list of mentions"),
        (annotation(roles={"seller": [{"value": "x"}]}), "unknown key 'seller': use measure"),
        (annotation(roles={"measure": [{"value": "turnover"}]}), "'turnover' is none of"),
        (annotation(roles={"period": [{"value": "May"}]}), "'May' is no EDTF date"),
        (annotation(roles={"amount": [{"value": "40"}]}), "'40' is no amount"),
        (annotation(roles={"amount": [{"value": {"number": "4"}}]}), "number is '4'"),
        (annotation(roles={"amount": [{"value": {"number": 4}}]}), "amount has no unit"),
        (annotation(kind="plant", roles={}), "needs the role 'change'"),
        (annotation(kind="figures"), "kind 'figures' is none of"),
        (annotation(article="en/y"), "there is no article 'en/y'"),
        (annotation(lang="it"), "lang is 'it', the article is read as 'en'"),
        (annotation(stance="real"), "stance 'real' is none of actual"),
        (annotation(evidence=[]), "evidence is no list"),
        (annotation(evidence=[{"text": "Never said."}]), "'Never said.' is not in the article"),
        (annotation(evidence=[{}]), "evidence has no text"),
        (annotation(source={"text": "Delta"}), "source has no value"),
        (annotation(rules="x"), "the record has the unknown key 'rules'"),
        ({"article": "en/x"}, "lacks 'kind'"),
    ],
)
def test_faults_are_named(record, fault):
    facts, faults, _ = converted(record)
    assert facts == []
    assert any(fault in text for text in faults), faults


def test_a_fact_said_twice_is_a_fault_and_another_stance_is_not():
    facts, faults, _ = converted(annotation(), annotation(), annotation(stance="denied"))
    assert faults == ["the same fact as a.jsonl:1: merge them, with the evidence of both"]
    assert len(facts) == 2


def test_faults_of_all_files_come_at_once_and_nothing_is_written(tmp_path, capsys):
    articles = tmp_path / "articles" / "en"
    articles.mkdir(parents=True)
    (articles / "x.txt").write_text("The firm sold vans in May of that year. " * 5)
    annotations = tmp_path / "annotations"
    annotations.mkdir()
    (annotations / "a.jsonl").write_text(json.dumps(annotation()) + "\n\n{\n[]\n")
    (annotations / "b.jsonl").write_text(json.dumps(annotation(article="en/y")) + "\n")
    output = tmp_path / "gold.jsonl"
    arguments = [str(annotations), "-o", str(output), "--articles", str(articles.parent)]
    assert offsets.main(arguments) == 1
    told = capsys.readouterr().err
    assert not output.exists()
    for place in ("a.jsonl:1: ", "a.jsonl:3: not JSON", "a.jsonl:4: no object", "b.jsonl:1: "):
        assert place in told


def test_what_is_right_is_written_sorted_and_can_be_given_again(tmp_path, capsys):
    articles = tmp_path / "articles" / "en"
    articles.mkdir(parents=True)
    article = (
        "Delta sold 40 vans in May, the firm said on Tuesday.\n\nOmega sold 50 of them in June."
    )
    (articles / "x.txt").write_text(article)
    omega = annotation(
        roles={"actor": [{"text": "Omega", "value": "Omega"}], "amount": [amount_of(50)]},
        evidence=[{"text": "Omega sold 50 of them in June."}],
    )
    delta = annotation(evidence=[{"text": "Delta sold 40 vans in May, the firm said on Tuesday."}])
    source, output, again = (tmp_path / name for name in ("a.jsonl", "gold.jsonl", "again.jsonl"))
    source.write_text("".join(json.dumps(record) + "\n" for record in (omega, delta)))
    folder = ["--articles", str(articles.parent)]
    assert offsets.main([str(source), "-o", str(output), *folder]) == 0
    records = [json.loads(line) for line in output.read_text().splitlines()]
    assert [record["roles"]["actor"][0]["value"] for record in records] == ["Delta", "Omega"]
    assert list(records[0]) == list(offsets.RECORD_KEYS)
    assert offsets.main([str(output), "-o", str(again), *folder]) == 0
    assert again.read_text() == output.read_text()
    assert "2 facts of 1 articles, 0 faults" in capsys.readouterr().err


def amount_of(number):
    value = {"number": number, "unit": "van", "bound": "exact"}
    return {"text": str(number), "value": value}

import csv
import json

import pytest

from pipeline.errors import CronistaError
from pipeline.facts import Amount, Evidence, Fact, Mention
from pipeline.write import SINKS, show_amount, write_facts

BUILT = 'In 2023 Stellantis built about 750,000 cars; in Turin, "less".'
FIGURE = Fact(
    article="en/1",
    lang="en",
    kind="figure",
    roles={
        "measure": (Mention("production"),),
        "amount": (Mention(Amount(750_000, "car", "about"), "about 750,000 cars", 25, 43),),
        "actor": (Mention("Stellantis", "Stellantis", 8, 18, "stellantis"),),
    },
    source=Mention("Reuters"),
    evidence=(Evidence(BUILT, 0, 61), Evidence("Later.", 70, 76)),
    rule="figure.produced",
    confidence=0.93,
)
TALKS = Fact(
    article="it/2",
    lang="it",
    kind="talks",
    roles={"party": (Mention("Italy"), Mention("Tesla"))},
    stance="planned",
)


@pytest.mark.parametrize(
    ("amount", "shown"),
    [
        (Amount(1_300_000, "vehicle/year", "at-least"), "≥ 1300000 vehicle/year"),
        (Amount(1_100_000_000_000, "XXX", "more-than"), "> 1100000000000 XXX"),
        (Amount(7.5, "percent", "about"), "≈ 7.5 percent"),
        (Amount(-93_000_000_000, "USD", "at-most"), "≤ -93000000000 USD"),
        (Amount(5, "percent", "exact", 7.25), "5–7.25 percent"),
        (Amount(0.1, "percent", "less-than"), "< 0.1 percent"),
    ],
)
def test_amounts_read_well(amount, shown):
    assert show_amount(amount) == shown


def test_jsonl_holds_the_facts(tmp_path):
    path = tmp_path / "out" / "facts.jsonl"
    assert write_facts([FIGURE, TALKS], path) == 2
    records = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    assert [Fact.from_json(record) for record in records] == [FIGURE, TALKS]


def test_csv_has_a_row_a_fact_and_a_column_a_role(tmp_path):
    path = tmp_path / "facts.csv"
    assert write_facts(iter([FIGURE, TALKS]), path) == 2
    with path.open(encoding="utf-8", newline="") as stream:
        header, figure, talks = csv.reader(stream)
    assert header == [
        *["id", "article", "lang", "kind", "stance", "source"],
        *["measure", "amount", "actor", "party", "evidence", "rule", "confidence"],
    ]
    assert figure[:6] == [FIGURE.id, "en/1", "en", "figure", "actual", "Reuters"]
    assert figure[6:] == [
        "production",
        "≈ 750000 car",
        "Stellantis",
        "",
        BUILT,
        "figure.produced",
        "0.93",
    ]
    assert talks[4:] == ["planned", "", "", "", "", "Italy; Tesla", "", "", ""]


def test_no_facts_give_an_empty_file(tmp_path):
    assert write_facts([], tmp_path / "a.jsonl") == 0
    assert (tmp_path / "a.jsonl").read_text() == ""
    write_facts([], tmp_path / "a.csv")
    assert (tmp_path / "a.csv").read_text().startswith("id,article,")


def test_nothing_is_half_written(tmp_path):
    path = tmp_path / "facts.jsonl"
    write_facts([TALKS], path)
    before = path.read_text()

    def failing():
        yield FIGURE
        raise KeyError

    with pytest.raises(KeyError):
        write_facts(failing(), path)
    assert path.read_text() == before
    assert list(tmp_path.iterdir()) == [path]


def test_a_link_stays_a_link(tmp_path):
    (tmp_path / "link.jsonl").symlink_to(tmp_path / "real.jsonl")
    write_facts([TALKS], tmp_path / "link.jsonl")
    assert (tmp_path / "link.jsonl").is_symlink()
    assert (tmp_path / "real.jsonl").read_text().count("\n") == 1


def test_standard_output(capsys):
    assert write_facts([TALKS], None) == 1
    assert json.loads(capsys.readouterr().out)["kind"] == "talks"


@pytest.mark.parametrize(
    ("name", "format", "said"),
    [
        ("facts.xlsx", None, "cannot write 'xlsx': choose one of jsonl, csv"),
        ("facts", None, "a file without a suffix"),
        ("facts.csv", "parquet", "cannot write 'parquet'"),
    ],
)
def test_an_unknown_format_is_refused(tmp_path, name, format, said):
    with pytest.raises(CronistaError, match=said):
        write_facts([TALKS], tmp_path / name, format=format)
    assert list(tmp_path.iterdir()) == []


def test_a_target_that_cannot_be_written_is_named(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(CronistaError, match="cannot be written"):
        write_facts([TALKS], tmp_path / "file" / "facts.jsonl")


def test_sinks_are_a_registry(monkeypatch, capsys):
    def count_facts(facts, stream):
        stream.write(f"{(count := len(list(facts)))} facts\n")
        return count

    monkeypatch.setitem(SINKS, "count", count_facts)
    assert write_facts([TALKS, TALKS], None, format="count") == 2
    assert capsys.readouterr().out == "2 facts\n"

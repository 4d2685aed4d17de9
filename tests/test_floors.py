import json

import pytest
from factories import KINDS, fact

from pipeline.errors import GoldError
from pipeline.floors import check_floors, pin_floors, read_floors
from pipeline.score import score

GOLD = [
    fact("talks", party=f"Firm {n}", article=f"{lang}/a") for lang in ("en", "it") for n in "123"
]
ALL = score(GOLD, GOLD, kinds=KINDS, resamples=0)
FEWER = score(GOLD, GOLD[:-1], kinds=KINDS, resamples=0)  # one Italian fact is missed


@pytest.fixture
def pinned(tmp_path):
    gold, floors = tmp_path / "dev.jsonl", tmp_path / "floors.json"
    gold.write_text("gold\n", encoding="utf-8")
    pin_floors(floors, FEWER, split="dev", gold=gold)
    return floors, gold


def test_pinned_scores_hold(pinned):
    floors, gold = pinned
    table = read_floors(floors)
    assert table["dev"] == {"found": {"en": 1, "it": 0.8}, "exact": {"en": 1, "it": 0.8}}
    assert check_floors(table, FEWER, split="dev", gold=gold) == []
    assert check_floors(table, ALL, split="dev", gold=gold) == []


def test_lower_scores_are_named(pinned):
    floors, gold = pinned
    worse = score(GOLD, GOLD[:-2], kinds=KINDS, resamples=0)
    assert check_floors(read_floors(floors), worse, split="dev", gold=gold) == [
        "dev: found F1 of it is 0.5, below 0.8",
        "dev: exact F1 of it is 0.5, below 0.8",
    ]


def test_a_language_without_any_fact_falls_below_its_floor(pinned):
    floors, gold = pinned
    english = score(GOLD[:3], GOLD[:3], kinds=KINDS, resamples=0)
    complaints = check_floors(read_floors(floors), english, split="dev", gold=gold)
    assert complaints[0] == "dev: found F1 of it is 0.0, below 0.8"


def test_changed_gold_is_named(pinned):
    floors, gold = pinned
    gold.write_text("other gold\n", encoding="utf-8")
    (complaint,) = check_floors(read_floors(floors), ALL, split="dev", gold=gold)
    assert "dev.jsonl has changed" in complaint


def test_floors_rise_and_are_not_lowered_unasked(pinned):
    floors, gold = pinned
    pin_floors(floors, ALL, split="dev", gold=gold)
    before = floors.read_text(encoding="utf-8")
    with pytest.raises(GoldError, match=r"found F1 of it is 0\.8, below 1\.0"):
        pin_floors(floors, FEWER, split="dev", gold=gold)
    assert floors.read_text(encoding="utf-8") == before
    pin_floors(floors, FEWER, split="dev", gold=gold, allow_regression=True)
    assert read_floors(floors)["dev"]["found"]["it"] == 0.8


def test_splits_are_pinned_side_by_side(pinned):
    floors, gold = pinned
    assert check_floors(read_floors(floors), ALL, split="test", gold=gold) == [
        "test: no floors are pinned"
    ]
    pin_floors(floors, ALL, split="test", gold=gold)
    table = json.loads(floors.read_text(encoding="utf-8"))
    assert set(table) == {"dev", "test", "gold_sha256"}
    assert set(table["gold_sha256"]) == {"dev", "test"}


def test_a_third_is_reached_by_itself(tmp_path):
    gold = tmp_path / "dev.jsonl"
    gold.write_text("gold\n", encoding="utf-8")
    third = score(GOLD[:3], GOLD[:1], kinds=KINDS, resamples=0)
    pin_floors(tmp_path / "floors.json", third, split="dev", gold=gold)
    assert check_floors(read_floors(tmp_path / "floors.json"), third, split="dev", gold=gold) == []


@pytest.mark.parametrize("text", ["", "[]", '{"dev": 0.5}', '{"dev": {"found": 0.5}}'])
def test_broken_floors_are_named(tmp_path, text):
    path = tmp_path / "floors.json"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(GoldError, match=r"floors\.json: "):
        read_floors(path)


def test_no_file_no_floors(tmp_path):
    assert read_floors(tmp_path / "floors.json") == {}

"""The pinned scores: no change may lower them unnoticed (`corpus/floors.json`)."""

from pathlib import Path

import pytest

from pipeline.evaluate import evaluate
from pipeline.floors import check_floors, read_floors

CORPUS = Path(__file__).parent.parent / "corpus"
FLOORS = CORPUS / "floors.json"


@pytest.mark.model
@pytest.mark.skipif(not FLOORS.exists(), reason="corpus/floors.json is not pinned yet")
@pytest.mark.parametrize("split", ["dev", "test"])
def test_no_score_is_below_its_floor(split):
    gold = CORPUS / "gold" / f"{split}.jsonl"
    scores, _ = evaluate(gold, folder=CORPUS / "articles")
    assert check_floors(read_floors(FLOORS), scores, split=split, gold=gold) == []

"""Pinned scores that a change may not lower unnoticed (`corpus/floors.json`).

One object: for each split and measure the lowest F1 a language may have, and the digests of
the gold files these were measured on:
`{"dev": {"found": {"en": 0.61, "it": 0.58}, "exact": {…}}, "gold_sha256": {"dev": "…"}}`.
"""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from .errors import GoldError
from .score import Measure, Scores

MEASURES = ("found", "exact")
DIGESTS = "gold_sha256"

Floors = dict[str, dict[str, Any]]


def read_floors(path: Path) -> Floors:
    """Return the pinned scores; none where the file does not exist. Raises GoldError."""
    if not path.exists():
        return {}
    try:
        floors = json.loads(path.read_text(encoding="utf-8"))
    except ValueError as error:
        raise GoldError(f"{path}: not JSON ({error})") from error
    if not _is_table(floors, 1) or not all(
        _is_table(table, 0 if split == DIGESTS else 1) for split, table in floors.items()
    ):
        raise GoldError(f"{path}: is no table of split, measure, language and F1")
    return dict(floors)


def check_floors(floors: Floors, scores: Scores, *, split: str, gold: Path) -> list[str]:
    """Return what is wrong, in words: scores below their floors, and gold that has changed.

    Gold that is not the gold of the floors is no failure of the rules: pin the floors again.
    """
    if split not in floors:
        return [f"{split}: no floors are pinned"]
    changed = _digest(gold) != floors.get(DIGESTS, {}).get(split)
    note = f"{split}: {gold} has changed since its floors were pinned"
    return [note] * changed + _below(floors[split], scores, split)


def pin_floors(
    path: Path, scores: Scores, *, split: str, gold: Path, allow_regression: bool = False
) -> None:
    """Write the present scores as floors; GoldError rather than lower one, unless allowed to."""
    floors = read_floors(path)
    if split in floors and not allow_regression:
        lower = _below(floors[split], scores, split)
        if lower:
            raise GoldError(f"{path}: floors are not lowered unasked: {'; '.join(lower)}")
    floors[split] = measure_floors(scores)
    floors[DIGESTS] = floors.get(DIGESTS, {}) | {split: _digest(gold)}
    path.write_text(json.dumps(floors, indent=2) + "\n", encoding="utf-8")


def measure_floors(scores: Scores) -> dict[str, dict[str, float]]:
    """Return the F1 of each measure and language, cut to four decimals so that it is reached."""
    return {
        measure: {lang: _cut(getattr(score, measure)) for lang, score in scores.by_lang.items()}
        for measure in MEASURES
    }


def _below(floors: Mapping[str, Mapping[str, float]], scores: Scores, split: str) -> list[str]:
    now = measure_floors(scores)
    reached = [
        (measure, lang, now.get(measure, {}).get(lang, 0.0), floor)
        for measure, languages in floors.items()
        for lang, floor in languages.items()
    ]
    return [
        f"{split}: {measure} F1 of {lang} is {f1}, below {floor}"
        for measure, lang, f1, floor in reached
        if f1 < floor
    ]


def _is_table(value: Any, depth: int) -> bool:
    """Tell whether a value is an object, its values objects too for each further level."""
    if not isinstance(value, dict):
        return False
    return depth == 0 or all(_is_table(part, depth - 1) for part in value.values())


def _cut(measure: Measure) -> float:
    return float(math.floor(measure.f1 * 10_000)) / 10_000


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()

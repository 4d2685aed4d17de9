"""Facts → a file or standard output.

To add a format: one function that writes facts to a stream, and one line in `SINKS`.
"""

from __future__ import annotations

import csv
import os
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

from .errors import CronistaError
from .facts import Amount, Fact, Mention, write_jsonl

#: how a bound reads in a table
BOUND_SIGNS = {
    "exact": "",
    "about": "≈ ",
    "at-least": "≥ ",
    "more-than": "> ",
    "at-most": "≤ ",
    "less-than": "< ",
}


def write_facts(facts: Iterable[Fact], target: Path | None, *, format: str | None = None) -> int:
    """Write facts to a file, or to standard output where `target` is None; return their number.

    Without a `format` the target's suffix tells it. A file is there whole or not at all. Raises
    CronistaError where the format is unknown or the file cannot be written.
    """
    sink = _find_sink(target, format)
    if target is None:
        return sink(facts, sys.stdout)
    try:
        return _write_file(facts, target, sink)
    except OSError as error:
        raise CronistaError(f"{target}: cannot be written ({error.strerror})") from error


def show_value(mention: Mention) -> str:
    """Return a mention's value on one line: "Fiat", "2023-12", "≥ 1300000 vehicle/year"."""
    return show_amount(mention.value) if isinstance(mention.value, Amount) else mention.value


def show_amount(amount: Amount) -> str:
    """Return an amount on one line, its bound as a sign: "≈ 5-7.5 percent"."""
    number = show_number(amount.number)
    if amount.number_to is not None:
        number += f"–{show_number(amount.number_to)}"
    return f"{BOUND_SIGNS[amount.bound]}{number} {amount.unit}"


def show_number(number: float) -> str:
    """Return a number without an exponent, and without decimals where it is whole."""
    return f"{number:.6f}".rstrip("0").rstrip(".")


def _find_sink(target: Path | None, format: str | None) -> Callable[[Iterable[Fact], TextIO], int]:
    name = format or (target.suffix.lower().lstrip(".") if target else "jsonl")
    if name not in SINKS:
        known = ", ".join(SINKS)
        raise CronistaError(
            f"cannot write {name or 'a file without a suffix'!r}: choose one of {known}"
        )
    return SINKS[name]


def _write_file(
    facts: Iterable[Fact], target: Path, sink: Callable[[Iterable[Fact], TextIO], int]
) -> int:
    """Write to a file beside the target that then takes its name."""
    if target.exists() and not target.is_file():  # a pipe or a device cannot be replaced
        with target.open("w", encoding="utf-8", newline="") as stream:
            return sink(facts, stream)
    with whole(target) as part, part.open("w", encoding="utf-8", newline="") as stream:
        return sink(facts, stream)


@contextmanager
def whole(target: Path) -> Iterator[Path]:
    """Give a path beside the target to write to, which takes its name once all is written."""
    target = target.resolve()  # a link stays one
    target.parent.mkdir(parents=True, exist_ok=True)
    part = target.with_name(f".{target.name}.{os.getpid()}.part")
    try:
        yield part
        part.replace(target)
    finally:
        part.unlink(missing_ok=True)


def _write_jsonl(facts: Iterable[Fact], stream: TextIO) -> int:
    count = 0
    for line in write_jsonl(facts):
        stream.write(line + "\n")
        count += 1
    return count


def _write_csv(facts: Iterable[Fact], stream: TextIO) -> int:
    kept = list(facts)
    return write_table(kept, dict.fromkeys(role for fact in kept for role in fact.roles), stream)


def write_table(facts: Iterable[Fact], roles: Iterable[str], stream: TextIO) -> int:
    """Write CSV, one row a fact; a role's values share its column."""
    before = ["id", "article", "lang", "kind", "stance", "source"]
    header = [*before, *roles, "evidence", "rule", "confidence"]
    writer = csv.DictWriter(stream, header, lineterminator="\n")
    writer.writeheader()
    count = 0
    for fact in facts:
        writer.writerow(_make_row(fact))
        count += 1
    return count


def _make_row(fact: Fact) -> dict[str, str | float | None]:
    roles = {role: "; ".join(map(show_value, mentions)) for role, mentions in fact.roles.items()}
    return {
        "id": fact.id,
        "article": fact.article,
        "lang": fact.lang,
        "kind": fact.kind,
        "stance": fact.stance,
        "source": show_value(fact.source) if fact.source else None,
        **roles,
        "evidence": fact.evidence[0].text if fact.evidence else None,
        "rule": fact.rule,
        "confidence": fact.confidence,
    }


#: how facts are written, by format; a file's suffix is its format
SINKS: dict[str, Callable[[Iterable[Fact], TextIO], int]] = {
    "jsonl": _write_jsonl,
    "csv": _write_csv,
}

"""Annotations without offsets → gold facts: `python corpus/offsets.py ANNOTATIONS… -o GOLD`.

An annotation is a fact as facts.md has it whose mentions and evidence hold `text` without
`start` and `end`; those are filled in here. A text is taken where it first stands in the
evidence, else in the article, whole words first (`US` not inside `USED`); `"nth": 2` takes
its second place in the article instead, counting as a search for characters would. A gold
file may be given too: the offsets it has are checked. Nothing is written unless all is right.
Needs the project installed (`pip install -e .`) or on PYTHONPATH.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
import tomllib
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pipeline.agreement import is_edtf
from pipeline.errors import CronistaError
from pipeline.facts import BOUNDS, STANCES, Article, Fact, Kind
from pipeline.read import read_articles

HERE = Path(__file__).resolve().parent
RULES = HERE.parent / "pipeline" / "rules"
RECORD_KEYS = ("article", "lang", "kind", "roles", "stance", "source", "evidence")
MENTION_KEYS = ("text", "nth", "start", "end", "value", "entity")
EVIDENCE_KEYS = ("text", "nth", "start", "end")
AMOUNT_KEYS = ("number", "number_to", "unit", "bound")

Span = tuple[int, int]


@dataclass
class Line:
    """An annotation with its place, and what is wrong with it or worth a second look."""

    where: str
    record: dict[str, Any]
    text: str = ""  # of its article
    faults: list[str] = field(default_factory=list)
    doubts: list[str] = field(default_factory=list)


def read_kinds(folder: Path = RULES) -> tuple[dict[str, Kind], dict[str, tuple[str, ...]]]:
    """Return the kinds, and by kind the roles of which one must be there.

    Read from the tables alone: gold must stay checkable while a rule is being written.
    """
    kinds, one_of = {}, {}
    for path in sorted(folder.glob("*.toml")):
        table = tomllib.loads(path.read_text(encoding="utf-8"))
        types = {r: (t,) if isinstance(t, str) else tuple(t) for r, t in table["roles"].items()}
        head = table["kind"]
        kinds[path.stem] = Kind(path.stem, head["says"], tuple(head["key"]), types)
        one_of[path.stem] = tuple(head.get("one_of", ()))
    return kinds, one_of


def convert(
    lines: Sequence[Line],
    *,
    articles: Mapping[str, Article],
    kinds: Mapping[str, Kind],
    one_of: Mapping[str, tuple[str, ...]],
) -> list[Fact]:
    """Return the facts of all lines without fault, sorted by place; faults stay in the lines."""
    facts: dict[tuple[str, str], tuple[Fact, str]] = {}
    for line in lines:
        _check_record(line, articles, kinds, one_of)
        if line.faults:
            continue
        _place(line)
        if line.faults:
            continue
        fact = Fact.from_json(line.record)
        _, other = facts.setdefault((fact.id, fact.stance), (fact, line.where))
        if other != line.where:
            line.faults.append(f"the same fact as {other}: merge them, with the evidence of both")
    return sorted((fact for fact, _ in facts.values()), key=_order)


def gold_line(fact: Fact) -> str:
    """Return a fact as a line of a gold file: neither id nor rule nor confidence."""
    record = fact.to_json()
    return json.dumps({key: record[key] for key in RECORD_KEYS}, ensure_ascii=False)


def read_lines(paths: Iterable[Path]) -> list[Line]:
    """Return the annotations of files, and of the `.jsonl` files of folders."""
    files: list[Path] = []
    for path in paths:
        files += sorted(path.glob("*.jsonl")) if path.is_dir() else [path]
    return [line for path in files for line in _read(path)]


def _read(path: Path) -> Iterator[Line]:
    try:
        rows = path.read_text(encoding="utf-8").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        yield Line(str(path), {}, faults=[f"cannot be read ({error})"])
        return
    for number, row in enumerate(rows, 1):
        where = f"{path}:{number}"
        if not row.strip():
            continue
        try:
            record = json.loads(row)
        except json.JSONDecodeError as error:
            yield Line(where, {}, faults=[f"not JSON ({error})"])
            continue
        fine = isinstance(record, dict)
        yield Line(where, record if fine else {}, faults=[] if fine else ["no object"])


def _check_record(
    line: Line,
    articles: Mapping[str, Article],
    kinds: Mapping[str, Kind],
    one_of: Mapping[str, tuple[str, ...]],
) -> None:
    if line.faults:
        return
    record, fault = line.record, line.faults.append
    for key in ("article", "lang", "kind", "roles", "evidence"):
        if key not in record:
            fault(f"lacks {key!r}")
    line.faults += _unknown("the record", record, (*RECORD_KEYS, "id", "rule", "confidence"))
    if line.faults:
        return
    article, kind = articles.get(record["article"]), kinds.get(record["kind"])
    if not article:
        fault(f"there is no article {record['article']!r}")
    elif article.lang != record["lang"]:
        fault(f"lang is {record['lang']!r}, the article is read as {article.lang!r}")
    line.text = article.text if article else ""
    if record.get("stance", "actual") not in STANCES:
        fault(f"stance {record['stance']!r} is none of {', '.join(STANCES)}")
    line.faults += _list_faults("evidence", record["evidence"], EVIDENCE_KEYS)
    if record.get("source") is not None:
        line.faults += _list_faults("source", [record["source"]], MENTION_KEYS)
        line.faults += _value_faults("source", record["source"], ("text",))
    if not kind:
        fault(f"kind {record['kind']!r} is none of {', '.join(kinds)}")
        return
    line.faults += _role_faults(record["roles"], kind, one_of.get(kind.name, ()))


def _unknown(where: str, record: Mapping[str, Any], known: Iterable[str]) -> list[str]:
    strange = ", ".join(repr(key) for key in record if key not in known)
    return [f"{where} has the unknown key {strange}: use {', '.join(known)}"] if strange else []


def _list_faults(where: str, mentions: Any, keys: tuple[str, ...]) -> list[str]:
    if not isinstance(mentions, list) or not mentions:
        return [f"{where} is no list of mentions"]
    faults: list[str] = []
    for mention in mentions:
        if not isinstance(mention, dict):
            faults.append(f"{where}: {mention!r} is no mention")
            continue
        faults += _unknown(where, mention, keys)
        if "text" not in mention and (keys is EVIDENCE_KEYS or "nth" in mention):
            faults.append(f"{where} has no text")
        for key in ("nth", "start", "end"):
            if not isinstance(mention.get(key, 1), int):
                faults.append(f"{where}: {key} is no number")
    return faults


def _role_faults(roles: Any, kind: Kind, one_of: tuple[str, ...]) -> Iterator[str]:
    if not isinstance(roles, dict):
        yield "roles is no object"
        return
    yield from _unknown(f"a {kind.name}", roles, kind.roles)
    for role in kind.key:
        if role not in roles:
            yield f"a {kind.name} needs the role {role!r}"
    if one_of and not set(one_of) & roles.keys():
        yield f"a {kind.name} needs one of {', '.join(one_of)}"
    for role in roles.keys() & kind.roles.keys():
        faults = _list_faults(role, roles[role], MENTION_KEYS)
        yield from faults
        for mention in () if faults else roles[role]:
            yield from _value_faults(role, mention, kind.roles[role], closed=kind.is_closed(role))


def _value_faults(
    role: str, mention: Any, types: tuple[str, ...], *, closed: bool = False
) -> Iterator[str]:
    value = mention.get("value") if isinstance(mention, dict) else None
    if types == ("amount",):
        yield from _amount_faults(role, value)
    elif not isinstance(value, str) or not value.strip():
        yield f"{role} has no value"
    elif closed and value not in types:
        yield f"{role}: {value!r} is none of {', '.join(types)}"
    elif types == ("date",) and not is_edtf(value):
        yield f"{role}: {value!r} is no EDTF date"


def _amount_faults(role: str, value: Any) -> Iterator[str]:
    if not isinstance(value, dict):
        yield f"{role}: {value!r} is no amount"
        return
    yield from _unknown(role, value, AMOUNT_KEYS)
    for key in ("number", "number_to") if "number_to" in value else ("number",):
        if isinstance(value.get(key), bool) or not isinstance(value.get(key), int | float):
            yield f"{role}: {key} is {value.get(key)!r}"
    if not isinstance(value.get("unit"), str) or not value["unit"]:
        yield f"{role} has no unit"
    if value.get("bound") not in BOUNDS:
        yield f"{role}: bound {value.get('bound')!r} is none of {', '.join(BOUNDS)}"


def _place(line: Line) -> None:
    """Fill in the offsets of all mentions of a checked record."""
    record = line.record
    spans: list[Span] = []
    for evidence in record["evidence"]:
        _locate(line, "evidence", evidence, ())
        if "start" in evidence:
            spans.append((evidence["start"], evidence["end"]))
    for role, mentions in record["roles"].items():
        for mention in mentions:
            _locate(line, role, mention, spans)
            if role in ("person", "speaker") and mention["value"].lower() not in line.text.lower():
                line.doubts.append(f"{role}: the value {mention['value']!r} is not in the article")
    if record.get("source"):
        _locate(line, "source", record["source"], spans)


def _locate(line: Line, role: str, mention: dict[str, Any], spans: Sequence[Span]) -> None:
    if "text" not in mention:
        return
    nth = mention.pop("nth", None)
    if "start" in mention:
        if line.text[mention["start"] : mention.get("end")] != mention["text"]:
            line.faults.append(f"{role}: {mention['text']!r} does not stand at its start and end")
        return
    # as the reader leaves a text: composed characters, plain spaces
    needle = unicodedata.normalize("NFC", mention["text"]).replace("\u00a0", " ")
    starts = _starts(line.text, needle, words=nth is None)
    inside = [s for low, high in spans for s in starts if low <= s <= high - len(needle)]
    if not 1 <= (nth or 1) <= len(starts):
        count = f"only {len(starts)} times" if starts else "not"
        line.faults.append(f"{role}: {needle!r} is {count} in the article")
        return
    start = starts[nth - 1] if nth else (inside or starts)[0]
    if nth and inside and start not in inside:
        line.doubts.append(f"{role}: nth {nth} of {needle!r} is outside the evidence")
    mention |= {"text": needle, "start": start, "end": start + len(needle)}


def _starts(text: str, needle: str, *, words: bool) -> list[int]:
    """Return where a text stands: as whole words if it ever does and these are asked for."""
    exact = re.escape(needle)
    left, right = (r"(?<!\w)" * needle[:1].isalnum(), r"(?!\w)" * needle[-1:].isalnum())
    whole = [match.start() for match in re.finditer(left + exact + right, text)] if words else []
    return whole or [match.start() for match in re.finditer(exact, text) if needle]


def _order(fact: Fact) -> tuple[str, int, str, str]:
    return fact.article, fact.evidence[0].start, fact.kind, fact.id


def main(argv: Sequence[str] | None = None) -> int:
    """Convert the annotations named on the command line; 1 where any is at fault."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", maxsplit=1)[0])
    parser.add_argument("annotations", nargs="+", type=Path, help="files, or folders of .jsonl")
    parser.add_argument("-o", "--output", type=Path, help="gold file to write; none: only check")
    parser.add_argument("--articles", type=Path, default=HERE / "articles")
    options = parser.parse_args(argv)
    lines = read_lines(options.annotations)
    articles, faults = _articles(options.articles)
    kinds, one_of = read_kinds()
    facts = convert(lines, articles=articles, kinds=kinds, one_of=one_of)
    faults += [f"{line.where}: {fault}" for line in lines for fault in line.faults]
    doubts = [f"{line.where}: look again: {doubt}" for line in lines for doubt in line.doubts]
    sys.stderr.write("".join(f"{message}\n" for message in (*doubts, *faults)))
    if options.output and not faults:
        text = "".join(gold_line(fact) + "\n" for fact in facts)
        options.output.write_text(text, encoding="utf-8")
    count = len({fact.article for fact in facts})
    sys.stderr.write(f"{len(facts)} facts of {count} articles, {len(faults)} faults\n")
    return 1 if faults else 0


def _articles(folder: Path) -> tuple[dict[str, Article], list[str]]:
    articles: dict[str, Article] = {}
    faults: list[str] = []
    try:
        for article in read_articles([folder]):
            if isinstance(article, CronistaError):
                faults.append(str(article))
            else:
                articles[article.id] = article
    except CronistaError as error:  # of the project's own data, a language table say
        faults.append(str(error))
    return articles, faults


if __name__ == "__main__":
    sys.exit(main())

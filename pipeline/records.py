"""Records → raw articles: JSON lines, tables (CSV, Parquet) and the rows of a query."""

from __future__ import annotations

import codecs
import csv
import hashlib
import io
import json
import math
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from itertools import count
from typing import Any, BinaryIO

from .errors import CronistaError, ReadError
from .given import Given, read_lines, tidy, tidy_id
from .raw import Raw, Refused
from .read import known_lang

#: the columns that may hold an article, the first that is there does
TEXTS = ("text", "html", "body", "content")
#: what else a record may say
ABOUT = ("title", "date", "lang", "url")
#: so many rows of a table are held at a time
_ROWS = 64


@dataclass
class Namer:
    """Names for the records of an input: by their ids, or else by their numbers.

    Named by its id, a record stays the same one when others are put in before it.
    """

    given: Given
    lasting: bool = True  # its numbers mean the same the next time; else contents name the records
    seen: set[int] = field(default_factory=set)

    def record(self, id: object, number: int, content: bytes) -> Given:
        """Return a record's name and id, which no other record of the input has."""
        own = tidy_id(_show(id) or "")
        place = str(number) if self.lasting else hashlib.sha256(content).hexdigest()[:12]
        name = f"{self.given.name}:{own or place}"
        if hash(name) in self.seen:
            name = f"{name}~{number}"
        self.seen.add(hash(name))
        return self.given.part(name, own or f"{self.given.id}:{place}")

    def line(self, number: int) -> Given:
        """Return the name of a record that cannot be read at all."""
        return self.given.part(f"{self.given.name}:{number}", f"{self.given.id}:{number}")


def read_jsonl(stream: BinaryIO, given: Given) -> Iterator[Raw | Refused]:
    """Yield the record of each line, as it is if it has a "text"; broken ones fail on reading."""
    names = Namer(given, lasting=given.source != "-")
    for number, line in read_lines(stream, given.max_bytes):
        if line is None:
            yield names.line(number).too_large()
        elif line := line.strip().removeprefix(codecs.BOM_UTF8):
            yield _from_line(line, number, names)


def _from_line(line: bytes, number: int, names: Namer) -> Raw | Refused:
    try:
        record = json.loads(line)
    except (ValueError, RecursionError):
        record = None
    if not isinstance(record, dict):
        return names.line(number).raw(line, ".jsonl")
    if "text" in record or not any(isinstance(record.get(key), str) for key in TEXTS):
        id = record.get("id")
        id = id if isinstance(id, str | int) and not isinstance(id, bool) else None
        return names.record(id, number, line).raw(line, ".jsonl")
    return from_record(record, number, names)


def from_record(record: Mapping[str, Any], number: int, names: Namer) -> Raw | Refused:
    """Return the article of a row, by the names of its columns in any case."""
    row = {str(key).strip().lower(): value for key, value in record.items()}
    column = next((key for key in TEXTS if _show(row.get(key))), "text")
    text = _show(row.get(column)) or ""
    content = text.encode(errors="replace")
    given = names.record(row.get("id"), number, content)
    told = {key: value for key in ABOUT if (value := _show(row.get(key)))}
    if column == "html" or (column != "text" and re.match(r"\s*<(!doctype|[a-z])", text, re.I)):
        return _from_page(content, given, told)
    line = json.dumps({"text": text, **told}, ensure_ascii=False)
    return given.raw(line.encode(errors="replace"), ".jsonl")


def _from_page(content: bytes, given: Given, told: Mapping[str, str]) -> Raw | Refused:
    try:
        lang = given.lang or known_lang(told.get("lang"))
    except ReadError as error:
        return given.refuse(str(error))
    given = replace(given, lang=lang, date=given.date or told.get("date"))
    return given.raw(content, ".html", url=told.get("url"))


def _show(value: object) -> str | None:
    """Return a cell as text; None where it holds nothing."""
    if value is None or (isinstance(value, float) and math.isnan(value)):
        return None
    if isinstance(value, bytes | memoryview):
        return bytes(value).decode(errors="replace") or None
    if hasattr(value, "isoformat"):
        return str(value.isoformat())[:10]
    return str(value) or None


def check_columns(columns: Iterable[object]) -> None:
    """Raise ReadError where no column of a table holds articles."""
    known = [str(column).strip().lower() for column in columns]
    if not set(known) & set(TEXTS):
        shown = ", ".join(known[:20]) or "none"
        raise ReadError(f"no column is called {', '.join(TEXTS)}; its columns: {tidy(shown)}")


# --- CSV -----------------------------------------------------------------------------------------


def read_csv(stream: BinaryIO, given: Given) -> Iterator[Raw | Refused]:
    """Yield the rows of a table with a header, whatever parts its cells."""
    buffered = io.BufferedReader(stream, 1 << 16)  # type: ignore[type-var]
    start = buffered.peek(1 << 16)
    text = io.TextIOWrapper(buffered, _code(start), errors="replace", newline="")
    first = start.decode(text.encoding, errors="replace").partition("\n")[0]
    try:
        yield from _read_rows(text, max(",;\t|", key=first.count), given)
    finally:
        text.detach()
        buffered.detach()  # whoever opened the stream closes it


def _read_rows(text: io.TextIOBase, mark: str, given: Given) -> Iterator[Raw | Refused]:
    csv.field_size_limit(max(csv.field_size_limit(), given.max_bytes))
    names, lines = Namer(given), _Lines(text, 2 * given.max_bytes)
    rows = csv.DictReader(lines, delimiter=mark)
    try:
        check_columns(rows.fieldnames or ())
        for number in count(1):
            lines.size = 0
            row = next(rows, None)
            if row is None:
                return
            row.pop(None, None)  # cells beyond the header
            yield from_record(row, number, names)
    except csv.Error as error:
        told = f"line {rows.line_num}: {error}; an unclosed quotation mark? The rest is not read"
        yield given.refuse(told, cut=True)


def _code(start: bytes) -> str:
    """Return the encoding of a table, told by its first part."""
    code = "utf-16" if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) else "utf-8-sig"
    try:
        codecs.getincrementaldecoder(code)().decode(start)
    except UnicodeError:
        return "cp1252"
    return code


@dataclass
class _Lines:
    """The lines of a table, as long as a row of them is not too large."""

    text: io.TextIOBase
    limit: int
    size: int = 0

    def __iter__(self) -> Iterator[str]:
        while line := self.text.readline(self.limit + 1):
            self.size += len(line)
            if self.size > self.limit:
                raise csv.Error("a row is too large for an article")
            yield line


# --- Parquet -------------------------------------------------------------------------------------


def read_parquet(stream: BinaryIO, given: Given) -> Iterator[Raw | Refused]:
    """Yield the rows of a Parquet file, some at a time."""
    try:
        import pyarrow
        from pyarrow import parquet
    except ImportError as error:
        raise CronistaError('Parquet needs pyarrow: pip install "cronista[parquet]"') from error
    names, number = Namer(given), 0
    try:
        table = parquet.ParquetFile(stream)
        chosen = [c for c in table.schema_arrow.names if c.lower() in (*TEXTS, *ABOUT, "id")]
        check_columns(table.schema_arrow.names)
        for group in range(table.num_row_groups):
            rows = table.metadata.row_group(group)
            if rows.total_byte_size > rows.num_rows * given.max_bytes:
                number += rows.num_rows
                yield names.line(number).too_large()
                continue
            for batch in table.iter_batches(_ROWS, row_groups=[group], columns=chosen):
                for row in batch.to_pylist():
                    number += 1
                    yield from_record(row, number, names)
    except pyarrow.ArrowException as error:
        yield given.refuse(f"not a whole Parquet file ({error})", cut=True)


# --- SQL -----------------------------------------------------------------------------------------


def is_query(source: str) -> bool:
    """Tell whether a source is a database with a query."""
    return re.match(r"(?!https?:)[a-z]\w+(\+\w+)?://[^\s?]*\?(.*&)?query=", source) is not None


def read_query(source: str, given: Given) -> Iterator[Raw | Refused]:
    """Yield the rows of `postgresql://user@host/base?query=select …` (any URL of SQLAlchemy).

    A query with spaces is taken as it is written, one without is decoded as part of a URL.
    """
    import sqlalchemy as sql

    address, _, query = re.split(r"([?&]query=)", source, maxsplit=1)
    names, number = Namer(given, lasting=False), 0  # without "order by" any row may be the first
    try:
        engine = sql.create_engine(sql.make_url(address))
        with engine.connect() as connection:
            streamed = connection.execution_options(yield_per=_ROWS)
            result = streamed.execute(sql.text(_decode(query).replace(":", r"\:")))
            check_columns(result.keys())
            for row in result.mappings():
                number += 1
                yield from_record(dict(row), number, names)
    except ImportError as error:
        raise CronistaError(
            f"{given.name}: its driver is missing ({error});"
            f' pip install "cronista[postgres]" brings that of PostgreSQL'
        ) from error
    except (sql.exc.SQLAlchemyError, OSError) as error:
        told = str(getattr(error, "orig", None) or error).strip().split("\n")[0]
        yield given.refuse(f"the query fails: {told}", cut=True)


def show_query(source: str) -> str:
    """Return a query's source without its password, as reports and stores may hold it."""
    import sqlalchemy as sql

    address, sign, query = re.split(r"([?&]query=)", source, maxsplit=1)
    try:
        shown = sql.make_url(address).render_as_string(hide_password=True)
    except sql.exc.ArgumentError:
        shown = re.sub(r"//[^/@]*@", "//", address)
    return f"{shown}{sign}{' '.join(_decode(query).split())}"


def _decode(query: str) -> str:
    from urllib.parse import unquote_plus

    return query if re.search(r"\s", query) else unquote_plus(query)

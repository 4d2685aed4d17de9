"""Any input → articles: furniture stripped, date and language found, once, here.

To add a format: one function that yields `Article`s from a `Source`, and one line in `READERS`.
"""

from __future__ import annotations

import io
import json
import logging
import os
import re
import sys
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import chain, count
from pathlib import Path
from typing import Any, BinaryIO

from .dateline import read_date
from .decode import MAX_BYTES, clean_characters, decode_bytes, read_bytes, split_paragraphs
from .errors import ReadError
from .facts import Article
from .furniture import strip_furniture
from .language import languages

#: standard input, where a path is asked for
STDIN = "-"
#: lead of another language over ours, in log likelihood by root of bytes, that is no accident. Of
#: 6,900 sentences and headlines in English and Italian, none is behind by more than 3.5 (a bare
#: name); eight words of French, Spanish or Catalan lead by 6 to 18
_LEAD = 4
#: what trafilatura and lxml raise on broken pages; bench/fuzz.py has met most of these
_FAULTS = (AssertionError, AttributeError, LookupError, RecursionError, TypeError, ValueError)
#: characters that no XML may hold, also written as numbers; one of them makes lxml drop the page
_NO_CHARACTER = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]|&#(?:x0*(?:[0-8bcef]|1[0-9a-f]|fff[ef])"
    "|0*(?:[0-8]|1[124-9]|2[0-9]|3[01]|6553[45]));",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Source:
    """An input with the options that hold for it."""

    name: str  # as messages call it
    id: str
    lang: str | None
    date: str | None


def read_articles(
    paths: Iterable[Path | str], *, lang: str | None = None, date: str | None = None
) -> Iterator[Article | ReadError]:
    """Yield the articles of files, folders and standard input ("-"), in the order of the paths.

    An input or record that cannot be read gives a ReadError that names it; the others go on.
    Raises ReadError at once where `lang` or `date` make no sense.
    """
    check_lang(lang)
    return _read_all(paths, lang=lang, date=check_date(date, lang=lang))


def read_text(
    text: str,
    *,
    id: str = "text",
    lang: str | None = None,
    date: str | None = None,
    title: str | None = None,
) -> Article:
    """Return the article in a text: one paragraph a line, blank lines or hard-wrapped lines.

    `lang` and `date` (a day) are found in the text where they are not given. A `title` that the
    text does not open with becomes its first paragraph. Raises ReadError where the text holds no
    article, or one in no language that is supported.
    """
    check_lang(lang)
    lines = split_paragraphs(clean_characters(text))
    if not any(map(str.strip, lines)):
        raise ReadError("the input is empty")
    lang = lang or _find_lang(lines)
    title = _clean(title)
    body = strip_furniture("\n".join(lines), lang=lang, title=title)
    if not body.paragraphs:
        raise ReadError("nothing but page furniture (menus, links, boxes); is it an article?")
    return Article(
        id=id,
        text="\n\n".join(body.paragraphs),
        lang=lang,
        date=check_date(date, lang=lang) or body.date,
        title=title or body.headline,
    )


# --- files and folders -------------------------------------------------------------------------


def _read_all(
    paths: Iterable[Path | str], *, lang: str | None, date: str | None
) -> Iterator[Article | ReadError]:
    seen: set[str] = set()
    for path in paths:
        for article in _read_path(path, lang=lang, date=date):
            if isinstance(article, ReadError):
                yield article
                continue
            id = _make_unique(article.id, path, seen)
            seen.add(id)
            yield article if id == article.id else replace(article, id=id)


def _read_path(
    path: Path | str, *, lang: str | None, date: str | None
) -> Iterator[Article | ReadError]:
    if str(path) == STDIN:
        return _read_stdin(Source("standard input", "stdin", lang, date))
    if Path(path).is_dir():
        return _read_folder(Path(path), lang=lang, date=date)
    return _read_file(Path(path), Source(str(path), Path(path).stem, lang, date))


def _make_unique(id: str, path: Path | str, seen: set[str]) -> str:
    """Return an id no other article of the run has: after its folder's name, or numbered."""
    if id not in seen:
        return id
    folder = Path(path).resolve()
    longer = f"{(folder if folder.is_dir() else folder.parent).name}/{id}"
    numbered = (f"{longer}~{n}" for n in count(2))
    return next(new for new in chain([longer], numbered) if new not in seen)


def _read_folder(
    folder: Path, *, lang: str | None, date: str | None
) -> Iterator[Article | ReadError]:
    """Yield the articles of all readable files under a folder; files of other formats are none."""
    found = False
    for path in _walk(folder):
        found = True
        id = path.relative_to(folder).with_suffix("").as_posix()
        yield from _read_file(path, Source(str(path), id, lang, date))
    if not found:
        yield ReadError(f"{folder}: no file in it ends in {', '.join(READERS)}")


def _walk(folder: Path) -> Iterator[Path]:
    for root, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(names):
            if Path(name).suffix.lower() in READERS and not name.startswith("."):
                yield Path(root, name)


def _read_file(path: Path, source: Source) -> Iterator[Article | ReadError]:
    reader = READERS.get(path.suffix.lower())
    if reader is None:
        known = ", ".join(READERS)
        yield ReadError(f"{path}: cannot tell its format; its name should end in one of {known}")
        return
    try:
        with path.open("rb") as stream:
            yield from reader(stream, source)
    except FileNotFoundError:
        yield ReadError(f"{path}: there is no such file")
    except OSError as error:
        yield ReadError(f"{path}: cannot be opened ({error.strerror})")
    except ReadError as error:
        yield ReadError(f"{source.name}: {error}")


def _read_stdin(source: Source) -> Iterator[Article | ReadError]:
    """Yield the articles of standard input, whose format its first characters tell."""
    stream = sys.stdin.buffer
    if not isinstance(stream, io.BufferedReader):
        stream = io.BufferedReader(io.BytesIO(stream.read()))
    start = stream.peek(512).lstrip(b"\xef\xbb\xbf \t\r\n")[:200].lower()
    suffix = ".jsonl" if start.startswith(b"{") else ".txt"
    if re.match(rb"<(!doctype|html|head|\?xml|!--)", start):
        suffix = ".html"
    try:
        yield from READERS[suffix](stream, source)
    except ReadError as error:
        yield ReadError(f"{source.name}: {error}")


# --- formats -----------------------------------------------------------------------------------


def _read_txt(stream: BinaryIO, source: Source) -> Iterator[Article | ReadError]:
    text = decode_bytes(read_bytes(stream))
    yield read_text(text, id=source.id, lang=source.lang, date=source.date)


def _read_html(stream: BinaryIO, source: Source) -> Iterator[Article | ReadError]:
    """Yield the article of a web page, its date and title from the metadata."""
    import trafilatura  # a third of a second

    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)  # we say ourselves what is wrong
    page = _NO_CHARACTER.sub("\ufffd", decode_bytes(read_bytes(stream), html=True))
    try:
        found = trafilatura.bare_extraction(
            page,
            include_comments=False,
            include_tables=False,
            with_metadata=True,
            date_extraction_params={"extensive_search": False, "original_date": True},
        )
    except _FAULTS as error:
        told = str(error) or type(error).__name__
        raise ReadError(f"the HTML cannot be parsed ({told})") from error
    if found is None or not (found.text or "").strip():
        raise ReadError("no article text in the HTML; save the page as text (.txt) and try that")
    article = read_text(
        found.text,
        id=source.id,
        lang=source.lang,
        date=source.date or found.date,
        title=found.title,
    )
    yield replace(article, url=_clean(found.url))


def _read_jsonl(stream: BinaryIO, source: Source) -> Iterator[Article | ReadError]:
    """Yield the article of each line; a broken record gives a ReadError with its line's number."""
    records = 0
    for number, line in enumerate(iter(lambda: stream.readline(MAX_BYTES + 1), b""), start=1):
        if len(line) > MAX_BYTES:
            raise ReadError(f"line {number}: too large for an article, and so the rest is not read")
        if not line.strip():
            continue
        records += 1
        try:
            yield _read_record(decode_bytes(line), f"{source.id}:{number}", source)
        except ReadError as error:
            yield ReadError(f"{source.name}, line {number}: {error}")
    if not records:
        raise ReadError("the input is empty")


def _read_record(line: str, id: str, source: Source) -> Article:
    try:
        record = json.loads(line.lstrip("\ufeff"))
    except (ValueError, RecursionError) as error:
        raise ReadError(f"not a JSON object ({error})") from error
    if not isinstance(record, dict) or not isinstance(record.get("text"), str):
        raise ReadError('a record must be a JSON object whose "text" is a string')
    for key in ("title", "date", "lang", "url"):
        if not isinstance(record.get(key) or "", str):
            raise ReadError(f'"{key}" must be a string')
    lang = source.lang or known_lang(record.get("lang") or None)
    article = read_text(
        record["text"],
        id=_clean(_record_id(record)) or id,
        lang=lang,
        date=source.date or record.get("date") or None,
        title=record.get("title") or None,
    )
    return replace(article, url=_clean(record.get("url")))


def _clean(value: str | None) -> str | None:
    """Return an id, address or title as one clean line, None where nothing is left of it."""
    return " ".join(clean_characters(value or "").split()) or None


def _record_id(record: dict[str, Any]) -> str | None:
    id = record.get("id")
    if id is None or id == "":
        return None
    if isinstance(id, bool) or not isinstance(id, str | int):
        raise ReadError('"id" must be a string or a whole number')
    return str(id)


#: how a file is read, by the suffix of its name
READERS: dict[str, Callable[[BinaryIO, Source], Iterator[Article | ReadError]]] = {
    ".txt": _read_txt,
    ".html": _read_html,
    ".htm": _read_html,
    ".jsonl": _read_jsonl,
}


# --- language and date -------------------------------------------------------------------------


def _find_lang(lines: list[str]) -> str:
    """Return the supported language of a text, told by its longer lines.

    Raises ReadError where it looks like another one.
    """
    import py3langid  # a second with its model

    longer = [line for line in lines if len(line.split()) >= 8]
    text = "\n".join(longer or lines)[:20_000]
    ranks = dict(py3langid.rank(text))
    best = max(languages(), key=lambda lang: ranks[lang])
    other = max(ranks, key=lambda lang: ranks[lang])
    lead = (ranks[other] - ranks[best]) / max(len(text.encode()), 1) ** 0.5
    if lead <= _LEAD:
        return best
    from babel import Locale

    looks = Locale("en").languages.get(other, other)
    known = " or ".join(Locale("en").languages[lang] for lang in languages())
    force = "|".join(languages())
    raise ReadError(f"looks like {looks}, not {known}; force one with --lang {force}")


def known_lang(lang: str | None) -> str | None:
    """Return the code of a record's language ("it-IT" is "it"), checked."""
    lang = re.split("[-_]", lang.lower())[0] if lang else None
    check_lang(lang)
    return lang


def check_lang(lang: str | None) -> None:
    """Raise ReadError where a language is not supported."""
    if lang is not None and lang not in languages():
        known = ", ".join(languages())
        raise ReadError(f"language {lang[:40]!r} is not supported: choose one of {known}")


def check_date(date: str | None, *, lang: str | None) -> str | None:
    """Return the ISO day of an option or a metadata field; raises ReadError where it is none."""
    if date is None:
        return None
    day = read_date(date, lang=lang or languages()[0])
    if day is None:
        raise ReadError(f"{date[:40]!r} is no date: write it like 2025-04-24")
    return day

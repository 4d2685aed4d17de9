"""Any input → articles: furniture stripped, date and language found, once, here.

To add a format: one function that yields `Article`s from a `Source`, and one line in `READERS`.
"""

from __future__ import annotations

import json
import os
import re
import sys
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, BinaryIO

from .dateline import read_date
from .errors import ReadError
from .facts import Article
from .furniture import strip_furniture
from .language import languages

#: an article of more bytes is taken for something else (a dump, a log)
MAX_BYTES = 20_000_000
#: standard input, where a path is asked for
STDIN = "-"
#: lead of another language over ours, in log likelihood by root of bytes, that is no accident. Of
#: 6,900 sentences and headlines in English and Italian, none is behind by more than 3.5 (a bare name);
#: eight words of French, Spanish or Catalan lead by 6 to 18
_LEAD = 4
#: wider than this, lines are paragraphs and not wrapped text
_MAX_WRAP = 100


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

    An input or record that cannot be read gives a ReadError that names it, and the next one follows.
    Raises ReadError at once where `lang` or `date` make no sense.
    """
    _check_lang(lang)
    date = _check_date(date, lang=lang)
    seen: set[str] = set()
    for article in _read_all(paths, lang=lang, date=date):
        if isinstance(article, Article):
            if article.id in seen:
                yield ReadError(
                    f"{article.id}: another article of this run has the same id; give the folder "
                    "that holds both, or rename one"
                )
                continue
            seen.add(article.id)
        yield article


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
    _check_lang(lang)
    lines = _unwrap(_normalise(text))
    if not any(map(str.strip, lines)):
        raise ReadError(f"{id}: the input is empty")
    lang = lang or _find_lang(lines, name=id)
    body = strip_furniture("\n".join(lines), lang=lang, title=_normalise(title or "").strip() or None)
    if not body.paragraphs:
        raise ReadError(f"{id}: nothing but page furniture (menus, links, boxes); is it an article?")
    return Article(
        id=id,
        text="\n\n".join(body.paragraphs),
        lang=lang,
        date=_check_date(date, lang=lang) or body.date,
        title=title or body.headline,
    )


# --- files and folders -------------------------------------------------------------------------


def _read_all(
    paths: Iterable[Path | str], *, lang: str | None, date: str | None
) -> Iterator[Article | ReadError]:
    for path in paths:
        if str(path) == STDIN:
            yield from _read_stream(Source("standard input", "stdin", lang, date))
        elif Path(path).is_dir():
            yield from _read_folder(Path(path), lang=lang, date=date)
        else:
            yield from _read_file(Path(path), Source(str(path), Path(path).stem, lang, date))


def _read_folder(folder: Path, *, lang: str | None, date: str | None) -> Iterator[Article | ReadError]:
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
        yield _named(error, source)


def _read_stream(source: Source) -> Iterator[Article | ReadError]:
    """Yield the articles of standard input, whose format its first characters tell."""
    stream = sys.stdin.buffer
    start = stream.peek(512).lstrip(b"\xef\xbb\xbf \t\r\n")[:200].lower()
    suffix = ".jsonl" if start.startswith(b"{") else ".txt"
    if re.match(rb"<(!doctype|html|head|\?xml|!--)", start):
        suffix = ".html"
    try:
        yield from READERS[suffix](stream, source)
    except ReadError as error:
        yield _named(error, source)


def _named(error: ReadError, source: Source) -> ReadError:
    """Return the error with its input's name in front, in place of the article's id if it has that."""
    return ReadError(f"{source.name}: {str(error).removeprefix(f'{source.id}: ')}")


# --- formats -----------------------------------------------------------------------------------


def _read_txt(stream: BinaryIO, source: Source) -> Iterator[Article | ReadError]:
    text = _decode(_read_bytes(stream))
    yield read_text(text, id=source.id, lang=source.lang, date=source.date)


def _read_html(stream: BinaryIO, source: Source) -> Iterator[Article | ReadError]:
    """Yield the article of a web page, its date and title from the metadata."""
    import lxml.etree  # noqa: PLC0415  both cost a third of a second
    import trafilatura  # noqa: PLC0415

    page = _decode(_read_bytes(stream), html=True)
    try:
        found = trafilatura.bare_extraction(
            page,
            include_comments=False,
            include_tables=False,
            with_metadata=True,
            date_extraction_params={"extensive_search": False, "original_date": True},
        )
    except (lxml.etree.LxmlError, ValueError, RecursionError) as error:
        raise ReadError(f"the HTML cannot be parsed ({error})") from error
    if found is None or not (found.text or "").strip():
        raise ReadError("no article text in the HTML; save the page as text (.txt) and try that")
    article = read_text(
        found.text, id=source.id, lang=source.lang, date=source.date or found.date, title=found.title
    )
    yield replace(article, url=found.url)


def _read_jsonl(stream: BinaryIO, source: Source) -> Iterator[Article | ReadError]:
    """Yield the article of each line; a broken record gives a ReadError with its line's number."""
    count = 0
    for number, line in enumerate(stream, start=1):
        if not line.strip():
            continue
        count += 1
        try:
            yield _read_record(_decode(line), f"{source.id}:{number}", source)
        except ReadError as error:
            reason = str(error).removeprefix(f"{source.id}:{number}: ")
            yield ReadError(f"{source.name}, line {number}: {reason}")
    if not count:
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
    lang = source.lang or _known_lang(record.get("lang") or None)
    article = read_text(
        record["text"],
        id=_record_id(record) or id,
        lang=lang,
        date=source.date or record.get("date") or None,
        title=record.get("title") or None,
    )
    return replace(article, url=record.get("url") or None)


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


# --- characters --------------------------------------------------------------------------------


def _read_bytes(stream: BinaryIO) -> bytes:
    data = stream.read(MAX_BYTES + 1)
    if len(data) > MAX_BYTES:
        raise ReadError(f"over {MAX_BYTES // 1_000_000} MB, too large for an article; split it")
    if not data.strip():
        raise ReadError("the input is empty")
    return data


def _decode(data: bytes, *, html: bool = False) -> str:
    """Return bytes as text: UTF-8, what the page declares, or the best guess.

    Raises ReadError where they are no text.
    """
    if len(data) > MAX_BYTES:
        raise ReadError(f"over {MAX_BYTES // 1_000_000} MB, too large for an article; split it")
    wide = data.startswith((b"\xff\xfe", b"\xfe\xff"))
    controls = len(re.findall(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]", data[:100_000]))
    if data.startswith((b"%PDF", b"PK\x03\x04", b"\x1f\x8b")) or (
        not wide and 100 * controls > min(len(data), 100_000)
    ):
        raise ReadError("binary data, not text; convert it to .txt, .html or .jsonl first")
    declared = re.search(rb"<meta[^>]{0,200}charset=[\"']?([\w-]+)", data[:4096], re.IGNORECASE)
    names = ["utf-16"] if wide else ["utf-8-sig"]
    names += [declared[1].decode("ascii")] if html and declared else []
    for name in names:
        try:
            return data.decode(name)
        except (UnicodeDecodeError, LookupError):
            continue
    return _guess(data)


def _guess(data: bytes) -> str:
    from charset_normalizer import from_bytes  # noqa: PLC0415  rarely needed

    # Western encodings only: among all of them, short Italian text is often taken for Central European
    best = from_bytes(data, cp_isolation=["cp1252", "mac_roman", "utf_16", "utf_32", "cp850"]).best()
    if best is None:
        raise ReadError("its encoding cannot be told; save it as UTF-8")
    return str(best)


def _normalise(text: str) -> str:
    """Return text in Unicode NFC, one kind of line end and space, without invisible characters."""
    text = unicodedata.normalize("NFC", text).replace("\r\n", "\n")
    text = re.sub("[\r\v\f\x1c-\x1e\x85\u2028\u2029]", "\n", text)
    text = re.sub("[\t\u00a0\u2000-\u200a\u202f\u205f\u3000]", " ", text)
    text = re.sub("[\x00-\x08\x0e-\x1b\x1f\x7f-\x9f\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]", "", text)
    text = re.sub("[\ud800-\udfff]", "\ufffd", text)  # halves of characters cannot be written
    return re.sub(" +$", "", text, flags=re.MULTILINE)


def _unwrap(text: str) -> list[str]:
    """Return the paragraphs of a text, those of hard-wrapped lines joined again.

    Lines are wrapped where none is long and the next word would not have fitted on most of them.
    """
    lines = [line.strip() for line in text.split("\n")]
    width = max(map(len, lines), default=0)
    full = [_is_full(one, other, width) for one, other in zip(lines, lines[1:], strict=False)]
    broken = [is_full for line, is_full in zip(lines, full, strict=False) if line and line[-1] not in ".!?:”\""]
    if not 40 <= width <= _MAX_WRAP or 2 * sum(broken) < sum(full) or sum(full) < 2:
        return lines
    joined: list[str] = []
    for line, after_full in zip(lines, [False, *full], strict=False):
        if after_full:
            joined[-1] += " " + line
        else:
            joined.append(line)
    return joined


def _is_full(line: str, following: str, width: int) -> bool:
    """Tell whether the next line's first word would not have fitted on this line."""
    return bool(line and following) and len(line) + 1 + len(following.split()[0]) > width


# --- language and date -------------------------------------------------------------------------


def _find_lang(lines: list[str], *, name: str) -> str:
    """Return the supported language of a text, told by its longer lines.

    Raises ReadError where it looks like another one.
    """
    import py3langid  # noqa: PLC0415  a second with its model

    longer = [line for line in lines if len(line.split()) >= 8]
    text = "\n".join(longer or lines)[:20_000]
    ranks = dict(py3langid.rank(text))
    best = max(languages(), key=lambda lang: ranks[lang])
    other = max(ranks, key=lambda lang: ranks[lang])
    lead = (ranks[other] - ranks[best]) / max(len(text.encode()), 1) ** 0.5
    if lead <= _LEAD:
        return best
    from babel import Locale  # noqa: PLC0415

    looks = Locale("en").languages.get(other, other)
    known = " or ".join(Locale("en").languages[lang] for lang in languages())
    raise ReadError(f"{name}: looks like {looks}, not {known}; force one with --lang {'|'.join(languages())}")


def _known_lang(lang: str | None) -> str | None:
    """Return the code of a record's language ("it-IT" is "it"), checked."""
    lang = re.split("[-_]", lang.lower())[0] if lang else None
    _check_lang(lang)
    return lang


def _check_lang(lang: str | None) -> None:
    if lang is not None and lang not in languages():
        raise ReadError(f"language {lang!r} is not supported: choose one of {', '.join(languages())}")


def _check_date(date: str | None, *, lang: str | None) -> str | None:
    """Return the ISO day of an option or a metadata field; raises ReadError where it is none."""
    if date is None:
        return None
    day = read_date(date, lang=lang or languages()[0])
    if day is None:
        raise ReadError(f"{date!r} is no date: write it like 2025-04-24")
    return day

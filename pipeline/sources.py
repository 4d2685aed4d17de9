"""Sources of a batch run → raw articles, in a stable order and bounded memory.

To add a format: one function that yields what a stream holds, and one line in `FORMATS`.
"""

from __future__ import annotations

import io
import os
import re
import shutil
import stat
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path, PurePosixPath
from typing import BinaryIO
from urllib.parse import unquote, urlsplit

from .archives import read_tar, read_warc, read_zip, url_id
from .decode import MAX_BYTES
from .errors import ReadError
from .feeds import looks_like_feed, read_feed
from .given import COMPRESSED, Given, decompress, read_one, tidy, tidy_id
from .raw import Raw, Refused
from .read import STDIN, check_date, check_lang
from .records import is_query, read_csv, read_jsonl, read_parquet, read_query, show_query
from .remote import WILD, is_remote, list_remote, open_remote
from .web import fetch, is_web, opened

Found = Iterator[Raw | Refused]


def _read_txt(stream: BinaryIO, given: Given) -> Found:
    return read_one(stream, given, ".txt")


def _read_html(stream: BinaryIO, given: Given) -> Found:
    return read_one(stream, given, ".html")


#: how a file is taken apart, by the suffix of its name before `.gz` or `.zst`
FORMATS: dict[str, Callable[[BinaryIO, Given], Found]] = {
    ".txt": _read_txt,
    ".html": _read_html,
    ".htm": _read_html,
    ".jsonl": read_jsonl,
    ".ndjson": read_jsonl,
    ".csv": read_csv,
    ".tsv": read_csv,
    ".parquet": read_parquet,
    ".warc": read_warc,
    ".zip": read_zip,
    ".tar": read_tar,
    ".rss": read_feed,
    ".atom": read_feed,
    ".xml": read_feed,
}
#: formats that are read from their end, and so need a file
_SEEKING = (".parquet", ".zip")
#: formats whose suffix may be anything else: a folder is not searched for them
_ASKED = (".xml",)
#: what libraries raise on files that are not what their names say
FAULTS = (OSError, ValueError, TypeError, LookupError, AttributeError, RuntimeError, EOFError)
_FEEDS = (".rss", ".atom", ".xml")
#: formats that are loaded whole from the web, where the content tells them and not the suffix
_LOADED = (".txt", ".html", ".htm", *_FEEDS)


def find_sources(
    sources: Sequence[str],
    *,
    lang: str | None = None,
    date: str | None = None,
    max_bytes: int = MAX_BYTES,
) -> Iterator[Raw | Refused]:
    """Yield the articles of files, folders, globs, archives, tables, feeds, queries and "-".

    What a source cannot give is refused by its name, and the rest goes on. Raises ReadError at once
    where `lang` or `date` make no sense, CronistaError where a part of the installation is missing.
    """
    check_lang(lang)
    day = check_date(date, lang=lang)
    return _find_all(sources, lang=lang, date=day, max_bytes=max_bytes)


def is_whole(source: str) -> bool:
    """Tell whether what a source no longer holds is gone; feeds, queries and streams hold parts."""
    partly = source == STDIN or is_web(source) or is_query(source)
    return not partly and _form(source)[0] not in _FEEDS


def _find_all(
    sources: Sequence[str], *, lang: str | None, date: str | None, max_bytes: int
) -> Found:
    for source in sources:
        shown = show_source(source) or '""'
        given = Given(shown, shown, "stdin", max_bytes, lang, date)
        try:
            yield from _find_one(source, given)
        except ReadError as error:
            yield given.refuse(str(error), cut=True)
        except FAULTS as error:  # a path too long, "a**" as a pattern
            told = getattr(error, "strerror", None) or error
            yield given.refuse(f"cannot be read ({told})", cut=True)


def show_source(source: str) -> str:
    """Return a source as `Raw.source` has it: without passwords."""
    if is_query(source):
        return tidy(show_query(source))
    if "://" in source:
        return tidy(re.sub(r"(?<=://)[^/@\s]*@", "", source))
    return tidy(source if source in ("", STDIN) else str(Path(source)))  # "news/" is "news"


def _find_one(source: str, given: Given) -> Found:
    if not source:  # which a Path takes for this folder
        return iter((given.refuse("an empty name", cut=True),))
    if source == STDIN:
        return _read_stdin(given)
    if is_query(source):
        return read_query(source, given.part(given.name, _query_id(given.name)))
    if is_web(source):
        return _read_web(source, given)
    if source.startswith("file://"):
        return _find_local(unquote(urlsplit(source).path), given)
    if is_remote(source) and not Path(source).exists():
        return _find_remote(source, given)
    return _find_local(source, given)


def _query_id(shown: str) -> str:
    return PurePosixPath(shown.partition("?")[0]).name or "query"


# --- files ---------------------------------------------------------------------------------------


def _find_local(source: str, given: Given) -> Found:
    path = Path(source)
    if path.is_dir():
        errors: list[OSError] = []
        yield from _read_files(_walk(path, errors), path, given, searched=True)
        for error in errors:
            yield given.part(str(error.filename), "").refuse(f"{error.strerror}", cut=True)
    elif WILD.search(source) and not os.path.lexists(path):
        fixed = source[: WILD.search(source).start()].rpartition("/")[0]  # type: ignore[union-attr]
        root = Path(fixed or ("/" if source.startswith("/") else "."))
        found = root.glob(source[len(fixed) :].lstrip("/"))
        files = (file for file in sorted(found) if not file.is_dir())
        yield from _read_files(files, root, given, searched=False)
    else:
        yield from _read_file(path, given.part(str(path), _stem(path.name)))


def _walk(folder: Path, errors: list[OSError]) -> Iterator[Path]:
    for root, folders, names in os.walk(folder, onerror=errors.append):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(names):
            form = _form(name)[0]
            if form in FORMATS and form not in _ASKED and not name.startswith("."):
                yield Path(root, name)


def _read_files(files: Iterator[Path], root: Path, given: Given, *, searched: bool) -> Found:
    found = False
    for path in files:
        found = True
        below = path.relative_to(root).as_posix() if path.is_relative_to(root) else path.name
        yield from _read_file(path, given.part(str(path), _stem(below)))
    if not found:
        known = f"no file in it ends in {', '.join(FORMATS)}" if searched else "no file is so named"
        yield given.refuse(known, cut=True)


def _read_file(path: Path, given: Given) -> Found:
    try:
        if not stat.S_ISREG(path.stat().st_mode):  # to open a pipe would wait for ever
            yield given.refuse("not a file but a device or a pipe; give it on standard input")
            return
        with path.open("rb") as stream:
            yield from _read_stream(stream, path.name, given)
    except FileNotFoundError:
        yield given.refuse("there is no such file", cut=True)
    except (OSError, ValueError) as error:
        told = getattr(error, "strerror", None) or error
        yield given.refuse(f"cannot be read ({told})", cut=True)


def _find_remote(source: str, given: Given) -> Found:
    for address, below, named in list_remote(source):
        part = given.part(address, _stem(below))
        if named or (_form(below)[0] in FORMATS and _form(below)[0] not in _ASKED):
            try:
                with open_remote(address) as stream:
                    yield from _read_stream(stream, below, part)
            except ReadError as error:
                yield part.refuse(str(error), cut=True)


def _form(name: str) -> tuple[str, str]:
    """Return the suffixes that tell how a file is taken apart, and how it is compressed."""
    path = PurePosixPath(name.lower().replace(".tgz", ".tar.gz"))
    packed = path.suffix if path.suffix in COMPRESSED else ""
    return (path.with_suffix("").suffix if packed else path.suffix), packed


def _stem(name: str) -> str:
    """Return the id of a file: its name, or its path below a folder, without suffixes."""
    form, packed = _form(name)
    size = len(".tgz") if name.lower().endswith(".tgz") else len(form + packed)
    return tidy_id(name[: len(name) - size] if form in FORMATS else name) or "article"


def _read_stream(stream: BinaryIO, name: str, given: Given) -> Found:
    """Yield what a stream holds, by the suffixes of its name."""
    form, packed = _form(name)
    reader = FORMATS.get(form)
    if reader is None:
        known = ", ".join(FORMATS)
        yield given.refuse(f"cannot tell its format; its name should end in one of {known}")
        return
    if form in _FEEDS:  # what rolls off a feed is not gone, wherever the feed lies
        given = replace(given, source=given.name)
    try:
        plain = decompress(stream, packed)
        if form in _SEEKING and (packed or not stream.seekable()):
            with tempfile.TemporaryFile() as file:
                shutil.copyfileobj(plain, file)
                file.seek(0)
                yield from reader(file, given)
        else:
            yield from reader(plain, given)
    except ReadError as error:
        yield given.refuse(str(error), cut=True)
    except FAULTS as error:
        yield given.refuse(f"cannot be read ({error or type(error).__name__})", cut=True)


# --- standard input and the web ------------------------------------------------------------------


def _read_stdin(given: Given) -> Found:
    """Yield what standard input holds; its first characters tell what that is.

    Its one article is named by its content, as tomorrow another one will come the same way.
    """
    stream: BinaryIO = sys.stdin.buffer
    peeked = _peekable(stream)
    packed = _packed(peeked.peek(4))
    peeked = _peekable(decompress(peeked, packed)) if packed else peeked
    form = _sniff(peeked.peek(4096))
    for found in FORMATS[form](peeked, given):
        if isinstance(found, Raw) and found.name == given.name:
            mark = found.key[:12]
            yield given.part(f"{given.name}:{mark}", f"stdin:{mark}").raw(found.content, form)
        else:
            yield found


def _peekable(stream: BinaryIO) -> io.BufferedReader:
    if isinstance(stream, io.BufferedReader):
        return stream
    return io.BufferedReader(io.BytesIO(stream.read()))


def _packed(start: bytes) -> str:
    magic = {b"\x1f\x8b": ".gz", b"\x28\xb5\x2f\xfd": ".zst"}
    return next((suffix for sign, suffix in magic.items() if start.startswith(sign)), "")


def _sniff(start: bytes) -> str:
    start = start.lstrip(b"\xef\xbb\xbf \t\r\n")
    if start.startswith(b"WARC/"):
        return ".warc"
    if start.startswith(b"{"):
        return ".jsonl"
    if start.startswith(b"<") and looks_like_feed(start):
        return ".rss"
    return ".html" if re.match(rb"<(!doctype|html|head|\?xml|!--)", start, re.I) else ".txt"


def _read_web(source: str, given: Given) -> Found:
    name = PurePosixPath(urlsplit(source).path).name
    part = given.part(given.name, url_id(given.name))
    form = _form(name)[0]
    if form in FORMATS and form not in _LOADED:
        with opened(source) as stream:
            yield from _read_stream(stream, name, part)
        return
    page = fetch(source, given.max_bytes)
    if len(page.content) > given.max_bytes:
        yield part.too_large()
        return
    form = _sniff(page.content[:4096])
    form = ".html" if form == ".txt" and page.media != "text/plain" else form
    if form == ".html":
        yield part.raw(page.content, form, url=page.url)
    else:
        yield from FORMATS[form](io.BytesIO(page.content), part)

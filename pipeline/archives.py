"""Archives → raw articles: web archives (WARC), and the texts and pages in zip and tar files."""

from __future__ import annotations

import tarfile
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import Any, BinaryIO
from urllib.parse import urlsplit

from .errors import ReadError
from .given import Given, read_up_to
from .raw import Raw, Refused

#: the members of an archive that are articles
PLAIN = (".txt", ".html", ".htm")
#: how a record of a web archive is read, by its media type
_MEDIA = {"text/html": ".html", "application/xhtml+xml": ".html", "text/plain": ".txt"}

#: bytes of a header line of a web archive, and lines of a header
_LINE, _LINES = 1 << 16, 2_000
_BROKEN = (zipfile.BadZipFile, tarfile.TarError, OSError, EOFError, ReadError, ValueError)


def read_warc(stream: BinaryIO, given: Given) -> Iterator[Raw | Refused]:
    """Yield the pages of a web archive that were served well, and the texts taken from pages."""
    from warcio.archiveiterator import ArchiveIterator
    from warcio.exceptions import ArchiveLoadFailed

    seen: set[int] = set()
    try:
        archive = ArchiveIterator(stream)
        lines = _bound_lines(archive.reader)
        for number, record in enumerate(archive, start=1):
            lines.clear()
            form, address = _media(record), record.rec_headers.get_header("WARC-Target-URI") or ""
            if form is None or address.strip("<>").endswith("/robots.txt"):
                continue
            name = f"{given.name}:{address}" if address else f"{given.name}:{number}"
            name = f"{name}~{number}" if hash(name) in seen else name
            seen.add(hash(name))
            page = given.part(name, url_id(address) if address else f"{given.id}:{number}")
            try:
                content = read_up_to(record.content_stream(), given.max_bytes)
            except (OSError, EOFError, ValueError) as error:
                yield page.refuse(f"the record is broken ({error})")
                continue
            yield page.raw(content, form, url=address or None)
    except (ArchiveLoadFailed, EOFError, ValueError, LookupError) as error:
        yield given.refuse(f"not a whole web archive ({error})", cut=True)


def _bound_lines(reader: Any) -> list[None]:
    """Keep warcio's reader from endless header lines and headers; return the list that counts."""
    whole = reader.readline
    lines: list[None] = []

    def readline(length: int | None = None) -> bytes:
        lines.append(None)
        if len(lines) > _LINES:
            raise ValueError("a header has no end")
        return bytes(whole(min(length or _LINE, _LINE)))

    reader.readline = readline
    return lines


def _media(record: Any) -> str | None:
    """Return how a record is read, None where it is no page that was served well."""
    if record.rec_type == "response" and record.http_headers:
        if record.http_headers.get_statuscode() != "200":
            return None
        media = record.http_headers.get_header("Content-Type") or ""
    elif record.rec_type in ("conversion", "resource"):
        media = record.rec_headers.get_header("Content-Type") or ""
    else:
        return None
    return _MEDIA.get(media.partition(";")[0].strip().lower())


def url_id(address: str) -> str:
    """Return an article's id by its address: host and path without the suffix of a page."""
    try:
        parts = urlsplit(address.strip("<>"))
    except ValueError:  # "http://[bad"
        return address
    path = parts.path.rstrip("/")
    plain = path.rsplit(".", 1)[0] if path.lower().endswith(PLAIN) else path
    query = f"?{parts.query}" if parts.query else ""
    return f"{parts.hostname or ''}{plain}{query}" or address


def read_zip(stream: BinaryIO, given: Given) -> Iterator[Raw | Refused]:
    """Yield the texts and pages in a zip file; nothing is unpacked, so no path leads anywhere."""
    try:
        with zipfile.ZipFile(stream) as archive:
            for info in sorted(archive.infolist(), key=lambda info: info.filename):
                if not info.is_dir() and _is_plain(info.filename):
                    yield _member(info.filename, given, lambda info=info: archive.open(info))
    except (*_BROKEN, LookupError, NotImplementedError) as error:
        yield given.refuse(f"not a whole zip file ({error})", cut=True)


def read_tar(stream: BinaryIO, given: Given) -> Iterator[Raw | Refused]:
    """Yield the texts and pages in a tar file in their order; links and devices are none."""
    try:
        with tarfile.open(fileobj=stream, mode="r|") as archive:
            for info in archive:
                archive.members = []  # type: ignore[attr-defined]  # it would remember all of them
                if info.isfile() and _is_plain(info.name):
                    yield _member(info.name, given, lambda info=info: archive.extractfile(info))
    except _BROKEN as error:
        yield given.refuse(f"not a whole tar file ({error})", cut=True)


def _member(name: str, given: Given, open_member: Any) -> Raw | Refused:
    path = PurePosixPath(name.replace("\\", "/"))
    part = given.part(f"{given.name}:{name}", f"{given.id}/{path.with_suffix('')}")
    try:
        with open_member() as member:
            return part.raw(read_up_to(member, given.max_bytes), path.suffix.lower())
    except (*_BROKEN, zlib.error, RuntimeError) as error:  # RuntimeError: it has a password
        return part.refuse(f"cannot be unpacked ({error})")


def _is_plain(name: str) -> bool:
    path = PurePosixPath(name.replace("\\", "/"))
    return path.suffix.lower() in PLAIN and not path.name.startswith((".", "__"))

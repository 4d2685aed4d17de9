"""An input as a source gives it: its name and options, and reading that never takes in too much."""

from __future__ import annotations

import io
import re
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import BinaryIO

from .decode import clean_characters
from .errors import ReadError
from .raw import Raw, Refused

#: how compressed data are known, by their suffix
COMPRESSED = (".gz", ".zst")
#: so much comes out of any compressed input before its ratio is looked at
_FREE = 64_000_000
#: text shrinks to a fifth, logs to a fiftieth; what shrinks to a thousandth is meant to explode
_RATIO = 400
#: controls, marks of direction, halves of characters
_ODD = re.compile("[\x00-\x1f\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff\ud800-\udfff]")
#: who writes so many blank lines writes nothing more
_BLANK = 100_000
#: a longer id is no name of anything
_LONGEST_ID = 500


@dataclass(frozen=True)
class Given:
    """An input with its place and the options that hold for it."""

    source: str
    name: str
    id: str
    max_bytes: int
    lang: str | None = None
    date: str | None = None

    def part(self, name: str, id: str) -> Given:
        """Return an input inside this one: a member of an archive, a page of a feed."""
        return replace(self, name=tidy(name), id=tidy_id(id) or self.id)

    def raw(self, content: bytes, form: str, *, url: str | None = None) -> Raw | Refused:
        """Return the input's one article; refused where it is too large."""
        if len(content) > self.max_bytes:
            return self.too_large()
        about = {"lang": self.lang, "date": self.date, "url": tidy(url) if url else None}
        return Raw(self.source, self.name, self.id, form, content, **about)

    def refuse(self, reason: str, *, cut: bool = False) -> Refused:
        """Return this input as one that could not be had; `cut` where the source breaks off."""
        return Refused(self.source, self.name, tidy(reason)[:500], cut=cut)

    def too_large(self) -> Refused:
        """Return this input as one over the limit."""
        return Refused(self.source, self.name, f"over {show_size(self.max_bytes)}", stage="size")


def show_size(size: int) -> str:
    """Return a number of bytes as people read it."""
    return f"{size / 1_000_000:.4g} MB" if size >= 100_000 else f"{size:,} bytes"


def tidy(text: str) -> str:
    """Return a name or reason as any store and terminal can hold it; what is odd in it is escaped.

    Nothing is dropped, since two names must not become one.
    """
    return _ODD.sub(lambda found: ascii(found[0])[1:-1], text)


def tidy_id(id: str) -> str:
    """Return an id as any store can hold it, and that leads out of no folder."""
    plain = " ".join(clean_characters(id).replace("\\", "/").split())
    parts = [part for part in plain.split("/") if part not in ("", ".", "..")]
    return "/".join(parts)[:_LONGEST_ID]


# --- bounded reading -----------------------------------------------------------------------------


def read_one(stream: BinaryIO, given: Given, form: str) -> Iterator[Raw | Refused]:
    """Yield the one article that a text or a page is."""
    yield given.raw(read_up_to(stream, given.max_bytes), form)


def read_up_to(stream: BinaryIO, limit: int) -> bytes:
    """Return all that a stream holds, or one byte more than the limit where it holds more."""
    parts, left = [], limit + 1
    while left > 0 and (part := stream.read(min(left, 1 << 20))):  # a read may give less than asked
        parts.append(part)
        left -= len(part)
    return b"".join(parts)


def read_lines(stream: BinaryIO, limit: int) -> Iterator[tuple[int, bytes | None]]:
    """Yield each line with its number; None for one over the limit, whose rest is passed over."""
    number = blank = 0
    while line := stream.readline(limit + 2):
        number += 1
        blank = blank + 1 if line == b"\n" else 0
        if blank > _BLANK:
            raise ReadError(f"{_BLANK:,} blank lines in a row, and so the rest is not read")
        if len(line) <= limit or line.endswith(b"\n"):
            yield number, line
            continue
        while line and not line.endswith(b"\n"):
            line = stream.readline(1 << 20)
        yield number, None


def decompress(stream: BinaryIO, suffix: str) -> BinaryIO:
    """Return what a compressed stream holds; reading raises ReadError where it is a bomb."""
    if suffix not in COMPRESSED:
        return stream
    counted = _Counted(stream)
    take = _open_gz(counted) if suffix == ".gz" else _Zst(counted).read
    return io.BufferedReader(_Guarded(take, counted), 1 << 16)


def _open_gz(stream: io.RawIOBase) -> Callable[[int], bytes]:
    import gzip

    # read1 gives what there is: read would lose what comes before a broken end
    return gzip.GzipFile(fileobj=io.BufferedReader(stream, 1 << 16), mode="rb").read1


class _Zst:
    """What a zstd stream holds; unlike the library's own reader it minds a missing end."""

    #: a block makes up to 128 kB out of four bytes, so a step makes 32 MB at the most
    STEP = 1024

    def __init__(self, stream: io.RawIOBase) -> None:
        from zstandard import ZstdDecompressor

        self.stream, self.library = stream, ZstdDecompressor(max_window_size=1 << 27)
        self.frame = self.library.decompressobj()
        self.made, self.begun = memoryview(b""), False

    def read(self, size: int) -> bytes:
        while not self.made and (data := self.stream.read(self.STEP)):
            self.made = memoryview(self._feed(data))
        if not self.made and self.begun and not self.frame.eof:
            raise EOFError("they end too early")
        taken, self.made = self.made[:size], self.made[size:]
        return bytes(taken)

    def _feed(self, data: bytes) -> bytes:
        made = []
        while data:
            if self.frame.eof:
                self.frame = self.library.decompressobj()
            made.append(self.frame.decompress(data))
            self.begun, data = True, self.frame.unused_data if self.frame.eof else b""
        return b"".join(made)


class _Counted(io.RawIOBase):
    """A stream that counts what is taken from it."""

    def __init__(self, stream: BinaryIO) -> None:
        self.stream, self.count = stream, 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        data = self.stream.read(len(buffer))
        buffer[: len(data)] = data
        self.count += len(data)
        return len(data)


class _Guarded(io.RawIOBase):
    """What a decompressor gives, until it is out of all proportion to what went in."""

    def __init__(self, take: Callable[[int], bytes], counted: _Counted) -> None:
        self._take, self.counted, self.given = take, counted, 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        try:
            data = self._take(len(buffer))
        except _broken() as error:
            raise ReadError(f"its compressed data are broken ({error})") from error
        buffer[: len(data)] = data
        self.given += len(data)
        if self.given > max(_FREE, _RATIO * self.counted.count):
            size = show_size(self.given)
            raise ReadError(f"a decompression bomb: over {size} from {self.counted.count:,} bytes")
        return len(data)


def _broken() -> tuple[type[Exception], ...]:
    """Return what the decompressors raise on data that are cut short or no such data."""
    from zstandard import ZstdError

    return EOFError, OSError, zlib.error, ZstdError

"""Bytes → clean characters → paragraphs, before anything is read into them."""

from __future__ import annotations

import re
import unicodedata
from itertools import pairwise
from typing import BinaryIO

from .errors import ReadError

#: an article of more bytes is taken for something else (a dump, a log)
MAX_BYTES = 20_000_000
#: control characters, soft hyphens, marks of direction, zero-width spaces
_INVISIBLE = re.compile(
    "[\x00-\x08\x0e-\x1b\x1f\x7f-\x9f\xad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]"
)
#: what articles in Western languages have beyond ASCII
_PLAUSIBLE = frozenset(
    "àáâãäåæçèéêëìíîïñòóôõöøùúûüßœšžÀÁÈÉÌÒÓÙÚÄÖÜÇÑÅØŠŽ’‘“”„«»‹›–—…•·€£¥°ºª©®™§±×½¼¾²³\xa0"
)
#: wider than this, lines are paragraphs and not wrapped text
_MAX_WRAP = 100


def read_bytes(stream: BinaryIO) -> bytes:
    """Return what an input holds; raises ReadError where that is nothing or too much."""
    data = stream.read(MAX_BYTES + 1)
    if len(data) > MAX_BYTES:
        raise ReadError(f"over {MAX_BYTES // 1_000_000} MB, too large for an article; split it")
    if not data.strip():
        raise ReadError("the input is empty")
    return data


def decode_bytes(data: bytes, *, html: bool = False) -> str:
    """Return bytes as text: UTF-8, what the page declares, or the best guess.

    Raises ReadError where they are no text.
    """
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
        except (UnicodeError, LookupError):
            continue
    return _guess(data)


def _guess(data: bytes) -> str:
    """Return the best guess: UTF-8 with a few broken characters, or an encoding that reads well."""
    text = data.decode(errors="replace")
    foreign = sum(character > "\x7f" for character in text)
    if foreign > 4 * text.count("\ufffd"):
        return text
    western = [data.decode(name, errors="replace") for name in ("cp1252", "mac_roman", "cp850")]
    best = max(western, key=_share_plausible)  # the first of equals, and the most usual
    if _share_plausible(best) > 0.8:
        return best
    from charset_normalizer import from_bytes  # misses one Italian sentence in six, so not first

    match = from_bytes(data).best()
    if match is None:
        raise ReadError("its encoding cannot be told; save it as UTF-8")
    return str(match)


def _share_plausible(text: str) -> float:
    """Return the share of a text's characters beyond ASCII that Western articles have."""
    foreign = [character for character in text if character > "\x7f"]
    return sum(character in _PLAUSIBLE for character in foreign) / max(len(foreign), 1)


def clean_characters(text: str) -> str:
    """Return text in Unicode NFC, one kind of line end and space, without invisible characters."""
    text = text.replace("\r\n", "\n")
    text = re.sub("[\r\v\f\x1c-\x1e\x85\u2028\u2029]", "\n", text)
    text = re.sub("[\t\u00a0\u2000-\u200a\u202f\u205f\u3000]", " ", text)
    text = _INVISIBLE.sub("", text)
    text = re.sub("[\ud800-\udfff]", "\ufffd", text)  # halves of characters cannot be written
    return unicodedata.normalize("NFC", text)  # last: what was parted by an invisible one may join


def split_paragraphs(text: str) -> list[str]:
    """Return the paragraphs of a text, those of hard-wrapped lines joined again.

    Lines are wrapped where none is long, the next word would not have fitted on half of those that
    have a next line, and most of these end inside a sentence.
    """
    lines = [line.strip() for line in text.split("\n")]
    width = max(map(len, lines), default=0)
    full = [_is_full(line, following, width) for line, following in pairwise(lines)]
    pairs = sum(bool(line and following) for line, following in pairwise(lines))
    inside = [
        line[-1] not in '.!?:”»"' for line, goes_on in zip(lines, full, strict=False) if goes_on
    ]
    wrapped = 1 < len(inside) >= pairs / 2 and sum(inside) >= 0.6 * len(inside)
    if not 40 <= width <= _MAX_WRAP or not wrapped:
        return lines
    joined: list[str] = []
    for line, goes_on in zip(lines, [False, *full], strict=True):
        if goes_on:
            joined[-1] += " " + line
        else:
            joined.append(line)
    return joined


def _is_full(line: str, following: str, width: int) -> bool:
    """Tell whether the next line's first word would not have fitted on this line."""
    if not line or not following or following[0] in "-–—*•·":
        return False
    return len(line) + 1 + len(following.split(maxsplit=1)[0]) > width

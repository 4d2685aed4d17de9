"""Hostile input: each case is processed or refused with a clear reason, in bounded time and memory.

A case is a file (or standard input) and what comes of it, in order: "ok", or a piece of the reason.
"""

import gzip
import importlib.util
import io
import json
import os
import re
import resource
import sys
import tarfile
import time
import zipfile
from pathlib import Path

import pytest
import zstandard

from pipeline import given
from pipeline.errors import ReadError
from pipeline.raw import Raw
from pipeline.shard import process, read
from pipeline.sources import find_sources
from pipeline.values import find_values

EN = "Ford will open a battery plant near Canterbury in the spring, the company said on Monday."
IT = "«Puntiamo a un milione di veicoli entro il 2030», ha detto il ministro Adolfo Urso a Torino."
PAGE = f"<html><body><article><h1>Ford</h1><p>{' '.join([EN] * 5)}</p>%s</article></body></html>"
MB = 1_000_000
#: of one case: seconds of processor time, and bytes by which it may raise the most ever used
SECONDS, MEMORY = 12.0, 500 * MB
#: a limit that makes "too large" quick; the command's own is 20 MB
LIMIT = 2 * MB


def record(**fields):
    return json.dumps({"text": EN, **fields}).encode() + b"\n"


def bomb(piece=b"\0", times=2_000):
    """Return two gigabytes of one byte in two megabytes."""
    return gzip.compress(piece * MB) * times


def zst_bomb(times=2_000):
    return zstandard.compress(b"\0" * MB) * times


def zipped(members):
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return stream.getvalue()


def tarred(*members):
    stream = io.BytesIO()
    with tarfile.open(fileobj=stream, mode="w") as archive:
        for name, kind, content in members:
            info = tarfile.TarInfo(name)
            info.type, info.size, info.linkname = kind, len(content), "/etc/passwd"
            archive.addfile(info, io.BytesIO(content))
    return stream.getvalue()


def warc(content, length=None, extra=""):
    http = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n" + extra.encode() + b"\r\n" + content
    head = (
        "WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: http://x.org/../../a.html\r\n"
        f"Content-Length: {length or len(http)}\r\n\r\n"
    )
    return head.encode() + http + b"\r\n\r\n"


def laughs(inside):
    """Return a document type whose last entity is a billion words."""
    parts = "".join(f'<!ENTITY {chr(98 + i)} "{f"&{chr(97 + i)};" * 10}">' for i in range(10))
    return f'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "lol">{parts}]>{inside}'


def rss(*items, head=""):
    return f'{head}<rss version="2.0"><channel><title>Cars</title>{"".join(items)}</channel></rss>'


def item(body, link="javascript:alert(1)"):
    return f"<item><title>T</title><link>{link}</link><description>{body}</description></item>"


PROSE = "&lt;p&gt;" + " ".join([EN] * 10) + "&lt;/p&gt;"
TAGS = "its entry holds no article"
BROKEN = "compressed data are broken"
HUGE = "over 2 MB"

#: name → file, its content, what comes of it
CASES = {
    # compression
    "bomb of one line": ("x.jsonl.gz", bomb(), ["decompression bomb"]),
    "bomb of blank lines": ("x.jsonl.gz", bomb(b"\n"), ["blank lines in a row"]),
    "bomb that is a text": ("x.txt.gz", bomb(b"x"), [HUGE]),
    "bomb of zstd": ("x.jsonl.zst", zst_bomb(), ["decompression bomb"]),
    "bomb that is a table": ("x.csv.gz", gzip.compress(b'text\n"') + bomb(b"x"), ["line 1: "]),
    "bomb before Parquet": ("x.parquet.gz", bomb(), ["decompression bomb"]),
    "bomb in a zip": ("x.zip", zipped({"a.txt": b"x" * (50 * MB), "b.txt": EN}), [HUGE, "ok"]),
    "bomb in a web archive": ("x.warc.gz", gzip.compress(warc(b"<p>", 10**10)) + bomb(), [HUGE, "decompression bomb"]),
    "packed twice": ("x.txt.gz", gzip.compress(gzip.compress(EN.encode())), ["binary data"]),
    "gz cut off": ("x.jsonl.gz", gzip.compress(record() * 999, 0)[:5000], ["ok"] * 48 + [BROKEN]),
    "gz of noise": ("x.txt.gz", bytes(range(256)) * 9, [BROKEN]),
    "zst cut off": ("x.jsonl.zst", zstandard.compress(os.urandom(9999).hex().encode() + b"\n" + record())[:-9], [BROKEN]),
    "zst of noise": ("x.txt.zst", bytes(range(256)) * 9, [BROKEN]),
    "zst with a giant window": ("x.txt.zst", b"\x28\xb5\x2f\xfd\x00\xa8" + b"\x00" * 99, [BROKEN]),
    # archives
    "zip that leads outside": ("x.zip", zipped({"../../etc/a.txt": EN, "/b.txt": EN, "..\\..\\c.txt": EN}), ["ok"] * 3),
    "zip cut off": ("x.zip", zipped({"a.txt": EN})[:-9], ["not a whole zip file"]),
    "zip with a broken member": ("x.zip", zipped({"a.txt": EN * 99, "b.txt": IT}).replace(b"\x55\x04", b"\x00\xff"), None),
    "tar with links and devices": ("x.tar", tarred(("../a.txt", tarfile.REGTYPE, EN.encode()), ("b.txt", tarfile.SYMTYPE, b""), ("c.txt", tarfile.CHRTYPE, b"")), ["ok"]),
    "tar cut off": ("x.tar", tarred(("a.txt", tarfile.REGTYPE, EN.encode() * 99))[:2000], ["cannot be unpacked", "not a whole tar"]),
    "WARC of noise": ("x.warc", bytes(range(256)) * 9, ["not a whole web archive"]),
    "WARC that lies about its length": ("x.warc", warc(PAGE.encode(), 10**12), ["ok"]),
    "WARC with broken chunks": ("x.warc", warc(b"zz\r\n" + PAGE.encode(), extra="Transfer-Encoding: chunked\r\n"), None),
    # records
    "deep JSON": ("x.jsonl", b"[" * 200_000 + b"\n" + record(), ["not a JSON object", "ok"]),
    "deep JSON in a record": ("x.jsonl", b'{"text":' + b'{"a":' * 100_000 + b"\n" + record(), ["not a JSON object", "ok"]),
    "a number of a million digits": ("x.jsonl", b'{"id":' + b"9" * MB + b"}\n" + record(), ["not a JSON object", "ok"]),
    "a text that is none": ("x.jsonl", record(text=["x"]) + record(text=None) + b"[]\nnull\n", ["must be"] * 4),
    "lone surrogates": ("x.jsonl", record(text=EN + "\ud800", id="\udc80a", title="\ud800 Ford", url="http://\ud800"), ["ok"]),
    "NUL bytes": ("x.jsonl", record(text=EN + "\0" * 99, id="a\0b", title="\0", url="\0"), ["ok"]),
    "ids that lead outside": ("x.jsonl", record(id="../../../etc/passwd") + record(id="x" * MB) + record(id="/"), ["ok"] * 3),
    "languages and dates that are none": ("x.jsonl", record(lang="../en") + record(lang="x" * 9999) + record(date="9999-99-99") + record(date="1" * 99_999), ["ok", "ok", "is no date", "is no date"]),
    "a table with NUL bytes": ("x.csv", f'id,text\n\0,"{EN}\0"\n'.encode(), ["ok"]),
    "a table of 20,000 columns": ("x.csv", ("text," + "a," * 20_000 + f"\n{EN}," + "b," * 40_000).encode(), ["ok"]),
    "a table with an open quotation mark": ("x.csv", f'text\n{EN}\n"'.encode() + b"x\n" * 3 * MB, ["ok", "unclosed quotation mark"]),
    "a header of a megabyte": ("x.csv", b"a" * MB, ["no column is called"]),
    "Parquet of noise": ("x.parquet", b"PAR1" + bytes(range(256)) * 9 + b"PAR1", ["not a whole Parquet file"]),
    # pages and feeds
    "deep HTML": ("x.html", (PAGE % ("<div>" * 100_000)).encode(), None),
    "deep tables": ("x.html", (PAGE % ("<table><tr><td>" * 20_000)).encode(), None),
    "an attribute of a megabyte": ("x.html", (PAGE % f"<p class='{'x' * MB}'>").encode(), ["ok"]),
    "a page of scripts": ("x.html", b"<html><script>" + b"x" * MB, ["no article text"]),
    "an encoding that is none": ("x.html", b"<meta charset=hex>" + (PAGE % "<p>perch\xe9").encode("cp1252"), ["ok"]),
    "characters that are none": ("x.html", (PAGE % "<p>&#0;&#xD800;&#x110000;&#xFFFF;&#x202E; Ford said.</p>").encode(), ["ok"]),
    "billion laughs in a page": ("x.html", laughs(PAGE % "&k;").encode(), ["no article text"]),
    "billion laughs in a feed": ("x.xml", laughs(rss(item("&k;"), item(PROSE))).encode(), None),
    "a feed that reads files": ("x.xml", f'<!DOCTYPE x [<!ENTITY f SYSTEM "file:///etc/passwd">]>{rss(item("&f;" + PROSE))}'.encode(), None),
    "a feed that links to files": ("x.rss", rss(item("x", "file:///etc/passwd"), item("x"), item("x", "ftp://x/")).encode(), [TAGS] * 3),
    "a deep feed": ("x.xml", rss(head="<a>" * 20_000).encode(), None),
    "a feed of noise": ("x.rss", bytes(range(256)) * 99, ["not a feed"]),
    "a feed without end": ("x.rss", rss().encode()[:60], ["not a feed"]),
    # texts
    "NUL and nothing else": ("x.txt", b"\0" * MB, ["binary data"]),
    "marks of direction": ("x.txt", ("\u202e\u2066" * 9 + EN).encode(), ["ok"]),
    "a megabyte without a space": ("x.txt", b"x" * MB, ["ok"]),
    "a megabyte of spaces": ("x.txt", b" " * MB, ["the input is empty"]),
    "10,000 quotation marks": ("x.txt", (EN + '"' * 10_000 + "“" * 10_000 + "« »" * 10_000).encode(), ["ok"]),
    "50,000 brackets": ("x.txt", (EN + "[x] " * 50_000).encode(), ["ok"]),
    "a tower of accents": ("x.txt", (EN + " e" + "\u0301" * 100_000).encode(), ["ok"]),
    "20,000 lines of a letter": ("x.txt", b"a\n" * 20_000, ["ok"]),
    "halves of characters": ("x.txt", EN.encode() + b"\xed\xa0\x80 " + EN.encode() + b"\xed\xb0\x80", ["ok"]),
    "overlong characters": ("x.txt", EN.encode() + b" \xc0\xaf\xe0\x80\xaf\xf8\x88\x80\x80\x80", ["ok"]),
    "a byte order mark alone": ("x.txt", b"\xff\xfe", ["empty"]),
    "a program": ("x.txt", b"\x7fELF" + bytes(range(256)) * 99, ["binary data"]),
    "an empty file": ("x.txt", b"", ["the input is empty"]),
}  # fmt: skip


def outcomes(sources):
    """Return "ok" or the reason for each article, and check what was read."""
    told = []
    for found in find_sources(list(map(str, sources)), lang="en", max_bytes=LIMIT):
        for text in (found.name, found.source, getattr(found, "id", "x")):
            assert text.encode() and text.isprintable()
        if not isinstance(found, Raw):
            told.append(found.reason)
            continue
        assert not set(found.id.split("/")) & {"", ".", ".."} and len(found.id) <= 500
        try:
            article = read(found)
        except ReadError as error:
            told.append(str(error))
            continue
        for text in filter(None, (article.text, article.title, article.url, article.id)):
            assert not re.search("[\0-\x08\u202a-\u202e\ud800-\udfff]", text)
        assert "root:" not in article.text
        told.append("ok")
    return told


@pytest.fixture(autouse=True)
def bounds(monkeypatch):
    """Fail a case that takes too long or too much."""
    monkeypatch.setattr(given, "_FREE", 20 * MB)  # a tenth, for a tenth of the time
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    begun = time.process_time()
    yield
    assert time.process_time() - begun < SECONDS
    assert 1024 * (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - most) < MEMORY


@pytest.mark.parametrize("case", CASES)
def test_what_comes_of_a_hostile_file(case, tmp_path):
    name, content, expected = CASES[case]
    (tmp_path / name).write_bytes(content)
    told = outcomes([tmp_path / name])
    if expected is None:  # the libraries decide; what counts is that it ends, and says something
        assert told and all(told)
        return
    assert len(told) == len(expected), told
    assert all(want in got for want, got in zip(expected, told, strict=True)), told
    assert list(tmp_path.iterdir()) == [tmp_path / name]


def test_there_are_cases_enough():
    assert len(CASES) >= 40


# --- what cannot be kept as a file ---------------------------------------------------------------


class Endless(io.RawIOBase):
    """A gigabyte that is made while it is read."""

    def __init__(self, start, piece, end, size=1_000_000_000):
        self.parts = map(memoryview, (start, *[piece * (1 << 20)] * (size >> 20), end))
        self.left = memoryview(b"")

    def readable(self):
        return True

    def readinto(self, buffer):
        self.left = self.left or next(self.parts, self.left)
        data, self.left = self.left[: len(buffer)], self.left[len(buffer) :]
        buffer[: len(data)] = data
        return len(data)


@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [
        (record() + b'{"text": "', b'"}\n' + record(), ["ok", HUGE, "ok"]),
        (EN.encode(), b"", [HUGE]),
        (b"<html>", b"", [HUGE]),
        (b"<rss>", b"", ["over 20 MB"]),
    ],
    ids=["records", "text", "page", "feed"],
)
def test_a_line_of_a_gigabyte_on_standard_input(monkeypatch, start, end, expected):
    stream = io.BufferedReader(Endless(start, b"x", end))
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(stream))
    told = outcomes(["-"])
    assert all(want in got for want, got in zip(expected, told, strict=True)), told


@pytest.mark.parametrize(
    ("name", "start", "reason"),
    [
        ("x.txt", b"a", HUGE),
        ("x.html", b"<html>", HUGE),
        ("x.csv", b"text\n", "too large for an article"),
        ("x.warc", b"", "not a whole web archive"),
        ("x.parquet", b"PAR1", "Parquet"),
        ("x.zip", b"PK\x03\x04", "not a whole zip file"),
        ("x.tar", b"x", "not a whole tar file"),
        ("x.rss", b"<rss>", "over 20 MB"),
    ],
)
def test_a_file_of_a_gigabyte_with_nothing_in_it(tmp_path, name, start, reason):
    with (tmp_path / name).open("wb") as file:
        file.write(start)
        file.truncate(1 << 30)  # a hole: it takes no room on the disk
    (told,) = outcomes([tmp_path / name])
    assert reason in told


def test_a_folder_of_traps(tmp_path):
    os.mkfifo(tmp_path / "pipe.txt")
    (tmp_path / "zero.txt").symlink_to("/dev/zero")
    (tmp_path / "loop.txt").symlink_to("loop.txt")
    (tmp_path / "round").symlink_to(tmp_path)
    (tmp_path / "nowhere.txt").symlink_to("nothing")
    Path(os.fsdecode(os.fsencode(tmp_path) + b"/b\xe9\n\x1b[31m.txt")).write_text(EN)
    told = outcomes([tmp_path])
    assert told[0] == "ok" and len(told) == 5
    assert sum("not a file but a device" in reason for reason in told) == 2
    assert sum("no such file" in reason for reason in told) == 1


def test_paths_that_are_none():
    told = outcomes(["a\0b.txt", "x" * 5000 + ".txt", "\ud800.txt", "", "x" * 5000 + "/*"])
    assert "ok" not in told and len(told) == 5


@pytest.mark.parametrize("lang", ["en", "it"])
@pytest.mark.parametrize(
    "piece", ["9", '"', "1 ", "$", "million ", "twenty-", "1.", "1/", "e\u0301", "\0", "( ", "x"]
)
def test_values_of_much_of_the_same(piece, lang):
    text = piece * 20_000
    for value in find_values(text, lang=lang, date="2024-04-10"):
        json.dumps(value.to_json(), allow_nan=False)
        assert text[value.start : value.end] == value.text


TEXTS = (
    '"' * 10_000, "“" * 3_000, "« »" * 1_000, "x" * 900_000, "9" * 99_999, "( " * 1_000,
    "and " * 1_000, "Ford, " * 600, "e" + "\u0301" * 9_999, "“Yes,” he said. " * 100, ". " * 999,
    "di " * 1_000, "\u4e2d" * 9_999, "1.000 " * 600, "Ford\n" * 600,
)  # fmt: skip


@pytest.mark.model
@pytest.mark.parametrize("lang", ["en", "it"])
def test_facts_of_much_of_the_same(extractor, lang):
    raws = [
        Raw("-", f"{n}", f"{n}", ".txt", f"{EN}\n\n{text}\n\n{IT}".encode(), lang=lang)
        for n, text in enumerate(TEXTS)
    ]
    found = list(process(raws, extractor))
    assert sorted(int(outcome.name) for outcome in found) == list(range(len(TEXTS)))
    assert [outcome.reason for outcome in found if outcome.reason] == []


def test_the_fuzzer_finds_nothing_in_a_few_inputs():
    path = Path(__file__).parents[1] / "bench" / "fuzz.py"
    spec = importlib.util.spec_from_file_location("fuzz", path)
    fuzz = importlib.util.module_from_spec(spec)
    sys.modules["fuzz"] = fuzz
    spec.loader.exec_module(fuzz)
    tally = fuzz.Tally()
    for name, target in fuzz.targets().items():
        fuzz.fuzz(name, target, 60 if name in ("html", "language") else 200, tally)
    assert tally.findings == {}
    assert sum(tally.inputs.values()) == 1_320

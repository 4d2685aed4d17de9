"""What each kind of source gives, and what it says where it gives nothing."""

import csv
import datetime
import gzip
import io
import json
import sqlite3
import sys
import tarfile
import zipfile

import pytest
import zstandard
from serving import drip, serving

from pipeline import given, web
from pipeline.archives import url_id
from pipeline.errors import ReadError
from pipeline.raw import Raw, Refused
from pipeline.records import is_query
from pipeline.shard import read
from pipeline.sources import find_sources, is_whole

EN = "Ford will open a battery plant near Canterbury in the spring, the company said on Monday."
IT = (
    "Ford aprirà in primavera una fabbrica di batterie vicino a Torino, ha detto la società lunedì."
)
LONG = " ".join([EN] * 10)
PAGE = f"<html><head><title>Ford</title></head><body><article><h1>Ford</h1><p>{LONG}</p></article></body></html>"


def find(*sources, **options):
    return list(find_sources([str(source) for source in sources], **options))


def save(folder, name, content):
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def lines(*records):
    return "".join(json.dumps(record) + "\n" for record in records)


def only(*sources, **options):
    (found,) = find(*sources, **options)
    return found


def refused(*sources, **options):
    found = only(*sources, **options)
    assert isinstance(found, Refused), found
    return found


# --- files, folders, globs -----------------------------------------------------------------------


def test_a_folder_gives_its_files_in_order(tmp_path):
    for name in ("it/b.txt", "it/a.TXT", "en/c.html", "notes.md", ".git/d.txt", "e.jsonl.gz"):
        content = gzip.compress(lines({"text": EN}).encode()) if name.endswith("gz") else EN
        save(tmp_path, name, content)
    found = find(tmp_path)
    assert [raw.id for raw in found] == ["e:1", "en/c", "it/a", "it/b"]
    assert [raw.form for raw in found] == [".jsonl", ".html", ".txt", ".txt"]
    assert found[0].name == f"{tmp_path}/e.jsonl.gz:1"
    assert {raw.source for raw in found} == {str(tmp_path)}
    assert found == find(tmp_path)


def test_a_glob_gives_what_it_names(tmp_path):
    for name in ("a/1.txt", "a/2.txt", "b/deep/1.txt", "b/1.html"):
        save(tmp_path, name, EN)
    assert [raw.id for raw in find(f"{tmp_path}/**/1.*")] == ["a/1", "b/1", "b/deep/1"]
    assert [raw.id for raw in find(f"{tmp_path}/a/*.txt")] == ["1", "2"]
    assert "no file is so named" in refused(f"{tmp_path}/*.csv").reason
    assert "**" in refused(f"{tmp_path}/a**").reason


def test_a_name_with_brackets_is_no_pattern(tmp_path):
    assert only(save(tmp_path, "a[1].txt", EN)).id == "a[1]"


@pytest.mark.parametrize(
    ("name", "id"), [("x.txt", "x"), ("x.txt.gz", "x"), ("x.txt.zst", "x"), ("A.b.TXT", "A.b")]
)
def test_files_are_compressed_or_not(tmp_path, name, id):
    pack = {"gz": gzip.compress, "zst": zstandard.compress}.get(name.rsplit(".", 1)[1], bytes)
    raw = only(save(tmp_path, name, pack(EN.encode())), lang="en", date="2025-04-24")
    assert (raw.id, raw.form, raw.content) == (id, ".txt", EN.encode())
    assert (raw.lang, raw.date) == ("en", "2025-04-24")


def test_what_cannot_be_had_is_refused_and_the_rest_goes_on(tmp_path):
    sources = [
        tmp_path / "none.txt",
        save(tmp_path, "x.pdf", "%PDF"),
        save(tmp_path / "empty", "x.md", ""),
        save(tmp_path, "ok.txt", EN),
    ]
    sources[2] = tmp_path / "empty"
    none, pdf, empty, ok = find(*sources)
    assert none.reason == "there is no such file" and none.cut
    assert "cannot tell its format" in pdf.reason
    assert "no file in it ends in" in empty.reason and empty.cut
    assert isinstance(ok, Raw)


def test_options_are_checked_at_once(tmp_path):
    with pytest.raises(ReadError, match="not supported"):
        find_sources([str(tmp_path)], lang="fr")
    with pytest.raises(ReadError, match="no date"):
        find_sources([str(tmp_path)], date="soon")


def test_the_size_limit_holds(tmp_path):
    assert find(save(tmp_path, "a.txt", "x" * 1000), max_bytes=1000)[0].content == b"x" * 1000
    large = refused(save(tmp_path, "b.txt", "x" * 1001), max_bytes=1000)
    assert (large.stage, large.reason) == ("size", "over 1,000 bytes")


def test_what_is_gone_from_files_and_folders_is_gone():
    assert is_whole("articles") and is_whole("a/*.txt") and is_whole("s3://b/x.jsonl")
    parts = ("-", "https://example.org/x.html", "feed.xml", "sqlite:///x.db?query=select 1")
    assert not any(map(is_whole, parts))


# --- records -------------------------------------------------------------------------------------


def test_records_are_named_by_their_id_or_line(tmp_path):
    path = save(tmp_path, "x.jsonl", lines({"text": EN, "id": "a"}, {"text": IT}) + "\n{broken\n")
    found = find(path)
    assert [raw.name for raw in found] == [f"{path}:a", f"{path}:2", f"{path}:4"]
    assert [raw.id for raw in found] == ["a", "x:2", "x:4"]
    save(tmp_path, "x.jsonl", lines({"text": IT, "id": "new"}, {"text": EN, "id": "a"}))
    assert find(path)[1].name == found[0].name


def test_an_id_twice_is_two_articles(tmp_path):
    path = save(tmp_path, "x.jsonl", lines({"text": EN, "id": 7}, {"text": IT, "id": 7}))
    assert [raw.name for raw in find(path)] == [f"{path}:7", f"{path}:7~2"]


def test_a_line_too_large_costs_only_itself(tmp_path):
    path = save(tmp_path, "x.jsonl", lines({"text": EN}, {"text": "x" * 5000}, {"text": IT}))
    first, large, last = find(path, max_bytes=1000)
    assert (large.name, large.stage) == (f"{path}:2", "size")
    assert (first.id, last.id) == ("x:1", "x:3")


ROW = {"id": "r1", "title": "Ford", "Date": "2025-04-24", "LANG": "en-GB", "url": "http://x.org/1"}


def csv_of(mark, code, **row):
    text = io.StringIO()
    writer = csv.DictWriter(text, list(row), delimiter=mark)
    writer.writeheader()
    writer.writerow(row)
    return text.getvalue().encode(code)


@pytest.mark.parametrize("mark", [",", ";", "\t", "|"])
@pytest.mark.parametrize("code", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_tables_of_any_kind(tmp_path, mark, code):
    path = save(tmp_path, "x.csv", csv_of(mark, code, **ROW, text=IT + "\n\n“" + IT))
    raw = only(path)
    article = read(raw)
    assert (raw.name, raw.id, raw.form) == (f"{path}:r1", "r1", ".jsonl")
    assert IT in article.text
    assert (article.date, article.lang, article.url) == ("2025-04-24", "en", "http://x.org/1")


@pytest.mark.parametrize("column", ["html", "body", "content"])
def test_columns_may_hold_pages(tmp_path, column):
    raw = only(save(tmp_path, "x.csv", csv_of(",", "utf-8", **ROW, **{column: PAGE})))
    assert (raw.form, raw.lang, raw.date, raw.url) == (
        ".html",
        "en",
        "2025-04-24",
        "http://x.org/1",
    )
    assert LONG in read(raw).text


def test_a_table_without_articles_says_its_columns(tmp_path):
    told = refused(save(tmp_path, "x.csv", "a,b\n1,2\n"))
    assert "no column is called text, html, body, content; its columns: a, b" in told.reason


def test_parquet_rows_are_articles(tmp_path):
    pa = pytest.importorskip("pyarrow")
    from pyarrow import parquet

    rows = [
        {"id": n, "text": EN, "date": datetime.date(2025, 4, 24), "title": None, "vector": [1.0]}
        for n in range(150)
    ]
    parquet.write_table(pa.Table.from_pylist(rows), tmp_path / "x.parquet", row_group_size=70)
    found = find(tmp_path)
    assert [raw.id for raw in found] == [str(n) for n in range(150)]
    assert read(found[149]).date == "2025-04-24"
    packed = save(tmp_path, "y.parquet.gz", gzip.compress((tmp_path / "x.parquet").read_bytes()))
    assert len(find(packed)) == 150
    broken = save(tmp_path, "z.parquet", (tmp_path / "x.parquet").read_bytes()[:-500])
    assert "Parquet" in refused(broken).reason


def test_rows_of_a_query_are_articles(tmp_path):
    with sqlite3.connect(tmp_path / "x.db") as base:
        base.execute("create table news (id integer, body text, day text)")
        base.executemany(
            "insert into news values (?, ?, ?)", [(1, EN, "2025-04-24"), (2, IT, None)]
        )
    base.close()
    url = f"sqlite:///{tmp_path}/x.db?query="
    spaced = find(url + "select id, body as text, day as date from news where day > '2025%' or 1")
    coded = find(url + "select+id,body+as+text+from+news")
    assert [raw.id for raw in spaced] == [raw.id for raw in coded] == ["1", "2"]
    assert read(spaced[0]).date == "2025-04-24"
    unnamed = find(url + "select body from news")
    backwards = find(url + "select body from news order by id desc")
    assert [raw.id for raw in unnamed] == [raw.id for raw in backwards][::-1]
    assert "the query fails: no such table: old" in refused(url + "select * from old").reason
    assert "no column is called" in refused(url + "select id from news").reason


def test_passwords_are_not_shown():
    told = refused("postgresql://me:secret@127.0.0.1:1/base?query=select 1")
    assert told.cut and "secret" not in f"{told.source} {told.name} {told.reason}"


# --- archives ------------------------------------------------------------------------------------


def warc(*pages, packed=True):
    records = []
    for url, media, status, content in pages:
        http = f"HTTP/1.1 {status}\r\nContent-Type: {media}\r\n\r\n".encode() + content
        head = (
            f"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: {url}\r\n"
            f"Content-Type: application/http; msgtype=response\r\nContent-Length: {len(http)}"
        )
        records.append(head.encode() + b"\r\n\r\n" + http + b"\r\n\r\n")
    return b"".join(map(gzip.compress, records) if packed else records)


@pytest.mark.parametrize("packed", [True, False])
def test_a_web_archive_gives_its_pages(tmp_path, packed):
    path = save(
        tmp_path,
        "x.warc.gz" if packed else "x.warc",
        warc(
            ("http://x.org/robots.txt", "text/plain", "200 OK", b"User-agent: *"),
            ("http://x.org/a.html", "text/html; charset=utf-8", "200 OK", PAGE.encode()),
            ("http://x.org/b.html", "text/html", "404 Not Found", PAGE.encode()),
            ("http://x.org/c.png", "image/png", "200 OK", b"\x89PNG"),
            ("http://x.org/d?id=1", "text/html", "200 OK", PAGE.encode()),
            packed=packed,
        ),
    )
    found = find(path)
    assert [raw.id for raw in found] == ["x.org/a", "x.org/d?id=1"]
    assert [raw.url for raw in found] == ["http://x.org/a.html", "http://x.org/d?id=1"]
    assert LONG in read(found[0]).text


def test_zip_and_tar_files_give_their_texts(tmp_path):
    names = {"b.txt": EN, "deep/a.html": PAGE, "c.bin": "x", "__MACOSX/._b.txt": "x"}
    with zipfile.ZipFile(tmp_path / "x.zip", "w") as archive:
        for name, text in names.items():
            archive.writestr(name, text)
    with tarfile.open(tmp_path / "y.tgz", "w:gz") as archive:
        for name, text in names.items():
            info = tarfile.TarInfo(name)
            info.size = len(text)
            archive.addfile(info, io.BytesIO(text.encode()))
    assert [raw.id for raw in find(tmp_path / "x.zip")] == ["x/b", "x/deep/a"]
    assert [raw.id for raw in find(tmp_path / "y.tgz")] == ["y/b", "y/deep/a"]


# --- the web -------------------------------------------------------------------------------------


def rss(*items):
    return f'<?xml version="1.0"?><rss version="2.0"><channel><title>Cars</title>{"".join(items)}</channel></rss>'


def item(link, body=""):
    return (
        f"<item><title>Ford</title><link>{link}</link><description><![CDATA[{body}]]></description>"
        f"<pubDate>Thu, 24 Apr 2025 10:00:00 GMT</pubDate></item>"
    )


def test_a_feed_gives_entries_and_pages():
    answers = {"/a.html": PAGE.encode(), "/b.html": PAGE.encode()}
    with serving(answers) as address:
        whole = item(f"{address}/whole.html", f"<p>{LONG}</p>")
        teaser = item(f"{address}/a.html", "<p>More …</p>")
        lost = item(f"{address}/gone.html")
        answers["/feed"] = rss(whole, teaser, lost, teaser, item("file:///etc/hosts")).encode()
        entry, page, gone, local = find(f"{address}/feed")
    assert entry.url == f"{address}/whole.html" and LONG in read(entry).text
    assert entry.id.endswith("/whole") and entry.date == "2025-04-24"
    assert page.url == f"{address}/a.html" and read(page).date == "2025-04-24"
    assert gone.name.endswith("/gone.html") and "the server says 404" in gone.reason
    assert "links to no page of the web" in local.reason


def test_a_saved_atom_feed_gives_its_entries(tmp_path):
    entry = f"<entry><title>T</title><id>urn:1</id><content type='html'>&lt;p&gt;{LONG}&lt;/p&gt;</content></entry>"
    atom = f"<feed xmlns='http://www.w3.org/2005/Atom'><title>F</title>{entry}</feed>"
    raw = only(save(tmp_path, "saved.atom", atom))
    assert raw.name == "urn:1" and LONG in read(raw).text


def test_pages_texts_and_tables_of_the_web():
    answers = {
        "/2025/ford.html?x=1": (200, {"Content-Type": "text/html"}, PAGE.encode()),
        "/ford": (200, {"Content-Type": "text/plain"}, EN.encode()),
        "/x.jsonl.gz": gzip.compress(lines({"text": EN, "id": "a"}, {"text": IT}).encode()),
        "/moved": (302, {"Location": "/2025/ford.html?x=1"}, b""),
        "/packed": (200, {"Content-Type": "text/html"}, gzip.compress(PAGE.encode())),
    }
    with serving(answers) as address:
        page, text, one, two, moved, packed = find(*(address + path for path in answers))
    host = address.removeprefix("http://").partition(":")[0]
    assert (page.id, page.form) == (f"{host}/2025/ford?x=1", ".html")
    assert (text.form, text.content) == (".txt", EN.encode())
    assert (one.id, two.id) == ("a", f"{host}/x.jsonl.gz:2")
    assert moved.url == f"{address}/2025/ford.html?x=1"
    assert packed.content == PAGE.encode()


def test_downloads_are_limited(monkeypatch):
    monkeypatch.setattr(web, "WHOLE", 0.4)
    answers = {
        "/slow": drip,
        "/large": b"x" * 5000,
        "/loop": (302, {"Location": "/1"}, b""),
        **{f"/{n}": (302, {"Location": f"/{n + 1}"}, b"") for n in range(1, 9)},
        "/file": (302, {"Location": "ftp://127.0.0.1/x"}, b""),
        "/cut": (200, {"Content-Length": 5000}, b"x" * 100),
    }
    with serving(answers) as address:
        slow, large, loop, file, cut, off = find(
            *(address + path for path in ("/slow", "/large", "/loop", "/file", "/cut")),
            "http://127.0.0.1:1/x",
            max_bytes=1000,
        )
    assert "took longer" in slow.reason
    assert large.stage == "size"
    assert "redirected more than 5 times" in loop.reason
    assert "no address of the web" in file.reason
    assert "broke off after 100 bytes" in cut.reason
    assert "refused" in off.reason


@pytest.fixture
def s3(monkeypatch):
    pytest.importorskip("s3fs")
    boto3 = pytest.importorskip("boto3")
    import s3fs
    from moto.server import ThreadedMotoServer

    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    for key, value in {
        "AWS_ENDPOINT_URL": f"http://{host}:{port}",
        "AWS_ACCESS_KEY_ID": "test",
        "AWS_SECRET_ACCESS_KEY": "test",
        "AWS_DEFAULT_REGION": "us-east-1",
    }.items():
        monkeypatch.setenv(key, value)
    client = boto3.client("s3")
    client.create_bucket(Bucket="news")
    s3fs.S3FileSystem.clear_instance_cache()
    yield client
    s3fs.S3FileSystem.clear_instance_cache()
    server.stop()


def test_files_of_a_bucket(s3):
    packed = gzip.compress(lines({"text": EN}, {"text": IT}).encode())
    for key, content in {
        "2025/b.txt": EN.encode(),
        "2025/a.jsonl.gz": packed,
        "2025/x.bin": b"x",
        "c.html": PAGE.encode(),
    }.items():
        s3.put_object(Bucket="news", Key=key, Body=content)
    assert [raw.id for raw in find("s3://news/2025/")] == ["a:1", "a:2", "b"]
    assert [raw.id for raw in find("s3://news")] == ["2025/a:1", "2025/a:2", "2025/b", "c"]
    assert [raw.name for raw in find("s3://news/2025/*.txt")] == ["s3://news/2025/b.txt"]
    assert only("s3://news/c.html").content == PAGE.encode()
    assert "no such file" in refused("s3://news/none.txt").reason
    assert refused("s3://other/").cut


def test_a_driver_that_is_missing_is_named():
    told = refused("nosuch://bucket/x.txt").reason
    assert "cannot be reached" in told and "nosuch" in told


# --- standard input ------------------------------------------------------------------------------


def given_on_stdin(monkeypatch, data):
    stream = io.TextIOWrapper(io.BufferedReader(io.BytesIO(data)))
    monkeypatch.setattr(sys, "stdin", stream)
    return find("-")


@pytest.mark.parametrize(
    ("data", "forms"),
    [
        (EN.encode(), [".txt"]),
        (PAGE.encode(), [".html"]),
        (lines({"text": EN}, {"text": IT, "id": "b"}).encode(), [".jsonl", ".jsonl"]),
        (gzip.compress(lines({"text": EN}).encode()), [".jsonl"]),
        (zstandard.compress(EN.encode()), [".txt"]),
        (rss(item("http://x.org/a", f"<p>{LONG}</p>")).encode(), [".html"]),
        (warc(("http://x.org/a", "text/html", "200 OK", PAGE.encode())), [".html"]),
    ],
    ids=["text", "page", "records", "gz", "zst", "feed", "warc"],
)
def test_standard_input_is_told_by_its_start(monkeypatch, data, forms):
    found = given_on_stdin(monkeypatch, data)
    assert [raw.form for raw in found] == forms


def test_standard_input_is_another_one_every_time(monkeypatch):
    first = given_on_stdin(monkeypatch, lines({"text": EN}, {"text": IT}).encode())
    second = given_on_stdin(monkeypatch, lines({"text": IT}, {"text": LONG}).encode())
    assert first[1].name == second[0].name
    assert len({raw.name for raw in first + second}) == 3
    assert given_on_stdin(monkeypatch, EN.encode()) != given_on_stdin(monkeypatch, IT.encode())


# --- names ---------------------------------------------------------------------------------------


def test_names_and_ids_can_be_stored():
    assert given.tidy("a\x00b\u202ec\udce9d e\u0301") == "a\\x00b\\u202ec\\udce9d e\u0301"
    assert given.tidy_id("../../etc/./pass\x00wd\\..\\x") == "etc/passwd/x"
    assert len(given.tidy_id("x" * 10_000)) == 500


def test_a_page_with_a_query_is_no_database():
    assert not is_query("https://example.org/search?query=ford")
    assert is_query("postgresql://host/base?query=select 1")


def test_an_address_that_is_none_is_its_own_id():
    assert url_id("http://[bad") == "http://[bad"

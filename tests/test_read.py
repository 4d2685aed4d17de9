import io
import json
import subprocess
import sys

import pytest

from pipeline.errors import ReadError
from pipeline.facts import Article
from pipeline.read import READERS, read_articles, read_text

EN = "Ford will open a battery plant near Canterbury in the spring, the company said on Monday."
IT = (
    "Ford aprirà in primavera una fabbrica di batterie vicino a Torino, ha detto la società lunedì."
)


def read(*paths, **options):
    return list(read_articles(paths, **options))


def error(path, **options):
    (found,) = read(path, **options)
    assert isinstance(found, ReadError)
    return str(found)


def save(folder, name, content):
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


# --- files, folders, standard input --------------------------------------------------------------


def test_a_folder_gives_its_articles_by_path(tmp_path):
    for name in ("it/b.txt", "it/a.TXT", "en/2025/c.txt", "notes.md", ".git/d.txt", "en/.e.txt"):
        save(tmp_path, name, EN)
    assert [article.id for article in read(tmp_path)] == ["en/2025/c", "it/a", "it/b"]


def test_a_single_file_gives_its_bare_name(tmp_path):
    (article,) = read(save(tmp_path, "deep/ford.txt", EN))
    assert article == Article(id="ford", text=EN, lang="en", title=EN)


def test_equal_names_get_different_ids(tmp_path):
    paths = [save(tmp_path, f"{folder}/ford.txt", EN) for folder in ("a", "b")]
    assert [article.id for article in read(*paths, *paths)] == [
        "ford",
        "b/ford",
        "a/ford",
        "b/ford~2",
    ]


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("a.txt", "", "the input is empty"),
        ("a.txt", " \n\ufeff\n ", "the input is empty"),
        ("a.html", "", "the input is empty"),
        ("a.jsonl", "\n\n", "the input is empty"),
        ("a.txt", b"\x00\x01\x02\x03" * 99, "binary data"),
        ("a.html", b"<html>\x00\x00\x00</html>", "binary data"),
        ("a.txt", b"%PDF-1.7 and more", "binary data"),
        ("a.txt", b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", "binary data"),
        ("a.docx", "PK", "its name should end in one of .txt, .html, .htm, .jsonl"),
        ("a.txt", "Share\nFacebook\nSubscribe to our newsletter", "nothing but page furniture"),
        ("a.html", "<html><body></body></html>", "no article text in the HTML"),
        ("a.html", "<" * 5000, "HTML"),
        ("a.html", "<div>" * 20000 + "deep", "HTML"),
    ],
)
def test_a_bad_file_is_named_and_the_others_go_on(tmp_path, name, content, said):
    bad, good = save(tmp_path, name, content), save(tmp_path, "good.txt", EN)
    failed, article = read(bad, good)
    assert isinstance(failed, ReadError)
    assert str(failed).startswith(f"{bad}: ")
    assert said in str(failed)
    assert article.id == "good"


def test_what_is_not_there_is_named(tmp_path):
    assert error(tmp_path / "no.txt") == f"{tmp_path / 'no.txt'}: there is no such file"
    assert "no file in it ends in" in error(tmp_path)


def test_a_file_too_large_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr("pipeline.decode.MAX_BYTES", 1000)
    assert "too large for an article" in error(save(tmp_path, "a.txt", EN * 20))


@pytest.mark.parametrize(
    ("content", "id"),
    [
        (EN, "stdin"),
        (json.dumps({"id": "x", "text": EN}), "x"),
        (f"\n <!DOCTYPE html><title>Ford</title><article><p>{EN}</p></article>", "stdin"),
    ],
)
def test_standard_input_tells_its_format(monkeypatch, content, id):
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(content.encode())))
    (article,) = read("-")
    assert article.id == id
    assert article.text.endswith(EN)


def test_readers_are_a_registry(tmp_path, monkeypatch):
    def read_wiki(stream, source):
        yield read_text(stream.read().decode().replace("''", ""), id=source.id)

    monkeypatch.setitem(READERS, ".wiki", read_wiki)
    (article,) = read(save(tmp_path, "ford.wiki", f"''{EN}''"))
    assert (article.id, article.text) == ("ford", EN)


# --- JSONL and HTML ------------------------------------------------------------------------------


def test_records_carry_their_metadata(tmp_path):
    record = {
        "id": 7,
        "text": EN,
        "title": "Battery plant for Kent",
        "date": "2025-03-12T10:24:00Z",
        "lang": "en-GB",
        "url": "https://ledger.example/7",
        "section": "business",
    }
    path = save(tmp_path, "a.jsonl", json.dumps(record) + "\n\n" + json.dumps({"text": IT}))
    assert read(path) == [
        Article(
            id="7",
            text=f"Battery plant for Kent\n\n{EN}",
            lang="en",
            date="2025-03-12",
            title="Battery plant for Kent",
            url="https://ledger.example/7",
        ),
        Article(id="a:3", text=IT, lang="it", title=IT),
    ]


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("{", "not a JSON object"),
        ("[" * 100_000, "not a JSON object"),
        ("[1]", '"text" is a string'),
        ('{"title": "x"}', '"text" is a string'),
        ('{"text": null}', '"text" is a string'),
        ('{"text": " "}', "the input is empty"),
        ('{"text": "x", "date": 5}', '"date" must be a string'),
        ('{"text": "Ford shut it.", "date": "soon"}', "'soon' is no date"),
        ('{"text": "x", "lang": "fr"}', "'fr' is not supported"),
        ('{"text": "x", "id": [1]}', '"id" must be'),
        ('{"text": "Share\\nTweet", "id": "x"}', "line 2: nothing but page furniture"),
    ],
)
def test_a_bad_record_is_named_with_its_line(tmp_path, line, said):
    path = save(tmp_path, "a.jsonl", f'{{"text": "{EN}"}}\n{line}\n{{"text": "{IT}"}}\n')
    first, failed, third = read(path)
    assert str(failed).startswith(f"{path}, line 2: ")
    assert said in str(failed)
    assert (first.text, third.text) == (EN, IT)


PAGE = """<!doctype html><html lang="en"><head><meta charset="utf-8">
<title>Ford opens battery plant in Kent | The Ledger</title>
<meta property="og:title" content="Ford opens battery plant in Kent">
<meta property="article:published_time" content="2025-03-12T10:24:00Z">
<link rel="canonical" href="https://ledger.example/ford"></head>
<body><nav><ul><li><a href="/">Home</a></li><li><a href="/cars">Cars</a></li></ul></nav>
<article><h1>Ford opens battery plant in Kent</h1>
<p>The site will employ 900 people, the carmaker says</p><p>By Helen Marsh</p>
<p>Ford opened a battery plant in Kent on Monday and said that it would employ 900 people by the
end of next year, most of them from the region around Canterbury.</p>
<p>“It is a good day,” said Anna Field, who runs the plant.</p>
<ul><li>Capacity: 40,000 packs a year</li><li>Investment: £300 million</li></ul>
<p>The company closed its engine line in the county in 2020, and unions welcomed the decision but
asked for longer contracts for the agency staff.</p></article>
<aside><h3>Related</h3><a href="/b">Ferry firm cancels winter sailings</a></aside>
<footer>© 2025 The Ledger. All rights reserved.</footer></body></html>"""


def test_html_gives_article_title_date_and_address(tmp_path):
    (article,) = read(save(tmp_path, "ford.htm", PAGE))
    assert article.text.split("\n\n") == [
        "Ford opens battery plant in Kent",
        "The site will employ 900 people, the carmaker says",
        "Ford opened a battery plant in Kent on Monday and said that it would employ 900 people by "
        "the end of next year, most of them from the region around Canterbury.",
        "“It is a good day,” said Anna Field, who runs the plant.",
        "- Capacity: 40,000 packs a year",
        "- Investment: £300 million",
        "The company closed its engine line in the county in 2020, and unions welcomed the "
        "decision but asked for longer contracts for the agency staff.",
    ]
    assert (article.date, article.title) == ("2025-03-12", "Ford opens battery plant in Kent")
    assert article.url == "https://ledger.example/ford"


def test_html_in_the_encoding_it_declares(tmp_path):
    page = f"<html><meta charset='iso-8859-1'><article><p>{IT}</p><p>{IT[:-1]} 24.</p></article>"
    (article,) = read(save(tmp_path, "a.html", page.encode("latin-1")))
    assert article.text.startswith(IT)


# --- characters and lines ------------------------------------------------------------------------


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_encodings(tmp_path, encoding):
    text = "L’azienda aprirà lì un nuovo stabilimento, perché la città è vicina al confine."
    (article,) = read(save(tmp_path, "a.txt", text.encode(encoding)))
    assert article.text == text


def test_a_broken_character_does_not_change_the_others(tmp_path):
    text = (
        "Perché la città è più vicina e l’attività è già metà d’università, tutto sarà più facile."
    )
    broken = text.encode().replace(b"facile", b"fac\xe9le")
    (article,) = read(save(tmp_path, "a.txt", broken))
    assert article.text == text.replace("facile", "fac\ufffdle")


@pytest.mark.parametrize(
    ("raw", "clean"),
    [
        ("Perche\u0301 la Fiat", "Perché la Fiat"),
        ("5\u00a0000 cars\tin\u202fKent", "5 000 cars in Kent"),
        ("auto\u00admobile\u200b plant\ufeff", "automobile plant"),
        ("Ford\r\nshut\rit.", "Ford\n\nshut\n\nit."),
        ("Ford \x07shut\x9d it.  ", "Ford shut it."),
        ("Ford \ud800 shut it.", "Ford \ufffd shut it."),
    ],
)
def test_characters(raw, clean):
    assert read_text(raw, lang="en").text == clean


def test_wrapped_lines_are_joined():
    wrapped = """Bosch expands in Reutlingen

Bosch is expanding its sensor production in Reutlingen. The supplier
will invest 250 million euros in a further hall, which is due to start
work in the autumn of 2026.

- 400 new jobs by 2027, most of them for people of the region itself
- 250 million euros

Demand is rising faster than the plant can build, the company said in
its report for the year."""
    assert read_text(wrapped).text.split("\n\n") == [
        "Bosch expands in Reutlingen",
        "Bosch is expanding its sensor production in Reutlingen. The supplier will invest 250 "
        "million euros in a further hall, which is due to start work in the autumn of 2026.",
        "- 400 new jobs by 2027, most of them for people of the region itself",
        "- 250 million euros",
        "Demand is rising faster than the plant can build, the company said in its report for the "
        "year.",
    ]


def test_short_paragraphs_are_not_joined():
    lines = [
        "Tesla cut the price of its Model Y in seven European countries on Tuesday.",
        "The cheapest version now costs 42,990 euros in Germany, the company said.",
        "The company did not say how long the lower price would hold in Europe.",
        "Analysts had expected that it would go further down in the spring quarter.",
    ]
    assert read_text("\n".join(lines)).text.split("\n\n") == lines


# --- language ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "lang"),
    [
        (EN, "en"),
        (IT, "it"),
        ("Ford shuts Genk.", "en"),
        ("La Ford chiude a Genk.", "it"),
        ("Urso: «Serve un nuovo costruttore»", "it"),
        (f"Share\nFacebook\nFollow us\n{IT}", "it"),
    ],
)
def test_language_is_found(text, lang):
    assert read_text(text).lang == lang


@pytest.mark.parametrize(
    ("text", "name"),
    [
        (
            "L'entreprise a ouvert une nouvelle usine à Lyon, où travaillent cent personnes.",
            "French",
        ),
        ("La empresa abrió una nueva fábrica en Madrid con quinientos empleados.", "Spanish"),
        ("Das Unternehmen hat ein neues Werk in München eröffnet.", "German"),
        ("L'empresa ha obert una nova fàbrica a Barcelona amb cinc-centes persones.", "Catalan"),
        ("A empresa abriu uma nova fábrica em Lisboa com quinhentas pessoas.", "Portuguese"),
        ("Компания открыла новый завод в Калуге.", "Russian"),
    ],
)
def test_other_languages_are_refused_by_name(tmp_path, text, name):
    path = save(tmp_path, "a.txt", text)
    assert error(path) == (
        f"{path}: looks like {name}, not English or Italian; force one with --lang en|it"
    )
    (forced,) = read(path, lang="it")
    assert forced.lang == "it"


def test_an_unknown_language_is_refused_at_once(tmp_path):
    with pytest.raises(ReadError, match="choose one of en, it"):
        read_articles([tmp_path], lang="de")


# --- date ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("lang", "line", "date"),
    [
        ("en", "May 29, 2011", "2011-05-29"),
        ("en", "29 May 2011", "2011-05-29"),
        ("en", "Friday, July 21st, 2017", "2017-07-21"),
        ("en", "Sept. 3, 2024", "2024-09-03"),
        ("en", "Published: 12 March 2025, 10:24", "2025-03-12"),
        ("en", "Updated 13 March 2025 | Published 12 March 2025", "2025-03-12"),
        ("en", "Detroit, 12 March 2025", "2025-03-12"),
        ("en", "Helen Marsh | March 12, 2025 | 3 min read", "2025-03-12"),
        ("en", "2025-03-12 10:24", "2025-03-12"),
        ("en", "03/04/2025", "2025-03-04"),
        ("en", "23/04/2025", "2025-04-23"),
        ("it", "03/04/2025", "2025-04-03"),
        ("it", "29 maggio 2011", "2011-05-29"),
        ("it", "1º maggio 2011", "2011-05-01"),
        ("it", "Torino, 3 aprile 2025 -", "2025-04-03"),
        ("it", "giovedì 3 aprile 2025, ore 18.40", "2025-04-03"),
        ("it", "Pubblicato il 3 apr 2025 alle 18:40", "2025-04-03"),
        ("it", "Aggiornato: 3/4/25 - 2 minuti di lettura", "2025-04-03"),
    ],
)
def test_a_line_with_the_date_is_furniture(lang, line, date):
    text = {"en": EN, "it": IT}[lang]
    article = read_text(f"Ford\n{line}\n{text}", lang=lang)
    assert (article.date, article.text) == (date, f"Ford\n\n{text}")


@pytest.mark.parametrize(
    ("lang", "opening", "date"),
    [
        ("en", "ROME, Feb 3, 2025 (Newsline) - ", "2025-02-03"),
        ("en", "DETROIT, March 12, 2025 /Newswire/ -- ", "2025-03-12"),
        ("en", "March 12, 2025 – ", "2025-03-12"),
        ("it", "Torino, 3 aprile 2025 – ", "2025-04-03"),
        ("it", "(Agenzia) - TORINO, 3 APR 2025 - ", "2025-04-03"),
        ("en", "ROME, Feb 3 (Newsline) - ", None),
        ("en", "On May 3, 2024 - a Friday - it was shut. ", None),
        ("en", "The plant was shut on May 3, 2024. ", None),
    ],
)
def test_a_dateline_inside_a_paragraph_stays(lang, opening, date):
    text = opening + {"en": EN, "it": IT}[lang]
    article = read_text(text, lang=lang)
    assert (article.date, article.text) == (date, text)


@pytest.mark.parametrize(
    ("lang", "line", "date"),
    [
        ("en", "Freight desk, second edition of the week. Delft, 17 April 2025", "2025-04-17"),
        ("en", "9 September 2024 | by our reporters in three German cities", "2024-09-09"),
        ("it", "Dalla nostra redazione economica a Melfi, 3 aprile 2025.", "2025-04-03"),
        ("it", "Dopo il 3 aprile 2025 nulla sarà come prima a Melfi", None),
    ],
)
def test_a_short_line_may_end_or_begin_with_the_date(lang, line, date):
    text = {"en": EN, "it": IT}[lang]
    assert read_text(f"Ford\n{line}\n{text}", lang=lang).date == date


def test_headings_with_dates_stay_in_a_chronicle():
    lines = [
        EN,
        "The county has had no car plant since the last one was shut five years ago, it added.",
        "What follows is a short account of how the plan came about and of who is against it.",
        "12 March 2025",
        "The chief executive met the mayor, and both of them said that the talks had gone well.",
    ]
    article = read_text("\n".join(lines), lang="en")
    assert article.text.split("\n\n") == lines
    assert article.date is None


def test_the_option_beats_the_text(tmp_path):
    path = save(tmp_path, "a.txt", f"Ford\nMay 29, 2011\n{EN}")
    (article,) = read(path, date="2025-04-24")
    assert article.date == "2025-04-24"
    with pytest.raises(ReadError, match="write it like 2025-04-24"):
        read_articles([path], date="yesterday")


@pytest.mark.parametrize(
    ("text", "title"),
    [
        (f"Ford comes to Kent\n{EN}", "Ford comes to Kent"),
        (f"Home\nCars\nFord opens battery plant near Canterbury\n{EN}", None),
    ],
)
def test_the_title_is_the_headline(text, title):
    article = read_text(text, lang="en")
    assert article.title == (title or "Ford opens battery plant near Canterbury")
    assert article.text == f"{article.title}\n\n{EN}"


def test_reading_imports_nothing_heavy():
    heavy = "{'spacy', 'trafilatura', 'lxml', 'py3langid', 'babel', 'charset_normalizer', 'numpy'}"
    code = f"import sys, pipeline.read, pipeline.write; print(sorted({heavy} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"

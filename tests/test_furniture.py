"""Pages as sites print them (`pages/`): lines with a "~ " are furniture, all others are text."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.errors import RuleError
from pipeline.furniture import strip_furniture
from pipeline.lines import load_words

FOLDER = Path(__file__).parent / "pages"
PAGES = [
    ("en-menu-and-footer", "Ford to open battery plant near Canterbury", "2025-03-12"),
    ("en-wire", "Stellantis halts shift at Melfi as demand weakens, unions say", "2025-02-03"),
    ("en-consent", "Tesla cuts price of Model Y in Europe", "2025-01-14"),
    ("en-press-release", "Bosch expands sensor production in Reutlingen", "2025-03-04"),
    ("en-tv", "GM to hire 1,500 at Spring Hill", "2025-03-05"),
    ("en-trade", "ZF and Foxconn close chassis deal", None),
    ("en-teasers", "VW and Bosch end battery equipment talks", None),
    ("en-short", "Ford shuts Genk", None),
    ("it-menu", "Mirafiori, la 500 ibrida parte a novembre", "2025-04-03"),
    ("it-agency", "Stellantis: sindacati, stop al turno di notte a Melfi da marzo", None),
    ("it-business", "Brembo compra Öhlins per 405 milioni di dollari", "2024-10-11"),
    ("it-local", "Arese, 200 posti nel polo logistico di Amazon", None),
    ("it-author", "Ferrari, consegne in crescita del 2%", "2025-02-04"),
    ("it-blog", "BYD sceglie Szeged per la fabbrica europea", "2023-12-22"),
    ("it-pull-quote", "Iveco, accordo sul contratto", "2024-07-10"),
]


def page(name):
    """Return a page as it is printed, and the lines of its article."""
    lines = (FOLDER / f"{name}.txt").read_text(encoding="utf-8").splitlines()
    printed = "\n".join(line.removeprefix("~ ") for line in lines)
    return printed, [line for line in lines if line and not line.startswith("~ ")]


@pytest.mark.parametrize(("name", "headline", "date"), PAGES)
def test_only_the_article_stays(name, headline, date):
    printed, article = page(name)
    body = strip_furniture(printed, lang=name[:2])
    assert list(body.paragraphs) == article
    assert (body.headline, body.date) == (headline, date)


@pytest.mark.parametrize("name", [name for name, _, _ in PAGES])
def test_a_clean_article_stays_whole(name):
    _, article = page(name)
    assert list(strip_furniture("\n\n".join(article), lang=name[:2]).paragraphs) == article


def test_every_page_is_tested():
    assert sorted(path.stem for path in FOLDER.iterdir()) == sorted(name for name, _, _ in PAGES)


BEFORE = "Ford will open a plant near Canterbury in the spring, the company said on Monday."
BEHIND = (
    "The carmaker closed its last line there in 2020, and many who worked at it have left since."
)


@pytest.mark.parametrize(
    "line",
    [
        "Hiring starts in April.",
        "“We are ready.”",
        "Who supplies whom",
        "What it costs:",
        "- 400 new jobs",
        "- Staff: 41,000",
        "The plant near Canterbury, seen from the Stour.",
        "Workers of the first shift in front of the gate",
        "Shares rose 2%.",
        "Nobody was hurt",
        "“You will hear from us,” she said.",
        "The company will launch an app to share cars on its website, and subscribers pay less.",
        "Readers of the contract may comment on it until the end of the month, the ministry says.",
        "By Friday evening, all 400 had signed.",
        "From the plant to the port it is 30 km",
    ],
)
def test_short_paragraphs_stay(line):
    lines = [BEFORE, line, BEHIND]
    assert list(strip_furniture("\n".join(lines), lang="en").paragraphs) == lines


@pytest.mark.parametrize(
    "line",
    [
        "Partono lunedì le assunzioni.",
        "«Siamo pronti.»",
        "Chi fornisce chi",
        "Di Maio attacca",
        "- 400 nuovi posti",
        "– Fonte dei dati: 12 stabilimenti",
        "Nessun ferito",
        "Il titolo sale del 2%.",
        "La società lancerà un'app per condividere auto e un sito dove gli abbonati pagano meno.",
        "Da Torino al porto sono 170 km",
    ],
)
def test_short_italian_paragraphs_stay(line):
    before = "Ford aprirà in primavera una fabbrica vicino a Torino, ha detto lunedì la società."
    behind = (
        "La casa ha chiuso l'ultima linea nel 2020 e molti di quelli che ci lavoravano sono via."
    )
    lines = [before, line, behind]
    assert list(strip_furniture("\n".join(lines), lang="it").paragraphs) == lines


@pytest.mark.parametrize(
    "line",
    [
        "Subscribe now",
        "Share on Facebook",
        "3 min read",
        "Home > Cars > Europe",
        "Cars | Europe | Politics",
        "Photo: Ford Press Office",
        "#ford #kent",
        "www.ledger.example",
        "***",
        "12",
        "© 2025 The Ledger",
        "Leggi anche: Mirafiori, riparte la linea",
        "You can get our newsletter every morning: subscribe on this page, it is free of charge.",
        "Enjoyed this? Forward it to a colleague.",
        "You are receiving this email because you signed up for the Wheels briefing.",
        "Ricevi questa mail perché sei iscritto alla newsletter.",
        BEFORE,
    ],
)
def test_boxes_inside_the_article_go(line):
    text = "\n".join([BEFORE, line, BEHIND])
    assert list(strip_furniture(text, lang="en").paragraphs) == [BEFORE, BEHIND]


@pytest.mark.parametrize(
    ("title", "paragraphs"),
    [
        ("Ford comes to Kent", ["Ford comes to Kent", BEFORE]),
        ("Kent gets a plant of Ford", ["Kent gets a plant of Ford", "Ford comes to Kent", BEFORE]),
        (BEFORE, [BEFORE]),
    ],
)
def test_a_title_that_the_page_lacks_comes_first(title, paragraphs):
    page = f"Ford comes to Kent\n{BEFORE}" if title != BEFORE else BEFORE
    body = strip_furniture(page, lang="en", title=title)
    assert (list(body.paragraphs), body.headline) == (paragraphs, title)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.text(alphabet="Aa1 .“”«»:|>-©#@\u00e0", max_size=40) | st.just(BEFORE)))
def test_any_page_gives_some_of_its_own_lines_in_their_order(lines):
    body = strip_furniture("\n".join(lines), lang="en")
    rest = iter(lines)
    assert all(paragraph in rest for paragraph in body.paragraphs)


def test_unknown_tables_are_refused(monkeypatch):
    load_words.cache_clear()
    monkeypatch.setattr("pipeline.lines.read_language", lambda _: {"reading": {"hole": []}})
    with pytest.raises(RuleError, match=r"en.toml: \[reading\] has or lacks .*'hole'"):
        load_words("en")

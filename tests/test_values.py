import json
import re
import time
from datetime import date, timedelta
from pathlib import Path

import edtf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.errors import ReadError, RuleError
from pipeline.facts import BOUNDS, Amount
from pipeline.values import Value, find_in, find_values, fraction, item_nouns

DAY = "2024-04-10"
TYPES = {"number", "amount", "percent", "money", "ordinal", "date", "period", "range"}
LANGUAGES = ("en", "it")


def read_cases(lang: str) -> list[tuple[str, str]]:
    lines = Path(__file__).with_name(f"values_{lang}.tsv").read_text(encoding="utf-8").split("\n")
    return [
        (text, expected)
        for text, _, expected in (line.partition("\t") for line in lines)
        if text and not text.startswith("# ")
    ]


CASES = [
    pytest.param(lang, text, expected, id=f"{lang}: {text}")
    for lang in LANGUAGES
    for text, expected in read_cases(lang)
]


def show_number(number: float) -> str:
    return f"{number:.10g}" if abs(number) < 1e9 else f"{number:.0f}"


def show(value: Value) -> str:
    what = value.value
    if isinstance(what, Amount):
        parts = [value.type, show_number(what.number), what.unit]
        if what.number_to is not None:
            parts[1] += f"..{show_number(what.number_to)}"
        if what.bound != "exact":
            parts.append(what.bound)
        return " ".join(parts)
    return f"{value.type} {what if isinstance(what, str) else show_number(what)}"


@pytest.mark.parametrize(("lang", "text", "expected"), CASES)
def test_values_of_a_text(lang, text, expected):
    assert " | ".join(show(v) for v in find_values(text, lang=lang, date=DAY)) == expected


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_tables_are_large_and_balanced(lang):
    expected = [expected for _, expected in read_cases(lang)]
    with_value = sum(1 for e in expected if e)
    assert with_value >= 400
    assert len(expected) - with_value >= 380


@pytest.mark.parametrize(("lang", "text", "expected"), CASES)
def test_places_and_forms_hold(lang, text, expected):
    last = 0
    for value in find_values(text, lang=lang, date=DAY):
        assert text[value.start : value.end] == value.text
        assert last <= value.start < value.end
        last = value.end
        assert value.type in TYPES
        if value.type in ("date", "period"):
            assert edtf.parse_edtf(value.value) is not None
        if isinstance(value.value, Amount):
            assert value.value.bound in BOUNDS
        if value.item is not None:
            assert text[value.item.start : value.item.end] == value.item.text
        json.dumps(value.to_json())


@pytest.mark.parametrize(
    ("lang", "text", "words"),
    [
        ("en", "It built about 750,000 vehicles.", ["about 750,000 vehicles"]),
        ("en", "Due by June 10, 2011.", ["by June 10, 2011"]),
        ("en", "in the first quarter of 2024", ["first quarter of 2024"]),
        ("en", "US$40 billion or more", ["US$40 billion or more"]),
        ("en", "a rise of −12 %", ["−12 %"]),
        ("it", "Ha prodotto circa 750.000 veicoli.", ["circa 750.000 veicoli"]),
        ("it", "con oltre 1,1 miliardi di export", ["oltre 1,1 miliardi"]),
        ("it", "fra il 5 e il 7 %", ["fra il 5 e il 7 %"]),
        ("it", "l’8 marzo 2020", ["8 marzo 2020"]),
    ],
)
def test_text_is_the_whole_expression(lang, text, words):
    assert [v.text for v in find_values(text, lang=lang, date=DAY)] == words


@pytest.mark.parametrize(
    ("lang", "text", "value", "words"),
    [
        ("en", "520,000 passenger cars", "passenger car", "passenger cars"),
        ("en", "2,000 new jobs", "job", "jobs"),
        ("it", "2.000 posti di lavoro", "job", "posti di lavoro"),
        ("it", "230 mila furgoni", "van", "furgoni"),
    ],
)
def test_items(lang, text, value, words):
    (found,) = find_values(text, lang=lang)
    assert found.item is not None
    assert (found.item.value, found.item.text) == (value, words)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_item_nouns_are_lower_case_words_with_a_noun(lang):
    nouns = item_nouns(lang)
    assert len(nouns) > 150
    assert all(word == word.lower() and noun for word, noun in nouns.items())


def test_both_languages_name_the_same_things():
    assert set(item_nouns("it").values()) <= set(item_nouns("en").values())


@pytest.mark.parametrize(
    ("lang", "text", "expected"),
    [
        ("en", "on 24 December", ["date XXXX-12-24"]),
        ("en", "in December", ["date XXXX-12"]),
        ("en", "on Friday", []),
        ("en", "yesterday", []),
        ("en", "two years ago", []),
        ("en", "by March", ["period ../XXXX-03"]),
        ("en", "in May 2011", ["date 2011-05"]),
        ("it", "il 24 dicembre", ["date XXXX-12-24"]),
        ("it", "lo scorso dicembre", []),
        ("it", "venerdì", []),
        ("it", "fra tre anni", []),
        ("it", "nel 2023", ["date 2023"]),
    ],
)
def test_what_is_unknown_without_a_date(lang, text, expected):
    assert [show(v) for v in find_values(text, lang=lang)] == expected


@pytest.mark.parametrize(
    ("lang", "day", "text", "expected"),
    [
        ("en", "2024-01-11", "in December", "2023-12"),
        ("en", "2011-05-29", "by the end of this year", "../2011"),
        ("en", "2009-02-18", "the end of last year", "2008-12"),
        ("en", "2009-02-18", "It could run out of money by March.", "../2009-03"),
        ("en", "2009-06-01", "since March", "2009-03/.."),
        ("en", "2024-02-29", "a year ago", "2023"),
        ("en", "2023-12-31", "tomorrow", "2024-01-01"),
        ("en", "2024-03-31", "last month", "2024-02"),
        ("it", "2025-04-25", "giovedì 24 aprile", "2025-04-24"),
        ("it", "2025-01-03", "lo scorso dicembre", "2024-12"),
        ("it", "2025-01-03", "venerdì", "2025-01-03"),
        ("it", "2024-12-30", "la prossima settimana", "2025-01-06/2025-01-12"),
    ],
)
def test_relative_dates_across_years(lang, day, text, expected):
    assert [v.value for v in find_values(text, lang=lang, date=day)] == [expected]


def test_unknown_language_is_named():
    with pytest.raises(RuleError, match="'xx'"):
        find_values("1", lang="xx")


def test_json_has_whole_numbers():
    (value,) = find_values("1.3 million vehicles", lang="en")
    assert value.to_json() == {
        "type": "amount",
        "text": "1.3 million vehicles",
        "start": 0,
        "end": 20,
        "value": {"number": 1300000, "unit": "vehicle", "bound": "exact"},
    }


def test_inputs_are_texts_or_files_or_lines(tmp_path):
    file = tmp_path / "lines.txt"
    file.write_text("5 cars\n\n6 vans\n", encoding="utf-8")
    texts = list(find_in(["7 jobs"], lang="en"))
    assert [[v.text for v in found] for found in texts] == [["7 jobs"]]
    lines = list(find_in([str(file)], lang="en", lines=True))
    assert [[v.text for v in found] for found in lines] == [["5 cars"], [], ["6 vans"]]
    whole = list(find_in([str(file)], lang="en"))
    assert [[v.text for v in found] for found in whole] == [["5 cars", "6 vans"]]


def test_a_malformed_date_is_named():
    with pytest.raises(ReadError, match="'2024'"):
        list(find_in(["x"], lang="en", date="2024"))


# --- round trips -------------------------------------------------------------------------------

ONES = {
    "en": [
        "zero",
        "one",
        "two",
        "three",
        "four",
        "five",
        "six",
        "seven",
        "eight",
        "nine",
        "ten",
        "eleven",
        "twelve",
        "thirteen",
        "fourteen",
        "fifteen",
        "sixteen",
        "seventeen",
        "eighteen",
        "nineteen",
    ],
    "it": [
        "zero",
        "uno",
        "due",
        "tre",
        "quattro",
        "cinque",
        "sei",
        "sette",
        "otto",
        "nove",
        "dieci",
        "undici",
        "dodici",
        "tredici",
        "quattordici",
        "quindici",
        "sedici",
        "diciassette",
        "diciotto",
        "diciannove",
    ],
}
TENS = {
    "en": ["-", "-", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"],
    "it": [
        "-",
        "-",
        "venti",
        "trenta",
        "quaranta",
        "cinquanta",
        "sessanta",
        "settanta",
        "ottanta",
        "novanta",
    ],
}


def spell_en(n: int) -> str:
    for size, word in ((10**9, "billion"), (10**6, "million"), (1000, "thousand")):
        if n >= size:
            rest = n % size
            link = " and " if 0 < rest < 100 else " "
            return f"{spell_en(n // size)} {word}" + (link + spell_en(rest) if rest else "")
    if n >= 100:
        head = f"{ONES['en'][n // 100]} hundred"
        return head + (f" and {spell_en(n % 100)}" if n % 100 else "")
    if n < 20:
        return ONES["en"][n]
    return TENS["en"][n // 10] + (f"-{ONES['en'][n % 10]}" if n % 10 else "")


def spell_it(n: int) -> str:
    for size, one, many in ((10**9, "un miliardo", "miliardi"), (10**6, "un milione", "milioni")):
        if n >= size:
            head = one if n // size == 1 else f"{spell_it(n // size)} {many}"
            return head + (f" {spell_it(n % size)}" if n % size else "")
    if n >= 1000:
        head = "mille" if n // 1000 == 1 else spell_it(n // 1000) + "mila"
        return head + (spell_it(n % 1000) if n % 1000 else "")
    if n >= 100:
        head = ("" if n // 100 == 1 else ONES["it"][n // 100]) + "cento"
        return head + (spell_it(n % 100) if n % 100 else "")
    if n < 20:
        return ONES["it"][n]
    tens, one = TENS["it"][n // 10], n % 10
    if one in (1, 8):
        tens = tens[:-1]
    return tens + (ONES["it"][one] if one else "")


SPELL = {"en": spell_en, "it": spell_it}
#: A year alone is a date, so the round trips of bare numbers leave out what may be one.
not_years = st.integers(0, 10**12 - 1).filter(lambda n: not 1000 <= n < 2200)


def only_number(text: str, lang: str) -> float:
    (value,) = find_values(text, lang=lang)
    assert value.text == text
    assert isinstance(value.value, int | float)
    return value.value


@pytest.mark.parametrize("lang", LANGUAGES)
@settings(max_examples=300, deadline=None)
@given(number=not_years)
def test_a_number_in_words_comes_back(lang, number):
    assert only_number(SPELL[lang](number), lang) == number


@pytest.mark.parametrize("lang", LANGUAGES)
@settings(max_examples=200, deadline=None)
@given(number=not_years, decimals=st.sampled_from(["", "5", "25", "07"]))
def test_a_number_in_digits_comes_back(lang, number, decimals):
    mark, point = (",", ".") if lang == "en" else (".", ",")
    text = f"{number:,}".replace(",", mark) + (point + decimals if decimals else "")
    assert only_number(text, lang) == pytest.approx(float(f"{number}.{decimals or 0}"))


@settings(max_examples=200, deadline=None)
@given(number=st.integers(1, 9999), tenth=st.integers(0, 9))
def test_a_mixed_number_comes_back(number, tenth):
    en = only_number(f"{number:,}.{tenth} million", "en")
    it = only_number(f"{number:,}".replace(",", ".") + f",{tenth} milioni", "it")
    assert en == it == pytest.approx((number + tenth / 10) * 1e6)


MONTHS = {
    "en": [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ],
    "it": [
        "gennaio",
        "febbraio",
        "marzo",
        "aprile",
        "maggio",
        "giugno",
        "luglio",
        "agosto",
        "settembre",
        "ottobre",
        "novembre",
        "dicembre",
    ],
}
FORMS = {
    "en": [
        "{d} {m} {y}",
        "{m} {d}, {y}",
        "{m} {d} {y}",
        "the {d}th of {m} {y}",
        "{d}-{m}-{y}",
        "{y}-{n:02}-{d:02}",
        "{y}/{n}/{d}",
        "{n:02}/{d:02}/{y}",
    ],
    "it": [
        "{d} {m} {y}",
        "il {d} {m} {y}",
        "{d} {m} del {y}",
        "{d}-{m}-{y}",
        "{y}-{n:02}-{d:02}",
        "{d:02}/{n:02}/{y}",
        "{d}.{n}.{y}",
    ],
}
days = st.dates(date(1900, 1, 1), date(2099, 12, 31))


@pytest.mark.parametrize("lang", LANGUAGES)
@settings(max_examples=200, deadline=None)
@given(day=days, data=st.data())
def test_a_date_comes_back(lang, day, data):
    form = data.draw(st.sampled_from(FORMS[lang]))
    text = form.format(d=day.day, m=MONTHS[lang][day.month - 1], n=day.month, y=day.year)
    assert [v.value for v in find_values(text, lang=lang)] == [day.isoformat()]


@settings(max_examples=100, deadline=None)
@given(now=st.dates(date(1950, 1, 1), date(2090, 1, 1)), count=st.integers(2, 400))
def test_days_away_come_back(now, count):
    for lang, ago, ahead in (
        ("en", "{} days ago", "in {} days"),
        ("it", "{} giorni fa", "fra {} giorni"),
    ):
        day = now.isoformat()
        back = find_values(ago.format(count), lang=lang, date=day)
        on = find_values(ahead.format(count), lang=lang, date=day)
        assert [v.value for v in back] == [(now - timedelta(days=count)).isoformat()]
        assert [v.value for v in on] == [(now + timedelta(days=count)).isoformat()]


@pytest.mark.parametrize("lang", LANGUAGES)
@settings(max_examples=300, deadline=None)
@given(text=st.text(max_size=60))
def test_no_text_breaks_it(lang, text):
    for value in find_values(text, lang=lang, date=DAY):
        assert text[value.start : value.end] == value.text


PIECES = {
    "en": "5 20 2023 1,300 1.5 1/2 % $ € - – , . ( ) ' the of and to from between in by since a "
    "half million billion thousand dozen third quarter first last next year month week "
    "Friday May march Q1 spring Easter ago cars jobs euros per cent at pm won more than "
    "or less one twenty point",
    "it": "5 20 2023 1.300 1,5 1/2 % $ € - – , . ( ) ' il l di e a da dal tra fra entro fino un "
    "mezzo milioni miliardo mila dozzina terzo trimestre primo scorso prossimo anno mese settimana "
    "venerdì maggio Q1 estate Pasqua fa auto posti euro per cento alle meno più di uno venti "
    "virgola sei",
}


@pytest.mark.parametrize("lang", LANGUAGES)
@settings(max_examples=250, deadline=None)
@given(data=st.data())
def test_no_jumble_of_its_words_breaks_it(lang, data):
    words = data.draw(st.lists(st.sampled_from(PIECES[lang].split()), max_size=14))
    text = " ".join(words)
    last = 0
    for value in find_values(text, lang=lang, date=DAY):
        assert last <= value.start < value.end
        assert text[value.start : value.end] == value.text
        last = value.end
        if value.type in ("date", "period"):
            assert re.fullmatch(r"[\dX.\-/]+", value.value)
            edtf.parse_edtf(value.value)


# --- worst cases -------------------------------------------------------------------------------

HARD = {
    "digits": "7",
    "commas": ",",
    "thousands": "111,",
    "spaced": "111 ",
    "dots": "1.",
    "fractions": "1/2 ",
    "hyphens": "5-",
    "months": "May ",
    "mesi": "maggio ",
    "ordinals": "first of ",
    "magnitudes": "million ",
    "words": "twenty ",
    "glued": "due",
    "dollars": "$",
    "dates": "5 May 2011 to ",
    "last": "last ",
    "quotes": "'",
    "addresses": "http://",
    "letters": "a",
}


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("piece", HARD.values(), ids=HARD.keys())
def test_time_grows_linearly(lang, piece):
    def seconds(size: int) -> float:
        text = (piece * (size // len(piece) + 1))[:size]
        start = time.process_time()
        find_values(text, lang=lang, date=DAY)
        return time.process_time() - start

    seconds(1000)
    # eight times the text: at most forty times the time, quadratic growth would be 64
    assert seconds(80_000) < 40 * max(seconds(10_000), 0.02)


MEGABYTE = 1_000_000


@pytest.mark.parametrize(
    ("lang", "piece"),
    [("en", "7"), ("en", ","), ("en", "January "), ("it", "gennaio "), ("en", "1 "), ("it", "1/")],
)
def test_a_megabyte_ends_within_a_minute(lang, piece):
    text = (piece * (MEGABYTE // len(piece) + 1))[:MEGABYTE]
    start = time.process_time()
    find_values(text, lang=lang, date=DAY)
    assert time.process_time() - start < 60


@pytest.mark.parametrize(
    ("text", "lang", "expected"),
    [("nearly half", "en", 0.5), ("metà delle azioni", "it", 0.5), ("20 cars", "en", 0)],
)
def test_a_fraction_is_the_number_of_what_has_no_unit_of_measure(text, lang, expected):
    [value] = find_values(text, lang=lang, date=DAY)
    assert fraction(value) == expected

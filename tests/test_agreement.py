import pytest
from edtf import parse_edtf
from factories import mention
from hypothesis import given
from hypothesis import strategies as st

from pipeline.agreement import COMPARE, agreement, is_edtf
from pipeline.facts import ROLE_TYPES, Amount, Mention
from pipeline.language import languages, read_language


@pytest.mark.parametrize(
    ("left", "right", "expected"),
    [
        ("Anna Bruni", "Bruni", 1),
        ("Bruni", "Anna Bruni", 1),
        ("Anna Bruni", "Anna", 1),
        ("Anna Maria Bruni", "Maria", 0),  # neither first nor last
        ("Anna Bruni", "Carlo Bruni", 0),
        ("Bruni", "Brunini", 0),  # whole words only
        ("BRUNI", "bruni", 1),
        ("Škoda", "Skoda", 1),
        ("Citroën", "CITROEN", 1),
        ("the Ministry", "Ministry", 1),
        ("the Bank of Italy", "The Bank of Italy", 1),
        ("l'Azienda Trasporti", "Azienda Trasporti", 1),
        ("l’Azienda Trasporti", "Azienda Trasporti Milanesi", 1),
        ("Mr. Smith", "Paul Smith", 1),
        ("Mrs Smith", "Smith", 1),
        ("il ministro Bianchi", "Carla Bianchi", 1),
        ("dott.ssa Bianchi", "Carla Bianchi", 1),
        ("dottoressa Bianchi", "Carla Bianchi", 1),
        ("the minister", "Carla Bianchi", 0),
        ("U.S.", "US", 1),
        ("Brembo S.p.A.", "Brembo SpA", 1),
        ("J. Smith", "Smith", 1),
        ("Fim-Cisl", "Fim Cisl", 1),
        ("Ford", "General Motors", 0),
        ("???", "???", 1),
        ("???", "!!!", 0),
        ("", "Ford", 0),
    ],
)
def test_names(left, right, expected):
    assert agreement(Mention(left), Mention(right), types=("person",)) == expected
    assert agreement(Mention(right), Mention(left), types=("person",)) == expected


@pytest.mark.parametrize("lang", languages())
def test_every_language_says_what_may_precede_a_name(lang):
    leading = read_language(lang)["agreement"]["leading"]
    assert len(leading) > 20
    assert all(agreement(mention(f"{w} Xyz"), mention("Xyz"), types=("person",)) for w in leading)


@pytest.mark.parametrize(
    ("left", "right", "expected"),
    [
        ("750000 vehicle", "750000 vehicle", 1),
        ("1000 EUR", "1005 EUR", 1),
        ("1000 EUR", "1006 EUR", 0),
        ("1000 EUR", "995 EUR", 1),
        ("-93 EUR", "93 EUR", 0),
        ("0 job", "0 job", 1),
        ("0 job", "1 job", 0),
        ("1000 EUR", "1000 USD", 0),
        ("1000 EUR", "1000 XXX", 1),
        ("1000 XXX", "1000 XXX", 1),
        ("1000 XXX", "1000 vehicle", 0),
        ("12 percent", "12 XXX", 0),
        ("12 percent", "12 percent", 1),
        ("12 percent", "12 vehicle", 0),
        ("1000 vehicle", "1000 van", 1),  # counts of any item
        ("1000 SUV", "1000 vehicle", 1),  # the shape of a currency is none
        ("1000 vehicle/year", "1000 vehicle", 1),
        ("25 EUR/hour", "25 EUR", 1),
        ("25 EUR/hour", "25 percent", 0),
        ("5..6 percent", "5..6 percent", 1),
        ("5..6 percent", "5..7 percent", 0),
        ("5..6 percent", "5 percent", 0),
    ],
)
def test_amounts(left, right, expected):
    assert agreement(mention(left), mention(right), types=("amount",)) == expected
    assert agreement(mention(right), mention(left), types=("amount",)) == expected


def test_bound_does_not_count():
    ours, theirs = Amount(5, "EUR", "about"), Amount(5, "EUR", "more-than")
    assert agreement(Mention(ours), Mention(theirs), types=("amount",)) == 1


def test_an_amount_is_no_text():
    assert agreement(mention("5 EUR"), Mention("5 euros"), types=("amount",)) == 0
    assert agreement(Mention("5 euros"), mention("5 EUR"), types=("amount", "text")) == 0


@pytest.mark.parametrize(
    ("left", "right", "expected"),
    [
        ("2023", "2023", 1),
        ("2023", "2023-12", 0.5),
        ("2023", "2023-12-24", 0.5),
        ("2023-12", "2023-12-24", 0.5),
        ("2023-12", "2023-11", 0),
        ("2023", "2024", 0),
        ("2023-12", "2024-12", 0),
        ("2024-01/2024-03", "2024-01/2024-03", 1),
        ("2024-01/2024-03", "2024-02", 0.5),
        ("2024-01/2024-03", "2024-03-31", 0.5),
        ("2024-01/2024-03", "2024-04", 0),
        ("2024-01/2024-03", "2024", 0.5),
        ("2024-01/2024-06", "2024-02/2024-07", 0),  # they overlap, neither contains the other
        ("2023/2024", "2024", 0.5),
        ("../2030", "2030", 0.5),
        ("../2030", "2029-05", 0.5),
        ("../2030", "2031", 0),
        ("2020/..", "2024", 0.5),
        ("2020/..", "2019", 0),
        ("2020/..", "../2030", 0),
        ("XXXX-12", "2023-12", 0.5),
        ("XXXX-12", "2023-12-24", 0.5),
        ("XXXX-12", "2023-11", 0),
        ("XXXX-01/XXXX-03", "2024-02", 0),
        ("202X", "2024", 0.5),
        ("202X", "2031", 0),
        ("201X/202X", "2024", 0.5),
        ("2024-21", "2024-04", 0.5),  # spring
        ("2024-33", "2024-01/2024-03", 0.5),  # a quarter, written otherwise
        ("2024-02", "2024-02-01/2024-02-29", 0.5),
        ("2024~", "2024-05", 0.5),
        ("last year", "last year", 1),
        ("last year", "2023", 0),
        ("", "2023", 0),
    ],
)
def test_dates(left, right, expected):
    assert agreement(Mention(left), Mention(right), types=("date",)) == expected
    assert agreement(Mention(right), Mention(left), types=("date",)) == expected


@pytest.mark.parametrize(
    "text",
    [
        "2023",
        "2023-12",
        "2025-04-24",
        "2020/2023",
        "../2030",
        "2020/..",
        "2024-01/2024-03",
        "XXXX-12",
        "XXXX-12-24",
        "2024-02-29",
        "XXXX-02-29",
        "202X",
        "2024-XX",
        "2024-22",
        "2024?",
        "2023-12-30/2024-01-02",
        "2024-34",
        "XXXX-11/XXXX-02",
    ],
)
def test_edtf(text):
    assert is_edtf(text)
    parse_edtf(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "23",
        "2023-13",
        "2023-00",
        "2023-02-30",
        "2023-1",
        "24/04/2025",
        "2023-2024",
        "2024/2020",
        "../..",
        "/",
        "2020/",
        "2023-04-31",
        "2024-22-01",
        "soon",
        "2023 ",
        "2025-04-24T10:00",
    ],
)
def test_no_edtf(text):
    assert not is_edtf(text)


@pytest.mark.parametrize(
    ("left", "right", "expected"),
    [
        ("opening of a new plant in Serbia", "a new plant", 1),
        ("opening of a new plant in Serbia", "new plant", 0),
        ("vice president", "President", 1),
        ("la qualità dell'aria", "qualità dell’aria", 1),
        ("plant manager", "mayor", 0),
        ("plant", "the factory", 0),
    ],
)
def test_texts(left, right, expected):
    assert agreement(Mention(left), Mention(right), types=("text",)) == expected


@pytest.mark.parametrize(
    ("left", "right", "expected"),
    [
        ("we will not close the plant", "we will not close the plant", 1),
        ("we will not close the plant", "“We will not close the plant.”", 1),
        ("we will not close the plant", "will not close the plant", 1),
        ("we will not close the plant", "close the plant", 0),
        ("we will not close it", "it", 0),  # no name: the end of the words is not enough
    ],
)
def test_words(left, right, expected):
    assert agreement(Mention(left), Mention(right), types=("words",)) == expected


@pytest.mark.parametrize(
    ("left", "right", "expected"),
    [("sales", "sales", 1), ("sales", "Sales", 0), ("job", "jobs", 0)],
)
def test_closed_lists_must_be_equal(left, right, expected):
    assert agreement(Mention(left), Mention(right), types=("sales", "jobs")) == expected


@pytest.mark.parametrize(
    ("left", "right", "expected"),
    [("vehicle", "vehicle", 1), ("car", "passenger car", 1), ("vehicle", "passenger car", 0)],
)
def test_items(left, right, expected):
    assert agreement(Mention(left), Mention(right), types=("item",)) == expected


def test_one_entity_agrees_whatever_it_is_called():
    ours, theirs = Mention("Munich", entity="munich"), Mention("Monaco", entity="munich")
    assert agreement(ours, theirs, types=("place",)) == 1
    assert agreement(ours, Mention("Monaco"), types=("place",)) == 0
    assert agreement(ours, Mention("Monaco", entity="MC"), types=("place",)) == 0


def test_any_type_of_a_role_is_enough():
    ours, theirs = Mention("two trade unions of the plant"), Mention("two trade unions")
    assert agreement(ours, theirs, types=("organization", "text")) == 1
    assert agreement(Mention("the two trade unions"), Mention("trade"), types=("place",)) == 0


def test_every_type_is_compared():
    assert set(COMPARE) | {"amount"} == set(ROLE_TYPES)


@given(left=st.text(), right=st.text(), kind=st.sampled_from(ROLE_TYPES))
def test_agreement_is_symmetric_and_full_with_itself(left, right, kind):
    ours, theirs = Mention(left), Mention(right)
    assert agreement(ours, ours, types=(kind,)) == 1
    assert agreement(ours, theirs, types=(kind,)) == agreement(theirs, ours, types=(kind,))

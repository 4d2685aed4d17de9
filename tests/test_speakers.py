"""Who speaks, beside verbs and without them, in documents built by hand."""

import pytest
from test_quotes import doc_of, quotes_of, told_by

from pipeline.bearers import alike
from pipeline.catalogue import read_catalogue
from pipeline.fullnames import Name
from pipeline.grammar import read_grammar
from pipeline.holders import Holders
from pipeline.language import read_language
from pipeline.vocabulary import Vocabulary

CLOSES = (
    "«_/PUNCT/punct/3 La/DET/det/2 fabbrica/NOUN/nsubj/3 chiude/VERB/ROOT/3 presto_/ADV/advmod/3 "
    "»_/PUNCT/punct/3 "
)
STAYS = '"_/PUNCT/punct/2 We/PRON/nsubj/2 stay/VERB/ROOT/2 here/ADV/advmod/2 now_/ADV/advmod/2 '


@pytest.mark.parametrize(
    ("lang", "line", "words"),
    [
        (
            "it",
            CLOSES + ",/PUNCT/punct/8 così/ADV/advmod/8 Anna/PROPN/parataxis/3 "
            "Rossi_/PROPN/flat/8 ./PUNCT/punct/3",
            "La fabbrica chiude presto",
        ),
        (
            "it",
            CLOSES + "–/PUNCT/punct/7 Anna/PROPN/parataxis/3 Rossi_/PROPN/flat/7 "
            ",/PUNCT/punct/10 sindaca/NOUN/appos/7",
            "La fabbrica chiude presto",
        ),
        (
            "en",
            STAYS + '"/PUNCT/punct/2 was/AUX/cop/8 the/DET/det/8 verdict/NOUN/parataxis/2 '
            "of/ADP/case/10 Anna/PROPN/nmod/8 Rossi_/PROPN/flat/10 ./PUNCT/punct/2",
            "We stay here now",
        ),
    ],
)
def test_words_without_a_verb_of_saying_sign_a_quotation(lang, line, words):
    found = told_by(quotes_of(lang, [line], ["Anna Rossi"]))
    assert found == [("colon", "direct", "Anna Rossi", words)]


def test_a_name_behind_a_quotation_signs_nothing_where_it_has_a_verb():
    line = CLOSES + (
        "–/PUNCT/punct/8 Anna/PROPN/nsubj/9 Rossi/PROPN/flat/7 parte_/VERB/parataxis/3 "
        "./PUNCT/punct/3"
    )
    assert quotes_of("it", [line], ["Anna Rossi"]) == []


def test_a_person_set_off_with_a_title_speaks_and_no_name_between():
    line = (
        "Anna/PROPN/nsubj/6 Rossi_/PROPN/flat/0 ,/PUNCT/punct/3 chair/NOUN/appos/0 "
        "of/ADP/case/5 Unite/PROPN/nmod/3 said/VERB/ROOT/6 that/SCONJ/mark/10 the/DET/det/9 "
        "plant/NOUN/nsubj/10 closes_/VERB/ccomp/6 ./PUNCT/punct/6"
    )
    found = told_by(quotes_of("en", [line], ["Anna Rossi"]))
    assert found == [("said", "indirect", "Anna Rossi", "the plant closes")]


@pytest.mark.parametrize(
    ("full", "word", "same"),
    [
        ("Tony Clement", "Clements", True),
        ("Dennis DesRosier", "DesRoiser", True),
        ("Anna Rossi", "Rossi", True),
        ("Anna Rossi", "Rosso", False),
        ("Clement", "Clement", False),
        ("Anna Clement", "Element", False),
    ],
)
def test_long_surnames_may_be_misspelt(full, word, same):
    assert alike(full, word) is same


def test_titles_go_to_the_nearest_person_and_tell_their_gender():
    line = (
        "the/DET/det/1 spokeswoman/NOUN/nsubj/4 Ilka/PROPN/appos/1 Brandt/PROPN/flat/2 "
        "left_/VERB/ROOT/4 ./PUNCT/punct/4"
    )
    doc, _, _ = doc_of("en", [line], ["Ilka Brandt"])
    holders = Holders(doc, [Name(2, 4, "person", "Ilka Brandt")], read_catalogue(), {"the"})
    titles = holders.titles()
    assert [start for start, _ in titles] == [2]
    assert "spokeswoman" in titles[0][1]
    assert holders.genders(titles) == {"Ilka Brandt": "f"}


def test_forms_that_report_are_known_without_a_parse():
    vocabulary = Vocabulary(read_grammar().words["quote"], read_language("it"), "it")
    doc, _, _ = doc_of("it", ["Rossi/PROPN/ROOT/0 calcola/ADJ/amod/0 molto/ADV/advmod/0"], [])
    assert "think" in vocabulary.by_form(doc[1])
    assert vocabulary.by_form(doc[2]) == {}

"""Marks in a text, and quotes in documents built by hand: no trained pipeline is loaded."""

import pytest
import spacy
from spacy.tokens import Doc

from pipeline.anaphora import Mentions
from pipeline.catalogue import read_catalogue
from pipeline.fullnames import Name
from pipeline.grammar import read_grammar
from pipeline.graph import Graph
from pipeline.language import read_language
from pipeline.quotations import quotations, word_count
from pipeline.quotes import QuoteFinder, as_candidates, told


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ('He said "it is a great day" and left.', ["it is a great day"]),
        ("“We are here to stay,” he said.", ["We are here to stay"]),
        ("«Siamo qui per restare», ha detto.", ["Siamo qui per restare"]),
        ("«Siamo qui «per sempre» e basta», ha detto.", ["Siamo qui «per sempre» e basta"]),
        ("„Siamo qui per restare“, ha detto.", ["Siamo qui per restare"]),
        ("”Siamo qui per restare”, ha detto.", ["Siamo qui per restare"]),
        ("``We are here to stay,'' he said.", ["We are here to stay"]),
        ('ha detto che " la casa è bella " ieri', ["la casa è bella"]),
        ("'It's the best car in years,' she said.", ["It's the best car in years"]),
        ("‘It’s the best car in years,’ she said.", ["It’s the best car in years"]),
        ("“She said ‘never again’ to us,” he said.", ["She said ‘never again’ to us"]),
        ('The 19" wheel is "not so nice at all".', ["not so nice at all"]),
        ('"How can it go?" he asked, "It is ours."', ["How can it go?", "It is ours"]),
        ('the so-called "green" car and the "hold" rating', []),
        ("The workers' pay and Ford's plant in the '90s went on.", []),
        ("l'auto dell'anno e l'azienda", []),
        ("no marks here at all", []),
    ],
)
def test_quotations_of_every_style(text, values):
    assert [found.value for found in quotations(text)] == values


@pytest.mark.parametrize(
    ("text", "value"),
    [
        (
            "“First part of it.\n\n“Second part of it,” he said.",
            "First part of it Second part of it",
        ),
        (
            "«Prima parte di essa.\n\nSeconda parte di essa», ha detto.",
            "Prima parte di essa Seconda parte di essa",
        ),
        ("He said: “We will never sign this\nThe end.", "We will never sign this"),
    ],
)
def test_a_paragraph_may_leave_a_quotation_open(text, value):
    assert [found.value for found in quotations(text)] == [value]


def test_offsets_are_those_of_the_words():
    text = "Then: «Siamo pronti a partire.» Fine."
    (found,) = quotations(text)
    assert text[found.start : found.end] == "Siamo pronti a partire"
    assert text[found.opens : found.closes] == "«Siamo pronti a partire.»"
    assert found.holds(found.start, found.end)
    assert not found.holds(0, found.end)


def test_words_with_an_apostrophe_count_once():
    assert word_count("l'auto won't start") == 3


# A line is a sentence of word/POS/relation/head, heads counted from 0, `_` where no space follows;
# every verb is finite.


def doc_of(lang, lines, people):
    """Return a document, its graph and mentions; an item is word/POS/relation/head."""
    words, pos, deps, heads, spaces = [], [], [], [], []
    for line in lines:
        first = len(words)
        for item in line.split():
            word, tag, dep, head = item.rsplit("/", 3)
            glued = word.endswith("_")
            words.append(word.rstrip("_") or "_")
            spaces.append(not glued)
            pos.append(tag)
            deps.append(dep)
            heads.append(first + int(head))
    vocab = spacy.blank(lang).vocab
    morphs = ["VerbForm=Fin" if tag in {"VERB", "AUX"} else "" for tag in pos]
    doc = Doc(
        vocab,
        words=words,
        spaces=spaces,
        pos=pos,
        deps=deps,
        heads=heads,
        morphs=morphs,
        lemmas=[LEMMAS.get(word, word.lower()) for word in words],
    )
    tables = read_language(lang)
    names = [
        Name(i, i + len(person.split()), "person", person)
        for person in people
        for i in range(len(doc))
        if doc[i : i + len(person.split())].text == person
    ]
    return doc, Graph(doc, tables), Mentions(doc, names, read_catalogue(), tables)


LEMMAS = {
    **dict.fromkeys(("said", "says"), "say"),
    **{"added": "add", "denied": "deny", "called": "call", "told": "tell"},
    **{"detto": "dire", "dice": "dire", "avverte": "avvertire", "nega": "negare"},
}


def quotes_of(lang, lines, people):
    doc, graph, mentions = doc_of(lang, lines, people)
    words = read_grammar().words["quote"]
    finder = QuoteFinder(words, read_language(lang), lang)
    return finder.find(doc, graph, mentions)


def told_by(quotes):
    return [(q.rule, q.mode, q.speakers[0].value, q.words.value) for q in quotes]


SAID_AFTER = [
    '"_/PUNCT/punct/2 We/PRON/nsubj/2 stay/VERB/ccomp/7 here/ADV/advmod/2 now_/ADV/advmod/2 '
    ',_/PUNCT/punct/2 "/PUNCT/punct/2 said/VERB/ROOT/7 Anna/PROPN/nsubj/7 Rossi_/PROPN/flat/8 '
    "./PUNCT/punct/7"
]


@pytest.mark.parametrize(
    ("lang", "lines", "people", "expected"),
    [
        (
            "en",
            SAID_AFTER,
            ["Anna Rossi"],
            [("cue", "direct", "Anna Rossi", "We stay here now")],
        ),
        (
            "en",
            [
                "Anna/PROPN/nsubj/2 Rossi/PROPN/flat/0 said/VERB/ROOT/2 that/SCONJ/mark/6 "
                "the/DET/det/5 plant/NOUN/nsubj/6 closes/VERB/ccomp/2 in/ADP/case/8 "
                "May_/PROPN/obl/6 ./PUNCT/punct/2"
            ],
            ["Anna Rossi"],
            [("said", "indirect", "Anna Rossi", "the plant closes in May")],
        ),
        (
            "en",
            [
                "Anna/PROPN/nsubj/2 Rossi/PROPN/flat/0 denied/VERB/ROOT/2 that/SCONJ/mark/6 "
                "the/DET/det/5 plant/NOUN/nsubj/6 closes_/VERB/ccomp/2 ./PUNCT/punct/2"
            ],
            ["Anna Rossi"],
            [("denied", "indirect", "Anna Rossi", "the plant closes")],
        ),
        (
            "en",
            [
                "The/DET/det/1 plant/NOUN/nsubj/2 closes/VERB/ROOT/2 in/ADP/case/4 "
                "May_/PROPN/obl/2 ,/PUNCT/punct/8 Anna/PROPN/nsubj/8 Rossi/PROPN/flat/6 "
                "said_/VERB/parataxis/2 ./PUNCT/punct/2"
            ],
            ["Anna Rossi"],
            [("said", "indirect", "Anna Rossi", "The plant closes in May")],
        ),
        (
            "en",
            [
                "According/VERB/case/2 to/ADP/fixed/0 Anna/PROPN/obl/7 Rossi_/PROPN/flat/2 "
                ",/PUNCT/punct/2 the/DET/det/6 plant/NOUN/nsubj/7 closes/VERB/ROOT/7 "
                "soon_/ADV/advmod/7 ./PUNCT/punct/7"
            ],
            ["Anna Rossi"],
            [("according", "indirect", "Anna Rossi", "the plant closes soon")],
        ),
        (
            "it",
            [
                "La/DET/det/1 fabbrica_/NOUN/nsubj/8 ,/PUNCT/punct/4 ha/AUX/aux/4 "
                "detto/VERB/parataxis/8 Anna/PROPN/nsubj/4 Rossi_/PROPN/flat/5 "
                ",/PUNCT/punct/4 chiude/VERB/ROOT/8 a/ADP/case/10 maggio_/NOUN/obl/8 "
                "./PUNCT/punct/8"
            ],
            ["Anna Rossi"],
            [("said", "indirect", "Anna Rossi", "La fabbrica chiude a maggio")],
        ),
        (
            "it",
            [
                "Anna/PROPN/nsubj/2 Rossi/PROPN/flat/0 dice/VERB/ROOT/2 che/SCONJ/mark/5 "
                "si/PRON/expl/5 chiude/VERB/ccomp/2 a/ADP/case/7 maggio/NOUN/obl/5 "
                "e/CCONJ/cc/11 che/SCONJ/mark/11 si/PRON/expl/11 riapre/VERB/conj/5 "
                "a/ADP/case/13 giugno_/NOUN/obl/11 ./PUNCT/punct/2"
            ],
            ["Anna Rossi"],
            [
                ("said", "indirect", "Anna Rossi", "si chiude a maggio"),
                ("said", "indirect", "Anna Rossi", "si riapre a giugno"),
            ],
        ),
        (
            "it",
            [
                "Anna/PROPN/nsubj/2 Rossi_/PROPN/flat/0 :/PUNCT/punct/6 «_/PUNCT/punct/6 "
                "La/DET/det/5 fabbrica/NOUN/nsubj/6 chiude/VERB/ROOT/6 "
                "presto_/ADV/advmod/6 »_/PUNCT/punct/6 ./PUNCT/punct/6"
            ],
            ["Anna Rossi"],
            [("colon", "direct", "Anna Rossi", "La fabbrica chiude presto")],
        ),
        (
            "en",
            [
                "The/DET/det/1 report/NOUN/nsubj/2 said/VERB/ROOT/2 that/SCONJ/mark/6 "
                "the/DET/det/5 plant/NOUN/nsubj/6 closes/VERB/ccomp/2 soon_/ADV/advmod/6 "
                "./PUNCT/punct/2"
            ],
            [],
            [],
        ),
        (
            "en",
            [
                "Anna/PROPN/nsubj/2 Rossi/PROPN/flat/0 said/VERB/ROOT/2 nothing/PRON/obj/2 "
                "about/ADP/case/6 the/DET/det/6 plant_/NOUN/obl/2 ./PUNCT/punct/2"
            ],
            ["Anna Rossi"],
            [],
        ),
    ],
)
def test_quotes_of_hand_built_documents(lang, lines, people, expected):
    assert told_by(quotes_of(lang, lines, people)) == expected


def test_the_innermost_quote_tells_who_said_it():
    quotes = quotes_of("en", SAID_AFTER, ["Anna Rossi"])
    inside = told(quotes, quotes[0].words.start + 2)
    assert inside is not None
    assert inside.value == "Anna Rossi"
    assert told(quotes, 0) is None


def test_candidates_keep_rule_speaker_words_and_mode():
    quotes = quotes_of("en", SAID_AFTER, ["Anna Rossi"])
    (candidate,) = as_candidates(quotes, read_grammar())
    assert candidate.rule.id == "quote.cue"
    assert candidate.roles["mode"][0].value == "direct"
    assert candidate.roles["speaker"][0].value == "Anna Rossi"


DASHED = (
    "«_/PUNCT/punct/3 La/DET/det/2 fabbrica/NOUN/nsubj/3 chiude/VERB/ccomp/5 "
    "-/PUNCT/punct/5 dice/VERB/ROOT/5 Anna/PROPN/nsubj/5 Rossi/PROPN/flat/6 -/PUNCT/punct/5 "
    "a/ADP/case/10 maggio_/NOUN/obl/3 »_/PUNCT/punct/3 ./PUNCT/punct/5"
)


def test_a_cue_between_dashes_in_the_marks_is_no_part_of_the_words():
    quotes = quotes_of("it", [DASHED], ["Anna Rossi"])
    assert told_by(quotes) == [("cue", "direct", "Anna Rossi", "La fabbrica chiude a maggio")]


def test_a_hyphen_in_a_quotation_is_no_dash():
    line = (
        '"_/PUNCT/punct/2 We/PRON/nsubj/2 stay/VERB/ccomp/9 long_/ADJ/amod/5 -_/PUNCT/punct/5 '
        'term/NOUN/obl/2 here_/ADV/advmod/2 ,_/PUNCT/punct/2 "/PUNCT/punct/2 said/VERB/ROOT/9 '
        "Anna/PROPN/nsubj/9 Rossi_/PROPN/flat/10 ./PUNCT/punct/9"
    )
    quotes = quotes_of("en", [line], ["Anna Rossi"])
    assert told_by(quotes) == [("cue", "direct", "Anna Rossi", "We stay long-term here")]

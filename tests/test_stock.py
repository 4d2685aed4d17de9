"""Stock pipelines as drop-ins: ClearNLP trees and foreign entity labels become ours.

A word is `text/tag/relation/head`; heads count from 1, 0 is the root; what is expected of it is
`relation/head`. The trees stand as the stock English packages make them.
"""

import pytest
import spacy
from hypothesis import given, settings
from hypothesis import strategies as st
from spacy.tokens import Doc, Span
from trees import tree

from pipeline.config import Settings
from pipeline.graph import Graph
from pipeline.language import read_language
from pipeline.parse import load
from pipeline.stock import LABELS, NAME, SUBTYPES, adapt, as_ours, rename_entities, to_ud

VOCAB = spacy.blank("en").vocab
POS = {
    **{"DT": "DET", "NN": "NOUN", "NNS": "NOUN", "NNP": "PROPN", "PRP": "PRON", "PRP$": "PRON"},
    **{"VB": "VERB", "VBD": "VERB", "VBZ": "VERB", "VBP": "VERB", "VBG": "VERB", "VBN": "VERB"},
    **{"MD": "AUX", "IN": "ADP", "TO": "PART", "JJ": "ADJ", "JJR": "ADJ", "RB": "ADV", "RP": "ADP"},
    **{"CC": "CCONJ", "CD": "NUM", "$": "SYM", "EX": "PRON", "WDT": "PRON", "WP": "PRON"},
    **{"POS": "PART", "UH": "INTJ", ".": "PUNCT", ",": "PUNCT", "-LRB-": "PUNCT", "_SP": "SPACE"},
}
BE = {"is", "was", "are", "were", "be", "been"}
#: what a ClearNLP parser may say
CLEARNLP = sorted(
    {
        *LABELS,
        *("acl", "advcl", "advmod", "amod", "appos", "aux", "case", "cc", "ccomp"),
        *("compound", "conj", "csubj", "dep", "det", "expl", "mark", "nmod", "npadvmod", "nsubj"),
        *("nummod", "parataxis", "pcomp", "pobj", "punct", "xcomp"),
    }
)


def clear(text, entities=()):
    """Return the document with the ClearNLP tree that a text writes down."""
    rows = [word.rsplit("/", 3) for word in text.split()]
    doc = Doc(
        VOCAB,
        words=[row[0] for row in rows],
        tags=[row[1] for row in rows],
        pos=[POS[row[1]] for row in rows],
        deps=["ROOT" if row[3] == "0" else row[2] for row in rows],
        heads=[int(row[3]) - 1 if int(row[3]) else i for i, row in enumerate(rows)],
        lemmas=["be" if row[0] in BE else row[0].lower() for row in rows],
    )
    doc.set_ents([Span(doc, start, end, label=label) for start, end, label in entities])
    return doc


def told(doc):
    heads = [0 if token.dep_ == "ROOT" else token.head.i + 1 for token in doc]
    return " ".join(f"{token.dep_}/{head}" for token, head in zip(doc, heads, strict=True))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # prepositions
        (
            "Ford/NNP/nsubj/2 builds/VBZ/ROOT/0 cars/NNS/dobj/2 in/IN/prep/2 Italy/NNP/pobj/4",
            "nsubj/2 ROOT/0 obj/2 case/5 obl/2",
        ),
        (
            "Its/PRP$/poss/2 plant/NN/nsubj/7 in/IN/prep/2 the/DT/det/5 hills/NNS/pobj/3 of/IN/prep/5"
            " grew/VBD/ROOT/0",
            "nmod:poss/2 nsubj/7 case/5 det/5 nmod/2 advmod/5 ROOT/0",
        ),
        (
            "It/PRP/nsubj/2 closed/VBD/ROOT/0 because/IN/prep/2 of/IN/pcomp/3 weak/JJ/amod/6"
            " demand/NN/pobj/4",
            "nsubj/2 ROOT/0 case/6 fixed/3 amod/6 obl/2",
        ),
        (
            "It/PRP/nsubj/2 rose/VBD/ROOT/0 according/VBG/prep/2 to/IN/prep/3 Fiat/NNP/pobj/4",
            "nsubj/2 ROOT/0 case/5 fixed/3 obl/2",
        ),
        (
            "makers/NNS/ROOT/0 such/JJ/amod/3 as/IN/prep/1 Ford/NNP/pobj/3",
            "ROOT/0 case/4 fixed/2 nmod/1",
        ),
        (
            "It/PRP/nsubj/2 closed/VBD/ROOT/0 right/RB/advmod/4 after/IN/prep/2 lunch/NN/pobj/4",
            "nsubj/2 ROOT/0 advmod/5 case/5 obl/2",
        ),
        ("It/PRP/nsubj/2 fell/VBD/ROOT/0 through/IN/prep/2", "nsubj/2 ROOT/0 advmod/2"),
        # coordinated prepositions
        (
            "It/PRP/nsubj/2 sells/VBZ/ROOT/0 in/IN/prep/2 and/CC/cc/3 around/IN/conj/3"
            " Rome/NNP/pobj/5",
            "nsubj/2 ROOT/0 case/6 cc/5 conj/3 obl/2",
        ),
        (
            "It/PRP/nsubj/2 sells/VBZ/ROOT/0 in/IN/prep/2 Rome/NNP/pobj/3 and/CC/cc/3 in/IN/conj/3"
            " Bari/NNP/pobj/6",
            "nsubj/2 ROOT/0 case/4 obl/2 cc/7 case/7 conj/4",
        ),
        # clauses behind prepositions
        (
            "It/PRP/nsubj/2 grew/VBD/ROOT/0 by/IN/prep/2 selling/VBG/pcomp/3 cars/NNS/dobj/4"
            " in/IN/prep/4 Rome/NNP/pobj/6",
            "nsubj/2 ROOT/0 mark/4 advcl/2 obj/4 case/7 obl/4",
        ),
        (
            "plans/NNS/ROOT/0 for/IN/prep/1 closing/VBG/pcomp/2 plants/NNS/dobj/3",
            "ROOT/0 mark/3 acl/1 obj/3",
        ),
        # passives and agents
        (
            "Cars/NNS/nsubjpass/3 were/VBD/auxpass/3 built/VBN/ROOT/0 by/IN/agent/3 Ford/NNP/pobj/4"
            " in/IN/prep/3 Rome/NNP/pobj/6",
            "nsubj:pass/3 aux:pass/3 ROOT/0 case/5 obl:agent/3 case/7 obl/3",
        ),
        (
            "Being/VBG/auxpass/2 sold/VBN/csubjpass/4 was/VBD/auxpass/4 planned/VBN/ROOT/0",
            "aux:pass/2 csubj:pass/4 aux:pass/4 ROOT/0",
        ),
        # copulas
        (
            "Neri/NNP/nsubj/2 is/VBZ/ROOT/0 not/RB/neg/2 the/DT/det/5 chief/NN/attr/2 of/IN/prep/5"
            " Ford/NNP/pobj/6 ././punct/2",
            "nsubj/5 cop/5 advmod/5 det/5 ROOT/0 case/7 nmod/5 punct/5",
        ),
        (
            "Fiat/NNP/nsubj/2 says/VBZ/ROOT/0 demand/NN/nsubj/4 is/VBZ/ccomp/2 weak/JJ/acomp/4"
            " in/IN/prep/4 Rome/NNP/pobj/6",
            "nsubj/2 ROOT/0 nsubj/5 cop/5 ccomp/2 case/7 obl/5",
        ),
        (
            "The/DT/det/2 plant/NN/nsubj/3 is/VBZ/ROOT/0 in/IN/prep/3 Rome/NNP/pobj/4",
            "det/2 nsubj/5 cop/5 case/5 ROOT/0",
        ),
        (
            "She/PRP/nsubj/2 became/VBD/ROOT/0 chief/NN/attr/2",
            "nsubj/2 ROOT/0 xcomp/2",
        ),
        (
            "There/EX/expl/2 is/VBZ/ROOT/0 a/DT/det/4 plant/NN/attr/2 in/IN/prep/4 Rome/NNP/pobj/5",
            "expl/2 ROOT/0 det/4 nsubj/2 case/6 nmod/4",
        ),
        (
            "She/PRP/nsubj/2 is/VBZ/ROOT/0 rich/JJ/acomp/2 and/CC/cc/2 lives/VBZ/conj/2"
            " here/RB/advmod/5",
            "nsubj/3 cop/3 ROOT/0 cc/5 conj/3 advmod/5",
        ),
        # datives
        (
            "Ford/NNP/nsubj/2 gave/VBD/ROOT/0 Neri/NNP/dative/2 a/DT/det/5 car/NN/dobj/2",
            "nsubj/2 ROOT/0 iobj/2 det/5 obj/2",
        ),
        (
            "Ford/NNP/nsubj/2 gave/VBD/ROOT/0 cars/NNS/dobj/2 to/IN/dative/2 Neri/NNP/pobj/4",
            "nsubj/2 ROOT/0 obj/2 case/5 obl/2",
        ),
        (
            "Ford/NNP/nsubj/2 told/VBD/ROOT/0 Neri/NNP/dobj/2 that/IN/mark/6 it/PRP/nsubj/6"
            " grew/VBD/ccomp/2",
            "nsubj/2 ROOT/0 iobj/2 mark/6 nsubj/6 ccomp/2",
        ),
        # relative clauses
        (
            "the/DT/det/2 plant/NN/ROOT/0 that/WDT/dobj/5 Ford/NNP/nsubj/5 built/VBD/relcl/2",
            "det/2 ROOT/0 obj/5 nsubj/5 acl:relcl/2",
        ),
        (
            "the/DT/det/2 plant/NN/ROOT/0 in/IN/prep/6 which/WDT/pobj/3 she/PRP/nsubj/6"
            " works/VBZ/relcl/2",
            "det/2 ROOT/0 case/4 obl/6 nsubj/6 acl:relcl/2",
        ),
        (
            "Neri/NNP/ROOT/0 ,/,/punct/1 who/WP/nsubj/4 is/VBZ/relcl/1 chief/NN/attr/4",
            "ROOT/0 punct/1 nsubj/5 cop/5 acl:relcl/1",
        ),
        ("time/NN/ROOT/0 to/TO/aux/3 go/VB/relcl/1", "ROOT/0 mark/3 acl/1"),
        (
            "It/PRP/nsubj/2 closed/VBD/ROOT/0 ,/,/punct/2 which/WDT/nsubj/5 hurts/VBZ/relcl/2",
            "nsubj/2 ROOT/0 punct/2 nsubj/5 advcl/2",
        ),
        # coordination
        (
            "Ford/NNP/nsubj/6 ,/,/punct/1 Fiat/NNP/conj/1 and/CC/cc/3 Opel/NNP/conj/3"
            " grew/VBD/ROOT/0",
            "nsubj/6 punct/1 conj/1 cc/5 conj/1 ROOT/0",
        ),
        (
            "both/CC/preconj/2 cars/NNS/ROOT/0 and/CC/cc/2 vans/NNS/conj/2",
            "cc/2 ROOT/0 cc/4 conj/2",
        ),
        ("And/CC/cc/3 it/PRP/nsubj/3 grew/VBD/ROOT/0", "cc/3 nsubj/3 ROOT/0"),
        # open complements
        (
            "Ford/NNP/nsubj/2 wants/VBZ/ROOT/0 Fiat/NNP/nsubj/5 to/TO/aux/5 sell/VB/ccomp/2"
            " cars/NNS/dobj/5",
            "nsubj/2 ROOT/0 obj/2 mark/5 xcomp/2 obj/5",
        ),
        (
            "Ford/NNP/nsubj/2 tries/VBZ/ROOT/0 to/TO/aux/4 sell/VB/xcomp/2",
            "nsubj/2 ROOT/0 mark/4 xcomp/2",
        ),
        (
            "Ford/NNP/nsubj/2 made/VBD/ROOT/0 him/PRP/nsubj/4 chief/NN/ccomp/2",
            "nsubj/2 ROOT/0 obj/2 xcomp/2",
        ),
        (
            "She/PRP/nsubjpass/3 was/VBD/auxpass/3 named/VBN/ROOT/0 chief/NN/oprd/3",
            "nsubj:pass/3 aux:pass/3 ROOT/0 xcomp/3",
        ),
        (
            "It/PRP/nsubj/2 says/VBZ/ROOT/0 Fiat/NNP/nsubj/5 will/MD/aux/5 sell/VB/ccomp/2",
            "nsubj/2 ROOT/0 nsubj/5 aux/5 ccomp/2",
        ),
        (
            "It/PRP/nsubj/2 wants/VBZ/ROOT/0 to/TO/aux/4 be/VB/xcomp/2 big/JJ/acomp/4",
            "nsubj/2 ROOT/0 mark/5 cop/5 xcomp/2",
        ),
        # possessives, particles and the rest
        (
            "Fiat/NNP/poss/3 's/POS/case/1 plant/NN/ROOT/0 ,/,/punct/3 a/DT/det/6 giant/NN/appos/3",
            "nmod:poss/3 case/1 ROOT/0 punct/3 det/6 appos/3",
        ),
        (
            "All/DT/predet/3 the/DT/det/3 makers/NNS/nsubj/4 laid/VBD/ROOT/0 off/RP/prt/4"
            " staff/NN/dobj/4 Monday/NNP/npadvmod/4",
            "det/3 det/3 nsubj/4 ROOT/0 compound:prt/4 obj/4 obl/4",
        ),
        (
            "No/DT/neg/2 cars/NNS/nsubj/3 sell/VBP/ROOT/0 -LRB-/-LRB-/meta/3 oh/UH/intj/3",
            "det/2 nsubj/3 ROOT/0 punct/3 discourse/3",
        ),
        (
            "Europe/NNP/nmod/2 sales/NNS/ROOT/0 last/JJ/amod/4 year/NN/npadvmod/2",
            "compound/2 ROOT/0 amod/4 nmod/2",
        ),
        # amounts
        (
            "It/PRP/nsubj/2 paid/VBD/ROOT/0 $/$/quantmod/5 2/CD/compound/5 million/CD/dobj/2"
            " for/IN/prep/2 it/PRP/pobj/6",
            "nsubj/2 ROOT/0 obj/2 compound/5 nummod/3 case/7 obl/2",
        ),
        (
            "more/JJR/amod/3 than/IN/quantmod/3 500/CD/nummod/4 cars/NNS/ROOT/0",
            "amod/3 fixed/1 nummod/4 ROOT/0",
        ),
        ("about/RB/quantmod/2 500/CD/nummod/3 cars/NNS/ROOT/0", "advmod/2 nummod/3 ROOT/0"),
    ],
)  # fmt: skip
def test_a_tree_of_clearnlp_becomes_one_of_ud(text, expected):
    assert told(to_ud(clear(text))) == expected


@pytest.mark.parametrize(
    ("text", "entity", "expected"),
    [
        (
            "Jim/NNP/compound/3 D./NNP/compound/3 Farley/NNP/nsubj/4 left/VBD/ROOT/0",
            (0, 3, "PERSON"),
            "nsubj/4 flat/1 flat/1 ROOT/0",
        ),
        (
            "Former/JJ/amod/5 Ford/NNP/compound/3 chief/NN/compound/5 Ada/NNP/compound/5"
            " Neri/NNP/nsubj/6 left/VBD/ROOT/0",
            (3, 5, "PERSON"),
            "amod/3 compound/3 nmod/4 nsubj/6 flat/4 ROOT/0",
        ),
        (
            "Ada/NNP/compound/2 Neri/NNP/poss/4 's/POS/case/2 plant/NN/ROOT/0",
            (0, 2, "PERSON"),
            "nmod:poss/4 flat/1 case/1 ROOT/0",
        ),
        (
            "Ford/NNP/compound/3 Motor/NNP/compound/3 Company/NNP/nsubj/4 grew/VBD/ROOT/0",
            (0, 3, "ORG"),
            "compound/3 compound/3 nsubj/4 ROOT/0",
        ),
        ("Neri/NNP/nsubj/2 left/VBD/ROOT/0", (0, 1, "PERSON"), "nsubj/2 ROOT/0"),
    ],
)
def test_the_first_word_of_a_person_heads_the_name(text, entity, expected):
    assert told(to_ud(clear(text, [entity]))) == expected


def test_a_space_hangs_on_the_word_before():
    rows = "It/PRP/nsubj/2 grew/VBD/ROOT/0 in/IN/prep/2 Rome/NNP/pobj/3"
    doc = clear(rows)
    spaced = Doc(
        VOCAB,
        words=[*(t.text for t in doc), "\n"],
        tags=[*(t.tag_ for t in doc), "_SP"],
        pos=[*(t.pos_ for t in doc), "SPACE"],
        deps=[*(t.dep_ for t in doc), "dep"],
        heads=[*(t.head.i for t in doc), 2],
    )
    assert told(to_ud(spaced)) == "nsubj/2 ROOT/0 case/4 obl/2 dep/4"


def test_pronouns_and_verb_forms_get_the_features_that_are_read():
    doc = to_ud(
        clear(
            "the/DT/det/2 plant/NN/nsubj/6 which/WDT/nsubj/4 closed/VBD/relcl/2 was/VBD/auxpass/6"
            " sold/VBN/ROOT/0"
        )
    )
    assert doc[2].morph.get("PronType") == ["Rel"]
    assert doc[3].morph.get("VerbForm") == ["Fin"]
    assert str(doc[5].morph) == "Tense=Past|VerbForm=Part"
    asked = to_ud(clear("Who/WP/nsubj/2 left/VBD/ROOT/0"))
    assert asked[0].morph.get("PronType") == ["Int"]


def test_the_graph_reads_a_converted_passive_like_an_active():
    doc = to_ud(
        clear(
            "Cars/NNS/nsubjpass/3 were/VBD/auxpass/3 built/VBN/ROOT/0 by/IN/agent/3 Ford/NNP/pobj/4"
        )
    )
    graph = Graph(doc, read_language("en"))
    assert [t.text for t in graph.find(doc[2], "subject")] == ["Ford"]
    assert [t.text for t in graph.find(doc[2], "object")] == ["Cars"]


def test_a_document_without_trees_is_left_as_it_is():
    assert [token.dep_ for token in to_ud(spacy.blank("en")("Ford grew."))] == ["", "", ""]
    assert len(to_ud(spacy.blank("en")(""))) == 0


def test_a_name_that_runs_over_two_sentences_joins_them_not():
    doc = clear("asked/VBD/ROOT/0 Anna/NNP/dobj/1")
    doc = Doc.from_docs([doc, clear("Bini/NNP/compound/2 spoke/VBD/ROOT/0")])
    doc.set_ents([Span(doc, 1, 3, label="PERSON")])
    assert [sent.text for sent in to_ud(doc).sents] == ["asked Anna", "Bini spoke"]


@st.composite
def sentences(draw):
    """Draw a tree of any shape, crossing edges too, with any labels and tags."""
    size = draw(st.integers(1, 9))
    order = draw(st.permutations(range(size)))
    heads = [0] * size
    for rank, i in enumerate(order):
        heads[i] = order[draw(st.integers(0, rank - 1))] if rank else i
    deps = [draw(st.sampled_from(CLEARNLP)) for _ in range(size)]
    tags = [draw(st.sampled_from(sorted(POS))) for _ in range(size)]
    words = ["\n" if tag == "_SP" else draw(st.sampled_from(["be", "Ford"])) for tag in tags]
    return [(words[i], tags[i], deps[i], heads[i]) for i in range(size)]


@given(st.lists(sentences(), min_size=1, max_size=3), st.data())
@settings(max_examples=400, deadline=None)
def test_every_tree_stays_a_tree_with_our_labels(drawn, data):
    doc = joined(drawn)
    start = data.draw(st.integers(0, len(doc) - 1))
    doc.set_ents([Span(doc, start, min(start + 3, len(doc)), label="PERSON")])
    bounds = [(s.start, s.end) for s in doc.sents]
    to_ud(doc)
    assert [(s.start, s.end) for s in doc.sents] == bounds
    for token in doc:
        above = [token, *token.ancestors]
        assert len(above) <= len(doc)
        assert above[-1].head == above[-1]
        assert (token.dep_ == "ROOT") == (token.head == token)
        assert token.dep_ not in {*LABELS, "pobj", "pcomp", "npadvmod"}
        assert ":" not in token.dep_ or token.dep_ in SUBTYPES
    roots = [t for t in doc if t.head == t]
    assert len(roots) == len(drawn)


def joined(drawn):
    """Return the document of several sentences."""
    rows, before = [], 0
    for sentence in drawn:
        rows += [(word, tag, dep, head + before) for word, tag, dep, head in sentence]
        before += len(sentence)
    return Doc(
        VOCAB,
        words=[row[0] for row in rows],
        tags=[row[1] for row in rows],
        pos=[POS[row[1]] for row in rows],
        lemmas=[row[0] for row in rows],
        deps=["ROOT" if row[3] == i else row[2] for i, row in enumerate(rows)],
        heads=[row[3] for row in rows],
    )


@pytest.mark.parametrize(
    ("label", "expected"),
    [
        *[("PERSON", ["PER"]), ("PER", ["PER"]), ("ORG", ["ORG"]), ("GPE", ["LOC"])],
        *[("FAC", ["LOC"]), ("LOC", ["LOC"]), ("PRODUCT", ["MISC"]), ("EVENT", ["MISC"])],
        *[("WORK_OF_ART", ["MISC"]), ("LAW", ["MISC"]), ("MISC", ["MISC"])],
        *[("NORP", []), ("MONEY", []), ("DATE", []), ("CARDINAL", []), ("PERCENT", [])],
    ],
)
def test_entities_get_our_labels(label, expected):
    doc = spacy.blank("en")("Ford grew in Italy .")
    doc.set_ents([Span(doc, 0, 1, label=label), Span(doc, 3, 4, label="ORG")])
    found = [(ent.text, ent.label_) for ent in rename_entities(doc).ents]
    assert found == [*(("Ford", name) for name in expected), ("Italy", "ORG")]


def test_subtypes_that_ours_cut_are_cut():
    doc = tree(
        "it", "sua/DET/det:poss/2 zia/NOUN/nsubj:pass/3 vista/VERB/root/0 Ada/PROPN/flat:name/2"
    )
    as_ours(doc, clear=False)
    assert [token.dep_ for token in doc] == ["det", "nsubj:pass", "ROOT", "flat"]


def labelled(lang, relations, entities=()):
    """Return a pipeline with a parser and names of some labels, not trained."""
    nlp = spacy.blank(lang)
    for pipe, labels in (("parser", relations), ("ner", entities)):
        component = nlp.add_pipe(pipe)
        for label in labels:
            component.add_label(label)
    return nlp


@pytest.mark.parametrize(
    ("relations", "entities", "clear"),
    [
        (["nsubj", "dobj", "pobj", "prep"], ["PERSON", "GPE"], True),
        (["nsubj", "dobj", "pobj"], ["PER"], True),
        (["nsubj", "obj", "flat:name"], ["PER"], False),
        (["nsubj", "obj", "nsubj:pass"], ["PERSON"], False),
        (["nsubj", "obj", "nsubj:pass", "acl:relcl"], ["PER", "ORG", "LOC", "MISC"], None),
        ([], [], None),
    ],
)
def test_a_pipeline_is_converted_by_its_labels_whatever_its_name(relations, entities, clear):
    nlp = adapt(labelled("en", relations, entities))
    assert (NAME in nlp.pipe_names) == (clear is not None)
    if clear is not None:
        assert nlp.pipe_names[-1] == NAME
        assert nlp.get_pipe(NAME).keywords == {"clear": clear}


def test_a_saved_pipeline_in_stock_labels_is_converted_on_loading(tmp_path):
    nlp = labelled("en", ["nsubj", "dobj", "pobj", "prep"], ["PERSON", "GPE"])
    nlp.initialize()
    nlp.to_disk(tmp_path / "other_name")
    loaded = load(str(tmp_path / "other_name"), "en")
    doc = loaded("Ford builds cars in Italy. Fiat does too.")
    assert loaded.pipe_names[-1] == NAME
    assert not {token.dep_ for token in doc} & {"dobj", "pobj", "prep"}


@pytest.mark.model
@pytest.mark.parametrize("lang", ["en", "it"])
def test_our_own_pipelines_need_no_conversion(lang):
    assert NAME not in load(Settings().model(lang), lang).pipe_names

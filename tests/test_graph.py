"""The alternations of the language, resolved before rules run."""

import pytest
from trees import tree

from pipeline.graph import Graph
from pipeline.language import read_language


def arguments(lang, text, word):
    """Return {relation or relation(preposition): words} of the arguments of a word."""
    doc = tree(lang, text)
    graph = Graph(doc, read_language(lang))
    found = {}
    for arg in graph.args(next(t for t in doc if t.text == word)):
        name = f"{arg.relation}({arg.case})" if arg.case else arg.relation
        found.setdefault(name, []).append(arg.token.text)
    return {name: " ".join(words) for name, words in found.items()}


@pytest.mark.parametrize(
    ("lang", "text", "word", "expected"),
    [
        (
            "en", "Ford/PROPN/nsubj/2 built=build/VERB/root/0 cars=car/NOUN/obj/2", "built",
            {"subject": "Ford", "object": "cars"},
        ),
        (
            "en", "Cars=car/NOUN/nsubj:pass/3 were=be/AUX/aux:pass/3 built=build/VERB/root/0 by/ADP/case/5 Ford/PROPN/obl:agent/3",
            "built", {"object": "Cars", "subject(by)": "Ford"},
        ),
        (  # and a time is none
            "it", "Auto=auto/NOUN/nsubj:pass/3 sono=essere/AUX/aux:pass/3 costruite=costruire/VERB/root/0 da/ADP/case/5 gennaio/NOUN/obl/3",
            "costruite", {"object": "Auto", "oblique(da)": "gennaio"},
        ),
        (  # a plain oblique is the agent of a passive, but of nothing else
            "it", "Auto=auto/NOUN/nsubj:pass/3 sono=essere/AUX/aux:pass/3 costruite=costruire/VERB/root/0 da/ADP/case/5 Ford/PROPN/obl/3",
            "costruite", {"object": "Auto", "subject(da)": "Ford"},
        ),
        (
            "it", "Ford/PROPN/nsubj/2 parte=partire/VERB/root/0 dalla=da/ADP/case/4 Spagna/PROPN/obl/2",
            "parte", {"subject": "Ford", "oblique(da)": "Spagna"},
        ),
        (  # a relative clause has its antecedent
            "en", "Ford/PROPN/root/0 ,/PUNCT/punct/4 which/PRON/nsubj/4/PronType=Rel built=build/VERB/acl:relcl/1 cars=car/NOUN/obj/4",
            "built", {"subject": "Ford", "object": "cars"},
        ),
        (
            "it", "la=il/DET/det/2 fabbrica/NOUN/root/0 in/ADP/case/4 cui/PRON/obl/6/PronType=Rel Ford/PROPN/nsubj/6 costruisce=costruire/VERB/acl:relcl/2",
            "costruisce", {"subject": "Ford", "oblique(in)": "fabbrica"},
        ),
        (  # a participle too
            "en", "cars=car/NOUN/root/0 built=build/VERB/acl/1/VerbForm=Part by/ADP/case/4 Ford/PROPN/obl/2",
            "built", {"object": "cars", "subject(by)": "Ford"},
        ),
        (
            "en", "Ford/PROPN/root/0 ,/PUNCT/punct/3 building=build/VERB/acl/1/VerbForm=Ger cars=car/NOUN/obj/3",
            "building", {"subject": "Ford", "object": "cars"},
        ),
        (  # a title and its holder are one subject
            "it",
            "Il=il/DET/det/2 ministro/NOUN/nsubj/5 Carlo/PROPN/nsubj/5 Bassi/PROPN/flat/3 parla=parlare/VERB/root/0",
            "parla",
            {"subject": "Carlo"},
        ),
        (  # control
            "en", "Ford/PROPN/nsubj/2 wants=want/VERB/root/0 to/PART/mark/4 build/VERB/xcomp/2/VerbForm=Inf cars=car/NOUN/obj/4",
            "build", {"subject": "Ford", "object": "cars"},
        ),
        (
            "en", "Ford/PROPN/nsubj/2 asked=ask/VERB/root/0 Fiat/PROPN/obj/2 to/PART/mark/5 build/VERB/xcomp/2/VerbForm=Inf",
            "build", {"subject": "Fiat"},
        ),
        (  # coordinated verbs share the subject
            "en", "Ford/PROPN/nsubj/2 built=build/VERB/root/0 and/CCONJ/cc/4 sold=sell/VERB/conj/2 cars=car/NOUN/obj/4",
            "sold", {"subject": "Ford", "object": "cars"},
        ),
        (  # coordinated nouns share the relation, and the preposition
            "it", "Ford/PROPN/nsubj/2 tratta=trattare/VERB/root/0 con/ADP/case/4 Fiat/PROPN/obl/2 e/CCONJ/cc/6 Opel/PROPN/conj/4",
            "tratta", {"subject": "Ford", "oblique(con)": "Fiat Opel"},
        ),
        (  # who comes along takes part
            "en", "Ford/PROPN/nsubj/2 left=leave/VERB/root/0 together/ADP/case/5 with/ADP/fixed/3 Fiat/PROPN/obl/2",
            "left", {"subject": "Ford", "subject(together with)": "Fiat"},
        ),
        (  # the noun of a light verb has its subject
            "en", "Ford/PROPN/nsubj/2 reached=reach/VERB/root/0 an/DET/det/4 agreement/NOUN/obj/2 with/ADP/case/6 Fiat/PROPN/obl/2",
            "agreement", {"subject": "Ford", "oblique(with)": "Fiat"},
        ),
        (  # fused prepositions are plain
            "it", "visita/NOUN/root/0 della=di/ADP/case/3 ministra/NOUN/nmod/1 all'+=a/ADP/case/5 impianto/NOUN/nmod/1",
            "visita", {"nominal(di)": "ministra", "nominal(a)": "impianto"},
        ),
        (  # a possessive adjective is a possessor
            "it", "la=il/DET/det/3 sua/DET/det:poss/3 visita/NOUN/root/0", "visita", {"possessor": "sua"},
        ),
        (  # control reaches the second of two infinitives
            "en", "Ford/PROPN/nsubj/2 wants=want/VERB/root/0 to/PART/mark/4 visit/VERB/xcomp/2/VerbForm=Inf Rome/PROPN/obj/4 and/CCONJ/cc/7 meet/VERB/conj/4 Fiat/PROPN/obj/7",
            "meet", {"subject": "Ford", "object": "Fiat"},
        ),
        (  # and a noun with a copula
            "it", "Ford/PROPN/nsubj/2 dice=dire/VERB/root/0 di/ADP/mark/6 essere/AUX/cop/6/VerbForm=Inf in/ADP/case/6 contatto/NOUN/xcomp/2",
            "contatto", {"subject": "Ford"},
        ),
        (  # verbs right beside each other share their object
            "en", "Ford/PROPN/nsubj/2 met=meet/VERB/root/0 or/CCONJ/cc/4 exceeded=exceed/VERB/conj/2 targets=target/NOUN/obj/4",
            "met", {"subject": "Ford", "object": "targets"},
        ),
        (  # a finite verb that hangs on a noun has it as subject
            "it", "Ford/PROPN/nsubj/4 visitò=visitare/VERB/acl/1/VerbForm=Fin Roma/PROPN/obj/2 tornò=tornare/VERB/root/0",
            "visitò", {"subject": "Ford", "object": "Roma"},
        ),
        (  # the particle of an infinitive is its preposition
            "it", "Ford/PROPN/nsubj/2 tratta=trattare/VERB/root/0 per/ADP/mark/4 vendere/VERB/advcl/2/VerbForm=Inf", "tratta",
            {"subject": "Ford", "adverbial(per)": "vendere"},
        ),
        (  # who accompanies shares the relation of the one accompanied
            "it", "Ford/PROPN/nsubj/6 ,/PUNCT/punct/3 accompagnata=accompagnare/VERB/acl/1/VerbForm=Part da/ADP/case/5 Fiat/PROPN/obl:agent/3 parte=partire/VERB/root/0",
            "parte", {"subject": "Ford Fiat"},
        ),
        (  # members stand beside their group
            "en", "Ford/PROPN/nsubj/2 meets=meet/VERB/root/0 partners=partner/NOUN/obj/2 such/ADJ/case/6 as/ADP/fixed/4 Fiat/PROPN/nmod/3",
            "meets", {"subject": "Ford", "object": "partners Fiat"},
        ),
        (  # and what is counted beside the number
            "it", "Ford/PROPN/nsubj/2 incontra=incontrare/VERB/root/0 un=uno/DET/det/4 gruppo/NOUN/obj/2 di/ADP/case/6 imprese=impresa/NOUN/nmod/4",
            "incontra", {"subject": "Ford", "object": "gruppo imprese"},
        ),
        (  # a later name of a list that hangs on the noun belongs to the name before it
            "it", "incontri=incontro/NOUN/root/0 con/ADP/case/3 Ford/PROPN/nmod/1 ,/PUNCT/punct/5 Fiat/PROPN/conj/1 e/CCONJ/cc/7 Opel/PROPN/conj/1",
            "incontri", {"nominal(con)": "Ford Fiat Opel"},
        ),
        (  # prepositions of several words
            "en", "left=leave/VERB/root/0 because/ADP/case/4 of/ADP/fixed/2 tariffs=tariff/NOUN/obl/1", "left",
            {"oblique(because of)": "tariffs"},
        ),
    ],
)  # fmt: skip
def test_arguments(lang, text, word, expected):
    found = arguments(lang, text, word)
    assert {name: found.get(name) for name in expected} == expected


@pytest.mark.parametrize(
    ("text", "spans", "expected"),
    [
        (  # whatever the tree says of the later names
            "talks=talk/NOUN/root/0 with/ADP/case/3 Ford/PROPN/nmod/1 ,/PUNCT/punct/5 Fiat/PROPN/dep/1 and/CCONJ/cc/7 Opel/PROPN/dep/1",
            [(2, 3), (4, 5), (6, 7)], ["Ford", "Fiat", "Opel"],
        ),
        (  # an aside in brackets is no part of the list
            "talks=talk/NOUN/root/0 with/ADP/case/3 Ford/PROPN/nmod/1 (/PUNCT/punct/5 Detroit/PROPN/dep/1 )/PUNCT/punct/5 and/CCONJ/cc/8 Opel/PROPN/dep/1",
            [(2, 3), (4, 5), (7, 8)], ["Ford", "Opel"],
        ),
        (  # without an "and" there is no list
            "talks=talk/NOUN/root/0 with/ADP/case/3 Ford/PROPN/nmod/1 ,/PUNCT/punct/5 Fiat/PROPN/dep/1 said=say/VERB/dep/1",
            [(2, 3), (4, 5)], ["Ford"],
        ),
        (  # nor across a verb
            "talks=talk/NOUN/root/0 with/ADP/case/3 Ford/PROPN/nmod/1 failed=fail/VERB/dep/1 and/CCONJ/cc/6 Fiat/PROPN/dep/1",
            [(2, 3), (5, 6)], ["Ford"],
        ),
    ],
)  # fmt: skip
def test_listed_names_share_the_relation_of_the_first(text, spans, expected):
    doc = tree("en", text)
    graph = Graph(doc, read_language("en"), [doc[start:end] for start, end in spans])
    assert [token.text for token in graph.find(doc[0], "nominal", frozenset({"with"}))] == expected


def test_a_name_of_two_parts_has_the_preposition_before_the_first():
    doc = tree("en", "went=go/VERB/root/0 to/ADP/case/3 Grand/PROPN/obl/1 Rapids/PROPN/flat/3")
    graph = Graph(doc, read_language("en"))
    assert graph.lead(doc[3]) == "to"


def test_what_is_not_passive_has_no_agent():
    text = "Ford/PROPN/nsubj/2 stood=stand/VERB/root/0 by/ADP/case/4 Fiat/PROPN/obl/2"
    assert arguments("en", text, "stood") == {"subject": "Ford", "oblique(by)": "Fiat"}


@pytest.mark.parametrize(
    ("lang", "text", "word", "expected"),
    [
        ("en", "the/DET/det/3 new/ADJ/amod/3 plant/NOUN/root/0 in/ADP/case/5 Spain/PROPN/nmod/3", "plant", "new plant in Spain"),
        ("en", "the/DET/det/2 plant/NOUN/root/0 ,/PUNCT/punct/5 which/PRON/nsubj/5 closed=close/VERB/acl:relcl/2", "plant", "plant"),
        ("en", "of/ADP/case/2 cars=car/NOUN/root/0 and/CCONJ/cc/4 vans=van/NOUN/conj/2", "cars", "cars"),
        ("it", "l'+=il/DET/det/2 impianto/NOUN/root/0 di/ADP/case/4 Torino/PROPN/nmod/2", "impianto", "impianto di Torino"),
    ],
)  # fmt: skip
def test_phrase(lang, text, word, expected):
    doc = tree(lang, text)
    graph = Graph(doc, read_language(lang))
    assert graph.phrase(next(t for t in doc if t.text == word)).text == expected


def test_a_bare_phrase_has_no_clauses():
    doc = tree(
        "en",
        "makers=maker/NOUN/root/0 to/PART/mark/3 replace/VERB/acl/1/VerbForm=Inf Ford/PROPN/obj/3",
    )
    graph = Graph(doc, read_language("en"))
    assert graph.phrase(doc[0]).text == "makers to replace Ford"
    assert graph.phrase(doc[0], bare=True).text == "makers"


@pytest.mark.parametrize(
    ("lang", "text", "word", "expected"),
    [
        ("en", "was=be/AUX/aux:pass/2 built=build/VERB/root/0", "built", True),
        ("en", "has=have/AUX/aux/2 built=build/VERB/root/0/VerbForm=Part", "built", False),
        ("en", "has=have/AUX/aux/3 been=be/AUX/aux/3 built=build/VERB/root/0", "built", True),
        ("it", "viene=venire/AUX/aux/2 costruita=costruire/VERB/root/0", "costruita", True),
        ("it", "si/PRON/expl:pass/2 vende=vendere/VERB/root/0", "vende", True),
        ("it", "auto/NOUN/root/0 venduta=vendere/VERB/acl/1/VerbForm=Part", "venduta", True),
        ("it", "auto/NOUN/root/0 vincente=vincere/VERB/acl/1/Tense=Pres|VerbForm=Part", "vincente", False),
    ],
)  # fmt: skip
def test_is_passive(lang, text, word, expected):
    doc = tree(lang, text)
    assert (
        Graph(doc, read_language(lang)).is_passive(next(t for t in doc if t.text == word))
        is expected
    )


def test_predicate_is_the_clause_above():
    doc = tree(
        "en",
        "Ford/PROPN/nsubj/2 said=say/VERB/root/0 sales=sale/NOUN/nsubj/4 fell=fall/VERB/ccomp/2 here/ADV/advmod/4",
    )
    graph = Graph(doc, read_language("en"))
    assert [graph.predicate(token) for token in doc] == [doc[1], None, doc[3], doc[1], doc[3]]

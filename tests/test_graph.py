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
        (  # prepositions of several words
            "en", "left=leave/VERB/root/0 because/ADP/case/4 of/ADP/fixed/2 tariffs=tariff/NOUN/obl/1", "left",
            {"oblique(because of)": "tariffs"},
        ),
    ],
)  # fmt: skip
def test_arguments(lang, text, word, expected):
    found = arguments(lang, text, word)
    assert {name: found.get(name) for name in expected} == expected


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
    assert Graph(doc, read_language(lang)).is_passive(next(t for t in doc if t.text == word)) is expected


def test_predicate_is_the_clause_above():
    doc = tree("en", "Ford/PROPN/nsubj/2 said=say/VERB/root/0 sales=sale/NOUN/nsubj/4 fell=fall/VERB/ccomp/2 here/ADV/advmod/4")
    graph = Graph(doc, read_language("en"))
    assert [graph.predicate(token) for token in doc] == [doc[1], None, doc[3], doc[1], doc[3]]

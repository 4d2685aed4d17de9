"""What an article commits itself to, read from the words around a fact's anchor."""

import pytest
from trees import tree

from pipeline.language import read_language
from pipeline.stance import StanceReader

ACTUAL = "Ford/PROPN/nsubj/2 closed=close/VERB/root/0 the/DET/det/4 plant/NOUN/obj/2"

EN = [
    ("Ford/PROPN/root/0 to/PART/mark/3 close/VERB/acl/1 plants=plant/NOUN/obj/3", "close", "planned"),
    (
        "a/DET/det/2 plan/NOUN/root/0 that/PRON/nsubj/4 includes=include/VERB/acl:relcl/2 closures=closure/NOUN/obj/4",
        "closures", "planned",
    ),
    ("Ford/PROPN/nsubj/2 includes=include/VERB/root/0 closures=closure/NOUN/obj/2", "closures", "actual"),
    (ACTUAL, "closed", "actual"),
    ("Ford/PROPN/nsubj/3 will/AUX/aux/3 build/VERB/root/0 plants=plant/NOUN/obj/3", "build", "planned"),
    ("Ford/PROPN/nsubj/3 wo=will/AUX/aux/3 build/VERB/root/0 plants=plant/NOUN/obj/3", "build", "planned"),
    ("Ford/PROPN/nsubj/3 may/AUX/aux/3 build/VERB/root/0 plants=plant/NOUN/obj/3", "build", "possible"),
    ("Ford/PROPN/nsubj/3 should/AUX/aux/3 build/VERB/root/0 plants=plant/NOUN/obj/3", "build", "estimated"),
    (
        "Ford/PROPN/nsubj/4 did=do/AUX/aux/4 not/PART/advmod/4 close/VERB/root/0 plants=plant/NOUN/obj/4",
        "close", "denied",
    ),
    (
        "Ford/PROPN/nsubj/2 refused=refuse/VERB/root/0 to/PART/mark/4 close/VERB/xcomp/2 plants=plant/NOUN/obj/4",
        "close", "denied",
    ),
    (  # a noun in its object is denied with it
        "Ford/PROPN/nsubj/2 denied=deny/VERB/root/0 the/DET/det/4 closure/NOUN/obj/2", "closure", "denied",
    ),
    (
        "Ford/PROPN/nsubj/2 plans=plan/VERB/root/0 to/PART/mark/4 close/VERB/xcomp/2 plants=plant/NOUN/obj/4",
        "close", "planned",
    ),
    (
        "Ford/PROPN/nsubj:pass/3 is=be/AUX/aux:pass/3 expected=expect/VERB/root/0 to/PART/mark/5 close/VERB/xcomp/3",
        "close", "estimated",
    ),
    (
        "Ford/PROPN/nsubj/3 reportedly/ADV/advmod/3 closed=close/VERB/root/0 plants=plant/NOUN/obj/3",
        "closed", "possible",
    ),
    ("Will=will/AUX/aux/3 Ford/PROPN/nsubj/3 close/VERB/root/0 plants=plant/NOUN/obj/3 ?/PUNCT/punct/3", "close", "possible"),
    (  # who only reports adds nothing of their own
        "Ford/PROPN/nsubj/2 said=say/VERB/root/0 it/PRON/nsubj/4 closed=close/VERB/ccomp/2 plants=plant/NOUN/obj/4",
        "closed", "actual",
    ),
    (  # and what governs the report does not reach into it
        "Ford/PROPN/nsubj/3 will/AUX/aux/3 say/VERB/root/0 it/PRON/nsubj/5 closed=close/VERB/ccomp/3 plants=plant/NOUN/obj/5",
        "closed", "actual",
    ),
    (  # the weakest claim wins
        "Ford/PROPN/nsubj/3 reportedly/ADV/advmod/3 plans=plan/VERB/root/0 to/PART/mark/5 close/VERB/xcomp/3",
        "close", "possible",
    ),
    (  # the subject of a denial is no part of it
        "Ford/PROPN/nsubj/5 ,/PUNCT/punct/3 expanding=expand/VERB/acl/1 here/ADV/advmod/3 refused=refuse/VERB/root/0",
        "expanding", "actual",
    ),
]  # fmt: skip

IT = [
    ("Ford/PROPN/nsubj/3 ha=avere/AUX/aux/3 chiuso=chiudere/VERB/root/0 lo=il/DET/det/5 stabilimento/NOUN/obj/3", "chiuso", "actual"),
    ("Ford/PROPN/nsubj/2 chiuderà=chiudere/VERB/root/0/Tense=Fut lo=il/DET/det/4 stabilimento/NOUN/obj/2", "chiuderà", "planned"),
    ("Ford/PROPN/nsubj/3 avrebbe=avere/AUX/aux/3/Mood=Cnd chiuso=chiudere/VERB/root/0/VerbForm=Part", "chiuso", "possible"),
    ("Ford/PROPN/nsubj/3 potrebbe=potere/AUX/aux/3/Mood=Cnd chiudere/VERB/root/0", "chiudere", "possible"),
    ("Ford/PROPN/nsubj/3 dovrebbe=dovere/AUX/aux/3/Mood=Cnd chiudere/VERB/root/0", "chiudere", "estimated"),
    ("Ford/PROPN/nsubj/4 non/ADV/advmod/4 ha=avere/AUX/aux/4 chiuso=chiudere/VERB/root/0", "chiuso", "denied"),
    ("Ford/PROPN/nsubj/2 smentisce=smentire/VERB/root/0 la=il/DET/det/4 chiusura/NOUN/obj/2", "chiusura", "denied"),
    ("Ford/PROPN/nsubj/2 prevede=prevedere/VERB/root/0 di/ADP/mark/4 chiudere/VERB/xcomp/2", "chiudere", "planned"),
    ("Forse/ADV/advmod/3 Ford/PROPN/nsubj/3 chiude=chiudere/VERB/root/0", "chiude", "possible"),
    ("Ford/PROPN/nsubj/3 ha=avere/AUX/aux/3 detto=dire/VERB/root/0 che/SCONJ/mark/5 chiude=chiudere/VERB/ccomp/3", "chiude", "actual"),
    ("Ford/PROPN/nsubj/2 valuta=valutare/VERB/root/0 la=il/DET/det/4 chiusura/NOUN/obj/2", "chiusura", "possible"),
    ("Chiude=chiudere/VERB/root/0 Ford/PROPN/nsubj/1 ?/PUNCT/punct/1", "Chiude", "possible"),
]  # fmt: skip


def word(doc, text):
    return next(token for token in doc if token.text == text)


@pytest.mark.parametrize(
    ("lang", "text", "anchor", "expected"),
    [("en", *case) for case in EN] + [("it", *case) for case in IT],
)
def test_read(lang, text, anchor, expected):
    doc = tree(lang, text)
    assert StanceReader(read_language(lang)).read(word(doc, anchor)) == expected


def test_a_weak_word_beside_a_role_counts_too():
    doc = tree(
        "en",
        "Ford/PROPN/nsubj/2 set=fix/VERB/root/0 a/DET/det/4 target/NOUN/obj/2 of/ADP/case/7"
        " 5/NUM/nummod/7 cars=car/NOUN/nmod/4",
    )
    reader = StanceReader(read_language("en"))
    assert reader.read(doc[1]) == "actual"
    assert reader.read(doc[1], [doc[6]]) == "planned"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Ford/PROPN/nsubj/3 not/PART/advmod/3 spoke=speak/VERB/root/0", "denied"),
        ("Ford/PROPN/nsubj/3 will/AUX/aux/3 spoke=speak/VERB/root/0", "actual"),
        (
            "Ford/PROPN/nsubj/2 denied=deny/VERB/root/0 he/PRON/nsubj/4 spoke=speak/VERB/ccomp/2",
            "actual",
        ),
    ],
)
def test_own_stance_asks_only_whether_the_anchor_itself_is_denied(text, expected):
    doc = tree("en", text)
    assert StanceReader(read_language("en")).own(word(doc, "spoke")) == expected


def test_a_language_without_words_of_stance_claims_everything():
    doc = tree("en", "Ford/PROPN/nsubj/3 may/AUX/aux/3 build/VERB/root/0")
    assert StanceReader({}).read(doc[2]) == "actual"

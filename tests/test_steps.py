"""The steps that look past how a parser hangs things: heads of terms, futures, what is around."""

import pytest
from trees import tree

from pipeline.errors import RuleError
from pipeline.grammar import read_grammar
from pipeline.graph import Graph
from pipeline.language import read_language
from pipeline.wordlist import WordList

VENTURE = "a/DET/det/3 joint/ADJ/amod/3 venture/NOUN/root/0"
LAID = "laid=lay/VERB/root/0 off/ADP/compound:prt/1 people=person/NOUN/obj/1"
TO_VERB = "sold=sell/VERB/root/0 Volvo/PROPN/obj/1 to/ADP/case/4 Geely/PROPN/obl/1"
TO_NOUN = "sold=sell/VERB/root/0 Volvo/PROPN/obj/1 to/ADP/case/4 Geely/PROPN/nmod/2"
RULES = """
[kind]
says = "a purchase"
key = ["buyer"]

[roles]
buyer = "organization"

[words.buy]
en = ["buy"]
it = ["comprare"]

[[rule]]
name = "buy"
anchor = "buy"
buyer = "subject.is(%s)"
"""


@pytest.mark.parametrize(
    ("text", "term", "first", "head"),
    [
        (VENTURE, "joint venture", "joint", "venture"),
        (VENTURE, "venture", "venture", "venture"),
        (LAID, "lay off", "laid", "laid"),
    ],
)
def test_a_term_hangs_on_its_head(text, term, first, head):
    token = next(t for t in tree("en", text) if t.text == first)
    assert WordList([term]).head(token).text == head


@pytest.mark.parametrize(
    ("form", "verb"),
    [
        ("chiuderà", "chiudere"),
        ("aprirebbe", "aprire"),
        ("presenteranno", "presentare"),
        ("pagherà", "pagare"),
        ("lancerà", "lanciare"),
    ],
)
def test_a_regular_future_is_known_whatever_its_lemma(form, verb):
    token = tree("it", f"{form}=x/VERB/root/0")[0]
    assert token in WordList([verb])
    assert token not in WordList(["andare"])


@pytest.mark.parametrize("text", [TO_VERB, TO_NOUN])
def test_around_a_verb_is_what_hangs_on_its_object_too(text):
    doc = tree("en", text)
    graph = Graph(doc, read_language("en"))
    assert [t.text for t in graph.around(doc[0], frozenset({"to"}))] == ["Geely"]
    assert graph.around(doc[0], frozenset({"from"})) == []


def test_is_asks_for_a_list_or_a_type(tmp_path):
    path = tmp_path / "purchase.toml"
    path.write_text(RULES % "buy, organization, @union", encoding="utf-8")
    assert read_grammar([path]).rules[0].name == "buy"
    path.write_text(RULES % "buyers", encoding="utf-8")
    with pytest.raises(RuleError, match="buyers"):
        read_grammar([path])

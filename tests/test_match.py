"""Rules of a small grammar against trees written by hand."""

import pytest
from trees import reading, tree

from pipeline.facts import Amount
from pipeline.grammar import read_grammar
from pipeline.match import Matcher, split

HEAD = """
[kind]
key = ["maker"]
[roles]
maker = ["organization", "person"]
thing = "text"
place = ["place"]
amount = "amount"
date = "date"
change = ["opened", "closed"]
owner = ["person", "organization"]
[words.opened_verb]
en = ["build", "lay off", "open"]
it = ["costruire"]
[words.closed_verb]
en = ["close"]
it = ["chiudere"]
where = { thing = "-plan" }
[words.plan]
en = ["plan"]
it = ["piano"]
[words.plant]
en = ["plant"]
it = ["stabilimento"]
"""

BUILT = (
    "Ford/PROPN/nsubj/2/ORG built=build/VERB/root/0/VerbForm=Fin a/DET/det/5 new/ADJ/amod/5"
    " plant/NOUN/obj/2 in/ADP/case/7 Spain/PROPN/obl/2/LOC"
)
BOTH = (
    "Ford/PROPN/nsubj/4/ORG and/CCONJ/cc/3 Fiat/PROPN/conj/1/ORG built=build/VERB/root/0"
    " a/DET/det/6 plant/NOUN/obj/4"
)
BY = (
    "The=the/DET/det/2 plant/NOUN/nsubj:pass/4 was=be/AUX/aux:pass/4 built=build/VERB/root/0"
    " by/ADP/case/6 Ford/PROPN/obl:agent/4/ORG"
)


@pytest.fixture
def match(tmp_path):
    """Return a function: rules and a tree → (rule, {role: texts or values}) of each candidate."""

    def run(rules, lang, text, head=HEAD):
        path = tmp_path / "works.toml"
        path.write_text(head + rules, encoding="utf-8")
        matcher = Matcher(read_grammar([path]), lang)
        found = matcher.match(reading(tree(lang, text)))
        return [
            (c.rule.name, {r: [m.text or m.value for m in ms] for r, ms in c.roles.items()})
            for c in found
        ]

    return run


def rule(paths, *, name="r", anchor="opened_verb"):
    return f'[[rule]]\nname = "{name}"\nanchor = "{anchor}"\n{paths}\n'


@pytest.mark.parametrize(
    ("paths", "text", "expected"),
    [
        ('maker = "subject"', BUILT, {"maker": ["Ford"]}),
        ('maker = "subject"', BOTH, {"maker": ["Ford", "Fiat"]}),
        ('maker = "subject"', BY, {"maker": ["Ford"]}),  # the agent of a passive is a subject
        ('maker = "subject"\nthing = "object"', BUILT, {"maker": ["Ford"], "thing": ["new plant"]}),
        ('maker = "subject"\nthing = "object"', BY, {"maker": ["Ford"], "thing": ["plant"]}),
        ('maker = "subject"\nplace = "oblique(in)"', BUILT, {"maker": ["Ford"], "place": ["Spain"]}),
        ('maker = "subject"\nplace = "oblique(to)"', BUILT, {"maker": ["Ford"]}),
        ('maker = "subject"\nplace = "oblique(to) | near"', BUILT, {"maker": ["Ford"], "place": ["Spain"]}),
        ('maker = "subject"\nplace = "left"', BUILT, {"maker": ["Ford"]}),  # Spain is on the right
        ('maker = "subject"\nplace = "right(in)"', BUILT, {"maker": ["Ford"], "place": ["Spain"]}),
        ('maker = "object"', BUILT, None),  # a plant is no maker, and the key role is empty
        ('maker = "object.head.subject"', BUILT, {"maker": ["Ford"]}),
        ('maker = "subject & object"', BUILT, None),
        ('maker = "subject & !object"', BUILT, None),
        ('maker = "subject & !complement"', BUILT, {"maker": ["Ford"]}),
        ('maker = "object + subject"', BUILT, {"maker": ["Ford"]}),
        ('maker = "subject & object.is(plant)"', BOTH, None),  # a test of no type of the role
        ('maker = "subject"\nneeds = "date"', BUILT, None),
        ('maker = "subject"\nneeds = "place"\nplace = "near"', BUILT, {"maker": ["Ford"], "place": ["Spain"]}),
        ('maker = "subject"\npos = "NOUN"', BUILT, None),
        ('maker = "subject"\nset = { change = "closed" }', BUILT, {"change": ["closed"], "maker": ["Ford"]}),
        ('maker = "subject"\nset = { change = "=" }', BUILT, {"change": ["opened"], "maker": ["Ford"]}),
        ('maker = "subject"\nthing = "object"\nwhere = { thing = "plant" }', BUILT, {"maker": ["Ford"], "thing": ["new plant"]}),
        ('maker = "subject"\nthing = "object"\nwhere = { thing = "plan" }', BUILT, {"maker": ["Ford"]}),
        ('maker = "subject"\nthing = "object"\nwhere = { thing = "-plant" }', BUILT, {"maker": ["Ford"]}),
        ('maker = "subject"\nowner = "subject"', BUILT, {"maker": ["Ford"]}),  # one mention, one role
    ],
)  # fmt: skip
def test_paths(match, paths, text, expected):
    assert match(rule(paths), "en", text) == ([] if expected is None else [("r", expected)])


def test_rules_of_one_language_read_the_other(match):
    text = (
        "Uno=uno/DET/det/2 stabilimento/NOUN/nsubj:pass/4 è=essere/AUX/aux:pass/4"
        " costruito=costruire/VERB/root/0 da/ADP/case/6 Ford/PROPN/obl:agent/4/ORG"
    )
    assert match(rule('maker = "subject"\nthing = "object"'), "it", text) == [
        ("r", {"maker": ["Ford"], "thing": ["stabilimento"]})
    ]


def test_amounts_and_dates_come_from_the_values_of_the_text(match):
    text = (
        "Ford/PROPN/nsubj/2/ORG built=build/VERB/root/0 750,000/NUM/nummod/4 vehicles=vehicle/NOUN/obj/2"
        " in/ADP/case/6 2023/NUM/obl/2"
    )
    paths = 'maker = "subject"\namount = "object"\ndate = "oblique | near"'
    assert match(rule(paths), "en", text) == [
        ("r", {"maker": ["Ford"], "amount": ["750,000 vehicles"], "date": ["2023"]})
    ]
    limited = rule(paths + '\nwhere = { amount = "money" }')
    assert match(limited, "en", text) == [("r", {"maker": ["Ford"], "date": ["2023"]})]


@pytest.mark.parametrize(
    ("single", "names"), [("", ["first", "second"]), ("single = true\n", ["first"])]
)
def test_a_word_may_state_one_fact_of_a_kind_only(match, single, names):
    head = HEAD.replace("[kind]\n", f"[kind]\n{single}")
    rules = rule('maker = "subject"', name="first") + rule('maker = "subject"', name="second")
    assert [name for name, _ in match(rules, "en", BUILT, head)] == names


def test_a_word_that_is_listed_in_two_forms_fires_once(match):
    head = HEAD.replace('"build", ', '"build", "built", ')
    assert len(match(rule('maker = "subject"'), "en", BUILT, head)) == 1


def test_a_limit_of_a_word_list_holds_for_the_facts_it_anchors(match):
    text = "Ford/PROPN/nsubj/2/ORG closed=close/VERB/root/0 a/DET/det/4 plan/NOUN/obj/2"
    rules = '[[rule]]\nname = "r"\nanchor = ["opened_verb", "closed_verb"]\nmaker = "subject"\nthing = "object"\n'
    assert match(rules, "en", text) == [("r", {"maker": ["Ford"]})]
    assert match(rules, "en", text.replace("closed=close", "opened=open")) == [
        ("r", {"maker": ["Ford"], "thing": ["plan"]})
    ]


def test_the_subject_that_italian_leaves_out_is_the_last_one(match):
    text = """
        Ford/PROPN/nsubj/2/ORG cresce=crescere/VERB/root/0/VerbForm=Fin ./PUNCT/punct/2
        Costruisce=costruire/VERB/root/0/VerbForm=Fin stabilimenti=stabilimento/NOUN/obj/1
    """
    assert match(rule('maker = "subject"'), "it", text) == [("r", {"maker": ["Ford"]})]


def test_names_can_anchor_a_rule(match):
    assert match(rule('maker = "self"', anchor="<organization>"), "en", BOTH) == [
        ("r", {"maker": ["Ford"]}),
        ("r", {"maker": ["Fiat"]}),
    ]


@pytest.mark.parametrize(
    ("rules", "expected"),
    [
        ('pattern = ["<organization:maker> sold", "<organization:maker> @opened_verb"]', {"maker": ["Ford"]}),
        ('pattern = "{who} @closed_verb|opened_verb"\nset = { change = "=" }\n[parts]\nwho = "<organization:maker>"',
         {"change": ["opened"], "maker": ["Ford"]}),
        ('pattern = "<organization:maker> @opened_verb"\nplace = "oblique(in)"', {"maker": ["Ford"], "place": ["Spain"]}),
        ('pattern = "<organization:maker> @opened_verb ~ in <place>"\nplace = "left"', {"maker": ["Ford"], "place": ["Spain"]}),
        ('pattern = "<organization:maker> @opened_verb ~ in <place:_>"', {"maker": ["Ford"]}),
        ('pattern = "@plant:maker in <place>"', None),  # the plant refers to nobody
    ],
)  # fmt: skip
def test_flat_patterns_with_lists_parts_and_paths(match, rules, expected):
    found = match(f'[[rule]]\nname = "r"\n{rules}\n', "en", BUILT)
    assert found == ([] if expected is None else [("r", expected)])


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        ("<organization:maker> built", {"maker": ["Ford"]}),
        ("<organization:maker> built ~ in <place>", {"maker": ["Ford"], "place": ["Spain"]}),
        ("<organization:maker> sold", None),
        ("in <place>", None),  # the key role is empty
    ],
)
def test_flat_patterns(match, pattern, expected):
    found = match(f'[[rule]]\nname = "r"\npattern = "{pattern}"\n', "en", BUILT)
    assert found == ([] if expected is None else [("r", expected)])


def test_a_candidate_is_split_by_a_role(tmp_path):
    path = tmp_path / "works.toml"
    path.write_text(HEAD + rule('maker = "subject"'), encoding="utf-8")
    (candidate,) = Matcher(read_grammar([path]), "en").match(reading(tree("en", BOTH)))
    assert [[m.value for m in c.roles["maker"]] for c in split(candidate, "maker")] == [
        ["Ford"],
        ["Fiat"],
    ]
    assert split(candidate, "place") == [candidate]
    assert not any(isinstance(m.value, Amount) for ms in candidate.roles.values() for m in ms)

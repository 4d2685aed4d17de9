"""Rule files: what they say when they are right, and how they are refused when they are not."""

import re

import pytest

from pipeline.errors import RuleError
from pipeline.grammar import lacking_examples, read_grammar, read_kinds

GOOD = """
[kind]
says = "somebody builds something"
key = ["maker", "thing"]

[roles]
maker = ["organization", "person"]
thing = "text"
change = ["opened", "closed"]
place = "place"

[words.build_verb]
en = ["Build", "set up"]
it = ["costruire"]
where = { thing = "plant" }

[words.plant]
en = ["plant"]
it = ["stabilimento"]

[[rule]]
name = "built"
anchor = "build_verb"
pos = "VERB"
set = { change = "opened" }
where = { thing = "plant" }
maker = "subject & !recipient | modifier.head"
thing = "object + oblique(Of, di)"
stance = "planned"
only = ["planned"]
needs = "place"
weak = true
weight = 2
negative = true

[[rule]]
name = "flat"
pattern = "<organization:maker> builds|costruisce <place>"

[[example]]
rule = "built"
stance = "planned"
en = "[Ford](maker) built [a plant](thing)."
it = "[Ford](maker) ha costruito [uno stabilimento](thing)."

[[example]]
rule = "built"
none = true
en = "Ford built on its success."
it = "Ford cresce."
"""


def write(folder, text, name="works.toml"):
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


@pytest.fixture
def grammar(tmp_path):
    return read_grammar([write(tmp_path, GOOD)])


def test_a_kind_is_named_after_its_file(grammar):
    kind = grammar.kinds["works"]
    assert (kind.says, kind.key) == ("somebody builds something", ("maker", "thing"))
    assert kind.roles["maker"] == ("organization", "person")
    assert kind.roles["thing"] == ("text",)
    assert [role for role in kind.roles if kind.is_closed(role)] == ["change"]


def test_word_lists_are_in_lower_case(grammar):
    words = grammar.words["works"]["build_verb"]
    assert words.lemmas == {"en": {"build", "set up"}, "it": {"costruire"}}
    assert words.where == {"thing": ("plant",)}
    assert words.value == "build"


def test_a_rule_is_read_whole(grammar):
    rule = grammar.rules[0]
    assert rule.id == "works.built"
    assert [words.name for words in rule.anchor] == ["build_verb"]
    assert (rule.pos, rule.set, rule.where) == (
        {"VERB"},
        {"change": "opened"},
        {"thing": ("plant",)},
    )
    assert (rule.stance, rule.only, rule.needs) == ("planned", {"planned"}, {"place"})
    assert (rule.weak, rule.weight, rule.negative) == (True, 2.0, True)


def test_a_path_is_read_into_alternatives_ways_and_steps(grammar):
    paths = grammar.rules[0].paths
    assert [[[(s.name, s.need) for s in way] for way in ways] for ways in paths["maker"]] == [
        [[("subject", "&")], [("recipient", "!")]],
        [[("modifier", ""), ("head", "")]],
    ]
    (ways,) = paths["thing"]
    assert [(step.name, step.cases) for way in ways for step in way] == [
        ("object", frozenset()),
        ("oblique", {"of", "di"}),
    ]


def test_a_flat_rule_keeps_its_pattern(grammar):
    assert grammar.rules[1].patterns == ("<organization:maker> builds|costruisce <place>",)
    assert grammar.rules[1].paths == {}


def test_examples_have_their_marks_taken_out(grammar):
    en, it, *none = grammar.examples
    assert (en.text, en.lang) == ("Ford built a plant.", "en")
    assert it.roles == (("maker", "Ford"), ("thing", "uno stabilimento"))
    assert (en.none, en.stance) == (False, "planned")
    assert [(example.none, example.roles) for example in none] == [(True, ())] * 2


def test_rules_without_examples_are_named(grammar):
    assert lacking_examples(grammar) == [
        "works.flat: no positive example in 'en'",
        "works.flat: no negative example in 'en'",
        "works.flat: no positive example in 'it'",
        "works.flat: no negative example in 'it'",
    ]


#: (what to replace in the good file, by what, what the message says)
FAULTS = [
    ("[kind]", "[kin]", "top level: unknown key 'kin'; known keys: example, kind, parts, roles, rule, words"),
    ("[roles]", "[words.other]\nen = []\nit = []\n[role]", "top level: unknown key 'role'"),
    ('says = "somebody', 'say = "somebody', "[kind]: unknown key 'say'; known keys: "),
    ('key = ["maker", "thing"]', 'key = ["makers"]', "[kind] key: unknown key 'makers'; known keys: change, maker, place, thing"),
    ('key = ["maker", "thing"]', 'one_of = ["thin"]', "[kind] one_of: unknown key 'thin'"),
    ('["organization", "person"]', '["organization", "company"]', "role 'maker': company is no type (person, organization,"),
    ('it = ["costruire"]\n', "", "[words.build_verb] has no list for 'it'"),
    ('it = ["costruire"]', 'it = "costruire"', "[words.build_verb] has no list for 'it'"),
    ('it = ["costruire"]', 'it = ["costruire"]\nfr = ["bâtir"]', "[words.build_verb]: unknown key 'fr'; known keys: en, it, where"),
    ('where = { thing = "plant" }\n\n[words.plant]', 'where = { thin = "plant" }\n\n[words.plant]', "[words.build_verb]: where: unknown key 'thin'"),
    ('name = "built"\n', "", "a rule has no name"),
    ('name = "flat"', 'name = "built"', "rule 'built': another rule has this name"),
    ("weak = true", "week = true", "rule 'built': unknown key 'week'; known keys: anchor,"),
    ('anchor = "build_verb"', "", "rule 'built': needs one of anchor, pattern and finder"),
    ('anchor = "build_verb"', 'anchor = "build_verb"\npattern = "a"', "rule 'built': needs one of anchor, pattern and finder"),
    ('anchor = "build_verb"', 'anchor = "build"', "rule 'built': anchor: unknown key 'build'; known keys: "),
    ('anchor = "build_verb"', 'finder = "quote"', "rule 'built': finder is one of attribution, quotation"),
    ('stance = "planned"\nonly', 'stance = "maybe"\nonly', "rule 'built': stance is one of actual, planned, estimated, possible, denied"),
    ('{ change = "opened" }', '{ change = "open" }', "rule 'built': change is one of opened, closed, not 'open'"),
    ('{ change = "opened" }', '{ chance = "opened" }', "rule 'built': set: unknown key 'chance'; known keys: change, maker, place, thing"),
    ('maker = "subject & ', 'maker = "subjekt & ', "rule 'built': maker: unknown step 'subjekt'; known steps: "),
    ("modifier.head", "modifier.", "rule 'built': maker: unknown step ''"),
    ("modifier.head", "head(in)", "rule 'built': maker: head takes no prepositions"),
    ("modifier.head", "is(nothing)", "rule 'built': is: unknown key 'nothing'; known keys: build_verb,"),
    ('maker = "subject & !recipient | modifier.head"', "maker = 3", "rule 'built': maker: a path is a text such as"),
    ('needs = "place"', 'needs = "site"', "rule 'built': needs: unknown key 'site'; known keys: change, maker, place, thing"),
    ('needs = "place"', "least = { site = 2 }", "rule 'built': least: unknown key 'site'"),
    ('needs = "place"', 'unless = "build"', "rule 'built': anchor: unknown key 'build'; known keys: "),
    ('only = ["planned"]', 'only = ["plan"]', "rule 'built': only: unknown key 'plan'; known keys: actual, denied, estimated, planned, possible"),
    ('{ thing = "plant" }\nmaker', '{ thing = "plants" }\nmaker', "rule 'built': where thing: unknown key 'plants'; known keys: "),
    ('{ thing = "plant" }\nmaker', '{ thing = "-plants" }\nmaker', "rule 'built': where thing: unknown key 'plants'"),
    ('{ thing = "plant" }\n\n', '{ thing = "@publik" }\n\n', "[words.build_verb]: where thing: unknown key '@publik'"),
    ('says = "somebody', 'stance = "mine"\nsays = "somebody', "[kind]: stance is one of read, own, actual, time"),
    ('stance = "planned"\nen', 'stance = "plan"\nen', "[[example]]: stance is one of actual, planned,"),
    ("builds|costruisce <place>", "builds|costruisce <place", "rule 'flat': pattern '<organization:maker> builds|costruisce <place': cannot read"),
    ('weak = true', 'weak = true\npaths = { site = "object" }', "rule 'built': paths: unknown key 'site'"),
    ('rule = "built"\nnone', 'rule = "build"\nnone', "an example names the rule 'build'; rules: built, flat"),
    ("none = true", "nope = true", "[[example]]: unknown key 'nope'; known keys: en, it, none, rule, stance"),
    ("[Ford](maker) built", "[Ford](make) built", "example of 'built': unknown key 'make'; known keys: change, maker, place, thing"),
    ("[Ford](maker) built [a plant](thing).", "Ford built a plant.", "example of 'built' marks no role: [text](role)"),
    ("[kind]", "[kind", "not valid TOML: "),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new", "message"), FAULTS)
def test_a_malformed_file_is_refused_with_file_place_and_reason(tmp_path, old, new, message):
    assert old in GOOD
    path = write(tmp_path, GOOD.replace(old, new, 1))
    with pytest.raises(RuleError, match=re.escape(message)) as error:
        read_grammar([path])
    assert str(error.value).startswith(f"{path}: ")
    assert "\n" not in str(error.value)


def test_a_missing_table_is_named(tmp_path):
    path = write(tmp_path, "[kind]\nsays = 'x'\n")
    with pytest.raises(RuleError, match=re.escape(f"{path}: the table [roles] is missing")):
        read_grammar([path])


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(RuleError, match=r"none\.toml: there is no such rule file"):
        read_grammar([tmp_path / "none.toml"])


def test_every_faulty_file_is_reported(tmp_path):
    paths = [write(tmp_path, "[kin]\n", "one.toml"), write(tmp_path, GOOD, "two.toml")]
    paths.append(write(tmp_path, "x =", "three.toml"))
    with pytest.raises(RuleError) as error:
        read_grammar(paths)
    assert [line.split(":")[0] for line in str(error.value).splitlines()] == [
        str(paths[0]),
        str(paths[2]),
    ]


def test_the_twelve_kinds_have_the_roles_of_the_contract():
    kinds = read_kinds()
    assert {name: kind.key for name, kind in kinds.items()} == {
        "office": ("person", "title"),
        "appointment": ("person", "change"),
        "quote": ("speaker", "words"),
        "figure": ("measure", "amount"),
        "talks": ("party",),
        "meeting": ("participant",),
        "visit": ("visitor", "destination"),
        "deal": ("party", "form"),
        "ownership": ("owner", "owned"),
        "event": ("name",),
        "plant": ("change",),
        "product": ("maker", "product", "change"),
    }
    assert kinds["plant"].roles["change"][:2] == ("opening", "closure")

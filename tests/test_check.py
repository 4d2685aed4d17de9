"""Rule files with their examples run."""

from dataclasses import replace

import pytest
from factories import fact

from pipeline.check import check_rules, why_not
from pipeline.facts import Mention
from pipeline.grammar import Example


def example(*roles, none=False, stance=None):
    return Example("talks", "met", "en", "Ford met Fiat.", roles, none, stance)


def met(rule="talks.met", **roles):
    return replace(fact("talks", **roles), rule=rule)


@pytest.mark.parametrize(
    ("wanted", "facts", "reason"),
    [
        (example(("party", "Ford")), [met(party="Ford")], None),
        (example(("party", "Ford")), [met(party="Fiat"), met(party="Ford")], None),
        (example(("party", "the carmaker")), [met(party=Mention("Ford", "the carmaker"))], None),
        (example(("party", "Ford"), ("party", "Fiat")), [met(party=["Ford", "Fiat"])], None),
        (example(("party", "Ford"), ("party", "Fiat")), [met(party="Ford")], "gives talks (actual) party: Ford"),
        (example(("party", "Ford")), [], "gives no such fact (only nothing)"),
        (
            example(("party", "Ford")),
            [met("visit.verb", party="Ford"), met("deal.signed", party="Ford")],
            "gives no such fact (only deal.signed, visit.verb)",
        ),
        (example(("party", "Ford"), stance="planned"), [met(party="Ford")], "gives talks (actual) party: Ford"),
        (example(("party", "Ford"), stance="planned"), [met(party="Ford", stance="planned")], None),
        (example(none=True), [], None),
        (example(none=True), [met("visit.verb", party="Ford")], None),
        (example(none=True), [met(party="Ford")], "must give nothing, gives talks (actual) party: Ford"),
    ],
)  # fmt: skip
def test_why_not(wanted, facts, reason):
    assert why_not(wanted, facts) == reason


RULES = """
[kind]
key = ["maker", "thing"]
[roles]
maker = "organization"
thing = "text"
[words.make_verb]
en = ["build"]
it = ["costruire"]
[[rule]]
name = "made"
anchor = "make_verb"
maker = "subject"
thing = "object"
[[example]]
rule = "made"
en = "[Ford](maker) built a [plant](thing)."
it = "[Ford](maker) ha costruito uno [stabilimento](thing)."
[[example]]
rule = "made"
none = true
en = "Ford left."
it = "Ford cresce."
"""


@pytest.fixture
def rules(tmp_path):
    path = tmp_path / "works.toml"
    path.write_text(RULES, encoding="utf-8")
    return path


def test_a_malformed_file_is_a_fault(tmp_path):
    path = tmp_path / "works.toml"
    path.write_text(RULES.replace("subject", "subjekt"), encoding="utf-8")
    report = check_rules([path])
    assert (report.rules, report.examples) == (0, 0)
    (fault,) = report.faults
    assert fault.startswith(f"{path}: rule 'made': maker: unknown step 'subjekt'")


@pytest.mark.model
def test_a_sound_file_has_no_faults(rules):
    report = check_rules([rules])
    assert (report.rules, report.examples, report.faults) == (1, 4, ())


@pytest.mark.model
def test_faults_name_the_rule_the_sentence_and_the_reason(rules):
    text = rules.read_text(encoding="utf-8")
    rules.write_text(text.replace("Ford left.", "Ford built a plant."), encoding="utf-8")
    (fault,) = check_rules([rules]).faults
    assert fault.startswith(
        "works.made (en): 'Ford built a plant.': must give nothing, gives works"
    )


@pytest.mark.model
def test_a_rule_without_examples_is_a_fault(rules):
    text = rules.read_text(encoding="utf-8")
    rules.write_text(text.replace('it = "Ford cresce."', ""), encoding="utf-8")
    assert check_rules([rules]).faults == ("works.made: no negative example in 'it'",)

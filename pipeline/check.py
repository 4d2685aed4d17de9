"""Rule files with their examples run: what `cronista rules check` and the tests ask."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from .config import Settings
from .errors import RuleError
from .facts import Article, Fact
from .grammar import Example, lacking_examples, read_grammar

#: examples are read as of this day
TODAY = "2025-06-18"


@dataclass(frozen=True, slots=True)
class Report:
    """How many rules and examples there are, and every fault in words."""

    rules: int
    examples: int
    faults: tuple[str, ...]


def check_rules(files: Sequence[Path] = (), *, settings: Settings | None = None) -> Report:
    """Validate rule files and run all their examples, by the models of the settings."""
    try:
        grammar = read_grammar(files)
    except RuleError as error:
        return Report(0, 0, tuple(str(error).splitlines()))
    settings = replace(settings or Settings(), rules=tuple(files))
    faults = [*lacking_examples(grammar), *_failures(grammar.examples, settings)]
    return Report(len(grammar.rules), len(grammar.examples), tuple(faults))


def _failures(examples: Sequence[Example], settings: Settings) -> Iterator[str]:
    from .extract import Extractor
    from .parse import parse

    extractor = Extractor(settings)
    articles = [
        Article(str(i), example.text, example.lang, TODAY) for i, example in enumerate(examples)
    ]
    for article, doc in parse(articles, extractor.settings):
        example = examples[int(article.id)]
        reason = why_not(example, extractor.stated(extractor.read(article, doc)))
        if reason:
            yield f"{example.kind}.{example.rule} ({example.lang}): {example.text!r}: {reason}"


def why_not(example: Example, facts: Sequence[Fact]) -> str | None:
    """Return in words why facts are not what an example asks for, or None where they are."""
    own = [fact for fact in facts if fact.rule == f"{example.kind}.{example.rule}"]
    if example.none:
        return f"must give nothing, gives {_told(own[0])}" if own else None
    if not own:
        others = sorted({fact.rule or "" for fact in facts})
        return f"gives no such fact (only {', '.join(others) or 'nothing'})"
    if not any(_holds(example, fact) for fact in own):
        return f"gives {_told(own[0])}"
    return None


def _holds(example: Example, fact: Fact) -> bool:
    if example.stance is not None and fact.stance != example.stance:
        return False
    return all(
        any(text in (m.text, m.value) for m in fact.roles.get(role, ()))
        for role, text in example.roles
    )


def _told(fact: Fact) -> str:
    roles = "; ".join(
        f"{role}: {', '.join(str(m.text or m.value) for m in ms)}"
        for role, ms in fact.roles.items()
    )
    return f"{fact.kind} ({fact.stance}) {roles}"

"""How far the facts of one article in two languages agree: a measure of extraction without gold.

Run as `python bench/parallel.py FOLDER [--show]`; FOLDER holds `en/NAME.txt` and `it/NAME.txt` (for
us ../shared/articles/parallel). The facts of a pair are matched like predicted and gold facts, on
what both languages write alike: kinds, closed words, names, numbers, dates. Titles, quotations and
other texts are left out. Agreement is twice the facts that match over all facts: 1 is full
agreement, which says nothing about what both languages miss.
"""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from pipeline.extract import Extractor
from pipeline.facts import Fact, Kind
from pipeline.grammar import read_kinds
from pipeline.pairing import pair_facts
from pipeline.read import read_articles

#: Types of roles whose values are words of the article's own language.
OF_ONE_LANGUAGE = {"text", "words", "item"}
UNNAMED = "somebody without a name"


def comparable(kind: Kind) -> Kind:
    """Return a kind with the roles that both languages write alike."""
    roles = {role: types for role, types in kind.roles.items() if set(types) - OF_ONE_LANGUAGE}
    return replace(kind, roles=roles, key=tuple(role for role in kind.key if role in roles))


def neutral(fact: Fact, kind: Kind) -> Fact:
    """Return a fact of a pair's common article, with unnamed parties under one name."""
    roles = {
        role: tuple(
            replace(m, value=UNNAMED)
            if isinstance(m.value, str) and "text" in kind.roles[role] and m.value[:1].islower()
            else m
            for m in mentions
        )
        for role, mentions in fact.roles.items()
        if role in kind.roles
    }
    return replace(fact, article=Path(fact.article).name, roles=roles)


def told(fact: Fact) -> str:
    """Return a fact in one line."""
    roles = (
        f"{role}={' + '.join(str(m.value) for m in mentions)}"
        for role, mentions in fact.roles.items()
    )
    return f"{fact.lang} {fact.kind} {'; '.join(roles)}"


def facts_of(folder: Path, lang: str, extractor: Extractor) -> list[Fact]:
    """Return the facts of one side."""
    articles = (a for a in read_articles([folder / lang]) if not isinstance(a, Exception))
    return [fact for _, facts in extractor.stream(articles) for fact in facts]


def compare(folder: Path, *, show: bool) -> None:
    """Print the agreement by kind, and with `show` the facts that one side alone has."""
    kinds = {name: comparable(kind) for name, kind in read_kinds().items()}
    extractor = Extractor()
    sides = [
        [neutral(fact, kinds[fact.kind]) for fact in facts_of(folder, lang, extractor)]
        for lang in ("en", "it")
    ]
    found = [pair for pair in pair_facts(*sides, kinds=kinds) if pair.found]
    matched = Counter(pair.gold.kind for pair in found)
    english, italian = (Counter(fact.kind for fact in side) for side in sides)
    print(f"{'kind':14}{'en':>6}{'it':>6}{'both':>6}{'agreement':>11}{'stance':>8}")
    for kind in [*kinds, ""]:
        ours = [p for p in found if kind in ("", p.gold.kind)]
        row = [c[kind] if kind else c.total() for c in (english, italian, matched)]
        share = f"{2 * row[2] / (row[0] + row[1]):.2f}" if row[0] + row[1] else "–"
        stance = f"{sum(p.stance_right for p in ours) / len(ours):.2f}" if ours else "–"
        print(f"{kind or 'all':14}{row[0]:6}{row[1]:6}{row[2]:6}{share:>11}{stance:>8}")
    if show:
        show_alone(sides, {id(f) for p in found for f in (p.gold, p.predicted)})


def show_alone(sides: list[list[Fact]], matched: Iterable[int]) -> None:
    """Print the facts that one language alone has, article by article."""
    known = set(matched)
    alone = [fact for side in sides for fact in side if id(fact) not in known]
    for fact in sorted(alone, key=lambda fact: (fact.article, fact.kind, fact.lang)):
        print(f"{fact.article}  {told(fact)}")
        print(f"      {fact.evidence[0].text[:160]!r}")


def main() -> None:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path, help="the folder with en/ and it/")
    parser.add_argument("--show", action="store_true", help="list facts that one side alone has")
    given = parser.parse_args()
    for lang in ("en", "it"):
        if not (given.folder / lang).is_dir():
            parser.error(f"no folder {given.folder / lang}: FOLDER holds en/ and it/")
    compare(given.folder, show=given.show)


if __name__ == "__main__":
    main()

"""What an article says elsewhere of who takes or leaves a post: their title and whose it is."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace

from .facts import Fact, Mention

#: the role of who has a post, and those that say which
HOLDER, TITLE, EMPLOYER = "person", "title", "organization"


def seated(fact: Fact, offices: Sequence[Fact], leaving: Collection[str]) -> Fact:
    """Complete who leaves a post by the office they have, and whose a post is that is named.

    `leaving`: what is said of those who go ("resigned"): the title that the text gives them
    elsewhere is the one they leave.
    """
    mine = [office for office in offices if _shares(office, fact, HOLDER)]
    goes = any(m.value in leaving for mentions in fact.roles.values() for m in mentions)
    titled = TITLE in fact.roles
    same = [office for office in mine if (_shares(office, fact, TITLE) if titled else goes)]
    found = next((office for office in same if EMPLOYER in office.roles), None)
    office = found or next(iter(same), None)
    if office is None:
        return fact
    more = {role: office.roles[role] for role in (TITLE, EMPLOYER) if role in office.roles}
    return replace(fact, roles={**more, **fact.roles})


def _shares(one: Fact, two: Fact, role: str) -> bool:
    """Tell whether two facts have a value of a role in common."""
    mine, yours = ({_key(m) for m in f.roles.get(role, ())} for f in (one, two))
    return not mine.isdisjoint(yours)


def _key(mention: Mention) -> str:
    return mention.entity or str(mention.value).lower()

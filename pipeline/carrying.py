"""What a figure leaves unsaid and an earlier one has said: its place, its period, its item."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from spacy.tokens import Token

from .changes import REACH, Cues, tokens
from .facts import Mention
from .figures import YEAR, is_base
from .fitting import fits
from .fullnames import Name
from .match import Candidate
from .reading import Reading

#: the roles of what is counted and of the date
ITEM, PERIOD = "item", "period"
#: the role of where, and the measures whose place is that of a site told of ("the plant")
PLACE, SITE = "place", "site"
#: groups of places that a site can be in
TOWNS = frozenset({"city", "capital", "town", ""})
#: how many characters before its mention a site was placed at most
FAR = 1500
#: what amounts of one sentence and measure share
SHARED = ("place", "period")

#: role → families of measures that are told one after the other
Families = Mapping[str, Sequence[Sequence[str]]]


def carry(
    found: Sequence[Candidate], role: str, families: Families, cues: Cues | None, reading: Reading
) -> list[Candidate]:
    """Hand roles on to later figures of measures that are told one after the other.

    What is compared with takes no period over, but the one a year before that of its figure.
    """
    last: dict[tuple[str, int], tuple[Mention, ...]] = {}
    done: list[Candidate] = []
    for candidate in sorted(found, key=lambda c: c.roles[role][0].start or 0):
        roles = dict(candidate.roles)
        base = cues is not None and is_base(roles[role][0], cues, reading)
        if base and cues is not None and done and _told_together(done[-1], candidate):
            roles |= _year_before(roles, role, done[-1], cues, reading)
        elif done and _told_together(done[-1], candidate):
            roles = {n: done[-1].roles[n] for n in SHARED if n in done[-1].roles} | roles
        if PLACE not in roles and cues is not None and _measures(roles, _sited(families)):
            place = _site(candidate, cues, reading)
            roles |= {PLACE: (place,)} if place is not None else {}
        for name, of in families.items():
            if name == SITE:
                continue
            family = next((i for i, f in enumerate(of) if _measures(roles, f)), None)
            if family is None or (base and name == PERIOD):
                continue
            key = (name, family)
            if name in roles:
                last[key] = _later(name, roles[name], last.get(key), reading)
            elif key in last and (name != ITEM or fits(roles[role][0], ("goods",))):
                roles[name] = last[key]
        done.append(replace(candidate, roles=roles))
    return done


def _measures(roles: Mapping[str, Sequence[Mention]], family: Sequence[str]) -> bool:
    return any(m.value in family for m in roles.get("measure", ()))


def _sited(families: Families) -> list[str]:
    return [measure for family in families.get(SITE, ()) for measure in family]


def _site(candidate: Candidate, cues: Cues, reading: Reading) -> Mention | None:
    """The town of the site that a sentence speaks of without naming it: "the plant", "there".

    That is the town that the text so far has named most often as one where something stands.
    """
    if not any(_is_site(token, cues) for token in candidate.sent):
        return None
    towns: dict[str, list[Name]] = {}
    for name in reading.mentions.names:
        if name.end <= candidate.sent.end and _is_town(name, cues, reading):
            towns.setdefault(name.entity or name.value, []).append(name)
    often = max(towns.values(), key=lambda names: (len(names), names[-1].start), default=None)
    if (
        often is None
        or reading.doc[candidate.sent.start].idx - reading.doc[often[-1].start].idx > FAR
    ):
        return None
    found = reading.mentions.mention(reading.doc[often[-1].start], (PLACE,))
    return Mention(found.value, entity=found.entity) if found is not None else None


def _is_town(name: Name, cues: Cues, reading: Reading) -> bool:
    """Tell whether a name is one of a town in which something stands: "in Vigo", "Vigo plant"."""
    group = name.entry.group if name.entry is not None else ""
    if name.type != PLACE or group not in TOWNS:
        return False
    before = reading.doc[name.start - 1] if name.start else None
    behind = reading.doc[name.end] if name.end < len(reading.doc) else None
    return reading.graph.is_locative(before) or (behind is not None and behind in cues.site)


def _is_site(token: Token, cues: Cues) -> bool:
    """Tell whether a word means a site told of before: "the plant", "its factory", "there"."""
    if token not in cues.site:
        return False
    if "Plur" in token.morph.get("Number", []):
        return False
    return token.pos_ == "ADV" or any(c.pos_ in {"DET", "PRON"} for c in token.children)


def _told_together(one: Candidate, two: Candidate) -> bool:
    return one.sent == two.sent and one.roles.get("measure") == two.roles.get("measure")


def _later(
    name: str, new: Sequence[Mention], old: Sequence[Mention] | None, reading: Reading
) -> tuple[Mention, ...]:
    """What is handed on: the last place and item, but the latest period that is not to come."""
    mine = tuple(Mention(m.value, entity=m.entity) for m in new)
    if name != PERIOD:
        return mine
    today = reading.article.date
    ahead = today is not None and str(mine[0].value)[:7] > today[:7]
    earlier = old is not None and str(mine[0].value) < str(old[0].value)
    return tuple(old) if old is not None and (ahead or earlier) else mine


def _year_before(
    roles: Mapping[str, tuple[Mention, ...]],
    role: str,
    figure: Candidate,
    cues: Cues,
    reading: Reading,
) -> dict[str, tuple[Mention, ...]]:
    """The period of a base of comparison: "14 % a year ago", "contro le 70 dell'anno prima"."""
    of, own = figure.roles.get(PERIOD, ()), roles.get(PERIOD, ())
    if len(of) != 1 or ".." in str(of[0].value):
        return {}
    before = YEAR.sub(lambda year: str(int(year[0]) - 1), str(of[0].value))
    if own and YEAR.fullmatch(str(own[0].value)) and before.startswith(str(own[0].value)):
        return {PERIOD: (replace(own[0], value=before),)}
    span = tokens(roles[role][0], reading.doc)
    after = reading.doc[span.end : span.end + REACH] if span is not None else ()
    told = any(token in cues.ago for token in after)
    return {PERIOD: (Mention(before),)} if told else {}

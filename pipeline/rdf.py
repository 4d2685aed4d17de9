"""Turtle: articles and facts in terms of schema.org, PROV and Wikidata where these have them.

A fact is a node of its kind's class. Names are nodes (`urn:cronista:entity:…` where the catalogue
knows them), amounts are schema:QuantitativeValue or schema:MonetaryAmount, dates literals. A role
that no vocabulary has is a term of ours, `cr:` and its name.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from urllib.parse import quote

from rdflib import Literal

from .facts import Amount, Evidence, Fact, Kind, Mention
from .grammar import read_kinds
from .schema import NAMED
from .store import Entry, Store
from .write import show_number

PREFIXES = {
    "schema": "https://schema.org/",
    "prov": "http://www.w3.org/ns/prov#",
    "wdt": "http://www.wikidata.org/prop/direct/",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
    "edtf": "http://id.loc.gov/datatypes/edtf/",
    "cr": "urn:cronista:term:",
}
#: classes of kinds beside our own (`cr:Figure` …)
CLASSES = {
    "quote": "schema:Quotation",
    "event": "schema:Event",
    "meeting": "schema:Event",
    "visit": "schema:TravelAction",
    "figure": "schema:Observation",
    "office": "schema:Role",
    "ownership": "schema:OwnershipInfo",
}
#: properties of roles by kind, then of roles of any kind
PROPERTIES = {
    ("quote", "speaker"): "schema:spokenByCharacter",
    ("quote", "words"): "schema:text",
    ("event", "name"): "schema:name",
    ("event", "date"): "schema:startDate",
    ("figure", "measure"): "schema:measuredProperty",
    ("figure", "amount"): "schema:value",
    ("figure", "actor"): "schema:observationAbout",
    ("figure", "period"): "schema:observationPeriod",
    ("office", "title"): "schema:roleName",
    ("visit", "visitor"): "schema:agent",
    ("visit", "destination"): "schema:toLocation",
    ("product", "maker"): "wdt:P176",  # manufacturer
    ("product", "price"): "schema:price",
    ("plant", "operator"): "wdt:P137",  # operator
    ("ownership", "owned"): "schema:typeOfGood",
    ("ownership", "owner"): "wdt:P127",  # owned by
    ("ownership", "share"): "wdt:P1107",  # proportion
    ("meeting", "participant"): "wdt:P710",  # participant
    ("talks", "party"): "wdt:P710",
    ("talks", "topic"): "wdt:P921",  # main subject
    ("deal", "party"): "wdt:P710",
    ("deal", "object"): "schema:object",
}
ANYWHERE = {
    "place": "schema:location",
    "organizer": "schema:organizer",
    "date": "wdt:P585",  # point in time
}
#: EDTF that XML Schema has a type for
_DATES = {
    r"\d{4}-\d\d-\d\d": "xsd:date",
    r"\d{4}-\d\d": "xsd:gYearMonth",
    r"\d{4}": "xsd:gYear",
}
_MONEY = re.compile("[A-Z]{3}")
#: the ends of the amounts of a bound
_LIMITS = {
    "at-least": "schema:minValue",
    "more-than": "schema:minValue",
    "at-most": "schema:maxValue",
    "less-than": "schema:maxValue",
}


def write_turtle(store: Store) -> Iterator[str]:
    """Yield the text of a Turtle file, a node a time: all articles, then facts of no copies."""
    for prefix, address in PREFIXES.items():
        yield f"@prefix {prefix}: <{address}> .\n"
    for entry in store.articles():
        yield _node(_article(entry.article.id), _about_article(entry))
    kinds = read_kinds()
    for fact in store.facts():
        yield _node(f"<urn:cronista:fact:{fact.id}>", _about_fact(fact, kinds.get(fact.kind)))
        for mention in _named(fact, kinds.get(fact.kind)):
            yield _node(_name(mention), [("schema:name", _text(str(mention.value)))])


def _node(subject: str, pairs: Iterable[tuple[str, str]]) -> str:
    return f"\n{subject}\n  " + " ;\n  ".join(f"{verb} {value}" for verb, value in pairs) + " .\n"


def _about_article(entry: Entry) -> Iterator[tuple[str, str]]:
    article = entry.article
    yield "a", "schema:NewsArticle"
    yield "schema:identifier", _text(article.id)
    yield "schema:inLanguage", _text(article.lang)
    if article.date:
        yield "schema:datePublished", _date(article.date)
    if article.title:
        yield "schema:headline", _text(article.title, article.lang)
    if article.url:
        yield "schema:url", _text(article.url)
    if entry.copy_of:
        yield "schema:isBasedOn", _article(entry.copy_of)


def _about_fact(fact: Fact, kind: Kind | None) -> Iterator[tuple[str, str]]:
    own = "cr:" + _local(fact.kind.capitalize())
    yield "a", ", ".join([own, *([CLASSES[fact.kind]] if fact.kind in CLASSES else [])])
    yield "prov:wasDerivedFrom", _article(fact.article)
    for role, mentions in fact.roles.items():
        types = kind.roles.get(role, ()) if kind else ()
        verb = PROPERTIES.get((fact.kind, role)) or ANYWHERE.get(role) or f"cr:{_local(role)}"
        yield verb, ", ".join(_value(mention, types, fact.lang) for mention in mentions)
    yield "cr:stance", _text(fact.stance)
    if fact.source:
        yield "prov:wasAttributedTo", _name(fact.source)
    if fact.evidence:
        yield "cr:evidence", ", ".join(_evidence(each, fact.lang) for each in fact.evidence)
    if fact.rule:
        yield "cr:rule", _text(fact.rule)
    if fact.confidence is not None:
        yield "cr:confidence", _number(fact.confidence)


def _named(fact: Fact, kind: Kind | None) -> Iterator[Mention]:
    """Yield the mentions of a fact that are nodes of their own."""
    if fact.source:
        yield fact.source
    for role, mentions in fact.roles.items():
        if kind and NAMED & set(kind.roles.get(role, ())):
            yield from (each for each in mentions if not isinstance(each.value, Amount))


def _value(mention: Mention, types: tuple[str, ...], lang: str) -> str:
    if isinstance(mention.value, Amount):
        return _amount(mention.value)
    if NAMED & set(types):
        return _name(mention)
    if "date" in types:
        return _date(mention.value)
    in_article = "text" in types or "words" in types  # all else is English or a code
    return _text(mention.value, lang if in_article else None)


def _amount(amount: Amount) -> str:
    money = bool(_MONEY.fullmatch(amount.unit))
    parts = [("a", "schema:MonetaryAmount" if money else "schema:QuantitativeValue")]
    if amount.number_to is not None:
        parts.append(("schema:minValue", _number(amount.number)))
        parts.append(("schema:maxValue", _number(amount.number_to)))
    else:
        parts.append((_LIMITS.get(amount.bound, "schema:value"), _number(amount.number)))
    parts.append(("schema:currency" if money else "schema:unitText", _text(amount.unit)))
    parts.append(("cr:bound", _text(amount.bound)))
    return "[ " + " ; ".join(f"{verb} {value}" for verb, value in parts) + " ]"


def _evidence(evidence: Evidence, lang: str) -> str:
    text = _text(evidence.text, lang)
    return f"[ schema:text {text} ; cr:start {evidence.start} ; cr:end {evidence.end} ]"


def _article(id: str) -> str:
    return f"<urn:cronista:article:{quote(id, safe='/')}>"


def _name(mention: Mention) -> str:
    if mention.entity is not None:
        return f"<urn:cronista:entity:{quote(mention.entity, safe='')}>"
    return f"<urn:cronista:name:{quote(str(mention.value), safe='')}>"


def _local(name: str) -> str:
    """Return the last part of a term of ours, without what Turtle takes for something else."""
    return re.sub(r"\W", "_", name)


def _date(value: str) -> str:
    for form, datatype in _DATES.items():
        if re.fullmatch(form, value):
            return f"{_text(value)}^^{datatype}"
    return f"{_text(value)}^^edtf:EDTF"


def _number(number: float) -> str:
    return f"{_text(show_number(number))}^^xsd:decimal"


def _text(value: str, lang: str | None = None) -> str:
    return Literal(value, lang=lang).n3()

"""Short ways to write facts in tests: `fact("figure", measure="sales", amount="1000 EUR")`."""

import re

from pipeline.facts import Amount, Evidence, Fact, Kind, Mention

NAMES = ("organization", "person", "place", "text")

KINDS = {
    kind.name: kind
    for kind in (
        Kind(
            "figure",
            "a measured quantity",
            ("measure", "amount"),
            {
                "measure": ("production", "sales", "jobs"),
                "amount": ("amount",),
                "actor": NAMES,
                "item": ("item",),
                "place": ("place",),
                "period": ("date",),
            },
        ),
        Kind(
            "quote",
            "somebody's words",
            ("speaker", "words"),
            {"speaker": NAMES, "words": ("words",), "mode": ("direct", "indirect")},
        ),
        Kind("talks", "parties negotiate", ("party",), {"party": NAMES, "topic": ("text",)}),
    )
}


def mention(value, *, entity=None):
    """Return a mention; `750000 vehicle` and `5..6 percent` are amounts."""
    amount = re.fullmatch(r"(-?\d+(?:\.\d+)?)(?:\.\.(\d+))? ([A-Za-z/]+)", value)
    if amount:
        upper = float(amount[2]) if amount[2] else None
        return Mention(Amount(float(amount[1]), amount[3], number_to=upper), entity=entity)
    return Mention(value, entity=entity)


def fact(kind, *, article="en/a", stance="actual", evidence=None, **roles):
    """Return a fact; a role is one value or a list of them, its article's folder the language."""
    mentions = {
        role: tuple(
            value if isinstance(value, Mention) else mention(value)
            for value in ([values] if isinstance(values, str | Mention) else values)
        )
        for role, values in roles.items()
    }
    places = (Evidence(evidence, 0, len(evidence)),) if evidence else ()
    return Fact(article, article[:2], kind, mentions, stance, evidence=places)


def unparsed(articles, settings):
    """Stands for `parse` where no document is looked at."""
    return ((article, None) for article in articles)

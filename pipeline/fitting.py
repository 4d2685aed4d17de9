"""Which amounts fit a role: money, percent, people at work, goods, and from how many on."""

from __future__ import annotations

from collections.abc import Collection

from .facts import Amount, Mention
from .values import Value

#: people who work, under the units the lexicon gives them
WORKERS = frozenset({"person", "manager", "engineer", "researcher", "technician", "apprentice"})
#: of fewer things nobody keeps figures
HANDFUL = 5.0
#: limits that say more than the class of an amount
FURTHER = frozenset({"worker", "counted", "small", "paid"})
#: what wages are paid for
PAID = frozenset({"hour", "day", "week", "month"})
#: no single thing has such a price
SMALL = 1e7
#: bare numbers below these count nothing that matters: "one of them", "the two"
FEW = {"goods": 100.0, "job": 10.0, "money": 1e6}


def is_work(value: Value) -> bool:
    """Tell whether a value counts people at work."""
    amount = value.value
    return isinstance(amount, Amount) and amount.unit in WORKERS | {"job"}


def fits(mention: Mention, limits: Collection[str]) -> bool:
    """Tell whether an amount is money, percent, count, goods, job or of a unit, as asked."""
    wanted = {limit for limit in limits if limit[0] not in "-@"} - FURTHER
    if not wanted or not isinstance(mention.value, Amount):
        return True
    unit = mention.value.unit.partition("/")[0]
    if len(unit) == 3 and unit.isupper():
        return bool(wanted & {unit, "money"})
    if unit in {"percent", "job"} | WORKERS:
        return bool(wanted & {unit, *(("count",) if unit != "percent" else ())})
    return bool(wanted & {unit, "count", "goods"})


def bare_unit(number: float, limits: Collection[str]) -> str | None:
    """Return the unit of a number without a noun: what is asked for, None of too small ones."""
    units = {"goods": "unit", "job": "job", "money": "XXX"}
    asked = [limit for limit in units if limit in limits]
    if not asked:
        return None if limits and "count" not in limits else "unit"
    return next((units[limit] for limit in asked if number >= FEW[limit]), None)

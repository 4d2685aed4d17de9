"""Stretches of days: calendar arithmetic, what is left unsaid, and EDTF (ISO 8601-2)."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Callable, Mapping
from datetime import date, timedelta
from typing import Any, NamedTuple

from dateutil.relativedelta import relativedelta

from .digits import full_year

#: Stands for a year that nobody names; a leap year, so that 29 February exists.
NO_YEAR = 4
MONTHS = {"month": 1, "quarter": 3, "fourmonths": 4, "half": 6, "year": 12, "biennium": 24}
MONTHS |= {"triennium": 36, "lustrum": 60, "decade": 120, "century": 1200}
DAYS = {"day": 1, "week": 7, "fortnight": 14, "weekend": 7}
#: How an end of a period is written: by day or by month, else by year.
GRAINS = dict.fromkeys(DAYS, "day")
GRAINS |= dict.fromkeys(("month", "quarter", "fourmonths", "half"), "month")

Slots = Mapping[str, Any]


class NoDate(Exception):  # noqa: N818
    """A form was found but the words in it are no date after all."""


class When(NamedTuple):
    """A stretch of days, both ends included; an end that is None is open.

    `grain` is how its ends are written; `loose` names what was not said and must be inferred:
    the `year` of a month, the `month` of a day, the `week` of a weekday.
    """

    lo: date | None
    hi: date | None
    grain: str = "day"
    loose: str = ""
    weekday: int | None = None
    whole: When | None = None  # what this is the end or beginning of
    last_grain: str = ""

    def edtf(self) -> str:
        """Return the value as EDTF."""
        lo, hi = _point(self.lo, self.grain), _point(self.hi, self.last_grain or self.grain)
        return lo if lo == hi else f"{lo}/{hi}"


class Moment(NamedTuple):
    """What relative dates refer to: the article's day, and where the sentence leans."""

    now: date | None
    find_lean: Callable[[], str]  # past, future or near
    next_weekday: str = "week"
    is_ahead: Callable[[], bool] = lambda: True  # whether "in two years" is no duration

    @property
    def lean(self) -> str:
        """Return `past` or `future` where the sentence says so, else `near`."""
        return self.find_lean()


def _point(day: date | None, grain: str) -> str:
    if day is None:
        return ".."
    year = "XXXX" if day.year == NO_YEAR else f"{day.year:04d}"
    if grain == "year":
        return year
    return (
        f"{year}-{day.month:02d}" if grain == "month" else f"{year}-{day.month:02d}-{day.day:02d}"
    )


def span_of(first: date, unit: str, count: int = 1) -> When | None:
    """Return the `count` whole units that start on a day."""
    try:
        if unit == "day":
            return When(first, first + timedelta(days=count - 1))
        if unit == "month" and count == 1:
            return When(first, last_day(first), "month")
        if unit == "year" and count == 1:
            return When(first, date(first.year, 12, 31), "year")
        end = first + step(unit, count) - timedelta(days=1)
    except (ValueError, OverflowError):
        return None
    return When(first, end, GRAINS.get(unit, "year"))


def step(unit: str, count: float) -> relativedelta | timedelta:
    """Return a number of units as a distance."""
    if unit in DAYS:
        return timedelta(days=round(DAYS[unit] * count))
    return relativedelta(months=round(MONTHS[unit] * count))


def floor(day: date, unit: str) -> date:
    """Return the first day of the unit that holds a day."""
    if unit in ("week", "fortnight"):
        return day - timedelta(days=day.weekday())
    if unit == "weekend":
        return day - timedelta(days=day.weekday()) + timedelta(days=5)
    if unit == "day":
        return day
    size = MONTHS[unit]
    if size >= 12:
        years = size // 12 if unit in ("decade", "century") else 1
        return date(max(day.year - day.year % years, 1), 1, 1)
    return date(day.year, (day.month - 1) // size * size + 1, 1)


def unit_at(day: date, unit: str, offset: int = 0) -> When | None:
    """Return the unit that holds a day, or the one so many units before or after it."""
    first = floor(day, unit)
    if offset:
        first += step(unit, offset)
    if unit == "weekend":
        return When(first, first + timedelta(days=1))
    return span_of(first, unit)


def resolve(when: When, moment: Moment, lean: str = "") -> When | None:
    """Return a date with what it left unsaid inferred; None where that cannot be known."""
    if not when.loose:
        return when
    now, lean = moment.now, lean or moment.lean
    if now is None:
        return when if when.loose == "year" else None
    options = [option for k in (-1, 0, 1) if (option := _shifted(when, now, k)) is not None]
    if not options:  # the 31st, 29 February
        options = [option for k in range(-7, 8) if (option := _shifted(when, now, k)) is not None]
    if not options:
        return None
    if when.weekday is not None:
        options = [o for o in options if o.lo and o.lo.weekday() == when.weekday] or options
    if when.loose == "week" and lean == "near":
        lean = "past"
    if lean == "past":
        options = [o for o in options if o.lo and o.lo <= now] or options
        return max(options, key=lambda o: o.lo or now)
    if lean == "future":
        options = [o for o in options if o.hi and o.hi >= now] or options
        return min(options, key=lambda o: o.lo or now)
    return min(options, key=lambda o: _distance(o, now))


def settle(when: When | None, moment: Moment, lean: str = "") -> When | None:
    """Return a date as `resolve` does, or as it is where nothing was left unsaid."""
    return resolve(when, moment, lean) if when is not None and when.loose else when


def nearest(options: list[When], moment: Moment) -> When:
    """Return the option nearest to today on the side the sentence leans to."""
    now = moment.now or date.min
    if moment.lean == "past":
        options = [o for o in options if o.lo and o.lo <= now] or options
    if moment.lean == "future":
        options = [o for o in options if o.hi and o.hi >= now] or options
    return min(options, key=lambda o: _distance(o, now))


def _distance(when: When, now: date) -> int:
    lo, hi = when.lo or now, when.hi or now
    return max((lo - now).days, (now - hi).days, 0)


def _shifted(when: When, now: date, k: int) -> When | None:
    lo, hi = when.lo, when.hi
    if lo is None or hi is None:
        return None
    try:
        if when.loose == "year":
            year = now.year + k
            moved = lo.replace(year=year)
            if when.grain == "month":
                end = last_day(hi.replace(year=year + hi.year - lo.year, day=1))
            else:
                end = hi + (moved - lo)
        elif when.loose == "month":
            moved = (now.replace(day=1) + relativedelta(months=k)).replace(day=lo.day)
            end = moved
        else:
            moved = now + timedelta(days=lo.weekday() - now.weekday() + 7 * k)
            end = moved
    except (ValueError, OverflowError):
        return None
    return When(moved, end, when.grain)


def last_day(day: date) -> date:
    """Return the last day of a day's month."""
    return day.replace(day=monthrange(day.year, day.month)[1])


def nth_weekday(lo: date, hi: date, nth: int, weekday: int) -> date:
    """Return the nth such weekday of a stretch of days, the last where nth is −1."""
    if nth < 0:
        return hi - timedelta(days=(hi.weekday() - weekday) % 7)
    return lo + timedelta(days=(weekday - lo.weekday()) % 7 + 7 * (nth - 1))


def read_year(value: float) -> int:
    """Return the year of two or four digits."""
    return full_year(int(value)) if value < 100 else int(value)


def slot_year(slots: Slots, moment: Moment) -> int | None:
    """Return the year that a form names, or names by its distance; None where it names none."""
    if "year" in slots:
        return read_year(slots["year"])
    if "rel" in slots and moment.now:
        return moment.now.year + int(slots["rel"])
    return None

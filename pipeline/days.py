"""Single days: one maker for each kind of form, from the slots of a form to a day."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

from dateutil.easter import easter
from dateutil.relativedelta import relativedelta

from .when import (
    DAYS,
    MONTHS,
    NO_YEAR,
    Moment,
    NoDate,
    Slots,
    When,
    last_day,
    nearest,
    nth_weekday,
    read_year,
    resolve,
    settle,
    slot_year,
    step,
    unit_at,
)


def make_given(slots: Slots, moment: Moment) -> When | None:
    """2011-05-29, 29/05/2011."""
    return When(slots["given"], slots["given"])


def make_day(slots: Slots, moment: Moment) -> When | None:
    """29 May 2011, May 29, giovedì 24 aprile."""
    return _day(slots["month"], slots["day"], slots, moment)


def make_day_rel(slots: Slots, moment: Moment) -> When | None:
    """Il 10 maggio scorso, il 3 del prossimo marzo."""
    when = _day(slots["month"], slots["day"], {}, moment)
    if when is None or moment.now is None:
        return None
    return resolve(when, moment, "past" if slots["rel"] < 0 else "future")


def make_slash(slots: Slots, moment: Moment) -> When | None:
    """8/18 behind a word that asks for a day."""
    month, day = slots["slash"]
    return _day(month, day, slots, moment)


def _day(month: int, day: float, slots: Slots, moment: Moment) -> When | None:
    year = slot_year(slots, moment)
    try:
        value = date(year or NO_YEAR, month, int(day))
    except ValueError:
        return None
    return When(value, value, loose="" if year else "year", weekday=slots.get("weekday"))


def make_days(slots: Slots, moment: Moment) -> When | None:
    """24-26 April 2025, dal 24 al 26 aprile."""
    month = slots.get("month", slots.get("last_month"))
    if month is None:
        raise NoDate
    first = _day(month, slots["day"], slots, moment)
    last = _day(slots.get("last_month", month), slots["last"], slots, moment)
    if first is None or last is None:
        return None
    return _across_new_year(first, last)


def _across_new_year(first: When, last: When) -> When:
    """Return the days from the first to the last, of which a year named is the last one's."""
    assert first.lo and last.hi
    if first.lo <= last.hi:
        return first._replace(hi=last.hi)
    if first.loose:
        return first._replace(hi=last.hi.replace(year=last.hi.year + 1))
    return first._replace(lo=first.lo.replace(year=first.lo.year - 1), hi=last.hi)


def make_day_of_month(slots: Slots, moment: Moment) -> When | None:
    """The 15th, the 15th of next month, Monday the 9th."""
    now, day = moment.now, int(slots["day"])
    if now is None:
        return None
    if "rel" in slots:
        first = now.replace(day=1) + relativedelta(months=int(slots["rel"]))
        try:
            value = first.replace(day=day)
        except ValueError:
            return None
        return When(value, value)
    value = date(NO_YEAR, 1, day)
    return When(value, value, loose="month", weekday=slots.get("weekday"))


def make_weekday(slots: Slots, moment: Moment) -> When | None:
    """On Friday."""
    day = date(NO_YEAR, 3, 1) + timedelta(days=slots["weekday"] - date(NO_YEAR, 3, 1).weekday())
    return When(day, day, loose="week")


def make_rel_weekday(slots: Slots, moment: Moment) -> When | None:
    """Last Friday, venerdì prossimo, Monday of next week."""
    now, rel = moment.now, slots["rel"]
    if now is None:
        return None
    this = now + timedelta(days=slots["weekday"] - now.weekday())
    if slots.get("of_week") or rel == 0 or (rel > 0 and moment.next_weekday == "week"):
        day = this + timedelta(days=7 * rel)
    elif rel > 0:
        day = this if this > now else this + timedelta(days=7)
    else:
        day = this if this < now else this - timedelta(days=7)
    return When(day, day)


def make_week_weekday(slots: Slots, moment: Moment) -> When | None:
    """Monday of next week, lunedì della prossima settimana."""
    return make_rel_weekday({**slots, "of_week": True}, moment)


def make_soon_weekday(slots: Slots, moment: Moment) -> When | None:
    """Coming Monday, the first one after today."""
    return make_ahead_weekday({**slots, "n": 1}, moment)


def make_week_from(slots: Slots, moment: Moment) -> When | None:
    """A week from Tuesday."""
    if moment.now is None:
        return None
    ahead = (slots["weekday"] - moment.now.weekday()) % 7 or 7
    day = moment.now + timedelta(days=ahead + 7)
    return When(day, day)


def make_ago_weekday(slots: Slots, moment: Moment) -> When | None:
    """Two Mondays ago."""
    if moment.now is None:
        return None
    back = (moment.now.weekday() - slots["weekday"]) % 7 or 7
    day = moment.now - timedelta(days=back + 7 * (int(slots["n"]) - 1))
    return When(day, day)


def make_ahead_weekday(slots: Slots, moment: Moment) -> When | None:
    """Two Mondays from now."""
    if moment.now is None:
        return None
    ahead = (slots["weekday"] - moment.now.weekday()) % 7 or 7
    day = moment.now + timedelta(days=ahead + 7 * (int(slots["n"]) - 1))
    return When(day, day)


def make_days_ahead(slots: Slots, moment: Moment) -> When | None:
    """Two years from today: to the day."""
    unit = slots["unit"]
    if moment.now is None or unit not in {*MONTHS, *DAYS}:
        return None
    day = moment.now + step(unit, slots["n"])
    return When(day, day)


def make_today(slots: Slots, moment: Moment) -> When | None:
    """Yesterday, this morning, dopodomani."""
    if moment.now is None:
        return None
    offset = slots.get("today", slots.get("daynow", slots.get("nightlast")))
    day = moment.now + timedelta(days=offset)
    return When(day, day)


def make_offset_after(slots: Slots, moment: Moment) -> When | None:
    """The day after tomorrow."""
    return make_today({"today": 2}, moment)


def make_offset_before(slots: Slots, moment: Moment) -> When | None:
    """The day before yesterday, l'altro ieri."""
    return make_today({"today": -2}, moment)


def make_holiday(slots: Slots, moment: Moment) -> When | None:
    """Christmas, Pasqua 2024, next Thanksgiving."""
    rule, now = slots["holiday"], moment.now
    if "year" in slots:
        return _one_day(holiday(rule, read_year(slots["year"])))
    if now is None:  # without a year only a fixed day is known
        fixed = rule.count("-") == 1 and rule[2] == "-"
        return _one_day(holiday(rule, NO_YEAR)) if fixed else None
    days = [holiday(rule, now.year + k) for k in (-1, 0, 1)]
    if "rel" in slots:
        later = [day for day in days if day > now]
        earlier = [day for day in days if day < now]
        return _one_day({-1: max(earlier), 0: days[1], 1: min(later)}[slots["rel"]])
    return nearest([_one_day(day) for day in days], moment)


def _one_day(day: date) -> When:
    return When(day, day)


def holiday(rule: str, year: int) -> date:
    """Return the day of a holiday: `12-25`, `11-4-3` (fourth Thursday of November), `easter+1`."""
    if rule.startswith("easter"):
        return easter(year) + timedelta(days=int(rule.removeprefix("easter")))
    month = int(rule[:2])
    if rule.count("-") == 1:
        return date(year, month, int(rule[3:]))
    nth, weekday = int(rule[3:-2]), int(rule[-1])
    return nth_weekday(date(year, month, 1), last_day(date(year, month, 1)), nth, weekday)


def make_shift(slots: Slots, moment: Moment) -> When | None:
    """Two days after Christmas, three weeks from tomorrow."""
    return _moved(slots, moment, 1)


def make_shift_back(slots: Slots, moment: Moment) -> When | None:
    """A week before Easter."""
    return _moved(slots, moment, -1)


def _moved(slots: Slots, moment: Moment, sign: int) -> When | None:
    base = settle(slots["date"], moment)
    if base is None or base.lo is None:
        return None
    day = base.lo + step(slots["unit"], sign * slots.get("n", 1))
    return unit_at(day, base.grain if base.grain != "day" else "day")


def make_nothing(slots: Slots, moment: Moment) -> When | None:
    """Every Monday, ogni due anni: no date, and no number either."""
    return None


MAKERS: dict[str, Callable[[Slots, Moment], When | None]] = {
    name.removeprefix("make_"): make for name, make in globals().items() if name.startswith("make_")
}

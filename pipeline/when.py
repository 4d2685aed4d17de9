"""Stretches of days: calendar arithmetic from the slots of a form to EDTF (ISO 8601-2)."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Callable, Mapping
from datetime import date, timedelta
from typing import Any, NamedTuple

from dateutil.easter import easter
from dateutil.relativedelta import relativedelta

from .lexicon import full_year

#: Stands for a year that nobody names; a leap year, so that 29 February exists.
NO_YEAR = 4
MONTHS = {"month": 1, "quarter": 3, "fourmonths": 4, "half": 6, "year": 12, "biennium": 24}
MONTHS |= {"triennium": 36, "lustrum": 60, "decade": 120, "century": 1200}
DAYS = {"day": 1, "week": 7, "fortnight": 14, "weekend": 7}
#: How an end of a period is written: by day, by month or by year.
GRAINS = {"quarter": "month", "fourmonths": "month", "half": "month", "month": "month"}
GRAINS |= {"day": "day", "week": "day", "weekend": "day", "fortnight": "day"}

Slots = Mapping[str, Any]


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
    return f"{year}-{day.month:02d}" if grain == "month" else f"{year}-{day.month:02d}-{day.day:02d}"


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


# --- makers: one for each kind of form ------------------------------------------------------------


def _year(value: float) -> int:
    return full_year(int(value)) if value < 100 else int(value)


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
    year = _slot_year(slots, moment)
    try:
        value = date(year or NO_YEAR, month, int(day))
    except ValueError:
        return None
    return When(value, value, loose="" if year else "year", weekday=slots.get("weekday"))


def _slot_year(slots: Slots, moment: Moment) -> int | None:
    if "year" in slots:
        return _year(slots["year"])
    if "rel" in slots and moment.now:
        return moment.now.year + int(slots["rel"])
    return None


def make_days(slots: Slots, moment: Moment) -> When | None:
    """24-26 April 2025, dal 24 al 26 aprile."""
    month = slots.get("month", slots.get("last_month"))
    if month is None:
        raise NoDate
    first = _day(month, slots["day"], slots, moment)
    last = _day(slots.get("last_month", month), slots["last"], slots, moment)
    if first is None or last is None:
        return None
    return first._replace(hi=last.hi)


def make_month(slots: Slots, moment: Moment) -> When | None:
    """May 2011, last December, aprile scorso."""
    month = slots["month"]
    year = int(_year(slots["year"])) if "year" in slots else None
    if year is None and "rel" in slots:
        if moment.now is None:
            return None
        return _relative_month(month, slots["rel"], moment.now)
    first = date(year or NO_YEAR, month, 1)
    return When(first, last_day(first), "month", loose="" if year else "year")


def _relative_month(month: int, rel: int, now: date) -> When:
    year = now.year
    if rel < 0 and month >= now.month:
        year -= 1
    if rel > 0 and month <= now.month:
        year += 1
    first = date(year, month, 1)
    return When(first, last_day(first), "month")


def make_month_of_year(slots: Slots, moment: Moment) -> When | None:
    """December of last year, maggio dell'anno scorso."""
    if moment.now is None:
        return None
    first = date(moment.now.year + slots["rel"], slots["month"], 1)
    return When(first, last_day(first), "month")


def make_year(slots: Slots, moment: Moment) -> When | None:
    """In 2023, fiscal 2025."""
    year = _year(slots["year"])
    return When(date(year, 1, 1), date(year, 12, 31), "year")


def make_years(slots: Slots, moment: Moment) -> When | None:
    """2020-23, 2023/24."""
    first, last = int(slots["modern"]), int(slots["last"])
    if last < 100:
        last += first // 100 * 100
    if not first < last <= first + 100:
        raise NoDate
    return When(date(first, 1, 1), date(last, 12, 31), "year")


def make_decade(slots: Slots, moment: Moment) -> When | None:
    """1990s, the nineties, gli anni Novanta."""
    value = int(slots["n"] if "n" in slots else slots.get("modern", slots.get("decade")))
    if value % 10:
        raise NoDate
    year = value if value >= 1000 else (1900 if value >= 30 else 2000) + value
    return When(date(year, 1, 1), date(year + 9, 12, 31), "year")


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


def make_nth_weekday(slots: Slots, moment: Moment) -> When | None:
    """Third Tuesday of September 2014, last Monday of March, first Friday of next month."""
    nth = int(slots.get("ord", slots.get("rel", 1)))
    if nth == 0 or "ord" not in slots and nth != -1:
        raise NoDate
    if "month" in slots:
        base = _settled(make_month({k: v for k, v in slots.items() if k != "rel"}, moment), moment)
    elif moment.now is None:
        return None
    else:
        base = unit_at(moment.now, slots["unit"], int(slots["base"]))
    if base is None or base.lo is None or base.hi is None or base.loose:
        return None
    day = nth_weekday(base.lo, base.hi, nth, slots["weekday"])
    return When(day, day) if base.lo <= day <= base.hi else None


def make_soon_weekday(slots: Slots, moment: Moment) -> When | None:
    """This coming Monday."""
    return make_ahead_weekday({**slots, "n": 1}, moment)


def make_nothing(slots: Slots, moment: Moment) -> When | None:
    """Every Monday, ogni due anni: no date, and no number either."""
    return None


def make_century(slots: Slots, moment: Moment) -> When | None:
    """The 20th century, il ventunesimo secolo."""
    first = (int(slots["ord"]) - 1) * 100 + 1
    if not 1 <= first <= 9000:
        raise NoDate
    return When(date(first, 1, 1), date(first + 99, 12, 31), "year")


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


def make_span(slots: Slots, moment: Moment) -> When | None:
    """The past three years, nei prossimi sei mesi."""
    now, unit, rel = moment.now, slots["unit"], slots["rel"]
    if now is None or "n" not in slots or rel == 0:
        return None
    grain = GRAINS.get(unit, "year")
    other = now + step(unit, slots["n"] * rel)
    lo, hi = (other, now) if rel < 0 else (now, other)
    return When(floor(lo, grain), _last_of(hi, grain), grain)


def _last_of(day: date, grain: str) -> date:
    whole = unit_at(day, grain)
    return whole.hi if whole and whole.hi else day


def make_ago(slots: Slots, moment: Moment) -> When | None:
    """Two years ago, tre giorni fa."""
    return _away(slots, moment, -1)


def make_ahead(slots: Slots, moment: Moment) -> When | None:
    """In three years, fra due settimane."""
    return _away(slots, moment, 1)


def _away(slots: Slots, moment: Moment, sign: int) -> When | None:
    unit = slots.get("unit")
    if moment.now is None or "n" not in slots or unit not in {*MONTHS, *DAYS}:
        return None
    try:
        day = moment.now + step(unit, sign * slots.get("n", 1))
    except (ValueError, OverflowError):
        return None
    grain = GRAINS.get(unit, "year")
    return unit_at(day, grain)


def make_this_unit(slots: Slots, moment: Moment) -> When | None:
    """The first nine months of the year, la prima metà dell'anno."""
    return None if moment.now is None else unit_at(moment.now, slots["unit"])


def make_days_ahead(slots: Slots, moment: Moment) -> When | None:
    """Two years from today: to the day."""
    unit = slots["unit"]
    if moment.now is None or unit not in {*MONTHS, *DAYS}:
        return None
    day = moment.now + step(unit, slots["n"])
    return When(day, day)


def make_within(slots: Slots, moment: Moment) -> When | None:
    """Within two years, entro due anni."""
    end = _away(slots, moment, 1)
    return None if end is None else When(None, end.hi, end.grain)


def make_until_unit(slots: Slots, moment: Moment) -> When | None:
    """Entro l'anno."""
    end = None if moment.now is None else unit_at(moment.now, slots["unit"])
    return None if end is None else When(None, end.hi, end.grain)


def make_rel_unit(slots: Slots, moment: Moment) -> When | None:
    """Last year, this quarter, la settimana prossima."""
    if moment.now is None:
        return None
    return unit_at(moment.now, slots["unit"], int(slots["rel"]))


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
    year = _slot_year(slots, moment) if "year" in slots else None
    if year is None and "rel" in slots and now is not None:
        day = holiday(rule, now.year)
        year = now.year
        if slots["rel"] > 0 and day <= now:
            year += 1
        if slots["rel"] < 0 and day >= now:
            year -= 1
    if year is None and now is None:
        if rule[2] != "-" or rule.count("-") > 1:
            return None
        day = holiday(rule, NO_YEAR)
        return When(day, day)
    if year is not None:
        day = holiday(rule, year)
        return When(day, day)
    days = [holiday(rule, now.year + k) for k in (-1, 0, 1)]
    return _nearest([When(day, day) for day in days], moment)


def _nearest(options: list[When], moment: Moment) -> When:
    now = moment.now or date.min
    if moment.lean == "past":
        options = [o for o in options if o.lo and o.lo <= now] or options
    if moment.lean == "future":
        options = [o for o in options if o.hi and o.hi >= now] or options
    return min(options, key=lambda o: _distance(o, now))


def holiday(rule: str, year: int) -> date:
    """Return the day of a holiday: `12-25`, `11-4-3` (fourth Thursday of November), `easter+1`."""
    if rule.startswith("easter"):
        return easter(year) + timedelta(days=int(rule.removeprefix("easter")))
    month = int(rule[:2])
    if rule.count("-") == 1:
        return date(year, month, int(rule[3:]))
    nth, weekday = int(rule[3:-2]), int(rule[-1])
    return nth_weekday(date(year, month, 1), last_day(date(year, month, 1)), nth, weekday)


def nth_weekday(lo: date, hi: date, nth: int, weekday: int) -> date:
    """Return the nth such weekday of a stretch of days, the last where nth is −1."""
    if nth < 0:
        return hi - timedelta(days=(hi.weekday() - weekday) % 7)
    return lo + timedelta(days=(weekday - lo.weekday()) % 7 + 7 * (nth - 1))


def make_season(slots: Slots, moment: Moment) -> When | None:
    """The summer of 2023, estate scorsa: whole months, winter from December."""
    month = 3 * slots["season"]
    year = _slot_year(slots, moment) if "year" in slots else None
    if year is None and moment.now is None:
        year = NO_YEAR
    if year is not None:
        return span_of(date(year, month, 1), "quarter")
    now = moment.now or date.min
    options = [span_of(date(now.year + k, month, 1), "quarter") for k in (-2, -1, 0, 1)]
    found = [o for o in options if o is not None]
    rel = slots.get("rel")
    if rel == -1:
        return max((o for o in found if o.hi and o.hi < now), key=lambda o: o.lo or now)
    if rel == 1:
        return min((o for o in found if o.lo and o.lo > now), key=lambda o: o.lo or now)
    return _nearest(found, moment)


def make_quarter(slots: Slots, moment: Moment) -> When | None:
    """Q1 2024, H2."""
    nth = slots["nth"]
    unit = "half" if nth > 10 else "quarter"
    return _nth_of_year(nth % 10, unit, _slot_year(slots, moment), moment)


def make_nth_alone(slots: Slots, moment: Moment) -> When | None:
    """The first quarter, nel secondo semestre."""
    return _nth_of_year(int(slots["ord"]), slots.get("unit", "half"), None, moment)


def _nth_of_year(nth: int, unit: str, year: int | None, moment: Moment) -> When | None:
    size = MONTHS[unit]
    if not 1 <= nth <= 12 // size:
        raise NoDate
    first = date(year or NO_YEAR, (nth - 1) * size + 1, 1)
    whole = span_of(first, unit)
    if year or whole is None:
        return whole
    whole = whole._replace(loose="year")
    return resolve(whole, moment, "past") if moment.lean == "near" else whole


class NoDate(Exception):  # noqa: N818
    """A form was found but the words in it are no date after all."""


def make_nth(slots: Slots, moment: Moment) -> When | None:
    """First quarter of 2024, last Friday of March, ultimo giorno di febbraio."""
    base = _settled(slots["date"], moment)
    if base is None or base.lo is None or base.hi is None:
        return None
    nth = int(slots.get("ord", slots.get("rel", 1)))
    if "rel" in slots and nth != -1:
        raise NoDate
    if "weekday" in slots:
        day = nth_weekday(base.lo, base.hi, nth, slots["weekday"])
        return When(day, day) if base.lo <= day <= base.hi else None
    unit = slots.get("unit", "halfof")
    if unit == "halfof":
        return _half_of(base, nth)
    if unit not in {*MONTHS, *DAYS}:
        raise NoDate
    if nth < 0:
        found = unit_at(base.hi, unit)
    else:
        found = unit_at(base.lo, unit, nth - 1)
    if found is None or found.lo is None or found.lo > base.hi:
        raise NoDate
    return found


def _half_of(base: When, nth: int) -> When | None:
    if base.lo is None or base.hi is None or nth not in (1, 2, -1):
        raise NoDate
    months = (base.hi.year - base.lo.year) * 12 + base.hi.month - base.lo.month + 1
    if months == 1 or months % 2:
        middle = base.lo + (base.hi - base.lo) // 2
        days = (base.lo, middle) if nth == 1 else (middle + timedelta(days=1), base.hi)
        return When(*days)
    middle = base.lo + relativedelta(months=months // 2)
    if nth == 1:
        return When(base.lo, middle - timedelta(days=1), "month" if months < 24 else "year")
    return When(middle, base.hi, "month" if months < 24 else "year")


def _settled(when: When | None, moment: Moment, lean: str = "") -> When | None:
    return resolve(when, moment, lean) if when is not None and when.loose else when


def make_first_n(slots: Slots, moment: Moment) -> When | None:
    """The first nine months of 2024, gli ultimi tre mesi del 2023."""
    base = _settled(slots["date"], moment)
    nth = int(slots.get("ord", slots.get("rel", 1)))
    if base is None or base.lo is None or base.hi is None or nth not in (1, -1):
        raise NoDate
    unit, count = slots["unit"], int(slots["n"])
    if nth == 1:
        return span_of(base.lo, unit, count)
    first = base.hi + timedelta(days=1) - step(unit, count)
    return When(first, base.hi, GRAINS.get(unit, "year"))


def make_edge(slots: Slots, moment: Moment) -> When | None:
    """The end of 2023, early May, fine anno, year-end."""
    if "date" in slots:
        base = _settled(slots["date"], moment)
    elif moment.now is not None:
        base = unit_at(moment.now, slots["unit"])
    else:
        return None
    if base is None or base.lo is None or base.hi is None:
        return None
    months = (base.hi.year - base.lo.year) * 12 + base.hi.month - base.lo.month + 1
    return _edge_of(base, slots["edge"], months)._replace(whole=base)


def _edge_of(base: When, edge: str, months: int) -> When:
    assert base.lo and base.hi
    if months < 3:
        return base
    if months > 12:  # the end of a decade is the year after it: 2020s → 2030
        year = {"end": base.hi.year + 1, "late": base.hi.year, "start": base.lo.year}.get(edge)
        year = year or base.lo.year + (months // 24 if edge == "mid" else 0)
        return When(date(year, 1, 1), date(year, 12, 31), "year")
    width = 3 if months == 12 and edge in ("early", "late") else 1
    if edge in ("end", "late"):
        first = base.hi + timedelta(days=1) - relativedelta(months=width)
        return When(first, base.hi, "month")
    if edge == "mid":
        first = base.lo + relativedelta(months=(months - 1) // 2)
        return When(first, last_day(first), "month")
    return When(base.lo, last_day(base.lo + relativedelta(months=width - 1)), "month")


def make_shift(slots: Slots, moment: Moment) -> When | None:
    """Two days after Christmas, three weeks from tomorrow."""
    return _moved(slots, moment, 1)


def make_shift_back(slots: Slots, moment: Moment) -> When | None:
    """A week before Easter."""
    return _moved(slots, moment, -1)


def _moved(slots: Slots, moment: Moment, sign: int) -> When | None:
    base = _settled(slots["date"], moment)
    if base is None or base.lo is None:
        return None
    day = base.lo + step(slots["unit"], sign * slots.get("n", 1))
    return unit_at(day, base.grain if base.grain != "day" else "day")


def make_between(slots: Slots, moment: Moment) -> When | None:
    """From March to May 2011, tra il 2020 e il 2023."""
    first, last = slots["date"], slots["last"]
    end = _settled(last, moment)
    if end is None or end.hi is None:
        return None
    start = first
    if first.loose == "year" and first.lo and not last.loose:
        start = _in_year(first, end.hi.year)._replace(loose="")
        if start.lo and start.lo > end.hi:
            start = _in_year(start, end.hi.year - 1)
    start = _settled(start, moment)
    if start is None or start.lo is None:
        return None
    if start.hi and start.hi >= end.hi:  # "6 February - this year"
        if start.lo <= end.hi:
            raise NoDate
        if first.loose != "year" and not last.loose:
            raise NoDate
        end = resolve(last, moment._replace(now=start.lo), "future") or end
    return When(start.lo, end.hi, start.grain, last_grain=end.last_grain or end.grain)


def _in_year(when: When, year: int) -> When:
    assert when.lo and when.hi
    lo = when.lo.replace(year=year) if (when.lo.month, when.lo.day) != (2, 29) else when.lo
    hi = last_day(lo) if when.grain == "month" else lo + (when.hi - when.lo)
    return when._replace(lo=lo, hi=hi)


def make_until(slots: Slots, moment: Moment) -> When | None:
    """By 2030, entro fine anno, until March."""
    when = slots["date"]
    if when.whole is not None and when.grain == "month":
        when = when.whole
    end = _settled(when, moment, "future")
    if end is None:
        return None
    if end.lo is None:
        raise NoDate
    return When(None, end.hi, end.last_grain or end.grain)


def make_since(slots: Slots, moment: Moment) -> When | None:
    """Since March, dal 2020."""
    start = _settled(slots["date"], moment, "past")
    if start is None:
        return None
    if start.hi is None:
        raise NoDate
    return When(start.lo, None, start.grain)


def make_from(slots: Slots, moment: Moment) -> When | None:
    """From March, a partire dal 2026: where the sentence leans."""
    start = _settled(slots["date"], moment)
    if start is None or start.hi is None:
        return None
    return When(start.lo, None, start.grain)


MAKERS: dict[str, Callable[[Slots, Moment], When | None]] = {
    name.removeprefix("make_"): make for name, make in globals().items() if name.startswith("make_")
}

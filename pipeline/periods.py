"""Months, years and everything longer: one maker for each kind of form."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

from dateutil.relativedelta import relativedelta

from .when import (
    DAYS,
    GRAINS,
    MONTHS,
    NO_YEAR,
    Moment,
    NoDate,
    Slots,
    When,
    floor,
    last_day,
    nearest,
    nth_weekday,
    read_year,
    resolve,
    settle,
    slot_year,
    span_of,
    step,
    unit_at,
)


def make_month(slots: Slots, moment: Moment) -> When | None:
    """May 2011, last December, aprile scorso."""
    month = slots["month"]
    year = int(read_year(slots["year"])) if "year" in slots else None
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
    year = read_year(slots["year"])
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


def make_nth_weekday(slots: Slots, moment: Moment) -> When | None:
    """Third Tuesday of September 2014, last Monday of March, first Friday of next month."""
    nth = int(slots.get("ord", slots.get("rel", 1)))
    if nth == 0 or ("ord" not in slots and nth != -1):
        raise NoDate
    if "month" in slots:
        base = settle(make_month({k: v for k, v in slots.items() if k != "rel"}, moment), moment)
    elif moment.now is None:
        return None
    else:
        base = unit_at(moment.now, slots["unit"], int(slots["base"]))
    if base is None or base.lo is None or base.hi is None or base.loose:
        return None
    day = nth_weekday(base.lo, base.hi, nth, slots["weekday"])
    return When(day, day) if base.lo <= day <= base.hi else None


def make_century(slots: Slots, moment: Moment) -> When | None:
    """The 20th century, il ventunesimo secolo."""
    first = (int(slots["ord"]) - 1) * 100 + 1
    if not 1 <= first <= 9000:
        raise NoDate
    return When(date(first, 1, 1), date(first + 99, 12, 31), "year")


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


def make_in(slots: Slots, moment: Moment) -> When | None:
    """It will open in three years; a duration where nothing speaks of the future."""
    if not moment.is_ahead():
        raise NoDate
    return _away(slots, moment, 1)


def make_in_within(slots: Slots, moment: Moment) -> When | None:
    """Aprirà in tre anni: a deadline, or a duration as above."""
    if not moment.is_ahead():
        raise NoDate
    return make_within(slots, moment)


def make_ended(slots: Slots, moment: Moment) -> When | None:
    """The year to March, the three months ended 30 June, l'esercizio chiuso a marzo."""
    end = settle(slots["date"], moment)
    unit, count = slots.get("unit", "year"), slots.get("n", 1)
    if end is None or end.hi is None or end.lo is None or unit not in MONTHS:
        raise NoDate
    if end.grain == "year" or end.hi - end.lo > timedelta(days=31):
        raise NoDate
    whole = end.hi == last_day(end.hi)
    behind = end.hi + timedelta(days=1)
    return When(behind - step(unit, count), end.hi, "month" if whole else "day")


def make_this_unit(slots: Slots, moment: Moment) -> When | None:
    """The first nine months of the year, la prima metà dell'anno."""
    return None if moment.now is None else unit_at(moment.now, slots["unit"])


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
    return unit_at(moment.now, slots["unit"], int(slots.get("rel", 0)))


def make_season(slots: Slots, moment: Moment) -> When | None:
    """The summer of 2023, estate scorsa: whole months, winter from December."""
    month = 3 * slots["season"]
    year = slot_year(slots, moment) if "year" in slots else None
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
    return nearest(found, moment)


def make_quarter(slots: Slots, moment: Moment) -> When | None:
    """Q1 2024, H2."""
    nth = slots["nth"]
    unit = "half" if nth > 10 else "quarter"
    return _nth_of_year(nth % 10, unit, slot_year(slots, moment), moment)


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


def make_nth(slots: Slots, moment: Moment) -> When | None:
    """First quarter of 2024, last Friday of March, ultimo giorno di febbraio."""
    base = settle(slots["date"], moment)
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
    found = unit_at(base.hi, unit) if nth < 0 else unit_at(base.lo, unit, nth - 1)
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


def make_first_n(slots: Slots, moment: Moment) -> When | None:
    """The first nine months of 2024, gli ultimi tre mesi del 2023."""
    base = settle(slots["date"], moment)
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
        base = settle(slots["date"], moment)
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


def make_between(slots: Slots, moment: Moment) -> When | None:
    """From March to May 2011, tra il 2020 e il 2023."""
    first, last = slots["date"], slots["last"]
    end = settle(last, moment)
    if end is None or end.hi is None:
        return None
    start = first
    if first.loose == "year" and first.lo and not last.loose:
        start = _in_year(first, end.hi.year)._replace(loose="")
        if start.lo and start.lo > end.hi:
            start = _in_year(start, end.hi.year - 1)
    start = settle(start, moment)
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
    end = settle(when, moment, "future")
    if end is None:
        return None
    if end.lo is None:
        raise NoDate
    return When(None, end.hi, end.last_grain or end.grain)


def make_since(slots: Slots, moment: Moment) -> When | None:
    """Since March, dal 2020."""
    start = settle(slots["date"], moment, "past")
    if start is None:
        return None
    if start.hi is None:
        raise NoDate
    return When(start.lo, None, start.grain)


def make_from(slots: Slots, moment: Moment) -> When | None:
    """From March, a partire dal 2026: where the sentence leans."""
    start = settle(slots["date"], moment)
    if start is None or start.hi is None:
        return None
    return When(start.lo, None, start.grain)


MAKERS: dict[str, Callable[[Slots, Moment], When | None]] = {
    name.removeprefix("make_"): make for name, make in globals().items() if name.startswith("make_")
}

"""Counting working days: those that are not weekend in a country."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

_SATURDAY_SUNDAY = frozenset({5, 6})
_FRIDAY_SATURDAY = frozenset({4, 5})
#: Countries whose weekend is another one, by ISO 3166 code (Unicode CLDR 46, weekData).
WEEKENDS = dict.fromkeys(
    ("BH", "DZ", "EG", "IL", "IQ", "JO", "KW", "LY", "OM", "QA", "SA", "SD", "SY", "YE"), _FRIDAY_SATURDAY
) | {"AF": frozenset({3, 4}), "IR": frozenset({4}), "IN": frozenset({6}), "UG": frozenset({6})}


def is_working_day(day: date, country: str) -> bool:
    """Is it none of the country's weekend?"""
    return day.weekday() not in WEEKENDS.get(country, _SATURDAY_SUNDAY)


def after_working_days(start: date, count: int, country: str) -> date:
    """The `count`-th working day after a day, which itself does not count.

    :param count: at least 1.
    """
    day = start
    for _ in range(count):
        day += timedelta(days=1)
        while not is_working_day(day, country):
            day += timedelta(days=1)
    return day


def end_of(day: date) -> datetime:
    """The moment a day is over, in UTC."""
    return datetime.combine(day + timedelta(days=1), time(), UTC)


def morning_of(day: date) -> datetime:
    """When people begin to read their mail on a day: six o'clock UTC, seven to nine in most of Europe."""
    return datetime.combine(day, time(6), UTC)

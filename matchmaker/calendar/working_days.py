"""Working days of a country and region: those that are neither weekend nor public holiday."""

from __future__ import annotations

import warnings
from collections.abc import Mapping
from datetime import date, timedelta
from functools import lru_cache

import holidays
from holidays.constants import DE_FACTO, PUBLIC

from matchmaker.calendar.regions import subdivision_of

_SATURDAY_SUNDAY = frozenset({5, 6})
_FRIDAY_SATURDAY = frozenset({4, 5})
#: Countries whose weekend is another one, by ISO 3166 code (Unicode CLDR 46, weekData).
WEEKENDS = dict.fromkeys(
    ("BH", "DZ", "EG", "IL", "IQ", "JO", "KW", "LY", "OM", "QA", "SA", "SD", "SY", "YE"), _FRIDAY_SATURDAY
) | {"AF": frozenset({3, 4}), "IR": frozenset({4}), "IN": frozenset({6}), "UG": frozenset({6})}

#: Days off by law, and those everybody takes off without one, such as Midsummer Eve in Sweden.
_CATEGORIES = (PUBLIC, DE_FACTO)


def weekend(country: str) -> frozenset[int]:
    """The weekdays on which a country rests, 0 is Monday; Saturday and Sunday where nothing else is known."""
    return WEEKENDS.get(country, _SATURDAY_SUNDAY)


def holiday_name(day: date, country: str, region: str = "", *, language: str = "en") -> str | None:
    """What public holiday a day is.

    :param country: ISO 3166.
    :param region: NUTS or ISO 3166-2; one without holidays of its own, and an unknown one, has the country's.
    :param language: of the name, where the calendar knows it; else the country's own.
    :returns: None where the day is none, and for a country whose holidays are not known.
    """
    subdivision = subdivision_of(country, region)
    return _public_holidays(country, subdivision, day.year, language).get(day)


def holidays_between(
    first: date, last: date, country: str, region: str = "", *, language: str = "en"
) -> dict[date, str]:
    """The public holidays from one day to another, both included, with their names.

    :param country: and region and language as in `holiday_name`.
    """
    subdivision = subdivision_of(country, region)
    return {
        day: name
        for year in range(first.year, last.year + 1)
        for day, name in sorted(_public_holidays(country, subdivision, year, language).items())
        if first <= day <= last
    }


def is_working_day(day: date, country: str, region: str = "") -> bool:
    """Is it neither weekend nor public holiday there?"""
    return day.weekday() not in weekend(country) and holiday_name(day, country, region) is None


def after_working_days(start: date, count: int, country: str, region: str = "") -> date:
    """The `count`-th working day after a day, which itself does not count.

    :param count: at least 1.
    """
    day = start
    for _ in range(count):
        day += timedelta(days=1)
        while not is_working_day(day, country, region):
            day += timedelta(days=1)
    return day


@lru_cache(maxsize=1024)
def _public_holidays(country: str, subdivision: str, year: int, language: str) -> Mapping[date, str]:
    """The public holidays of a year by day; none for a country that the calendar does not know."""
    with warnings.catch_warnings():
        # It warns of years whose movable days it does not know yet; these then count as working days.
        warnings.simplefilter("ignore")
        try:
            known = holidays.country_holidays(country)
        except NotImplementedError:
            return {}
        has_own = subdivision in known.subdivisions or subdivision in known.subdivisions_aliases
        spoken = (one for one in known.supported_languages if one.startswith(language))
        return dict(
            holidays.country_holidays(
                country,
                subdiv=subdivision if has_own else None,
                categories=tuple(one for one in _CATEGORIES if one in known.supported_categories),
                years=year,
                language=next(spoken, known.default_language),
            )
        )

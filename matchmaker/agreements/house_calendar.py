"""The days of a venue by the calendar of its country and region."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from matchmaker.agreements.house_days import HouseDays
from matchmaker.calendar.working_days import holiday_name, weekend
from matchmaker.venues.rules import ClosedDays


@dataclass(frozen=True, slots=True)
class PublicHolidays:
    """The public holidays of a country and region, of whatever year is asked for."""

    country: str
    region: str = ""

    def __contains__(self, day: object) -> bool:
        return isinstance(day, date) and bool(holiday_name(day, self.country, self.region))


def house_in(
    country: str,
    region: str = "",
    *,
    opens_on: Collection[int],
    closures: Collection[ClosedDays] = (),
) -> HouseDays:
    """When a venue in a country is at work.

    :param country: ISO 3166 alpha-2 code; :param region: as `models.Venue.region` holds it.
    :param opens_on: weekdays with opening hours, 0 is Monday.
    """
    return HouseDays(
        weekend=frozenset(weekend(country)),
        holidays=PublicHolidays(country, region),
        closures=closures,
        opens_on=frozenset(opens_on),
    )

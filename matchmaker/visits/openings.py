"""On which days a venue lets visitors in: its weekdays, its closures and the public holidays where it is."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from matchmaker.agreements.house_calendar import house_in
from matchmaker.agreements.house_days import HouseDays, Stay
from matchmaker.venues.rules import ClosedDays
from models import Venue


def house_of(venue: Venue) -> HouseDays:
    """When a venue is at work."""
    return house_in(
        venue.country,
        venue.region,
        closures=tuple(ClosedDays(one.starts_on, one.ends_on, one.reason) for one in venue.closures),
        opens_on={hours.weekday for hours in venue.opening_hours},
    )


def open_days(venue: Venue, stay: Stay) -> list[date]:
    """The days of a stay on which a venue lets visitors in, in order."""
    house = house_of(venue)
    return [day for day in stay.days() if house.doors_open(day)]


def minutes_between(begin: datetime, end: datetime) -> int:
    """How long it is between two moments, however the clocks are put in between."""
    return int((end.astimezone(UTC) - begin.astimezone(UTC)) / timedelta(minutes=1))

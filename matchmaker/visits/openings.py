"""On which days a venue lets visitors in: its weekdays, its closures and the public holidays where it is."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from matchmaker.agreements.house_calendar import house_in
from matchmaker.agreements.house_days import HouseDays, Stay
from matchmaker.calendar.stays import doors_of, moments_of_stay
from matchmaker.venues.rules import ClosedDays
from models import Venue, Visit


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


def hours_of_stay(visit: Visit) -> tuple[datetime, datetime]:
    """When a stay begins and ends, by the venue's own clock."""
    venue = visit.venue
    doors = doors_of([(hours.weekday, hours.opens, hours.closes) for hours in venue.opening_hours])
    return moments_of_stay(visit.starts_on, visit.ends_on, visit.arrives_at, doors, venue.time_zone or "UTC")


def minutes_between(begin: datetime, end: datetime) -> int:
    """How long it is between two moments, however the clocks are put in between."""
    return int((end.astimezone(UTC) - begin.astimezone(UTC)) / timedelta(minutes=1))

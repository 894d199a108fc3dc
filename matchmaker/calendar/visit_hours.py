"""From when to when a visit takes, by the clock of its venue; below visits and events, which both show it."""

from __future__ import annotations

from datetime import datetime

from matchmaker.calendar.stays import doors_of, moments_of_stay
from models import Visit


def hours_of_stay(visit: Visit) -> tuple[datetime, datetime]:
    """When a stay begins and ends, by the venue's own clock."""
    venue = visit.venue
    doors = doors_of([(hours.weekday, hours.opens, hours.closes) for hours in venue.opening_hours])
    return moments_of_stay(visit.starts_on, visit.ends_on, visit.arrives_at, doors, venue.time_zone or "UTC")

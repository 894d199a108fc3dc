"""From when to when a stay takes in a calendar: from the doors' opening to their closing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

#: Where nobody said when a place opens (our own default).
USUAL_HOURS = (time(9), time(17))
#: Who comes shortly before closing still has an entry that can be seen.
SHORTEST = timedelta(hours=1)

#: First opening and last closing by weekday, Monday is 0.
Doors = Mapping[int, tuple[time, time]]


def doors_of(hours: Sequence[tuple[int, time, time]]) -> Doors:
    """The first opening and the last closing of each weekday.

    :param hours: weekday, opening and closing; a weekday may have several.
    """
    doors: dict[int, tuple[time, time]] = {}
    for weekday, opens, closes in hours:
        first, last = doors.get(weekday, (opens, closes))
        doors[weekday] = min(first, opens), max(last, closes)
    return doors


def moments_of_stay(
    first: date, last: date, arrives_at: time | None, doors: Doors, zone: str
) -> tuple[datetime, datetime]:
    """The beginning and the end of a stay, in the venue's zone.

    :param arrives_at: when the visitors come on the first day; None when the doors open.
    """
    here = ZoneInfo(zone)
    opens, _ = doors.get(first.weekday(), USUAL_HOURS)
    _, closes = doors.get(last.weekday(), USUAL_HOURS)
    begins = datetime.combine(first, arrives_at or opens, here)
    return begins, max(datetime.combine(last, closes, here), begins + SHORTEST)

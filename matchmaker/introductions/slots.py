"""Times to offer before anybody typed some: mornings that are working hours for both, from values alone."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

from matchmaker.calendar.working_days import after_working_days
from matchmaker.introductions.rules import MOST_SLOTS

#: Whole hours in which people are at work, the last one to begin at (our own default).
FIRST_HOUR, LAST_HOUR = 9, 16
#: Working days of notice before the first time.
NOTICE_DAYS = 2
USUAL_HOUR = 10


def times_to_offer(
    now: datetime, zone: str, other_zone: str, country: str, region: str = ""
) -> list[datetime]:
    """Three times on three working days, at an hour when both sides are at work where there is one.

    :param now: in UTC.
    :param zone: of who proposes; `other_zone` of the other side.
    :param country: of who proposes, with their region; its weekends and public holidays do not count.
    :returns: times in UTC.
    """
    today = now.astimezone(ZoneInfo(zone)).date()
    days = [after_working_days(today, NOTICE_DAYS + number, country, region) for number in range(MOST_SLOTS)]
    return [_at_work_for_both(day, zone, other_zone) for day in days]


def _at_work_for_both(day: date, zone: str, other_zone: str) -> datetime:
    """The hour of a day nearest to ten in the morning at which both work; ten where there is none."""
    hours = sorted(range(FIRST_HOUR, LAST_HOUR + 1), key=lambda hour: (abs(hour - USUAL_HOUR), hour))
    times = [datetime.combine(day, time(hour), ZoneInfo(zone)) for hour in hours]
    shared = (at for at in times if FIRST_HOUR <= at.astimezone(ZoneInfo(other_zone)).hour <= LAST_HOUR)
    return next(shared, times[0]).astimezone(UTC)

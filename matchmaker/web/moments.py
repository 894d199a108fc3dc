"""Moments in words: in a person's zone, with another zone's clock beside it where it differs."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_time, get_timezone_location
from flask_babel import get_locale

from matchmaker.web.translation import _


def place_of_zone(zone: str) -> str:
    """A zone by its city, in the language of the page: ``Europe/Riga`` is Riga."""
    return get_timezone_location(ZoneInfo(zone), locale=get_locale(), return_city=True)


def day_words(moment: datetime, zone: str) -> str:
    """The day of a moment in a zone, with its weekday."""
    return date_words(moment.astimezone(ZoneInfo(zone)).date())


def date_words(day: date) -> str:
    """A day with its weekday, in the language of the page."""
    return format_date(day, "full", locale=get_locale())


def last_day_words(end: datetime) -> str:
    """The last whole day before a clock runs out, which ends with a day in UTC."""
    return date_words((end - timedelta(seconds=1)).date())


def time_words(moment: datetime, zone: str) -> str:
    """The time of day of a moment in a zone, where the zone is clear."""
    return format_time(moment.astimezone(ZoneInfo(zone)).time(), "short", locale=get_locale())


def clock_words(moment: datetime, zone: str) -> str:
    """The time of day of a moment in a zone, with the zone's city."""
    return str(_("%(time)s in %(place)s", time=time_words(moment, zone), place=place_of_zone(zone)))


def moment_words(moment: datetime, zones: Sequence[str]) -> str:
    """A moment by the clocks of zones, the reader's own first.

    A zone whose clock shows the same is left out; one whose day is another says so.
    """
    own, *others = zones
    said = [f"{day_words(moment, own)}, {clock_words(moment, own)}"]
    shown = {moment.astimezone(ZoneInfo(own)).utcoffset()}
    for zone in others:
        there = moment.astimezone(ZoneInfo(zone))
        if there.utcoffset() in shown:
            continue
        shown.add(there.utcoffset())
        is_same_day = there.date() == moment.astimezone(ZoneInfo(own)).date()
        day = "" if is_same_day else f"{day_words(moment, zone)}, "
        said.append(day + clock_words(moment, zone))
    return " · ".join(said)

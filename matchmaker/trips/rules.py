"""Decisions about trips from values alone."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date

from matchmaker.agreements.house_days import Stay
from matchmaker.trips.errors import DaysAreOver, LastBeforeFirst, TooManyDays

#: Days that are looked at together (our own default).
MOST_DAYS = 31


def stay_asked_for(first: date, last: date, today: date) -> Stay:
    """The days that somebody asks about.

    :param today: where who asks is.
    :raises LastBeforeFirst: or `DaysAreOver`, `TooManyDays`.
    """
    if last < first:
        raise LastBeforeFirst
    if last < today:
        raise DaysAreOver
    if (last - first).days >= MOST_DAYS:
        raise TooManyDays
    return Stay(first, last)


def shared_first(calls: Sequence[tuple[int, Collection[str]]], visitor: str, there: str) -> list[int]:
    """The calls for which companies of two countries may apply together.

    Those that name both countries come first, then those open to every country; calls that leave either
    out are no common ground.

    :param calls: id and the countries that may apply, best first; no countries means all.
    """
    both = {visitor, there}
    named = [number for number, countries in calls if both <= set(countries)]
    open_to_all = [number for number, countries in calls if not countries]
    return named + open_to_all

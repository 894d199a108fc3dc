"""Which days of a stay a venue is at work: its weekends, public holidays, closures and opening days.

Values in, values out: nothing here looks anything up, so that a holiday more or less can be tried.
"""

from __future__ import annotations

from collections.abc import Collection, Container, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from matchmaker.venues.rules import ClosedDays

_ONE_DAY = timedelta(days=1)
_WHOLE_WEEK = frozenset(range(7))


class DayKind(StrEnum):
    """What a day is to a venue. Only `WORKING` days count against what is free."""

    WORKING = "working"
    WEEKEND = "weekend"
    HOLIDAY = "holiday"
    #: A closure that the host announced.
    CLOSED = "closed"
    #: A weekday without opening hours.
    NO_HOURS = "no_hours"


@dataclass(frozen=True, slots=True, order=True)
class Stay:
    """From the first to the last day, both included, in the venue's calendar.

    :raises ValueError: the last day lies before the first.
    """

    first: date
    last: date

    def __post_init__(self) -> None:
        if self.last < self.first:
            raise ValueError("A stay cannot end before it begins.")

    def days(self) -> Iterator[date]:
        """Each of its days."""
        for offset in range((self.last - self.first).days + 1):
            yield self.first + timedelta(days=offset)


@dataclass(frozen=True, slots=True, kw_only=True)
class HouseDays:
    """When one venue is at work.

    `weekend` and `opens_on` hold weekdays, 0 is Monday; `holidays` are the public
    ones of its country and region.
    """

    weekend: frozenset[int] = frozenset({5, 6})
    holidays: Container[date] = frozenset()
    closures: Collection[ClosedDays] = ()
    opens_on: frozenset[int] = _WHOLE_WEEK

    def kind_of(self, day: date) -> DayKind:
        """What a day is. A closure outweighs a holiday, a holiday the weekend, for the reason shown."""
        if any(closed.first <= day <= closed.last for closed in self.closures):
            return DayKind.CLOSED
        if day in self.holidays:
            return DayKind.HOLIDAY
        if day.weekday() in self.weekend:
            return DayKind.WEEKEND
        return DayKind.WORKING if day.weekday() in self.opens_on else DayKind.NO_HOURS

    def is_working(self, day: date) -> bool:
        """Does it count as one of the free days?"""
        return self.kind_of(day) is DayKind.WORKING

    def doors_open(self, day: date) -> bool:
        """Can anybody come in? A weekend with opening hours lets people in and counts for nothing."""
        kind = self.kind_of(day)
        return kind is DayKind.WORKING or (kind is DayKind.WEEKEND and day.weekday() in self.opens_on)

    def working_days(self, stay: Stay) -> tuple[date, ...]:
        """The working days of a stay, in order."""
        return tuple(day for day in stay.days() if self.is_working(day))

    def free_until(self, first: date, free_days: int, *, at_most: int = 400) -> date:
        """The last day up to which a stay from `first` holds no more than `free_days` working days.

        :param at_most: calendar days looked ahead, for a venue that never is at work.
        """
        last, counted = first, 0
        for day in Stay(first, first + timedelta(days=at_most)).days():
            counted += self.is_working(day)
            if counted > free_days:
                break
            last = day
        return last


def joined(stay: Stay, others: Iterable[Stay], house: HouseDays) -> tuple[Stay, ...]:
    """The stay with all others that it follows on, overlaps or leads to, in order of their first days.

    Two stays are one where no working day lies between them, so that a weekend, a holiday or a closure
    in between makes no new stay. A chain of stays is one as well.
    """
    chain, left = [stay], sorted(set(others) - {stay})
    while True:
        near = [other for other in left if any(_follow_on(other, part, house) for part in chain)]
        if not near:
            return tuple(sorted(chain))
        chain.extend(near)
        left = [other for other in left if other not in near]


def days_of(stays: Iterable[Stay]) -> frozenset[date]:
    """Every day that is in one of the stays, once."""
    return frozenset(day for stay in stays for day in stay.days())


def _follow_on(one: Stay, other: Stay, house: HouseDays) -> bool:
    earlier, later = sorted((one, other))
    if later.first <= earlier.last + _ONE_DAY:
        return True
    between = Stay(earlier.last + _ONE_DAY, later.first - _ONE_DAY)
    return not any(house.is_working(day) for day in between.days())

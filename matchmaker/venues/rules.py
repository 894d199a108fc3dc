"""Pure decisions about venues: limits, opening on a day, what is missing."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from itertools import pairwise
from zoneinfo import ZoneInfo, available_timezones

from matchmaker.i18n import N_
from matchmaker.publication.rules import Gap, check_lengths, language_gaps, text_gaps
from matchmaker.venues.errors import (
    CapacityOutOfRange,
    ClosesBeforeOpening,
    ClosureEndsFirst,
    ClosureIsOver,
    ClosureTooLong,
    HalfAPosition,
    HoursOverlap,
    NoticeOutOfRange,
    PositionOffTheMap,
    SpaceNeedsAName,
    UnknownTimeZone,
)

#: Characters (our own defaults).
LIMITS = {
    "name": 256,
    "address": 256,
    "city": 120,
    "region": 8,
    "description": 4000,
    "house_rules": 2000,
    "guide_business_culture": 4000,
    "guide_market_access": 4000,
    "guide_arrival": 4000,
}
LONGEST_SPACE_NAME = 120
LONGEST_REASON = 256
MOST_NOTICE_DAYS = 60
MOST_PEOPLE = 1000
LONGEST_CLOSURE = timedelta(days=366)
#: A local guide that nobody read for so long may mislead (our own default).
GUIDE_HOLDS_FOR = timedelta(days=365)
#: Its host is told so long before (our own default).
GUIDE_TOLD_BEFORE = timedelta(days=30)
DAYS_OF_WEEK = 7
#: Prefixes of zones people live in; the rest are offsets and old names.
_REGIONS = (
    "Africa/", "America/", "Antarctica/", "Arctic/", "Asia/", "Atlantic/", "Australia/", "Europe/",
    "Indian/", "Pacific/",
)  # fmt: skip


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """From when to when a place is open, in its own time."""

    opens: time
    closes: time


#: By weekday, Monday is 0; days that are missing are shut.
Week = Mapping[int, Sequence[Span]]
_NO_HOLIDAYS: Mapping[date, str] = {}


@dataclass(frozen=True, slots=True, kw_only=True)
class VenueValues:
    """What a host writes about a place."""

    name: str
    address: str = ""
    city: str = ""
    country: str = ""
    region: str = ""
    latitude: float | None = None
    longitude: float | None = None
    time_zone: str = ""
    language: str = "en"
    description: str = ""
    house_rules: str = ""
    amenities: Sequence[str] = ()
    lead_time_days: int = 2
    guide_business_culture: str = ""
    guide_market_access: str = ""
    guide_arrival: str = ""
    week: Week = field(default_factory=dict)

    @property
    def guide(self) -> tuple[str, str, str]:
        """The three parts of the local guide."""
        return self.guide_business_culture, self.guide_market_access, self.guide_arrival


def zones() -> list[str]:
    """Names of time zones to choose from, by region and city."""
    return sorted(name for name in available_timezones() if name.startswith(_REGIONS))


def check_values(values: VenueValues) -> None:
    """Pass if everything typed makes sense; says nothing of what is missing.

    :raises AtField: naming the field.
    """
    check_lengths(values, LIMITS)
    check_position(values.latitude, values.longitude)
    if values.time_zone and values.time_zone not in available_timezones():
        raise UnknownTimeZone("time_zone", name=values.time_zone)
    if not 0 <= values.lead_time_days <= MOST_NOTICE_DAYS:
        raise NoticeOutOfRange("lead_time_days", most=MOST_NOTICE_DAYS)
    for weekday, spans in values.week.items():
        check_spans(f"hours_{weekday}", spans)


def check_position(latitude: float | None, longitude: float | None) -> None:
    """Pass for no position, and for a whole one on the globe.

    :raises HalfAPosition: or `PositionOffTheMap`.
    """
    if (latitude is None) is not (longitude is None):
        raise HalfAPosition("latitude" if latitude is None else "longitude")
    if latitude is None or longitude is None:
        return
    if not -90 <= latitude <= 90:
        raise PositionOffTheMap("latitude")
    if not -180 <= longitude <= 180:
        raise PositionOffTheMap("longitude")


def check_spans(field_name: str, spans: Sequence[Span]) -> None:
    """Pass for spans of one day that run forward and do not overlap.

    :raises ClosesBeforeOpening: or `HoursOverlap`.
    """
    if any(span.closes <= span.opens for span in spans):
        raise ClosesBeforeOpening(field_name)
    ordered = sorted(spans)
    if any(after.opens < before.closes for before, after in pairwise(ordered)):
        raise HoursOverlap(field_name)


def check_space(name: str, capacity: int) -> None:
    """Pass for a space that has a name and room for somebody.

    :raises AtField: naming the field.
    """
    if not name:
        raise SpaceNeedsAName("space_name")
    if not 1 <= capacity <= MOST_PEOPLE:
        raise CapacityOutOfRange("capacity", most=MOST_PEOPLE)


def check_closure(starts_on: date, ends_on: date, today: date) -> None:
    """Pass for days that are not over yet, at most a year of them.

    :raises AtField: naming the field.
    """
    if ends_on < starts_on:
        raise ClosureEndsFirst("ends_on")
    if ends_on - starts_on > LONGEST_CLOSURE:
        raise ClosureTooLong("ends_on")
    if ends_on < today:
        raise ClosureIsOver("ends_on")


def missing_for_publishing(values: VenueValues, *, spaces: int) -> dict[str, str]:
    """What visitors need and do not find yet: field to sentence.

    :param spaces: how many the venue has.
    """
    needed = {
        "name": (values.name, N_("Give the place a name.")),
        "city": (values.city, N_("Say in which city it is.")),
        "country": (values.country, N_("Say in which country it is.")),
        "time_zone": (values.time_zone, N_("Choose its time zone: opening hours mean nothing without it.")),
        "description": (values.description, N_("Describe the place: who works there, and with what.")),
        "hours_0": (any(values.week.values()), N_("Say on which days it is open, one at least.")),
        "spaces": (spaces, N_("Add at least one space where visitors can work.")),
    }
    return {name: sentence for name, (given, sentence) in needed.items() if not given}


class Shut(StrEnum):
    """Why a place is not open on a day."""

    WEEKDAY = "weekday"
    HOLIDAY = "holiday"
    CLOSURE = "closure"


@dataclass(frozen=True, slots=True)
class ClosedDays:
    """A stretch of days on which a place is shut, first and last included."""

    first: date
    last: date
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Opening:
    """How a place stands on one day: open in these spans, or shut and why."""

    day: date
    spans: tuple[Span, ...] = ()
    shut: Shut | None = None
    reason: str = ""


def opening_on(
    day: date, week: Week, closures: Iterable[ClosedDays], holidays: Mapping[date, str] = _NO_HOLIDAYS
) -> Opening:
    """When a place is open on a day, in its own time. A closure outweighs a holiday, which outweighs the
    weekday.

    :param holidays: public holidays by day, with their names.
    """
    for closed in closures:
        if closed.first <= day <= closed.last:
            return Opening(day, shut=Shut.CLOSURE, reason=closed.reason)
    if day in holidays:
        return Opening(day, shut=Shut.HOLIDAY, reason=holidays[day])
    spans = tuple(sorted(week.get(day.weekday(), ())))
    return Opening(day, spans) if spans else Opening(day, shut=Shut.WEEKDAY)


def openings_from(
    first: date,
    days: int,
    week: Week,
    closures: Collection[ClosedDays],
    holidays: Mapping[date, str] = _NO_HOLIDAYS,
) -> tuple[Opening, ...]:
    """How a place stands on each of so many days."""
    return tuple(opening_on(first + timedelta(days=n), week, closures, holidays) for n in range(days))


@dataclass(frozen=True, slots=True)
class ShiftedSpan:
    """A span on the clock of another zone; a day shift of 1 is the day after."""

    opens: time
    opens_day: int
    closes: time
    closes_day: int


def span_in_zone(span: Span, day: date, own_zone: str, viewer_zone: str) -> ShiftedSpan:
    """A span of a day on a viewer's clock. Daylight saving of that very day is counted in."""

    def shifted(moment: time) -> datetime:
        there = datetime.combine(day, moment, tzinfo=ZoneInfo(own_zone))
        return there.astimezone(ZoneInfo(viewer_zone))

    opens, closes = shifted(span.opens), shifted(span.closes)
    return ShiftedSpan(opens.time(), (opens.date() - day).days, closes.time(), (closes.date() - day).days)


def zones_differ(own_zone: str, viewer_zone: str, moment: datetime) -> bool:
    """Do the clocks of two zones show another time at a moment?"""
    own, viewer = (moment.astimezone(ZoneInfo(name)).utcoffset() for name in (own_zone, viewer_zone))
    return own != viewer


def is_guide_stale(reviewed_on: date | None, today: date) -> bool:
    """Has nobody read the local guide again for a year?"""
    return reviewed_on is None or today - reviewed_on > GUIDE_HOLDS_FOR


class GuideNotice(StrEnum):
    """What a host is told of its local guide."""

    #: It will have stood for a year in `GUIDE_TOLD_BEFORE`, or less.
    SOON = "soon"
    #: Nobody has read it again for a year: visitors see that.
    DUE = "due"


def guide_notice(reviewed_on: date, today: date) -> GuideNotice | None:
    """What is to be told today of a guide that was read on a day; None while it is fresh."""
    if is_guide_stale(reviewed_on, today):
        return GuideNotice.DUE
    return GuideNotice.SOON if today - reviewed_on >= GUIDE_HOLDS_FOR - GUIDE_TOLD_BEFORE else None


def gaps(
    values: VenueValues, *, spaces: int, reviewed_on: date | None, detected_language: str, today: date
) -> list[Gap]:
    """What would make a place easier to find and to choose, the weightiest first."""
    described = text_gaps(values.name, "description", values.description)
    # A place goes by its name: it need not say what the place is for, as a title must.
    found = [gap for gap in described if gap.field == "description"]
    if not any(values.guide):
        found.append(
            Gap(
                "guide_business_culture",
                N_("There is no local guide yet."),
                N_("How business is done there is what visitors come for; its words are matched too."),
            )
        )
    elif is_guide_stale(reviewed_on, today):
        found.append(
            Gap(
                "guide_reviewed",
                N_("Nobody has reviewed the local guide for a year."),
                N_("Visitors see the date, and trust a fresh guide."),
            )
        )
    if values.latitude is None:
        found.append(
            Gap(
                "latitude",
                N_("The position is missing."),
                N_("With it the place is on the map, and the companies around it count for it."),
            )
        )
    if not spaces:
        found.append(
            Gap("spaces", N_("There are no spaces yet."), N_("Visitors look for a desk, a room or a lab."))
        )
    if not values.amenities:
        found.append(
            Gap("amenities", N_("No amenities are ticked."), N_("People narrow places down by them."))
        )
    return found + language_gaps(values.language, detected_language)

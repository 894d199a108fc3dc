"""Venues as pages show them: cards, opening hours on two clocks, the weeks ahead, who is around."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from flask import request, url_for
from flask_babel import format_date, format_decimal

from matchmaker.calendar.working_days import holidays_between
from matchmaker.organisations.presenters import MAP_KINDS
from matchmaker.publication.fields import member_of
from matchmaker.publication.words import ORGANISATION_KINDS
from matchmaker.venues import rules, words
from matchmaker.venues.queries import Filters, Neighbour, Point, is_unconfirmed
from matchmaker.venues.rules import ClosedDays, Opening, Shut, Span, Week
from matchmaker.web.addresses import chip
from matchmaker.web.text import country_name, excerpt, language_name
from matchmaker.web.translation import _, _n, current_language
from models import Amenity, Closure, Space, SpaceKind, Venue

DAYS_AHEAD = 14
#: How far ahead public holidays are listed.
HOLIDAYS_AHEAD = timedelta(days=92)
AMENITIES_ON_A_CARD = 4
NEIGHBOURS_LISTED = 8
NEIGHBOURS_ON_MAP = 150


@dataclass(frozen=True, slots=True)
class VenueCard:
    """A place in a list, finished for the card."""

    title: str
    url: str
    host: str
    place: str
    summary: str
    room: str
    amenities: list[str]
    marks: list[str]
    #: Address of the first picture; empty where there is none.
    image: str


def card_of(venue: Venue) -> VenueCard:
    """The card of a venue whose host, spaces and pictures are loaded."""
    amenities = words.amenities_in_words(venue.amenities)
    more = len(amenities) - AMENITIES_ON_A_CARD
    shown = amenities[:AMENITIES_ON_A_CARD]
    return VenueCard(
        title=venue.name,
        url=url_for("venues.show", slug=venue.slug),
        host=venue.host.name if venue.host.name != venue.name else "",
        place=place_of(venue.city, venue.country),
        summary=excerpt(venue.description),
        room=room_of(venue.spaces),
        amenities=[*shown, _("%(number)s more", number=more)] if more > 0 else shown,
        marks=["imported"] if is_unconfirmed(venue) else [],
        image=url_for("venues.picture", digest=venue.pictures[0].digest, size="card")
        if venue.pictures
        else "",
    )


def place_of(city: str, country: str) -> str:
    """City and country as far as they are known."""
    return ", ".join(filter(None, (city, country_name(country))))


def room_of(spaces: Sequence[Space]) -> str:
    """What there is to work in: desks by their number, the rest by how many rooms."""
    count: Counter[SpaceKind] = Counter()
    for space in spaces:
        count[space.kind] += space.capacity if space.kind is SpaceKind.DESK else 1
    parts = (
        _n("one desk", "%(num)s desks", count[SpaceKind.DESK]) if count[SpaceKind.DESK] else "",
        _n("one meeting room", "%(num)s meeting rooms", count[SpaceKind.MEETING_ROOM])
        if count[SpaceKind.MEETING_ROOM]
        else "",
        _n("one office", "%(num)s offices", count[SpaceKind.OFFICE]) if count[SpaceKind.OFFICE] else "",
        _n("one laboratory", "%(num)s laboratories", count[SpaceKind.LAB]) if count[SpaceKind.LAB] else "",
    )
    return ", ".join(str(part) for part in parts if part)


def filters_in_force() -> Filters:
    """The filters of the request's address; what makes no sense there is left out."""
    return Filters(
        words=request.args.get("q", "").strip()[:200],
        country=request.args.get("country", "")[:2].upper(),
        city=request.args.get("city", "").strip()[:120],
        amenities=_amenities_asked_for(),
        space=member_of(SpaceKind, request.args.get("space")),
        people=max(0, min(rules.MOST_PEOPLE, request.args.get("people", 0, type=int))),
    )


def _amenities_asked_for() -> tuple[Amenity, ...]:
    asked = request.args.getlist("amenity")
    return tuple(amenity for amenity in Amenity if amenity.value in asked)


def chips_of(filters: Filters) -> list[dict[str, str]]:
    """The filters in force, each a link that takes it away."""
    facts = [
        ("", filters.words, "q"),
        (_("City"), filters.city, "city"),
        (_("Country"), country_name(filters.country) if filters.country else "", "country"),
        (_("Space"), str(words.SPACE_KINDS[filters.space]) if filters.space is not None else "", "space"),
        (_("People"), str(filters.people or ""), "people"),
    ]
    return [chip(label, value, name) for label, value, name in facts if value] + [
        chip(_("Amenity"), str(words.AMENITIES[amenity]), "amenity", amenity.value)
        for amenity in filters.amenities
    ]


def map_points(points: Sequence[Point]) -> list[dict[str, Any]]:
    """Places as the map takes them."""
    return [
        {
            "lat": point.latitude,
            "lon": point.longitude,
            "name": point.name,
            "kind": "host",
            "place": place_of(point.city, point.country),
            "url": url_for("venues.show", slug=point.slug),
        }
        for point in points
    ]


@dataclass(frozen=True, slots=True)
class Hours:
    """Opening hours of a weekday: in the venue's time, and on the viewer's clock where that differs."""

    weekday: str
    own: str
    viewer: str
    is_today: bool


def hours_of(week: Week, *, zone: str, viewer_zone: str, now: datetime) -> list[Hours]:
    """The seven days, Monday first. The viewer's times are those of the coming days of that name."""
    today = now.astimezone(ZoneInfo(zone)).date()
    monday = date.fromordinal(today.toordinal() - today.weekday())
    table = []
    for weekday, name in enumerate(words.WEEKDAYS):
        day = date.fromordinal(monday.toordinal() + weekday)
        spans = sorted(week.get(weekday, ()))
        shifted = [_on_viewers_clock(span, day, zone, viewer_zone) for span in spans]
        own = ", ".join(_span_words(span) for span in spans)
        table.append(Hours(str(name), own, ", ".join(shifted), day == today))
    return table


def _span_words(span: Span) -> str:
    return f"{_clock(span.opens)}–{_clock(span.closes)}"


def _clock(moment: time) -> str:
    # As timetables write it in all of these countries; "8:00 AM" is read wrongly by many.
    return f"{moment:%H:%M}"


def _on_viewers_clock(span: Span, day: date, zone: str, viewer_zone: str) -> str:
    shifted = rules.span_in_zone(span, day, zone, viewer_zone)
    return (
        f"{_clock(shifted.opens)}{_shift_words(shifted.opens_day)}–"
        f"{_clock(shifted.closes)}{_shift_words(shifted.closes_day)}"
    )


def _shift_words(days: int) -> str:
    if days == 0:
        return ""
    return " " + str(_("(the day after)") if days > 0 else _("(the day before)"))


@dataclass(frozen=True, slots=True)
class Day:
    """One day of the strip: its name and number, whether the place is open, and the words for it."""

    weekday: str
    number: str
    month: str
    is_open: bool
    words: str


def days_of(openings: Sequence[Opening]) -> list[Day]:
    """The weeks ahead, a day each."""
    return [
        Day(
            weekday=format_date(opening.day, "EEE"),
            number=format_date(opening.day, "d"),
            month=format_date(opening.day, "MMM") if first or opening.day.day == 1 else "",
            is_open=opening.shut is None,
            words=_opening_words(opening),
        )
        for first, opening in zip([True] + [False] * len(openings), openings, strict=False)
    ]


def _opening_words(opening: Opening) -> str:
    if opening.shut is None:
        return ", ".join(_span_words(span) for span in opening.spans)
    if opening.shut is Shut.HOLIDAY:
        return str(_("shut: %(reason)s", reason=opening.reason))
    if opening.shut is Shut.CLOSURE:
        return str(_("shut: %(reason)s", reason=opening.reason) if opening.reason else _("shut"))
    return str(_("shut"))


def closed_days(closures: Sequence[Closure]) -> list[ClosedDays]:
    """Closures as values for the rules."""
    return [ClosedDays(closure.starts_on, closure.ends_on, closure.reason) for closure in closures]


def holidays_ahead(venue: Venue, today: date) -> list[tuple[str, str]]:
    """The public holidays at a venue in the time to come: day and name, in the language of the page."""
    found = holidays_between(
        today, today + HOLIDAYS_AHEAD, venue.country, venue.region, language=current_language()
    )
    return [(str(format_date(day, "full")), name) for day, name in found.items()]


def holidays_of(venue: Venue, first: date, days: int) -> dict[date, str]:
    """The public holidays at a venue in so many days, with names in the language of the page."""
    last = first + timedelta(days=days - 1)
    return holidays_between(first, last, venue.country, venue.region, language=current_language())


def closure_words(closure: Closure) -> str:
    """Which days a closure takes."""
    if closure.starts_on == closure.ends_on:
        return str(format_date(closure.starts_on, "full"))
    first, last = format_date(closure.starts_on, "long"), format_date(closure.ends_on, "long")
    return str(_("%(first)s to %(last)s", first=first, last=last))


def facts_of(venue: Venue, now: datetime) -> list[tuple[str, str]]:
    """The facts beside the text, label and value."""
    notice = _n("one day before", "%(num)s days before", venue.lead_time_days)
    return [
        (_("Address"), ", ".join(filter(None, (venue.address, place_of(venue.city, venue.country))))),
        (
            _("Time there now"),
            f"{clock_there(venue, now)} ({zone_words(venue.time_zone)})" if venue.time_zone else "",
        ),
        (_("Ask at least"), str(notice) if venue.lead_time_days else _("the same day is fine")),
        (_("Written in"), language_name(venue.language)),
    ]


def clock_there(venue: Venue, now: datetime) -> str:
    """The time at the venue."""
    return _clock(now.astimezone(ZoneInfo(venue.time_zone)).time())


def zone_words(zone: str) -> str:
    """A zone's name as people read it."""
    return zone.replace("_", " ")


@dataclass(frozen=True, slots=True)
class NeighbourLine:
    """An organisation around, finished for the list."""

    name: str
    url: str
    kind: str
    place: str
    verified: bool


def neighbour_lines(neighbours: Sequence[Neighbour]) -> list[NeighbourLine]:
    """The first of those around."""
    return [
        NeighbourLine(
            name=neighbour.name,
            url=url_for("organisations.show", slug=neighbour.slug),
            kind=str(ORGANISATION_KINDS[neighbour.kind]),
            place=_place_and_distance(neighbour),
            verified=neighbour.verified,
        )
        for neighbour in neighbours[:NEIGHBOURS_LISTED]
    ]


def _place_and_distance(neighbour: Neighbour) -> str:
    if neighbour.distance_km is None:
        return neighbour.city
    far = _("%(number)s km", number=format_decimal(max(1, round(neighbour.distance_km))))
    return " · ".join(filter(None, (neighbour.city, str(far))))


def around_points(venue: Venue, neighbours: Sequence[Neighbour]) -> list[dict[str, Any]]:
    """The venue and those around it as the map takes them; nothing where its position is unknown."""
    if venue.latitude is None or venue.longitude is None:
        return []
    own = Point(venue.slug, venue.name, venue.city, venue.country, venue.latitude, venue.longitude)
    return map_points([own]) + [
        {
            "lat": neighbour.latitude,
            "lon": neighbour.longitude,
            "name": neighbour.name,
            "kind": MAP_KINDS.get(neighbour.kind.value, ""),
            "place": place_of(neighbour.city, neighbour.country),
            "url": url_for("organisations.show", slug=neighbour.slug),
        }
        for neighbour in neighbours[:NEIGHBOURS_ON_MAP]
        if neighbour.latitude is not None
    ]

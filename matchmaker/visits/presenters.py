"""Visits in lists, standing before a request is sent, free places at a glance."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from flask import url_for
from flask_babel import format_date
from sqlalchemy.orm import Session

from matchmaker.agreements.house_days import Stay
from matchmaker.agreements.standing import Finding, Judgement
from matchmaker.agreements.words import finding_in_words
from matchmaker.venues.words import SPACE_KINDS
from matchmaker.visits import queries, rules, words
from matchmaker.visits.openings import house_of
from matchmaker.visits.places import spaces_of
from matchmaker.visits.queries import Filters, Taken
from matchmaker.visits.rules import stay_of
from matchmaker.visits.turns import waits_for
from matchmaker.web.translation import LazyString, _, _l, _n
from models import (
    PENDING_VISIT_STATES,
    Confirmation,
    Organisation,
    Person,
    Space,
    SpaceKind,
    Venue,
    Visit,
    VisitSide,
    VisitState,
)

#: Days of the calendar of free places.
DAYS_AHEAD = 90


@dataclass(frozen=True, slots=True)
class Shelf:
    """A part of the list, by what is to be done."""

    name: str
    label: LazyString
    states: frozenset[VisitState]


SHELVES = (
    Shelf("ahead", _l("Confirmed"), frozenset({VisitState.ACCEPTED, VisitState.ARRIVED})),
    Shelf("waiting", _l("Waiting"), PENDING_VISIT_STATES),
    Shelf("done", _l("Completed"), frozenset({VisitState.COMPLETED})),
    Shelf("ended", _l("Ended otherwise"), rules.ENDED_STATES - {VisitState.COMPLETED}),
)


def shelf_named(name: str) -> Shelf:
    """A shelf by its name in the address; the first one for none."""
    return next((shelf for shelf in SHELVES if shelf.name == name), SHELVES[0])


def filters_of(organisation: Organisation, shelf: Shelf) -> Filters:
    """What a shelf of an organisation holds."""
    return Filters(organisation_id=organisation.id, states=shelf.states)


def shelves(
    session: Session, person: Person, organisation: Organisation, active: Shelf
) -> list[dict[str, Any]]:
    """The shelves as tabs, with how many stand on each."""
    return [
        {
            "label": str(shelf.label),
            "count": queries.count(session, queries.chosen_by(person, filters_of(organisation, shelf))),
            "url": url_for("visits.index", show=shelf.name),
            "active": shelf is active,
        }
        for shelf in SHELVES
    ]


@dataclass(frozen=True, slots=True)
class Line:
    """One visit in a list."""

    title: str
    url: str
    direction: str
    days: str
    spaces: str
    mark: str
    state: LazyString
    #: It waits for who reads this.
    mine: bool


def line_of(visit: Visit, organisation: Organisation) -> Line:
    """A visit as people of one of its sides see it in a list."""
    visiting = visit.organisation_id == organisation.id
    return Line(
        title=visit.venue.name if visiting else visit.visitor_name,
        url=url_for("visits.show", token=visit.token),
        direction=_("You visit") if visiting else _("Visits %(venue)s", venue=visit.venue.name),
        days=words.stay_words(stay_of(visit)),
        spaces=_n("%(num)s person", "%(num)s people", visit.party_size)
        + " · "
        + ", ".join(space.name for space in spaces_of(visit)),
        mark=words.mark_of(visit.state),
        state=words.STATES[visit.state],
        mine=waits_for(visit, {VisitSide.VISITOR if visiting else VisitSide.HOST}),
    )


# standing


def standing_lines(findings: Sequence[Mapping[str, Any]]) -> list[dict[str, str]]:
    """Why a request stands as it does: sentences with the number of their clause."""
    return [_standing_line(Finding.from_json(finding)) for finding in findings]


def _standing_line(finding: Finding) -> dict[str, str]:
    return {"sentence": finding_in_words(finding), "clause": finding.clause}


def standing_values(judgement: Judgement) -> dict[str, Any]:
    """How a request would stand, before it is sent."""
    return {
        "mark": words.STANDINGS[judgement.standing],
        "lines": [_standing_line(finding) for finding in judgement.findings],
        "at_once": judgement.at_once,
    }


def space_choices(venue: Venue) -> list[tuple[str, str]]:
    """The spaces of a venue, desks first, with how many they take and how they are confirmed."""
    ordered = sorted(venue.spaces, key=lambda space: (space.kind is not SpaceKind.DESK, space.name))
    return [(str(space.id), _space_words(space)) for space in ordered]


def _space_words(space: Space) -> str:
    confirmed = (
        _("confirmed at once within the terms")
        if space.confirmation is Confirmation.AT_ONCE
        else _("the host confirms")
    )
    room = _n("%(num)s person", "%(num)s people", space.capacity)
    return f"{space.name} · {SPACE_KINDS[space.kind]} · {room} · {confirmed}"


# free places


@dataclass(frozen=True, slots=True)
class Day:
    """Free places of a venue on a day; None where it is shut."""

    day: date
    free: int | None
    #: One of ``shut``, ``full``, ``few``, ``some``, ``all``: how the cell is drawn.
    shade: str


def free_days(venue: Venue, spaces: Sequence[Space], taken: Taken, first: date, days: int) -> list[Day]:
    """Free places of some spaces of a venue, day by day.

    :param taken: of `queries.booked` for these days.
    """
    house = house_of(venue)
    capacity = sum(space.capacity for space in spaces)
    ids = [space.id for space in spaces]
    found = []
    for number in range(days):
        day = first + timedelta(days=number)
        if not house.doors_open(day):
            found.append(Day(day, None, "shut"))
            continue
        free = capacity - sum(taken.get((space_id, day), 0) for space_id in ids)
        found.append(Day(day, free, _shade(free, capacity)))
    return found


def _shade(free: int, capacity: int) -> str:
    if free <= 0:
        return "full"
    if free == capacity:
        return "all"
    return "few" if free * 3 <= capacity else "some"


def desks_of(venue: Venue) -> list[Space]:
    """The spaces whose free places are shown at a glance: desks, or all where there are none."""
    desks = [space for space in venue.spaces if space.kind is SpaceKind.DESK]
    return desks or list(venue.spaces)


def months_of(days: Sequence[Day]) -> list[dict[str, Any]]:
    """Days by month, each month filled up to whole weeks from Monday on, as a calendar shows them."""
    months: list[dict[str, Any]] = []
    for day in days:
        title = format_date(day.day, "MMMM y")
        if not months or months[-1]["title"] != title:
            months.append({"title": title, "before": day.day.weekday(), "days": []})
        months[-1]["days"].append(_cell(day))
    return months


def months_ahead(
    session: Session, venue: Venue, spaces: Sequence[Space], now: datetime
) -> list[dict[str, Any]]:
    """Free places of some spaces of a venue in the next `DAYS_AHEAD` days, by month."""
    today = rules.today_in(venue.time_zone, now)
    taken = queries.booked(session, [venue.id], today, rules.days_after(today, DAYS_AHEAD - 1))
    return months_of(free_days(venue, spaces, taken, today, DAYS_AHEAD))


def _cell(day: Day) -> dict[str, Any]:
    return {
        "number": day.day.day,
        "free": day.free,
        "shade": day.shade,
        "iso": day.day.isoformat(),
        "words": f"{format_date(day.day, 'full')}: {free_words(day.free)}",
    }


def free_words(free: int | None) -> str:
    """How many places are free, in words."""
    if free is None:
        return _("shut")
    return _n("%(num)s place free", "%(num)s places free", free) if free > 0 else _("full")


def row_of(venue: Venue, taken: Taken, first: date) -> dict[str, Any]:
    """One venue in the calendar of all: its free desks, a letter a day."""
    spaces = desks_of(venue)
    days = free_days(venue, spaces, taken, first, DAYS_AHEAD)
    open_days = [day for day in days if day.free is not None]
    return {
        "name": venue.name,
        "city": venue.city,
        "country": venue.country,
        "url": url_for("visits.free", slug=venue.slug),
        "cells": [(day.shade, "" if day.free is None else day.free) for day in days],
        "open": len(open_days),
        "with_room": sum(1 for day in open_days if day.free),
    }


def heads(first: date) -> list[dict[str, Any]]:
    """The days over the calendar of all venues: the month where it begins, the number, whether a Monday."""
    found = []
    for number in range(DAYS_AHEAD):
        day = first + timedelta(days=number)
        begins = number == 0 or day.day == 1
        found.append(
            {
                "month": format_date(day, "MMM") if begins else "",
                "number": day.day,
                "monday": day.weekday() == 0,
            }
        )
    return found


def default_stay(venue: Venue, now: datetime) -> Stay:
    """Days to offer before anybody typed some: the first open day with enough notice, alone."""
    today = rules.today_in(venue.time_zone, now)
    house = house_of(venue)
    first = today + timedelta(days=venue.lead_time_days + 1)
    day = next(
        (one for one in Stay(first, first + timedelta(days=30)).days() if house.doors_open(one)), first
    )
    return Stay(day, day)

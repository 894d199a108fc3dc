"""What a host sees of its day: guests, requests, free places, as values for the page."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import url_for

from matchmaker.visits import presenters, words
from matchmaker.visits.mails import zones_of
from matchmaker.visits.places import spaces_of
from matchmaker.visits.queries import Taken
from matchmaker.visits.rules import stay_of
from matchmaker.web.moments import moment_words
from matchmaker.web.translation import _
from models import Person, Venue, Visit

WEEKS_AHEAD = 4


def guest_of(visit: Visit) -> dict[str, Any]:
    """Visitors who are there or expected."""
    return {
        "token": visit.token,
        "version": visit.version,
        "name": visit.visitor_name,
        "url": url_for("visits.show", token=visit.token),
        "venue": visit.venue.name,
        "days": words.stay_words(stay_of(visit)),
        "expected": _expected(visit),
        "people": visit.party_size,
        "names": [one.name for one in visit.party],
        "spaces": ", ".join(space.name for space in spaces_of(visit)),
        "state": visit.state.value,
        "mark": words.mark_of(visit.state),
        "state_words": words.STATES[visit.state],
        "contact": visit.requested_by.email if visit.requested_by is not None else "",
        "purpose": visit.purpose,
    }


def _expected(visit: Visit) -> str:
    """When they come on the first day, as long as they have not come."""
    if visit.arrives_at is None or visit.arrived_at is not None:
        return ""
    return _("arrives at %(hour)s", hour=f"{visit.arrives_at:%H:%M}")


def request_of(visit: Visit, reader: Person) -> dict[str, Any]:
    """Somebody who asks, with how the request stands to the agreement."""
    due = visit.answer_due_at
    return guest_of(visit) | {
        "standing": words.STANDINGS[visit.standing],
        "findings": presenters.standing_lines(visit.standing_findings),
        "due": moment_words(due, zones_of(reader, visit)) if due is not None else "",
    }


def strip_of(venue: Venue, taken: Taken, today: date) -> dict[str, Any]:
    """The next weeks of a venue: free places by day."""
    spaces = presenters.desks_of(venue)
    days = presenters.free_days(venue, spaces, taken, today, WEEKS_AHEAD * 7)
    return {
        "name": venue.name,
        "url": url_for("visits.free", slug=venue.slug),
        "capacity": sum(space.capacity for space in spaces),
        "months": presenters.months_of(days),
    }

"""What a host sees of its day: guests, requests, free places, as values for the page."""

from __future__ import annotations

from collections.abc import Sequence
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
from models import Person, Venue, Visit, VisitDeclineReason

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


def opened_of(requests: Sequence[dict[str, Any]], token: str) -> dict[str, Any]:
    """The request that keys act on, the ones before and after it, and what the keys do.

    :param requests: of `request_of`, in the order of the page.
    :param token: of the chosen one; the first if it does not wait any more.
    """
    tokens = [request["token"] for request in requests]
    place = tokens.index(token) if token in tokens else 0
    following = tokens[place + 1 : place + 2]
    return {
        "opened": requests[place] if requests else None,
        "before_url": _day_url(tokens[place - 1]) if place else "",
        "following_url": _day_url(following[0]) if following else "",
        "reasons": [
            (reason.value, words_of)
            for reason, words_of in words.DECLINE_REASONS.items()
            if reason is not VisitDeclineReason.OTHER
        ],
        "keys": _key_help(),
    }


def _day_url(token: str) -> str:
    return url_for("visits.day", request=token)


def _key_help() -> list[tuple[str, str]]:
    return [
        ("j", _("next item")),
        ("k", _("previous item")),
        ("o", _("open the whole page")),
        ("1 … 6", _("choose a reason from the open list")),
        ("Esc", _("close a list or this help")),
        ("?", _("show this help")),
    ]


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

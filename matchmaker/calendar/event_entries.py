"""Events as entries of a calendar, in the reader's language."""

from __future__ import annotations

from flask import url_for

from matchmaker.calendar.feeds import Entry, Status
from matchmaker.web.text import excerpt
from matchmaker.web.translation import _
from models import Event, EventState, Venue


def event_entry(event: Event, status: Status = Status.CONFIRMED) -> Entry:
    """An event.

    :param status: how firm it is for the reader; an event that was called off is so for everybody.
    """
    return Entry(
        uid=event.uid,
        sequence=event.sequence,
        title=event.title,
        starts_at=event.starts_at,
        ends_at=event.ends_at,
        zone=event.time_zone,
        changed_at=event.updated_at,
        status=Status.CANCELLED if event.state is EventState.CANCELLED else status,
        text="\n".join(filter(None, (event.organisation.name, excerpt(event.text, 400), event.link))),
        place=place_of(event.venue) if event.venue is not None else event.place or event.link,
        url=url_for("events.show", slug=event.slug, _external=True),
        category=_("Event"),
    )


def place_of(venue: Venue) -> str:
    """A venue with its address, as calendars show places."""
    return ", ".join(part for part in (venue.name, venue.address, venue.city) if part)

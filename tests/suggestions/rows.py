"""Things to match, made in one line each."""

from __future__ import annotations

import itertools
from datetime import timedelta
from typing import Any

from sqlalchemy.orm import Session

from models import (
    Call,
    Deadline,
    Direction,
    Listing,
    ListingCategory,
    Organisation,
    Participation,
    ParticipationRole,
    Project,
    PublicationState,
    Venue,
)
from models.columns import utc_now

_number = itertools.count(1)


def listing(
    session: Session, organisation: Organisation, direction: str, title: str, body: str = "", **values: Any
) -> Listing:
    """A published need or offer."""
    made = Listing(
        **{
            "organisation": organisation,
            "direction": Direction(direction),
            "title": title,
            "description": body,
            "category": ListingCategory.TECHNOLOGY,
            "state": PublicationState.PUBLISHED,
            "valid_until": utc_now().date() + timedelta(days=100),
            **values,
        }
    )
    session.add(made)
    session.flush()
    return made


def need(session: Session, organisation: Organisation, title: str, body: str = "", **values: Any) -> Listing:
    """A published need."""
    return listing(session, organisation, "need", title, body, **values)


def offer(session: Session, organisation: Organisation, title: str, body: str = "", **values: Any) -> Listing:
    """A published offer."""
    return listing(session, organisation, "offer", title, body, **values)


def project(session: Session, title: str, *participants: Organisation, **values: Any) -> Project:
    """A published project; the first participant leads it."""
    made = Project(**{"title": title, "state": PublicationState.PUBLISHED, **values})
    made.participations = [
        Participation(
            organisation=organisation,
            position=place,
            role=ParticipationRole.PARTICIPANT if place else ParticipationRole.COORDINATOR,
        )
        for place, organisation in enumerate(participants)
    ]
    session.add(made)
    session.flush()
    return made


def call(session: Session, title: str, text: str = "", *, days: int | None = 30, **values: Any) -> Call:
    """A published call that closes in so many days."""
    made = Call(
        **{
            "identifier": f"CALL-{next(_number)}",
            "title": title,
            "text": text,
            "state": PublicationState.PUBLISHED,
            **values,
        }
    )
    if days is not None:
        made.deadlines = [Deadline(at=utc_now() + timedelta(days=days))]
    session.add(made)
    session.flush()
    return made


def venue(session: Session, host: Organisation, name: str, description: str = "", **values: Any) -> Venue:
    """A published venue where its host is."""
    made = Venue(
        **{
            "slug": f"venue-{next(_number)}",
            "host": host,
            "name": name,
            "description": description,
            "city": host.city,
            "country": host.country,
            "latitude": host.latitude,
            "longitude": host.longitude,
            "time_zone": "Europe/Tallinn",
            "state": PublicationState.PUBLISHED,
            **values,
        }
    )
    session.add(made)
    session.flush()
    return made

"""What may be suggested to anybody at this moment: conditions for queries, one per kind of thing.

The index may be behind by seconds or, restored from a backup, by days; these conditions are what
keeps the hidden, the expired and the deleted out of every answer.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ColumnElement, exists, select

from matchmaker.listings.queries import is_suggestible
from matchmaker.organisations.queries import belongs_to_hidden
from matchmaker.venues import queries as venues
from models import (
    Call,
    Deadline,
    Organisation,
    Participation,
    ParticipationRole,
    Project,
    PublicationState,
)


def listing_is_shown(now: datetime) -> ColumnElement[bool]:
    """For queries on `Listing`."""
    return is_suggestible(now=now)


def organisation_is_shown() -> ColumnElement[bool]:
    """For queries on `Organisation`."""
    return Organisation.hidden.is_(False)


def project_is_shown() -> ColumnElement[bool]:
    """For queries on `Project`: published, and not led by somebody who is hidden."""
    hidden_lead = (
        select(Participation.id)
        .join(Organisation, Organisation.id == Participation.organisation_id)
        .where(
            Participation.project_id == Project.id,
            Participation.role == ParticipationRole.COORDINATOR,
            Organisation.hidden,
        )
    )
    return (Project.state == PublicationState.PUBLISHED) & ~exists(hidden_lead)


def call_is_shown(now: datetime) -> ColumnElement[bool]:
    """For queries on `Call`: published, still open, and its owner, where it has one, not hidden."""
    deadlines = select(Deadline.id).where(Deadline.call_id == Call.id)
    return (
        (Call.state == PublicationState.PUBLISHED)
        & (~exists(deadlines) | exists(deadlines.where(Deadline.at >= now)))
        & ~belongs_to_hidden(Call.owner_id)
    )


def venue_is_shown() -> ColumnElement[bool]:
    """For queries on `Venue`."""
    return venues.is_shown()

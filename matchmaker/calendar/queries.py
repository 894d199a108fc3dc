"""What stands in a feed: visits, events and meetings, each kind in one query whatever their number."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import Session, joinedload, selectinload

from models import (
    Event,
    EventRegistration,
    EventState,
    Introduction,
    Meeting,
    MeetingState,
    Organisation,
    PartyMember,
    Person,
    Venue,
    Visit,
)

#: What is over stays so long (our own default).
LOOKING_BACK = timedelta(days=365)


@dataclass(frozen=True, slots=True)
class Contents:
    """All that one feed shows. A registration comes with its event."""

    visits: Sequence[Visit] = ()
    events: Sequence[Event] = ()
    registrations: Sequence[EventRegistration] = ()
    meetings: Sequence[Meeting] = ()


def of_person(session: Session, person: Person, now: datetime) -> Contents:
    """Visits the person asked for or takes part in, events they registered for, meetings that were fixed."""
    takes_part = select(PartyMember.visit_id).where(func.lower(PartyMember.email) == person.email.lower())
    return Contents(
        visits=_visits(session, or_(Visit.requested_by_id == person.id, Visit.id.in_(takes_part)), now),
        registrations=_registrations(session, person, now),
        meetings=_meetings(session, person, now),
    )


def of_venue(session: Session, venue: Venue, now: datetime) -> Contents:
    """Who comes to a venue, and what takes place there."""
    return Contents(
        visits=_visits(session, Visit.venue_id == venue.id, now),
        events=_events(session, Event.venue_id == venue.id, now),
    )


def of_cluster(session: Session, cluster: Organisation, now: datetime) -> Contents:
    """Where a cluster's members go, who comes to its own venues, and its events."""
    own_venues = select(Venue.id).where(Venue.host_id == cluster.id)
    ours = or_(Visit.home_cluster_id == cluster.id, Visit.venue_id.in_(own_venues))
    return Contents(
        visits=_visits(session, ours, now),
        events=_events(session, Event.organisation_id == cluster.id, now),
    )


def of_event(session: Session, event: Event, now: datetime) -> Contents:
    """One event."""
    return Contents(events=_events(session, Event.id == event.id, now))


def _visits(session: Session, chosen: ColumnElement[bool], now: datetime) -> Sequence[Visit]:
    return session.scalars(
        select(Visit)
        .where(chosen, Visit.ends_on >= (now - LOOKING_BACK).date())
        .options(
            joinedload(Visit.organisation),
            joinedload(Visit.venue).options(joinedload(Venue.host), selectinload(Venue.opening_hours)),
        )
        .order_by(Visit.id)
    ).all()


def _events(session: Session, chosen: ColumnElement[bool], now: datetime) -> Sequence[Event]:
    return session.scalars(
        select(Event)
        .where(chosen, Event.state != EventState.DRAFT, Event.ends_at >= now - LOOKING_BACK)
        .options(joinedload(Event.organisation), joinedload(Event.venue))
        .order_by(Event.id)
    ).all()


def _registrations(session: Session, person: Person, now: datetime) -> Sequence[EventRegistration]:
    return session.scalars(
        select(EventRegistration)
        .join(EventRegistration.event)
        .where(
            EventRegistration.person_id == person.id,
            Event.state != EventState.DRAFT,
            Event.ends_at >= now - LOOKING_BACK,
        )
        .options(
            joinedload(EventRegistration.event).options(
                joinedload(Event.organisation), joinedload(Event.venue)
            )
        )
        .order_by(EventRegistration.id)
    ).all()


def _meetings(session: Session, person: Person, now: datetime) -> Sequence[Meeting]:
    """Fixed meetings and those called off after they were fixed, the newest of each calendar entry."""
    rows = session.scalars(
        select(Meeting)
        .join(Meeting.introduction)
        .where(
            or_(Introduction.requested_by_id == person.id, Introduction.answered_by_id == person.id),
            Meeting.state.in_((MeetingState.CHOSEN, MeetingState.CANCELLED)),
            Meeting.starts_at >= now - LOOKING_BACK,
        )
        .options(
            joinedload(Meeting.venue),
            joinedload(Meeting.introduction).options(
                joinedload(Introduction.asking_organisation), joinedload(Introduction.asked_organisation)
            ),
        )
        .order_by(Meeting.sequence, Meeting.id)
    )
    return list({meeting.uid: meeting for meeting in rows}.values())

"""Reading events."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, Select, exists, func, or_, select, true
from sqlalchemy.orm import Session, joinedload

from matchmaker.events import rules
from matchmaker.events.rules import Payer
from matchmaker.organisations.queries import belongs_to_hidden, contains
from models import (
    ClusterMembership,
    ClusterMembershipState,
    Event,
    EventRegistration,
    EventState,
    Organisation,
    Person,
    RegistrationState,
    Signature,
)


def visible_to(person: Person | None) -> ColumnElement[bool]:
    """What a person may read: all but drafts, and the drafts of the person's organisations.

    To be used in a query on `Event`.
    """
    if person is None:
        return is_shown()
    if person.is_secretariat:
        return true()
    own = [membership.organisation_id for membership in person.memberships]
    return or_(is_shown(), Event.organisation_id.in_(own))


def is_shown() -> ColumnElement[bool]:
    """Published or called off, and of an organiser that is not hidden."""
    return (Event.state != EventState.DRAFT) & ~belongs_to_hidden(Event.organisation_id)


@dataclass(frozen=True, slots=True)
class Filters:
    """What a list is narrowed to; empty for all."""

    words: str = ""
    country: str = ""
    city: str = ""

    @property
    def narrow(self) -> bool:
        """Is anything chosen?"""
        return bool(self.words or self.country or self.city)


def _ahead(filters: Filters, now: datetime) -> Select[Event]:
    found = (
        select(Event)
        .join(Event.organisation)
        .where(is_shown(), Event.state == EventState.PUBLISHED, Event.ends_at >= now)
    )
    if filters.country:
        found = found.where(Event.country == filters.country)
    if filters.city:
        found = found.where(contains(Event.city, filters.city))
    for word in filters.words.split():
        found = found.where(
            or_(*(contains(column, word) for column in (Event.title, Event.text, Organisation.name)))
        )
    return found


def count_ahead(session: Session, filters: Filters, now: datetime) -> int:
    """How many events ahead match."""
    found = _ahead(filters, now).with_only_columns(Event.id).subquery()
    return session.scalar(select(func.count()).select_from(found)) or 0


def events_ahead(
    session: Session, filters: Filters, limit: int, offset: int, now: datetime
) -> Sequence[Event]:
    """What matches, with organiser and venue, the soonest first."""
    return session.scalars(
        _ahead(filters, now)
        .options(joinedload(Event.organisation), joinedload(Event.venue))
        .order_by(Event.starts_at, Event.id)
        .limit(limit)
        .offset(offset)
    ).all()


def countries_ahead(session: Session, now: datetime) -> Sequence[str]:
    """Countries with events ahead, in order of their codes."""
    return session.scalars(
        _ahead(Filters(), now)
        .with_only_columns(Event.country)
        .where(Event.country != "")
        .distinct()
        .order_by(Event.country)
    ).all()


def events_between(
    session: Session, cities: Collection[tuple[str, str]], first: datetime, last: datetime
) -> Sequence[Event]:
    """Published events in any of some cities that take place between two moments, the soonest first.

    :param cities: pairs of city and country.
    """
    somewhere = or_(*((Event.city == city) & (Event.country == country) for city, country in cities))
    if not cities:
        return []
    return session.scalars(
        select(Event)
        .where(
            is_shown(),
            Event.state == EventState.PUBLISHED,
            somewhere,
            Event.starts_at <= last,
            Event.ends_at >= first,
        )
        .options(joinedload(Event.organisation), joinedload(Event.venue))
        .order_by(Event.starts_at, Event.id)
    ).all()


def events_of(session: Session, organiser: Organisation) -> Sequence[Event]:
    """All events of an organiser, the last first."""
    return session.scalars(
        select(Event)
        .where(Event.organisation_id == organiser.id)
        .options(joinedload(Event.organisation), joinedload(Event.venue))
        .order_by(Event.starts_at.desc(), Event.id.desc())
    ).all()


def events_at(session: Session, venue_id: int, now: datetime, most: int) -> Sequence[Event]:
    """The next events at a venue."""
    return session.scalars(
        _ahead(Filters(), now)
        .where(Event.venue_id == venue_id)
        .options(joinedload(Event.organisation), joinedload(Event.venue))
        .order_by(Event.starts_at, Event.id)
        .limit(most)
    ).all()


def visible_event(session: Session, slug: str, person: Person | None) -> Event | None:
    """An event with organiser and venue, if the person may read it."""
    return session.scalar(
        select(Event)
        .where(Event.slug == slug, visible_to(person))
        .options(joinedload(Event.organisation), joinedload(Event.venue))
    )


def registration_of(session: Session, event: Event, person: Person | None) -> EventRegistration | None:
    """The person's own registration, a cancelled one included."""
    if person is None:
        return None
    return session.scalar(
        select(EventRegistration).where(
            EventRegistration.event_id == event.id, EventRegistration.person_id == person.id
        )
    )


def place_in_line(session: Session, registration: EventRegistration) -> int:
    """The how-manyeth somebody is who waits, from 1."""
    before = or_(
        EventRegistration.joined_at < registration.joined_at,
        (EventRegistration.joined_at == registration.joined_at) & (EventRegistration.id < registration.id),
    )
    ahead = session.scalar(
        select(func.count(EventRegistration.id)).where(
            EventRegistration.event_id == registration.event_id,
            EventRegistration.state == RegistrationState.WAITING,
            before,
        )
    )
    return (ahead or 0) + 1


def registrations_of(session: Session, event: Event) -> Sequence[EventRegistration]:
    """Who has a place or waits, in the order of the line, with person and organisation."""
    return session.scalars(
        select(EventRegistration)
        .where(EventRegistration.event_id == event.id, EventRegistration.state != RegistrationState.CANCELLED)
        .options(joinedload(EventRegistration.person), joinedload(EventRegistration.organisation))
        .order_by(EventRegistration.state, EventRegistration.joined_at, EventRegistration.id)
    ).all()


def payer_for(session: Session, event: Event, organisation: Organisation | None) -> Payer:
    """As whom somebody of an organisation pays at an event."""
    if organisation is None:
        return Payer.OTHER
    clusters = set(
        session.scalars(
            select(ClusterMembership.cluster_id).where(
                ClusterMembership.organisation_id == organisation.id,
                ClusterMembership.state == ClusterMembershipState.ACTIVE,
            )
        )
    )
    day = event.starts_at.date()
    return rules.payer_of(
        is_member=event.organisation_id in clusters | {organisation.id},
        both_signed=_signed(session, {event.organisation_id}, day)
        and _signed(session, clusters | {organisation.id}, day),
        same_fee_for_visitors=event.same_fee_for_visitors,
    )


def _signed(session: Session, organisation_ids: Collection[int], day: date) -> bool:
    """Has any of them signed the agreement, in force on a day?"""
    in_force = exists().where(
        Signature.organisation_id.in_(organisation_ids),
        Signature.valid_from <= day,
        Signature.valid_until >= day,
        Signature.ends_on.is_(None) | (Signature.ends_on >= day),
    )
    return bool(session.scalar(select(in_force)))

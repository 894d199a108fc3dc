"""What organisers do with events, and how people get places.

A place is given under a lock on the event's row, with a constraint of the database behind it: of two
who take the last place at once, one has it and the other is the first to wait.
"""

from __future__ import annotations

import secrets
from dataclasses import fields
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from matchmaker.activity import record
from matchmaker.events import rules
from matchmaker.events.errors import (
    AlreadyOver,
    EventIsOff,
    EventPublished,
    NoOrganiser,
    NotOpen,
    NotRegistered,
)
from matchmaker.events.rules import EventValues, Registering
from matchmaker.notifications.catalogue import notify
from matchmaker.organisations.rules import free_slug, slug_of
from matchmaker.publication.rules import check_version, version_of
from matchmaker.publication.service import keep_version, refuse_incomplete, touch
from models import (
    Event,
    EventRegistration,
    EventState,
    Organisation,
    Person,
    PublicationState,
    RegistrationState,
    Venue,
)
from models.columns import utc_now

#: Pages of their own beside those of events.
RESERVED = frozenset({"mine", "new"})


def draft_event(session: Session, organiser: Organisation, values: EventValues, *, actor: Person) -> Event:
    """Write an event that nobody else sees yet.

    :raises NoOrganiser: its kind holds no events here.
    :raises AtField: a value makes no sense.
    """
    if not organiser.kind.is_host:
        raise NoOrganiser
    rules.check_values(values)
    stem = slug_of(values.title)
    taken = set(session.scalars(select(Event.slug).where(Event.slug.startswith(stem, autoescape=True))))
    event = Event(
        organisation=organiser,
        slug=free_slug(values.title, taken | RESERVED),
        state=EventState.DRAFT,
        uid=f"{secrets.token_hex(16)}@matchmaker",
        created_by_id=actor.id,
    )
    _apply(session, event, values)
    session.add(event)
    session.flush()
    _log(session, event, "drafted", actor=actor)
    return event


def change_event(
    session: Session,
    event: Event,
    values: EventValues,
    *,
    actor: Person,
    seen: str,
    now: datetime | None = None,
) -> Event:
    """Replace what is written. Who registered is told of another time or place; new places go to who waits.

    :param seen: the version the change was written on (`version_now`).
    :raises ChangedMeanwhile: it is another version by now.
    :raises EventIsOff: it was called off.
    :raises Incomplete: it is published, and would lack what readers need.
    :raises AtField: a value makes no sense, or takes places away that people have.
    """
    hold(session, event)
    check_version_of(event, seen)
    _refuse_off(event)
    rules.check_values(values, taken=event.taken)
    if event.state is EventState.PUBLISHED:
        refuse_incomplete(rules.missing_for_publishing(values))
    before = values_of(event)
    _apply(session, event, values)
    after = values_of(event)
    if _differ(before, after, rules.SHOWN_IN_CALENDARS):
        event.sequence += 1
    touch(event)
    _log(session, event, "changed", actor=actor)
    if event.state is EventState.PUBLISHED:
        _move_up(session, event, actor=actor, now=now or utc_now())
        if _differ(before, after, rules.WORTH_A_MAIL):
            _tell_all(session, event, "event_changed")
    return event


def publish_event(session: Session, event: Event, *, actor: Person, now: datetime | None = None) -> Event:
    """Show it to everybody and open registration; harmless to repeat.

    :raises Incomplete: readers would miss something.
    :raises AlreadyOver: it lies in the past.
    :raises EventIsOff: it was called off.
    """
    hold(session, event)
    _refuse_off(event)
    if event.state is EventState.PUBLISHED:
        return event
    refuse_incomplete(rules.missing_for_publishing(values_of(event)))
    if event.ends_at <= (now or utc_now()):
        raise AlreadyOver("ends_at")
    event.state = EventState.PUBLISHED
    _log(session, event, "published", actor=actor)
    return event


def cancel_event(session: Session, event: Event, *, actor: Person, reason: str = "") -> Event:
    """Call it off for good; everybody who registered or waits is told. Harmless to repeat.

    :raises EventPublished: a draft is deleted instead.
    """
    hold(session, event)
    if event.state is EventState.CANCELLED:
        return event
    event.state = EventState.CANCELLED
    event.sequence += 1
    _log(session, event, "cancelled", actor=actor, reason=reason)
    _tell_all(session, event, "event_cancelled", words=reason[:500])
    return event


def delete_event(session: Session, event: Event, *, actor: Person) -> None:
    """Delete a draft for good.

    :raises EventPublished: others may have seen it.
    """
    hold(session, event)
    if event.state is not EventState.DRAFT:
        raise EventPublished
    _log(session, event, "deleted", actor=actor, title=event.title)
    session.delete(event)


def register(
    session: Session,
    event: Event,
    *,
    actor: Person,
    organisation: Organisation | None,
    now: datetime | None = None,
) -> EventRegistration:
    """Take a place, or wait for one where all are taken. Harmless to repeat.

    :param organisation: for whom the person comes.
    :raises NotOpen: registration is closed.
    """
    now = now or utc_now()
    hold(session, event)
    if standing_of(event, now) not in (Registering.OPEN, Registering.FULL):
        raise NotOpen
    registration = _registration_of(session, event, actor)
    if registration is not None and registration.state is not RegistrationState.CANCELLED:
        return registration
    if registration is None:
        registration = EventRegistration(event_id=event.id, person_id=actor.id)
    # Nobody passes those who wait already, whatever became free meanwhile.
    must_wait = event.is_full or _next_waiting(session, event) is not None
    registration.organisation = organisation
    registration.joined_at = now
    if must_wait:
        _put(registration, RegistrationState.WAITING, now)
    else:
        _take_place(registration, event, now)
    session.add(registration)
    session.flush()
    _log(session, event, f"registration_{registration.state.value}", actor=actor)
    kind = "event_waiting" if registration.state is RegistrationState.WAITING else "event_registered"
    _tell(session, registration, kind)
    return registration


def unregister(
    session: Session, event: Event, *, actor: Person, now: datetime | None = None
) -> EventRegistration:
    """Give a place back, or leave the line; a freed place goes to who waits longest. Harmless to repeat.

    :raises NotRegistered: the person never was.
    """
    now = now or utc_now()
    hold(session, event)
    registration = _registration_of(session, event, actor)
    if registration is None:
        raise NotRegistered
    if registration.state is RegistrationState.CANCELLED:
        return registration
    if registration.state is RegistrationState.REGISTERED:
        event.taken -= 1
        keep_version(event)
    _put(registration, RegistrationState.CANCELLED, now)
    _log(session, event, "registration_cancelled", actor=actor)
    if standing_of(event, now) in (Registering.OPEN, Registering.CLOSED):
        _move_up(session, event, actor=None, now=now)
    return registration


def standing_of(event: Event, now: datetime) -> Registering:
    """How registration for an event stands."""
    return rules.registering(
        event.state,
        starts_at=event.starts_at,
        closes_at=event.registration_closes_at,
        is_full=event.is_full,
        now=now,
    )


def values_of(event: Event) -> EventValues:
    """What the organiser wrote, as values."""
    return EventValues(**{field.name: getattr(event, field.name) for field in fields(EventValues)})


def version_now(event: Event) -> str:
    """What a form opened on the event now has to remember."""
    return version_of(_as_publication(event), event.updated_at)


def check_version_of(event: Event, seen: str) -> None:
    """Pass if the event is still as the form saw it.

    :raises ChangedMeanwhile: it is another version by now.
    """
    check_version(seen, _as_publication(event), event.updated_at)


def hold(session: Session, event: Event) -> None:
    """Lock the event's row and read anew what is decided on."""
    session.refresh(
        event, attribute_names=["state", "taken", "places", "updated_at", "sequence"], with_for_update=True
    )


def _as_publication(event: Event) -> PublicationState:
    """Events move like other published texts, except that one called off stays so."""
    return {
        EventState.DRAFT: PublicationState.DRAFT,
        EventState.PUBLISHED: PublicationState.PUBLISHED,
        EventState.CANCELLED: PublicationState.WITHDRAWN,
    }[event.state]


def _refuse_off(event: Event) -> None:
    if event.state is EventState.CANCELLED:
        raise EventIsOff


def _apply(session: Session, event: Event, values: EventValues) -> None:
    for field in fields(values):
        setattr(event, field.name, getattr(values, field.name))
    venue = session.get_one(Venue, values.venue_id) if values.venue_id is not None else None
    if venue is not None:
        # An event at a venue is where the venue is, and on its clock.
        event.city, event.country = venue.city, venue.country
        event.time_zone = venue.time_zone or values.time_zone


def _differ(before: EventValues, after: EventValues, names: tuple[str, ...]) -> bool:
    return any(getattr(before, name) != getattr(after, name) for name in names)


def _registration_of(session: Session, event: Event, person: Person) -> EventRegistration | None:
    return session.scalar(
        select(EventRegistration).where(
            EventRegistration.event_id == event.id, EventRegistration.person_id == person.id
        )
    )


def _take_place(registration: EventRegistration, event: Event, now: datetime) -> None:
    event.taken += 1
    # Somebody who takes a place does not make forms stale that are open on the event.
    keep_version(event)
    _put(registration, RegistrationState.REGISTERED, now)


def _put(registration: EventRegistration, state: RegistrationState, now: datetime) -> None:
    registration.state = state
    registration.state_since = now


def _move_up(session: Session, event: Event, *, actor: Person | None, now: datetime) -> None:
    """Give free places to those who wait, the first in line first."""
    session.flush()
    while not event.is_full:
        following = _next_waiting(session, event)
        if following is None:
            return
        _take_place(following, event, now)
        session.flush()
        _log(session, event, "registration_moved_up", actor=actor, person_id=following.person_id)
        _tell(session, following, "event_place_freed")


def _next_waiting(session: Session, event: Event) -> EventRegistration | None:
    return session.scalar(
        select(EventRegistration)
        .where(
            EventRegistration.event_id == event.id,
            EventRegistration.state == RegistrationState.WAITING,
        )
        .order_by(EventRegistration.joined_at, EventRegistration.id)
        .limit(1)
    )


def _tell_all(session: Session, event: Event, kind: str, words: str = "") -> None:
    """Mail everybody who has a place or waits for one."""
    rows = session.scalars(
        select(EventRegistration).where(
            EventRegistration.event_id == event.id,
            EventRegistration.state != RegistrationState.CANCELLED,
        )
    )
    for registration in rows:
        _tell(session, registration, kind, words)


def _tell(session: Session, registration: EventRegistration, kind: str, words: str = "") -> None:
    event = registration.event
    notify(
        session,
        kind,
        to=registration.person,
        thread=f"event-{event.id}",
        event_id=event.id,
        slug=event.slug,
        title=event.title,
        organiser=event.organisation.name,
        words=words,
    )


def _log(
    session: Session, event: Event, what: str, *, actor: Person | None, reason: str = "", **details: object
) -> None:
    record(
        session,
        f"event.{what}",
        event,
        actor=actor,
        organisation=event.organisation,
        reason=reason[:500],
        **details,
    )

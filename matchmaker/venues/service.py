"""What a host does with a venue."""

from __future__ import annotations

from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from matchmaker.organisations.rules import free_slug, slug_of
from matchmaker.publication import service as publication
from matchmaker.publication.rules import check_editable, check_version, version_of
from matchmaker.venues import rules
from matchmaker.venues.errors import LastSpace, NotAHost
from matchmaker.venues.rules import Span, VenueValues
from models import (
    Closure,
    Confirmation,
    OpeningHours,
    Organisation,
    Person,
    PublicationState,
    Space,
    SpaceKind,
    Venue,
)

_TEXTS = (
    "name", "address", "city", "country", "region", "latitude", "longitude", "time_zone", "language",
    "description", "house_rules", "lead_time_days", "guide_business_culture", "guide_market_access",
    "guide_arrival",
)  # fmt: skip


def draft_venue(session: Session, host: Organisation, values: VenueValues, *, actor: Person) -> Venue:
    """Describe a place that nobody else sees yet.

    :raises NotAHost: its kind receives no visitors.
    :raises AtField: a value makes no sense.
    """
    check_host(host)
    rules.check_values(values)
    stem = slug_of(values.name)
    taken = set(session.scalars(select(Venue.slug).where(Venue.slug.startswith(stem, autoescape=True))))
    venue = Venue(host=host, slug=free_slug(values.name, taken), state=PublicationState.DRAFT)
    _apply(venue, values)
    session.add(venue)
    session.flush()
    publication.announce(session, venue, "drafted", actor=actor)
    return venue


def check_host(organisation: Organisation) -> None:
    """Pass for a kind of organisation that receives visitors.

    :raises NotAHost: it is another.
    """
    if not organisation.kind.is_host:
        raise NotAHost


def change_venue(session: Session, venue: Venue, values: VenueValues, *, actor: Person, seen: str) -> Venue:
    """Replace the description and the opening hours; what is published stays published.

    :param seen: the version the change was written on (`version_now`).
    :raises ChangedMeanwhile: it is another version by now.
    :raises Incomplete: it is published, and would lack what visitors need.
    :raises AtField: a value makes no sense.
    """
    publication.hold(session, venue)
    check_version(seen, venue.state, venue.updated_at)
    check_editable(venue.state)
    rules.check_values(values)
    if venue.state is PublicationState.PUBLISHED:
        publication.refuse_incomplete(rules.missing_for_publishing(values, spaces=len(venue.spaces)))
    _apply(venue, values)
    publication.touch(venue)
    publication.announce(session, venue, "changed", actor=actor)
    return venue


def review_guide(session: Session, venue: Venue, today: date, *, actor: Person) -> Venue:
    """Say that the local guide was read and holds; harmless to repeat."""
    if venue.guide_reviewed_on != today:
        venue.guide_reviewed_on = today
        publication.announce(session, venue, "guide_reviewed", actor=actor)
    return venue


def publish_venue(session: Session, venue: Venue, *, actor: Person) -> Venue:
    """Show it to everybody; harmless to repeat.

    :raises Incomplete: visitors would miss something.
    :raises MoveRefused: it is in the archive.
    """
    publication.refuse_incomplete(rules.missing_for_publishing(values_of(venue), spaces=len(venue.spaces)))
    publication.move(session, venue, PublicationState.PUBLISHED, actor=actor)
    return venue


def withdraw_venue(session: Session, venue: Venue, *, actor: Person, reason: str = "") -> Venue:
    """Take it out of sight; it can be published again.

    :raises MoveRefused: it never was published, or is in the archive.
    """
    publication.withdraw(session, venue, actor=actor, reason=reason)
    return venue


def add_space(
    session: Session,
    venue: Venue,
    *,
    name: str,
    kind: SpaceKind,
    capacity: int,
    actor: Person,
    confirmation: Confirmation = Confirmation.ON_APPROVAL,
) -> Space:
    """Add a desk area, room, office or lab.

    :param capacity: how many people at a time.
    :param confirmation: are visits within the terms confirmed at once, or does the host answer each?
    :raises AtField: a value makes no sense.
    """
    check_editable(venue.state)
    rules.check_space(name, capacity)
    space = Space(
        name=name[: rules.LONGEST_SPACE_NAME], kind=kind, capacity=capacity, confirmation=confirmation
    )
    venue.spaces.append(space)
    session.flush()
    publication.announce(session, venue, "space_added", actor=actor, space=space.name)
    return space


def change_confirmation(
    session: Session, space: Space, confirmation: Confirmation, *, actor: Person
) -> Space:
    """Say how visits that use a space are confirmed from now on; harmless to repeat.

    What is asked for already keeps its way.
    """
    if space.confirmation is not confirmation:
        space.confirmation = confirmation
        publication.announce(
            session,
            space.venue,
            "confirmation_changed",
            actor=actor,
            space=space.name,
            confirmation=confirmation.value,
        )
    return space


def remove_space(session: Session, space: Space, *, actor: Person) -> None:
    """Take a space away.

    :raises LastSpace: it is the only one of a published venue.
    """
    venue = space.venue
    # The venue's row is the lock under which its spaces are counted.
    publication.hold(session, venue)
    if venue.state is PublicationState.PUBLISHED and len(venue.spaces) == 1:
        raise LastSpace
    venue.spaces.remove(space)
    publication.announce(session, venue, "space_removed", actor=actor, space=space.name)


def add_closure(
    session: Session,
    venue: Venue,
    *,
    starts_on: date,
    ends_on: date,
    reason: str,
    today: date,
    actor: Person,
) -> Closure:
    """Shut the venue for some days.

    :param today: in the venue's own calendar.
    :raises AtField: a value makes no sense.
    """
    check_editable(venue.state)
    rules.check_closure(starts_on, ends_on, today)
    closure = Closure(starts_on=starts_on, ends_on=ends_on, reason=reason[: rules.LONGEST_REASON])
    venue.closures.append(closure)
    session.flush()
    publication.announce(
        session,
        venue,
        "closure_added",
        actor=actor,
        starts_on=starts_on.isoformat(),
        ends_on=ends_on.isoformat(),
    )
    return closure


def remove_closure(session: Session, closure: Closure, *, actor: Person) -> None:
    """Open the venue again on days it was to be shut."""
    venue = closure.venue
    publication.announce(
        session, venue, "closure_removed", actor=actor, starts_on=closure.starts_on.isoformat()
    )
    venue.closures.remove(closure)


def values_of(venue: Venue) -> VenueValues:
    """What the host wrote, as values."""
    week: dict[int, list[Span]] = {}
    for hours in venue.opening_hours:
        week.setdefault(hours.weekday, []).append(Span(hours.opens, hours.closes))
    texts = {name: getattr(venue, name) for name in _TEXTS}
    return VenueValues(**texts, amenities=tuple(venue.amenities), week=week)


def version_now(venue: Venue) -> str:
    """What a form opened on the venue now has to remember."""
    return version_of(venue.state, venue.updated_at)


def _apply(venue: Venue, values: VenueValues) -> None:
    for name in _TEXTS:
        setattr(venue, name, getattr(values, name))
    venue.amenities = list(values.amenities)
    _set_week(venue, values)


def _set_week(venue: Venue, values: VenueValues) -> None:
    # Rows that stay are kept: a day's opening time is unique, and new rows are written before old ones go.
    wanted = {(day, span.opens): span.closes for day, spans in values.week.items() for span in spans}
    venue.opening_hours = [row for row in venue.opening_hours if (row.weekday, row.opens) in wanted]
    for row in venue.opening_hours:
        row.closes = wanted.pop((row.weekday, row.opens))
    venue.opening_hours.extend(
        OpeningHours(weekday=day, opens=opens, closes=closes) for (day, opens), closes in wanted.items()
    )

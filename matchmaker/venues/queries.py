"""Reading venues."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, Select, Text, cast, exists, false, or_, select, true
from sqlalchemy.orm import InstrumentedAttribute, Session, joinedload, selectinload

from matchmaker.geography import Place, box_around, distance_km, is_around
from matchmaker.organisations.queries import belongs_to_hidden, contains
from models import (
    Amenity,
    Closure,
    Organisation,
    OrganisationKind,
    Origin,
    Person,
    PublicationState,
    Space,
    SpaceKind,
    Venue,
    VerificationState,
)

#: On one map, and around one place, at most.
MOST_POINTS = 1000
MOST_AROUND = 2000


def visible_to(person: Person | None) -> ColumnElement[bool]:
    """What a person may read: what is shown to everybody, and all places of the person's organisations.

    To be used in a query on `Venue`.
    """
    if person is None:
        return is_shown()
    if person.is_secretariat:
        return true()
    own = [membership.organisation_id for membership in person.memberships]
    return or_(is_shown(), Venue.host_id.in_(own) if own else false())


def is_shown() -> ColumnElement[bool]:
    """Published, and of a host that is not hidden."""
    return (Venue.state == PublicationState.PUBLISHED) & ~belongs_to_hidden(Venue.host_id)


def is_unconfirmed(venue: Venue) -> bool:
    """Is all that is known from public data, and has the host not said that it receives visitors?"""
    return venue.source is not None and venue.host.origin is Origin.IMPORTED


@dataclass(frozen=True, slots=True)
class Filters:
    """What a visitor narrows the list by; None and empty for all."""

    words: str = ""
    country: str = ""
    city: str = ""
    #: All of them.
    amenities: tuple[Amenity, ...] = ()
    space: SpaceKind | None = None
    #: Of a party that wants to work in one space; 0 for any.
    people: int = 0

    @property
    def narrow(self) -> bool:
        """Is anything chosen?"""
        return bool(self.words or self.country or self.city or self.amenities or self.space or self.people)


def _matching(filters: Filters) -> Select[Venue]:
    found = select(Venue).join(Venue.host).where(is_shown())
    if filters.country:
        found = found.where(Venue.country == filters.country)
    if filters.city:
        found = found.where(contains(Venue.city, filters.city))
    for amenity in filters.amenities:
        # Kept as JSON; the quotes keep "parking" apart from "bike_parking".
        found = found.where(cast(Venue.amenities, Text).contains(f'"{amenity.value}"'))
    if filters.space is not None or filters.people:
        fitting = select(Space.id).where(Space.venue_id == Venue.id, Space.capacity >= filters.people)
        if filters.space is not None:
            fitting = fitting.where(Space.kind == filters.space)
        found = found.where(exists(fitting))
    for word in filters.words.split():
        found = found.where(or_(*(contains(column, word) for column in _READ)))
    return found


_READ: tuple[InstrumentedAttribute[str], ...] = (
    Venue.name,
    Venue.city,
    Venue.description,
    Organisation.name,
)


def shown_ids(session: Session, filters: Filters) -> Sequence[int]:
    """What matches, by id: those a host has confirmed first, then by city and name."""
    return session.scalars(
        _matching(filters)
        .with_only_columns(Venue.id)
        .order_by(Organisation.origin == Origin.IMPORTED, Venue.city, Venue.name, Venue.id)
    ).all()


def venues_in_order(session: Session, ids: Sequence[int]) -> Sequence[Venue]:
    """Some venues in the order of their ids, with host, spaces and pictures."""
    found = session.scalars(
        select(Venue)
        .where(Venue.id.in_(ids))
        .options(joinedload(Venue.host), selectinload(Venue.spaces), selectinload(Venue.pictures))
    )
    by_id = {venue.id: venue for venue in found}
    return [by_id[number] for number in ids if number in by_id]


@dataclass(frozen=True, slots=True)
class Point:
    """A place on a map."""

    slug: str
    name: str
    city: str
    country: str
    latitude: float
    longitude: float


def points_of(session: Session, ids: Sequence[int]) -> list[Point]:
    """Those of some venues whose position is known, at most `MOST_POINTS`."""
    rows = session.execute(
        select(Venue.slug, Venue.name, Venue.city, Venue.country, Venue.latitude, Venue.longitude)
        .where(Venue.id.in_(ids[:MOST_POINTS]), Venue.latitude.is_not(None), Venue.longitude.is_not(None))
        .order_by(Venue.id)
    )
    return [
        Point(slug, name, city, country, latitude, longitude)
        for slug, name, city, country, latitude, longitude in rows
        if latitude is not None and longitude is not None
    ]


def countries_shown(session: Session) -> Sequence[str]:
    """Countries with places, in order of their codes."""
    return session.scalars(
        select(Venue.country).where(is_shown(), Venue.country != "").distinct().order_by(Venue.country)
    ).all()


def venues_of(session: Session, host: Organisation) -> Sequence[Venue]:
    """All of a host's places by name, with spaces, opening hours and closures."""
    return session.scalars(
        select(Venue)
        .where(Venue.host_id == host.id)
        .options(
            selectinload(Venue.spaces),
            selectinload(Venue.opening_hours),
            selectinload(Venue.closures),
            selectinload(Venue.pictures),
        )
        .order_by(Venue.name, Venue.id)
    ).all()


def visible_venue(session: Session, slug: str, person: Person | None) -> Venue | None:
    """The place at an address if the person may read it, with all that its page shows."""
    return session.scalar(
        select(Venue)
        .where(Venue.slug == slug, visible_to(person))
        .options(
            joinedload(Venue.host),
            selectinload(Venue.spaces),
            selectinload(Venue.opening_hours),
            selectinload(Venue.closures),
        )
    )


def closures_ahead(venue: Venue, today: date) -> list[Closure]:
    """Closures that are not over, the next first."""
    return [closure for closure in venue.closures if closure.ends_on >= today]


@dataclass(frozen=True, slots=True)
class Neighbour:
    """An organisation around a place."""

    slug: str
    name: str
    kind: OrganisationKind
    city: str
    country: str
    verified: bool
    distance_km: float | None
    latitude: float | None
    longitude: float | None


def organisations_around(session: Session, venue: Venue) -> list[Neighbour]:
    """Who is in a venue's city or within `geography.AROUND_KM`, its host left out.

    Those somebody looks after come first, then the nearest; at most `MOST_AROUND`.
    """
    here = Place(venue.city, venue.country, venue.latitude, venue.longitude)
    rows = session.execute(
        select(
            Organisation.slug,
            Organisation.name,
            Organisation.kind,
            Organisation.city,
            Organisation.country,
            Organisation.latitude,
            Organisation.longitude,
            Organisation.verification,
            Organisation.origin,
        )
        .where(Organisation.id != venue.host_id, ~Organisation.hidden, _near(venue))
        .order_by(Organisation.id)
        .limit(MOST_AROUND)
    )
    found = []
    for slug, name, kind, city, country, latitude, longitude, verification, origin in rows:
        there = Place(city, country, latitude, longitude)
        if is_around(here, there):
            distance = distance_km(here, there)
            verified = verification is VerificationState.VERIFIED
            order = (origin is Origin.IMPORTED, not verified, distance or 0.0, name)
            neighbour = Neighbour(slug, name, kind, city, country, verified, distance, latitude, longitude)
            found.append((order, neighbour))
    return [neighbour for _order, neighbour in sorted(found, key=lambda pair: pair[0])]


def _near(venue: Venue) -> ColumnElement[bool]:
    """At least those around a venue; a box is what a database can tell without trigonometry."""
    same_city = (Organisation.country == venue.country) & (Organisation.city == venue.city)
    if venue.latitude is None or venue.longitude is None:
        return same_city
    box = box_around(venue.latitude, venue.longitude)
    return same_city | (
        Organisation.latitude.between(box.south, box.north)
        & Organisation.longitude.between(box.west, box.east)
    )

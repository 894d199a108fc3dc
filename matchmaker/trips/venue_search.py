"""Searching for a place to work: which have room for a party in some days, and which fit best.

However many places there are, the same few queries are sent: one for what the filters leave, one set for
the days on which those are open, one for what is booked there.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload, selectinload

from matchmaker.agreements.house_days import Stay
from matchmaker.trips.rooms import DESKS, Room, roomiest
from matchmaker.venues.queries import Filters
from matchmaker.visits.openings import open_days
from matchmaker.visits.queries import Taken, booked
from models import Organisation, Origin, SpaceKind, Venue


def free_rooms(session: Session, ids: Collection[int], stay: Stay, filters: Filters) -> dict[int, Room]:
    """The space with the most room at each of some venues, by the venue's id.

    Venues that are shut on all days, that have no room for the party, or whose host nobody looks after, so
    that nobody would answer, are left out.

    :param filters: say how many come, one where they say nothing, and into what kind of space.
    """
    venues = _with_hours(session, ids)
    taken = booked(session, [venue.id for venue in venues], stay.first, stay.last)
    rooms = {venue.id: _room_at(venue, open_days(venue, stay), taken, filters) for venue in venues}
    return {number: room for number, room in rooms.items() if room is not None}


def _room_at(venue: Venue, days: Collection[date], taken: Taken, filters: Filters) -> Room | None:
    """A desk before anything else, unless a kind was asked for: desks are what the terms make free."""
    wanted = [DESKS, frozenset(SpaceKind)] if filters.space is None else [frozenset({filters.space})]
    rooms = (roomiest(venue.spaces, days, taken, filters.people or 1, kinds) for kinds in wanted)
    return next((room for room in rooms if room is not None), None)


def by_fit(ids: Sequence[int], fitting: Iterable[int]) -> list[int]:
    """The same venues, those that fit first, best first; the others keep their order.

    :param fitting: ids of venues that fit, best first.
    """
    place = {number: rank for rank, number in enumerate(fitting)}
    return sorted(ids, key=lambda number: place.get(number, len(place)))


def _with_hours(session: Session, ids: Collection[int]) -> Sequence[Venue]:
    return session.scalars(
        select(Venue)
        .join(Venue.host)
        .where(Venue.id.in_(ids), Organisation.origin == Origin.REGISTERED)
        .options(
            joinedload(Venue.host),
            selectinload(Venue.spaces),
            selectinload(Venue.opening_hours),
            selectinload(Venue.closures),
        )
    ).all()

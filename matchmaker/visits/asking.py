"""A request as it is written: everything checked but whether there is room."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time

from sqlalchemy.orm import Session

from matchmaker.agreements.house_days import Stay
from matchmaker.calendar.stays import Doors, doors_of
from matchmaker.visits import errors, places, queries, rules
from matchmaker.visits.moving import hold_spaces, log
from matchmaker.visits.standings import note_standing
from models import (
    Amenity,
    Organisation,
    PartyMember,
    Person,
    PublicationState,
    Space,
    Venue,
    Visit,
    VisitService,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What a visitor asks for: spaces of one venue, for so many people, from day to day."""

    spaces: Sequence[Space]
    stay: Stay
    people: int = 1
    #: When they come on the first day, in the venue's time; None when the doors open.
    arrives_at: time | None = None
    purpose: str = ""
    services: Sequence[VisitService] = ()
    #: Of those who come; kept only where the host needs them.
    names: Sequence[str] = ()

    @property
    def venue(self) -> Venue:
        """The venue of its spaces."""
        return self.spaces[0].venue


def needs_names(venue: Venue) -> bool:
    """Does a venue need to know by name who comes? Those that issue badges do."""
    return Amenity.VISITOR_BADGE.value in venue.amenities


def drafted(
    session: Session, organisation: Organisation, wish: Wish, *, actor: Person, now: datetime
) -> Visit:
    """Hold the spaces, check all of a wish but the room, and draft the request; nothing is written yet.

    :raises Refusal: see `service.request_visit`.
    """
    if not wish.spaces or len({space.venue_id for space in wish.spaces}) != 1:
        raise errors.NotThere
    hold_spaces(session, [space.id for space in wish.spaces])
    venue = wish.venue
    _check_place(venue, organisation)
    rules.check_stay(wish.stay, rules.today_in(venue.time_zone, now))
    rules.check_party(wish.people, min(space.capacity for space in wish.spaces))
    rules.check_arrival(wish.arrives_at, _doors(venue).get(wish.stay.first.weekday()))
    if queries.overlapping(session, organisation.id, venue.id, wish.stay) is not None:
        raise errors.AlreadyAsked
    return _draft(organisation, wish, actor, now)


def write_down(session: Session, visit: Visit, wish: Wish, *, actor: Person, now: datetime) -> None:
    """Keep a drafted request with its standing."""
    places.lay_out(visit, wish.spaces, wish.stay, wish.people)
    note_standing(session, visit, wish.spaces, now)
    session.add(visit)
    session.flush()
    log(session, visit, "requested", actor=actor)


def _doors(venue: Venue) -> Doors:
    return doors_of([(hours.weekday, hours.opens, hours.closes) for hours in venue.opening_hours])


def _check_place(venue: Venue, organisation: Organisation) -> None:
    if venue.state is not PublicationState.PUBLISHED or venue.host.hidden or not venue.host.is_claimed:
        raise errors.NotOpenToVisitors
    if venue.host_id == organisation.id:
        raise errors.OwnVenue


def _draft(organisation: Organisation, wish: Wish, actor: Person, now: datetime) -> Visit:
    venue = wish.venue
    names = rules.check_names(wish.names, wish.people, needed=needs_names(venue))
    return Visit(
        token=secrets.token_hex(16),
        thread=secrets.token_hex(16),
        uid=f"{secrets.token_hex(16)}@matchmaker",
        venue=venue,
        organisation=organisation,
        requested_by=actor,
        starts_on=wish.stay.first,
        ends_on=wish.stay.last,
        party_size=wish.people,
        arrives_at=wish.arrives_at,
        purpose=wish.purpose.strip()[: rules.LONGEST_PURPOSE],
        services=[service.value for service in wish.services],
        party=[PartyMember(name=name, deleted_after=rules.names_deleted_after(wish.stay)) for name in names],
        requested_at=now,
        state_since=now,
        version=1,
        sequence=0,
    )

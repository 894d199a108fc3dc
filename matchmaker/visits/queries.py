"""Reads of visits: who may see which, how full spaces are, who is next in line, lists, the thread."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, Select, false, func, or_, select, true
from sqlalchemy.orm import Session, joinedload, selectinload

from matchmaker.agreements.house_days import Stay
from matchmaker.venues import queries as venues
from matchmaker.visits.rules import LIVE_STATES
from models import (
    HOLDING_VISIT_STATES,
    PENDING_VISIT_STATES,
    Activity,
    ClusterMembership,
    ClusterMembershipState,
    Organisation,
    Person,
    Space,
    SpaceDay,
    Venue,
    Visit,
    VisitMessage,
    VisitSide,
    VisitSpace,
    VisitState,
    WaitingPlace,
    WaitingState,
)


def visible_to(person: Person | None) -> ColumnElement[bool]:
    """Which visits a person may see; to be used in a query on `Visit`.

    The same as the permission ``visit.see``: those of the own organisations and at their venues, managers
    those of their clusters' members, the secretariat all.
    """
    if person is None or not person.active:
        return false()
    if person.is_secretariat:
        return true()
    own = [membership.organisation_id for membership in person.memberships]
    looked_after = select(ClusterMembership.organisation_id).where(
        ClusterMembership.cluster_id.in_(person.managed_cluster_ids),
        ClusterMembership.state == ClusterMembershipState.ACTIVE,
    )
    return or_(
        Visit.organisation_id.in_(own),
        Visit.venue_id.in_(select(Venue.id).where(Venue.host_id.in_(own))),
        Visit.organisation_id.in_(looked_after),
    )


# how full spaces are

#: By space id and day, how many places are taken; what is missing is free.
Taken = Mapping[tuple[int, date], int]


def booked(session: Session, venue_ids: Collection[int], first: date, last: date) -> Taken:
    """How many places are taken in each space of venues on each day, in one query.

    A place is taken by a confirmed visit, and by one for which a freed place is kept; a request that waits
    for an answer takes none.
    """
    rows = session.execute(
        select(SpaceDay.space_id, SpaceDay.day, SpaceDay.taken)
        .join(Space, Space.id == SpaceDay.space_id)
        .where(Space.venue_id.in_(venue_ids), SpaceDay.day.between(first, last), SpaceDay.taken > 0)
    )
    return {(space_id, day): taken for space_id, day, taken in rows}


def taken_in(session: Session, space_id: int, stay: Stay) -> dict[date, int]:
    """How many places are taken in one space on each day of a stay; days without any are missing."""
    rows = session.execute(
        select(SpaceDay.day, SpaceDay.taken).where(
            SpaceDay.space_id == space_id, SpaceDay.day.between(stay.first, stay.last)
        )
    )
    return {day: count for day, count in rows if count}


def asked_for(session: Session, space_id: int, stay: Stay, besides: Visit) -> dict[date, int]:
    """How many people requests that wait for the host would bring into a space on each day of a stay."""
    rows = session.execute(
        select(VisitSpace.starts_on, VisitSpace.ends_on, VisitSpace.people)
        .join(VisitSpace.visit)
        .where(
            VisitSpace.space_id == space_id,
            Visit.state == VisitState.REQUESTED,
            Visit.id != besides.id,
            VisitSpace.starts_on <= stay.last,
            VisitSpace.ends_on >= stay.first,
        )
    )
    asked: dict[date, int] = {}
    for first, last, people in rows:
        for day in Stay(first, last).days():
            asked[day] = asked.get(day, 0) + people
    return asked


def next_in_line(session: Session, space_ids: Collection[int]) -> Sequence[WaitingPlace]:
    """Who waits for a place in spaces, the first in line first."""
    return session.scalars(
        select(WaitingPlace)
        .where(WaitingPlace.space_id.in_(space_ids), WaitingPlace.state == WaitingState.WAITING)
        .order_by(WaitingPlace.joined_at, WaitingPlace.id)
        .options(joinedload(WaitingPlace.visit))
    ).all()


def place_in_line(session: Session, place: WaitingPlace) -> int:
    """How many stand before somebody in line, themselves counted: 1 is next."""
    before = select(func.count(WaitingPlace.id)).where(
        WaitingPlace.space_id == place.space_id,
        WaitingPlace.state == WaitingState.WAITING,
        (WaitingPlace.joined_at < place.joined_at)
        | ((WaitingPlace.joined_at == place.joined_at) & (WaitingPlace.id < place.id)),
    )
    return (session.scalar(before) or 0) + 1


def overlapping(
    session: Session, organisation_id: int, venue_id: int, stay: Stay, *, besides: Visit | None = None
) -> Visit | None:
    """A visit or request that an organisation has at a venue in some of the days already."""
    chosen = select(Visit).where(
        Visit.organisation_id == organisation_id,
        Visit.venue_id == venue_id,
        Visit.state.in_(LIVE_STATES),
        Visit.starts_on <= stay.last,
        Visit.ends_on >= stay.first,
    )
    if besides is not None:
        chosen = chosen.where(Visit.id != besides.id)
    return session.scalar(chosen.order_by(Visit.id).limit(1))


# lists


@dataclass(frozen=True, slots=True)
class Filters:
    """What a list is narrowed to; None and empty for all."""

    organisation_id: int | None = None
    #: Of `organisation_id`: its own visits, or those to its venues; None for both.
    side: VisitSide | None = None
    states: frozenset[VisitState] = frozenset()


def chosen_by(person: Person | None, filters: Filters) -> Select[Visit]:
    """The visits a person may see that pass the filters, in no order."""
    chosen = select(Visit).where(visible_to(person))
    if filters.states:
        chosen = chosen.where(Visit.state.in_(filters.states))
    if filters.organisation_id is not None:
        columns = {
            VisitSide.VISITOR: Visit.organisation_id == filters.organisation_id,
            VisitSide.HOST: Visit.venue_id.in_(
                select(Venue.id).where(Venue.host_id == filters.organisation_id)
            ),
        }
        sides = list(VisitSide) if filters.side is None else [filters.side]
        chosen = chosen.where(or_(*(columns[side] for side in sides)))
    return chosen


def count(session: Session, chosen: Select[Visit]) -> int:
    """How many there are."""
    counted = select(func.count()).select_from(chosen.with_only_columns(Visit.id).subquery())
    return session.scalar(counted) or 0


def by_day(session: Session, chosen: Select[Visit], limit: int, offset: int = 0) -> Sequence[Visit]:
    """One page of them with all that a list shows, the latest days first."""
    ordered = chosen.order_by(Visit.starts_on.desc(), Visit.id.desc())
    return session.scalars(with_parts(ordered).limit(limit).offset(offset)).all()


def with_parts(chosen: Select[Visit]) -> Select[Visit]:
    """The same visits, with their sides and spaces loaded along."""
    return chosen.options(
        joinedload(Visit.organisation),
        joinedload(Visit.venue).joinedload(Venue.host),
        joinedload(Visit.waiting_place),
        joinedload(Visit.requested_by),
        selectinload(Visit.party),
        selectinload(Visit.spaces).joinedload(VisitSpace.space),
        selectinload(Visit.proposals),
    )


def visits_visible_to(person: Person | None) -> Select[Visit]:
    """All visits a person may see, in no order: for feeds, trips and reports."""
    return select(Visit).where(visible_to(person))


def visible_visit(session: Session, person: Person | None, token: str) -> Visit | None:
    """The visit at an address, if the person may see it."""
    return session.scalar(with_parts(select(Visit).where(Visit.token == token, visible_to(person))))


def visible_spaces(session: Session, person: Person | None, ids: Sequence[int]) -> list[Space]:
    """Those of some spaces whose venue a person may read, each once, in the order of the ids."""
    found = session.scalars(
        select(Space)
        .join(Space.venue)
        .where(Space.id.in_(ids), venues.visible_to(person))
        .options(joinedload(Space.venue).joinedload(Venue.host))
    )
    by_id = {space.id: space for space in found}
    return [by_id[number] for number in dict.fromkeys(ids) if number in by_id]


def waiting_in_network(session: Session, *, due_before: datetime | None = None) -> Sequence[Visit]:
    """All visits that wait for an answer or in line, what is due first before the rest.

    :param due_before: only those whose time is over by then.
    """
    waiting = select(Visit).where(Visit.state.in_(PENDING_VISIT_STATES))
    if due_before is not None:
        waiting = waiting.where(Visit.answer_due_at <= due_before)
    return session.scalars(with_parts(waiting.order_by(Visit.answer_due_at, Visit.id))).all()


def visible_with_code(session: Session, person: Person | None, code: str) -> Visit | None:
    """The visit that an arrival code belongs to, if the person may see it.

    :param code: as it is kept; see `rules.tidy_code`.
    """
    return session.scalar(with_parts(select(Visit).where(Visit.arrival_code == code, visible_to(person))))


def at_host_between(session: Session, host_id: int, first: date, last: date) -> Sequence[Visit]:
    """Confirmed visits to a host's venues with a day between two, by venue and visitor, names included."""
    return session.scalars(
        with_parts(
            select(Visit)
            .join(Visit.venue)
            .join(Organisation, Organisation.id == Visit.organisation_id)
            .where(
                Venue.host_id == host_id,
                Visit.state.in_(HOLDING_VISIT_STATES),
                Visit.starts_on <= last,
                Visit.ends_on >= first,
            )
            .order_by(Venue.name, Organisation.name, Visit.id)
        )
    ).all()


def not_accounted_for(session: Session, host_id: int, before: date) -> Sequence[Visit]:
    """Confirmed visits to a host that are past, and of which nobody said whether the visitors came."""
    return session.scalars(
        with_parts(
            select(Visit)
            .join(Visit.venue)
            .where(Venue.host_id == host_id, Visit.state == VisitState.ACCEPTED, Visit.ends_on < before)
            .order_by(Visit.ends_on, Visit.id)
        )
    ).all()


def to_answer(session: Session, host_id: int) -> Sequence[Visit]:
    """Requests that wait for a host, those due first."""
    return session.scalars(
        with_parts(
            select(Visit)
            .join(Visit.venue)
            .where(Venue.host_id == host_id, Visit.state == VisitState.REQUESTED)
            .order_by(Visit.answer_due_at, Visit.id)
        )
    ).all()


def timeline(session: Session, visit: Visit) -> Sequence[Activity]:
    """What happened to a visit, the first first, with who did it."""
    return session.scalars(
        select(Activity)
        .where(Activity.subject_kind == "visit", Activity.subject_id == visit.id)
        .options(joinedload(Activity.actor))
        .order_by(Activity.id)
    ).all()


def conversation(session: Session, visit: Visit) -> Sequence[VisitMessage]:
    """What was said on a visit, the first first, with who said it."""
    return session.scalars(
        select(VisitMessage)
        .where(VisitMessage.visit_id == visit.id)
        .options(joinedload(VisitMessage.author))
        .order_by(VisitMessage.id)
    ).all()


def said_since(session: Session, visit: Visit, side: VisitSide, since: datetime) -> int:
    """How many messages one side has written on a visit since a moment."""
    counted = select(func.count(VisitMessage.id)).where(
        VisitMessage.visit_id == visit.id, VisitMessage.side == side, VisitMessage.at > since
    )
    return session.scalar(counted) or 0


def count_venues(session: Session, chosen: Select[Venue]) -> int:
    """How many venues there are in the calendar of all."""
    counted = select(func.count()).select_from(chosen.with_only_columns(Venue.id).subquery())
    return session.scalar(counted) or 0

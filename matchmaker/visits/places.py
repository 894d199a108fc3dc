"""Taking places in spaces and giving them back: counted day by day, never more than there are.

The counters are `models.visit.SpaceDay`. Spaces are locked before anything is taken or given back
(`moving.hold`), so that writers wait for each other in one order; and the counters themselves refuse what
does not fit, whoever writes.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import Any

from sqlalchemy import update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from matchmaker.agreements.house_days import Stay
from matchmaker.visits import errors, rules
from matchmaker.visits.openings import open_days
from matchmaker.visits.queries import asked_for, taken_in
from models import Space, SpaceDay, Visit, VisitSpace


def lay_out(visit: Visit, spaces: Sequence[Space], stay: Stay, people: int) -> None:
    """Write down which spaces a visit needs on which days; nothing is taken yet.

    Days on which the venue is shut need no place. What it needed before is forgotten, and must have been
    given back.

    :raises NothingOpen: the venue is shut on all of them.
    """
    stretches = rules.runs(open_days(visit.venue, stay))
    if not stretches:
        raise errors.NothingOpen
    visit.starts_on, visit.ends_on, visit.party_size = stay.first, stay.last, people
    # A row that begins on the same day stays: new rows are written before old ones go.
    known = {(row.space_id, row.starts_on): row for row in visit.spaces}
    rows = []
    for space in spaces:
        for stretch in stretches:
            row = known.get((space.id, stretch.first))
            if row is None:
                row = VisitSpace(space=space, space_id=space.id, starts_on=stretch.first)
            row.ends_on, row.people = stretch.last, people
            rows.append(row)
    visit.spaces = rows


def spaces_of(visit: Visit) -> list[Space]:
    """The spaces of a visit, each once."""
    return list({row.space_id: row.space for row in visit.spaces}.values())


def take_places(session: Session, visit: Visit) -> None:
    """Take a place for everybody on each day of the visit, in held spaces; all of them or none.

    Harmless to repeat.

    :raises Full: naming the days on which there is no room; nothing was taken.
    """
    rows = [row for row in visit.spaces if not row.held]
    wanted = sorted(
        (row.space_id, day, row.people, row.space.capacity) for row in rows for day in row_days(row)
    )
    if not wanted:
        return
    full = {day for _space, day, people, capacity in wanted if people > capacity}
    if full:
        raise errors.Full(sorted(full))
    with session.begin_nested():
        got = {(space_id, day) for space_id, day in session.execute(_taking(session, wanted))}
        full = {day for space_id, day, _people, _capacity in wanted if (space_id, day) not in got}
        if full:
            # Leaving the block so gives back what was taken in it.
            raise errors.Full(sorted(full))
    for row in rows:
        row.held = True
    session.flush()


def _taking(session: Session, wanted: Sequence[tuple[int, date, int, int]]) -> Any:
    """One statement for all days; those that do not fit are missing from what it returns."""
    dialect = postgresql if session.get_bind().dialect.name == "postgresql" else sqlite
    statement = dialect.insert(SpaceDay).values(
        [
            {"space_id": space_id, "day": day, "taken": people, "capacity": capacity}
            for space_id, day, people, capacity in wanted
        ]
    )
    after = SpaceDay.taken + statement.excluded.taken
    return statement.on_conflict_do_update(
        index_elements=[SpaceDay.space_id, SpaceDay.day],
        set_={"taken": after},
        where=after <= SpaceDay.capacity,
    ).returning(SpaceDay.space_id, SpaceDay.day)


def give_back(session: Session, visit: Visit, *, after: date | None = None) -> None:
    """Give the places of a visit back, in held spaces. Harmless to repeat.

    :param after: only those of days after this one.
    """
    for row in sorted(
        (row for row in visit.spaces if row.held), key=lambda row: (row.space_id, row.starts_on)
    ):
        first = row.starts_on if after is None else max(row.starts_on, after + timedelta(days=1))
        if first > row.ends_on:
            continue
        session.execute(
            update(SpaceDay)
            .where(SpaceDay.space_id == row.space_id, SpaceDay.day.between(first, row.ends_on))
            .values(taken=SpaceDay.taken - row.people)
        )
        if first == row.starts_on:
            row.held = False
        else:
            row.ends_on = first - timedelta(days=1)
    session.flush()


def full_days(
    session: Session,
    visit: Visit,
    spaces: Sequence[Space],
    stay: Stay,
    *,
    besides_requests: bool = False,
) -> list[date]:
    """The days of a stay on which held spaces have no room for a visit; what it has itself counts as free.

    :param besides_requests: even if all requests that wait for the host were accepted.
    :raises NothingOpen: the venue is shut on all days.
    """
    days = open_days(visit.venue, stay)
    if not days:
        raise errors.NothingOpen
    own = {(row.space_id, day): row.people for row in visit.spaces if row.held for day in row_days(row)}
    full = set()
    for space in spaces:
        taken = taken_in(session, space.id, stay)
        asked = asked_for(session, space.id, stay, visit) if besides_requests else {}
        for day in days:
            others = taken.get(day, 0) - own.get((space.id, day), 0) + asked.get(day, 0)
            if others + visit.party_size > space.capacity:
                full.add(day)
    return sorted(full)


def row_days(row: VisitSpace) -> Iterator[date]:
    """Every day of a row."""
    return Stay(row.starts_on, row.ends_on).days()

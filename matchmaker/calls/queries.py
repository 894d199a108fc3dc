"""Reading calls."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, ScalarSelect, Select, Text, cast, exists, func, or_, select, true
from sqlalchemy.orm import Session, joinedload, selectinload

from matchmaker.calls.rules import ZONE, Phase
from matchmaker.organisations.queries import belongs_to_hidden
from models import Call, CallKind, Deadline, Organisation, Person, PublicationState


def visible_to(person: Person | None) -> ColumnElement[bool]:
    """What a person may read: what is shown to everybody, and all that the person's organisations run.

    To be used in a query on `Call`.
    """
    if person is None:
        return is_shown()
    if person.is_secretariat:
        return true()
    own = [membership.organisation_id for membership in person.memberships]
    return or_(is_shown(), Call.owner_id.in_(own))


def is_shown() -> ColumnElement[bool]:
    """Published, and its owner, where it has one here, not hidden."""
    return (Call.state == PublicationState.PUBLISHED) & ~belongs_to_hidden(Call.owner_id)


@dataclass(frozen=True, slots=True)
class Filters:
    """What a visitor narrows the list by; None and empty for all.

    :param within: a deadline in at most so many days.
    """

    words: str = ""
    kind: CallKind | None = None
    country: str = ""
    within: int | None = None


def _deadlines() -> Select[int]:
    return select(Deadline.id).where(Deadline.call_id == Call.id)


def next_deadline(now: datetime) -> ScalarSelect[datetime]:
    """The first deadline of a call still ahead, for queries on `Call`."""
    ahead = select(func.min(Deadline.at)).where(Deadline.call_id == Call.id, Deadline.at >= now)
    return ahead.correlate(Call).scalar_subquery()


def is_in(phase: Phase, now: datetime) -> ColumnElement[bool]:
    """As `rules.phase` has it, for queries on `Call`."""
    closed = exists(_deadlines()) & ~exists(_deadlines().where(Deadline.at >= now))
    opens_later = Call.opens_on.is_not(None) & (Call.opens_on > now.astimezone(ZONE).date())
    match phase:
        case Phase.CLOSED:
            return closed
        case Phase.FORTHCOMING:
            return ~closed & opens_later
        case Phase.OPEN:
            return ~closed & ~opens_later


def _matching(filters: Filters, now: datetime) -> Select[Call]:
    found = select(Call).where(is_shown())
    if filters.kind is not None:
        found = found.where(Call.kind == filters.kind)
    if filters.country:
        named = cast(Call.countries, Text)
        found = found.where(or_(named == "[]", named.contains(f'"{filters.country}"', autoescape=True)))
    if filters.within is not None:
        until = now + timedelta(days=filters.within)
        found = found.where(exists(_deadlines().where(Deadline.at.between(now, until))))
    for word in filters.words.split():
        found = found.where(_has_word(word))
    return found


def _has_word(word: str) -> ColumnElement[bool]:
    # Keywords are kept as JSON, which writes letters beyond ASCII as escapes.
    in_json = json.dumps(word)[1:-1]
    keywords = cast(Call.keywords, Text)
    return or_(
        Call.title.icontains(word, autoescape=True),
        Call.identifier.icontains(word, autoescape=True),
        Call.programme.icontains(word, autoescape=True),
        keywords.icontains(word, autoescape=True),
        keywords.icontains(in_json, autoescape=True),
    )


def shown_counts(session: Session, filters: Filters, *, now: datetime) -> dict[Phase, int]:
    """How many calls match in each phase."""
    matching = _matching(filters, now)
    counts = [
        select(func.count()).select_from(matching.where(is_in(phase, now)).subquery()).scalar_subquery()
        for phase in Phase
    ]
    return dict(zip(Phase, session.execute(select(*counts)).one(), strict=True))


def shown_calls(
    session: Session, filters: Filters, phase: Phase, limit: int, offset: int, *, now: datetime
) -> Sequence[Call]:
    """What matches in a phase, the nearest deadline first; closed ones the last opened first."""
    order = (
        (Call.opens_on.desc().nulls_last(),)
        if phase is Phase.CLOSED
        else (next_deadline(now).asc().nulls_last(),)
    )
    return session.scalars(
        _matching(filters, now)
        .where(is_in(phase, now))
        .options(joinedload(Call.owner), selectinload(Call.deadlines))
        .order_by(*order, Call.id)
        .limit(limit)
        .offset(offset)
    ).all()


def calls_of(session: Session, organisation: Organisation | None) -> Sequence[Call]:
    """All calls an organisation runs, the last changed first; those without an owner for None."""
    owned = Call.owner_id.is_(None) if organisation is None else Call.owner_id == organisation.id
    return session.scalars(
        select(Call)
        .where(owned, Call.source.is_(None))
        .options(joinedload(Call.owner), selectinload(Call.deadlines))
        .order_by(Call.updated_at.desc(), Call.id.desc())
    ).all()


def visible_call(session: Session, call_id: int, person: Person | None) -> Call | None:
    """The call if the person may read it, with its owner and deadlines."""
    return session.scalar(
        select(Call)
        .where(Call.id == call_id, visible_to(person))
        .options(joinedload(Call.owner), selectinload(Call.deadlines))
    )

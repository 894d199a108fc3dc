"""How the service stands, counted in the database when somebody asks."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models import Call, Listing, Organisation, OutboxRow, Person, Project, PublicationState, Venue


@dataclass(frozen=True, slots=True)
class Outbox:
    """Work promised and not done: rows, and seconds since the oldest that is due became so."""

    owed: int
    given_up: int
    oldest_due_seconds: float


def outbox(session: Session, *, now: datetime) -> Outbox:
    """How the outbox stands."""
    is_owed = OutboxRow.done_at.is_(None) & OutboxRow.given_up_at.is_(None)
    owed, oldest = session.execute(
        select(func.count(OutboxRow.id), func.min(OutboxRow.due_at)).where(is_owed)
    ).one()
    given_up = session.scalar(select(func.count(OutboxRow.id)).where(OutboxRow.given_up_at.is_not(None))) or 0
    late = 0.0 if oldest is None else max(0.0, (now - oldest).total_seconds())
    return Outbox(owed, given_up, late)


def rows(session: Session) -> Iterator[tuple[str, str, int]]:
    """Kind of thing, its state, and how many there are."""
    yield "person", "active", session.scalar(select(func.count(Person.id)).where(Person.active)) or 0
    shown = session.scalar(select(func.count(Organisation.id)).where(~Organisation.hidden)) or 0
    hidden = session.scalar(select(func.count(Organisation.id)).where(Organisation.hidden)) or 0
    yield "organisation", "shown", shown
    yield "organisation", "hidden", hidden
    for model in (Listing, Project, Call, Venue):
        counted = session.execute(select(model.state, func.count(model.id)).group_by(model.state))
        by_state = {state: number for state, number in counted}  # noqa: C416 - rows are no pairs to a type checker
        for state in PublicationState:
            yield model.__tablename__, state.value, by_state.get(state, 0)

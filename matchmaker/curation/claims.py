"""Who has which item open: a note with name and time that binds nobody and expires by itself."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ColumnElement, delete, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session, joinedload

from matchmaker.curation.rules import CLAIM_FOR
from models import DeskClaim, DeskKind, Person


def open_item(
    session: Session, kind: DeskKind, subject_id: int, *, actor: Person, now: datetime
) -> DeskClaim | None:
    """Note that a person has an item open, and nothing else.

    :returns: the claim of somebody else who opened it before, which stays; None where it is the actor's.
    """
    session.execute(delete(DeskClaim).where(DeskClaim.person_id == actor.id, ~_is_about(kind, subject_id)))
    known = _claim_on(session, kind, subject_id)
    if known is not None and known.person_id != actor.id and known.expires_at > now:
        return known
    if known is not None:
        if known.person_id != actor.id:
            known.person, known.opened_at = actor, now
        known.expires_at = now + CLAIM_FOR
        return None
    try:
        with session.begin_nested():
            session.add(
                DeskClaim(
                    kind=kind, subject_id=subject_id, person=actor, opened_at=now, expires_at=now + CLAIM_FOR
                )
            )
    except IntegrityError:
        # Somebody opened it at this very moment.
        return _claim_on(session, kind, subject_id)
    return None


def close_items(session: Session, *, actor: Person) -> None:
    """Forget what a person has open."""
    session.execute(delete(DeskClaim).where(DeskClaim.person_id == actor.id))


def _claim_on(session: Session, kind: DeskKind, subject_id: int) -> DeskClaim | None:
    return session.scalar(
        select(DeskClaim).where(_is_about(kind, subject_id)).options(joinedload(DeskClaim.person))
    )


def _is_about(kind: DeskKind, subject_id: int) -> ColumnElement[bool]:
    return (DeskClaim.kind == kind) & (DeskClaim.subject_id == subject_id)

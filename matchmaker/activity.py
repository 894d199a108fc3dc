"""The activity log: who did what to which thing, when, why."""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import Session

from models import Activity, Base, Organisation, Person


def record(
    session: Session,
    verb: str,
    subject: Base,
    *,
    actor: Person | None,
    organisation: Organisation | None = None,
    reason: str = "",
    **details: Any,
) -> Activity:
    """Write one entry in the caller's transaction.

    :param verb: ``noun.past_participle``, for example ``listing.published``.
    :param subject: the thing it was done to; flushed if it has no id yet.
    :param actor: None where the service acted by itself.
    :param organisation: whose log it belongs to.
    :param details: plain JSON values.
    """
    if subject.id is None:  # type: ignore[attr-defined]
        session.flush()
    entry = Activity(
        actor_id=actor.id if actor is not None else None,
        verb=verb,
        subject_kind=subject.__tablename__,
        subject_id=subject.id,  # type: ignore[attr-defined]
        organisation_id=organisation.id if organisation is not None else None,
        reason=reason,
        details=details,
    )
    session.add(entry)
    return entry

"""Reads of trips."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from matchmaker.trips.fitting import MOST_COMPANIES
from models import Organisation


def organisations_to_meet(session: Session, ids: Collection[int]) -> Sequence[Organisation]:
    """The organisations somebody ticked to meet, hidden ones left out; at most `fitting.MOST_COMPANIES`."""
    return session.scalars(
        select(Organisation)
        .where(Organisation.id.in_(list(ids)[:MOST_COMPANIES]), ~Organisation.hidden)
        .order_by(Organisation.id)
    ).all()

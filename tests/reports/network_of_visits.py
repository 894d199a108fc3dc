"""Clusters that visit each other's parks, with visits in every state that is counted."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from models import (
    Organisation,
    OrganisationKind,
    Person,
    Standing,
    Venue,
    Visit,
    VisitFeedback,
    VisitSide,
    VisitState,
)
from tests.factories import (
    make_cluster,
    make_cluster_membership,
    make_organisation,
    make_person,
    make_venue,
)

YEAR = 2026
#: A Monday without a holiday in its week.
MONDAY = date(YEAR, 3, 2)
ASKED = datetime(YEAR, 2, 16, 9, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Side:
    """A cluster with its manager, a park of it with a venue, and a member company."""

    cluster: Organisation
    manager: Person
    host: Organisation
    host_person: Person
    venue: Venue
    company: Organisation


def make_side(session: Session, name: str) -> Side:
    """A cluster of that name and what belongs to it."""
    manager, host_person = make_person(session), make_person(session)
    cluster = make_cluster(session, manager=manager, name=f"{name} Cluster")
    host = make_organisation(
        session, owner=host_person, name=f"{name} Park", kind=OrganisationKind.SCIENCE_PARK
    )
    company = make_organisation(session, name=f"{name} Enzymes")
    make_cluster_membership(session, host, cluster)
    make_cluster_membership(session, company, cluster)
    venue = make_venue(session, host, name=f"{name} House")
    return Side(cluster, manager, host, host_person, venue, company)


def add_visit(session: Session, visitor: Side, host: Side, **values: Any) -> Visit:
    """A completed visit of two people for three working days, answered on the next day, unless told
    otherwise; `as_agreed` is what the visitors say of it.
    """
    as_agreed = values.pop("as_agreed", None)
    visit = Visit(
        **{
            "token": secrets.token_hex(16),
            "thread": secrets.token_hex(16),
            "uid": secrets.token_hex(16),
            "organisation": visitor.company,
            "venue": host.venue,
            "home_cluster": visitor.cluster,
            "starts_on": MONDAY,
            "ends_on": MONDAY + timedelta(days=2),
            "working_days": 3,
            "party_size": 2,
            "standing": Standing.WITHIN,
            "state": VisitState.COMPLETED,
            "requested_at": ASKED,
            "first_answered_at": ASKED + timedelta(days=1),
            **values,
        }
    )
    if as_agreed is not None:
        visit.feedback.append(VisitFeedback(side=VisitSide.VISITOR, rating=3, as_agreed=as_agreed))
    session.add(visit)
    session.flush()
    return visit

"""Reads of claims of profiles: which wait, for whom, and what somebody claimed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Select, SQLColumnExpression, and_, func, or_, select
from sqlalchemy.orm import Session, aliased, joinedload

from matchmaker.organisations.claim_rules import SHOWN_DAYS
from models import (
    SECRETARIAT,
    ClaimState,
    ClusterMembership,
    ClusterMembershipState,
    Membership,
    MembershipRole,
    Organisation,
    OrganisationClaim,
    OrganisationKind,
    Person,
    Role,
    VerificationState,
)

_WAITS = OrganisationClaim.state == ClaimState.WAITING


def _managers(organisation_id: SQLColumnExpression[int] | int) -> Select[int]:
    """Ids of the managers of verified clusters that an organisation belongs to."""
    cluster = aliased(Organisation)
    return (
        select(Membership.person_id)
        .join(ClusterMembership, ClusterMembership.cluster_id == Membership.organisation_id)
        .join(cluster, cluster.id == ClusterMembership.cluster_id)
        .join(Person, Person.id == Membership.person_id)
        .where(
            ClusterMembership.organisation_id == organisation_id,
            ClusterMembership.state == ClusterMembershipState.ACTIVE,
            cluster.verification == VerificationState.VERIFIED,
            Membership.role == MembershipRole.MANAGER,
            Person.active,
        )
    )


def waits_at_a_desk() -> ColumnElement[bool]:
    """Does a cluster's manager decide on the claim? Otherwise the secretariat does.

    A claim of a cluster, and one by a manager of a cluster of it, is for the secretariat.
    """
    managers = _managers(OrganisationClaim.organisation_id)
    return and_(
        OrganisationClaim.organisation.has(Organisation.kind != OrganisationKind.CLUSTER),
        managers.exists(),
        ~managers.where(Membership.person_id == OrganisationClaim.person_id).exists(),
    )


@dataclass(frozen=True, slots=True)
class Deciders:
    """Who decides on a claim, and whether they find it at a cluster's desk."""

    people: Sequence[Person]
    at_desk: bool


def deciders_of(session: Session, claim: OrganisationClaim) -> Deciders:
    """Those who decide on a claim and are told of it."""
    at_desk = (
        session.scalar(
            select(OrganisationClaim.id).where(OrganisationClaim.id == claim.id, waits_at_a_desk())
        )
        is not None
    )
    chosen = (
        Person.id.in_(_managers(claim.organisation_id))
        if at_desk
        else and_(Person.roles.any(Role.name == SECRETARIAT), Person.active)
    )
    return Deciders(session.scalars(select(Person).where(chosen).order_by(Person.id)).all(), at_desk)


def waiting_of(session: Session, person: Person, organisation: Organisation) -> OrganisationClaim | None:
    """A person's claim of an organisation that waits."""
    return session.scalar(
        select(OrganisationClaim).where(
            _WAITS,
            OrganisationClaim.person_id == person.id,
            OrganisationClaim.organisation_id == organisation.id,
        )
    )


def count_waiting_of(session: Session, person: Person) -> int:
    """How many claims of a person wait."""
    counted = select(func.count(OrganisationClaim.id)).where(_WAITS, OrganisationClaim.person_id == person.id)
    return session.scalar(counted) or 0


def claims_of(session: Session, person: Person, now: datetime) -> Sequence[OrganisationClaim]:
    """A person's claims that wait or were refused lately, with the organisations, the newest first."""
    refused_lately = and_(
        OrganisationClaim.state == ClaimState.REFUSED,
        OrganisationClaim.decided_at >= now - timedelta(days=SHOWN_DAYS),
    )
    return session.scalars(
        select(OrganisationClaim)
        .where(OrganisationClaim.person_id == person.id, or_(_WAITS, refused_lately))
        .options(joinedload(OrganisationClaim.organisation))
        .order_by(OrganisationClaim.created_at.desc(), OrganisationClaim.id.desc())
    ).all()


def others_waiting(session: Session, claim: OrganisationClaim) -> Sequence[OrganisationClaim]:
    """Claims of the same organisation by others that wait, with who made them, the oldest first."""
    return session.scalars(
        select(OrganisationClaim)
        .where(
            _WAITS,
            OrganisationClaim.organisation_id == claim.organisation_id,
            OrganisationClaim.id != claim.id,
        )
        .options(joinedload(OrganisationClaim.person))
        .order_by(OrganisationClaim.created_at, OrganisationClaim.id)
    ).all()


@dataclass(frozen=True, slots=True)
class WaitingClaim:
    """A claim that waits, and whether a cluster's manager decides on it."""

    claim: OrganisationClaim
    at_desk: bool


def waiting_in_network(session: Session, limit: int | None = None, offset: int = 0) -> list[WaitingClaim]:
    """Claims that wait, those for the secretariat first, then who waits longest; with people and profiles."""
    at_desk = waits_at_a_desk().label("at_desk")
    rows = session.execute(
        select(OrganisationClaim, at_desk)
        .where(_WAITS)
        .options(joinedload(OrganisationClaim.organisation), joinedload(OrganisationClaim.person))
        .order_by(at_desk, OrganisationClaim.created_at, OrganisationClaim.id)
        .limit(limit)
        .offset(offset)
    )
    return [WaitingClaim(claim, bool(is_at_desk)) for claim, is_at_desk in rows]


def count_waiting(session: Session) -> int:
    """How many claims wait in the whole network."""
    return session.scalar(select(func.count(OrganisationClaim.id)).where(_WAITS)) or 0


def count_for_secretariat(session: Session) -> int:
    """How many claims wait that no cluster's manager decides on."""
    return session.scalar(select(func.count(OrganisationClaim.id)).where(_WAITS, ~waits_at_a_desk())) or 0

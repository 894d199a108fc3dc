"""For which sides of an introduction a person acts, and who is told on each."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from matchmaker.organisations.service import owners_of
from matchmaker.permissions import asks_in_it, brokers_it, is_asked_in_it
from models import (
    SECRETARIAT,
    ClusterMembership,
    ClusterMembershipState,
    Introduction,
    Membership,
    MembershipRole,
    Organisation,
    Person,
    Role,
    Side,
    VerificationState,
)

_BELONGS: Mapping[Side, Callable[[Person, object], bool]] = {
    Side.ASKING: asks_in_it,
    Side.ASKED: is_asked_in_it,
    Side.BROKER: brokers_it,
}


def sides_of(person: Person, introduction: Introduction) -> frozenset[Side]:
    """The sides a person acts for; none for a stranger, and for the asked one before the release."""
    if not person.active:
        return frozenset()
    return frozenset(side for side, belongs in _BELONGS.items() if belongs(person, introduction))


def speaks_for(person: Person, introduction: Introduction) -> Side | None:
    """The one side a person speaks for in the conversation: an organisation's own before the broker's."""
    sides = sides_of(person, introduction)
    return next((side for side in Side if side in sides), None)


def people_of(session: Session, introduction: Introduction, side: Side) -> list[Person]:
    """Who gets the mails of a side.

    The person who asked, and the one who answered, as long as they belong to the organisation; else all
    its owners. For the broker all managers of the cluster, without one the secretariat.
    """
    match side:
        case Side.ASKING:
            return _speaker_or_owners(session, introduction.asking_organisation, introduction.requested_by)
        case Side.ASKED:
            return _speaker_or_owners(session, introduction.asked_organisation, introduction.answered_by)
        case Side.BROKER:
            return managers_of(session, introduction.broker) or secretariat(session)


def _speaker_or_owners(session: Session, organisation: Organisation, speaker: Person | None) -> list[Person]:
    if speaker is not None and speaker.active and speaker.membership_in(organisation.id) is not None:
        return [speaker]
    return owners_of(session, organisation)


def managers_of(session: Session, cluster: Organisation | None) -> list[Person]:
    """The managers of a cluster; nobody for none."""
    if cluster is None:
        return []
    return list(
        session.scalars(
            select(Person)
            .join(Membership)
            .where(
                Membership.organisation_id == cluster.id,
                Membership.role == MembershipRole.MANAGER,
                Person.active,
            )
            .order_by(Person.id)
        )
    )


def secretariat(session: Session) -> list[Person]:
    """Everybody who runs the network."""
    holds_role = Person.roles.any(Role.name == SECRETARIAT)
    return list(session.scalars(select(Person).where(holds_role, Person.active).order_by(Person.id)))


def broker_for(session: Session, asking: Organisation) -> Organisation | None:
    """The cluster that brokers what an organisation asks for: the first verified one it joined that has
    a manager; None where there is none.
    """
    return session.scalar(
        select(Organisation)
        .join(ClusterMembership, ClusterMembership.cluster_id == Organisation.id)
        .where(ClusterMembership.organisation_id == asking.id, *_can_broker())
        .order_by(ClusterMembership.id)
        .limit(1)
    )


def has_broker() -> ColumnElement[bool]:
    """Could the broker of an introduction still be chosen? For a query on `Introduction`."""
    return (
        select(Organisation.id)
        .join(ClusterMembership, ClusterMembership.cluster_id == Organisation.id)
        .where(
            Organisation.id == Introduction.broker_id,
            ClusterMembership.organisation_id == Introduction.asking_organisation_id,
            *_can_broker(),
        )
        .exists()
    )


def _can_broker() -> Sequence[ColumnElement[bool]]:
    """Is an organisation a verified cluster with a manager, and its member accepted?"""
    has_manager = (
        select(Membership.id)
        .join(Person)
        .where(
            Membership.organisation_id == Organisation.id,
            Membership.role == MembershipRole.MANAGER,
            Person.active,
        )
        .exists()
    )
    return (
        ClusterMembership.state == ClusterMembershipState.ACTIVE,
        Organisation.verification == VerificationState.VERIFIED,
        has_manager,
    )

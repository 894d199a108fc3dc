"""Verbs on who belongs to an organisation, with which role."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from matchmaker import activity
from matchmaker.notifications.catalogue import notify
from matchmaker.organisations import rules
from matchmaker.organisations.errors import LastOwner, NoSuchRole
from matchmaker.people.service import person_by_address
from models import Membership, MembershipRole, Organisation, Person


def add_person(
    session: Session, organisation: Organisation, *, email: str, role: MembershipRole, actor: Person
) -> Membership | None:
    """Let the person with an address act for an organisation, and tell them.

    :returns: the membership, the known one if they belong to it already, or None where nobody with a
        confirmed account has the address; callers answer alike, so that nobody learns who has one.
    :raises NoSuchRole: this kind of organisation has no such role.
    """
    _check_role(organisation, role)
    person = person_by_address(session, email)
    if person is None or not person.active or person.confirmed_at is None:
        return None
    known = person.membership_in(organisation.id)
    if known is not None:
        return known
    membership = Membership(person=person, organisation=organisation, role=role)
    session.add(membership)
    session.flush()
    activity.record(
        session,
        "membership.added",
        membership,
        actor=actor,
        organisation=organisation,
        person_id=person.id,
        person=person.name,
        role=role.value,
    )
    notify(
        session,
        "added_to_organisation",
        to=person,
        organisation=organisation.name,
        slug=organisation.slug,
        actor=actor.name or actor.email,
    )
    return membership


def change_role(
    session: Session, membership: Membership, role: MembershipRole, *, actor: Person
) -> Membership:
    """Give a person another role.

    :raises NoSuchRole: this kind of organisation has no such role.
    :raises LastOwner: nobody would be left to decide.
    """
    _check_role(membership.organisation, role)
    if membership.role is role:
        return membership
    if role is MembershipRole.MEMBER:
        _check_somebody_stays(session, membership)
    before, membership.role = membership.role, role
    activity.record(
        session,
        "membership.role_changed",
        membership,
        actor=actor,
        organisation=membership.organisation,
        person_id=membership.person_id,
        person=membership.person.name,
        before=before.value,
        after=role.value,
    )
    return membership


def remove_person(session: Session, membership: Membership, *, actor: Person) -> None:
    """Take a person out of an organisation; people take themselves out the same way.

    :raises LastOwner: nobody would be left to decide.
    """
    _check_somebody_stays(session, membership)
    activity.record(
        session,
        "membership.removed",
        membership,
        actor=actor,
        organisation=membership.organisation,
        person_id=membership.person_id,
        person=membership.person.name,
    )
    session.delete(membership)


def _check_role(organisation: Organisation, role: MembershipRole) -> None:
    if role not in rules.roles_for(organisation.kind):
        raise NoSuchRole


def _check_somebody_stays(session: Session, membership: Membership) -> None:
    # The organisation's row is locked, so that two last owners can't leave at the same moment.
    session.execute(
        select(Organisation.id).where(Organisation.id == membership.organisation_id).with_for_update()
    )
    roles = session.scalars(
        select(Membership.role).where(Membership.organisation_id == membership.organisation_id)
    ).all()
    if rules.leaves_without_owner(roles, membership.role):
        raise LastOwner(
            name=membership.person.name or membership.person.email,
            organisation=membership.organisation.name,
        )

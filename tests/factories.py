"""Rows for tests: each function makes one valid thing, with what the test names and defaults for the rest.

They flush, so that ids are known; a test commits before a client asks for what it made.
"""

from __future__ import annotations

import itertools
import secrets
from typing import Any

from flask_security.utils import hash_password
from sqlalchemy import select
from sqlalchemy.orm import Session

from models import (
    SECRETARIAT,
    ClusterMembership,
    ClusterMembershipState,
    Membership,
    MembershipRole,
    Organisation,
    OrganisationKind,
    Person,
    Role,
)
from models.columns import utc_now

_number = itertools.count(1)


def make_person(session: Session, *, password: str | None = None, **values: Any) -> Person:
    """A person with a confirmed account.

    :param password: in the clear; without one nobody can sign in by password (use ``sign_in``).
    """
    number = next(_number)
    person = Person(
        **{
            "email": f"person{number}@matchmaker.example",
            "name": f"Person {number}",
            "confirmed_at": utc_now(),
            "fs_uniquifier": secrets.token_hex(16),
            "password": hash_password(password) if password else None,
            "active": True,
            **values,
        }
    )
    session.add(person)
    session.flush()
    return person


def make_secretariat(session: Session, **values: Any) -> Person:
    """A person who runs the network."""
    role = session.scalar(select(Role).filter_by(name=SECRETARIAT)) or Role(name=SECRETARIAT)
    return make_person(session, roles=[role], **values)


def make_organisation(session: Session, *, owner: Person | None = None, **values: Any) -> Organisation:
    """An Estonian company, unless told otherwise.

    :param owner: a person to make its owner.
    """
    number = next(_number)
    organisation = Organisation(
        **{
            "slug": f"organisation-{number}",
            "kind": OrganisationKind.COMPANY,
            "legal_name": f"Organisation {number} OÜ",
            "name": f"Organisation {number}",
            "country": "EE",
            "city": "Tartu",
            **values,
        }
    )
    session.add(organisation)
    session.flush()
    if owner is not None:
        make_membership(session, owner, organisation)
    return organisation


def make_cluster(session: Session, *, manager: Person | None = None, **values: Any) -> Organisation:
    """A cluster.

    :param manager: a person to make its manager.
    """
    cluster = make_organisation(session, **{"kind": OrganisationKind.CLUSTER, **values})
    if manager is not None:
        make_membership(session, manager, cluster, role=MembershipRole.MANAGER)
    return cluster


def make_membership(
    session: Session,
    person: Person,
    organisation: Organisation,
    *,
    role: MembershipRole = MembershipRole.OWNER,
) -> Membership:
    """A person's place in an organisation."""
    membership = Membership(person=person, organisation=organisation, role=role)
    session.add(membership)
    session.flush()
    return membership


def make_cluster_membership(
    session: Session,
    organisation: Organisation,
    cluster: Organisation,
    *,
    state: ClusterMembershipState = ClusterMembershipState.ACTIVE,
) -> ClusterMembership:
    """An organisation's place in a cluster."""
    link = ClusterMembership(organisation=organisation, cluster=cluster, state=state)
    session.add(link)
    session.flush()
    return link

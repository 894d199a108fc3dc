"""A cluster with two managers and a member."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from sqlalchemy.orm import Session

from models import MembershipRole, Organisation, Person, VerificationState
from tests.factories import (
    make_cluster,
    make_cluster_membership,
    make_membership,
    make_organisation,
    make_person,
)


@dataclass(frozen=True)
class Desk:
    """Who works at the desk, and whose things come to it."""

    cluster: Organisation
    manager: Person
    colleague: Person
    member: Organisation
    owner: Person


def make_desk(session: Session) -> Desk:
    """A verified cluster of two managers, with a verified member."""
    manager, colleague = make_person(session, name="Anna"), make_person(session, name="Bruno")
    cluster = make_cluster(session, manager=manager, verification=VerificationState.VERIFIED, name="Bio")
    make_membership(session, colleague, cluster, role=MembershipRole.MANAGER)
    owner = make_person(session)
    member = make_organisation(
        session, owner=owner, name="Alfa", slug="alfa", verification=VerificationState.VERIFIED
    )
    make_cluster_membership(session, member, cluster)
    return Desk(cluster, manager, colleague, member, owner)


@pytest.fixture
def desk(session: Session) -> Desk:
    desk = make_desk(session)
    session.commit()
    return desk


@pytest.fixture(autouse=True)
def _without_tokens(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Forms are sent without tokens here; the token has tests of its own."""
    if "app" in request.fixturenames:
        monkeypatch.setitem(request.getfixturevalue("app").config, "WTF_CSRF_ENABLED", False)

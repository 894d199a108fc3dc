"""Clusters: asking to join, the manager's members, verifying."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Connection, select
from sqlalchemy.orm import Session

from models import (
    ClusterMembership,
    ClusterMembershipState,
    Organisation,
    Origin,
    OutboxRow,
    Person,
    VerificationState,
)
from tests.factories import (
    make_cluster,
    make_cluster_membership,
    make_organisation,
    make_person,
    make_secretariat,
)
from tests.query_counter import counted_queries

SignIn = Callable[[Person], FlaskClient]


@dataclass
class Scene:
    """A verified cluster with its manager, and a company with its owner."""

    manager: Person
    cluster: Organisation
    owner: Person
    company: Organisation


@pytest.fixture
def scene(session: Session) -> Scene:
    manager, owner = make_person(session), make_person(session)
    cluster = make_cluster(
        session, slug="bio", name="Bio", manager=manager, verification=VerificationState.VERIFIED
    )
    company = make_organisation(session, slug="alfa", name="Alfa", owner=owner)
    session.commit()
    return Scene(manager, cluster, owner, company)


def notices(session: Session) -> list[tuple[str, int]]:
    rows = session.scalars(select(OutboxRow).filter_by(kind="mail.notice").order_by(OutboxRow.id))
    return [(row.payload["kind"], row.payload["person_id"]) for row in rows]


def test_ask_accept_verify_tells_each_side(session: Session, scene: Scene, sign_in: SignIn) -> None:
    owner, manager = sign_in(scene.owner), sign_in(scene.manager)
    for _ in range(2):
        answer = owner.post("/organisations/alfa/clusters", data={"cluster": scene.cluster.id})
        assert answer.status_code == 303
    link = session.scalars(select(ClusterMembership)).one()
    assert link.state is ClusterMembershipState.REQUESTED
    assert manager.post("/organisations/alfa/verify", data={"verdict": "verified"}).status_code == 403

    page = manager.get("/members").get_data(as_text=True)
    assert "Accept Alfa" in page
    assert manager.post(f"/members/{link.id}/accept").location == "/members?cluster=bio"
    answer = manager.post("/organisations/alfa/verify", data={"verdict": "verified"})
    assert answer.status_code == 303
    session.refresh(scene.company)
    assert scene.company.verification is VerificationState.VERIFIED
    assert "Verified by Bio on" in owner.get("/organisations/alfa").get_data(as_text=True)
    assert notices(session) == [
        ("cluster_asked", scene.manager.id),
        ("cluster_accepted", scene.owner.id),
        ("organisation_verified", scene.owner.id),
    ]


def test_notices_become_mails(app: Flask, session: Session, scene: Scene, sign_in: SignIn) -> None:
    app.extensions["mailman"].outbox = []
    sign_in(scene.owner).post("/organisations/alfa/clusters", data={"cluster": scene.cluster.id})
    app.extensions["sweep"]()
    (mail,) = app.extensions["mailman"].outbox
    assert (mail.to, mail.subject) == ([scene.manager.email], "Alfa asks to join Bio")
    assert "http://localhost/organisations/alfa" in mail.body


def test_accept_is_for_the_clusters_manager(session: Session, scene: Scene, sign_in: SignIn) -> None:
    link = make_cluster_membership(
        session, scene.company, scene.cluster, state=ClusterMembershipState.REQUESTED
    )
    other = make_person(session)
    make_cluster(session, manager=other)
    session.commit()
    for person in (scene.owner, other):
        assert sign_in(person).post(f"/members/{link.id}/accept").status_code == 403
    session.refresh(link)
    assert link.state is ClusterMembershipState.REQUESTED


def test_decline_and_leave_end_it(session: Session, scene: Scene, sign_in: SignIn) -> None:
    link = make_cluster_membership(session, scene.company, scene.cluster)
    session.commit()
    assert sign_in(scene.manager).post(f"/members/{link.id}/decline").status_code == 303
    assert session.scalars(select(ClusterMembership)).all() == []
    session.expunge(link)
    link = make_cluster_membership(session, scene.company, scene.cluster)
    session.commit()
    address = f"/organisations/alfa/clusters/{link.id}/leave"
    assert sign_in(scene.manager).post(address).status_code == 403
    assert sign_in(scene.owner).post(address).status_code == 303
    assert session.scalars(select(ClusterMembership)).all() == []


def test_join_refuses_what_is_no_cluster_and_itself(session: Session, scene: Scene, sign_in: SignIn) -> None:
    other = make_organisation(session, name="Beeta")
    session.commit()
    answer = sign_in(scene.owner).post("/organisations/alfa/clusters", data={"cluster": other.id})
    assert answer.status_code == 409
    assert "Beeta is no cluster" in answer.get_data(as_text=True)
    answer = sign_in(scene.manager).post("/organisations/bio/clusters", data={"cluster": scene.cluster.id})
    assert answer.status_code == 409


def test_unverified_cluster_verifies_nobody(session: Session, sign_in: SignIn) -> None:
    person = make_person(session)
    company = make_organisation(session, slug="alfa", owner=person)
    make_cluster_membership(session, company, make_cluster(session, manager=person))
    session.commit()
    answer = sign_in(person).post("/organisations/alfa/verify", data={"verdict": "verified"})
    assert answer.status_code == 403
    assert "has not verified your cluster yet" in answer.get_data(as_text=True)


def test_secretariat_verifies_and_takes_back(session: Session, scene: Scene, sign_in: SignIn) -> None:
    secretariat = make_secretariat(session)
    session.commit()
    client = sign_in(secretariat)
    client.post("/organisations/alfa/verify", data={"verdict": "verified"})
    assert "Verified by the secretariat on" in client.get("/organisations/alfa").get_data(as_text=True)
    client.post("/organisations/alfa/verify", data={"verdict": "unverified"})
    session.refresh(scene.company)
    assert scene.company.verification is VerificationState.UNVERIFIED


def test_unclaimed_profile_is_not_verified(session: Session, sign_in: SignIn) -> None:
    make_organisation(session, slug="alfa", origin=Origin.IMPORTED)
    secretariat = make_secretariat(session)
    session.commit()
    answer = sign_in(secretariat).post("/organisations/alfa/verify", data={"verdict": "verified"})
    assert answer.status_code == 409


def test_members_of_nobodys_cluster_are_refused(session: Session, scene: Scene, sign_in: SignIn) -> None:
    assert sign_in(scene.owner).get("/members").status_code == 403


def test_members_ask_as_much_for_one_as_for_thirty(
    session: Session, scene: Scene, sign_in: SignIn, connection: Connection
) -> None:
    client = sign_in(scene.manager)
    make_cluster_membership(session, scene.company, scene.cluster)
    session.commit()
    with counted_queries(connection) as one:
        client.get("/members")
    for _ in range(30):
        make_cluster_membership(session, make_organisation(session), scene.cluster)
    session.commit()
    with counted_queries(connection) as thirty:
        page = client.get("/members").get_data(as_text=True)
    assert len(thirty) == len(one)
    assert ">31<" in page

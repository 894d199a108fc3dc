"""Who belongs to an organisation: added, given a role, removed; the last owner stays."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from models import Membership, MembershipRole, Organisation, OutboxRow, Person
from tests.factories import make_cluster, make_membership, make_organisation, make_person

SignIn = Callable[[Person], FlaskClient]
OWNER, MEMBER = MembershipRole.OWNER, MembershipRole.MEMBER


@pytest.fixture
def owner(session: Session) -> Person:
    return make_person(session, name="Liis Tamm")


@pytest.fixture
def alfa(session: Session, owner: Person) -> Organisation:
    organisation = make_organisation(session, slug="alfa", name="Alfa", owner=owner)
    session.commit()
    return organisation


def roles(session: Session, organisation: Organisation) -> dict[int, str]:
    session.expire_all()
    rows = session.scalars(select(Membership).filter_by(organisation_id=organisation.id))
    return {row.person_id: row.role.value for row in rows}


def test_people_are_listed_for_their_own_only(
    session: Session, alfa: Organisation, owner: Person, client: FlaskClient, sign_in: SignIn
) -> None:
    stranger = make_person(session)
    session.commit()
    page = sign_in(owner).get("/organisations/alfa/people").get_data(as_text=True)
    assert owner.email in page
    assert sign_in(stranger).get("/organisations/alfa/people").status_code == 403
    assert client.get("/organisations/alfa/people").status_code == 302


def test_add_person_answers_alike_for_known_and_unknown(
    session: Session, alfa: Organisation, owner: Person, sign_in: SignIn
) -> None:
    known = make_person(session, email="Aino@matchmaker.example")
    make_person(session, email="waiting@matchmaker.example", confirmed_at=None)
    session.commit()
    client = sign_in(owner)
    for email in ("aino@matchmaker.example", "waiting@matchmaker.example", "nobody@matchmaker.example"):
        answer = client.post(
            "/organisations/alfa/people", data={"email": email, "role": "member"}, follow_redirects=True
        )
        assert f"If there is a confirmed account for {email}" in answer.get_data(as_text=True)
    assert roles(session, alfa) == {owner.id: "owner", known.id: "member"}
    (notice,) = session.scalars(select(OutboxRow).filter_by(kind="mail.notice")).all()
    assert (notice.payload["kind"], notice.payload["person_id"]) == ("added_to_organisation", known.id)


def test_add_person_twice_changes_nothing(
    session: Session, alfa: Organisation, owner: Person, sign_in: SignIn
) -> None:
    sign_in(owner).post("/organisations/alfa/people", data={"email": owner.email, "role": "member"})
    assert roles(session, alfa) == {owner.id: "owner"}


def test_add_person_refuses_a_role_of_other_kinds(
    session: Session, alfa: Organisation, owner: Person, sign_in: SignIn
) -> None:
    answer = sign_in(owner).post(
        "/organisations/alfa/people", data={"email": "a@matchmaker.example", "role": "manager"}
    )
    assert answer.status_code == 422


def test_add_person_is_for_owners(
    session: Session, alfa: Organisation, owner: Person, sign_in: SignIn
) -> None:
    member = make_person(session)
    make_membership(session, member, alfa, role=MEMBER)
    session.commit()
    answer = sign_in(member).post("/organisations/alfa/people", data={"email": owner.email, "role": "owner"})
    assert answer.status_code == 403


@pytest.mark.parametrize("change", ["remove", "role"])
def test_last_owner_stays(
    session: Session, alfa: Organisation, owner: Person, sign_in: SignIn, change: str
) -> None:
    membership = owner.memberships[0]
    address = f"/organisations/alfa/people/{membership.id}/{change}"
    answer = sign_in(owner).post(address, data={"role": "member"})
    assert answer.status_code == 409
    assert "Liis Tamm is the last owner of Alfa." in answer.get_data(as_text=True)
    assert roles(session, alfa) == {owner.id: "owner"}


def test_owner_may_go_once_there_is_another(
    session: Session, alfa: Organisation, owner: Person, sign_in: SignIn
) -> None:
    second = make_person(session)
    membership = make_membership(session, second, alfa, role=MEMBER)
    session.commit()
    client = sign_in(owner)
    answer = client.post(f"/organisations/alfa/people/{membership.id}/role", data={"role": "owner"})
    assert answer.status_code == 303
    own = next(each for each in owner.memberships if each.organisation_id == alfa.id)
    assert client.post(f"/organisations/alfa/people/{own.id}/remove").location == "/account"
    assert roles(session, alfa) == {second.id: "owner"}


def test_manager_of_a_cluster_counts_as_its_owner(session: Session, sign_in: SignIn) -> None:
    manager = make_person(session)
    cluster = make_cluster(session, slug="bio", manager=manager)
    session.commit()
    membership = manager.memberships[0]
    answer = sign_in(manager).post(f"/organisations/{cluster.slug}/people/{membership.id}/remove")
    assert answer.status_code == 409


def test_membership_of_another_organisation_is_not_there(
    session: Session, alfa: Organisation, owner: Person, sign_in: SignIn
) -> None:
    other = make_membership(session, make_person(session), make_organisation(session))
    session.commit()
    answer = sign_in(owner).post(f"/organisations/alfa/people/{other.id}/remove")
    assert answer.status_code == 404


def test_members_may_leave_but_not_remove_others(
    session: Session, alfa: Organisation, owner: Person, sign_in: SignIn
) -> None:
    member = make_person(session)
    own = make_membership(session, member, alfa, role=MEMBER)
    session.commit()
    client = sign_in(member)
    owners = owner.memberships[0]
    assert client.post(f"/organisations/alfa/people/{owners.id}/remove").status_code == 403
    assert client.post(f"/organisations/alfa/people/{own.id}/remove").status_code == 303
    assert roles(session, alfa) == {owner.id: "owner"}

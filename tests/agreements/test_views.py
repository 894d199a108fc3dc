from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import Connection, select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from matchmaker.agreements import queries, service
from models import (
    HostAdditions,
    HostConfirmer,
    MembershipRole,
    Organisation,
    Person,
    Signature,
    SpaceKind,
    VerificationState,
)
from models.columns import utc_now
from tests.factories import make_cluster, make_membership, make_organisation, make_person, make_secretariat
from tests.forms_in_pages import form_in
from tests.query_counter import counted_queries

SignIn = Callable[[Person], FlaskClient]


@pytest.fixture
def manager(session: Session) -> Person:
    return make_person(session, name="Mari Maasikas")


@pytest.fixture
def cluster(session: Session, manager: Person) -> Organisation:
    """A verified cluster, with terms to sign."""
    service.ensure_terms(session, utc_now().date())
    cluster = make_cluster(session, manager=manager, verification=VerificationState.VERIFIED)
    session.commit()
    return cluster


def signed(session: Session, cluster: Organisation, manager: Person, *, days_ago: int = 0) -> Signature:
    day = utc_now().date() - timedelta(days=days_ago)
    signature = service.sign(session, cluster, coordinator=manager, today=day, actor=manager)
    session.commit()
    return signature


def send(client: FlaskClient, address: str, **values: object) -> TestResponse:
    """Send what no form of a page offers, or offers otherwise, with the token that every page carries."""
    token = form_in(client.get("/agreement"), "/language").values["csrf_token"]
    return client.post(address, data={"csrf_token": token, **values})


def test_terms_are_shown_to_everybody_with_who_signed(
    session: Session, client: FlaskClient, cluster: Organisation, manager: Person
) -> None:
    signed(session, cluster, manager)
    page = client.get("/agreement").text
    assert "Five working days free of charge" in page
    assert cluster.name in page
    assert "Mari Maasikas" not in page


def test_agreement_without_terms_says_so(client: FlaskClient) -> None:
    assert "No terms yet" in client.get("/agreement").text


def test_version_that_does_not_exist_is_not_found(client: FlaskClient, cluster: Organisation) -> None:
    assert client.get("/agreement/versions/7").status_code == 404
    assert client.get("/agreement/versions/1").status_code == 200


def test_manager_signs(session: Session, sign_in: SignIn, cluster: Organisation, manager: Person) -> None:
    address = f"/organisations/{cluster.slug}/agreement"
    client = sign_in(manager)
    answer = form_in(client.get(address), address).sent(client, {"agreed": "y"})
    assert (answer.status_code, answer.location) == (303, address)
    assert session.scalars(select(Signature.coordinator_id)).all() == [manager.id]
    assert "In force" in client.get(address).text


def test_unread_terms_are_not_signed(
    session: Session, sign_in: SignIn, cluster: Organisation, manager: Person
) -> None:
    answer = send(sign_in(manager), f"/organisations/{cluster.slug}/agreement", coordinator=manager.id)
    assert answer.status_code == 422
    assert "Tick this box to sign the terms." in answer.text
    assert session.scalars(select(Signature)).all() == []


def test_signing_twice_is_told(
    session: Session, sign_in: SignIn, cluster: Organisation, manager: Person
) -> None:
    signed(session, cluster, manager)
    answer = send(
        sign_in(manager), f"/organisations/{cluster.slug}/agreement", coordinator=manager.id, agreed="y"
    )
    assert answer.status_code == 409
    assert len(session.scalars(select(Signature)).all()) == 1


def test_ordinary_member_sees_and_does_not_sign(
    session: Session, sign_in: SignIn, cluster: Organisation
) -> None:
    member = make_person(session)
    make_membership(session, member, cluster, role=MembershipRole.MEMBER)
    session.commit()
    client = sign_in(member)
    address = f"/organisations/{cluster.slug}/agreement"
    page = client.get(address)
    assert page.status_code == 200
    assert "Sign for a year" not in page.text
    assert send(client, address, coordinator=member.id, agreed="y").status_code == 403


def test_stranger_does_not_see_an_agreement(session: Session, sign_in: SignIn, cluster: Organisation) -> None:
    stranger = make_person(session)
    session.commit()
    assert sign_in(stranger).get(f"/organisations/{cluster.slug}/agreement").status_code == 403


def test_unverified_host_is_told_to_be_verified_first(
    session: Session, sign_in: SignIn, cluster: Organisation, manager: Person
) -> None:
    cluster.verification = VerificationState.UNVERIFIED
    session.commit()
    address = f"/organisations/{cluster.slug}/agreement"
    client = sign_in(manager)
    assert "verifies an organisation before it signs" in client.get(address).text
    answer = send(client, address, coordinator=manager.id, agreed="y")
    assert answer.status_code == 409


def test_coordinator_is_changed(
    session: Session, sign_in: SignIn, cluster: Organisation, manager: Person
) -> None:
    other = make_person(session)
    make_membership(session, other, cluster)
    signature = signed(session, cluster, manager)
    answer = send(
        sign_in(manager), f"/organisations/{cluster.slug}/agreement/coordinator", coordinator=other.id
    )
    assert answer.status_code == 303
    session.refresh(signature)
    assert signature.coordinator_id == other.id


def test_withdrawal_is_explained_and_done(
    session: Session, sign_in: SignIn, cluster: Organisation, manager: Person
) -> None:
    signature = signed(session, cluster, manager)
    client = sign_in(manager)
    address = f"/organisations/{cluster.slug}/agreement/withdraw"
    assert "It holds for 30 more days" in client.get(address).text
    assert send(client, address, words="We move.").status_code == 303
    session.refresh(signature)
    today = utc_now().date()
    assert (signature.withdrawn_on, signature.last_day) == (today, today + timedelta(days=30))
    assert send(client, address, words="").status_code == 409


def test_host_says_what_it_adds(
    session: Session, sign_in: SignIn, cluster: Organisation, manager: Person
) -> None:
    client = sign_in(manager)
    address = f"/organisations/{cluster.slug}/additions"
    written = {
        "extra_free_days": "5",
        "lead_time_days": "2",
        "services": ["office", "lab"],
        "rates": "Offices at 35 euros a day.",
        "confirms_lab": [str(manager.id)],
    }
    assert form_in(client.get(address), address).sent(client, written).status_code == 303
    kept = session.scalars(select(HostAdditions)).one()
    assert (kept.extra_free_days, kept.lead_time_days, kept.services) == (5, 2, ["office", "lab"])
    assert session.scalars(select(HostConfirmer.space_kind)).all() == [SpaceKind.LAB]
    form = client.get(address).text
    assert 'value="5"' in form
    assert "Offices at 35 euros a day." in form
    assert form.count("checked") == 3
    assert "5 working days" in client.get(f"/organisations/{cluster.slug}/agreement").text


def test_additions_that_make_no_sense_are_refused(
    sign_in: SignIn, cluster: Organisation, manager: Person
) -> None:
    answer = send(
        sign_in(manager), f"/organisations/{cluster.slug}/additions", extra_free_days="99", lead_time_days="0"
    )
    assert answer.status_code == 422
    assert "Between 0 and 60 days." in answer.text


def test_company_adds_nothing(session: Session, sign_in: SignIn, manager: Person) -> None:
    company = make_organisation(session, owner=manager)
    session.commit()
    assert sign_in(manager).get(f"/organisations/{company.slug}/additions").status_code == 404


def test_overview_is_for_the_secretariat(
    session: Session, sign_in: SignIn, cluster: Organisation, manager: Person
) -> None:
    secretary = make_secretariat(session)
    signed(session, cluster, manager, days_ago=340)
    page = sign_in(secretary).get("/network/agreement").text
    assert cluster.name in page
    assert "Mari Maasikas" in page
    assert "Due in" in page
    assert sign_in(manager).get("/network/agreement").status_code == 403


@pytest.mark.parametrize("count", [1, 8])
def test_overview_asks_the_same_number_of_queries(
    session: Session, connection: Connection, cluster: Organisation, count: int
) -> None:
    for _number in range(count):
        one = make_cluster(session, manager=make_person(session), verification=VerificationState.VERIFIED)
        signed(session, one, one.memberships[0].person)
    session.expire_all()
    with counted_queries(connection) as statements:
        lines = queries.all_signatories(session)
        assert all(one.latest is None or one.latest.coordinator is not None for one in lines)
    # The organisations, their signatures with coordinators, and the roles that come with every person.
    assert len(statements) == 3

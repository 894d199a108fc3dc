"""The overview of each role."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from sqlalchemy import Connection
from sqlalchemy.orm import Session

from matchmaker.overview.queries import members_of
from models import ClusterMembershipState, OrganisationKind, OutboxRow, Person, PublicationState
from models.columns import utc_now
from tests.factories import (
    make_cluster,
    make_cluster_membership,
    make_listing,
    make_organisation,
    make_person,
    make_secretariat,
    make_unclaimed,
    make_venue,
)
from tests.query_counter import counted_queries

SignIn = Callable[[Person], FlaskClient]


def overview_of(client: FlaskClient) -> str:
    answer = client.get("/overview")
    assert answer.status_code == 200
    return answer.get_data(as_text=True)


def test_overview_needs_an_account(client: FlaskClient) -> None:
    assert client.get("/overview").location.startswith("/login")


def test_person_without_organisation_is_led_to_adding_one(session: Session, sign_in: SignIn) -> None:
    person = make_person(session)
    session.commit()
    assert 'href="/organisations/new"' in overview_of(sign_in(person))


def test_new_company_is_led_to_its_first_listing(session: Session, sign_in: SignIn) -> None:
    owner = make_person(session)
    make_organisation(session, owner=owner)
    session.commit()
    page = overview_of(sign_in(owner))
    assert "Describe a first need or offer" in page
    assert "Complete the profile" in page


def test_company_is_asked_to_confirm_before_finishing_drafts(session: Session, sign_in: SignIn) -> None:
    owner = make_person(session)
    company = make_organisation(session, owner=owner)
    make_listing(session, company, asked_at=utc_now())
    make_listing(session, company, state=PublicationState.DRAFT)
    session.commit()
    page = overview_of(sign_in(owner))
    assert page.index("Does it still hold?") < page.index("One draft waits")


def test_host_sees_its_venues_and_stale_guides(session: Session, sign_in: SignIn) -> None:
    owner = make_person(session)
    host = make_organisation(session, owner=owner, kind=OrganisationKind.SCIENCE_PARK)
    make_venue(session, host, name="Kai maja", guide_arrival="Tram 3.")
    session.commit()
    page = overview_of(sign_in(owner))
    assert "Kai maja" in page
    assert "A local guide was not reviewed for a year" in page


def test_host_without_a_venue_is_led_to_describing_one(session: Session, sign_in: SignIn) -> None:
    owner = make_person(session)
    make_organisation(session, owner=owner, kind=OrganisationKind.INCUBATOR)
    session.commit()
    assert "Describe where visitors can work" in overview_of(sign_in(owner))


def test_manager_sees_who_waits(session: Session, sign_in: SignIn) -> None:
    manager = make_person(session)
    cluster = make_cluster(session, manager=manager)
    make_cluster_membership(
        session,
        make_organisation(session, name="Newcomer"),
        cluster,
        state=ClusterMembershipState.REQUESTED,
    )
    make_cluster_membership(session, make_organisation(session, name="Silent one"), cluster)
    session.commit()
    page = overview_of(sign_in(manager))
    assert "One organisation asks to join" in page
    assert "Newcomer" in page
    assert "Silent one" in page


def test_manager_is_not_asked_to_verify_what_nobody_has_claimed(session: Session) -> None:
    cluster = make_cluster(session)
    make_unclaimed(session, cluster=cluster)
    facts = members_of(session, cluster).facts
    assert (facts.unverified, facts.silent) == (0, 0)
    make_cluster_membership(session, make_organisation(session), cluster)
    facts = members_of(session, cluster).facts
    assert (facts.unverified, facts.silent) == (1, 1)


def test_secretariat_sees_what_was_given_up(session: Session, sign_in: SignIn) -> None:
    person = make_secretariat(session)
    make_organisation(session, name="Unchecked")
    session.add(OutboxRow(kind="mail.send", given_up_at=utc_now(), last_error="Traceback\nno route"))
    session.commit()
    page = overview_of(sign_in(person))
    assert "One job was given up" in page
    assert "Unchecked" in page


def test_strip_of_the_best_is_a_fragment(session: Session, sign_in: SignIn) -> None:
    owner = make_person(session)
    make_organisation(session, owner=owner)
    session.commit()
    answer = sign_in(owner).get("/overview?part=best")
    assert answer.status_code == 200
    assert "<html" not in answer.get_data(as_text=True)


@pytest.mark.parametrize("kind", [OrganisationKind.COMPANY, OrganisationKind.SCIENCE_PARK])
def test_overview_asks_as_often_for_thirty_rows_as_for_one(
    session: Session, sign_in: SignIn, connection: Connection, kind: OrganisationKind
) -> None:
    owner = make_person(session)
    organisation = make_organisation(session, owner=owner, kind=kind)
    make_venue(session, organisation)
    make_listing(session, organisation)
    session.commit()
    client = sign_in(owner)
    overview_of(client)
    with counted_queries(connection) as for_one:
        overview_of(client)
    for _ in range(29):
        make_venue(session, organisation)
        make_listing(session, organisation)
    session.commit()
    with counted_queries(connection) as for_thirty:
        overview_of(client)
    assert len(for_thirty) == len(for_one)

"""Pages of projects, clicked through by their own forms."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest
from flask.testing import FlaskClient
from sqlalchemy import Connection, select
from sqlalchemy.orm import Session

from models import Organisation, ParticipationRole, Person, Project, PublicationState
from tests.factories import make_organisation, make_person, make_project
from tests.forms_in_pages import form_in, press
from tests.query_counter import counted_queries

SignIn = Callable[[Person], FlaskClient]
TYPED = {
    "acronym": "COLD",
    "title": "Washing cold",
    "summary": "Enzymes from the sea floor.",
    "starts_on": "2026-01-01",
    "ends_on": "2027-12-31",
    "budget": "1 500 000,50",
    "own_share": "250000",
}


@pytest.fixture
def company(session: Session) -> Organisation:
    return make_organisation(session, owner=make_person(session), name="Kuldkala")


@pytest.fixture
def client(session: Session, company: Organisation, sign_in: SignIn) -> FlaskClient:
    """A client of somebody who owns the company."""
    session.commit()
    return sign_in(company.memberships[0].person)


def the_project(session: Session) -> Project:
    session.expire_all()
    return session.scalars(select(Project)).one()


def roles_of(project: Project) -> list[tuple[str, ParticipationRole]]:
    return [(one.organisation.name, one.role) for one in project.participations]


def test_new_publishes_with_partners_found_by_name_or_slug(session: Session, client: FlaskClient) -> None:
    make_organisation(session, name="Mereinstituut", slug="mere")
    make_organisation(session, name="Tartu Park", slug="tartu-park")
    session.commit()
    form = form_in(client.get("/projects/new"), "/projects/new")
    answer = form.sent(client, {**TYPED, "participants": "mereinstituut\r\n\r\nTARTU-PARK"}, intent="publish")
    project = the_project(session)
    assert (answer.status_code, project.state) == (303, PublicationState.PUBLISHED)
    assert (project.budget, project.own_share) == (Decimal("1500000.50"), Decimal(250000))
    assert (project.starts_on, project.ends_on) == (date(2026, 1, 1), date(2027, 12, 31))
    assert roles_of(project) == [
        ("Kuldkala", ParticipationRole.COORDINATOR),
        ("Mereinstituut", ParticipationRole.PARTICIPANT),
        ("Tartu Park", ParticipationRole.PARTICIPANT),
    ]
    assert "1,500,000" in client.get(answer.location).get_data(as_text=True)


@pytest.mark.parametrize(
    ("field", "typed", "sentence"),
    [
        ("participants", "Nobody", "No organisation here is called “Nobody”."),
        ("participants", "Twin", "Write one of these instead: twin-a, twin-b."),
        ("participants", "Hidden one", "No organisation here is called “Hidden one”."),
        ("ends_on", "2025-12-31", "The end lies before the beginning."),
        ("budget", "a lot", "Write the amount in euros with digits only"),
        ("own_share", "9000000", "The own share can&#39;t be larger than the whole budget."),
        ("homepage", "javascript:alert(1)", "Write the whole web address"),
        ("title", "x" * 513, "At most 512 characters; these are 513."),
    ],
)
def test_new_refuses_at_the_field_and_keeps_what_was_typed(
    session: Session, client: FlaskClient, field: str, typed: str, sentence: str
) -> None:
    make_organisation(session, name="Twin", slug="twin-a")
    make_organisation(session, name="Twin", slug="twin-b")
    make_organisation(session, name="Hidden one", hidden=True)
    session.commit()
    form = form_in(client.get("/projects/new"), "/projects/new")
    answer = form.sent(client, {**TYPED, field: typed}, intent="publish")
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert sentence in page
    assert form_in(page, "/projects/new").values[field] == [typed]
    assert session.scalars(select(Project)).all() == []


def test_save_keeps_roles_and_contributions_of_those_who_stay(
    session: Session, company: Organisation, client: FlaskClient
) -> None:
    staying, leaving = make_organisation(session, name="Stays"), make_organisation(session, name="Leaves")
    hidden = make_organisation(session, name="Hidden", hidden=True)
    project = make_project(session, company, [staying, leaving, hidden])
    project.participations[1].role = ParticipationRole.ASSOCIATED_PARTNER
    project.participations[1].contribution = Decimal(100)
    session.commit()
    address = f"/projects/{project.id}/edit"
    form = form_in(client.get(address), address)
    assert form.values["participants"] == [f"Stays · {staying.slug}\nLeaves · {leaving.slug}"]
    assert form.sent(client, {"participants": f"Stays · {staying.slug}"}).status_code == 303
    saved = the_project(session)
    assert roles_of(saved) == [
        ("Kuldkala", ParticipationRole.COORDINATOR),
        ("Stays", ParticipationRole.ASSOCIATED_PARTNER),
        ("Hidden", ParticipationRole.PARTICIPANT),
    ]
    assert saved.participations[1].contribution == Decimal(100)


def test_save_in_a_second_tab_is_refused_even_where_only_partners_changed(
    session: Session, company: Organisation, client: FlaskClient
) -> None:
    partner = make_organisation(session, name="Partner")
    project = make_project(session, company)
    session.commit()
    address = f"/projects/{project.id}/edit"
    one, two = (form_in(client.get(address), address) for _tab in range(2))
    assert one.sent(client, {"participants": partner.slug}).status_code == 303
    refused = two.sent(client, {"title": "Typed in the second tab"})
    assert refused.status_code == 409
    assert form_in(refused, address).values["title"] == ["Typed in the second tab"]
    assert len(the_project(session).participations) == 2


def test_imported_projects_are_changed_by_people_of_the_lead_only(
    session: Session, company: Organisation, client: FlaskClient
) -> None:
    led = make_project(session, company, source="cordis", source_id="1")
    joined = make_project(session, None, [company], source="cordis", source_id="2")
    session.commit()
    answers = [client.get(f"/projects/{project.id}/edit").status_code for project in (led, joined)]
    assert answers == [200, 403]


def test_buttons_publish_withdraw_and_delete(
    session: Session, company: Organisation, client: FlaskClient
) -> None:
    project = make_project(session, company, state=PublicationState.DRAFT)
    session.commit()
    address = f"/projects/{project.id}"
    for verb, state in (("publish", PublicationState.PUBLISHED), ("withdraw", PublicationState.WITHDRAWN)):
        assert press(client, address, f"{address}/{verb}").status_code == 303
        assert the_project(session).state is state
    draft = make_project(session, company, state=PublicationState.DRAFT)
    session.commit()
    assert press(client, f"/projects/{draft.id}", f"/projects/{draft.id}/delete").location == "/projects/mine"


def test_pages_of_drafts_and_hidden_leads_are_not_there_for_others(
    session: Session, client: FlaskClient
) -> None:
    kept_back = [
        make_project(session, state=PublicationState.DRAFT),
        make_project(session, make_organisation(session, hidden=True)),
    ]
    session.commit()
    assert [client.get(f"/projects/{project.id}").status_code for project in kept_back] == [404, 404]
    assert "No projects yet" in client.get("/projects").get_data(as_text=True)


def test_a_script_and_a_false_link_do_nothing(session: Session, client: FlaskClient) -> None:
    project = make_project(
        session, summary="<script>alert(1)</script>", results="<img src=x>", homepage="javascript:alert(1)"
    )
    session.commit()
    page = client.get(f"/projects/{project.id}").get_data(as_text=True)
    assert ("<script>alert" in page, "<img src=x" in page, "javascript:" in page) == (False, False, False)


def test_browse_filters_by_phase_programme_country_and_words(session: Session, client: FlaskClient) -> None:
    finnish = make_organisation(session, country="FI")
    make_project(
        session,
        None,
        [finnish],
        acronym="NEEDLE",
        programme="Interreg",
        starts_on=date(2020, 1, 1),
        ends_on=date(2021, 1, 1),
    )
    make_project(session, acronym="STRAW")
    session.commit()
    for query in (
        "phase=finished",
        "programme=Interreg",
        "country=FI",
        "q=needle",
        "q=needle&phase=finished",
    ):
        page = client.get(f"/projects?{query}").get_data(as_text=True)
        assert ("NEEDLE" in page, "STRAW" in page) == (True, False), query
    assert "No project fits these filters" in client.get("/projects?phase=planned").get_data(as_text=True)


def test_lists_ask_the_same_number_of_queries_for_one_and_for_many(
    session: Session, connection: Connection, company: Organisation, client: FlaskClient
) -> None:
    counts = []
    for number in (1, 29):
        for _one in range(number):
            make_project(session, None, [make_organisation(session)])
            make_project(session, company, [make_organisation(session)])
        session.commit()
        for address in ("/projects", "/projects/mine"):
            with counted_queries(connection) as statements:
                assert client.get(address).status_code == 200
            counts.append(len(statements))
    assert counts[:2] == counts[2:]


def test_a_project_page_asks_the_same_number_of_queries_whoever_takes_part(
    session: Session, connection: Connection, client: FlaskClient
) -> None:
    small = make_project(session, None, [make_organisation(session)])
    large = make_project(session, None, [make_organisation(session) for _one in range(30)])
    session.commit()
    counts = []
    for project in (small, large):
        with counted_queries(connection) as statements:
            assert client.get(f"/projects/{project.id}").status_code == 200
        counts.append(len(statements))
    assert counts[0] == counts[1]

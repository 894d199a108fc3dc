"""Who is shown without a name is named on no page, to nobody who may not know it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from matchmaker import permissions
from matchmaker.extensions import db
from matchmaker.organisations import naming_service
from matchmaker.organisations.identity import own_identity
from matchmaker.people.service import person_by_address
from matchmaker.people.tokens import create_token
from matchmaker.suggestions.indexing import rebuild_in_place
from models import Introduction, Organisation, Visit
from tests.pages import ROLES, addresses, client_of

pytestmark = pytest.mark.xdist_group("demo-network")

#: Asked for an introduction, with needs and offers that do not tell its name.
SLUG = "daugava-ferment"


@pytest.fixture
def unnamed(copied_app: Flask) -> Iterator[Organisation]:
    """An organisation of the invented network that left its name out."""
    with copied_app.app_context():
        organisation = db.session.scalars(select(Organisation).where(Organisation.slug == SLUG)).one()
        actor = organisation.memberships[0].person
        naming_service.leave_name_out(db.session, organisation, actor=actor)
        db.session.commit()
        rebuild_in_place(db.session, copied_app.extensions["settings"].index_folder)
        yield organisation
        db.session.rollback()


def outsiders(session: Session, organisation: Organisation) -> list[str]:
    """Roles of people who may not know who it is."""
    people = {role: person_by_address(session, email) if email else None for role, email in ROLES.items()}
    return [
        role
        for role, person in people.items()
        if not permissions.allowed(person, "organisation.identify", organisation)
    ]


def test_no_page_names_it_to_an_outsider(copied_app: Flask, unnamed: Organisation) -> None:
    session = db.session
    identity = own_identity(unnamed)
    assert naming_service.texts_that_name(session, unnamed) == []
    telling = (identity.name, identity.website, unnamed.memberships[0].person.email)
    pages = {address for _rule, address in addresses(copied_app, session, "GET")}
    pages |= {address.replace(SLUG, unnamed.slug) for address in pages if SLUG in address}
    pages |= {f"/organisations/{unnamed.slug}"}
    # Somebody who asked for an introduction that waits is among them, and anybody.
    roles = outsiders(session, unnamed)
    assert {"sme", "visitor", "host", "research"} <= set(roles)
    clients = {role: client_of(copied_app, session, role) for role in roles}
    # A host knows whom it receives; nobody else may open these.
    received = {
        f"/visits/{visit.token}" for visit in session.scalars(select(Visit)) if visit.organisation is unnamed
    }
    # Pages that write must not wait for this transaction.
    session.rollback()
    told = []
    for role, client in clients.items():
        assert client.get("/account").status_code == (302 if role == "visitor" else 200)
        for address in sorted(pages - received if role == "host" else pages):
            with client.get(address) as answer:
                text = answer.get_data(as_text=True)
            told += [f"{role} {address}: {word}" for word in telling if word in text]
    assert told == []


def test_no_answer_for_programs_names_it_to_an_outsider(copied_app: Flask, unnamed: Organisation) -> None:
    session = db.session
    identity = own_identity(unnamed)
    telling = (identity.name, identity.website, unnamed.memberships[0].person.email)
    rules = [rule for rule in copied_app.url_map.iter_rules() if rule.rule.startswith("/api/v1/")]
    paths = [rule.rule for rule in rules if "GET" in (rule.methods or ()) and not rule.arguments]
    paths += [f"/api/v1/organisations/{unnamed.slug}", f"/api/v1/organisations/{SLUG}"]
    paths += [f"/api/v1/introductions/{number}" for number in session.scalars(select(Introduction.id))]
    person = person_by_address(session, str(ROLES["sme"]))
    assert person is not None
    secret = create_token(session, person, actor=person, name="walk", days=90).secret
    session.commit()
    client, head = copied_app.test_client(), {"Authorization": f"Bearer {secret}"}
    answers = {path: client.get(path, headers=head, query_string={"limit": 100}) for path in paths}
    assert sum(answer.status_code == 200 for answer in answers.values()) > 8
    assert unnamed.slug in answers["/api/v1/organisations"].text
    told = [f"{path}: {word}" for path, answer in answers.items() for word in telling if word in answer.text]
    assert told == []


def test_nobody_finds_it_by_its_name(copied_app: Flask, unnamed: Organisation) -> None:
    client = copied_app.test_client()
    name = own_identity(unnamed).name
    assert unnamed.slug not in client.get("/organisations", query_string={"q": name}).text
    assert client.get(f"/organisations/{SLUG}").status_code == 404
    assert unnamed.slug in client.get("/organisations", query_string={"q": unnamed.name}).text


def test_its_projects_are_listed_to_who_knows_it_alone(copied_app: Flask, unnamed: Organisation) -> None:
    address = f"/organisations/{unnamed.slug}"
    knowing = [role for role in ROLES if role not in outsiders(db.session, unnamed)]
    assert 'href="/projects/' not in copied_app.test_client().get(address).text
    assert 'href="/projects/' in client_of(copied_app, db.session, knowing[0]).get(address).text

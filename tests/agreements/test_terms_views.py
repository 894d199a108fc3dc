"""A new version of the terms by the secretariat's form: written, looked at, published."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from matchmaker.agreements import queries, service
from models import AgreementTerms, OutboxRow, Person, VerificationState
from models.columns import utc_now
from tests.factories import make_cluster, make_person, make_secretariat
from tests.forms_in_pages import PageForm, form_in

SignIn = Callable[[Person], FlaskClient]
ADDRESS = "/network/agreement/new"


@pytest.fixture
def secretary(session: Session, sign_in: SignIn) -> FlaskClient:
    service.ensure_terms(session, utc_now().date())
    person = make_secretariat(session)
    session.commit()
    return sign_in(person)


def newest(session: Session) -> AgreementTerms:
    session.expire_all()
    found = queries.newest_terms(session)
    assert found is not None
    return found


def the_form(page: TestResponse) -> PageForm:
    return form_in(page, ADDRESS)


def test_draft_is_looked_at_and_published(session: Session, secretary: FlaskClient) -> None:
    manager = make_person(session)
    cluster = make_cluster(session, manager=manager, verification=VerificationState.VERIFIED)
    service.sign(session, cluster, coordinator=manager, today=utc_now().date(), actor=manager)
    session.commit()
    first = (utc_now() + timedelta(days=60)).date()
    page = secretary.get(ADDRESS)
    typed = {"free_working_days": 7, "text_1": "Seven days are free.", "effective_from": first.isoformat()}
    looked = the_form(page).sent(secretary, typed, intent="look")
    text = looked.get_data(as_text=True)
    assert looked.status_code == 200
    assert "<del>5</del> <ins>7</ins>" in text
    assert "<ins>Seven" in text
    assert "1 cluster or host that has signed gets a mail" in text
    assert newest(session).version == 1
    answer = the_form(looked).sent(secretary, {"confirmed": "y"}, intent="publish")
    assert answer.location == "/agreement/versions/2"
    row = newest(session)
    assert (row.version, row.free_working_days, row.effective_from) == (2, 7, first)
    assert row.clauses[1].text == "Seven days are free."
    assert len(row.clauses) == 14
    kinds = [one.payload.get("kind") for one in session.query(OutboxRow).filter_by(kind="mail.notice")]
    assert kinds.count("agreement_new_terms") == 1


def test_value_without_its_words_is_pointed_out(secretary: FlaskClient) -> None:
    looked = the_form(secretary.get(ADDRESS)).sent(secretary, {"answer_days": 4}, intent="look")
    assert "Does it still say the right thing?" in looked.get_data(as_text=True)


def test_nothing_is_published_that_was_not_looked_at_and_confirmed(
    session: Session, secretary: FlaskClient
) -> None:
    looked = the_form(secretary.get(ADDRESS)).sent(secretary, {"title": "Roaming together"}, intent="look")
    unconfirmed = the_form(looked).sent(secretary, intent="publish")
    assert unconfirmed.status_code == 422
    assert "Tick this box to publish the terms." in unconfirmed.get_data(as_text=True)
    other = {"confirmed": "y", "title": "Roaming apart"}
    changed = the_form(looked).sent(secretary, other, intent="publish")
    assert changed.status_code == 422
    assert "Something changed since you looked." in changed.get_data(as_text=True)
    assert newest(session).version == 1


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"text_1": ""}, "The service decides by this clause"),
        ({"title_14": "Law"}, "Give it a number, a title and a text"),
        ({"free_working_days": "0"}, "Between 1 and 366."),
        ({"effective_from": ""}, "Choose the first day."),
    ],
)
def test_draft_that_leaves_something_open_is_shown_again(
    secretary: FlaskClient, typed: dict[str, str], sentence: str
) -> None:
    answer = the_form(secretary.get(ADDRESS)).sent(secretary, typed, intent="look")
    assert answer.status_code == 422
    assert sentence in answer.get_data(as_text=True)


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"number_1": "3"}, "settle it twice: 3"),
        ({"effective_from": "2026-01-01", "title": "Anew"}, "New terms begin today or later"),
        ({}, "Nothing differs from the version before."),
    ],
)
def test_refusal_of_the_verb_is_shown_with_what_was_typed(
    session: Session, secretary: FlaskClient, typed: dict[str, str], sentence: str
) -> None:
    looked = the_form(secretary.get(ADDRESS)).sent(secretary, typed, intent="look")
    answer = the_form(looked).sent(secretary, {"confirmed": "y"}, intent="publish")
    assert answer.status_code == 422
    assert sentence in answer.get_data(as_text=True)
    assert newest(session).version == 1


def test_further_clause_is_added_and_one_that_settles_nothing_taken_out(
    session: Session, secretary: FlaskClient
) -> None:
    further = {"number_14": "15", "title_14": "Law", "text_14": "The law of Estonia holds."}
    looked = the_form(secretary.get(ADDRESS)).sent(secretary, further, intent="look")
    the_form(looked).sent(secretary, {"confirmed": "y"}, intent="publish")
    assert [one.number for one in newest(session).clauses][-1] == "15"
    gone = {"number_14": "", "title_14": "", "text_14": ""}
    looked = the_form(secretary.get(ADDRESS)).sent(secretary, gone, intent="look")
    assert "Taken out" in looked.get_data(as_text=True)
    the_form(looked).sent(secretary, {"confirmed": "y"}, intent="publish")
    assert (newest(session).version, len(newest(session).clauses)) == (3, 14)


def test_others_publish_no_terms(session: Session, secretary: FlaskClient, sign_in: SignIn) -> None:
    manager = make_person(session)
    make_cluster(session, manager=manager)
    session.commit()
    client = sign_in(manager)
    answer = client.get(ADDRESS)
    assert answer.status_code == 403
    assert "secretariat can publish terms." in answer.get_data(as_text=True)
    token = form_in(client.get("/agreement"), "/language").values["csrf_token"]
    assert client.post(ADDRESS, data={"csrf_token": token}).status_code == 403


def test_versions_are_listed_with_how_they_stand(session: Session, secretary: FlaskClient) -> None:
    looked = the_form(secretary.get(ADDRESS)).sent(secretary, {"title": "Roaming together"}, intent="look")
    the_form(looked).sent(secretary, {"confirmed": "y"}, intent="publish")
    text = secretary.get("/network/agreement").get_data(as_text=True)
    assert text.index("Begins later") < text.index("Signed today")
    assert ADDRESS in text

"""The life of a personal token: made, used, revoked, expired; by page, by API, by command line."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from matchmaker.people import tokens
from matchmaker.people.errors import TooManyTokens
from models import Activity, ApiToken, Person
from models.columns import utc_now
from tests.factories import make_organisation, make_person

ADDRESS = "/api/v1/organisations"


@pytest.fixture(autouse=True)
def _without_tokens(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(app.config, "WTF_CSRF_ENABLED", False)


def status(client: FlaskClient, header: str) -> int:
    return client.get(ADDRESS, headers={"Authorization": header}).status_code


def test_token_opens_until_revoked(client: FlaskClient, session: Session) -> None:
    person = make_person(session)
    new = tokens.create_token(session, person, actor=person, name="figures", days=30)
    session.commit()
    assert new.secret not in (new.row.digest, new.row.name)
    assert new.secret.startswith(new.row.prefix)
    assert status(client, f"Bearer {new.secret}") == 200
    assert status(client, f"bearer {new.secret}") == 200
    session.refresh(new.row)
    assert new.row.last_used_on == utc_now().date()
    tokens.revoke_token(session, new.row, actor=person)
    tokens.revoke_token(session, new.row, actor=person)
    session.commit()
    assert status(client, f"Bearer {new.secret}") == 401
    verbs = session.scalars(select(Activity.verb).order_by(Activity.id)).all()
    assert verbs == ["token.created", "token.revoked"]


@pytest.mark.parametrize(
    "header",
    ["Bearer mm_made-up", "Bearer", "Bearer ", "", "Basic bGlpczpzZWNyZXQ=", "mm_made-up", "Bearer é"],
)
def test_wrong_token_is_refused_even_for_what_is_public(client: FlaskClient, header: str) -> None:
    answer = client.get(ADDRESS, headers={"Authorization": header})
    assert (answer.status_code, answer.content_type) == (401, "application/problem+json")
    assert answer.headers["WWW-Authenticate"].startswith("Bearer")


def test_expired_token_is_refused(client: FlaskClient, session: Session) -> None:
    new = tokens.create_token(session, make_person(session), actor=None, name="old", days=1)
    new.row.expires_at = utc_now() - timedelta(seconds=1)
    session.commit()
    assert status(client, f"Bearer {new.secret}") == 401


def test_token_of_a_closed_account_is_refused(client: FlaskClient, session: Session) -> None:
    person = make_person(session)
    new = tokens.create_token(session, person, actor=None, name="old", days=1)
    person.active = False
    session.commit()
    assert status(client, f"Bearer {new.secret}") == 401


def test_tokens_end_at_twenty(session: Session) -> None:
    person = make_person(session)
    for number in range(tokens.MOST_TOKENS):
        made = tokens.create_token(session, person, actor=person, name=str(number), days=1)
    with pytest.raises(TooManyTokens):
        tokens.create_token(session, person, actor=person, name="one more", days=1)
    tokens.revoke_token(session, made.row, actor=person)
    tokens.create_token(session, person, actor=person, name="one more", days=1)


def test_page_shows_a_new_token_once(
    client: FlaskClient, session: Session, sign_in: Callable[[Person], FlaskClient]
) -> None:
    person = make_person(session)
    session.commit()
    browser = sign_in(person)
    answer = browser.post("/account/tokens", data={"name": "  our   intranet ", "days": "30"})
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "no-store"
    found = re.search(r'value="(mm_[\w-]{43})"', answer.get_data(as_text=True))
    assert found is not None
    assert status(client, f"Bearer {found[1]}") == 200
    token = session.scalars(select(ApiToken)).one()
    assert (token.name, token.person_id) == ("our intranet", person.id)
    later = browser.get("/account/tokens").get_data(as_text=True)
    assert "our intranet" in later
    assert found[1] not in later

    answer = browser.post(f"/account/tokens/{token.id}/revoke")
    assert (answer.status_code, answer.location) == (303, "/account/tokens")
    assert status(client, f"Bearer {found[1]}") == 401
    assert "Revoked" in browser.get("/account/tokens").get_data(as_text=True)


@pytest.mark.parametrize(
    "form", [{"name": " ", "days": "30"}, {"name": "x", "days": "9999"}, {"name": "x" * 81}]
)
def test_page_refuses_bad_input(
    session: Session, sign_in: Callable[[Person], FlaskClient], form: dict[str, str]
) -> None:
    person = make_person(session)
    session.commit()
    assert sign_in(person).post("/account/tokens", data={"days": "30", **form}).status_code == 422
    assert session.scalar(select(func.count(ApiToken.id))) == 0


def test_page_of_others_tokens_is_not_there(
    session: Session, sign_in: Callable[[Person], FlaskClient]
) -> None:
    new = tokens.create_token(session, make_person(session), actor=None, name="theirs", days=1)
    person = make_person(session)
    session.commit()
    assert sign_in(person).post(f"/account/tokens/{new.row.id}/revoke").status_code == 404
    assert "theirs" not in sign_in(person).get("/account/tokens").get_data(as_text=True)


def test_page_is_for_the_signed_in(client: FlaskClient) -> None:
    assert client.get("/account/tokens").status_code == 302


def test_token_dies_with_its_person(session: Session) -> None:
    person = make_person(session)
    tokens.create_token(session, person, actor=None, name="x", days=1)
    session.commit()
    session.delete(person)
    session.commit()
    assert session.scalar(select(func.count(ApiToken.id))) == 0


def test_suggestions_for_an_organisation_need_somebody_of_it(client: FlaskClient, session: Session) -> None:
    owner, stranger = make_person(session), make_person(session)
    make_organisation(session, slug="ours", owner=owner)
    keys = [
        tokens.create_token(session, person, actor=None, name="x", days=1).secret
        for person in (owner, stranger)
    ]
    session.commit()
    answers = [
        client.get("/api/v1/suggestions/partners?for=ours", headers={"Authorization": f"Bearer {key}"})
        for key in keys
    ]
    assert [answer.status_code for answer in answers] == [200, 403]
    assert answers[0].json == []
    assert answers[1].content_type == "application/problem+json"

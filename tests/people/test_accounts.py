"""The way in: sign up, confirm by the mailed link, sign in, reset, change."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models import Person
from tests.factories import make_membership, make_organisation, make_person

PASSWORD = "vesilik kuusk tantsib"
JOINING = {"name": "Liis Tamm", "email": "liis@matchmaker.example", "password": PASSWORD, "locale": "en"}


@pytest.fixture(autouse=True)
def _without_tokens(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(app.config, "WTF_CSRF_ENABLED", False)


def outbox(app: Flask) -> list[object]:
    """The mails sent so far, after the worker did what it owed."""
    app.extensions["sweep"]()
    with app.app_context():
        return list(getattr(app.extensions["mailman"], "outbox", []))


@pytest.fixture
def mails(app: Flask) -> Callable[[], list[object]]:
    app.extensions["mailman"].outbox = []
    return lambda: outbox(app)


def link_in(mail: object, word: str) -> str:
    """The first link of a mail with the word in it."""
    found = re.search(rf"https?://[^/\s]+(\S*{word}\S*)", mail.body)  # type: ignore[attr-defined]
    assert found is not None
    return found[1]


def signed_in_as(client: FlaskClient) -> str:
    page = client.get("/account").get_data(as_text=True)
    found = re.search(r"[\w.]+@matchmaker\.example", page)
    return found[0] if found else ""


def test_sign_up_confirm_sign_in(client: FlaskClient, mails: Callable[[], list[object]]) -> None:
    answer = client.post("/register", data=JOINING)
    assert answer.status_code == 302
    assert client.post("/login", data=JOINING).status_code == 200
    assert signed_in_as(client) == ""

    (mail,) = mails()
    assert mail.subject == "Confirm your address to join Matchmaker"  # type: ignore[attr-defined]
    assert mail.to == ["liis@matchmaker.example"]  # type: ignore[attr-defined]
    assert client.get(link_in(mail, "confirm")).status_code == 302
    assert "Your address is confirmed" in client.get("/login").get_data(as_text=True)

    answer = client.post("/login", data=JOINING)
    assert answer.status_code == 302
    assert answer.location.endswith("/overview")
    assert signed_in_as(client) == "liis@matchmaker.example"


def test_sign_up_keeps_name_and_language(client: FlaskClient, session: Session) -> None:
    client.post("/register", data={**JOINING, "locale": "et", "name": "  Liis   Tamm "})
    person = session.scalars(select(Person)).one()
    assert (person.name, person.locale, person.confirmed_at) == ("Liis Tamm", "et", None)


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"name": " "}, "Please write your name as others shall see it."),
        ({"email": "liis"}, "This is no e-mail address."),
        ({"password": "short"}, "Choose a password of at least 10 characters."),
        ({"password": "passwordpassword"}, "This password is easy to guess."),
        ({"locale": "xx"}, "Not a valid choice"),
    ],
)
def test_sign_up_refused_says_why(
    client: FlaskClient, session: Session, change: dict[str, str], sentence: str
) -> None:
    answer = client.post("/register", data={**JOINING, **change})
    assert sentence in answer.get_data(as_text=True)
    assert session.scalar(select(func.count(Person.id))) == 0


def test_sign_up_with_known_address_tells_its_owner_only(
    client: FlaskClient, session: Session, mails: Callable[[], list[object]]
) -> None:
    make_person(session, email=JOINING["email"], name="Liis Tamm")
    session.commit()
    page = client.post("/register", data=JOINING, follow_redirects=True).get_data(as_text=True)
    assert "We sent a mail to liis@matchmaker.example" in page
    (mail,) = mails()
    assert mail.subject == "You have an account on Matchmaker already"  # type: ignore[attr-defined]
    assert session.scalar(select(func.count(Person.id))) == 1


def test_sign_in_wrong_password_and_unknown_address_answer_alike(
    client: FlaskClient, session: Session
) -> None:
    make_person(session, email="known@matchmaker.example", password=PASSWORD)
    session.commit()
    sentence = "The address and the password don&#39;t belong together."
    for email in ("known@matchmaker.example", "unknown@matchmaker.example"):
        page = client.post("/login", data={"email": email, "password": "not the right one"})
        assert sentence in page.get_data(as_text=True)


def test_reset_by_mailed_link(
    client: FlaskClient, session: Session, mails: Callable[[], list[object]]
) -> None:
    make_person(session, email="known@matchmaker.example", password=PASSWORD)
    session.commit()
    for email in ("known@matchmaker.example", "unknown@matchmaker.example"):
        page = client.post("/reset", data={"email": email}).get_data(as_text=True)
        assert f"If there is an account for {email}, a mail is on its way to it." in page
    (mail,) = mails()
    link = link_in(mail, "reset")
    assert client.get(link).status_code == 200
    new = "kolm sinist lauda"
    client.post(link, data={"password": new, "password_confirm": new})
    client.get("/logout")
    answer = client.post("/login", data={"email": "known@matchmaker.example", "password": new})
    assert answer.status_code == 302


def test_change_password(
    client: FlaskClient, session: Session, sign_in: Callable[[Person], FlaskClient]
) -> None:
    person = make_person(session, password=PASSWORD)
    session.commit()
    new = "kolm sinist lauda"
    form = {"password": PASSWORD, "new_password": new, "new_password_confirm": new}
    answer = sign_in(person).post("/change", data=form)
    assert answer.status_code == 302
    answer = client.post("/login", data={"email": person.email, "password": new})
    assert answer.status_code == 302


def test_mails_come_in_the_persons_language(app: Flask, session: Session) -> None:
    from matchmaker.notifications.compose import composed

    person = make_person(session, locale="de")
    mail = composed("password_was_reset", to=person.email, locale=person.locale, user=person)
    assert 'lang="de"' in mail.html
    assert "http://localhost/reset" in mail.text


def test_sign_in_leads_nowhere_else(client: FlaskClient, session: Session) -> None:
    person = make_person(session, password=PASSWORD)
    session.commit()
    form = {"email": person.email, "password": PASSWORD}
    answer = client.post("/login?next=https://elsewhere.example/", data=form)
    assert "elsewhere" not in (answer.location or "")


def test_account_is_kept(session: Session, sign_in: Callable[[Person], FlaskClient]) -> None:
    person = make_person(session)
    session.commit()
    form = {"name": "Aino Virtanen", "locale": "fi", "time_zone": "Europe/Helsinki"}
    answer = sign_in(person).post("/account", data=form)
    assert answer.status_code == 303
    session.refresh(person)
    assert (person.name, person.locale, person.time_zone) == ("Aino Virtanen", "fi", "Europe/Helsinki")


def test_account_refuses_made_up_zone(session: Session, sign_in: Callable[[Person], FlaskClient]) -> None:
    person = make_person(session)
    session.commit()
    form = {"name": "Aino", "locale": "fi", "time_zone": "Europe/Atlantis"}
    assert sign_in(person).post("/account", data=form).status_code == 422


def test_account_of_nobody_leads_to_sign_in(client: FlaskClient) -> None:
    answer = client.get("/account")
    assert answer.status_code == 302
    assert answer.location.startswith("/login")


def test_hat_is_worn_and_leads_back_here_only(
    session: Session, sign_in: Callable[[Person], FlaskClient]
) -> None:
    person = make_person(session)
    make_organisation(session, owner=person)
    second = make_membership(session, person, make_organisation(session, name="Second"))
    session.commit()
    client = sign_in(person)
    answer = client.post("/hat", data={"hat": second.id, "next": "https://elsewhere.example/"})
    assert (answer.status_code, answer.location) == (303, "/overview")
    answer = client.post("/hat", data={"hat": second.id, "next": "/account"})
    assert answer.location == "/account"
    with client.session_transaction() as cookie:
        assert cookie["hat"] == second.organisation_id


def test_hat_of_somebody_else_is_not_there(
    session: Session, sign_in: Callable[[Person], FlaskClient]
) -> None:
    other = make_membership(session, make_person(session), make_organisation(session))
    person = make_person(session)
    session.commit()
    assert sign_in(person).post("/hat", data={"hat": other.id}).status_code == 404

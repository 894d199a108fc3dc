"""When mails come and which: the page, the daily mail, and one click that stops a kind."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from flask_mailman import EmailMultiAlternatives
from sqlalchemy.orm import Session

from matchmaker.notifications import catalogue, digest, preferences
from models import DigestItem, MailPace, Person
from tests.factories import make_organisation, make_person
from tests.forms_in_pages import form_in

SignIn = Callable[[Person], FlaskClient]
PAGE = "/account/mails"
#: Seven in the morning in Tallinn, five in UTC.
MORNING = datetime(2026, 12, 3, 5, 0, tzinfo=UTC)


@pytest.fixture
def person(session: Session) -> Person:
    person = make_person(session, time_zone="Europe/Tallinn")
    make_organisation(session, owner=person, slug="alfa")
    return person


def tell(session: Session, person: Person) -> None:
    """Promise a mail that can wait."""
    catalogue.notify(
        session, "organisation_verified", to=person, organisation="Alfa", slug="alfa", verifier=""
    )


def delivered(app: Flask, session: Session) -> list[EmailMultiAlternatives]:
    """What leaves when the worker has done everything."""
    session.commit()
    app.extensions["mailman"].outbox = []
    app.extensions["sweep"]()
    mails: list[EmailMultiAlternatives] = app.extensions["mailman"].outbox
    return mails


def choose(session: Session, person: Person, pace: MailPace, *muted: str) -> None:
    preferences.choose_mails(session, person, actor=person, pace=pace, muted=muted)


def test_preferences_are_kept(session: Session, person: Person, sign_in: SignIn) -> None:
    session.commit()
    client = sign_in(person)
    form = form_in(client.get(PAGE), PAGE)
    assert form.values["pace"] == ["at_once"]
    wanted = [kind for kind in form.values["wanted"] if kind != "introduction_message"]
    assert form.sent(client, {"pace": "daily", "wanted": wanted}).status_code == 303
    assert preferences.pace_of(session, person) is MailPace.DAILY
    assert preferences.muted_kinds(session, person) == {"introduction_message"}
    assert form_in(client.get(PAGE), PAGE).values["pace"] == ["daily"]


def test_preferences_without_a_pace_are_asked_again(
    session: Session, person: Person, sign_in: SignIn
) -> None:
    session.commit()
    client = sign_in(person)
    answer = form_in(client.get(PAGE), PAGE).sent(client, {"pace": "hourly"})
    assert answer.status_code == 422
    assert preferences.pace_of(session, person) is MailPace.AT_ONCE


def test_preferences_need_somebody_signed_in(client: FlaskClient) -> None:
    assert client.get(PAGE).location.startswith("/login?next=/account/mails")


def test_mails_about_the_account_cannot_be_muted(session: Session, person: Person) -> None:
    choose(session, person, MailPace.AT_ONCE, "reset_password", "cluster_asked")
    assert preferences.muted_kinds(session, person) == {"cluster_asked"}


def test_muted_kind_is_not_sent(app: Flask, session: Session, person: Person) -> None:
    choose(session, person, MailPace.AT_ONCE, "organisation_verified")
    tell(session, person)
    assert delivered(app, session) == []


def test_daily_mail_collects_what_can_wait(app: Flask, session: Session, person: Person) -> None:
    choose(session, person, MailPace.DAILY)
    tell(session, person)
    tell(session, person)
    assert delivered(app, session) == []
    digest.promise_due(session, MORNING)
    [message] = delivered(app, session)
    assert message.subject == "2 messages on Matchmaker"
    assert message.body.count("http://localhost/organisations/alfa") == 2
    digest.promise_due(session, MORNING + timedelta(days=1))
    assert delivered(app, session) == []


def test_daily_mail_waits_for_the_morning_of_its_place(app: Flask, session: Session, person: Person) -> None:
    choose(session, person, MailPace.DAILY)
    tell(session, person)
    delivered(app, session)
    assert digest.promise_due(session, MORNING - timedelta(minutes=1)) == 0
    person.time_zone = "Europe/Lisbon"
    assert digest.promise_due(session, MORNING) == 0
    assert digest.promise_due(session, MORNING + timedelta(hours=2)) == 1


def test_daily_mail_comes_once_a_day(app: Flask, session: Session, person: Person) -> None:
    choose(session, person, MailPace.DAILY)
    tell(session, person)
    delivered(app, session)
    digest.promise_due(session, MORNING)
    assert len(delivered(app, session)) == 1
    tell(session, person)
    delivered(app, session)
    digest.promise_due(session, MORNING + timedelta(hours=3))
    assert delivered(app, session) == []
    digest.promise_due(session, MORNING + timedelta(days=1))
    assert len(delivered(app, session)) == 1


def test_daily_mail_leaves_out_what_was_stopped_meanwhile(
    app: Flask, session: Session, person: Person
) -> None:
    choose(session, person, MailPace.DAILY)
    tell(session, person)
    delivered(app, session)
    preferences.mute(session, person, "organisation_verified")
    assert session.query(DigestItem).count() == 0
    assert digest.promise_due(session, MORNING) == 0


def test_daily_mail_itself_can_be_stopped(app: Flask, session: Session, person: Person) -> None:
    choose(session, person, MailPace.DAILY, digest.DIGEST)
    tell(session, person)
    delivered(app, session)
    digest.promise_due(session, MORNING)
    assert delivered(app, session) == []
    assert digest.promise_due(session, MORNING + timedelta(days=1)) == 0


@pytest.fixture
def stop_link(app: Flask, session: Session, person: Person) -> str:
    """The link at the end of a mail."""
    tell(session, person)
    [message] = delivered(app, session)
    headers = message.extra_headers
    assert headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    address = headers["List-Unsubscribe"].strip("<>").removeprefix("http://localhost")
    assert f"http://localhost{address}" in message.body
    return str(address)


def test_link_followed_by_a_scanner_stops_nothing(
    session: Session, person: Person, client: FlaskClient, stop_link: str
) -> None:
    assert client.get(stop_link).status_code == 200
    assert client.head(stop_link).status_code == 200
    assert preferences.muted_kinds(session, person) == set()


def test_one_click_stops_the_kind_without_cookies_or_redirect(
    session: Session, person: Person, client: FlaskClient, stop_link: str
) -> None:
    client.application.config["WTF_CSRF_ENABLED"] = True
    answer = client.post(stop_link, data={"List-Unsubscribe": "One-Click"})
    assert answer.status_code == 200
    assert preferences.muted_kinds(session, person) == {"organisation_verified"}
    # Twice is as good as once, and it can be undone.
    assert client.post(stop_link).status_code == 200
    undo = form_in(client.get(stop_link), f"{stop_link}/undo")
    assert undo.sent(client).status_code == 200
    assert preferences.muted_kinds(session, person) == set()


@pytest.mark.parametrize("change", [lambda link: link[:-3] + "abc", lambda _link: "/mails/stop/nonsense"])
def test_forged_link_changes_nothing_and_says_so(
    session: Session,
    person: Person,
    client: FlaskClient,
    stop_link: str,
    change: Callable[[str], str],
) -> None:
    for answer in (client.get(change(stop_link)), client.post(change(stop_link))):
        assert answer.status_code == 404
        assert re.search("incomplete or was changed", answer.text)
    assert preferences.muted_kinds(session, person) == set()

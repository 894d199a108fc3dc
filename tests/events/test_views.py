"""Pages of events, clicked through by their own forms, and the mails they lead to."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import icalendar
import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Connection, select
from sqlalchemy.orm import Session

from models import (
    Event,
    EventRegistration,
    EventState,
    Organisation,
    OrganisationKind,
    Person,
    RegistrationState,
)
from models.columns import utc_now
from tests.factories import make_event, make_organisation, make_person, make_venue
from tests.forms_in_pages import form_in, press
from tests.query_counter import counted_queries

SignIn = Callable[[Person], FlaskClient]


@pytest.fixture
def host(session: Session) -> Organisation:
    owner = make_person(session)
    return make_organisation(session, owner=owner, name="Jõe Park", kind=OrganisationKind.SCIENCE_PARK)


@pytest.fixture
def organiser(session: Session, host: Organisation, sign_in: SignIn) -> FlaskClient:
    """A client of somebody who owns the host."""
    session.commit()
    return sign_in(host.memberships[0].person)


def sent_mails(app: Flask) -> list[tuple[str, str]]:
    """Recipient and subject of every mail that leaves now, by recipient."""
    app.extensions["mailman"].outbox = []
    for _promise_of_a_promise in range(2):
        app.extensions["sweep"]()
    return sorted((mail.to[0], mail.subject) for mail in app.extensions["mailman"].outbox)


def typed_event() -> dict[str, str]:
    day = (utc_now() + timedelta(days=40)).date().isoformat()
    return {
        "title": "Breakfast of labs",
        "text": "Five labs show what they have.",
        "starts_at": f"{day}T09:30",
        "ends_at": f"{day}T11:00",
        "time_zone": "Europe/Tallinn",
        "city": "Tartu",
        "country": "EE",
        "places": "1",
        "fee_others": "20 €",
    }


def test_event_is_written_published_and_joined(
    app: Flask, session: Session, organiser: FlaskClient, sign_in: SignIn
) -> None:
    form = form_in(organiser.get("/events/new"), "/events/new")
    answer = form.sent(organiser, {**typed_event(), "intent": "publish"})
    assert answer.status_code == 303
    event = session.scalars(select(Event)).one()
    assert (event.state, event.slug, event.places) == (EventState.PUBLISHED, "breakfast-of-labs", 1)
    assert event.starts_at.astimezone().strftime("%M") == "30"

    first, second = make_person(session), make_person(session)
    session.commit()
    page, action = f"/events/{event.slug}", f"/events/{event.slug}/register"
    assert press(sign_in(first), page, action).status_code == 303
    assert "Join the waiting list" in sign_in(second).get(page).get_data(as_text=True)
    assert press(sign_in(second), page, action).status_code == 303
    assert "You are the next in line." in sign_in(second).get(page).get_data(as_text=True)
    assert press(sign_in(first), page, f"/events/{event.slug}/unregister").status_code == 303
    assert sent_mails(app) == sorted(
        [
            (first.email, "You have a place: Breakfast of labs"),
            (second.email, "On the waiting list: Breakfast of labs"),
            (second.email, "A place was freed for you: Breakfast of labs"),
        ]
    )
    assert "You have a place" in sign_in(second).get(page).get_data(as_text=True)


def test_mail_says_the_hour_on_both_clocks_and_carries_the_entry(
    app: Flask, session: Session, sign_in: SignIn
) -> None:
    guest = make_person(session, time_zone="Asia/Hong_Kong")
    event = make_event(session)
    session.commit()
    press(sign_in(guest), f"/events/{event.slug}", f"/events/{event.slug}/register")
    sent_mails(app)
    [mail] = app.extensions["mailman"].outbox
    assert "Tallinn" in mail.body
    assert "Hong Kong" in mail.body
    [file] = [content for content, kind in mail.alternatives if kind.startswith("text/calendar")]
    [entry] = icalendar.Calendar.from_ical(file).events
    assert entry.start == event.starts_at
    assert entry["UID"] == event.uid


def test_calling_off_is_told_to_who_registered(
    app: Flask, session: Session, host: Organisation, organiser: FlaskClient
) -> None:
    guest = make_person(session)
    event = make_event(session, host, title="Demo day")
    session.add(EventRegistration(event=event, person=guest, state=RegistrationState.REGISTERED))
    event.taken = 1
    session.commit()
    form = form_in(organiser.get(f"/events/{event.slug}"), f"/events/{event.slug}/cancel")
    assert form.sent(organiser, {"words": "The roof leaks."}).status_code == 303
    assert sent_mails(app) == [(guest.email, "Called off: Demo day")]
    assert "The roof leaks." in app.extensions["mailman"].outbox[0].body
    assert "called off" in organiser.get(f"/events/{event.slug}").get_data(as_text=True)


def test_form_that_makes_no_sense_is_shown_again_with_what_was_typed(
    session: Session, organiser: FlaskClient
) -> None:
    typed = typed_event()
    typed["ends_at"] = typed["starts_at"]
    answer = form_in(organiser.get("/events/new"), "/events/new").sent(organiser, typed)
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert "The end lies before the beginning." in page
    assert "Five labs show what they have." in page
    assert session.scalars(select(Event)).all() == []


def test_form_shows_and_keeps_the_hour_of_the_place(
    session: Session, host: Organisation, organiser: FlaskClient
) -> None:
    venue = make_venue(session, host, time_zone="Asia/Hong_Kong", city="Hong Kong", country="HK")
    event = make_event(session, host, venue=venue, time_zone="Asia/Hong_Kong")
    starts_at = event.starts_at
    session.commit()
    form = form_in(organiser.get(f"/events/{event.slug}/edit"), f"/events/{event.slug}/edit")
    assert form.values["starts_at"] == [f"{starts_at + timedelta(hours=8):%Y-%m-%dT%H:%M}"]
    assert form.sent(organiser).status_code == 303
    session.refresh(event)
    assert (event.starts_at, event.sequence) == (starts_at, 0)


def test_strangers_neither_see_drafts_nor_change_events(
    session: Session, host: Organisation, client: FlaskClient, sign_in: SignIn
) -> None:
    draft = make_event(session, host, state=EventState.DRAFT)
    shown = make_event(session, host)
    stranger = make_person(session)
    session.commit()
    assert client.get(f"/events/{draft.slug}").status_code == 404
    assert client.get(f"/events/{shown.slug}").status_code == 200
    signed_in = sign_in(stranger)
    assert signed_in.get(f"/events/{draft.slug}").status_code == 404
    assert signed_in.get(f"/events/{shown.slug}/edit").status_code == 403
    for what in ("publish", "cancel", "delete"):
        page = signed_in.get("/account")
        token = form_in(page, "/account").values["csrf_token"][0]
        answer = signed_in.post(f"/events/{shown.slug}/{what}", data={"csrf_token": token})
        assert answer.status_code == 403
    assert "Who comes" not in signed_in.get(f"/events/{shown.slug}").get_data(as_text=True)


def test_list_is_narrowed_and_says_when_it_is_empty(session: Session, client: FlaskClient) -> None:
    make_event(session, title="Breakfast in Tartu")
    make_event(session, title="Demo day in Riga", city="Riga", country="LV")
    make_event(session, title="Called off", state=EventState.CANCELLED)
    session.commit()
    everything = client.get("/events").get_data(as_text=True)
    assert "Breakfast in Tartu" in everything
    assert "Called off" not in everything
    riga = client.get("/events?country=LV").get_data(as_text=True)
    assert "Demo day in Riga" in riga
    assert "Breakfast in Tartu" not in riga
    assert "No event fits these filters" in client.get("/events?city=Nowhere").get_data(as_text=True)


def test_list_asks_as_often_for_one_as_for_twenty(
    session: Session, client: FlaskClient, connection: Connection
) -> None:
    make_event(session)
    session.commit()
    client.get("/events")
    with counted_queries(connection) as for_one:
        client.get("/events")
    for _ in range(19):
        make_event(session)
    session.commit()
    with counted_queries(connection) as for_twenty:
        client.get("/events")
    assert len(for_twenty) == len(for_one)


def test_calendar_file_is_there_for_anybody(session: Session, client: FlaskClient) -> None:
    event = make_event(session)
    session.commit()
    answer = client.get(f"/events/{event.slug}.ics")
    [entry] = icalendar.Calendar.from_ical(answer.data).events
    assert (str(entry["UID"]), entry.start) == (event.uid, event.starts_at)

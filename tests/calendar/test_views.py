"""Addresses of feeds: made, shown once, read by calendar programs, revoked."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Connection, select
from sqlalchemy.orm import Session

from matchmaker.calendar import tokens
from matchmaker.calendar.errors import NotYourCalendar, TooManyFeeds
from models import (
    EventRegistration,
    EventState,
    FeedKind,
    FeedToken,
    MembershipRole,
    Organisation,
    OrganisationKind,
    PartyMember,
    Person,
    RegistrationState,
    Standing,
    Venue,
    Visit,
    VisitState,
)
from models.columns import utc_now
from tests.calendar.readers import READERS, Seen, by_icalendar
from tests.factories import (
    make_cluster,
    make_event,
    make_membership,
    make_organisation,
    make_person,
    make_venue,
)
from tests.forms_in_pages import form_in, press
from tests.query_counter import counted_queries

SignIn = Callable[[Person], FlaskClient]


def next_monday() -> date:
    today = utc_now().date() + timedelta(days=14)
    return today + timedelta(days=-today.weekday() % 7)


def add_visit(session: Session, venue: Venue, person: Person, **values: object) -> Visit:
    """Five days at a venue that were accepted, unless told otherwise."""
    number = len(session.scalars(select(Visit.id)).all()) + 1
    monday = next_monday()
    visit = Visit(
        **{
            "token": f"token-{number}",
            "thread": f"{number:032x}",
            "uid": f"visit-{number}@matchmaker.example",
            "organisation": make_organisation(session, owner=person, name=f"Guest {number}"),
            "venue": venue,
            "requested_by": person,
            "starts_on": monday,
            "ends_on": monday + timedelta(days=4),
            "state": VisitState.ACCEPTED,
            "standing": Standing.WITHIN,
            **values,
        }
    )
    session.add(visit)
    session.flush()
    return visit


def address_of(session: Session, person: Person, about: tokens.FeedOf = None) -> str:
    secret = tokens.create_feed(session, about, actor=person, name="").secret
    session.commit()
    return f"/calendar/{secret}.ics"


def read(client: FlaskClient, address: str) -> dict[str, Seen]:
    answer = client.get(address)
    assert answer.status_code == 200
    return by_icalendar(answer.get_data(as_text=True))


@pytest.fixture
def person(session: Session) -> Person:
    return make_person(session, time_zone="Asia/Hong_Kong")


@pytest.fixture
def host(session: Session) -> Organisation:
    return make_organisation(session, owner=make_person(session), kind=OrganisationKind.SCIENCE_PARK)


@pytest.fixture
def venue(session: Session, host: Organisation) -> Venue:
    return make_venue(session, host)


def test_address_is_made_shown_once_and_revoked(
    session: Session, person: Person, sign_in: SignIn, client: FlaskClient
) -> None:
    session.commit()
    own = sign_in(person)
    page = form_in(own.get("/account/calendars"), "/account/calendars").sent(own, {"name": "My phone"})
    assert page.headers["Cache-Control"] == "no-store"
    found = re.search(r'value="http://localhost(/calendar/[^"]+\.ics)"', page.get_data(as_text=True))
    assert found is not None
    address = found[1]
    answer = client.get(address)
    assert answer.mimetype == "text/calendar"
    later = own.get("/account/calendars").get_data(as_text=True)
    assert "My phone" in later
    assert address not in later
    feed = session.scalars(select(FeedToken)).one()
    assert feed.last_used_on == utc_now().date()
    assert address.split("/")[-1].removesuffix(".ics") not in (feed.digest, feed.prefix)

    assert press(own, "/account/calendars", f"/account/calendars/{feed.id}/revoke").status_code == 303
    assert client.get(address).status_code == 404


@pytest.mark.parametrize("made_up", ["x", "a" * 43, "%00", "a" * 4000])
def test_made_up_address_leads_nowhere(app: Flask, client: FlaskClient, made_up: str) -> None:
    assert client.get(f"/calendar/{made_up}.ics").status_code == 404


def test_feed_ends_with_the_account(session: Session, person: Person, client: FlaskClient) -> None:
    address = address_of(session, person)
    person.active = False
    session.commit()
    assert client.get(address).status_code == 404


def test_nobody_revokes_the_address_of_another(session: Session, person: Person, sign_in: SignIn) -> None:
    address_of(session, person)
    stranger = make_person(session)
    session.commit()
    client = sign_in(stranger)
    token = form_in(client.get("/account"), "/account").values["csrf_token"][0]
    feed_id = session.scalars(select(FeedToken.id)).one()
    answer = client.post(f"/account/calendars/{feed_id}/revoke", data={"csrf_token": token})
    assert answer.status_code == 404


def test_program_that_has_the_newest_is_told_so(
    session: Session, person: Person, venue: Venue, client: FlaskClient
) -> None:
    visit = add_visit(session, venue, person)
    address = address_of(session, person)
    tag = client.get(address).headers["ETag"]
    again = client.get(address, headers={"If-None-Match": tag})
    assert (again.status_code, again.data) == (304, b"")
    assert again.headers["ETag"] == tag
    visit.starts_on += timedelta(days=1)
    visit.sequence += 1
    session.commit()
    moved = client.get(address, headers={"If-None-Match": tag})
    assert moved.status_code == 200
    assert moved.headers["ETag"] != tag


def test_visit_moved_then_cancelled_is_the_same_entry_for_every_program(
    session: Session, person: Person, venue: Venue, client: FlaskClient
) -> None:
    visit = add_visit(session, venue, person)
    address = address_of(session, person)

    def seen() -> list[tuple[str, datetime, int, str]]:
        text = client.get(address).get_data(as_text=True)
        found = [read(text) for read in READERS.values()]
        return [(uid, one.starts_at, one.sequence, one.status) for feed in found for uid, one in feed.items()]

    first = seen()
    assert len(set(first)) == 1
    assert first[0][2:] == (0, "CONFIRMED")
    visit.starts_on += timedelta(days=7)
    visit.ends_on += timedelta(days=7)
    visit.sequence = 1
    session.commit()
    second = seen()
    assert len(set(second)) == 1
    assert second[0][0] == first[0][0]
    assert abs(second[0][1] - first[0][1] - timedelta(days=7)) <= timedelta(hours=1)
    assert second[0][2:] == (1, "CONFIRMED")
    visit.state, visit.sequence = VisitState.CANCELLED, 2
    session.commit()
    assert [one[2:] for one in seen()] == [(2, "CANCELLED")] * len(READERS)


@pytest.mark.parametrize(
    ("state", "status"),
    [
        (VisitState.REQUESTED, "TENTATIVE"),
        (VisitState.WAITING, "TENTATIVE"),
        (VisitState.CHANGED, "TENTATIVE"),
        (VisitState.ACCEPTED, "CONFIRMED"),
        (VisitState.ARRIVED, "CONFIRMED"),
        (VisitState.COMPLETED, "CONFIRMED"),
        (VisitState.NO_SHOW, "CONFIRMED"),
        (VisitState.DECLINED, "CANCELLED"),
        (VisitState.LAPSED, "CANCELLED"),
        (VisitState.WITHDRAWN, "CANCELLED"),
        (VisitState.CANCELLED, "CANCELLED"),
    ],
)
def test_each_state_of_a_visit_says_how_firm_it_is(
    session: Session, person: Person, client: FlaskClient, state: VisitState, status: str
) -> None:
    add_visit(session, make_venue(session), person, state=state)
    [seen] = read(client, address_of(session, person)).values()
    assert seen.status == status


def test_visit_begins_when_the_doors_of_the_venue_open(
    session: Session, person: Person, venue: Venue, client: FlaskClient
) -> None:
    add_visit(session, venue, person, starts_on=date(2027, 3, 22), ends_on=date(2027, 3, 29))
    [seen] = read(client, address_of(session, person)).values()
    # Nine on a winter Monday in Tartu; five on the Monday after the clocks went forward.
    assert seen.starts_at == datetime(2027, 3, 22, 7, tzinfo=UTC)
    assert seen.ends_at == datetime(2027, 3, 29, 14, tzinfo=UTC)


def test_personal_feed_shows_what_the_person_takes_part_in_and_nothing_else(
    session: Session, person: Person, venue: Venue, client: FlaskClient
) -> None:
    other = make_person(session)
    own = add_visit(session, venue, person)
    add_visit(session, venue, other)
    joined = add_visit(session, venue, other)
    joined.party = [PartyMember(name="P", email=person.email.upper(), deleted_after=joined.ends_on)]
    event, waited, left, not_mine = (make_event(session) for _ in range(4))
    for one, state in (
        (event, RegistrationState.REGISTERED),
        (waited, RegistrationState.WAITING),
        (left, RegistrationState.CANCELLED),
    ):
        session.add(EventRegistration(event=one, person=person, state=state))
    session.add(EventRegistration(event=not_mine, person=other, state=RegistrationState.REGISTERED))
    seen = read(client, address_of(session, person))
    assert {uid: one.status for uid, one in seen.items()} == {
        own.uid: "CONFIRMED",
        joined.uid: "CONFIRMED",
        event.uid: "CONFIRMED",
        waited.uid: "TENTATIVE",
        left.uid: "CANCELLED",
    }


def test_venue_feed_shows_who_comes_and_what_takes_place(
    session: Session, host: Organisation, venue: Venue, client: FlaskClient
) -> None:
    visit = add_visit(session, venue, make_person(session))
    add_visit(session, make_venue(session), make_person(session))
    event = make_event(session, host, venue=venue)
    make_event(session, host, venue=venue, state=EventState.DRAFT)
    off = make_event(session, host, venue=venue, state=EventState.CANCELLED)
    manager = host.memberships[0].person
    seen = read(client, address_of(session, manager, venue))
    assert {uid: one.status for uid, one in seen.items()} == {
        visit.uid: "CONFIRMED",
        event.uid: "CONFIRMED",
        off.uid: "CANCELLED",
    }


def test_feed_of_a_venue_ends_for_who_left_the_host(
    session: Session, host: Organisation, venue: Venue, client: FlaskClient
) -> None:
    manager = make_person(session)
    membership = make_membership(session, manager, host)
    address = address_of(session, manager, venue)
    assert client.get(address).status_code == 200
    session.delete(membership)
    session.commit()
    assert client.get(address).status_code == 404


def test_cluster_feed_shows_where_members_go_and_who_comes(
    session: Session, venue: Venue, client: FlaskClient
) -> None:
    manager = make_person(session)
    cluster = make_cluster(session, manager=manager)
    going = add_visit(session, venue, make_person(session), home_cluster=cluster)
    coming = add_visit(session, make_venue(session, cluster), make_person(session))
    add_visit(session, venue, make_person(session))
    event = make_event(session, cluster)
    assert set(read(client, address_of(session, manager, cluster))) == {going.uid, coming.uid, event.uid}


def test_event_feed_follows_one_event(session: Session, person: Person, client: FlaskClient) -> None:
    event = make_event(session)
    make_event(session)
    address = address_of(session, person, event)
    event.state, event.sequence = EventState.CANCELLED, 1
    session.commit()
    assert {uid: (one.status, one.sequence) for uid, one in read(client, address).items()} == {
        event.uid: ("CANCELLED", 1)
    }


def test_feed_is_in_the_language_of_who_made_it(
    session: Session, person: Person, venue: Venue, client: FlaskClient
) -> None:
    person.locale = "de"
    add_visit(session, venue, person)
    address = address_of(session, person)
    there = client.get(address, headers={"Accept-Language": "pl"}).get_data(as_text=True)
    assert there == client.get(address, headers={"Accept-Language": "en"}).get_data(as_text=True)


def test_others_calendars_can_not_be_subscribed_to(session: Session, person: Person, venue: Venue) -> None:
    draft = make_event(session, state=EventState.DRAFT)
    for about in (venue, make_cluster(session), draft):
        with pytest.raises(NotYourCalendar):
            tokens.create_feed(session, about, actor=person, name="")


def test_choice_that_was_not_offered_is_refused(
    session: Session, person: Person, venue: Venue, sign_in: SignIn
) -> None:
    session.commit()
    client = sign_in(person)
    form = form_in(client.get("/account/calendars"), "/account/calendars")
    assert form.sent(client, {"calendar": f"venue-{venue.id}"}).status_code == 422
    assert session.scalars(select(FeedToken)).all() == []


def test_cluster_and_venue_are_offered_to_who_runs_them(
    session: Session, host: Organisation, venue: Venue, sign_in: SignIn
) -> None:
    manager = host.memberships[0].person
    cluster = make_cluster(session)
    make_membership(session, manager, cluster, role=MembershipRole.MANAGER)
    session.commit()
    client = sign_in(manager)
    page = client.get(f"/account/calendars?calendar=venue-{venue.id}")
    form = form_in(page, "/account/calendars")
    assert form.values["calendar"] == [f"venue-{venue.id}"]
    assert form.sent(client).status_code == 200
    assert form.sent(client, {"calendar": f"cluster-{cluster.id}"}).status_code == 200
    kinds = session.scalars(select(FeedToken.kind).order_by(FeedToken.id)).all()
    assert kinds == [FeedKind.VENUE, FeedKind.CLUSTER]


def test_addresses_are_limited(session: Session, person: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tokens, "MOST_FEEDS", 2)
    for _ in range(2):
        address_of(session, person)
    with pytest.raises(TooManyFeeds):
        address_of(session, person)


def test_feed_asks_as_often_for_one_visit_as_for_twenty(
    session: Session, person: Person, venue: Venue, client: FlaskClient, connection: Connection
) -> None:
    add_visit(session, venue, person)
    address = address_of(session, person)
    client.get(address)
    with counted_queries(connection) as for_one:
        client.get(address)
    for _ in range(19):
        add_visit(session, make_venue(session), person)
        session.add(
            EventRegistration(event=make_event(session), person=person, state=RegistrationState.WAITING)
        )
    session.commit()
    with counted_queries(connection) as for_twenty:
        assert len(read(client, address)) == 39
    assert len(for_twenty) == len(for_one)


def test_what_is_long_over_leaves_the_feed(
    session: Session, person: Person, venue: Venue, client: FlaskClient
) -> None:
    day = utc_now().date() - timedelta(days=366)
    add_visit(session, venue, person, starts_on=day, ends_on=day)
    assert read(client, address_of(session, person)) == {}

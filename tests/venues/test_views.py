"""Pages of venues, clicked through by their own forms."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import Connection, select
from sqlalchemy.orm import Session

from matchmaker.agreements.service import ensure_terms
from models import (
    Activity,
    Confirmation,
    HostAdditions,
    Organisation,
    OrganisationKind,
    Origin,
    OutboxRow,
    Person,
    PublicationState,
    Space,
    SpaceKind,
    Venue,
)
from models.columns import utc_now
from tests.factories import make_event, make_organisation, make_person, make_venue
from tests.forms_in_pages import form_in
from tests.query_counter import counted_queries

SignIn = Callable[[Person], FlaskClient]
TYPED = {
    "name": "Kai maja",
    "city": "Tartu",
    "country": "EE",
    "time_zone": "Europe/Tallinn",
    "description": "Desks beside the river.",
    "hours_0": "9-12, 13-17",
}


@pytest.fixture
def host(session: Session) -> Organisation:
    owner = make_person(session)
    return make_organisation(session, owner=owner, name="Jõe Park", kind=OrganisationKind.SCIENCE_PARK)


@pytest.fixture
def client(session: Session, host: Organisation, sign_in: SignIn) -> FlaskClient:
    """A client of somebody who owns the host."""
    session.commit()
    return sign_in(host.memberships[0].person)


def the_venue(session: Session) -> Venue:
    session.expire_all()
    return session.scalars(select(Venue)).one()


def text_of(client: FlaskClient, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.get_data(as_text=True)


def test_venue_is_drafted_given_a_space_and_published(session: Session, client: FlaskClient) -> None:
    answer = form_in(client.get("/venues/new"), "/venues/new").sent(client, TYPED)
    assert answer.location == "/places/kai-maja/edit#spaces"
    assert the_venue(session).state is PublicationState.DRAFT
    edit = client.get("/places/kai-maja/edit")
    space = {"space_name": "Guest desks", "kind": "desk", "capacity": 4}
    form_in(edit, "/places/kai-maja/spaces").sent(client, space)
    form = form_in(client.get("/places/kai-maja/edit"), "/places/kai-maja/edit")
    assert form.sent(client, intent="publish").location == "/places/kai-maja"
    venue = the_venue(session)
    assert venue.state is PublicationState.PUBLISHED
    assert [(row.weekday, row.opens.hour, row.closes.hour) for row in venue.opening_hours] == [
        (0, 9, 12),
        (0, 13, 17),
    ]
    verbs = session.scalars(select(Activity.verb).order_by(Activity.id)).all()
    assert verbs == ["venue.drafted", "venue.space_added", "venue.changed", "venue.published"]
    items = [row.payload for row in session.scalars(select(OutboxRow).filter_by(kind="index.text"))]
    assert items == [{"item": f"venue:{venue.id}"}] * 4


def test_publish_without_spaces_shows_what_is_missing(session: Session, client: FlaskClient) -> None:
    form_in(client.get("/venues/new"), "/venues/new").sent(client, TYPED)
    answer = form_in(client.get("/places/kai-maja"), "/places/kai-maja/publish").sent(client)
    assert answer.status_code == 422
    assert "Add at least one space where visitors can work." in answer.get_data(as_text=True)
    assert the_venue(session).state is PublicationState.DRAFT


def test_unreadable_hours_are_kept_and_refused(session: Session, client: FlaskClient) -> None:
    answer = form_in(client.get("/venues/new"), "/venues/new").sent(client, {**TYPED, "hours_1": "late"})
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert "Write opening hours like 09:00–17:00" in page
    assert 'value="late"' in page
    assert session.scalars(select(Venue)).all() == []


def test_published_venue_keeps_its_last_space(
    session: Session, host: Organisation, client: FlaskClient
) -> None:
    venue = make_venue(session, host)
    session.commit()
    address = f"/places/{venue.slug}/spaces/{venue.spaces[0].id}/remove"
    answer = form_in(client.get(f"/places/{venue.slug}/edit"), address).sent(client)
    assert answer.status_code == 409
    assert "needs at least one space" in answer.get_data(as_text=True)
    assert len(the_venue(session).spaces) == 1


def test_closure_is_added_shown_and_removed(
    session: Session, host: Organisation, client: FlaskClient
) -> None:
    venue = make_venue(session, host)
    session.commit()
    edit = f"/places/{venue.slug}/edit"
    first = utc_now().date() + timedelta(days=3)
    form = form_in(client.get(edit), f"/places/{venue.slug}/closures")
    form.sent(client, {"starts_on": first, "ends_on": first, "reason": "Roof repairs"})
    assert "Roof repairs" in text_of(client, f"/places/{venue.slug}")
    closure = the_venue(session).closures[0]
    form_in(client.get(edit), f"/places/{venue.slug}/closures/{closure.id}/remove").sent(client)
    assert the_venue(session).closures == []


def test_small_form_answers_a_script_with_its_panel_alone(
    session: Session, host: Organisation, client: FlaskClient
) -> None:
    venue = make_venue(session, host)
    session.commit()
    form = form_in(client.get(f"/places/{venue.slug}/edit"), f"/places/{venue.slug}/spaces")
    data = {**form.values, "space_name": [""], "capacity": ["0"]}
    answer = client.post(form.action, data=data, headers={"HX-Request": "true"})
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert "Give the space a name" in page
    assert "<html" not in page


def test_withdrawn_venue_is_gone_for_others(
    session: Session, host: Organisation, client: FlaskClient, app: object
) -> None:
    venue = make_venue(session, host)
    session.commit()
    form_in(client.get(f"/places/{venue.slug}"), f"/places/{venue.slug}/withdraw").sent(client)
    assert the_venue(session).state is PublicationState.WITHDRAWN
    assert client.get(f"/places/{venue.slug}").status_code == 200
    stranger = client.application.test_client()
    assert stranger.get(f"/places/{venue.slug}").status_code == 404


@pytest.mark.parametrize("address", ["edit", "publish", "withdraw", "spaces", "closures"])
def test_strangers_may_not_change_a_venue(session: Session, sign_in: SignIn, address: str) -> None:
    venue, stranger = make_venue(session), make_person(session)
    session.commit()
    client = sign_in(stranger)
    client.application.config["WTF_CSRF_ENABLED"] = False
    try:
        answer = client.post(f"/places/{venue.slug}/{address}", data=TYPED)
    finally:
        client.application.config["WTF_CSRF_ENABLED"] = True
    assert answer.status_code == 403
    assert "Only people of the host can change its venues." in answer.get_data(as_text=True)


def test_companies_list_no_venues(session: Session, sign_in: SignIn) -> None:
    owner = make_person(session)
    make_organisation(session, owner=owner)
    session.commit()
    answer = sign_in(owner).get("/venues/new")
    assert answer.status_code == 403
    assert "Science parks, incubators and clusters list places here." in answer.get_data(as_text=True)


def test_imported_venue_says_that_the_host_has_not_confirmed_it(
    session: Session, client: FlaskClient
) -> None:
    host = make_organisation(session, kind=OrganisationKind.INCUBATOR, origin=Origin.IMPORTED)
    venue = make_venue(
        session, host, source="pic", source_id="1", spaces=[], opening_hours=[], description=""
    )
    session.commit()
    assert "has not confirmed that it receives visitors" in text_of(client, f"/places/{venue.slug}")


def test_script_in_a_guide_is_shown_and_not_run(
    session: Session, host: Organisation, client: FlaskClient
) -> None:
    venue = make_venue(
        session, host, guide_arrival="<script>alert(1)</script> [taxi](javascript:alert(1)) **tram 3**"
    )
    session.commit()
    page = text_of(client, f"/places/{venue.slug}")
    assert "<script>alert" not in page
    assert 'href="javascript' not in page
    assert "<strong>tram 3</strong>" in page


def test_next_events_of_the_place_are_named_and_no_others(
    session: Session, host: Organisation, client: FlaskClient
) -> None:
    venue, begin = make_venue(session, host), utc_now() + timedelta(days=3)
    for number, title in enumerate(("Pitch evening", "Open lab", "Breakfast", "Fair")):
        event_at(session, begin + timedelta(days=number), host=host, venue=venue, title=title)
    event_at(session, utc_now() - timedelta(days=3), host=host, venue=venue, title="Long ago")
    event_at(session, begin, host=host, title="Elsewhere")
    session.commit()
    page = text_of(client, f"/places/{venue.slug}")
    titles = ("Pitch evening", "Open lab", "Breakfast", "Fair", "Long ago", "Elsewhere")
    shown = [title for title in titles if f">{title}</a>" in page]
    assert shown == ["Pitch evening", "Open lab", "Breakfast"]


def event_at(session: Session, starts: datetime, *, host: Organisation, **values: Any) -> None:
    make_event(session, host, starts_at=starts, ends_at=starts + timedelta(hours=1), **values)


def test_calendar_of_the_place_is_offered_to_its_people(
    session: Session, host: Organisation, client: FlaskClient, sign_in: SignIn
) -> None:
    venue, stranger = make_venue(session, host), make_person(session)
    session.commit()
    address = f"/account/calendars?calendar=venue-{venue.id}"
    assert address in text_of(client, f"/places/{venue.slug}")
    assert f'<option selected value="venue-{venue.id}">' in text_of(client, address)
    assert address not in text_of(sign_in(stranger), f"/places/{venue.slug}")


def test_free_days_are_those_of_the_terms_and_of_the_host(
    session: Session, host: Organisation, client: FlaskClient
) -> None:
    venue = make_venue(session, host)
    session.commit()
    address = f"/places/{venue.slug}"
    assert "Free of charge for up to" not in text_of(client, address)
    ensure_terms(session, utc_now().date())
    session.commit()
    assert "Free of charge for up to 5 consecutive working days" in text_of(client, address)
    session.add(HostAdditions(host=host, extra_free_days=2))
    session.commit()
    assert "Free of charge for up to 7 consecutive working days" in text_of(client, address)


def test_viewer_elsewhere_sees_both_clocks(session: Session, host: Organisation, sign_in: SignIn) -> None:
    venue = make_venue(session, host)
    near, far = make_person(session), make_person(session, time_zone="Asia/Tokyo")
    session.commit()
    assert "Your time" not in text_of(sign_in(near), f"/places/{venue.slug}")
    page = text_of(sign_in(far), f"/places/{venue.slug}")
    assert "Your time is that of Asia/Tokyo." in page


def test_around_are_those_of_the_city_and_within_50_km(
    session: Session, host: Organisation, client: FlaskClient
) -> None:
    venue = make_venue(session, host, latitude=58.38, longitude=26.72)
    make_organisation(session, name="Same city", city="Tartu")
    make_organisation(session, name="Elva works", city="Elva", latitude=58.22, longitude=26.42)
    make_organisation(session, name="Tallinn works", city="Tallinn", latitude=59.44, longitude=24.75)
    make_organisation(session, name="Hidden works", city="Tartu", hidden=True)
    session.commit()
    page = text_of(client, f"/places/{venue.slug}")
    shown = [name for name in ("Same city", "Elva works", "Tallinn works", "Hidden works") if name in page]
    assert shown == ["Same city", "Elva works"]


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("", ["Kivi", "Puu"]),
        ("?country=LV", ["Puu"]),
        ("?city=tartu", ["Kivi"]),
        ("?amenity=parking", ["Puu"]),
        ("?space=lab", []),
        ("?q=wet+labs+kivi", ["Kivi"]),
        ("?country=xx&amenity=unicorn", []),
    ],
)
def test_browse_narrows_down(session: Session, client: FlaskClient, query: str, names: list[str]) -> None:
    make_venue(session, name="Kivi", amenities=["bike_parking"])
    make_venue(session, name="Puu", city="Rīga", country="LV", amenities=["parking"])
    make_venue(session, name="Draft", state=PublicationState.DRAFT)
    session.commit()
    page = text_of(client, f"/places{query}")
    assert [name for name in ("Kivi", "Puu", "Draft") if f">{name}</a>" in page] == names


@pytest.mark.parametrize("address", ["/places", "/venues"])
def test_lists_ask_as_often_for_thirty_venues_as_for_one(
    session: Session, connection: Connection, host: Organisation, client: FlaskClient, address: str
) -> None:
    make_venue(session, host, latitude=58.0, longitude=26.0)
    session.commit()
    text_of(client, address)
    with counted_queries(connection) as for_one:
        text_of(client, address)
    for _ in range(29):
        make_venue(session, host, latitude=58.0, longitude=26.0)
    session.commit()
    with counted_queries(connection) as for_thirty:
        text_of(client, address)
    assert len(for_thirty) == len(for_one)


def test_changed_meanwhile_is_said_and_nothing_written(
    session: Session, host: Organisation, client: FlaskClient
) -> None:
    venue = make_venue(session, host)
    session.commit()
    edit = f"/places/{venue.slug}/edit"
    first, second = form_in(client.get(edit), edit), form_in(client.get(edit), edit)
    assert first.sent(client, {"name": "First"}).status_code == 303
    assert second.sent(client, {"name": "Second"}).status_code == 409
    assert the_venue(session).name == "First"


def test_space_is_confirmed_at_once_where_the_host_says_so(
    session: Session, client: FlaskClient, host: Organisation
) -> None:
    venue = make_venue(session, host)
    session.commit()
    space = venue.spaces[0]
    action = f"/places/{venue.slug}/spaces/{space.id}/confirmation"
    for expected in (Confirmation.AT_ONCE, Confirmation.ON_APPROVAL):
        form = form_in(client.get(f"/places/{venue.slug}/edit"), action)
        assert form.sent(client).status_code == 303
        session.refresh(space)
        assert space.confirmation is expected
    assert form.sent(client, {"confirmation": "whatever"}).status_code == 404


def test_public_holidays_are_named_and_shut_the_place(session: Session, client: FlaskClient) -> None:
    venue = make_venue(session, country="DE", city="Rostock", region="DE-MV", time_zone="Europe/Berlin")
    session.commit()
    page = text_of(client, f"/places/{venue.slug}")
    assert "Public holidays ahead" in page


def test_places_are_narrowed_to_those_with_room_for_the_party(session: Session, client: FlaskClient) -> None:
    make_venue(session, name="Small House", spaces=[Space(name="D", kind=SpaceKind.DESK, capacity=2)])
    make_venue(
        session,
        name="Large House",
        spaces=[
            Space(name="D", kind=SpaceKind.DESK, capacity=2),
            Space(name="M", kind=SpaceKind.MEETING_ROOM, capacity=12),
        ],
    )
    session.commit()
    page = text_of(client, "/places?people=6")
    assert "Large House" in page
    assert "Small House" not in page
    assert "Large House" not in text_of(client, "/places?people=6&space=desk")
    assert "Small House" in text_of(client, "/places?people=many")

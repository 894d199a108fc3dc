"""Which places a plan shows, in which order, with whom and what beside them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, select
from sqlalchemy.orm import Session

from matchmaker.agreements.house_days import Stay
from matchmaker.matching import Index
from matchmaker.suggestions.subjects import subject_of_organisation
from matchmaker.trips.fitting import Fitting
from matchmaker.trips.planning import Destination, Planner, Trip
from matchmaker.trips.rooms import roomiest
from models import (
    Introduction,
    OpeningHours,
    Organisation,
    OrganisationKind,
    Origin,
    Person,
    Space,
    SpaceDay,
    SpaceKind,
    Standing,
    Venue,
    Visit,
)
from models.columns import utc_now
from tests.factories import make_event, make_membership, make_organisation, make_person, make_venue
from tests.forms_in_pages import form_in
from tests.query_counter import counted_queries
from tests.suggestions.rows import need, offer

SignIn = Callable[[Person], FlaskClient]
Indexed = Callable[[], Index]

#: Hong Kong keeps no clock change, and the factory's terms say nothing of it.
WEEK = [(day, time(9), time(17)) for day in range(5)]


def stay() -> Stay:
    today = utc_now().date() + timedelta(days=28)
    monday = today - timedelta(days=today.weekday())
    return Stay(monday, monday + timedelta(days=2))


@pytest.fixture
def guest(session: Session) -> Organisation:
    guest = make_organisation(session, owner=make_person(session), name="Guest", country="EE", city="Tartu")
    need(
        session, guest, "Cold-active protease for washing", "A protease stable at pH 9 for washing at 12 °C."
    )
    return guest


def place(session: Session, city: str, *, desks: int = 4, **values: object) -> Venue:
    host = make_organisation(
        session, owner=make_person(session), kind=OrganisationKind.SCIENCE_PARK, city=city, country="IS"
    )
    return make_venue(
        session,
        host,
        **{
            "city": city,
            "country": "IS",
            "time_zone": "Atlantic/Reykjavik",
            "description": "A house by the sea.",
            "spaces": [Space(name="Desks", kind=SpaceKind.DESK, capacity=desks)],
            "opening_hours": [OpeningHours(weekday=d, opens=o, closes=c) for d, o, c in WEEK],
            **values,
        },
    )


def company(session: Session, city: str, name: str, title: str, **values: object) -> Organisation:
    found = make_organisation(
        session,
        owner=make_person(session),
        **{"name": name, "city": city, "country": "IS", "open_to_introductions": True, **values},
    )
    offer(session, found, title, f"{title} for laundries and mills.")
    return found


def planned(session: Session, index: Index, guest: Organisation, **values: object) -> tuple[Destination, ...]:
    now = utc_now()
    planner = Planner(Fitting(session, index, subject_of_organisation(session, guest, now), guest, now))
    return planner.plan(Trip(**{"stay": stay(), **values})).destinations  # type: ignore[arg-type]


def names(destinations: tuple[Destination, ...]) -> list[str]:
    return [destination.venue.name for destination in destinations]


def test_place_with_fitting_companies_around_comes_first(
    session: Session, guest: Organisation, indexed: Indexed
) -> None:
    place(session, "Akureyri", name="Far House")
    place(session, "Reykjavik", name="Near House")
    maker = company(session, "Reykjavik", "Enzyme Works", "Cold-active protease for washing")
    company(session, "Akureyri", "Wool Mill", "Wool socks")
    first, *_rest = planned(session, indexed(), guest)
    assert first.venue.name == "Near House"
    assert [one.target for one in first.companies] == [maker]
    assert first.reason is not None
    assert [near.organisation for near in first.reason.neighbours] == [maker]


def test_only_companies_open_to_contact_are_named(
    session: Session, guest: Organisation, indexed: Indexed
) -> None:
    place(session, "Reykjavik")
    company(session, "Reykjavik", "Shut", "Protease for washing", open_to_introductions=False)
    company(session, "Reykjavik", "Nobody", "Protease for washing cold", origin=Origin.IMPORTED)
    company(session, "Reykjavik", "Hidden", "Protease for washing", hidden=True)
    company(session, "Akureyri", "Elsewhere", "Protease for washing")
    willing = company(session, "Reykjavik", "Willing", "Protease for washing")
    [destination] = planned(session, indexed(), guest, city="Reykjavik")
    assert [one.target for one in destination.companies] == [willing]


def test_at_most_five_companies_are_named(session: Session, guest: Organisation, indexed: Indexed) -> None:
    place(session, "Reykjavik")
    for number in range(7):
        company(session, "Reykjavik", f"Works {number}", "Protease for washing")
    [destination] = planned(session, indexed(), guest, city="Reykjavik")
    assert len(destination.companies) == 5


def test_full_place_comes_last_and_says_so(session: Session, guest: Organisation, indexed: Indexed) -> None:
    full, free = place(session, "Reykjavik", name="Full", desks=2), place(session, "Reykjavik", name="Free")
    company(session, "Reykjavik", "Works", "Protease for washing")
    [space] = full.spaces
    session.add(SpaceDay(space_id=space.id, day=stay().last, taken=2, capacity=2))
    found = planned(session, indexed(), guest, city="Reykjavik")
    assert names(found) == ["Free", "Full"]
    assert (found[0].room is not None, found[1].room) == (True, None)
    assert found[1].judgement is None
    assert found[0].room is not None
    assert found[0].room.free == free.spaces[0].capacity


def test_standing_is_shown_for_what_would_be_asked(
    session: Session, guest: Organisation, indexed: Indexed
) -> None:
    place(session, "Reykjavik")
    [destination] = planned(session, indexed(), guest, city="Reykjavik")
    assert destination.judgement is not None
    assert destination.judgement.standing is Standing.OUTSIDE


def test_own_places_drafts_and_other_cities_are_left_out(
    session: Session, guest: Organisation, indexed: Indexed
) -> None:
    make_venue(session, guest, city="Reykjavik", country="IS")
    place(session, "Reykjavik", state="draft")
    place(session, "Akureyri")
    assert planned(session, indexed(), guest, city="reykjavik") == ()


def test_only_events_of_these_days_on_the_clock_of_the_place(
    session: Session, guest: Organisation, indexed: Indexed
) -> None:
    venue = place(session, "Reykjavik")
    zone = ZoneInfo("Atlantic/Reykjavik")
    last_evening = datetime.combine(stay().last, time(21), zone)
    where = {"city": "Reykjavik", "country": "IS", "time_zone": "Atlantic/Reykjavik"}
    evening = make_event(
        session, venue.host, starts_at=last_evening, ends_at=last_evening + timedelta(hours=2), **where
    )
    after = last_evening + timedelta(days=2)
    make_event(session, venue.host, starts_at=after, ends_at=after + timedelta(hours=2), **where)
    [destination] = planned(session, indexed(), guest, city="Reykjavik")
    assert destination.events == (evening,)


@settings(deadline=None)
@given(
    st.lists(st.tuples(st.sampled_from(list(SpaceKind)), st.integers(1, 9)), max_size=4),
    st.integers(0, 5),
    st.integers(1, 9),
    st.lists(st.integers(0, 9), min_size=5, max_size=5),
)
def test_room_is_what_is_free_on_the_fullest_day(
    spaces: list[tuple[SpaceKind, int]], length: int, people: int, guests: list[int]
) -> None:
    made = [Space(id=n, name="x", kind=kind, capacity=size) for n, (kind, size) in enumerate(spaces, 1)]
    first = stay().first
    days = [first + timedelta(days=n) for n in range(length)]
    taken = {
        (space.id, day): min(space.capacity, count)
        for space in made
        for day, count in zip(days, guests, strict=False)
    }
    room = roomiest(made, days, taken, people)
    free = {
        space.id: min(space.capacity - taken[space.id, day] for day in days)
        for space in made
        if space.kind is SpaceKind.DESK and days
    }
    best = max(free.values(), default=0)
    assert (room is not None) is (best >= people)
    assert room is None or free[room.space.id] == room.free == best


# pages


@pytest.fixture
def own(session: Session, guest: Organisation, sign_in: SignIn) -> FlaskClient:
    session.commit()
    return sign_in(guest.memberships[0].person)


def address(**values: object) -> str:
    asked = {"first": stay().first, "last": stay().last, "people": 1, "city": "", "country": "", **values}
    return "/trips?" + "&".join(f"{name}={value}" for name, value in asked.items())


def test_one_button_asks_for_the_visit_and_the_introductions(
    app: Flask, session: Session, own: FlaskClient, indexed: Indexed
) -> None:
    place(session, "Reykjavik", name="Sea House")
    works = company(session, "Reykjavik", "Enzyme Works", "Protease for washing")
    indexed()
    page = own.get(address(city="Reykjavik"))
    text = page.get_data(as_text=True)
    assert "Sea House" in text
    assert "Enzyme Works" in text
    assert "Ask Sea House and those ticked" in text
    answer = form_in(page, "/trips/ask").sent(own, {"companies": [str(works.id)]})
    assert answer.status_code == 303
    visit = session.scalars(select(Visit)).one()
    introduction = session.scalars(select(Introduction)).one()
    assert answer.location == f"/visits/{visit.token}"
    assert (introduction.thread, introduction.asked_organisation_id) == (visit.thread, works.id)
    assert "one introduction" in own.get(answer.location).get_data(as_text=True)


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"first": ""}, "Choose the first day."),
        ({"last": stay().first - timedelta(days=1)}, "The last day lies before the first."),
        ({"first": "2020-01-01", "last": "2020-01-02"}, "These days are over already."),
        ({"last": stay().first + timedelta(days=60)}, "At most 31 days."),
        ({"people": 0}, "Between 1 and 50 people."),
    ],
)
def test_question_that_makes_no_sense_is_shown_again(
    own: FlaskClient, values: dict[str, object], sentence: str
) -> None:
    answer = own.get(address(**values))
    assert answer.status_code == 422
    assert sentence in answer.get_data(as_text=True)


def test_city_without_any_place_says_what_to_do(own: FlaskClient, indexed: Indexed) -> None:
    indexed()
    assert "No place there yet" in own.get(address(city="Nowhere")).get_data(as_text=True)


def test_visitor_is_asked_to_sign_in(client: FlaskClient) -> None:
    assert client.get("/trips").status_code in (302, 401)


def test_plan_asks_as_often_for_one_place_as_for_twenty(
    session: Session, own: FlaskClient, indexed: Indexed, connection: Connection
) -> None:
    for number in range(3):
        place(session, "Reykjavik", name=f"House {number}")
    for number in range(3):
        company(session, "Reykjavik", f"Works {number}", "Protease for washing")
    indexed()
    own.get(address())
    with counted_queries(connection) as for_few:
        own.get(address())
    for number in range(20):
        place(session, "Reykjavik", name=f"House {number}")
        company(session, "Reykjavik", f"Works {number}", "Protease for washing")
    indexed()
    own.get(address())
    with counted_queries(connection) as for_many:
        own.get(address())
    # The terms are reckoned for six places at most, whatever their number.
    assert len(for_many) - len(for_few) <= 3 * 8


def test_who_left_the_organisation_asks_for_nothing(
    session: Session, guest: Organisation, sign_in: SignIn
) -> None:
    stranger = make_person(session)
    other = make_organisation(session)
    make_membership(session, stranger, other)
    session.commit()
    client = sign_in(stranger)
    token = form_in(client.get("/account"), "/account").values["csrf_token"][0]
    answer = client.post("/trips/ask", data={"csrf_token": token, "space": "1"})
    assert answer.status_code == 400

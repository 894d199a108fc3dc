"""The list of places: only those with room in the days asked for, the best fit first."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Connection
from sqlalchemy.orm import Session

from matchmaker.matching import Index
from matchmaker.trips.rules import shared_first
from matchmaker.trips.venue_search import by_fit
from models import Closure, Organisation, Origin, Person, Space, SpaceDay, SpaceKind, Venue
from tests.factories import make_organisation, make_person
from tests.forms_in_pages import form_in
from tests.query_counter import counted_queries
from tests.suggestions.rows import need
from tests.trips.test_planning import company, place, stay

SignIn = Callable[[Person], FlaskClient]
Indexed = Callable[[], Index]


def found(client: FlaskClient, query: str = "") -> list[str]:
    """The names of the places in the list, in its order."""
    answer = client.get(f"/places{query}")
    assert answer.status_code == 200
    return re.findall(r"<h2[^>]*>\s*<a[^>]*>([^<]*)</a>", answer.get_data(as_text=True))


def on(more: str = "") -> str:
    return f"?first={stay().first}&last={stay().last}{more}"


def fill(session: Session, venue: Venue, *, places: int) -> None:
    space = venue.spaces[0]
    session.add(SpaceDay(space_id=space.id, day=stay().last, taken=places, capacity=space.capacity))


def test_place_that_is_full_on_one_day_is_left_out(session: Session, client: FlaskClient) -> None:
    free, full = place(session, "Reykjavik", name="Free"), place(session, "Reykjavik", name="Full")
    fill(session, free, places=1)
    fill(session, full, places=4)
    session.commit()
    assert found(client) == ["Free", "Full"]
    assert found(client, on()) == ["Free"]
    assert found(client, on("&people=3")) == ["Free"]
    assert found(client, on("&people=4")) == []
    assert "Desks: 3 places free" in client.get(f"/places{on()}").get_data(as_text=True)


def test_place_that_is_shut_on_all_days_is_left_out(session: Session, client: FlaskClient) -> None:
    shut = place(session, "Reykjavik", name="Shut")
    shut.closures = [Closure(starts_on=stay().first, ends_on=stay().last)]
    place(session, "Akureyri", name="No hours", opening_hours=[])
    half = place(session, "Reykjavik", name="Half")
    half.closures = [Closure(starts_on=stay().first, ends_on=stay().first)]
    session.commit()
    assert found(client, on()) == ["Half"]


def test_only_the_kind_of_space_asked_for_counts(session: Session, client: FlaskClient) -> None:
    room = Space(name="Room", kind=SpaceKind.MEETING_ROOM, capacity=2)
    place(session, "Reykjavik", name="Both", spaces=[Space(name="D", kind=SpaceKind.DESK, capacity=9), room])
    place(session, "Reykjavik", name="Desks only")
    session.commit()
    assert found(client, on("&space=meeting_room")) == ["Both"]
    assert found(client, on("&space=meeting_room&people=3")) == []


def test_desk_is_named_before_a_larger_room(session: Session, client: FlaskClient) -> None:
    room = Space(name="Hall", kind=SpaceKind.MEETING_ROOM, capacity=40)
    place(session, "Reykjavik", spaces=[room, Space(name="Window desks", kind=SpaceKind.DESK, capacity=2)])
    session.commit()
    assert "Window desks: 2 places free" in client.get(f"/places{on()}").get_data(as_text=True)
    assert "Hall: 40 places free" in client.get(f"/places{on('&people=3')}").get_data(as_text=True)


def test_hosts_that_nobody_looks_after_are_not_listed_by_day(session: Session, client: FlaskClient) -> None:
    unclaimed = place(session, "Reykjavik", name="Unclaimed")
    unclaimed.host.origin = Origin.IMPORTED
    session.commit()
    assert found(client) == ["Unclaimed"]
    assert found(client, on()) == []
    assert "No place is free on these days" in client.get(f"/places{on()}").get_data(as_text=True)


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        (f"first={stay().last}&last={stay().first}", "The last day lies before the first."),
        ("first=2020-01-01", "These days are over already."),
        (f"first={stay().first}&last={stay().first + timedelta(days=31)}", "At most 31 days."),
    ],
)
def test_days_that_make_no_sense_are_said_beside_the_whole_list(
    session: Session, client: FlaskClient, query: str, sentence: str
) -> None:
    place(session, "Reykjavik", name="Sea House")
    session.commit()
    answer = client.get(f"/places?{query}")
    assert answer.status_code == 422
    text = answer.get_data(as_text=True)
    assert sentence in text
    assert "Sea House" in text
    assert 'aria-describedby="filter-refused"' in text


def test_several_amenities_are_all_wanted_and_each_chip_takes_one_away(
    session: Session, client: FlaskClient
) -> None:
    place(session, "Reykjavik", name="Both", amenities=["wifi", "shower"])
    place(session, "Reykjavik", name="One", amenities=["wifi", "bike_parking"])
    session.commit()
    query = "?city=reykjavik&amenity=wifi&amenity=shower"
    assert found(client, query) == ["Both"]
    text = client.get(f"/places{query}").get_data(as_text=True)
    assert 'href="/places?city=reykjavik&amp;amenity=wifi"' in text
    assert 'href="/places?amenity=wifi&amp;amenity=shower"' in text
    [form] = [form_in(client.get(f"/places{query}"), "/places")]
    assert form.values["amenity"] == ["wifi", "shower"]


# by fit


@pytest.fixture
def guest(session: Session) -> Organisation:
    guest = make_organisation(session, owner=make_person(session), name="Guest", country="EE", city="Tartu")
    need(
        session, guest, "Cold-active protease for washing", "A protease stable at pH 9 for washing at 12 °C."
    )
    return guest


def test_best_fit_comes_first_and_the_list_says_so(
    session: Session, client: FlaskClient, guest: Organisation, indexed: Indexed, sign_in: SignIn
) -> None:
    place(session, "Akureyri", name="Far House")
    place(session, "Reykjavik", name="Near House")
    company(session, "Reykjavik", "Enzyme Works", "Cold-active protease for washing")
    indexed()
    assert found(client) == ["Far House", "Near House"]
    own = sign_in(guest.memberships[0].person)
    assert found(own) == ["Near House", "Far House"]
    text = own.get("/places").get_data(as_text=True)
    assert "what fits Guest best first" in text
    assert "Enzyme Works" in text
    assert found(own, "?order=city") == ["Far House", "Near House"]
    assert "then by city" in own.get("/places?order=city").get_data(as_text=True)


def test_place_that_is_free_is_asked_for_with_the_days_and_the_party(
    session: Session, guest: Organisation, sign_in: SignIn
) -> None:
    venue = place(session, "Reykjavik")
    session.commit()
    text = sign_in(guest.memberships[0].person).get(f"/places{on('&people=2')}").get_data(as_text=True)
    days = f"first={stay().first}&amp;last={stay().last}&amp;people=2&amp;space={venue.spaces[0].id}"
    assert f"/places/{venue.slug}/visit?{days}" in text


def test_search_asks_as_often_for_forty_places_as_for_one(
    session: Session, guest: Organisation, indexed: Indexed, connection: Connection, sign_in: SignIn
) -> None:
    company(session, "Reykjavik", "Enzyme Works", "Cold-active protease for washing")
    place(session, "Reykjavik")
    indexed()
    own = sign_in(guest.memberships[0].person)
    found(own, on())
    with counted_queries(connection) as for_one:
        assert len(found(own, on())) == 1
    for _more in range(39):
        fill(session, place(session, "Reykjavik"), places=1)
    indexed()
    found(own, on())
    with counted_queries(connection) as for_forty:
        assert len(found(own, on())) == 20
    assert len(for_forty) == len(for_one)


@given(st.lists(st.integers(1, 50), unique=True), st.lists(st.integers(1, 50), unique=True))
def test_order_by_fit_loses_nothing_and_keeps_the_rest_in_order(ids: list[int], fitting: list[int]) -> None:
    ordered = by_fit(ids, fitting)
    fit = [number for number in fitting if number in ids]
    assert ordered == fit + [number for number in ids if number not in fit]


def test_calls_of_both_countries_come_before_those_of_all_and_others_are_left_out() -> None:
    calls = [(1, []), (2, ["IS", "EE", "LV"]), (3, ["IS"]), (4, ["EE"]), (5, ["EE", "IS"])]
    assert shared_first(calls, "EE", "IS") == [2, 5, 1]
    assert shared_first(calls, "IS", "IS") == [2, 3, 5, 1]

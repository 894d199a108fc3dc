"""The form of a visit: whom one could meet there is asked along with it, and the hour of arrival is kept."""

from __future__ import annotations

from collections.abc import Callable
from datetime import time

import pytest
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.orm import Session

from matchmaker.matching import Index
from matchmaker.visits import rules
from matchmaker.visits.errors import ArrivesWhileShut
from models import Introduction, Organisation, Person, SpaceDay, Venue, Visit, VisitState
from tests.factories import make_organisation, make_person
from tests.forms_in_pages import form_in
from tests.suggestions.rows import need
from tests.trips.test_planning import company, place, stay

SignIn = Callable[[Person], FlaskClient]
Indexed = Callable[[], Index]
TYPED = {"first": stay().first.isoformat(), "last": stay().last.isoformat(), "purpose": "Meet laundries."}


@pytest.fixture
def guest(session: Session) -> Organisation:
    guest = make_organisation(session, owner=make_person(session), name="Guest", country="EE", city="Tartu")
    need(
        session, guest, "Cold-active protease for washing", "A protease stable at pH 9 for washing at 12 °C."
    )
    return guest


@pytest.fixture
def venue(session: Session) -> Venue:
    return place(session, "Reykjavik", name="Sea House", desks=2)


@pytest.fixture
def works(session: Session, venue: Venue) -> Organisation:
    return company(session, "Reykjavik", "Enzyme Works", "Cold-active protease for washing")


@pytest.fixture
def own(session: Session, guest: Organisation, sign_in: SignIn) -> FlaskClient:
    session.commit()
    return sign_in(guest.memberships[0].person)


def url_of(venue: Venue) -> str:
    return f"/places/{venue.slug}/visit"


def the_visit(session: Session) -> Visit:
    session.expire_all()
    return session.scalars(select(Visit)).one()


def test_people_ticked_are_asked_on_the_thread_of_the_visit(
    session: Session, venue: Venue, works: Organisation, indexed: Indexed, own: FlaskClient
) -> None:
    company(session, "Akureyri", "Wool Mill", "Cold-active protease for wool")
    indexed()
    page = own.get(url_of(venue))
    text = page.get_data(as_text=True)
    assert "Enzyme Works" in text
    assert "Wool Mill" not in text
    form = form_in(page, url_of(venue))
    assert form.values["message"] != [""]
    answer = form.sent(own, {**TYPED, "companies": [str(works.id)]}, intent="send")
    visit, introduction = the_visit(session), session.scalars(select(Introduction)).one()
    assert answer.location == f"/visits/{visit.token}"
    assert (introduction.thread, introduction.asked_organisation_id) == (visit.thread, works.id)
    assert "Asked for one introduction there." in own.get(answer.location).get_data(as_text=True)


def test_nobody_is_asked_who_was_not_ticked(
    session: Session, venue: Venue, works: Organisation, indexed: Indexed, own: FlaskClient
) -> None:
    indexed()
    form_in(own.get(url_of(venue)), url_of(venue)).sent(own, TYPED, intent="send")
    assert the_visit(session).state is VisitState.REQUESTED
    assert session.scalars(select(Introduction)).all() == []


def test_company_that_closed_meanwhile_is_named_and_the_visit_is_asked_for(
    session: Session, venue: Venue, works: Organisation, indexed: Indexed, own: FlaskClient
) -> None:
    indexed()
    form = form_in(own.get(url_of(venue)), url_of(venue))
    works.open_to_introductions = False
    session.commit()
    answer = form.sent(own, {**TYPED, "companies": [str(works.id)]}, intent="send")
    assert the_visit(session).introductions == []
    assert "Enzyme Works: " in own.get(answer.location).get_data(as_text=True)


def test_who_stands_in_line_asks_nobody_else(
    session: Session, venue: Venue, works: Organisation, indexed: Indexed, own: FlaskClient
) -> None:
    own_space = venue.spaces[0]
    session.add(SpaceDay(space_id=own_space.id, day=stay().first, taken=2, capacity=2))
    indexed()
    page = own.get(f"{url_of(venue)}?first={stay().first}&last={stay().last}")
    assert "Enzyme Works" not in page.get_data(as_text=True)
    form = form_in(page, url_of(venue))
    form.sent(own, {**TYPED, "companies": [str(works.id)]}, intent="queue")
    assert the_visit(session).state is VisitState.WAITING
    assert session.scalars(select(Introduction)).all() == []


def test_hour_of_arrival_is_kept_and_shown_in_the_time_of_the_place(
    session: Session, venue: Venue, own: FlaskClient
) -> None:
    session.commit()
    form = form_in(own.get(url_of(venue)), url_of(venue))
    refused = form.sent(own, {**TYPED, "arrives_at": "18:30"}, intent="send")
    assert refused.status_code == 422
    assert "open from 09:00 to 17:00" in refused.get_data(as_text=True)
    answer = form_in(refused, url_of(venue)).sent(own, {**TYPED, "arrives_at": "10:30"}, intent="send")
    assert the_visit(session).arrives_at == time(10, 30)
    assert "10:30" in own.get(answer.location).get_data(as_text=True)


def test_address_chooses_the_space(session: Session, venue: Venue, own: FlaskClient) -> None:
    session.commit()
    for asked in (str(venue.spaces[0].id), "999999", "desk"):
        form = form_in(own.get(f"{url_of(venue)}?space={asked}"), url_of(venue))
        assert form.values["spaces"] == [str(venue.spaces[0].id)]


@given(st.times(), st.times(), st.times())
def test_arrival_is_refused_only_outside_the_hours(arrives: time, opens: time, closes: time) -> None:
    rules.check_arrival(None, (opens, closes))
    rules.check_arrival(arrives, None)
    if opens <= arrives < closes:
        rules.check_arrival(arrives, (opens, closes))
    else:
        with pytest.raises(ArrivesWhileShut):
            rules.check_arrival(arrives, (opens, closes))

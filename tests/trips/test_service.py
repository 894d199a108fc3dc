"""One button for a trip: the visit, and the introductions on its thread."""

from __future__ import annotations

from datetime import date, time, timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from matchmaker.agreements.house_days import Stay
from matchmaker.introductions.rules import MOST_OPEN
from matchmaker.refusals import Refusal
from matchmaker.trips.service import ask_for_trip
from matchmaker.visits.asking import Wish
from matchmaker.visits.errors import Full
from models import (
    Introduction,
    IntroductionState,
    OpeningHours,
    Organisation,
    Person,
    Space,
    SpaceKind,
    Visit,
)
from models.columns import utc_now
from tests.factories import make_organisation, make_person, make_venue


def next_monday() -> date:
    today = utc_now().date() + timedelta(days=21)
    return today + timedelta(days=-today.weekday() % 7)


@pytest.fixture
def guest(session: Session) -> Organisation:
    return make_organisation(session, owner=make_person(session), country="LV", city="Riga")


@pytest.fixture
def actor(guest: Organisation) -> Person:
    return guest.memberships[0].person


@pytest.fixture
def space(session: Session) -> Space:
    venue = make_venue(
        session,
        country="HK",
        time_zone="Asia/Hong_Kong",
        spaces=[Space(name="Desks", kind=SpaceKind.DESK, capacity=2)],
        opening_hours=[OpeningHours(weekday=day, opens=time(9), closes=time(17)) for day in range(5)],
    )
    make_membership_of(session, venue.host)
    return venue.spaces[0]


def make_membership_of(session: Session, organisation: Organisation) -> None:
    from tests.factories import make_membership

    make_membership(session, make_person(session), organisation)


def company(session: Session, **values: object) -> Organisation:
    return make_organisation(session, owner=make_person(session), open_to_introductions=True, **values)


def wish(space: Space, people: int = 1) -> Wish:
    monday = next_monday()
    return Wish(spaces=[space], stay=Stay(monday, monday + timedelta(days=1)), people=people)


def test_visit_and_introductions_share_one_thread(
    session: Session, guest: Organisation, actor: Person, space: Space
) -> None:
    companies = [company(session) for _ in range(3)]
    asked = ask_for_trip(session, guest, wish(space), companies, actor=actor, message="Shall we meet?")
    assert {one.thread for one in asked.introductions} == {asked.visit.thread}
    assert [one.asked_organisation for one in asked.introductions] == companies
    assert {one.state for one in asked.introductions} == {IntroductionState.RELEASED}
    assert [row.introduction for row in asked.visit.introductions] == list(asked.introductions)
    assert asked.refused == ()


def test_company_that_can_not_be_asked_is_named_and_the_others_are_asked(
    session: Session, guest: Organisation, actor: Person, space: Space
) -> None:
    shut, willing = company(session), company(session)
    shut.open_to_introductions = False
    asked = ask_for_trip(session, guest, wish(space), [shut, willing], actor=actor, message="Shall we?")
    assert [one.asked_organisation for one in asked.introductions] == [willing]
    assert [organisation for organisation, _refusal in asked.refused] == [shut]
    assert session.scalar(select(func.count(Introduction.id))) == 1


def test_quota_holds_for_trips_too(
    session: Session, guest: Organisation, actor: Person, space: Space
) -> None:
    companies = [company(session) for _ in range(MOST_OPEN + 1)]
    asked = ask_for_trip(session, guest, wish(space), companies, actor=actor, message="Shall we?")
    assert len(asked.introductions) == MOST_OPEN
    assert [type(refusal).__name__ for _company, refusal in asked.refused] == ["QuotaReached"]


def test_nothing_is_asked_where_the_visit_is_refused(
    session: Session, guest: Organisation, actor: Person, space: Space
) -> None:
    others = make_organisation(session, owner=make_person(session))
    space.confirmation = "at_once"  # type: ignore[assignment]
    taken = ask_for_trip(
        session, others, wish(space, 2), [], actor=others.memberships[0].person, message=""
    ).visit
    from matchmaker.visits.service import accept_visit

    host_person = space.venue.host.memberships[0].person
    if taken.is_pending:
        accept_visit(session, taken, actor=host_person)
    before = session.scalar(select(func.count(Visit.id)))
    with pytest.raises(Full):
        ask_for_trip(session, guest, wish(space), [company(session)], actor=actor, message="Shall we?")
    assert session.scalar(select(func.count(Visit.id))) == before
    assert session.scalar(select(func.count(Introduction.id))) == 0


def test_message_is_wanted_for_introductions(
    session: Session, guest: Organisation, actor: Person, space: Space
) -> None:
    asked = ask_for_trip(session, guest, wish(space), [company(session)], actor=actor, message=" ")
    assert asked.introductions == ()
    assert isinstance(asked.refused[0][1], Refusal)

"""Where two organisations were brought together already, pages lead to that instead of offering to ask."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Connection
from sqlalchemy.orm import Session

from matchmaker.organisations.queries import introductions_with
from matchmaker.suggestions.access import Scene
from matchmaker.suggestions.presenters import ask_url, introduction_url
from matchmaker.suggestions.subjects import TypedText, subject_of_text
from models import IntroductionState, Person
from tests.factories import make_asking_pair, make_introduction, make_venue
from tests.query_counter import counted_queries

SignIn = Callable[[Person], FlaskClient]
ASK, SEE = b"Ask for introduction", b"See the introduction"


@pytest.mark.parametrize("state", [IntroductionState.REQUESTED, IntroductionState.ACCEPTED])
def test_profile_leads_to_the_introduction(
    session: Session, sign_in: SignIn, state: IntroductionState
) -> None:
    pair = make_asking_pair(session)
    profile = f"/organisations/{pair.asked.slug}"
    session.commit()
    assert ASK in sign_in(pair.asking_person).get(profile).data
    introduction = make_introduction(session, pair, state)
    session.commit()
    page = sign_in(pair.asking_person).get(profile).data
    assert ASK not in page
    assert SEE in page
    assert f"/introductions/{introduction.id}".encode() in page


@pytest.mark.parametrize(
    ("state", "told"), [(IntroductionState.REQUESTED, False), (IntroductionState.RELEASED, True)]
)
def test_who_is_asked_learns_of_it_when_it_is_released(
    session: Session, sign_in: SignIn, state: IntroductionState, told: bool
) -> None:
    pair = make_asking_pair(session)
    introduction = make_introduction(session, pair, state)
    session.commit()
    known = introductions_with(session, pair.asked)
    assert known == ({pair.asking.id: introduction.id} if told else {})
    page = sign_in(pair.asked_person).get(f"/organisations/{pair.asking.slug}").data
    assert (SEE in page) is told


def test_one_that_ended_may_be_asked_again(session: Session, sign_in: SignIn) -> None:
    pair = make_asking_pair(session)
    make_introduction(session, pair, IntroductionState.WITHDRAWN)
    session.commit()
    assert introductions_with(session, pair.asking) == {}
    assert ASK in sign_in(pair.asking_person).get(f"/organisations/{pair.asked.slug}").data


def test_place_leads_to_the_introduction_to_its_host(session: Session, sign_in: SignIn) -> None:
    pair = make_asking_pair(session)
    venue = make_venue(session, host=pair.asked)
    session.commit()
    assert ASK in sign_in(pair.asking_person).get(f"/places/{venue.slug}").data
    make_introduction(session, pair, IntroductionState.ACCEPTED)
    session.commit()
    page = sign_in(pair.asking_person).get(f"/places/{venue.slug}").data
    assert ASK not in page
    assert SEE in page


def test_cards_of_what_belongs_to_a_known_one_lead_there(
    app: Flask, session: Session, connection: Connection
) -> None:
    pair = make_asking_pair(session)
    venues = [make_venue(session, host=pair.asked) for _ in range(3)]
    introduction = make_introduction(session, pair, IntroductionState.ACCEPTED)
    session.commit()
    scene = Scene(subject_of_text(TypedText(body="Enzymes"), pair.asking), pair.asking, own=True)
    with app.test_request_context(), counted_queries(connection) as queries:
        links = {introduction_url(venue, scene) for venue in venues}
        asks = {ask_url(venue, scene) for venue in venues}
    assert links == {f"/introductions/{introduction.id}"}
    assert asks == {""}
    assert len([one for one in queries if "FROM introduction" in one]) == 1


def test_all_are_known_by_one_query(session: Session, connection: Connection) -> None:
    pair = make_asking_pair(session)
    make_introduction(session, pair, IntroductionState.ACCEPTED)
    session.flush()
    with counted_queries(connection) as queries:
        assert len(introductions_with(session, pair.asking)) == 1
    assert len(queries) == 1

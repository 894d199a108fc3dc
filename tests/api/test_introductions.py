"""Introductions by the API: what each side reads, asks and answers, and what it is refused."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import Connection
from sqlalchemy.orm import Session

from models import DeclineReason, Introduction, IntroductionState, PairBlock, Person, Route
from models.columns import utc_now
from tests.api.test_reading import bearer, ids
from tests.factories import AskingPair, make_asking_pair, make_introduction, make_listing, make_person
from tests.query_counter import counted_queries

ROOT = "/api/v1/introductions"
State = IntroductionState


@pytest.fixture
def pair(session: Session) -> AskingPair:
    """An asking company with a broker, and an asked one."""
    return make_asking_pair(session)


def read(client: FlaskClient, session: Session, person: Person, introduction: Introduction) -> Any:
    answer = client.get(f"{ROOT}/{introduction.id}", headers=bearer(session, person))
    assert answer.status_code == 200, answer.json
    return answer.json


def post(client: FlaskClient, session: Session, person: Person, address: str, **body: Any) -> Any:
    return client.post(f"{ROOT}{address}", headers=bearer(session, person), json=body)


def wanted(pair: AskingPair, **more: Any) -> dict[str, Any]:
    return {"organisation": pair.asking.slug, "asked": pair.asked.slug, "message": "May we talk?", **more}


def test_request_goes_the_way_of_the_page(client: FlaskClient, session: Session, pair: AskingPair) -> None:
    listing = make_listing(session, pair.asking)
    answer = post(client, session, pair.asking_person, "", **wanted(pair, subject=f"listing-{listing.id}"))
    assert answer.status_code == 201, answer.json
    assert answer.location == f"{ROOT}/{answer.json['id']}"
    made = session.get_one(Introduction, answer.json["id"])
    assert (made.state, made.route, made.broker) == (State.REQUESTED, Route.BROKERED, pair.cluster)
    assert (made.subject, made.subject_title) == (f"listing-{listing.id}", listing.title)
    assert answer.json["broker"]["slug"] == pair.cluster.slug
    again = post(client, session, pair.asking_person, "", **wanted(pair))
    assert (again.status_code, again.content_type) == (409, "application/problem+json")
    assert session.query(Introduction).count() == 1


def test_request_in_the_name_of_others_is_refused(
    client: FlaskClient, session: Session, pair: AskingPair
) -> None:
    assert post(client, session, pair.asked_person, "", **wanted(pair)).status_code == 403
    assert client.post(ROOT, json=wanted(pair)).status_code == 401
    assert session.query(Introduction).count() == 0


@pytest.mark.parametrize("values", [{"asked": "nobody"}, {"subject": "listing-99999"}])
def test_request_about_what_is_not_there_is_not_found(
    client: FlaskClient, session: Session, pair: AskingPair, values: dict[str, str]
) -> None:
    assert post(client, session, pair.asking_person, "", **wanted(pair, **values)).status_code == 404


def test_withdrawn_by_the_asking_side_alone(client: FlaskClient, session: Session, pair: AskingPair) -> None:
    introduction = make_introduction(session, pair, State.RELEASED)
    address = f"/{introduction.id}/withdraw"
    assert post(client, session, pair.asked_person, address).status_code == 403
    assert post(client, session, make_person(session), address).status_code == 404
    answer = post(client, session, pair.asking_person, address, seen=introduction.version)
    assert (answer.status_code, answer.json["state"]) == (200, "withdrawn")
    assert post(client, session, pair.asking_person, address).status_code == 409


def test_acceptance_shows_both_sides_their_contacts(
    client: FlaskClient, session: Session, pair: AskingPair
) -> None:
    introduction = make_introduction(session, pair, State.RELEASED)
    for person in (pair.asking_person, pair.asked_person, pair.manager):
        assert read(client, session, person, introduction)["contacts"] == []
    stale = post(client, session, pair.asked_person, f"/{introduction.id}/accept", seen=1)
    assert stale.status_code == 409
    answer = post(client, session, pair.asked_person, f"/{introduction.id}/accept")
    assert answer.json["state"] == "accepted"
    emails = {pair.asking_person.email, pair.asked_person.email}
    assert {contact["email"] for contact in answer.json["contacts"]} == emails
    late = post(client, session, pair.asked_person, f"/{introduction.id}/decline", reason="competitor")
    assert late.status_code == 409


def test_no_has_a_typed_reason(client: FlaskClient, session: Session, pair: AskingPair) -> None:
    introduction = make_introduction(session, pair, State.RELEASED)
    address, person = f"/{introduction.id}/decline", pair.asked_person
    assert post(client, session, person, address).status_code == 422
    assert post(client, session, person, address, reason="no idea").status_code == 422
    assert post(client, session, person, address, reason="not_now").status_code == 422
    day = (utc_now() + timedelta(days=20)).date()
    body = {"reason": "not_now", "words": "After the fair.", "not_before": day.isoformat()}
    answer = post(client, session, person, address, never_again=True, **body)
    assert answer.status_code == 200, answer.json
    session.refresh(introduction)
    assert (introduction.state, introduction.decline_reason) == (State.DECLINED, DeclineReason.NOT_NOW)
    assert (introduction.reason_words, introduction.not_before) == ("After the fair.", day)
    assert session.query(PairBlock).count() == 1


def test_anonymous_asker_is_not_named_to_the_asked_side(
    client: FlaskClient, session: Session, pair: AskingPair
) -> None:
    introduction = make_introduction(session, pair, State.RELEASED, anonymous=True)
    told = client.get(f"{ROOT}/{introduction.id}", headers=bearer(session, pair.asked_person))
    assert told.json is not None
    assert (told.json["asking"], told.json["subject"], told.json["sides"]) == (None, None, ["asked"])
    assert pair.asking.slug not in told.text
    assert pair.asking.name not in told.text
    listed = client.get(ROOT, headers=bearer(session, pair.asked_person))
    assert pair.asking.slug not in listed.text
    assert read(client, session, pair.manager, introduction)["asking"]["slug"] == pair.asking.slug


def test_list_holds_what_its_reader_may_follow(
    client: FlaskClient, session: Session, pair: AskingPair
) -> None:
    introduction = make_introduction(session, pair, State.REQUESTED)
    make_introduction(session)
    for person, seen in ((pair.asking_person, 1), (pair.manager, 1), (pair.asked_person, 0)):
        assert len(ids(client, "introductions", bearer(session, person))) == seen
    headers = bearer(session, pair.asking_person)
    assert ids(client, "introductions?state=requested", headers) == [introduction.id]
    assert ids(client, "introductions?state=lapsed", headers) == []
    assert ids(client, f"introductions?organisation={pair.asking.slug}&side=asked", headers) == []
    assert client.get(f"{ROOT}?organisation=nobody", headers=headers).status_code == 404
    assert client.get(ROOT).status_code == 401


def test_list_asks_as_often_for_one_as_for_many(
    client: FlaskClient, session: Session, pair: AskingPair, connection: Connection
) -> None:
    headers = bearer(session, pair.manager)
    # The first use of a token on a day is written down.
    assert client.get(ROOT, headers=headers).status_code == 200
    numbers = []
    for _more in range(2):
        for _again in range(4):
            # Ended, so that the same two can be introduced anew.
            make_introduction(session, pair, State.WITHDRAWN)
        session.commit()
        session.expire_all()
        with counted_queries(connection) as queries:
            assert client.get(f"{ROOT}?limit=50", headers=headers).status_code == 200
        numbers.append(len(queries))
    assert numbers[0] == numbers[1]


def test_list_comes_in_pages(client: FlaskClient, session: Session, pair: AskingPair) -> None:
    made = [make_introduction(session, pair, State.WITHDRAWN).id for _ in range(3)]
    headers = bearer(session, pair.manager)
    first: Any = client.get(f"{ROOT}?limit=2", headers=headers).json
    rest: Any = client.get(f"{ROOT}?limit=2&cursor={first['next_cursor']}", headers=headers).json
    assert [row["id"] for row in (*first["items"], *rest["items"])] == made
    assert rest["next_cursor"] is None

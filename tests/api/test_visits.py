"""Visits by the API: what each side reads, asks, answers and notes, and what it is refused."""

from __future__ import annotations

from datetime import date, time, timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import Connection
from sqlalchemy.orm import Session

from matchmaker.agreements.house_days import Stay
from matchmaker.visits import rules, service
from matchmaker.visits.asking import Wish
from models import Amenity, OpeningHours, Person, Visit, VisitDeclineReason, VisitState
from models.columns import utc_now
from tests.api.test_reading import bearer
from tests.factories import make_person
from tests.query_counter import counted_queries
from tests.visits.roaming import Roaming, fill, make_roaming, make_visitor, week

ROOT = "/api/v1/visits"
S = VisitState


def monday() -> date:
    """A Monday with enough notice, whenever the test runs."""
    day = utc_now().date() + timedelta(days=21)
    return day + timedelta(days=-day.weekday() % 7)


@pytest.fixture
def roaming(session: Session) -> Roaming:
    """Two desks that the host confirms, in a country whose holidays nobody knows."""
    return make_roaming(session, country="XX")


def post(client: FlaskClient, session: Session, person: Person, address: str, **body: Any) -> Any:
    return client.post(f"{ROOT}{address}", headers=bearer(session, person), json=body)


def read(client: FlaskClient, session: Session, person: Person, visit: Visit) -> Any:
    answer = client.get(f"{ROOT}/{visit.token}", headers=bearer(session, person))
    assert answer.status_code == 200, answer.json
    return answer.json


def wanted(roaming: Roaming, **more: Any) -> dict[str, Any]:
    return {
        "organisation": roaming.visitor.slug,
        "spaces": [roaming.desks.id],
        "starts_on": monday().isoformat(),
        "ends_on": (monday() + timedelta(days=4)).isoformat(),
        "purpose": "Meet growers.",
        **more,
    }


def asked(session: Session, roaming: Roaming, **values: Any) -> Visit:
    wish = Wish(spaces=[roaming.desks], stay=week(monday()), **values)
    return service.request_visit(session, roaming.visitor, wish, actor=roaming.visitor_person)


def test_request_is_read_and_accepted_by_the_host(
    client: FlaskClient, session: Session, roaming: Roaming
) -> None:
    answer = post(
        client, session, roaming.visitor_person, "", **wanted(roaming, arrives_at="10:30", people=2)
    )
    assert answer.status_code == 201, answer.json
    told = answer.json
    assert answer.location == f"{ROOT}/{told['token']}"
    assert (told["state"], told["standing"], told["waits_for_you"]) == ("requested", "within", False)
    assert (told["arrives_at"], told["people"], told["working_days"]) == ("10:30:00", 2, 5)
    assert [finding["clause"] for finding in told["findings"]] == ["2"]
    visit = session.query(Visit).one()
    assert read(client, session, roaming.host_person, visit)["waits_for_you"] is True
    stale = post(client, session, roaming.host_person, f"/{visit.token}/accept", seen=7)
    assert stale.status_code == 409
    accepted = post(client, session, roaming.host_person, f"/{visit.token}/accept", seen=told["version"])
    assert (accepted.status_code, accepted.json["state"]) == (200, "accepted")
    assert accepted.json["arrival_code"] is None
    assert read(client, session, roaming.visitor_person, visit)["arrival_code"] == visit.arrival_code


def test_desk_is_confirmed_at_once_as_on_the_page(client: FlaskClient, session: Session) -> None:
    roaming = make_roaming(session, country="XX", at_once=True)
    told = post(client, session, roaming.visitor_person, "", **wanted(roaming)).json
    assert (told["state"], told["confirmed_at_once"]) == ("accepted", True)


def test_full_days_are_refused_and_the_line_is_open(
    client: FlaskClient, session: Session, roaming: Roaming
) -> None:
    fill(session, roaming, week(monday()))
    full = post(client, session, roaming.visitor_person, "", **wanted(roaming))
    assert (full.status_code, full.content_type) == (409, "application/problem+json")
    told = post(client, session, roaming.visitor_person, "", **wanted(roaming, stand_in_line=True)).json
    assert (told["state"], told["waits_for_you"]) == ("waiting", False)
    left = post(client, session, roaming.visitor_person, f"/{told['token']}/withdraw", words="Too late.")
    assert (left.json["state"], left.json["reason_words"]) == ("withdrawn", "Too late.")


@pytest.mark.parametrize(
    ("values", "status"),
    [
        ({"spaces": [99999]}, 404),
        ({"organisation": "nobody"}, 404),
        ({"spaces": []}, 422),
        ({"purpose": " "}, 422),
        ({"arrives_at": "25:00"}, 422),
        ({"arrives_at": "18:00"}, 422),
        ({"ends_on": "2020-01-01"}, 422),
        ({"starts_on": "2020-01-01"}, 422),
        ({"people": 3}, 422),
    ],
)
def test_request_that_makes_no_sense_is_refused(
    client: FlaskClient, session: Session, roaming: Roaming, values: dict[str, Any], status: int
) -> None:
    assert (
        post(client, session, roaming.visitor_person, "", **wanted(roaming, **values)).status_code == status
    )
    assert session.query(Visit).count() == 0


def test_request_in_the_name_of_others_is_refused(
    client: FlaskClient, session: Session, roaming: Roaming
) -> None:
    assert post(client, session, roaming.host_person, "", **wanted(roaming)).status_code == 403
    assert client.post(ROOT, json=wanted(roaming)).status_code == 401
    assert session.query(Visit).count() == 0


def test_each_side_does_its_own_and_strangers_see_nothing(
    client: FlaskClient, session: Session, roaming: Roaming
) -> None:
    visit = asked(session, roaming)
    for verb, person in (
        ("accept", roaming.visitor_person),
        ("withdraw", roaming.host_person),
        ("arrive", roaming.visitor_person),
        ("cancel", roaming.manager),
    ):
        assert post(client, session, person, f"/{visit.token}/{verb}").status_code == 403
    stranger = make_person(session)
    assert post(client, session, stranger, f"/{visit.token}/accept").status_code == 404
    assert client.get(f"{ROOT}/{visit.token}", headers=bearer(session, stranger)).status_code == 404
    assert read(client, session, roaming.manager, visit)["sides"] == []
    session.refresh(visit)
    assert visit.state is S.REQUESTED


def test_no_has_a_typed_reason(client: FlaskClient, session: Session, roaming: Roaming) -> None:
    visit = asked(session, roaming)
    address = f"/{visit.token}/decline"
    assert post(client, session, roaming.host_person, address).status_code == 422
    answer = post(client, session, roaming.host_person, address, reason="too_long", words="Three days?")
    assert answer.status_code == 200, answer.json
    session.refresh(visit)
    assert (visit.state, visit.decline_reason) == (S.DECLINED, VisitDeclineReason.TOO_LONG)
    assert post(client, session, roaming.host_person, address, reason="full").status_code == 409


def test_other_dates_are_proposed_and_taken(client: FlaskClient, session: Session, roaming: Roaming) -> None:
    visit = asked(session, roaming)
    later = monday() + timedelta(days=7)
    days = {"starts_on": later.isoformat(), "ends_on": (later + timedelta(days=1)).isoformat()}
    told = post(
        client, session, roaming.host_person, f"/{visit.token}/dates", **days, space=roaming.room.id
    ).json
    assert (told["state"], told["proposal"]["side"], told["proposal"]["starts_on"]) == (
        "changed",
        "host",
        days["starts_on"],
    )
    assert told["proposal"]["space"]["name"] == roaming.room.name
    assert read(client, session, roaming.visitor_person, visit)["waits_for_you"] is True
    assert post(client, session, roaming.host_person, f"/{visit.token}/agree").status_code == 403
    taken = post(client, session, roaming.visitor_person, f"/{visit.token}/agree").json
    assert (taken["state"], taken["starts_on"], taken["proposal"]) == ("accepted", days["starts_on"], None)
    assert [space["name"] for space in taken["spaces"]] == [roaming.room.name]


def test_confirmed_visit_stays_where_other_dates_are_turned_down(
    client: FlaskClient, session: Session, roaming: Roaming
) -> None:
    visit = asked(session, roaming)
    service.accept_visit(session, visit, actor=roaming.host_person)
    later = (monday() + timedelta(days=7)).isoformat()
    body = {"starts_on": later, "ends_on": later}
    moved = post(client, session, roaming.visitor_person, f"/{visit.token}/dates", **body).json
    assert (moved["state"], moved["proposal"]["side"]) == ("accepted", "visitor")
    assert read(client, session, roaming.host_person, visit)["waits_for_you"] is True
    kept = post(client, session, roaming.host_person, f"/{visit.token}/turn-down", words="We are shut.").json
    assert (kept["starts_on"], kept["proposal"]) == (monday().isoformat(), None)
    gone = post(client, session, roaming.visitor_person, f"/{visit.token}/cancel", words="Ill.").json
    assert (gone["state"], gone["reason_words"]) == ("cancelled", "Ill.")


def test_arrival_and_end_are_noted_on_the_day(client: FlaskClient, session: Session) -> None:
    doors = [OpeningHours(weekday=day, opens=time(0), closes=time(23, 59)) for day in range(7)]
    here = make_roaming(session, country="XX", opening_hours=doors)
    now = utc_now()
    # The day at the place, which late in the evening is not the day in UTC any more.
    today = rules.today_in(here.venue.time_zone, now)
    wish = Wish(spaces=[here.desks], stay=Stay(today, today + timedelta(days=1)))
    visit = service.request_visit(session, here.visitor, wish, actor=here.visitor_person, now=now)
    service.accept_visit(session, visit, actor=here.host_person)
    assert post(client, session, here.host_person, f"/{visit.token}/complete").status_code == 409
    arrived = post(client, session, here.host_person, f"/{visit.token}/arrive").json
    assert (arrived["state"], arrived["arrived_at"] is not None) == ("arrived", True)
    done = post(client, session, here.visitor_person, f"/{visit.token}/complete").json
    assert (done["state"], done["closed_at"] is not None) == ("completed", True)
    assert post(client, session, here.host_person, f"/{visit.token}/no-show").status_code == 409


def test_visit_of_later_is_no_no_show_yet(client: FlaskClient, session: Session, roaming: Roaming) -> None:
    visit = asked(session, roaming)
    service.accept_visit(session, visit, actor=roaming.host_person)
    assert post(client, session, roaming.host_person, f"/{visit.token}/no-show").status_code == 409


def test_freed_place_is_taken(client: FlaskClient, session: Session) -> None:
    at_once = make_roaming(session, country="XX", at_once=True)
    other = fill(session, at_once, week(monday()))
    line = post(client, session, at_once.visitor_person, "", **wanted(at_once, stand_in_line=True)).json
    address = f"/{line['token']}/take"
    assert post(client, session, at_once.visitor_person, address).status_code == 409
    service.cancel_visit(session, other, actor=at_once.host_person)
    taken = post(client, session, at_once.visitor_person, address)
    assert (taken.status_code, taken.json["state"]) == (200, "accepted")


def test_names_and_code_are_for_those_who_need_them(client: FlaskClient, session: Session) -> None:
    badges = make_roaming(session, country="XX", amenities=[Amenity.VISITOR_BADGE.value])
    missing = post(client, session, badges.visitor_person, "", **wanted(badges))
    assert missing.status_code == 422
    told = post(client, session, badges.visitor_person, "", **wanted(badges, names=["Mari Maasikas"])).json
    visit = session.query(Visit).one()
    assert told["names"] == ["Mari Maasikas"]
    assert read(client, session, badges.host_person, visit)["names"] == ["Mari Maasikas"]
    assert read(client, session, badges.manager, visit)["names"] == []


def test_list_holds_what_its_reader_may_follow(
    client: FlaskClient, session: Session, roaming: Roaming
) -> None:
    visit = asked(session, roaming)
    asked(session, make_roaming(session, country="XX"))
    headers = bearer(session, roaming.visitor_person)

    def tokens(query: str = "") -> list[str]:
        answer: Any = client.get(f"{ROOT}{query}", headers=headers)
        assert answer.status_code == 200, answer.json
        return [row["token"] for row in answer.json["items"]]

    assert tokens() == [visit.token]
    assert tokens("?state=requested") == [visit.token]
    assert tokens("?state=accepted") == []
    assert tokens(f"?organisation={roaming.visitor.slug}&side=host") == []
    assert client.get(f"{ROOT}?organisation=nobody", headers=headers).status_code == 404
    assert client.get(ROOT).status_code == 401


def test_list_asks_as_often_for_one_as_for_many(
    client: FlaskClient, session: Session, roaming: Roaming, connection: Connection
) -> None:
    headers = bearer(session, roaming.host_person)
    assert client.get(ROOT, headers=headers).status_code == 200
    numbers = []
    for number in range(1, 4):
        for again in range(number):
            other, person = make_visitor(session, roaming.cluster)
            first = monday() + timedelta(days=7 * (number * 5 + again))
            wish = Wish(spaces=[roaming.desks], stay=Stay(first, first))
            service.request_visit(session, other, wish, actor=person)
        session.commit()
        session.expire_all()
        with counted_queries(connection) as queries:
            assert client.get(f"{ROOT}?limit=50", headers=headers).status_code == 200
        numbers.append(len(queries))
    assert numbers[0] == numbers[1] == numbers[2]

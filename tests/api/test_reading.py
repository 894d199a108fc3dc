"""What the API shows to whom, and how its lists are paged."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import Connection
from sqlalchemy.orm import Session

from matchmaker.people.tokens import create_token
from models import Direction, Organisation, Person, PublicationState, Venue
from models.columns import utc_now
from tests.factories import (
    make_call,
    make_listing,
    make_membership,
    make_organisation,
    make_person,
    make_project,
    make_secretariat,
)
from tests.query_counter import counted_queries

ROOT = "/api/v1"
LISTS = ("organisations", "listings", "projects", "calls", "venues")


def bearer(session: Session, person: Person) -> dict[str, str]:
    """Headers of a program that acts for a person."""
    new = create_token(session, person, actor=person, name="test", days=1)
    session.commit()
    return {"Authorization": f"Bearer {new.secret}"}


def venue_of(session: Session, host: Organisation, number: int = 1, **values: Any) -> Venue:
    """A published venue."""
    venue = Venue(
        **{
            "slug": f"venue-{host.id}-{number}",
            "host": host,
            "name": f"House {number}",
            "city": "Tartu",
            "country": "EE",
            "time_zone": "Europe/Tallinn",
            "state": PublicationState.PUBLISHED,
            **values,
        }
    )
    session.add(venue)
    session.flush()
    return venue


def ids(client: FlaskClient, address: str, headers: dict[str, str] | None = None) -> list[int]:
    answer = client.get(f"{ROOT}/{address}", headers=headers)
    assert answer.status_code == 200, answer.json
    return [row["id"] for row in answer.json["items"]]  # type: ignore[index]


def test_organisation_shows_its_work(client: FlaskClient, session: Session) -> None:
    lead = make_organisation(session, slug="lead", name="Lead", story="We wash cold.")
    need = make_listing(session, lead)
    offer = make_listing(session, lead, direction=Direction.OFFER)
    project = make_project(session, lead)
    session.commit()
    answer = client.get(f"{ROOT}/organisations/lead").json
    assert answer is not None
    assert answer["organisation"]["story"] == "We wash cold."
    assert answer["organisation"]["url"] == "http://localhost/organisations/lead"
    assert [row["id"] for row in answer["needs"]] == [need.id]
    assert [row["id"] for row in answer["offers"]] == [offer.id]
    assert [(row["id"], row["lead"]["slug"]) for row in answer["projects"]] == [(project.id, "lead")]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", {"a", "b", "c"}),
        ("country=LV", {"b"}),
        ("kind=university", {"c"}),
        ("sme=true", {"a"}),
        ("sme=false", {"b", "c"}),
        ("q=tartu", {"a", "c"}),
        ("q=tartu&country=LV", set()),
    ],
)
def test_organisations_are_filtered(
    client: FlaskClient, session: Session, query: str, found: set[str]
) -> None:
    make_organisation(session, slug="a", name="Tartu Foam", sme_by_source=True, city="Elva")
    make_organisation(session, slug="b", name="Riga Foam", country="LV", city="Rīga")
    make_organisation(session, slug="c", name="Institute", kind="university", city="Tartu")
    session.commit()
    rows = client.get(f"{ROOT}/organisations?{query}").json["items"]  # type: ignore[index]
    assert {row["slug"] for row in rows} == found


def test_calls_are_filtered_by_open(client: FlaskClient, session: Session) -> None:
    now = utc_now()
    ahead = make_call(session, deadlines=[now - timedelta(days=9), now + timedelta(days=9)])
    past = make_call(session, deadlines=[now - timedelta(days=9)])
    session.commit()
    assert ids(client, "calls?open=true") == [ahead.id]
    assert ids(client, "calls?open=false") == [past.id]
    assert ids(client, "calls") == [ahead.id, past.id]


def test_hidden_and_drafts_never_appear_to_strangers(client: FlaskClient, session: Session) -> None:
    shown = make_organisation(session)
    hidden = make_organisation(session, hidden=True, slug="hidden")
    draft = PublicationState.DRAFT
    make_listing(session, hidden)
    make_listing(session, shown, state=draft)
    make_listing(session, shown, valid_until=utc_now().date() - timedelta(days=1))
    make_project(session, hidden)
    unseen = make_project(session, shown, state=draft)
    make_call(session, hidden)
    make_call(session, shown, state=PublicationState.WITHDRAWN)
    venue_of(session, hidden)
    venue_of(session, shown, state=draft)
    open_project = make_project(session, shown, [hidden])
    session.commit()

    assert ids(client, "organisations") == [shown.id]
    assert ids(client, "projects") == [open_project.id]
    assert [ids(client, name) for name in ("listings", "calls", "venues")] == [[], [], []]
    assert ids(client, "projects?organisation=hidden") == []
    for address in ("organisations/hidden", f"projects/{unseen.id}", f"venues/venue-{hidden.id}-1"):
        assert client.get(f"{ROOT}/{address}").status_code == 404
    participants = client.get(f"{ROOT}/projects/{open_project.id}").json["participants"]  # type: ignore[index]
    assert [row["organisation"]["slug"] for row in participants] == [shown.slug]


def test_own_drafts_appear_with_a_token(client: FlaskClient, session: Session) -> None:
    person, stranger = make_person(session), make_person(session)
    organisation = make_organisation(session, owner=person, hidden=True)
    draft = make_listing(session, organisation, state=PublicationState.DRAFT)
    own, other = bearer(session, person), bearer(session, stranger)
    everything = bearer(session, make_secretariat(session))
    assert ids(client, "listings", own) == ids(client, "listings", everything) == [draft.id]
    assert ids(client, "organisations", own) == [organisation.id]
    assert ids(client, "listings", other) == ids(client, "organisations", other) == []
    assert client.get(f"{ROOT}/listings/{draft.id}", headers=own).json["state"] == "draft"  # type: ignore[index]


def test_cookies_open_nothing(session: Session, sign_in: Callable[[Person], FlaskClient]) -> None:
    person = make_person(session)
    organisation = make_organisation(session, owner=person)
    draft = make_listing(session, organisation, state=PublicationState.DRAFT)
    session.commit()
    client = sign_in(person)
    assert client.get(f"{ROOT}/listings/{draft.id}").status_code == 404
    answer = client.get(f"{ROOT}/suggestions/partners?for={organisation.slug}")
    assert answer.status_code == 401


@pytest.mark.parametrize("name", LISTS)
def test_pages_are_stable_while_rows_come_and_go(client: FlaskClient, session: Session, name: str) -> None:
    def add(number: int) -> Any:
        organisation = make_organisation(session, slug=f"{name}-{number}")
        match name:
            case "listings":
                return make_listing(session, organisation)
            case "projects":
                return make_project(session, organisation)
            case "calls":
                return make_call(session, organisation)
            case "venues":
                return venue_of(session, organisation)
        return organisation

    rows = [add(number) for number in range(7)]
    expected = [row.id for row in rows]
    session.commit()
    seen: list[int] = []
    after: str | None = ""
    while after is not None:
        page = client.get(f"{ROOT}/{name}?limit=3{after}").json
        assert page is not None
        seen += [row["id"] for row in page["items"]]
        after = f"&cursor={page['next_cursor']}" if page["next_cursor"] else None
        if len(seen) == 3:
            # A row of the first page goes and a new one comes: nothing is skipped or shown twice.
            session.delete(rows[0])
            expected.append(add(99).id)
            session.commit()
    assert seen == expected


@pytest.mark.parametrize("name", LISTS)
def test_lists_ask_the_same_number_of_queries(
    client: FlaskClient, session: Session, connection: Connection, name: str
) -> None:
    def fill(first: int, last: int) -> None:
        for number in range(first, last):
            organisation = make_organisation(session, slug=f"{name}-{number}")
            make_listing(session, organisation)
            make_project(session, organisation, [make_organisation(session)])
            make_call(session, organisation, deadlines=[utc_now() + timedelta(days=1)])
            venue_of(session, organisation)
        session.commit()

    counts = []
    for first, last in ((0, 1), (1, 30)):
        fill(first, last)
        with counted_queries(connection) as statements:
            rows = ids(client, f"{name}?limit=100")
        assert len(rows) >= last
        counts.append(len(statements))
    assert counts[0] == counts[1]


@pytest.mark.parametrize("cursor", ["1", "made.up", "MQ.c2lnbmF0dXJl", "é"])
@pytest.mark.parametrize("name", LISTS)
def test_made_up_cursor_is_not_found(client: FlaskClient, name: str, cursor: str) -> None:
    assert client.get(f"{ROOT}/{name}", query_string={"cursor": cursor}).status_code == 404


def test_cursor_of_another_list_is_not_found(client: FlaskClient, session: Session) -> None:
    for _number in range(2):
        make_organisation(session)
    session.commit()
    cursor = client.get(f"{ROOT}/organisations?limit=1").json["next_cursor"]  # type: ignore[index]
    assert client.get(f"{ROOT}/organisations?limit=1&cursor={cursor}").status_code == 200
    assert client.get(f"{ROOT}/calls?cursor={cursor}").status_code == 404


@pytest.mark.parametrize(
    ("query", "parameter"),
    [
        ("limit=0", "limit"),
        ("limit=101", "limit"),
        ("limit=5.0", "limit"),
        ("limit=%205", "limit"),
        ("limit=1_0", "limit"),
        ("limit=", "limit"),
        ("limit=5&limit=6", "limit"),
        ("sme=1", "sme"),
        ("country=ee", "country"),
        ("kind=bank", "kind"),
        ("contry=EE", "contry"),
        ("q=%00", "q"),
        ("cursor=", "cursor"),
    ],
)
def test_near_misses_are_refused(client: FlaskClient, query: str, parameter: str) -> None:
    answer = client.get(f"{ROOT}/organisations?{query}")
    assert answer.status_code == 422
    assert answer.content_type == "application/problem+json"
    assert [error["parameter"] for error in answer.json["errors"]] == [parameter]  # type: ignore[index]


@pytest.mark.parametrize(
    ("method", "address", "status"),
    [
        ("GET", f"{ROOT}/listings/7", 404),
        ("GET", f"{ROOT}/nothing", 404),
        ("GET", "/api/", 404),
        ("POST", f"{ROOT}/listings", 405),
        ("DELETE", f"{ROOT}/listings/7", 405),
        ("GET", f"{ROOT}/listings/99999999999999999999", 422),
        ("GET", f"{ROOT}/suggestions/partners?for=somebody", 401),
    ],
)
def test_errors_are_problem_documents(client: FlaskClient, method: str, address: str, status: int) -> None:
    answer = client.open(address, method=method)
    assert (answer.status_code, answer.content_type) == (status, "application/problem+json")
    assert answer.json is not None
    assert answer.json["status"] == status
    assert {"title", "detail"} <= answer.json.keys()
    assert ("Allow" in answer.headers) == (status == 405)
    assert ("WWW-Authenticate" in answer.headers) == (status == 401)


def test_page_of_errors_is_untouched(client: FlaskClient) -> None:
    answer = client.get("/nothing")
    assert (answer.status_code, answer.mimetype) == (404, "text/html")


def test_venue_and_call_are_shown_whole(client: FlaskClient, session: Session) -> None:
    host = make_organisation(session)
    venue = venue_of(session, host, guide_arrival="Bus 3.")
    call = make_call(session, host, conditions={"minimum_entities": 3}, budget_max=100_000)
    session.commit()
    whole = client.get(f"{ROOT}/venues/{venue.slug}").json
    assert whole is not None
    assert (whole["guide_arrival"], whole["host"]["slug"], whole["spaces"]) == ("Bus 3.", host.slug, [])
    shown = client.get(f"{ROOT}/calls/{call.id}").json
    assert shown is not None
    assert (shown["conditions"], shown["budget_max"]) == ({"minimum_entities": 3}, 100_000.0)


def test_member_role_is_enough_to_read_drafts(client: FlaskClient, session: Session) -> None:
    person = make_person(session)
    organisation = make_organisation(session)
    make_membership(session, person, organisation)
    draft = make_project(session, organisation, state=PublicationState.DRAFT)
    assert ids(client, "projects", bearer(session, person)) == [draft.id]

"""The pages for everybody."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import fields

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Connection
from sqlalchemy.orm import Session

from matchmaker.home import presenters
from matchmaker.matching import Setting
from matchmaker.matching.features import Feature
from matchmaker.matching.learning import LearntModel
from matchmaker.network.kept import kept_by
from matchmaker.permissions import PERMISSIONS
from models import OrganisationKind, RankingModel, RankingSwitchOff
from tests.factories import make_listing, make_organisation, make_venue
from tests.query_counter import counted_queries


@pytest.fixture(autouse=True)
def _forget(app: Flask) -> Iterator[None]:
    """What is kept for a minute must not outlive a test."""
    kept_by(app).clear()
    yield
    kept_by(app).clear()


def text_of(client: FlaskClient, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.get_data(as_text=True)


def test_home_welcomes_into_an_empty_network(client: FlaskClient) -> None:
    page = text_of(client, "/")
    assert "This network is new" in page
    assert "What do you look for?" in page


def test_home_shows_figures_and_a_need_of_the_network(session: Session, client: FlaskClient) -> None:
    company = make_organisation(session, latitude=58.4, longitude=26.7)
    make_listing(session, company, title="Cold enzymes for denim")
    make_venue(session)
    session.commit()
    page = text_of(client, "/")
    assert "The network today" in page
    assert "Cold enzymes for denim" in page


def test_home_answers_a_typed_text_in_a_page_and_in_a_fragment(session: Session, client: FlaskClient) -> None:
    make_listing(session)
    session.commit()
    assert "<html" in text_of(client, "/?text=enzymes")
    fragment = client.get("/?text=enzymes", headers={"HX-Request": "true"}).get_data(as_text=True)
    assert "<html" not in fragment


@pytest.mark.parametrize("query", ["?need=999999", "?need=x", "?need=99999999999999", "?text=%00", "?text="])
def test_home_survives_odd_addresses(client: FlaskClient, query: str) -> None:
    text_of(client, f"/{query}")


def test_home_shows_no_draft_by_its_number(session: Session, client: FlaskClient) -> None:
    draft = make_listing(session, title="Secret plan", state="draft")
    session.commit()
    assert "Secret plan" not in text_of(client, f"/?need={draft.id}")


def test_map_counts_organisations_and_hosts_by_city(session: Session, client: FlaskClient) -> None:
    make_organisation(session, latitude=58.0, longitude=26.0)
    make_organisation(session, latitude=58.2, longitude=26.4, kind=OrganisationKind.SCIENCE_PARK)
    make_organisation(session, latitude=59.4, longitude=24.8, city="Tallinn", hidden=True)
    make_organisation(session, city="Nowhere")
    session.commit()
    assert client.get("/map.json").get_json() == {
        "directory": "/organisations",
        "cities": [["Tartu", "EE", 58.1, 26.2, 2, 1]],
    }


def test_map_that_a_browser_has_is_not_sent_again(session: Session, client: FlaskClient) -> None:
    make_organisation(session, latitude=58.0, longitude=26.0)
    session.commit()
    first = client.get("/map.json")
    second = client.get("/map.json", headers={"If-None-Match": first.headers["ETag"]})
    assert (second.status_code, second.data) == (304, b"")


def test_map_is_asked_of_the_database_once(
    session: Session, client: FlaskClient, connection: Connection
) -> None:
    make_organisation(session, latitude=58.0, longitude=26.0)
    session.commit()
    client.get("/map.json")
    with counted_queries(connection) as statements:
        client.get("/map.json")
    assert statements == []


def test_matching_page_explains_every_parameter_in_force(client: FlaskClient, app: Flask) -> None:
    page = text_of(client, "/how-matching-works")
    with app.test_request_context():
        shown = presenters.parameters(Setting())
    assert len(shown) == len(fields(Setting))
    assert all(parameter.value in page for parameter in shown)


def test_matching_page_says_when_an_owner_waits(client: FlaskClient) -> None:
    page = text_of(client, "/how-matching-works")
    assert "Once 3 partners in a list were found by the same texts" in page
    assert "if these score at most 1% less" in page


def test_matching_page_shows_what_was_learnt_only_while_it_is_used(
    client: FlaskClient, session: Session
) -> None:
    learnt = LearntModel({Feature.WORKED_TOGETHER: 0.123})
    row = RankingModel(
        newest_verdict_id=1,
        verdicts=40,
        parameters=json.loads(learnt.to_json()),
        held_out_lists=31,
        text_ndcg=0.5,
        learnt_ndcg=0.6,
        in_use=True,
    )
    session.add(row)
    session.commit()
    assert "+0.123" in text_of(client, "/how-matching-works")
    session.add(RankingSwitchOff(scope="network"))
    session.commit()
    page = text_of(client, "/how-matching-works")
    assert "+0.123" not in page
    assert "the order is that of the texts" in page


def test_rules_page_shows_the_whole_table(client: FlaskClient) -> None:
    page = text_of(client, "/who-may-do-what")
    assert page.count('<th scope="row">') == len(PERMISSIONS)

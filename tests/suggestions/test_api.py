"""Suggestions for programs: the API says what the command line says, to those who may know."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from matchmaker.matching import Index
from matchmaker.people.tokens import create_token
from matchmaker.suggestions.plain import plain
from matchmaker.suggestions.queries import SuggestionSearch
from matchmaker.suggestions.rules import TargetKind
from matchmaker.suggestions.subjects import find_subject
from matchmaker.web.translation import in_language
from models import Listing, Organisation, PublicationState
from tests.factories import make_organisation, make_person
from tests.suggestions.rows import need, offer, project

Build = Callable[[], Index]
TEXT = "protease enzymes for washing textiles in cold water"


@pytest.fixture
def asking(session: Session) -> Organisation:
    """A company that needs enzymes, two that have some, one of them hidden."""
    asking = make_organisation(
        session, slug="asking", owner=make_person(session, email="own@matchmaker.example")
    )
    offer(
        session, make_organisation(session, slug="giving", country="LV"), "Cold-active protease enzymes", TEXT
    )
    offer(session, make_organisation(session, slug="gone", hidden=True), "Protease enzymes", TEXT)
    project(session, "Enzymes in cold water", make_organisation(session, slug="doing"))
    return asking


def headers_of(session: Session, organisation: Organisation) -> dict[str, str]:
    person = organisation.memberships[0].person
    new = create_token(session, person, actor=person, name="x", days=1)
    session.commit()
    return {"Authorization": f"Bearer {new.secret}"}


def slugs(client: FlaskClient, query: str, headers: dict[str, str] | None = None) -> list[str]:
    answer = client.get(f"/api/v1/suggestions/partners?{query}", headers=headers)
    assert answer.status_code == 200, answer.json
    assert answer.json is not None
    for row in answer.json:
        assert sum(reason["weight"] for reason in row["reasons"]) == pytest.approx(row["score"])
    return [row["slug"] for row in answer.json]


def test_need_is_answered_as_on_the_command_line(
    client: FlaskClient, session: Session, indexed: Build, asking: Organisation
) -> None:
    wanted = need(session, asking, "Enzymes that wash cold", TEXT)
    index = indexed()
    subject = find_subject(session, f"listing-{wanted.id}")
    assert subject is not None
    found = SuggestionSearch(session, index, subject, asker=asking).found(TargetKind.PARTNER, 0, 10)
    with in_language("en"):
        said: Any = json.loads(json.dumps([plain(one) for one in found.suggestions]))
    address = f"/api/v1/suggestions/partners?for=asking&listing={wanted.id}"
    answer = client.get(address, headers=headers_of(session, asking)).json
    assert answer is not None
    assert [row["slug"] for row in answer] == ["giving", "doing"]
    assert answer == said


def test_strangers_may_ask_with_a_text_and_with_what_is_published(
    client: FlaskClient, session: Session, indexed: Build, asking: Organisation
) -> None:
    wanted = need(session, asking, "Enzymes that wash cold", TEXT)
    indexed()
    assert slugs(client, f"listing={wanted.id}") == ["giving", "doing"]
    assert "giving" in slugs(client, f"text={TEXT}")
    assert slugs(client, f"text={TEXT}&country=LV") == ["giving"]
    assert slugs(client, f"text={TEXT}&limit=1") == slugs(client, f"text={TEXT}")[:1]
    for kind in ("calls", "venues"):
        assert client.get(f"/api/v1/suggestions/{kind}?text={TEXT}").json == []


def test_drafts_are_asked_with_by_their_own_people_only(
    client: FlaskClient, session: Session, indexed: Build, asking: Organisation
) -> None:
    draft: Listing = need(session, asking, "Enzymes that wash cold", TEXT, state=PublicationState.DRAFT)
    other = make_organisation(session, slug="other", owner=make_person(session))
    indexed()
    own, others = headers_of(session, asking), headers_of(session, other)
    assert slugs(client, f"listing={draft.id}", own) == ["giving", "doing"]
    address = f"/api/v1/suggestions/partners?listing={draft.id}"
    assert client.get(address).status_code == 404
    assert client.get(address, headers=others).status_code == 404


def test_thing_of_another_organisation_is_not_found(
    client: FlaskClient, session: Session, indexed: Build, asking: Organisation
) -> None:
    theirs = need(session, make_organisation(session), "Enzymes", TEXT)
    led = project(session, "Enzymes", make_organisation(session))
    indexed()
    headers = headers_of(session, asking)
    for query in (f"listing={theirs.id}", f"project={led.id}"):
        answer = client.get(f"/api/v1/suggestions/partners?for=asking&{query}", headers=headers)
        assert answer.status_code == 404


@pytest.mark.parametrize(
    "query", ["", "listing=1&text=x", "listing=1&project=1", "text=", "listing=x", "limit=61&text=x"]
)
def test_unclear_questions_are_refused(client: FlaskClient, query: str) -> None:
    assert client.get(f"/api/v1/suggestions/partners?{query}").status_code == 422

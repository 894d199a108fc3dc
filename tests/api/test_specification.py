"""The API does what its description says, whatever is asked."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import schemathesis
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from schemathesis import GenerationMode
from schemathesis.config import SchemathesisConfig
from schemathesis.specs.openapi.checks import positive_data_acceptance
from sqlalchemy.orm import Session

from matchmaker.api import application
from models import Direction, IntroductionState
from models.columns import utc_now
from tests.api.test_reading import bearer, venue_of
from tests.factories import make_call, make_introduction, make_listing, make_organisation, make_project

CONFIG = SchemathesisConfig.from_dict(
    {
        "generation": {
            "mode": "all",
            "deterministic": True,
            "database": "none",
            "with-security-parameters": False,
        }
    }
)


@pytest.fixture
def headers(session: Session) -> dict[str, str]:
    """A token of somebody who was asked for an introduction."""
    introduction = make_introduction(session, state=IntroductionState.RELEASED)
    return bearer(session, introduction.asked_organisation.memberships[0].person)


@pytest.fixture
def described(app: Flask, session: Session) -> Any:
    """The description, and a row of each kind with the ids that are tried first."""
    organisation = make_organisation(session, slug="a")
    make_listing(session, organisation)
    make_listing(session, organisation, direction=Direction.OFFER)
    make_project(session, organisation, [make_organisation(session)])
    make_call(session, organisation, deadlines=[utc_now() + timedelta(days=3)])
    venue_of(session, organisation, slug="a")
    session.commit()
    return schemathesis.openapi.from_wsgi("/api/v1/openapi.json", app, config=CONFIG)


OPERATIONS = sorted(
    (path, method.upper())
    for path, operations in application.described()["paths"].items()
    for method in operations
)


@pytest.mark.parametrize("mode", list(GenerationMode))
@pytest.mark.parametrize(("path", "method"), OPERATIONS)
def test_every_address_keeps_its_word(
    described: Any, headers: dict[str, str], path: str, method: str, mode: GenerationMode
) -> None:
    @settings(
        max_examples=10,
        derandomize=True,
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(case=described[path][method].as_strategy(generation_mode=mode))
    def ask(case: schemathesis.Case[Any]) -> None:
        # That one of several parameters must be given, a date with a reason, or days in their order, is
        # told in words only.
        in_words = "suggestions" in path or "decline" in path or path.endswith(("/visits", "/dates"))
        told_in_words: list[Any] = [positive_data_acceptance] if in_words else []
        case.call_and_validate(headers=headers, excluded_checks=told_in_words)

    ask()


def test_description_names_its_form_and_everything_it_offers(client: FlaskClient) -> None:
    document = client.get("/api/v1/openapi.json").json
    assert document is not None
    assert document["openapi"] == "3.1.0"
    assert all(path.startswith("/api/v1/") for path in document["paths"])
    assert len(document["paths"]) == 29
    for path, operations in document["paths"].items():
        own = "/introductions" in path or "/visits" in path
        wanted: list[Any] = [{"token": []}] if own else [{}, {"token": []}]
        assert [operation["security"] for operation in operations.values()] == [wanted] * len(operations)

"""Programs are held to a rate, by address and by token."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from limits import parse
from sqlalchemy import select

from matchmaker import create_app
from matchmaker.extensions import db
from matchmaker.people.tokens import create_token
from matchmaker.settings import Environment
from matchmaker.web import limits
from models import Base, RateLimit
from tests.conftest import make_settings
from tests.factories import make_person

ADDRESS = "/api/v1/organisations"


@pytest.fixture
def limited(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[FlaskClient, str]:
    """A client of an application that holds low limits, and a token."""
    monkeypatch.setattr(limits, "API_WITHOUT_TOKEN", parse("2 per minute"))
    monkeypatch.setattr(limits, "API_BY_TOKEN", parse("3 per minute"))
    monkeypatch.setattr(limits, "API_BY_ADDRESS", parse("5 per minute"))
    settings = make_settings(tmp_path, f"sqlite:///{tmp_path / 'limits.db'}")
    app = create_app(replace(settings, environment=Environment.DEMO))
    with app.app_context():
        Base.metadata.create_all(db.engine)
        new = create_token(db.session, make_person(db.session), actor=None, name="x", days=1)
        db.session.commit()
    return app.test_client(), new.secret


def statuses(client: FlaskClient, times: int, header: str | None = None) -> list[int]:
    headers = {"Authorization": header} if header is not None else {}
    return [client.get(ADDRESS, headers=headers).status_code for _time in range(times)]


def test_without_a_token_by_address(limited: tuple[FlaskClient, str]) -> None:
    client, secret = limited
    assert statuses(client, 3) == [200, 200, 429]
    answer = client.get(ADDRESS)
    assert (answer.content_type, answer.headers["Retry-After"]) == ("application/problem+json", "60")
    assert statuses(client, 1, f"Bearer {secret}") == [200]
    assert client.get("/health/live").status_code == 200


def test_with_a_token_by_it(limited: tuple[FlaskClient, str]) -> None:
    client, secret = limited
    assert statuses(client, 4, f"Bearer {secret}") == [200, 200, 200, 429]
    with client.application.app_context():
        keys = db.session.scalars(select(RateLimit.key)).all()
    assert not any(secret in key for key in keys)


def test_made_up_tokens_are_counted_by_address(limited: tuple[FlaskClient, str]) -> None:
    client, _secret = limited
    assert [statuses(client, 1, f"Bearer made-up-{number}")[0] for number in range(7)] == [401] * 5 + [
        429
    ] * 2

"""Errors as sentences with a way out."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from matchmaker import create_app
from tests.conftest import make_settings


@pytest.fixture
def broken_app(tmp_path: Path) -> Flask:
    """An application whose database can't be opened."""
    return create_app(make_settings(tmp_path, f"sqlite:///{tmp_path / 'nowhere' / 'matchmaker.db'}"))


def test_missing_page_answers_with_a_way_out(client: FlaskClient) -> None:
    answer = client.get("/no-such-page")
    assert answer.status_code == 404
    assert "There is nothing here." in answer.text
    assert 'href="/"' in answer.text


def test_page_without_database_says_so_and_breaks_nothing(broken_app: Flask) -> None:
    answer = broken_app.test_client().get("/organisations")
    assert answer.status_code == 503
    assert "The service is busy." in answer.text


def test_api_without_database_answers_a_problem(broken_app: Flask) -> None:
    answer = broken_app.test_client().get("/api/v1/organisations")
    assert (answer.status_code, answer.mimetype) == (503, "application/problem+json")


def test_readiness_without_database_is_refused(broken_app: Flask) -> None:
    assert broken_app.test_client().get("/health/ready").status_code == 503

"""The names the service answers to."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from matchmaker import create_app
from matchmaker.settings import Environment
from tests.conftest import make_settings


@pytest.mark.parametrize(
    ("host", "status"), [("match.example", 200), ("127.0.0.1:8000", 200), ("evil.example", 400)]
)
def test_production_answers_to_its_own_names_only(tmp_path: Path, host: str, status: int) -> None:
    settings = replace(
        make_settings(tmp_path, f"sqlite:///{tmp_path / 'm.db'}"),
        environment=Environment.PRODUCTION,
        base_url="https://match.example",
    )
    answer = create_app(settings).test_client().get("/health/live", headers={"Host": host})
    assert answer.status_code == status

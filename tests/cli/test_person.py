"""`matchmaker person token`: a token on the operator's word."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest
from click.testing import CliRunner

from matchmaker import create_app
from matchmaker.cli.person import person
from matchmaker.extensions import db
from models import Base
from tests.factories import make_person


@pytest.fixture
def instance(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An installation with one person."""
    monkeypatch.setenv("MATCHMAKER_ENVIRONMENT", "demo")
    monkeypatch.setenv("MATCHMAKER_INSTANCE", str(tmp_path))
    with create_app().app_context():
        Base.metadata.create_all(db.engine)
        make_person(db.session, email="liis@matchmaker.example")
        db.session.commit()
    return tmp_path


@pytest.mark.usefixtures("instance")
def test_token_is_printed_and_opens() -> None:
    done = CliRunner().invoke(person, ["token", "LIIS@matchmaker.example", "--name", "figures"])
    assert done.exit_code == 0, done.output
    secret = done.output.strip()
    client = create_app().test_client()
    answer = client.get("/api/v1/organisations", headers={"Authorization": f"Bearer {secret}"})
    assert answer.status_code == 200


@pytest.mark.usefixtures("instance")
def test_token_for_nobody_is_refused_in_one_line() -> None:
    done = CliRunner().invoke(person, ["token", "mart@matchmaker.example", "--name", "figures"])
    assert done.exit_code == 1
    assert done.output == "Error: There is no account for mart@matchmaker.example.\n"


@pytest.mark.usefixtures("instance")
def test_export_writes_the_archive(tmp_path: Path) -> None:
    file = tmp_path / "liis.zip"
    done = CliRunner().invoke(person, ["export", "liis@matchmaker.example", str(file)])
    assert done.exit_code == 0, done.output
    with zipfile.ZipFile(file) as archive:
        assert "liis@matchmaker.example" in archive.read("data.json").decode()
        assert "liis@matchmaker.example" in archive.read("index.html").decode()


@pytest.mark.usefixtures("instance")
def test_export_of_nobody_is_refused_in_one_line(tmp_path: Path) -> None:
    done = CliRunner().invoke(person, ["export", "mart@matchmaker.example", str(tmp_path / "mart.zip")])
    assert done.exit_code == 1
    assert done.output == "Error: There is no account for mart@matchmaker.example.\n"

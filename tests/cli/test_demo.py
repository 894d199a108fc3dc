"""`matchmaker demo` as a real process: once, repeatable, and never beside somebody's own network."""

from __future__ import annotations

import shutil
import sqlite3
from pathlib import Path

import pytest

from matchmaker.matching import IndexReader
from tests.processes import environment, run_command

pytestmark = pytest.mark.xdist_group("processes")


def contents(instance: Path) -> str:
    """Every row of the database."""
    connection = sqlite3.connect(instance / "matchmaker.db")
    try:
        return "\n".join(connection.iterdump())
    finally:
        connection.close()


@pytest.fixture(scope="module")
def loaded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An instance folder with the demo network, loaded once for those who copy it."""
    instance = tmp_path_factory.mktemp("loaded")
    first = run_command("demo", env=environment(instance))
    assert (first.returncode, first.stderr) == (0, "")
    assert first.stdout.startswith("Loading the demo network …\nLoaded in ")
    return instance


@pytest.fixture
def copied(loaded: Path, tmp_path: Path) -> Path:
    """A copy of it of the test's own."""
    return shutil.copytree(loaded, tmp_path / "copied")


def test_demo_is_loaded_and_a_second_run_changes_no_row(copied: Path) -> None:
    assert IndexReader(copied / "index").count > 400
    before = contents(copied)
    second = run_command("demo", env=environment(copied))
    assert (second.returncode, second.stderr) == (0, "")
    assert second.stdout.startswith("Sign in with the password ")
    assert contents(copied) == before


def test_demo_is_loaded_anew_when_its_data_has_changed(copied: Path) -> None:
    connection = sqlite3.connect(copied / "matchmaker.db")
    with connection:
        connection.execute("UPDATE organisation SET source_digest = 'older', name = 'Older'")
    connection.close()
    result = run_command("demo", env=environment(copied))
    assert (result.returncode, result.stderr) == (0, "")
    assert result.stdout.startswith("The demo network has changed since it was loaded; it is loaded anew.\n")
    assert "'Older'" not in contents(copied)


def test_demo_is_refused_outside_its_environment(tmp_path: Path) -> None:
    env = environment(
        tmp_path, MATCHMAKER_ENVIRONMENT="production", MATCHMAKER_SECRET_KEY="a-secret-for-this-test"
    )
    result = run_command("demo", env=env)
    assert result.returncode == 1
    assert result.stderr == (
        "Error: The demo network is loaded only where MATCHMAKER_ENVIRONMENT=demo. `make run` sets that.\n"
    )
    assert not (tmp_path / "matchmaker.db").exists()


def test_demo_is_refused_in_a_network_of_ones_own(tmp_path: Path) -> None:
    env = environment(tmp_path)
    assert run_command("db", "upgrade", env=env).returncode == 0
    added = run_command(
        "person", "add", "a@matchmaker.example", "--name=A", "--password=vesilik kuusk", env=env
    )
    assert added.returncode == 0, added.stderr
    result = run_command("demo", env=env)
    assert result.returncode == 1
    assert result.stderr == (
        "Error: This database holds a network of your own; the demo is loaded into an empty one only.\n"
    )

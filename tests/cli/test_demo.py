"""`matchmaker demo` as a real process: once, repeatable, and never beside somebody's own network."""

from __future__ import annotations

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


def test_demo_is_loaded_and_a_second_run_changes_no_row(tmp_path: Path) -> None:
    env = environment(tmp_path)
    first = run_command("demo", env=env)
    assert (first.returncode, first.stderr) == (0, "")
    assert first.stdout.startswith("Loading the demo network …\nLoaded in ")
    assert IndexReader(tmp_path / "index").count > 400
    before = contents(tmp_path)
    second = run_command("demo", env=env)
    assert (second.returncode, second.stderr) == (0, "")
    assert second.stdout.startswith("Sign in with the password ")
    assert contents(tmp_path) == before


def test_demo_is_loaded_anew_when_its_data_has_changed(tmp_path: Path) -> None:
    env = environment(tmp_path)
    assert run_command("demo", env=env).returncode == 0
    connection = sqlite3.connect(tmp_path / "matchmaker.db")
    with connection:
        connection.execute("UPDATE organisation SET source_digest = 'older', name = 'Older'")
    connection.close()
    result = run_command("demo", env=env)
    assert (result.returncode, result.stderr) == (0, "")
    assert result.stdout.startswith("The demo network has changed since it was loaded; it is loaded anew.\n")
    assert "'Older'" not in contents(tmp_path)


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

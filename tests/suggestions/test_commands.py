"""`matchmaker suggest` and `matchmaker index`."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from click.testing import CliRunner, Result
from flask import Flask
from sqlalchemy.orm import Session

from matchmaker.cli import index as index_command
from matchmaker.cli import suggest as suggest_command
from matchmaker.matching import Index
from models import Listing
from tests.factories import make_organisation
from tests.suggestions import rows

Build = Callable[[], Index]
ENZYMES = "Enzyme immobilisation on porous carriers"


@pytest.fixture
def run(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Result]:
    @contextmanager
    def application(*, needs_tables: bool = True) -> Iterator[Flask]:
        with app.app_context():
            yield app

    monkeypatch.setattr(index_command, "application", application)
    monkeypatch.setattr(suggest_command, "application", application)

    def invoke(*arguments: str) -> Result:
        group: Any = index_command.index if arguments[0] == "index" else suggest_command.suggest
        return CliRunner().invoke(group, arguments[1:])

    return invoke


@pytest.fixture
def need(session: Session, indexed: Build) -> Listing:
    need = rows.need(session, make_organisation(session, slug="asking", name="Asking"), ENZYMES, "Zirconia.")
    other = make_organisation(session, slug="other", name="Other", country="FI")
    rows.offer(session, other, ENZYMES)
    rows.call(session, ENZYMES)
    rows.venue(session, other, "House", ENZYMES)
    indexed()
    return need


@pytest.mark.parametrize("kind", ["partners", "calls", "venues"])
def test_json_tells_everything_and_adds_up(run: Callable[..., Result], need: Listing, kind: str) -> None:
    result = run("suggest", kind, "--for", "asking", "--json")
    assert result.exit_code == 0, result.output
    (one,) = json.loads(result.output)
    assert list(one) == ["rank", "id", "slug", "name", "country", "score", "reasons", "missing"]
    assert one["rank"] == 1
    assert [sorted(reason) for reason in one["reasons"]] == [["source", "term", "weight"]] * len(
        one["reasons"]
    )
    assert sum(reason["weight"] for reason in one["reasons"]) == pytest.approx(one["score"], abs=1e-12)


def test_a_listing_a_text_and_a_country_narrow_it(run: Callable[..., Result], need: Listing) -> None:
    for arguments in (("--listing", str(need.id)), ("--text", "porous carriers"), ("--country", "fi")):
        result = run("suggest", "partners", "--for", "asking", *arguments, "--json")
        assert [one["name"] for one in json.loads(result.output)] == ["Other"]
    assert json.loads(run("suggest", "partners", "--for", "asking", "--country", "SE", "--json").output) == []


def test_a_table_is_for_people(run: Callable[..., Result], need: Listing) -> None:
    output = run("suggest", "partners", "--for", "asking").output
    assert "Other" in output
    assert "Because of" in output


@pytest.mark.parametrize(
    "arguments",
    [
        ("--for", "nobody"),
        ("--for", "asking", "--listing", "999999"),
        ("--for", "other", "--project", "1"),
        ("--for", "asking", "--limit", "-1"),
        ("--for", "asking", "--limit", "0"),
        ("--for", "asking", "--country", "Finland"),
        ("--for", "asking", "--text", " "),
        ("--for", "asking", "--text", "x", "--listing", "1"),
        (),
    ],
)
def test_bad_input_gets_one_clear_line(
    run: Callable[..., Result], need: Listing, arguments: tuple[str, ...]
) -> None:
    result = run("suggest", "partners", *arguments)
    assert result.exit_code != 0
    assert [line for line in result.output.splitlines() if line.startswith("Error: ")] != []


def test_a_listing_of_another_organisation_is_refused(run: Callable[..., Result], need: Listing) -> None:
    result = run("suggest", "partners", "--for", "other", "--listing", str(need.id))
    assert (result.exit_code, result.output) == (1, f"Error: Other has no listing {need.id}.\n")


def test_an_unbuilt_index_is_told(run: Callable[..., Result], session: Session, index_folder: object) -> None:
    make_organisation(session, slug="asking")
    session.commit()
    result = run("suggest", "partners", "--for", "asking")
    assert (result.exit_code, result.output) == (
        1,
        "Error: Nothing is indexed yet. Run first: matchmaker index rebuild\n",
    )
    assert "There is no index yet" in run("index", "status").output


def test_rebuild_and_status(run: Callable[..., Result], session: Session, index_folder: object) -> None:
    rows.offer(session, make_organisation(session), ENZYMES)
    session.commit()
    assert run("index", "rebuild").output == "1 texts are in the index.\n"
    status = json.loads(run("index", "status", "--json").output)
    assert (status["texts"], status["current"]) == (1, True)


def test_a_rebuild_beside_a_worker_is_left_to_it(
    run: Callable[..., Result], need: Listing, session: Session
) -> None:
    # The fixture's handlers ran in this process and hold the index as a worker would.
    result = run("index", "rebuild")
    assert result.exit_code == 0
    assert "running worker" in result.output

"""`matchmaker agreement`: who signed, signing for somebody, new versions of the terms."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from matchmaker import create_app
from matchmaker.agreements import service
from matchmaker.cli.agreement import agreement
from matchmaker.extensions import db
from models import Base, VerificationState
from models.columns import utc_now
from tests.factories import make_cluster, make_person


@pytest.fixture
def instance(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An installation with one verified cluster, its manager and the first terms."""
    monkeypatch.setenv("MATCHMAKER_ENVIRONMENT", "demo")
    monkeypatch.setenv("MATCHMAKER_INSTANCE", str(tmp_path))
    with create_app().app_context():
        Base.metadata.create_all(db.engine)
        manager = make_person(db.session, email="mart@matchmaker.example")
        make_cluster(
            db.session, manager=manager, slug="baltic-circle", verification=VerificationState.VERIFIED
        )
        service.ensure_terms(db.session, utc_now().date())
        db.session.commit()
    return tmp_path


def run(*arguments: str) -> Result:
    return CliRunner().invoke(agreement, arguments)


def sign() -> Result:
    return run("sign", "baltic-circle", "--coordinator", "MART@matchmaker.example")


@pytest.mark.usefixtures("instance")
def test_signing_is_listed() -> None:
    before = json.loads(run("list", "--json").output)
    assert [(row["slug"], row["state"]) for row in before] == [("baltic-circle", "never_signed")]
    done = sign()
    assert done.exit_code == 0, done.output
    row = json.loads(run("list", "--json").output)[0]
    assert (row["state"], row["coordinator"]) == ("in_force", "mart@matchmaker.example")
    assert f"in_force until {row['last_day']}" in run("list").output


@pytest.mark.usefixtures("instance")
def test_signing_twice_is_refused_in_one_line() -> None:
    sign()
    again = sign()
    assert again.exit_code == 1
    assert again.output.startswith("Error: The agreement holds until ")
    assert again.output.count("\n") == 1


@pytest.mark.usefixtures("instance")
@pytest.mark.parametrize(
    ("slug", "email", "sentence"),
    [
        ("no-such-cluster", "mart@matchmaker.example", "There is no organisation with the slug"),
        ("baltic-circle", "nobody@matchmaker.example", "Nobody has the address"),
    ],
)
def test_signing_for_nobody_is_refused(slug: str, email: str, sentence: str) -> None:
    done = run("sign", slug, "--coordinator", email)
    assert done.exit_code == 2
    assert sentence in done.output


def test_exported_terms_can_be_changed_and_published(instance: Path) -> None:
    terms = json.loads(run("export").output)
    assert [clause["number"] for clause in terms["clauses"]] == [str(number) for number in range(1, 15)]
    terms["free_working_days"] = 7
    terms["effective_from"] = (utc_now().date() + timedelta(days=30)).isoformat()
    file = instance / "terms.json"
    file.write_text(json.dumps(terms), encoding="utf-8")
    done = run("publish", str(file))
    assert done.exit_code == 0, done.output
    assert done.output == f"Version 2 holds from {terms['effective_from']}.\n"
    assert json.loads(run("export").output)["free_working_days"] == 5


def test_terms_with_a_gap_are_refused_in_one_line(instance: Path) -> None:
    terms = json.loads(run("export").output)
    terms["effective_from"] = utc_now().date().isoformat()
    terms["clauses"].pop()
    file = instance / "terms.json"
    file.write_text(json.dumps(terms), encoding="utf-8")
    done = run("publish", str(file))
    assert done.exit_code == 1
    assert done.output == "Error: These terms leave something open or settle it twice: withdrawal.\n"


@pytest.mark.parametrize("text", ["[]", "{}", "no json", '{"clauses": [], "effective_from": "soon"}'])
def test_file_without_terms_is_refused_in_one_line(instance: Path, text: str) -> None:
    file = instance / "terms.json"
    file.write_text(text, encoding="utf-8")
    done = run("publish", str(file))
    assert done.exit_code == 1
    assert "holds no terms" in done.output

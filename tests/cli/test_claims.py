"""`matchmaker claims`: who claims what, handed over or refused by the operator."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from matchmaker import create_app
from matchmaker.cli.claims import claims
from matchmaker.extensions import db
from models import Base, ClaimGround, ClaimState, Organisation, OrganisationClaim
from tests.factories import make_claim, make_person, make_unclaimed


@pytest.fixture(autouse=True)
def instance(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An installation where one person claims a profile."""
    monkeypatch.setenv("MATCHMAKER_ENVIRONMENT", "demo")
    monkeypatch.setenv("MATCHMAKER_INSTANCE", str(tmp_path))
    with create_app().app_context():
        Base.metadata.create_all(db.engine)
        profile = make_unclaimed(db.session, slug="alfa", website="https://alfa.example")
        make_claim(db.session, profile, person=make_person(db.session, email="maarja@alfa.example"))
        db.session.commit()


def run(*arguments: str, exit_code: int = 0) -> str:
    done = CliRunner().invoke(claims, arguments)
    assert done.exit_code == exit_code, done.output
    return done.output


def test_list_says_who_claims_what() -> None:
    [waiting] = json.loads(run("list", "--json"))
    assert (waiting["id"], waiting["organisation"], waiting["email"]) == (1, "alfa", "maarja@alfa.example")
    assert (waiting["proof"], waiting["waits_for"]) == ("same_domain", "the secretariat")
    line = "1  alfa  maarja@alfa.example (Director)  same_domain  waits for the secretariat\n"
    assert run("list") == line


def test_accept_hands_over_once() -> None:
    assert run("accept", "1") == "Handed over: alfa, claimed by maarja@alfa.example.\n"
    assert "does not wait any more" in run("accept", "1", exit_code=1)
    assert run("list") == "Nothing waits.\n"
    with create_app().app_context():
        assert db.session.get_one(Organisation, 1).is_claimed


def test_refuse_needs_a_ground_and_keeps_the_words() -> None:
    assert "--ground" in run("refuse", "1", exit_code=2)
    run("refuse", "1", "--ground", "handed_over", exit_code=2)
    said = run("refuse", "1", "--ground", "no_contact", "--reason", "We called twice.")
    assert said == "Refused: alfa, claimed by maarja@alfa.example.\n"
    with create_app().app_context():
        claim = db.session.get_one(OrganisationClaim, 1)
        assert (claim.state, claim.ground) == (ClaimState.REFUSED, ClaimGround.NO_CONTACT)
        assert claim.reason == "We called twice."


def test_unknown_claim_is_named() -> None:
    assert "There is no claim 7." in run("accept", "7", exit_code=2)

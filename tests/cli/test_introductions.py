"""`matchmaker introductions`: what waits, and the clocks run by hand."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner

from matchmaker import create_app
from matchmaker.cli.introductions import introductions
from matchmaker.extensions import db
from models import Base, Introduction, IntroductionState
from models.columns import utc_now
from tests.factories import make_introduction


@pytest.fixture
def instance(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An installation where one introduction waits for the asked side and one is over."""
    monkeypatch.setenv("MATCHMAKER_ENVIRONMENT", "demo")
    monkeypatch.setenv("MATCHMAKER_INSTANCE", str(tmp_path))
    with create_app().app_context():
        Base.metadata.create_all(db.engine)
        make_introduction(db.session, state=IntroductionState.RELEASED)
        make_introduction(db.session, state=IntroductionState.DECLINED)
        db.session.commit()
    return tmp_path


def run(*arguments: str) -> str:
    done = CliRunner().invoke(introductions, arguments)
    assert done.exit_code == 0, done.output
    return done.output


def let_time_pass() -> None:
    with create_app().app_context():
        db.session.get_one(Introduction, 1).due_at = utc_now() - timedelta(hours=1)
        db.session.commit()


@pytest.mark.usefixtures("instance")
def test_list_says_what_waits_for_whom() -> None:
    [waiting] = json.loads(run("list", "--json"))
    assert (waiting["id"], waiting["state"], waiting["reminded"]) == (1, "released", False)
    line = run("list")
    assert line.startswith("1  due ")
    assert line.endswith(f"waits for {waiting['waits_for']}\n")
    assert run("list", "--overdue") == "Nothing is overdue.\n"


@pytest.mark.usefixtures("instance")
def test_sweep_does_what_is_due_and_nothing_twice() -> None:
    let_time_pass()
    assert [one["id"] for one in json.loads(run("list", "--overdue", "--json"))] == [1]
    assert run("sweep") == "1 done.\n"
    assert run("sweep") == "0 done.\n"
    assert run("list") == "Nothing waits.\n"
    with create_app().app_context():
        assert db.session.get_one(Introduction, 1).state is IntroductionState.LAPSED

"""`matchmaker visits`: what waits, one visit with its log, and the clocks run by hand."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner

from matchmaker import create_app
from matchmaker.cli.visits import visits
from matchmaker.extensions import db
from matchmaker.visits import service
from matchmaker.visits.asking import Wish
from models import Base, Visit, VisitState
from models.columns import utc_now
from tests.visits.roaming import make_roaming, week


@pytest.fixture
def token(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """An installation where one visit waits for the host; the token of that visit."""
    monkeypatch.setenv("MATCHMAKER_ENVIRONMENT", "demo")
    monkeypatch.setenv("MATCHMAKER_INSTANCE", str(tmp_path))
    day = utc_now().date() + timedelta(days=21)
    with create_app().app_context():
        Base.metadata.create_all(db.engine)
        roaming = make_roaming(db.session, country="XX")
        wish = Wish(spaces=[roaming.desks], stay=week(day + timedelta(days=-day.weekday() % 7)))
        visit = service.request_visit(db.session, roaming.visitor, wish, actor=roaming.visitor_person)
        db.session.commit()
        return visit.token


def run(*arguments: str) -> str:
    done = CliRunner().invoke(visits, arguments)
    assert done.exit_code == 0, done.output
    return done.output


def test_list_says_what_waits_for_whom(token: str) -> None:
    [waiting] = json.loads(run("list", "--json"))
    assert (waiting["token"], waiting["state"], waiting["reminded"]) == (token, "requested", False)
    line = run("list")
    assert line.startswith(f"{token}  due ")
    assert line.endswith(f"waits for {waiting['waits_for']}\n")
    assert run("list", "--overdue") == "Nothing is overdue.\n"


def test_show_tells_standing_and_log(token: str) -> None:
    shown = json.loads(run("show", token, "--json"))
    assert (shown["standing"], shown["findings"], shown["working_days"]) == ("within", ["free (clause 2)"], 5)
    assert [entry["verb"] for entry in shown["log"]] == ["requested"]
    lines = run("show", token).splitlines()
    assert f"token              {token}" in lines
    assert "reminded           no" in lines
    assert lines[-1].split("  ")[1] == "requested"


def test_show_of_nothing_says_so(token: str) -> None:
    done = CliRunner().invoke(visits, ["show", token[::-1] + "0"])
    assert done.exit_code == 2
    assert "There is no visit with the token" in done.output


def test_sweep_does_what_is_due_and_nothing_twice(token: str) -> None:
    with create_app().app_context():
        db.session.query(Visit).one().answer_due_at = utc_now() - timedelta(hours=1)
        db.session.commit()
    assert [one["token"] for one in json.loads(run("list", "--overdue", "--json"))] == [token]
    assert run("sweep") == "1 done.\n"
    assert run("sweep") == "0 done.\n"
    assert run("list") == "Nothing waits.\n"
    with create_app().app_context():
        assert db.session.query(Visit).one().state is VisitState.LAPSED

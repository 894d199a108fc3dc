"""`matchmaker ranking`: what an operator sees of what was learnt, and the switches."""

from __future__ import annotations

import json
from datetime import date, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from matchmaker import create_app
from matchmaker.cli.ranking import ranking
from matchmaker.extensions import db
from matchmaker.suggestions.indexing import rebuild_in_place
from matchmaker.verdicts import Candidate, Seen, note_verdict
from models import Base, VerdictKind
from models.columns import utc_now
from tests.factories import make_cluster, make_organisation
from tests.suggestions import rows


@pytest.fixture
def instance(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An installation with a cluster and nothing said yet."""
    monkeypatch.setenv("MATCHMAKER_ENVIRONMENT", "demo")
    monkeypatch.setenv("MATCHMAKER_INSTANCE", str(tmp_path))
    with create_app().app_context():
        Base.metadata.create_all(db.engine)
        make_cluster(db.session, slug="photonics")
        make_organisation(db.session, slug="laseriko")
        db.session.commit()
    return tmp_path


def run(*arguments: str) -> Result:
    return CliRunner().invoke(ranking, [*arguments])


def shown() -> dict[str, object]:
    found: dict[str, object] = json.loads(run("show", "--json").output)
    return found


def say_something(instance: Path) -> None:
    """Of eight needs, half wanted the better text and half the one known from a project."""
    with create_app().app_context():
        session = db.session
        asking, friend, stranger, nobody = (make_organisation(session) for _ in range(4))
        rows.offer(session, friend, "Enzymes and much else besides")
        rows.offer(session, stranger, "Cold enzymes on silica")
        rows.offer(session, nobody, "Silica on roads")
        rows.project(session, "Unrelated", asking, friend, signed_on=date(2025, 1, 1))
        seen = Seen(
            tuple(Candidate(o.id, place, 1.0) for place, o in enumerate((stranger, friend, nobody), 1))
        )
        for number in range(8):
            need = rows.need(session, asking, "Cold enzymes on silica carriers")
            verdict = note_verdict(
                session,
                VerdictKind.ACCEPTED,
                actor=None,
                organisation_id=asking.id,
                target_kind="organisation",
                target_id=(friend if number % 2 else stranger).id,
                subject=f"listing-{need.id}",
                seen=seen,
            )
            verdict.at = utc_now() - timedelta(days=40 - number)
        session.commit()
        rebuild_in_place(session, instance / "index")


@pytest.mark.usefixtures("instance")
def test_nothing_learnt_yet_is_said_and_learning_says_why_not() -> None:
    assert run("show").output == "Nothing was learnt yet: the text alone ranks.\n"
    assert shown() == {"newest": None, "off": []}
    done = run("train")
    assert done.exit_code == 1
    assert done.output.startswith("Error: There is nothing to learn from yet.")


def test_training_tells_figures_and_weights_and_keeps_them(instance: Path) -> None:
    say_something(instance)
    done = run("train")
    assert done.exit_code == 0, done.output
    head, figures, *weights = done.output.splitlines()
    assert head.startswith("learnt-1, learnt ")
    assert head.endswith("from 8 verdicts, not in use: it does not beat the text by enough, on enough lists.")
    assert figures.startswith("nDCG@10 on the newest 2 lists: text ")
    assert weights[0].split()[0] == "worked_together"
    assert float(weights[0].split()[1]) > 0
    assert run("show").output == done.output
    newest = shown()["newest"]
    assert isinstance(newest, dict)
    assert (newest["name"], newest["verdicts"], newest["in_use"]) == ("learnt-1", 8, False)


@pytest.mark.usefixtures("instance")
def test_switching_off_and_on_for_all_and_for_a_cluster() -> None:
    assert run("off").output == "Off for the whole network: the text alone ranks.\n"
    assert run("off", "--cluster", "photonics").exit_code == 0
    off = shown()["off"]
    assert isinstance(off, list)
    assert [scope.split(":")[0] for scope in off] == ["cluster", "network"]
    assert "Switched off for network.\n" in run("show").output
    assert run("on").output == "On for the whole network, once a version beats the text.\n"
    assert run("on", "--cluster", "photonics").exit_code == 0
    assert shown()["off"] == []


@pytest.mark.usefixtures("instance")
@pytest.mark.parametrize("slug", ["nowhere", "laseriko"])
def test_only_clusters_are_switched_off(slug: str) -> None:
    done = run("off", "--cluster", slug)
    assert done.exit_code == 2
    assert f"There is no cluster with the slug '{slug}'." in done.output
    assert shown()["off"] == []

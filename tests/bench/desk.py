"""The manager's desk with 1, 100 and 1,000 waiting items: the whole page, through the application."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from matchmaker import create_app
from matchmaker.collector import settle_collector
from matchmaker.extensions import db
from models import Base, ClusterMembershipState, MembershipRole, Organisation, VerificationState
from tests.bench.measuring import Timing, timed
from tests.bench.report import Line, Report
from tests.conftest import make_settings
from tests.factories import (
    make_cluster,
    make_cluster_membership,
    make_curated_suggestion,
    make_listing,
    make_membership,
    make_organisation,
    make_person,
)

SIZES = (1, 100, 1_000)
ASKED = 60
WARMED_BY = 5
MOST = 0.150
#: The size that the limit is stated for.
STATED = 100


def measure(report: Report) -> None:
    """Opening the desk, as often as a manager does in a busy hour."""
    for size in SIZES:
        with tempfile.TemporaryDirectory() as folder, _desk(Path(folder), size) as client:
            timed(lambda _number: _open(client), range(WARMED_BY), 30)
            timing = Timing.of(timed(lambda _number: _open(client), range(ASKED), 30))
        report.add(timing.row("desk", "queue page", size))
        if size == STATED:
            report.line(
                Line(
                    f"the desk with {size} waiting items, the whole page",
                    f"≤ {MOST * 1e3:.0f} ms",
                    f"{timing.median * 1e3:.0f} ms (p95 {timing.p95 * 1e3:.0f} ms)",
                    timing.median <= MOST,
                )
            )


def _open(client: FlaskClient) -> None:
    answer = client.get("/desk")
    assert answer.status_code == 200


@contextmanager
def _desk(folder: Path, size: int) -> Iterator[FlaskClient]:
    """A signed-in manager of a cluster with so many waiting items, a quarter of each kind."""
    app = create_app(make_settings(folder, f"sqlite:///{folder / 'desk.db'}"))
    with app.app_context():
        Base.metadata.create_all(db.engine)
        with db.sessionmaker() as session, session.begin():
            identity = _fill(session, size)
        engine = db.engine
    settle_collector()  # as the web server does before it forks
    yield _signed_in(app, identity)
    engine.dispose()


def _signed_in(app: Flask, identity: str) -> FlaskClient:
    client = app.test_client()
    with client.session_transaction() as cookie:
        cookie["_user_id"] = identity
        cookie["_fresh"] = True
    return client


def _fill(session: Session, size: int) -> str:
    """Write the items; returns what the manager's session is known by."""
    manager = make_person(session)
    cluster = make_cluster(session, verification=VerificationState.VERIFIED)
    make_membership(session, manager, cluster, role=MembershipRole.MANAGER)
    member = make_organisation(session, verification=VerificationState.VERIFIED)
    make_cluster_membership(session, member, cluster)
    for number in range(size):
        _ITEMS[number % len(_ITEMS)](session, cluster, member)
    return str(manager.fs_uniquifier)


def _joining(session: Session, cluster: Organisation, _member: Organisation) -> None:
    newcomer = make_organisation(session)
    make_cluster_membership(session, newcomer, cluster, state=ClusterMembershipState.REQUESTED)


def _unverified(session: Session, cluster: Organisation, _member: Organisation) -> None:
    make_cluster_membership(session, make_organisation(session), cluster)


def _unchecked(session: Session, _cluster: Organisation, member: Organisation) -> None:
    make_listing(session, member)


def _proposed(session: Session, _cluster: Organisation, member: Organisation) -> None:
    make_curated_suggestion(session, member)


_ITEMS = (_joining, _unverified, _unchecked, _proposed)

"""A running worker is woken when a row is due, not only by the sweep of each minute."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest
from flask import Flask

from matchmaker.curation import items, rules, service
from matchmaker.extensions import db
from matchmaker.worker.queue import LONGEST_IDLE
from models import DecisionState, DeskDecision, DeskKind, DeskVerdict, OutboxRow, VerificationState
from models.columns import utc_now
from tests.curation.conftest import make_desk
from tests.factories import make_cluster_membership, make_organisation

#: Seconds after the time to take it back by which a decision has taken effect.
SOON = 3.0


@contextmanager
def working(app: Flask) -> Iterator[None]:
    """A worker as `matchmaker worker` runs it, without its sweeps."""
    consumer = app.extensions["queue"].create_consumer(
        workers=1, periodic=False, initial_delay=0.1, max_delay=LONGEST_IDLE
    )
    consumer.start()
    try:
        yield
    finally:
        consumer.stop(graceful=True)


def decide_on_an_organisation() -> int:
    """A manager verifies a member; the id of the decision."""
    with db.sessionmaker() as session, session.begin():
        desk = make_desk(session)
        organisation = make_organisation(session, verification=VerificationState.UNVERIFIED)
        make_cluster_membership(session, organisation, desk.cluster)
        session.flush()
        clusters = desk.manager.managed_cluster_ids
        item = items.waiting_one(session, DeskKind.ORGANISATION, organisation.id, clusters, utc_now())
        assert item is not None
        decision = service.decide(
            session,
            DeskKind.ORGANISATION,
            organisation.id,
            DeskVerdict.VERIFY,
            actor=desk.manager,
            seen=item.version,
        )
        return decision.id


def decision_of(decision_id: int) -> DeskDecision:
    with db.sessionmaker() as session:
        return session.get_one(DeskDecision, decision_id)


def test_decision_takes_effect_soon_after_it_can_no_longer_be_taken_back(
    own_app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rules, "UNDO_WINDOW", timedelta(seconds=2))
    with own_app.app_context(), working(own_app):
        decision_id = decide_on_an_organisation()
        made = decision_of(decision_id)
        assert made.effective_at is not None
        last = made.effective_at + timedelta(seconds=SOON)
        while (found := decision_of(decision_id)).state is DecisionState.PENDING and utc_now() < last:
            time.sleep(0.05)
        assert found.state is DecisionState.DONE
        assert found.done_at is not None
        assert made.effective_at <= found.done_at <= last


def test_a_wake_that_is_lost_leaves_the_row_to_the_sweep(
    own_app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rules, "UNDO_WINDOW", timedelta(0))
    with own_app.app_context():
        decision_id = decide_on_an_organisation()
        own_app.extensions["queue"].flush()
        own_app.extensions["sweep"]()
        assert decision_of(decision_id).state is DecisionState.DONE
        with db.sessionmaker() as session:
            row = session.query(OutboxRow).filter_by(kind="desk.apply").one()
            assert row.done_at is not None

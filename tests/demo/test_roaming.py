"""Roaming in the invented network: something of everything, and figures that fit each other."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from matchmaker.demo.dataset import read_dataset
from matchmaker.demo.loading import clear_network, load_network
from matchmaker.extensions import db
from models import (
    Activity,
    EventRegistration,
    OutboxRow,
    RegistrationState,
    Signature,
    SignatureState,
    SpaceDay,
    Visit,
    VisitSpace,
    VisitState,
)
from models.columns import utc_now


@pytest.fixture
def loaded(demo_app: Flask) -> Iterator[Session]:
    """A session on the loaded network; what a test changes is rolled back."""
    with demo_app.app_context():
        yield db.session
        db.session.rollback()


def test_roaming_shows_visits_in_every_state_but_withdrawn(loaded: Session) -> None:
    shown = set(loaded.scalars(select(Visit.state).distinct()))
    # Somebody may arrive the moment the demo is looked at; nobody has to take anything back.
    assert set(VisitState) - shown <= {VisitState.WITHDRAWN, VisitState.ARRIVED}


def test_roaming_places_taken_are_those_of_visits_that_hold_them(loaded: Session) -> None:
    taken = loaded.scalar(select(func.sum(SpaceDay.taken))) or 0
    held = loaded.scalars(select(VisitSpace).where(VisitSpace.held)).all()
    assert 0 < taken <= sum(row.people * ((row.ends_on - row.starts_on).days + 1) for row in held)


def test_roaming_signatures_show_one_lapsed_and_one_with_notice(loaded: Session) -> None:
    today = utc_now().date()
    states = [signature.state_on(today) for signature in loaded.scalars(select(Signature))]
    assert states.count(SignatureState.LAPSED) == 1
    assert states.count(SignatureState.NOTICE_GIVEN) == 1
    assert states.count(SignatureState.IN_FORCE) > 10


def test_roaming_events_have_a_full_one_with_somebody_waiting(loaded: Session) -> None:
    waiting = select(EventRegistration).where(EventRegistration.state == RegistrationState.WAITING)
    assert len(loaded.scalars(waiting).all()) == 1


def test_roaming_history_lies_in_the_past_and_sends_nothing(loaded: Session) -> None:
    of_visits = select(func.max(Activity.at)).where(Activity.subject_kind == "visit")
    assert loaded.scalars(of_visits).one() <= utc_now()
    assert loaded.scalar(select(func.count()).select_from(OutboxRow)) == 0


@pytest.mark.parametrize("day", ["2027-06-24", "2027-12-26", "2028-01-02"])
def test_roaming_can_be_loaded_on_holidays_too(loaded: Session, day: str) -> None:
    clear_network(loaded)
    load_network(loaded, read_dataset(), now=datetime.fromisoformat(f"{day}T09:00:00+00:00"))
    assert loaded.scalars(select(func.count()).select_from(Visit)).one() > 25

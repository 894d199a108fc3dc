"""What the engine proposes to managers, on the invented network: proposed when it was loaded."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from matchmaker.curation.proposing import PROPOSED_EACH, propose_all
from matchmaker.curation.rules import PROPOSAL_LIFETIME
from matchmaker.extensions import db
from matchmaker.matching import Index, IndexReader
from matchmaker.verdicts import Seen
from models import CuratedState, CuratedSuggestion, VerificationState
from models.columns import utc_now

# They share one loaded network.
pytestmark = pytest.mark.xdist_group("demo-network")


@pytest.fixture
def network(demo_app: Flask) -> Iterator[Session]:
    with demo_app.app_context():
        yield db.session
        db.session.rollback()


@pytest.fixture
def index(demo_app: Flask) -> Index:
    return Index(IndexReader(Path(demo_app.instance_path) / "index").snapshot)


def proposals(session: Session) -> list[CuratedSuggestion]:
    chosen = select(CuratedSuggestion).where(CuratedSuggestion.state == CuratedState.PROPOSED)
    return list(session.scalars(chosen.order_by(CuratedSuggestion.id)))


def test_proposals_are_for_verified_members_and_keep_their_context(network: Session) -> None:
    found = proposals(network)
    assert len(found) > 5
    members = [row.organisation_id for row in found]
    assert len(members) <= PROPOSED_EACH * len(set(members))
    for row in found:
        assert row.organisation.verification is VerificationState.VERIFIED
        assert row.target.open_to_introductions
        seen = Seen.from_document(row.seen)
        place = next(one for one in seen.shown if one.id == row.target_id)
        assert (place.position, place.score) == (seen.position, seen.score)
        assert row.words


def test_proposing_again_adds_nothing(network: Session, index: Index) -> None:
    before = [row.id for row in proposals(network)]
    assert propose_all(network, index, now=utc_now()) == 0
    assert [row.id for row in proposals(network)] == before


def test_settled_pair_makes_room_and_does_not_come_again(network: Session, index: Index) -> None:
    row = proposals(network)[0]
    row.state = CuratedState.DISMISSED
    network.flush()
    assert propose_all(network, index, now=utc_now()) == 1
    again = [one for one in proposals(network) if one.organisation_id == row.organisation_id]
    assert [one.target_id == row.target_id for one in again] == [False]


def test_what_nobody_looked_at_for_long_makes_room(network: Session, index: Index) -> None:
    row = proposals(network)[0]
    row.created_at = utc_now() - PROPOSAL_LIFETIME * 2
    network.flush()
    network.expunge_all()
    assert propose_all(network, index, now=utc_now()) == 1
    assert min(one.created_at for one in proposals(network)) > utc_now() - PROPOSAL_LIFETIME

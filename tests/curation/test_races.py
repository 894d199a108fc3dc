"""Two managers at one moment, and a worker that is killed: each effect exactly once, on both databases."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from threading import Barrier

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session, sessionmaker

from matchmaker.curation import items, service
from matchmaker.curation.claims import open_item
from matchmaker.curation.effects import apply_decision
from matchmaker.curation.errors import AlreadyDecided, TooLateToUndo
from matchmaker.extensions import db
from matchmaker.refusals import Refusal
from models import (
    DecisionState,
    DeskClaim,
    DeskDecision,
    DeskKind,
    DeskVerdict,
    Organisation,
    OutboxRow,
    Person,
    VerificationState,
)
from models.columns import utc_now
from tests.curation.conftest import make_desk
from tests.factories import make_cluster_membership, make_organisation, make_person

KIND = DeskKind.ORGANISATION
ROUNDS = 5


@dataclass(frozen=True)
class Scene:
    """Ids of two managers and of an organisation that nobody has verified."""

    sessions: sessionmaker[Session]
    managers: tuple[int, int]
    organisation_id: int

    def together(self, act: Callable[[Session, Person], str]) -> list[str]:
        """What comes of both managers doing the same at once, each in a transaction of its own."""
        start = Barrier(2)

        def one(manager_id: int) -> str:
            start.wait()
            try:
                with self.sessions() as session, session.begin():
                    return act(session, session.get_one(Person, manager_id))
            except Refusal as refusal:
                return type(refusal).__name__

        with ThreadPoolExecutor(2) as pool:
            return sorted(pool.map(one, self.managers))


@pytest.fixture
def scene(own_app: Flask) -> Scene:
    with own_app.app_context():
        sessions = db.sessionmaker
        with sessions() as session, session.begin():
            desk = make_desk(session)
            newcomer = make_organisation(session, owner=make_person(session), name="Beeta")
            make_cluster_membership(session, newcomer, desk.cluster)
            return Scene(sessions, (desk.manager.id, desk.colleague.id), newcomer.id)


def verify(scene: Scene) -> Callable[[Session, Person], str]:
    def act(session: Session, manager: Person) -> str:
        item = items.waiting_one(session, KIND, scene.organisation_id, manager.managed_cluster_ids, utc_now())
        seen = item.version if item is not None else ""
        service.decide(session, KIND, scene.organisation_id, DeskVerdict.VERIFY, actor=manager, seen=seen)
        return "decided"

    return act


def test_two_managers_decide_at_once_and_one_is_told(scene: Scene) -> None:
    for _ in range(ROUNDS):
        assert scene.together(verify(scene)) == [AlreadyDecided.__name__, "decided"]
        with scene.sessions() as session, session.begin():
            live = session.scalars(
                select(DeskDecision).where(DeskDecision.state == DecisionState.PENDING)
            ).one()
            live.state = DecisionState.UNDONE


def test_two_managers_agree_at_once_and_it_counts_once(scene: Scene) -> None:
    with scene.sessions() as session, session.begin():
        third = make_person(session, name="Carla")
        item = items.waiting_one(
            session,
            KIND,
            scene.organisation_id,
            session.get_one(Person, scene.managers[0]).managed_cluster_ids,
            utc_now(),
        )
        assert item is not None
        decision = DeskDecision(
            kind=KIND,
            subject_id=scene.organisation_id,
            version=item.version,
            title="Beeta",
            cluster_id=item.cluster_id,
            organisation_id=scene.organisation_id,
            verdict=DeskVerdict.VERIFY,
            batch=service.new_batch(),
            state=DecisionState.SECOND_LOOK,
            actor=third,
        )
        session.add(decision)
        session.flush()
        number = decision.id

    def agree(session: Session, manager: Person) -> str:
        service.agree(session, session.get_one(DeskDecision, number), actor=manager)
        return "agreed"

    assert scene.together(agree) == [AlreadyDecided.__name__, "agreed"]
    with scene.sessions() as session:
        promises = select(func.count(OutboxRow.id)).where(OutboxRow.kind == "desk.apply")
        assert session.scalar(promises) == 1


def test_two_managers_open_at_once_and_one_has_it(scene: Scene) -> None:
    def open_it(session: Session, manager: Person) -> str:
        other = open_item(session, KIND, scene.organisation_id, actor=manager, now=utc_now())
        return "mine" if other is None else "theirs"

    assert scene.together(open_it) == ["mine", "theirs"]
    with scene.sessions() as session:
        assert session.scalar(select(func.count(DeskClaim.id))) == 1


def test_taking_back_and_taking_effect_at_once_is_one_of_both(scene: Scene) -> None:
    for _ in range(ROUNDS):
        with scene.sessions() as session, session.begin():
            manager = session.get_one(Person, scene.managers[0])
            organisation = session.get_one(Organisation, scene.organisation_id)
            organisation.verification = VerificationState.UNVERIFIED
            session.flush()
            verify(scene)(session, manager)
            decision = session.scalars(
                select(DeskDecision).where(DeskDecision.state == DecisionState.PENDING)
            ).one()
            number, batch = decision.id, decision.batch

        def race(session: Session, manager: Person, number: int = number, batch: str = batch) -> str:
            if manager.id == scene.managers[0]:
                service.undo(session, batch, actor=manager)
                return "undone"
            apply_decision(session, decision_id=number)
            return "tried"

        came = scene.together(race)
        with scene.sessions() as session:
            verified = session.get_one(Organisation, scene.organisation_id).verification
            state = session.get_one(DeskDecision, number).state
        if TooLateToUndo.__name__ in came:
            assert (state, verified) == (DecisionState.DONE, VerificationState.VERIFIED)
        else:
            assert (state, verified) == (DecisionState.UNDONE, VerificationState.UNVERIFIED)


def test_worker_killed_in_the_middle_leaves_nothing_half_done(own_app: Flask, scene: Scene) -> None:
    with scene.sessions() as session, session.begin():
        verify(scene)(session, session.get_one(Person, scene.managers[0]))
        (row,) = session.scalars(select(OutboxRow).where(OutboxRow.kind == "desk.apply"))
        row.due_at = utc_now()
        payload = dict(row.payload)
    session = scene.sessions()
    session.begin()
    apply_decision(session, **payload)
    session.flush()
    # The worker dies: its connection ends without a commit.
    session.close()
    with scene.sessions() as session:
        organisation = session.get_one(Organisation, scene.organisation_id)
        assert organisation.verification is VerificationState.UNVERIFIED
    for _ in range(2):
        own_app.extensions["sweep"]()
    with scene.sessions() as session:
        organisation = session.get_one(Organisation, scene.organisation_id)
        assert organisation.verification is VerificationState.VERIFIED
        told = select(func.count(OutboxRow.id)).where(OutboxRow.kind == "mail.notice")
        assert session.scalar(told) == 1

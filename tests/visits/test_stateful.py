"""Random people do random things to visits at random times; what must hold, holds after every step.

The model knows only what state each visit is in and where a move may lead; everything else is read back
from the database and checked against it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from flask import Flask
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from matchmaker import create_app
from matchmaker.agreements.house_days import Stay
from matchmaker.extensions import db
from matchmaker.permissions import allowed
from matchmaker.refusals import Refusal
from matchmaker.visits import (
    arriving_service,
    clock_service,
    proposing_service,
    queries,
    service,
    waiting_service,
)
from matchmaker.visits.asking import Wish
from models import (
    PENDING_VISIT_STATES,
    Base,
    OutboxRow,
    Person,
    ProposalState,
    Space,
    SpaceDay,
    Venue,
    Visit,
    VisitDeclineReason,
    VisitSide,
    VisitState,
    WaitingState,
)
from tests.conftest import make_settings
from tests.factories import make_person
from tests.visits.roaming import (
    MONDAY,
    NOTICE,
    NOW,
    Roaming,
    counted,
    held,
    log_of,
    make_roaming,
    make_visitor,
)

S = VisitState
#: From a state to those that one verb, one clock, or one after the other in a step, may lead to.
MAY_BECOME = {
    S.REQUESTED: {S.ACCEPTED, S.DECLINED, S.CHANGED, S.LAPSED, S.WITHDRAWN},
    S.WAITING: {S.REQUESTED, S.ACCEPTED, S.DECLINED, S.CHANGED, S.LAPSED, S.WITHDRAWN},
    S.CHANGED: {S.REQUESTED, S.ACCEPTED, S.DECLINED, S.LAPSED, S.WITHDRAWN},
    S.ACCEPTED: {S.CANCELLED, S.ARRIVED, S.NO_SHOW},
    S.ARRIVED: {S.COMPLETED},
}
COMPANIES = 5
#: Emptied before each run; the people, places and signatures stay.
EMPTIED = ("visit_feedback", "visit_proposal", "waiting_place", "party_member", "visit_space", "space_day",
           "visit", "activity", "outbox")  # fmt: skip
_here: dict[str, Any] = {}


@pytest.fixture(scope="module", autouse=True)
def _own_database() -> Iterator[None]:
    with TemporaryDirectory() as folder:
        app = create_app(make_settings(Path(folder), f"sqlite:///{folder}/machine.db"))
        with app.app_context():
            Base.metadata.create_all(db.engine)
            roaming = make_roaming(db.session, desks=2, at_once=True)
            for _ in range(COMPANIES - 1):
                make_visitor(db.session, roaming.cluster)
            make_person(db.session, name="A stranger")
            db.session.commit()
            _here.update(app=app, ids=ids_of(roaming))
            engine = db.engine
        yield
        engine.dispose()


def ids_of(roaming: Roaming) -> dict[str, int]:
    return {"venue": roaming.venue.id, "host": roaming.host_person.id, "cluster": roaming.cluster.id}


class Visits(RuleBasedStateMachine):
    """Two desks confirmed at once, a room on approval, five companies, and time that passes."""

    def __init__(self) -> None:
        super().__init__()
        app: Flask = _here["app"]
        self.context = app.app_context()
        self.context.push()
        self.session: Session = db.sessionmaker(expire_on_commit=False)
        for table in EMPTIED:
            self.session.execute(delete(Base.metadata.tables[table]))
        self.session.commit()
        self.now = NOW
        self.states: dict[int, VisitState] = {}
        self.versions: dict[int, int] = {}
        self.venue = self.session.get_one(Venue, _here["ids"]["venue"])
        self.host = self.session.get_one(Person, _here["ids"]["host"])
        self.everybody = list(self.session.scalars(select(Person).order_by(Person.id)))
        self.visitors = [
            person
            for person in self.everybody
            if person.memberships and person.memberships[0].organisation.kind == "company"
        ]

    def teardown(self) -> None:
        self.session.close()
        self.context.pop()

    # What people do.

    @rule(
        who=st.integers(0, COMPANIES - 1),
        room=st.booleans(),
        line=st.booleans(),
        first=st.integers(0, 6),
        days=st.integers(1, 6),
        people=st.integers(1, 2),
    )
    def ask(self, *, who: int, room: bool, line: bool, first: int, days: int, people: int) -> None:
        person = self.visitors[who]
        wish = Wish(spaces=[self.spaces[int(room)]], stay=self.stay(first, days), people=people)
        verb = service.join_waiting_list if line else service.request_visit
        with self.allowed_to_refuse():
            verb(self.session, person.memberships[0].organisation, wish, actor=person, now=self.now)

    @rule(which=st.integers(0, 50), by_host=st.booleans(), what=st.sampled_from(
        ["accept", "decline", "withdraw", "cancel", "take", "arrive", "miss", "complete", "agree",
         "turn_down", "feedback"]))  # fmt: skip
    def act(self, *, which: int, by_host: bool, what: str) -> None:
        if not self.states:
            return
        visit = self.visit(which)
        actor = self.host if by_host else self.person_of(visit)
        with self.allowed_to_refuse():
            self.verbs[what](visit, actor)

    @rule(which=st.integers(0, 50), by_host=st.booleans(), first=st.integers(0, 9), days=st.integers(1, 5))
    def other_dates(self, *, which: int, by_host: bool, first: int, days: int) -> None:
        if not self.states:
            return
        visit, stay = self.visit(which), self.stay(first, days)
        with self.allowed_to_refuse():
            if by_host:
                proposing_service.propose_dates(self.session, visit, stay, actor=self.host, now=self.now)
            else:
                actor = self.person_of(visit)
                proposing_service.ask_other_dates(self.session, visit, stay, actor=actor, now=self.now)

    @rule(hours=st.sampled_from([1, 6, 24, 25, 72, 24 * 8]))
    def time_passes(self, hours: int) -> None:
        self.now += timedelta(hours=hours)

    @rule()
    def clock_strikes(self) -> None:
        # What was read here holds SQLite's lock until its transaction ends.
        self.session.commit()
        while clock_service.work_off_due(db.sessionmaker, now=self.now):
            pass
        for visit in self.all():
            if visit.state in PENDING_VISIT_STATES:
                assert visit.answer_due_at is not None
                assert visit.answer_due_at > self.now

    @property
    def verbs(self) -> dict[str, Callable[[Visit, Person], object]]:
        session, now = self.session, self.now
        return {
            "accept": lambda visit, actor: service.accept_visit(session, visit, actor=actor, now=now),
            "decline": lambda visit, actor: service.decline_visit(
                session, visit, actor=actor, reason=VisitDeclineReason.FULL, now=now
            ),
            "withdraw": lambda visit, actor: service.withdraw_visit(session, visit, actor=actor, now=now),
            "cancel": lambda visit, actor: service.cancel_visit(session, visit, actor=actor, now=now),
            "take": lambda visit, actor: waiting_service.take_place(session, visit, actor=actor, now=now),
            "arrive": lambda visit, actor: arriving_service.arrive(session, visit, actor=actor, now=now),
            "miss": lambda visit, actor: arriving_service.note_no_show(session, visit, actor=actor, now=now),
            "complete": lambda visit, actor: arriving_service.complete_visit(
                session, visit, actor=actor, now=now
            ),
            "agree": lambda visit, actor: proposing_service.agree_to_dates(
                session, visit, actor=actor, now=now
            ),
            "turn_down": lambda visit, actor: proposing_service.turn_down_dates(session, visit, actor=actor),
            "feedback": lambda visit, actor: arriving_service.give_feedback(
                session,
                visit,
                actor=actor,
                side=VisitSide.HOST if actor is self.host else VisitSide.VISITOR,
                rating=4,
                now=now,
            ),
        }

    # What must hold.

    @invariant()
    def every_move_is_allowed_and_logged(self) -> None:
        for visit in self.all():
            before, now = self.states.get(visit.id), visit.state
            if before is None:
                assert now in {S.REQUESTED, S.ACCEPTED, S.WAITING}
            elif before is not now:
                assert now in MAY_BECOME.get(before, set()), (before, now)
                assert visit.version > self.versions[visit.id]
            self.states[visit.id] = now
            self.versions[visit.id] = visit.version
            assert log_of(self.session, visit)[0] == "requested"

    @invariant()
    def no_day_is_ever_over_booked_and_both_books_agree(self) -> None:
        assert counted(self.session) == held(self.session)
        for row in self.session.scalars(select(SpaceDay)):
            capacity = next(space.capacity for space in self.spaces if space.id == row.space_id)
            assert 0 <= row.taken <= capacity == row.capacity

    @invariant()
    def places_are_held_by_the_confirmed_and_those_kept_for_somebody(self) -> None:
        for visit in self.all():
            place = visit.waiting_place
            kept = visit.state is S.WAITING and place is not None and place.state is WaitingState.OFFERED
            holds = {row.held for row in visit.spaces}
            if visit.state in {S.ACCEPTED, S.ARRIVED} or kept:
                assert holds == {True}
            elif visit.state is not S.COMPLETED:
                assert holds == {False}
            assert (visit.state in {S.ACCEPTED, S.ARRIVED, S.COMPLETED}) <= (visit.arrival_code is not None)

    @invariant()
    def nothing_waits_on_what_has_ended(self) -> None:
        for visit in self.all():
            waiting = [one for one in visit.proposals if one.state is ProposalState.OPEN]
            assert len(waiting) <= 1
            if visit.state not in {S.CHANGED, S.ACCEPTED}:
                assert waiting == []
            if visit.state not in PENDING_VISIT_STATES:
                assert visit.answer_due_at is None
            place = visit.waiting_place
            if place is not None and visit.state is not S.WAITING:
                assert place.state not in {WaitingState.WAITING, WaitingState.OFFERED}
            assert (visit.state is S.COMPLETED) or not visit.feedback

    @invariant()
    def a_company_is_nowhere_twice(self) -> None:
        live = [visit for visit in self.all() if visit.state in rules_live()]
        for visit in live:
            for other in live:
                if visit.id < other.id and visit.organisation_id == other.organisation_id:
                    assert not (visit.starts_on <= other.ends_on and other.starts_on <= visit.ends_on)

    @invariant()
    def nobody_is_mailed_twice_for_the_same_thing(self) -> None:
        keys = list(self.session.scalars(select(OutboxRow.unique_key).where(OutboxRow.kind == NOTICE)))
        assert None not in keys
        assert len(keys) == len(set(keys))

    @invariant()
    def lists_show_what_the_permission_allows(self) -> None:
        for person in (self.host, self.visitors[0], self.everybody[-1]):
            seen = set(self.session.scalars(select(Visit.id).where(queries.visible_to(person))))
            for visit in self.all():
                assert (visit.id in seen) is allowed(person, "visit.see", visit)

    # How it is read.

    @contextmanager
    def allowed_to_refuse(self) -> Iterator[None]:
        """One request: committed if it succeeds, taken back if it is refused."""
        try:
            yield
        except Refusal:
            self.session.rollback()
        else:
            self.session.commit()
        self.session.expire_all()

    @property
    def spaces(self) -> list[Space]:
        return self.venue.spaces

    def stay(self, first: int, days: int) -> Stay:
        day = MONDAY + timedelta(days=first)
        return Stay(day, day + timedelta(days=days - 1))

    def all(self) -> list[Visit]:
        fresh = select(Visit).order_by(Visit.id).execution_options(populate_existing=True)
        return list(self.session.scalars(fresh))

    def visit(self, which: int) -> Visit:
        known = sorted(self.states)
        return self.session.get_one(Visit, known[which % len(known)])

    def person_of(self, visit: Visit) -> Person:
        assert visit.requested_by is not None
        return visit.requested_by


def rules_live() -> frozenset[VisitState]:
    """States of visits that take place, or may yet."""
    return frozenset({S.REQUESTED, S.WAITING, S.CHANGED, S.ACCEPTED, S.ARRIVED})


TestVisits: Any = Visits.TestCase
TestVisits.settings = settings(
    max_examples=25,
    stateful_step_count=25,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)

"""Random people do random things at random times; what must hold, holds after every step.

The model knows only what each introduction's state is and where a move may lead; everything else is
read back from the database and checked against it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, ClassVar

import pytest
from flask import Flask
from hypothesis import HealthCheck, event, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule
from sqlalchemy import delete, select
from sqlalchemy.orm import Session, selectinload

from matchmaker import create_app
from matchmaker.extensions import db
from matchmaker.introductions import (
    answering_service,
    block_service,
    brokering_service,
    clock_service,
    meeting_service,
    queries,
    rules,
    service,
    talking_service,
)
from matchmaker.introductions.names import name_of
from matchmaker.introductions.sides import sides_of
from matchmaker.organisations.naming_service import leave_name_out
from matchmaker.permissions import allowed
from matchmaker.refusals import Refusal
from models import (
    ACCEPTED_STATES,
    OPEN_STATES,
    Base,
    DeclineReason,
    Introduction,
    IntroductionMessage,
    IntroductionState,
    Meeting,
    MeetingState,
    MembershipRole,
    Organisation,
    OrganisationKind,
    OutboxRow,
    Outcome,
    OutcomeKind,
    Person,
    Side,
    StopReason,
    VerificationState,
)
from tests.conftest import make_settings
from tests.factories import (
    make_cluster,
    make_cluster_membership,
    make_membership,
    make_organisation,
    make_person,
    make_secretariat,
)
from tests.introductions.promises import NOTICE, log_of

S = IntroductionState
#: From a state to those that one verb or the clock may lead to.
MAY_BECOME = {
    S.DRAFT: {S.REQUESTED, S.RELEASED},
    S.REQUESTED: {S.RELEASED, S.STOPPED, S.LAPSED, S.WITHDRAWN},
    S.RELEASED: {S.ACCEPTED, S.DECLINED, S.LAPSED, S.WITHDRAWN},
    S.ACCEPTED: {S.MET, S.OUTCOME},
    S.MET: {S.OUTCOME},
}
ORGANISATIONS = 8
#: The first organisation asks much and may reach its quota; the second is asked much and takes two a month.
ASKER, ASKED = 0, 1
CAPACITY = 2
#: Emptied before each run; the people and organisations stay.
EMPTIED = ("meeting_slot", "meeting", "introduction_message", "outcome", "verdict", "introduction",
           "pair_block", "activity", "outbox")  # fmt: skip
_here: dict[str, Flask] = {}


@pytest.fixture(scope="module", autouse=True)
def _own_database() -> Iterator[None]:
    with TemporaryDirectory() as folder:
        app = create_app(make_settings(Path(folder), f"sqlite:///{folder}/machine.db"))
        with app.app_context():
            Base.metadata.create_all(db.engine)
            make_network(db.session)
            db.session.commit()
            engine = db.engine
        _here["app"] = app
        yield
        engine.dispose()


def make_network(session: Session) -> None:
    """Eight companies, a cluster with two managers that brokers for the even ones, the secretariat.

    Two of the companies are shown without their name.
    """
    cluster = make_cluster(session, verification=VerificationState.VERIFIED)
    for _ in range(2):
        make_membership(session, make_person(session), cluster, role=MembershipRole.MANAGER)
    make_secretariat(session)
    make_person(session, name="A stranger")
    for number in range(ORGANISATIONS):
        owner, colleague = make_person(session), make_person(session)
        organisation = make_organisation(
            session, owner=owner, introductions_per_month=CAPACITY if number == ASKED else None
        )
        make_membership(session, colleague, organisation, role=MembershipRole.MEMBER)
        if number % 2 == 0:
            make_cluster_membership(session, organisation, cluster)
        if number in (ASKED, ASKED + 2):
            leave_name_out(session, organisation, actor=owner)


class Introductions(RuleBasedStateMachine):
    """Companies, a cluster that brokers for half of them, and time that passes."""

    def __init__(self) -> None:
        super().__init__()
        self.context = _here["app"].app_context()
        self.context.push()
        self.session: Session = db.sessionmaker(expire_on_commit=False)
        self.now = datetime(2026, 11, 18, 10, tzinfo=UTC)
        self.states: dict[int, IntroductionState] = {}
        self.versions: dict[int, int] = {}
        #: What was read since the last change.
        self.known: list[Introduction] | None = None
        for table in EMPTIED:
            self.session.execute(delete(Base.metadata.tables[table]))
        self.session.commit()
        companies = select(Organisation).where(Organisation.kind == OrganisationKind.COMPANY)
        self.organisations = list(self.session.scalars(companies.order_by(Organisation.id)))
        self.everybody = list(
            self.session.scalars(select(Person).order_by(Person.id).options(selectinload(Person.memberships)))
        )
        self.brokers = [one for one in self.everybody if one.managed_cluster_ids or one.is_secretariat]

    def teardown(self) -> None:
        self.session.close()
        self.context.pop()

    # What people do.

    @initialize(
        wished=st.lists(st.integers(1, ORGANISATIONS - 1), min_size=3, max_size=7, unique=True),
        asking=st.lists(st.integers(2, ORGANISATIONS - 1), min_size=2, max_size=6, unique=True),
        hides=st.booleans(),
        answered=st.lists(st.booleans(), min_size=13, max_size=13),
    )
    def begin(self, wished: list[int], asking: list[int], *, hides: bool, answered: list[bool]) -> None:
        """One asks many, perhaps too many, and many ask one; some are answered at once."""
        for asked in wished:
            self.ask(ASKER, asked, hides=hides, by_somebody_else=None)
        for one in asking:
            self.ask(one, ASKED, hides=hides, by_somebody_else=None)
        self.every_move_is_allowed_and_logged()
        for introduction, at_once in zip(self.all(), answered, strict=False):
            if at_once and introduction.state is S.RELEASED:
                [actor, *_] = self.people_of(introduction, Side.ASKED)
                self.act(introduction, "accept", actor, introduction.version)

    def names_left_out(self) -> set[str]:
        return {one.own_name for one in self.organisations if one.is_anonymous}

    @rule(
        asking=st.sampled_from([ASKER] * 3 + list(range(ORGANISATIONS))),
        further=st.integers(0, ORGANISATIONS - 1),
        hides=st.booleans(),
        by_somebody_else=st.sampled_from([None] * 8 + list(range(12))),
    )
    def ask_on(self, asking: int, further: int, *, hides: bool, by_somebody_else: int | None) -> None:
        asked = (asking + further) % ORGANISATIONS
        self.ask(asking, asked, hides=hides, by_somebody_else=by_somebody_else)

    def ask(self, asking: int, asked: int, *, hides: bool, by_somebody_else: int | None) -> None:
        organisation = self.organisations[asking]
        actor = self.members_of(organisation.id)[0]
        if by_somebody_else is not None:
            actor = self.everybody[by_somebody_else]
        with self.allowed_to_refuse():
            introduction = service.draft_introduction(
                self.session,
                organisation,
                self.organisations[asked],
                actor=actor,
                subject=f"listing-{asking}",
                subject_title="Cold wash",
                message="Shall we talk?",
                anonymous=hides,
            )
            service.request_introduction(self.session, introduction, actor=actor, now=self.now)
            assert actor.membership_in(organisation.id) is not None

    @rule(which=st.integers(0, 12), data=st.data())
    def act_fittingly(self, which: int, data: st.DataObject) -> None:
        """What somebody who looks at how it stands would do."""
        introduction = self.introduction(which)
        fitting = [verb for verb, (states, _) in self.VERBS.items() if introduction.state in states]
        if fitting:
            verb = data.draw(st.sampled_from(fitting))
            side = data.draw(st.sampled_from(self.VERBS[verb][1]))
            actor = data.draw(st.sampled_from(self.people_of(introduction, side)))
            self.act(introduction, verb, actor, introduction.version)

    # The same, drawn twice as often.
    act_again = act_fittingly

    @rule(which=st.integers(0, 12), late=st.booleans(), data=st.data())
    def act_wildly(self, which: int, *, late: bool, data: st.DataObject) -> None:
        """Anybody does anything, perhaps on a page that was opened before the last change."""
        introduction = self.introduction(which)
        verb = data.draw(st.sampled_from(list(self.VERBS)))
        actor = data.draw(st.sampled_from(self.everybody))
        self.act(introduction, verb, actor, introduction.version - late)

    def act(self, introduction: Introduction, verb: str, actor: Person, seen: int) -> None:
        before = introduction.state.value
        with self.allowed_to_refuse():
            getattr(self, verb)(introduction, actor, seen)
            event(f"{verb} while {before}")

    def release(self, introduction: Introduction, actor: Person, seen: int) -> None:
        brokering_service.release_introduction(
            self.session, introduction, actor=actor, seen=seen, now=self.now
        )
        assert actor in self.brokers
        self.saw(introduction, seen)

    def stop(self, introduction: Introduction, actor: Person, seen: int) -> None:
        brokering_service.stop_introduction(
            self.session, introduction, actor=actor, seen=seen, now=self.now, reason=StopReason.TOO_VAGUE
        )
        assert actor in self.brokers
        self.saw(introduction, seen)

    def withdraw(self, introduction: Introduction, actor: Person, seen: int) -> None:
        service.withdraw_introduction(self.session, introduction, actor=actor, seen=seen, now=self.now)
        assert actor.membership_in(introduction.asking_organisation_id) is not None
        self.saw(introduction, seen)

    def accept(self, introduction: Introduction, actor: Person, seen: int) -> None:
        answering_service.accept_introduction(
            self.session, introduction, actor=actor, seen=seen, now=self.now
        )
        assert actor.membership_in(introduction.asked_organisation_id) is not None
        self.saw(introduction, seen)

    def decline(self, introduction: Introduction, actor: Person, seen: int) -> None:
        answering_service.decline_introduction(
            self.session,
            introduction,
            actor=actor,
            seen=seen,
            now=self.now,
            reason=DeclineReason.NOT_NOW,
            not_before=self.now.date() + timedelta(days=20),
        )
        assert actor.membership_in(introduction.asked_organisation_id) is not None
        self.saw(introduction, seen)

    def remind(self, introduction: Introduction, actor: Person, _seen: int) -> None:
        clock_service.remind_introduction(self.session, introduction, actor=actor, now=self.now)

    def talk(self, introduction: Introduction, actor: Person, _seen: int) -> None:
        talking_service.say(self.session, introduction, actor=actor, text="Hello!", now=self.now)
        assert sides_of(actor, introduction)

    def meet(self, introduction: Introduction, actor: Person, _seen: int) -> None:
        talking_service.mark_met(self.session, introduction, actor=actor, now=self.now)

    def report(self, introduction: Introduction, actor: Person, seen: int) -> None:
        talking_service.report_outcome(
            self.session,
            introduction,
            actor=actor,
            kind=OutcomeKind.NOTHING_YET if seen % 2 else OutcomeKind.CONTRACT,
            happened_on=self.now.date(),
            now=self.now,
        )

    def propose(self, introduction: Introduction, actor: Person, _seen: int) -> None:
        slots = [self.now + timedelta(days=1), self.now + timedelta(days=2)]
        meeting_service.propose_meeting(
            self.session, introduction, actor=actor, slots=slots, minutes=20, now=self.now
        )

    def choose(self, introduction: Introduction, actor: Person, _seen: int) -> None:
        meeting = self.last_meeting(introduction)
        if meeting is not None:
            meeting_service.choose_slot(
                self.session, introduction, meeting.slots[-1], actor=actor, now=self.now
            )

    def call_off(self, introduction: Introduction, actor: Person, _seen: int) -> None:
        meeting = self.last_meeting(introduction)
        if meeting is not None:
            meeting_service.cancel_meeting(self.session, introduction, meeting, actor=actor, now=self.now)

    #: Each verb with the states and the sides it fits.
    VERBS: ClassVar[dict[str, tuple[set[IntroductionState], list[Side]]]] = {
        "release": ({S.REQUESTED}, [Side.BROKER]),
        "stop": ({S.REQUESTED}, [Side.BROKER]),
        "withdraw": ({S.REQUESTED, S.RELEASED}, [Side.ASKING]),
        "accept": ({S.RELEASED}, [Side.ASKED]),
        "decline": ({S.RELEASED}, [Side.ASKED]),
        "remind": ({S.REQUESTED, S.RELEASED}, [Side.BROKER]),
        "talk": ({S.ACCEPTED, S.MET, S.OUTCOME}, list(Side)),
        "meet": ({S.ACCEPTED, S.MET}, list(Side)),
        "report": ({S.ACCEPTED, S.MET, S.OUTCOME}, list(Side)),
        "propose": ({S.ACCEPTED, S.MET, S.OUTCOME}, [Side.ASKING, Side.ASKED]),
        "choose": ({S.ACCEPTED, S.MET, S.OUTCOME}, [Side.ASKING, Side.ASKED]),
        "call_off": ({S.ACCEPTED, S.MET, S.OUTCOME}, [Side.ASKING, Side.ASKED]),
    }

    @rule(one=st.integers(0, ORGANISATIONS - 1), other=st.integers(0, ORGANISATIONS - 1))
    def block(self, one: int, other: int) -> None:
        organisation = self.organisations[one]
        with self.allowed_to_refuse():
            block_service.block_pair(
                self.session,
                organisation,
                self.organisations[other],
                actor=self.members_of(organisation.id)[0],
                now=self.now,
            )

    @rule(hours=st.integers(1, 24 * 12))
    def time_passes(self, hours: int) -> None:
        self.now += timedelta(hours=hours)

    @rule()
    def clock_strikes(self) -> None:
        # What was read here holds SQLite's lock until its transaction ends.
        self.session.commit()
        clock_service.work_off_due(db.sessionmaker, now=self.now)
        assert clock_service.work_off_due(db.sessionmaker, now=self.now) == 0
        self.known = None
        for introduction in self.all():
            if introduction.state in OPEN_STATES:
                assert introduction.due_at is not None
                assert introduction.due_at > self.now

    # What must hold.

    @invariant()
    def every_move_is_allowed_and_logged(self) -> None:
        for introduction in self.all():
            before = self.states.get(introduction.id)
            now = introduction.state
            if before is None:
                assert now in (S.REQUESTED, S.RELEASED)
            elif before is not now:
                assert now in MAY_BECOME.get(before, set())
                assert introduction.version > self.versions[introduction.id]
            self.states[introduction.id] = now
            self.versions[introduction.id] = introduction.version
            moves = [what for what in log_of(self.session, introduction) if what in set(IntroductionState)]
            assert moves[-1] == now.value
            assert len(moves) == introduction.version - 1

    @invariant()
    def quota_and_capacity_are_kept(self) -> None:
        open_requests = Counter(one.asking_organisation_id for one in self.all() if one.is_open)
        assert all(count <= rules.MOST_OPEN for count in open_requests.values())
        asker = self.organisations[ASKER].id
        assert queries.open_count(self.session, asker) == open_requests[asker]
        asked = self.organisations[ASKED].id
        times = sorted(
            one.answered_at
            for one in self.all()
            if one.asked_organisation_id == asked and one.is_accepted and one.answered_at is not None
        )
        for first, later in zip(times, times[CAPACITY:], strict=False):
            assert later - first >= rules.CAPACITY_WINDOW

    @invariant()
    def two_have_one_open_request_at_most(self) -> None:
        open_pairs = Counter(
            (introduction.lower_organisation_id, introduction.higher_organisation_id)
            for introduction in self.all()
            if introduction.is_open
        )
        assert all(count == 1 for count in open_pairs.values())

    @invariant()
    def contacts_are_seen_after_acceptance_by_the_sides_alone(self) -> None:
        for introduction in self.all():
            for person in self.people_around(introduction):
                knowledge = queries.knowledge_of(person, introduction)
                if introduction.state not in ACCEPTED_STATES or not knowledge.sides:
                    assert knowledge.contacts == ()
                else:
                    assert {contact.side for contact in knowledge.contacts} == {Side.ASKING, Side.ASKED}
                asked_only = knowledge.sides <= {Side.ASKED}
                if introduction.anonymous and asked_only and introduction.state not in ACCEPTED_STATES:
                    assert not knowledge.asking_named

    @invariant()
    def who_leaves_the_name_out_is_named_on_acceptance(self) -> None:
        for introduction in self.all():
            for side in (Side.ASKING, Side.ASKED):
                organisation = introduction.organisation_of(side)
                assert organisation is not None
                for person in self.people_around(introduction):
                    sides = queries.knowledge_of(person, introduction).sides
                    is_named = name_of(introduction, side, sides) == organisation.own_name
                    may_know = introduction.state in ACCEPTED_STATES and bool(sides)
                    assert is_named == (not organisation.is_anonymous or side in sides or may_know)

    @invariant()
    def mails_name_nobody_before_acceptance(self) -> None:
        accepted_at = {
            introduction.id: introduction.answered_at
            for introduction in self.all()
            if introduction.state in ACCEPTED_STATES
        }
        for row in self.mails():
            values = row.payload["values"]
            if values["introduction_id"] not in accepted_at:
                assert "@" not in str(values)
                assert values["side"] == "asked" or values["asked"] not in self.names_left_out()

    @invariant()
    def nobody_is_mailed_twice_for_the_same_thing(self) -> None:
        keys = [row.unique_key for row in self.mails()]
        assert None not in keys
        assert len(keys) == len(set(keys))
        reminders = Counter(
            (row.payload["values"]["introduction_id"], row.payload["kind"], row.payload["person_id"])
            for row in self.mails()
            if row.payload["kind"] not in self.REPEATED
        )
        assert all(count == 1 for count in reminders.values())

    #: Kinds of which one introduction may send several: one for each message, meeting or question.
    REPEATED = frozenset({
        "introduction_message",
        "meeting_proposed",
        "meeting_fixed",
        "meeting_cancelled",
        "introduction_outcome_question",
    })  # fmt: skip

    @invariant()
    def talk_and_meetings_follow_acceptance(self) -> None:
        accepted = {one.id for one in self.all() if one.state in ACCEPTED_STATES}
        for kind in (IntroductionMessage, Meeting, Outcome):
            told: list[int] = list(self.session.scalars(select(kind.introduction_id)))
            assert set(told) <= accepted
        for introduction in self.all():
            live = Counter(
                meeting.state
                for meeting in introduction.meetings
                if meeting.state in (MeetingState.PROPOSED, MeetingState.CHOSEN)
            )
            assert all(count == 1 for count in live.values())

    @rule(data=st.data())
    def somebody_looks(self, data: st.DataObject) -> None:
        """The list shows what the permission allows, and the asked side only what was released."""
        person = data.draw(st.sampled_from(self.everybody))
        seen = set(self.session.scalars(select(Introduction.id).where(queries.visible_to(person))))
        for introduction in self.all():
            assert (introduction.id in seen) is allowed(person, "introduction.see", introduction)
            if person.membership_in(introduction.asked_organisation_id) is not None:
                assert (introduction.id in seen) is (introduction.released_at is not None)

    # How it is read.

    @contextmanager
    def allowed_to_refuse(self) -> Iterator[None]:
        """One request: committed if it succeeds, taken back if it is refused."""
        self.known = None
        try:
            yield
        except Refusal:
            self.session.rollback()
        else:
            self.session.commit()

    def saw(self, introduction: Introduction, seen: int) -> None:
        assert self.versions[introduction.id] == seen

    def all(self) -> list[Introduction]:
        if self.known is None:
            fresh = select(Introduction).order_by(Introduction.id).execution_options(populate_existing=True)
            self.known = list(self.session.scalars(fresh))
        return self.known

    def people_around(self, introduction: Introduction) -> list[Person]:
        """Everybody who acts for a side, or does not although they run the network or nothing."""
        belongs = {introduction.asking_organisation_id, introduction.asked_organisation_id}
        return [
            one
            for one in self.everybody
            if one in self.brokers
            or not one.memberships
            or not belongs.isdisjoint(link.organisation_id for link in one.memberships)
        ]

    def introduction(self, which: int) -> Introduction:
        known = sorted(self.states)
        return self.session.get_one(Introduction, known[which % len(known)])

    def people_of(self, introduction: Introduction, side: Side) -> list[Person]:
        """Who may act for a side."""
        match side:
            case Side.BROKER:
                return self.brokers
            case Side.ASKING:
                return self.members_of(introduction.asking_organisation_id)
            case Side.ASKED:
                return self.members_of(introduction.asked_organisation_id)

    def members_of(self, organisation_id: int) -> list[Person]:
        return [one for one in self.everybody if one.membership_in(organisation_id) is not None]

    def mails(self) -> list[OutboxRow]:
        return list(self.session.scalars(select(OutboxRow).where(OutboxRow.kind == NOTICE)))

    def last_meeting(self, introduction: Introduction) -> Meeting | None:
        return introduction.meetings[-1] if introduction.meetings else None


TestIntroductions: Any = Introductions.TestCase
TestIntroductions.settings = settings(
    max_examples=30,
    stateful_step_count=30,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)

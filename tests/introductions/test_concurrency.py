"""Two at once: exactly one effect, and a clear word for the other, on both databases."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session, sessionmaker

from matchmaker.extensions import db
from matchmaker.introductions import (
    answering_service,
    block_service,
    brokering_service,
    clock_service,
    queries,
    rules,
    service,
)
from matchmaker.refusals import Refusal
from models import (
    DeclineReason,
    Introduction,
    IntroductionState,
    MembershipRole,
    Organisation,
    OutboxRow,
    PairBlock,
    Person,
    StopReason,
    Verdict,
    VerdictKind,
)
from tests.factories import (
    AskingPair,
    make_asking_pair,
    make_introduction,
    make_membership,
    make_organisation,
    make_person,
)
from tests.introductions.accepting import accept
from tests.introductions.promises import log_of, promised_mails
from tests.processes import at_once_in_processes

S = IntroductionState
Sessions = sessionmaker[Session]
Verb = Callable[[Session], object]


@pytest.fixture
def sessions(own_app: Flask) -> Sessions:
    with own_app.app_context():
        maker: Sessions = db.sessionmaker
        maker.configure(info={})
        return maker


def at_once(sessions: Sessions, *verbs: Verb) -> list[str]:
    """Run each verb in a thread and a transaction of its own; what came of each: ``done`` or the refusal."""
    together = threading.Barrier(len(verbs))
    results = ["died"] * len(verbs)

    def run(number: int, verb: Verb) -> None:
        with sessions() as session:
            together.wait()
            try:
                verb(session)
                session.commit()
                results[number] = "done"
            except Refusal as refusal:
                session.rollback()
                results[number] = type(refusal).__name__

    threads = [threading.Thread(target=run, args=each) for each in enumerate(verbs)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(results)


def prepared(sessions: Sessions, state: IntroductionState, **values: object) -> tuple[int, dict[str, int]]:
    """An introduction in a state, two managers and two people of the asked side; ids of all."""
    with sessions() as session, session.begin():
        pair = make_asking_pair(session, **values)
        second_manager, second_asked = make_person(session), make_person(session)
        make_membership(session, second_manager, pair.cluster, role=MembershipRole.MANAGER)
        make_membership(session, second_asked, pair.asked)
        introduction = make_introduction(session, pair, state)
        return introduction.id, {
            "asking": pair.asking.id,
            "asked": pair.asked.id,
            "asker": pair.asking_person.id,
            "manager": pair.manager.id,
            "second_manager": second_manager.id,
            "answerer": pair.asked_person.id,
            "second_answerer": second_asked.id,
        }


def mails_since(sessions: Sessions, kind: str) -> Counter[int]:
    with sessions() as session:
        return Counter(person for sent, person in promised_mails(session) if sent == kind)


def standing(sessions: Sessions, introduction_id: int) -> tuple[IntroductionState, list[str]]:
    with sessions() as session:
        introduction = session.get_one(Introduction, introduction_id)
        return introduction.state, log_of(session, introduction)


def test_two_managers_release_once(sessions: Sessions) -> None:
    number, ids = prepared(sessions, S.REQUESTED)

    def release(who: str) -> Verb:
        return lambda session: brokering_service.release_introduction(
            session, session.get_one(Introduction, number), actor=session.get_one(Person, ids[who])
        )

    assert at_once(sessions, release("manager"), release("second_manager")) == ["TooLate", "done"]
    state, log = standing(sessions, number)
    assert (state, log.count("released")) == (S.RELEASED, 1)
    assert mails_since(sessions, "introduction_asked") == {ids["answerer"]: 1, ids["second_answerer"]: 1}


def test_release_and_stop_at_once_have_one_effect(sessions: Sessions) -> None:
    number, ids = prepared(sessions, S.REQUESTED)

    def release(session: Session) -> None:
        brokering_service.release_introduction(
            session, session.get_one(Introduction, number), actor=session.get_one(Person, ids["manager"])
        )

    def stop(session: Session) -> None:
        brokering_service.stop_introduction(
            session,
            session.get_one(Introduction, number),
            actor=session.get_one(Person, ids["second_manager"]),
            reason=StopReason.TOO_VAGUE,
        )

    assert at_once(sessions, release, stop) == ["TooLate", "done"]
    state, log = standing(sessions, number)
    assert state in (S.RELEASED, S.STOPPED)
    assert (log.count("released"), log.count("stopped")) == ((1, 0) if state is S.RELEASED else (0, 1))


def test_two_people_answer_once(sessions: Sessions) -> None:
    number, ids = prepared(sessions, S.RELEASED)

    def accept(session: Session) -> None:
        answering_service.accept_introduction(
            session, session.get_one(Introduction, number), actor=session.get_one(Person, ids["answerer"])
        )

    def decline(session: Session) -> None:
        answering_service.decline_introduction(
            session,
            session.get_one(Introduction, number),
            actor=session.get_one(Person, ids["second_answerer"]),
            reason=DeclineReason.COMPETITOR,
            never_again=True,
        )

    assert at_once(sessions, accept, decline) == ["TooLate", "done"]
    state, _log = standing(sessions, number)
    with sessions() as session:
        verdicts = session.scalars(select(Verdict.kind).where(Verdict.introduction_id == number)).all()
        blocks = session.scalar(select(func.count(PairBlock.id)))
    answers = [kind for kind in verdicts if kind in (VerdictKind.ACCEPTED, VerdictKind.DECLINED)]
    assert [kind.value for kind in answers] == [state.value]
    assert blocks == (1 if state is S.DECLINED else 0)


def test_four_processes_accept_once(sessions: Sessions, database_url: str) -> None:
    number, ids = prepared(sessions, S.RELEASED)
    people = ("answerer", "second_answerer", "answerer", "second_answerer")
    results = Counter(at_once_in_processes(accept, [(database_url, number, ids[who]) for who in people]))
    assert results == {"accepted": 1, "TooLate": 3}
    assert mails_since(sessions, "introduction_accepted").total() == 2


def test_quota_holds_when_all_requests_leave_together(sessions: Sessions) -> None:
    together = 8
    with sessions() as session, session.begin():
        pair = make_asking_pair(session)
        drafts = [drafted(session, pair, make_organisation(session, owner=make_person(session))).id
                  for _ in range(together)]  # fmt: skip
        asker, asking = pair.asking_person.id, pair.asking.id

    def send(number: int) -> Verb:
        return lambda session: service.request_introduction(
            session, session.get_one(Introduction, number), actor=session.get_one(Person, asker)
        )

    results = at_once(sessions, *(send(number) for number in drafts))
    assert Counter(results) == {"done": rules.MOST_OPEN, "QuotaReached": together - rules.MOST_OPEN}
    with sessions() as session:
        assert queries.open_count(session, asking) == rules.MOST_OPEN


def test_two_that_ask_each_other_at_once_get_one_request(sessions: Sessions) -> None:
    with sessions() as session, session.begin():
        pair = make_asking_pair(session)
        one = drafted(session, pair, pair.asked).id
        other = service.draft_introduction(
            session,
            pair.asked,
            pair.asking,
            actor=pair.asked_person,
            subject="listing-2",
            subject_title="Pumps",
            message="Pumps?",
        ).id
        people = pair.asking_person.id, pair.asked_person.id

    def send(number: int, person: int) -> Verb:
        return lambda session: service.request_introduction(
            session, session.get_one(Introduction, number), actor=session.get_one(Person, person)
        )

    assert at_once(sessions, send(one, people[0]), send(other, people[1])) == ["AlreadyUnderWay", "done"]


def test_capacity_holds_when_all_are_accepted_together(sessions: Sessions) -> None:
    with sessions() as session, session.begin():
        asked_person = make_person(session)
        asked = make_organisation(session, owner=asked_person, introductions_per_month=2)
        numbers = []
        for _ in range(6):
            pair = make_asking_pair(session)
            to_one = AskingPair(
                pair.cluster, pair.manager, pair.asking, pair.asking_person, asked, asked_person
            )
            numbers.append(make_introduction(session, to_one, S.RELEASED).id)
        answerer = asked_person.id

    def accept(number: int) -> Verb:
        return lambda session: answering_service.accept_introduction(
            session, session.get_one(Introduction, number), actor=session.get_one(Person, answerer)
        )

    results = at_once(sessions, *(accept(number) for number in numbers))
    assert Counter(results) == {"done": 2, "CapacityReached": 4}


def test_two_workers_lapse_once_and_an_answer_wins_or_loses_whole(sessions: Sessions) -> None:
    number, ids = prepared(sessions, S.RELEASED)
    with sessions() as session:
        due_at = session.get_one(Introduction, number).due_at
    assert due_at is not None

    def lapse(_session: Session) -> None:
        clock_service.work_off_due(sessions, now=due_at)

    def accept(session: Session) -> None:
        answering_service.accept_introduction(
            session,
            session.get_one(Introduction, number),
            actor=session.get_one(Person, ids["answerer"]),
            now=due_at,
        )

    results = at_once(sessions, lapse, lapse, accept)
    state, log = standing(sessions, number)
    assert log[-1] == state.value
    assert log.count("lapsed") + log.count("accepted") == 1
    assert results == (["done", "done", "done"] if state is S.ACCEPTED else ["TooLate", "done", "done"])


def test_two_that_block_each_other_at_once_leave_one_block(sessions: Sessions) -> None:
    _number, ids = prepared(sessions, S.RELEASED)

    def block(mine: str, other: str, who: str) -> Verb:
        return lambda session: block_service.block_pair(
            session,
            session.get_one(Organisation, ids[mine]),
            session.get_one(Organisation, ids[other]),
            actor=session.get_one(Person, ids[who]),
        )

    results = at_once(sessions, block("asking", "asked", "asker"), block("asked", "asking", "answerer"))
    assert results == ["done", "done"]
    with sessions() as session:
        assert session.scalar(select(func.count(PairBlock.id))) == 1


def test_nothing_is_promised_by_the_loser(sessions: Sessions) -> None:
    number, ids = prepared(sessions, S.RELEASED)

    def withdraw(session: Session) -> None:
        service.withdraw_introduction(
            session, session.get_one(Introduction, number), actor=session.get_one(Person, ids["asker"])
        )

    with sessions() as session:
        before = session.scalar(select(func.count(OutboxRow.id))) or 0
    assert at_once(sessions, *[withdraw] * 4) == ["TooLate", "TooLate", "TooLate", "done"]
    with sessions() as session:
        told = (session.scalar(select(func.count(OutboxRow.id))) or 0) - before
    assert told == len({ids["answerer"], ids["second_answerer"]})


def drafted(session: Session, pair: AskingPair, asked: Organisation) -> Introduction:
    return service.draft_introduction(
        session,
        pair.asking,
        asked,
        actor=pair.asking_person,
        subject="listing-1",
        subject_title="Cold wash",
        message="Shall we talk?",
    )

"""What happens to introductions when their time comes, and not a moment before."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from sqlalchemy.orm import Session

from matchmaker.introductions.clock_service import DUTIES, remind_introduction
from matchmaker.introductions.errors import NotYourMove
from models import Introduction, IntroductionState
from tests.factories import AskingPair, make_introduction, make_secretariat
from tests.introductions.promises import log_of, promised_mails

S = IntroductionState
MOMENT = timedelta(seconds=1)


def work_off(session: Session, now: datetime) -> None:
    """Do what is due in the test's own transaction; each duty sees what those before it did."""
    for duty in DUTIES:
        for introduction in session.query(Introduction).where(duty.due(now)).all():
            duty.do(session, introduction, now)
            session.flush()


def due(introduction: Introduction) -> datetime:
    assert introduction.due_at is not None
    return introduction.due_at


@pytest.mark.parametrize("state", [S.REQUESTED, S.RELEASED])
def test_one_reminder_comes_on_its_day(session: Session, pair: AskingPair, state: S) -> None:
    introduction = make_introduction(session, pair, state)
    assert introduction.remind_at is not None
    before = promised_mails(session)
    work_off(session, introduction.remind_at - MOMENT)
    assert promised_mails(session) == before
    work_off(session, introduction.remind_at)
    work_off(session, introduction.remind_at + MOMENT)
    told = promised_mails(session)[len(before) :]
    reminded = {
        S.REQUESTED: ("introduction_release_reminder", pair.manager.id),
        S.RELEASED: ("introduction_answer_reminder", pair.asked_person.id),
    }
    assert told == [reminded[state]]


def test_unanswered_lapses_and_the_next_best_is_looked_for(session: Session, pair: AskingPair) -> None:
    introduction = make_introduction(session, pair, S.RELEASED)
    work_off(session, due(introduction) - MOMENT)
    assert log_of(session, introduction)[-1] == "reminded"
    work_off(session, due(introduction))
    assert introduction.state is S.LAPSED
    assert log_of(session, introduction)[-1] == "lapsed"


def test_undecided_goes_to_the_secretariat_first_and_then_lapses(session: Session, pair: AskingPair) -> None:
    secretariat = make_secretariat(session)
    introduction = make_introduction(session, pair)
    work_off(session, due(introduction))
    assert (introduction.state, log_of(session, introduction)[-1]) == (S.REQUESTED, "escalated")
    told = {person for kind, person in promised_mails(session) if kind == "introduction_escalated"}
    assert told == {pair.manager.id, secretariat.id}
    work_off(session, due(introduction))
    assert introduction.state is S.LAPSED


def test_both_sides_are_asked_what_came_of_it_and_no_longer_after_the_last_time(
    session: Session, pair: AskingPair
) -> None:
    introduction = make_introduction(session, pair, S.ACCEPTED)
    for question in (1, 2):
        work_off(session, due(introduction))
        assert introduction.outcome_questions == question
    asked = [person for kind, person in promised_mails(session) if kind == "introduction_outcome_question"]
    assert sorted(asked) == sorted([pair.asking_person.id, pair.asked_person.id] * 2)
    assert introduction.due_at is None


def test_broker_reminds_by_hand_once_and_nobody_else_may(session: Session, pair: AskingPair) -> None:
    introduction = make_introduction(session, pair, S.RELEASED)
    with pytest.raises(NotYourMove):
        remind_introduction(session, introduction, actor=pair.asking_person)
    assert remind_introduction(session, introduction, actor=pair.manager)
    assert not remind_introduction(session, introduction, actor=pair.manager)


@pytest.mark.parametrize("state", [S.DRAFT, S.ACCEPTED, S.DECLINED])
def test_nobody_is_reminded_of_what_does_not_wait(session: Session, pair: AskingPair, state: S) -> None:
    assert not remind_introduction(session, make_introduction(session, pair, state))

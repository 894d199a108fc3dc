"""Talking, meeting and reporting: who may, what is written down, who is told."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from matchmaker.introductions import errors
from matchmaker.introductions.rules import LONGEST_SAYING
from matchmaker.introductions.talking_service import mark_met, report_outcome, say
from models import IntroductionState, OutcomeKind, Side
from models.columns import utc_now
from tests.factories import AskingPair, make_introduction, make_person
from tests.introductions.promises import log_of, promised_mails, verdicts_on

S = IntroductionState


def test_said_is_kept_without_spaces_and_mailed_to_the_other_side(session: Session, pair: AskingPair) -> None:
    introduction = make_introduction(session, pair, S.ACCEPTED)
    before = promised_mails(session)
    message = say(session, introduction, actor=pair.asked_person, text="  Thursday at ten?\n")
    session.flush()
    assert (message.text, message.side, message.author) == ("Thursday at ten?", Side.ASKED, pair.asked_person)
    assert promised_mails(session)[len(before) :] == [("introduction_message", pair.asking_person.id)]
    assert log_of(session, introduction)[-1] == "message_written"


def test_broker_writes_to_both_sides(session: Session, pair: AskingPair) -> None:
    introduction = make_introduction(session, pair, S.ACCEPTED)
    before = promised_mails(session)
    assert say(session, introduction, actor=pair.manager, text="How is it going?").side is Side.BROKER
    told = {person for _kind, person in promised_mails(session)[len(before) :]}
    assert told == {pair.asking_person.id, pair.asked_person.id}


@pytest.mark.parametrize("text", ["", " \n "])
def test_nothing_said_is_refused(session: Session, pair: AskingPair, text: str) -> None:
    introduction = make_introduction(session, pair, S.ACCEPTED)
    with pytest.raises(errors.NothingToSay):
        say(session, introduction, actor=pair.asked_person, text=text)
    with pytest.raises(errors.MessageTooLong):
        say(session, introduction, actor=pair.asked_person, text="x" * (LONGEST_SAYING + 1))


@pytest.mark.parametrize("state", [S.RELEASED, S.DECLINED, S.LAPSED])
def test_nobody_talks_before_the_yes(session: Session, pair: AskingPair, state: S) -> None:
    introduction = make_introduction(session, pair, state)
    with pytest.raises(errors.NotAcceptedYet):
        say(session, introduction, actor=pair.asking_person, text="Hello!")


def test_stranger_neither_talks_nor_reports(session: Session, pair: AskingPair) -> None:
    introduction = make_introduction(session, pair, S.ACCEPTED)
    stranger = make_person(session)
    with pytest.raises(errors.NotYourMove):
        say(session, introduction, actor=stranger, text="Hello!")
    with pytest.raises(errors.NotYourMove):
        mark_met(session, introduction, actor=stranger)
    with pytest.raises(errors.NotYourMove):
        report_outcome(
            session, introduction, actor=stranger, kind=OutcomeKind.TALKING, happened_on=utc_now().date()
        )


def test_meeting_twice_is_said_once_and_keeps_the_next_question(session: Session, pair: AskingPair) -> None:
    introduction = make_introduction(session, pair, S.ACCEPTED)
    due_at = introduction.due_at
    assert due_at is not None
    mark_met(session, introduction, actor=pair.asking_person)
    session.flush()
    mark_met(session, introduction, actor=pair.asked_person)
    session.flush()
    assert (introduction.state, introduction.due_at) == (S.MET, due_at)
    assert log_of(session, introduction).count("met") == 1
    assert verdicts_on(session, introduction).count("met") == 1


def test_nothing_yet_leaves_the_question_open(session: Session, pair: AskingPair) -> None:
    introduction = make_introduction(session, pair, S.ACCEPTED)
    due_at, today = introduction.due_at, utc_now().date()
    report_outcome(
        session, introduction, actor=pair.asked_person, kind=OutcomeKind.NOTHING_YET, happened_on=today
    )
    assert (introduction.state, introduction.due_at) == (S.ACCEPTED, due_at)


def test_outcome_says_that_they_met_and_ends_the_questions(session: Session, pair: AskingPair) -> None:
    introduction = make_introduction(session, pair, S.ACCEPTED)
    outcome = report_outcome(
        session,
        introduction,
        actor=pair.asking_person,
        kind=OutcomeKind.TALKING,
        happened_on=utc_now().date(),
        value_cents=1_250_00,
        currency="EUR",
        words="  A trial in spring. ",
    )
    session.flush()
    assert (introduction.state, introduction.due_at) == (S.OUTCOME, None)
    assert (outcome.side, outcome.words) == (Side.ASKING, "A trial in spring.")
    assert log_of(session, introduction)[-3:] == ["outcome_reported", "met", "outcome"]


def test_outcome_before_the_request_or_tomorrow_is_refused(session: Session, pair: AskingPair) -> None:
    introduction = make_introduction(session, pair, S.ACCEPTED)
    today = utc_now().date()
    for day in (today + timedelta(days=2), today - timedelta(days=2)):
        with pytest.raises(errors.WrongOutcomeDay):
            report_outcome(
                session, introduction, actor=pair.asking_person, kind=OutcomeKind.TALKING, happened_on=day
            )

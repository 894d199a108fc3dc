"""Meetings: one calendar entry for its whole life, moved with a higher sequence, cancelled for both."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from matchmaker.introductions import errors, meeting_service
from models import Introduction, IntroductionState, Meeting, MeetingState, Person
from tests.factories import AskingPair, make_introduction
from tests.introductions.promises import promised_mails
from tests.introductions.times import slots_ahead


@pytest.fixture
def introduction(session: Session, pair: AskingPair) -> Introduction:
    """One whose two sides know each other."""
    return make_introduction(session, pair, IntroductionState.ACCEPTED)


def propose(session: Session, introduction: Introduction, actor: Person) -> Meeting:
    return meeting_service.propose_meeting(
        session, introduction, actor=actor, slots=slots_ahead(3), minutes=20
    )


def fix(session: Session, introduction: Introduction, pair: AskingPair) -> Meeting:
    meeting = propose(session, introduction, pair.asking_person)
    return meeting_service.choose_slot(session, introduction, meeting.slots[0], actor=pair.asked_person)


def test_moved_meeting_keeps_its_entry_with_a_higher_sequence(
    session: Session, introduction: Introduction, pair: AskingPair
) -> None:
    first = fix(session, introduction, pair)
    second = propose(session, introduction, pair.asked_person)
    assert first.state is MeetingState.CHOSEN
    meeting_service.choose_slot(session, introduction, second.slots[1], actor=pair.asking_person)
    assert (first.state, second.state) == (MeetingState.REPLACED, MeetingState.CHOSEN)
    assert (second.uid, second.sequence) == (first.uid, first.sequence + 1)
    assert second.starts_at == second.slots[1].starts_at


def test_cancelled_meeting_raises_the_sequence_and_tells_both_once(
    session: Session, introduction: Introduction, pair: AskingPair
) -> None:
    meeting = fix(session, introduction, pair)
    for _again in range(2):
        meeting_service.cancel_meeting(session, introduction, meeting, actor=pair.asking_person)
    assert (meeting.state, meeting.sequence) == (MeetingState.CANCELLED, 1)
    told = [person_id for kind, person_id in promised_mails(session) if kind == "meeting_cancelled"]
    assert sorted(told) == sorted([pair.asking_person.id, pair.asked_person.id])


def test_meeting_after_a_cancelled_one_is_another_entry(
    session: Session, introduction: Introduction, pair: AskingPair
) -> None:
    cancelled = fix(session, introduction, pair)
    meeting_service.cancel_meeting(session, introduction, cancelled, actor=pair.asking_person)
    assert fix(session, introduction, pair).uid != cancelled.uid


def test_second_proposal_takes_the_place_of_the_first(
    session: Session, introduction: Introduction, pair: AskingPair
) -> None:
    first = propose(session, introduction, pair.asking_person)
    second = propose(session, introduction, pair.asked_person)
    assert (first.state, second.state) == (MeetingState.REPLACED, MeetingState.PROPOSED)
    with pytest.raises(errors.MeetingMoved):
        meeting_service.choose_slot(session, introduction, first.slots[0], actor=pair.asked_person)


def test_only_the_other_side_chooses(session: Session, introduction: Introduction, pair: AskingPair) -> None:
    meeting = propose(session, introduction, pair.asking_person)
    with pytest.raises(errors.OwnProposal):
        meeting_service.choose_slot(session, introduction, meeting.slots[0], actor=pair.asking_person)
    with pytest.raises(errors.NotYourMove):
        propose(session, introduction, pair.manager)


def test_time_that_is_over_is_not_chosen(
    session: Session, introduction: Introduction, pair: AskingPair
) -> None:
    meeting = propose(session, introduction, pair.asking_person)
    slot = meeting.slots[0]
    with pytest.raises(errors.SlotPassed):
        meeting_service.choose_slot(session, introduction, slot, actor=pair.asked_person, now=slot.starts_at)
    assert meeting.state is MeetingState.PROPOSED

"""Other dates: proposed by the host, asked for by the visitor, agreed to or turned down; the thread stays."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy.orm import Session

from matchmaker.agreements.house_days import Stay
from matchmaker.visits import errors, proposing_service, service
from models import ProposalState, VisitState
from tests.visits.roaming import (
    MONDAY,
    NOW,
    Roaming,
    counted,
    fill,
    held,
    log_of,
    mails,
    make_visit,
    taken,
    week,
)

S = VisitState
NEXT = week(MONDAY + timedelta(days=7))


def days(stay: Stay) -> dict[date, int]:
    return dict.fromkeys(stay.days(), 1)


def test_host_proposes_and_the_visitor_agrees(session: Session, roaming: Roaming) -> None:
    visit = make_visit(session, roaming)
    proposing_service.propose_dates(
        session, visit, NEXT, actor=roaming.host_person, words="Quieter then.", now=NOW
    )
    assert (visit.state, visit.starts_on) == (S.CHANGED, MONDAY)
    assert visit.answer_due_at == NOW + timedelta(days=3)
    assert list(mails(session, visit))[-1] == ("visit_dates_proposed", roaming.visitor_person.id)
    assert taken(session, roaming.desks) == {}

    thread = visit.thread
    proposing_service.agree_to_dates(session, visit, actor=roaming.visitor_person, now=NOW)
    assert (visit.state, visit.thread) == (S.ACCEPTED, thread)
    assert (visit.starts_on, visit.ends_on) == (NEXT.first, NEXT.last)
    assert taken(session, roaming.desks) == days(NEXT)
    assert visit.proposals[0].state is ProposalState.TAKEN
    assert log_of(session, visit) == ["requested", "dates_proposed", "accepted"]


def test_own_proposal_can_not_be_agreed_to(session: Session, roaming: Roaming) -> None:
    visit = make_visit(session, roaming)
    proposing_service.propose_dates(session, visit, NEXT, actor=roaming.host_person, now=NOW)
    with pytest.raises(errors.NotYourMove):
        proposing_service.agree_to_dates(session, visit, actor=roaming.host_person, now=NOW)


def test_proposal_of_full_days_is_refused(session: Session, roaming: Roaming) -> None:
    visit = make_visit(session, roaming)
    fill(session, roaming, NEXT)
    with pytest.raises(errors.Full):
        proposing_service.propose_dates(session, visit, NEXT, actor=roaming.host_person, now=NOW)
    assert visit.state is S.REQUESTED


def test_proposed_days_that_filled_up_meanwhile_leave_all_as_it_was(
    session: Session, roaming: Roaming
) -> None:
    visit = make_visit(session, roaming)
    proposing_service.propose_dates(session, visit, NEXT, actor=roaming.host_person, now=NOW)
    fill(session, roaming, NEXT)
    with pytest.raises(errors.Full):
        proposing_service.agree_to_dates(session, visit, actor=roaming.visitor_person, now=NOW)
    assert (visit.state, visit.starts_on) == (S.CHANGED, MONDAY)
    assert proposing_service.open_proposal(visit) is not None


def test_visitor_asks_for_other_dates_on_the_same_thread(session: Session, roaming: Roaming) -> None:
    visit = make_visit(session, roaming)
    proposing_service.propose_dates(session, visit, NEXT, actor=roaming.host_person, now=NOW)
    later = week(MONDAY + timedelta(days=14))
    proposing_service.ask_other_dates(session, visit, later, actor=roaming.visitor_person, now=NOW)
    assert (visit.state, visit.starts_on) == (S.REQUESTED, later.first)
    assert visit.proposals[0].state is ProposalState.REPLACED
    assert log_of(session, visit) == ["requested", "dates_proposed", "dates_changed"]


def test_confirmed_desk_moves_at_once_and_frees_its_days(session: Session, at_once: Roaming) -> None:
    visit = make_visit(session, at_once)
    code = visit.arrival_code
    proposing_service.ask_other_dates(session, visit, NEXT, actor=at_once.visitor_person, now=NOW)
    assert (visit.state, visit.sequence, visit.arrival_code) == (S.ACCEPTED, 1, code)
    assert taken(session, at_once.desks) == days(NEXT)
    assert log_of(session, visit) == ["requested", "accepted", "moved"]


def test_days_that_overlap_its_own_are_free_for_a_visit_that_moves(
    session: Session, at_once: Roaming
) -> None:
    visit = make_visit(session, at_once, people=2)
    moved = Stay(MONDAY + timedelta(days=2), MONDAY + timedelta(days=7))
    proposing_service.ask_other_dates(session, visit, moved, actor=at_once.visitor_person, now=NOW)
    assert visit.starts_on == moved.first
    assert counted(session) == held(session)


def test_confirmed_visit_moves_to_full_days_not_at_all(session: Session, at_once: Roaming) -> None:
    visit = make_visit(session, at_once)
    fill(session, at_once, Stay(NEXT.first, NEXT.first))
    with pytest.raises(errors.Full):
        proposing_service.ask_other_dates(session, visit, NEXT, actor=at_once.visitor_person, now=NOW)
    assert (visit.state, visit.starts_on, visit.sequence) == (S.ACCEPTED, MONDAY, 0)
    assert counted(session) == held(session)


def test_confirmed_visit_on_approval_keeps_its_places_until_the_host_agrees(
    session: Session, roaming: Roaming
) -> None:
    visit = make_visit(session, roaming)
    service.accept_visit(session, visit, actor=roaming.host_person, now=NOW)
    proposing_service.ask_other_dates(session, visit, NEXT, actor=roaming.visitor_person, now=NOW)
    assert (visit.state, visit.starts_on) == (S.ACCEPTED, MONDAY)
    assert taken(session, roaming.desks) == days(week())
    assert list(mails(session, visit))[-1] == ("visit_dates_proposed", roaming.host_person.id)
    proposing_service.agree_to_dates(session, visit, actor=roaming.host_person, now=NOW)
    assert (visit.state, visit.starts_on, visit.sequence) == (S.ACCEPTED, NEXT.first, 1)
    assert taken(session, roaming.desks) == days(NEXT)


def test_move_that_is_turned_down_leaves_the_visit_as_it_was(session: Session, roaming: Roaming) -> None:
    visit = make_visit(session, roaming)
    service.accept_visit(session, visit, actor=roaming.host_person, now=NOW)
    proposing_service.propose_dates(session, visit, NEXT, actor=roaming.host_person, now=NOW)
    proposing_service.turn_down_dates(session, visit, actor=roaming.visitor_person, words="We have a booth.")
    assert (visit.state, visit.starts_on) == (S.ACCEPTED, MONDAY)
    assert visit.proposals[0].state is ProposalState.TURNED_DOWN
    with pytest.raises(errors.NoProposal):
        proposing_service.agree_to_dates(session, visit, actor=roaming.visitor_person, now=NOW)


def test_host_may_propose_another_space(session: Session, roaming: Roaming) -> None:
    visit = make_visit(session, roaming)
    proposing_service.propose_dates(
        session, visit, week(), space=roaming.room, actor=roaming.host_person, now=NOW
    )
    proposing_service.agree_to_dates(session, visit, actor=roaming.visitor_person, now=NOW)
    assert taken(session, roaming.room) == days(week())
    assert taken(session, roaming.desks) == {}

"""The waiting list: who is next gets what comes free, with a clock."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from matchmaker.agreements.house_days import Stay
from matchmaker.extensions import db
from matchmaker.visits import (
    arriving_service,
    clock_service,
    errors,
    proposing_service,
    queries,
    service,
    waiting_service,
)
from matchmaker.visits.asking import Wish
from models import Person, Visit, VisitState, WaitingPlace, WaitingState
from tests.visits.roaming import (
    MONDAY,
    NOW,
    Roaming,
    counted,
    fill,
    held,
    mails,
    make_visitor,
    taken,
    week,
)

S = VisitState


def wait(session: Session, roaming: Roaming, stay: Stay | None = None, *, people: int = 1) -> Visit:
    """Somebody new in line."""
    organisation, owner = make_visitor(session, roaming.cluster)
    wish = Wish(spaces=[roaming.desks], stay=stay or week(), people=people)
    return service.join_waiting_list(session, organisation, wish, actor=owner, now=NOW)


def place(visit: Visit) -> WaitingPlace:
    """A visit's place in line."""
    assert visit.waiting_place is not None
    return visit.waiting_place


def person(visit: Visit) -> Person:
    """Who asked."""
    assert visit.requested_by is not None
    return visit.requested_by


def test_line_is_only_for_full_days(session: Session, at_once: Roaming) -> None:
    with pytest.raises(errors.StillFree):
        wait(session, at_once)
    fill(session, at_once, Stay(MONDAY, MONDAY))
    assert wait(session, at_once).state is S.WAITING


def test_freed_place_is_kept_for_the_next_in_line(session: Session, at_once: Roaming) -> None:
    blocking = fill(session, at_once)
    first, second, third = (wait(session, at_once) for _ in range(3))
    assert [queries.place_in_line(session, place(one)) for one in (first, second, third)] == [1, 2, 3]
    service.cancel_visit(session, blocking, actor=at_once.host_person, now=NOW)
    assert [place(one).state for one in (first, second, third)] == [
        WaitingState.OFFERED,
        WaitingState.OFFERED,
        WaitingState.WAITING,
    ]
    assert place(first).offered_until == NOW + timedelta(hours=24)
    assert list(mails(session, first))[-1][0] == "visit_place_free"
    # Kept for them: nobody else gets in between.
    assert taken(session, at_once.desks)[MONDAY] == 2
    with pytest.raises(errors.Full):
        fill(session, at_once)


def test_kept_place_is_taken(session: Session, at_once: Roaming) -> None:
    blocking = fill(session, at_once)
    first = wait(session, at_once)
    with pytest.raises(errors.NothingOffered):
        waiting_service.take_place(session, first, actor=person(first), now=NOW)
    service.cancel_visit(session, blocking, actor=at_once.host_person, now=NOW)
    waiting_service.take_place(session, first, actor=person(first), now=NOW)
    assert (first.state, place(first).state) == (S.ACCEPTED, WaitingState.TAKEN)
    assert first.arrival_code is not None
    assert counted(session) == held(session)


def test_who_lets_the_clock_run_out_makes_room_for_the_next(
    app: Flask, session: Session, at_once: Roaming
) -> None:
    blocking = fill(session, at_once)
    first, second = wait(session, at_once, people=2), wait(session, at_once)
    service.cancel_visit(session, blocking, actor=at_once.host_person, now=NOW)
    assert place(second).state is WaitingState.WAITING
    session.commit()
    with app.app_context():
        assert clock_service.work_off_due(db.sessionmaker, now=NOW + timedelta(hours=24)) == 1
    session.expire_all()
    assert (first.state, place(first).state) == (S.LAPSED, WaitingState.PASSED)
    assert place(second).state is WaitingState.OFFERED


def test_whom_the_host_proposes_other_dates_leaves_a_kept_place_to_the_next(
    session: Session, at_once: Roaming
) -> None:
    blocking = fill(session, at_once)
    first, second = wait(session, at_once, people=2), wait(session, at_once)
    service.cancel_visit(session, blocking, actor=at_once.host_person, now=NOW)
    later = week(MONDAY + timedelta(weeks=1))
    proposing_service.propose_dates(session, first, later, actor=at_once.host_person, now=NOW)
    assert (first.state, place(first).state) == (S.CHANGED, WaitingState.LEFT)
    assert place(second).state is WaitingState.OFFERED
    assert taken(session, at_once.desks)[MONDAY] == second.party_size
    assert counted(session) == held(session)
    proposing_service.agree_to_dates(session, first, actor=person(first), now=NOW)
    assert taken(session, at_once.desks)[MONDAY] == second.party_size
    assert counted(session) == held(session)


def test_whom_the_free_days_do_not_suffice_is_passed_over_and_stays(
    session: Session, at_once: Roaming
) -> None:
    monday, tuesday = Stay(MONDAY, MONDAY), Stay(MONDAY + timedelta(days=1), MONDAY + timedelta(days=1))
    blocking, _other = fill(session, at_once, monday), fill(session, at_once, tuesday)
    both, one = wait(session, at_once, Stay(MONDAY, tuesday.last)), wait(session, at_once, monday)
    service.cancel_visit(session, blocking, actor=at_once.host_person, now=NOW)
    assert place(both).state is WaitingState.WAITING
    assert place(one).state is WaitingState.OFFERED


def test_where_the_host_decides_it_is_asked_about_the_next_alone(session: Session, roaming: Roaming) -> None:
    blocking = fill(session, roaming)
    first, second = wait(session, roaming, people=2), wait(session, roaming)
    service.cancel_visit(session, blocking, actor=roaming.host_person, now=NOW)
    assert (first.state, second.state) == (S.REQUESTED, S.WAITING)
    assert first.answer_due_at == NOW + timedelta(days=3)
    assert list(mails(session, first))[-1] == ("visit_asked", roaming.host_person.id)
    service.withdraw_visit(session, first, actor=person(first), now=NOW)
    assert second.state is S.REQUESTED


def test_leaving_the_line_tells_nobody(session: Session, at_once: Roaming) -> None:
    fill(session, at_once)
    first = wait(session, at_once)
    service.withdraw_visit(session, first, actor=person(first), now=NOW)
    assert (first.state, place(first).state) == (S.WITHDRAWN, WaitingState.LEFT)
    assert list(mails(session, first)) == []


def test_days_left_by_who_goes_early_go_to_the_next(session: Session, at_once: Roaming) -> None:
    blocking = fill(session, at_once)
    rest = Stay(MONDAY + timedelta(days=2), week().last)
    waiting = wait(session, at_once, rest)
    tuesday = NOW + timedelta(days=13)
    arriving_service.arrive(session, blocking, actor=at_once.host_person, now=NOW + timedelta(days=12))
    arriving_service.complete_visit(session, blocking, actor=at_once.host_person, now=tuesday)
    assert place(waiting).state is WaitingState.OFFERED
    assert counted(session) == held(session)
    assert taken(session, at_once.desks)[MONDAY] == 2

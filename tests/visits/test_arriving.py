"""From the first day on: arrival by code and from the list, no-show, completion, feedback, names deleted."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from matchmaker.extensions import db
from matchmaker.visits import arriving_service, clock_service, errors, rules
from models import Amenity, PartyMember, Visit, VisitSide, VisitState
from tests.visits.roaming import (
    MONDAY,
    NOW,
    Roaming,
    log_of,
    mails,
    make_roaming,
    make_visit,
    taken,
    week,
)

S = VisitState
#: The morning of the first day.
FIRST_DAY = NOW + timedelta(days=12)


@pytest.fixture
def visit(session: Session, at_once: Roaming) -> Visit:
    return make_visit(session, at_once)


def test_code_at_the_desk_is_read_however_it_is_typed(
    session: Session, at_once: Roaming, visit: Visit
) -> None:
    code = str(visit.arrival_code)
    typed = f" {code[:3].lower()}-{code[3:]} "
    found = arriving_service.arrive_by_code(
        session, at_once.host, typed, actor=at_once.host_person, now=FIRST_DAY
    )
    assert (found, visit.state, visit.arrived_at) == (visit, S.ARRIVED, FIRST_DAY)
    # Twice does no harm.
    arriving_service.arrive_by_code(session, at_once.host, code, actor=at_once.host_person, now=FIRST_DAY)
    assert log_of(session, visit).count("arrived") == 1


def test_code_of_another_day_or_host_opens_nothing(session: Session, at_once: Roaming, visit: Visit) -> None:
    code = str(visit.arrival_code)
    with pytest.raises(errors.WrongCode):
        arriving_service.arrive_by_code(session, at_once.host, code, actor=at_once.host_person, now=NOW)
    other = make_roaming(session)
    with pytest.raises(errors.WrongCode):
        arriving_service.arrive_by_code(session, other.host, code, actor=other.host_person, now=FIRST_DAY)
    with pytest.raises(errors.NotYourMove):
        arriving_service.arrive_by_code(
            session, at_once.host, code, actor=at_once.visitor_person, now=FIRST_DAY
        )


def test_codes_have_no_letters_that_are_taken_for_others() -> None:
    codes = {rules.new_code() for _ in range(200)}
    assert len(codes) == 200
    assert set("".join(codes)).isdisjoint("B8S5Z2I1O0")
    assert rules.shown_code("A3K7QF") == "A3K-7QF"
    assert rules.tidy_code("a3k 7qf") == "A3K7QF"


def test_nobody_arrives_or_is_missed_before_the_first_day(
    session: Session, at_once: Roaming, visit: Visit
) -> None:
    with pytest.raises(errors.NotToday):
        arriving_service.arrive(session, visit, actor=at_once.host_person, now=NOW)
    with pytest.raises(errors.NotToday):
        arriving_service.note_no_show(session, visit, actor=at_once.host_person, now=NOW)


def test_no_show_frees_the_days_and_tells_the_visitor(
    session: Session, at_once: Roaming, visit: Visit
) -> None:
    arriving_service.note_no_show(session, visit, actor=at_once.host_person, now=FIRST_DAY)
    assert (visit.state, visit.closed_at) == (S.NO_SHOW, FIRST_DAY)
    assert taken(session, at_once.desks) == {}
    assert list(mails(session, visit))[-1] == ("visit_no_show", at_once.visitor_person.id)


def test_who_leaves_early_frees_the_days_left(session: Session, at_once: Roaming, visit: Visit) -> None:
    arriving_service.arrive(session, visit, actor=at_once.host_person, now=FIRST_DAY)
    tuesday = FIRST_DAY + timedelta(days=1)
    arriving_service.complete_visit(session, visit, actor=at_once.visitor_person, now=tuesday)
    assert (visit.state, visit.closed_at) == (S.COMPLETED, tuesday)
    assert taken(session, at_once.desks) == {MONDAY: 1, MONDAY + timedelta(days=1): 1}
    # What was agreed stays as it was written.
    assert visit.ends_on == week().last


def test_stay_completes_by_itself_after_its_last_day(app: Flask, session: Session, at_once: Roaming) -> None:
    visit = make_visit(session, at_once)
    arriving_service.arrive(session, visit, actor=at_once.host_person, now=FIRST_DAY)
    session.commit()
    friday_evening = FIRST_DAY + timedelta(days=4, hours=12)
    with app.app_context():
        assert clock_service.work_off_due(db.sessionmaker, now=friday_evening) == 0
        assert clock_service.work_off_due(db.sessionmaker, now=friday_evening + timedelta(hours=4)) == 1
    session.expire_all()
    assert visit.state is S.COMPLETED
    assert [kind for kind, _who in mails(session, visit)][-2:] == ["visit_feedback"] * 2


def test_unanswered_request_is_reminded_once_and_lapses(
    app: Flask, session: Session, roaming: Roaming
) -> None:
    visit = make_visit(session, roaming)
    session.commit()
    with app.app_context():
        assert clock_service.work_off_due(db.sessionmaker, now=NOW + timedelta(days=1)) == 0
        assert clock_service.work_off_due(db.sessionmaker, now=NOW + timedelta(days=2)) == 1
        assert clock_service.work_off_due(db.sessionmaker, now=NOW + timedelta(days=2)) == 0
        assert clock_service.work_off_due(db.sessionmaker, now=NOW + timedelta(days=3)) == 1
    session.expire_all()
    assert visit.state is S.LAPSED
    assert log_of(session, visit) == ["requested", "reminded", "lapsed"]


def test_both_sides_give_feedback_once(session: Session, at_once: Roaming, visit: Visit) -> None:
    with pytest.raises(errors.NotOverYet):
        give(session, visit, at_once, VisitSide.VISITOR)
    arriving_service.arrive(session, visit, actor=at_once.host_person, now=FIRST_DAY)
    arriving_service.complete_visit(session, visit, actor=at_once.host_person, now=FIRST_DAY)
    for side in VisitSide:
        give(session, visit, at_once, side)
    session.refresh(visit)
    assert {one.side: one.rating for one in visit.feedback} == {VisitSide.VISITOR: 4, VisitSide.HOST: 4}
    with pytest.raises(errors.FeedbackGiven):
        give(session, visit, at_once, VisitSide.HOST)
    with pytest.raises(errors.NotYourMove):
        arriving_service.give_feedback(
            session, visit, actor=at_once.visitor_person, side=VisitSide.HOST, rating=1
        )


def give(session: Session, visit: Visit, roaming: Roaming, side: VisitSide) -> None:
    actor = roaming.visitor_person if side is VisitSide.VISITOR else roaming.host_person
    arriving_service.give_feedback(session, visit, actor=actor, side=side, rating=4, text="Good coffee.")


def test_names_are_deleted_a_week_after_the_stay(session: Session) -> None:
    badged = make_roaming(session, at_once=True, amenities=[Amenity.VISITOR_BADGE.value])
    make_visit(session, badged, names=["Anu Saar"])
    a_week_after = FIRST_DAY + timedelta(days=11)
    assert clock_service.delete_names(session, now=a_week_after) == 0
    assert clock_service.delete_names(session, now=a_week_after + timedelta(days=1)) == 1
    assert session.scalars(select(PartyMember)).all() == []

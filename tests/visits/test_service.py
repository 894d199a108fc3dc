"""Asking, answering, withdrawing, cancelling: what each verb leaves behind, and what it refuses."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy.orm import Session

from matchmaker.agreements.house_days import Stay
from matchmaker.visits import errors, service
from matchmaker.visits.asking import Wish
from models import (
    Amenity,
    Closure,
    PublicationState,
    Standing,
    VisitDeclineReason,
    VisitSide,
    VisitState,
)
from tests.visits.roaming import (
    MONDAY,
    NOW,
    Roaming,
    fill,
    log_of,
    mails,
    make_roaming,
    make_visit,
    make_visitor,
    taken,
    week,
)

S = VisitState


def days(stay: Stay) -> list[date]:
    return list(stay.days())


def test_request_waits_for_the_host_and_takes_no_place(session: Session, roaming: Roaming) -> None:
    visit = make_visit(session, roaming, purpose="Meet growers", people=2)
    assert (visit.state, visit.standing, visit.version) == (S.REQUESTED, Standing.WITHIN, 1)
    assert visit.answer_due_at == NOW + timedelta(days=3)
    assert visit.remind_at == NOW + timedelta(days=2)
    assert (visit.working_days, visit.home_cluster_id) == (5, roaming.cluster.id)
    assert visit.standing_findings[0]["reason"] == "free"
    assert taken(session, roaming.desks) == {}
    assert log_of(session, visit) == ["requested"]
    assert list(mails(session)) == [("visit_asked", roaming.host_person.id)]


def test_desk_within_the_terms_is_confirmed_at_once(session: Session, at_once: Roaming) -> None:
    visit = make_visit(session, at_once)
    assert (visit.state, visit.confirmed_at_once) == (S.ACCEPTED, True)
    assert visit.arrival_code is not None
    assert taken(session, at_once.desks) == dict.fromkeys(days(week()), 1)
    assert log_of(session, visit) == ["requested", "accepted"]
    assert list(mails(session)) == [
        ("visit_accepted", at_once.visitor_person.id),
        ("visit_booked", at_once.host_person.id),
    ]


def test_desk_beyond_the_terms_waits_for_the_host(session: Session, at_once: Roaming) -> None:
    visit = make_visit(session, at_once, week(days=12))
    assert (visit.state, visit.standing) == (S.REQUESTED, Standing.HOST_DECIDES)
    assert visit.standing_findings[0]["reason"] == "longer"


def test_room_waits_for_the_host_even_beside_a_desk(session: Session, at_once: Roaming) -> None:
    visit = make_visit(session, at_once, spaces=[at_once.desks, at_once.room])
    assert visit.state is S.REQUESTED
    service.accept_visit(session, visit, actor=at_once.host_person, now=NOW)
    assert taken(session, at_once.desks) == taken(session, at_once.room) == dict.fromkeys(days(week()), 1)


def test_weekend_within_a_stay_takes_no_place(session: Session, at_once: Roaming) -> None:
    friday = MONDAY + timedelta(days=4)
    make_visit(session, at_once, Stay(friday, friday + timedelta(days=3)))
    assert taken(session, at_once.desks) == {friday: 1, friday + timedelta(days=3): 1}


def test_full_day_is_a_clear_no_and_leaves_nothing(session: Session, at_once: Roaming) -> None:
    fill(session, at_once, Stay(MONDAY, MONDAY))
    with pytest.raises(errors.Full) as refused:
        make_visit(session, at_once)
    assert refused.value.days == (MONDAY,)
    assert taken(session, at_once.desks) == {MONDAY: 2}


def test_request_for_a_full_day_is_refused_before_the_host_is_asked(
    session: Session, roaming: Roaming
) -> None:
    fill(session, roaming)
    with pytest.raises(errors.Full):
        make_visit(session, roaming)


def test_host_accepts(session: Session, roaming: Roaming) -> None:
    visit = make_visit(session, roaming, people=2)
    service.accept_visit(session, visit, actor=roaming.host_person, seen=1, now=NOW + timedelta(hours=3))
    assert (visit.state, visit.version, visit.answer_due_at) == (S.ACCEPTED, 2, None)
    assert visit.first_answered_at == visit.answered_at == NOW + timedelta(hours=3)
    assert visit.answered_by is roaming.host_person
    assert taken(session, roaming.desks) == dict.fromkeys(days(week()), 2)
    assert list(mails(session, visit))[-1] == ("visit_accepted", roaming.visitor_person.id)


def test_of_two_requests_for_the_last_place_the_second_can_not_be_accepted(
    session: Session, roaming: Roaming
) -> None:
    first, second = make_visit(session, roaming, people=2), None
    other, person = make_visitor(session, roaming.cluster)
    second = service.request_visit(
        session, other, Wish(spaces=[roaming.desks], stay=week()), actor=person, now=NOW
    )
    service.accept_visit(session, first, actor=roaming.host_person, now=NOW)
    with pytest.raises(errors.Full):
        service.accept_visit(session, second, actor=roaming.host_person, now=NOW)
    assert second.state is S.REQUESTED


def test_host_declines_with_a_reason(session: Session, roaming: Roaming) -> None:
    visit = make_visit(session, roaming)
    service.decline_visit(
        session,
        visit,
        actor=roaming.host_person,
        reason=VisitDeclineReason.NOT_A_FIT,
        words="Our house is for life science.",
        now=NOW,
    )
    assert (visit.state, visit.decline_reason) == (S.DECLINED, VisitDeclineReason.NOT_A_FIT)
    assert visit.reason_words == "Our house is for life science."
    assert list(mails(session, visit))[-1] == ("visit_declined", roaming.visitor_person.id)


def test_visitor_withdraws(session: Session, roaming: Roaming) -> None:
    visit = make_visit(session, roaming)
    service.withdraw_visit(session, visit, actor=roaming.visitor_person, now=NOW)
    assert visit.state is S.WITHDRAWN
    assert list(mails(session, visit))[-1] == ("visit_withdrawn", roaming.host_person.id)


@pytest.mark.parametrize("side", VisitSide)
def test_either_side_cancels_and_the_places_are_free_again(
    session: Session, at_once: Roaming, side: VisitSide
) -> None:
    visit = make_visit(session, at_once)
    actor = at_once.visitor_person if side is VisitSide.VISITOR else at_once.host_person
    service.cancel_visit(session, visit, actor=actor, words="Flu", now=NOW)
    assert (visit.state, visit.cancelled_by_side, visit.sequence) == (S.CANCELLED, side, 1)
    assert taken(session, at_once.desks) == {}
    assert {kind for kind, _who in mails(session, visit)} >= {"visit_cancelled"}


def test_only_the_host_answers_and_only_the_visitor_withdraws(session: Session, roaming: Roaming) -> None:
    visit = make_visit(session, roaming)
    with pytest.raises(errors.NotYourMove):
        service.accept_visit(session, visit, actor=roaming.visitor_person, now=NOW)
    with pytest.raises(errors.NotYourMove):
        service.withdraw_visit(session, visit, actor=roaming.host_person, now=NOW)
    with pytest.raises(errors.NotYourMove):
        service.accept_visit(session, visit, actor=roaming.manager, now=NOW)


def test_answer_to_what_has_moved_on_is_refused(session: Session, roaming: Roaming) -> None:
    visit = make_visit(session, roaming)
    with pytest.raises(errors.ChangedMeanwhile):
        service.accept_visit(session, visit, actor=roaming.host_person, seen=7, now=NOW)
    service.accept_visit(session, visit, actor=roaming.host_person, now=NOW)
    with pytest.raises(errors.TooLate) as refused:
        service.accept_visit(session, visit, actor=roaming.host_person, now=NOW)
    assert refused.value.state is S.ACCEPTED


def test_names_are_kept_only_where_the_venue_needs_them(session: Session, roaming: Roaming) -> None:
    assert make_visit(session, roaming, names=["Anu Saar"]).party == []
    badged = make_roaming(session, amenities=[Amenity.VISITOR_BADGE.value])
    with pytest.raises(errors.NamesMissing):
        make_visit(session, badged, people=2, names=["Anu Saar", " "])
    visit = make_visit(session, badged, people=2, names=["Anu  Saar", "Rein Org"])
    assert [(one.name, one.deleted_after) for one in visit.party] == [
        ("Anu Saar", week().last + timedelta(days=7)),
        ("Rein Org", week().last + timedelta(days=7)),
    ]
    service.withdraw_visit(session, visit, actor=badged.visitor_person, now=NOW)
    assert visit.party == []


def test_what_can_not_be_asked_for(session: Session, roaming: Roaming) -> None:
    weekend = Stay(MONDAY - timedelta(days=2), MONDAY - timedelta(days=1))
    with pytest.raises(errors.NothingOpen):
        make_visit(session, roaming, weekend)
    with pytest.raises(errors.WrongDates):
        make_visit(session, roaming, Stay(date(2026, 11, 17), MONDAY))
    with pytest.raises(errors.TooLong):
        make_visit(session, roaming, week(days=31))
    with pytest.raises(errors.WrongParty):
        make_visit(session, roaming, people=3)
    roaming.venue.closures.append(Closure(starts_on=MONDAY, ends_on=week().last))
    with pytest.raises(errors.NothingOpen):
        make_visit(session, roaming)
    roaming.venue.state = PublicationState.WITHDRAWN
    with pytest.raises(errors.NotOpenToVisitors):
        make_visit(session, roaming)


def test_host_does_not_ask_itself(session: Session, roaming: Roaming) -> None:
    wish = Wish(spaces=[roaming.desks], stay=week())
    with pytest.raises(errors.OwnVenue):
        service.request_visit(session, roaming.host, wish, actor=roaming.host_person, now=NOW)


def test_same_days_are_asked_for_once(session: Session, roaming: Roaming) -> None:
    make_visit(session, roaming)
    with pytest.raises(errors.AlreadyAsked):
        make_visit(session, roaming, Stay(week().last, week().last))


def test_today_is_the_day_it_is_at_the_place(session: Session) -> None:
    kiritimati = make_roaming(session, time_zone="Pacific/Kiritimati")
    # 14 hours ahead: Thursday has begun there.
    noon = datetime(2026, 11, 18, 12, tzinfo=UTC)
    with pytest.raises(errors.WrongDates):
        make_visit(session, kiritimati, Stay(date(2026, 11, 18), date(2026, 11, 18)), now=noon)
    thursday = Stay(date(2026, 11, 19), date(2026, 11, 19))
    visit = make_visit(session, kiritimati, thursday, now=noon)
    # Its clock does not run past the end of that day there.
    assert visit.answer_due_at == datetime(2026, 11, 19, 10, tzinfo=UTC)

"""How soon hosts answer: worked by hand."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from matchmaker.calendar.working_days import is_working_day
from matchmaker.venues.answer_time import AnswerTime, answer_time, counts, working_days_between
from matchmaker.venues.answering import public_answer_time
from matchmaker.visits import service
from matchmaker.visits.moving import move
from matchmaker.visits.rules import Move
from models import VisitDeclineReason, VisitState
from models.columns import utc_now
from tests.visits.roaming import NOW, Roaming, make_roaming, make_visit, make_visitor, week

TARTU = "Europe/Tallinn"


def at(day: int, hour: int = 10) -> datetime:
    """An hour of November 2026 in UTC; the 2nd is a Monday."""
    return datetime(2026, 11, day, hour, tzinfo=UTC)


def works_in_estonia(day: date) -> bool:
    return is_working_day(day, "EE")


@pytest.mark.parametrize(
    ("asked", "answered", "days"),
    [
        (at(2), at(2, 15), 0),
        (at(2), at(3, 6), 1),
        (at(2), at(5), 3),
        # Over a weekend: Friday to Monday is one working day.
        (at(6), at(9), 1),
        # Asked and answered on a weekend.
        (at(7), at(8), 0),
        (at(7), at(9), 1),
        # 22:30 UTC is half past midnight of the next day in Tartu: asked on the 3rd there.
        (datetime(2026, 11, 2, 22, 30, tzinfo=UTC), at(3), 0),
        # Midsummer: 23 and 24 June are public holidays in Estonia, 27 and 28 a weekend.
        (datetime(2026, 6, 22, 9, tzinfo=UTC), datetime(2026, 6, 29, 9, tzinfo=UTC), 3),
    ],
)
def test_working_days_between(asked: datetime, answered: datetime, days: int) -> None:
    assert working_days_between(asked, answered, TARTU, works_in_estonia) == days


@pytest.mark.parametrize(
    ("days", "expected"),
    [
        ([], AnswerTime(0, 0, None)),
        ([2], AnswerTime(1, 1, 2)),
        ([0, 1, 3], AnswerTime(3, 3, 1)),
        ([0, 1, 2, 3], AnswerTime(4, 4, 1.5)),
        # Silence is slower than any answer: the middle of 0, 1, never.
        ([0, None, 1], AnswerTime(3, 2, 1)),
        ([0, None], AnswerTime(2, 1, None)),
        ([1, None, None], AnswerTime(3, 1, None)),
    ],
)
def test_answer_time_is_the_median_with_silence_as_never(
    days: list[int | None], expected: AnswerTime
) -> None:
    assert answer_time(days) == expected


def test_unanswered_are_those_that_lapsed_in_silence() -> None:
    assert answer_time([0, None, 1, None]).unanswered == 2


@pytest.mark.parametrize(
    ("state", "answered", "at_once", "in_line", "counted"),
    [
        (VisitState.ACCEPTED, True, False, False, True),
        (VisitState.DECLINED, True, False, False, True),
        (VisitState.LAPSED, False, False, False, True),
        # Other dates were proposed, which is an answer, and nobody took them.
        (VisitState.LAPSED, True, False, False, True),
        (VisitState.REQUESTED, False, False, False, False),
        (VisitState.WITHDRAWN, False, False, False, False),
        (VisitState.WITHDRAWN, True, False, False, True),
        (VisitState.ACCEPTED, True, True, False, False),
        (VisitState.LAPSED, False, False, True, False),
    ],
)
def test_what_counts(
    state: VisitState, *, answered: bool, at_once: bool, in_line: bool, counted: bool
) -> None:
    moment = at(3) if answered else None
    assert counts(state, moment, confirmed_at_once=at_once, stood_in_line=in_line) is counted


def another(session: Session, roaming: Roaming) -> Roaming:
    """The same place, and another company of the cluster."""
    visitor, person = make_visitor(session, roaming.cluster)
    return replace(roaming, visitor=visitor, visitor_person=person)


def test_public_answer_time_is_that_of_the_last_year(session: Session) -> None:
    roaming = make_roaming(session)
    host = roaming.host_person
    # Wednesday: the first is answered at once, the second on Friday, the third never.
    service.accept_visit(session, make_visit(session, roaming), actor=host, now=NOW)
    declined = make_visit(session, another(session, roaming))
    friday = NOW + timedelta(days=2)
    service.decline_visit(session, declined, actor=host, reason=VisitDeclineReason.FULL, now=friday)
    lapsed = make_visit(session, another(session, roaming))
    move(session, lapsed, Move.LAPSE, actor=None, now=friday)
    assert public_answer_time(session, roaming.host.id, friday) == AnswerTime(3, 2, 2)
    assert public_answer_time(session, roaming.host.id, NOW + timedelta(days=400)) is None


def test_public_answer_time_says_nothing_of_few_requests(session: Session) -> None:
    roaming = make_roaming(session)
    service.accept_visit(session, make_visit(session, roaming), actor=roaming.host_person, now=NOW)
    assert public_answer_time(session, roaming.host.id, NOW) is None


def test_what_is_confirmed_at_once_does_not_count(session: Session) -> None:
    roaming = make_roaming(session, at_once=True, desks=9)
    for _number in range(3):
        assert make_visit(session, another(session, roaming)).confirmed_at_once
    assert public_answer_time(session, roaming.host.id, NOW) is None


def test_venue_page_tells_anybody_the_answer_time(session: Session, client: FlaskClient) -> None:
    roaming = make_roaming(session)
    now = utc_now()
    monday = now.date() + timedelta(days=14 - now.weekday())
    for _number in range(3):
        visit = make_visit(session, another(session, roaming), week(monday), now=now)
        service.decline_visit(
            session, visit, actor=roaming.host_person, reason=VisitDeclineReason.FULL, now=now
        )
    session.commit()
    page = client.get(f"/places/{roaming.venue.slug}").get_data(as_text=True)
    assert "the same day, in half of the cases or sooner" in page

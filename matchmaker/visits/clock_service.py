"""What happens to visits by themselves: reminders, lapse, the next in line, completion, names deleted.

`work_off_due` takes one visit at a time, in a transaction of its own: its spaces and the visit are locked,
it is looked at again, moved on, and its mails are promised. So it is harmless to repeat, to run twice at
once, and to stop at any point: what was not committed is still due.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, delete, select
from sqlalchemy.orm import Session, sessionmaker

from matchmaker.visits import rules
from matchmaker.visits.arriving_service import complete_visit
from matchmaker.visits.moving import hold, log, move, tell
from matchmaker.visits.places import spaces_of
from matchmaker.visits.rules import Move
from matchmaker.visits.waiting_service import end_offer, pass_on_freed
from models import (
    PENDING_VISIT_STATES,
    PartyMember,
    Visit,
    VisitSide,
    VisitState,
    WaitingPlace,
    WaitingState,
)
from models.columns import utc_now

#: The easternmost zone has its day so much before UTC.
_EARLIEST = timedelta(hours=14)
_REQUESTED = Visit.state == VisitState.REQUESTED


def _unreminded(now: datetime) -> ColumnElement[bool]:
    return _REQUESTED & Visit.reminded_at.is_(None) & (Visit.remind_at <= now) & (Visit.answer_due_at > now)


def _remind(session: Session, visit: Visit, now: datetime) -> bool:
    visit.reminded_at = now
    log(session, visit, "reminded", actor=None)
    tell(session, visit, "visit_reminder", VisitSide.HOST)
    return True


def _offer_over(now: datetime) -> ColumnElement[bool]:
    place = WaitingPlace.visit_id == Visit.id
    over = (WaitingPlace.state == WaitingState.OFFERED) & (WaitingPlace.offered_until <= now)
    return (Visit.state == VisitState.WAITING) & select(WaitingPlace.id).where(place, over).exists()


def _end_offer(session: Session, visit: Visit, now: datetime) -> bool:
    end_offer(session, visit, now=now)
    return True


def _unanswered(now: datetime) -> ColumnElement[bool]:
    return Visit.state.in_(PENDING_VISIT_STATES) & (Visit.answer_due_at <= now)


def _lapse(session: Session, visit: Visit, now: datetime) -> bool:
    host_was_asked = visit.state is VisitState.REQUESTED
    move(session, visit, Move.LAPSE, actor=None, now=now)
    tell(session, visit, "visit_lapsed", VisitSide.VISITOR)
    if host_was_asked:
        tell(session, visit, "visit_lapsed", VisitSide.HOST)
    pass_on_freed(session, spaces_of(visit), now=now)
    return True


def _may_be_over(now: datetime) -> ColumnElement[bool]:
    """Over somewhere in the world; `_complete` asks the clock of the very place."""
    return (Visit.state == VisitState.ARRIVED) & (Visit.ends_on < (now + _EARLIEST).date())


def _complete(session: Session, visit: Visit, now: datetime) -> bool:
    if rules.today_in(visit.venue.time_zone, now) <= visit.ends_on:
        return False
    complete_visit(session, visit, actor=None, now=now)
    return True


@dataclass(frozen=True, slots=True)
class Duty:
    """What is due at a moment, and what is done about each; it says whether it did."""

    due: Callable[[datetime], ColumnElement[bool]]
    do: Callable[[Session, Visit, datetime], bool]


DUTIES = (
    Duty(_unreminded, _remind),
    Duty(_offer_over, _end_offer),
    Duty(_unanswered, _lapse),
    Duty(_may_be_over, _complete),
)


def work_off_due(sessions: sessionmaker[Session], *, now: datetime | None = None) -> int:
    """Do everything that is due.

    :returns: how many times something was done.
    """
    moment = now or utc_now()
    done = 0
    for duty in DUTIES:
        with sessions() as session:
            ids: Sequence[int] = session.scalars(
                select(Visit.id).where(duty.due(moment)).order_by(Visit.id)
            ).all()
        done += sum(_do_one(sessions, duty, visit_id, moment) for visit_id in ids)
    return done


def _do_one(sessions: sessionmaker[Session], duty: Duty, visit_id: int, now: datetime) -> bool:
    with sessions() as session, session.begin():
        visit = session.get(Visit, visit_id)
        if visit is None:
            return False
        hold(session, visit)
        # Somebody may have moved it on before it was held; if it is still due, it is done now.
        still_due = session.scalar(select(Visit.id).where(Visit.id == visit_id, duty.due(now)))
        return still_due is not None and duty.do(session, visit, now)


def delete_names(session: Session, *, now: datetime | None = None) -> int:
    """Delete the names of parties whose stay is over for a week; what is counted stays.

    :returns: how many names were deleted.
    """
    today = (now or utc_now()).date()
    gone = session.execute(delete(PartyMember).where(PartyMember.deleted_after < today))
    return int(getattr(gone, "rowcount", 0))

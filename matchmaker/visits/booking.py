"""Booking a held visit: its places taken, its code drawn, both sides told."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from matchmaker.visits import places, rules
from matchmaker.visits.moving import move, start_clock, tell
from matchmaker.visits.rules import Move, stay_of
from matchmaker.visits.standings import answer_days, confirms_at_once
from models import Person, Visit, VisitSide


def book(
    session: Session,
    visit: Visit,
    by: Move,
    *,
    actor: Person | None,
    now: datetime,
    what: str = "",
    words: str = "",
) -> None:
    """Take the places that are not held yet, bring the visit where the move leads, and tell the visitor.

    :raises Full: there is no room on some of the days; nothing was taken.
    """
    places.take_places(session, visit)
    move(session, visit, by, actor=actor, now=now, what=what, words=words)
    visit.arrival_code = visit.arrival_code or rules.new_code()
    tell(session, visit, "visit_accepted", VisitSide.VISITOR)


def answer_or_wait_for_it(session: Session, visit: Visit, *, now: datetime) -> None:
    """Book a request where its spaces are confirmed at once; else set the clock of the host's answer.

    :raises Full: there is no room on some of the days; nothing was taken.
    """
    if confirms_at_once(visit):
        book(session, visit, Move.ACCEPT, actor=None, now=now)
        visit.confirmed_at_once = True
        visit.answered_at = now
        visit.first_answered_at = visit.first_answered_at or now
        tell(session, visit, "visit_booked", VisitSide.HOST)
    else:
        start_clock(visit, rules.answer_clock(now, stay_of(visit), visit.venue.time_zone, answer_days(visit)))
        tell(session, visit, "visit_asked", VisitSide.HOST)

"""Verbs on visits from their first day on: arrive, did not come, complete, feedback."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from matchmaker.refusals import Refusal
from matchmaker.visits import errors, places, rules
from matchmaker.visits.moving import check_still, hold, log, move, tell
from matchmaker.visits.rules import Move, stay_of
from matchmaker.visits.sides import sides_of
from matchmaker.visits.waiting_service import pass_on_freed
from models import Organisation, Person, Venue, Visit, VisitFeedback, VisitSide, VisitState
from models.columns import utc_now

_OTHER = {VisitSide.HOST: VisitSide.VISITOR, VisitSide.VISITOR: VisitSide.HOST}


def arrive_by_code(
    session: Session, host: Organisation, typed: str, *, actor: Person, now: datetime | None = None
) -> Visit:
    """Note that the visitors with a code have arrived, at the desk of a host. Harmless to repeat.

    :param typed: the code as the visitor showed or said it.
    :raises WrongCode: no visit of today at the host's venues has it.
    :raises NotYourMove: the actor is not of the host.
    """
    now = now or utc_now()
    visit = _with_code(session, host, rules.tidy_code(typed), now)
    return arrive(session, visit, actor=actor, now=now)


def _with_code(session: Session, host: Organisation, code: str, now: datetime) -> Visit:
    found = session.scalars(
        select(Visit)
        .join(Visit.venue)
        .where(
            Venue.host_id == host.id,
            Visit.arrival_code == code,
            Visit.state.in_((VisitState.ACCEPTED, VisitState.ARRIVED)),
        )
        .order_by(Visit.id)
    )
    for visit in found:
        if visit.starts_on <= rules.today_in(visit.venue.time_zone, now) <= visit.ends_on:
            return visit
    raise errors.WrongCode


def arrive(session: Session, visit: Visit, *, actor: Person, now: datetime | None = None) -> Visit:
    """Note that the visitors have arrived, from the host's list. Harmless to repeat.

    :raises TooLate: the visit is not confirmed, or is over.
    :raises NotToday: before its first day.
    :raises NotYourMove: the actor is not of the host.
    """
    now = now or utc_now()
    hold(session, visit)
    if visit.state is VisitState.ARRIVED and VisitSide.HOST in sides_of(actor, visit):
        return visit
    check_still(visit, Move.ARRIVE, actor)
    rules.check_begun(stay_of(visit), rules.today_in(visit.venue.time_zone, now))
    move(session, visit, Move.ARRIVE, actor=actor, now=now)
    visit.arrived_at = now
    return visit


def obstacle_to_arriving(visit: Visit, now: datetime) -> Refusal | None:
    """Why an arrival can't be noted, for who is asked before trying; None where it can."""
    try:
        rules.check_move(Move.ARRIVE, visit.state, None)
        rules.check_begun(stay_of(visit), rules.today_in(visit.venue.time_zone, now))
    except Refusal as refusal:
        return refusal
    return None


def note_no_show(session: Session, visit: Visit, *, actor: Person, now: datetime | None = None) -> Visit:
    """Note that nobody came; the days that are left are free again.

    :raises TooLate: they arrived, or the visit is not confirmed.
    :raises NotToday: before its first day.
    :raises NotYourMove: the actor is not of the host.
    """
    now = now or utc_now()
    hold(session, visit)
    check_still(visit, Move.MISS, actor)
    rules.check_begun(stay_of(visit), rules.today_in(visit.venue.time_zone, now))
    move(session, visit, Move.MISS, actor=actor, now=now)
    visit.closed_at = now
    tell(session, visit, "visit_no_show", VisitSide.VISITOR)
    pass_on_freed(session, places.spaces_of(visit), now=now)
    return visit


def complete_visit(
    session: Session, visit: Visit, *, actor: Person | None, now: datetime | None = None
) -> Visit:
    """Note that the visitors have left; both sides are asked how it was. Days that are left are free again.

    :param actor: None for the clock, after the last day.
    :raises TooLate: nobody has arrived, or it is completed already.
    :raises NotYourMove: the actor is of neither side.
    """
    now = now or utc_now()
    hold(session, visit)
    check_still(visit, Move.COMPLETE, actor)
    move(session, visit, Move.COMPLETE, actor=actor, now=now)
    visit.closed_at = now
    places.give_back(session, visit, after=rules.today_in(visit.venue.time_zone, now))
    for side in VisitSide:
        tell(session, visit, "visit_feedback", side, besides=actor)
    pass_on_freed(session, places.spaces_of(visit), now=now)
    return visit


def give_feedback(
    session: Session,
    visit: Visit,
    *,
    actor: Person,
    side: VisitSide,
    rating: int,
    as_agreed: bool = True,
    text: str = "",
    now: datetime | None = None,
) -> VisitFeedback:
    """Say how the visit was, once for each side; the other side reads it.

    :param rating: 1 to 5.
    :param as_agreed: did the other side keep what was agreed? Counted in the honour rate.
    :raises NotYourMove: the actor is not of that side.
    :raises NotOverYet: the visit is not completed.
    :raises FeedbackGiven: the side has said it already.
    """
    hold(session, visit)
    if side not in sides_of(actor, visit):
        raise errors.NotYourMove
    if visit.state is not VisitState.COMPLETED:
        raise errors.NotOverYet
    if any(given.side is side for given in visit.feedback):
        raise errors.FeedbackGiven
    feedback = VisitFeedback(
        visit=visit,
        side=side,
        author=actor,
        rating=rating,
        as_agreed=as_agreed,
        text=text.strip()[: rules.LONGEST_FEEDBACK],
        at=now or utc_now(),
    )
    session.add(feedback)
    session.flush()
    log(session, visit, "feedback_given", actor=actor, side=side.value, rating=rating)
    tell(session, visit, "visit_feedback_given", _OTHER[side])
    return feedback

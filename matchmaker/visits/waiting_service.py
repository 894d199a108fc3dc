"""The waiting list: a freed place goes to the next in line, with a clock."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from matchmaker.visits import errors, places, queries, rules
from matchmaker.visits.booking import answer_or_wait_for_it, book
from matchmaker.visits.moving import check_still, hold, log, move, tell
from matchmaker.visits.rules import Move, stay_of
from matchmaker.visits.standings import confirms_at_once
from models import Person, Space, Visit, VisitSide, WaitingPlace, WaitingState
from models.columns import utc_now


def pass_on_freed(session: Session, spaces: Sequence[Space], *, now: datetime) -> list[Visit]:
    """Give what is free in held spaces to who waits for it, the first in line first.

    Where the space is confirmed at once, the place is kept for them until their clock runs out; where the
    host decides, the host is asked about their request. Whom the free days do not suffice is passed over,
    and keeps the place in line. Harmless to repeat.

    :returns: those for whom something came free.
    """
    line = queries.next_in_line(session, [space.id for space in spaces])
    return [place.visit for place in line if _pass_on(session, place, now)]


def _pass_on(session: Session, place: WaitingPlace, now: datetime) -> bool:
    visit = place.visit
    # Its space is held; the visit itself may be read from before.
    hold(session, visit)
    if place.state is not WaitingState.WAITING or not visit.is_pending:
        return False
    at_once = confirms_at_once(visit)
    # One desk for the host to decide on is one request to answer, not the whole line's.
    if not _has_room(session, visit, besides_requests=not at_once):
        return False
    if at_once:
        _keep_for(session, visit, place, now)
    else:
        place.state = WaitingState.TAKEN
        move(session, visit, Move.FORWARD, actor=None, now=now, what="forwarded")
        answer_or_wait_for_it(session, visit, now=now)
    session.flush()
    return True


def _has_room(session: Session, visit: Visit, *, besides_requests: bool) -> bool:
    try:
        return not places.full_days(
            session, visit, places.spaces_of(visit), stay_of(visit), besides_requests=besides_requests
        )
    except errors.NothingOpen:
        return False


def _keep_for(session: Session, visit: Visit, place: WaitingPlace, now: datetime) -> None:
    places.take_places(session, visit)
    place.state = WaitingState.OFFERED
    place.offered_at = now
    place.offered_until = rules.offer_due(now, stay_of(visit), visit.venue.time_zone)
    visit.version += 1
    log(session, visit, "offered", actor=None)
    tell(session, visit, "visit_place_free", VisitSide.VISITOR)


def take_place(
    session: Session, visit: Visit, *, actor: Person, seen: int | None = None, now: datetime | None = None
) -> Visit:
    """Take the freed place that is kept, for the visitor.

    :raises NothingOffered: no place is kept: the clock has run out, or none came free yet.
    :raises TooLate: it was taken or left already.
    :raises ChangedMeanwhile: or it moved otherwise since the actor looked.
    """
    now = now or utc_now()
    hold(session, visit)
    check_still(visit, Move.TAKE, actor, seen)
    place = visit.waiting_place
    if place is None or place.state is not WaitingState.OFFERED:
        raise errors.NothingOffered
    place.state = WaitingState.TAKEN
    place.offered_until = None
    book(session, visit, Move.TAKE, actor=actor, now=now)
    visit.answered_at = now
    tell(session, visit, "visit_booked", VisitSide.HOST)
    return visit


def end_offer(session: Session, visit: Visit, *, now: datetime) -> None:
    """The clock of a kept place ran out: it goes to the next in line, and this visit leaves the line.

    :raises TooLate: the visit does not wait any more.
    """
    place = visit.waiting_place
    assert place is not None
    place.state = WaitingState.PASSED
    place.offered_until = None
    move(session, visit, Move.LAPSE, actor=None, now=now)
    tell(session, visit, "visit_lapsed", VisitSide.VISITOR)
    pass_on_freed(session, places.spaces_of(visit), now=now)

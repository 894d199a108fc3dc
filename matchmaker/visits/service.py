"""Verbs on visits that wait for an answer: request, accept, decline, withdraw; and cancelling confirmed ones.

Each locks the spaces first, then the visit, decides on what is true then, and books in the same
transaction: of two who press the button together one gets a yes and the other a clear no. `seen` is the
version that a page or a mailed link showed; where it is given and another one stands by now, the verb
refuses instead of deciding something nobody looked at. `now` is for tests.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from matchmaker.visits import errors, places, rules
from matchmaker.visits.asking import Wish, drafted, write_down
from matchmaker.visits.booking import answer_or_wait_for_it, book
from matchmaker.visits.moving import check_still, hold, move, tell
from matchmaker.visits.rules import Move, stay_of
from matchmaker.visits.sides import sides_of
from matchmaker.visits.waiting_service import pass_on_freed
from models import Organisation, Person, Visit, VisitDeclineReason, VisitSide, WaitingPlace
from models.columns import utc_now


def request_visit(
    session: Session,
    organisation: Organisation,
    wish: Wish,
    *,
    actor: Person,
    thread: str = "",
    now: datetime | None = None,
) -> Visit:
    """Ask to visit, or book at once where the host has chosen so and the stay is within the terms.

    :param thread: of the introduction or suggestion it comes from; a new one if empty.
    :returns: an accepted visit, or a requested one with the clock of the host's answer.
    :raises Full: a space has no room on some of the days; nothing was asked or booked.
    :raises NotOpenToVisitors: also `OwnVenue`, `NothingOpen`, `AlreadyAsked`, `WrongDates`, `TooLong`,
        `WrongParty` and `NamesMissing`: it can't be asked for.
    """
    now = now or utc_now()
    visit = drafted(session, organisation, wish, actor=actor, now=now)
    full = places.full_days(session, visit, wish.spaces, wish.stay)
    if full:
        raise errors.Full(full)
    visit.thread = thread or visit.thread
    write_down(session, visit, wish, actor=actor, now=now)
    answer_or_wait_for_it(session, visit, now=now)
    return visit


def join_waiting_list(
    session: Session,
    organisation: Organisation,
    wish: Wish,
    *,
    actor: Person,
    thread: str = "",
    now: datetime | None = None,
) -> Visit:
    """Stand in line for a space that is full on some of the days; a freed place goes to the next.

    :raises StillFree: there is room on all of them.
    :raises OneSpaceInLine: the wish is for several spaces.
    :raises NotOpenToVisitors: and the others of `request_visit`.
    """
    now = now or utc_now()
    if len(wish.spaces) != 1:
        raise errors.OneSpaceInLine
    visit = drafted(session, organisation, wish, actor=actor, now=now)
    if not places.full_days(session, visit, wish.spaces, wish.stay):
        raise errors.StillFree
    visit.thread = thread or visit.thread
    write_down(session, visit, wish, actor=actor, now=now)
    visit.waiting_place = WaitingPlace(
        space_id=wish.spaces[0].id,
        starts_on=visit.starts_on,
        ends_on=visit.ends_on,
        people=visit.party_size,
        joined_at=now,
    )
    move(session, visit, Move.QUEUE, actor=actor, now=now)
    visit.answer_due_at = rules.waiting_until(stay_of(visit), visit.venue.time_zone)
    return visit


def accept_visit(
    session: Session,
    visit: Visit,
    *,
    actor: Person,
    words: str = "",
    seen: int | None = None,
    now: datetime | None = None,
) -> Visit:
    """Say yes for the host; the places are booked.

    :raises TooLate: it was answered or withdrawn already, or has lapsed.
    :raises ChangedMeanwhile: or it moved otherwise since the actor looked.
    :raises Full: others have taken the places meanwhile; it still waits for an answer.
    :raises AlreadyOver: its days are past.
    """
    now = now or utc_now()
    hold(session, visit)
    check_still(visit, Move.ACCEPT, actor, seen)
    rules.check_ahead(stay_of(visit), rules.today_in(visit.venue.time_zone, now))
    places.lay_out(visit, places.spaces_of(visit), stay_of(visit), visit.party_size)
    book(session, visit, Move.ACCEPT, actor=actor, now=now, words=words)
    _note_answer(visit, actor, now)
    return visit


def decline_visit(
    session: Session,
    visit: Visit,
    *,
    actor: Person,
    reason: VisitDeclineReason,
    words: str = "",
    seen: int | None = None,
    now: datetime | None = None,
) -> Visit:
    """Say no for the host; the visitor is told why.

    :raises TooLate: it was answered or withdrawn already, or has lapsed.
    :raises ChangedMeanwhile: or it moved otherwise since the actor looked.
    """
    now = now or utc_now()
    hold(session, visit)
    check_still(visit, Move.DECLINE, actor, seen)
    move(session, visit, Move.DECLINE, actor=actor, now=now, words=words, typed_reason=reason.value)
    _note_answer(visit, actor, now)
    visit.decline_reason = reason
    visit.reason_words = words[: rules.LONGEST_WORDS]
    tell(session, visit, "visit_declined", VisitSide.VISITOR)
    pass_on_freed(session, places.spaces_of(visit), now=now)
    return visit


def _note_answer(visit: Visit, actor: Person, now: datetime) -> None:
    visit.answered_by, visit.answered_at = actor, now
    visit.first_answered_at = visit.first_answered_at or now


def withdraw_visit(
    session: Session,
    visit: Visit,
    *,
    actor: Person,
    words: str = "",
    seen: int | None = None,
    now: datetime | None = None,
) -> Visit:
    """Take a request back before it is answered, or leave the waiting list.

    :raises TooLate: it was answered already, or has lapsed.
    :raises ChangedMeanwhile: or it moved otherwise since the actor looked.
    """
    now = now or utc_now()
    hold(session, visit)
    check_still(visit, Move.WITHDRAW, actor, seen)
    host_knows = visit.waiting_place is None
    move(session, visit, Move.WITHDRAW, actor=actor, now=now, words=words)
    visit.reason_words = words[: rules.LONGEST_WORDS]
    if host_knows:
        tell(session, visit, "visit_withdrawn", VisitSide.HOST, besides=actor)
    pass_on_freed(session, places.spaces_of(visit), now=now)
    return visit


def cancel_visit(
    session: Session,
    visit: Visit,
    *,
    actor: Person,
    words: str = "",
    seen: int | None = None,
    now: datetime | None = None,
) -> Visit:
    """Call a confirmed visit off, for either side; its places are free again and calendars take it out.

    :raises TooLate: it is not confirmed, or has begun.
    :raises ChangedMeanwhile: or it moved otherwise since the actor looked.
    """
    now = now or utc_now()
    hold(session, visit)
    check_still(visit, Move.CANCEL, actor, seen)
    # Somebody of both sides cancels for who asked.
    side = next(side for side in VisitSide if side in sides_of(actor, visit))
    move(session, visit, Move.CANCEL, actor=actor, now=now, words=words, side=side.value)
    visit.cancelled_by_side, visit.cancelled_at = side, now
    visit.reason_words = words[: rules.LONGEST_WORDS]
    visit.sequence += 1
    for told in VisitSide:
        tell(session, visit, "visit_cancelled", told)
    pass_on_freed(session, places.spaces_of(visit), now=now)
    return visit

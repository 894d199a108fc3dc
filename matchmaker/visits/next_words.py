"""What happens next to a visit and by when, for who reads it."""

from __future__ import annotations

from sqlalchemy.orm import Session

from matchmaker.visits import queries, words
from matchmaker.visits.proposing_service import open_proposal
from matchmaker.web.moments import moment_words
from matchmaker.web.translation import _, _n
from models import PENDING_VISIT_STATES, Visit, VisitSide, VisitState

State = VisitState


def next_words(session: Session, visit: Visit, sides: frozenset[VisitSide], zones: list[str]) -> str:
    """One or two sentences.

    :param sides: those the reader acts for.
    :param zones: by whose clocks moments are said.
    """
    if visit.state is State.WAITING:
        return _waiting(session, visit, zones)
    hosts = VisitSide.HOST in sides
    if visit.state in PENDING_VISIT_STATES:
        return _pending(visit, zones, hosts=hosts)
    if visit.state is State.ACCEPTED:
        return _confirmed(visit, hosts=hosts)
    if visit.state is State.ARRIVED:
        return _(
            "The visit takes place. It completes by itself after the last day, or when somebody says so."
        )
    if visit.state is State.COMPLETED:
        return _completed(visit)
    return _ended(visit)


def _waiting(session: Session, visit: Visit, zones: list[str]) -> str:
    place = visit.waiting_place
    assert place is not None
    if place.offered_until is not None:
        return _("A place is kept for you until %(until)s.", until=moment_words(place.offered_until, zones))
    number = queries.place_in_line(session, place)
    return _n(
        "Next in line. You are told as soon as a place comes free.",
        "Number %(num)s in line. You are told as soon as a place comes free.",
        number,
    )


def _pending(visit: Visit, zones: list[str], *, hosts: bool) -> str:
    due = moment_words(visit.answer_due_at, zones) if visit.answer_due_at is not None else ""
    if visit.state is State.REQUESTED:
        if hosts:
            return _("Accept, decline or propose other dates until %(due)s. After that it lapses.", due=due)
        return _(
            "%(host)s answers until %(due)s. Until then no place is booked.",
            host=visit.venue.host.name,
            due=due,
        )
    if hosts:
        return _("The visitor answers your dates until %(due)s.", due=due)
    return _("Take the dates below, ask for others, or withdraw, until %(due)s.", due=due)


def _confirmed(visit: Visit, *, hosts: bool) -> str:
    if open_proposal(visit) is not None:
        return _("Confirmed as it stands. Other dates were proposed and wait for an answer.")
    if hosts:
        return _("The places are booked. Note the arrival by the visitor's code, or in the list of the day.")
    return _("The places are booked. Show your code at the desk when you arrive.")


def _completed(visit: Visit) -> str:
    if len(visit.feedback) == len(VisitSide):
        return _("Thank you. Both sides have said how it was.")
    return _("The visit is over. Say how it was: the other side reads it.")


def _ended(visit: Visit) -> str:
    reason = str(words.DECLINED_BECAUSE[visit.decline_reason]) if visit.decline_reason is not None else ""
    said = [f"{part}." for part in (reason, visit.reason_words.rstrip(".")) if part]
    return " ".join(said) or _("Nothing more happens here. No place is booked.")

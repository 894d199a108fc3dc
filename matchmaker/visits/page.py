"""One visit as its page shows it: where it stands, what happens next, who may do what."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import url_for
from flask_babel import format_date, format_time
from sqlalchemy.orm import Session

from matchmaker.calendar.visit_hours import hours_of_stay
from matchmaker.permissions import allowed
from matchmaker.visits import queries, rules, words
from matchmaker.visits.mails import place_of, zones_of
from matchmaker.visits.next_words import next_words
from matchmaker.visits.places import spaces_of
from matchmaker.visits.presenters import standing_lines
from matchmaker.visits.proposing_service import open_proposal
from matchmaker.visits.rules import stay_of
from matchmaker.visits.sides import organisation_of, sides_of
from matchmaker.visits.timeline import author_words, entries
from matchmaker.web.moments import moment_words
from matchmaker.web.translation import _
from models import (
    PENDING_VISIT_STATES,
    Person,
    Visit,
    VisitFeedback,
    VisitProposal,
    VisitService,
    VisitSide,
    VisitState,
    WaitingState,
)

State = VisitState


@dataclass(frozen=True, slots=True)
class Actions:
    """What the reader may do now."""

    answer: bool
    take: bool
    agree: bool
    turn_down: bool
    withdraw: bool
    change_dates: bool
    propose_dates: bool
    cancel: bool
    arrive: bool
    miss: bool
    complete: bool
    feedback: bool
    talk: bool


def page_of(session: Session, visit: Visit, reader: Person, now: datetime) -> dict[str, Any]:
    """Everything the page shows."""
    sides = sides_of(reader, visit)
    proposal = open_proposal(visit)
    return {
        **summary_of(visit, reader),
        "title": _title(visit, sides),
        "mark": words.mark_of(visit.state),
        "state_words": words.STATES[visit.state],
        "course": _course(visit),
        "next": next_words(session, visit, sides, zones_of(reader, visit)),
        "may": _actions(visit, reader, sides, proposal, now),
        "proposed": words.stay_words(stay_of(proposal)) if proposal is not None else "",
        "proposal": proposal,
        "code": rules.shown_code(visit.arrival_code or "") if shows_code(visit, sides) else "",
        "feedback": [_feedback(one) for one in visit.feedback] if sides or reader.is_secretariat else [],
        "talk": _talk(session, visit, reader) if sides else [],
        "entries": entries(visit, queries.timeline(session, visit), reader),
    }


def summary_of(visit: Visit, reader: Person) -> dict[str, Any]:
    """What a visit is about, and how it stands to the agreement: for every page that asks about it."""
    begin, end = hours_of_stay(visit)
    zones = zones_of(reader, visit)
    due = visit.answer_due_at
    return {
        "visit": visit,
        "days": words.stay_words(stay_of(visit)),
        "times": [moment_words(begin, zones), moment_words(end, zones)],
        "place": place_of(visit),
        "spaces": ", ".join(space.name for space in spaces_of(visit)),
        "services": [str(words.ALL_SERVICES[VisitService(value)]) for value in visit.services],
        "standing_mark": words.STANDINGS[visit.standing],
        "standing": standing_lines(visit.standing_findings),
        "due": moment_words(due, zones) if due is not None else "",
    }


def shows_code(visit: Visit, sides: frozenset[VisitSide]) -> bool:
    """Is the code for the desk shown to who acts for some sides?"""
    return visit.state is State.ACCEPTED and VisitSide.VISITOR in sides


def _actions(
    visit: Visit,
    reader: Person,
    sides: frozenset[VisitSide],
    proposal: VisitProposal | None,
    now: datetime,
) -> Actions:
    state = visit.state
    today = rules.today_in(visit.venue.time_zone, now)
    begun = visit.starts_on <= today
    hosts, visits = allowed(reader, "visit.answer", visit), allowed(reader, "visit.change", visit)
    confirmed = state is State.ACCEPTED
    theirs = proposal is not None and bool(sides - {proposal.side})
    place = visit.waiting_place
    given = {one.side for one in visit.feedback}
    return Actions(
        answer=hosts and state is State.REQUESTED,
        take=visits and state is State.WAITING and place is not None and place.state is WaitingState.OFFERED,
        agree=theirs,
        turn_down=theirs and confirmed,
        withdraw=visits and state in PENDING_VISIT_STATES,
        change_dates=visits and (state in PENDING_VISIT_STATES or confirmed) and not begun,
        propose_dates=hosts and (state in PENDING_VISIT_STATES or confirmed) and not begun,
        cancel=bool(sides) and confirmed,
        arrive=hosts and confirmed and begun,
        miss=hosts and confirmed and begun,
        complete=bool(sides) and state is State.ARRIVED,
        feedback=state is State.COMPLETED and bool(sides - given),
        talk=allowed(reader, "visit.talk", visit) and state in rules.COUNTED_STATES,
    )


def _title(visit: Visit, sides: frozenset[VisitSide]) -> str:
    if sides == {VisitSide.VISITOR}:
        return visit.venue.name
    if sides == {VisitSide.HOST}:
        return visit.visitor_name
    return _("%(visitor)s at %(venue)s", visitor=visit.visitor_name, venue=visit.venue.name)


_STEPS = (
    frozenset({State.REQUESTED, State.CHANGED, State.WAITING}),
    frozenset({State.ACCEPTED}),
    frozenset({State.ARRIVED}),
    frozenset({State.COMPLETED}),
)
#: The step at which each of the other ends comes.
_ENDS = {
    State.DECLINED: 0,
    State.LAPSED: 0,
    State.WITHDRAWN: 0,
    State.CANCELLED: 1,
    State.NO_SHOW: 2,
}


def _course(visit: Visit) -> list[dict[str, str]]:
    """The way of a visit, and how far this one came."""
    labels = (_("Answer"), _("Confirmed"), _("There"), _("Completed"))
    place = next((number for number, states in enumerate(_STEPS) if visit.state in states), None)
    standing = "now" if place is not None else "stopped"
    if place is None:
        place = _ENDS[visit.state]
    if visit.state is State.COMPLETED:
        place = len(labels)
    return [
        {"label": label, "standing": "done" if number < place else standing if number == place else "next"}
        for number, label in enumerate(labels)
    ]


def _feedback(given: VisitFeedback) -> dict[str, Any]:
    return {
        "side": words.SIDES[given.side],
        "rating": given.rating,
        "as_agreed": given.as_agreed,
        "text": given.text,
    }


def _talk(session: Session, visit: Visit, reader: Person) -> list[dict[str, Any]]:
    """What was said, the first first; people of other sides do not read it."""
    return [
        {
            "own": message.author_id == reader.id,
            "author": author_words(message.author, organisation_of(visit, message.side), reader),
            "when": f"{format_date(message.at)}, {format_time(message.at, 'short')}",
            "iso": message.at.isoformat(),
            "text": message.text,
        }
        for message in queries.conversation(session, visit)
    ]


def url_of(visit: Visit) -> str:
    """The page of a visit."""
    return url_for("visits.show", token=visit.token)

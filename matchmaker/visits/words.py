"""Visits in words: states, reasons, services, days."""

from __future__ import annotations

from datetime import date

from babel.dates import format_interval
from flask_babel import get_locale

from matchmaker.agreements.house_days import Stay
from matchmaker.web.moments import date_words
from matchmaker.web.translation import LazyString, _, _l
from models import Standing, VisitDeclineReason, VisitService, VisitSide, VisitState

STATES: dict[VisitState, LazyString] = {
    VisitState.REQUESTED: _l("Waits for the host"),
    VisitState.WAITING: _l("On the waiting list"),
    VisitState.CHANGED: _l("Other dates proposed"),
    VisitState.ACCEPTED: _l("Confirmed"),
    VisitState.DECLINED: _l("Declined"),
    VisitState.LAPSED: _l("Lapsed"),
    VisitState.WITHDRAWN: _l("Withdrawn"),
    VisitState.CANCELLED: _l("Cancelled"),
    VisitState.ARRIVED: _l("Arrived"),
    VisitState.NO_SHOW: _l("Nobody came"),
    VisitState.COMPLETED: _l("Completed"),
}
#: How badges name each state.
MARKS: dict[VisitState, str] = {
    VisitState.WAITING: "requested",
    VisitState.NO_SHOW: "no-show",
}
STANDINGS: dict[Standing, str] = {
    Standing.WITHIN: "within-terms",
    Standing.HOST_DECIDES: "host-decides",
    Standing.OUTSIDE: "outside",
}
DECLINE_REASONS: dict[VisitDeclineReason, LazyString] = {
    VisitDeclineReason.FULL: _l("We are full on these days"),
    VisitDeclineReason.CLOSED: _l("We are closed on these days"),
    VisitDeclineReason.SHORT_NOTICE: _l("Too short notice"),
    VisitDeclineReason.TOO_LONG: _l("Too long a stay"),
    VisitDeclineReason.NO_SUCH_SPACE: _l("We do not have the space or service asked for"),
    VisitDeclineReason.NOT_A_FIT: _l("Our place does not fit the purpose"),
    VisitDeclineReason.OTHER: _l("Another reason, in the words below"),
}
#: The same reasons as the visitor reads them.
DECLINED_BECAUSE: dict[VisitDeclineReason, LazyString] = {
    VisitDeclineReason.FULL: _l("They are full on these days"),
    VisitDeclineReason.CLOSED: _l("They are closed on these days"),
    VisitDeclineReason.SHORT_NOTICE: _l("The notice was too short"),
    VisitDeclineReason.TOO_LONG: _l("The stay is too long"),
    VisitDeclineReason.NO_SUCH_SPACE: _l("They do not have the space or service asked for"),
    VisitDeclineReason.NOT_A_FIT: _l("Their place does not fit the purpose"),
    VisitDeclineReason.OTHER: _l("Another reason"),
}
#: What can be asked for beside a space.
SERVICES: dict[VisitService, LazyString] = {
    VisitService.INTRODUCTIONS: _l("Introductions to the management"),
    VisitService.CULTURE_BRIEFING: _l("A talk about how business is done there"),
    VisitService.EVENTS: _l("Events at member fee"),
}
ALL_SERVICES: dict[VisitService, LazyString] = SERVICES | {
    VisitService.DESK: _l("A desk"),
    VisitService.MEETING_ROOM: _l("A meeting room"),
    VisitService.OFFICE: _l("An office"),
    VisitService.LAB: _l("A laboratory"),
}
SIDES: dict[VisitSide, LazyString] = {
    VisitSide.VISITOR: _l("The visitor"),
    VisitSide.HOST: _l("The host"),
}


def mark_of(state: VisitState) -> str:
    """How a badge names a state."""
    return MARKS.get(state, state.value)


def stay_words(stay: Stay) -> str:
    """Days in words: the one day with its weekday, or from when to when."""
    if stay.first == stay.last:
        return date_words(stay.first)
    return str(format_interval(stay.first, stay.last, "yMMMEd", locale=get_locale()))


def days_words(days: tuple[date, ...]) -> str:
    """Several days, the first few by name."""
    named = ", ".join(date_words(day) for day in days[:3])
    more = len(days) - 3
    return named if more <= 0 else _("%(days)s and %(num)s more", days=named, num=more)

"""Standing, its reasons, services and signatures in words."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from flask_babel import format_date

from matchmaker.agreements.house_days import DayKind
from matchmaker.agreements.standing import Finding, Reason
from matchmaker.web.translation import LazyString, _l, _n
from models import ClauseRule, SignatureState, Standing, VisitService

#: Names of the badges that `components/badges.html` draws.
BADGES = {
    Standing.WITHIN: "within-terms",
    Standing.HOST_DECIDES: "host-decides",
    Standing.OUTSIDE: "outside",
}

SERVICES: dict[VisitService, LazyString] = {
    VisitService.DESK: _l("Desk"),
    VisitService.MEETING_ROOM: _l("Meeting room"),
    VisitService.OFFICE: _l("Office"),
    VisitService.LAB: _l("Laboratory"),
    VisitService.INTRODUCTIONS: _l("Introductions to the management"),
    VisitService.CULTURE_BRIEFING: _l("Briefing on how business is done here"),
    VisitService.EVENTS: _l("Events at the members' fee"),
}

DAYS: dict[DayKind, LazyString] = {
    DayKind.WORKING: _l("working day"),
    DayKind.WEEKEND: _l("weekend"),
    DayKind.HOLIDAY: _l("public holiday"),
    DayKind.CLOSED: _l("closed"),
    DayKind.NO_HOURS: _l("no opening hours"),
}

SIGNATURE_STATES: dict[SignatureState, LazyString] = {
    SignatureState.UPCOMING: _l("Renewed, begins later"),
    SignatureState.IN_FORCE: _l("In force"),
    SignatureState.NOTICE_GIVEN: _l("Withdrawn, notice is running"),
    SignatureState.LAPSED: _l("Lapsed"),
    SignatureState.WITHDRAWN: _l("Withdrawn"),
}

CLAUSE_RULES: dict[ClauseRule, LazyString] = {
    ClauseRule.WHO_MAY_ROAM: _l("Settles who may roam"),
    ClauseRule.FREE_DAYS: _l("Settles how many working days are free"),
    ClauseRule.FREE_SERVICES: _l("Settles what is free"),
    ClauseRule.LONGER_STAYS: _l("Settles longer stays"),
    ClauseRule.SAME_FEES: _l("Settles the fees"),
    ClauseRule.EVENTS: _l("Settles events"),
    ClauseRule.AGREED_BEFOREHAND: _l("Settles what is agreed beforehand"),
    ClauseRule.NOTICE: _l("Settles the notice of a visit"),
    ClauseRule.HOST_DISCRETION: _l("Settles what the host decides"),
    ClauseRule.HOUSE_RULES: _l("Settles opening hours and house rules"),
    ClauseRule.COORDINATOR: _l("Settles who coordinates"),
    ClauseRule.REPORTING: _l("Settles the record of use"),
    ClauseRule.TERM_AND_RENEWAL: _l("Settles term and renewal"),
    ClauseRule.WITHDRAWAL: _l("Settles the withdrawal"),
}

#: The values of the terms that the service reckons with.
TERMS_VALUES: dict[str, LazyString] = {
    "free_working_days": _l("Working days free of charge"),
    "same_fees": _l("Visitors pay what the host's own members pay"),
    "term_months": _l("Months a signature holds"),
    "withdrawal_notice_days": _l("Days of notice of a withdrawal"),
    "answer_days": _l("Days the host has to answer"),
}

_REASONS: dict[Reason, LazyString] = {
    Reason.HOME_NOT_SIGNED: _l("None of your clusters has signed the agreement."),
    Reason.HOME_NOT_YET: _l("Your cluster's agreement begins on %(day)s, after the first day."),
    Reason.HOME_LAPSED: _l("Your cluster's agreement lapsed on %(day)s."),
    Reason.HOME_WITHDRAWN: _l("Your cluster withdrew from the agreement; it ended on %(day)s."),
    Reason.HOME_ENDS_DURING: _l("Your cluster's agreement ends on %(day)s, before the last day."),
    Reason.HOST_NOT_SIGNED: _l("The host has not signed the agreement."),
    Reason.HOST_NOT_YET: _l("The host's agreement begins on %(day)s, after the first day."),
    Reason.HOST_LAPSED: _l("The host's agreement lapsed on %(day)s."),
    Reason.HOST_WITHDRAWN: _l("The host withdrew from the agreement; it ended on %(day)s."),
    Reason.HOST_ENDS_DURING: _l("The host's agreement ends on %(day)s, before the last day."),
    Reason.VENUE_SHUT: _l("The place is shut on all of these days."),
    Reason.TOO_MANY_PEOPLE: _l("%(space)s holds %(capacity)s people at a time; you ask for %(people)s."),
    Reason.IN_THE_PAST: _l("The first day is over already."),
    Reason.OWN_MEMBER: _l("You are a member of this host: its own terms with you hold, not the agreement."),
    Reason.SPACE_ON_APPROVAL: _l("The host confirms %(space)s itself."),
    Reason.BEYOND_FREE_SERVICES: _l("Not among the free services: %(services)s."),
}


def finding_in_words(finding: Finding) -> str:
    """The sentence of a finding, in the language of the page; its clause is named beside it."""
    values = _readable(finding.values)
    match finding.reason:
        case Reason.LONGER:
            return _n(
                "%(num)s working day, of which %(free)s are free of charge; the host decides on the rest.",
                "%(num)s working days, of which %(free)s are free of charge; the host decides on the rest.",
                values["days"],
                **values,
            )
        case Reason.SHORT_NOTICE:
            return _n(
                "The host asks for %(num)s day of notice; you give %(given)s.",
                "The host asks for %(num)s days of notice; you give %(given)s.",
                values["needed"],
                **values,
            )
        case Reason.FREE:
            return _n(
                "%(num)s working day, free of charge.",
                "%(num)s working days, free of charge.",
                values["days"],
                **values,
            )
        case Reason.FREE_BY_HOST:
            return _n(
                "%(num)s working day, free of charge: this host adds days to the terms.",
                "%(num)s working days, free of charge: this host adds days to the terms.",
                values["days"],
                **values,
            )
    return str(_REASONS[finding.reason]) % values


def _readable(values: Mapping[str, Any]) -> dict[str, Any]:
    readable = dict(values)
    if "day" in readable:
        readable["day"] = format_date(date.fromisoformat(readable["day"]), "long")
    if "services" in readable:
        readable["services"] = ", ".join(str(SERVICES[VisitService(one)]) for one in readable["services"])
    return readable

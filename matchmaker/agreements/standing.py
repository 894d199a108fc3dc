"""How a request to visit stands to the agreement: within the terms, for the host to decide, or outside.

A pure function of values. Each finding names the rule it comes from and the number of the clause that
settles it; words for them are in `matchmaker.agreements.words`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any, Self
from zoneinfo import ZoneInfo

from matchmaker.agreements.coverage import Gap, GapKind, Party, first_gap
from matchmaker.agreements.house_days import DayKind, HouseDays, Stay, days_of, joined
from models import ClauseRule, Confirmation, SpaceKind, Standing, VisitService

#: Free of charge by the terms themselves (Business Roaming Agreement).
FREE_SERVICES = frozenset({VisitService.DESK, VisitService.MEETING_ROOM, VisitService.INTRODUCTIONS})
#: Offered to visitors at the fee of the host's own members; nothing the host has to decide.
AT_MEMBER_FEE = frozenset({VisitService.EVENTS})
#: The service that using a space of a kind is.
SERVICE_OF_SPACE = {
    SpaceKind.DESK: VisitService.DESK,
    SpaceKind.MEETING_ROOM: VisitService.MEETING_ROOM,
    SpaceKind.OFFICE: VisitService.OFFICE,
    SpaceKind.LAB: VisitService.LAB,
}


class Reason(StrEnum):
    """Why a request stands as it does."""

    # outside
    HOME_NOT_SIGNED = "home_not_signed"
    HOME_NOT_YET = "home_not_yet"
    HOME_LAPSED = "home_lapsed"
    HOME_WITHDRAWN = "home_withdrawn"
    HOME_ENDS_DURING = "home_ends_during"
    HOST_NOT_SIGNED = "host_not_signed"
    HOST_NOT_YET = "host_not_yet"
    HOST_LAPSED = "host_lapsed"
    HOST_WITHDRAWN = "host_withdrawn"
    HOST_ENDS_DURING = "host_ends_during"
    VENUE_SHUT = "venue_shut"
    TOO_MANY_PEOPLE = "too_many_people"
    IN_THE_PAST = "in_the_past"
    # for the host to decide
    OWN_MEMBER = "own_member"
    LONGER = "longer"
    SHORT_NOTICE = "short_notice"
    SPACE_ON_APPROVAL = "space_on_approval"
    BEYOND_FREE_SERVICES = "beyond_free_services"
    # within
    FREE = "free"
    #: Free only because the host adds days to the terms'.
    FREE_BY_HOST = "free_by_host"


#: What each reason makes of a request, and the rule it follows.
EFFECTS: Mapping[Reason, tuple[Standing, ClauseRule]] = {
    Reason.HOME_NOT_SIGNED: (Standing.OUTSIDE, ClauseRule.WHO_MAY_ROAM),
    Reason.HOME_NOT_YET: (Standing.OUTSIDE, ClauseRule.TERM_AND_RENEWAL),
    Reason.HOME_LAPSED: (Standing.OUTSIDE, ClauseRule.TERM_AND_RENEWAL),
    Reason.HOME_WITHDRAWN: (Standing.OUTSIDE, ClauseRule.WITHDRAWAL),
    Reason.HOME_ENDS_DURING: (Standing.OUTSIDE, ClauseRule.TERM_AND_RENEWAL),
    Reason.HOST_NOT_SIGNED: (Standing.OUTSIDE, ClauseRule.WHO_MAY_ROAM),
    Reason.HOST_NOT_YET: (Standing.OUTSIDE, ClauseRule.TERM_AND_RENEWAL),
    Reason.HOST_LAPSED: (Standing.OUTSIDE, ClauseRule.TERM_AND_RENEWAL),
    Reason.HOST_WITHDRAWN: (Standing.OUTSIDE, ClauseRule.WITHDRAWAL),
    Reason.HOST_ENDS_DURING: (Standing.OUTSIDE, ClauseRule.TERM_AND_RENEWAL),
    Reason.VENUE_SHUT: (Standing.OUTSIDE, ClauseRule.HOUSE_RULES),
    Reason.TOO_MANY_PEOPLE: (Standing.OUTSIDE, ClauseRule.AGREED_BEFOREHAND),
    Reason.IN_THE_PAST: (Standing.OUTSIDE, ClauseRule.AGREED_BEFOREHAND),
    Reason.OWN_MEMBER: (Standing.HOST_DECIDES, ClauseRule.WHO_MAY_ROAM),
    Reason.LONGER: (Standing.HOST_DECIDES, ClauseRule.LONGER_STAYS),
    Reason.SHORT_NOTICE: (Standing.HOST_DECIDES, ClauseRule.NOTICE),
    Reason.SPACE_ON_APPROVAL: (Standing.HOST_DECIDES, ClauseRule.HOST_DISCRETION),
    Reason.BEYOND_FREE_SERVICES: (Standing.HOST_DECIDES, ClauseRule.FREE_SERVICES),
    Reason.FREE: (Standing.WITHIN, ClauseRule.FREE_DAYS),
    Reason.FREE_BY_HOST: (Standing.WITHIN, ClauseRule.FREE_DAYS),
}

_SEVERITY = {Standing.WITHIN: 0, Standing.HOST_DECIDES: 1, Standing.OUTSIDE: 2}


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """What the rules need of a version of the terms."""

    version: int = 1
    free_working_days: int = 5
    #: Rule to the number of its clause.
    clauses: Mapping[ClauseRule, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Additions:
    """What the host adds to the terms."""

    extra_free_days: int = 0
    lead_time_days: int = 0
    services: frozenset[VisitService] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class SpaceAsked:
    """A space, and how many people are to use it at a time."""

    name: str
    kind: SpaceKind = SpaceKind.DESK
    people: int = 1
    capacity: int = 1
    confirmation: Confirmation = Confirmation.AT_ONCE


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """The venue and its host."""

    host: Party
    house: HouseDays
    time_zone: str
    lead_time_days: int = 0
    additions: Additions = Additions()


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """Who asks for what, and when."""

    stay: Stay
    #: The moment of asking, aware.
    asked_at: datetime
    #: The clusters of the organisation, and itself where it signed.
    home: Sequence[Party] = ()
    spaces: Sequence[SpaceAsked] = ()
    services: frozenset[VisitService] = frozenset()
    #: Other stays of the same organisation at the same host that are pending or hold places.
    other_stays: Sequence[Stay] = ()
    #: The host itself, or a member of it.
    is_own_member: bool = False


@dataclass(frozen=True, slots=True)
class Finding:
    """One reason, the clause it follows, and the values its sentence is filled with."""

    reason: Reason
    clause: str
    #: Plain JSON values.
    values: Mapping[str, Any] = field(default_factory=dict)

    @property
    def standing(self) -> Standing:
        """What it makes of the request."""
        return EFFECTS[self.reason][0]

    def as_json(self) -> dict[str, Any]:
        """As `models.visit.Visit.standing_findings` keeps it."""
        return {"reason": self.reason.value, "clause": self.clause, "values": dict(self.values)}

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> Self:
        """Back from what `as_json` wrote."""
        return cls(Reason(kept["reason"]), kept["clause"], kept["values"])


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """How a request stands, and why."""

    standing: Standing
    #: Those that make it so, the weightiest first; of a request within the terms, why it is free.
    findings: tuple[Finding, ...]
    #: The cluster through which they roam; None where none signed.
    home_id: int | None
    #: Working days of the venue within the stay.
    working_days: int
    #: The same with the stays it is one with, which is what is compared with the free ones.
    counted_days: int
    free_days: int
    #: The last day of a stay from the first day on that is free of charge.
    free_until: date
    days: tuple[tuple[date, DayKind], ...]
    #: The host has chosen to have it confirmed without being asked.
    at_once: bool

    @property
    def clause(self) -> str:
        """Number of the clause that decides."""
        return self.findings[0].clause


def judge(asked: Asked, place: Place, terms: Terms) -> Judgement:
    """How a request stands to the terms and the host's additions.

    Source of the rules: the Business Roaming Agreement (free working days, services, notice, discretion)
    and the network's own (consecutive stays count as one).
    """
    counted = _counted_days(asked, place.house)
    free_days = terms.free_working_days + place.additions.extra_free_days
    home_id, reasons = _signature_reasons(asked, place)
    reasons += _house_reasons(asked, place)
    reasons += _host_reasons(asked, place, counted, free_days)
    if not reasons:
        by_host = counted > terms.free_working_days
        values = {"days": counted, "free": free_days}
        reasons.append((Reason.FREE_BY_HOST if by_host else Reason.FREE, values))
    findings = _findings(reasons, terms)
    standing = findings[0].standing
    return Judgement(
        standing=standing,
        findings=findings,
        home_id=home_id,
        working_days=len(place.house.working_days(asked.stay)),
        counted_days=counted,
        free_days=free_days,
        free_until=place.house.free_until(asked.stay.first, free_days),
        days=tuple((day, place.house.kind_of(day)) for day in asked.stay.days()),
        at_once=standing is Standing.WITHIN
        and bool(asked.spaces)
        and all(space.confirmation is Confirmation.AT_ONCE for space in asked.spaces),
    )


_Reasons = list[tuple[Reason, dict[str, Any]]]


def _counted_days(asked: Asked, house: HouseDays) -> int:
    whole = days_of(joined(asked.stay, asked.other_stays, house))
    return sum(house.is_working(day) for day in whole)


def _findings(reasons: _Reasons, terms: Terms) -> tuple[Finding, ...]:
    found = [
        Finding(reason, terms.clauses.get(_rule_of(reason, values), ""), values) for reason, values in reasons
    ]
    return tuple(sorted(found, key=lambda finding: -_SEVERITY[finding.standing]))


def _rule_of(reason: Reason, values: Mapping[str, Any]) -> ClauseRule:
    # An agreement that ends within the stay does so by its term, or because somebody withdrew.
    return ClauseRule.WITHDRAWAL if values.get("withdrawn") else EFFECTS[reason][1]


def _signature_reasons(asked: Asked, place: Place) -> tuple[int | None, _Reasons]:
    if asked.is_own_member:
        return None, [(Reason.OWN_MEMBER, {})]
    home, home_gap = _best_home(asked)
    found: _Reasons = []
    for side, gap in (("home", home_gap), ("host", first_gap(place.host, asked.stay))):
        if gap is not None:
            found.append((_SIGNATURE_REASONS[side, gap.kind], gap.as_values()))
    return home, found


_SIGNATURE_REASONS = {
    (side, kind): Reason(f"{side}_{kind.value}") for side in ("home", "host") for kind in GapKind
}


def _best_home(asked: Asked) -> tuple[int | None, Gap | None]:
    """The cluster that carries the stay furthest, and where it fails, if it does."""
    gaps = [(first_gap(party, asked.stay), party) for party in asked.home]
    if not gaps:
        return None, Gap(GapKind.NOT_SIGNED)
    gap, party = min(gaps, key=lambda pair: pair[0].weight if pair[0] is not None else -1)
    signed = gap is None or gap.kind is not GapKind.NOT_SIGNED
    return party.id if signed else None, gap


def _house_reasons(asked: Asked, place: Place) -> _Reasons:
    found: _Reasons = []
    if not any(place.house.doors_open(day) for day in asked.stay.days()):
        found.append((Reason.VENUE_SHUT, {"kind": place.house.kind_of(asked.stay.first).value}))
    if asked.stay.first < _asked_on(asked, place):
        found.append((Reason.IN_THE_PAST, {"first": asked.stay.first.isoformat()}))
    for space in asked.spaces:
        if space.people > space.capacity:
            values = {"space": space.name, "people": space.people, "capacity": space.capacity}
            found.append((Reason.TOO_MANY_PEOPLE, values))
    return found


def _host_reasons(asked: Asked, place: Place, counted: int, free_days: int) -> _Reasons:
    found: _Reasons = []
    if counted > free_days:
        found.append((Reason.LONGER, {"days": counted, "free": free_days}))
    needed = max(place.lead_time_days, place.additions.lead_time_days)
    given = (asked.stay.first - _asked_on(asked, place)).days
    if 0 <= given < needed:
        found.append((Reason.SHORT_NOTICE, {"given": given, "needed": needed}))
    found += [
        (Reason.SPACE_ON_APPROVAL, {"space": space.name})
        for space in asked.spaces
        if space.kind is not SpaceKind.DESK and space.confirmation is Confirmation.ON_APPROVAL
    ]
    wanted = asked.services | {SERVICE_OF_SPACE[space.kind] for space in asked.spaces}
    beyond = wanted - FREE_SERVICES - AT_MEMBER_FEE - place.additions.services
    if beyond:
        values = {"services": sorted(service.value for service in beyond)}
        found.append((Reason.BEYOND_FREE_SERVICES, values))
    return found


def _asked_on(asked: Asked, place: Place) -> date:
    """The day of asking on the venue's own calendar."""
    return asked.asked_at.astimezone(ZoneInfo(place.time_zone)).date()

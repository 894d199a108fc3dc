"""What answers about visits look like: no more than their page tells the same person."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Annotated

from pydantic import Field, computed_field

from matchmaker.api.shapes import OrganisationName, Shape, SpaceShape, page_address
from matchmaker.visits import presenters
from matchmaker.visits.page import shows_code
from matchmaker.visits.places import spaces_of
from matchmaker.visits.proposing_service import open_proposal
from matchmaker.visits.sides import sides_of
from matchmaker.visits.turns import waits_for
from models import Person, Standing, Visit, VisitDeclineReason, VisitService, VisitSide, VisitState


class VenueName(Shape):
    """A venue where it is mentioned."""

    slug: str
    name: str
    city: str
    country: str
    time_zone: str
    host: OrganisationName


class VisitBrief(Shape):
    """A visit in a list."""

    id: int
    token: Annotated[str, Field(description="Names the visit in addresses.")]
    version: Annotated[int, Field(description="Raised with every change; send it back as `seen`.")]
    state: VisitState
    state_since: datetime
    sides: Annotated[list[VisitSide], Field(description="For whom the token's person acts.")]
    waits_for_you: bool
    organisation: Annotated[OrganisationName, Field(description="Who visits.")]
    venue: VenueName
    spaces: list[SpaceShape]
    starts_on: Annotated[date, Field(description="First and last day are those of the venue.")]
    ends_on: date
    arrives_at: Annotated[time | None, Field(description="On the first day, in the venue's time.")]
    people: int
    standing: Annotated[Standing, Field(description="To the agreement, when it was asked for.")]
    requested_at: datetime
    answer_due_at: Annotated[datetime | None, Field(description="Until when the present step has time.")]

    @computed_field
    def url(self) -> str:
        """The page for people."""
        return page_address("visits.show", token=self.token)


class FindingShape(Shape):
    """Why it stands so."""

    sentence: str
    clause: Annotated[str, Field(description="Number of the clause; empty where none says it.")]


class ProposalShape(Shape):
    """Other dates that wait for an answer."""

    side: Annotated[VisitSide, Field(description="Who proposed them; the other side answers.")]
    starts_on: date
    ends_on: date
    space: SpaceShape | None
    words: str


class VisitWhole(VisitBrief):
    """A visit."""

    purpose: str
    services: list[VisitService]
    findings: list[FindingShape]
    working_days: Annotated[int, Field(description="Of the venue, within the stay.")]
    proposal: ProposalShape | None
    decline_reason: VisitDeclineReason | None
    reason_words: str
    confirmed_at_once: bool
    names: Annotated[
        list[str], Field(description="Of who comes; only for the two sides, deleted a week after the stay.")
    ]
    arrival_code: Annotated[
        str | None, Field(description="To show at the desk; only for the visiting side of a confirmed visit.")
    ]
    arrived_at: datetime | None
    closed_at: Annotated[datetime | None, Field(description="When it was completed or found a no-show.")]
    thread: Annotated[str, Field(description="Shared with introductions and outcomes.")]


def brief_of(visit: Visit, person: Person) -> dict[str, object]:
    """The values of `VisitBrief`."""
    sides = sides_of(person, visit)
    return {
        "id": visit.id,
        "token": visit.token,
        "version": visit.version,
        "state": visit.state,
        "state_since": visit.state_since,
        "sides": sorted(sides),
        "waits_for_you": waits_for(visit, sides),
        "organisation": visit.organisation,
        "venue": visit.venue,
        "spaces": spaces_of(visit),
        "starts_on": visit.starts_on,
        "ends_on": visit.ends_on,
        "arrives_at": visit.arrives_at,
        "people": visit.party_size,
        "standing": visit.standing,
        "requested_at": visit.requested_at,
        "answer_due_at": visit.answer_due_at if visit.is_pending else None,
    }


def whole_of(visit: Visit, person: Person) -> dict[str, object]:
    """The values of `VisitWhole`, as far as a person may know them."""
    sides = sides_of(person, visit)
    return {
        **brief_of(visit, person),
        "purpose": visit.purpose,
        "services": visit.services,
        "findings": presenters.standing_lines(visit.standing_findings),
        "working_days": visit.working_days,
        "proposal": open_proposal(visit),
        "decline_reason": visit.decline_reason,
        "reason_words": visit.reason_words,
        "confirmed_at_once": visit.confirmed_at_once,
        "names": [one.name for one in visit.party] if sides else [],
        "arrival_code": visit.arrival_code if shows_code(visit, sides) else None,
        "arrived_at": visit.arrived_at,
        "closed_at": visit.closed_at,
        "thread": visit.thread,
    }

"""What answers about introductions look like: no more than their page tells the same person."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime
from typing import Annotated

from pydantic import Field, computed_field

from matchmaker.api.shapes import OrganisationName, Shape, page_address
from matchmaker.introductions import rules
from matchmaker.introductions.names import name_of
from matchmaker.introductions.presenters import waits_for
from matchmaker.introductions.queries import knowledge_of
from matchmaker.introductions.sides import sides_of
from models import DeclineReason, Introduction, IntroductionState, Person, Route, Side, StopReason


class IntroductionBrief(Shape):
    """An introduction in a list."""

    id: int
    version: Annotated[int, Field(description="Raised with every change; send it back as `seen`.")]
    state: IntroductionState
    state_since: datetime
    route: Route
    sides: Annotated[list[Side], Field(description="For whom the token's person acts.")]
    waits_for_you: bool
    asking: Annotated[OrganisationName | None, Field(description="Null while it is not named to you.")]
    asked: OrganisationName
    broker: OrganisationName | None
    subject: Annotated[
        str | None, Field(description="`listing-ID`, `project-ID`, `call-ID`, `organisation-SLUG`.")
    ]
    subject_title: str
    message: str
    requested_at: datetime | None
    due_at: Annotated[datetime | None, Field(description="Until when the present step has time.")]

    @computed_field
    def url(self) -> str:
        """The page for people."""
        return page_address("introductions.show", introduction_id=self.id)


class ContactShape(Shape):
    """A person to write to."""

    name: str
    email: str
    organisation: str
    side: Side


class IntroductionWhole(IntroductionBrief):
    """An introduction."""

    answered_at: datetime | None
    stop_reason: StopReason | None
    decline_reason: DeclineReason | None
    reason_words: str
    not_before: Annotated[date | None, Field(description="First day on which the same may be asked again.")]
    contacts: Annotated[list[ContactShape], Field(description="Empty before acceptance.")]


def brief_of(introduction: Introduction, person: Person) -> dict[str, object]:
    """The values of `IntroductionBrief`, as far as a person may know them."""
    sides = sides_of(person, introduction)
    named = rules.sees_asking_name(sides, introduction.state, anonymous=introduction.anonymous)
    return {
        "id": introduction.id,
        "version": introduction.version,
        "state": introduction.state,
        "state_since": introduction.state_since,
        "route": introduction.route,
        "sides": sorted(sides),
        "waits_for_you": waits_for(introduction, sides),
        "asking": _organisation(introduction, Side.ASKING, sides) if named else None,
        "asked": _organisation(introduction, Side.ASKED, sides),
        "broker": introduction.broker,
        "subject": introduction.subject if named else None,
        "subject_title": rules.shown_title(introduction.subject, introduction.subject_title, named=named),
        "message": introduction.message,
        "requested_at": introduction.requested_at,
        "due_at": introduction.due_at if introduction.is_open else None,
    }


def _organisation(introduction: Introduction, side: Side, sides: Collection[Side]) -> OrganisationName:
    organisation = introduction.organisation_of(side)
    assert organisation is not None
    return OrganisationName(
        slug=organisation.slug, name=name_of(introduction, side, sides), country=organisation.country
    )


def whole_of(introduction: Introduction, person: Person) -> dict[str, object]:
    """The values of `IntroductionWhole`, as far as a person may know them."""
    return {
        **brief_of(introduction, person),
        "answered_at": introduction.answered_at,
        "stop_reason": introduction.stop_reason,
        "decline_reason": introduction.decline_reason,
        "reason_words": introduction.reason_words,
        "not_before": introduction.not_before,
        "contacts": knowledge_of(person, introduction).contacts,
    }

"""What requests about visits may say."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Self

from pydantic import BeforeValidator, Field, model_validator
from pydantic.json_schema import SkipJsonSchema

from matchmaker.api.parameters import (
    LARGEST_ID,
    Answered,
    Paged,
    Parameters,
    Slug,
    Words,
    day,
    whole_json_number,
)
from matchmaker.visits import rules
from models import VisitDeclineReason, VisitService, VisitSide, VisitState

MOST_PEOPLE = 1000
MOST_SPACES = 20
SpaceId = Annotated[int, Field(ge=1, le=LARGEST_ID), BeforeValidator(whole_json_number)]
People = Annotated[int, Field(ge=1, le=MOST_PEOPLE), BeforeValidator(whole_json_number)]
Hour = Annotated[
    str,
    Field(
        pattern=r"^([01][0-9]|2[0-3]):[0-5][0-9]$",
        description="Of arrival on the first day, in the venue's time, such as 10:30.",
    ),
]
Reason = Annotated[str, Field(max_length=rules.LONGEST_WORDS, pattern=r"^[^\x00]*$")]


class VisitPath(Parameters):
    """One visit."""

    token: Annotated[str, Field(pattern=r"^[0-9a-f]{32}$")]


class VisitFilters(Paged):
    """Which visits."""

    state: VisitState | SkipJsonSchema[None] = None
    organisation: (
        Annotated[Slug, Field(description="Only those that this organisation takes part in.")]
        | SkipJsonSchema[None]
    ) = None
    side: (
        Annotated[VisitSide, Field(description="With `organisation`: what part it takes.")]
        | SkipJsonSchema[None]
    ) = None


class Dated(Parameters):
    """From day to day, in the venue's time."""

    starts_on: Annotated[date, BeforeValidator(day)]
    ends_on: Annotated[date, BeforeValidator(day), Field(description="The last day.")]

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.ends_on < self.starts_on:
            raise ValueError("The last day can't be before the first.")
        return self


class VisitWanted(Dated):
    """A request to visit."""

    organisation: Annotated[Slug, Field(description="In whose name; one of your own.")]
    spaces: Annotated[
        list[SpaceId],
        Field(
            min_length=1,
            max_length=MOST_SPACES,
            description="Ids of spaces of one venue, see `/venues/SLUG`.",
        ),
    ]
    purpose: Annotated[
        str, Field(min_length=1, max_length=rules.LONGEST_PURPOSE, pattern=r"^[^\x00]*[^\x00\s][^\x00]*$")
    ]
    people: People = 1
    arrives_at: Hour | SkipJsonSchema[None] = None
    services: Annotated[list[VisitService], Field(default_factory=list, max_length=len(VisitService))]
    names: Annotated[
        list[Words],
        Field(
            default_factory=list,
            max_length=MOST_PEOPLE,
            description="Of all who come, where the venue issues badges.",
        ),
    ]
    stand_in_line: Annotated[
        bool,
        Field(
            strict=True, description="Join the waiting list of one space that is full on some of the days."
        ),
    ] = False


class OtherDates(Dated, Answered):
    """Other dates: proposed by the host, asked for by the visitor."""

    space: (
        Annotated[SpaceId, Field(description="In place of those asked for; for the host to propose.")]
        | SkipJsonSchema[None]
    ) = None
    words: Reason = ""


class CalledOff(Answered):
    """A confirmed visit that will not take place."""

    words: Reason = ""


class VisitDeclined(CalledOff):
    """A no with its reason."""

    reason: VisitDeclineReason


class Noted(Parameters):
    """Something that happened at the place."""

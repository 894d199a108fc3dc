"""What a request may say. Exact: a near miss is refused, and so is a parameter nobody knows."""

from __future__ import annotations

import re
from datetime import date
from enum import StrEnum
from typing import Annotated, Any, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator
from pydantic.json_schema import SkipJsonSchema

from matchmaker.introductions import rules as introductions
from models import (
    CallKind,
    DeclineReason,
    Direction,
    IntroductionState,
    ListingCategory,
    OrganisationKind,
    Side,
)

LARGEST_ID = 2**31 - 1
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", re.ASCII)
_WHOLE_NUMBER = re.compile(r"0|-?[1-9][0-9]{0,18}", re.ASCII)


def _whole_number(value: Any) -> Any:
    if isinstance(value, str):
        if not _WHOLE_NUMBER.fullmatch(value):
            raise ValueError("This must be a whole number.")
        return int(value)
    return value


def _truth(value: Any) -> Any:
    if isinstance(value, str):
        if value not in ("true", "false"):
            raise ValueError("This must be true or false.")
        return value == "true"
    return value


def whole_json_number(value: Any) -> Any:
    """A whole number out of a JSON body, for pydantic to check further."""
    # JSON has one kind of number: 3.0 is a whole one. Words and truths are none.
    if isinstance(value, (str, bool)):
        raise ValueError("This must be a whole number.")
    return value


def day(value: Any) -> Any:
    """A date as ISO 8601 writes it and no other way, for pydantic to read."""
    # What reads dates leniently would take numbers and times too.
    if not isinstance(value, str) or not _DAY.fullmatch(value):
        raise ValueError("This must be a date such as 2026-11-30.")
    return value


# The bounds come first: behind a function they would be missing from the description.
Id = Annotated[int, Field(ge=1, le=LARGEST_ID), BeforeValidator(_whole_number)]
Truth = Annotated[bool, BeforeValidator(_truth)]
Slug = Annotated[str, Field(max_length=80, pattern=r"^[a-z0-9][a-z0-9-]*$")]
Country = Annotated[str, Field(pattern=r"^[A-Z]{2}$", description="ISO 3166 alpha-2 code.")]
#: A line without control characters, which databases refuse.
Words = Annotated[str, Field(min_length=1, max_length=200, pattern=r"^[^\x00-\x1f\x7f]+$")]


class Parameters(BaseModel):
    """Base of all: unknown parameters are refused."""

    model_config = ConfigDict(extra="forbid")


class BySlug(Parameters):
    """One thing by its slug."""

    slug: Slug


class ListingPath(Parameters):
    """One need or offer."""

    listing_id: Id


class ProjectPath(Parameters):
    """One project."""

    project_id: Id


class CallPath(Parameters):
    """One call."""

    call_id: Id


class Paged(Parameters):
    """A page of a list."""

    limit: Annotated[
        int, Field(ge=1, le=100, description="Rows on a page."), BeforeValidator(_whole_number)
    ] = 20
    cursor: (
        Annotated[Words, Field(max_length=200, description="`next_cursor` of the page before.")]
        | SkipJsonSchema[None]
    ) = None


class OrganisationFilters(Paged):
    """Which organisations."""

    country: Country | SkipJsonSchema[None] = None
    kind: OrganisationKind | SkipJsonSchema[None] = None
    sme: (
        Annotated[Truth, Field(description="Only small and medium companies, or all others.")]
        | SkipJsonSchema[None]
    ) = None
    q: Annotated[Words, Field(description="Part of the name or the city.")] | SkipJsonSchema[None] = None


class ListingFilters(Paged):
    """Which needs and offers."""

    direction: Direction | SkipJsonSchema[None] = None
    category: ListingCategory | SkipJsonSchema[None] = None
    country: Country | SkipJsonSchema[None] = None
    organisation: Slug | SkipJsonSchema[None] = None
    q: Annotated[Words, Field(description="Part of title or summary.")] | SkipJsonSchema[None] = None


class ProjectFilters(Paged):
    """Which projects."""

    organisation: Slug | SkipJsonSchema[None] = None
    programme: Words | SkipJsonSchema[None] = None
    q: Annotated[Words, Field(description="Part of acronym, title or topic.")] | SkipJsonSchema[None] = None


class CallFilters(Paged):
    """Which calls."""

    kind: CallKind | SkipJsonSchema[None] = None
    open: (
        Annotated[Truth, Field(description="Only those one can apply to now, or all others.")]
        | SkipJsonSchema[None]
    ) = None
    q: Annotated[Words, Field(description="Part of title or identifier.")] | SkipJsonSchema[None] = None


class VenueFilters(Paged):
    """Which venues."""

    country: Country | SkipJsonSchema[None] = None
    q: Annotated[Words, Field(description="Part of name or city.")] | SkipJsonSchema[None] = None


class SuggestionKind(StrEnum):
    """What is suggested."""

    PARTNERS = "partners"
    CALLS = "calls"
    VENUES = "venues"


class SuggestionPath(Parameters):
    """Which list."""

    kind: SuggestionKind


class SuggestionParameters(Parameters):
    """What to find something for: an organisation, one thing of it, or a text."""

    for_: (
        Annotated[Slug, Field(description="The organisation that asks; needs a token of somebody who may.")]
        | SkipJsonSchema[None]
    ) = Field(default=None, alias="for")
    listing: Annotated[Id, Field(description="Only for this need or offer.")] | SkipJsonSchema[None] = None
    project: Annotated[Id, Field(description="Only for this project.")] | SkipJsonSchema[None] = None
    text: (
        Annotated[
            str,
            Field(min_length=1, max_length=2000, pattern=r"^[^\x00]+$", description="For this text instead."),
        ]
        | SkipJsonSchema[None]
    ) = None
    country: Country | SkipJsonSchema[None] = None
    limit: Annotated[
        int, Field(ge=1, le=60, description="How many at most."), BeforeValidator(_whole_number)
    ] = 10

    @model_validator(mode="after")
    def _one_subject(self) -> Self:
        given = sum(one is not None for one in (self.listing, self.project, self.text))
        if given > 1 or (not given and self.for_ is None):
            raise ValueError(
                "Give `for`, or one of `listing`, `project` and `text`, or `for` with one of them."
            )
        return self


class IntroductionPath(Parameters):
    """One introduction."""

    introduction_id: Id


class IntroductionFilters(Paged):
    """Which introductions."""

    state: IntroductionState | SkipJsonSchema[None] = None
    organisation: (
        Annotated[Slug, Field(description="Only those that this organisation takes part in.")]
        | SkipJsonSchema[None]
    ) = None
    side: (
        Annotated[Side, Field(description="With `organisation`: what part it takes.")] | SkipJsonSchema[None]
    ) = None


Subject = Annotated[str, Field(max_length=100, pattern=r"^(listing|project|call|organisation)-[a-z0-9-]+$")]
Version = Annotated[
    int,
    Field(ge=1, le=LARGEST_ID, description="Refused with 409 where it is another one by now."),
    BeforeValidator(whole_json_number),
]


class IntroductionWanted(Parameters):
    """A request for an introduction."""

    organisation: Annotated[Slug, Field(description="In whose name; one of your own.")]
    asked: Annotated[Slug, Field(description="Whom you want to meet.")]
    message: Annotated[
        str,
        Field(min_length=1, max_length=introductions.LONGEST_MESSAGE, pattern=r"^[^\x00]*[^\x00\s][^\x00]*$"),
    ]
    subject: (
        Annotated[Subject, Field(description="What it is about; working together in general if left out.")]
        | SkipJsonSchema[None]
    ) = None
    anonymous: Annotated[
        bool, Field(strict=True, description="Do not name the asking side before the other one accepts.")
    ] = False


class Answered(Parameters):
    """A move without further words."""

    seen: Version | SkipJsonSchema[None] = None


class Declined(Answered):
    """A no with its reason."""

    reason: DeclineReason
    words: Annotated[str, Field(max_length=500, pattern=r"^[^\x00]*$")] = ""
    not_before: (
        Annotated[
            date, BeforeValidator(day), Field(description="With `not_now`: the first day to ask again.")
        ]
        | SkipJsonSchema[None]
    ) = None
    never_again: Annotated[bool, Field(strict=True, description="Never suggest this pair again.")] = False

"""What a request may say. Exact: a near miss is refused, and so is a parameter nobody knows."""

from __future__ import annotations

import re
from enum import StrEnum
from typing import Annotated, Any, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator
from pydantic.json_schema import SkipJsonSchema

from models import CallKind, Direction, ListingCategory, OrganisationKind

LARGEST_ID = 2**31 - 1
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

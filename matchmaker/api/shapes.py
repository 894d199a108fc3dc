"""What answers look like: one model a thing, short for lists and whole by itself.

Each is read off the row by its attributes; what a shape shows of other rows the query must have loaded.
"""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Annotated, Any, Generic, TypeVar

from flask import current_app, url_for
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, RootModel, computed_field

from models import (
    CallKind,
    Deadline,
    DevelopmentStage,
    Direction,
    IprStatus,
    ListingCategory,
    OrganisationKind,
    ParticipationRole,
    PublicationState,
    SmeClass,
    SpaceKind,
    VerificationState,
)

Markdown = Annotated[str, Field(description="Markdown.")]
Euros = Annotated[float, Field(description="In euros.")]


class Shape(BaseModel):
    """Base of all."""

    model_config = ConfigDict(from_attributes=True)


Item = TypeVar("Item", bound=Shape)


class Page(Shape, Generic[Item]):
    """Some rows of a list, and how to ask for the next ones."""

    items: list[Item]
    next_cursor: Annotated[str | None, Field(description="Null on the last page.")]


def page_address(endpoint: str, **values: Any) -> str:
    """Where people see the thing."""
    return str(current_app.extensions["settings"].base_url) + url_for(endpoint, **values)


class OrganisationName(Shape):
    """An organisation where it is mentioned."""

    slug: str
    name: str
    country: str


class OrganisationBrief(Shape):
    """An organisation in a list."""

    id: int
    slug: str
    name: str
    kind: OrganisationKind
    country: str
    region: str
    city: str
    is_sme: bool
    verification: VerificationState
    is_claimed: Annotated[bool, Field(description="Does somebody there look after the profile?")]

    @computed_field
    def url(self) -> str:
        """The page for people."""
        return page_address("organisations.show", slug=self.slug)


class ListingBrief(Shape):
    """A need or an offer in a list."""

    id: int
    direction: Direction
    title: str
    summary: str
    category: ListingCategory
    language: str
    keywords: list[str]
    state: PublicationState
    valid_until: date | None
    organisation: OrganisationName

    @computed_field
    def url(self) -> str:
        """The page for people."""
        return page_address("listings.show", listing_id=self.id)


class ListingWhole(ListingBrief):
    """A need or an offer."""

    description: Markdown
    stage: DevelopmentStage | None
    ipr: IprStatus | None
    partner_kinds: list[str]
    countries: list[str]
    languages: list[str]
    published_at: datetime | None


class ProjectBrief(Shape):
    """A project in a list."""

    id: int
    acronym: str
    title: str
    programme: str
    topic: str
    language: str
    keywords: list[str]
    starts_on: date | None
    ends_on: date | None
    budget: Euros | None
    state: PublicationState
    lead: OrganisationName | None

    @computed_field
    def url(self) -> str:
        """The page for people."""
        return page_address("projects.show", project_id=self.id)


class Participant(Shape):
    """An organisation's part in a project."""

    role: ParticipationRole
    organisation: OrganisationName


class ProjectWhole(ProjectBrief):
    """A project."""

    summary: Markdown
    topic_title: str
    results: Markdown
    homepage: str
    participants: Annotated[list[Participant], Field(validation_alias="participations")]


def _moment(deadline: Any) -> Any:
    return deadline.at if isinstance(deadline, Deadline) else deadline


class CallBrief(Shape):
    """A call in a list."""

    id: int
    identifier: str
    kind: CallKind
    title: str
    programme: str
    language: str
    keywords: list[str]
    opens_on: date | None
    deadlines: list[Annotated[datetime, BeforeValidator(_moment)]]
    budget_min: Annotated[float | None, Field(description="Per project, in euros.")]
    budget_max: Annotated[float | None, Field(description="Per project, in euros.")]
    external_url: Annotated[str, Field(description="Where to apply, if that is elsewhere.")]
    state: PublicationState
    owner: OrganisationName | None

    @computed_field
    def url(self) -> str:
        """The page for people."""
        return page_address("calls.show", call_id=self.id)


class CallWhole(CallBrief):
    """A call."""

    text: Markdown
    who_may_apply: Annotated[list[str], Field(description="Kinds of organisation; empty for all.")]
    countries: Annotated[list[str], Field(description="Countries that may apply; empty for all.")]
    conditions: Annotated[dict[str, Any], Field(description="Conditions on the consortium.")]


class VenueBrief(Shape):
    """A venue in a list."""

    id: int
    slug: str
    name: str
    host: OrganisationName
    address: str
    city: str
    country: str
    latitude: float | None
    longitude: float | None
    time_zone: str
    amenities: list[str]
    lead_time_days: Annotated[int, Field(description="Days of notice the host asks for.")]
    state: PublicationState

    @computed_field
    def url(self) -> str:
        """The page for people."""
        return page_address("venues.show", slug=self.slug)


class SpaceShape(Shape):
    """A desk area, meeting room, office or lab."""

    id: Annotated[int, Field(description="Names it in a request for a visit.")]
    name: str
    kind: SpaceKind
    capacity: Annotated[int, Field(description="People at a time.")]


class Hours(Shape):
    """When a venue is open on a weekday, in its own time."""

    weekday: Annotated[int, Field(description="0 is Monday.", ge=0, le=6)]
    opens: time
    closes: time


class ClosureShape(Shape):
    """Days on which a venue is shut, the last one included."""

    starts_on: date
    ends_on: date


class VenueWhole(VenueBrief):
    """A venue with its spaces, hours and local guide."""

    language: str
    description: Markdown
    house_rules: Markdown
    guide_business_culture: Markdown
    guide_market_access: Markdown
    guide_arrival: Markdown
    spaces: list[SpaceShape]
    opening_hours: list[Hours]
    closures: list[ClosureShape]


class OrganisationWhole(OrganisationBrief):
    """An organisation as its profile says."""

    legal_name: str
    website: str
    latitude: float | None
    longitude: float | None
    sme_class: SmeClass | None
    sectors: Annotated[list[str], Field(description="NACE divisions.")]
    languages: list[str]
    language: str
    story: Markdown
    open_to_introductions: bool


class OrganisationAndWork(Shape):
    """An organisation with its needs, its offers and its latest projects."""

    organisation: OrganisationWhole
    needs: list[ListingBrief]
    offers: list[ListingBrief]
    projects: Annotated[list[ProjectBrief], Field(description="The latest 50; all are under `/projects`.")]


class Reason(Shape):
    """A term that two texts share, and what it gave to the score."""

    term: str
    weight: float
    source: Annotated[str, Field(description="The text of the other side in which it stands.")]


class SuggestionShape(Shape):
    """Something that fits, with everything that made it so; the weights add up to the score."""

    rank: int
    id: int
    slug: str
    name: str
    country: str | None
    score: float
    reasons: list[Reason]
    missing: Annotated[list[str], Field(description="What it lacks, in sentences.")]


class Suggestions(RootModel[list[SuggestionShape]]):
    """The best first."""

"""What the API reads: the slices' own idea of who may see what, narrowed by the caller's filters."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, Select, not_, or_, select
from sqlalchemy.orm import Session, joinedload, selectinload
from sqlalchemy.orm.interfaces import LoaderOption

from matchmaker.api.parameters import (
    CallFilters,
    ListingFilters,
    OrganisationFilters,
    ProjectFilters,
    VenueFilters,
)
from matchmaker.calls import queries as calls
from matchmaker.calls.rules import Phase
from matchmaker.listings import queries as listings
from matchmaker.organisations import queries as organisations
from matchmaker.organisations.queries import contains
from matchmaker.projects import queries as projects
from matchmaker.venues import queries as venues
from models import (
    Call,
    Listing,
    Organisation,
    Participation,
    ParticipationRole,
    Person,
    Project,
    Venue,
)

#: Of an organisation with many, the latest so many are shown with it.
MOST_PROJECTS = 50


def chosen_organisations(person: Person | None, filters: OrganisationFilters) -> Select[Organisation]:
    """The organisations a person may see that pass the filters, in no order; as all below."""
    found = organisations.directory(
        person,
        organisations.Filters(text=filters.q or "", country=filters.country or "", kind=filters.kind),
    )
    if filters.sme is not None:
        found = found.where(Organisation.is_sme if filters.sme else not_(Organisation.is_sme))
    return found


def chosen_listings(person: Person | None, filters: ListingFilters) -> Select[Listing]:
    """Needs and offers, with their organisations."""
    found = select(Listing).join(Listing.organisation).where(listings.visible_to(person))
    if filters.direction is not None:
        found = found.where(Listing.direction == filters.direction)
    if filters.category is not None:
        found = found.where(Listing.category == filters.category)
    if filters.country is not None:
        found = found.where(Organisation.country == filters.country)
    if filters.organisation is not None:
        found = found.where(Organisation.slug == filters.organisation)
    if filters.q is not None:
        found = found.where(or_(contains(Listing.title, filters.q), contains(Listing.summary, filters.q)))
    return found.options(joinedload(Listing.organisation))


def listings_of(session: Session, person: Person | None, organisation: Organisation) -> Sequence[Listing]:
    """All needs and offers of an organisation that a person may see."""
    return session.scalars(
        select(Listing)
        .where(Listing.organisation_id == organisation.id, listings.visible_to(person))
        .options(joinedload(Listing.organisation))
        .order_by(Listing.id)
    ).all()


def chosen_projects(person: Person | None, filters: ProjectFilters) -> Select[Project]:
    """Projects, with their leads only."""
    found = select(Project).where(projects.visible_to(person))
    if filters.organisation is not None:
        found = found.where(_takes_part(Organisation.slug == filters.organisation, person))
    if filters.programme is not None:
        found = found.where(Project.programme == filters.programme)
    if filters.q is not None:
        found = found.where(
            or_(
                contains(Project.acronym, filters.q),
                contains(Project.title, filters.q),
                contains(Project.topic, filters.q),
            )
        )
    return found.options(_only_leads())


def projects_of(session: Session, person: Person | None, organisation: Organisation) -> Sequence[Project]:
    """The latest projects of an organisation that a person may see, with their leads only."""
    return session.scalars(
        select(Project)
        .where(projects.visible_to(person), _takes_part(Organisation.id == organisation.id, person))
        .options(_only_leads())
        .order_by(Project.starts_on.desc().nulls_last(), Project.id.desc())
        .limit(MOST_PROJECTS)
    ).all()


def one_project(session: Session, person: Person | None, project_id: int) -> Project | None:
    """A project with those participants that a person may see."""
    seen = organisations.visible_to(person).with_only_columns(Organisation.id)
    return session.scalar(
        select(Project)
        .where(Project.id == project_id, projects.visible_to(person))
        .options(
            selectinload(Project.participations.and_(Participation.organisation_id.in_(seen))).joinedload(
                Participation.organisation
            )
        )
    )


def _takes_part(who: ColumnElement[bool], person: Person | None) -> ColumnElement[bool]:
    # Nobody learns from a filter where a hidden organisation takes part.
    seen = organisations.visible_to(person).with_only_columns(Organisation.id)
    return Project.id.in_(
        select(Participation.project_id)
        .join(Participation.organisation)
        .where(who, Organisation.id.in_(seen))
    )


def _only_leads() -> LoaderOption:
    leads = Project.participations.and_(Participation.role == ParticipationRole.COORDINATOR)
    return selectinload(leads).joinedload(Participation.organisation)


def chosen_calls(person: Person | None, filters: CallFilters, *, now: datetime) -> Select[Call]:
    """Calls, with owner and deadlines."""
    found = select(Call).where(calls.visible_to(person))
    if filters.kind is not None:
        found = found.where(Call.kind == filters.kind)
    if filters.open is not None:
        is_open = calls.is_in(Phase.OPEN, now)
        found = found.where(is_open if filters.open else not_(is_open))
    if filters.q is not None:
        found = found.where(or_(contains(Call.title, filters.q), contains(Call.identifier, filters.q)))
    return found.options(joinedload(Call.owner), selectinload(Call.deadlines))


def chosen_venues(person: Person | None, filters: VenueFilters) -> Select[Venue]:
    """Venues, with their hosts."""
    found = select(Venue).where(venues.visible_to(person))
    if filters.country is not None:
        found = found.where(Venue.country == filters.country)
    if filters.q is not None:
        found = found.where(or_(contains(Venue.name, filters.q), contains(Venue.city, filters.q)))
    return found.options(joinedload(Venue.host))

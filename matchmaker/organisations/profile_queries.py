"""Reads for one organisation's page: what it published, its projects, whom it worked with, its log."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session, aliased, contains_eager, joinedload

from matchmaker.organisations.queries import visible_to
from matchmaker.organisations.rules import INTRODUCTION_TURNS
from models import (
    Activity,
    Listing,
    Organisation,
    Participation,
    Person,
    Project,
    PublicationState,
    Venue,
)


@dataclass(frozen=True, slots=True)
class Figures:
    """How much an organisation has published."""

    listings: int = 0
    projects: int = 0
    venues: int = 0


def figures_of(session: Session, ids: Collection[int]) -> dict[int, Figures]:
    """What organisations have published, in three queries however many they are."""
    listings = _counted(session, Listing.organisation_id, ids, Listing.state == PublicationState.PUBLISHED)
    venues = _counted(session, Venue.host_id, ids, Venue.state == PublicationState.PUBLISHED)
    projects = _as_dict(
        session,
        select(Participation.organisation_id, func.count(Participation.project_id.distinct()))
        # As a condition and not a join: SQLite would begin a join with all published projects.
        .where(
            Participation.organisation_id.in_(ids),
            Participation.project.has(Project.state == PublicationState.PUBLISHED),
        )
        .group_by(Participation.organisation_id),
    )
    return {each: Figures(listings.get(each, 0), projects.get(each, 0), venues.get(each, 0)) for each in ids}


def _counted(
    session: Session,
    owner: InstrumentedAttribute[int],
    ids: Collection[int],
    condition: ColumnElement[bool],
) -> dict[int, int]:
    return _as_dict(session, select(owner, func.count()).where(owner.in_(ids), condition).group_by(owner))


def _as_dict(session: Session, counted: Select[int, int]) -> dict[int, int]:
    return {organisation_id: number for organisation_id, number in session.execute(counted)}  # noqa: C416


def published_listings(session: Session, organisation: Organisation, today: date) -> Sequence[Listing]:
    """What an organisation needs and offers now, the latest first."""
    return session.scalars(
        select(Listing)
        .where(
            Listing.organisation_id == organisation.id,
            Listing.state == PublicationState.PUBLISHED,
            or_(Listing.valid_until.is_(None), Listing.valid_until >= today),
        )
        .order_by(Listing.published_at.desc(), Listing.id.desc())
    ).all()


def published_venues(session: Session, organisation: Organisation) -> Sequence[Venue]:
    """The places of an organisation that others may visit."""
    return session.scalars(
        select(Venue)
        .where(Venue.host_id == organisation.id, Venue.state == PublicationState.PUBLISHED)
        .order_by(Venue.name)
    ).all()


def project_count(session: Session, organisation: Organisation) -> int:
    """In how many published projects an organisation takes part."""
    return session.scalar(_participations(organisation).with_only_columns(func.count(Participation.id))) or 0


def participations(
    session: Session, organisation: Organisation, limit: int, offset: int
) -> Sequence[Participation]:
    """One page of an organisation's parts in projects, with the projects, the latest first."""
    return session.scalars(
        _participations(organisation)
        .options(contains_eager(Participation.project))
        .order_by(Project.starts_on.desc().nulls_last(), Project.id.desc(), Participation.id)
        .limit(limit)
        .offset(offset)
    ).all()


def _participations(organisation: Organisation) -> Select[Participation]:
    return (
        select(Participation)
        .join(Participation.project)
        .where(Participation.organisation_id == organisation.id, Project.state == PublicationState.PUBLISHED)
    )


def worked_with(
    session: Session, organisation: Organisation, person: Person | None, limit: int = 12
) -> list[tuple[Organisation, int]]:
    """Whom an organisation shared published projects with, and how many, the most first."""
    ours, theirs = aliased(Participation), aliased(Participation)
    shared = (
        select(theirs.organisation_id, func.count(theirs.project_id.distinct()).label("projects"))
        .join(ours, and_(ours.project_id == theirs.project_id, ours.organisation_id == organisation.id))
        .join(Project, Project.id == theirs.project_id)
        .where(theirs.organisation_id != organisation.id, Project.state == PublicationState.PUBLISHED)
        .group_by(theirs.organisation_id)
        .subquery()
    )
    rows = session.execute(
        visible_to(person)
        .join(shared, shared.c.organisation_id == Organisation.id)
        # Partners of a project are public elsewhere: by them one could tell who is shown without a name.
        .where(Organisation.kept_back.is_(None))
        .add_columns(shared.c.projects)
        .order_by(shared.c.projects.desc(), Organisation.name)
        .limit(limit)
    )
    return [(partner, projects) for partner, projects in rows]


def last_verification(session: Session, organisation: Organisation) -> Activity | None:
    """The log's entry of who verified an organisation last."""
    return session.scalar(
        select(Activity)
        .where(
            Activity.subject_kind == "organisation",
            Activity.subject_id == organisation.id,
            Activity.verb == "organisation.verified",
        )
        .order_by(Activity.at.desc(), Activity.id.desc())
        .limit(1)
    )


def log_of(session: Session, organisation: Organisation, limit: int = 12) -> Sequence[Activity]:
    """The latest entries of an organisation's log, with who did it."""
    return session.scalars(
        select(Activity)
        .where(
            Activity.organisation_id == organisation.id,
            Activity.verb.not_like("introduction.%") | Activity.verb.in_(INTRODUCTION_TURNS),
        )
        .options(joinedload(Activity.actor))
        .order_by(Activity.at.desc(), Activity.id.desc())
        .limit(limit)
    ).all()

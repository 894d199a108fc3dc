"""Reading the whole network: figures, cities, how the work behind it stands."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Row, ScalarSelect, Select, case, func, select
from sqlalchemy.orm import InstrumentedAttribute, Session, aliased, joinedload

from matchmaker.calls import queries as calls
from matchmaker.calls.rules import Phase
from matchmaker.listings import queries as listings
from matchmaker.projects import queries as projects
from matchmaker.venues import queries as venues
from models import (
    HOST_KINDS,
    Activity,
    Call,
    ClusterMembership,
    ClusterMembershipState,
    Listing,
    Organisation,
    OrganisationKind,
    Origin,
    OutboxRow,
    Person,
    Project,
    Venue,
    VerificationState,
)

#: A job that waits longer than this is late (our own default).
LATE_AFTER = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class Figures:
    """How much of everything there is that anybody may see."""

    organisations: int
    smes: int
    countries: int
    listings: int
    projects: int
    open_calls: int
    venues: int

    @property
    def is_empty(self) -> bool:
        """Is nobody here yet?"""
        return not self.organisations


def figures(session: Session, now: datetime) -> Figures:
    """The figures of this moment, in one statement."""
    shown = ~Organisation.hidden
    open_now = calls.is_shown() & calls.is_in(Phase.OPEN, now)
    of_organisations = select(
        func.count(Organisation.id),
        func.count(case((Organisation.is_sme, 1))),
        func.count(func.nullif(Organisation.country, "").distinct()),
        _count(select(Listing.id).where(listings.is_shown(today=now.date()))),
        _count(select(Project.id).where(projects.is_shown())),
        _count(select(Call.id).where(open_now)),
        _count(select(Venue.id).where(venues.is_shown())),
    ).where(shown)
    return Figures(*session.execute(of_organisations).one())


def _count(chosen: Select[int]) -> ScalarSelect[int]:
    return select(func.count()).select_from(chosen.subquery()).scalar_subquery()


@dataclass(frozen=True, slots=True)
class City:
    """Organisations of one city, at the middle of their positions; hosts are among them."""

    name: str
    country: str
    latitude: float
    longitude: float
    organisations: int
    hosts: int


def cities(session: Session) -> list[City]:
    """All cities with organisations whose position is known, those with the most first."""
    count = func.count(Organisation.id)
    rows = session.execute(
        select(
            func.min(Organisation.city),
            Organisation.country,
            func.avg(Organisation.latitude),
            func.avg(Organisation.longitude),
            count,
            func.count(case((Organisation.kind.in_(HOST_KINDS), 1))),
        )
        .where(~Organisation.hidden, Organisation.city != "")
        .group_by(Organisation.country, func.lower(Organisation.city))
        .having(func.avg(Organisation.latitude).is_not(None))
        .order_by(count.desc(), func.min(Organisation.city))
    )
    return [
        City(name, country, round(latitude, 2), round(longitude, 2), organisations, hosts)
        for name, country, latitude, longitude, organisations, hosts in rows
    ]


@dataclass(frozen=True, slots=True)
class PublishedNeed:
    """A need that anybody may read, in short."""

    id: int
    title: str
    language: str


def newest_needs(session: Session, language: str, now: datetime, limit: int) -> list[PublishedNeed]:
    """The newest needs of different organisations, those in a language first."""
    newest = (
        select(func.max(Listing.id))
        .where(listings.is_suggestible(now=now), Listing.direction == "need")
        .group_by(Listing.organisation_id)
    )
    rows = session.execute(
        select(Listing.id, Listing.title, Listing.language)
        .where(Listing.id.in_(newest))
        .order_by(Listing.language != language, Listing.published_at.desc(), Listing.id.desc())
        .limit(limit)
    )
    return [PublishedNeed(number, title, written_in) for number, title, written_in in rows]


@dataclass(frozen=True, slots=True)
class Share:
    """Organisations of one country or kind."""

    key: str
    organisations: int
    smes: int
    verified: int


def by_country(session: Session) -> list[Share]:
    """Organisations by country, the most first."""
    return _shares(session, Organisation.country)


def by_kind(session: Session) -> list[Share]:
    """Organisations by kind, the most first."""
    return _shares(session, Organisation.kind)


def _shares(
    session: Session, column: InstrumentedAttribute[str] | InstrumentedAttribute[OrganisationKind]
) -> list[Share]:
    verified = Organisation.verification == VerificationState.VERIFIED
    rows = session.execute(
        select(
            column,
            func.count(Organisation.id),
            func.count(case((Organisation.is_sme, 1))),
            func.count(case((verified, 1))),
        )
        .where(~Organisation.hidden)
        .group_by(column)
        .order_by(func.count(Organisation.id).desc(), column)
    )
    return [Share(str(key), organisations, smes, checked) for key, organisations, smes, checked in rows]


@dataclass(frozen=True, slots=True)
class ClusterShare:
    """A cluster and how many belong to it or ask to."""

    slug: str
    name: str
    country: str
    members: int
    requests: int


def by_cluster(session: Session, limit: int = 50) -> list[ClusterShare]:
    """Clusters that have members or requests, the largest first."""
    member = aliased(ClusterMembership)
    is_active = member.state == ClusterMembershipState.ACTIVE
    active = func.count(case((is_active, 1)))
    rows = session.execute(
        select(
            Organisation.slug,
            Organisation.name,
            Organisation.country,
            active,
            func.count(case((~is_active, 1))),
        )
        .join(member, member.cluster_id == Organisation.id)
        .where(~Organisation.hidden)
        .group_by(Organisation.id)
        .order_by(active.desc(), Organisation.name)
        .limit(limit)
    )
    return [ClusterShare(*row) for row in rows]


@dataclass(frozen=True, slots=True)
class OutboxHealth:
    """How the promised work stands."""

    waiting: int
    late: int
    given_up: int
    done: int
    last_done_at: datetime | None


def outbox_health(session: Session, now: datetime) -> OutboxHealth:
    """Counts of the outbox, in one statement."""
    owed = OutboxRow.done_at.is_(None) & OutboxRow.given_up_at.is_(None)
    row = session.execute(
        select(
            func.count(case((owed, 1))),
            func.count(case((owed & (OutboxRow.due_at < now - LATE_AFTER), 1))),
            func.count(OutboxRow.given_up_at),
            func.count(OutboxRow.done_at),
            func.max(OutboxRow.done_at),
        )
    ).one()
    return OutboxHealth(*row)


def given_up(session: Session, limit: int = 20) -> Sequence[OutboxRow]:
    """Jobs that failed for good, the last first."""
    return session.scalars(
        select(OutboxRow)
        .where(OutboxRow.given_up_at.is_not(None))
        .order_by(OutboxRow.given_up_at.desc(), OutboxRow.id.desc())
        .limit(limit)
    ).all()


def last_activity(session: Session, limit: int = 20) -> list[tuple[Activity, Organisation | None]]:
    """The latest entries of the log, with who did it and whom it concerns."""
    rows: Sequence[Row[Activity, Organisation]] = session.execute(
        select(Activity, Organisation)
        .outerjoin(Organisation, Organisation.id == Activity.organisation_id)
        .options(joinedload(Activity.actor))
        .order_by(Activity.at.desc(), Activity.id.desc())
        .limit(limit)
    ).all()
    return [(entry, organisation) for entry, organisation in rows]


def _to_verify() -> Select[Organisation]:
    return select(Organisation).where(
        Organisation.verification == VerificationState.UNVERIFIED,
        Organisation.origin == Origin.REGISTERED,
        ~Organisation.hidden,
    )


def count_to_verify(session: Session) -> int:
    """How many registered organisations nobody has checked."""
    return session.scalar(select(func.count()).select_from(_to_verify().subquery())) or 0


def to_verify(session: Session, limit: int = 10) -> Sequence[Organisation]:
    """Registered organisations that nobody has checked, those who wait longest first."""
    return session.scalars(_to_verify().order_by(Organisation.created_at, Organisation.id).limit(limit)).all()


@dataclass(frozen=True, slots=True)
class Import:
    """What came from one public source: of which kind, how much, when it was last written."""

    source: str
    noun: str
    rows: int
    last_at: datetime


def imports(session: Session) -> list[Import]:
    """What public data brought, by source and table."""
    found = []
    for model in (Organisation, Project, Call, Venue):
        counted = session.execute(
            select(model.source, func.count(), func.max(model.updated_at))
            .where(model.source.is_not(None))
            .group_by(model.source)
            .order_by(model.source)
        )
        found += [
            Import(source or "", model.__tablename__, rows, last_at) for source, rows, last_at in counted
        ]
    return found


def count_people(session: Session) -> int:
    """Accounts that are confirmed and active."""
    return (
        session.scalar(select(func.count(Person.id)).where(Person.active, Person.confirmed_at.is_not(None)))
        or 0
    )

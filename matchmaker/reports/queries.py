"""Reads for fair play: visits as records, and for which clusters hosts give; each in one statement."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Row, func, select
from sqlalchemy.orm import Session, aliased

from matchmaker.reports.rules import Balance, ClustersOfHosts, VisitRecord, balances, in_scope
from matchmaker.venues import answer_time
from matchmaker.venues.answering import workdays_of
from matchmaker.visits.queries import visible_to
from models import (
    ClusterMembership,
    ClusterMembershipState,
    Organisation,
    OrganisationKind,
    Person,
    Venue,
    Visit,
    VisitFeedback,
    VisitSide,
    WaitingPlace,
)

_Visitor, _Home, _Host = aliased(Organisation), aliased(Organisation), aliased(Organisation)


@dataclass(frozen=True, slots=True)
class Scope:
    """Whose visits somebody may see counted.

    :param cluster_ids: those of some clusters' members and at their hosts; None for all of the network.
    """

    cluster_ids: frozenset[int] | None


def scope_of(person: Person) -> Scope:
    """The secretariat sees the network, managers what concerns their clusters."""
    return Scope(None if person.is_secretariat else person.managed_cluster_ids)


def visits_between(session: Session, first_year: int, last_year: int) -> list[VisitRecord]:
    """Every visit that begins in some years, the latest first, in one statement."""
    rows = session.execute(
        select(
            Visit.id,
            Visit.token,
            Visit.organisation_id,
            _Visitor.name.label("visitor"),
            _Visitor.country.label("visitor_country"),
            Visit.home_cluster_id,
            _Home.name.label("home"),
            Venue.host_id,
            _Host.name.label("host"),
            Venue.name.label("venue"),
            Venue.city,
            Venue.country,
            Venue.region,
            Venue.time_zone,
            Visit.starts_on,
            Visit.ends_on,
            Visit.working_days,
            Visit.party_size,
            Visit.standing,
            Visit.state,
            Visit.requested_at,
            Visit.first_answered_at,
            Visit.confirmed_at_once,
            Visit.cancelled_by_side,
            VisitFeedback.as_agreed,
            WaitingPlace.id.label("waiting_id"),
        )
        .join(_Visitor, _Visitor.id == Visit.organisation_id)
        .join(Venue, Venue.id == Visit.venue_id)
        .join(_Host, _Host.id == Venue.host_id)
        .outerjoin(_Home, _Home.id == Visit.home_cluster_id)
        .outerjoin(
            VisitFeedback,
            (VisitFeedback.visit_id == Visit.id) & (VisitFeedback.side == VisitSide.VISITOR),
        )
        .outerjoin(WaitingPlace, WaitingPlace.visit_id == Visit.id)
        .where(Visit.starts_on.between(date(first_year, 1, 1), date(last_year, 12, 31)))
        .order_by(Visit.starts_on.desc(), Visit.id.desc())
    )
    return [_record(row) for row in rows]


def _record(row: Row[*tuple[object, ...]]) -> VisitRecord:
    asked = answer_time.counts(
        row.state,
        row.first_answered_at,
        confirmed_at_once=row.confirmed_at_once,
        stood_in_line=row.waiting_id is not None,
    )
    return VisitRecord(
        id=row.id,
        token=row.token,
        visitor_id=row.organisation_id,
        visitor=row.visitor,
        visitor_country=row.visitor_country,
        home_id=row.home_cluster_id,
        home=row.home or "",
        host_id=row.host_id,
        host=row.host,
        venue=row.venue,
        city=row.city,
        country=row.country,
        starts_on=row.starts_on,
        ends_on=row.ends_on,
        working_days=row.working_days,
        people=row.party_size,
        standing=row.standing,
        state=row.state,
        requested_at=row.requested_at,
        asked=asked,
        answer_days=_answer_days(row) if asked else None,
        cancelled_by=row.cancelled_by_side,
        as_agreed=row.as_agreed,
    )


def _answer_days(row: Row[*tuple[object, ...]]) -> int | None:
    if row.first_answered_at is None:
        return None
    return answer_time.working_days_between(
        row.requested_at, row.first_answered_at, row.time_zone, workdays_of(row.country, row.region)
    )


def clusters_of_hosts(session: Session) -> ClustersOfHosts:
    """For which clusters each host gives: itself if it is one, and those it belongs to; in one statement."""
    hosts = select(Venue.host_id).distinct().subquery()
    rows = session.execute(
        select(hosts.c.host_id, Organisation.kind, ClusterMembership.cluster_id)
        .join(Organisation, Organisation.id == hosts.c.host_id)
        .outerjoin(
            ClusterMembership,
            (ClusterMembership.organisation_id == hosts.c.host_id)
            & (ClusterMembership.state == ClusterMembershipState.ACTIVE),
        )
    )
    found: dict[int, set[int]] = {}
    for host_id, kind, cluster_id in rows:
        clusters = found.setdefault(host_id, set())
        if kind is OrganisationKind.CLUSTER:
            clusters.add(host_id)
        if cluster_id is not None:
            clusters.add(cluster_id)
    return {host_id: frozenset(clusters) for host_id, clusters in found.items()}


@dataclass(frozen=True, slots=True)
class Named:
    """An organisation as a line of a table names it."""

    slug: str
    name: str
    country: str


def names_of(session: Session, organisation_ids: Collection[int]) -> Mapping[int, Named]:
    """Organisations by their ids, in one statement."""
    rows = session.execute(
        select(Organisation.id, Organisation.slug, Organisation.name, Organisation.country).where(
            Organisation.id.in_(organisation_ids)
        )
    )
    return {number: Named(slug, name, country) for number, slug, name, country in rows}


def years_with_visits(session: Session) -> tuple[int, int] | None:
    """The first and the last year in which visits begin; None where there are none."""
    first, last = session.execute(select(func.min(Visit.starts_on), func.max(Visit.starts_on))).one()
    return None if first is None else (first.year, last.year)


#: So many years are shown beside each other.
YEARS_SHOWN = 5


@dataclass(frozen=True, slots=True)
class Report:
    """The visits of a year in a scope, with what pages and files tell of them."""

    year: int
    #: Those that can be looked at, the first first.
    years: range
    #: Of all these years, the latest first.
    all_visits: list[VisitRecord]
    clusters_of: ClustersOfHosts
    #: Every host and cluster that is counted.
    names: Mapping[int, Named]
    scope: Scope

    @property
    def visits(self) -> list[VisitRecord]:
        """Those of the year."""
        return [visit for visit in self.all_visits if visit.year == self.year]

    def balances(self) -> dict[int, Balance]:
        """The balance of each cluster in the scope, by its id."""
        own = self.scope.cluster_ids
        found = balances(self.visits, self.clusters_of)
        return {key: one for key, one in found.items() if own is None or key in own}


def report(session: Session, scope: Scope, today: date, year: int | None = None) -> Report:
    """What is told of a year, in four statements.

    :param year: this one if None or without visits, else the last one with visits.
    """
    span = years_with_visits(session) or (today.year, today.year)
    years = range(max(span[0], span[1] - YEARS_SHOWN + 1), span[1] + 1)
    picked = [one for one in (year, today.year) if one is not None and one in years]
    return _report(session, scope, years, picked[0] if picked else years[-1])


def report_of_year(session: Session, year: int) -> Report:
    """What is told of one year of the whole network, however long ago."""
    return _report(session, Scope(None), range(year, year + 1), year)


def _report(session: Session, scope: Scope, years: range, year: int) -> Report:
    visits, clusters_of = visits_between(session, years[0], years[-1]), clusters_of_hosts(session)
    if scope.cluster_ids is not None:
        visits = in_scope(visits, scope.cluster_ids, clusters_of)
    homes = {visit.home_id for visit in visits if visit.home_id is not None}
    hosts = {visit.host_id for visit in visits}
    giving = {cluster_id for host_id in hosts for cluster_id in clusters_of.get(host_id, ())}
    return Report(year, years, visits, clusters_of, names_of(session, homes | hosts | giving), scope)


def openable(session: Session, person: Person, visit_ids: Collection[int]) -> frozenset[int]:
    """Which of some visits a person may open; managers count more than they may read."""
    return frozenset(session.scalars(select(Visit.id).where(Visit.id.in_(visit_ids), visible_to(person))))

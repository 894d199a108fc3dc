"""Reads of organisations: who may see which, the directory, people and clusters."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, exists, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session, aliased, contains_eager

from matchmaker.organisations.claim_rules import web_domain
from models import (
    ACCEPTED_STATES,
    OPEN_STATES,
    ClusterMembership,
    ClusterMembershipState,
    Introduction,
    IntroductionState,
    Membership,
    Organisation,
    OrganisationKind,
    Person,
)

#: Members of a cluster that its manager looks after.
_ACTIVE = ClusterMembership.state == ClusterMembershipState.ACTIVE


def visible_to(person: Person | None) -> Select[Organisation]:
    """The organisations a person may see: all that are not hidden, one's own, and those of one's cluster."""
    everything = select(Organisation)
    if person is not None and person.is_secretariat:
        return everything
    may_see = ~Organisation.hidden
    if person is not None:
        own = {membership.organisation_id for membership in person.memberships}
        looked_after = select(ClusterMembership.organisation_id).where(
            ClusterMembership.cluster_id.in_(person.managed_cluster_ids), _ACTIVE
        )
        may_see = or_(may_see, Organisation.id.in_(own), Organisation.id.in_(looked_after))
    return everything.where(may_see)


def belongs_to_hidden(organisation_id: InstrumentedAttribute[Any]) -> ColumnElement[bool]:
    """For queries: is the organisation with the id in this column hidden? False where there is none.

    Looks at that one row; asking whether it is among all that are hidden would look at every organisation.
    """
    owner = aliased(Organisation)
    return exists(select(owner.id).where(owner.id == organisation_id, owner.hidden))


def introductions_with(session: Session, organisation: Organisation) -> dict[int, int]:
    """With whom an introduction of an organisation waits for an answer or was accepted, and its id.

    By the other's id; the newest where there are several. Who is asked knows nothing of a request before
    it is released. One query.
    """
    asking, asked = Introduction.asking_organisation_id, Introduction.asked_organisation_id
    rows = session.execute(
        select(asking, asked, Introduction.id)
        .where(
            or_(
                (asking == organisation.id) & Introduction.state.in_(OPEN_STATES | ACCEPTED_STATES),
                (asked == organisation.id)
                & Introduction.state.in_(ACCEPTED_STATES | {IntroductionState.RELEASED}),
            )
        )
        .order_by(Introduction.id)
    )
    return {two if one == organisation.id else one: number for one, two, number in rows}


def by_slug(session: Session, person: Person | None, slug: str) -> Organisation | None:
    """The organisation at an address, if the person may see it."""
    return session.scalar(visible_to(person).where(Organisation.slug == slug))


@dataclass(frozen=True, slots=True)
class Filters:
    """What the directory is narrowed down to; empty for all."""

    text: str = ""
    country: str = ""
    kind: OrganisationKind | None = None
    sme_only: bool = False
    cluster_id: int | None = None


def directory(person: Person | None, filters: Filters) -> Select[Organisation]:
    """The organisations a person may see that pass the filters, in no order."""
    chosen = visible_to(person)
    if filters.text:
        chosen = chosen.where(
            or_(
                contains(Organisation.name, filters.text),
                contains(Organisation.legal_name, filters.text),
                contains(Organisation.city, filters.text),
            )
        )
    if filters.country:
        chosen = chosen.where(Organisation.country == filters.country)
    if filters.kind is not None:
        chosen = chosen.where(Organisation.kind == filters.kind)
    if filters.sme_only:
        chosen = chosen.where(Organisation.is_sme)
    if filters.cluster_id is not None:
        members = select(ClusterMembership.organisation_id).where(
            ClusterMembership.cluster_id == filters.cluster_id, _ACTIVE
        )
        chosen = chosen.where(Organisation.id.in_(members))
    return chosen


def contains(column: InstrumentedAttribute[str], text: str) -> ColumnElement[bool]:
    """Does a column contain a text, in whatever case?

    SQLite folds the case of ASCII letters only, so that of others the usual spellings are asked for.
    """
    spellings = {text} if text.isascii() else {text, text.lower(), text.upper(), text.title()}
    return or_(*(column.icontains(spelling, autoescape=True) for spelling in sorted(spellings)))


def count(session: Session, chosen: Select[Organisation]) -> int:
    """How many there are."""
    return (
        session.scalar(select(func.count()).select_from(chosen.with_only_columns(Organisation.id).subquery()))
        or 0
    )


def in_order_of_name(
    session: Session, chosen: Select[Organisation], limit: int, offset: int
) -> Sequence[Organisation]:
    """One page of them by name."""
    # By the column itself, which has an index: sorting 27,000 rows by a folded name took 0.3 s.
    ordered = chosen.order_by(Organisation.name, Organisation.id)
    return session.scalars(ordered.limit(limit).offset(offset)).all()


def countries_seen(session: Session, person: Person | None) -> list[tuple[str, int]]:
    """Countries that have organisations, with how many, the largest first."""
    counted = (
        visible_to(person)
        .with_only_columns(Organisation.country, func.count())
        .group_by(Organisation.country)
        .order_by(func.count().desc(), Organisation.country)
    )
    return [(country, number) for country, number in session.execute(counted)]


def clusters(session: Session, person: Person | None) -> Sequence[Organisation]:
    """All clusters by name."""
    chosen = visible_to(person).where(Organisation.kind == OrganisationKind.CLUSTER)
    return session.scalars(chosen.order_by(func.lower(Organisation.name))).all()


def cluster_links(session: Session, organisation: Organisation) -> Sequence[ClusterMembership]:
    """The clusters an organisation belongs to or asked to join, with the clusters."""
    return session.scalars(
        select(ClusterMembership)
        .join(ClusterMembership.cluster)
        .where(ClusterMembership.organisation_id == organisation.id)
        .options(contains_eager(ClusterMembership.cluster))
        .order_by(func.lower(Organisation.name))
    ).all()


def member_count(session: Session, cluster: Organisation) -> int:
    """How many organisations belong to a cluster."""
    return (
        session.scalar(
            select(func.count(ClusterMembership.id)).where(
                ClusterMembership.cluster_id == cluster.id, _ACTIVE
            )
        )
        or 0
    )


def members_of(
    session: Session, cluster: Organisation, state: ClusterMembershipState
) -> Sequence[ClusterMembership]:
    """The organisations that belong to a cluster, or ask to, by name."""
    return session.scalars(
        select(ClusterMembership)
        .join(ClusterMembership.organisation)
        .where(ClusterMembership.cluster_id == cluster.id, ClusterMembership.state == state)
        .options(contains_eager(ClusterMembership.organisation))
        .order_by(func.lower(Organisation.name))
    ).all()


def people_of(session: Session, organisation: Organisation) -> Sequence[Membership]:
    """Who belongs to an organisation, those who decide first."""
    return session.scalars(
        select(Membership)
        .join(Membership.person)
        .where(Membership.organisation_id == organisation.id)
        .options(contains_eager(Membership.person))
        .order_by(Membership.role.desc(), func.lower(Person.name), Membership.id)
    ).all()


def alike(
    session: Session, *, name: str, legal_name: str, country: str, limit: int = 5
) -> Sequence[Organisation]:
    """Organisations of the same country that have one of the names already."""
    names = {name.casefold(), legal_name.casefold(), name, legal_name}
    spelled = names | {each.upper() for each in names} | {each.title() for each in names}
    return session.scalars(
        select(Organisation)
        .where(
            Organisation.country == country,
            or_(
                func.lower(Organisation.name).in_(names),
                func.lower(Organisation.legal_name).in_(names),
                Organisation.name.in_(spelled),
                Organisation.legal_name.in_(spelled),
            ),
        )
        .order_by(Organisation.id)
        .limit(limit)
    ).all()


def at_the_same_site(session: Session, website: str, limit: int = 5) -> list[Organisation]:
    """Organisations whose website is at the same registered domain, in whatever country."""
    domain = web_domain(website)
    if not domain:
        return []
    # Few contain it; whether it is the domain and not a part of another is seen one by one.
    named = session.scalars(
        select(Organisation)
        .where(Organisation.website.icontains(domain, autoescape=True), ~Organisation.hidden)
        .order_by(Organisation.id)
        .limit(20 * limit)
    )
    return [one for one in named if web_domain(one.website) == domain][:limit]

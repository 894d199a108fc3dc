"""What the overviews count and list."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Select, case, func, select
from sqlalchemy.orm import Session

from matchmaker.listings.queries import is_shown
from matchmaker.listings.rules import NOTICE_DAYS
from matchmaker.overview.rules import ClusterFacts, TextFacts
from models import (
    ClusterMembership,
    ClusterMembershipState,
    Listing,
    Organisation,
    Origin,
    PublicationState,
    VerificationState,
)

#: Members listed of each sort; the rest is on the page of members.
MOST_LISTED = 6


def text_facts(
    session: Session, organisation: Organisation, *, profile_gaps: int, now: datetime
) -> TextFacts:
    """How an organisation's needs and offers stand, in one statement."""
    today = now.date()
    published = Listing.state == PublicationState.PUBLISHED
    current = published & (Listing.valid_until.is_(None) | (Listing.valid_until >= today))
    soon = published & (Listing.valid_until <= today + timedelta(days=max(NOTICE_DAYS)))
    row = session.execute(
        select(
            func.count(case((current, 1))),
            func.count(case((Listing.state == PublicationState.DRAFT, 1))),
            func.count(case((current & Listing.asked_at.is_not(None), 1))),
            func.count(case((soon | (Listing.state == PublicationState.EXPIRED), 1))),
        ).where(Listing.organisation_id == organisation.id)
    ).one()
    shown, drafts, asked, expiring = row
    return TextFacts(
        published=shown, drafts=drafts, asked=asked, expiring=expiring, profile_gaps=profile_gaps
    )


def newest_listings(session: Session, organisation: Organisation, limit: int) -> Sequence[Listing]:
    """An organisation's needs and offers that are not in the archive, the last changed first."""
    return session.scalars(
        select(Listing)
        .where(Listing.organisation_id == organisation.id, Listing.state != PublicationState.ARCHIVED)
        .order_by(Listing.updated_at.desc(), Listing.id.desc())
        .limit(limit)
    ).all()


@dataclass(frozen=True, slots=True)
class Members:
    """A cluster's members as its manager meets them."""

    total: int
    verified: int
    countries: int
    texts: int
    facts: ClusterFacts
    asking: Sequence[Organisation]
    unverified: Sequence[Organisation]
    silent: Sequence[Organisation]


def members_of(session: Session, cluster: Organisation) -> Members:
    """Counts of a cluster's members, and the first of those who wait for something."""
    active = _linked(cluster, ClusterMembershipState.ACTIVE)
    asking = _linked(cluster, ClusterMembershipState.REQUESTED)
    is_member = Organisation.id.in_(active)
    # Profiles from public data have nobody yet to verify or to ask for a text.
    is_claimed = Organisation.origin == Origin.REGISTERED
    is_unchecked = is_claimed & (Organisation.verification == VerificationState.UNVERIFIED)
    is_silent = is_claimed & Organisation.id.not_in(select(Listing.organisation_id).where(is_shown()))
    total, verified, countries, unchecked, silent = session.execute(
        select(
            func.count(Organisation.id),
            func.count(case((Organisation.verification == VerificationState.VERIFIED, 1))),
            func.count(Organisation.country.distinct()),
            func.count(case((is_unchecked, 1))),
            func.count(case((is_silent, 1))),
        ).where(is_member)
    ).one()
    requests = session.scalar(select(func.count()).select_from(asking.subquery()))
    texts = select(func.count(Listing.id)).where(is_shown(), Listing.organisation_id.in_(active))
    return Members(
        total=total,
        verified=verified,
        countries=countries,
        texts=session.scalar(texts) or 0,
        facts=ClusterFacts(requests=requests or 0, unverified=unchecked, silent=silent),
        asking=_first(session, Organisation.id.in_(asking)),
        unverified=_first(session, is_member & is_unchecked),
        silent=_first(session, is_member & is_silent),
    )


def _linked(cluster: Organisation, state: ClusterMembershipState) -> Select[int]:
    return select(ClusterMembership.organisation_id).where(
        ClusterMembership.cluster_id == cluster.id, ClusterMembership.state == state
    )


def _first(session: Session, condition: ColumnElement[bool]) -> Sequence[Organisation]:
    return session.scalars(
        select(Organisation).where(condition).order_by(Organisation.name, Organisation.id).limit(MOST_LISTED)
    ).all()

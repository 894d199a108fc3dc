"""Reading needs and offers."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, Select, Text, cast, false, func, or_, select, true
from sqlalchemy.orm import Session, joinedload

from matchmaker.listings.rules import ANSWER_WITHIN
from matchmaker.organisations.queries import belongs_to_hidden
from models import (
    ClusterMembership,
    ClusterMembershipState,
    Direction,
    Listing,
    ListingCategory,
    Organisation,
    Person,
    PublicationState,
)
from models.columns import utc_now


def visible_to(person: Person | None, *, today: date | None = None) -> ColumnElement[bool]:
    """What a person may read: what is shown to everybody, and all of those the person looks after.

    To be used in a query on `Listing`.
    """
    if person is not None and person.is_secretariat:
        return true()
    return or_(is_shown(today=today), _looked_after_by(person))


def is_shown(*, today: date | None = None) -> ColumnElement[bool]:
    """Published, not past its date, and of an organisation that is not hidden."""
    today = today or utc_now().date()
    return (
        (Listing.state == PublicationState.PUBLISHED)
        & (Listing.valid_until.is_(None) | (Listing.valid_until >= today))
        & ~belongs_to_hidden(Listing.organisation_id)
    )


def is_suggestible(*, now: datetime | None = None) -> ColumnElement[bool]:
    """Shown, and not left unanswered when asked whether it still holds."""
    now = now or utc_now()
    answered = Listing.asked_at.is_(None) | (Listing.asked_at > now - ANSWER_WITHIN)
    return is_shown(today=now.date()) & answered


def _looked_after_by(person: Person | None) -> ColumnElement[bool]:
    if person is None:
        return false()
    own = [membership.organisation_id for membership in person.memberships]
    managed = select(ClusterMembership.organisation_id).where(
        ClusterMembership.cluster_id.in_(person.managed_cluster_ids),
        ClusterMembership.state == ClusterMembershipState.ACTIVE,
    )
    return Listing.organisation_id.in_(own) | Listing.organisation_id.in_(managed)


@dataclass(frozen=True, slots=True)
class Filters:
    """What a visitor narrows the list by; None and empty for all."""

    direction: Direction | None = None
    category: ListingCategory | None = None
    country: str = ""
    words: str = ""


def _matching(filters: Filters, *, any_direction: bool = False) -> Select[Listing]:
    found = select(Listing).join(Listing.organisation).where(is_shown())
    if filters.direction is not None and not any_direction:
        found = found.where(Listing.direction == filters.direction)
    if filters.category is not None:
        found = found.where(Listing.category == filters.category)
    if filters.country:
        found = found.where(Organisation.country == filters.country)
    for word in filters.words.split():
        found = found.where(_has_word(word))
    return found


def _has_word(word: str) -> ColumnElement[bool]:
    # Keywords are kept as JSON, which writes letters beyond ASCII as escapes.
    in_json = json.dumps(word)[1:-1]
    return or_(
        Listing.title.icontains(word, autoescape=True),
        Listing.summary.icontains(word, autoescape=True),
        cast(Listing.keywords, Text).icontains(word, autoescape=True),
        cast(Listing.keywords, Text).icontains(in_json, autoescape=True),
    )


def shown_counts(session: Session, filters: Filters) -> dict[Direction, int]:
    """How many needs and offers match, whatever direction is chosen."""
    found = _matching(filters, any_direction=True).subquery()
    counted = session.execute(
        select(found.c.direction, func.count()).group_by(found.c.direction).select_from(found)
    )
    counts = dict.fromkeys(Direction, 0)
    counts.update((direction, count) for direction, count in counted)
    return counts


def shown_listings(session: Session, filters: Filters, limit: int, offset: int) -> Sequence[Listing]:
    """What matches, newest first, with its organisation."""
    return session.scalars(
        _matching(filters)
        .options(joinedload(Listing.organisation))
        .order_by(Listing.published_at.desc(), Listing.id.desc())
        .limit(limit)
        .offset(offset)
    ).all()


def countries_shown(session: Session) -> Sequence[str]:
    """Countries that shown needs and offers come from, in order of their codes."""
    return session.scalars(
        select(Organisation.country)
        .join(Organisation.listings)
        .where(is_shown())
        .distinct()
        .order_by(Organisation.country)
    ).all()


def listings_of(session: Session, organisation: Organisation) -> Sequence[Listing]:
    """All of an organisation's needs and offers, the last changed first."""
    return session.scalars(
        select(Listing)
        .where(Listing.organisation_id == organisation.id)
        .order_by(Listing.updated_at.desc(), Listing.id.desc())
    ).all()


def visible_listing(session: Session, listing_id: int, person: Person | None) -> Listing | None:
    """The listing if the person may read it, with its organisation."""
    return session.scalar(
        select(Listing)
        .where(Listing.id == listing_id, visible_to(person))
        .options(joinedload(Listing.organisation))
    )

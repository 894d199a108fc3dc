"""What happens to venues by themselves, once a day: notices that the local guide is due to be read again."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session, joinedload

from matchmaker.notifications.catalogue import notify
from matchmaker.organisations.service import owners_of
from matchmaker.venues import rules
from models import Origin, PublicationState, Venue
from models.columns import utc_now


def send_guide_notices(session: Session, *, now: datetime | None = None) -> None:
    """Tell hosts once when a local guide will be a year old in 30 days, and once when it is.

    Harmless to repeat: every mail is promised under a key of its own, which a new review makes anew.
    """
    today = (now or utc_now()).date()
    for venue in _with_old_guide(session, today):
        notice = rules.guide_notice(_reviewed_on(venue), today)
        if notice is not None:
            _tell(session, venue, notice, today)


def _with_old_guide(session: Session, today: date) -> list[Venue]:
    """Published venues of hosts that are here themselves, whose guide is due, or is so soon."""
    limit = today - rules.GUIDE_HOLDS_FOR + rules.GUIDE_TOLD_BEFORE
    guide = or_(
        Venue.guide_business_culture != "", Venue.guide_market_access != "", Venue.guide_arrival != ""
    )
    venues = session.scalars(
        select(Venue)
        .join(Venue.host)
        .where(
            Venue.state == PublicationState.PUBLISHED,
            guide,
            func.coalesce(Venue.guide_reviewed_on, func.date(Venue.created_at)) <= limit,
        )
        .options(joinedload(Venue.host))
        .order_by(Venue.id)
    )
    return [venue for venue in venues if venue.host.origin is not Origin.IMPORTED and not venue.host.hidden]


def _reviewed_on(venue: Venue) -> date:
    """When it was read last; one that nobody marked as read counts from the day it was described."""
    return venue.guide_reviewed_on or venue.created_at.date()


def _tell(session: Session, venue: Venue, notice: rules.GuideNotice, today: date) -> None:
    reviewed_on = _reviewed_on(venue)
    for person in owners_of(session, venue.host):
        notify(
            session,
            "guide_due",
            to=person,
            unique_key=f"guide:{venue.id}:{reviewed_on.isoformat()}:{notice.value}:{person.id}",
            slug=venue.slug,
            venue=venue.name,
            reviewed_on=reviewed_on.isoformat(),
            is_due=notice is rules.GuideNotice.DUE,
            days=max(0, (reviewed_on + rules.GUIDE_HOLDS_FOR - today + timedelta(days=1)).days),
        )

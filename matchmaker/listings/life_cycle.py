"""What happens to needs and offers by themselves, once a day: notices, expiry, the question, the archive."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session, joinedload, selectinload

from matchmaker.activity import record
from matchmaker.listings import rules
from matchmaker.notifications.catalogue import notify
from matchmaker.notifications.outbox import promise
from matchmaker.publication import service as publication
from models import Listing, Membership, MembershipRole, Organisation, Person, PublicationState
from models.columns import utc_now

SPEAKING_ROLES = frozenset({MembershipRole.OWNER, MembershipRole.MANAGER})


def send_notices(session: Session, *, now: datetime | None = None) -> None:
    """Tell owners of what expires in 30 and in 14 days, and ask whether the old still holds.

    Harmless to repeat: every mail is promised under a key of its own.
    """
    now = now or utc_now()
    _tell_of_expiry(session, now)
    _ask_whether_active(session, now)


def expire_due(session: Session, *, now: datetime | None = None) -> None:
    """Mark what is past its last day, and take what was left unanswered out of suggestions."""
    now = now or utc_now()
    past = _published().where(Listing.valid_until < now.date())
    for listing in session.scalars(past).all():
        publication.move(session, listing, PublicationState.EXPIRED, actor=None)
    unanswered = _published().where(Listing.asked_at <= now - rules.ANSWER_WITHIN)
    for listing in session.scalars(unanswered).all():
        assert listing.asked_at is not None
        promise(
            session,
            "index.text",
            {"item": publication.item_of(listing)},
            unique_key=f"listing:{listing.id}:unanswered:{listing.asked_at.isoformat()}",
        )


def archive_due(session: Session, *, now: datetime | None = None) -> None:
    """Put away what expired or was withdrawn and was last published or renewed two years ago."""
    now = now or utc_now()
    last_day = now.date() - rules.ARCHIVE_AFTER + rules.LIFETIME
    over = (
        select(Listing)
        .where(
            Listing.state.in_((PublicationState.EXPIRED, PublicationState.WITHDRAWN)),
            Listing.valid_until <= last_day,
        )
        .options(joinedload(Listing.organisation))
    )
    for listing in session.scalars(over).all():
        publication.move(session, listing, PublicationState.ARCHIVED, actor=None)


def _published() -> Select[Listing]:
    people = selectinload(Organisation.memberships).joinedload(Membership.person)
    return (
        select(Listing)
        .where(Listing.state == PublicationState.PUBLISHED)
        .options(joinedload(Listing.organisation).options(people))
        .order_by(Listing.id)
    )


def _tell_of_expiry(session: Session, now: datetime) -> None:
    today = now.date()
    soon = today + timedelta(days=max(rules.NOTICE_DAYS))
    for listing in session.scalars(_published().where(Listing.valid_until.between(today, soon))).all():
        assert listing.valid_until is not None
        notice = rules.notice_due(listing.valid_until, today)
        for owner in _owners(listing):
            notify(
                session,
                "listing_expires",
                to=owner,
                unique_key=f"listing:{listing.id}:expires:{listing.valid_until}:{notice}:{owner.id}",
                listing_id=listing.id,
                title=listing.title,
                organisation=listing.organisation.name,
                last_day=listing.valid_until.isoformat(),
                days=(listing.valid_until - today).days,
            )


def _ask_whether_active(session: Session, now: datetime) -> None:
    last_word = func.coalesce(Listing.confirmed_at, Listing.published_at)
    long_silent = _published().where(Listing.asked_at.is_(None), last_word <= now - rules.ASK_AFTER)
    for listing in session.scalars(long_silent).all():
        said = listing.confirmed_at or listing.published_at
        assert said is not None
        if rules.is_question_due(said, listing.valid_until, now):
            _ask(session, listing, now)


def _ask(session: Session, listing: Listing, now: datetime) -> None:
    listing.asked_at = now
    publication.keep_version(listing)
    record(session, "listing.asked", listing, actor=None, organisation=listing.organisation)
    for owner in _owners(listing):
        notify(
            session,
            "listing_still_active",
            to=owner,
            unique_key=f"listing:{listing.id}:still-active:{now.date()}:{owner.id}",
            listing_id=listing.id,
            title=listing.title,
            organisation=listing.organisation.name,
            days=rules.ANSWER_WITHIN.days,
        )


def _owners(listing: Listing) -> list[Person]:
    """Those who speak for the organisation: its owners, and the managers where it is a cluster."""
    return [
        membership.person
        for membership in listing.organisation.memberships
        if membership.role in SPEAKING_ROLES and membership.person.active
    ]

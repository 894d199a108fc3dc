"""Verbs on the addresses of feeds: make, revoke, recognise.

A calendar program can't sign in, so the address itself is the key: 256 random bits, of which only the
hash is kept. What a feed shows is decided anew each time it is read, by what its maker may see then.
"""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session, joinedload, selectinload

from matchmaker import activity
from matchmaker.calendar.errors import NotYourCalendar, TooManyFeeds
from matchmaker.people.tokens import digest_of
from matchmaker.permissions import allowed
from models import Event, EventState, FeedKind, FeedToken, Organisation, Person, Venue
from models.columns import utc_now

#: So much of an address is shown in lists.
SHOWN = 8
#: That work, for one person (our own default).
MOST_FEEDS = 20
LONGEST_NAME = 80

#: What a feed is about; None for the person's own calendar.
FeedOf = Venue | Organisation | Event | None


@dataclass(frozen=True, slots=True)
class NewFeed:
    """An address just made. `secret` stands in it, and nobody can look it up later."""

    row: FeedToken
    secret: str


def create_feed(session: Session, about: FeedOf, *, actor: Person, name: str) -> NewFeed:
    """Make an address under which a calendar program reads one of a person's calendars.

    :param about: a venue, a cluster or an event; None for the person's own.
    :param name: to know it again, at most 80 characters.
    :raises NotYourCalendar: the person may not see that calendar.
    :raises TooManyFeeds: the person has 20 addresses that work.
    """
    if not may_read(actor, about):
        raise NotYourCalendar
    if _live_count(session, actor) >= MOST_FEEDS:
        raise TooManyFeeds(most=MOST_FEEDS)
    secret = secrets.token_urlsafe(32)
    feed = FeedToken(
        person=actor,
        kind=_kind_of(about),
        venue=about if isinstance(about, Venue) else None,
        cluster=about if isinstance(about, Organisation) else None,
        event=about if isinstance(about, Event) else None,
        name=name[:LONGEST_NAME],
        prefix=secret[:SHOWN],
        digest=digest_of(secret),
    )
    session.add(feed)
    activity.record(session, "feed.created", feed, actor=actor, kind=feed.kind.value)
    return NewFeed(feed, secret)


def revoke_feed(session: Session, feed: FeedToken, *, actor: Person) -> FeedToken:
    """Let an address lead nowhere from now on. Harmless to repeat."""
    if feed.revoked_at is None:
        feed.revoked_at = utc_now()
        activity.record(session, "feed.revoked", feed, actor=actor, kind=feed.kind.value)
    return feed


def note_use(session: Session, feed_id: int, *, today: date) -> None:
    """Keep the day an address was last read."""
    session.execute(update(FeedToken).where(FeedToken.id == feed_id).values(last_used_on=today))


def live_feed(session: Session, secret: str) -> FeedToken | None:
    """The feed with this address; None if made up, revoked, of a closed account, or about something
    that its maker may not see any more.
    """
    feed = session.scalar(
        select(FeedToken)
        .where(FeedToken.digest == digest_of(secret), FeedToken.revoked_at.is_(None))
        .options(joinedload(FeedToken.person).options(selectinload(Person.memberships)), *_ABOUT)
    )
    if feed is None or not feed.person.active or not may_read(feed.person, about_of(feed)):
        return None
    return feed


def may_read(person: Person, about: FeedOf) -> bool:
    """May the person see what stands in this calendar?"""
    match about:
        case Venue():
            return allowed(person, "venue.edit", about)
        case Organisation():
            return allowed(person, "cluster.manage", about)
        case Event():
            return (
                about.state is not EventState.DRAFT or person.membership_in(about.organisation_id) is not None
            )
    return True


def about_of(feed: FeedToken) -> FeedOf:
    """What a feed is about; None for a person's own calendar."""
    return feed.venue or feed.cluster or feed.event


def feeds_of(session: Session, person: Person) -> Sequence[FeedToken]:
    """All addresses a person ever made, the newest first."""
    return session.scalars(
        select(FeedToken)
        .where(FeedToken.person_id == person.id)
        .options(*_ABOUT)
        .order_by(FeedToken.id.desc())
    ).all()


def own_feed(session: Session, person: Person, feed_id: int) -> FeedToken | None:
    """One of the person's addresses."""
    return session.scalar(select(FeedToken).where(FeedToken.id == feed_id, FeedToken.person_id == person.id))


_ABOUT = (
    joinedload(FeedToken.venue).joinedload(Venue.host),
    joinedload(FeedToken.cluster),
    joinedload(FeedToken.event),
)


def _kind_of(about: FeedOf) -> FeedKind:
    match about:
        case Venue():
            return FeedKind.VENUE
        case Organisation():
            return FeedKind.CLUSTER
        case Event():
            return FeedKind.EVENT
    return FeedKind.PERSONAL


def _live_count(session: Session, person: Person) -> int:
    live = select(func.count(FeedToken.id)).where(
        FeedToken.person_id == person.id, FeedToken.revoked_at.is_(None)
    )
    return session.scalar(live) or 0

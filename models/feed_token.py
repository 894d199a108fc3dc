"""Addresses of calendar feeds, which open without signing in and can be revoked."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import TYPE_CHECKING

from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base
from models.columns import enum_by_value, utc_now

if TYPE_CHECKING:
    from models.event import Event
    from models.organisation import Organisation
    from models.person import Person
    from models.venue import Venue


class FeedKind(StrEnum):
    """Whose calendar a feed shows."""

    PERSONAL = "personal"
    VENUE = "venue"
    CLUSTER = "cluster"
    EVENT = "event"


class FeedToken(Base):
    """One address of one feed. The token itself is kept nowhere, only its hash."""

    __tablename__ = "feed_token"
    __table_args__ = (
        CheckConstraint("(kind = 'venue') = (venue_id IS NOT NULL)", name="venue_of_venue_feed"),
        CheckConstraint("(kind = 'cluster') = (cluster_id IS NOT NULL)", name="cluster_of_cluster_feed"),
        CheckConstraint("(kind = 'event') = (event_id IS NOT NULL)", name="event_of_event_feed"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[FeedKind] = mapped_column(enum_by_value(FeedKind))
    #: Who made it: a feed shows what this person may see, and ends with the account.
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), index=True)
    venue_id: Mapped[int | None] = mapped_column(ForeignKey("venue.id", ondelete="CASCADE"), index=True)
    cluster_id: Mapped[int | None] = mapped_column(
        ForeignKey("organisation.id", ondelete="CASCADE"), index=True
    )
    event_id: Mapped[int | None] = mapped_column(ForeignKey("event.id", ondelete="CASCADE"), index=True)
    #: What the person calls it, to know it again.
    name: Mapped[str] = mapped_column(String(80), default="")
    #: How the token begins, shown in lists.
    prefix: Mapped[str] = mapped_column(String(12))
    #: SHA-256 of the whole token, in hexadecimal.
    digest: Mapped[str] = mapped_column(String(64), unique=True)
    created_at: Mapped[datetime] = mapped_column(default=utc_now)
    #: Day of the last use, no finer: enough to find the forgotten ones.
    last_used_on: Mapped[date | None]
    revoked_at: Mapped[datetime | None]

    person: Mapped[Person] = relationship()
    venue: Mapped[Venue | None] = relationship()
    cluster: Mapped[Organisation | None] = relationship()
    event: Mapped[Event | None] = relationship()

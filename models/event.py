"""Events of hosts and clusters, where visiting members take part on the same terms as their own."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base, Timestamped
from models.columns import country_code, enum_by_value, language_code, utc_now

if TYPE_CHECKING:
    from models.organisation import Organisation
    from models.person import Person
    from models.venue import Venue
    from models.visit import Visit


class EventState(StrEnum):
    """Where an event stands."""

    DRAFT = "draft"
    PUBLISHED = "published"
    CANCELLED = "cancelled"


class Event(Base, Timestamped):
    """Something that takes place once, at a venue or elsewhere."""

    __tablename__ = "event"
    __table_args__ = (
        CheckConstraint("ends_at > starts_at", name="ends_after_start"),
        CheckConstraint("places IS NULL OR places > 0", name="places_positive"),
        # Never over-booked, whoever writes: registering raises `taken` in one UPDATE.
        CheckConstraint("taken >= 0 AND (places IS NULL OR taken <= places)", name="taken_within_places"),
        CheckConstraint("sequence >= 0", name="sequence_positive"),
        Index(None, "state", "starts_at"),
        Index(None, "country", "city"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(String(80), unique=True)
    #: The host or cluster.
    organisation_id: Mapped[int] = mapped_column(
        ForeignKey("organisation.id", ondelete="CASCADE"), index=True
    )
    venue_id: Mapped[int | None] = mapped_column(ForeignKey("venue.id", ondelete="SET NULL"), index=True)
    title: Mapped[str] = mapped_column(String(256))
    text: Mapped[str] = mapped_column(Text, default="")
    language: Mapped[str] = mapped_column(language_code(), default="en")
    #: Where, if not at a venue: an address, or nothing for one that is only online.
    place: Mapped[str] = mapped_column(String(256), default="")
    city: Mapped[str] = mapped_column(String(120), default="")
    country: Mapped[str] = mapped_column(country_code(), default="")
    #: Of an online room or the event's own page.
    link: Mapped[str] = mapped_column(String(512), default="")
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    #: IANA name of the zone in which it takes place.
    time_zone: Mapped[str] = mapped_column(String(64))
    #: None for as many as come.
    places: Mapped[int | None]
    #: How many places registered people hold.
    taken: Mapped[int] = mapped_column(default=0)
    fee_members: Mapped[str] = mapped_column(String(120), default="")
    fee_others: Mapped[str] = mapped_column(String(120), default="")
    #: Members of signing clusters pay what the host's own members pay, as the terms say.
    same_fee_for_visitors: Mapped[bool] = mapped_column(default=True)
    registration_closes_at: Mapped[datetime | None]
    state: Mapped[EventState] = mapped_column(enum_by_value(EventState), default=EventState.DRAFT)
    #: Of the calendar entry: the same for its whole life, and raised with every change that calendars show.
    uid: Mapped[str] = mapped_column(String(80), unique=True)
    sequence: Mapped[int] = mapped_column(default=0)
    created_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"))

    organisation: Mapped[Organisation] = relationship()
    venue: Mapped[Venue | None] = relationship()
    created_by: Mapped[Person | None] = relationship()
    registrations: Mapped[list[EventRegistration]] = relationship(
        back_populates="event", cascade="all, delete-orphan", order_by="EventRegistration.id"
    )

    @property
    def is_full(self) -> bool:
        """Is every place taken?"""
        return self.places is not None and self.taken >= self.places


class RegistrationState(StrEnum):
    """Where a registration stands."""

    REGISTERED = "registered"
    WAITING = "waiting"
    CANCELLED = "cancelled"


class EventRegistration(Base):
    """Somebody takes part, or waits for a place; the line is by `joined_at`, then by id."""

    __tablename__ = "event_registration"
    __table_args__ = (
        UniqueConstraint("event_id", "person_id"),
        Index(None, "event_id", "state", "joined_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id", ondelete="CASCADE"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), index=True)
    #: For whom they come.
    organisation_id: Mapped[int | None] = mapped_column(
        ForeignKey("organisation.id", ondelete="SET NULL"), index=True
    )
    #: The visit they take part from, if it is one.
    visit_id: Mapped[int | None] = mapped_column(ForeignKey("visit.id", ondelete="SET NULL"), index=True)
    state: Mapped[RegistrationState] = mapped_column(enum_by_value(RegistrationState))
    #: Registered again after a cancellation: the time of that.
    joined_at: Mapped[datetime] = mapped_column(default=utc_now)
    state_since: Mapped[datetime] = mapped_column(default=utc_now)

    event: Mapped[Event] = relationship(back_populates="registrations")
    person: Mapped[Person] = relationship()
    organisation: Mapped[Organisation | None] = relationship()
    visit: Mapped[Visit | None] = relationship()

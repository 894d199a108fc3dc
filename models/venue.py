"""Places of a host where visiting members work: spaces, opening hours, closures, local guide."""

from __future__ import annotations

from datetime import date, datetime, time
from enum import StrEnum
from typing import TYPE_CHECKING

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base, Timestamped
from models.columns import MutableCodeList, country_code, enum_by_value, language_code, utc_now
from models.publication import PublicationState

if TYPE_CHECKING:
    from models.organisation import Organisation


class SpaceKind(StrEnum):
    """What can be used at a venue."""

    DESK = "desk"
    MEETING_ROOM = "meeting_room"
    OFFICE = "office"
    LAB = "lab"


class Confirmation(StrEnum):
    """How a visit that uses a space is confirmed."""

    #: By the service, where the visit is within the terms and a place is free.
    AT_ONCE = "at_once"
    #: By the host.
    ON_APPROVAL = "on_approval"


class Amenity(StrEnum):
    """What a venue has; the words people filter by."""

    WIFI = "wifi"
    KITCHEN = "kitchen"
    PHONE_BOOTH = "phone_booth"
    PROJECTOR = "projector"
    VIDEO_CONFERENCE = "video_conference"
    PRINTER = "printer"
    BIKE_PARKING = "bike_parking"
    PARKING = "parking"
    SHOWER = "shower"
    STEP_FREE = "step_free"
    LAB_ACCESS = "lab_access"
    CHILDCARE = "childcare"
    PRAYER_ROOM = "prayer_room"
    VISITOR_BADGE = "visitor_badge"


class Venue(Base, Timestamped):
    """A place of a host."""

    __tablename__ = "venue"
    __table_args__ = (
        UniqueConstraint("source", "source_id"),
        CheckConstraint("lead_time_days >= 0", name="lead_time_positive"),
        CheckConstraint("latitude IS NULL OR latitude BETWEEN -90 AND 90", name="latitude_range"),
        CheckConstraint("longitude IS NULL OR longitude BETWEEN -180 AND 180", name="longitude_range"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(String(80), unique=True)
    host_id: Mapped[int] = mapped_column(ForeignKey("organisation.id", ondelete="CASCADE"), index=True)
    name: Mapped[str] = mapped_column(String(256))
    address: Mapped[str] = mapped_column(String(256), default="")
    city: Mapped[str] = mapped_column(String(120))
    country: Mapped[str] = mapped_column(country_code(), index=True)
    #: ISO 3166-2 or NUTS region; regional public holidays go by it.
    region: Mapped[str] = mapped_column(String(8), default="")
    latitude: Mapped[float | None]
    longitude: Mapped[float | None]
    time_zone: Mapped[str] = mapped_column(String(64))
    language: Mapped[str] = mapped_column(language_code(), default="en")
    description: Mapped[str] = mapped_column(Text, default="")
    house_rules: Mapped[str] = mapped_column(Text, default="")
    amenities: Mapped[list[str]] = mapped_column(MutableCodeList, default=list)
    #: Days of notice the host asks for.
    lead_time_days: Mapped[int] = mapped_column(default=2)
    guide_business_culture: Mapped[str] = mapped_column(Text, default="")
    guide_market_access: Mapped[str] = mapped_column(Text, default="")
    guide_arrival: Mapped[str] = mapped_column(Text, default="")
    guide_reviewed_on: Mapped[date | None]
    state: Mapped[PublicationState] = mapped_column(
        enum_by_value(PublicationState), default=PublicationState.DRAFT, index=True
    )
    source: Mapped[str | None] = mapped_column(String(32))
    source_id: Mapped[str | None] = mapped_column(String(64))
    #: Hash of what the source said last, so that an import writes only what changed there.
    source_digest: Mapped[str | None] = mapped_column(String(32))

    host: Mapped[Organisation] = relationship(back_populates="venues")
    spaces: Mapped[list[Space]] = relationship(
        back_populates="venue", cascade="all, delete-orphan", order_by="Space.id"
    )
    opening_hours: Mapped[list[OpeningHours]] = relationship(
        back_populates="venue",
        cascade="all, delete-orphan",
        order_by="(OpeningHours.weekday, OpeningHours.opens)",
    )
    closures: Mapped[list[Closure]] = relationship(
        back_populates="venue", cascade="all, delete-orphan", order_by="Closure.starts_on"
    )
    pictures: Mapped[list[VenuePicture]] = relationship(
        back_populates="venue", cascade="all, delete-orphan", order_by="VenuePicture.position"
    )


class Space(Base):
    """A desk area, meeting room, office or lab of a venue."""

    __tablename__ = "space"
    __table_args__ = (
        CheckConstraint("capacity > 0", name="capacity_positive"),
        # What `models.visit.SpaceDay` points at, so that its copy of the capacity is always this one.
        UniqueConstraint("id", "capacity"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    venue_id: Mapped[int] = mapped_column(ForeignKey("venue.id", ondelete="CASCADE"), index=True)
    name: Mapped[str] = mapped_column(String(120))
    kind: Mapped[SpaceKind] = mapped_column(enum_by_value(SpaceKind))
    #: How many people at a time.
    capacity: Mapped[int]
    confirmation: Mapped[Confirmation] = mapped_column(
        enum_by_value(Confirmation),
        default=Confirmation.ON_APPROVAL,
        server_default=Confirmation.ON_APPROVAL.value,
    )

    venue: Mapped[Venue] = relationship(back_populates="spaces")


class OpeningHours(Base):
    """When a venue is open on a weekday, in the venue's own time."""

    __tablename__ = "opening_hours"
    __table_args__ = (
        UniqueConstraint("venue_id", "weekday", "opens"),
        CheckConstraint("weekday BETWEEN 0 AND 6", name="weekday_range"),
        CheckConstraint("closes > opens", name="closes_after_opening"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    venue_id: Mapped[int] = mapped_column(ForeignKey("venue.id", ondelete="CASCADE"))
    #: 0 is Monday, as in ``datetime.date.weekday``.
    weekday: Mapped[int]
    opens: Mapped[time]
    closes: Mapped[time]

    venue: Mapped[Venue] = relationship(back_populates="opening_hours")


class Closure(Base):
    """Days on which a venue is shut beyond weekends and public holidays."""

    __tablename__ = "closure"
    __table_args__ = (CheckConstraint("ends_on >= starts_on", name="ends_after_start"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    venue_id: Mapped[int] = mapped_column(ForeignKey("venue.id", ondelete="CASCADE"), index=True)
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    reason: Mapped[str] = mapped_column(String(256), default="")

    venue: Mapped[Venue] = relationship(back_populates="closures")


class VenuePicture(Base):
    """A picture of a venue: made anew from what was sent, so that nothing but the pixels is kept."""

    __tablename__ = "venue_picture"
    __table_args__ = (
        UniqueConstraint("venue_id", "digest"),
        Index(None, "venue_id", "position"),
        CheckConstraint("width > 0 AND height > 0", name="size_positive"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    venue_id: Mapped[int] = mapped_column(ForeignKey("venue.id", ondelete="CASCADE"))
    position: Mapped[int] = mapped_column(default=0)
    #: SHA-256 of the stored file in hexadecimal, which is also its name in the instance folder.
    digest: Mapped[str] = mapped_column(String(64))
    width: Mapped[int]
    height: Mapped[int]
    #: What it shows, for those who do not see it.
    alternative_text: Mapped[str] = mapped_column(String(300))
    added_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"))
    created_at: Mapped[datetime] = mapped_column(default=utc_now)

    venue: Mapped[Venue] = relationship(back_populates="pictures")

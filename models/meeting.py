"""Meetings of an introduction: two or three times to choose from, then one of them."""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base, Timestamped
from models.columns import enum_by_value
from models.introduction import Side

if TYPE_CHECKING:
    from models.introduction import Introduction
    from models.person import Person
    from models.venue import Venue


class MeetingState(StrEnum):
    """Where a proposal to meet stands."""

    PROPOSED = "proposed"
    CHOSEN = "chosen"
    #: Other times were chosen or proposed in its place.
    REPLACED = "replaced"
    CANCELLED = "cancelled"


class Meeting(Base, Timestamped):
    """A proposal to meet, online or at a venue, and the time chosen from it.

    A chosen one stands in calendars until another proposal is chosen in its place, which takes over its
    `uid` with a higher `sequence`, so that calendars move the entry (RFC 5546, section 3.2.2.1).
    """

    __tablename__ = "meeting"
    __table_args__ = (
        CheckConstraint("minutes IN (15, 20, 30)", name="minutes_allowed"),
        # An introduction has at most one proposal that waits and one meeting that is fixed.
        *(
            Index(
                f"uq_meeting_{state}",
                "introduction_id",
                unique=True,
                sqlite_where=text(f"state = '{state}'"),
                postgresql_where=text(f"state = '{state}'"),
            )
            for state in (MeetingState.PROPOSED.value, MeetingState.CHOSEN.value)
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    introduction_id: Mapped[int] = mapped_column(
        ForeignKey("introduction.id", ondelete="CASCADE"), index=True
    )
    proposed_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"))
    #: Whose people proposed; the other side chooses.
    side: Mapped[Side] = mapped_column(enum_by_value(Side))
    minutes: Mapped[int]
    #: Where: at a venue, or at an address of an online room; both may be empty.
    venue_id: Mapped[int | None] = mapped_column(ForeignKey("venue.id", ondelete="SET NULL"))
    link: Mapped[str] = mapped_column(String(512), default="")
    state: Mapped[MeetingState] = mapped_column(enum_by_value(MeetingState), default=MeetingState.PROPOSED)
    #: Of the calendar entry: the same for its whole life, and raised with every change.
    uid: Mapped[str] = mapped_column(String(80), index=True)
    sequence: Mapped[int] = mapped_column(default=0)
    #: The time chosen, in UTC.
    starts_at: Mapped[datetime | None]
    chosen_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"))

    introduction: Mapped[Introduction] = relationship(back_populates="meetings")
    proposed_by: Mapped[Person | None] = relationship(foreign_keys=[proposed_by_id])
    chosen_by: Mapped[Person | None] = relationship(foreign_keys=[chosen_by_id])
    venue: Mapped[Venue | None] = relationship()
    slots: Mapped[list[MeetingSlot]] = relationship(
        back_populates="meeting", cascade="all, delete-orphan", order_by="MeetingSlot.starts_at"
    )

    @property
    def ends_at(self) -> datetime | None:
        """The end of the time chosen, in UTC."""
        return None if self.starts_at is None else self.starts_at + timedelta(minutes=self.minutes)


class MeetingSlot(Base):
    """One time to choose."""

    __tablename__ = "meeting_slot"
    __table_args__ = (UniqueConstraint("meeting_id", "starts_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id", ondelete="CASCADE"))
    starts_at: Mapped[datetime]

    meeting: Mapped[Meeting] = relationship(back_populates="slots")

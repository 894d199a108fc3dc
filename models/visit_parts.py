"""What belongs to a visit: who comes, other dates, what is said, the place in line, the feedback."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import TYPE_CHECKING

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base, Timestamped
from models.columns import enum_by_value, utc_now
from models.visit import VisitSide

if TYPE_CHECKING:
    from models.person import Person
    from models.venue import Space
    from models.visit import Visit


class PartyMember(Base):
    """One of those who come, by name only where the host needs it (badge, fire list)."""

    __tablename__ = "party_member"

    id: Mapped[int] = mapped_column(primary_key=True)
    visit_id: Mapped[int] = mapped_column(ForeignKey("visit.id", ondelete="CASCADE"), index=True)
    name: Mapped[str] = mapped_column(String(120))
    email: Mapped[str] = mapped_column(String(254), default="")
    #: The row is deleted after this day.
    deleted_after: Mapped[date] = mapped_column(index=True)

    visit: Mapped[Visit] = relationship(back_populates="party")


class ProposalState(StrEnum):
    """Where a proposal of other dates stands."""

    OPEN = "open"
    TAKEN = "taken"
    TURNED_DOWN = "turned_down"
    #: Another one was proposed in its place, or the visit ended otherwise.
    REPLACED = "replaced"


_OPEN_PROPOSAL = text("state = 'open'")


class VisitProposal(Base, Timestamped):
    """Other dates, or another space, proposed for a visit: the thread stays, nobody asks anew."""

    __tablename__ = "visit_proposal"
    __table_args__ = (
        CheckConstraint("ends_on >= starts_on", name="ends_after_start"),
        # A visit has at most one proposal that waits.
        Index(
            "uq_visit_proposal_open",
            "visit_id",
            unique=True,
            sqlite_where=_OPEN_PROPOSAL,
            postgresql_where=_OPEN_PROPOSAL,
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    visit_id: Mapped[int] = mapped_column(ForeignKey("visit.id", ondelete="CASCADE"), index=True)
    proposed_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"))
    #: Whose people proposed; the other side answers.
    side: Mapped[VisitSide] = mapped_column(enum_by_value(VisitSide))
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    #: Used in place of the space asked for; None: the same.
    space_id: Mapped[int | None] = mapped_column(ForeignKey("space.id", ondelete="SET NULL"))
    words: Mapped[str] = mapped_column(String(500), default="")
    state: Mapped[ProposalState] = mapped_column(enum_by_value(ProposalState), default=ProposalState.OPEN)

    visit: Mapped[Visit] = relationship(back_populates="proposals")
    proposed_by: Mapped[Person | None] = relationship()
    space: Mapped[Space | None] = relationship()


class VisitMessage(Base):
    """One thing said in the conversation on a visit. Written once, never changed."""

    __tablename__ = "visit_message"

    id: Mapped[int] = mapped_column(primary_key=True)
    visit_id: Mapped[int] = mapped_column(ForeignKey("visit.id", ondelete="CASCADE"), index=True)
    author_id: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"))
    side: Mapped[VisitSide] = mapped_column(enum_by_value(VisitSide))
    text: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime] = mapped_column(default=utc_now)

    visit: Mapped[Visit] = relationship(back_populates="messages")
    author: Mapped[Person | None] = relationship()


class VisitFeedback(Base):
    """What one side says after the stay."""

    __tablename__ = "visit_feedback"
    __table_args__ = (
        UniqueConstraint("visit_id", "side"),
        CheckConstraint("rating BETWEEN 1 AND 5", name="rating_range"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    visit_id: Mapped[int] = mapped_column(ForeignKey("visit.id", ondelete="CASCADE"))
    side: Mapped[VisitSide] = mapped_column(enum_by_value(VisitSide))
    author_id: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"))
    rating: Mapped[int]
    #: Did the other side keep what was agreed? Counted in the honour rate.
    as_agreed: Mapped[bool] = mapped_column(default=True)
    text: Mapped[str] = mapped_column(Text, default="")
    at: Mapped[datetime] = mapped_column(default=utc_now)

    visit: Mapped[Visit] = relationship(back_populates="feedback")
    author: Mapped[Person | None] = relationship()


class WaitingState(StrEnum):
    """Where a place in line stands."""

    WAITING = "waiting"
    #: A freed place is held for it until `offered_until`.
    OFFERED = "offered"
    TAKEN = "taken"
    #: The offer ran out or was turned down.
    PASSED = "passed"
    LEFT = "left"


class WaitingPlace(Base):
    """A visit in line for a space that is full on a day it asks for.

    The line of a space is its rows that wait, by `joined_at`, then by id: a place in line is reckoned,
    never stored, so that leaving needs no renumbering.
    """

    __tablename__ = "waiting_place"
    __table_args__ = (
        UniqueConstraint("visit_id"),
        CheckConstraint("ends_on >= starts_on", name="ends_after_start"),
        CheckConstraint("people > 0", name="people_positive"),
        CheckConstraint("(state = 'offered') = (offered_until IS NOT NULL)", name="offered_with_clock"),
        Index(None, "space_id", "state", "joined_at"),
        Index(None, "state", "offered_until"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    visit_id: Mapped[int] = mapped_column(ForeignKey("visit.id", ondelete="CASCADE"))
    space_id: Mapped[int] = mapped_column(ForeignKey("space.id", ondelete="CASCADE"))
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    people: Mapped[int]
    state: Mapped[WaitingState] = mapped_column(enum_by_value(WaitingState), default=WaitingState.WAITING)
    joined_at: Mapped[datetime] = mapped_column(default=utc_now)
    offered_at: Mapped[datetime | None]
    offered_until: Mapped[datetime | None]

    visit: Mapped[Visit] = relationship(back_populates="waiting_place")
    space: Mapped[Space] = relationship()

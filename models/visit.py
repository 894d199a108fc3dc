"""Visits: an organisation's people at a venue from day to day, and the places they take there."""

from __future__ import annotations

from datetime import date, datetime, time
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    String,
    Text,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base, Timestamped
from models.columns import JsonDocument, MutableCodeList, enum_by_value, utc_now

if TYPE_CHECKING:
    from models.agreement import AgreementTerms
    from models.introduction import Introduction
    from models.organisation import Organisation
    from models.person import Person
    from models.venue import Space, Venue
    from models.visit_parts import PartyMember, VisitFeedback, VisitMessage, VisitProposal, WaitingPlace


class VisitState(StrEnum):
    """Where a visit stands; the moves between are `matchmaker.visits.rules.MOVES`."""

    #: Waits for the host.
    REQUESTED = "requested"
    #: As requested, but a day is full: waits for a place that comes free; see `WaitingPlace`.
    WAITING = "waiting"
    #: The host proposed other dates: waits for the visiting side; see `VisitProposal`.
    CHANGED = "changed"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    LAPSED = "lapsed"
    #: By the visiting side, before it was accepted.
    WITHDRAWN = "withdrawn"
    #: By either side, after it was accepted.
    CANCELLED = "cancelled"
    ARRIVED = "arrived"
    NO_SHOW = "no_show"
    COMPLETED = "completed"


#: Waiting for somebody's answer: these have a clock and block no space.
PENDING_VISIT_STATES = frozenset({VisitState.REQUESTED, VisitState.WAITING, VisitState.CHANGED})
#: The host has said yes, whatever became of it.
ACCEPTED_VISIT_STATES = frozenset(
    {
        VisitState.ACCEPTED,
        VisitState.CANCELLED,
        VisitState.ARRIVED,
        VisitState.NO_SHOW,
        VisitState.COMPLETED,
    }
)
#: These hold their places.
HOLDING_VISIT_STATES = frozenset({VisitState.ACCEPTED, VisitState.ARRIVED, VisitState.COMPLETED})


class VisitSide(StrEnum):
    """For whom somebody acts on a visit."""

    VISITOR = "visitor"
    HOST = "host"


class VisitService(StrEnum):
    """What visitors ask a host for."""

    DESK = "desk"
    MEETING_ROOM = "meeting_room"
    OFFICE = "office"
    LAB = "lab"
    #: To the management of the host and its cluster.
    INTRODUCTIONS = "introductions"
    CULTURE_BRIEFING = "culture_briefing"
    EVENTS = "events"


class VisitDeclineReason(StrEnum):
    """Why a host said no."""

    FULL = "full"
    CLOSED = "closed"
    SHORT_NOTICE = "short_notice"
    TOO_LONG = "too_long"
    NO_SUCH_SPACE = "no_such_space"
    NOT_A_FIT = "not_a_fit"
    OTHER = "other"


class Standing(StrEnum):
    """How a request stands to the agreement and the host's additions."""

    WITHIN = "within"
    HOST_DECIDES = "host_decides"
    OUTSIDE = "outside"


class Visit(Base, Timestamped):
    """One stay, from the request to the feedback."""

    __tablename__ = "visit"
    __table_args__ = (
        CheckConstraint("ends_on >= starts_on", name="ends_after_start"),
        CheckConstraint("party_size > 0", name="party_positive"),
        CheckConstraint("working_days >= 0", name="working_days_positive"),
        CheckConstraint("sequence >= 0", name="sequence_positive"),
        Index(None, "venue_id", "starts_on", "ends_on"),
        Index(None, "organisation_id", "starts_on"),
        Index(None, "state", "answer_due_at"),
        Index(None, "state", "ends_on"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    #: In addresses: cannot be guessed, and tells nobody how many visits there are.
    token: Mapped[str] = mapped_column(String(32), unique=True)
    #: Shared with the suggestion, introductions, meetings and outcomes: 32 hex digits.
    thread: Mapped[str] = mapped_column(String(32), index=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id", ondelete="CASCADE"))
    venue_id: Mapped[int] = mapped_column(ForeignKey("venue.id", ondelete="CASCADE"))
    #: The signing cluster through which they roam; counted in its balance.
    home_cluster_id: Mapped[int | None] = mapped_column(
        ForeignKey("organisation.id", ondelete="SET NULL"), index=True
    )
    requested_by_id: Mapped[int | None] = mapped_column(
        ForeignKey("person.id", ondelete="SET NULL"), index=True
    )
    #: First and last day, in the venue's time.
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    #: When they come on the first day, in the venue's time; None when the doors open.
    arrives_at: Mapped[time | None]
    party_size: Mapped[int] = mapped_column(default=1)
    purpose: Mapped[str] = mapped_column(Text, default="")
    #: Values of `VisitService`.
    services: Mapped[list[str]] = mapped_column(MutableCodeList, default=list)

    state: Mapped[VisitState] = mapped_column(enum_by_value(VisitState), default=VisitState.REQUESTED)
    state_since: Mapped[datetime] = mapped_column(default=utc_now)
    #: Raised with every change: a form or a mailed link that saw another one has come too late.
    version: Mapped[int] = mapped_column(default=1)

    # How it stood to the agreement when it was asked.
    standing: Mapped[Standing] = mapped_column(enum_by_value(Standing), index=True)
    #: `matchmaker.agreements.standing.Finding` by finding: ``{"reason", "clause", …}``.
    standing_findings: Mapped[list[dict[str, Any]]] = mapped_column(JsonDocument, default=list)
    terms_id: Mapped[int | None] = mapped_column(ForeignKey("agreement_terms.id", ondelete="RESTRICT"))
    #: Working days of the venue within the stay.
    working_days: Mapped[int] = mapped_column(default=0)

    requested_at: Mapped[datetime] = mapped_column(default=utc_now, index=True)
    #: While it is pending: when the one reminder is due, and when it lapses.
    remind_at: Mapped[datetime | None]
    answer_due_at: Mapped[datetime | None]
    reminded_at: Mapped[datetime | None]
    #: The host's first answer of any kind (yes, no, other dates): what answer time is reckoned from.
    first_answered_at: Mapped[datetime | None]
    answered_at: Mapped[datetime | None]
    answered_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"))
    #: Accepted by the service at once, as the host has chosen for the spaces.
    confirmed_at_once: Mapped[bool] = mapped_column(default=False)
    decline_reason: Mapped[VisitDeclineReason | None] = mapped_column(enum_by_value(VisitDeclineReason))
    #: The words beside a decline, withdrawal or cancellation.
    reason_words: Mapped[str] = mapped_column(String(500), default="")
    #: Who cancelled, for the balance and the honour rate.
    cancelled_by_side: Mapped[VisitSide | None] = mapped_column(enum_by_value(VisitSide))
    cancelled_at: Mapped[datetime | None]

    #: Shown to the visitors once accepted, typed or scanned at the desk.
    arrival_code: Mapped[str | None] = mapped_column(String(16), unique=True)
    arrived_at: Mapped[datetime | None]
    #: When it was completed or found a no-show.
    closed_at: Mapped[datetime | None]

    #: Of the calendar entry: the same for its whole life, and raised with every change that calendars show.
    uid: Mapped[str] = mapped_column(String(80), unique=True)
    sequence: Mapped[int] = mapped_column(default=0)

    organisation: Mapped[Organisation] = relationship(foreign_keys=[organisation_id])
    venue: Mapped[Venue] = relationship()
    home_cluster: Mapped[Organisation | None] = relationship(foreign_keys=[home_cluster_id])
    requested_by: Mapped[Person | None] = relationship(foreign_keys=[requested_by_id])
    answered_by: Mapped[Person | None] = relationship(foreign_keys=[answered_by_id])
    terms: Mapped[AgreementTerms | None] = relationship()
    spaces: Mapped[list[VisitSpace]] = relationship(
        back_populates="visit", cascade="all, delete-orphan", order_by="VisitSpace.id"
    )
    introductions: Mapped[list[VisitIntroduction]] = relationship(
        back_populates="visit", cascade="all, delete-orphan", order_by="VisitIntroduction.id"
    )
    party: Mapped[list[PartyMember]] = relationship(
        back_populates="visit", cascade="all, delete-orphan", order_by="PartyMember.id"
    )
    proposals: Mapped[list[VisitProposal]] = relationship(
        back_populates="visit", cascade="all, delete-orphan", order_by="VisitProposal.id"
    )
    messages: Mapped[list[VisitMessage]] = relationship(
        back_populates="visit", cascade="all, delete-orphan", order_by="VisitMessage.id"
    )
    feedback: Mapped[list[VisitFeedback]] = relationship(
        back_populates="visit", cascade="all, delete-orphan", order_by="VisitFeedback.id"
    )
    waiting_place: Mapped[WaitingPlace | None] = relationship(
        back_populates="visit", cascade="all, delete-orphan"
    )

    @property
    def visitor_name(self) -> str:
        """Who visits; a stand-in until the host accepts, where it is shown without its name."""
        accepted = self.state in ACCEPTED_VISIT_STATES
        return self.organisation.own_name if accepted else self.organisation.name

    @property
    def is_pending(self) -> bool:
        """Does it wait for an answer?"""
        return self.state in PENDING_VISIT_STATES

    @property
    def calendar_days(self) -> int:
        """Calendar days from the first to the last, both counted."""
        return (self.ends_on - self.starts_on).days + 1


class VisitSpace(Base):
    """People of a visit in a space from day to day."""

    __tablename__ = "visit_space"
    __table_args__ = (
        CheckConstraint("ends_on >= starts_on", name="ends_after_start"),
        CheckConstraint("people > 0", name="people_positive"),
        UniqueConstraint("visit_id", "space_id", "starts_on"),
        Index(None, "space_id", "starts_on", "ends_on"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    visit_id: Mapped[int] = mapped_column(ForeignKey("visit.id", ondelete="CASCADE"))
    space_id: Mapped[int] = mapped_column(ForeignKey("space.id", ondelete="CASCADE"))
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    people: Mapped[int]
    #: Its people are counted in `SpaceDay` for each of its days, so that they are given back exactly once.
    held: Mapped[bool] = mapped_column(default=False)

    visit: Mapped[Visit] = relationship(back_populates="spaces")
    space: Mapped[Space] = relationship()


class SpaceDay(Base):
    """How many places of a space are taken on a day. No row: none.

    Never over-booked, whoever writes: places are taken by one ``INSERT … ON CONFLICT DO UPDATE SET
    taken = taken + :people`` a day, days in order (so that two writers never wait for each other), and
    the check constraint refuses the one that comes too late. `capacity` is the space's own: the foreign
    key carries both columns, so a space that is made smaller than what is taken is refused as well.
    Days that are over may be deleted: the visits keep the history.
    """

    __tablename__ = "space_day"
    __table_args__ = (
        ForeignKeyConstraint(
            ["space_id", "capacity"], ["space.id", "space.capacity"], ondelete="CASCADE", onupdate="CASCADE"
        ),
        CheckConstraint("taken >= 0 AND taken <= capacity", name="taken_within_capacity"),
    )

    space_id: Mapped[int] = mapped_column(primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True)
    taken: Mapped[int] = mapped_column(default=0)
    capacity: Mapped[int]


class VisitIntroduction(Base):
    """Somebody to meet there, asked for together with the visit; an introduction on its thread once asked."""

    __tablename__ = "visit_introduction"
    __table_args__ = (UniqueConstraint("visit_id", "organisation_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    visit_id: Mapped[int] = mapped_column(ForeignKey("visit.id", ondelete="CASCADE"))
    organisation_id: Mapped[int] = mapped_column(
        ForeignKey("organisation.id", ondelete="CASCADE"), index=True
    )
    message: Mapped[str] = mapped_column(Text, default="")
    #: None until it is asked, which is when the visit is sent.
    introduction_id: Mapped[int | None] = mapped_column(
        ForeignKey("introduction.id", ondelete="SET NULL"), index=True
    )

    visit: Mapped[Visit] = relationship(back_populates="introductions")
    organisation: Mapped[Organisation] = relationship()
    introduction: Mapped[Introduction | None] = relationship()

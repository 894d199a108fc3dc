"""Introductions: one organisation asks to meet another, a manager brokers it, both sides answer."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base, Timestamped
from models.columns import JsonDocument, enum_by_value, utc_now

if TYPE_CHECKING:
    from models.meeting import Meeting
    from models.organisation import Organisation
    from models.outcome import Outcome
    from models.person import Person


class IntroductionState(StrEnum):
    """Where an introduction stands; the moves between are `matchmaker.introductions.rules.MOVES`."""

    DRAFT = "draft"
    #: Waits for the cluster's manager.
    REQUESTED = "requested"
    #: Waits for the asked side.
    RELEASED = "released"
    STOPPED = "stopped"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    LAPSED = "lapsed"
    WITHDRAWN = "withdrawn"
    MET = "met"
    #: Something came of it; see `models.outcome.Outcome`.
    OUTCOME = "outcome"


#: Waiting for somebody's answer: these count against the quota and have a clock.
OPEN_STATES = frozenset({IntroductionState.REQUESTED, IntroductionState.RELEASED})
#: The two sides know each other.
ACCEPTED_STATES = frozenset({IntroductionState.ACCEPTED, IntroductionState.MET, IntroductionState.OUTCOME})


class Route(StrEnum):
    """Does a manager stand between the two sides?"""

    BROKERED = "brokered"
    DIRECT = "direct"


class Side(StrEnum):
    """For whom somebody acts on an introduction."""

    ASKING = "asking"
    ASKED = "asked"
    #: The manager of the brokering cluster, or the secretariat.
    BROKER = "broker"


class StopReason(StrEnum):
    """Why a manager did not release a request."""

    NOT_RELEVANT = "not_relevant"
    TOO_VAGUE = "too_vague"
    WRONG_PARTNER = "wrong_partner"
    ALREADY_IN_TOUCH = "already_in_touch"
    OTHER_WAY = "other_way"


class DeclineReason(StrEnum):
    """Why the asked side said no."""

    #: Asked again not before a date that is named.
    NOT_NOW = "not_now"
    COMPETITOR = "competitor"
    WRONG_SIZE = "wrong_size"
    NO_CAPACITY = "no_capacity"
    NOT_RELEVANT = "not_relevant"
    ALREADY_IN_TOUCH = "already_in_touch"


_OPEN_IN_SQL = text("state IN ('requested', 'released')")


class Introduction(Base, Timestamped):
    """One request of one organisation to meet another about one thing."""

    __tablename__ = "introduction"
    __table_args__ = (
        CheckConstraint("asking_organisation_id <> asked_organisation_id", name="not_itself"),
        Index(None, "state", "due_at"),
        # Behind the lock that the verbs take: the same two have at most one that waits.
        Index(
            "uq_introduction_open_pair",
            "lower_organisation_id",
            "higher_organisation_id",
            unique=True,
            sqlite_where=_OPEN_IN_SQL,
            postgresql_where=_OPEN_IN_SQL,
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    #: Shared by the suggestion, the introduction, its meetings, visits and outcomes: 32 hex digits.
    thread: Mapped[str] = mapped_column(String(32), index=True)
    asking_organisation_id: Mapped[int] = mapped_column(
        ForeignKey("organisation.id", ondelete="CASCADE"), index=True
    )
    asked_organisation_id: Mapped[int] = mapped_column(
        ForeignKey("organisation.id", ondelete="CASCADE"), index=True
    )
    #: The same two ids in order, so that a pair is one pair whoever asks.
    lower_organisation_id: Mapped[int]
    higher_organisation_id: Mapped[int]
    #: The cluster whose managers release or stop it; None where it goes directly.
    broker_id: Mapped[int | None] = mapped_column(
        ForeignKey("organisation.id", ondelete="SET NULL"), index=True
    )
    route: Mapped[Route] = mapped_column(enum_by_value(Route))
    requested_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"))
    #: What it is about, as addresses name it: ``listing-12``, ``project-5``, ``call-3``, ``venue-<slug>``,
    #: ``organisation-<slug>``; and what that was called then.
    subject: Mapped[str] = mapped_column(String(100), index=True)
    subject_title: Mapped[str] = mapped_column(String(512), default="")
    message: Mapped[str] = mapped_column(Text, default="")
    #: Why the asked one was suggested, as it was shown: see `matchmaker.introductions.reasons.Reasons`.
    reasons: Mapped[dict[str, Any]] = mapped_column(JsonDocument, default=dict)
    #: The asking side is not named to the asked side before acceptance.
    anonymous: Mapped[bool] = mapped_column(default=False)

    state: Mapped[IntroductionState] = mapped_column(
        enum_by_value(IntroductionState), default=IntroductionState.DRAFT
    )
    state_since: Mapped[datetime] = mapped_column(default=utc_now)
    #: Raised with every change of state: a form or a mailed link that saw another one has come too late.
    version: Mapped[int] = mapped_column(default=1)
    requested_at: Mapped[datetime | None]
    released_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"))
    released_at: Mapped[datetime | None]
    #: Who accepted or declined for the asked side, and when.
    answered_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"))
    answered_at: Mapped[datetime | None]
    stop_reason: Mapped[StopReason | None] = mapped_column(enum_by_value(StopReason))
    decline_reason: Mapped[DeclineReason | None] = mapped_column(enum_by_value(DeclineReason))
    #: The words beside the reason to stop or decline.
    reason_words: Mapped[str] = mapped_column(String(500), default="")
    #: After a decline: the first day on which the two are suggested or introduced to each other again.
    not_before: Mapped[date | None]

    #: While it is open: when the one reminder is due, and when the step escalates or lapses. Once it is
    #: accepted, `due_at` is when both are asked next what came of it; None when nothing is due any more.
    remind_at: Mapped[datetime | None]
    due_at: Mapped[datetime | None]
    reminded_at: Mapped[datetime | None]
    escalated_at: Mapped[datetime | None]
    #: How often both sides were asked for the outcome.
    outcome_questions: Mapped[int] = mapped_column(default=0)
    #: Offered to the asking side when it lapsed or was declined.
    next_best_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id", ondelete="SET NULL"))

    asking_organisation: Mapped[Organisation] = relationship(foreign_keys=[asking_organisation_id])
    asked_organisation: Mapped[Organisation] = relationship(foreign_keys=[asked_organisation_id])
    broker: Mapped[Organisation | None] = relationship(foreign_keys=[broker_id])
    next_best: Mapped[Organisation | None] = relationship(foreign_keys=[next_best_id])
    requested_by: Mapped[Person | None] = relationship(foreign_keys=[requested_by_id])
    released_by: Mapped[Person | None] = relationship(foreign_keys=[released_by_id])
    answered_by: Mapped[Person | None] = relationship(foreign_keys=[answered_by_id])
    messages: Mapped[list[IntroductionMessage]] = relationship(
        back_populates="introduction", cascade="all, delete-orphan", order_by="IntroductionMessage.id"
    )
    meetings: Mapped[list[Meeting]] = relationship(
        back_populates="introduction", cascade="all, delete-orphan", order_by="Meeting.id"
    )
    outcomes: Mapped[list[Outcome]] = relationship(
        back_populates="introduction", cascade="all, delete-orphan", order_by="Outcome.id"
    )

    @property
    def is_open(self) -> bool:
        """Does it wait for an answer?"""
        return self.state in OPEN_STATES

    @property
    def is_accepted(self) -> bool:
        """Do the two sides know each other?"""
        return self.state in ACCEPTED_STATES

    def organisation_of(self, side: Side) -> Organisation | None:
        """The organisation behind a side; None for a broker where it went directly."""
        match side:
            case Side.ASKING:
                return self.asking_organisation
            case Side.ASKED:
                return self.asked_organisation
            case Side.BROKER:
                return self.broker


class IntroductionMessage(Base):
    """One thing said in the conversation on an introduction. Written once, never changed."""

    __tablename__ = "introduction_message"

    id: Mapped[int] = mapped_column(primary_key=True)
    introduction_id: Mapped[int] = mapped_column(
        ForeignKey("introduction.id", ondelete="CASCADE"), index=True
    )
    author_id: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"))
    side: Mapped[Side] = mapped_column(enum_by_value(Side))
    text: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime] = mapped_column(default=utc_now)

    introduction: Mapped[Introduction] = relationship(back_populates="messages")
    author: Mapped[Person | None] = relationship()


class PairBlock(Base):
    """Two organisations that are never suggested or introduced to each other again, whoever said so."""

    __tablename__ = "pair_block"
    __table_args__ = (
        UniqueConstraint("lower_organisation_id", "higher_organisation_id"),
        CheckConstraint("lower_organisation_id < higher_organisation_id", name="lower_first"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    lower_organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id", ondelete="CASCADE"))
    higher_organisation_id: Mapped[int] = mapped_column(
        ForeignKey("organisation.id", ondelete="CASCADE"), index=True
    )
    #: The organisation that said so; the other one is not told.
    said_by_organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id", ondelete="CASCADE"))
    said_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"))
    at: Mapped[datetime] = mapped_column(default=utc_now)

    said_by: Mapped[Person | None] = relationship()

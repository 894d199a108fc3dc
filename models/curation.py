"""The manager's desk: who has what open, what was decided, what a member is suggested by its manager."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base, Timestamped
from models.columns import JsonDocument, MutableCodeList, enum_by_value, utc_now

if TYPE_CHECKING:
    from models.listing import Listing
    from models.organisation import Organisation
    from models.person import Person


class DeskKind(StrEnum):
    """What sort of thing waits for a manager."""

    #: An introduction that a member asks for.
    RELEASE = "release"
    #: An organisation asks to join the cluster.
    JOINING = "joining"
    #: A member nobody has verified.
    ORGANISATION = "organisation"
    #: A published need or offer whose text nobody has checked.
    LISTING = "listing"
    #: A partner the engine found for a member.
    SUGGESTION = "suggestion"
    #: A need or offer that expires soon, or whose owner does not answer.
    LAPSE = "lapse"
    #: An introduction that waits for the other side and is about to lapse.
    ANSWER = "answer"
    #: Somebody says that a member's profile from public data is their organisation's.
    CLAIM = "claim"


class DeskVerdict(StrEnum):
    """What a manager decides on an item."""

    RELEASE = "release"
    STOP = "stop"
    ACCEPT = "accept"
    DECLINE = "decline"
    VERIFY = "verify"
    REJECT = "reject"
    CHECK = "check"
    APPROVE = "approve"
    PIN = "pin"
    DISMISS = "dismiss"
    RENEW = "renew"
    REMIND = "remind"
    LEAVE = "leave"
    HAND_OVER = "hand_over"
    REFUSE = "refuse"


class DecisionState(StrEnum):
    """How far a decision has come."""

    #: Another manager of the cluster must agree first.
    SECOND_LOOK = "second_look"
    #: It takes effect shortly, and can still be taken back.
    PENDING = "pending"
    DONE = "done"
    UNDONE = "undone"
    #: The other manager did not agree.
    SENT_BACK = "sent_back"
    #: It could not be done any more; `DeskDecision.failure` says why.
    FAILED = "failed"


#: States in which nobody else may decide on the same item.
LIVE_DECISIONS = (DecisionState.SECOND_LOOK, DecisionState.PENDING)
_LIVE = text("state IN ('second_look', 'pending')")


class DeskClaim(Base):
    """Somebody has an item of the desk open. It binds nobody and expires by itself."""

    __tablename__ = "desk_claim"
    __table_args__ = (UniqueConstraint("kind", "subject_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[DeskKind] = mapped_column(enum_by_value(DeskKind))
    subject_id: Mapped[int]
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), index=True)
    opened_at: Mapped[datetime] = mapped_column(default=utc_now)
    expires_at: Mapped[datetime]

    person: Mapped[Person] = relationship()


class DeskDecision(Base):
    """What a manager decided on an item; at most one that is not yet in effect."""

    __tablename__ = "desk_decision"
    __table_args__ = (
        Index(
            "uq_desk_decision_live",
            "kind",
            "subject_id",
            unique=True,
            sqlite_where=_LIVE,
            postgresql_where=_LIVE,
        ),
        Index(None, "cluster_id", "state"),
        Index(None, "actor_id", "decided_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[DeskKind] = mapped_column(enum_by_value(DeskKind))
    #: Id of the listing, organisation, membership, suggestion, introduction or claim.
    subject_id: Mapped[int]
    #: The version of the item that was looked at.
    version: Mapped[str] = mapped_column(String(64))
    #: What the item was called, to tell of it when it is gone.
    title: Mapped[str] = mapped_column(String(300))
    cluster_id: Mapped[int] = mapped_column(ForeignKey("organisation.id", ondelete="CASCADE"))
    #: The member it concerns.
    organisation_id: Mapped[int] = mapped_column(
        ForeignKey("organisation.id", ondelete="CASCADE"), index=True
    )
    verdict: Mapped[DeskVerdict] = mapped_column(enum_by_value(DeskVerdict))
    reason: Mapped[str] = mapped_column(String(500), default="")
    #: Further plain values of the verdict, for example the scores of a check.
    details: Mapped[dict[str, Any]] = mapped_column(JsonDocument, default=dict)
    #: Decisions made with one press of a key are taken back together.
    batch: Mapped[str] = mapped_column(String(32), index=True)
    state: Mapped[DecisionState] = mapped_column(enum_by_value(DecisionState))
    actor_id: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"))
    decided_at: Mapped[datetime] = mapped_column(default=utc_now)
    second_id: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"))
    #: When it takes effect; None while another manager must agree.
    effective_at: Mapped[datetime | None]
    done_at: Mapped[datetime | None]
    failure: Mapped[str] = mapped_column(String(500), default="")

    actor: Mapped[Person | None] = relationship(foreign_keys=[actor_id])
    second: Mapped[Person | None] = relationship(foreign_keys=[second_id])
    organisation: Mapped[Organisation] = relationship(foreign_keys=[organisation_id])


class DeskSettings(Base, Timestamped):
    """How a cluster wants its desk to work."""

    __tablename__ = "desk_settings"

    cluster_id: Mapped[int] = mapped_column(
        ForeignKey("organisation.id", ondelete="CASCADE"), primary_key=True
    )
    #: Kinds of items on which two managers must agree; values of `DeskKind`.
    second_look: Mapped[list[str]] = mapped_column(MutableCodeList, default=list)


class ListingCheck(Base):
    """A manager's check of a need's or an offer's text, as the text was then."""

    __tablename__ = "listing_check"
    __table_args__ = (
        CheckConstraint(
            "clarity BETWEEN 0 AND 5 AND completeness BETWEEN 0 AND 5 "
            "AND advantage BETWEEN 0 AND 5 AND partner BETWEEN 0 AND 5",
            name="scores_range",
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    listing_id: Mapped[int] = mapped_column(ForeignKey("listing.id", ondelete="CASCADE"), index=True)
    checker_id: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"))
    checked_at: Mapped[datetime] = mapped_column(default=utc_now)
    # The text that was read: a changed one is to be checked again, a renewed one is not.
    title: Mapped[str] = mapped_column(String(256))
    summary: Mapped[str] = mapped_column(String(500))
    description: Mapped[str] = mapped_column(Text)
    clarity: Mapped[int]
    completeness: Mapped[int]
    advantage: Mapped[int]
    partner: Mapped[int]
    advice: Mapped[str] = mapped_column(String(1000), default="")

    listing: Mapped[Listing] = relationship()
    checker: Mapped[Person | None] = relationship()


class CuratedState(StrEnum):
    """What a manager made of a suggestion."""

    #: Found by the engine, and nobody has looked at it yet.
    PROPOSED = "proposed"
    #: Shown to the member first, as the manager's choice.
    PINNED = "pinned"
    #: Shown to both sides, and both were told.
    APPROVED = "approved"
    DISMISSED = "dismissed"
    #: Dismissed in favour of another.
    REPLACED = "replaced"


#: Shown to the member as "your manager suggests".
RECOMMENDED = (CuratedState.PINNED, CuratedState.APPROVED)
#: Not shown to the member at all.
TURNED_DOWN = (CuratedState.DISMISSED, CuratedState.REPLACED)


class CuratedSuggestion(Base, Timestamped):
    """A partner for a member, chosen by its manager or proposed by the engine to the manager."""

    __tablename__ = "curated_suggestion"
    __table_args__ = (
        UniqueConstraint("organisation_id", "target_id"),
        CheckConstraint("organisation_id <> target_id", name="not_itself"),
        Index(None, "state", "organisation_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id", ondelete="CASCADE"))
    target_id: Mapped[int] = mapped_column(ForeignKey("organisation.id", ondelete="CASCADE"), index=True)
    state: Mapped[CuratedState] = mapped_column(enum_by_value(CuratedState), default=CuratedState.PROPOSED)
    #: Slug of what it was found for, for example ``listing-12``; of the member where added by hand.
    subject: Mapped[str] = mapped_column(String(100), default="")
    #: Words both texts have, the weightiest first, and what the two texts are called.
    words: Mapped[list[str]] = mapped_column(MutableCodeList, default=list)
    ask_title: Mapped[str] = mapped_column(String(512), default="")
    item_title: Mapped[str] = mapped_column(String(512), default="")
    #: The list it stood in: `matchmaker.verdicts.Seen` as a document; empty where added by hand.
    seen: Mapped[dict[str, Any]] = mapped_column(JsonDocument, default=dict)
    #: Begins the thread that an introduction, a meeting and an outcome may continue.
    thread: Mapped[str] = mapped_column(String(32))
    #: Why it was turned down: a value of `models.verdict.DismissReason`; empty otherwise.
    reason: Mapped[str] = mapped_column(String(32), default="")
    #: The manager's words; the member reads them where it is recommended.
    note: Mapped[str] = mapped_column(String(500), default="")
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"))
    decided_at: Mapped[datetime | None]
    #: The one that took its place.
    replaced_by_id: Mapped[int | None] = mapped_column(
        ForeignKey("curated_suggestion.id", ondelete="SET NULL")
    )

    organisation: Mapped[Organisation] = relationship(foreign_keys=[organisation_id])
    target: Mapped[Organisation] = relationship(foreign_keys=[target_id])
    decided_by: Mapped[Person | None] = relationship()

"""Every word on a suggestion, with what was seen when it was said: what ranking learns from."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base
from models.columns import JsonDocument, enum_by_value, utc_now

if TYPE_CHECKING:
    from models.introduction import Introduction
    from models.organisation import Organisation
    from models.person import Person


class VerdictKind(StrEnum):
    """What was said of a suggestion, or became of it."""

    SUGGESTED_BY_MANAGER = "suggested_by_manager"
    PINNED = "pinned"
    SAVED = "saved"
    DISMISSED = "dismissed"
    REPLACED = "replaced"
    #: What was said before counts no more.
    TAKEN_BACK = "taken_back"
    ASKED = "asked"
    STOPPED = "stopped"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    LAPSED = "lapsed"
    WITHDRAWN = "withdrawn"
    MET = "met"
    OUTCOME = "outcome"
    #: Never again this pair.
    BLOCKED = "blocked"


class DismissReason(StrEnum):
    """Why somebody does not want a suggestion."""

    NOT_RELEVANT = "not_relevant"
    COMPETITOR = "competitor"
    WRONG_SIZE = "wrong_size"
    WRONG_COUNTRY = "wrong_country"
    NO_CAPACITY = "no_capacity"
    ALREADY_IN_TOUCH = "already_in_touch"


class Verdict(Base):
    """One word of somebody on one suggestion. Written once, never changed."""

    __tablename__ = "verdict"
    __table_args__ = (
        Index(None, "organisation_id", "at"),
        Index(None, "target_kind", "target_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(default=utc_now, index=True)
    kind: Mapped[VerdictKind] = mapped_column(enum_by_value(VerdictKind))
    #: None for what the service did by itself, and after erasure.
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"))
    #: To whom it was suggested.
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id", ondelete="CASCADE"))
    #: What was asked with, as addresses name it: ``listing-12``, ``organisation-<slug>``.
    subject: Mapped[str] = mapped_column(String(100), default="", index=True)
    #: What was suggested: ``organisation``, ``call`` or ``venue``, and its id there.
    target_kind: Mapped[str] = mapped_column(String(16))
    target_id: Mapped[int]
    #: A value of `DismissReason`, `DeclineReason` or `StopReason`, by the kind; empty for none.
    reason: Mapped[str] = mapped_column(String(32), default="")
    words: Mapped[str] = mapped_column(String(500), default="")
    #: What was shown together, best first: a list of ``{"id", "position", "score"}``.
    shown: Mapped[list[dict[str, Any]]] = mapped_column(JsonDocument, default=list)
    #: The target's place in that list from 1, and its score; None where it was not in a list.
    position: Mapped[int | None]
    score: Mapped[float | None]
    #: What ranked the list.
    model: Mapped[str] = mapped_column(String(64), default="")
    #: See `Introduction.thread`.
    thread: Mapped[str] = mapped_column(String(32), default="", index=True)
    introduction_id: Mapped[int | None] = mapped_column(
        ForeignKey("introduction.id", ondelete="SET NULL"), index=True
    )

    organisation: Mapped[Organisation] = relationship()
    person: Mapped[Person | None] = relationship()
    introduction: Mapped[Introduction | None] = relationship()

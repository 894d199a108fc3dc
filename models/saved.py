"""What an organisation said of a suggestion: keep it, or not this one."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base, Timestamped
from models.columns import enum_by_value

if TYPE_CHECKING:
    from models.organisation import Organisation


class SavedVerdict(StrEnum):
    """Saved to come back to, or dismissed and not to be suggested again."""

    SAVED = "saved"
    DISMISSED = "dismissed"


class SavedSuggestion(Base, Timestamped):
    """One organisation's word on one partner, call or venue."""

    __tablename__ = "saved_suggestion"
    __table_args__ = (UniqueConstraint("organisation_id", "target_kind", "target_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(
        ForeignKey("organisation.id", ondelete="CASCADE"), index=True
    )
    #: ``organisation``, ``call`` or ``venue``, and its id there.
    target_kind: Mapped[str] = mapped_column(String(16))
    target_id: Mapped[int]
    verdict: Mapped[SavedVerdict] = mapped_column(enum_by_value(SavedVerdict))
    reason: Mapped[str] = mapped_column(String(500), default="")
    #: The text the suggestion was made for, for example ``listing-12``.
    subject: Mapped[str] = mapped_column(String(100), default="")

    organisation: Mapped[Organisation] = relationship()

"""Who did what to which thing, when, and why."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import ForeignKey, Index, String, false
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base
from models.columns import JsonDocument, utc_now

if TYPE_CHECKING:
    from models.person import Person


class Activity(Base):
    """One entry of the log. Written once, never changed."""

    __tablename__ = "activity"
    __table_args__ = (Index(None, "subject_kind", "subject_id", "at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(default=utc_now, index=True)
    #: None for what the service did by itself (expiry, imports).
    actor_id: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"), index=True)
    #: A person did it who has no account any more; without it, None is the service itself.
    actor_left: Mapped[bool] = mapped_column(default=False, server_default=false())
    #: For example ``listing.published``.
    verb: Mapped[str] = mapped_column(String(64))
    subject_kind: Mapped[str] = mapped_column(String(32))
    subject_id: Mapped[int]
    #: The organisation it concerns, for its page and its managers.
    organisation_id: Mapped[int | None] = mapped_column(
        ForeignKey("organisation.id", ondelete="CASCADE"), index=True
    )
    reason: Mapped[str] = mapped_column(String(500), default="")
    details: Mapped[dict[str, Any]] = mapped_column(JsonDocument, default=dict)

    actor: Mapped[Person | None] = relationship()

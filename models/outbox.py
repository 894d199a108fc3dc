"""Work promised by a transaction: written with it, done after it, exactly as often as needed."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base
from models.columns import JsonDocument, utc_now


class OutboxRow(Base):
    """One job: index a text, send a mail. A row without ``done_at`` is still owed."""

    __tablename__ = "outbox"
    __table_args__ = (Index(None, "done_at", "due_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(64))
    payload: Mapped[dict[str, Any]] = mapped_column(JsonDocument, default=dict)
    #: At most one row ever exists for a key, so the same promise is never kept twice.
    unique_key: Mapped[str | None] = mapped_column(String(160), unique=True)
    created_at: Mapped[datetime] = mapped_column(default=utc_now)
    due_at: Mapped[datetime] = mapped_column(default=utc_now)
    attempts: Mapped[int] = mapped_column(default=0)
    last_error: Mapped[str] = mapped_column(Text, default="")
    done_at: Mapped[datetime | None]
    #: Set when it failed for good; shown to the operator.
    given_up_at: Mapped[datetime | None]

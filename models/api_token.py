"""Personal tokens for programs that use the API."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base
from models.columns import utc_now
from models.person import Person


class ApiToken(Base):
    """A program acts for a person with it. The token itself is kept nowhere, only its hash."""

    __tablename__ = "api_token"

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), index=True)
    #: What the person calls it, to know it again.
    name: Mapped[str] = mapped_column(String(80))
    #: How the token begins, shown in lists.
    prefix: Mapped[str] = mapped_column(String(12))
    #: SHA-256 of the whole token, in hexadecimal.
    digest: Mapped[str] = mapped_column(String(64), unique=True)
    created_at: Mapped[datetime] = mapped_column(default=utc_now)
    expires_at: Mapped[datetime]
    #: Day of the last use, no finer: enough to find the forgotten ones.
    last_used_on: Mapped[date | None]
    revoked_at: Mapped[datetime | None]

    person: Mapped[Person] = relationship()

    def is_live(self, now: datetime) -> bool:
        """Does it still open anything?"""
        return self.revoked_at is None and now < self.expires_at

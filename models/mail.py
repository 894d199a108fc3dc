"""How a person wants mails: at once or once a day, and which kinds not at all."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base
from models.columns import JsonDocument, enum_by_value, utc_now

if TYPE_CHECKING:
    from models.person import Person


class MailPace(StrEnum):
    """When mails come that need no answer within hours."""

    AT_ONCE = "at_once"
    #: Collected, and sent on the morning of the person's place.
    DAILY = "daily"


class MailPreference(Base):
    """A person's pace. Without a row it is at once."""

    __tablename__ = "mail_preference"

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), primary_key=True)
    pace: Mapped[MailPace] = mapped_column(enum_by_value(MailPace))


class MutedMail(Base):
    """A kind of mail that a person does not want."""

    __tablename__ = "muted_mail"
    __table_args__ = (UniqueConstraint("person_id", "kind"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), index=True)
    #: A name of the catalogue of kinds.
    kind: Mapped[str] = mapped_column(String(64))


class DigestItem(Base):
    """One message that waits for a person's daily mail. Kept for some time after it was sent."""

    __tablename__ = "digest_item"
    __table_args__ = (Index(None, "sent_at", "person_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), index=True)
    kind: Mapped[str] = mapped_column(String(64))
    #: What the templates of its kind use.
    values: Mapped[dict[str, Any]] = mapped_column(JsonDocument, default=dict)
    created_at: Mapped[datetime] = mapped_column(default=utc_now)
    sent_at: Mapped[datetime | None]

    person: Mapped[Person] = relationship()

"""Calls: funding, procurement, pilots, facility access, challenges, accelerators, training."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from sqlalchemy import ForeignKey, Numeric, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base, Timestamped
from models.columns import JsonDocument, MutableCodeList, enum_by_value, language_code
from models.publication import PublicationState

if TYPE_CHECKING:
    from models.organisation import Organisation


class CallKind(StrEnum):
    """What sort of call this is."""

    FUNDING = "funding"
    PROCUREMENT = "procurement"
    PILOT = "pilot"
    FACILITY_ACCESS = "facility_access"
    CHALLENGE = "challenge"
    ACCELERATOR = "accelerator"
    TRAINING = "training"


class Call(Base, Timestamped):
    """Something one can apply for. External calls link out; internal ones are run here."""

    __tablename__ = "call"
    __table_args__ = (UniqueConstraint("source", "source_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    identifier: Mapped[str] = mapped_column(String(160), index=True)
    kind: Mapped[CallKind] = mapped_column(enum_by_value(CallKind), default=CallKind.FUNDING)
    title: Mapped[str] = mapped_column(String(512))
    language: Mapped[str] = mapped_column(language_code(), default="en")
    programme: Mapped[str] = mapped_column(String(160), default="")
    #: Markdown for calls written here; plain text taken from HTML for imported ones.
    text: Mapped[str] = mapped_column(Text, default="")
    keywords: Mapped[list[str]] = mapped_column(MutableCodeList, default=list)
    opens_on: Mapped[date | None]
    #: Per project, in euros.
    budget_min: Mapped[Decimal | None] = mapped_column(Numeric(14, 2))
    budget_max: Mapped[Decimal | None] = mapped_column(Numeric(14, 2))
    #: Kinds of organisation that may apply; empty for all.
    who_may_apply: Mapped[list[str]] = mapped_column(MutableCodeList, default=list)
    #: Countries that may apply; empty for all.
    countries: Mapped[list[str]] = mapped_column(MutableCodeList, default=list)
    #: Conditions on the consortium: minimum_entities, minimum_countries, required_countries.
    conditions: Mapped[dict[str, Any]] = mapped_column(JsonDocument, default=dict)
    external_url: Mapped[str] = mapped_column(String(1024), default="")
    owner_id: Mapped[int | None] = mapped_column(
        ForeignKey("organisation.id", ondelete="SET NULL"), index=True
    )
    state: Mapped[PublicationState] = mapped_column(
        enum_by_value(PublicationState), default=PublicationState.DRAFT, index=True
    )
    source: Mapped[str | None] = mapped_column(String(32))
    source_id: Mapped[str | None] = mapped_column(String(160))
    #: Hash of what the source said last, so that an import writes only what changed there.
    source_digest: Mapped[str | None] = mapped_column(String(32))

    owner: Mapped[Organisation | None] = relationship()
    deadlines: Mapped[list[Deadline]] = relationship(
        back_populates="call", cascade="all, delete-orphan", order_by="Deadline.at"
    )

    @property
    def is_external(self) -> bool:
        """Does applying happen elsewhere?"""
        return bool(self.external_url)

    def next_deadline(self, now: datetime) -> datetime | None:
        """The first deadline still ahead; None where all have passed or none is known."""
        return next((d.at for d in self.deadlines if d.at >= now), None)

    def is_open(self, now: datetime) -> bool:
        """Can one still apply? A call without deadlines stays open."""
        return not self.deadlines or self.next_deadline(now) is not None


class Deadline(Base):
    """One cut-off of a call; a call may have several."""

    __tablename__ = "deadline"
    __table_args__ = (UniqueConstraint("call_id", "at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    call_id: Mapped[int] = mapped_column(ForeignKey("call.id", ondelete="CASCADE"))
    at: Mapped[datetime] = mapped_column(index=True)

    call: Mapped[Call] = relationship(back_populates="deadlines")

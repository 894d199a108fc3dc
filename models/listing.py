"""Needs and offers; both are a listing."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import TYPE_CHECKING

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base, Timestamped
from models.columns import MutableCodeList, enum_by_value, language_code
from models.publication import PublicationState

if TYPE_CHECKING:
    from models.organisation import Organisation


class Direction(StrEnum):
    """Does the organisation look for something, or have it to give?"""

    NEED = "need"
    OFFER = "offer"

    @property
    def opposite(self) -> Direction:
        """What it is matched against."""
        return Direction.OFFER if self is Direction.NEED else Direction.NEED


class ListingCategory(StrEnum):
    """What kind of thing is needed or offered."""

    TECHNOLOGY = "technology"
    BUSINESS = "business"
    RESEARCH = "research"
    SKILLS = "skills"
    FINANCE = "finance"
    TEST_FACILITY = "test_facility"
    PILOT = "pilot"


class DevelopmentStage(StrEnum):
    """How far the technology has come."""

    CONCEPT = "concept"
    LAB_TESTED = "lab_tested"
    PROTOTYPE = "prototype"
    DEMONSTRATED = "demonstrated"
    ON_MARKET = "on_market"


class IprStatus(StrEnum):
    """How the intellectual property is protected."""

    NONE = "none"
    SECRET_KNOW_HOW = "secret_know_how"  # noqa: S105 - a kind of protection
    COPYRIGHT = "copyright"
    DESIGN_RIGHT = "design_right"
    PATENT_PENDING = "patent_pending"
    PATENT_GRANTED = "patent_granted"


class Listing(Base, Timestamped):
    """A need or an offer of an organisation."""

    __tablename__ = "listing"
    __table_args__ = (Index(None, "state", "valid_until"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(
        ForeignKey("organisation.id", ondelete="CASCADE"), index=True
    )
    direction: Mapped[Direction] = mapped_column(enum_by_value(Direction))
    language: Mapped[str] = mapped_column(language_code(), default="en")
    title: Mapped[str] = mapped_column(String(256))
    summary: Mapped[str] = mapped_column(String(500), default="")
    description: Mapped[str] = mapped_column(Text, default="")
    category: Mapped[ListingCategory] = mapped_column(enum_by_value(ListingCategory))
    stage: Mapped[DevelopmentStage | None] = mapped_column(enum_by_value(DevelopmentStage))
    ipr: Mapped[IprStatus | None] = mapped_column(enum_by_value(IprStatus))
    partner_kinds: Mapped[list[str]] = mapped_column(MutableCodeList, default=list)
    countries: Mapped[list[str]] = mapped_column(MutableCodeList, default=list)
    languages: Mapped[list[str]] = mapped_column(MutableCodeList, default=list)
    keywords: Mapped[list[str]] = mapped_column(MutableCodeList, default=list)
    state: Mapped[PublicationState] = mapped_column(
        enum_by_value(PublicationState), default=PublicationState.DRAFT
    )
    published_at: Mapped[datetime | None]
    #: Last day it is shown, in the organisation's own calendar.
    valid_until: Mapped[date | None]
    #: When somebody last said that it still holds.
    confirmed_at: Mapped[datetime | None]
    #: When "still active?" was asked, until it is answered.
    asked_at: Mapped[datetime | None]

    organisation: Mapped[Organisation] = relationship(back_populates="listings")

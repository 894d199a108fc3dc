"""Projects and who takes part in them."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import TYPE_CHECKING

from sqlalchemy import CheckConstraint, ForeignKey, Numeric, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base, Timestamped
from models.columns import MutableCodeList, enum_by_value, language_code
from models.publication import PublicationState

if TYPE_CHECKING:
    from models.organisation import Organisation


class ParticipationRole(StrEnum):
    """What an organisation is in a project."""

    COORDINATOR = "coordinator"
    PARTICIPANT = "participant"
    ASSOCIATED_PARTNER = "associated_partner"
    THIRD_PARTY = "third_party"
    INTERNATIONAL_PARTNER = "international_partner"


class Project(Base, Timestamped):
    """A funded or planned piece of work of one or more organisations."""

    __tablename__ = "project"
    __table_args__ = (
        UniqueConstraint("source", "source_id"),
        CheckConstraint(
            "ends_on IS NULL OR starts_on IS NULL OR ends_on >= starts_on", name="ends_after_start"
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    acronym: Mapped[str] = mapped_column(String(80), default="")
    title: Mapped[str] = mapped_column(String(512))
    language: Mapped[str] = mapped_column(language_code(), default="en")
    summary: Mapped[str] = mapped_column(Text, default="")
    programme: Mapped[str] = mapped_column(String(120), default="")
    #: Identifier of the call or topic it was funded under.
    topic: Mapped[str] = mapped_column(String(160), default="", index=True)
    topic_title: Mapped[str] = mapped_column(String(512), default="")
    starts_on: Mapped[date | None]
    ends_on: Mapped[date | None]
    signed_on: Mapped[date | None]
    #: Whole budget and the participants' own share of it, in euros.
    budget: Mapped[Decimal | None] = mapped_column(Numeric(14, 2))
    own_share: Mapped[Decimal | None] = mapped_column(Numeric(14, 2))
    results: Mapped[str] = mapped_column(Text, default="")
    homepage: Mapped[str] = mapped_column(String(512), default="")
    contact: Mapped[str] = mapped_column(String(254), default="")
    keywords: Mapped[list[str]] = mapped_column(MutableCodeList, default=list)
    state: Mapped[PublicationState] = mapped_column(
        enum_by_value(PublicationState), default=PublicationState.DRAFT, index=True
    )
    source: Mapped[str | None] = mapped_column(String(32))
    source_id: Mapped[str | None] = mapped_column(String(64))
    #: Hash of what the source said last, so that an import writes only what changed there.
    source_digest: Mapped[str | None] = mapped_column(String(32))

    participations: Mapped[list[Participation]] = relationship(
        back_populates="project", cascade="all, delete-orphan", order_by="Participation.position"
    )

    @property
    def name(self) -> str:
        """The acronym where there is one, else the title."""
        return self.acronym or self.title

    def is_finished(self, today: date) -> bool:
        """Has the project ended by the given day?"""
        return self.ends_on is not None and self.ends_on < today

    @property
    def lead(self) -> Organisation | None:
        """The coordinating organisation; needs the participations loaded."""
        return next(
            (p.organisation for p in self.participations if p.role is ParticipationRole.COORDINATOR),
            None,
        )

    @property
    def full_name(self) -> str:
        """Acronym and title; only the title where that begins with the acronym."""
        return full_project_name(self.acronym, self.title)


class Participation(Base):
    """An organisation takes part in a project."""

    __tablename__ = "participation"
    # A department may take part beside its university, in the same role, at another place of the list.
    __table_args__ = (UniqueConstraint("project_id", "organisation_id", "role", "position"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    project_id: Mapped[int] = mapped_column(ForeignKey("project.id", ondelete="CASCADE"))
    organisation_id: Mapped[int] = mapped_column(
        ForeignKey("organisation.id", ondelete="CASCADE"), index=True
    )
    role: Mapped[ParticipationRole] = mapped_column(enum_by_value(ParticipationRole))
    position: Mapped[int] = mapped_column(default=0)
    #: The organisation's contribution from the funder, in euros.
    contribution: Mapped[Decimal | None] = mapped_column(Numeric(14, 2))

    project: Mapped[Project] = relationship(back_populates="participations")
    organisation: Mapped[Organisation] = relationship(back_populates="participations")


def full_project_name(acronym: str, title: str) -> str:
    """Acronym and title; only the title where that begins with the acronym."""
    if not acronym:
        return title
    if title.casefold().startswith(acronym.casefold()) and not title[len(acronym) :][:1].isalnum():
        return title
    return f"{acronym}: {title}"

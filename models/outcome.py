"""What came of an introduction, as its sides report it."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base, Timestamped
from models.columns import enum_by_value
from models.introduction import Side

if TYPE_CHECKING:
    from models.introduction import Introduction
    from models.person import Person


class OutcomeKind(StrEnum):
    """What came of it so far, the least first."""

    NOTHING_YET = "nothing_yet"
    TALKING = "talking"
    AGREEMENT = "agreement"
    JOINT_APPLICATION = "joint_application"
    CONTRACT = "contract"


class Outcome(Base, Timestamped):
    """One report of one side. Written once; what is true later is another report."""

    __tablename__ = "outcome"
    __table_args__ = (
        CheckConstraint("value_cents IS NULL OR value_cents >= 0", name="value_positive"),
        CheckConstraint("(value_cents IS NULL) = (currency = '')", name="value_with_currency"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    introduction_id: Mapped[int] = mapped_column(
        ForeignKey("introduction.id", ondelete="CASCADE"), index=True
    )
    side: Mapped[Side] = mapped_column(enum_by_value(Side))
    reported_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"))
    kind: Mapped[OutcomeKind] = mapped_column(enum_by_value(OutcomeKind), index=True)
    #: The day it happened.
    happened_on: Mapped[date]
    value_cents: Mapped[int | None] = mapped_column(BigInteger)
    #: ISO 4217; empty without a value.
    currency: Mapped[str] = mapped_column(String(3), default="")
    words: Mapped[str] = mapped_column(String(1000), default="")

    introduction: Mapped[Introduction] = relationship(back_populates="outcomes")
    reported_by: Mapped[Person | None] = relationship()

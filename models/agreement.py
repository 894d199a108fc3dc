"""The roaming agreement: its terms by clause, who signed, and what a host adds to them."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import TYPE_CHECKING

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base, Timestamped
from models.columns import MutableCodeList, enum_by_value, language_code, utc_now
from models.venue import SpaceKind

if TYPE_CHECKING:
    from models.organisation import Organisation
    from models.person import Person


class ClauseRule(StrEnum):
    """What a clause settles, for the rules that cite it."""

    #: Who may roam: members of a cluster that signed, at hosts that signed.
    WHO_MAY_ROAM = "who_may_roam"
    #: How many working days in a row are free of charge.
    FREE_DAYS = "free_days"
    #: What is free of charge: desk, meeting room, internet, introductions to the management.
    FREE_SERVICES = "free_services"
    #: Longer stays and services beyond: the host's rate or discretion.
    LONGER_STAYS = "longer_stays"
    SAME_FEES = "same_fees"
    EVENTS = "events"
    #: Agreed beforehand: dates, length, services, number of people.
    AGREED_BEFOREHAND = "agreed_beforehand"
    #: As much notice as possible.
    NOTICE = "notice"
    #: The host decides, and its house is open when it is open.
    HOST_DISCRETION = "host_discretion"
    HOUSE_RULES = "house_rules"
    COORDINATOR = "coordinator"
    REPORTING = "reporting"
    TERM_AND_RENEWAL = "term_and_renewal"
    WITHDRAWAL = "withdrawal"


class AgreementTerms(Base, Timestamped):
    """One version of the terms. Never changed once somebody signed it; what is new is another version."""

    __tablename__ = "agreement_terms"
    __table_args__ = (
        CheckConstraint("version > 0", name="version_positive"),
        CheckConstraint("free_working_days > 0", name="free_days_positive"),
        CheckConstraint("term_months > 0", name="term_positive"),
        CheckConstraint("withdrawal_notice_days >= 0", name="withdrawal_notice_positive"),
        CheckConstraint("answer_days > 0", name="answer_days_positive"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    version: Mapped[int] = mapped_column(unique=True)
    #: From this day on, who signs or renews signs this version.
    effective_from: Mapped[date] = mapped_column(index=True)
    title: Mapped[str] = mapped_column(String(256))
    introduction: Mapped[str] = mapped_column(Text, default="")
    language: Mapped[str] = mapped_column(language_code(), default="en")

    # The values that the rules reckon with; the clauses say the same in words.
    #: Working days of one stay that are free of charge.
    free_working_days: Mapped[int] = mapped_column(default=5)
    #: Visiting members pay what the host's own members pay, for services and for events.
    same_fees: Mapped[bool] = mapped_column(default=True)
    #: How long a signature holds.
    term_months: Mapped[int] = mapped_column(default=12)
    #: Calendar days between a withdrawal and its effect.
    withdrawal_notice_days: Mapped[int] = mapped_column(default=30)
    #: Calendar days a host has to answer before a request lapses.
    answer_days: Mapped[int] = mapped_column(default=3)

    clauses: Mapped[list[AgreementClause]] = relationship(
        back_populates="terms", cascade="all, delete-orphan", order_by="AgreementClause.position"
    )
    signatures: Mapped[list[Signature]] = relationship(back_populates="terms")

    def clause_for(self, rule: ClauseRule) -> AgreementClause | None:
        """The clause that settles something, or None where these terms do not."""
        return next((clause for clause in self.clauses if clause.rule is rule), None)


class AgreementClause(Base):
    """One numbered clause."""

    __tablename__ = "agreement_clause"
    __table_args__ = (
        UniqueConstraint("terms_id", "number"),
        UniqueConstraint("terms_id", "position"),
        # NULLs are distinct on both databases: clauses that no rule cites are as many as need be.
        UniqueConstraint("terms_id", "rule"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    terms_id: Mapped[int] = mapped_column(ForeignKey("agreement_terms.id", ondelete="CASCADE"))
    position: Mapped[int]
    #: As people cite it: ``3`` or ``3.2``.
    number: Mapped[str] = mapped_column(String(8))
    title: Mapped[str] = mapped_column(String(120))
    text: Mapped[str] = mapped_column(Text)
    rule: Mapped[ClauseRule | None] = mapped_column(enum_by_value(ClauseRule))

    terms: Mapped[AgreementTerms] = relationship(back_populates="clauses")


class SignatureState(StrEnum):
    """How a signature stands on a day; always derived from its dates, never stored."""

    #: A renewal whose year has not begun.
    UPCOMING = "upcoming"
    IN_FORCE = "in_force"
    #: In force until the notice has run.
    NOTICE_GIVEN = "notice_given"
    LAPSED = "lapsed"
    WITHDRAWN = "withdrawn"


class Signature(Base, Timestamped):
    """A cluster or host signed the terms for a year. A renewal is another signature that follows on."""

    __tablename__ = "signature"
    __table_args__ = (
        UniqueConstraint("organisation_id", "valid_from"),
        Index(None, "valid_until"),
        CheckConstraint("valid_until >= valid_from", name="ends_after_start"),
        CheckConstraint("notice_days >= 0", name="notice_positive"),
        CheckConstraint("(withdrawn_on IS NULL) = (ends_on IS NULL)", name="withdrawn_with_end"),
        CheckConstraint("ends_on IS NULL OR ends_on >= withdrawn_on", name="end_after_withdrawal"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    terms_id: Mapped[int] = mapped_column(ForeignKey("agreement_terms.id", ondelete="RESTRICT"), index=True)
    #: The cluster or host.
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id", ondelete="CASCADE"))
    #: The one person who answers for the agreement there; None once that person is erased.
    coordinator_id: Mapped[int | None] = mapped_column(
        ForeignKey("person.id", ondelete="SET NULL"), index=True
    )
    signed_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"))
    signed_on: Mapped[date]
    #: First and last day it holds.
    valid_from: Mapped[date]
    valid_until: Mapped[date]
    #: Of a withdrawal, as the terms said when it was signed.
    notice_days: Mapped[int] = mapped_column(default=30)
    withdrawn_on: Mapped[date | None]
    #: After a withdrawal: the last day it holds, `withdrawn_on` plus the notice.
    ends_on: Mapped[date | None]
    withdrawn_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"))
    withdrawal_words: Mapped[str] = mapped_column(String(500), default="")

    terms: Mapped[AgreementTerms] = relationship(back_populates="signatures")
    organisation: Mapped[Organisation] = relationship()
    coordinator: Mapped[Person | None] = relationship(foreign_keys=[coordinator_id])
    signed_by: Mapped[Person | None] = relationship(foreign_keys=[signed_by_id])
    withdrawn_by: Mapped[Person | None] = relationship(foreign_keys=[withdrawn_by_id])

    @property
    def last_day(self) -> date:
        """The last day it holds, a withdrawal counted in."""
        return self.valid_until if self.ends_on is None else min(self.valid_until, self.ends_on)

    def covers(self, day: date) -> bool:
        """Does it hold on a day?"""
        return self.valid_from <= day <= self.last_day

    def state_on(self, day: date) -> SignatureState:
        """How it stands on a day."""
        withdrawn = self.withdrawn_on is not None and self.withdrawn_on <= day
        if day > self.last_day:
            return SignatureState.WITHDRAWN if withdrawn else SignatureState.LAPSED
        if withdrawn:
            return SignatureState.NOTICE_GIVEN
        return SignatureState.UPCOMING if day < self.valid_from else SignatureState.IN_FORCE


class HostAdditions(Base, Timestamped):
    """What one host adds to the terms, for all its venues. No row means nothing is added."""

    __tablename__ = "host_additions"
    __table_args__ = (
        CheckConstraint("extra_free_days >= 0", name="extra_days_positive"),
        CheckConstraint("lead_time_days >= 0", name="lead_time_positive"),
    )

    host_id: Mapped[int] = mapped_column(ForeignKey("organisation.id", ondelete="CASCADE"), primary_key=True)
    #: Working days of a stay that are free of charge beyond the terms'.
    extra_free_days: Mapped[int] = mapped_column(default=0)
    #: Calendar days of notice at every venue of the host; a venue may ask for more, never for fewer.
    lead_time_days: Mapped[int] = mapped_column(default=0)
    #: Values of `models.visit.VisitService` offered beyond the terms'.
    services: Mapped[list[str]] = mapped_column(MutableCodeList, default=list)
    #: What the services and days beyond the terms cost.
    rates: Mapped[str] = mapped_column(Text, default="")
    #: Anything else a visitor should know before asking.
    notes: Mapped[str] = mapped_column(Text, default="")
    changed_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"))

    host: Mapped[Organisation] = relationship()
    changed_by: Mapped[Person | None] = relationship()


class HostConfirmer(Base):
    """Who of a host confirms visits that use a kind of space. Without a row: the coordinator and owners."""

    __tablename__ = "host_confirmer"
    __table_args__ = (UniqueConstraint("host_id", "space_kind", "person_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    host_id: Mapped[int] = mapped_column(ForeignKey("organisation.id", ondelete="CASCADE"))
    space_kind: Mapped[SpaceKind] = mapped_column(enum_by_value(SpaceKind))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), index=True)
    created_at: Mapped[datetime] = mapped_column(default=utc_now)

    host: Mapped[Organisation] = relationship()
    person: Mapped[Person] = relationship()

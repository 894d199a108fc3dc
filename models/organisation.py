"""Organisations of every kind, and who belongs to which cluster."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Any

from sqlalchemy import (
    CheckConstraint,
    ColumnElement,
    ForeignKey,
    String,
    Text,
    UniqueConstraint,
    case,
    false,
)
from sqlalchemy.ext.hybrid import hybrid_property
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base, Timestamped
from models.columns import (
    MutableCodeList,
    OptionalJsonDocument,
    country_code,
    enum_by_value,
    language_code,
)

if TYPE_CHECKING:
    from models.listing import Listing
    from models.person import Membership
    from models.project import Participation
    from models.venue import Venue


class OrganisationKind(StrEnum):
    """What sort of organisation this is."""

    COMPANY = "company"
    RESEARCH = "research"
    UNIVERSITY = "university"
    HEALTHCARE = "healthcare"
    PUBLIC_AUTHORITY = "public_authority"
    INVESTOR = "investor"
    TRAINER = "trainer"
    ASSOCIATION = "association"
    SCIENCE_PARK = "science_park"
    INCUBATOR = "incubator"
    CLUSTER = "cluster"
    OTHER = "other"

    @property
    def is_host(self) -> bool:
        """Kinds that run places others may visit."""
        return self in HOST_KINDS


HOST_KINDS = frozenset({OrganisationKind.SCIENCE_PARK, OrganisationKind.INCUBATOR, OrganisationKind.CLUSTER})


class TurnoverBand(StrEnum):
    """Yearly turnover, in the steps of the EU's SME definition (Recommendation 2003/361/EC)."""

    UP_TO_2M = "up_to_2m"
    UP_TO_10M = "up_to_10m"
    UP_TO_50M = "up_to_50m"
    OVER_50M = "over_50m"


class SmeClass(StrEnum):
    """Size class, always derived and never typed in."""

    MICRO = "micro"
    SMALL = "small"
    MEDIUM = "medium"
    LARGE = "large"


class VerificationState(StrEnum):
    """Has a cluster manager or the secretariat checked who this is?"""

    UNVERIFIED = "unverified"
    VERIFIED = "verified"
    REJECTED = "rejected"


class Origin(StrEnum):
    """Where the profile came from."""

    REGISTERED = "registered"
    #: From public data, and nobody of the organisation has claimed it yet.
    IMPORTED = "imported"


class Organisation(Base, Timestamped):
    """A company, institute, authority, park or cluster."""

    __tablename__ = "organisation"
    __table_args__ = (
        UniqueConstraint("source", "source_id"),
        CheckConstraint("headcount IS NULL OR headcount >= 0", name="headcount_positive"),
        CheckConstraint("latitude IS NULL OR latitude BETWEEN -90 AND 90", name="latitude_range"),
        CheckConstraint("longitude IS NULL OR longitude BETWEEN -180 AND 180", name="longitude_range"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(String(80), unique=True)
    kind: Mapped[OrganisationKind] = mapped_column(enum_by_value(OrganisationKind), index=True)
    legal_name: Mapped[str] = mapped_column(String(256))
    name: Mapped[str] = mapped_column(String(256), index=True)
    country: Mapped[str] = mapped_column(country_code(), index=True)
    region: Mapped[str] = mapped_column(String(8), default="")
    city: Mapped[str] = mapped_column(String(120), default="")
    address: Mapped[str] = mapped_column(String(256), default="")
    latitude: Mapped[float | None]
    longitude: Mapped[float | None]
    website: Mapped[str] = mapped_column(String(512), default="")
    headcount: Mapped[int | None]
    turnover_band: Mapped[TurnoverBand | None] = mapped_column(enum_by_value(TurnoverBand))
    balance_sheet_up_to_43m: Mapped[bool] = mapped_column(default=False)
    #: What a public source says where no figures are known (CORDIS' SME flag).
    sme_by_source: Mapped[bool | None]
    sectors: Mapped[list[str]] = mapped_column(MutableCodeList, default=list)
    languages: Mapped[list[str]] = mapped_column(MutableCodeList, default=list)
    #: Language the story is written in.
    language: Mapped[str] = mapped_column(language_code(), default="en")
    story: Mapped[str] = mapped_column(Text, default="")
    verification: Mapped[VerificationState] = mapped_column(
        enum_by_value(VerificationState), default=VerificationState.UNVERIFIED
    )
    origin: Mapped[Origin] = mapped_column(enum_by_value(Origin), default=Origin.REGISTERED)
    #: Published is not the same as open to introductions.
    open_to_introductions: Mapped[bool] = mapped_column(default=True)
    #: As many introductions as it accepts in any 30 days; None for as many as come.
    introductions_per_month: Mapped[int | None]
    #: Of a cluster: its members' requests go to the other side without a manager's release.
    direct_introductions: Mapped[bool] = mapped_column(default=False, server_default=false())
    #: Taken out of every list and suggestion by its owner or the secretariat; nothing is deleted.
    hidden: Mapped[bool] = mapped_column(default=False)
    #: Which import brought it and its key there; both None for registered ones.
    source: Mapped[str | None] = mapped_column(String(32))
    source_id: Mapped[str | None] = mapped_column(String(64))
    #: Hash of what the source said last, so that an import writes only what changed there.
    source_digest: Mapped[str | None] = mapped_column(String(32))
    #: Who it is while it is shown without its name, and the columns above carry a stand-in; else None.
    #: Written and read by `matchmaker.organisations.identity`.
    kept_back: Mapped[dict[str, Any] | None] = mapped_column(OptionalJsonDocument)

    memberships: Mapped[list[Membership]] = relationship(
        back_populates="organisation", cascade="all, delete-orphan"
    )
    listings: Mapped[list[Listing]] = relationship(
        back_populates="organisation", cascade="all, delete-orphan"
    )
    participations: Mapped[list[Participation]] = relationship(
        back_populates="organisation", cascade="all, delete-orphan"
    )
    venues: Mapped[list[Venue]] = relationship(back_populates="host", cascade="all, delete-orphan")
    cluster_memberships: Mapped[list[ClusterMembership]] = relationship(
        back_populates="organisation",
        foreign_keys="ClusterMembership.organisation_id",
        cascade="all, delete-orphan",
    )
    member_links: Mapped[list[ClusterMembership]] = relationship(
        back_populates="cluster",
        foreign_keys="ClusterMembership.cluster_id",
        cascade="all, delete-orphan",
    )

    @property
    def is_anonymous(self) -> bool:
        """Is it shown without its name until it accepts?"""
        return self.kept_back is not None

    @property
    def own_name(self) -> str:
        """Its name also where it is anonymous: for its own people, and those it accepted."""
        return self.name if self.kept_back is None else str(self.kept_back["name"])

    @property
    def is_claimed(self) -> bool:
        """Does somebody of the organisation look after this profile?"""
        return self.origin is Origin.REGISTERED

    @property
    def sme_class(self) -> SmeClass | None:
        """Size class by headcount and turnover or balance sheet; None while a figure is missing.

        The ceilings are those of Recommendation 2003/361/EC, article 2.
        """
        if self.headcount is None or self.turnover_band is None:
            return None
        band = self.turnover_band
        if self.headcount < 10 and band is TurnoverBand.UP_TO_2M:
            return SmeClass.MICRO
        if self.headcount < 50 and band in (TurnoverBand.UP_TO_2M, TurnoverBand.UP_TO_10M):
            return SmeClass.SMALL
        within_money = band is not TurnoverBand.OVER_50M or self.balance_sheet_up_to_43m
        if self.headcount < 250 and within_money:
            return SmeClass.MEDIUM
        return SmeClass.LARGE

    @hybrid_property
    def is_sme(self) -> bool:
        """Is it a small or medium company, by figures, else by what a public source says?"""
        if self.kind is not OrganisationKind.COMPANY:
            return bool(self.sme_by_source)
        size = self.sme_class
        return bool(self.sme_by_source) if size is None else size is not SmeClass.LARGE

    @is_sme.inplace.expression
    @classmethod
    def _is_sme_in_sql(cls) -> ColumnElement[bool]:
        figures_known = cls.headcount.is_not(None) & cls.turnover_band.is_not(None)
        small_enough = (cls.headcount < 250) & (
            (cls.turnover_band != TurnoverBand.OVER_50M) | cls.balance_sheet_up_to_43m
        )
        by_source = cls.sme_by_source.is_(True)
        return case(((cls.kind == OrganisationKind.COMPANY) & figures_known, small_enough), else_=by_source)


class ClusterMembershipState(StrEnum):
    """An organisation asks to belong to a cluster; the cluster's manager says yes."""

    REQUESTED = "requested"
    ACTIVE = "active"


class ClusterMembership(Base, Timestamped):
    """An organisation belongs to a cluster."""

    __tablename__ = "cluster_membership"
    __table_args__ = (
        UniqueConstraint("organisation_id", "cluster_id"),
        CheckConstraint("organisation_id <> cluster_id", name="not_itself"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(
        ForeignKey("organisation.id", ondelete="CASCADE"), index=True
    )
    cluster_id: Mapped[int] = mapped_column(ForeignKey("organisation.id", ondelete="CASCADE"), index=True)
    state: Mapped[ClusterMembershipState] = mapped_column(
        enum_by_value(ClusterMembershipState), default=ClusterMembershipState.REQUESTED
    )

    organisation: Mapped[Organisation] = relationship(
        back_populates="cluster_memberships", foreign_keys=[organisation_id]
    )
    cluster: Mapped[Organisation] = relationship(back_populates="member_links", foreign_keys=[cluster_id])

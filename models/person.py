"""People who sign in, and the roles the operator gives them.

The mixins of Flask-Security are the one thing imported here beyond SQLAlchemy: they carry methods
that Flask-Login and Flask-Security call on a person, and no columns.
"""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING

from flask_security.core import RoleMixin, UserMixin
from sqlalchemy import Column, ForeignKey, String, Table, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base, Timestamped
from models.columns import enum_by_value, language_code

if TYPE_CHECKING:
    from models.organisation import Organisation

person_role = Table(
    "person_role",
    Base.metadata,
    Column("person_id", ForeignKey("person.id", ondelete="CASCADE"), primary_key=True),
    Column("role_id", ForeignKey("role.id", ondelete="CASCADE"), primary_key=True),
)

#: The operator's role: keeps the network, sees use across it.
SECRETARIAT = "secretariat"


class Role(Base, RoleMixin):
    """A role over the whole network. Roles within an organisation are memberships."""

    __tablename__ = "role"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(80), unique=True)
    description: Mapped[str] = mapped_column(String(255), default="")


class Person(Base, UserMixin, Timestamped):
    """Somebody with an account."""

    __tablename__ = "person"

    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(String(254), unique=True)
    password: Mapped[str | None] = mapped_column(String(255))
    active: Mapped[bool] = mapped_column(default=True)
    # Changing it ends every session of the person.
    fs_uniquifier: Mapped[str] = mapped_column(String(64), unique=True)
    confirmed_at: Mapped[datetime | None]
    name: Mapped[str] = mapped_column(String(120), default="")
    locale: Mapped[str] = mapped_column(language_code(), default="en")
    time_zone: Mapped[str] = mapped_column(String(64), default="Europe/Tallinn")

    roles: Mapped[list[Role]] = relationship(  # type: ignore[assignment]
        secondary=person_role, lazy="selectin"
    )
    memberships: Mapped[list[Membership]] = relationship(
        back_populates="person", cascade="all, delete-orphan", order_by="Membership.id"
    )

    @property
    def is_secretariat(self) -> bool:
        """Does this person run the network?"""
        return any(role.name == SECRETARIAT for role in self.roles)

    def membership_in(self, organisation_id: int) -> Membership | None:
        """The membership in an organisation, or None."""
        return next((m for m in self.memberships if m.organisation_id == organisation_id), None)

    @property
    def managed_cluster_ids(self) -> frozenset[int]:
        """Ids of the clusters this person manages."""
        return frozenset(m.organisation_id for m in self.memberships if m.role is MembershipRole.MANAGER)


class MembershipRole(StrEnum):
    """What a person may do for an organisation."""

    OWNER = "owner"
    MEMBER = "member"
    #: Of a cluster: looks after its member organisations.
    MANAGER = "manager"


class Membership(Base, Timestamped):
    """A person belongs to an organisation, with a role in it."""

    __tablename__ = "membership"
    __table_args__ = (UniqueConstraint("person_id", "organisation_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), index=True)
    organisation_id: Mapped[int] = mapped_column(
        ForeignKey("organisation.id", ondelete="CASCADE"), index=True
    )
    role: Mapped[MembershipRole] = mapped_column(enum_by_value(MembershipRole))

    person: Mapped[Person] = relationship(back_populates="memberships")
    organisation: Mapped[Organisation] = relationship(
        back_populates="memberships", lazy="joined", innerjoin=True
    )

"""Somebody says that a profile from public data is their organisation's."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING

from sqlalchemy import ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base, Timestamped
from models.columns import enum_by_value

if TYPE_CHECKING:
    from models.organisation import Organisation
    from models.person import Person


class ClaimState(StrEnum):
    """How far a claim has come. All but the first are final; who was refused may ask anew."""

    WAITING = "waiting"
    ACCEPTED = "accepted"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


class ClaimGround(StrEnum):
    """Why a claim was refused."""

    #: Nothing shows that the person speaks for the organisation.
    NOT_SHOWN = "not_shown"
    #: They belong to another one of a similar name.
    OTHER_ORGANISATION = "other_organisation"
    #: Nobody could be reached.
    NO_CONTACT = "no_contact"
    #: Somebody else's claim was accepted. Follows from that, and is never chosen.
    HANDED_OVER = "handed_over"


#: Those to choose from.
CHOSEN_GROUNDS = tuple(ground for ground in ClaimGround if ground is not ClaimGround.HANDED_OVER)
_WAITING = text("state = 'waiting'")


class OrganisationClaim(Base, Timestamped):
    """A person asks to be given an unclaimed profile; at most one that waits for each."""

    __tablename__ = "organisation_claim"
    __table_args__ = (
        Index(
            "uq_organisation_claim_waiting",
            "organisation_id",
            "person_id",
            unique=True,
            sqlite_where=_WAITING,
            postgresql_where=_WAITING,
        ),
        Index(None, "person_id", "state"),
        Index(None, "state", "created_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(
        ForeignKey("organisation.id", ondelete="CASCADE"), index=True
    )
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"))
    #: What the person does there.
    job_title: Mapped[str] = mapped_column(String(120))
    message: Mapped[str] = mapped_column(String(1000))
    state: Mapped[ClaimState] = mapped_column(enum_by_value(ClaimState), default=ClaimState.WAITING)
    #: None where the operator decided on the command line.
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"))
    decided_at: Mapped[datetime | None]
    #: Of a refused one.
    ground: Mapped[ClaimGround | None] = mapped_column(enum_by_value(ClaimGround))
    #: Words of who refused it, read by the claimant.
    reason: Mapped[str] = mapped_column(String(500), default="")

    organisation: Mapped[Organisation] = relationship()
    person: Mapped[Person] = relationship(foreign_keys=[person_id])

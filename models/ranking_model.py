"""What ranking learnt from verdicts: every version with its figures, and who does without it."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base
from models.columns import JsonDocument, utc_now

if TYPE_CHECKING:
    from models.organisation import Organisation
    from models.person import Person


class RankingModel(Base):
    """One version of the learnt weights. Written once; only `in_use` changes."""

    __tablename__ = "ranking_model"

    id: Mapped[int] = mapped_column(primary_key=True)
    trained_at: Mapped[datetime] = mapped_column(default=utc_now)
    #: The newest verdict it was learnt from, and how many there were.
    newest_verdict_id: Mapped[int]
    verdicts: Mapped[int]
    #: As `matchmaker.matching.learning.LearntModel` writes itself: names, weights, spreads.
    parameters: Mapped[dict[str, Any]] = mapped_column(JsonDocument)
    #: nDCG@10 on so many of the newest lists, which its judged twin never saw: of the text, of the model.
    held_out_lists: Mapped[int]
    text_ndcg: Mapped[float]
    learnt_ndcg: Mapped[float]
    #: At most one version is; none means the order of the text.
    in_use: Mapped[bool] = mapped_column(default=False, index=True)

    @property
    def name(self) -> str:
        """How verdicts name it."""
        return f"learnt-{self.id}"


class RankingSwitchOff(Base):
    """Somebody does without learnt ranking; deleted when they want it again."""

    __tablename__ = "ranking_switch_off"

    id: Mapped[int] = mapped_column(primary_key=True)
    #: ``network``, or ``cluster:12``.
    scope: Mapped[str] = mapped_column(String(32), unique=True)
    #: Whose members it holds for; None for the whole network.
    cluster_id: Mapped[int | None] = mapped_column(
        ForeignKey("organisation.id", ondelete="CASCADE"), index=True
    )
    by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"))
    at: Mapped[datetime] = mapped_column(default=utc_now)

    cluster: Mapped[Organisation | None] = relationship()
    by: Mapped[Person | None] = relationship()

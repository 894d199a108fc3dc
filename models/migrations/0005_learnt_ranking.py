"""What ranking learnt from verdicts, and who does without it."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

from models import columns

revision: str = "0005"
down_revision: str | None = "0004"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    """Bring the tables to this revision."""
    op.create_table(
        "ranking_model",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("trained_at", columns.AwareDateTime(), nullable=False),
        sa.Column("newest_verdict_id", sa.Integer(), nullable=False),
        sa.Column("verdicts", sa.Integer(), nullable=False),
        sa.Column("parameters", columns.JsonDocument, nullable=False),
        sa.Column("held_out_lists", sa.Integer(), nullable=False),
        sa.Column("text_ndcg", sa.Double(), nullable=False),
        sa.Column("learnt_ndcg", sa.Double(), nullable=False),
        sa.Column("in_use", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ranking_model")),
    )
    op.create_index(op.f("ix_ranking_model_in_use"), "ranking_model", ["in_use"])
    op.create_table(
        "ranking_switch_off",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("scope", sa.String(length=32), nullable=False),
        sa.Column("cluster_id", sa.Integer(), nullable=True),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("at", columns.AwareDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["by_id"], ["person.id"], name=op.f("fk_ranking_switch_off_by_id_person"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["cluster_id"],
            ["organisation.id"],
            name=op.f("fk_ranking_switch_off_cluster_id_organisation"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ranking_switch_off")),
        sa.UniqueConstraint("scope", name=op.f("uq_ranking_switch_off_scope")),
    )
    op.create_index(op.f("ix_ranking_switch_off_cluster_id"), "ranking_switch_off", ["cluster_id"])


def downgrade() -> None:
    """Take the tables back to the revision before."""
    op.drop_table("ranking_switch_off")
    op.drop_table("ranking_model")

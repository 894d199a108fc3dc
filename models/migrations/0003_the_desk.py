"""The desk: claims, decisions, settings, checks of texts, suggestions of managers."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

from models import columns

revision: str = "0003"
down_revision: str | None = "0002"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    """Bring the tables to this revision."""
    op.create_table(
        "curated_suggestion",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("target_id", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("subject", sa.String(length=100), nullable=False),
        sa.Column("words", columns.CodeList(), nullable=False),
        sa.Column("ask_title", sa.String(length=512), nullable=False),
        sa.Column("item_title", sa.String(length=512), nullable=False),
        sa.Column("seen", columns.JsonDocument, nullable=False),
        sa.Column("thread", sa.String(length=32), nullable=False),
        sa.Column("reason", sa.String(length=32), nullable=False),
        sa.Column("note", sa.String(length=500), nullable=False),
        sa.Column("decided_by_id", sa.Integer(), nullable=True),
        sa.Column("decided_at", columns.AwareDateTime(), nullable=True),
        sa.Column("replaced_by_id", sa.Integer(), nullable=True),
        sa.Column("created_at", columns.AwareDateTime(), nullable=False),
        sa.Column("updated_at", columns.AwareDateTime(), nullable=False),
        sa.CheckConstraint("organisation_id <> target_id", name=op.f("ck_curated_suggestion_not_itself")),
        sa.ForeignKeyConstraint(
            ["decided_by_id"],
            ["person.id"],
            name=op.f("fk_curated_suggestion_decided_by_id_person"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
            name=op.f("fk_curated_suggestion_organisation_id_organisation"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["replaced_by_id"],
            ["curated_suggestion.id"],
            name=op.f("fk_curated_suggestion_replaced_by_id_curated_suggestion"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["target_id"],
            ["organisation.id"],
            name=op.f("fk_curated_suggestion_target_id_organisation"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_curated_suggestion")),
        sa.UniqueConstraint(
            "organisation_id", "target_id", name=op.f("uq_curated_suggestion_organisation_id_target_id")
        ),
    )
    with op.batch_alter_table("curated_suggestion", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_curated_suggestion_state_organisation_id"),
            ["state", "organisation_id"],
            unique=False,
        )
        batch_op.create_index(batch_op.f("ix_curated_suggestion_target_id"), ["target_id"], unique=False)

    op.create_table(
        "desk_claim",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("subject_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("opened_at", columns.AwareDateTime(), nullable=False),
        sa.Column("expires_at", columns.AwareDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_desk_claim_person_id_person"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_desk_claim")),
        sa.UniqueConstraint("kind", "subject_id", name=op.f("uq_desk_claim_kind_subject_id")),
    )
    with op.batch_alter_table("desk_claim", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_desk_claim_person_id"), ["person_id"], unique=False)

    op.create_table(
        "desk_decision",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("subject_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.String(length=64), nullable=False),
        sa.Column("title", sa.String(length=300), nullable=False),
        sa.Column("cluster_id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("verdict", sa.String(length=32), nullable=False),
        sa.Column("reason", sa.String(length=500), nullable=False),
        sa.Column("details", columns.JsonDocument, nullable=False),
        sa.Column("batch", sa.String(length=32), nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("actor_id", sa.Integer(), nullable=True),
        sa.Column("decided_at", columns.AwareDateTime(), nullable=False),
        sa.Column("second_id", sa.Integer(), nullable=True),
        sa.Column("effective_at", columns.AwareDateTime(), nullable=True),
        sa.Column("done_at", columns.AwareDateTime(), nullable=True),
        sa.Column("failure", sa.String(length=500), nullable=False),
        sa.ForeignKeyConstraint(
            ["actor_id"], ["person.id"], name=op.f("fk_desk_decision_actor_id_person"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["cluster_id"],
            ["organisation.id"],
            name=op.f("fk_desk_decision_cluster_id_organisation"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
            name=op.f("fk_desk_decision_organisation_id_organisation"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["second_id"], ["person.id"], name=op.f("fk_desk_decision_second_id_person"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_desk_decision")),
    )
    with op.batch_alter_table("desk_decision", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_desk_decision_actor_id_decided_at"), ["actor_id", "decided_at"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_desk_decision_batch"), ["batch"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_desk_decision_cluster_id_state"), ["cluster_id", "state"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_desk_decision_organisation_id"), ["organisation_id"], unique=False
        )
        batch_op.create_index(
            "uq_desk_decision_live",
            ["kind", "subject_id"],
            unique=True,
            sqlite_where=sa.text("state IN ('second_look', 'pending')"),
            postgresql_where=sa.text("state IN ('second_look', 'pending')"),
        )

    op.create_table(
        "desk_settings",
        sa.Column("cluster_id", sa.Integer(), nullable=False),
        sa.Column("second_look", columns.CodeList(), nullable=False),
        sa.Column("created_at", columns.AwareDateTime(), nullable=False),
        sa.Column("updated_at", columns.AwareDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["cluster_id"],
            ["organisation.id"],
            name=op.f("fk_desk_settings_cluster_id_organisation"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("cluster_id", name=op.f("pk_desk_settings")),
    )
    op.create_table(
        "listing_check",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("listing_id", sa.Integer(), nullable=False),
        sa.Column("checker_id", sa.Integer(), nullable=True),
        sa.Column("checked_at", columns.AwareDateTime(), nullable=False),
        sa.Column("title", sa.String(length=256), nullable=False),
        sa.Column("summary", sa.String(length=500), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("clarity", sa.Integer(), nullable=False),
        sa.Column("completeness", sa.Integer(), nullable=False),
        sa.Column("advantage", sa.Integer(), nullable=False),
        sa.Column("partner", sa.Integer(), nullable=False),
        sa.Column("advice", sa.String(length=1000), nullable=False),
        sa.CheckConstraint(
            "clarity BETWEEN 0 AND 5 AND completeness BETWEEN 0 AND 5 AND advantage BETWEEN 0 AND 5 AND partner BETWEEN 0 AND 5",
            name=op.f("ck_listing_check_scores_range"),
        ),
        sa.ForeignKeyConstraint(
            ["checker_id"],
            ["person.id"],
            name=op.f("fk_listing_check_checker_id_person"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["listing_id"],
            ["listing.id"],
            name=op.f("fk_listing_check_listing_id_listing"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_listing_check")),
    )
    with op.batch_alter_table("listing_check", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_listing_check_listing_id"), ["listing_id"], unique=False)


def downgrade() -> None:
    """Take the tables back to the revision before."""
    with op.batch_alter_table("listing_check", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_listing_check_listing_id"))

    op.drop_table("listing_check")
    op.drop_table("desk_settings")
    with op.batch_alter_table("desk_decision", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_desk_decision_live",
            sqlite_where=sa.text("state IN ('second_look', 'pending')"),
            postgresql_where=sa.text("state IN ('second_look', 'pending')"),
        )
        batch_op.drop_index(batch_op.f("ix_desk_decision_organisation_id"))
        batch_op.drop_index(batch_op.f("ix_desk_decision_cluster_id_state"))
        batch_op.drop_index(batch_op.f("ix_desk_decision_batch"))
        batch_op.drop_index(batch_op.f("ix_desk_decision_actor_id_decided_at"))

    op.drop_table("desk_decision")
    with op.batch_alter_table("desk_claim", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_desk_claim_person_id"))

    op.drop_table("desk_claim")
    with op.batch_alter_table("curated_suggestion", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_curated_suggestion_target_id"))
        batch_op.drop_index(batch_op.f("ix_curated_suggestion_state_organisation_id"))

    op.drop_table("curated_suggestion")

"""How people want mails: at once or daily, which kinds not, and what waits for the daily one."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

from models import columns

revision: str = "0004"
down_revision: str | None = "0003"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    """Bring the tables to this revision."""
    op.create_table(
        "mail_preference",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("pace", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["person.id"],
            name=op.f("fk_mail_preference_person_id_person"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_mail_preference")),
    )
    op.create_table(
        "muted_mail",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_muted_mail_person_id_person"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_muted_mail")),
        sa.UniqueConstraint("person_id", "kind", name=op.f("uq_muted_mail_person_id_kind")),
    )
    op.create_index(op.f("ix_muted_mail_person_id"), "muted_mail", ["person_id"])
    op.create_table(
        "digest_item",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=64), nullable=False),
        sa.Column("values", columns.JsonDocument, nullable=False),
        sa.Column("created_at", columns.AwareDateTime(), nullable=False),
        sa.Column("sent_at", columns.AwareDateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_digest_item_person_id_person"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_digest_item")),
    )
    op.create_index(op.f("ix_digest_item_person_id"), "digest_item", ["person_id"])
    op.create_index(op.f("ix_digest_item_sent_at_person_id"), "digest_item", ["sent_at", "person_id"])


def downgrade() -> None:
    """Take the tables back to the revision before."""
    op.drop_table("digest_item")
    op.drop_table("muted_mail")
    op.drop_table("mail_preference")

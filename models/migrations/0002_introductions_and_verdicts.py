"""Introductions, meetings, outcomes, and verdicts on suggestions."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

from models import columns

revision: str = "0002"
down_revision: str | None = "0001"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    """Bring the tables to this revision."""
    op.create_table(
        "introduction",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("thread", sa.String(length=32), nullable=False),
        sa.Column("asking_organisation_id", sa.Integer(), nullable=False),
        sa.Column("asked_organisation_id", sa.Integer(), nullable=False),
        sa.Column("lower_organisation_id", sa.Integer(), nullable=False),
        sa.Column("higher_organisation_id", sa.Integer(), nullable=False),
        sa.Column("broker_id", sa.Integer(), nullable=True),
        sa.Column("route", sa.String(length=32), nullable=False),
        sa.Column("requested_by_id", sa.Integer(), nullable=True),
        sa.Column("subject", sa.String(length=100), nullable=False),
        sa.Column("subject_title", sa.String(length=512), nullable=False),
        sa.Column("message", sa.Text(), nullable=False),
        sa.Column("reasons", columns.JsonDocument, nullable=False),
        sa.Column("anonymous", sa.Boolean(), nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("state_since", columns.AwareDateTime(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("requested_at", columns.AwareDateTime(), nullable=True),
        sa.Column("released_by_id", sa.Integer(), nullable=True),
        sa.Column("released_at", columns.AwareDateTime(), nullable=True),
        sa.Column("answered_by_id", sa.Integer(), nullable=True),
        sa.Column("answered_at", columns.AwareDateTime(), nullable=True),
        sa.Column("stop_reason", sa.String(length=32), nullable=True),
        sa.Column("decline_reason", sa.String(length=32), nullable=True),
        sa.Column("reason_words", sa.String(length=500), nullable=False),
        sa.Column("not_before", sa.Date(), nullable=True),
        sa.Column("remind_at", columns.AwareDateTime(), nullable=True),
        sa.Column("due_at", columns.AwareDateTime(), nullable=True),
        sa.Column("reminded_at", columns.AwareDateTime(), nullable=True),
        sa.Column("escalated_at", columns.AwareDateTime(), nullable=True),
        sa.Column("outcome_questions", sa.Integer(), nullable=False),
        sa.Column("next_best_id", sa.Integer(), nullable=True),
        sa.Column("created_at", columns.AwareDateTime(), nullable=False),
        sa.Column("updated_at", columns.AwareDateTime(), nullable=False),
        sa.CheckConstraint(
            "asking_organisation_id <> asked_organisation_id", name=op.f("ck_introduction_not_itself")
        ),
        sa.ForeignKeyConstraint(
            ["answered_by_id"],
            ["person.id"],
            name=op.f("fk_introduction_answered_by_id_person"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["asked_organisation_id"],
            ["organisation.id"],
            name=op.f("fk_introduction_asked_organisation_id_organisation"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["asking_organisation_id"],
            ["organisation.id"],
            name=op.f("fk_introduction_asking_organisation_id_organisation"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["broker_id"],
            ["organisation.id"],
            name=op.f("fk_introduction_broker_id_organisation"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["next_best_id"],
            ["organisation.id"],
            name=op.f("fk_introduction_next_best_id_organisation"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["released_by_id"],
            ["person.id"],
            name=op.f("fk_introduction_released_by_id_person"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["requested_by_id"],
            ["person.id"],
            name=op.f("fk_introduction_requested_by_id_person"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_introduction")),
    )
    with op.batch_alter_table("introduction", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_introduction_asked_organisation_id"), ["asked_organisation_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_introduction_asking_organisation_id"), ["asking_organisation_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_introduction_broker_id"), ["broker_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_introduction_state_due_at"), ["state", "due_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_introduction_subject"), ["subject"], unique=False)
        batch_op.create_index(batch_op.f("ix_introduction_thread"), ["thread"], unique=False)
        batch_op.create_index(
            "uq_introduction_open_pair",
            ["lower_organisation_id", "higher_organisation_id"],
            unique=True,
            sqlite_where=sa.text("state IN ('requested', 'released')"),
            postgresql_where=sa.text("state IN ('requested', 'released')"),
        )

    op.create_table(
        "pair_block",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("lower_organisation_id", sa.Integer(), nullable=False),
        sa.Column("higher_organisation_id", sa.Integer(), nullable=False),
        sa.Column("said_by_organisation_id", sa.Integer(), nullable=False),
        sa.Column("said_by_id", sa.Integer(), nullable=True),
        sa.Column("at", columns.AwareDateTime(), nullable=False),
        sa.CheckConstraint(
            "lower_organisation_id < higher_organisation_id", name=op.f("ck_pair_block_lower_first")
        ),
        sa.ForeignKeyConstraint(
            ["higher_organisation_id"],
            ["organisation.id"],
            name=op.f("fk_pair_block_higher_organisation_id_organisation"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["lower_organisation_id"],
            ["organisation.id"],
            name=op.f("fk_pair_block_lower_organisation_id_organisation"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["said_by_id"], ["person.id"], name=op.f("fk_pair_block_said_by_id_person"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["said_by_organisation_id"],
            ["organisation.id"],
            name=op.f("fk_pair_block_said_by_organisation_id_organisation"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pair_block")),
        sa.UniqueConstraint(
            "lower_organisation_id",
            "higher_organisation_id",
            name=op.f("uq_pair_block_lower_organisation_id_higher_organisation_id"),
        ),
    )
    with op.batch_alter_table("pair_block", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_pair_block_higher_organisation_id"), ["higher_organisation_id"], unique=False
        )

    op.create_table(
        "introduction_message",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("introduction_id", sa.Integer(), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=True),
        sa.Column("side", sa.String(length=32), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("at", columns.AwareDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["author_id"],
            ["person.id"],
            name=op.f("fk_introduction_message_author_id_person"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["introduction_id"],
            ["introduction.id"],
            name=op.f("fk_introduction_message_introduction_id_introduction"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_introduction_message")),
    )
    with op.batch_alter_table("introduction_message", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_introduction_message_introduction_id"), ["introduction_id"], unique=False
        )

    op.create_table(
        "meeting",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("introduction_id", sa.Integer(), nullable=False),
        sa.Column("proposed_by_id", sa.Integer(), nullable=True),
        sa.Column("side", sa.String(length=32), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("venue_id", sa.Integer(), nullable=True),
        sa.Column("link", sa.String(length=512), nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("uid", sa.String(length=80), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("starts_at", columns.AwareDateTime(), nullable=True),
        sa.Column("chosen_by_id", sa.Integer(), nullable=True),
        sa.Column("created_at", columns.AwareDateTime(), nullable=False),
        sa.Column("updated_at", columns.AwareDateTime(), nullable=False),
        sa.CheckConstraint("minutes IN (15, 20, 30)", name=op.f("ck_meeting_minutes_allowed")),
        sa.ForeignKeyConstraint(
            ["chosen_by_id"], ["person.id"], name=op.f("fk_meeting_chosen_by_id_person"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["introduction_id"],
            ["introduction.id"],
            name=op.f("fk_meeting_introduction_id_introduction"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["proposed_by_id"],
            ["person.id"],
            name=op.f("fk_meeting_proposed_by_id_person"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["venue_id"], ["venue.id"], name=op.f("fk_meeting_venue_id_venue"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_meeting")),
    )
    with op.batch_alter_table("meeting", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_meeting_introduction_id"), ["introduction_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_meeting_uid"), ["uid"], unique=False)
        batch_op.create_index(
            "uq_meeting_chosen",
            ["introduction_id"],
            unique=True,
            sqlite_where=sa.text("state = 'chosen'"),
            postgresql_where=sa.text("state = 'chosen'"),
        )
        batch_op.create_index(
            "uq_meeting_proposed",
            ["introduction_id"],
            unique=True,
            sqlite_where=sa.text("state = 'proposed'"),
            postgresql_where=sa.text("state = 'proposed'"),
        )

    op.create_table(
        "outcome",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("introduction_id", sa.Integer(), nullable=False),
        sa.Column("side", sa.String(length=32), nullable=False),
        sa.Column("reported_by_id", sa.Integer(), nullable=True),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("happened_on", sa.Date(), nullable=False),
        sa.Column("value_cents", sa.BigInteger(), nullable=True),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("words", sa.String(length=1000), nullable=False),
        sa.Column("created_at", columns.AwareDateTime(), nullable=False),
        sa.Column("updated_at", columns.AwareDateTime(), nullable=False),
        sa.CheckConstraint(
            "(value_cents IS NULL) = (currency = '')", name=op.f("ck_outcome_value_with_currency")
        ),
        sa.CheckConstraint("value_cents IS NULL OR value_cents >= 0", name=op.f("ck_outcome_value_positive")),
        sa.ForeignKeyConstraint(
            ["introduction_id"],
            ["introduction.id"],
            name=op.f("fk_outcome_introduction_id_introduction"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["reported_by_id"],
            ["person.id"],
            name=op.f("fk_outcome_reported_by_id_person"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outcome")),
    )
    with op.batch_alter_table("outcome", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_outcome_introduction_id"), ["introduction_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_outcome_kind"), ["kind"], unique=False)

    op.create_table(
        "verdict",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", columns.AwareDateTime(), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("subject", sa.String(length=100), nullable=False),
        sa.Column("target_kind", sa.String(length=16), nullable=False),
        sa.Column("target_id", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(length=32), nullable=False),
        sa.Column("words", sa.String(length=500), nullable=False),
        sa.Column("shown", columns.JsonDocument, nullable=False),
        sa.Column("position", sa.Integer(), nullable=True),
        sa.Column("score", sa.Double(), nullable=True),
        sa.Column("model", sa.String(length=64), nullable=False),
        sa.Column("thread", sa.String(length=32), nullable=False),
        sa.Column("introduction_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["introduction_id"],
            ["introduction.id"],
            name=op.f("fk_verdict_introduction_id_introduction"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
            name=op.f("fk_verdict_organisation_id_organisation"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_verdict_person_id_person"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_verdict")),
    )
    with op.batch_alter_table("verdict", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_verdict_at"), ["at"], unique=False)
        batch_op.create_index(batch_op.f("ix_verdict_introduction_id"), ["introduction_id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_verdict_organisation_id_at"), ["organisation_id", "at"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_verdict_subject"), ["subject"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_verdict_target_kind_target_id"), ["target_kind", "target_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_verdict_thread"), ["thread"], unique=False)

    op.create_table(
        "meeting_slot",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("starts_at", columns.AwareDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["meeting_id"],
            ["meeting.id"],
            name=op.f("fk_meeting_slot_meeting_id_meeting"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_meeting_slot")),
        sa.UniqueConstraint("meeting_id", "starts_at", name=op.f("uq_meeting_slot_meeting_id_starts_at")),
    )
    # Without a batch: making this table anew would, on SQLite, delete all that hangs on its rows.
    op.add_column("organisation", sa.Column("introductions_per_month", sa.Integer(), nullable=True))
    op.add_column(
        "organisation",
        sa.Column("direct_introductions", sa.Boolean(), nullable=False, server_default=sa.false()),
    )

    with op.batch_alter_table("saved_suggestion", schema=None) as batch_op:
        batch_op.alter_column(
            "subject",
            existing_type=sa.VARCHAR(length=64),
            type_=sa.String(length=100),
            existing_nullable=False,
        )


def downgrade() -> None:
    """Take the tables back to the revision before."""
    with op.batch_alter_table("saved_suggestion", schema=None) as batch_op:
        batch_op.alter_column(
            "subject",
            existing_type=sa.String(length=100),
            type_=sa.VARCHAR(length=64),
            existing_nullable=False,
        )

    op.drop_column("organisation", "direct_introductions")
    op.drop_column("organisation", "introductions_per_month")

    op.drop_table("meeting_slot")
    with op.batch_alter_table("verdict", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_verdict_thread"))
        batch_op.drop_index(batch_op.f("ix_verdict_target_kind_target_id"))
        batch_op.drop_index(batch_op.f("ix_verdict_subject"))
        batch_op.drop_index(batch_op.f("ix_verdict_organisation_id_at"))
        batch_op.drop_index(batch_op.f("ix_verdict_introduction_id"))
        batch_op.drop_index(batch_op.f("ix_verdict_at"))

    op.drop_table("verdict")
    with op.batch_alter_table("outcome", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_outcome_kind"))
        batch_op.drop_index(batch_op.f("ix_outcome_introduction_id"))

    op.drop_table("outcome")
    with op.batch_alter_table("meeting", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_meeting_proposed",
            sqlite_where=sa.text("state = 'proposed'"),
            postgresql_where=sa.text("state = 'proposed'"),
        )
        batch_op.drop_index(
            "uq_meeting_chosen",
            sqlite_where=sa.text("state = 'chosen'"),
            postgresql_where=sa.text("state = 'chosen'"),
        )
        batch_op.drop_index(batch_op.f("ix_meeting_uid"))
        batch_op.drop_index(batch_op.f("ix_meeting_introduction_id"))

    op.drop_table("meeting")
    with op.batch_alter_table("introduction_message", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_introduction_message_introduction_id"))

    op.drop_table("introduction_message")
    with op.batch_alter_table("pair_block", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_pair_block_higher_organisation_id"))

    op.drop_table("pair_block")
    with op.batch_alter_table("introduction", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_introduction_open_pair",
            sqlite_where=sa.text("state IN ('requested', 'released')"),
            postgresql_where=sa.text("state IN ('requested', 'released')"),
        )
        batch_op.drop_index(batch_op.f("ix_introduction_thread"))
        batch_op.drop_index(batch_op.f("ix_introduction_subject"))
        batch_op.drop_index(batch_op.f("ix_introduction_state_due_at"))
        batch_op.drop_index(batch_op.f("ix_introduction_broker_id"))
        batch_op.drop_index(batch_op.f("ix_introduction_asking_organisation_id"))
        batch_op.drop_index(batch_op.f("ix_introduction_asked_organisation_id"))

    op.drop_table("introduction")

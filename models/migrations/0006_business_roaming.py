"""The roaming agreement, visits, events, calendar feeds, pictures of venues."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

from models import columns

revision: str = "0006"
down_revision: str | None = "0005"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    """Bring the tables to this revision."""
    with op.batch_alter_table("space", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("confirmation", sa.String(length=32), server_default="on_approval", nullable=False)
        )
        batch_op.create_unique_constraint(batch_op.f("uq_space_id_capacity"), ["id", "capacity"])

    op.create_table(
        "agreement_terms",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("effective_from", sa.Date(), nullable=False),
        sa.Column("title", sa.String(length=256), nullable=False),
        sa.Column("introduction", sa.Text(), nullable=False),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("free_working_days", sa.Integer(), nullable=False),
        sa.Column("same_fees", sa.Boolean(), nullable=False),
        sa.Column("term_months", sa.Integer(), nullable=False),
        sa.Column("withdrawal_notice_days", sa.Integer(), nullable=False),
        sa.Column("answer_days", sa.Integer(), nullable=False),
        sa.Column("created_at", columns.AwareDateTime(), nullable=False),
        sa.Column("updated_at", columns.AwareDateTime(), nullable=False),
        sa.CheckConstraint("answer_days > 0", name=op.f("ck_agreement_terms_answer_days_positive")),
        sa.CheckConstraint("free_working_days > 0", name=op.f("ck_agreement_terms_free_days_positive")),
        sa.CheckConstraint("term_months > 0", name=op.f("ck_agreement_terms_term_positive")),
        sa.CheckConstraint("version > 0", name=op.f("ck_agreement_terms_version_positive")),
        sa.CheckConstraint(
            "withdrawal_notice_days >= 0", name=op.f("ck_agreement_terms_withdrawal_notice_positive")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agreement_terms")),
        sa.UniqueConstraint("version", name=op.f("uq_agreement_terms_version")),
    )
    with op.batch_alter_table("agreement_terms", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_agreement_terms_effective_from"), ["effective_from"], unique=False
        )

    op.create_table(
        "agreement_clause",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("terms_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(length=8), nullable=False),
        sa.Column("title", sa.String(length=120), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("rule", sa.String(length=32), nullable=True),
        sa.ForeignKeyConstraint(
            ["terms_id"],
            ["agreement_terms.id"],
            name=op.f("fk_agreement_clause_terms_id_agreement_terms"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agreement_clause")),
        sa.UniqueConstraint("terms_id", "number", name=op.f("uq_agreement_clause_terms_id_number")),
        sa.UniqueConstraint("terms_id", "position", name=op.f("uq_agreement_clause_terms_id_position")),
        sa.UniqueConstraint("terms_id", "rule", name=op.f("uq_agreement_clause_terms_id_rule")),
    )
    op.create_table(
        "host_additions",
        sa.Column("host_id", sa.Integer(), nullable=False),
        sa.Column("extra_free_days", sa.Integer(), nullable=False),
        sa.Column("lead_time_days", sa.Integer(), nullable=False),
        sa.Column("services", columns.CodeList(), nullable=False),
        sa.Column("rates", sa.Text(), nullable=False),
        sa.Column("notes", sa.Text(), nullable=False),
        sa.Column("changed_by_id", sa.Integer(), nullable=True),
        sa.Column("created_at", columns.AwareDateTime(), nullable=False),
        sa.Column("updated_at", columns.AwareDateTime(), nullable=False),
        sa.CheckConstraint("extra_free_days >= 0", name=op.f("ck_host_additions_extra_days_positive")),
        sa.CheckConstraint("lead_time_days >= 0", name=op.f("ck_host_additions_lead_time_positive")),
        sa.ForeignKeyConstraint(
            ["changed_by_id"],
            ["person.id"],
            name=op.f("fk_host_additions_changed_by_id_person"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["host_id"],
            ["organisation.id"],
            name=op.f("fk_host_additions_host_id_organisation"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("host_id", name=op.f("pk_host_additions")),
    )
    op.create_table(
        "host_confirmer",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("host_id", sa.Integer(), nullable=False),
        sa.Column("space_kind", sa.String(length=32), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("created_at", columns.AwareDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["host_id"],
            ["organisation.id"],
            name=op.f("fk_host_confirmer_host_id_organisation"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_host_confirmer_person_id_person"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_host_confirmer")),
        sa.UniqueConstraint(
            "host_id", "space_kind", "person_id", name=op.f("uq_host_confirmer_host_id_space_kind_person_id")
        ),
    )
    with op.batch_alter_table("host_confirmer", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_host_confirmer_person_id"), ["person_id"], unique=False)

    op.create_table(
        "signature",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("terms_id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("coordinator_id", sa.Integer(), nullable=True),
        sa.Column("signed_by_id", sa.Integer(), nullable=True),
        sa.Column("signed_on", sa.Date(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_until", sa.Date(), nullable=False),
        sa.Column("notice_days", sa.Integer(), nullable=False),
        sa.Column("withdrawn_on", sa.Date(), nullable=True),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("withdrawn_by_id", sa.Integer(), nullable=True),
        sa.Column("withdrawal_words", sa.String(length=500), nullable=False),
        sa.Column("created_at", columns.AwareDateTime(), nullable=False),
        sa.Column("updated_at", columns.AwareDateTime(), nullable=False),
        sa.CheckConstraint(
            "(withdrawn_on IS NULL) = (ends_on IS NULL)", name=op.f("ck_signature_withdrawn_with_end")
        ),
        sa.CheckConstraint(
            "ends_on IS NULL OR ends_on >= withdrawn_on", name=op.f("ck_signature_end_after_withdrawal")
        ),
        sa.CheckConstraint("notice_days >= 0", name=op.f("ck_signature_notice_positive")),
        sa.CheckConstraint("valid_until >= valid_from", name=op.f("ck_signature_ends_after_start")),
        sa.ForeignKeyConstraint(
            ["coordinator_id"],
            ["person.id"],
            name=op.f("fk_signature_coordinator_id_person"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
            name=op.f("fk_signature_organisation_id_organisation"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["signed_by_id"],
            ["person.id"],
            name=op.f("fk_signature_signed_by_id_person"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["terms_id"],
            ["agreement_terms.id"],
            name=op.f("fk_signature_terms_id_agreement_terms"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["withdrawn_by_id"],
            ["person.id"],
            name=op.f("fk_signature_withdrawn_by_id_person"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_signature")),
        sa.UniqueConstraint(
            "organisation_id", "valid_from", name=op.f("uq_signature_organisation_id_valid_from")
        ),
    )
    with op.batch_alter_table("signature", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_signature_coordinator_id"), ["coordinator_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_signature_terms_id"), ["terms_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_signature_valid_until"), ["valid_until"], unique=False)

    op.create_table(
        "event",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("slug", sa.String(length=80), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("venue_id", sa.Integer(), nullable=True),
        sa.Column("title", sa.String(length=256), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("place", sa.String(length=256), nullable=False),
        sa.Column("city", sa.String(length=120), nullable=False),
        sa.Column("country", sa.String(length=2), nullable=False),
        sa.Column("link", sa.String(length=512), nullable=False),
        sa.Column("starts_at", columns.AwareDateTime(), nullable=False),
        sa.Column("ends_at", columns.AwareDateTime(), nullable=False),
        sa.Column("time_zone", sa.String(length=64), nullable=False),
        sa.Column("places", sa.Integer(), nullable=True),
        sa.Column("taken", sa.Integer(), nullable=False),
        sa.Column("fee_members", sa.String(length=120), nullable=False),
        sa.Column("fee_others", sa.String(length=120), nullable=False),
        sa.Column("same_fee_for_visitors", sa.Boolean(), nullable=False),
        sa.Column("registration_closes_at", columns.AwareDateTime(), nullable=True),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("uid", sa.String(length=80), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("created_at", columns.AwareDateTime(), nullable=False),
        sa.Column("updated_at", columns.AwareDateTime(), nullable=False),
        sa.CheckConstraint("ends_at > starts_at", name=op.f("ck_event_ends_after_start")),
        sa.CheckConstraint("places IS NULL OR places > 0", name=op.f("ck_event_places_positive")),
        sa.CheckConstraint("sequence >= 0", name=op.f("ck_event_sequence_positive")),
        sa.CheckConstraint(
            "taken >= 0 AND (places IS NULL OR taken <= places)", name=op.f("ck_event_taken_within_places")
        ),
        sa.ForeignKeyConstraint(
            ["created_by_id"], ["person.id"], name=op.f("fk_event_created_by_id_person"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
            name=op.f("fk_event_organisation_id_organisation"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["venue_id"], ["venue.id"], name=op.f("fk_event_venue_id_venue"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_event")),
        sa.UniqueConstraint("slug", name=op.f("uq_event_slug")),
        sa.UniqueConstraint("uid", name=op.f("uq_event_uid")),
    )
    with op.batch_alter_table("event", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_event_country_city"), ["country", "city"], unique=False)
        batch_op.create_index(batch_op.f("ix_event_organisation_id"), ["organisation_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_event_state_starts_at"), ["state", "starts_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_event_venue_id"), ["venue_id"], unique=False)

    op.create_table(
        "venue_picture",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("venue_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("width", sa.Integer(), nullable=False),
        sa.Column("height", sa.Integer(), nullable=False),
        sa.Column("alternative_text", sa.String(length=300), nullable=False),
        sa.Column("added_by_id", sa.Integer(), nullable=True),
        sa.Column("created_at", columns.AwareDateTime(), nullable=False),
        sa.CheckConstraint("width > 0 AND height > 0", name=op.f("ck_venue_picture_size_positive")),
        sa.ForeignKeyConstraint(
            ["added_by_id"],
            ["person.id"],
            name=op.f("fk_venue_picture_added_by_id_person"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["venue_id"], ["venue.id"], name=op.f("fk_venue_picture_venue_id_venue"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_venue_picture")),
        sa.UniqueConstraint("venue_id", "digest", name=op.f("uq_venue_picture_venue_id_digest")),
    )
    with op.batch_alter_table("venue_picture", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_venue_picture_venue_id_position"), ["venue_id", "position"], unique=False
        )

    op.create_table(
        "visit",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("token", sa.String(length=32), nullable=False),
        sa.Column("thread", sa.String(length=32), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("venue_id", sa.Integer(), nullable=False),
        sa.Column("home_cluster_id", sa.Integer(), nullable=True),
        sa.Column("requested_by_id", sa.Integer(), nullable=True),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("arrives_at", sa.Time(), nullable=True),
        sa.Column("party_size", sa.Integer(), nullable=False),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("services", columns.CodeList(), nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("state_since", columns.AwareDateTime(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("standing", sa.String(length=32), nullable=False),
        sa.Column("standing_findings", columns.JsonDocument, nullable=False),
        sa.Column("terms_id", sa.Integer(), nullable=True),
        sa.Column("working_days", sa.Integer(), nullable=False),
        sa.Column("requested_at", columns.AwareDateTime(), nullable=False),
        sa.Column("remind_at", columns.AwareDateTime(), nullable=True),
        sa.Column("answer_due_at", columns.AwareDateTime(), nullable=True),
        sa.Column("reminded_at", columns.AwareDateTime(), nullable=True),
        sa.Column("first_answered_at", columns.AwareDateTime(), nullable=True),
        sa.Column("answered_at", columns.AwareDateTime(), nullable=True),
        sa.Column("answered_by_id", sa.Integer(), nullable=True),
        sa.Column("confirmed_at_once", sa.Boolean(), nullable=False),
        sa.Column("decline_reason", sa.String(length=32), nullable=True),
        sa.Column("reason_words", sa.String(length=500), nullable=False),
        sa.Column("cancelled_by_side", sa.String(length=32), nullable=True),
        sa.Column("cancelled_at", columns.AwareDateTime(), nullable=True),
        sa.Column("arrival_code", sa.String(length=16), nullable=True),
        sa.Column("arrived_at", columns.AwareDateTime(), nullable=True),
        sa.Column("closed_at", columns.AwareDateTime(), nullable=True),
        sa.Column("uid", sa.String(length=80), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("created_at", columns.AwareDateTime(), nullable=False),
        sa.Column("updated_at", columns.AwareDateTime(), nullable=False),
        sa.CheckConstraint("ends_on >= starts_on", name=op.f("ck_visit_ends_after_start")),
        sa.CheckConstraint("party_size > 0", name=op.f("ck_visit_party_positive")),
        sa.CheckConstraint("sequence >= 0", name=op.f("ck_visit_sequence_positive")),
        sa.CheckConstraint("working_days >= 0", name=op.f("ck_visit_working_days_positive")),
        sa.ForeignKeyConstraint(
            ["answered_by_id"],
            ["person.id"],
            name=op.f("fk_visit_answered_by_id_person"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["home_cluster_id"],
            ["organisation.id"],
            name=op.f("fk_visit_home_cluster_id_organisation"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
            name=op.f("fk_visit_organisation_id_organisation"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["requested_by_id"],
            ["person.id"],
            name=op.f("fk_visit_requested_by_id_person"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["terms_id"],
            ["agreement_terms.id"],
            name=op.f("fk_visit_terms_id_agreement_terms"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["venue_id"], ["venue.id"], name=op.f("fk_visit_venue_id_venue"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_visit")),
        sa.UniqueConstraint("arrival_code", name=op.f("uq_visit_arrival_code")),
        sa.UniqueConstraint("token", name=op.f("uq_visit_token")),
        sa.UniqueConstraint("uid", name=op.f("uq_visit_uid")),
    )
    with op.batch_alter_table("visit", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_visit_home_cluster_id"), ["home_cluster_id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_visit_organisation_id_starts_on"), ["organisation_id", "starts_on"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_visit_requested_at"), ["requested_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_visit_requested_by_id"), ["requested_by_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_visit_standing"), ["standing"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_visit_state_answer_due_at"), ["state", "answer_due_at"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_visit_state_ends_on"), ["state", "ends_on"], unique=False)
        batch_op.create_index(batch_op.f("ix_visit_thread"), ["thread"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_visit_venue_id_starts_on_ends_on"),
            ["venue_id", "starts_on", "ends_on"],
            unique=False,
        )

    op.create_table(
        "event_registration",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=True),
        sa.Column("visit_id", sa.Integer(), nullable=True),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("joined_at", columns.AwareDateTime(), nullable=False),
        sa.Column("state_since", columns.AwareDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["event_id"], ["event.id"], name=op.f("fk_event_registration_event_id_event"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
            name=op.f("fk_event_registration_organisation_id_organisation"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["person.id"],
            name=op.f("fk_event_registration_person_id_person"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["visit_id"], ["visit.id"], name=op.f("fk_event_registration_visit_id_visit"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_event_registration")),
        sa.UniqueConstraint("event_id", "person_id", name=op.f("uq_event_registration_event_id_person_id")),
    )
    with op.batch_alter_table("event_registration", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_event_registration_event_id_state_joined_at"),
            ["event_id", "state", "joined_at"],
            unique=False,
        )
        batch_op.create_index(
            batch_op.f("ix_event_registration_organisation_id"), ["organisation_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_event_registration_person_id"), ["person_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_event_registration_visit_id"), ["visit_id"], unique=False)

    op.create_table(
        "feed_token",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("venue_id", sa.Integer(), nullable=True),
        sa.Column("cluster_id", sa.Integer(), nullable=True),
        sa.Column("event_id", sa.Integer(), nullable=True),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("prefix", sa.String(length=12), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("created_at", columns.AwareDateTime(), nullable=False),
        sa.Column("last_used_on", sa.Date(), nullable=True),
        sa.Column("revoked_at", columns.AwareDateTime(), nullable=True),
        sa.CheckConstraint(
            "(kind = 'cluster') = (cluster_id IS NOT NULL)",
            name=op.f("ck_feed_token_cluster_of_cluster_feed"),
        ),
        sa.CheckConstraint(
            "(kind = 'event') = (event_id IS NOT NULL)", name=op.f("ck_feed_token_event_of_event_feed")
        ),
        sa.CheckConstraint(
            "(kind = 'venue') = (venue_id IS NOT NULL)", name=op.f("ck_feed_token_venue_of_venue_feed")
        ),
        sa.ForeignKeyConstraint(
            ["cluster_id"],
            ["organisation.id"],
            name=op.f("fk_feed_token_cluster_id_organisation"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["event_id"], ["event.id"], name=op.f("fk_feed_token_event_id_event"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_feed_token_person_id_person"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["venue_id"], ["venue.id"], name=op.f("fk_feed_token_venue_id_venue"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_feed_token")),
        sa.UniqueConstraint("digest", name=op.f("uq_feed_token_digest")),
    )
    with op.batch_alter_table("feed_token", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_feed_token_cluster_id"), ["cluster_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_feed_token_event_id"), ["event_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_feed_token_person_id"), ["person_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_feed_token_venue_id"), ["venue_id"], unique=False)

    op.create_table(
        "party_member",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("visit_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("deleted_after", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(
            ["visit_id"], ["visit.id"], name=op.f("fk_party_member_visit_id_visit"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_party_member")),
    )
    with op.batch_alter_table("party_member", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_party_member_deleted_after"), ["deleted_after"], unique=False)
        batch_op.create_index(batch_op.f("ix_party_member_visit_id"), ["visit_id"], unique=False)

    op.create_table(
        "space_day",
        sa.Column("space_id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("taken", sa.Integer(), nullable=False),
        sa.Column("capacity", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "taken >= 0 AND taken <= capacity", name=op.f("ck_space_day_taken_within_capacity")
        ),
        sa.ForeignKeyConstraint(
            ["space_id", "capacity"],
            ["space.id", "space.capacity"],
            name=op.f("fk_space_day_space_id_capacity_space"),
            onupdate="CASCADE",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("space_id", "day", name=op.f("pk_space_day")),
    )
    op.create_table(
        "visit_feedback",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("visit_id", sa.Integer(), nullable=False),
        sa.Column("side", sa.String(length=32), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=True),
        sa.Column("rating", sa.Integer(), nullable=False),
        sa.Column("as_agreed", sa.Boolean(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("at", columns.AwareDateTime(), nullable=False),
        sa.CheckConstraint("rating BETWEEN 1 AND 5", name=op.f("ck_visit_feedback_rating_range")),
        sa.ForeignKeyConstraint(
            ["author_id"], ["person.id"], name=op.f("fk_visit_feedback_author_id_person"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["visit_id"], ["visit.id"], name=op.f("fk_visit_feedback_visit_id_visit"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_visit_feedback")),
        sa.UniqueConstraint("visit_id", "side", name=op.f("uq_visit_feedback_visit_id_side")),
    )
    op.create_table(
        "visit_introduction",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("visit_id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("message", sa.Text(), nullable=False),
        sa.Column("introduction_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["introduction_id"],
            ["introduction.id"],
            name=op.f("fk_visit_introduction_introduction_id_introduction"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
            name=op.f("fk_visit_introduction_organisation_id_organisation"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["visit_id"], ["visit.id"], name=op.f("fk_visit_introduction_visit_id_visit"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_visit_introduction")),
        sa.UniqueConstraint(
            "visit_id", "organisation_id", name=op.f("uq_visit_introduction_visit_id_organisation_id")
        ),
    )
    with op.batch_alter_table("visit_introduction", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_visit_introduction_introduction_id"), ["introduction_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_visit_introduction_organisation_id"), ["organisation_id"], unique=False
        )

    op.create_table(
        "visit_message",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("visit_id", sa.Integer(), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=True),
        sa.Column("side", sa.String(length=32), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("at", columns.AwareDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["author_id"], ["person.id"], name=op.f("fk_visit_message_author_id_person"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["visit_id"], ["visit.id"], name=op.f("fk_visit_message_visit_id_visit"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_visit_message")),
    )
    with op.batch_alter_table("visit_message", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_visit_message_visit_id"), ["visit_id"], unique=False)

    op.create_table(
        "visit_proposal",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("visit_id", sa.Integer(), nullable=False),
        sa.Column("proposed_by_id", sa.Integer(), nullable=True),
        sa.Column("side", sa.String(length=32), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("space_id", sa.Integer(), nullable=True),
        sa.Column("words", sa.String(length=500), nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("created_at", columns.AwareDateTime(), nullable=False),
        sa.Column("updated_at", columns.AwareDateTime(), nullable=False),
        sa.CheckConstraint("ends_on >= starts_on", name=op.f("ck_visit_proposal_ends_after_start")),
        sa.ForeignKeyConstraint(
            ["proposed_by_id"],
            ["person.id"],
            name=op.f("fk_visit_proposal_proposed_by_id_person"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["space_id"], ["space.id"], name=op.f("fk_visit_proposal_space_id_space"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["visit_id"], ["visit.id"], name=op.f("fk_visit_proposal_visit_id_visit"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_visit_proposal")),
    )
    with op.batch_alter_table("visit_proposal", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_visit_proposal_visit_id"), ["visit_id"], unique=False)
        batch_op.create_index(
            "uq_visit_proposal_open",
            ["visit_id"],
            unique=True,
            sqlite_where=sa.text("state = 'open'"),
            postgresql_where=sa.text("state = 'open'"),
        )

    op.create_table(
        "visit_space",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("visit_id", sa.Integer(), nullable=False),
        sa.Column("space_id", sa.Integer(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("people", sa.Integer(), nullable=False),
        sa.Column("held", sa.Boolean(), nullable=False),
        sa.CheckConstraint("ends_on >= starts_on", name=op.f("ck_visit_space_ends_after_start")),
        sa.CheckConstraint("people > 0", name=op.f("ck_visit_space_people_positive")),
        sa.ForeignKeyConstraint(
            ["space_id"], ["space.id"], name=op.f("fk_visit_space_space_id_space"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["visit_id"], ["visit.id"], name=op.f("fk_visit_space_visit_id_visit"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_visit_space")),
        sa.UniqueConstraint(
            "visit_id", "space_id", "starts_on", name=op.f("uq_visit_space_visit_id_space_id_starts_on")
        ),
    )
    with op.batch_alter_table("visit_space", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_visit_space_space_id_starts_on_ends_on"),
            ["space_id", "starts_on", "ends_on"],
            unique=False,
        )

    op.create_table(
        "waiting_place",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("visit_id", sa.Integer(), nullable=False),
        sa.Column("space_id", sa.Integer(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("people", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("joined_at", columns.AwareDateTime(), nullable=False),
        sa.Column("offered_at", columns.AwareDateTime(), nullable=True),
        sa.Column("offered_until", columns.AwareDateTime(), nullable=True),
        sa.CheckConstraint(
            "(state = 'offered') = (offered_until IS NOT NULL)",
            name=op.f("ck_waiting_place_offered_with_clock"),
        ),
        sa.CheckConstraint("ends_on >= starts_on", name=op.f("ck_waiting_place_ends_after_start")),
        sa.CheckConstraint("people > 0", name=op.f("ck_waiting_place_people_positive")),
        sa.ForeignKeyConstraint(
            ["space_id"], ["space.id"], name=op.f("fk_waiting_place_space_id_space"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["visit_id"], ["visit.id"], name=op.f("fk_waiting_place_visit_id_visit"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_waiting_place")),
        sa.UniqueConstraint("visit_id", name=op.f("uq_waiting_place_visit_id")),
    )
    with op.batch_alter_table("waiting_place", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_waiting_place_space_id_state_joined_at"),
            ["space_id", "state", "joined_at"],
            unique=False,
        )
        batch_op.create_index(
            batch_op.f("ix_waiting_place_state_offered_until"), ["state", "offered_until"], unique=False
        )


def downgrade() -> None:
    """Take the tables back to the revision before."""
    op.drop_table("waiting_place")
    op.drop_table("visit_space")
    op.drop_table("visit_proposal")
    op.drop_table("visit_message")
    op.drop_table("visit_introduction")
    op.drop_table("visit_feedback")
    op.drop_table("space_day")
    op.drop_table("party_member")
    op.drop_table("feed_token")
    op.drop_table("event_registration")
    op.drop_table("visit")
    op.drop_table("venue_picture")
    op.drop_table("event")
    op.drop_table("signature")
    op.drop_table("host_confirmer")
    op.drop_table("host_additions")
    op.drop_table("agreement_clause")
    op.drop_table("agreement_terms")
    with op.batch_alter_table("space", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("uq_space_id_capacity"), type_="unique")
        batch_op.drop_column("confirmation")

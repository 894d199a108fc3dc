"""Organisations that are shown without their name until they accept."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

from models import columns

revision: str = "0010"
down_revision: str | None = "0007"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


_ORGANISATION = sa.table(
    "organisation",
    sa.column("id", sa.Integer),
    sa.column("kept_back", columns.OptionalJsonDocument),
    sa.column("hidden", sa.Boolean),
    sa.column("slug", sa.String),
    sa.column("name", sa.String),
    sa.column("legal_name", sa.String),
    sa.column("city", sa.String),
    sa.column("address", sa.String),
    sa.column("website", sa.String),
    sa.column("latitude", sa.Double),
    sa.column("longitude", sa.Double),
)


def upgrade() -> None:
    """Bring the tables to this revision."""
    # A column by itself, as both databases can: making the table anew would empty those that name it.
    op.add_column("organisation", sa.Column("kept_back", columns.OptionalJsonDocument, nullable=True))


def downgrade() -> None:
    """Take the tables back to the revision before.

    Those without a name are hidden and get it back: the older service can't keep it to itself.
    """
    connection = op.get_bind()
    kept = sa.select(_ORGANISATION.c.id, _ORGANISATION.c.kept_back).where(
        _ORGANISATION.c.kept_back.is_not(None)
    )
    for number, identity in connection.execute(kept).all():
        connection.execute(
            sa.update(_ORGANISATION).where(_ORGANISATION.c.id == number).values(hidden=sa.true(), **identity)
        )
    op.drop_column("organisation", "kept_back")

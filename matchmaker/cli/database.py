"""`matchmaker db`: bring the tables up to date."""

from __future__ import annotations

import logging

import click

from matchmaker.agreements.service import ensure_terms
from matchmaker.cli.application import application
from matchmaker.extensions import alembic, db
from models.columns import utc_now


@click.group("db")
def database() -> None:
    """Set up and change the database's tables."""


@database.command()
def upgrade() -> None:
    """Bring the tables to the newest revision, and write the first terms of roaming. Harmless to repeat."""
    with application(needs_tables=False):
        alembic.upgrade()
    # Alembic's connection, and with it SQLite's write lock, lives as long as its context.
    with application():
        ensure_terms(db.session, utc_now().date())
        db.session.commit()
    click.echo("The database is up to date.")


@database.command()
@click.argument("revision", default="-1")
def downgrade(revision: str) -> None:
    """Take the tables back, by default one revision."""
    with application(needs_tables=False):
        alembic.downgrade(int(revision) if revision.lstrip("-").isdecimal() else revision)
    click.echo("The database was taken back.")


@database.command()
@click.argument("message")
def revision(message: str) -> None:
    """Write a migration from what the models now say. For developers."""
    logging.getLogger("alembic").setLevel(logging.WARNING)
    with application(needs_tables=False):
        written = alembic.revision(message)
    for script in written:
        click.echo(script.path if script is not None else "Nothing has changed.")

"""The application for a command, with settings and database errors told in one line."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import click
from flask import Flask
from sqlalchemy import inspect
from sqlalchemy.exc import OperationalError

from matchmaker import create_app
from matchmaker.collector import collector_at_rest, settle_collector
from matchmaker.extensions import db
from matchmaker.settings import SettingsError


def make_app() -> Flask:
    """The application of the environment's settings.

    :raises click.ClickException: a setting is missing or wrong.
    """
    try:
        with collector_at_rest():
            app = create_app()
    except SettingsError as error:
        raise click.ClickException(str(error)) from error
    settle_collector()
    return app


@contextmanager
def application(*, needs_tables: bool = True) -> Iterator[Flask]:
    """The application with its context pushed.

    :param needs_tables: say so at once where the database has not been set up.
    :raises click.ClickException: a setting is wrong, or the database can't be used.
    """
    app = make_app()
    with app.app_context():
        try:
            if needs_tables and not inspect(db.engine).has_table("organisation"):
                raise click.ClickException("The database has no tables yet. Run first: matchmaker db upgrade")
            yield app
        except OperationalError as error:
            raise click.ClickException(f"The database can't be used: {error.orig}") from error

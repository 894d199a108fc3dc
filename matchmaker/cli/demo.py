"""`matchmaker demo`: the invented network, to look around in."""

from __future__ import annotations

import logging
import time

import click
from alembic.util import CommandError
from flask import Flask

from matchmaker.cli.application import application
from matchmaker.cli.serve import host_option
from matchmaker.cli.web_server import (
    check_address,
    leave_index_to_worker,
    prepare_index,
    run_server,
)
from matchmaker.curation.proposing import propose_in_place
from matchmaker.demo.dataset import Dataset, read_dataset
from matchmaker.demo.loading import Standing, clear_network, load_network, standing_of
from matchmaker.demo.sign_ins import DEMO_PASSWORD, SIGN_INS
from matchmaker.extensions import alembic, db
from matchmaker.matching import IndexBusy
from matchmaker.settings import Settings
from matchmaker.suggestions.indexing import rebuild_in_place
from models.columns import utc_now


@click.command()
@click.option("--serve", is_flag=True, help="Serve it afterwards, as `matchmaker serve` does.")
@host_option
def demo(host: str, *, serve: bool) -> None:
    """Load the invented network into this instance's database, once.

    Only where MATCHMAKER_ENVIRONMENT=demo, and never beside a network of your own.
    """
    with application(needs_tables=False) as app:
        settings: Settings = app.extensions["settings"]
        if not settings.is_demo:
            raise click.ClickException(
                "The demo network is loaded only where MATCHMAKER_ENVIRONMENT=demo. `make run` sets that."
            )
        if serve:
            check_address(host, settings.port)
        _bring_tables_up_to_date(app, settings)
        _bring_network_up_to_date(settings)
    _tell_sign_ins()
    if serve:
        run_server(app, host=host, with_worker=True)


def _bring_tables_up_to_date(app: Flask, settings: Settings) -> None:
    logging.getLogger("alembic").setLevel(logging.WARNING)
    try:
        # Alembic's connection, and with it SQLite's write lock, lives as long as its context.
        with app.app_context():
            alembic.upgrade()
    except CommandError as error:
        raise click.ClickException(
            f"The database is of another version of Matchmaker ({error}). "
            f"To start anew, delete the folder {settings.instance}"
        ) from error


def _bring_network_up_to_date(settings: Settings) -> None:
    """Load the network where it is missing or of another version.

    :raises click.ClickException: the database holds another network.
    """
    dataset = read_dataset()
    match standing_of(db.session, dataset):
        case Standing.FOREIGN:
            raise click.ClickException(
                "This database holds a network of your own; the demo is loaded into an empty one only."
            )
        case Standing.OUTDATED:
            click.echo("The demo network has changed since it was loaded; it is loaded anew.")
            _load(dataset, settings)
        case Standing.EMPTY:
            _load(dataset, settings)
    prepare_index(settings)


def _load(dataset: Dataset, settings: Settings) -> None:
    click.echo("Loading the demo network …")
    started = time.monotonic()
    clear_network(db.session)
    load_network(db.session, dataset, now=utc_now())
    db.session.commit()
    try:
        rebuild_in_place(db.session, settings.index_folder)
        propose_in_place(db.session, settings.index_folder, now=utc_now())
        db.session.commit()
    except IndexBusy:
        leave_index_to_worker()
    click.echo(f"Loaded in {time.monotonic() - started:.1f} s.")


def _tell_sign_ins() -> None:
    click.echo(f"Sign in with the password {DEMO_PASSWORD} as")
    for one in SIGN_INS:
        click.echo(f"  {one.email:<26} {one.role}")

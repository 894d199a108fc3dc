"""`matchmaker index`: build the search index anew, and say how it stands."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import click

from matchmaker.cli.application import application
from matchmaker.extensions import db
from matchmaker.matching import IndexBusy, IndexReader
from matchmaker.matching.generation import POINTER
from matchmaker.notifications.outbox import promise
from matchmaker.suggestions.indexing import is_current, rebuild_in_place


@click.group()
def index() -> None:
    """Build the search index anew, and see how it stands."""


@index.command()
def rebuild() -> None:
    """Build the index anew from the database.

    Where a worker is running, it does so: it is the one that writes.
    """
    with application() as app:
        try:
            count = rebuild_in_place(db.session, app.extensions["settings"].index_folder)
        except IndexBusy:
            promise(db.session, "index.rebuild", {})
            db.session.commit()
            click.echo("The running worker holds the index; it builds it anew within a minute.")
            return
    click.echo(f"{count} texts are in the index.")


@index.command()
@click.option("--json", "as_json", is_flag=True, help="For programs.")
def status(*, as_json: bool) -> None:
    """Say how many texts the index holds and when it was last published."""
    with application() as app:
        folder: Path = app.extensions["settings"].index_folder
    pointer = folder / POINTER
    texts = IndexReader(folder).count
    published = datetime.fromtimestamp(pointer.stat().st_mtime, UTC) if pointer.exists() else None
    if as_json:
        click.echo(
            json.dumps(
                {
                    "folder": str(folder),
                    "texts": texts,
                    "published": published.isoformat(timespec="seconds") if published else None,
                    "current": is_current(folder),
                }
            )
        )
        return
    if published is None:
        click.echo("There is no index yet. Build it with: matchmaker index rebuild")
        return
    click.echo(f"{texts} texts, last published {published:%Y-%m-%d %H:%M} UTC, in {folder}")
    if not is_current(folder):
        click.echo("It was made by an older version. Build it anew with: matchmaker index rebuild")

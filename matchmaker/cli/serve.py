"""`matchmaker serve`: the web server, with a worker beside it."""

from __future__ import annotations

import click

from matchmaker.cli.application import application
from matchmaker.cli.web_server import check_address, run_server

host_option = click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
worker_option = click.option(
    "--worker/--no-worker", "with_worker", default=True, help="Run a worker beside it."
)


@click.command()
@host_option
@worker_option
def serve(host: str, *, with_worker: bool) -> None:
    """Serve the pages on PORT, and keep the outbox's promises in a worker beside."""
    with application() as app:
        check_address(host, app.extensions["settings"].port)
    run_server(app, host=host, with_worker=with_worker)

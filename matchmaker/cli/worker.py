"""`matchmaker worker`: index changed texts, send mail, do daily duties."""

from __future__ import annotations

import logging

import click

from matchmaker.cli.application import application
from matchmaker.worker.queue import LONGEST_IDLE


@click.command()
@click.option("--once", is_flag=True, help="Do what is due now, then stop.")
def worker(*, once: bool) -> None:
    """Keep the promises in the outbox. One worker writes the search index."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s %(message)s")
    with application() as app:
        done = app.extensions["sweep"]()
        if once:
            click.echo(f"{done} done.")
            return
        consumer = app.extensions["queue"].create_consumer(
            workers=1, periodic=True, initial_delay=0.1, max_delay=LONGEST_IDLE
        )
        consumer.run()

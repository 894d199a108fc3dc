"""`matchmaker worker`: index changed texts, send mail, do daily duties."""

from __future__ import annotations

import fcntl
import logging
import os
import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import click

from matchmaker.cli.application import application
from matchmaker.extensions import db
from matchmaker.suggestions.indexing import ensure_index
from matchmaker.worker.queue import LONGEST_IDLE
from matchmaker.worker.rows import take_up

LOCK = "worker.lock"
#: Kinds of outbox rows that only write the index: doing one again changes nothing.
INDEX_ROWS = "index."


@click.command()
@click.option("--once", is_flag=True, help="Do what is due now, then stop.")
@click.option("--beside-server", is_flag=True, hidden=True, help="Stop when standard input closes.")
def worker(*, once: bool, beside_server: bool) -> None:
    """Keep the promises in the outbox. One worker writes the search index; a second one waits."""
    level = logging.WARNING if beside_server else logging.INFO
    logging.basicConfig(level=level, format="%(asctime)s %(levelname)s %(name)s %(message)s")
    if beside_server:
        threading.Thread(target=_stop_when_input_closes, name="tie", daemon=True).start()
    # Being told to stop while still starting, or waiting for another worker, is no failure.
    with suppress(KeyboardInterrupt):
        _work(once=once)


def _work(*, once: bool) -> None:
    with application() as app, _only_one(app.extensions["settings"].instance, wait=not once):
        ensure_index(db.session, app.extensions["settings"].index_folder)
        take_up(db.sessionmaker, INDEX_ROWS)
        done = app.extensions["sweep"]()
        if once:
            click.echo(f"{done} done.")
            return
        consumer = app.extensions["queue"].create_consumer(
            workers=1, periodic=True, initial_delay=0.1, max_delay=LONGEST_IDLE
        )
        consumer.run()


@contextmanager
def _only_one(instance: Path, *, wait: bool) -> Iterator[None]:
    """Be the one worker of an instance folder, as only one process may write its index.

    :param wait: take over when the other one ends.
    :raises click.ClickException: there is another one, and it is not to be waited for.
    """
    with (instance / LOCK).open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
        except BlockingIOError:
            raise click.ClickException("A worker is running here already; it does what is due.") from None
        yield


def _stop_when_input_closes() -> None:
    # Not through `sys.stdin`, whose lock a thread may not hold when Python ends.
    while os.read(sys.stdin.fileno(), 1):
        pass
    os.kill(os.getpid(), signal.SIGINT)

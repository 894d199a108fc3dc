"""The queue that wakes a worker: Huey on SQLite, Redis or PostgreSQL, by ``MATCHMAKER_QUEUE_URL``."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

from flask import Flask
from huey import Huey, MemoryHuey, SqliteHuey, crontab

from matchmaker.extensions import db
from matchmaker.notifications import outbox
from matchmaker.settings import SettingsError
from matchmaker.suggestions.index_access import access_of
from matchmaker.worker.handlers import HANDLERS
from matchmaker.worker.periodic import learn_ranking, run_clocks, run_daily
from matchmaker.worker.rows import work_off, work_off_all

#: Seconds between two looks at an empty queue; part of how soon a changed text is found.
LONGEST_IDLE = 0.5


def make_queue(url: str) -> Huey:
    """The queue for a URL: ``sqlite:///file``, ``redis://…``, ``postgresql://…`` or ``memory:``.

    :raises SettingsError: for any other URL.
    """
    name = "matchmaker"
    if url.startswith("sqlite:///"):
        file = Path(url.removeprefix("sqlite:///"))
        file.parent.mkdir(parents=True, exist_ok=True)
        return SqliteHuey(name, filename=str(file), results=False)
    if url.startswith("redis://"):
        from huey import RedisHuey  # the client is installed only where it is used

        return RedisHuey(name, url=url, results=False)
    if url.startswith("postgresql://"):
        from huey import PostgresHuey  # as above

        return PostgresHuey(name, url=url, results=False)
    if url == "memory:":
        return MemoryHuey(name, results=False)
    raise SettingsError("MATCHMAKER_QUEUE_URL must start with sqlite:///, redis:// or postgresql://.")


def bind_queue(app: Flask, queue: Huey) -> Callable[[], int]:
    """Register the tasks, let outbox rows wake them, and keep the queue as an extension.

    :returns: a function that works off everything due, for the worker's start and for tests.
    """

    def sweep() -> int:
        with app.app_context():
            # First the clocks: what they promise is kept in the same sweep.
            return run_clocks(db.sessionmaker) + work_off_all(db.sessionmaker, HANDLERS)

    def do_row(row_id: int) -> None:
        with app.app_context():
            work_off(db.sessionmaker, HANDLERS, row_id)

    def do_daily() -> None:
        with app.app_context():
            run_daily(db.sessionmaker)

    def do_learn() -> None:
        with app.app_context():
            learn_ranking(db.sessionmaker, access_of(app).view())

    row_task: Any = queue.task(name="outbox_row")(do_row)

    def wake(row_id: int, due_at: datetime | None) -> None:
        if due_at is None:
            row_task(row_id)
        else:
            # A queue that forgets it does no harm: the row stands, and the sweep finds it.
            row_task.schedule((row_id,), eta=due_at)

    queue.periodic_task(crontab(minute="*"), name="outbox_sweep")(sweep)
    queue.periodic_task(crontab(hour="3", minute="17"), name="daily")(do_daily)
    queue.periodic_task(crontab(minute="41"), name="learn_ranking")(do_learn)
    with app.app_context():
        # Sessions carry the way to wake a worker, so that verbs need no application.
        info = db.sessionmaker.kw.get("info") or {}
        db.sessionmaker.configure(info={**info, outbox.WAKER: wake})
    app.extensions["queue"] = queue
    app.extensions["sweep"] = sweep
    return sweep

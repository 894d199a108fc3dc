"""One transaction per request, committed in one place; and SQLite made safe for concurrent writers.

SQLite's Python driver opens transactions late and lets two readers upgrade to writers, which loses
updates silently. Here every writing transaction begins with ``BEGIN IMMEDIATE``, so that the second
writer waits, and reading ones with a plain ``BEGIN``, so that readers never wait.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from time import monotonic, sleep
from typing import Any

from sqlalchemy import Connection, Engine, event
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session, SessionTransaction

log = logging.getLogger(__name__)

#: Milliseconds a writer waits for another one on SQLite before it gives up.
BUSY_TIMEOUT = 30_000

#: Seconds between two looks whether the other writer is done: at first, while patient, and after that.
_FIRST_PAUSES = (0.001, 0.002, 0.005, 0.01, 0.025, 0.05)
_PAUSE, _PATIENT_FOR, _PRESSING_PAUSE = 0.1, 1.0, 0.01

_reading_only: ContextVar[bool] = ContextVar("reading_only", default=False)

AFTER_COMMIT = "matchmaker.after_commit"


@contextmanager
def reading_only() -> Iterator[None]:
    """Transactions begun inside take no write lock on SQLite."""
    token = _reading_only.set(True)
    try:
        yield
    finally:
        _reading_only.reset(token)


def tune_engine(engine: Engine) -> None:
    """Set what SQLite needs on each connection and transaction; PostgreSQL needs nothing."""
    if engine.dialect.name != "sqlite":
        return
    event.listen(engine, "connect", _tune_connection)
    event.listen(engine, "begin", _begin)


def _tune_connection(connection: Any, _record: object) -> None:
    connection.isolation_level = None
    cursor = connection.cursor()
    # First, so that switching the journal mode waits for others instead of failing.
    cursor.execute(f"PRAGMA busy_timeout = {BUSY_TIMEOUT}")
    cursor.execute("PRAGMA journal_mode = WAL")
    cursor.execute("PRAGMA synchronous = NORMAL")
    cursor.execute("PRAGMA foreign_keys = ON")
    cursor.close()


def _begin(connection: Connection) -> None:
    if _reading_only.get():
        connection.exec_driver_sql("BEGIN")
        return
    # SQLite's own waiting favours who came last: it looks ever more seldom, so that under a rush of
    # writers the first ones wait until they give up. Here the longer one waits, the more often one looks.
    connection.exec_driver_sql("PRAGMA busy_timeout = 0")
    try:
        _begin_in_turn(connection)
    finally:
        connection.exec_driver_sql(f"PRAGMA busy_timeout = {BUSY_TIMEOUT}")


def _begin_in_turn(connection: Connection) -> None:
    began = monotonic()
    pauses = iter(_FIRST_PAUSES)
    while True:
        try:
            connection.exec_driver_sql("BEGIN IMMEDIATE")
        except OperationalError as error:
            waited = monotonic() - began
            if "locked" not in str(error.orig) or waited * 1000 >= BUSY_TIMEOUT:
                raise
            sleep(next(pauses, _PAUSE if waited < _PATIENT_FOR else _PRESSING_PAUSE))
        else:
            return


def after_commit(session: Session, action: Callable[[], None]) -> None:
    """Do something once the session's transaction is really committed; forget it if rolled back.

    A failing action is logged and never undoes what was committed: whatever must happen has a row
    in the outbox, and the action only makes it happen sooner.
    """
    session.info.setdefault(AFTER_COMMIT, []).append(action)


@event.listens_for(Session, "after_commit")
def _run_actions(session: Session) -> None:
    # Inside a savepoint the outer transaction may still be rolled back.
    if session.in_nested_transaction():
        return
    for action in session.info.pop(AFTER_COMMIT, []):
        try:
            action()
        except Exception:
            log.exception("An action after the commit failed; the outbox will make up for it.")


@event.listens_for(Session, "after_soft_rollback")
def _forget_actions(session: Session, previous: SessionTransaction) -> None:
    if previous.nested:
        return
    session.info.pop(AFTER_COMMIT, None)

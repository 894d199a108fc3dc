"""Working off outbox rows: claim with a lease, do, mark done; retry with growing pauses."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, sessionmaker

from models import OutboxRow
from models.columns import utc_now

log = logging.getLogger(__name__)

#: What it returns is for others who call it.
Handler = Callable[..., object]

#: A row claimed by a worker that died is taken up again after this long.
LEASE = timedelta(minutes=5)
MOST_ATTEMPTS = 8
#: In place of an error while somebody works on a row.
CLAIMED = ""
#: So often a row that a dead worker had in hand is taken up at once; what kills worker after worker waits.
TAKEN_UP_AT_ONCE = 4
FIRST_PAUSE = timedelta(seconds=30)
BATCH = 200


def due_row_ids(session: Session, most: int = BATCH) -> list[int]:
    """Ids of rows still owed whose time has come, oldest first."""
    return list(
        session.scalars(
            select(OutboxRow.id)
            .where(
                OutboxRow.done_at.is_(None),
                OutboxRow.given_up_at.is_(None),
                OutboxRow.due_at <= utc_now(),
            )
            .order_by(OutboxRow.id)
            .limit(most)
        )
    )


def work_off(sessions: sessionmaker[Session], handlers: Mapping[str, Handler], row_id: int) -> bool:
    """Do one row, unless it is done, claimed by another worker or not due.

    :param handlers: kind to a function that takes a session and the payload as keywords; its writes
        are committed together with the row's mark.
    :returns: whether the row was done now.
    """
    claimed = _claim(sessions, row_id)
    if claimed is None:
        return False
    kind, payload = claimed
    try:
        with sessions() as session, session.begin():
            handlers[kind](session, **payload)
            row = session.get_one(OutboxRow, row_id)
            row.done_at = utc_now()
            row.last_error = ""
    except Exception as error:
        log.exception("Outbox row %s (%s) failed.", row_id, kind)
        _postpone(sessions, row_id, error)
        return False
    return True


def take_up(sessions: sessionmaker[Session], kinds: str) -> int:
    """Make due at once what a dead worker had in hand; for the one worker that follows it.

    :param kinds: the beginning of the kinds concerned, which must be harmless to do twice.
    :returns: how many rows were taken up.
    """
    now = utc_now()
    with sessions() as session, session.begin():
        rows = session.scalars(
            select(OutboxRow).where(
                OutboxRow.done_at.is_(None),
                OutboxRow.given_up_at.is_(None),
                OutboxRow.attempts.between(1, TAKEN_UP_AT_ONCE),
                OutboxRow.last_error == CLAIMED,
                OutboxRow.due_at > now,
                OutboxRow.kind.startswith(kinds, autoescape=True),
            )
        ).all()
        for row in rows:
            row.due_at = now
        return len(rows)


def _claim(sessions: sessionmaker[Session], row_id: int) -> tuple[str, dict[str, Any]] | None:
    now = utc_now()
    with sessions() as session, session.begin():
        row = session.scalar(
            select(OutboxRow)
            .where(
                OutboxRow.id == row_id,
                OutboxRow.done_at.is_(None),
                OutboxRow.given_up_at.is_(None),
                OutboxRow.due_at <= now,
            )
            .with_for_update(skip_locked=True)
        )
        if row is None:
            return None
        if row.attempts >= MOST_ATTEMPTS:
            # Every worker that took it up died of it.
            row.given_up_at = now
            return None
        row.attempts += 1
        row.due_at = now + LEASE
        row.last_error = CLAIMED
        return row.kind, dict(row.payload)


def _postpone(sessions: sessionmaker[Session], row_id: int, error: Exception) -> None:
    with sessions() as session, session.begin():
        row = session.get_one(OutboxRow, row_id)
        row.last_error = f"{type(error).__name__}: {error}"[:2000]
        if row.attempts >= MOST_ATTEMPTS:
            row.given_up_at = utc_now()
        else:
            row.due_at = utc_now() + FIRST_PAUSE * 2 ** (row.attempts - 1)


def work_off_all(sessions: sessionmaker[Session], handlers: Mapping[str, Handler]) -> int:
    """Do every row that is due.

    :returns: how many were done.
    """
    done = 0
    while True:
        with sessions() as session:
            ids = due_row_ids(session)
        if not ids:
            return done
        # A row that fails is postponed and a claimed one is not due, so the list comes to an end;
        # what the handlers promise meanwhile is done too.
        done += sum(work_off(sessions, handlers, row_id) for row_id in ids)

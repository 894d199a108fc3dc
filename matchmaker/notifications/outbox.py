"""Promising work inside a transaction; `matchmaker.worker` keeps the promises.

A queue alone forgets a task whose worker is killed, and sends mail for a transaction that is rolled
back. A row written with the transaction does neither; the queue only wakes the worker.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from matchmaker.transactions import after_commit
from models import OutboxRow
from models.columns import utc_now

#: Takes the id of a row and when it is due; None for at once.
Waker = Callable[[int, datetime | None], None]
WAKER = "matchmaker.waker"
#: So far a worker's clock may be behind the server's, as on two machines. Without it the worker, woken
#: at once, would find a row that is not due yet and leave it to the next sweep, a minute later.
CLOCKS_APART = timedelta(seconds=2)


def promise(
    session: Session,
    kind: str,
    payload: dict[str, Any],
    *,
    unique_key: str | None = None,
    due_at: datetime | None = None,
) -> OutboxRow:
    """Write a job in the caller's transaction.

    :param kind: a key of the worker's table of handlers.
    :param payload: plain JSON values that the handler takes as keywords.
    :param unique_key: where given, a second promise with the same key returns the first one's row.
    :param due_at: not before then; by default at once.
    """
    if unique_key is not None:
        known = session.scalar(select(OutboxRow).where(OutboxRow.unique_key == unique_key))
        if known is not None:
            return known
    row = OutboxRow(
        kind=kind, payload=payload, unique_key=unique_key, due_at=due_at or utc_now() - CLOCKS_APART
    )
    session.add(row)
    session.flush()
    waker: Waker | None = session.info.get(WAKER)
    if waker is not None:
        after_commit(session, partial(waker, row.id, due_at))
    return row

"""Long lists in pages that stay true while rows come and go.

A cursor names the last row of a page, signed so that a made-up one is told apart; the next page holds
what comes after that row in the order of ids.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol, TypeVar

from flask import abort, current_app
from itsdangerous import BadSignature, URLSafeSerializer
from sqlalchemy import Select
from sqlalchemy.orm import InstrumentedAttribute, Session

from matchmaker.settings import Settings


class _Numbered(Protocol):
    @property
    def id(self) -> int: ...


Row = TypeVar("Row", bound=_Numbered)


def page(
    session: Session,
    chosen: Select[Row],
    key: InstrumentedAttribute[int],
    *,
    limit: int,
    cursor: str | None,
    list_name: str,
) -> tuple[Sequence[Row], str | None]:
    """One page of what was chosen, and the cursor of the next; None on the last.

    Answers 404 for a cursor that this list never gave.
    """
    ordered = chosen.order_by(key).limit(limit + 1)
    if cursor is not None:
        ordered = ordered.where(key > _last_id(cursor, list_name))
    rows = session.scalars(ordered).all()
    if len(rows) <= limit:
        return rows, None
    return rows[:limit], _signer(list_name).dumps(rows[limit - 1].id)


def _last_id(cursor: str, list_name: str) -> int:
    try:
        return int(_signer(list_name).loads(cursor))
    except BadSignature:
        abort(404)


def _signer(list_name: str) -> URLSafeSerializer:
    settings: Settings = current_app.extensions["settings"]
    return URLSafeSerializer(settings.secret_key, salt=f"cursor of {list_name}")

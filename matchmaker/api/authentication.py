"""Who asks: the person of the bearer token. Cookies say nothing here."""

from __future__ import annotations

import logging

from flask import abort, g, request
from sqlalchemy.exc import OperationalError

from matchmaker.extensions import db
from matchmaker.people import tokens
from models import Person
from models.columns import utc_now

log = logging.getLogger(__name__)


def recognise() -> None:
    """Find out who asks, before anything else is done. Answers 401 for a token that opens nothing."""
    g.api_person = _person_of(request.headers.get("Authorization"))


def asking_person() -> Person | None:
    """Who asks; None for anybody."""
    person: Person | None = g.api_person
    return person


def require_person() -> Person:
    """Who asks; answers 401 where no token was sent."""
    person = asking_person()
    if person is None:
        abort(401)
    return person


def _person_of(header: str | None) -> Person | None:
    if header is None:
        return None
    kind, _, secret = header.partition(" ")
    now = utc_now()
    token = tokens.live_token(db.session, secret.strip(), now=now) if kind.lower() == "bearer" else None
    if token is None:
        abort(401)
    if token.last_used_on != now.date():
        _note_use(token.id)
    return token.person


def _note_use(token_id: int) -> None:
    """Once a day, in a transaction of its own: the request itself only reads, and need not fail for it."""
    # What was read so far belongs to a transaction that ends here; the rest reads anew.
    db.session.rollback()
    try:
        with db.sessionmaker.begin() as session:
            tokens.note_use(session, token_id, today=utc_now().date())
    except OperationalError:
        log.warning("The use of an API token could not be noted.", exc_info=True)

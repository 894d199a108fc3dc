"""Verbs on personal tokens for programs: make, revoke, recognise.

A token is 256 random bits, so that a plain hash of it is as good as a slow one, and fast enough for
every request.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session, joinedload, selectinload

from matchmaker import activity
from matchmaker.people.errors import TooManyTokens
from models import ApiToken, Person
from models.columns import utc_now

BEGINNING = "mm_"
#: So much of a token is shown in lists.
SHOWN = 10
#: Live ones a person may have (our own default).
MOST_TOKENS = 20
#: Days that can be chosen, the usual one first (our own default).
LIFETIMES = (90, 30, 365)
LONGEST_NAME = 80


@dataclass(frozen=True, slots=True)
class NewToken:
    """A token just made. `secret` is the token itself, which nobody can look up later."""

    row: ApiToken
    secret: str


def create_token(session: Session, person: Person, *, actor: Person | None, name: str, days: int) -> NewToken:
    """Make a token with which a program acts for a person.

    :param actor: None on the operator's word.
    :param name: what it is for, at most 80 characters.
    :param days: how long it works.
    :raises TooManyTokens: the person has 20 that work.
    """
    now = utc_now()
    if _live_count(session, person, now) >= MOST_TOKENS:
        raise TooManyTokens(most=MOST_TOKENS)
    secret = BEGINNING + secrets.token_urlsafe(32)
    token = ApiToken(
        person=person,
        name=name[:LONGEST_NAME],
        prefix=secret[:SHOWN],
        digest=digest_of(secret),
        created_at=now,
        expires_at=now + timedelta(days=days),
    )
    session.add(token)
    activity.record(session, "token.created", token, actor=actor, name=token.name)
    return NewToken(token, secret)


def revoke_token(session: Session, token: ApiToken, *, actor: Person | None) -> ApiToken:
    """Let a token open nothing from now on. Harmless to repeat."""
    if token.revoked_at is None:
        token.revoked_at = utc_now()
        activity.record(session, "token.revoked", token, actor=actor, name=token.name)
    return token


def note_use(session: Session, token_id: int, *, today: date) -> None:
    """Keep the day a token was last used."""
    session.execute(update(ApiToken).where(ApiToken.id == token_id).values(last_used_on=today))


def live_token(session: Session, secret: str, *, now: datetime) -> ApiToken | None:
    """The token this is, with its person; None if made up, revoked, expired or of a closed account."""
    token = session.scalar(
        select(ApiToken)
        .where(ApiToken.digest == digest_of(secret))
        .options(joinedload(ApiToken.person).options(selectinload(Person.memberships)))
    )
    if token is None or not token.is_live(now) or not token.person.active:
        return None
    return token


def tokens_of(session: Session, person: Person) -> Sequence[ApiToken]:
    """All tokens a person ever made, the newest first."""
    return session.scalars(
        select(ApiToken).where(ApiToken.person_id == person.id).order_by(ApiToken.id.desc())
    ).all()


def own_token(session: Session, person: Person, token_id: int) -> ApiToken | None:
    """One of the person's tokens."""
    return session.scalar(select(ApiToken).where(ApiToken.id == token_id, ApiToken.person_id == person.id))


def digest_of(secret: str) -> str:
    """What is kept of a token."""
    return hashlib.sha256(secret.encode()).hexdigest()


def _live_count(session: Session, person: Person, now: datetime) -> int:
    live = select(func.count(ApiToken.id)).where(
        ApiToken.person_id == person.id, ApiToken.revoked_at.is_(None), ApiToken.expires_at > now
    )
    return session.scalar(live) or 0

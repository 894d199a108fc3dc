"""What the service does by itself once a day: expire, ask, archive."""

from __future__ import annotations

from sqlalchemy.orm import Session, sessionmaker

from matchmaker.listings import life_cycle


def run_daily(sessions: sessionmaker[Session]) -> None:
    """Run every daily duty, each in a transaction of its own."""
    for duty in (life_cycle.send_notices, life_cycle.expire_due, life_cycle.archive_due):
        with sessions() as session, session.begin():
            duty(session)

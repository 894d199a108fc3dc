"""May one organisation ask for an introduction to another at all?"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from matchmaker.introductions import errors, queries
from models import ACCEPTED_STATES, OPEN_STATES, Organisation
from models.columns import utc_now


def check_possible(
    session: Session, asking: Organisation, asked: Organisation, *, now: datetime | None = None
) -> None:
    """Pass where one organisation may ask for an introduction to another now, its quota aside.

    For a page that shows the button, and again for the verb under its locks.

    :raises NotWithYourself: also `NobodyThere`, `NotOpenToIntroductions`, `NotPossible`,
        `AlreadyUnderWay`, `AlreadyIntroduced` and `AskedTooSoon`.
    """
    now = now or utc_now()
    if asking.id == asked.id:
        raise errors.NotWithYourself
    if not asked.is_claimed:
        raise errors.NobodyThere(organisation=asked.name)
    if not asked.open_to_introductions or asked.hidden:
        raise errors.NotOpenToIntroductions(organisation=asked.name)
    if queries.is_blocked(session, asking.id, asked.id):
        raise errors.NotPossible
    _check_no_other(session, asking, asked, now)


def _check_no_other(session: Session, asking: Organisation, asked: Organisation, now: datetime) -> None:
    states = queries.states_between(session, asking.id, asked.id)
    if not OPEN_STATES.isdisjoint(states):
        raise errors.AlreadyUnderWay(organisation=asked.name)
    if not ACCEPTED_STATES.isdisjoint(states):
        raise errors.AlreadyIntroduced(organisation=asked.name)
    quiet_until = queries.quiet_until(session, asking.id, asked.id)
    if quiet_until is not None and now.date() < quiet_until:
        raise errors.AskedTooSoon(organisation=asked.name, day=quiet_until.isoformat())

"""How soon a host answers, for anybody who reads the page of its venue."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from functools import partial

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from matchmaker.calendar.working_days import is_working_day
from matchmaker.venues import answer_time as rules
from models import Venue, Visit, WaitingPlace


def workdays_of(country: str, region: str) -> Callable[[date], bool]:
    """Whether offices of a place work on a day: neither weekend nor public holiday there."""
    return partial(is_working_day, country=country, region=region)


def public_answer_time(session: Session, host_id: int, now: datetime) -> rules.AnswerTime | None:
    """A host's answer time over the last year, in one query; None while it says nothing yet."""
    rows = session.execute(
        select(
            Visit.state,
            Visit.requested_at,
            Visit.first_answered_at,
            Venue.country,
            Venue.region,
            Venue.time_zone,
        )
        .join(Visit.venue)
        .where(
            Venue.host_id == host_id,
            Visit.requested_at >= now - rules.PUBLIC_PERIOD,
            ~Visit.confirmed_at_once,
            ~exists(select(WaitingPlace.id).where(WaitingPlace.visit_id == Visit.id)),
        )
    )
    days = [
        None
        if answered_at is None
        else rules.working_days_between(asked_at, answered_at, zone, workdays_of(country, region))
        for state, asked_at, answered_at, country, region, zone in rows
        if rules.counts(state, answered_at, confirmed_at_once=False, stood_in_line=False)
    ]
    return rules.answer_time(days) if len(days) >= rules.FEWEST_REQUESTS else None

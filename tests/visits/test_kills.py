"""Workers killed again and again at random points lose nothing and do nothing twice, on both databases."""

from __future__ import annotations

import random
from datetime import timedelta

from flask import Flask
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from matchmaker.agreements.house_days import Stay
from matchmaker.extensions import db
from matchmaker.visits import service
from matchmaker.visits.asking import Wish
from models import OutboxRow, Visit, VisitState, WaitingPlace, WaitingState
from models.columns import utc_now
from tests.introductions.test_kills import end_leases, mailing_app, work_and_die
from tests.visits.roaming import NOTICE, Roaming, counted, held, log_of, make_roaming, make_visitor, week

__all__ = ["mailing_app"]

LINES, REQUESTS = 4, 8
#: Longest life of a worker in seconds, shorter than it would need for everything.
LONGEST_LIFE, MOST_KILLS = 0.15, 40


def make_due(session: Session) -> tuple[list[int], list[int], list[int]]:
    """Requests whose time is over; and lines of two in which the first one's kept place has run out.

    :returns: ids of the requests, of those first in line, and of the second.
    """
    now = utc_now()
    stay = week((now + timedelta(days=28 - now.weekday())).date(), days=2)
    requests, firsts, seconds = [], [], []
    for _ in range(LINES):
        roaming = make_roaming(session, country="XX", desks=1, at_once=True)
        blocking = ask(session, roaming, stay)
        first, second = (ask(session, roaming, stay, in_line=True) for _ in range(2))
        service.cancel_visit(session, blocking, actor=roaming.host_person)
        firsts.append(first.id)
        seconds.append(second.id)
    asked = make_roaming(session, country="XX", desks=REQUESTS)
    requests = [ask(session, asked, stay).id for _ in range(REQUESTS)]
    past = now - timedelta(minutes=1)
    session.execute(update(Visit).where(Visit.id.in_(requests)).values(answer_due_at=past, remind_at=None))
    kept = WaitingPlace.state == WaitingState.OFFERED
    session.execute(update(WaitingPlace).where(kept).values(offered_until=past))
    # What led here is no matter of the worker that is killed.
    session.execute(update(OutboxRow).values(done_at=now))
    return requests, firsts, seconds


def ask(session: Session, roaming: Roaming, stay: Stay, *, in_line: bool = False) -> Visit:
    """A visit, or a place in line, of a new company."""
    organisation, person = make_visitor(session, roaming.cluster)
    wish = Wish(spaces=[roaming.desks], stay=stay)
    verb = service.join_waiting_list if in_line else service.request_visit
    return verb(session, organisation, wish, actor=person)


def test_workers_killed_at_random_points_do_everything_once(mailing_app: Flask) -> None:
    with mailing_app.app_context(), db.sessionmaker() as session, session.begin():
        requests, firsts, seconds = make_due(session)
        before = max(session.scalars(select(OutboxRow.id)))
    with mailing_app.app_context():
        db.engine.dispose()
    chance = random.Random(20_26)
    kills = 0
    while work_and_die(mailing_app, after=chance.uniform(0.01, LONGEST_LIFE)) and kills < MOST_KILLS:
        kills += 1
        end_leases(mailing_app)
    assert kills >= 3, "The worker was done too soon for the test to mean anything."
    # The last one may have died, too.
    end_leases(mailing_app)
    mailing_app.extensions["sweep"]()
    with mailing_app.app_context(), db.sessionmaker() as session:
        check(session, requests, firsts, seconds)
        check_mails(session, before)


def check(session: Session, requests: list[int], firsts: list[int], seconds: list[int]) -> None:
    """Each clock struck once; what ran out went to the next in line; the books agree."""
    for number in [*requests, *firsts]:
        visit = session.get_one(Visit, number)
        assert visit.state is VisitState.LAPSED
        assert log_of(session, visit).count("lapsed") == 1
    for number in seconds:
        visit = session.get_one(Visit, number)
        assert visit.waiting_place is not None
        assert visit.waiting_place.state is WaitingState.OFFERED
        assert log_of(session, visit).count("offered") == 1
    assert counted(session) == held(session)
    assert len(held(session)) == LINES * 2


def check_mails(session: Session, before: int) -> None:
    """One mail about each thing, and every promise kept."""
    rows = list(session.scalars(select(OutboxRow).where(OutboxRow.id > before)))
    assert all(row.done_at is not None for row in rows)
    notices = [row.unique_key for row in rows if row.kind == NOTICE]
    # A lapsed request is told to both sides, a place that ran out to its visitor, the next one of theirs.
    assert len(notices) == len(set(notices)) == REQUESTS * 2 + LINES * 2
    assert len([row for row in rows if row.kind == "mail.deliver"]) == len(notices)

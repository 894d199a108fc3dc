"""A worker killed again and again at random points leaves each effect done once, on both databases."""

from __future__ import annotations

import os
import random
import signal
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from email import message_from_bytes
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from matchmaker import create_app
from matchmaker.extensions import db
from models import Activity, Base, Introduction, IntroductionState, OutboxRow, Verdict, VerdictKind
from models.columns import utc_now
from tests.conftest import make_settings
from tests.factories import make_introduction, make_secretariat
from tests.introductions.promises import NOTICE

S = IntroductionState
EACH = 4
#: Longest life of a worker in seconds, shorter than it would need for everything.
LONGEST_LIFE = 0.15
MOST_KILLS = 40


@pytest.fixture
def mailing_app(database_url: str, tmp_path: Path) -> Iterator[Flask]:
    """An application on a database of its own whose mails become files."""
    mails = tmp_path / "mails"
    app = create_app(replace(make_settings(tmp_path, database_url), mail_url=f"file://{mails}"))
    with app.app_context():
        Base.metadata.create_all(db.engine)
        db.sessionmaker.configure(info={})
        engine = db.engine
    yield app
    engine.dispose()


def make_due(session: Session) -> dict[str, list[int]]:
    """Introductions that wait for each thing the clocks do; ids by the word the log uses for it."""
    now = utc_now()
    make_secretariat(session)
    past, soon = now - timedelta(hours=1), now + timedelta(days=2)
    wanted = {
        "reminded": (S.RELEASED, {"remind_at": past, "due_at": soon}),
        "escalated": (S.REQUESTED, {"due_at": past}),
        "lapsed": (S.RELEASED, {"due_at": past}),
        "outcome_asked": (S.ACCEPTED, {"due_at": past, "answered_at": now - timedelta(days=15)}),
    }
    made = {
        what: [make_introduction(session, None, state, **clock).id for _ in range(EACH)]
        for what, (state, clock) in wanted.items()
    }
    # What led here is no matter of the worker that is killed.
    session.execute(update(OutboxRow).values(done_at=now))
    return made


def work_and_die(app: Flask, *, after: float) -> bool:
    """Let a child process do the worker's work and kill it after so many seconds.

    :returns: whether it was killed, and not done before.
    """
    child = os.fork()
    if child == 0:
        try:
            with app.app_context():
                # Connections of the parent are not the child's to use or to close.
                db.engine.dispose(close=False)
                app.extensions["sweep"]()
        finally:
            os._exit(0)
    time.sleep(after)
    os.kill(child, signal.SIGKILL)
    _, status = os.waitpid(child, 0)
    return os.WIFSIGNALED(status)


def end_leases(app: Flask) -> None:
    """Let the time pass after which what a dead worker had taken up is taken up again."""
    with app.app_context(), db.sessionmaker() as session, session.begin():
        session.execute(
            update(OutboxRow).where(OutboxRow.done_at.is_(None)).values(due_at=utc_now(), attempts=0)
        )


def test_worker_killed_at_random_points_does_everything_once(mailing_app: Flask, tmp_path: Path) -> None:
    with mailing_app.app_context(), db.sessionmaker() as session, session.begin():
        made = make_due(session)
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
        check_clocks_struck_once(session, made)
        check_mails_left_once(session, before, tmp_path / "mails")


def check_clocks_struck_once(session: Session, made: dict[str, list[int]]) -> None:
    log = Counter(
        (verb.removeprefix("introduction."), number)
        for verb, number in session.execute(
            select(Activity.verb, Activity.subject_id).where(Activity.subject_kind == "introduction")
        )
    )
    for what, numbers in made.items():
        assert {number: log[what, number] for number in numbers} == dict.fromkeys(numbers, 1)
    assert {one.id: one.state for one in session.scalars(select(Introduction))} == {
        number: {"escalated": S.REQUESTED, "lapsed": S.LAPSED, "outcome_asked": S.ACCEPTED}.get(
            what, S.RELEASED
        )
        for what, numbers in made.items()
        for number in numbers
    }
    lapsed = session.scalars(select(Verdict.introduction_id).where(Verdict.kind == VerdictKind.LAPSED))
    assert Counter(lapsed) == dict.fromkeys(made["lapsed"], 1)


def check_mails_left_once(session: Session, before: int, folder: Path) -> None:
    rows = list(session.scalars(select(OutboxRow).where(OutboxRow.id > before)))
    assert all(row.done_at is not None for row in rows)
    notices = Counter(row.payload["kind"] for row in rows if row.kind == NOTICE)
    assert notices == {
        "introduction_answer_reminder": EACH,
        # The cluster's manager and the secretariat.
        "introduction_escalated": 2 * EACH,
        "introduction_lapsed": EACH,
        "introduction_outcome_question": 2 * EACH,
    }
    promised = Counter(row.payload["headers"]["Message-ID"] for row in rows if row.kind == "mail.deliver")
    assert len(promised) == promised.total() == notices.total()
    # A worker that dies between the mail server's yes and its own mark hands the same mail over again,
    # under the same Message-ID; nothing else ever leaves.
    assert set(sent_ids(folder)) == set(promised)


def sent_ids(folder: Path) -> Counter[str]:
    """Message-IDs of the mails in a folder of the file backend, which writes several into one file."""
    ids: Counter[str] = Counter()
    for file in folder.iterdir():
        for part in file.read_bytes().split(b"-" * 79):
            identity = message_from_bytes(part.strip())["Message-ID"]
            if identity:
                ids[identity.strip()] += 1
    return ids

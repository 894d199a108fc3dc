"""Outbox rows are worked off exactly once, by however many workers, and outlive the worker that dies."""

from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session, sessionmaker

from matchmaker.extensions import db
from matchmaker.notifications.outbox import CLOCKS_APART, promise
from matchmaker.worker.rows import (
    FIRST_PAUSE,
    LEASE,
    MOST_ATTEMPTS,
    TAKEN_UP_AT_ONCE,
    due_row_ids,
    take_up,
    work_off,
    work_off_all,
)
from models import Activity, OutboxRow
from models.columns import utc_now
from tests.processes import ROOT

Sessions = sessionmaker[Session]

#: Run as a process of its own: claims the row, says so, and never comes to an end.
HANG = """
import sys, time
from sqlalchemy import create_engine
from sqlalchemy.orm import sessionmaker
from matchmaker.transactions import tune_engine
from matchmaker.worker.rows import work_off

def hang(session, **payload):
    print("claimed", flush=True)
    time.sleep(600)

engine = create_engine(sys.argv[1])
tune_engine(engine)
work_off(sessionmaker(engine), {"test.note": hang}, int(sys.argv[2]))
"""


@pytest.fixture
def sessions(own_app: Flask) -> Sessions:
    with own_app.app_context():
        maker: Sessions = db.sessionmaker
        # The rows are worked off by the tests, not by a queue.
        maker.configure(info={})
        return maker


def note(session: Session, *, number: int) -> None:
    """A handler whose doing can be counted."""
    session.add(Activity(verb="person.changed", subject_kind="test", subject_id=number))


def fail(session: Session, *, number: int) -> None:
    note(session, number=number)
    raise RuntimeError("on purpose")


def promised(sessions: Sessions, count: int) -> list[int]:
    with sessions() as session, session.begin():
        return [promise(session, "test.note", {"number": number}).id for number in range(count)]


def noted(sessions: Sessions) -> list[int]:
    with sessions() as session:
        return sorted(session.scalars(select(Activity.subject_id).where(Activity.verb == "person.changed")))


def change(sessions: Sessions, row_id: int, edit: Callable[[OutboxRow], Any]) -> None:
    with sessions() as session, session.begin():
        edit(session.get_one(OutboxRow, row_id))


def test_rows_are_done_exactly_once_by_two_workers(sessions: Sessions) -> None:
    promised(sessions, 40)
    together = threading.Barrier(2)
    done: list[int] = []

    def worker() -> None:
        together.wait()
        done.append(work_off_all(sessions, {"test.note": note}))

    threads = [threading.Thread(target=worker) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert noted(sessions) == list(range(40))
    assert sum(done) == 40


def die_of(row_id: int, database_url: str) -> None:
    """A worker is killed with a row in hand."""
    with subprocess.Popen(
        [sys.executable, "-c", HANG, database_url, str(row_id)], cwd=ROOT, stdout=subprocess.PIPE
    ) as worker:
        assert worker.stdout is not None
        try:
            assert worker.stdout.readline() == b"claimed\n"
        finally:
            worker.kill()


def test_row_of_a_killed_worker_is_taken_up_after_its_lease(sessions: Sessions, database_url: str) -> None:
    [row_id] = promised(sessions, 1)
    die_of(row_id, database_url)
    assert not work_off(sessions, {"test.note": note}, row_id)
    with sessions() as session:
        row = session.get_one(OutboxRow, row_id)
        assert row.attempts == 1
        assert timedelta(0) < row.due_at - utc_now() <= LEASE
    change(sessions, row_id, lambda row: setattr(row, "due_at", row.due_at - LEASE))
    assert work_off(sessions, {"test.note": note}, row_id)
    assert noted(sessions) == [0]


def test_row_of_a_killed_worker_is_taken_up_at_once_where_that_is_harmless(
    sessions: Sessions, database_url: str
) -> None:
    killed, failed, waiting, deadly = promised(sessions, 4)
    die_of(killed, database_url)
    work_off(sessions, {"test.note": fail}, failed)
    later = utc_now() + LEASE
    change(sessions, waiting, lambda row: setattr(row, "due_at", later))
    change(sessions, deadly, lambda row: setattr(row, "attempts", TAKEN_UP_AT_ONCE))
    die_of(deadly, database_url)
    assert take_up(sessions, "other.") == 0
    assert take_up(sessions, "test.") == 1
    assert work_off_all(sessions, {"test.note": note}) == 1
    assert noted(sessions) == [0]


def test_handler_that_fails_leaves_nothing_and_is_tried_later(sessions: Sessions) -> None:
    [row_id] = promised(sessions, 1)
    assert not work_off(sessions, {"test.note": fail}, row_id)
    assert noted(sessions) == []
    with sessions() as session:
        row = session.get_one(OutboxRow, row_id)
        assert row.last_error == "RuntimeError: on purpose"
        assert FIRST_PAUSE - timedelta(seconds=20) < row.due_at - utc_now() <= FIRST_PAUSE
        assert due_row_ids(session) == []


def test_row_that_keeps_failing_is_given_up(sessions: Sessions) -> None:
    [row_id] = promised(sessions, 1)
    for _ in range(MOST_ATTEMPTS):
        change(sessions, row_id, lambda row: setattr(row, "due_at", utc_now()))
        assert not work_off(sessions, {"test.note": fail}, row_id)
    with sessions() as session:
        row = session.get_one(OutboxRow, row_id)
        assert row.attempts == MOST_ATTEMPTS
        assert row.given_up_at is not None
    change(sessions, row_id, lambda row: setattr(row, "due_at", utc_now()))
    assert not work_off(sessions, {"test.note": note}, row_id)


@pytest.mark.parametrize(("ahead", "done"), [(CLOCKS_APART / 2, True), (CLOCKS_APART * 30, False)])
def test_row_of_a_server_whose_clock_is_a_little_ahead_is_done_at_once(
    sessions: Sessions, ahead: timedelta, done: bool
) -> None:
    [row_id] = promised(sessions, 1)
    change(sessions, row_id, lambda row: setattr(row, "due_at", row.due_at + ahead))
    assert work_off(sessions, {"test.note": note}, row_id) is done
    assert noted(sessions) == [0] * done


def test_what_is_promised_for_later_is_not_done_sooner(sessions: Sessions) -> None:
    due = utc_now() + timedelta(seconds=20)
    with sessions() as session, session.begin():
        row = promise(session, "test.note", {"number": 1}, due_at=due)
        assert row.due_at == due
        row_id = row.id
    assert not work_off(sessions, {"test.note": note}, row_id)


def test_promise_with_a_known_key_is_the_one_made_before(sessions: Sessions) -> None:
    with sessions() as session, session.begin():
        first = promise(session, "test.note", {"number": 1}, unique_key="once")
        assert promise(session, "test.note", {"number": 2}, unique_key="once") is first
    assert work_off_all(sessions, {"test.note": note}) == 1
    assert noted(sessions) == [1]


def test_row_of_an_unknown_kind_is_kept_for_later(sessions: Sessions) -> None:
    [row_id] = promised(sessions, 1)
    assert not work_off(sessions, {}, row_id)
    with sessions() as session:
        assert session.get_one(OutboxRow, row_id).last_error == "KeyError: 'test.note'"


def test_row_that_kills_every_worker_is_given_up(sessions: Sessions) -> None:
    [row_id] = promised(sessions, 1)
    change(sessions, row_id, lambda row: setattr(row, "attempts", MOST_ATTEMPTS))
    assert not work_off(sessions, {"test.note": note}, row_id)
    with sessions() as session:
        assert session.get_one(OutboxRow, row_id).given_up_at is not None


def test_promise_of_a_handler_is_kept_in_the_same_sweep(sessions: Sessions) -> None:
    promised(sessions, 1)

    def promise_another(session: Session, *, number: int) -> None:
        promise(session, "test.other", {"number": number + 1})

    assert work_off_all(sessions, {"test.note": promise_another, "test.other": note}) == 2
    assert noted(sessions) == [1]

"""One transaction per request and no lost update, on both databases."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from flask import Flask, flash, session
from sqlalchemy import func, select
from werkzeug.test import Client

from matchmaker.extensions import db
from matchmaker.transactions import after_commit
from models import Organisation, OrganisationKind, RateLimit
from models.columns import utc_now

THREADS = 8
TIMES = 50


def organisation(slug: str) -> Organisation:
    return Organisation(
        slug=slug, kind=OrganisationKind.COMPANY, legal_name=slug, name=slug, country="EE", city="Tartu"
    )


def slugs(app: Flask) -> list[str]:
    with app.app_context():
        return list(db.session.scalars(select(Organisation.slug).order_by(Organisation.slug)))


def writing(app: Flask, view: Callable[[], object]) -> Client:
    """A client of the application, in which the view answers a POST to /write."""
    app.config["WTF_CSRF_ENABLED"] = False
    app.add_url_rule("/write", "tests.write", view, methods=["POST"])  # type: ignore[arg-type]
    app.add_url_rule("/flashes", "tests.flashes", lambda: {"flashes": session.get("_flashes", [])})
    return app.test_client()


def test_concurrent_increments_all_survive(own_app: Flask) -> None:
    with own_app.app_context():
        db.session.add(RateLimit(key="counter", count=0, expires_at=utc_now()))
        db.session.commit()
        sessions = db.sessionmaker

    def increment(_number: int) -> None:
        with sessions() as session, session.begin():
            row = session.get_one(RateLimit, "counter", with_for_update=True)
            row.count += 1

    with ThreadPoolExecutor(THREADS) as pool:
        list(pool.map(increment, range(THREADS * TIMES)))
    with own_app.app_context():
        assert db.session.get_one(RateLimit, "counter").count == THREADS * TIMES


def test_concurrent_requests_all_survive(own_app: Flask) -> None:
    with own_app.app_context():
        db.session.add(RateLimit(key="counter", count=0, expires_at=utc_now()))
        db.session.commit()

    def view() -> str:
        db.session.get_one(RateLimit, "counter", with_for_update=True).count += 1
        return "ok"

    writing(own_app, view)

    def post(_number: int) -> int:
        return own_app.test_client().post("/write").status_code

    with ThreadPoolExecutor(THREADS) as pool:
        assert set(pool.map(post, range(80))) == {200}
    with own_app.app_context():
        assert db.session.get_one(RateLimit, "counter").count == 80


def test_request_that_succeeds_is_kept(own_app: Flask) -> None:
    def view() -> str:
        db.session.add(organisation("kept"))
        return "ok"

    assert writing(own_app, view).post("/write").status_code == 200
    assert slugs(own_app) == ["kept"]


def test_request_that_raises_leaves_nothing(own_app: Flask) -> None:
    def view() -> str:
        db.session.add(organisation("lost"))
        db.session.flush()
        raise RuntimeError("on purpose")

    with pytest.raises(RuntimeError, match="on purpose"):
        writing(own_app, view).post("/write")
    assert slugs(own_app) == []


def test_request_that_is_refused_leaves_nothing(own_app: Flask) -> None:
    def view() -> tuple[str, int]:
        db.session.add(organisation("lost"))
        db.session.flush()
        return "There are errors.", 422

    assert writing(own_app, view).post("/write").status_code == 422
    assert slugs(own_app) == []


def test_commit_that_fails_answers_409_and_leaves_no_flash(own_app: Flask) -> None:
    with own_app.app_context():
        db.session.add(organisation("taken"))
        db.session.commit()

    def view() -> str:
        # Not flushed: the constraint is met only when the commit is tried.
        db.session.add(organisation("taken"))
        flash("It is saved.", "success")
        return "ok"

    client = writing(own_app, view)
    assert client.post("/write").status_code == 409
    answer = client.get("/flashes").json
    assert answer is not None
    assert "It is saved." not in str(answer["flashes"])
    assert slugs(own_app) == ["taken"]


def test_action_after_commit_is_forgotten_on_rollback_and_done_once_on_commit(own_app: Flask) -> None:
    done: list[str] = []
    with own_app.app_context():
        db.session.add(organisation("lost"))
        after_commit(db.session, lambda: done.append("lost"))
        db.session.rollback()
        db.session.add(organisation("kept"))
        after_commit(db.session, lambda: done.append("kept"))
        with db.session.begin_nested():
            db.session.add(organisation("nested"))
        assert done == []
        db.session.commit()
        db.session.commit()
        assert done == ["kept"]
        assert db.session.scalar(select(func.count(Organisation.id))) == 2

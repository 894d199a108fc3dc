"""Tries are counted in the database, by all processes together."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from matchmaker import create_app
from matchmaker.extensions import db
from matchmaker.settings import Environment
from matchmaker.web.limits import SqlStorage
from models import Base, RateLimit
from tests.conftest import make_settings
from tests.factories import make_person


@pytest.fixture
def database_url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'limits.db'}"


def limited_app(tmp_path: Path, database_url: str) -> Flask:
    """An application that holds the limits, as in production."""
    settings = replace(make_settings(tmp_path, database_url), environment=Environment.DEMO)
    app = create_app(settings)
    app.config["WTF_CSRF_ENABLED"] = False
    return app


def test_two_processes_count_together(tmp_path: Path, database_url: str) -> None:
    first, second = (limited_app(tmp_path, database_url) for _ in range(2))
    with first.app_context():
        Base.metadata.create_all(db.engine)
    form = {"email": "liis@matchmaker.example", "password": "not the right one"}
    answers = [app.test_client().post("/login", data=form) for app in (first, second) * 6]
    assert [answer.status_code for answer in answers] == [200] * 10 + [429] * 2
    assert "Too many tries in a short time." in answers[-1].get_data(as_text=True)
    other = {**form, "email": "mart@matchmaker.example"}
    assert second.test_client().post("/login", data=other).status_code == 200


def test_counting_waits_for_no_signed_in_request(tmp_path: Path, database_url: str) -> None:
    """A counter written while the request holds SQLite's write lock would wait for itself."""
    app = limited_app(tmp_path, database_url)
    with app.app_context():
        Base.metadata.create_all(db.engine)
        person = make_person(db.session)
        db.session.commit()
        token = person.fs_uniquifier
    client = app.test_client()
    with client.session_transaction() as cookie:
        cookie["_user_id"], cookie["_fresh"] = token, True
    answer = client.post("/reset", data={"email": "liis@matchmaker.example"})
    assert answer.status_code == 200


@pytest.mark.parametrize("address", ["/account/data", "/account/erase"])
def test_password_can_not_be_guessed_from_an_open_screen(
    tmp_path: Path, database_url: str, address: str
) -> None:
    app = limited_app(tmp_path, database_url)
    with app.app_context():
        Base.metadata.create_all(db.engine)
        tokens = [make_person(db.session, password="a-quiet-lake-in-may").fs_uniquifier for _ in range(2)]
        db.session.commit()
    first, second = (app.test_client() for _ in tokens)
    for client, token in zip((first, second), tokens, strict=True):
        with client.session_transaction() as cookie:
            cookie["_user_id"], cookie["_fresh"] = token, True
    answers = [first.post(address, data={"password": "a guess"}).status_code for _ in range(11)]
    assert answers == [422] * 10 + [429]
    assert second.post(address, data={"password": "a guess"}).status_code == 422


@pytest.fixture(params=["sqlite", "postgresql"])
def storage(request: pytest.FixtureRequest, database_url: str) -> Any:
    if request.param == "postgresql":
        url = request.getfixturevalue("postgres_server")
        database_url = url.replace("postgresql://", "postgresql+psycopg://", 1)
    kept = SqlStorage("matchmaker-sql://", database_url=database_url)
    RateLimit.metadata.tables["rate_limit"].create(kept._engine, checkfirst=True)
    kept.reset()
    return kept


def test_storage_counts_within_a_window(storage: SqlStorage) -> None:
    assert [storage.incr("a", 60), storage.incr("a", 60, amount=3), storage.incr("b", 60)] == [1, 4, 1]
    assert (storage.get("a"), storage.get("c")) == (4, 0)
    assert storage.get_expiry("a") > storage.get_expiry("c")
    storage.clear("a")
    assert storage.get("a") == 0
    assert storage.reset() == 1
    assert storage.check() is True


def test_storage_begins_anew_after_a_window_and_forgets_others(storage: SqlStorage) -> None:
    storage.incr("ended", 0)
    assert storage.incr("a", 0) == 1
    assert storage.incr("a", 60) == 1
    with storage._engine.begin() as connection:
        assert connection.scalars(select(RateLimit.key)).all() == ["a"]


def test_storage_says_when_the_database_is_away(tmp_path: Path) -> None:
    away = SqlStorage("matchmaker-sql://", database_url=f"sqlite:///{tmp_path / 'none' / 'x.db'}")
    assert away.check() is False

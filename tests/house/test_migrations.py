"""The migrations make exactly what the models say, on both databases, and can be taken back."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import inspect, text

from matchmaker import create_app
from matchmaker.extensions import alembic, db
from models import Base
from tests.conftest import make_settings

ORGANISATION = """
INSERT INTO organisation (id, slug, kind, legal_name, name, country, region, city, address, website,
    balance_sheet_up_to_43m, sectors, languages, language, story, verification, origin,
    open_to_introductions, hidden, created_at, updated_at)
VALUES (1, 'bluezyme', 'company', 'Bluezyme', 'Bluezyme', 'EE', '', 'Tartu', '', '', false, '[]', '[]', 'en',
    '', 'verified', 'registered', true, false, '2026-01-01 00:00:00', '2026-01-01 00:00:00')
"""
LISTING = """
INSERT INTO listing (id, organisation_id, direction, language, title, summary, description, category,
    partner_kinds, countries, languages, keywords, state, created_at, updated_at)
VALUES (1, 1, 'need', 'en', 'Cold-active enzymes', '', '', 'technology', '[]', '[]', '[]', '[]', 'draft',
    '2026-01-01 00:00:00', '2026-01-01 00:00:00')
"""


@pytest.fixture
def empty_app(database_url: str, tmp_path: Path) -> Iterator[Flask]:
    """An application whose database has no tables."""
    app = create_app(make_settings(tmp_path, database_url))
    with app.app_context():
        engine = db.engine
    yield app
    engine.dispose()


def tables(app: Flask) -> set[str]:
    with app.app_context():
        return set(inspect(db.engine).get_table_names()) - {"alembic_version"}


def upgrade(app: Flask) -> None:
    # Alembic's connection lives as long as its context.
    with app.app_context():
        alembic.upgrade()


def test_migrations_make_what_the_models_say(empty_app: Flask) -> None:
    upgrade(empty_app)
    with empty_app.app_context():
        assert alembic.compare_metadata() == []
    assert tables(empty_app) == set(Base.metadata.tables)


def test_migrations_have_one_head(empty_app: Flask) -> None:
    with empty_app.app_context():
        assert len(alembic.heads()) == 1


def test_migrations_can_be_taken_back_and_done_again(empty_app: Flask) -> None:
    upgrade(empty_app)
    with empty_app.app_context():
        alembic.downgrade("base")
    assert tables(empty_app) == set()
    upgrade(empty_app)
    assert tables(empty_app) == set(Base.metadata.tables)


def test_upgrading_again_changes_nothing(empty_app: Flask) -> None:
    upgrade(empty_app)
    upgrade(empty_app)
    with empty_app.app_context():
        assert alembic.compare_metadata() == []


def test_rows_outlive_newer_migrations_and_their_return(empty_app: Flask) -> None:
    with empty_app.app_context():
        alembic.upgrade("0001")
        db.session.execute(text(ORGANISATION))
        db.session.execute(text(LISTING))
        db.session.commit()
    for target in ("heads", "0001", "heads"):
        with empty_app.app_context():
            (alembic.downgrade if target == "0001" else alembic.upgrade)(target)
        with empty_app.app_context():
            assert db.session.scalars(text("SELECT title FROM listing")).all() == ["Cold-active enzymes"]

"""The invented network once more, to be changed."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from flask import Flask

from matchmaker import create_app
from matchmaker.extensions import db
from tests.conftest import FreshClient, make_settings


@pytest.fixture
def copied_app(demo_app: Flask, tmp_path: Path) -> Iterator[Flask]:
    """The invented network once more, to be changed."""
    original = Path(demo_app.instance_path)
    shutil.copytree(original / "index", tmp_path / "index")
    with (
        closing(sqlite3.connect(original / "demo.db")) as source,
        closing(sqlite3.connect(tmp_path / "demo.db")) as target,
    ):
        source.backup(target)
    app = create_app(make_settings(tmp_path, f"sqlite:///{tmp_path / 'demo.db'}"))
    app.test_client_class = FreshClient
    app.config["WTF_CSRF_ENABLED"] = False
    # A mistake in a page answers 500, as it would for people.
    app.config["PROPAGATE_EXCEPTIONS"] = False
    with app.app_context():
        engine = db.engine
    yield app
    engine.dispose()

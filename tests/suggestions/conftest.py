"""A network small enough to reason about, and an index of it."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from matchmaker.matching import Index, IndexReader
from matchmaker.suggestions import indexing
from matchmaker.suggestions.index_access import EXTENSION


@pytest.fixture
def index_folder(app: Flask) -> Iterator[object]:
    """The application's index folder, empty before the test and after it."""
    folder = app.extensions["settings"].index_folder
    _forget(app, folder)
    yield folder
    _forget(app, folder)


def _forget(app: Flask, folder: object) -> None:
    indexing.close_writers()
    app.extensions.pop(EXTENSION, None)
    shutil.rmtree(str(folder), ignore_errors=True)


@pytest.fixture
def indexed(app: Flask, session: Session, index_folder: object) -> Callable[[], Index]:
    """A function that builds the index of all that the session holds, and reads it."""

    def build() -> Index:
        session.commit()
        indexing.rebuild_index(session)
        app.extensions.pop(EXTENSION, None)
        return IndexReader(app.extensions["settings"].index_folder)

    return build

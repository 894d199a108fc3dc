"""Keeping the search index in step with the database: what the worker does for an outbox row.

One process writes, the worker, and keeps its writer open. SQL stays the truth: a text is looked up
when its row is worked off, so that rows may come late, twice or in another order.
"""

from __future__ import annotations

import atexit
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from flask import current_app
from sqlalchemy.orm import Session

from matchmaker.matching import IndexWriter
from matchmaker.matching.generation import current_generation
from matchmaker.notifications.outbox import promise
from matchmaker.suggestions import texts
from matchmaker.transactions import reading_only
from models import Organisation
from models.columns import utc_now

#: Raised when items are made differently, so that an index of an older make is built anew.
MAKE = "1"
MAKE_FILE = "MAKE"
#: Fold the log of changes into a new generation after this many.
PUBLISH_AFTER = 2_000
#: Learn the weights of words anew when this share of the texts has changed.
REFIT_AT = 0.1
#: An index of at most this many texts is built anew at once; a larger one by a row of its own.
SMALL = 2_000
#: Seconds to wait for another process that is writing.
WAIT = 5.0

_writers: dict[Path, IndexWriter] = {}
_writing = threading.Lock()


def index_text(session: Session, *, item: str) -> None:
    """Put one text into the index as it is now, or take it out. Handler of ``index.text``.

    :param item: ``listing:12``, ``project:5``, ``call:3``, ``venue:8`` or ``organisation:7``; the last
        also brings what its suggestions are filtered by up to date.
    :raises ValueError: for an id of no known kind.
    """
    kind, number = texts.parsed_item_id(item)
    _bring_in(session, [item], [number] if kind == "organisation" else [])


def index_texts(session: Session, *, items: list[str]) -> None:
    """Bring several texts up to date in one go. Handler of ``index.texts``, for what an import changed.

    :raises ValueError: for an id of no known kind.
    """
    parsed = [texts.parsed_item_id(item) for item in items]
    _bring_in(session, items, [number for kind, number in parsed if kind == "organisation"])


def index_organisation(session: Session, *, organisation_id: int) -> None:
    """Bring everything of one organisation up to date. Handler of ``index.organisation``.

    For what changes all its texts at once: it was hidden, shown again, verified, merged.
    """
    ids = texts.item_ids_of_organisation(session, organisation_id)
    _bring_in(session, ids, [organisation_id])


def rebuild_index(session: Session) -> int:
    """Build the index anew from the database. Handler of ``index.rebuild``.

    :returns: how many texts it holds now.
    """
    with _writer() as writer:
        return _rebuild(session, writer, _index_folder())


def ensure_index(session: Session, folder: Path) -> bool:
    """Build the index where there is none, or one of an older make.

    Leaves no writer open, so that it may be called before processes are forked.

    :returns: whether it was built.
    :raises IndexBusy: another process is writing and does not finish.
    """
    if is_current(folder):
        return False
    with IndexWriter(folder, wait=WAIT) as writer:
        if is_current(folder):
            return False
        _rebuild(session, writer, folder)
    return True


def rebuild_in_place(session: Session, folder: Path) -> int:
    """Build the index anew from a process that is not the worker.

    :returns: how many texts it holds now.
    :raises IndexBusy: another process is writing.
    """
    with IndexWriter(folder, wait=1.0) as writer:
        return _rebuild(session, writer, folder)


def is_current(folder: Path) -> bool:
    """Is there an index of today's make?"""
    made = folder / MAKE_FILE
    return current_generation(folder) is not None and made.exists() and made.read_text() == MAKE


def close_writers() -> None:
    """Give the lock on every index back; the next change takes it again."""
    with _writing:
        while _writers:
            _writers.popitem()[1].__exit__(None, None, None)


atexit.register(close_writers)


@contextmanager
def _writer() -> Iterator[IndexWriter]:
    """This process's writer for the application's index, opened on first use and kept."""
    folder = _index_folder()
    with _writing:
        writer = _writers.get(folder)
        if writer is None:
            writer = IndexWriter(folder, wait=WAIT).__enter__()
            _writers[folder] = writer
        yield writer


def _index_folder() -> Path:
    folder: Path = current_app.extensions["settings"].index_folder
    return folder


def _bring_in(session: Session, ids: Sequence[str], organisation_ids: Sequence[int]) -> None:
    now = utc_now()
    found = {item_id: texts.item_of(session, item_id, now) for item_id in ids}
    facets = texts.owner_facets(session, Organisation.id.in_(organisation_ids)) if organisation_ids else {}
    with _writer() as writer:
        writer.upsert([item for item in found.values() if item is not None])
        writer.delete([item_id for item_id, item in found.items() if item is None])
        if facets:
            writer.upsert_owners(facets)
        _keep_in_shape(session, writer)


def _keep_in_shape(session: Session, writer: IndexWriter) -> None:
    if writer.changed_share < REFIT_AT:
        if writer.unpublished >= PUBLISH_AFTER:
            writer.publish()
    elif writer.count <= SMALL:
        _rebuild(session, writer, _index_folder())
    else:
        promise(session, "index.rebuild", {}, unique_key=f"index.rebuild:{utc_now():%Y-%m-%d}")


def _rebuild(session: Session, writer: IndexWriter, folder: Path) -> int:
    # A session of its own, reading only: the caller's may hold the one write lock of SQLite, and
    # nobody else could write for as long as this takes.
    with reading_only(), Session(session.get_bind()) as reading:
        owners = texts.owner_facets(reading)
        writer.rebuild(texts.all_items(reading, utc_now()), owners)
    (folder / MAKE_FILE).write_text(MAKE)
    return writer.count

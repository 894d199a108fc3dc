"""The index as a web process reads it: one reader a process, a frozen view a request."""

from __future__ import annotations

import threading
import time
from pathlib import Path

from flask import Flask, current_app

from matchmaker.matching import Index, IndexReader

EXTENSION = "search_index"
#: Seconds between two looks for changes; well within the five after which a change must show.
LOOK_EVERY = 0.25


class IndexAccess:
    """Opens the reader on first use and looks for changes a few times a second at most."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._reader: IndexReader | None = None
        self._looked_at = 0.0
        self._opening = threading.Lock()

    def open(self) -> IndexReader:
        """The reader. Opened before processes are forked, they share its memory."""
        with self._opening:
            if self._reader is None:
                self._reader = IndexReader(self._folder)
            return self._reader

    def view(self) -> Index:
        """The index as it is now; what others change meanwhile does not change it."""
        reader = self._reader or self.open()
        now = time.monotonic()
        if now - self._looked_at >= LOOK_EVERY:
            self._looked_at = now
            reader.refresh()
        return Index(reader.snapshot)


def access_of(app: Flask) -> IndexAccess:
    """The application's access to its index; the same object each time."""
    access = app.extensions.setdefault(EXTENSION, IndexAccess(app.extensions["settings"].index_folder))
    assert isinstance(access, IndexAccess)
    return access


def current_index() -> Index:
    """The index for this request; empty where nothing was indexed yet."""
    return access_of(current_app._get_current_object()).view()  # type: ignore[attr-defined]

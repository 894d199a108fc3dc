"""The index on disk: one writer at a time, any number of readers.

The writer appends every change to the log of the present generation; readers see it at
their next `refresh`. Now and then the writer publishes: the log is folded into a new
generation. SQL stays the truth, and `rebuild` makes the index from it anew.
"""

from __future__ import annotations

import fcntl
import os
import threading
import time
from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from io import FileIO
from itertools import takewhile
from pathlib import Path
from types import TracebackType
from typing import IO, Self

from matchmaker.matching.assembling import merge_segments
from matchmaker.matching.building import build_snapshot
from matchmaker.matching.generation import (
    DELTA,
    POINTER,
    changes_since_fit,
    current_generation,
    load_generation,
    write_generation,
)
from matchmaker.matching.index import Index, MemoryIndex
from matchmaker.matching.items import Item, OwnerFacets
from matchmaker.matching.log import records_of_changes, records_of_owners, replay
from matchmaker.matching.refitting import Meanwhile
from matchmaker.matching.setting import Setting
from matchmaker.matching.snapshot import Changes, Piece, Snapshot, empty_snapshot, laid_out
from matchmaker.matching.weighting import unfitted

LOCK = "writer.lock"
RETRY_SECONDS = 0.05
MAX_PIECES = 8
"""More segments than this are merged into one when publishing."""

DEAD_SHARE = 0.2
"""So are segments of which more than this share is dead."""

LARGE = 100_000
"""Segments of at least so many rows stay as they are when smaller ones are merged."""


class IndexBusy(Exception):  # noqa: N818  # named for what is the case
    """Another process is writing to the index."""


class IndexReader(Index):
    """The index as other processes write it; safe to share between threads.

    Before anything was written it is empty.
    """

    def __init__(self, folder: Path) -> None:
        super().__init__(empty_snapshot(unfitted(Setting())))
        self._folder = folder
        self._pointer_seen: tuple[int, int] | None = None
        self._delta: Path | None = None
        self._read = 0
        self._reading = threading.Lock()
        self.refresh()

    def refresh(self) -> bool:
        """See what the writer has changed; two `stat` calls when there is nothing."""
        if not self._news():
            return False
        with self._reading:
            if not self._news():
                return False
            return self._read_news()

    def _news(self) -> bool:
        return _identity(self._folder / POINTER) != self._pointer_seen or (
            self._delta is not None and _size(self._delta) > self._read
        )

    def _read_news(self) -> bool:
        snapshot, changed = self._snapshot, False
        identity = _identity(self._folder / POINTER)
        if identity != self._pointer_seen:
            generation = current_generation(self._folder)
            try:
                loaded = load_generation(generation) if generation else None
            except FileNotFoundError:
                loaded = None
            if generation is None or loaded is None:
                # Swept since the pointer was read: then that names another one by now.
                return _identity(self._folder / POINTER) != identity and self._read_news()
            snapshot = loaded
            self._delta, self._read = generation / DELTA, 0
            self._pointer_seen, changed = identity, True
        if self._delta is not None:
            snapshot, read, _ = replay(snapshot, _tail(self._delta, self._read))
            self._read += read
            changed = changed or read > 0
        self._snapshot = snapshot
        return changed


class IndexWriter(MemoryIndex):
    """The one that may write. Use it in a `with` statement; it holds a lock meanwhile.

    Opening waits up to `wait` seconds for another writer, then raises IndexBusy. `setting`
    holds from the next `rebuild` on; until then that of the present generation does.
    """

    def __init__(
        self,
        folder: Path,
        *,
        setting: Setting = Setting(),  # noqa: B008  # frozen
        wait: float = 0.0,
    ) -> None:
        super().__init__(setting)
        self._folder = folder
        self._wait = wait
        self._next_setting = setting
        self._unpublished = 0
        self._lock: IO[bytes] | None = None
        self._log: FileIO | None = None
        self._changing = threading.RLock()
        self._refit: Meanwhile | None = None

    def __enter__(self) -> Self:
        """Take the lock and read what is there."""
        self._folder.mkdir(parents=True, exist_ok=True)
        self._lock = _locked(self._folder / LOCK, self._wait)
        try:
            generation = current_generation(self._folder)
            self._open(generation or write_generation(self._folder, self._snapshot, 0))
        except BaseException:
            self._close()
            raise
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        """Give the lock back; what was changed stays in the log."""
        self._close()

    @property
    def unpublished(self) -> int:
        """Items changed since the present generation was written; publish at some thousands."""
        return self._unpublished

    def upsert(self, items: Iterable[Item]) -> None:
        """Add or replace items; also while another thread rebuilds."""
        with self._changing:
            super().upsert(items)

    def delete(self, item_ids: Collection[str]) -> None:
        """Take items out; also while another thread rebuilds."""
        with self._changing:
            super().delete(item_ids)
            if self._refit:  # also those that only the new generation would have
                self._refit.items.update(dict.fromkeys(item_ids))

    def upsert_owners(self, facets: Mapping[str, OwnerFacets]) -> None:
        """Set the facets of owners, in place of what was known of them."""
        with self._changing:
            changed = self._snapshot.with_owner_facets(facets)
            self._append(records_of_owners(facets))
            self._snapshot = changed
            if self._refit:
                self._refit.owners.update(facets)

    def rebuild(self, items: Iterable[Item], owners: Mapping[str, OwnerFacets]) -> None:
        """Learn from these items and publish them in place of all others.

        Other threads may go on changing the index meanwhile: what they change shows at once, and
        is brought into the new generation before that holds. Raises ValueError when an id comes
        twice, and leaves the index as it was.
        """
        meanwhile = Meanwhile({}, {})
        with self._changing:
            self._refit = meanwhile
        try:
            rebuilt = build_snapshot(items, owners, self._next_setting)
            with self._changing:
                caught_up = replace(meanwhile.brought_into(rebuilt), published=0)
                self._open(write_generation(self._folder, caught_up, len(meanwhile.items)))
        finally:
            self._refit = None

    def publish(self) -> None:
        """Fold the log into a new generation; pieces that grew too many or too dead are merged."""
        with self._changing:
            snapshot = _compacted(self._snapshot)
            self._open(write_generation(self._folder, snapshot, self._changes_since_fit))

    def _apply(self, changes: Changes) -> None:
        changed = self._snapshot.with_changes(changes)
        self._append(records_of_changes(changes))
        self._snapshot = changed
        self._changes_since_fit += len(changes)
        self._unpublished += len(changes)
        if self._refit:
            self._refit.changed(changes)

    def _append(self, records: bytes) -> None:
        if self._log is None:
            raise RuntimeError("An index is written to inside a with statement only.")
        end = self._log.tell()
        try:
            written = 0
            while written < len(records):
                written += self._log.write(memoryview(records)[written:])
            os.fsync(self._log.fileno())
        except OSError:  # a full disk must not leave half a record for others to follow
            self._log.truncate(end)
            self._log.seek(end)
            raise

    def _open(self, generation: Path) -> None:
        """Go on from a generation and its log, cutting off what was half-written at its end."""
        if self._log is not None:
            self._log.close()
        self._log = (generation / DELTA).open("r+b", buffering=0)
        loaded = load_generation(generation)
        self._snapshot, whole, changed = replay(loaded, self._log.read())
        self._log.truncate(whole)
        self._log.seek(whole)
        self._unpublished = changed
        self._changes_since_fit = changes_since_fit(generation) + changed

    def _close(self) -> None:
        for file in (self._log, self._lock):
            if file is not None:
                file.close()
        self._log = self._lock = None


def _compacted(snapshot: Snapshot) -> Snapshot:
    """The snapshot with few pieces, none of them too dead.

    The first pieces that are large and alive stay as they are; what follows becomes one.
    """
    pieces = snapshot.pieces
    if len(pieces) <= MAX_PIECES and all(map(_is_alive, pieces)):
        return snapshot
    kept = [*takewhile(lambda piece: piece.count >= LARGE and _is_alive(piece), pieces)]
    rest = [(piece.segment, piece.alive) for piece in pieces[len(kept) :]]
    if not rest:
        return snapshot
    merged = merge_segments(rest)
    parts = [*((piece.segment, piece.alive) for piece in kept), (merged, None)]
    return replace(snapshot, pieces=laid_out(parts), published=min(len(kept), snapshot.published))


def _is_alive(piece: Piece) -> bool:
    return piece.count >= (1 - DEAD_SHARE) * len(piece.segment)


def _locked(path: Path, wait: float) -> IO[bytes]:
    """The lock file, locked; IndexBusy when that could not be had within `wait` seconds."""
    file = path.open("ab")
    deadline = time.monotonic() + wait
    while True:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() >= deadline:
                file.close()
                raise IndexBusy(f"Another process is writing to {path.parent}.") from None
            time.sleep(RETRY_SECONDS)
        else:
            return file


def _identity(path: Path) -> tuple[int, int] | None:
    """What changes when a file is replaced; None where there is none."""
    try:
        status = path.stat()
    except FileNotFoundError:
        return None
    return status.st_ino, status.st_mtime_ns


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except FileNotFoundError:
        return 0


def _tail(path: Path, offset: int) -> bytes:
    try:
        with path.open("rb") as file:
            file.seek(offset)
            return file.read()
    except FileNotFoundError:
        return b""

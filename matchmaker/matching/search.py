"""The inner loop of a search: add up scores, pick the best."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import numpy as np
import numpy.typing as npt

from matchmaker.matching.items import Hit, Where
from matchmaker.matching.segment import Mask
from matchmaker.matching.snapshot import Snapshot
from matchmaker.matching.weighting import Vector, Weights

Values = npt.NDArray[np.float32] | npt.NDArray[np.float64]

BLOCK = 256

_thread = threading.local()


@contextmanager
def score_buffer(rows: int) -> Iterator[Weights]:
    """Borrow an array of zeros to add scores up in; the thread keeps it for the next search."""
    kept: Weights | None = getattr(_thread, "scores", None)
    _thread.scores = None
    if kept is None or len(kept) < rows:
        kept = np.zeros(rows, np.float32)
    try:
        yield kept[:rows]
    finally:
        kept[:rows] = 0
        _thread.scores = kept


def item_masks(snapshot: Snapshot, where: Where) -> list[Mask | None]:
    """For each piece which rows may be found; None for all."""
    owner_mask = snapshot.owners.mask(where.owners, where.without_owners)
    return [snapshot.item_mask(piece, where, owner_mask) for piece in snapshot.pieces]


def score_rows(snapshot: Snapshot, query: Vector, masks: Sequence[Mask | None], scores: Weights) -> None:
    """Cosine of the query with every row that may be found, into an array of zeros."""
    for piece, mask in zip(snapshot.pieces, masks, strict=True):
        piece.segment.add_scores(query, mask, scores[piece.start : piece.end])


def hits(snapshot: Snapshot, scores: Weights, k: int) -> list[Hit]:
    """The best `k` rows as hits, best first, equal ones in the order of their ids."""
    rows = best_rows(scores, k).tolist()
    found = [Hit(snapshot.id_of(row), float(scores[row])) for row in rows]
    found.sort(key=lambda hit: (-hit.score, hit.id))
    return found[:k]


def best_rows(scores: Values, k: int) -> npt.NDArray[np.intp]:
    """Rows with a score above 0 among the best `k`, all that are equal to the last included.

    The k-th best of the maxima of blocks is no more than the k-th best score, so only what
    reaches it needs a closer look.
    """
    if k <= 0:
        return np.zeros(0, np.intp)
    floor = scores.dtype.type(0)
    whole = len(scores) // BLOCK
    if whole > k:
        maxima = scores[: whole * BLOCK].reshape(whole, BLOCK).max(axis=1)
        floor = np.partition(maxima, whole - k)[whole - k]
    rows = np.flatnonzero(scores >= floor) if floor > 0 else np.flatnonzero(scores > 0)
    if len(rows) > k:
        reached = scores[rows]
        rows = rows[reached >= np.partition(reached, len(rows) - k)[len(rows) - k]]
    return rows

"""The inner loop of a search: add up scores, pick the best."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

import numpy as np
import numpy.typing as npt

from matchmaker.matching.accumulating import zeros
from matchmaker.matching.items import EVERYTHING, Hit, Where
from matchmaker.matching.segment import Mask
from matchmaker.matching.snapshot import Snapshot
from matchmaker.matching.weighting import Vector, Weights

Values = npt.NDArray[np.float32] | npt.NDArray[np.float64]

FOLDS = 512
"""See `best_rows`."""


def item_masks(snapshot: Snapshot, where: Where) -> list[Mask | None]:
    """For each piece which rows may be found; None for all."""
    owner_mask = snapshot.owners.mask(where.owners, where.without_owners)
    return [snapshot.item_mask(piece, where, owner_mask) for piece in snapshot.pieces]


def score_rows(snapshot: Snapshot, query: Vector, masks: Sequence[Mask | None], scores: Weights) -> None:
    """Cosine of the query with every row that may be found, into an array of zeros."""
    for piece, mask in zip(snapshot.pieces, masks, strict=True):
        piece.segment.add_scores(query, mask, scores[piece.start : piece.end])


def search_vectors(
    snapshot: Snapshot, queries: Iterable[Vector], k: int, where: Where = EVERYTHING
) -> Iterator[list[Hit]]:
    """For each query the `k` nearest items, best first, equal ones in the order of their ids."""
    masks = item_masks(snapshot, where)
    for query in queries:
        with zeros(snapshot.rows) as scores:
            score_rows(snapshot, query, masks, scores)
            yield _hits(snapshot, scores, k)


def _hits(snapshot: Snapshot, scores: Weights, k: int) -> list[Hit]:
    rows = best_rows(scores, k)
    found = zip(map(snapshot.id_of, rows.tolist()), scores[rows].tolist(), strict=True)
    best = sorted(found, key=lambda hit: (-hit[1], hit[0]))
    return [Hit(item_id, score) for item_id, score in best[:k]]


def best_rows(scores: Values, k: int) -> npt.NDArray[np.intp]:
    """Rows with a score above 0 among the best `k`, all that are equal to the last included.

    The rows are laid out as a table of `FOLDS` lines. The k-th best of the maxima of its
    columns is no more than the k-th best score, so only columns that reach it need a closer
    look. (Columns and not lines, because maxima of columns are taken line by line.)
    """
    if k <= 0:
        return np.zeros(0, np.intp)
    width = len(scores) // FOLDS
    rows = _rows_of_best_columns(scores, k, width) if width > k else np.flatnonzero(scores > 0)
    if len(rows) > k:
        reached = scores[rows]
        rows = rows[reached >= np.partition(reached, len(rows) - k)[len(rows) - k]]
    return rows


def _rows_of_best_columns(scores: Values, k: int, width: int) -> npt.NDArray[np.intp]:
    """Rows that reach the k-th best of the maxima of columns, ascending."""
    whole = FOLDS * width
    table = scores[:whole].reshape(FOLDS, width)
    maxima = table.max(axis=0)
    floor = np.partition(maxima, width - k)[width - k]
    least = floor if floor > 0 else np.nextafter(floor, floor + 1, dtype=scores.dtype)
    columns = np.flatnonzero(maxima >= least)
    lines, places = np.nonzero(table[:, columns] >= least)
    rest = whole + np.flatnonzero(scores[whole:] >= least)
    return np.concatenate((lines * width + columns[places], rest))

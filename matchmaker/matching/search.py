"""The inner loop of a search: add up scores, pick the best."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property

import numpy as np
import numpy.typing as npt

from matchmaker.matching.accumulating import zeros
from matchmaker.matching.items import EVERYTHING, Hit, Where
from matchmaker.matching.segment import Mask
from matchmaker.matching.snapshot import Piece, Snapshot
from matchmaker.matching.weighting import Vector, Weights

Values = npt.NDArray[np.float32] | npt.NDArray[np.float64]

FOLDS = 512
"""See `best_rows`."""

FEW_SHARE = 1 / 32
"""Below this share of rows allowed, their scores are picked out before the best are looked for."""

JUMP = 300
"""Going to a row or list somewhere else in memory costs about as much as this many postings."""


def item_masks(snapshot: Snapshot, where: Where) -> list[Mask | None]:
    """For each piece which rows may be found; None for all."""
    owner_mask = snapshot.owners.mask(where.owners, where.without_owners)
    return [snapshot.item_mask(piece, where, owner_mask) for piece in snapshot.pieces]


def score_rows(snapshot: Snapshot, query: Vector, masks: Sequence[Mask | None], scores: Weights) -> None:
    """Cosine of the query with every row that may be found, into an array of zeros."""
    for piece, mask in zip(snapshot.pieces, masks, strict=True):
        of_piece = scores[piece.start : piece.end]
        if mask is None:
            piece.segment.add_scores(query, of_piece)
        elif _are_few(piece, int(np.count_nonzero(mask)), query):
            piece.segment.score_only(query, np.flatnonzero(mask), of_piece)
        else:
            piece.segment.add_scores(query, of_piece)
            np.multiply(of_piece, mask, out=of_piece)


def search_vectors(
    snapshot: Snapshot, queries: Iterable[Vector], k: int, where: Where = EVERYTHING
) -> Iterator[list[Hit]]:
    """For each query the `k` nearest items, best first, equal ones in the order of their ids."""
    allowed = _Allowed(snapshot, item_masks(snapshot, where))
    for query in queries:
        with zeros(snapshot.rows) as scores:
            rows = allowed.best(query, k, scores)
            yield _hits(snapshot, rows, scores, k)


class _Allowed:
    """The rows that may be found, for one condition and any number of queries."""

    def __init__(self, snapshot: Snapshot, masks: Sequence[Mask | None]) -> None:
        self._snapshot = snapshot
        self._masks = masks
        counts = [
            len(piece.segment) if mask is None else int(np.count_nonzero(mask))
            for piece, mask in zip(snapshot.pieces, masks, strict=True)
        ]
        self._few = sum(counts) < FEW_SHARE * snapshot.rows

    def best(self, query: Vector, k: int, scores: Weights) -> npt.NDArray[np.intp]:
        """The best rows for a query as by `best_rows`; their scores go into an array of zeros.

        Where few rows are allowed, their scores are picked out, and those of others left as
        they may be; else all others are brought to 0.
        """
        if not self._few:
            score_rows(self._snapshot, query, self._masks, scores)
            return best_rows(scores, k)
        for piece, rows in self._few_by_piece:
            of_piece = scores[piece.start : piece.end]
            if _are_few(piece, len(rows), query):
                piece.segment.score_only(query, rows, of_piece)
            else:
                piece.segment.add_scores(query, of_piece)
        return self._few_rows[best_rows(scores[self._few_rows], k)]

    @cached_property
    def _few_by_piece(self) -> list[tuple[Piece, npt.NDArray[np.intp]]]:
        return [
            (piece, np.arange(len(piece.segment)) if mask is None else np.flatnonzero(mask))
            for piece, mask in zip(self._snapshot.pieces, self._masks, strict=True)
        ]

    @cached_property
    def _few_rows(self) -> npt.NDArray[np.intp]:
        return np.concatenate([rows + piece.start for piece, rows in self._few_by_piece])


def _are_few(piece: Piece, rows: int, query: Vector) -> bool:
    """Whether it is faster to look these rows through than the posting lists of the query."""
    segment = piece.segment
    cost = rows * (len(segment.row_terms) / len(segment) + JUMP)
    return cost < segment.count_postings(query)


def _hits(snapshot: Snapshot, rows: npt.NDArray[np.intp], scores: Weights, k: int) -> list[Hit]:
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

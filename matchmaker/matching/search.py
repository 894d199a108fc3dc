"""The inner loop of a search: add up scores, pick the best."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property

import numpy as np
import numpy.typing as npt

from matchmaker.matching.accumulating import zeros
from matchmaker.matching.batch import Vector, Weights
from matchmaker.matching.items import EVERYTHING, Hit, Where
from matchmaker.matching.segment import Mask, Segment, Shared
from matchmaker.matching.snapshot import Snapshot

Values = npt.NDArray[np.float32] | npt.NDArray[np.float64]

FOLDS = 512
"""See `best_rows`."""

FEW_SHARE = 1 / 32
"""Below this share of rows allowed, their scores are picked out before the best are looked for."""

MARGIN = 1.5
"""So many times as many rows are looked at first as should hold the best that are allowed."""

JUMP = 300
"""Going to a row or list somewhere else in memory costs about as much as this many postings."""


def item_masks(snapshot: Snapshot, where: Where) -> list[Mask | None]:
    """For each piece which rows may be found; None for all."""
    owner_mask = snapshot.owners.mask(where.owners, where.without_owners)
    return [snapshot.item_mask(piece, where, owner_mask) for piece in snapshot.pieces]


def score_rows(snapshot: Snapshot, query: Vector, masks: Sequence[Mask | None], scores: Weights) -> None:
    """Cosine of the query with every row that may be found, into an array of zeros."""
    allowed = _Allowed(snapshot, masks)
    allowed.add_scores(query, scores)
    allowed.clear_others(scores)


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
        self._counts = [
            len(piece.segment) if mask is None else int(np.count_nonzero(mask))
            for piece, mask in zip(snapshot.pieces, masks, strict=True)
        ]
        self._count = sum(self._counts)

    def best(self, query: Vector, k: int, scores: Weights) -> npt.NDArray[np.intp]:
        """The best rows for a query as by `best_rows`; their scores go into an array of zeros.

        Scores of rows that are not allowed may come there as well.
        """
        self.add_scores(query, scores)
        if self._count == self._snapshot.rows:
            return best_rows(scores, k)
        if self._count < FEW_SHARE * self._snapshot.rows:
            return self._few_rows[best_rows(scores[self._few_rows], k)]
        return self._best_of_many(scores, k)

    def add_scores(self, query: Vector, scores: Weights) -> None:
        """Cosine of the query with the rows that are allowed, and where it is faster with all others."""
        for number, (piece, count) in enumerate(zip(self._snapshot.pieces, self._counts, strict=True)):
            shared = piece.segment.shared_terms(query)
            of_piece = scores[piece.start : piece.end]
            if self._masks[number] is not None and _are_few(piece.segment, count, shared):
                piece.segment.score_only(shared, self._rows_by_piece[number], of_piece)
            else:
                piece.segment.add_scores(shared, of_piece)

    def clear_others(self, scores: Weights) -> None:
        """Bring the scores of all rows that are not allowed to 0."""
        for piece, mask in zip(self._snapshot.pieces, self._masks, strict=True):
            if mask is not None:
                scores[piece.start : piece.end] *= mask

    def _best_of_many(self, scores: Weights, k: int) -> npt.NDArray[np.intp]:
        """The best allowed rows among the best of all, of which so many are taken as it needs."""
        wanted = math.ceil(MARGIN * k * len(scores) / self._count)
        while wanted < len(scores) // FOLDS:
            rows = best_rows(scores, wanted)
            allowed = self._allowed_of(rows)
            if len(allowed) >= k or len(rows) < wanted:
                return allowed[best_rows(scores[allowed], k)]
            wanted *= 4
        self.clear_others(scores)
        return best_rows(scores, k)

    def _allowed_of(self, rows: npt.NDArray[np.intp]) -> npt.NDArray[np.intp]:
        """Those of some rows (ascending) that may be found."""
        kept = np.ones(len(rows), bool)
        for (piece, own), mask in zip(self._snapshot.by_piece(rows), self._masks, strict=True):
            if mask is not None:
                kept[own] = mask[rows[own] - piece.start]
        return rows[kept]

    @cached_property
    def _rows_by_piece(self) -> list[npt.NDArray[np.intp]]:
        return [
            np.arange(len(piece.segment)) if mask is None else np.flatnonzero(mask)
            for piece, mask in zip(self._snapshot.pieces, self._masks, strict=True)
        ]

    @cached_property
    def _few_rows(self) -> npt.NDArray[np.intp]:
        starts = [piece.start for piece in self._snapshot.pieces]
        return np.concatenate([rows + n for rows, n in zip(self._rows_by_piece, starts, strict=True)])


def _are_few(segment: Segment, rows: int, shared: Shared) -> bool:
    """Whether it is faster to look so many rows through than the posting lists of a query."""
    cost = rows * (len(segment.row_terms) / len(segment) + JUMP)
    return cost < segment.count_postings(shared)


def _hits(snapshot: Snapshot, rows: npt.NDArray[np.intp], scores: Weights, k: int) -> list[Hit]:
    found = zip(snapshot.ids_of(rows), scores[rows].tolist(), strict=True)
    best = sorted(found, key=lambda hit: (-hit[1], hit[0]))
    return [Hit(item_id, score) for item_id, score in best[:k]]


def best_rows(scores: Values, k: int) -> npt.NDArray[np.intp]:
    """Rows with a score above 0 among the best `k`, all equal to the last included; ascending.

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

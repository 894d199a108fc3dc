"""Scores of pairs, one of my texts and one of theirs, added up by owner."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from copy import copy
from itertools import pairwise
from typing import Any

import numpy as np
import numpy.typing as npt

from matchmaker.matching.batch import Query, Weights
from matchmaker.matching.search import best_rows, score_rows
from matchmaker.matching.segment import Mask, spans
from matchmaker.matching.snapshot import Piece, Snapshot

OwnerNumbers = npt.NDArray[np.int64]
Rows = npt.NDArray[np.int64]
Totals = npt.NDArray[np.float64]
Keys = npt.NDArray[np.uint64]
Pairs = list[tuple[int, int, float, float]]
"""Number of the ask, row, rank weight and pair score; best first."""

ROWS_FOR_EACH_OWNER = 3
"""Rows looked at for each of the best owners: so that in most cases a second look is not needed."""

_ROUNDING = 1 + 1e-5
_LOW_BITS = np.uint64(0xFFFFFFFF)
_HIGH = np.uint64(32)


class PairScores:
    """Scores of all pairs of some texts with the items they may meet.

    `scores[a, r]` is the pair score of text a with row r of the snapshot: the weight of the
    direction times the cosine, 0 where the two may not meet. `owner_mask` says which owners
    may be found; None for all.
    """

    def __init__(
        self,
        snapshot: Snapshot,
        ranks: Sequence[float],
        asks: Sequence[tuple[Query, Mapping[str, float] | None]],
        masks: Sequence[Mask | None],
        owner_mask: Mask | None = None,
    ) -> None:
        self.snapshot = snapshot
        self.ranks = np.array(ranks, np.float64)
        self.owner_mask = owner_mask
        self.scores = np.zeros((len(asks), snapshot.rows), np.float32)
        for row, (query, meets) in zip(self.scores, asks, strict=True):
            met = [_may_meet(p, m, meets) for p, m in zip(snapshot.pieces, masks, strict=True)]
            score_rows(snapshot, query.vector, met, row)
            if meets is not None:
                for piece in snapshot.pieces:
                    _weigh(piece, meets, row[piece.start : piece.end])

    def allowed(self, owners: OwnerNumbers) -> OwnerNumbers:
        """Those of the owners that may be found."""
        return owners if self.owner_mask is None else owners[self.owner_mask[owners]]

    def among(self, owner_mask: Mask | None) -> PairScores:
        """The same scores, for other owners that may be found; nothing is scored again."""
        others = copy(self)
        others.owner_mask = owner_mask
        return others

    def best_owners(self, k: int) -> tuple[OwnerNumbers, Totals]:
        """Few owners among whom the best `k` are for certain, by ascending number, and their scores.

        The totals of the owners of the best rows give a floor that the k-th best reaches. An
        owner's total is at most its best pair times the sum of the rank weights: only owners
        with a pair that could so bring them to the floor need to be added up. Mostly those
        are the owners of the best rows already.
        """
        owners = self._some_owners(k, ROWS_FOR_EACH_OWNER * k)
        totals = self.totals(owners)
        if not 0 < k <= len(owners):
            return owners, totals
        floor = float(np.partition(totals, len(owners) - k)[len(owners) - k])
        least = np.float32(floor / (self.ranks.sum() * _ROUNDING))
        best_of_rows = self._best_of_rows()
        rows = np.flatnonzero((best_of_rows >= least) & (best_of_rows > 0))
        if len(rows) <= ROWS_FOR_EACH_OWNER * k:
            return owners, totals
        others = np.setdiff1d(self.allowed(self._owners_of(rows)), owners, assume_unique=True)
        owners, totals = np.concatenate((owners, others)), np.concatenate((totals, self.totals(others)))
        order = np.argsort(owners)
        return owners[order], totals[order]

    def count_owners(self, most: int) -> int:
        """How many owners have any pair, counted no further than `most`."""
        return min(len(self._some_owners(most, most)), most)

    def _some_owners(self, k: int, rows_looked_at: int) -> OwnerNumbers:
        """The owners of the best rows by ascending number: at least `k`, or all there are.

        :param rows_looked_at: at least so many.
        """
        best_of_rows = self._best_of_rows()
        while True:
            owners = self.allowed(self._owners_of(best_rows(best_of_rows, rows_looked_at)))
            if len(owners) >= k or rows_looked_at >= len(best_of_rows):
                return owners
            rows_looked_at *= 4

    def totals(self, owners: OwnerNumbers) -> Totals:
        """The score of each of these owners, given by ascending number.

        Owner and score share a 64-bit key, so that one plain sort brings the pairs of each
        owner together, best first.
        """
        group, _ask, _row, score = self._pairs(owners)
        keys = np.sort(_keys(group, score))
        sorted_group = (keys >> _HIGH).astype(np.int64)
        scores = (_LOW_BITS - (keys & _LOW_BITS)).astype(np.uint32).view(np.float32)
        rank = _rank_in_group(sorted_group)
        counting = rank < len(self.ranks)
        weighted = scores[counting] * self.ranks[rank[counting]]
        totals = np.bincount(sorted_group[counting], weights=weighted, minlength=len(owners))
        return totals.astype(np.float64, copy=False)

    def row_totals(self) -> Totals:
        """The score of each row: its pairs with my texts, weighed by rank."""
        best_first = -np.sort(-self.scores, axis=0)[: len(self.ranks)]
        return self.ranks[: len(best_first)] @ best_first.astype(np.float64)

    def pairs_of_owners(self, owners: OwnerNumbers) -> Iterator[tuple[int, Pairs]]:
        """The pairs that count for each of these owners (ascending) that has any."""
        group, ask, row, scores = self._pairs(owners)
        # Some have thousands of pairs, of which few can count: those are sorted by all columns.
        likely = self._likely(_keys(group, scores))
        group, ask, row, scores = group[likely], ask[likely], row[likely], scores[likely]
        order = np.lexsort((row, ask, -scores, group))
        rank = _rank_in_group(group[order])
        counting = rank < len(self.ranks)
        order, weights = order[counting], self.ranks[rank[counting]]
        columns = (ask[order], row[order], weights, scores[order])
        pairs = [*zip(*(column.tolist() for column in columns), strict=True)]
        group = group[order]
        for start, end in pairwise([*_beginnings(group).tolist(), len(group)]):
            yield int(owners[group[start]]), pairs[start:end]

    def _likely(self, keys: Keys) -> npt.NDArray[np.int64]:
        """The places of the pairs that count, and of those with the same score as the last that does."""
        ordered = np.sort(keys)
        groups = ordered >> _HIGH
        starts = _beginnings(groups)
        ends = np.append(starts[1:], len(ordered))
        last = ordered[np.minimum(starts + len(self.ranks), ends) - 1]
        return np.flatnonzero(keys <= last[np.searchsorted(groups[starts], keys >> _HIGH)])

    def pairs_of_rows(self, rows: npt.NDArray[np.intp]) -> Iterator[Pairs]:
        """The pairs that count for each of these rows."""
        for row in rows:
            asks = np.argsort(-self.scores[:, row], kind="stable")[: len(self.ranks)]
            asks = asks[self.scores[asks, row] > 0]
            yield self._ranked(asks, np.full(len(asks), row))

    def _ranked(self, asks: npt.NDArray[np.int64], rows: Rows) -> Pairs:
        scores = self.scores[asks, rows]
        ranks = self.ranks[: len(asks)]
        return list(zip(asks.tolist(), rows.tolist(), ranks.tolist(), scores.tolist(), strict=True))

    def _best_of_rows(self) -> Weights:
        if not len(self.scores):
            return np.zeros(0, np.float32)
        best: Weights = self.scores[0] if len(self.scores) == 1 else self.scores.max(axis=0)
        return best

    def _owners_of(self, rows: Rows) -> OwnerNumbers:
        """The owners of rows (ascending), by ascending number."""
        owners: list[npt.NDArray[np.int32]] = [np.zeros(0, np.int32)]
        for piece in self.snapshot.pieces:
            segment = piece.segment
            first, end = np.searchsorted(rows, (piece.start, piece.end))
            places = rows[first:end] - piece.start
            cells, _ = spans(segment.item_owner_starts[places], segment.item_owner_starts[places + 1])
            owners.append(segment.item_owners[cells])
        ordered = np.sort(np.concatenate(owners))
        return ordered[_beginnings(ordered)].astype(np.int64)

    def _pairs(self, owners: OwnerNumbers) -> tuple[Rows, Rows, Rows, Weights]:
        """Place of the owner among those given, number of the text, row, and score, of each pair."""
        groups: list[npt.NDArray[np.int64]] = [np.zeros(0, np.int64)]
        rows: list[Rows] = [np.zeros(0, np.int64)]
        for piece in self.snapshot.pieces:
            segment = piece.segment
            if not len(segment.owners):
                continue
            places = np.searchsorted(segment.owners, owners)
            places[places == len(segment.owners)] = 0
            present = np.flatnonzero(segment.owners[places] == owners)
            starts = segment.owner_starts[places[present]]
            cells, lengths = spans(starts, segment.owner_starts[places[present] + 1])
            groups.append(np.repeat(present, lengths))
            rows.append(segment.owner_rows[cells].astype(np.int64) + piece.start)
        group, row = np.concatenate(groups), np.concatenate(rows)
        of_texts = [scores[row] for scores in self.scores]
        met = [np.flatnonzero(scores > 0) for scores in of_texts]
        ask = np.repeat(np.arange(len(met)), [len(pairs) for pairs in met])
        pair = np.concatenate([np.zeros(0, np.int64), *met])
        score = np.concatenate(
            [np.zeros(0, np.float32), *(scores[pairs] for scores, pairs in zip(of_texts, met, strict=True))]
        )
        return group[pair], ask, row[pair], score


def _keys(group: npt.NDArray[np.int64], scores: Weights) -> Keys:
    """Keys that sort pairs by the place of their owner, the best of each first."""
    inverted = _LOW_BITS - scores.view(np.uint32)
    return (group.astype(np.uint64) << _HIGH) | inverted


def _may_meet(piece: Piece, mask: Mask | None, meets: Mapping[str, float] | None) -> Mask | None:
    if meets is None:
        return mask
    typed = np.zeros(len(piece.segment), bool)
    for kind, weight in meets.items():
        column = piece.segment.column(f"type={kind}")
        if column is not None and weight > 0:
            typed |= column
    return typed if mask is None else typed & mask


def _weigh(piece: Piece, meets: Mapping[str, float], scores: Weights) -> None:
    for kind, weight in meets.items():
        column = piece.segment.column(f"type={kind}")
        if column is not None and weight != 1:
            scores[column] *= np.float32(weight)


def _rank_in_group(group: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    """Place of each element within its run of equal ones, from 0."""
    first = _beginnings(group)
    return np.arange(len(group)) - np.repeat(first, np.append(first[1:], len(group)) - first)


def _beginnings(group: npt.NDArray[np.integer[Any]]) -> npt.NDArray[np.intp]:
    """Where runs of equal elements begin."""
    is_first = np.ones(len(group), bool)
    np.not_equal(group[1:], group[:-1], out=is_first[1:])
    return np.flatnonzero(is_first)

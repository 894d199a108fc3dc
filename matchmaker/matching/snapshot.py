"""One state of the index, never changed: whoever holds it sees the same until the end.

Changing the index makes a new snapshot that shares all it can with the old one, so that
searches in other threads go on undisturbed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import reduce
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from matchmaker.matching.assembling import build_segment, merge_segments, stack
from matchmaker.matching.batch import Batch, Vector, sparse_rows
from matchmaker.matching.items import Item, OwnerFacets, Where
from matchmaker.matching.owners import OwnerTable, any_column, no_owners
from matchmaker.matching.segment import (
    Mask,
    Segment,
    day_number,
    encoded_id,
    entry_of,
    spans,
)
from matchmaker.matching.weighting import TermWeighting

MERGE_RATIO = 2
"""A small segment is merged into the one before it unless that is this much larger."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A segment, which of its rows are alive (None: all), and where its rows begin."""

    segment: Segment
    alive: Mask | None
    start: int

    @property
    def end(self) -> int:
        """The number after its last row."""
        return self.start + len(self.segment)

    @property
    def count(self) -> int:
        """How many rows are alive."""
        return len(self.segment) if self.alive is None else int(np.count_nonzero(self.alive))


@dataclass(frozen=True, slots=True)
class Change:
    """What happened to an item: its new self with its weights, or None when it was deleted."""

    item: Item
    vector: Vector


Changes = Mapping[str, Change | None]


@dataclass(frozen=True, slots=True)
class Snapshot:
    """Weighting, owners, and pieces of rows; the first `published` pieces are on disk."""

    weighting: TermWeighting
    owners: OwnerTable
    pieces: tuple[Piece, ...]
    published: int

    @property
    def rows(self) -> int:
        """All rows, dead ones with them: the length of an array of scores."""
        return self.pieces[-1].end if self.pieces else 0

    @property
    def count(self) -> int:
        """Items alive."""
        return sum(piece.count for piece in self.pieces)

    def find(self, item_id: str) -> tuple[Piece, int] | None:
        """The piece an item is alive in, and its row there."""
        try:
            encoded = encoded_id(item_id)
        except ValueError:
            return None
        for piece in reversed(self.pieces):
            row = piece.segment.row_of(encoded)
            if row is not None and (piece.alive is None or piece.alive[row]):
                return piece, row
        return None

    def find_all(self, item_ids: Sequence[str]) -> Iterator[tuple[Piece, list[int], npt.NDArray[np.int64]]]:
        """`find` for many ids: each piece, the places of the ids that are alive in it, and their rows there.

        Much faster than one by one. What is in no piece is left out.
        """
        encoded = np.array([item_id.encode() for item_id in item_ids], np.bytes_)
        left = np.arange(len(item_ids))
        for piece in reversed(self.pieces):
            rows, known = piece.segment.rows_of(encoded[left])
            if piece.alive is not None:
                known &= piece.alive[rows]
            if known.any():
                yield piece, left[known].tolist(), rows[known]
            left = left[~known]

    def locate(self, row: int) -> tuple[Piece, int]:
        """The piece that holds a row counted over all pieces, and its row there."""
        for piece in self.pieces:
            place = row - piece.start
            if place < len(piece.segment.ids):
                return piece, place
        raise IndexError(row)

    def by_piece(self, rows: npt.NDArray[np.intp]) -> Iterator[tuple[Piece, slice]]:
        """Each piece, and which of some rows (counted over all pieces, ascending) are in it."""
        starts = np.searchsorted(rows, [piece.start for piece in self.pieces]).tolist()
        for piece, (first, end) in zip(self.pieces, pairwise([*starts, len(rows)]), strict=True):
            yield piece, slice(first, end)

    def id_of(self, row: int) -> str:
        """The id of the item in a row counted over all pieces."""
        piece, place = self.locate(row)
        return piece.segment.id_of(place)

    def ids_of(self, rows: npt.NDArray[np.intp]) -> list[str]:
        """The ids of the items in rows counted over all pieces, which are given ascending."""
        ids: list[str] = []
        for piece, own in self.by_piece(rows):
            ids += map(bytes.decode, piece.segment.ids[rows[own] - piece.start].tolist())
        return ids

    def item_mask(self, piece: Piece, where: Where, owner_mask: Mask | None) -> Mask | None:
        """Which rows of a piece may be found; None for all."""
        segment = piece.segment
        masks: list[Mask] = [] if piece.alive is None else [piece.alive]
        for facet, values in where.items.items():
            columns = [segment.column(f"{facet}={value}") for value in values]
            masks.append(any_column(columns, len(segment)))
        if where.open_on is not None:
            masks.append(segment.until >= day_number(where.open_on))
        if owner_mask is not None:
            masks.append(_owned(segment, owner_mask))
        excluded = [
            row for item_id in where.without_items if (row := segment.row_of(item_id.encode())) is not None
        ]
        if excluded:
            allowed = np.ones(len(segment), bool)
            allowed[excluded] = False
            masks.append(allowed)
        return reduce(np.logical_and, masks) if masks else None

    def with_changes(self, changes: Changes) -> Snapshot:
        """The snapshot after these changes, one per item."""
        if not changes:
            return self
        ids = [encoded_id(item_id) for item_id in changes]
        pieces = [(piece.segment, _without(piece, ids)) for piece in self.pieces]
        present = [change for change in changes.values() if change is not None]
        owners = self.owners.with_owners(o for change in present for o in change.item.owners)
        if present:
            pieces.append((_segment_of(present, owners), None))
        return Snapshot(self.weighting, owners, _merge_small(pieces, self.published), self.published)

    def with_owner_facets(self, facets: Mapping[str, OwnerFacets]) -> Snapshot:
        """The snapshot after the facets of these owners were replaced."""
        return replace(self, owners=self.owners.with_facets(facets)) if facets else self


def empty_snapshot(weighting: TermWeighting) -> Snapshot:
    """A snapshot without items."""
    return Snapshot(weighting, no_owners(), (), 0)


def laid_out(segments: Iterable[tuple[Segment, Mask | None]]) -> tuple[Piece, ...]:
    """Segments one after the other, the empty ones left out."""
    return tuple(_laid_out(segments))


def _laid_out(segments: Iterable[tuple[Segment, Mask | None]]) -> Iterator[Piece]:
    start = 0
    for segment, alive in segments:
        if len(segment):
            yield Piece(segment, alive, start)
            start += len(segment)


def _without(piece: Piece, ids: Sequence[bytes]) -> Mask | None:
    dead = [row for item_id in ids if (row := piece.segment.row_of(item_id)) is not None]
    if not dead:
        return piece.alive
    alive = np.ones(len(piece.segment), bool) if piece.alive is None else piece.alive.copy()
    alive[dead] = False
    return alive


def _segment_of(changes: Sequence[Change], owners: OwnerTable) -> Segment:
    entries = [
        entry_of(change.item, [n for o in change.item.owners if (n := owners.number_of(o)) is not None])
        for change in changes
    ]
    return build_segment(entries, stack([_single(change.vector) for change in changes]))


def _single(vector: Vector) -> Batch:
    length = len(vector.codes)
    starts = np.array([0, length], np.int64)
    columns = np.arange(length, dtype=np.int32)
    return Batch(vector.codes, sparse_rows(vector.weights, columns, starts, length))


def _merge_small(segments: list[tuple[Segment, Mask | None]], published: int) -> tuple[Piece, ...]:
    """Lay out segments, the unpublished ones merged so that their sizes fall steeply."""
    while len(segments) - published > 1 and len(segments[-2][0]) < MERGE_RATIO * len(segments[-1][0]):
        segments[-2:] = [(merge_segments(segments[-2:]), None)]
    return laid_out(segments)


def _owned(segment: Segment, owner_mask: Mask) -> Mask:
    """Rows without owners, and rows of which one owner passes."""
    cells, _ = spans(segment.item_owner_starts[:-1], segment.item_owner_starts[1:])
    lengths = np.diff(segment.item_owner_starts)
    rows = np.repeat(np.arange(len(segment)), lengths)
    passing = np.bincount(rows[owner_mask[segment.item_owners[cells]]], minlength=len(segment))
    owned: Mask = (passing > 0) | (lengths == 0)
    return owned

"""Making segments: from items, and from other segments."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_array

from matchmaker.matching.batch import Batch, sparse_rows
from matchmaker.matching.parts import CELLS_AT_ONCE, ForEach, ranges
from matchmaker.matching.segment import Entry, Ids, Mask, Numbers, Segment, Starts, spans
from matchmaker.matching.text import Codes, each_once

MIDDLE_CODE = np.uint64(1 << 63)


def build_segment(entries: Sequence[Entry], batch: Batch) -> Segment:
    """A segment of items with distinct ids; entry i belongs to row i of the batch.

    The arrays of the batch become those of the segment.
    """
    return assembled(described(entries), batch)


def described(entries: Sequence[Entry]) -> Described:
    """What is known of items besides their texts."""
    clauses, columns = _columns(entries)
    return Described(
        ids=np.array([entry.id for entry in entries], dtype=np.bytes_),
        until=np.array([entry.until for entry in entries], np.int32),
        owner_counts=np.array([len(entry.owners) for entry in entries], np.int64),
        owners=np.array([owner for entry in entries for owner in entry.owners], np.int32),
        clauses=clauses,
        columns=columns,
    )


def merge_segments(parts: Sequence[tuple[Segment, Mask | None]]) -> Segment:
    """One segment of the rows alive in several; None for a mask means all are."""
    kept = [np.arange(len(s)) if alive is None else np.flatnonzero(alive) for s, alive in parts]
    chosen = [(segment, rows) for (segment, _), rows in zip(parts, kept, strict=True)]
    names = np.unique(np.concatenate([segment.clauses for segment, _ in chosen]))
    rows = Described(
        ids=np.concatenate([segment.ids[rows] for segment, rows in chosen]),
        until=np.concatenate([segment.until[rows] for segment, rows in chosen]),
        owner_counts=np.concatenate([np.diff(s.item_owner_starts)[rows] for s, rows in chosen]),
        owners=np.concatenate([_owners_of_rows(segment, rows) for segment, rows in chosen]),
        clauses=names,
        columns=np.concatenate([_renamed_columns(s, rows, names) for s, rows in chosen], axis=1),
    )
    batches = [(segment.batch(), rows) for segment, rows in chosen]
    return assembled(rows, stack([Batch(b.codes, csr_array(b.rows[rows])) for b, rows in batches]))


@dataclass(frozen=True, slots=True)
class Described:
    """What is known of rows besides their weights, in any order; owners one row after the other."""

    ids: Ids
    until: Numbers
    owner_counts: Starts
    owners: Numbers
    clauses: npt.NDArray[np.str_]
    columns: Mask


def assembled(described: Described, batch: Batch) -> Segment:
    """A segment of rows with distinct ids, brought into the order of these.

    The arrays of the batch are taken over where its rows stand in this order already.
    """
    order = np.argsort(described.ids, kind="stable")
    in_order = bool((order == np.arange(len(order))).all())
    rows = batch.rows if in_order else csr_array(batch.rows[order])
    rows.sort_indices()
    postings = _descending_postings(rows)
    ends = np.cumsum(described.owner_counts)
    cells, owner_counts = spans(ends[order] - described.owner_counts[order], ends[order])
    item_owners = described.owners[cells]
    owners, owner_starts, owner_rows = _by_owner(
        item_owners, np.repeat(np.arange(len(order), dtype=np.int32), owner_counts)
    )
    return Segment(
        ids=described.ids[order],
        until=described.until[order],
        terms=batch.codes,
        posting_starts=postings.indptr.astype(np.int32, copy=False),
        posting_rows=postings.indices.astype(np.int32, copy=False),
        posting_weights=postings.data,
        row_starts=rows.indptr.astype(np.int64),
        row_terms=rows.indices.astype(np.int32, copy=False),
        row_weights=rows.data,
        item_owner_starts=_starts(owner_counts),
        item_owners=item_owners,
        owners=owners,
        owner_starts=owner_starts,
        owner_rows=owner_rows,
        clauses=described.clauses,
        columns=np.ascontiguousarray(described.columns[:, order]),
    )


def _descending_postings(rows: csr_array) -> csr_array:
    """The posting lists of all terms, the last term first."""
    last = np.int32(rows.shape[1] - 1)
    columns = rows.indices
    np.subtract(last, columns, out=columns)  # there and back: a copy of them would take longer
    postings = sparse_rows(rows.data, columns, rows.indptr, rows.shape[1]).T.tocsr()
    np.subtract(last, columns, out=columns)
    return postings


def stack(
    batches: Sequence[Batch], for_each: ForEach = map, order: npt.NDArray[np.intp] | None = None
) -> Batch:
    """Batches one below the other, over the terms that any row has.

    `order`: which of all rows, counted from the top, stands first, second, and so on; else as they are.
    """
    used = [*for_each(_used_columns, batches)]
    tables = [_only(batch.codes, columns) for batch, columns in zip(batches, used, strict=True)]
    codes = _all_codes(tables, for_each)
    lengths = np.concatenate([np.zeros(0, np.int64), *(np.diff(b.rows.indptr) for b in batches)])
    starts, starts_of_rows = _laid_out(lengths, order)
    first_rows = np.cumsum([0, *(batch.rows.shape[0] for batch in batches)])
    columns = np.empty(starts[-1], np.int32)
    data = np.empty(starts[-1], np.float32)

    def fill(number: int) -> None:
        batch = batches[number]
        places = np.zeros(len(batch.codes), np.int32)
        places[used[number]] = np.searchsorted(codes, tables[number])
        rows = slice(first_rows[number], first_rows[number + 1])
        cells, _ = spans(starts_of_rows[rows], starts_of_rows[rows] + lengths[rows])
        columns[cells] = places[batch.rows.indices]
        data[cells] = batch.rows.data

    for _ in for_each(fill, range(len(batches))):
        pass
    return Batch(codes, sparse_rows(data, columns, starts.astype(np.int32), len(codes)))


def _laid_out(lengths: Starts, order: npt.NDArray[np.intp] | None) -> tuple[Starts, Starts]:
    """Where rows of some lengths begin when they stand in an order: by their places in it, and as given."""
    if order is None:
        starts = _starts(lengths)
        return starts, starts[:-1]
    starts = _starts(lengths[order])
    starts_of_rows = np.empty(len(lengths), np.int64)
    starts_of_rows[order] = starts[:-1]
    return starts, starts_of_rows


def narrowed(batch: Batch, for_each: ForEach = map) -> Batch:
    """The same rows over the terms that any of them has; the column numbers are written over."""
    columns = batch.rows.indices
    parts = ranges(len(columns), CELLS_AT_ONCE)
    used = np.zeros(len(batch.codes), bool)
    for part in parts:
        used[columns[part]] = True
    places = np.cumsum(used, dtype=np.int32) - np.int32(1)

    def renumber(part: slice) -> None:
        columns[part] = places[columns[part]]

    for _ in for_each(renumber, parts):
        pass
    codes = batch.codes[used]
    return Batch(codes, sparse_rows(batch.rows.data, columns, batch.rows.indptr, len(codes)))


def _all_codes(tables: Sequence[Codes], for_each: ForEach) -> Codes:
    """The codes of all tables, each once; the lower and the upper half of them side by side."""
    middles = [np.searchsorted(table, MIDDLE_CODE) for table in tables]
    lower = [table[:middle] for table, middle in zip(tables, middles, strict=True)]
    upper = [table[middle:] for table, middle in zip(tables, middles, strict=True)]
    return np.concatenate([*for_each(_distinct_in, (lower, upper))])


def _distinct_in(tables: Sequence[Codes]) -> Codes:
    together = np.concatenate([np.zeros(0, np.uint64), *tables])
    together.sort()
    return each_once(together)


def _only(codes: Codes, columns: npt.NDArray[np.intp]) -> Codes:
    return codes if len(columns) == len(codes) else codes[columns]


def _used_columns(batch: Batch) -> npt.NDArray[np.intp]:
    used = np.zeros(len(batch.codes), bool)
    used[batch.rows.indices] = True
    return np.flatnonzero(used)


def _starts(lengths: Starts) -> Starts:
    return np.concatenate((np.zeros(1, np.int64), np.cumsum(lengths)))


def _owners_of_rows(segment: Segment, rows: npt.NDArray[np.intp]) -> Numbers:
    cells, _ = spans(segment.item_owner_starts[rows], segment.item_owner_starts[rows + 1])
    return segment.item_owners[cells]


def _renamed_columns(segment: Segment, rows: npt.NDArray[np.intp], names: npt.NDArray[np.str_]) -> Mask:
    """The filter columns of some rows, one for each of the names."""
    columns = np.zeros((len(names), len(rows)), bool)
    columns[np.searchsorted(names, segment.clauses)] = segment.columns[:, rows]
    return columns


def _by_owner(item_owners: Numbers, rows: Numbers) -> tuple[Numbers, Starts, Numbers]:
    order = np.argsort(item_owners, kind="stable")
    owners, starts = np.unique(item_owners[order], return_index=True)
    return owners, np.append(starts, len(order)).astype(np.int64), rows[order]


def _columns(entries: Sequence[Entry]) -> tuple[npt.NDArray[np.str_], Mask]:
    names = sorted({clause for entry in entries for clause in entry.clauses})
    places = {name: place for place, name in enumerate(names)}
    columns = np.zeros((len(names), len(entries)), bool)
    for row, entry in enumerate(entries):
        for clause in entry.clauses:
            columns[places[clause], row] = True
    return np.array(names, dtype=np.str_), columns

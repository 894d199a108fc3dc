"""Making segments: from items, and from other segments."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_array

from matchmaker.matching.batch import Batch, sparse_rows
from matchmaker.matching.parts import ForEach
from matchmaker.matching.segment import Entry, Ids, Mask, Numbers, Segment, Starts, spans
from matchmaker.matching.text import Codes, distinct

MIDDLE_CODE = np.uint64(1 << 63)


def build_segment(entries: Sequence[Entry], batch: Batch) -> Segment:
    """A segment of items with distinct ids; entry i belongs to row i of the batch."""
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
    """A segment of rows with distinct ids, brought into the order of these."""
    order = np.argsort(described.ids, kind="stable")
    rows = csr_array(batch.rows[order])
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
    width = rows.shape[1]
    backwards = sparse_rows(rows.data, np.int32(width - 1) - rows.indices, rows.indptr, width)
    return backwards.T.tocsr()


def stack(batches: Sequence[Batch], for_each: ForEach = map) -> Batch:
    """Batches one below the other, over the terms that any row has."""
    used = [*for_each(_used_columns, batches)]
    tables = [batch.codes[columns] for batch, columns in zip(batches, used, strict=True)]
    codes = tables[0] if len(tables) == 1 else _all_codes(tables, for_each)

    def renumbered(number: int) -> Numbers:
        batch, table = batches[number], tables[number]
        places = np.zeros(len(batch.codes), np.int32)
        places[used[number]] = np.arange(len(codes)) if table is codes else np.searchsorted(codes, table)
        return places[batch.rows.indices]

    flat = np.concatenate([np.zeros(0, np.int32), *for_each(renumbered, range(len(batches)))])
    lengths = np.concatenate([np.zeros(0, np.int64), *(np.diff(b.rows.indptr) for b in batches)])
    data = np.concatenate([np.zeros(0, np.float32), *(b.rows.data for b in batches)])
    return Batch(codes, sparse_rows(data, flat, _starts(lengths).astype(np.int32), len(codes)))


def _all_codes(tables: Sequence[Codes], for_each: ForEach) -> Codes:
    """The codes of all tables, each once; the lower and the upper half of them side by side."""
    middles = [np.searchsorted(table, MIDDLE_CODE) for table in tables]
    lower = [table[:middle] for table, middle in zip(tables, middles, strict=True)]
    upper = [table[middle:] for table, middle in zip(tables, middles, strict=True)]
    return np.concatenate([*for_each(_distinct_in, (lower, upper))])


def _distinct_in(tables: Sequence[Codes]) -> Codes:
    return distinct(np.concatenate([np.zeros(0, np.uint64), *tables]))


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

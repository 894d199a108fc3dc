"""An immutable piece of the index: rows, posting lists, owners and filter columns.

A segment stands on its own: it has its own ascending table of term codes, so that pieces
built at different times can be searched side by side and merged without renumbering
anything outside. Rows are in the order of their ids; equal scores are thereby in order of
id as well. All arrays may be memory-mapped.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple
from weakref import WeakKeyDictionary

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_array

from matchmaker.matching.accumulating import add_lists, bounds_of, row_products, spread
from matchmaker.matching.batch import Batch, Vector, Weights
from matchmaker.matching.items import MAX_ID_BYTES, Item
from matchmaker.matching.text import Codes

Numbers = npt.NDArray[np.int32]
Starts = npt.NDArray[np.int64]
Mask = npt.NDArray[np.bool_]
Ids = npt.NDArray[np.bytes_]

FOREVER = np.iinfo(np.int32).max


class Entry(NamedTuple):
    """What a segment keeps of an item besides its weights.

    `owners` are numbers of the owner table, `until` is a day number (`FOREVER` if open),
    `clauses` are ``facet=value``.
    """

    id: bytes
    owners: tuple[int, ...]
    until: int
    clauses: tuple[str, ...]


class Shared(NamedTuple):
    """The terms of a query that a segment has: their places in its `terms`, their weights in the query."""

    places: Numbers
    weights: Weights


@dataclass(frozen=True, slots=True, eq=False, weakref_slot=True)
class Segment:
    """See the module. Starts have one element more than what they divide.

    Posting lists stand in the descending order of their terms (why: `accumulating`).
    """

    ids: Ids
    until: Numbers
    terms: Codes
    posting_starts: Numbers
    posting_rows: Numbers
    posting_weights: Weights
    row_starts: Starts
    row_terms: Numbers
    row_weights: Weights
    item_owner_starts: Starts
    item_owners: Numbers
    owners: Numbers
    owner_starts: Starts
    owner_rows: Numbers
    clauses: npt.NDArray[np.str_]
    columns: Mask

    def __len__(self) -> int:
        return len(self.ids)

    def row_of(self, item_id: bytes) -> int | None:
        """The row of an item, or None."""
        if len(item_id) > self.ids.dtype.itemsize:
            return None
        row = int(np.searchsorted(self.ids, np.bytes_(item_id)))
        return row if row < len(self.ids) and self.ids[row] == item_id else None

    def rows_of(self, item_ids: Ids) -> tuple[npt.NDArray[np.int64], Mask]:
        """The row of each of several items, and whether it is here at all (if not, the row says nothing)."""
        rows = np.searchsorted(self.ids, item_ids)
        rows[rows == len(self.ids)] = 0
        return rows, self.ids[rows] == item_ids

    def id_of(self, row: int) -> str:
        """The id of the item in a row."""
        return bytes(self.ids[row]).decode()

    def vector(self, row: int) -> Vector:
        """The weights of the item in a row."""
        span = slice(self.row_starts[row], self.row_starts[row + 1])
        return Vector(self.terms[self.row_terms[span]], np.asarray(self.row_weights[span]))

    def column(self, clause: str) -> Mask | None:
        """Which rows have a ``facet=value``; None when none has."""
        place = np.flatnonzero(self.clauses == clause)
        return self.columns[place[0]] if len(place) else None

    def owners_of(self, row: int) -> Numbers:
        """The owners' numbers of the item in a row."""
        return self.item_owners[self.item_owner_starts[row] : self.item_owner_starts[row + 1]]

    def add_scores(self, shared: Shared, scores: Weights) -> None:
        """Add the product of a query with every row to `scores`, which start at 0."""
        if len(shared.places):
            bounds = bounds_of(*self._lists(shared.places))
            add_lists(bounds, self.posting_rows, self.posting_weights, shared.weights, scores)

    def score_only(self, shared: Shared, rows: npt.NDArray[np.intp], scores: Weights) -> None:
        """Write the product of a query with these rows (ascending) to their places in `scores`.

        Terms are added in the same order as by `add_scores`, so that both give the same
        number to the last bit.
        """
        if len(shared.places) and len(rows):
            backwards = rows[::-1]
            bounds = bounds_of(self.row_starts[backwards], self.row_starts[backwards + 1])
            with spread(*shared, len(self.terms)) as asked:
                scores[backwards] = row_products(bounds, self.row_terms, self.row_weights, asked)

    def count_postings(self, shared: Shared) -> int:
        """How many postings `add_scores` goes through."""
        starts, ends = self._lists(shared.places)
        return int((ends - starts).sum())

    def shared_cells(
        self, query: Vector, rows: npt.NDArray[np.int64]
    ) -> tuple[npt.NDArray[np.intp], Codes, npt.NDArray[np.float64]]:
        """The summands of the products of a query with some rows.

        For each: which of the rows, the code of the term, the product of the two weights.
        """
        shared = self.shared_terms(query)
        starts, ends = self.row_starts[rows], self.row_starts[rows + 1]
        lengths = ends - starts
        if not lengths.any():
            return np.zeros(0, np.intp), np.zeros(0, np.uint64), np.zeros(0, np.float64)
        # Rows are few and long: one after the other they are read faster than cell by cell.
        terms = np.concatenate([self.row_terms[row] for row in map(slice, starts.tolist(), ends.tolist())])
        with spread(*shared, len(self.terms)) as asked:
            mine = asked[terms]
        met = np.flatnonzero(mine)
        number = np.repeat(np.arange(len(rows)), lengths)[met]
        cells = met + (starts - (np.cumsum(lengths) - lengths))[number]
        products = mine[met].astype(np.float64) * self.row_weights[cells]
        return number, self.terms[terms[met]], products

    def shared_terms(self, query: Vector) -> Shared:
        """Those of a query's terms that are here; kept until another query comes, for what explains it."""
        known = _last_shared.get(self)
        if known is None or known[0] is not query:
            known = _last_shared[self] = (query, self._found_terms(query))
        return known[1]

    def _found_terms(self, query: Vector) -> Shared:
        if not len(self.terms) or not len(query.codes):
            return Shared(np.zeros(0, np.int32), np.zeros(0, np.float32))
        places = np.searchsorted(self.terms, query.codes)
        places[places == len(self.terms)] = 0
        known = self.terms[places] == query.codes
        return Shared(places[known].astype(np.int32), query.weights[known])

    def postings(self, place: int) -> slice:
        """Where the list of a term stands in `posting_rows` and `posting_weights`."""
        slot = len(self.terms) - 1 - place
        return slice(int(self.posting_starts[slot]), int(self.posting_starts[slot + 1]))

    def _lists(self, places: Numbers) -> tuple[Numbers, Numbers]:
        slots = len(self.terms) - 1 - places
        return self.posting_starts[slots], self.posting_starts[slots + 1]

    def batch(self) -> Batch:
        """All rows as one sparse matrix over the segment's terms."""
        shape = (len(self), len(self.terms))
        return Batch(self.terms, csr_array((self.row_weights, self.row_terms, self.row_starts), shape=shape))


_last_shared: WeakKeyDictionary[Segment, tuple[Vector, Shared]] = WeakKeyDictionary()


def spans(starts: Starts, ends: Starts) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """All positions of several ranges one after the other, and the length of each."""
    lengths = ends - starts
    total = int(lengths.sum())
    shift = np.repeat(starts - (np.cumsum(lengths) - lengths), lengths)
    return np.arange(total, dtype=np.int64) + shift, lengths


def entry_of(item: Item, owners: Iterable[int]) -> Entry:
    """What a segment keeps of an item besides its weights.

    Raises ValueError for an id that is empty, too long or has a NUL in it.
    """
    clauses = [f"type={item.type}"]
    clauses += [f"{facet}={value}" for facet, values in item.facets.items() for value in values]
    return Entry(
        encoded_id(item.id),
        tuple(dict.fromkeys(owners)),
        day_number(item.until),
        tuple(dict.fromkeys(clauses)),
    )


def encoded_id(item_id: str) -> bytes:
    """An id as the index keeps it; ValueError when it cannot be kept."""
    encoded = item_id.encode()
    if not 0 < len(encoded) <= MAX_ID_BYTES or b"\0" in encoded:
        raise ValueError(f"An id has 1 to {MAX_ID_BYTES} bytes and no NUL: {item_id!r}")
    return encoded


def day_number(day: date | None) -> int:
    """A day as a number that can be compared; `FOREVER` for none."""
    return FOREVER if day is None else day.toordinal()

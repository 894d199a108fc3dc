"""Adding up chosen ranges of two long parallel arrays, in one pass and without copying them.

scipy's product of a sparse matrix with a vector runs over ranges of `columns` and `data`
that one array of bounds divides: range i goes from `bounds[i]` to `bounds[i + 1]`. To run
over some ranges only, their bounds are given last range first,

    start_n, end_n, start_n-1, end_n-1, …, start_1, end_1

so that what lies between two of them ends before it begins, and is skipped. Selecting the
ranges by `matrix[chosen]` would copy all of them first, which takes twice as long as the
sum itself; the arrays may so stay memory-mapped, and shared by all processes.

The compiled functions are those behind scipy's ``@``, called as it calls them. It has no
public name for them; `test_accumulating` holds them to plain arithmetic.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

import numpy as np
import numpy.typing as npt
from scipy.sparse import _sparsetools

Numbers = npt.NDArray[np.int32]
Floats = npt.NDArray[np.float32]
Positions = npt.NDArray[np.int32] | npt.NDArray[np.int64]

_thread = threading.local()


def bounds_of(starts: Positions, ends: Positions) -> Numbers:
    """Bounds of ranges for the functions below.

    Ranges must be descending and apart: each ends where the one before begins, or earlier.
    """
    bounds = np.empty(2 * len(starts), np.int32)
    bounds[::2] = starts
    bounds[1::2] = ends
    return bounds


def add_lists(bounds: Numbers, rows: Numbers, data: Floats, factors: Floats, sums: Floats) -> None:
    """sums[rows[p]] += factors[i] * data[p]  for every position p of range i, ranges in order."""
    spaced = np.zeros(2 * len(factors) - 1, np.float32)
    spaced[::2] = factors
    _sparsetools.csc_matvec(len(sums), len(spaced), bounds, rows, data, spaced, sums)


def row_products(bounds: Numbers, columns: Numbers, data: Floats, vector: Floats) -> Floats:
    """For each range i the sum of  data[p] * vector[columns[p]]  over its positions p, in order."""
    spaced = np.zeros(len(bounds) - 1, np.float32)
    _sparsetools.csr_matvec(len(spaced), len(vector), bounds, columns, data, vector, spaced)
    return spaced[::2]


@contextmanager
def zeros(length: int) -> Iterator[Floats]:
    """Borrow an array of zeros; the thread keeps it for the next time."""
    with _borrowed("zeros", length) as sums:
        try:
            yield sums
        finally:
            sums[:] = 0


@contextmanager
def spread(places: Numbers, values: Floats, length: int) -> Iterator[Floats]:
    """Borrow an array that is 0 but for these places; the thread keeps it for the next time."""
    with _borrowed("spread", length) as vector:
        vector[places] = values
        try:
            yield vector
        finally:
            vector[places] = 0


@contextmanager
def _borrowed(purpose: str, length: int) -> Iterator[Floats]:
    """An array of zeros that whoever borrows it leaves so; a second borrower gets another one."""
    kept: Floats | None = getattr(_thread, purpose, None)
    setattr(_thread, purpose, None)
    if kept is None or len(kept) < length:
        kept = np.zeros(length, np.float32)
    try:
        yield kept[:length]
    finally:
        setattr(_thread, purpose, kept)

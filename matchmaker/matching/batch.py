"""Texts as terms and weights: one, or many as the rows of a matrix."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_array

from matchmaker.matching.compounds import NONE, Candidates
from matchmaker.matching.items import Text
from matchmaker.matching.text import Codes

Weights = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Vector:
    """Weights by term code, codes ascending; of length 1, or empty."""

    codes: Codes
    weights: Weights


@dataclass(frozen=True, slots=True)
class Query:
    """A text ready to be asked with: its weights, and the text they came from."""

    text: Text
    language: str
    vector: Vector


@dataclass(frozen=True, slots=True)
class Batch:
    """Texts as rows over their own terms: `rows[i, j]` belongs to `codes[j]` (ascending).

    `candidates`: which of the terms might be said in other words.
    """

    codes: Codes
    rows: csr_array
    candidates: Candidates = NONE

    def vector(self, row: int) -> Vector:
        """One row; its column numbers must be sorted."""
        span = slice(self.rows.indptr[row], self.rows.indptr[row + 1])
        return Vector(self.codes[self.rows.indices[span]], self.rows.data[span])


def sparse_rows(
    data: Weights,
    columns: npt.NDArray[np.int32],
    starts: npt.NDArray[np.int32] | npt.NDArray[np.int64],
    width: int,
) -> csr_array:
    """A sparse matrix over arrays that are there already; `starts` has one more than rows.

    Nothing is copied or looked through where columns and starts are of the same type.
    """
    shape = (len(starts) - 1, width)
    return csr_array((data, columns, starts), shape=shape)

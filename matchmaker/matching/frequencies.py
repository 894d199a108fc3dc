"""In how many texts each term stands."""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt

from matchmaker.matching.batch import Batch
from matchmaker.matching.compounds import Candidates, all_of
from matchmaker.matching.parts import CELLS_AT_ONCE, ranges
from matchmaker.matching.text import Codes


class DocumentFrequencies:
    """Counts in how many texts each term stands, merging now and then to stay small."""

    _MERGE_AT = 4_000_000

    def __init__(self) -> None:
        self.document_count = 0
        self._codes: list[Codes] = []
        self._counts: list[npt.NDArray[np.int64]] = []
        self._candidates: list[Candidates] = []
        self._pending = 0

    def add(self, batch: Batch) -> None:
        self.document_count += batch.rows.shape[0]
        self._codes.append(batch.codes)
        self._counts.append(_texts_with(batch))
        self._candidates.append(batch.candidates)
        self._pending += len(batch.codes)
        if self._pending > self._MERGE_AT:
            self._merge()

    def result(self) -> tuple[Codes, npt.NDArray[np.int64]]:
        self._merge()
        return self._codes[0], self._counts[0]

    def candidates(self) -> Candidates:
        """What all texts say of compounds and hyphens."""
        return all_of(self._candidates)

    def _merge(self) -> None:
        if not self._codes:
            self._codes, self._counts = [np.zeros(0, np.uint64)], [np.zeros(0, np.int64)]
        if len(self._codes) == 1:
            return
        codes, places = np.unique(np.concatenate(self._codes), return_inverse=True)
        counts = np.bincount(places, weights=np.concatenate(self._counts), minlength=len(codes)).astype(
            np.int64
        )
        self._codes, self._counts = [codes], [counts]
        self._pending = math.floor(len(codes) / 2)


def _texts_with(batch: Batch) -> npt.NDArray[np.int64]:
    """In how many rows each term stands."""
    columns = batch.rows.indices
    counts = np.zeros(len(batch.codes), np.int64)
    for part in ranges(len(columns), CELLS_AT_ONCE):
        np.add.at(counts, columns[part], 1)
    return counts

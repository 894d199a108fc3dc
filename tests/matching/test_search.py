from __future__ import annotations

import numpy as np
import pytest
from scipy.sparse import csr_array

from matchmaker.matching import Vector, Where
from matchmaker.matching.assembling import build_segment
from matchmaker.matching.batch import Batch
from matchmaker.matching.owners import no_owners
from matchmaker.matching.search import FOLDS, search_vectors
from matchmaker.matching.segment import FOREVER, Entry
from matchmaker.matching.setting import Setting
from matchmaker.matching.snapshot import Snapshot, laid_out
from matchmaker.matching.weighting import unfitted

ROWS = 90 * FOLDS
PIECES = 2
TERMS = 400
TERMS_OF_A_ROW = 8
CODES = np.arange(1, TERMS + 1, dtype=np.uint64) * 2
BEST = 10


@pytest.fixture(scope="module")
def cells() -> csr_array:
    """Rows that differ in all but few of their scores, so that ties are rare and do occur."""
    random = np.random.default_rng(5)
    columns = np.sort(random.integers(0, TERMS, (ROWS, TERMS_OF_A_ROW)), axis=1)
    weights = random.integers(1, 200, columns.shape) / 256
    starts = np.arange(ROWS + 1) * TERMS_OF_A_ROW
    rows = csr_array((weights.astype(np.float32).ravel(), columns.ravel(), starts), shape=(ROWS, TERMS))
    rows.sum_duplicates()
    return rows


@pytest.fixture(scope="module")
def query() -> Vector:
    return Vector(CODES[10:30], np.full(20, 0.25, np.float32))


@pytest.fixture(scope="module")
def scores(cells: csr_array, query: Vector) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    asked = np.zeros(TERMS)
    asked[10:30] = query.weights
    return np.asarray(cells @ asked)


def snapshot_with(cells: csr_array, flags: np.ndarray[tuple[int], np.dtype[np.bool_]]) -> Snapshot:
    """The rows in pieces; those with a flag have the clause ``kind=yes``."""
    size = ROWS // PIECES
    segments = []
    for start in range(0, ROWS, size):
        entries = [
            Entry(f"{start + row:06}".encode(), (), FOREVER, ("kind=yes",) if flagged else ())
            for row, flagged in enumerate(flags[start : start + size].tolist())
        ]
        segments.append((build_segment(entries, Batch(CODES, csr_array(cells[start : start + size]))), None))
    return Snapshot(unfitted(Setting()), no_owners(), laid_out(segments), 0)


@pytest.mark.parametrize("which", ["a third", "one in seven", "none of the best", "all but the best"])
def test_filter_of_many_rows_equals_brute_force(
    which: str, cells: csr_array, query: Vector, scores: np.ndarray[tuple[int], np.dtype[np.float64]]
) -> None:
    random = np.random.default_rng(6)
    order = np.argsort(-scores)
    flags = {
        "a third": random.random(ROWS) < 1 / 3,
        "one in seven": random.random(ROWS) < 1 / 7,
        "none of the best": scores < scores[order[ROWS // 4]],
        "all but the best": scores < scores[order[0]],
    }[which]
    [hits] = search_vectors(snapshot_with(cells, flags), [query], BEST, Where(items={"kind": ["yes"]}))
    expected = sorted(zip(-scores[flags], np.flatnonzero(flags).tolist(), strict=True))[:BEST]
    assert [int(hit.id) for hit in hits] == [row for _, row in expected]
    assert [hit.score for hit in hits] == pytest.approx([-score for score, _ in expected], abs=1e-5)

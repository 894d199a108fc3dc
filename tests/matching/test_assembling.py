"""Batches one below the other, and only the terms that any row has."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from random import Random

import numpy as np
import numpy.typing as npt
from hypothesis import given
from hypothesis import strategies as st
from scipy.sparse import csr_array

from matchmaker.matching.assembling import narrowed, stack
from matchmaker.matching.batch import Batch
from matchmaker.matching.parts import ForEach

#: All codes that a row may have, far apart: both halves of the numbers there are.
CODES = np.linspace(1, 2**64 - 2048, 9).astype(np.uint64)

rows = st.lists(st.dictionaries(st.integers(0, 8), st.integers(1, 9)), max_size=5)


def batch(held: list[dict[int, int]], spare: int) -> Batch:
    """Some rows over their own terms, and one that none of them has."""
    columns = sorted({column for row in held for column in row} | {spare})
    cells = np.zeros((len(held), len(columns)), np.float32)
    for number, row in enumerate(held):
        for column, weight in row.items():
            cells[number, columns.index(column)] = weight
    return Batch(CODES[columns], csr_array(cells))


def spread(batch: Batch) -> npt.NDArray[np.float32]:
    """Rows over all codes, most of them nothing."""
    whole = np.zeros((batch.rows.shape[0], len(CODES)), np.float32)
    whole[:, np.searchsorted(CODES, batch.codes)] = batch.rows.toarray()
    return whole


def each_term_is_had(batch: Batch) -> bool:
    return bool((np.diff(batch.rows.tocsc().indptr) > 0).all()) and bool((np.diff(batch.codes) > 0).all())


@given(st.lists(rows, max_size=4), st.integers(0, 8), st.booleans(), st.randoms(use_true_random=False))
def test_stacked_rows_stand_in_the_order_asked_for(
    parts: list[list[dict[int, int]]], spare: int, side_by_side: bool, chance: Random
) -> None:
    batches = [batch(part, spare) for part in parts]
    expected = np.concatenate([np.zeros((0, len(CODES)), np.float32), *map(spread, batches)])
    places = [*range(len(expected))]
    chance.shuffle(places)
    order = np.array(places, np.intp)
    with ThreadPoolExecutor(2) as pool:
        for_each: ForEach = pool.map if side_by_side else map
        as_given, ordered = stack(batches, for_each), stack(batches, for_each, order)
    assert each_term_is_had(as_given)
    assert each_term_is_had(ordered)
    np.testing.assert_array_equal(spread(as_given), expected)
    np.testing.assert_array_equal(spread(ordered), expected[order])


@given(rows, st.integers(0, 8))
def test_narrowed_rows_are_the_same_over_fewer_terms(held: list[dict[int, int]], spare: int) -> None:
    whole = batch(held, spare)
    expected = spread(whole)
    few = narrowed(whole)
    assert each_term_is_had(few)
    np.testing.assert_array_equal(spread(few), expected)

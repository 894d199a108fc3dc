from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from matchmaker.matching.accumulating import add_lists, bounds_of, row_products, spread, zeros

WIDTH = 6
cells = st.lists(st.tuples(st.integers(0, WIDTH - 1), st.integers(-8, 8)), max_size=30)
cuts = st.lists(st.integers(0, 30), min_size=2, max_size=10)


def arrays(written: list[tuple[int, int]]) -> tuple[np.ndarray, np.ndarray]:
    return np.array([c for c, _ in written], np.int32), np.array([v for _, v in written], np.float32)


def ranges(places: list[int], length: int) -> list[tuple[int, int]]:
    """Ranges that are apart, the last first."""
    bounds = sorted(min(place, length) for place in places)
    return [*zip(bounds[::2], bounds[1::2], strict=False)][::-1]


@given(cells, cuts)
def test_lists_add_up_as_in_plain_arithmetic(written: list[tuple[int, int]], places: list[int]) -> None:
    rows, data = arrays(written)
    chosen = ranges(places, len(written))
    bounds = bounds_of(*np.array(chosen, np.int32).T)
    factors = np.arange(1, len(chosen) + 1, dtype=np.float32)
    sums = np.zeros(WIDTH, np.float32)
    add_lists(bounds, rows, data, factors, sums)
    expected = [0.0] * WIDTH
    for factor, (start, end) in zip(factors.tolist(), chosen, strict=True):
        for row, value in written[start:end]:
            expected[row] += factor * value
    assert sums.tolist() == expected


@given(cells, cuts)
def test_rows_multiply_as_in_plain_arithmetic(written: list[tuple[int, int]], places: list[int]) -> None:
    columns, data = arrays(written)
    chosen = ranges(places, len(written))
    bounds = bounds_of(*np.array(chosen, np.int32).T)
    vector = np.arange(WIDTH, dtype=np.float32)
    products = row_products(bounds, columns, data, vector)
    assert products.tolist() == [
        sum(column * value for column, value in written[start:end]) for start, end in chosen
    ]


def test_borrowed_zeros_are_zeros_each_time() -> None:
    with zeros(3) as first:
        first[:] = 1
        with zeros(2) as inner:
            assert inner.tolist() == [0, 0]
    with zeros(3) as again:
        assert again.tolist() == [0, 0, 0]


def test_spread_values_are_gone_the_next_time() -> None:
    with spread(np.array([0, 2], np.int32), np.array([1, 2], np.float32), 3) as first:
        assert first.tolist() == [1, 0, 2]
    with spread(np.array([1], np.int32), np.array([3], np.float32), 3) as again:
        assert again.tolist() == [0, 3, 0]

"""The same work for many parts: one after the other, or in several threads at once.

numpy and scipy let other threads run while they work on arrays, so that threads are enough
to keep all cores busy, and nothing has to be copied between processes. Parts also keep what is
made on the way small, so that it stays in a core's cache and its memory is used again: memory
that the system has to hand out anew takes longer to get than most of what is done with it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Protocol, TypeVar

CELLS_AT_ONCE = 1 << 17
"""Elements of an array in one go: half a megabyte of what takes four bytes each."""

T = TypeVar("T")
R = TypeVar("R")


class ForEach(Protocol):
    """What gives the results of some work for all parts, in the order of these.

    `map` is one; the `map` of a pool of threads is another.
    """

    def __call__(self, work: Callable[[T], R], parts: Iterable[T], /) -> Iterator[R]:
        """Do the work for each part."""


def ranges(length: int, most: int) -> list[slice]:
    """All places up to a length, cut into slices of at most so many."""
    return [slice(start, min(start + most, length)) for start in range(0, length, most)]

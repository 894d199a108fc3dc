"""Made-up collections: rows of weights for the index alone, texts for building one.

Words come by Zipf's law: the word of rank r has a share of 1 / (r + 100) of all words. The
hundred most common are left out, as stop words are: what is left touches three quarters of
a posting for each item with a query of 57 words, about as many as real texts do without
what stands in more than a tenth of them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_array

from matchmaker.matching import Item, Vector
from matchmaker.matching.assembling import build_segment
from matchmaker.matching.batch import Batch
from matchmaker.matching.owners import table_of
from matchmaker.matching.segment import Entry, entry_of
from matchmaker.matching.setting import Setting
from matchmaker.matching.snapshot import Snapshot, laid_out
from matchmaker.matching.weighting import TermWeighting, inverse_document_frequency

VOCABULARY = 300_000
LEFT_OUT = 100
WORDS_PER_ITEM = 90  # of which 88 are different
WORDS_PER_QUERY = 58  # of which 57 are different
QUERIES = 200
ROWS_AT_ONCE = 50_000
ROWS_PER_SEGMENT = 250_000
SEED = 20261
#: Filters of the benchmark, and the share of items that each keeps.
SHARES = {"category=rare": 0.004, "category=some": 0.16, "category=many": 0.30}

Cells = csr_array


@dataclass(frozen=True, slots=True, eq=False)
class Collection:
    """Items and queries as weights of words: rows of length 1 over the same vocabulary.

    `flags` says for each filter of `SHARES` which items pass it.
    """

    items: Cells
    queries: Cells
    counts: Cells
    flags: npt.NDArray[np.bool_]

    @property
    def size(self) -> int:
        """How many items there are."""
        return int(self.items.shape[0])


@lru_cache(maxsize=1)
def made_up(size: int) -> Collection:
    """A collection of so many items; the same each time. The last one is kept."""
    random = np.random.default_rng(SEED)
    shares = np.cumsum(1 / (np.arange(VOCABULARY) + LEFT_OUT))
    shares /= shares[-1]
    counts = _rows(random, shares, size, WORDS_PER_ITEM)
    asked = _rows(random, shares, QUERIES, WORDS_PER_QUERY)
    frequencies = np.bincount(counts.indices, minlength=VOCABULARY)
    idf = inverse_document_frequency(frequencies, size)
    flags = np.array([random.random(size) < share for share in SHARES.values()])
    return Collection(_weighted(counts, idf), _weighted(asked, idf), counts, flags)


def _rows(random: np.random.Generator, shares: npt.NDArray[np.float64], size: int, length: int) -> Cells:
    """Rows of counts. Words of a row are drawn in ascending order, so that nothing is sorted."""
    columns, data, lengths = [], [], []
    for start in range(0, size, ROWS_AT_ONCE):
        rows = min(ROWS_AT_ONCE, size - start)
        # Ascending uniform numbers are sums of exponential ones, brought to length 1.
        steps = random.standard_exponential((rows, length + 1), dtype=np.float32)
        drawn = np.cumsum(steps, axis=1)
        ranks = np.searchsorted(shares, (drawn[:, :-1] / drawn[:, -1:]).ravel())
        words = np.minimum(ranks, VOCABULARY - 1).astype(np.int32).reshape(rows, length)
        first = np.ones(words.shape, bool)
        first[:, 1:] = words[:, 1:] != words[:, :-1]
        places = np.flatnonzero(first)
        columns.append(words.ravel()[places])
        data.append(np.diff(places, append=words.size).astype(np.float32))
        lengths.append(first.sum(axis=1))
    starts = np.concatenate(([0], np.cumsum(np.concatenate(lengths)))).astype(np.int32)
    cells = (np.concatenate(data), np.concatenate(columns), starts)
    return csr_array(cells, shape=(size, VOCABULARY))


def _weighted(counts: Cells, idf: npt.NDArray[np.float32]) -> Cells:
    """Saturated counts times idf, rows brought to length 1: what the engine does with texts."""
    data = counts.data * np.float32(2.2) / (counts.data + np.float32(1.2)) * idf[counts.indices]
    squares = np.add.reduceat(data.astype(np.float64) ** 2, counts.indptr[:-1])
    data /= np.repeat(np.sqrt(squares), np.diff(counts.indptr)).astype(np.float32)
    return csr_array((data.astype(np.float32), counts.indices, counts.indptr), shape=counts.shape)


def snapshot_of(collection: Collection) -> Snapshot:
    """The collection as the engine holds it; words are their own codes."""
    codes = np.arange(VOCABULARY, dtype=np.uint64) * 2
    width = len(str(collection.size))
    segments = []
    for start in range(0, collection.size, ROWS_PER_SEGMENT):
        rows = Batch(codes, collection.items[start : start + ROWS_PER_SEGMENT])
        flags = collection.flags[:, start : start + ROWS_PER_SEGMENT]
        entries = [
            _entry(f"{start + row:0{width}}".encode(), passed) for row, passed in enumerate(flags.T.tolist())
        ]
        segments.append(build_segment(entries, rows))
    frequencies = np.bincount(collection.items.indices, minlength=VOCABULARY)
    weighting = TermWeighting(Setting()).restore(codes, frequencies, collection.size)
    pieces = laid_out((segment, None) for segment in segments)
    return Snapshot(weighting, table_of((), {}), pieces, 0)


def _entry(item_id: bytes, passed: list[bool]) -> Entry:
    clauses = tuple(name for name, passes in zip(SHARES, passed, strict=True) if passes)
    return entry_of(Item("any", (), "offer", ""), ())._replace(id=item_id, clauses=clauses)


def vectors_of(cells: Cells) -> list[Vector]:
    """Rows as the engine's vectors."""
    codes = np.arange(VOCABULARY, dtype=np.uint64) * 2
    bounds = zip(cells.indptr[:-1], cells.indptr[1:], strict=True)
    return [Vector(codes[cells.indices[a:b]], cells.data[a:b]) for a, b in bounds]


def made_up_items(size: int, words: int) -> Iterator[Item]:
    """Offers and needs in made-up English: half stop words, which fall away, half words by Zipf's law."""
    random = np.random.default_rng(SEED)
    vocabulary = np.array([*_made_up_words(random, VOCABULARY // 3)])
    shares = np.cumsum(1 / (np.arange(len(vocabulary)) + LEFT_OUT))
    shares /= shares[-1]
    small = np.array(["the", "of", "and", "to", "in", "is", "for", "we", "with", "that", "are", "as"])
    for number in range(size):
        drawn = vocabulary[np.searchsorted(shares, random.random(words))]
        text = np.char.add(np.char.add(small[random.integers(0, len(small), words)], " "), drawn)
        yield Item(
            id=f"listing:{number:07}",
            owners=(str(number % (size // 3 + 1)),),
            type=("offer", "need")[number % 2],
            title=" ".join(text[:4]),
            body=" ".join(text[4:]),
            language="en",
            facets={"category": (f"c{number % 9}",)},
        )


def _made_up_words(random: np.random.Generator, size: int) -> set[str]:
    """Words of two to four syllables, each different."""
    syllables = np.array([a + b for a in "bcdfghjklmnprstvz" for b in "aeiou"])
    words: set[str] = set()
    while len(words) < size:
        chosen = syllables[random.integers(0, len(syllables), (size, 4))]
        lengths = random.integers(2, 5, size)
        words.update("".join(row[:n]) + "n" for row, n in zip(chosen, lengths, strict=True))
    return {*sorted(words)[:size]}

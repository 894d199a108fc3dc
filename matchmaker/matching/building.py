"""Building an index from all items: one pass over the texts, little memory."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from itertools import islice

import numpy as np
import numpy.typing as npt

from matchmaker.collector import collector_at_rest
from matchmaker.matching.assembling import Described, assembled, described, narrowed, stack
from matchmaker.matching.batch import Batch
from matchmaker.matching.compounds import all_of
from matchmaker.matching.counting import TermCounter, available_processes
from matchmaker.matching.items import Item, OwnerFacets, Text
from matchmaker.matching.owners import OwnerTable, table_of
from matchmaker.matching.parts import ForEach, ranges
from matchmaker.matching.segment import Entry, entry_of
from matchmaker.matching.setting import Setting
from matchmaker.matching.snapshot import Snapshot, laid_out
from matchmaker.matching.weighting import TermWeighting

BATCH_SIZE = 2_000
BATCHES_PER_SEGMENT = 125
"""Segments of a quarter of a million rows: the scores of one fit a core's cache."""


def in_batches(items: Iterable[Item]) -> Iterator[list[Item]]:
    """Items in lists of at most `BATCH_SIZE`."""
    iterator = iter(items)
    while chunk := list(islice(iterator, BATCH_SIZE)):
        yield chunk


def build_snapshot(
    items: Iterable[Item],
    owners: Mapping[str, OwnerFacets],
    setting: Setting,
    processes: int | None = None,
) -> Snapshot:
    """Learn the weighting from all items, and lay them out in segments.

    Texts are analysed in so many processes at most, else in as many as there are cores; the
    items are read in the calling thread. Raises ValueError when an id comes twice.
    """
    bare = _BareItems()
    cores = processes or available_processes()
    with (
        collector_at_rest(),
        TermCounter(setting, cores) as counter,
        ThreadPoolExecutor(cores) as threads,
    ):
        for texts in bare.passing(items):
            counter.add(texts)
        orders = bare.put_in_order()
        groups = [*_stacked(counter.results(), orders, threads.map)]
        rest = threads.submit(bare.described, owners)
        weighting = TermWeighting(setting).fit(groups)
        table, of_segments = rest.result()
        segments = []
        for rows in of_segments:
            weighted = weighting.weigh(groups.pop(0), threads.map)
            segments.append(assembled(rows, narrowed(weighted, threads.map)))
    pieces = laid_out((segment, None) for segment in segments)
    return Snapshot(weighting, table, pieces, len(pieces))


class _BareItems:
    """What is kept of the items while their texts are counted: all but the texts."""

    def __init__(self) -> None:
        self._entries: list[Entry] = []
        self._owners: list[tuple[str, ...]] = []
        self._seen: set[bytes] = set()

    def passing(self, items: Iterable[Item]) -> Iterator[list[Text]]:
        """The texts of the items in batches; what else there is of them is kept here."""
        for chunk in in_batches(items):
            for item in chunk:
                entry = entry_of(item, ())
                if entry.id in self._seen:
                    raise ValueError(f"The id {item.id!r} comes twice.")
                self._seen.add(entry.id)
                self._entries.append(entry)
                self._owners.append(tuple(dict.fromkeys(item.owners)))
            yield [item.text for item in chunk]

    def put_in_order(self) -> list[npt.NDArray[np.intp]]:
        """Sort what is kept by id within each segment, and say where in it each stood before."""
        orders = []
        for group in self._segments():
            entries, owners = self._entries[group], self._owners[group]
            order = np.argsort(np.array([entry.id for entry in entries], np.bytes_), kind="stable")
            self._entries[group] = [entries[place] for place in order.tolist()]
            self._owners[group] = [owners[place] for place in order.tolist()]
            orders.append(order)
        return orders

    def _segments(self) -> list[slice]:
        return ranges(len(self._entries), BATCH_SIZE * BATCHES_PER_SEGMENT)

    def described(self, facets: Mapping[str, OwnerFacets]) -> tuple[OwnerTable, list[Described]]:
        """All owners, and the items, as many together as make a segment."""
        table = table_of({owner for of_item in self._owners for owner in of_item}, facets)
        return table, [self._described(group, table) for group in self._segments()]

    def _described(self, group: slice, table: OwnerTable) -> Described:
        owners = self._owners[group]
        flat = np.array([owner.encode() for of_item in owners for owner in of_item], table.ids.dtype)
        return replace(
            described(self._entries[group]),
            owner_counts=np.fromiter(map(len, owners), np.int64, len(owners)),
            owners=np.searchsorted(table.ids, flat).astype(np.int32),
        )


def _stacked(
    batches: Iterable[Batch], orders: Iterable[npt.NDArray[np.intp]], for_each: ForEach
) -> Iterator[Batch]:
    """As many batches below each other as make a segment, their rows in its order."""
    iterator = iter(batches)
    for order in orders:
        group = [*islice(iterator, BATCHES_PER_SEGMENT)]
        candidates = all_of(batch.candidates for batch in group)
        yield replace(stack(group, for_each, order), candidates=candidates)

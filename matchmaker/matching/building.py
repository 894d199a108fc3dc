"""Building an index from all items: one pass over the texts, little memory."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import islice

from matchmaker.matching.assembling import build_segment, stack
from matchmaker.matching.compounds import all_of
from matchmaker.matching.counting import available_processes, count_all
from matchmaker.matching.items import Item, OwnerFacets, Text
from matchmaker.matching.owners import OwnerTable, table_of
from matchmaker.matching.segment import Entry, entry_of
from matchmaker.matching.snapshot import Snapshot, laid_out
from matchmaker.matching.weighting import Batch, Setting, TermWeighting

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
    counted = count_all(bare.passing(items), setting, processes or available_processes())
    groups = [*_stacked(counted)]
    weighting = TermWeighting(setting).fit(groups)
    table = table_of(bare.owner_ids(), owners)
    entries = bare.entries(table)
    segments = []
    while groups:
        rows = weighting.transform(groups.pop(0))
        segments.append(build_segment([*islice(entries, rows.rows.shape[0])], stack([rows])))
    pieces = laid_out((segment, None) for segment in segments)
    return Snapshot(weighting, table, pieces, len(pieces))


class _BareItems:
    """What is kept of the items while their texts are counted: all but the texts."""

    def __init__(self) -> None:
        self._entries: list[Entry] = []
        self._owners: list[Sequence[str]] = []
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
                self._owners.append(item.owners)
            yield [item.text for item in chunk]

    def owner_ids(self) -> set[str]:
        """The owners of all items."""
        return {owner for of_item in self._owners for owner in of_item}

    def entries(self, table: OwnerTable) -> Iterator[Entry]:
        """All items with the numbers of their owners."""
        numbers = table.numbers()
        for (item_id, _, until, clauses), owners in zip(self._entries, self._owners, strict=True):
            of_item = dict.fromkeys([numbers[owner.encode()] for owner in owners])
            yield Entry(item_id, tuple(of_item), until, clauses)


def _stacked(batches: Iterable[Batch]) -> Iterator[Batch]:
    """As many batches below each other as make a segment."""
    iterator = iter(batches)
    while group := [*islice(iterator, BATCHES_PER_SEGMENT)]:
        yield replace(stack(group), candidates=all_of(batch.candidates for batch in group))

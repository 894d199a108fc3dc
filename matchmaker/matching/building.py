"""Building an index from all items: one pass over the texts, little memory."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from itertools import islice

from matchmaker.matching.items import Item, OwnerFacets
from matchmaker.matching.owners import OwnerTable, table_of
from matchmaker.matching.segment import Entry, Segment, build_segment, entry_of, stack
from matchmaker.matching.snapshot import Snapshot, laid_out
from matchmaker.matching.weighting import Batch, Setting, TermWeighting, count_terms

BATCH_SIZE = 2_000
BATCHES_PER_SEGMENT = 500


def in_batches(items: Iterable[Item]) -> Iterator[list[Item]]:
    """Items in lists of at most `BATCH_SIZE`."""
    iterator = iter(items)
    while chunk := list(islice(iterator, BATCH_SIZE)):
        yield chunk


def build_snapshot(items: Iterable[Item], owners: Mapping[str, OwnerFacets], setting: Setting) -> Snapshot:
    """Learn the weighting from all items, and lay them out in segments.

    Raises ValueError when an id comes twice.
    """
    counted: list[Batch] = []
    bare: list[list[Item]] = []
    for chunk in in_batches(items):
        counted.append(count_terms([item.text for item in chunk], setting))
        bare.append([replace(item, title="", body="", keywords="") for item in chunk])
    _refuse_repeated(item.id for chunk in bare for item in chunk)
    weighting = TermWeighting(setting).fit(counted)
    table = table_of((owner for chunk in bare for item in chunk for owner in item.owners), owners)
    segments: list[Segment] = []
    while counted:
        batches = [weighting.transform(batch) for batch in counted[:BATCHES_PER_SEGMENT]]
        entries = [_entry(i, table) for chunk in bare[:BATCHES_PER_SEGMENT] for i in chunk]
        del counted[:BATCHES_PER_SEGMENT], bare[:BATCHES_PER_SEGMENT]
        segments.append(build_segment(entries, stack(batches)))
    pieces = laid_out((segment, None) for segment in segments)
    return Snapshot(weighting, table, pieces, len(pieces))


def _entry(item: Item, table: OwnerTable) -> Entry:
    numbers = (table.number_of(owner) for owner in item.owners)
    return entry_of(item, [number for number in numbers if number is not None])


def _refuse_repeated(item_ids: Iterable[str]) -> None:
    seen: set[str] = set()
    for item_id in item_ids:
        if item_id in seen:
            raise ValueError(f"The id {item_id!r} comes twice.")
        seen.add(item_id)

"""The delta of a generation: changes appended to one file, read by everybody else.

A record is its length, its CRC-32 and its body: JSON on one line, then term codes and
weights as they are in memory. A record that is cut short or damaged ends the log; a writer
cuts it off, a reader waits for the rest.
"""

from __future__ import annotations

import json
import struct
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

import numpy as np

from matchmaker.matching.batch import Vector
from matchmaker.matching.items import Item, OwnerFacets
from matchmaker.matching.snapshot import Change, Changes, Snapshot

_HEAD = struct.Struct("<II")
_CODE = np.dtype("<u8")
_WEIGHT = np.dtype("<f4")


@dataclass(frozen=True, slots=True)
class ItemRecord:
    """An item was put in, or taken out (None)."""

    item_id: str
    change: Change | None


@dataclass(frozen=True, slots=True)
class OwnerRecord:
    """The facets of an owner were set."""

    owner_id: str
    facets: OwnerFacets


Record = ItemRecord | OwnerRecord


def records_of_changes(changes: Changes) -> bytes:
    """Changes of items as they stand in the log."""
    return b"".join(_framed(_item_body(item_id, change)) for item_id, change in changes.items())


def records_of_owners(facets: Mapping[str, OwnerFacets]) -> bytes:
    """Facets of owners as they stand in the log."""
    return b"".join(
        _framed(_line({"owner": owner, "facets": _plain(of_owner)})) for owner, of_owner in facets.items()
    )


def read_records(data: bytes) -> Iterator[tuple[Record, int]]:
    """Whole records from the beginning of the data, each with the offset of its end."""
    offset = 0
    while offset + _HEAD.size <= len(data):
        length, checksum = _HEAD.unpack_from(data, offset)
        end = offset + _HEAD.size + length
        body = data[offset + _HEAD.size : end]
        if len(body) < length or zlib.crc32(body) != checksum:
            return
        yield _record(body), end
        offset = end


def replay(snapshot: Snapshot, data: bytes) -> tuple[Snapshot, int, int]:
    """The snapshot after the whole records, how many bytes they take, and how many items."""
    changes: dict[str, Change | None] = {}
    owners: dict[str, OwnerFacets] = {}
    read = 0
    for record, end in read_records(data):
        read = end
        if isinstance(record, ItemRecord):
            changes[record.item_id] = record.change
        else:
            owners[record.owner_id] = record.facets
    changed = snapshot.with_changes(changes).with_owner_facets(owners)
    return changed, read, len(changes)


def _framed(body: bytes) -> bytes:
    return _HEAD.pack(len(body), zlib.crc32(body)) + body


def _line(values: Mapping[str, object]) -> bytes:
    return json.dumps(values, ensure_ascii=False).encode() + b"\n"


def _plain(facets: Mapping[str, tuple[str, ...]]) -> dict[str, list[str]]:
    return {facet: list(values) for facet, values in facets.items()}


def _item_body(item_id: str, change: Change | None) -> bytes:
    if change is None:
        return _line({"deleted": item_id})
    item, vector = change.item, change.vector
    head = {
        "item": item_id,
        "owners": item.owners,
        "type": item.type,
        "facets": _plain(item.facets),
        "until": item.until.isoformat() if item.until else None,
        "terms": len(vector.codes),
    }
    codes, weights = vector.codes.astype(_CODE), vector.weights.astype(_WEIGHT)
    return _line(head) + codes.tobytes() + weights.tobytes()


def _record(body: bytes) -> Record:
    line, _, arrays = body.partition(b"\n")
    head = json.loads(line)
    if "owner" in head:
        return OwnerRecord(head["owner"], _facets(head["facets"]))
    if "deleted" in head:
        return ItemRecord(head["deleted"], None)
    codes = np.frombuffer(arrays, _CODE, head["terms"])
    weights = np.frombuffer(arrays, _WEIGHT, head["terms"], codes.nbytes)
    item = Item(
        id=head["item"],
        owners=tuple(head["owners"]),
        type=head["type"],
        title="",
        facets=_facets(head["facets"]),
        until=date.fromisoformat(head["until"]) if head["until"] else None,
    )
    vector = Vector(codes.astype(np.uint64), weights.astype(np.float32))
    return ItemRecord(item.id, Change(item, vector))


def _facets(plain: Mapping[str, list[str]]) -> OwnerFacets:
    return {facet: tuple(values) for facet, values in plain.items()}

"""The owners of items: their ids by number, and their filter columns.

Numbers are never reused while a segment refers to them: new owners are appended.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property, reduce

import numpy as np
import numpy.typing as npt

from matchmaker.matching.items import OwnerFacets
from matchmaker.matching.segment import Ids, Mask, encoded_id


@dataclass(frozen=True)
class OwnerTable:
    """Owners by number: the first ones in `ids` (ascending), later ones in `added`.

    `clauses` maps ``facet=value`` to which owners have it.
    """

    ids: Ids
    added: Mapping[bytes, int]
    added_ids: tuple[bytes, ...]
    clauses: Mapping[str, Mask]

    def __len__(self) -> int:
        return len(self.ids) + len(self.added_ids)

    def number_of(self, owner_id: str) -> int | None:
        """The number of an owner, or None."""
        try:
            encoded = encoded_id(owner_id)
        except ValueError:
            return None
        return self._number(encoded)

    def id_of(self, number: int) -> str:
        """The id of the owner with this number."""
        if number < len(self.ids):
            return bytes(self.ids[number]).decode()
        return self.added_ids[number - len(self.ids)].decode()

    def has(self, number: int, facet: str, values: Collection[str]) -> bool:
        """Whether an owner has one of the values of a facet."""
        columns = (self.clauses.get(f"{facet}={value}") for value in values)
        return any(column is not None and bool(column[number]) for column in columns)

    def values(self, facet: str) -> list[str]:
        """The values of a facet that some owner has."""
        return [*self._values.get(facet, ())]

    @cached_property
    def _values(self) -> Mapping[str, list[str]]:
        """The values of each facet that some owner has; every page of suggestions asks for them."""
        values: defaultdict[str, list[str]] = defaultdict(list)
        for clause, mask in self.clauses.items():
            facet, _, value = clause.partition("=")
            if mask.any():
                values[facet].append(value)
        return values

    def mask(self, facets: Mapping[str, Collection[str]], without: Collection[str]) -> Mask | None:
        """Which owners pass: one value of every facet, not among `without`; None for all."""
        mask: Mask | None = None
        for facet, values in facets.items():
            passing = any_column((self.clauses.get(f"{facet}={value}") for value in values), len(self))
            mask = passing if mask is None else mask & passing
        numbers = [n for owner in without if (n := self.number_of(owner)) is not None]
        if numbers:
            mask = np.ones(len(self), bool) if mask is None else mask.copy()
            mask[numbers] = False
        return mask

    def with_owners(self, owner_ids: Iterable[str]) -> OwnerTable:
        """The table with these owners in it, those already there at their number."""
        new = dict.fromkeys(
            encoded for encoded in map(encoded_id, owner_ids) if self._number(encoded) is None
        )
        if not new:
            return self
        added = dict(self.added)
        for encoded in new:
            added[encoded] = len(self.ids) + len(added)
        grown = np.zeros(len(new), bool)
        clauses = {name: np.concatenate((mask, grown)) for name, mask in self.clauses.items()}
        return OwnerTable(self.ids, added, (*self.added_ids, *new), clauses)

    def with_facets(self, facets: Mapping[str, OwnerFacets]) -> OwnerTable:
        """The table with the facets of these owners replaced."""
        table = self.with_owners(facets)
        numbers = [n for owner in facets if (n := table.number_of(owner)) is not None]
        clauses = {name: mask.copy() for name, mask in table.clauses.items()}
        for mask in clauses.values():
            mask[numbers] = False
        for number, values_of in zip(numbers, facets.values(), strict=True):
            for facet, values in values_of.items():
                for value in values:
                    name = f"{facet}={value}"
                    if name not in clauses:
                        clauses[name] = np.zeros(len(table), bool)
                    clauses[name][number] = True
        return OwnerTable(table.ids, table.added, table.added_ids, clauses)

    def _number(self, encoded: bytes) -> int | None:
        if len(encoded) <= self.ids.dtype.itemsize:
            place = int(np.searchsorted(self.ids, np.bytes_(encoded)))
            if place < len(self.ids) and self.ids[place] == encoded:
                return place
        return self.added.get(encoded)


def no_owners() -> OwnerTable:
    """A table without anybody."""
    return OwnerTable(np.zeros(0, "S1"), {}, (), {})


def table_of(owner_ids: Iterable[str], facets: Mapping[str, OwnerFacets]) -> OwnerTable:
    """A table of these owners and of those with facets, numbered in the order of their ids."""
    ids = sorted({encoded_id(owner) for owner in (*owner_ids, *facets)})
    array: npt.NDArray[np.bytes_] = np.array(ids, dtype=np.bytes_ if ids else "S1")
    return OwnerTable(array, {}, (), {}).with_facets(facets)


def any_column(columns: Iterable[Mask | None], length: int) -> Mask:
    """Which rows any of the columns has; a column that is missing has none. Not to be changed."""
    present = [column for column in columns if column is not None]
    return reduce(np.logical_or, present) if present else np.zeros(length, bool)

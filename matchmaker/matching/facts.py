"""What is known of organisations besides their texts: whom they worked with, how they answer.

One table of arrays, made by the worker and mapped read-only by every process, so that ranking
looks nothing up candidate by candidate.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from functools import cached_property
from pathlib import Path
from typing import Any, Self

import numpy as np
import numpy.typing as npt
from scipy import sparse

from matchmaker.matching.segment import Ids, encoded_id

Numbers = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]

#: Years that count as "never" where somebody was never seen working with anybody.
NEVER = 99.0


@dataclass(frozen=True, slots=True)
class OwnerFacts:
    """What is known of one organisation.

    `asked`, `answered`, `accepted`: introductions asked of it so far, those it answered at all, and
    those it accepted. `waiting`: those that wait for its answer now. `stale`: nobody there touched
    or confirmed anything for long.
    """

    country: str = ""
    asked: int = 0
    answered: int = 0
    accepted: int = 0
    waiting: int = 0
    stale: bool = False


@dataclass(frozen=True, slots=True)
class Together:
    """Organisations that worked together on one thing, begun so many years ago."""

    owners: Collection[str]
    years_ago: float


#: Who was suggested to whom and refused (in this order), to a weight from 0 (long ago) to 1.
Refusals = Mapping[tuple[str, str], float]


@dataclass(frozen=True)
class Facts:
    """Facts by organisation (row), ids ascending; works by number with their members.

    `refused_keys` are ``row of who asks * number of organisations + row of the other``, ascending.
    """

    ids: Ids
    countries: npt.NDArray[np.bytes_]
    idle_years: Floats
    asked: Floats
    answered: Floats
    accepted: Floats
    waiting: Floats
    stale: npt.NDArray[np.bool_]
    work_starts: npt.NDArray[np.int32]
    work_members: npt.NDArray[np.int32]
    refused_keys: Numbers
    refused_weights: Floats

    @classmethod
    def build(
        cls, owners: Mapping[str, OwnerFacts], works: Iterable[Together], refused: Refusals | None = None
    ) -> Self:
        """Arrays of everything known. Who took part in a work is known even if not in `owners`."""
        works = [work for work in works if work.owners]
        names = sorted({encoded_id(o) for o in owners} | {encoded_id(o) for w in works for o in w.owners})
        rows = {name.decode(): row for row, name in enumerate(names)}
        known = [owners.get(name, OwnerFacts()) for name in rows]
        members = [sorted({rows[owner] for owner in work.owners}) for work in works]
        idle = np.full(len(names), NEVER)
        for work, of_work in zip(works, members, strict=True):
            idle[of_work] = np.minimum(idle[of_work], max(work.years_ago, 0.0))
        pairs = sorted(
            (rows[asking] * len(names) + rows[other], weight)
            for (asking, other), weight in (refused or {}).items()
            if asking in rows and other in rows
        )
        return cls(
            ids=np.array(names, np.bytes_),
            countries=np.array([one.country.encode() for one in known], "S2"),
            idle_years=idle,
            asked=_column(one.asked for one in known),
            answered=_column(one.answered for one in known),
            accepted=_column(one.accepted for one in known),
            waiting=_column(one.waiting for one in known),
            stale=np.array([one.stale for one in known], bool),
            work_starts=np.cumsum([0, *map(len, members)], dtype=np.int32),
            work_members=np.array([row for of_work in members for row in of_work], np.int32),
            refused_keys=np.array([key for key, _ in pairs], np.int64),
            refused_weights=_column(weight for _, weight in pairs),
        )

    def __len__(self) -> int:
        return len(self.ids)

    def rows_of(self, owner_ids: Sequence[str]) -> Numbers:
        """The row of each; `len(self)`, one beyond the last, for the unknown."""
        if not len(self):
            return np.zeros(len(owner_ids), np.int64)
        wanted = np.array([owner.encode() for owner in owner_ids], np.bytes_)
        rows = np.searchsorted(self.ids, wanted)
        rows[rows == len(self)] = 0
        return np.where(self.ids[rows] == wanted, rows, len(self)).astype(np.int64)

    def refusals(self, asking: int, others: Numbers) -> Floats:
        """How much each of the others (rows) was refused by who asks (a row), 0 to 1."""
        if not len(self.refused_keys):
            return np.zeros(len(others))
        keys = asking * len(self) + others
        places = np.minimum(np.searchsorted(self.refused_keys, keys), len(self.refused_keys) - 1)
        found = (self.refused_keys[places] == keys) & (others < len(self))
        return np.where(found, self.refused_weights[places], 0.0)

    @cached_property
    def _by_work(self) -> sparse.csr_matrix:
        ones = np.ones(len(self.work_members), np.float64)
        shape = (len(self.work_starts) - 1, len(self))
        return sparse.csr_matrix((ones, self.work_members, self.work_starts), shape=shape)

    @cached_property
    def _by_owner(self) -> sparse.csr_matrix:
        return self._by_work.T.tocsr()

    @cached_property
    def activity(self) -> Floats:
        """How many works each organisation took part in."""
        return np.diff(self._by_owner.indptr).astype(np.float64)

    @cached_property
    def _shares(self) -> Floats:
        """1 / (members - 1) for each work: two of a pair know each other, two of fifty hardly.

        M. E. J. Newman, Scientific collaboration networks II, 2001, equation 2.
        """
        shares: Floats = 1.0 / np.maximum(np.diff(self.work_starts) - 1, 1)
        return shares

    @cached_property
    def _own_shares(self) -> Floats:
        shares: Floats = self._by_owner @ self._shares
        return shares

    def joint_works(self, row: int) -> Floats:
        """For each organisation the number of works it shares with one of them (0 for itself)."""
        counts = np.zeros(len(self))
        for work in self._by_owner.indices[slice(*self._by_owner.indptr[row : row + 2])]:
            counts[self.work_members[self.work_starts[work] : self.work_starts[work + 1]]] += 1
        counts[row] = 0
        return counts

    def closeness(self, weights: Floats) -> Floats:
        """For each organisation the weights of the others it worked with, shared out in each work."""
        of_works = (self._by_work @ weights) * self._shares
        result: Floats = self._by_owner @ of_works - weights * self._own_shares
        return result

    def prepared(self) -> Self:
        """Itself, with everything derived already worked out, so that no request has to wait."""
        _ = self.activity, self._own_shares
        return self

    def save(self, folder: Path) -> None:
        """Write the arrays into a new folder."""
        folder.mkdir(parents=True)
        for one in fields(self):
            np.save(folder / f"{one.name}.npy", getattr(self, one.name))

    @classmethod
    def load(cls, folder: Path) -> Self:
        """Map the arrays of a folder. Raises OSError or ValueError where it is not whole."""
        arrays: dict[str, Any] = {}
        for one in fields(cls):
            path = folder / f"{one.name}.npy"
            arrays[one.name] = np.asarray(np.load(path, mmap_mode="r", allow_pickle=False))
        return cls(**arrays)


def _column(values: Iterable[float]) -> Floats:
    return np.fromiter(values, np.float64)


NO_FACTS = Facts.build({}, ())

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

from matchmaker.geography import EARTH_KM
from matchmaker.matching.segment import Ids, encoded_id, spans

Numbers = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]

#: Years that count as "never" where somebody was never seen working with anybody.
NEVER = 99.0
UNKNOWN_PLACE = (np.nan, np.nan)


@dataclass(frozen=True, slots=True)
class OwnerFacts:
    """What is known of one organisation.

    `asked`, `answered`, `accepted`: introductions asked of it so far, those it answered at all, and
    those it accepted. `waiting`: those that wait for its answer now. `stale`: nobody there touched
    or confirmed anything for long. `position`: latitude and longitude in degrees, where known.
    """

    country: str = ""
    asked: int = 0
    answered: int = 0
    accepted: int = 0
    waiting: int = 0
    stale: bool = False
    position: tuple[float, float] | None = None


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

    `latitudes` and `longitudes` are in radians, not a number where they are unknown.
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
    latitudes: Floats
    longitudes: Floats
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
        positions = np.radians([one.position or UNKNOWN_PLACE for one in known]).reshape(-1, 2)
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
            latitudes=positions[:, 0].copy(),
            longitudes=positions[:, 1].copy(),
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

    def kilometres(self, row: int, others: Numbers) -> Floats:
        """Great-circle distances from an organisation to others (rows); infinite where one is unknown.

        Haversine, as `matchmaker.geography.distance_km`.
        """
        phi, other_phi = self.latitudes[row], self.latitudes[others]
        half_phi = (other_phi - phi) / 2
        half_lambda = (self.longitudes[others] - self.longitudes[row]) / 2
        a = np.sin(half_phi) ** 2 + np.cos(phi) * np.cos(other_phi) * np.sin(half_lambda) ** 2
        distances = 2 * EARTH_KM * np.arcsin(np.sqrt(np.minimum(a, 1.0)))
        return np.where(np.isnan(distances), np.inf, distances)

    @cached_property
    def _works(self) -> tuple[Numbers, Numbers]:
        """The works of each organisation: where they start, and all of them one after the other."""
        sizes = np.diff(self.work_starts)
        by_owner = np.argsort(self.work_members, kind="stable")
        works = np.repeat(np.arange(len(sizes), dtype=np.int64), sizes)[by_owner]
        counts = np.bincount(self.work_members, minlength=len(self))
        return np.concatenate([[0], np.cumsum(counts)]), works

    @cached_property
    def activity(self) -> Floats:
        """How many works each organisation took part in."""
        return np.diff(self._works[0]).astype(np.float64)

    @cached_property
    def _shares(self) -> Floats:
        """1 / (members - 1) for each work: two of a pair know each other, two of fifty hardly.

        M. E. J. Newman, Scientific collaboration networks II, 2001, equation 2.
        """
        shares: Floats = 1.0 / np.maximum(np.diff(self.work_starts) - 1, 1)
        return shares

    @cached_property
    def _own_shares(self) -> Floats:
        """The shares of all works of each organisation together."""
        starts, works = self._works
        owners = np.repeat(np.arange(len(self)), np.diff(starts))
        return np.bincount(owners, self._shares[works], len(self)).astype(np.float64, copy=False)

    @cached_property
    def mean_shares(self) -> Floats:
        """The mean share of each organisation's works: 1 where all were done in pairs, 0 without any."""
        means: Floats = self._own_shares / np.maximum(self.activity, 1)
        return means

    def partners_of(self, row: int) -> tuple[Numbers, Floats]:
        """Whom an organisation worked with, ascending, and in how many works."""
        starts, works = self._works
        own = works[starts[row] : starts[row + 1]]
        cells, _ = spans(self.work_starts[own].astype(np.int64), self.work_starts[own + 1].astype(np.int64))
        counts = np.bincount(self.work_members[cells], minlength=len(self))
        counts[row] = 0
        partners = np.flatnonzero(counts)
        return partners, counts[partners].astype(np.float64)

    def closeness(self, rows: Numbers, others: Numbers, weights: Floats) -> Floats:
        """For each organisation (row) the weights of the others it worked with, shared out in each work.

        Only the works of `others` and of `rows` are looked at, not those of the whole network.

        :param others: rows, each once, with their weights.
        """
        works, lengths = self._works_of(others)
        of_works = self._shares * np.bincount(
            works, weights=np.repeat(weights, lengths), minlength=len(self._shares)
        )
        works, lengths = self._works_of(rows)
        near = np.bincount(
            np.repeat(np.arange(len(rows)), lengths), weights=of_works[works], minlength=len(rows)
        )
        of_owners = np.zeros(len(self))
        of_owners[others] = weights
        # Nobody is close to itself; what rounding leaves of that is nothing.
        return np.maximum(near - of_owners[rows] * self._own_shares[rows], 0.0)

    def _works_of(self, rows: Numbers) -> tuple[Numbers, Numbers]:
        """The works of several organisations one after the other, and how many each has."""
        starts, works = self._works
        cells, lengths = spans(starts[rows], starts[rows + 1])
        return works[cells], lengths

    def prepared(self) -> Self:
        """Itself, with everything derived already worked out, so that no request has to wait."""
        _ = self.activity, self.mean_shares
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

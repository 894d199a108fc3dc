"""Which space of a venue has room for a party on all days of a stay, from values alone."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from matchmaker.visits.queries import Taken
from models import Space, SpaceKind

#: Free of charge within the terms; what a trip is planned with.
DESKS = frozenset({SpaceKind.DESK})


@dataclass(frozen=True, slots=True)
class Room:
    """A space with room for the party, and how many places are free on its fullest day."""

    space: Space
    free: int


def roomiest(
    spaces: Sequence[Space],
    days: Collection[date],
    taken: Taken,
    people: int,
    kinds: Collection[SpaceKind] = DESKS,
) -> Room | None:
    """The space with the most room on its fullest day; None where none holds the party.

    :param days: on which the place is open; none means that nobody can come.
    :param kinds: of the spaces that would do.
    """
    if not days:
        return None
    rooms = [
        Room(space, min(space.capacity - taken.get((space.id, day), 0) for day in days))
        for space in spaces
        if space.kind in kinds
    ]
    fitting = [room for room in rooms if room.free >= people]
    return max(fitting, key=lambda room: (room.free, -room.space.id), default=None)

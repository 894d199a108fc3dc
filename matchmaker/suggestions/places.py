"""Weighing places: a venue is as good as its own text and the fitting organisations around it.

    score = score of its own text + 0.5, 0.25, 0.125 times the scores of the best three around it

All parts are sums of term weights, and so is the whole.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from matchmaker.geography import Place, distance_km, is_around
from matchmaker.matching import ItemMatch, OwnerMatch, Part
from matchmaker.matching.features import Feature
from matchmaker.matching.reranking import LearntMatch
from matchmaker.suggestions.rules import AROUND_WEIGHTS
from matchmaker.suggestions.texts import parsed_item_id


@dataclass(frozen=True, slots=True)
class Near:
    """A fitting organisation around a place, and the weight it counts with."""

    match: PlacedMatch
    weight: float
    distance_km: float | None


@dataclass(frozen=True, slots=True)
class PlacedMatch:
    """What the engine found, with the id of the row it is about.

    `standing` breaks ties: 0 for the verified and fresh, more for others. `learnt` is what of the
    score came from what happened before, by feature; the rest is that of the texts.
    """

    target_id: int
    score: float
    own: OwnerMatch | ItemMatch | None
    around: tuple[Near, ...] = ()
    standing: int = 0
    learnt: Mapping[Feature, float] = field(default_factory=dict)

    @classmethod
    def of_owner(cls, found: LearntMatch, standing: int) -> PlacedMatch:
        """A partner."""
        return cls(int(found.owner), found.score, found.match, standing=standing, learnt=found.parts)

    @classmethod
    def of_item(cls, match: ItemMatch) -> PlacedMatch:
        """A call, or a venue by its own text."""
        return cls(parsed_item_id(match.item_id)[1], match.score, match)

    def order(self) -> tuple[float, int, int]:
        """Sorts the best first, at equal score by standing, then by id."""
        return (-round(self.score, 7), self.standing, self.target_id)

    def all_learnt(self) -> dict[Feature, float]:
        """What each feature gave or took, of those around at their weight."""
        summed = dict(self.learnt)
        for near in self.around:
            for feature, part in near.match.learnt.items():
                summed[feature] = summed.get(feature, 0.0) + near.weight * part
        return summed

    def all_parts(self) -> Iterator[Part]:
        """All pairs of texts that counted."""
        if self.own is not None:
            yield from self.own.parts
        for near in self.around:
            yield from near.match.all_parts()

    def texts(self) -> set[str]:
        """The ids of the texts that speak for it."""
        return {part.item_id for part in self.all_parts()}


@dataclass(frozen=True, slots=True)
class VenuePlace:
    """A venue that may be suggested: its ids and where it is."""

    venue_id: int
    host_id: int
    place: Place


def place_matches(
    venues: Iterable[VenuePlace],
    own_texts: Sequence[ItemMatch],
    fitting: Sequence[PlacedMatch],
    positions: Mapping[int, Place],
) -> list[PlacedMatch]:
    """Venues with a score, best first.

    :param own_texts: what the venues' own texts score, by the engine.
    :param fitting: organisations that fit, best first.
    :param positions: where those organisations are, by id.
    """
    by_venue = {parsed_item_id(match.item_id)[1]: match for match in own_texts}
    surroundings = Surroundings(fitting, positions)
    placed = []
    for venue in venues:
        own = by_venue.get(venue.venue_id)
        around = tuple(surroundings.best_around(venue))
        score = (own.score if own else 0.0) + sum(near.weight * near.match.score for near in around)
        if score > 0:
            placed.append(PlacedMatch(venue.venue_id, score, own, around))
    return sorted(placed, key=PlacedMatch.order)


#: Size of a cell of the map in degrees of latitude and longitude: wider than `AROUND_KM` up to 77° N.
_CELL = (1.0, 2.0)


class Surroundings:
    """Fitting organisations by where they are, so that a venue looks at its neighbours only."""

    def __init__(self, fitting: Sequence[PlacedMatch], positions: Mapping[int, Place]) -> None:
        self._fitting = [
            (match, place) for match in fitting if (place := positions.get(match.target_id)) is not None
        ]
        self._by_city: defaultdict[tuple[str, str], set[int]] = defaultdict(set)
        self._by_cell: defaultdict[tuple[int, int], set[int]] = defaultdict(set)
        for rank, (_match, place) in enumerate(self._fitting):
            self._by_city[place.country, place.city.casefold()].add(rank)
            cell = _cell(place)
            if cell is not None:
                self._by_cell[cell].add(rank)

    def best_around(self, venue: VenuePlace) -> Iterator[Near]:
        """The best of those around a venue, its host left out: its own text speaks for the host."""
        weights = iter(AROUND_WEIGHTS)
        for rank in sorted(self._candidates(venue.place)):
            match, place = self._fitting[rank]
            if match.target_id == venue.host_id or not is_around(venue.place, place):
                continue
            weight = next(weights, None)
            if weight is None:
                return
            yield Near(match, weight, distance_km(venue.place, place))

    def _candidates(self, place: Place) -> set[int]:
        candidates = set(self._by_city.get((place.country, place.city.casefold()), ()))
        cell = _cell(place)
        if cell is not None:
            for latitude in (-1, 0, 1):
                for longitude in (-1, 0, 1):
                    candidates |= self._by_cell.get((cell[0] + latitude, cell[1] + longitude), set())
        return candidates


def _cell(place: Place) -> tuple[int, int] | None:
    if place.latitude is None or place.longitude is None:
        return None
    return math.floor(place.latitude / _CELL[0]), math.floor(place.longitude / _CELL[1])

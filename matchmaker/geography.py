"""Where things are and how far apart: from values alone."""

from __future__ import annotations

import math
from dataclasses import dataclass

#: How far around a place somebody counts as there, in kilometres.
AROUND_KM = 50.0
EARTH_KM = 6371.0088
_KM_PER_DEGREE = 111.2


@dataclass(frozen=True, slots=True)
class Place:
    """Where something is: city and country as written, position in degrees where known."""

    city: str
    country: str
    latitude: float | None
    longitude: float | None


def distance_km(one: Place, other: Place) -> float | None:
    """Great-circle distance in kilometres (haversine); None where a position is missing."""
    if one.latitude is None or one.longitude is None or other.latitude is None or other.longitude is None:
        return None
    phi, other_phi = math.radians(one.latitude), math.radians(other.latitude)
    half_lambda = math.radians(other.longitude - one.longitude) / 2
    a = (
        math.sin((other_phi - phi) / 2) ** 2
        + math.cos(phi) * math.cos(other_phi) * math.sin(half_lambda) ** 2
    )
    return 2 * EARTH_KM * math.asin(min(1.0, math.sqrt(a)))


def is_around(here: Place, other: Place) -> bool:
    """Is somebody in the same city, or within `AROUND_KM` of it?"""
    if here.country == other.country and here.city and here.city.casefold() == other.city.casefold():
        return True
    if here.latitude is None or other.latitude is None:
        return False
    # Most pairs are far apart, which degrees of latitude tell without any trigonometry.
    if abs(here.latitude - other.latitude) * _KM_PER_DEGREE > AROUND_KM + 1:
        return False
    distance = distance_km(here, other)
    return distance is not None and distance <= AROUND_KM


@dataclass(frozen=True, slots=True)
class Box:
    """A range of degrees that holds at least everything within `AROUND_KM`."""

    south: float
    north: float
    west: float
    east: float


def box_around(latitude: float, longitude: float) -> Box:
    """The box around a position; near the poles it spans all longitudes."""
    height = (AROUND_KM + 1) / _KM_PER_DEGREE
    shrinking = math.cos(math.radians(min(89.0, abs(latitude) + height)))
    width = min(180.0, height / shrinking)
    return Box(latitude - height, latitude + height, longitude - width, longitude + width)

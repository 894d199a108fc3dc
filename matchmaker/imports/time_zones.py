"""The time zone of a place: the zone of its country whose reference town is nearest."""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files

#: Where neither country nor position is known.
FALLBACK = "UTC"
#: Latitude has two digits of degrees and longitude three; seconds may follow the minutes.
_POSITION = re.compile(r"([+-])(\d{2})(\d{2})(\d{2})?([+-])(\d{3})(\d{2})(\d{2})?")


@cache
def _zones() -> dict[str, list[tuple[float, float, str]]]:
    """Country to the position and name of its zones, from the tz database's ``zone.tab``."""
    zones: dict[str, list[tuple[float, float, str]]] = {}
    table = files("tzdata").joinpath("zoneinfo", "zone.tab").read_text(encoding="utf-8")
    for line in table.splitlines():
        if line and not line.startswith("#"):
            country, position, name = line.split("\t")[:3]
            parts = _position_parts(position)
            zones.setdefault(country, []).append((_degrees(*parts[:4]), _degrees(*parts[4:]), name))
    return zones


def _position_parts(position: str) -> tuple[str | None, ...]:
    match = _POSITION.fullmatch(position)
    assert match is not None, position
    return match.groups()


def _degrees(sign: str | None, degrees: str | None, minutes: str | None, seconds: str | None) -> float:
    """Degrees of a sign, degrees, minutes and perhaps seconds (ISO 6709)."""
    size = int(degrees or 0) + int(minutes or 0) / 60 + int(seconds or 0) / 3600
    return -size if sign == "-" else size


def time_zone(country: str, latitude: float | None, longitude: float | None) -> str:
    """The zone's name; the country's first where the position is not known."""
    zones = _zones().get(country, [])
    if not zones:
        return FALLBACK
    if latitude is None or longitude is None:
        return zones[0][2]
    return min(zones, key=lambda zone: (zone[0] - latitude) ** 2 + (zone[1] - longitude) ** 2)[2]

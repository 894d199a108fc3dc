"""A time zone written out, so that a calendar shows the right hour even where it knows no zone names."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

_STEP = timedelta(days=1)
#: Changes of the clock this long before and after a date are written out.
AROUND = timedelta(days=370)


def zone_lines(name: str, first: datetime, last: datetime | None = None) -> Iterator[str]:
    """The VTIMEZONE of a zone around what a file speaks of (RFC 5545, 3.6.5).

    Each change of the clock stands as an observance of its own, without a rule for all years: the
    file speaks of some days only.

    :param name: of the zone, for example ``Europe/Tallinn``.
    :param first: the earliest moment the file speaks of, with its zone.
    :param last: the latest; the same where it is left out.
    """
    zone = ZoneInfo(name)
    start = (first.astimezone(UTC) - AROUND).replace(microsecond=0)
    yield "BEGIN:VTIMEZONE"
    yield f"TZID:{name}"
    yield from _observance(start, zone, start.astimezone(zone).utcoffset())
    for change, before in _changes(zone, start, (last or first).astimezone(UTC) + AROUND):
        yield from _observance(change, zone, before)
    yield "END:VTIMEZONE"


def local_time(moment: datetime, zone: str) -> str:
    """A moment as it stands in a file beside the name of its zone (RFC 5545, 3.3.5, form 3)."""
    return f"{moment.astimezone(ZoneInfo(zone)):%Y%m%dT%H%M%S}"


def _changes(zone: ZoneInfo, start: datetime, end: datetime) -> Iterator[tuple[datetime, timedelta | None]]:
    """When the clock is changed, and its offset from UTC before."""
    at = start
    while at < end:
        following = at + _STEP
        before = at.astimezone(zone).utcoffset()
        if before != following.astimezone(zone).utcoffset():
            yield _change_between(zone, at, following), before
        at = following


def _change_between(zone: ZoneInfo, early: datetime, late: datetime) -> datetime:
    """The second in which the offset changes, by halving."""
    before = early.astimezone(zone).utcoffset()
    while late - early > timedelta(seconds=1):
        middle = early + (late - early) // 2
        middle = middle.replace(microsecond=0)
        if middle.astimezone(zone).utcoffset() == before:
            early = middle
        else:
            late = middle
    return late


def _observance(change: datetime, zone: ZoneInfo, before: timedelta | None) -> Iterator[str]:
    local = change.astimezone(zone)
    kind = "DAYLIGHT" if local.dst() else "STANDARD"
    # Its start is written in the time that held until then.
    onset = (change + (before or timedelta())).replace(tzinfo=None)
    yield f"BEGIN:{kind}"
    yield f"DTSTART:{onset:%Y%m%dT%H%M%S}"
    yield f"TZOFFSETFROM:{_offset(before)}"
    yield f"TZOFFSETTO:{_offset(local.utcoffset())}"
    yield f"TZNAME:{local.tzname()}"
    yield f"END:{kind}"


def _offset(offset: timedelta | None) -> str:
    seconds = int((offset or timedelta()).total_seconds())
    hours, rest = divmod(abs(seconds), 3600)
    return f"{'-' if seconds < 0 else '+'}{hours:02d}{rest // 60:02d}"

"""A calendar that others subscribe to: visits, events and meetings as one file (RFC 5545, RFC 7986)."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum

from matchmaker.calendar.lines import file_of, text_value
from matchmaker.calendar.zones import local_time, zone_lines

PRODUCT = "-//Matchmaker//Feeds//EN"
#: How often calendars are asked to look again (our own default).
LOOK_AGAIN = "PT1H"


class Status(StrEnum):
    """How firm an entry is; what was called off stays in the feed and says so."""

    TENTATIVE = "TENTATIVE"
    CONFIRMED = "CONFIRMED"
    CANCELLED = "CANCELLED"


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """What stands in a feed. Times carry a zone; `zone` names the one they are written in."""

    #: Stays the same as long as the thing exists, so that a moved visit moves in the calendar too.
    uid: str
    #: Raised with every change, so that calendars know the newest.
    sequence: int
    title: str
    starts_at: datetime
    ends_at: datetime
    zone: str
    #: When it was changed last.
    changed_at: datetime
    status: Status = Status.CONFIRMED
    text: str = ""
    place: str = ""
    url: str = ""
    category: str = ""


def feed_file(name: str, entries: Sequence[Entry]) -> str:
    """All entries as one calendar; the same entries in any order give the same file.

    :param name: what calendars call it.
    :raises zoneinfo.ZoneInfoNotFoundError: an entry's zone is none.
    """
    return file_of(_calendar(name, sorted(entries, key=lambda entry: (entry.starts_at, entry.uid))))


def tag_of(file: str) -> str:
    """What tells one state of a feed from another (the ETag of HTTP, RFC 9110, 8.8.3)."""
    return hashlib.sha256(file.encode()).hexdigest()[:32]


def _calendar(name: str, entries: Sequence[Entry]) -> Iterator[str]:
    yield "BEGIN:VCALENDAR"
    yield "VERSION:2.0"
    yield f"PRODID:{PRODUCT}"
    yield "METHOD:PUBLISH"
    for property_name in ("NAME", "X-WR-CALNAME"):
        yield f"{property_name}:{text_value(name)}"
    yield f"REFRESH-INTERVAL;VALUE=DURATION:{LOOK_AGAIN}"
    yield f"X-PUBLISHED-TTL:{LOOK_AGAIN}"
    for zone in sorted({entry.zone for entry in entries}):
        moments = [at for entry in entries if entry.zone == zone for at in (entry.starts_at, entry.ends_at)]
        yield from zone_lines(zone, min(moments), max(moments))
    for entry in entries:
        yield from _event(entry)
    yield "END:VCALENDAR"


def _event(entry: Entry) -> Iterator[str]:
    changed = f"{entry.changed_at.astimezone(UTC):%Y%m%dT%H%M%SZ}"
    yield "BEGIN:VEVENT"
    yield f"UID:{entry.uid}"
    yield f"SEQUENCE:{entry.sequence}"
    # Not the moment of asking: a feed that says the same must be the same, or nobody could keep it.
    yield f"DTSTAMP:{changed}"
    yield f"LAST-MODIFIED:{changed}"
    yield f"DTSTART;TZID={entry.zone}:{local_time(entry.starts_at, entry.zone)}"
    yield f"DTEND;TZID={entry.zone}:{local_time(entry.ends_at, entry.zone)}"
    yield f"SUMMARY:{text_value(entry.title)}"
    for name, value in (
        ("DESCRIPTION", entry.text),
        ("LOCATION", entry.place),
        ("CATEGORIES", entry.category),
    ):
        if value:
            yield f"{name}:{text_value(value)}"
    if entry.url:
        yield f"URL:{entry.url}"
    yield f"STATUS:{entry.status}"
    yield f"TRANSP:{'TRANSPARENT' if entry.status is Status.CANCELLED else 'OPAQUE'}"
    yield "END:VEVENT"

"""Three calendar programs that are not ours, each saying the same of a feed in its own way."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import icalendar
import vobject
from ical.calendar_stream import IcsCalendarStream


@dataclass(frozen=True, slots=True)
class Seen:
    """What a calendar program shows of one entry; hours on the clock of UTC."""

    title: str
    starts_at: datetime
    ends_at: datetime
    sequence: int
    status: str
    place: str
    text: str


Reader = Callable[[str], dict[str, Seen]]


def by_icalendar(text: str) -> dict[str, Seen]:
    """The library that Plone and many servers read calendars with."""
    calendar: Any = icalendar.Calendar.from_ical(text)
    assert calendar.errors == []
    return {
        str(event["UID"]): Seen(
            str(event["SUMMARY"]),
            event.start.astimezone(UTC),
            event.end.astimezone(UTC),
            int(event["SEQUENCE"]),
            str(event["STATUS"]),
            str(event.get("LOCATION", "")),
            str(event.get("DESCRIPTION", "")),
        )
        for event in calendar.events
    }


def by_vobject(text: str) -> dict[str, Seen]:
    """The library behind Radicale and older phones' tools; it takes zones from the file alone."""
    # It would keep the first definition it ever saw of a zone, of another test's file.
    vars(vobject.icalendar)["__tzidMap"].clear()
    calendar: Any = vobject.readOne(text, validate=True)
    return {
        event.uid.value: Seen(
            event.summary.value,
            event.dtstart.value.astimezone(UTC),
            event.dtend.value.astimezone(UTC),
            int(event.sequence.value),
            event.status.value,
            event.location.value if "location" in event.contents else "",
            event.description.value if "description" in event.contents else "",
        )
        for event in calendar.contents.get("vevent", [])
    }


def by_ical(text: str) -> dict[str, Seen]:
    """The library of Home Assistant, which checks every property's type."""
    calendar: Any = IcsCalendarStream.calendar_from_ics(text)
    return {
        event.uid: Seen(
            event.summary,
            event.dtstart.astimezone(UTC),
            event.dtend.astimezone(UTC),
            event.sequence,
            event.status.value,
            event.location or "",
            event.description or "",
        )
        for event in calendar.events
    }


READERS: dict[str, Reader] = {"icalendar": by_icalendar, "vobject": by_vobject, "ical": by_ical}

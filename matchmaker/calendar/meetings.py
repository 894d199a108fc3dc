"""One meeting as a calendar file that invites, changes or calls off (iTIP, RFC 5546)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum

from matchmaker.calendar.lines import file_of, parameter_value, text_value
from matchmaker.calendar.zones import local_time, zone_lines

PRODUCT = "-//Matchmaker//Meetings//EN"


class Method(StrEnum):
    """What the file asks a calendar to do."""

    #: Put the meeting in, or bring it up to date.
    REQUEST = "REQUEST"
    CANCEL = "CANCEL"
    #: To be kept by who downloads it; nobody is asked to answer.
    PUBLISH = "PUBLISH"


@dataclass(frozen=True, slots=True)
class Attendee:
    """Somebody who takes part."""

    name: str
    email: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Meeting:
    """What stands in a calendar. Times carry their zone; `zone` names the one they are written in."""

    uid: str
    #: Raised with every change, so that calendars know the newest.
    sequence: int
    title: str
    starts_at: datetime
    minutes: int
    zone: str
    organiser: Attendee
    attendees: Sequence[Attendee]
    #: When this was written.
    stamp: datetime
    text: str = ""
    place: str = ""
    url: str = ""


def calendar_file(meeting: Meeting, method: Method = Method.REQUEST) -> str:
    """The file, lines ended by CR LF.

    :raises zoneinfo.ZoneInfoNotFoundError: the meeting's zone is none.
    """
    return file_of(_calendar(meeting, method))


def _calendar(meeting: Meeting, method: Method) -> Iterator[str]:
    yield "BEGIN:VCALENDAR"
    yield "VERSION:2.0"
    yield f"PRODID:{PRODUCT}"
    yield f"METHOD:{method}"
    yield from zone_lines(meeting.zone, meeting.starts_at)
    yield from _event(meeting, method)
    yield "END:VCALENDAR"


def _event(meeting: Meeting, method: Method) -> Iterator[str]:
    cancelled = method is Method.CANCEL
    yield "BEGIN:VEVENT"
    yield f"UID:{meeting.uid}"
    yield f"SEQUENCE:{meeting.sequence}"
    yield f"DTSTAMP:{meeting.stamp.astimezone(UTC):%Y%m%dT%H%M%SZ}"
    yield f"DTSTART;TZID={meeting.zone}:{local_time(meeting.starts_at, meeting.zone)}"
    ends_at = meeting.starts_at.astimezone(UTC) + timedelta(minutes=meeting.minutes)
    yield f"DTEND;TZID={meeting.zone}:{local_time(ends_at, meeting.zone)}"
    yield f"SUMMARY:{text_value(meeting.title)}"
    for name, value in (("DESCRIPTION", meeting.text), ("LOCATION", meeting.place)):
        if value:
            yield f"{name}:{text_value(value)}"
    if meeting.url:
        yield f"URL:{meeting.url}"
    yield f"ORGANIZER;CN={parameter_value(meeting.organiser.name)}:mailto:{meeting.organiser.email}"
    if method is not Method.PUBLISH:
        for attendee in meeting.attendees:
            # Both agreed to the hour before it was fixed, so nobody is asked to answer again.
            yield (
                f"ATTENDEE;CN={parameter_value(attendee.name)};ROLE=REQ-PARTICIPANT;"
                f"PARTSTAT={'NEEDS-ACTION' if cancelled else 'ACCEPTED'};RSVP=FALSE:mailto:{attendee.email}"
            )
    yield f"STATUS:{'CANCELLED' if cancelled else 'CONFIRMED'}"
    yield "END:VEVENT"

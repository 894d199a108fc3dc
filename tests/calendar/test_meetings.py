"""Calendar files, read by a calendar library that is not ours."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import icalendar
import pytest
from hypothesis import given
from hypothesis import strategies as st

from matchmaker.calendar.lines import LONGEST_LINE, folded, text_value
from matchmaker.calendar.meetings import Attendee, Meeting, Method, calendar_file

START = datetime(2026, 12, 3, 8, 30, tzinfo=UTC)
WORDS = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=300)


def meeting(**values: object) -> Meeting:
    """Half an hour in Tallinn on a winter's morning, unless told otherwise."""
    return Meeting(
        **{  # type: ignore[arg-type]  # a test names any of its fields
            "uid": "meeting-7@matchmaker.example",
            "sequence": 0,
            "title": "Emajõe Ensüümid and Daugava Ferment",
            "starts_at": START,
            "minutes": 30,
            "zone": "Europe/Tallinn",
            "organiser": Attendee("Matchmaker", "matchmaker@matchmaker.example"),
            "attendees": [
                Attendee("Mari Kask", "mari@alfa.example"),
                Attendee("Jānis", "janis@beta.example"),
            ],
            "stamp": START - timedelta(days=2),
            **values,
        }
    )


def read(text: str) -> tuple[Any, Any]:
    """The calendar and its one event; the library's types allow any property to be of any kind."""
    calendar: Any = icalendar.Calendar.from_ical(text)
    [event] = calendar.events
    return calendar, event


def test_invitation_opens_in_a_calendar() -> None:
    calendar, event = read(
        calendar_file(meeting(text="Line one\nline; two, three", place="Riverside, room 2"))
    )
    assert calendar["METHOD"] == "REQUEST"
    assert event["UID"] == "meeting-7@matchmaker.example"
    assert event["SUMMARY"] == "Emajõe Ensüümid and Daugava Ferment"
    assert event["DESCRIPTION"] == "Line one\nline; two, three"
    assert event["LOCATION"] == "Riverside, room 2"
    assert event.start == datetime(2026, 12, 3, 10, 30, tzinfo=ZoneInfo("Europe/Tallinn"))
    assert event.end - event.start == timedelta(minutes=30)
    assert event["STATUS"] == "CONFIRMED"
    assert [str(one) for one in event["ATTENDEE"]] == [
        "mailto:mari@alfa.example",
        "mailto:janis@beta.example",
    ]
    assert event["ORGANIZER"] == "mailto:matchmaker@matchmaker.example"
    assert calendar.errors == event.errors == []


def test_cancelling_names_the_same_meeting_with_a_higher_sequence() -> None:
    calendar, event = read(calendar_file(meeting(sequence=1), Method.CANCEL))
    assert (calendar["METHOD"], event["STATUS"], event["SEQUENCE"]) == ("CANCEL", "CANCELLED", 1)
    assert event["UID"] == meeting().uid


def test_download_invites_nobody() -> None:
    calendar, event = read(calendar_file(meeting(), Method.PUBLISH))
    assert calendar["METHOD"] == "PUBLISH"
    assert "ATTENDEE" not in event


@pytest.mark.parametrize(
    "zone",
    ["Europe/Tallinn", "Europe/Lisbon", "America/New_York", "Asia/Kathmandu", "Africa/Casablanca", "UTC"],
)
@pytest.mark.parametrize("day", [date(2026, 3, 29), date(2026, 7, 1), date(2026, 10, 25), date(2026, 12, 24)])
def test_zone_that_is_written_out_gives_the_same_hour_as_its_name(zone: str, day: date) -> None:
    starts_at = datetime(day.year, day.month, day.day, 12, tzinfo=UTC)
    calendar, event = read(calendar_file(meeting(zone=zone, starts_at=starts_at)))
    [written] = calendar.timezones
    naive = event.start.replace(tzinfo=None)
    offset = written.to_tz(lookup_tzid=False).utcoffset(naive)
    assert (naive - offset).replace(tzinfo=UTC) == starts_at


@given(WORDS)
def test_any_text_comes_back_as_it_was(text: str) -> None:
    _calendar, event = read(calendar_file(meeting(title=f"T{text}", place=f"P{text}")))
    assert str(event["SUMMARY"]).splitlines() == f"T{text}".splitlines()
    assert str(event["LOCATION"]).splitlines() == f"P{text}".splitlines()


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=400))
def test_names_cannot_break_out_of_their_place(name: str) -> None:
    text = calendar_file(meeting(attendees=[Attendee(name, "mari@alfa.example")]))
    _calendar, event = read(text)
    assert event["ATTENDEE"] == "mailto:mari@alfa.example"
    assert text.count("BEGIN:VEVENT\r\n") == 1


@given(WORDS)
def test_lines_are_folded_within_75_octets(text: str) -> None:
    lines = folded("SUMMARY:" + text_value(text)).split("\r\n")
    assert max(len(line.encode()) for line in lines) <= LONGEST_LINE
    assert lines[0] + "".join(line[1:] for line in lines[1:]) == "SUMMARY:" + text_value(text)

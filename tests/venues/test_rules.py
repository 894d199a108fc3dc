"""Decisions about venues, each as a table of cases."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matchmaker.publication.errors import AtField
from matchmaker.venues import errors, rules
from matchmaker.venues.forms import hours_in_words, spans_of
from matchmaker.venues.rules import ClosedDays, Opening, ShiftedSpan, Shut, Span, VenueValues

WORKING_DAY = Span(time(9), time(17))
COMPLETE = VenueValues(
    name="Riverside House",
    city="Tartu",
    country="EE",
    time_zone="Europe/Tallinn",
    description="Wet labs and desks.",
    week={0: [WORKING_DAY]},
)
MONDAY = date(2026, 11, 23)


def test_missing_is_nothing_for_a_complete_venue() -> None:
    assert rules.missing_for_publishing(COMPLETE, spaces=1) == {}


@pytest.mark.parametrize(
    ("values", "spaces", "field"),
    [
        (replace(COMPLETE, name=""), 1, "name"),
        (replace(COMPLETE, city=""), 1, "city"),
        (replace(COMPLETE, country=""), 1, "country"),
        (replace(COMPLETE, time_zone=""), 1, "time_zone"),
        (replace(COMPLETE, description=""), 1, "description"),
        (replace(COMPLETE, week={}), 1, "hours_0"),
        (replace(COMPLETE, week={2: []}), 1, "hours_0"),
        (COMPLETE, 0, "spaces"),
    ],
)
def test_missing_names_what_visitors_need(values: VenueValues, spaces: int, field: str) -> None:
    assert list(rules.missing_for_publishing(values, spaces=spaces)) == [field]


@pytest.mark.parametrize(
    ("changes", "refusal", "field"),
    [
        ({"time_zone": "Europe/Atlantis"}, errors.UnknownTimeZone, "time_zone"),
        ({"lead_time_days": -1}, errors.NoticeOutOfRange, "lead_time_days"),
        ({"lead_time_days": 61}, errors.NoticeOutOfRange, "lead_time_days"),
        ({"latitude": 58.0}, errors.HalfAPosition, "longitude"),
        ({"longitude": 26.0}, errors.HalfAPosition, "latitude"),
        ({"latitude": 91.0, "longitude": 0.0}, errors.PositionOffTheMap, "latitude"),
        ({"latitude": 0.0, "longitude": 181.0}, errors.PositionOffTheMap, "longitude"),
        ({"week": {1: [Span(time(17), time(9))]}}, errors.ClosesBeforeOpening, "hours_1"),
        ({"week": {1: [WORKING_DAY, Span(time(16), time(18))]}}, errors.HoursOverlap, "hours_1"),
    ],
)
def test_values_that_make_no_sense_are_refused_at_their_field(
    changes: dict[str, object], refusal: type[AtField], field: str
) -> None:
    with pytest.raises(refusal) as refused:
        rules.check_values(replace(COMPLETE, **changes))  # type: ignore[arg-type]
    assert refused.value.field == field


def test_spans_that_touch_do_not_overlap() -> None:
    rules.check_spans("hours_0", [Span(time(13), time(17)), Span(time(9), time(13))])


@pytest.mark.parametrize(
    ("day", "closures", "expected"),
    [
        (MONDAY, [], Opening(MONDAY, (WORKING_DAY,))),
        (date(2026, 11, 24), [], Opening(date(2026, 11, 24), shut=Shut.WEEKDAY)),
        (
            MONDAY,
            [ClosedDays(date(2026, 11, 20), MONDAY, "Repairs")],
            Opening(MONDAY, shut=Shut.CLOSURE, reason="Repairs"),
        ),
        (MONDAY, [ClosedDays(date(2026, 11, 24), date(2026, 11, 25))], Opening(MONDAY, (WORKING_DAY,))),
    ],
)
def test_opening_on_a_day(day: date, closures: list[ClosedDays], expected: Opening) -> None:
    assert rules.opening_on(day, {0: [WORKING_DAY]}, closures) == expected


@given(st.dates(date(2020, 1, 1), date(2035, 1, 1)), st.integers(0, 30), st.integers(0, 30))
def test_a_closure_shuts_exactly_its_days(first: date, length: int, before: int) -> None:
    week = dict.fromkeys(range(7), (WORKING_DAY,))
    last = date.fromordinal(first.toordinal() + length)
    start = date.fromordinal(first.toordinal() - before)
    openings = rules.openings_from(start, 70, week, [ClosedDays(first, last)])
    assert [o.day for o in openings if o.shut] == [o.day for o in openings if first <= o.day <= last]


@pytest.mark.parametrize(
    ("own", "viewer", "day", "expected"),
    [
        # An hour apart all year.
        ("Europe/Tallinn", "Europe/Berlin", MONDAY, ShiftedSpan(time(8), 0, time(16), 0)),
        # Six hours apart in winter, the morning there is the night before's end here.
        ("Asia/Hong_Kong", "Europe/Tallinn", MONDAY, ShiftedSpan(time(3), 0, time(11), 0)),
        # Daylight saving counts on the day itself: five hours in summer.
        ("Asia/Hong_Kong", "Europe/Tallinn", date(2026, 7, 6), ShiftedSpan(time(4), 0, time(12), 0)),
        ("Asia/Hong_Kong", "America/Los_Angeles", MONDAY, ShiftedSpan(time(17), -1, time(1), 0)),
        ("America/Los_Angeles", "Asia/Hong_Kong", MONDAY, ShiftedSpan(time(1), 1, time(9), 1)),
    ],
)
def test_span_on_a_viewers_clock(own: str, viewer: str, day: date, expected: ShiftedSpan) -> None:
    assert rules.span_in_zone(WORKING_DAY, day, own, viewer) == expected


def test_zones_differ_by_their_clocks_and_not_by_their_names() -> None:
    now = datetime(2026, 11, 23, tzinfo=UTC)
    assert not rules.zones_differ("Europe/Tallinn", "Europe/Helsinki", now)
    assert rules.zones_differ("Europe/Tallinn", "Europe/Berlin", now)


@pytest.mark.parametrize(
    ("reviewed_on", "stale"),
    [(None, True), (date(2025, 11, 22), True), (date(2025, 11, 23), False), (MONDAY, False)],
)
def test_guide_is_stale_after_a_year(reviewed_on: date | None, stale: bool) -> None:
    assert rules.is_guide_stale(reviewed_on, MONDAY) is stale


@pytest.mark.parametrize(
    ("first", "last", "refusal"),
    [
        (date(2026, 12, 2), date(2026, 12, 1), errors.ClosureEndsFirst),
        (date(2026, 12, 1), date(2028, 1, 1), errors.ClosureTooLong),
        (date(2026, 11, 1), date(2026, 11, 2), errors.ClosureIsOver),
    ],
)
def test_closures_that_change_nothing_are_refused(first: date, last: date, refusal: type[AtField]) -> None:
    with pytest.raises(refusal):
        rules.check_closure(first, last, MONDAY)


def test_gaps_ask_for_guide_position_spaces_and_amenities() -> None:
    found = rules.gaps(COMPLETE, spaces=0, reviewed_on=None, detected_language="en", today=MONDAY)
    fields = [gap.field for gap in found]
    assert fields == ["description", "guide_business_culture", "latitude", "spaces", "amenities"]


@pytest.mark.parametrize(
    ("typed", "spans"),
    [
        ("", []),
        ("9-17", [WORKING_DAY]),
        ("09:00–12:00, 13.30 - 17", [Span(time(9), time(12)), Span(time(13, 30), time(17))]),
        ("0:00-24:00", [Span(time(0), time(23, 59))]),
    ],
)
def test_hours_as_people_write_them(typed: str, spans: list[Span]) -> None:
    assert spans_of(typed) == spans


@pytest.mark.parametrize("typed", ["early", "9", "25-26", "9:61-17", "9-17 Uhr", "-"])
def test_hours_that_are_none_are_refused(typed: str) -> None:
    with pytest.raises(ValueError, match=r".*"):
        spans_of(typed)


@given(st.lists(st.tuples(st.integers(0, 1439), st.integers(0, 1439)), max_size=3))
def test_hours_shown_are_understood_again(minutes: list[tuple[int, int]]) -> None:
    spans = [Span(time(*divmod(opens, 60)), time(*divmod(closes, 60))) for opens, closes in minutes]
    assert spans_of(hours_in_words(spans)) == spans


def test_public_holiday_shuts_the_place_and_a_closure_outweighs_it() -> None:
    monday = date(2026, 12, 28)
    week = {0: [WORKING_DAY]}
    holidays = {monday: "Boxing Day observed"}
    shut = rules.opening_on(monday, week, [], holidays)
    assert (shut.shut, shut.reason, shut.spans) == (rules.Shut.HOLIDAY, "Boxing Day observed", ())
    closed = rules.opening_on(monday, week, [ClosedDays(monday, monday, "Move")], holidays)
    assert (closed.shut, closed.reason) == (rules.Shut.CLOSURE, "Move")

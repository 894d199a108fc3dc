"""Times offered before anybody typed some: working hours of both, on working days, with notice."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matchmaker.introductions.slots import FIRST_HOUR, LAST_HOUR, times_to_offer

ZONES = ("Europe/Tallinn", "Europe/Lisbon", "Europe/Berlin", "America/New_York")
#: A Thursday.
NOW = datetime(2026, 12, 3, 12, 0, tzinfo=UTC)


def test_times_are_mornings_of_the_next_working_days() -> None:
    times = times_to_offer(NOW, "Europe/Tallinn", "Europe/Tallinn", "EE")
    local = [time.astimezone(ZoneInfo("Europe/Tallinn")) for time in times]
    assert [(time.day, time.hour) for time in local] == [(7, 10), (8, 10), (9, 10)]


def test_times_suit_the_clock_of_the_other_side() -> None:
    times = times_to_offer(NOW, "Europe/Tallinn", "Europe/Lisbon", "EE")
    assert [time.astimezone(ZoneInfo("Europe/Tallinn")).hour for time in times] == [11, 11, 11]


def test_times_without_a_shared_hour_are_those_of_who_proposes() -> None:
    times = times_to_offer(NOW, "Europe/Tallinn", "Pacific/Auckland", "EE")
    assert [time.astimezone(ZoneInfo("Europe/Tallinn")).hour for time in times] == [10, 10, 10]


@given(
    st.datetimes(datetime(2026, 1, 1), datetime(2030, 1, 1)),  # noqa: DTZ001 - the zone is set below
    st.sampled_from(ZONES),
    st.sampled_from(ZONES),
)
def test_times_are_three_ahead_in_working_hours(moment: datetime, zone: str, other: str) -> None:
    now = moment.replace(tzinfo=UTC)
    times = times_to_offer(now, zone, other, "EE")
    assert times == sorted(set(times))
    assert len(times) == 3
    for time in times:
        local = time.astimezone(ZoneInfo(zone))
        assert time > now
        assert local.weekday() < 5
        assert FIRST_HOUR <= local.hour <= LAST_HOUR


@pytest.mark.parametrize("zone", ZONES)
def test_times_are_in_utc(zone: str) -> None:
    assert {time.tzinfo for time in times_to_offer(NOW, zone, zone, "EE")} == {UTC}

"""Working days: weekends and public holidays by country and region."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matchmaker.calendar.regions import subdivision_of
from matchmaker.calendar.working_days import after_working_days, holiday_name, is_working_day, weekend

DAYS = st.dates(date(2020, 1, 1), date(2040, 1, 1))
COUNTRIES = st.sampled_from(["EE", "LV", "SE", "DE", "ES", "GB", "CH", "IL", "IR", "AF", "IN", "XX", ""])
REGIONS = st.sampled_from(["", "DE21H", "DE-BY", "BY", "ES51", "UKM75", "CH040", "EE008", "nowhere"])


@pytest.mark.parametrize(
    ("start", "count", "country", "end"),
    [
        (date(2026, 11, 18), 1, "EE", date(2026, 11, 19)),
        (date(2026, 11, 18), 3, "EE", date(2026, 11, 23)),
        (date(2026, 11, 20), 1, "EE", date(2026, 11, 23)),
        (date(2026, 11, 21), 1, "EE", date(2026, 11, 23)),
        (date(2026, 11, 19), 1, "IL", date(2026, 11, 22)),
        (date(2026, 11, 20), 1, "IN", date(2026, 11, 21)),
        # Christmas: the 24th and 25th in Estonia, the 25th only in Germany; the 26th is a Saturday.
        (date(2026, 12, 23), 1, "EE", date(2026, 12, 28)),
        (date(2026, 12, 23), 2, "DE", date(2026, 12, 28)),
        (date(2026, 12, 23), 2, "XX", date(2026, 12, 25)),
    ],
)
def test_working_days_leave_weekends_and_holidays_out(
    start: date, count: int, country: str, end: date
) -> None:
    assert after_working_days(start, count, country) == end


@given(DAYS, st.integers(1, 30), COUNTRIES, REGIONS)
def test_there_are_as_many_working_days_as_were_asked_for(
    start: date, count: int, country: str, region: str
) -> None:
    end = after_working_days(start, count, country, region)
    days = [start + timedelta(days=n) for n in range(1, (end - start).days + 1)]
    assert sum(is_working_day(day, country, region) for day in days) == count
    assert is_working_day(end, country, region)


@given(DAYS, COUNTRIES, REGIONS)
def test_day_is_at_rest_by_its_weekday_or_by_its_name(day: date, country: str, region: str) -> None:
    at_rest = day.weekday() in weekend(country) or holiday_name(day, country, region) is not None
    assert is_working_day(day, country, region) is not at_rest


@given(DAYS, st.sampled_from(["DE", "ES", "CH", "GB"]))
def test_region_without_holidays_of_its_own_has_those_of_the_country(day: date, country: str) -> None:
    assert holiday_name(day, country, "nowhere") == holiday_name(day, country)


@given(DAYS)
def test_unknown_country_has_weekends_only(day: date) -> None:
    assert holiday_name(day, "XX") is None
    assert is_working_day(day, "XX") is (day.weekday() < 5)


@pytest.mark.parametrize("region", ["DE2", "DE21H", "DE-BY", "BY"])
def test_holiday_of_a_region_is_known_by_every_code_of_it(region: str) -> None:
    assert holiday_name(date(2026, 11, 1), "DE", region) == "All Saints' Day"
    assert holiday_name(date(2026, 11, 1), "DE", "DE600") is None
    assert holiday_name(date(2026, 11, 1), "DE") is None


def test_holiday_is_named_in_the_language_asked_for() -> None:
    midsummer = date(2026, 6, 24)
    assert holiday_name(midsummer, "EE") == "Midsummer Day"
    assert holiday_name(midsummer, "EE", language="et") == "jaanipäev"
    assert holiday_name(midsummer, "EE", language="tlh") == "jaanipäev"


@pytest.mark.parametrize(
    ("country", "region", "subdivision"),
    [
        ("DE", "DE21H", "BY"), ("DE", "DE", ""), ("DE", "DE-HH", "HH"), ("ES", "ES511", "CT"),
        ("GB", "UKM75", "SCT"), ("GB", "UKI41", "ENG"), ("GB", "GB-NIR", "NIR"), ("FR", "FRF11", "6AE"),
        ("FR", "FRF33", "57"), ("FR", "FR101", ""), ("FI", "FI200", "01"), ("FI", "FI1B1", ""),
        ("EE", "EE008", ""), ("EE", "", ""), ("XX", "somewhere", "somewhere"),
    ],
)  # fmt: skip
def test_region_is_read_as_the_part_of_its_country(country: str, region: str, subdivision: str) -> None:
    assert subdivision_of(country, region) == subdivision

"""Phases, deadlines and conditions of calls, from values alone."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from matchmaker.calls import rules
from matchmaker.calls.errors import (
    DeadlineBeforeOpening,
    LeastOverMost,
    MoreCountriesThanPartners,
    TooManyDeadlines,
)
from matchmaker.calls.rules import CallValues, Conditions, Phase
from matchmaker.publication.errors import NoWebAddress

NOW = datetime(2027, 3, 1, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("opens_on", "deadlines_in_days", "phase"),
    [
        (None, [], Phase.OPEN),
        (date(2027, 3, 1), [10], Phase.OPEN),
        (date(2027, 3, 2), [10], Phase.FORTHCOMING),
        (date(2027, 3, 2), [], Phase.FORTHCOMING),
        (date(2026, 3, 2), [-10, 10], Phase.OPEN),
        (date(2026, 3, 2), [-10, -1], Phase.CLOSED),
        (None, [0], Phase.OPEN),
    ],
)
def test_phase_by_opening_and_deadlines(
    opens_on: date | None, deadlines_in_days: list[int], phase: Phase
) -> None:
    deadlines = [NOW + timedelta(days=days) for days in deadlines_in_days]
    assert rules.phase(opens_on, deadlines, NOW) is phase


def test_phase_opens_at_midnight_in_brussels() -> None:
    late_evening = datetime(2027, 3, 1, 23, 30, tzinfo=UTC)
    assert rules.phase(date(2027, 3, 2), [], late_evening) is Phase.OPEN


@pytest.mark.parametrize(
    ("values", "refusal", "field"),
    [
        ({"opens_on": date(2027, 3, 2), "deadlines": [NOW]}, DeadlineBeforeOpening, "opens_on"),
        ({"deadlines": [NOW] * 25}, TooManyDeadlines, "deadlines"),
        ({"budget_min": Decimal(2), "budget_max": Decimal(1)}, LeastOverMost, "budget_min"),
        ({"external_url": "ftp://example.org"}, NoWebAddress, "external_url"),
        (
            {"conditions": Conditions(minimum_entities=2, minimum_countries=3)},
            MoreCountriesThanPartners,
            "minimum_countries",
        ),
    ],
)
def test_check_values_refuses_at_the_field(
    values: dict[str, object], refusal: type[Exception], field: str
) -> None:
    with pytest.raises(refusal) as caught:
        rules.check_values(CallValues(title="Pilot", **values))  # type: ignore[arg-type]
    assert caught.value.field == field  # type: ignore[attr-defined]


def test_conditions_come_back_as_they_were_stored() -> None:
    conditions = Conditions(minimum_entities=3, required_countries=("EE",))
    assert conditions.stored() == {"minimum_entities": 3, "required_countries": ["EE"]}
    assert Conditions.of(conditions.stored()) == conditions
    assert Conditions().stored() == {}

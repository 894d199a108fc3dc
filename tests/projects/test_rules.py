"""Dates, money and gaps of projects, from values alone."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from matchmaker.projects import rules
from matchmaker.projects.errors import ShareOverBudget
from matchmaker.projects.rules import Phase, ProjectValues
from matchmaker.publication.errors import EndsBeforeItBegins, NegativeAmount, TooLong

TODAY = date(2027, 3, 1)


@pytest.mark.parametrize(
    ("starts_on", "ends_on", "phase"),
    [
        (None, None, Phase.PLANNED),
        (date(2027, 3, 2), None, Phase.PLANNED),
        (date(2027, 3, 1), None, Phase.ONGOING),
        (date(2026, 1, 1), date(2027, 3, 1), Phase.ONGOING),
        (date(2026, 1, 1), date(2027, 2, 28), Phase.FINISHED),
        (None, date(2027, 2, 28), Phase.FINISHED),
    ],
)
def test_phase_by_dates(starts_on: date | None, ends_on: date | None, phase: Phase) -> None:
    assert rules.phase(starts_on, ends_on, TODAY) is phase


@pytest.mark.parametrize(
    ("values", "refusal", "field"),
    [
        ({"starts_on": TODAY, "ends_on": date(2027, 2, 28)}, EndsBeforeItBegins, "ends_on"),
        ({"budget": Decimal(-1)}, NegativeAmount, "budget"),
        ({"own_share": Decimal(-1)}, NegativeAmount, "own_share"),
        ({"budget": Decimal(10), "own_share": Decimal(11)}, ShareOverBudget, "own_share"),
        ({"summary": "x" * 4001}, TooLong, "summary"),
    ],
)
def test_check_values_refuses_at_the_field(
    values: dict[str, object], refusal: type[Exception], field: str
) -> None:
    with pytest.raises(refusal) as caught:
        rules.check_values(ProjectValues(title="Cold", **values))  # type: ignore[arg-type]
    assert caught.value.field == field  # type: ignore[attr-defined]


def test_check_values_passes_one_day_and_a_share_of_all() -> None:
    rules.check_values(
        ProjectValues(title="Cold", starts_on=TODAY, ends_on=TODAY, budget=Decimal(10), own_share=Decimal(10))
    )


def test_gaps_ask_for_dates_topic_and_partners() -> None:
    values = ProjectValues(title="Washing cold with enzymes", summary="word " * 50, keywords=["a", "b"])
    fields = [gap.field for gap in rules.gaps(values, detected_language="en", has_partners=False)]
    assert fields == ["starts_on", "topic", "participants"]

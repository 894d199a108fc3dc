"""The clock and the limits of needs and offers, from values alone."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from matchmaker.listings import rules
from matchmaker.listings.rules import ListingValues
from matchmaker.publication.errors import TooLong
from models import Direction, PublicationState

TODAY = date(2027, 3, 1)
NOW = datetime(2027, 3, 1, 12, tzinfo=UTC)


def in_days(days: int) -> date:
    return TODAY + timedelta(days=days)


@pytest.mark.parametrize(
    ("left", "notice"), [(31, None), (30, 30), (29, 30), (15, 30), (14, 14), (1, 14), (0, 14), (-1, None)]
)
def test_notice_due_by_days_left(left: int, notice: int | None) -> None:
    assert rules.notice_due(in_days(left), TODAY) == notice


@pytest.mark.parametrize(
    ("silent", "left", "asked"),
    [(179, 200, False), (180, 200, True), (400, 31, True), (400, 30, False)],
)
def test_question_due_by_days_of_silence_and_days_left(silent: int, left: int, asked: bool) -> None:
    said_at = NOW - timedelta(days=silent)
    assert rules.is_question_due(said_at, in_days(left), NOW) is asked


@pytest.mark.parametrize(("days", "unanswered"), [(None, False), (13, False), (14, True)])
def test_unanswered_after_fourteen_days(days: int | None, unanswered: bool) -> None:
    asked_at = None if days is None else NOW - timedelta(days=days)
    assert rules.is_unanswered(asked_at, NOW) is unanswered


@pytest.mark.parametrize(
    ("state", "left", "stands"),
    [
        (PublicationState.PUBLISHED, 0, PublicationState.PUBLISHED),
        (PublicationState.PUBLISHED, -1, PublicationState.EXPIRED),
        (PublicationState.WITHDRAWN, -1, PublicationState.WITHDRAWN),
    ],
)
def test_standing_notices_an_expiry_no_job_has_noted(
    state: PublicationState, left: int, stands: PublicationState
) -> None:
    assert rules.standing(state, in_days(left), TODAY) is stands


def test_archive_comes_two_years_after_publishing() -> None:
    assert rules.archive_from(rules.valid_until_from(TODAY)) == in_days(730)


@pytest.mark.parametrize(("field", "limit"), [("title", 256), ("summary", 500), ("description", 4000)])
def test_check_values_holds_the_limits(field: str, limit: int) -> None:
    typed = {"direction": Direction.NEED, "title": "Enzymes"}
    rules.check_values(ListingValues(**{**typed, field: "x" * limit}))  # type: ignore[arg-type]
    with pytest.raises(TooLong) as caught:
        rules.check_values(ListingValues(**{**typed, field: "x" * (limit + 1)}))  # type: ignore[arg-type]
    assert caught.value.field == field


def test_missing_for_publishing_names_each_field() -> None:
    values = ListingValues(direction=Direction.NEED, title="Enzymes")
    assert list(rules.missing_for_publishing(values)) == ["summary", "description"]


def test_gaps_ask_for_stage_partners_and_countries() -> None:
    values = ListingValues(
        direction=Direction.NEED,
        title="Enzymes for cold washing",
        description="word " * 60,
        keywords=["enzymes", "washing"],
    )
    fields = [gap.field for gap in rules.gaps(values, detected_language="en")]
    assert fields == ["stage", "partner_kinds", "countries"]

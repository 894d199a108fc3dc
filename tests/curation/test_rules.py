"""What may be decided on what, how pressing things are, and in which order they come."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matchmaker.curation import effects, rules, words
from matchmaker.curation.rules import Urgency
from models import DeskKind, DeskVerdict

#: A Wednesday.
NOW = datetime(2026, 11, 18, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("hours", "urgency"),
    [
        (-1, Urgency.OVERDUE),
        (0, Urgency.TODAY),
        (24, Urgency.TODAY),
        (25, Urgency.SOON),
        (72, Urgency.SOON),
        (73, Urgency.WAITING),
    ],
)
def test_urgency_follows_the_clock(hours: int, urgency: Urgency) -> None:
    assert rules.urgency_of(NOW + timedelta(hours=hours), NOW) is urgency


@pytest.mark.parametrize(
    ("days", "due"),
    [
        (0, NOW),
        (1, datetime(2026, 11, 19, 12, tzinfo=UTC)),
        (2, datetime(2026, 11, 20, 12, tzinfo=UTC)),
        (3, datetime(2026, 11, 23, 12, tzinfo=UTC)),
        (5, datetime(2026, 11, 25, 12, tzinfo=UTC)),
    ],
)
def test_weekends_do_not_count(days: int, due: datetime) -> None:
    assert rules.due_after(NOW, days) == due


@given(st.integers(0, 3650), st.integers(0, 30))
def test_more_working_days_are_later(day: int, days: int) -> None:
    start = NOW + timedelta(days=day)
    assert rules.due_after(start, days) < rules.due_after(start, days + 1)


def test_what_is_overdue_comes_before_what_weighs_more() -> None:
    late = rules.order_of(DeskKind.SUGGESTION, NOW - timedelta(hours=1), NOW, NOW)
    fresh = rules.order_of(DeskKind.RELEASE, NOW + timedelta(days=5), NOW, NOW)
    assert late < fresh


def test_introductions_come_first_of_what_is_as_pressing() -> None:
    due = NOW + timedelta(days=5)
    order = sorted(DeskKind, key=lambda kind: rules.order_of(kind, due, NOW, NOW))
    assert order[0] is DeskKind.RELEASE
    assert order[-1] is DeskKind.SUGGESTION


@pytest.mark.parametrize(
    ("verdict", "reason", "is_one"),
    [
        (DeskVerdict.STOP, "too_vague", True),
        (DeskVerdict.STOP, "", False),
        (DeskVerdict.STOP, "competitor", False),
        (DeskVerdict.DISMISS, "competitor", True),
        (DeskVerdict.VERIFY, "", True),
        (DeskVerdict.VERIFY, "duplicate", False),
    ],
)
def test_reasons_belong_to_their_verdict(verdict: DeskVerdict, reason: str, is_one: bool) -> None:
    assert rules.is_reason(verdict, reason) is is_one


@pytest.mark.parametrize(
    ("kind", "verdict", "wanted", "needed"),
    [
        (DeskKind.RELEASE, DeskVerdict.RELEASE, ["release"], True),
        (DeskKind.RELEASE, DeskVerdict.RELEASE, ["joining"], False),
        (DeskKind.SUGGESTION, DeskVerdict.APPROVE, ["suggestion"], True),
        (DeskKind.SUGGESTION, DeskVerdict.DISMISS, ["suggestion"], False),
        (DeskKind.LAPSE, DeskVerdict.LEAVE, ["lapse"], False),
    ],
)
def test_second_look_is_for_what_others_feel(
    kind: DeskKind, verdict: DeskVerdict, wanted: list[str], needed: bool
) -> None:
    assert rules.needs_second_look(kind, verdict, wanted) is needed


def test_every_verdict_has_words_and_an_effect() -> None:
    assert set(words.VERDICTS) == set(DeskVerdict) == set(effects.EFFECTS)
    assert set(words.KINDS) == set(DeskKind) == set(rules.KINDS)
    assert {verdict: set(reasons) for verdict, reasons in words.REASONS.items()} == {
        verdict: set(reasons) for verdict, reasons in rules.REASONS.items()
    }


@pytest.mark.parametrize("kind", DeskKind)
def test_keys_of_a_kind_differ(kind: DeskKind) -> None:
    keys = [words.VERDICTS[verdict].key for verdict in rules.KINDS[kind].verdicts]
    assert len({*keys, *"jkuxeo"}) == len(keys) + 6


@pytest.mark.parametrize("kind", DeskKind)
def test_in_bulk_is_part_of_the_verdicts(kind: DeskKind) -> None:
    assert rules.KINDS[kind].in_bulk <= set(rules.KINDS[kind].verdicts)

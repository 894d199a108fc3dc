"""Moves, clocks, quota, capacity and names, each as a table."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import product

import pytest

from matchmaker.introductions import errors, rules
from matchmaker.introductions.rules import Move
from models import ACCEPTED_STATES, DeclineReason, IntroductionState, Side

S = IntroductionState
NOW = datetime(2026, 11, 18, 10, tzinfo=UTC)  # a Wednesday
TODAY = NOW.date()

#: Every move that is allowed: (move, from, by) to the state it leads to.
ALLOWED: dict[tuple[Move, S, Side | None], S] = {
    (Move.REQUEST, S.DRAFT, Side.ASKING): S.REQUESTED,
    (Move.RELEASE, S.REQUESTED, Side.BROKER): S.RELEASED,
    (Move.STOP, S.REQUESTED, Side.BROKER): S.STOPPED,
    (Move.ACCEPT, S.RELEASED, Side.ASKED): S.ACCEPTED,
    (Move.DECLINE, S.RELEASED, Side.ASKED): S.DECLINED,
    (Move.WITHDRAW, S.REQUESTED, Side.ASKING): S.WITHDRAWN,
    (Move.WITHDRAW, S.RELEASED, Side.ASKING): S.WITHDRAWN,
    (Move.LAPSE, S.REQUESTED, None): S.LAPSED,
    (Move.LAPSE, S.RELEASED, None): S.LAPSED,
    **{(Move.MEET, S.ACCEPTED, side): S.MET for side in Side},
    **{(Move.REPORT, S.MET, side): S.OUTCOME for side in Side},
}


@pytest.mark.parametrize(("move", "state", "side"), list(product(Move, S, Side)))
def test_move_is_made_where_the_table_says_and_nowhere_else(move: Move, state: S, side: Side) -> None:
    wanted = ALLOWED.get((move, state, side))
    if wanted is not None:
        assert rules.check_move(move, state, {side}) is wanted
        return
    with pytest.raises((errors.TooLate, errors.NotYourMove)):
        rules.check_move(move, state, {side})


@pytest.mark.parametrize(("move", "state"), list(product(Move, S)))
def test_service_itself_moves_only_along_the_table(move: Move, state: S) -> None:
    if state in rules.MOVES[move].starts:
        assert rules.check_move(move, state, None) is rules.MOVES[move].ends
    else:
        with pytest.raises(errors.TooLate):
            rules.check_move(move, state, None)


def test_nobody_moves_for_no_side() -> None:
    for move, rule in rules.MOVES.items():
        for state in rule.starts:
            with pytest.raises(errors.NotYourMove):
                rules.check_move(move, state, frozenset())


@pytest.mark.parametrize("state", list(S))
def test_too_late_says_how_it_stands(state: S) -> None:
    assert str(errors.TooLate(state)) != errors.TooLate.sentence


def test_clock_reminds_on_the_third_day_and_ends_after_the_fifth() -> None:
    clock = rules.clock_of_step(NOW, "EE")
    assert clock.remind_at == datetime(2026, 11, 23, 6, tzinfo=UTC)
    assert clock.due_at == datetime(2026, 11, 26, tzinfo=UTC)


@pytest.mark.parametrize(("region", "day"), [("DE300", 6), ("DE21H", 7)])
def test_clock_stands_still_on_public_holidays_of_the_region(region: str, day: int) -> None:
    """All Saints' Day, a Thursday in 2029, is one in Bavaria and none in Berlin."""
    clock = rules.clock_of_step(datetime(2029, 10, 29, 10, tzinfo=UTC), "DE", region)
    assert clock.due_at == datetime(2029, 11, day, tzinfo=UTC)


@pytest.mark.parametrize(
    ("after", "asked", "next_after"), [(0, 0, 14), (13.9, 0, 14), (14, 1, 90), (89, 1, 90), (90, 2, None)]
)
def test_outcome_is_asked_for_after_14_and_90_days(after: float, asked: int, next_after: int | None) -> None:
    due = rules.outcome_questions_due(NOW, NOW + timedelta(days=after))
    assert due == asked
    wanted = None if next_after is None else NOW + timedelta(days=next_after)
    assert rules.next_outcome_question(NOW, due) == wanted


def test_quota_allows_the_fifth_and_refuses_the_sixth() -> None:
    rules.check_quota(4)
    with pytest.raises(errors.QuotaReached, match="You have 5 open requests"):
        rules.check_quota(5)


@pytest.mark.parametrize(("capacity", "accepted", "fits"), [
    (None, 99, True), (2, 1, True), (2, 2, False), (0, 0, False),
])  # fmt: skip
def test_capacity_counts_what_was_accepted(capacity: int | None, accepted: int, fits: bool) -> None:
    if fits:
        rules.check_capacity(capacity, accepted)
    else:
        with pytest.raises(errors.CapacityReached):
            rules.check_capacity(capacity, accepted)


def test_message_is_required_and_short() -> None:
    assert rules.check_message("  Why?  ") == "Why?"
    with pytest.raises(errors.MessageMissing):
        rules.check_message("  \n ")
    with pytest.raises(errors.MessageTooLong):
        rules.check_message("x" * (rules.LONGEST_MESSAGE + 1))


@pytest.mark.parametrize("reason", [one for one in DeclineReason if one is not DeclineReason.NOT_NOW])
def test_no_is_quiet_for_a_time_by_its_reason(reason: DeclineReason) -> None:
    days = 30 if reason is DeclineReason.NO_CAPACITY else 180
    assert rules.quiet_until(reason, None, TODAY) == TODAY + timedelta(days=days)


def test_not_now_is_quiet_until_its_day() -> None:
    day = TODAY + timedelta(days=1)
    assert rules.quiet_until(DeclineReason.NOT_NOW, day, TODAY) == day
    for wrong in (None, TODAY, TODAY + timedelta(days=731)):
        with pytest.raises(errors.DayMissing):
            rules.quiet_until(DeclineReason.NOT_NOW, wrong, TODAY)


@pytest.mark.parametrize("state", list(S))
def test_contacts_are_seen_after_acceptance_and_by_the_sides_only(state: S) -> None:
    for side in Side:
        assert rules.sees_contacts({side}, state) is (state in ACCEPTED_STATES)
    assert not rules.sees_contacts((), state)


@pytest.mark.parametrize("state", list(S))
def test_anonymous_asker_is_named_to_the_asked_side_on_acceptance(state: S) -> None:
    assert rules.sees_asking_name({Side.ASKED}, state, anonymous=True) is (state in ACCEPTED_STATES)
    assert rules.sees_asking_name((), state, anonymous=True) is (state in ACCEPTED_STATES)
    assert rules.sees_asking_name({Side.ASKED}, state, anonymous=False)
    for side in (Side.ASKING, Side.BROKER):
        assert rules.sees_asking_name({side}, state, anonymous=True)


def test_title_that_is_the_hidden_name_is_not_shown() -> None:
    assert rules.shown_title("organisation-alfa", "Alfa", named=False) == ""
    assert rules.shown_title("organisation-alfa", "Alfa", named=True) == "Alfa"
    assert rules.shown_title("listing-4", "Enzymes", named=False) == "Enzymes"


def hours(*offsets: float) -> list[datetime]:
    return [NOW + timedelta(hours=offset) for offset in offsets]


def test_proposal_is_put_in_order() -> None:
    assert rules.check_proposal(hours(5, 1), 20, "", NOW) == hours(1, 5)
    assert rules.check_proposal(hours(1, 2, 3), 15, "https://meet.example/x", NOW) == hours(1, 2, 3)


@pytest.mark.parametrize(
    "slots", [[], hours(1), hours(1, 1), hours(1, 2, 3, 4), hours(-1, 1), hours(1, 24 * 91)]
)
def test_proposal_needs_two_or_three_different_times_ahead(slots: list[datetime]) -> None:
    with pytest.raises(errors.WrongSlots):
        rules.check_proposal(slots, 15, "", NOW)


def test_proposal_refuses_long_meetings_and_strange_links() -> None:
    with pytest.raises(errors.WrongMinutes):
        rules.check_proposal(hours(1, 2), 60, "", NOW)
    for link in ("javascript:alert(1)", "meet.example/x"):
        with pytest.raises(errors.WrongLink):
            rules.check_proposal(hours(1, 2), 15, link, NOW)


@pytest.mark.parametrize(("value", "currency"), [(None, ""), (0, "EUR"), (12_345, "SEK")])
def test_outcome_has_a_value_with_a_currency_or_none(value: int | None, currency: str) -> None:
    rules.check_outcome(TODAY, value, currency, requested_on=TODAY, today=TODAY)


@pytest.mark.parametrize(
    ("value", "currency"), [(None, "EUR"), (1, ""), (-1, "EUR"), (1, "eur"), (1, "EURO"), (1, "€€€")]
)
def test_outcome_refuses_half_a_value(value: int | None, currency: str) -> None:
    with pytest.raises(errors.WrongValue):
        rules.check_outcome(TODAY, value, currency, requested_on=TODAY, today=TODAY)


@pytest.mark.parametrize("days", [-2, 1])
def test_outcome_happened_between_the_request_and_today(days: int) -> None:
    with pytest.raises(errors.WrongOutcomeDay):
        rules.check_outcome(
            TODAY + timedelta(days=days), None, "", requested_on=TODAY - timedelta(days=1), today=TODAY
        )


def test_pair_is_one_pair_whoever_asks() -> None:
    assert rules.pair(7, 3) == rules.pair(3, 7) == (3, 7)

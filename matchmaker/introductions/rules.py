"""Decisions about introductions from values alone: moves, clocks, quota, capacity, who learns whose name.

The figures are those of "Introduction rules" in the project's domain guide; our own choices say so.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from urllib.parse import urlsplit

from matchmaker.calendar.working_days import after_working_days
from matchmaker.introductions import errors
from models import ACCEPTED_STATES, DeclineReason, IntroductionState, Side

State = IntroductionState

#: Requests of one organisation that wait at the same time.
MOST_OPEN = 5
#: Working days of a step, and after how many of them the one reminder goes out.
STEP_DAYS = 5
REMIND_AFTER_DAYS = 3
#: Both sides are asked so long after acceptance.
OUTCOME_QUESTIONS = (timedelta(days=14), timedelta(days=90))
#: A stated capacity counts what was accepted in so long a time (our own default).
CAPACITY_WINDOW = timedelta(days=30)
LONGEST_MESSAGE = 2000
LONGEST_SAYING = 4000
MINUTES = (15, 20, 30)
FEWEST_SLOTS, MOST_SLOTS = 2, 3
SLOTS_WITHIN = timedelta(days=90)
LONGEST_NOT_NOW = timedelta(days=730)
#: After a no the two are left alone for so long (our own default).
QUIET_AFTER = timedelta(days=180)
QUIET_WITHOUT_CAPACITY = timedelta(days=30)


class Move(StrEnum):
    """What can happen to an introduction."""

    REQUEST = "request"
    RELEASE = "release"
    STOP = "stop"
    ACCEPT = "accept"
    DECLINE = "decline"
    LAPSE = "lapse"
    WITHDRAW = "withdraw"
    MEET = "meet"
    REPORT = "report"


@dataclass(frozen=True, slots=True)
class MoveRule:
    """From where a move starts, where it leads, and which sides make it; no side: the service itself."""

    starts: frozenset[State]
    ends: State
    by: frozenset[Side]


_TALKING_SIDES = frozenset(Side)

MOVES: dict[Move, MoveRule] = {
    Move.REQUEST: MoveRule(frozenset({State.DRAFT}), State.REQUESTED, frozenset({Side.ASKING})),
    Move.RELEASE: MoveRule(frozenset({State.REQUESTED}), State.RELEASED, frozenset({Side.BROKER})),
    Move.STOP: MoveRule(frozenset({State.REQUESTED}), State.STOPPED, frozenset({Side.BROKER})),
    Move.ACCEPT: MoveRule(frozenset({State.RELEASED}), State.ACCEPTED, frozenset({Side.ASKED})),
    Move.DECLINE: MoveRule(frozenset({State.RELEASED}), State.DECLINED, frozenset({Side.ASKED})),
    Move.LAPSE: MoveRule(frozenset({State.REQUESTED, State.RELEASED}), State.LAPSED, frozenset()),
    Move.WITHDRAW: MoveRule(
        frozenset({State.REQUESTED, State.RELEASED}), State.WITHDRAWN, frozenset({Side.ASKING})
    ),
    Move.MEET: MoveRule(frozenset({State.ACCEPTED}), State.MET, _TALKING_SIDES),
    Move.REPORT: MoveRule(frozenset({State.MET}), State.OUTCOME, _TALKING_SIDES),
}


def check_move(move: Move, state: State, sides: Collection[Side] | None) -> State:
    """Where a move leads from a state.

    :param sides: those the person acts for; None for the service itself, which may make every move.
    :raises NotYourMove: none of them makes it.
    :raises TooLate: it does not start there.
    """
    rule = MOVES[move]
    if sides is not None and rule.by.isdisjoint(sides):
        raise errors.NotYourMove
    if state not in rule.starts:
        raise errors.TooLate(state)
    return rule.ends


def check_seen(seen: int | None, version: int) -> None:
    """Pass where a page or mail saw the version that still stands, or does not say what it saw.

    :raises ChangedMeanwhile: it saw another one.
    """
    if seen is not None and seen != version:
        raise errors.ChangedMeanwhile


@dataclass(frozen=True, slots=True)
class Clock:
    """When the one reminder of a step is due, and when its time is over."""

    remind_at: datetime
    due_at: datetime


def clock_of_step(start: datetime, country: str, region: str = "") -> Clock:
    """The clock of a step that begins at a moment (UTC).

    :param country: of the side that is to act, with its region; its weekends and public holidays do not
        count.
    """
    day = start.date()
    return Clock(
        remind_at=_morning_of(after_working_days(day, REMIND_AFTER_DAYS, country, region)),
        due_at=_end_of(after_working_days(day, STEP_DAYS, country, region)),
    )


def _morning_of(day: date) -> datetime:
    """When people begin to read their mail on a day: six o'clock UTC, seven to nine in most of Europe."""
    return datetime.combine(day, time(6), UTC)


def _end_of(day: date) -> datetime:
    """The moment a day is over, in UTC."""
    return datetime.combine(day + timedelta(days=1), time(), UTC)


def next_outcome_question(accepted_at: datetime, asked: int) -> datetime | None:
    """When both sides are to be asked again what came of it.

    :param asked: how often they were.
    :returns: None when they were asked often enough.
    """
    return accepted_at + OUTCOME_QUESTIONS[asked] if asked < len(OUTCOME_QUESTIONS) else None


def outcome_questions_due(accepted_at: datetime, now: datetime) -> int:
    """How many of the questions have come due since an acceptance."""
    return sum(accepted_at + after <= now for after in OUTCOME_QUESTIONS)


def check_broker(sides: Collection[Side]) -> None:
    """Pass for the broker.

    :raises NotYourMove: for anybody else.
    """
    if Side.BROKER not in sides:
        raise errors.NotYourMove


def check_quota(open_requests: int) -> None:
    """Pass where an organisation may send one more request.

    :raises QuotaReached: it has as many as may wait.
    """
    if open_requests >= MOST_OPEN:
        raise errors.QuotaReached(most=MOST_OPEN)


def check_capacity(capacity: int | None, accepted_lately: int) -> None:
    """Pass where an organisation may accept one more.

    :param capacity: what its profile says; None for as many as come.
    :param accepted_lately: what it accepted within `CAPACITY_WINDOW`.
    :raises CapacityReached: it takes no more.
    """
    if capacity is not None and accepted_lately >= capacity:
        raise errors.CapacityReached(most=capacity)


def check_message(message: str) -> str:
    """The message of a request without spaces around it.

    :raises MessageMissing: or `MessageTooLong`.
    """
    message = message.strip()
    if not message:
        raise errors.MessageMissing
    if len(message) > LONGEST_MESSAGE:
        raise errors.MessageTooLong(most=LONGEST_MESSAGE)
    return message


def check_saying(text: str) -> str:
    """A message of the conversation without spaces around it.

    :raises NothingToSay: or `MessageTooLong`.
    """
    text = text.strip()
    if not text:
        raise errors.NothingToSay
    if len(text) > LONGEST_SAYING:
        raise errors.MessageTooLong(most=LONGEST_SAYING)
    return text


def quiet_until(reason: DeclineReason, not_before: date | None, today: date) -> date:
    """The first day on which the two are suggested or introduced to each other again after a no.

    :param not_before: the day named with `DeclineReason.NOT_NOW`.
    :raises DayMissing: not now, without a day to wait for.
    """
    if reason is DeclineReason.NOT_NOW:
        if not_before is None or not today < not_before <= today + LONGEST_NOT_NOW:
            raise errors.DayMissing
        return not_before
    return today + (QUIET_WITHOUT_CAPACITY if reason is DeclineReason.NO_CAPACITY else QUIET_AFTER)


def sees_contacts(sides: Collection[Side], state: State) -> bool:
    """Do people of some sides see the names and addresses of the people on the others?"""
    return bool(sides) and state in ACCEPTED_STATES


def sees_asking_name(sides: Collection[Side], state: State, *, anonymous: bool) -> bool:
    """Do people of some sides see who asks? An anonymous one is named to the asked side on acceptance."""
    return not anonymous or state in ACCEPTED_STATES or not {Side.ASKING, Side.BROKER}.isdisjoint(sides)


def sees_own_name(side: Side, sides: Collection[Side], state: State) -> bool:
    """Do people of some sides know who a side is that is shown without its name? On acceptance all do."""
    return side in sides or sees_contacts(sides, state)


def shown_title(subject: str, title: str, *, named: bool) -> str:
    """What a request is called to a side: nothing where the title is the name it must not know yet.

    :param named: does that side see who asks?
    """
    return "" if not named and subject.startswith("organisation-") else title


def check_talking(state: State, sides: Collection[Side]) -> None:
    """Pass where people of some sides may talk and meet.

    :raises NotYourMove: they are of no side.
    :raises NotAcceptedYet: the introduction is not accepted.
    """
    if not sides:
        raise errors.NotYourMove
    if state not in ACCEPTED_STATES:
        raise errors.NotAcceptedYet


def check_proposal(slots: Sequence[datetime], minutes: int, link: str, now: datetime) -> list[datetime]:
    """The times of a proposal in their order.

    :param slots: aware times.
    :raises WrongSlots: not two or three different ones ahead. Also `WrongMinutes`, `WrongLink`.
    """
    if minutes not in MINUTES:
        raise errors.WrongMinutes
    if link and urlsplit(link).scheme not in ("https", "http"):
        raise errors.WrongLink
    times = sorted(set(slots))
    in_reach = all(now < time <= now + SLOTS_WITHIN for time in times)
    if len(times) != len(slots) or not FEWEST_SLOTS <= len(times) <= MOST_SLOTS or not in_reach:
        raise errors.WrongSlots(days=SLOTS_WITHIN.days)
    return times


def check_outcome(
    happened_on: date, value_cents: int | None, currency: str, *, requested_on: date, today: date
) -> None:
    """Pass where an outcome's day and value are possible.

    :param currency: ISO 4217; empty without a value.
    :raises WrongOutcomeDay: or `WrongValue`.
    """
    if not requested_on <= happened_on <= today:
        raise errors.WrongOutcomeDay
    if (value_cents is None) != (not currency):
        raise errors.WrongValue
    if value_cents is not None and (value_cents < 0 or not _is_currency(currency)):
        raise errors.WrongValue


def _is_currency(code: str) -> bool:
    return len(code) == 3 and code.isascii() and code.isupper() and code.isalpha()


def pair(one: int, other: int) -> tuple[int, int]:
    """Two ids of organisations, the lower first: a pair is one pair whoever asks."""
    return (one, other) if one < other else (other, one)

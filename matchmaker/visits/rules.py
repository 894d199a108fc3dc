"""Decisions about visits from values alone: moves, clocks, room, dates, names, codes.

The figures are those of "Business roaming rules" in the project's domain guide; our own choices say so.
"""

from __future__ import annotations

import secrets
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from typing import Protocol
from zoneinfo import ZoneInfo

from matchmaker.agreements.house_days import Stay
from matchmaker.visits import errors
from models import PENDING_VISIT_STATES, VisitSide, VisitState

State = VisitState

#: The host answers a request, and the other side other dates, within so long; then it lapses. Terms may
#: say otherwise.
ANSWER_DAYS = 3
#: Without an answer there is one reminder, so long before it lapses (our own default).
REMIND_BEFORE = timedelta(days=1)
#: A freed place is kept so long for the next in line (our own default).
OFFER_HOLDS = timedelta(hours=24)
#: How far ahead a visit can be asked for, and how many days one lasts at most (our own defaults).
AHEAD = timedelta(days=365)
LONGEST_STAY = 30
#: Names of a party are deleted so long after the last day (our own default).
NAMES_KEPT_FOR = timedelta(days=7)
LONGEST_PURPOSE = 2000
LONGEST_WORDS = 500
LONGEST_FEEDBACK = 2000
LONGEST_NAME = 120
LONGEST_SAYING = 4000
#: A side writes at most so many messages on a visit within so long: each is a mail (our own default).
MOST_SAID = 20
PACE_OVER = timedelta(hours=1)
#: Letters and digits that nobody takes for one another when they are read out.
CODE_ALPHABET = "ACDEFGHJKLMNPQRTUVWXY34679"
CODE_LENGTH = 6


class Move(StrEnum):
    """What can happen to a visit."""

    #: Some day is full: the visitor stands in line.
    QUEUE = "queue"
    #: A place came free in a space on approval: the host is asked about who is next in line.
    FORWARD = "forward"
    #: The visitor takes the freed place that was kept.
    TAKE = "take"
    ACCEPT = "accept"
    DECLINE = "decline"
    #: The host proposes other dates.
    PROPOSE = "propose"
    #: The visitor takes the proposed dates.
    AGREE = "agree"
    #: The visitor asks for other dates of the same request.
    REDATE = "redate"
    #: A confirmed visit moves to other dates; both sides agreed, or the space is confirmed at once.
    SHIFT = "shift"
    LAPSE = "lapse"
    WITHDRAW = "withdraw"
    CANCEL = "cancel"
    ARRIVE = "arrive"
    MISS = "miss"
    COMPLETE = "complete"


@dataclass(frozen=True, slots=True)
class MoveRule:
    """From where a move starts, where it leads, and which sides make it; no side: the service itself."""

    starts: frozenset[State]
    ends: State
    by: frozenset[VisitSide]


_HOST = frozenset({VisitSide.HOST})
_VISITOR = frozenset({VisitSide.VISITOR})
_NOBODY: frozenset[VisitSide] = frozenset()

MOVES: dict[Move, MoveRule] = {
    Move.QUEUE: MoveRule(frozenset({State.REQUESTED}), State.WAITING, _VISITOR),
    Move.FORWARD: MoveRule(frozenset({State.WAITING}), State.REQUESTED, _NOBODY),
    Move.TAKE: MoveRule(frozenset({State.WAITING}), State.ACCEPTED, _VISITOR),
    Move.ACCEPT: MoveRule(frozenset({State.REQUESTED}), State.ACCEPTED, _HOST),
    Move.DECLINE: MoveRule(PENDING_VISIT_STATES, State.DECLINED, _HOST),
    Move.PROPOSE: MoveRule(PENDING_VISIT_STATES, State.CHANGED, _HOST),
    Move.AGREE: MoveRule(frozenset({State.CHANGED}), State.ACCEPTED, _VISITOR),
    Move.REDATE: MoveRule(PENDING_VISIT_STATES, State.REQUESTED, _VISITOR),
    Move.SHIFT: MoveRule(frozenset({State.ACCEPTED}), State.ACCEPTED, _HOST | _VISITOR),
    Move.LAPSE: MoveRule(PENDING_VISIT_STATES, State.LAPSED, _NOBODY),
    Move.WITHDRAW: MoveRule(PENDING_VISIT_STATES, State.WITHDRAWN, _VISITOR),
    Move.CANCEL: MoveRule(frozenset({State.ACCEPTED}), State.CANCELLED, _HOST | _VISITOR),
    Move.ARRIVE: MoveRule(frozenset({State.ACCEPTED}), State.ARRIVED, _HOST),
    Move.MISS: MoveRule(frozenset({State.ACCEPTED}), State.NO_SHOW, _HOST),
    Move.COMPLETE: MoveRule(frozenset({State.ARRIVED}), State.COMPLETED, _HOST | _VISITOR),
}
#: Nothing more happens to these, but for feedback on a completed one.
ENDED_STATES = frozenset(State) - {move for rule in MOVES.values() for move in rule.starts}
#: Not ended.
LIVE_STATES = frozenset(State) - ENDED_STATES
#: Stays in these are counted together with one that follows on.
COUNTED_STATES = LIVE_STATES | {State.COMPLETED}


def check_move(move: Move, state: State, sides: Collection[VisitSide] | None) -> State:
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


class _Dated(Protocol):
    """Something that lasts from day to day."""

    @property
    def starts_on(self) -> date: ...

    @property
    def ends_on(self) -> date: ...


def stay_of(visit: _Dated) -> Stay:
    """The days of a visit, or of other dates that were proposed."""
    return Stay(visit.starts_on, visit.ends_on)


def today_in(zone: str, now: datetime) -> date:
    """The day it is at a place.

    :param zone: of the place; UTC where it has none yet.
    """
    return now.astimezone(ZoneInfo(zone or "UTC")).date()


def end_of_day(day: date, zone: str) -> datetime:
    """The moment a day is over at a place, in UTC."""
    midnight = datetime.combine(day + timedelta(days=1), time(), ZoneInfo(zone or "UTC"))
    return midnight.astimezone(UTC)


def check_stay(stay: Stay, today: date) -> None:
    """Pass for days from today on, not too many and not too far ahead.

    :raises WrongDates: or `TooLong`.
    """
    if stay.first < today or stay.first - today > AHEAD:
        raise errors.WrongDates(days=AHEAD.days)
    if (stay.last - stay.first).days >= LONGEST_STAY:
        raise errors.TooLong(days=LONGEST_STAY)


def check_party(people: int, capacity: int) -> None:
    """Pass for at least one person and no more than a space ever takes.

    :raises WrongParty: otherwise.
    """
    if not 1 <= people <= capacity:
        raise errors.WrongParty(most=capacity)


def check_arrival(arrives_at: time | None, doors: tuple[time, time] | None) -> None:
    """Pass where nobody said an hour, or one at which the doors are open.

    :param doors: first opening and last closing on the day of arrival; None where nobody says them.
    :raises ArrivesWhileShut: otherwise.
    """
    if arrives_at is not None and doors is not None and not doors[0] <= arrives_at < doors[1]:
        raise errors.ArrivesWhileShut(opens=f"{doors[0]:%H:%M}", closes=f"{doors[1]:%H:%M}")


@dataclass(frozen=True, slots=True)
class Clock:
    """When the one reminder is due, if there is time for one, and when the time is over."""

    remind_at: datetime | None
    due_at: datetime


def answer_clock(now: datetime, stay: Stay, zone: str, days: int = ANSWER_DAYS) -> Clock:
    """The clock of a request, or of other dates that were proposed.

    It never runs past the end of the first day at the place.

    :param days: calendar days to answer, as the terms say.
    """
    due_at = min(now + timedelta(days=days), end_of_day(stay.first, zone))
    remind_at = due_at - REMIND_BEFORE
    return Clock(remind_at if remind_at > now else None, due_at)


def offer_due(now: datetime, stay: Stay, zone: str) -> datetime:
    """Until when a freed place is kept for who is next in line."""
    return min(now + OFFER_HOLDS, end_of_day(stay.first, zone))


def waiting_until(stay: Stay, zone: str) -> datetime:
    """When standing in line makes no sense any more: the first day is over."""
    return end_of_day(stay.first, zone)


def runs(days: Sequence[date]) -> list[Stay]:
    """Days in order as stretches without a gap: what is between, for example a weekend, takes no place."""
    stretches: list[Stay] = []
    for day in days:
        if stretches and day - stretches[-1].last == timedelta(days=1):
            stretches[-1] = Stay(stretches[-1].first, day)
        else:
            stretches.append(Stay(day, day))
    return stretches


def check_begun(stay: Stay, today: date) -> None:
    """Pass from the first day on.

    :raises NotToday: before it.
    """
    if today < stay.first:
        raise errors.NotToday(day=stay.first.isoformat())


def check_ahead(stay: Stay, today: date) -> None:
    """Pass as long as the last day is not past.

    :raises AlreadyOver: otherwise.
    """
    if stay.last < today:
        raise errors.AlreadyOver


def check_names(names: Sequence[str], people: int, *, needed: bool) -> list[str]:
    """The names of a party, tidied; none where the host does not need them: what is not kept, leaks not.

    :raises NamesMissing: the host needs them, and they are not as many as the people.
    """
    if not needed:
        return []
    tidy = [" ".join(name.split())[:LONGEST_NAME] for name in names if name.strip()]
    if len(tidy) != people:
        raise errors.NamesMissing(people=people)
    return tidy


def speaking_side(sides: Collection[VisitSide], state: State) -> VisitSide:
    """For whom a person of these sides writes in the conversation; for who asked, if for both.

    :raises NotYourMove: for nobody.
    :raises TalkOver: the visit came to nothing.
    """
    if not sides:
        raise errors.NotYourMove
    if state not in COUNTED_STATES:
        raise errors.TalkOver
    return next(side for side in VisitSide if side in sides)


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


def check_pace(said: int) -> None:
    """Pass for who has not written too much lately.

    :param said: messages of the side on the visit within `PACE_OVER`.
    :raises TooManyMessages: otherwise.
    """
    if said >= MOST_SAID:
        raise errors.TooManyMessages(most=MOST_SAID)


def names_deleted_after(stay: Stay) -> date:
    """The last day on which names of a party are kept."""
    return stay.last + NAMES_KEPT_FOR


def new_code() -> str:
    """A code for the desk: one in 300 million, drawn by chance."""
    return "".join(secrets.choice(CODE_ALPHABET) for _ in range(CODE_LENGTH))


def tidy_code(typed: str) -> str:
    """A code as it is kept, however it was typed: ``a3k-7qf`` is ``A3K7QF``."""
    return "".join(letter for letter in typed.upper() if letter.isalnum())


def shown_code(code: str) -> str:
    """A code as people read it out: in two halves."""
    half = len(code) // 2
    return f"{code[:half]}-{code[half:]}" if code else ""


def day_in(text: str) -> date | None:
    """The day that an address names; None for none."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def days_after(day: date, count: int) -> date:
    """The day so many days later."""
    return day + timedelta(days=count)

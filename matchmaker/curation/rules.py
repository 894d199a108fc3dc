"""What may be decided on what, how long things may wait, and what comes first: from values alone."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import IntEnum

from models import CHOSEN_GROUNDS, DeskKind, DeskVerdict, DismissReason, StopReason

#: So long a decision can be taken back before it takes effect and mails go out.
UNDO_WINDOW = timedelta(seconds=20)
#: So long somebody is taken to have an item open, since they opened it.
CLAIM_FOR = timedelta(minutes=5)
#: A need or offer comes to the desk so many days before it expires.
LAPSE_NOTICE = timedelta(days=14)
#: An introduction comes to the desk so long before the other side's clock runs out.
ANSWER_NOTICE = timedelta(days=2)
#: A proposal of the engine nobody looked at for so long makes room for newer ones.
PROPOSAL_LIFETIME = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class KindRules:
    """How one kind of item is handled."""

    #: Working days to decide in where the item brings no clock of its own.
    working_days: int
    #: Of two that are as urgent, the lower comes first.
    weight: int
    verdicts: tuple[DeskVerdict, ...]
    #: What may be decided on several at once: nothing that needs reading each.
    in_bulk: frozenset[DeskVerdict] = frozenset()


KINDS: Mapping[DeskKind, KindRules] = {
    DeskKind.RELEASE: KindRules(5, 0, (DeskVerdict.RELEASE, DeskVerdict.STOP)),
    DeskKind.ANSWER: KindRules(2, 1, (DeskVerdict.LEAVE,), frozenset({DeskVerdict.LEAVE})),
    DeskKind.JOINING: KindRules(5, 2, (DeskVerdict.ACCEPT, DeskVerdict.DECLINE)),
    DeskKind.ORGANISATION: KindRules(5, 3, (DeskVerdict.VERIFY, DeskVerdict.REJECT)),
    DeskKind.CLAIM: KindRules(5, 4, (DeskVerdict.HAND_OVER, DeskVerdict.REFUSE)),
    DeskKind.LISTING: KindRules(5, 5, (DeskVerdict.CHECK,), frozenset({DeskVerdict.CHECK})),
    DeskKind.LAPSE: KindRules(
        10,
        6,
        (DeskVerdict.RENEW, DeskVerdict.REMIND, DeskVerdict.LEAVE),
        frozenset({DeskVerdict.REMIND, DeskVerdict.LEAVE}),
    ),
    DeskKind.SUGGESTION: KindRules(
        15,
        7,
        (DeskVerdict.APPROVE, DeskVerdict.PIN, DeskVerdict.DISMISS),
        frozenset({DeskVerdict.DISMISS}),
    ),
}

#: The reasons to choose from; a verdict that is not here needs none.
REASONS: Mapping[DeskVerdict, tuple[str, ...]] = {
    DeskVerdict.STOP: tuple(StopReason),
    DeskVerdict.DISMISS: tuple(DismissReason),
    DeskVerdict.DECLINE: ("other_field", "not_eligible", "no_contact"),
    DeskVerdict.REJECT: ("not_found", "not_who_they_say", "duplicate"),
    DeskVerdict.REFUSE: CHOSEN_GROUNDS,
}
#: Verdicts that others feel, so that a cluster may want two managers to agree.
FELT_BY_OTHERS = frozenset(
    {
        DeskVerdict.RELEASE,
        DeskVerdict.STOP,
        DeskVerdict.ACCEPT,
        DeskVerdict.DECLINE,
        DeskVerdict.VERIFY,
        DeskVerdict.REJECT,
        DeskVerdict.CHECK,
        DeskVerdict.APPROVE,
        DeskVerdict.HAND_OVER,
        DeskVerdict.REFUSE,
    }
)


class Urgency(IntEnum):
    """How pressing an item is; a lower one comes first."""

    OVERDUE = 0
    TODAY = 1
    SOON = 2
    WAITING = 3


def urgency_of(due: datetime, now: datetime) -> Urgency:
    """How pressing something due then is now."""
    left = due - now
    if left < timedelta():
        return Urgency.OVERDUE
    if left <= timedelta(days=1):
        return Urgency.TODAY
    return Urgency.SOON if left <= timedelta(days=3) else Urgency.WAITING


def due_after(since: datetime, working_days: int) -> datetime:
    """The same time so many working days (Monday to Friday) later."""
    due = since
    while working_days:
        due += timedelta(days=1)
        working_days -= due.weekday() < 5
    return due


def order_of(kind: DeskKind, due: datetime, since: datetime, now: datetime) -> tuple[int, int, float, float]:
    """What to sort items by: the most pressing first, then by kind, then who waits longest."""
    return (urgency_of(due, now), KINDS[kind].weight, due.timestamp(), since.timestamp())


def is_allowed(kind: DeskKind, verdict: DeskVerdict) -> bool:
    """Is it one of the verdicts on items of the kind?"""
    return verdict in KINDS[kind].verdicts


def is_reason(verdict: DeskVerdict, reason: str) -> bool:
    """Is it one of the verdict's reasons? A verdict without reasons takes only none."""
    return reason in REASONS[verdict] if verdict in REASONS else not reason


def needs_second_look(kind: DeskKind, verdict: DeskVerdict, wanted: Collection[str]) -> bool:
    """Must another manager agree?

    :param wanted: kinds on which the cluster wants two managers.
    """
    return kind.value in wanted and verdict in FELT_BY_OTHERS

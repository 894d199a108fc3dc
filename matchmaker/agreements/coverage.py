"""Does an agreement hold on every day of a stay, and if not, why not?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Any

from matchmaker.agreements.house_days import Stay

_ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True, order=True)
class SignedPeriod:
    """One signature: the first and last day it holds, and whether a withdrawal ends it."""

    first: date
    last: date
    withdrawn: bool = False


@dataclass(frozen=True, slots=True)
class Party:
    """A cluster or host, and what it signed."""

    id: int
    periods: Sequence[SignedPeriod] = ()


class GapKind(StrEnum):
    """Why an agreement does not carry a stay."""

    #: It holds on the first days only.
    ENDS_DURING = "ends_during"
    LAPSED = "lapsed"
    WITHDRAWN = "withdrawn"
    #: It begins after the first day.
    NOT_YET = "not_yet"
    NOT_SIGNED = "not_signed"


_WEIGHTS = {kind: weight for weight, kind in enumerate(GapKind)}


@dataclass(frozen=True, slots=True)
class Gap:
    """What is missing, and since or until when."""

    kind: GapKind
    #: The last day it holds, or held; the first day where it has not begun.
    day: date | None = None
    withdrawn: bool = False

    @property
    def weight(self) -> int:
        """How far from being carried the stay is: the higher, the further."""
        return _WEIGHTS[self.kind]

    def as_values(self) -> dict[str, Any]:
        """What its sentence is filled with."""
        values: dict[str, Any] = {} if self.day is None else {"day": self.day.isoformat()}
        return values | ({"withdrawn": True} if self.withdrawn else {})


def first_gap(party: Party, stay: Stay) -> Gap | None:
    """Where a party's signatures fail a stay; None where they hold on each of its days.

    A renewal that follows on without a day between carries on.
    """
    periods = sorted(period for period in party.periods if period.last >= period.first)
    if not periods:
        return Gap(GapKind.NOT_SIGNED)
    carried = _carried_until(periods, stay.first)
    if carried is None:
        return _gap_at(periods, stay.first)
    if carried.last >= stay.last:
        return None
    return Gap(GapKind.ENDS_DURING, carried.last, carried.withdrawn)


def _carried_until(periods: Sequence[SignedPeriod], day: date) -> SignedPeriod | None:
    """The last of the periods that carry on from a day without a break."""
    end: SignedPeriod | None = None
    for period in periods:
        reached = day if end is None else end.last + _ONE_DAY
        if period.first <= reached <= period.last:
            end = period
    return end


def _gap_at(periods: Sequence[SignedPeriod], day: date) -> Gap:
    over = [period for period in periods if period.last < day]
    if not over:
        return Gap(GapKind.NOT_YET, periods[0].first)
    latest = max(over, key=lambda period: period.last)
    return Gap(GapKind.WITHDRAWN if latest.withdrawn else GapKind.LAPSED, latest.last, latest.withdrawn)

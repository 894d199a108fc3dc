"""How long hosts take to answer requests to visit, from values alone.

*Answer time* is the median, over the requests that a host was asked, of the working days of the place
from the day of asking to the day of its first answer of any kind: yes, no, or other dates (the project's
"Business roaming rules": the public sees it). What lapsed without an answer counts as never answered, so
that silence cannot make a host look quick.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from statistics import median
from zoneinfo import ZoneInfo

from models import VisitState

#: What the public sees is reckoned from the requests of so long (our own default).
PUBLIC_PERIOD = timedelta(days=365)
#: With fewer requests it says more about chance than about the host (our own default).
FEWEST_REQUESTS = 3


def counts(
    state: VisitState, answered_at: datetime | None, *, confirmed_at_once: bool, stood_in_line: bool
) -> bool:
    """Was it for the host to answer, and is it known whether it did?

    What the service confirmed at once asked nobody; who stood in line was waiting for others, not for the
    host; what still waits or was withdrawn before an answer tells nothing yet.
    """
    if confirmed_at_once or stood_in_line:
        return False
    return answered_at is not None or state is VisitState.LAPSED


def working_days_between(
    asked_at: datetime, answered_at: datetime, zone: str, is_working: Callable[[date], bool]
) -> int:
    """Working days after the day of asking, up to and with the day of the answer; 0 on the same day.

    :param zone: of the venue, whose days they are; UTC where it has none yet.
    :param is_working: whether the place works on a day.
    """
    there = ZoneInfo(zone or "UTC")
    day, last = asked_at.astimezone(there).date(), answered_at.astimezone(there).date()
    counted = 0
    while day < last:
        day += timedelta(days=1)
        counted += is_working(day)
    return counted


@dataclass(frozen=True, slots=True)
class AnswerTime:
    """How a host answered: of so many requests so many, half of all within so many working days."""

    asked: int
    answered: int
    #: None where half or more were never answered, and where nobody asked.
    median_days: float | None

    @property
    def unanswered(self) -> int:
        """Requests that lapsed in silence."""
        return self.asked - self.answered


def answer_time(days: Sequence[int | None]) -> AnswerTime:
    """The answer time of some requests.

    :param days: working days until the first answer, each; None for one that lapsed in silence.
    """
    answered = sum(1 for one in days if one is not None)
    middle = median(math.inf if one is None else one for one in days) if days else math.inf
    return AnswerTime(len(days), answered, None if math.isinf(middle) else float(middle))

"""Answer times in words."""

from __future__ import annotations

from flask_babel import format_decimal

from matchmaker.venues.answer_time import AnswerTime
from matchmaker.web.translation import _, _n


def median_words(answers: AnswerTime) -> str:
    """The answer time itself; empty where nobody was asked."""
    if not answers.asked:
        return ""
    if answers.median_days is None:
        return _("half or more never answered")
    if answers.median_days == 0:
        return _("the same day")
    if answers.median_days.is_integer():
        return _n("%(num)s working day", "%(num)s working days", int(answers.median_days))
    return _("%(days)s working days", days=format_decimal(answers.median_days))


def public_words(answers: AnswerTime | None) -> str:
    """What anybody reads of a host's answer time; empty while it says nothing yet."""
    if answers is None:
        return ""
    if answers.median_days is None:
        return _("half or more of the requests of the last year were never answered")
    return _("%(time)s, in half of the cases or sooner", time=median_words(answers))

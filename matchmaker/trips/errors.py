"""Why days asked for make no trip."""

from __future__ import annotations

from matchmaker.i18n import N_
from matchmaker.refusals import Refusal


class LastBeforeFirst(Refusal):
    """The days are the wrong way round."""

    sentence = N_("The last day lies before the first.")
    status = 422


class DaysAreOver(Refusal):
    """They are past."""

    sentence = N_("These days are over already.")
    status = 422


class TooManyDays(Refusal):
    """More than one asks about at once."""

    sentence = N_("At most 31 days.")
    status = 422

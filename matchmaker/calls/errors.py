"""Why a call can't be kept as typed."""

from __future__ import annotations

from matchmaker.i18n import N_
from matchmaker.publication.errors import AtField


class TooManyDeadlines(AtField):
    """More deadlines than a call may have."""

    sentence = N_("At most %(most)s deadlines; these are %(count)s.")


class DeadlineBeforeOpening(AtField):
    """Nobody can apply before a call opens."""

    sentence = N_("A deadline lies before the day the call opens.")


class LeastOverMost(AtField):
    """The range of the budget is the wrong way round."""

    sentence = N_("The smallest budget can't be larger than the largest.")


class MoreCountriesThanPartners(AtField):
    """Each country needs an organisation of its own."""

    sentence = N_("The consortium can't come from more countries than it has organisations.")

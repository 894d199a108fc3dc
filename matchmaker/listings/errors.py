"""Why a need or an offer can't be renewed or confirmed."""

from __future__ import annotations

from matchmaker.i18n import N_
from matchmaker.refusals import Refusal


class NotShown(Refusal):
    """Only what is shown can be confirmed as still active."""

    sentence = N_(
        "Only a published need or offer that has not expired can be confirmed. Renew it to show it again."
    )


class NothingToRenew(Refusal):
    """Only what was published once has a date to renew."""

    sentence = N_("Only a need or offer that was published can be renewed. Publish it first.")

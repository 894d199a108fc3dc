"""Why an account can't be erased yet."""

from __future__ import annotations

from matchmaker.i18n import N_
from matchmaker.refusals import Refusal


class LastSecretariat(Refusal):
    """Nobody would be left to run the network."""

    sentence = N_("Nobody would be left in the secretariat. Let somebody else join it first, then try again.")


class StillNeeded(Refusal):
    """Organisations of others would be left with nobody to decide."""

    sentence = N_(
        "Nobody would be left to decide for %(organisations)s. "
        "Make somebody else an owner there first, then try again."
    )

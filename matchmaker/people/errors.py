"""Why an account can't be made."""

from __future__ import annotations

from matchmaker.i18n import N_
from matchmaker.refusals import Refusal


class AddressTaken(Refusal):
    """There is an account for this address."""

    sentence = N_("There is an account for %(email)s already.")


class NoAddress(Refusal):
    """What was given is no e-mail address."""

    sentence = N_("%(email)s is no e-mail address.")
    status = 422


class TooManyTokens(Refusal):
    """There are as many live tokens as a person may have."""

    sentence = N_("You have %(most)s tokens that work. Revoke one that is not used any more.")


class UnknownAddress(Refusal):
    """Nobody has an account with this address."""

    sentence = N_("There is no account for %(email)s.")
    status = 404

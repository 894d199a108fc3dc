"""Why an agreement can't be signed, changed or withdrawn."""

from __future__ import annotations

from matchmaker.i18n import N_
from matchmaker.publication.errors import AtField
from matchmaker.refusals import Refusal


class NotASignatory(Refusal):
    """Only clusters and hosts sign."""

    status = 403
    sentence = N_(
        "Clusters, science parks and incubators sign the agreement. Companies roam by being a member of "
        "a cluster that has signed."
    )


class NotAdmitted(Refusal):
    """The secretariat admits clusters and hosts by verifying them."""

    sentence = N_("The secretariat verifies an organisation before it signs. Ask it to have a look first.")


class NoTermsYet(Refusal):
    """There is nothing to sign."""

    sentence = N_("There are no terms to sign yet. The secretariat publishes them first.")


class SignedAlready(Refusal):
    """It holds for a good while."""

    sentence = N_("The agreement holds until %(day)s. It can be renewed in the last 60 days before.")


class NothingToWithdraw(Refusal):
    """It does not hold, or ends already."""

    sentence = N_("There is no signature to withdraw: none holds, or its notice is running already.")


class CoordinatorElsewhere(AtField):
    """The coordinator belongs to the organisation."""

    sentence = N_("Choose somebody who belongs to this organisation.")


class TermsIncomplete(Refusal):
    """Terms the service could not decide by."""

    status = 422
    sentence = N_("These terms leave something open or settle it twice: %(what)s.")


class TermsInThePast(Refusal):
    """New terms hold from a day to come."""

    status = 422
    sentence = N_("New terms begin today or later: who signed before, signed the old ones.")


class TermsPublishedMeanwhile(Refusal):
    """Somebody else published another version after the draft was begun."""

    sentence = N_("Another version was published meanwhile. Begin anew with that one.")


class TermsUnchanged(Refusal):
    """The draft says what the newest version says."""

    status = 422
    sentence = N_("Nothing differs from the version before.")


class DaysOutOfRange(AtField):
    """A number of days nobody could plan with."""

    sentence = N_("Between 0 and %(most)s days.")


class ConfirmerElsewhere(AtField):
    """Those who confirm visits belong to the host."""

    sentence = N_("Only people of the host can confirm its visits.")

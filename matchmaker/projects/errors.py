"""Why a project can't be kept as typed."""

from __future__ import annotations

from matchmaker.i18n import N_
from matchmaker.publication.errors import AtField


class ShareOverBudget(AtField):
    """The own share is a part of the budget."""

    sentence = N_("The own share can't be larger than the whole budget.")


class UnknownOrganisation(AtField):
    """A participant nobody here goes by."""

    sentence = N_(
        "No organisation here is called “%(name)s”. Check the spelling, look it up in the directory, "
        "or leave it out for now."
    )


class SeveralOrganisations(AtField):
    """A participant's name that several go by."""

    sentence = N_("Several organisations are called “%(name)s”. Write one of these instead: %(slugs)s.")


class TooManyParticipants(AtField):
    """More participants than a form should take."""

    sentence = N_("At most %(most)s participants; these are %(count)s.")

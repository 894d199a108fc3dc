"""Why something can't be done to an organisation, its people or its clusters."""

from __future__ import annotations

from matchmaker.i18n import N_
from matchmaker.refusals import Refusal


class LastOwner(Refusal):
    """Nobody would be left to decide."""

    sentence = N_(
        "%(name)s is the last owner of %(organisation)s. Make somebody else an owner first, then try again."
    )


class NoSuchRole(Refusal):
    """The role does not exist in organisations of this kind."""

    sentence = N_("There is no such role here. Choose one from the list.")
    status = 422


class NotACluster(Refusal):
    """Only clusters have member organisations."""

    sentence = N_("%(organisation)s is no cluster, so nobody can be its member.")


class NotOfItself(Refusal):
    """A cluster is no member of itself."""

    sentence = N_("A cluster can't be a member of itself.")


class CannotVerify(Refusal):
    """Nobody looks after the profile, so there is nobody to verify."""

    sentence = N_(
        "This profile comes from public data and nobody has claimed it, so it can't be verified yet."
    )


class WrongPosition(Refusal):
    """Half a position is none."""

    sentence = N_("A position needs both numbers, latitude and longitude.")
    status = 422


class ClusterNotAdmitted(Refusal):
    """Anybody may register a cluster; only one the secretariat has verified speaks for others."""

    sentence = N_("The secretariat has not verified your cluster yet, so it can't verify others.")
    status = 403


class AlreadyClaimed(Refusal):
    """Its own people look after the profile."""

    sentence = N_("Somebody of %(organisation)s looks after this profile already. Its owners can add you.")


class TooManyClaims(Refusal):
    """Claims are for one's own organisations, and nobody has many of them."""

    sentence = N_(
        "%(most)s of your claims wait already. Wait for an answer, or take one back, before you ask again."
    )
    status = 429


class ClaimSettled(Refusal):
    """Somebody else was faster, or the claimant took it back."""

    sentence = N_("This claim of %(organisation)s does not wait any more: it was answered or taken back.")


class NameIsPublic(Refusal):
    """Whoever receives visitors or speaks for members is found by name."""

    sentence = N_("Places and clusters are found by their name, so they can't leave it out.")

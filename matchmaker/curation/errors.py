"""What the desk refuses."""

from __future__ import annotations

from collections.abc import Mapping

from matchmaker.i18n import N_
from matchmaker.refusals import Refusal
from models import DeskVerdict


class NotAVerdict(Refusal):
    """No such verdict, or no such reason, on this kind of item."""

    sentence = N_("Please choose one of the answers and, where it is asked for, a reason.")
    status = 422


class NoLongerWaits(Refusal):
    """What was decided on does not wait any more, and nobody decided on it here."""

    sentence = N_("This does not wait any more: it was settled elsewhere, or taken back.")


class ItemChanged(Refusal):
    """It is not what was looked at."""

    sentence = N_("“%(title)s” was changed while you looked at it. Please look again before you decide.")


class TooLateToUndo(Refusal):
    """The decision has taken effect."""

    sentence = N_("This has taken effect already and can't be taken back here.")


class NotYourSecondLook(Refusal):
    """Whoever decided first can't be the second pair of eyes."""

    sentence = N_("You decided on this yourself; another manager must agree.")


class NeedsTwoManagers(Refusal):
    """A cluster with one manager has nobody to look a second time."""

    sentence = N_("A second look needs a second manager. Add one on the page of the cluster's people first.")


class AlreadySuggested(Refusal):
    """The two are suggested to each other already, or one of them does not want to be."""

    sentence = N_("%(target)s is on the list for %(organisation)s already.")


class MayNotMeet(Refusal):
    """One of the two said that they are not to be brought together."""

    sentence = N_("These two are not to be suggested to each other.")


_DECIDED: Mapping[DeskVerdict, str] = {
    DeskVerdict.RELEASE: N_("%(name)s has already released %(title)s."),
    DeskVerdict.STOP: N_("%(name)s has already stopped %(title)s."),
    DeskVerdict.ACCEPT: N_("%(name)s has already accepted %(title)s."),
    DeskVerdict.DECLINE: N_("%(name)s has already turned %(title)s down."),
    DeskVerdict.VERIFY: N_("%(name)s has already verified %(title)s."),
    DeskVerdict.REJECT: N_("%(name)s has already refused to verify %(title)s."),
    DeskVerdict.CHECK: N_("%(name)s has already checked %(title)s."),
    DeskVerdict.APPROVE: N_("%(name)s has already sent out the suggestion %(title)s."),
    DeskVerdict.PIN: N_("%(name)s has already pinned the suggestion %(title)s."),
    DeskVerdict.DISMISS: N_("%(name)s has already dismissed the suggestion %(title)s."),
    DeskVerdict.RENEW: N_("%(name)s has already renewed %(title)s."),
    DeskVerdict.REMIND: N_("%(name)s has already sent a reminder about %(title)s."),
    DeskVerdict.HAND_OVER: N_("%(name)s has already handed %(title)s over."),
    DeskVerdict.REFUSE: N_("%(name)s has already refused a claim of %(title)s."),
    DeskVerdict.LEAVE: N_("%(name)s has already left %(title)s as it is."),
}


class AlreadyDecided(Refusal):
    """Another manager was faster; says who did what."""

    def __init__(self, verdict: DeskVerdict, *, name: str, title: str) -> None:
        super().__init__(_DECIDED[verdict], name=name, title=title)

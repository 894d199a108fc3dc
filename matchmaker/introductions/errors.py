"""Why an introduction, a meeting or a word on it is refused."""

from __future__ import annotations

from typing import ClassVar

from matchmaker.i18n import N_
from matchmaker.refusals import Refusal
from models import IntroductionState


class TooLate(Refusal):
    """Somebody or the clock was quicker: the move does not start from where it stands now."""

    sentence = N_("That is not possible any more. Reload the page to see how it stands.")

    _BY_STATE: ClassVar[dict[IntroductionState, str]] = {
        IntroductionState.DRAFT: N_("This request has not been sent yet."),
        IntroductionState.REQUESTED: N_("This request still waits for the cluster's manager."),
        IntroductionState.RELEASED: N_("This request has been released already and waits for an answer."),
        IntroductionState.STOPPED: N_("This request has been stopped by the cluster's manager already."),
        IntroductionState.ACCEPTED: N_("This introduction has been accepted already."),
        IntroductionState.DECLINED: N_("This introduction has been declined already."),
        IntroductionState.LAPSED: N_("Nobody answered in time, so this request has lapsed."),
        IntroductionState.WITHDRAWN: N_("The asking side has withdrawn this request."),
        IntroductionState.MET: N_("The two sides have met already."),
        IntroductionState.OUTCOME: N_("An outcome has been reported for this introduction already."),
    }

    def __init__(self, state: IntroductionState) -> None:
        self.state = state
        super().__init__(self._BY_STATE[state])


class ChangedMeanwhile(Refusal):
    """It moved on after the page or the mail was written."""

    sentence = N_("This introduction has moved on since you opened it. Look at how it stands, then decide.")


class NotYourMove(Refusal):
    """Only another side may do this."""

    sentence = N_("This is for another side of the introduction to do.")
    status = 403


class NotWithYourself(Refusal):
    """An organisation can't be introduced to itself."""

    sentence = N_("An organisation can't be introduced to itself.")
    status = 422


class NobodyThere(Refusal):
    """The profile comes from public data; nobody would get the request."""

    sentence = N_(
        "Nobody of %(organisation)s has claimed its profile yet, so nobody there would get your request."
    )


class NotOpenToIntroductions(Refusal):
    """Published is not the same as open to introductions."""

    sentence = N_("%(organisation)s takes no introductions at the moment.")


class NotPossible(Refusal):
    """The pair is blocked; who said so stays between them and the service."""

    sentence = N_("An introduction between these two organisations is not possible.")


class AlreadyUnderWay(Refusal):
    """One request between two is enough, whoever asked."""

    sentence = N_("There is an open request between you and %(organisation)s already.")


class AlreadyIntroduced(Refusal):
    """They know each other; the conversation is the place to go on."""

    sentence = N_("You and %(organisation)s have been introduced already. Go on in that conversation.")


class AskedTooSoon(Refusal):
    """The other side said no, or not before a day."""

    sentence = N_("%(organisation)s has declined lately. You can ask again from %(day)s on.")


class QuotaReached(Refusal):
    """Floods of requests go unanswered."""

    sentence = N_(
        "You have %(most)s open requests, which is the most at a time. "
        "When one is answered, lapses or is withdrawn, you can send the next."
    )


class CapacityReached(Refusal):
    """The profile says how many introductions the organisation takes in a month."""

    sentence = N_(
        "Your profile says that you take at most %(most)s introductions in 30 days, and that many are "
        "accepted. Raise the number in your profile, or decline with “not now” and a date."
    )


class MessageMissing(Refusal):
    """A request says why."""

    sentence = N_("Write a few sentences: why do you want to meet them?")
    status = 422


class MessageTooLong(Refusal):
    """Nobody reads more."""

    sentence = N_("Please keep the message below %(most)s characters.")
    status = 422


class DayMissing(Refusal):
    """Not now needs a date, and one that can be waited for."""

    sentence = N_("Say from which day on you may be asked again: after today and within two years.")
    status = 422


class NotAcceptedYet(Refusal):
    """Talking and meeting begin with the yes."""

    sentence = N_("The two sides can talk and meet once the introduction is accepted.")


class NothingToSay(Refusal):
    """An empty message."""

    sentence = N_("Write something first.")
    status = 422


class WrongSlots(Refusal):
    """Two or three different times ahead."""

    sentence = N_("Propose two or three different times, all ahead and within the next %(days)s days.")
    status = 422


class WrongMinutes(Refusal):
    """A first meeting is short."""

    sentence = N_("A first meeting takes 15, 20 or 30 minutes.")
    status = 422


class WrongLink(Refusal):
    """The address of an online room."""

    sentence = N_("The address of the online room must begin with https:// or http://.")
    status = 422


class MeetingMoved(Refusal):
    """Somebody chose, proposed or cancelled meanwhile."""

    sentence = N_("This proposal does not stand any more. Reload the page to see the times now.")


class SlotPassed(Refusal):
    """The time chosen is over."""

    sentence = N_("That time has passed. Choose another one, or propose new times.")


class OwnProposal(Refusal):
    """The other side chooses."""

    sentence = N_("You proposed these times, so the other side chooses one.")
    status = 403


class WrongOutcomeDay(Refusal):
    """An outcome happened between the request and today."""

    sentence = N_("Give the day it happened: not before the request was made and not after today.")
    status = 422


class WrongValue(Refusal):
    """An amount of money, or none."""

    sentence = N_("Give the value as a positive amount with its currency, or leave both out.")
    status = 422

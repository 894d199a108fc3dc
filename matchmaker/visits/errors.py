"""Why a visit, or an answer to one, is refused."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import ClassVar

from matchmaker.i18n import N_
from matchmaker.refusals import Refusal
from models import VisitState


class TooLate(Refusal):
    """Somebody or the clock was quicker: the move does not start from where the visit stands now."""

    sentence = N_("That is not possible any more. Reload the page to see how it stands.")

    _BY_STATE: ClassVar[dict[VisitState, str]] = {
        VisitState.REQUESTED: N_("This request still waits for the host's answer."),
        VisitState.CHANGED: N_("Other dates were proposed for this visit and wait for the visitor's answer."),
        VisitState.WAITING: N_("This request stands on the waiting list."),
        VisitState.ACCEPTED: N_("This visit has been confirmed already."),
        VisitState.DECLINED: N_("This request has been declined already."),
        VisitState.LAPSED: N_("Nobody answered in time, so this request has lapsed."),
        VisitState.WITHDRAWN: N_("The visitor has withdrawn this request."),
        VisitState.CANCELLED: N_("This visit has been cancelled."),
        VisitState.ARRIVED: N_("The visitors have arrived already."),
        VisitState.NO_SHOW: N_("The host has noted that nobody came."),
        VisitState.COMPLETED: N_("This visit is over."),
    }

    def __init__(self, state: VisitState) -> None:
        self.state = state
        super().__init__(self._BY_STATE[state])


class ChangedMeanwhile(Refusal):
    """It moved on after the page or the mail was written."""

    sentence = N_("This visit has moved on since you opened it. Look at how it stands, then decide.")


class NotYourMove(Refusal):
    """Only the other side may do this."""

    sentence = N_("This is for the other side of the visit to do.")
    status = 403


class Full(Refusal):
    """The clear no of two who press the button together: the space has no room on some of the days."""

    def __init__(self, days: Sequence[date]) -> None:
        #: The days without room, the first first.
        self.days = tuple(days)
        super().__init__(
            N_(
                "There is no room for so many people on %(days)s: somebody was quicker. Nothing was booked. "
                "Choose other days, or join the waiting list."
            ),
            days=", ".join(day.isoformat() for day in self.days[:5]),
        )


class NothingOpen(Refusal):
    """No day of the stay has an open door."""

    sentence = N_("The place is not open on any of these days. Choose others.")
    status = 422


class WrongDates(Refusal):
    """The last day before the first, the first before today, or too far ahead."""

    sentence = N_("Choose a first day from today on, within %(days)s days, and a last day not before it.")
    status = 422


class TooLong(Refusal):
    """A stay has an end."""

    sentence = N_("A visit takes at most %(days)s days. For more, talk to the host about renting a place.")
    status = 422


class WrongParty(Refusal):
    """More people than the space takes at any time, or none."""

    sentence = N_("This space takes at most %(most)s people at a time.")
    status = 422


class NotThere(Refusal):
    """The space is not one of the venue's."""

    sentence = N_("This place has no such space any more. Choose one of those it has.")
    status = 422


class NotOpenToVisitors(Refusal):
    """A draft or withdrawn venue, or one whose host does not use the service."""

    sentence = N_("This place takes no visits through Matchmaker at the moment.")


class OwnVenue(Refusal):
    """A host does not ask itself."""

    sentence = N_("This is your own place: you do not need to ask yourself.")
    status = 422


class AlreadyAsked(Refusal):
    """The same organisation has a visit of these days at this venue already."""

    sentence = N_(
        "You have a visit or a request at this place in these days already. Change that one instead."
    )


class NamesMissing(Refusal):
    """The host needs names, one for each person."""

    sentence = N_("This host needs the name of each of the %(people)s people.")
    status = 422


class OneSpaceInLine(Refusal):
    """A line is for one space."""

    sentence = N_("A waiting list is for one space: choose the one you need most.")
    status = 422


class StillFree(Refusal):
    """A waiting list is for full days."""

    sentence = N_("There is room on these days: ask for the visit itself instead of the waiting list.")


class WrongCode(Refusal):
    """No visit of today at this host has the code."""

    sentence = N_("No visit of today has this code. Check it with the visitor, or find them in the list.")
    status = 422


class NotToday(Refusal):
    """Arriving before the first day, or saying that nobody came before they could."""

    sentence = N_("That can be said from the first day of the visit on: %(day)s.")


class AlreadyOver(Refusal):
    """The days of it are past."""

    sentence = N_("These days are over. Choose others.")


class FeedbackGiven(Refusal):
    """Each side says it once."""

    sentence = N_("Your side has given its feedback already. Thank you.")


class NotOverYet(Refusal):
    """Feedback looks back."""

    sentence = N_("Feedback can be given once the visit is completed.")


class NoProposal(Refusal):
    """Nothing proposed stands any more."""

    sentence = N_("This proposal does not stand any more. Reload the page to see the dates now.")


class NothingOffered(Refusal):
    """No freed place is kept for this visit."""

    sentence = N_("No place is kept for you at the moment. You are told as soon as one comes free.")


class ArrivesWhileShut(Refusal):
    """Nobody would open the door."""

    sentence = N_("On that day the place is open from %(opens)s to %(closes)s, in its own time.")
    status = 422


class NothingToSay(Refusal):
    """An empty message."""

    sentence = N_("Write something first.")
    status = 422


class MessageTooLong(Refusal):
    """Nobody reads more."""

    sentence = N_("Please keep the message below %(most)s characters.")
    status = 422


class TooManyMessages(Refusal):
    """Each message is a mail to the other side."""

    sentence = N_("You have written %(most)s messages within an hour. Give them time to read, then go on.")
    status = 429


class TalkOver(Refusal):
    """Declined, lapsed, withdrawn, cancelled, or nobody came."""

    sentence = N_("This visit came to nothing, and its conversation is closed. Ask for a visit anew.")

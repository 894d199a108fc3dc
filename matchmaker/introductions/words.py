"""Introductions in words: states, reasons, outcomes."""

from __future__ import annotations

from matchmaker.web.translation import LazyString, _l
from models import DeclineReason, IntroductionState, OutcomeKind, StopReason

STATES: dict[IntroductionState, LazyString] = {
    IntroductionState.DRAFT: _l("Draft"),
    IntroductionState.REQUESTED: _l("Waits for the cluster's manager"),
    IntroductionState.RELEASED: _l("Waits for an answer"),
    IntroductionState.STOPPED: _l("Stopped"),
    IntroductionState.ACCEPTED: _l("Accepted"),
    IntroductionState.DECLINED: _l("Declined"),
    IntroductionState.LAPSED: _l("Lapsed"),
    IntroductionState.WITHDRAWN: _l("Withdrawn"),
    IntroductionState.MET: _l("Met"),
    IntroductionState.OUTCOME: _l("Something came of it"),
}
STOP_REASONS: dict[StopReason, LazyString] = {
    StopReason.TOO_VAGUE: _l("Too vague: write what you want to know and why from them"),
    StopReason.NOT_RELEVANT: _l("Not relevant to them"),
    StopReason.WRONG_PARTNER: _l("The wrong partner for this"),
    StopReason.ALREADY_IN_TOUCH: _l("You are in touch already"),
    StopReason.OTHER_WAY: _l("There is a better way"),
}
DECLINE_REASONS: dict[DeclineReason, LazyString] = {
    DeclineReason.NOT_NOW: _l("Not now, but from a day on"),
    DeclineReason.NOT_RELEVANT: _l("Not relevant to us"),
    DeclineReason.NO_CAPACITY: _l("We have no capacity"),
    DeclineReason.WRONG_SIZE: _l("The wrong size for us"),
    DeclineReason.COMPETITOR: _l("A competitor"),
    DeclineReason.ALREADY_IN_TOUCH: _l("We are in touch already"),
}
#: The same reasons as the asking side reads them.
DECLINED_BECAUSE: dict[DeclineReason, LazyString] = {
    DeclineReason.NOT_NOW: _l("Not now"),
    DeclineReason.NOT_RELEVANT: _l("Not relevant to them"),
    DeclineReason.NO_CAPACITY: _l("They have no capacity at present"),
    DeclineReason.WRONG_SIZE: _l("The wrong size for them"),
    DeclineReason.COMPETITOR: _l("They see a competitor"),
    DeclineReason.ALREADY_IN_TOUCH: _l("You are in touch already"),
}
OUTCOMES: dict[OutcomeKind, LazyString] = {
    OutcomeKind.NOTHING_YET: _l("Nothing yet"),
    OutcomeKind.TALKING: _l("We are talking"),
    OutcomeKind.AGREEMENT: _l("An agreement"),
    OutcomeKind.JOINT_APPLICATION: _l("A joint application"),
    OutcomeKind.CONTRACT: _l("A contract"),
}

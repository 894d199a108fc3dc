"""The desk in words: kinds of items, verdicts with their keys, reasons."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from matchmaker.organisations.words import CLAIM_GROUNDS
from matchmaker.web.translation import LazyString, _l
from models import DeskKind, DeskVerdict


@dataclass(frozen=True, slots=True)
class KindWords:
    """What a kind of item is called, alone and as a heading, and its icon."""

    one: LazyString
    many: LazyString
    icon: str


KINDS: Mapping[DeskKind, KindWords] = {
    DeskKind.RELEASE: KindWords(_l("Introduction to release"), _l("Introductions"), "heart-handshake"),
    DeskKind.ANSWER: KindWords(_l("About to lapse"), _l("Unanswered"), "hourglass"),
    DeskKind.JOINING: KindWords(_l("Asks to join"), _l("Joining"), "user-plus"),
    DeskKind.ORGANISATION: KindWords(_l("To verify"), _l("To verify"), "shield-check"),
    DeskKind.CLAIM: KindWords(_l("Claims a profile"), _l("Claims"), "user-question"),
    DeskKind.LISTING: KindWords(_l("Text to check"), _l("Texts"), "file-text"),
    DeskKind.LAPSE: KindWords(_l("Expires soon"), _l("Expiring"), "clock"),
    DeskKind.SUGGESTION: KindWords(_l("Suggestion worth making"), _l("Suggestions"), "sparkles"),
}


@dataclass(frozen=True, slots=True)
class VerdictWords:
    """What a verdict's button says, its key, its icon, and what is said when it was given."""

    label: LazyString
    key: str
    icon: str
    done: LazyString
    #: What happens then, under the button's name.
    effect: LazyString


VERDICTS: Mapping[DeskVerdict, VerdictWords] = {
    DeskVerdict.RELEASE: VerdictWords(
        _l("Release"), "r", "send", _l("Released"), _l("The other side is asked by mail.")
    ),
    DeskVerdict.STOP: VerdictWords(
        _l("Stop"), "s", "hand-stop", _l("Stopped"), _l("The asking side is told why.")
    ),
    DeskVerdict.ACCEPT: VerdictWords(
        _l("Accept as a member"), "a", "check", _l("Accepted"), _l("Its owners are told.")
    ),
    DeskVerdict.DECLINE: VerdictWords(
        _l("Turn down"), "d", "x", _l("Turned down"), _l("Its owners are told why.")
    ),
    DeskVerdict.VERIFY: VerdictWords(
        _l("Verify"), "v", "shield-check", _l("Verified"), _l("Its owners are told, and everybody sees it.")
    ),
    DeskVerdict.REJECT: VerdictWords(
        _l("Not verified"), "n", "x", _l("Not verified"), _l("Its owners are told what to put right.")
    ),
    DeskVerdict.CHECK: VerdictWords(
        _l("Keep these scores"), "c", "check", _l("Checked"), _l("The author sees the scores and the advice.")
    ),
    DeskVerdict.APPROVE: VerdictWords(
        _l("Suggest to both"), "a", "send", _l("Suggested"), _l("Both sides get a mail from you.")
    ),
    DeskVerdict.PIN: VerdictWords(
        _l("Pin for the member"), "p", "star", _l("Pinned"), _l("The member sees it first, without a mail.")
    ),
    DeskVerdict.DISMISS: VerdictWords(
        _l("Dismiss"), "d", "ban", _l("Dismissed"), _l("The member does not see it any more.")
    ),
    DeskVerdict.RENEW: VerdictWords(
        _l("Renew for a year"), "r", "refresh", _l("Renewed"), _l("It stays where it is found.")
    ),
    DeskVerdict.REMIND: VerdictWords(
        _l("Remind the owner"), "m", "mail", _l("Reminded"), _l("Its owners get a mail from you.")
    ),
    DeskVerdict.HAND_OVER: VerdictWords(
        _l("Hand over"), "h", "key", _l("Handed over"), _l("They become its owner, and are told.")
    ),
    DeskVerdict.REFUSE: VerdictWords(_l("Refuse"), "n", "x", _l("Refused"), _l("They are told why.")),
    DeskVerdict.LEAVE: VerdictWords(
        _l("Leave it"), "l", "eye-off", _l("Left as it is"), _l("It goes from the desk, and nobody is told.")
    ),
}

#: By verdict and code: some codes say different things with different verdicts.
REASONS: Mapping[DeskVerdict, Mapping[str, LazyString]] = {
    DeskVerdict.STOP: {
        "not_relevant": _l("The two do not fit"),
        "too_vague": _l("The message is too vague"),
        "wrong_partner": _l("Another partner fits better"),
        "already_in_touch": _l("They are in touch already"),
        "other_way": _l("There is a better way"),
    },
    DeskVerdict.DISMISS: {
        "not_relevant": _l("Not relevant"),
        "competitor": _l("A competitor"),
        "wrong_size": _l("The wrong size"),
        "wrong_country": _l("The wrong country"),
        "no_capacity": _l("No capacity at the moment"),
        "already_in_touch": _l("Already in touch"),
    },
    DeskVerdict.DECLINE: {
        "other_field": _l("Works in another field"),
        "not_eligible": _l("The cluster's rules do not allow it"),
        "no_contact": _l("Nobody could be reached"),
    },
    DeskVerdict.REJECT: {
        "not_found": _l("No register or website names it"),
        "not_who_they_say": _l("Registers say something else"),
        "duplicate": _l("It has another profile already"),
    },
    DeskVerdict.REFUSE: {ground.value: sentence for ground, sentence in CLAIM_GROUNDS.items()},
}

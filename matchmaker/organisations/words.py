"""Sizes, money and standing of organisations in words."""

from __future__ import annotations

from matchmaker.organisations.claim_rules import Proof
from matchmaker.web.translation import LazyString, _l
from models import ClaimGround, SmeClass, TurnoverBand

TURNOVER: dict[TurnoverBand, LazyString] = {
    TurnoverBand.UP_TO_2M: _l("Up to 2 million euros"),
    TurnoverBand.UP_TO_10M: _l("Up to 10 million euros"),
    TurnoverBand.UP_TO_50M: _l("Up to 50 million euros"),
    TurnoverBand.OVER_50M: _l("More than 50 million euros"),
}

SIZES: dict[SmeClass, LazyString] = {
    SmeClass.MICRO: _l("Micro company"),
    SmeClass.SMALL: _l("Small company"),
    SmeClass.MEDIUM: _l("Medium company"),
    SmeClass.LARGE: _l("Large company"),
}

#: Why a claim is refused, as those who decide choose it.
CLAIM_GROUNDS: dict[ClaimGround, LazyString] = {
    ClaimGround.NOT_SHOWN: _l("Nothing shows that they speak for it"),
    ClaimGround.OTHER_ORGANISATION: _l("They belong to another organisation"),
    ClaimGround.NO_CONTACT: _l("Nobody could be reached"),
}

#: What the claimant's address says, for those who decide.
PROOFS: dict[Proof, LazyString] = {
    Proof.SAME_DOMAIN: _l("The address is at %(web)s, as the website is."),
    Proof.OTHER_DOMAIN: _l("The address is at %(address)s, the website at %(web)s."),
    Proof.FREE_MAIL: _l("The address is at %(address)s, where anybody gets one."),
    Proof.NO_WEBSITE: _l("The profile names no website of its own to compare the address with."),
    Proof.UNCONFIRMED: _l("Nobody has confirmed the address yet."),
}

_INTRODUCTIONS: dict[str, LazyString] = {
    "introduction.requested": _l("Introduction asked for"),
    "introduction.released": _l("Introduction released"),
    "introduction.stopped": _l("Introduction stopped"),
    "introduction.accepted": _l("Introduction accepted"),
    "introduction.declined": _l("Introduction declined"),
    "introduction.lapsed": _l("Introduction lapsed"),
    "introduction.withdrawn": _l("Introduction withdrawn"),
    "introduction.drafted": _l("Introduction drafted"),
    "introduction.discarded": _l("Draft of an introduction discarded"),
    "introduction.reminded": _l("Reminded of an introduction"),
    "introduction.escalated": _l("Introduction waited too long for its manager"),
    "introduction.next_best_offered": _l("Another partner offered in its place"),
    "introduction.message_written": _l("Message written"),
    "introduction.met": _l("Met"),
    "introduction.outcome_asked": _l("Asked what came of it"),
    "introduction.meeting_proposed": _l("Meeting proposed"),
    "introduction.meeting_fixed": _l("Meeting fixed"),
    "introduction.meeting_cancelled": _l("Meeting called off"),
    "introduction.outcome_reported": _l("Outcome of an introduction reported"),
}
#: What the log's entries are called where an organisation's people read them.
LOG: dict[str, LazyString] = _INTRODUCTIONS | {
    "agreement.signed": _l("The roaming agreement was signed"),
    "agreement.renewed": _l("The roaming agreement was renewed"),
    "agreement.withdrawn": _l("Withdrawn from the roaming agreement"),
    "agreement.coordinator_named": _l("A coordinator of the roaming agreement was named"),
    "additions.changed": _l("What the host adds to the roaming agreement was changed"),
    "terms.published": _l("A version of the roaming agreement was published"),
    "pair.blocked": _l("A pair is never suggested again"),
    "pair.unblocked": _l("A pair may be suggested again"),
    "organisation.registered": _l("Registered"),
    "organisation.changed": _l("Profile changed"),
    "organisation.hidden": _l("Hidden from lists and suggestions"),
    "organisation.shown": _l("Shown again"),
    "organisation.name_left_out": _l("Shown without its name"),
    "organisation.name_shown": _l("Shown by its name again"),
    "organisation.verified": _l("Verified"),
    "organisation.verification_refused": _l("Could not be verified"),
    "organisation.unverified": _l("Verification taken back"),
    "organisation.claimed": _l("Handed over to its own people"),
    "claim.asked": _l("Somebody claimed the profile"),
    "claim.withdrawn": _l("A claim of the profile was taken back"),
    "claim.refused": _l("A claim of the profile was refused"),
    "membership.added": _l("Somebody was added"),
    "membership.role_changed": _l("A role was changed"),
    "membership.removed": _l("Somebody left or was removed"),
    "cluster.asked": _l("Asked to join a cluster"),
    "cluster.accepted": _l("Accepted into a cluster"),
    "cluster.left": _l("Left a cluster or took back the request"),
    "listing.published": _l("A need or an offer was published"),
    "listing.renewed": _l("A need or an offer was renewed"),
    "listing.withdrawn": _l("A need or an offer was withdrawn"),
    "listing.expired": _l("A need or an offer expired"),
    "project.published": _l("A project was published"),
    "call.published": _l("A call was published"),
    "venue.published": _l("A venue was published"),
    "listing.drafted": _l("A need or an offer was drafted"),
    "listing.changed": _l("A need or an offer was changed"),
    "listing.confirmed": _l("A need or an offer was confirmed to hold"),
    "listing.archived": _l("A need or an offer was put into the archive"),
    "listing.deleted": _l("A draft of a need or an offer was deleted"),
    "listing.checked": _l("The text of a need or an offer was checked"),
    "suggestion.approved_by_manager": _l("The manager suggested a partner to both sides"),
    "suggestion.pinned_by_manager": _l("The manager suggested a partner"),
    "suggestion.dismissed_by_manager": _l("The manager dismissed a suggestion"),
    "suggestion.replaced_by_manager": _l("The manager replaced a suggestion"),
    "suggestion.taken_back_by_manager": _l("The manager took a word on a suggestion back"),
    "project.drafted": _l("A project was drafted"),
    "project.changed": _l("A project was changed"),
    "project.withdrawn": _l("A project was withdrawn"),
    "project.deleted": _l("A draft of a project was deleted"),
    "call.drafted": _l("A call was drafted"),
    "call.changed": _l("A call was changed"),
    "call.withdrawn": _l("A call was withdrawn"),
    "call.deleted": _l("A draft of a call was deleted"),
    "venue.drafted": _l("A venue was drafted"),
    "venue.changed": _l("A venue was changed"),
    "venue.withdrawn": _l("A venue was withdrawn"),
    "venue.guide_reviewed": _l("The local guide of a venue was reviewed"),
    "venue.space_added": _l("A space was added to a venue"),
    "venue.space_removed": _l("A space of a venue was removed"),
    "venue.closure_added": _l("Days were added on which a venue is shut"),
    "venue.closure_removed": _l("A venue is open on days it was to be shut"),
    "person.added": _l("An account was made"),
    "person.changed": _l("Somebody changed their account"),
    "listing.asked": _l("Somebody was asked whether a need or an offer still holds"),
}

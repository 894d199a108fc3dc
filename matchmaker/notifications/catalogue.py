"""Every kind of mail the service sends, in one table: what it is called and why somebody gets it.

Each kind is a folder ``templates/mail/<kind>/`` with ``subject.txt``, ``body.txt`` and ``body.html``,
written in the recipient's language by `matchmaker.notifications.compose`.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from sqlalchemy.orm import Session

from matchmaker.i18n import N_
from matchmaker.notifications.outbox import promise
from models import Person


@dataclass(frozen=True, slots=True)
class MailKind:
    """One row of the table."""

    #: Name of its folder.
    name: str
    #: What it is called where people look at their messages.
    title: str
    #: The sentence at its end: why this person gets it.
    why: str
    #: Endpoint of the page it is about, where a daily mail leads to; None for kinds that never wait.
    page: str | None = None
    #: Which of its values that endpoint takes.
    page_values: tuple[str, ...] = ()
    #: May somebody say that they do not want it? Not what an account cannot do without.
    may_mute: bool = True
    #: The kind of outbox row that it travels by; a slice whose mails say more than their promise knows
    #: writes them by one of its own.
    carrier: str = "mail.notice"

    @property
    def can_wait(self) -> bool:
        """Is it good enough the next morning, for those who want one mail a day?"""
        return self.page is not None


_ACCOUNT = N_("You get this mail because somebody used this address on Matchmaker.")
_OWNER = N_("You get this mail because you are an owner of this organisation on Matchmaker.")
_MANAGER = N_("You get this mail because you manage this cluster on Matchmaker.")
_COORDINATOR = N_("You get this mail because you coordinate or oversee a roaming agreement on Matchmaker.")
_SIDE = N_("You get this mail because your organisation takes part in an introduction on Matchmaker.")
_VISIT = N_("You get this mail because your organisation takes part in a visit on Matchmaker.")
_BROKER = N_("You get this mail because your cluster brokers introductions on Matchmaker.")
_DECIDER = N_("You get this mail because you decide on claims of profiles on Matchmaker.")
_CLAIMANT = N_("You get this mail because you claimed a profile on Matchmaker.")
_PARTICIPANT = N_("You get this mail because you registered for this event on Matchmaker.")


def _account(name: str, title: str) -> MailKind:
    return MailKind(name, title, _ACCOUNT, may_mute=False)


def _agreement(name: str, title: str) -> MailKind:
    return MailKind(name, title, _COORDINATOR, "agreements.ours", ("slug",))


def _introduction(name: str, title: str, why: str = _SIDE) -> MailKind:
    return MailKind(name, title, why, carrier="introduction.notice")


def _waiting_introduction(name: str, title: str, why: str = _SIDE) -> MailKind:
    return replace(
        _introduction(name, title, why), page="introductions.show", page_values=("introduction_id",)
    )


def _visit(name: str, title: str) -> MailKind:
    return MailKind(name, title, _VISIT, carrier="visit.notice")


def _waiting_visit(name: str, title: str) -> MailKind:
    return replace(_visit(name, title), page="visits.show", page_values=("token",))


def _event(name: str, title: str) -> MailKind:
    return MailKind(name, title, _PARTICIPANT, carrier="event.notice")


KINDS: dict[str, MailKind] = {
    kind.name: kind
    for kind in (
        _account("welcome", N_("Confirm your address")),
        _account("welcome_existing", N_("You have an account already")),
        _account("confirm_address", N_("Confirm your address")),
        _account("reset_password", N_("Set a new password")),
        _account("password_was_reset", N_("Your password was set anew")),
        _account("password_was_changed", N_("Your password was changed")),
        _account("account_erased", N_("Your account was erased")),
        _account("added_to_organisation", N_("You were added to an organisation")),
        MailKind(
            "daily_digest",
            N_("One mail a day"),
            N_("You get this mail because you chose one mail a day on Matchmaker."),
        ),
        MailKind(
            "cluster_asked", N_("An organisation asks to join your cluster"), _MANAGER, "clusters.members"
        ),
        MailKind(
            "cluster_accepted",
            N_("Your organisation was accepted into a cluster"),
            _OWNER,
            "organisations.show",
            ("slug",),
        ),
        MailKind("claim_asked", N_("Somebody claims a profile"), _DECIDER, "organisations.show", ("slug",)),
        MailKind(
            "claim_accepted",
            N_("A profile was handed over to you"),
            _CLAIMANT,
            "organisations.show",
            ("slug",),
        ),
        MailKind(
            "claim_refused",
            N_("Your claim of a profile was refused"),
            _CLAIMANT,
            "organisations.show",
            ("slug",),
        ),
        MailKind(
            "organisation_verified",
            N_("Your organisation was verified"),
            _OWNER,
            "organisations.show",
            ("slug",),
        ),
        MailKind(
            "verification_refused",
            N_("Your organisation could not be verified"),
            _OWNER,
            "organisations.show",
            ("slug",),
        ),
        MailKind(
            "cluster_declined",
            N_("Your organisation was not accepted into a cluster"),
            _OWNER,
            "organisations.show",
            ("slug",),
        ),
        MailKind(
            "manager_suggests",
            N_("Your cluster's manager suggests a partner"),
            _OWNER,
            "organisations.show",
            ("slug",),
        ),
        MailKind(
            "listing_advice",
            N_("Advice on a need or an offer"),
            _OWNER,
            "listings.show",
            ("listing_id",),
        ),
        MailKind(
            "listing_blocked",
            N_("A need or an offer must be rewritten before it is shown"),
            _OWNER,
            "listings.show",
            ("listing_id",),
        ),
        MailKind(
            "listing_reminder",
            N_("Your manager asks about a need or an offer"),
            _OWNER,
            "listings.show",
            ("listing_id",),
        ),
        MailKind(
            "listing_expires",
            N_("A need or an offer expires soon"),
            _OWNER,
            "listings.show",
            ("listing_id",),
        ),
        MailKind(
            "listing_still_active",
            N_("Does a need or an offer still hold?"),
            _OWNER,
            "listings.show",
            ("listing_id",),
        ),
        MailKind("guide_due", N_("A local guide is due to be read again"), _OWNER, "venues.show", ("slug",)),
        _agreement("agreement_signed", N_("The roaming agreement was signed")),
        _agreement("agreement_new_terms", N_("The roaming agreement has new terms")),
        _agreement("agreement_due", N_("Your roaming agreement is due for renewal")),
        _agreement("agreement_lapsed", N_("A roaming agreement lapsed")),
        _agreement("agreement_withdrawn", N_("Somebody withdrew from the roaming agreement")),
        _waiting_introduction("introduction_to_release", N_("A request waits for your release"), _BROKER),
        _introduction("introduction_release_reminder", N_("A request still waits for your release"), _BROKER),
        _waiting_introduction(
            "introduction_escalated", N_("Nobody released or stopped a request in time"), _BROKER
        ),
        _waiting_introduction("introduction_asked", N_("Somebody asks to meet you")),
        _introduction("introduction_answer_reminder", N_("A request still waits for your answer")),
        _waiting_introduction("introduction_stopped", N_("Your request was stopped")),
        _waiting_introduction("introduction_withdrawn", N_("A request to you was withdrawn")),
        _introduction("introduction_accepted", N_("An introduction was accepted")),
        _waiting_introduction("introduction_declined", N_("Your request was declined")),
        _waiting_introduction("introduction_lapsed", N_("A request lapsed without an answer")),
        _waiting_introduction("introduction_next_best", N_("Somebody else fits what you asked for")),
        _waiting_introduction("introduction_message", N_("A message on an introduction")),
        _waiting_introduction("introduction_outcome_question", N_("What came of an introduction?")),
        _introduction("meeting_proposed", N_("Times to meet were proposed")),
        _introduction("meeting_fixed", N_("A meeting was fixed")),
        _introduction("meeting_cancelled", N_("A meeting was cancelled")),
        _visit("visit_asked", N_("Somebody asks to visit you")),
        _visit("visit_reminder", N_("A request to visit still waits for your answer")),
        _visit("visit_booked", N_("A visit to you was confirmed, or moved")),
        _visit("visit_accepted", N_("Your visit is confirmed, or moved")),
        _visit("visit_declined", N_("Your visit was declined")),
        _visit("visit_dates_proposed", N_("Other dates were proposed for a visit")),
        _waiting_visit("visit_dates_turned_down", N_("Other dates of a visit were turned down")),
        _visit("visit_place_free", N_("A place came free for you")),
        _waiting_visit("visit_lapsed", N_("A request to visit lapsed")),
        _waiting_visit("visit_withdrawn", N_("A request to visit you was withdrawn")),
        _visit("visit_cancelled", N_("A visit was cancelled")),
        _waiting_visit("visit_no_show", N_("Nobody came to your visit")),
        _waiting_visit("visit_feedback", N_("How was the visit?")),
        _waiting_visit("visit_feedback_given", N_("Feedback on a visit")),
        _waiting_visit("visit_message", N_("A message on a visit")),
        _event("event_registered", N_("You have a place at an event")),
        _event("event_waiting", N_("You wait for a place at an event")),
        _event("event_place_freed", N_("A place at an event was freed for you")),
        _event("event_changed", N_("An event you registered for was changed")),
        _event("event_cancelled", N_("An event you registered for was called off")),
    )
}


def notify(
    session: Session,
    kind: str,
    *,
    to: Person,
    unique_key: str | None = None,
    thread: str | None = None,
    **values: object,
) -> None:
    """Promise a mail of a kind to a person, in the caller's transaction.

    :param kind: a key of `KINDS`.
    :param thread: mails of the same thread stand together in mail readers, for example
        ``introduction-12``.
    :param values: what its templates use beside ``person``; plain JSON values.
    :raises KeyError: there is no such kind.
    """
    payload: dict[str, object] = {"kind": KINDS[kind].name, "person_id": to.id, "values": values}
    if thread is not None:
        payload["thread"] = thread
    promise(session, KINDS[kind].carrier, payload, unique_key=unique_key)

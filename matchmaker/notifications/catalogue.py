"""Every kind of mail the service sends, in one table: what it is called and why somebody gets it.

Each kind is a folder ``templates/mail/<kind>/`` with ``subject.txt``, ``body.txt`` and ``body.html``,
written in the recipient's language by `matchmaker.notifications.compose`.
"""

from __future__ import annotations

from dataclasses import dataclass

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


_ACCOUNT = N_("You get this mail because somebody used this address on Matchmaker.")
_OWNER = N_("You get this mail because you are an owner of this organisation on Matchmaker.")
_MANAGER = N_("You get this mail because you manage this cluster on Matchmaker.")

KINDS: dict[str, MailKind] = {
    kind.name: kind
    for kind in (
        MailKind("welcome", N_("Confirm your address"), _ACCOUNT),
        MailKind("welcome_existing", N_("You have an account already"), _ACCOUNT),
        MailKind("confirm_address", N_("Confirm your address"), _ACCOUNT),
        MailKind("reset_password", N_("Set a new password"), _ACCOUNT),
        MailKind("password_was_reset", N_("Your password was set anew"), _ACCOUNT),
        MailKind("password_was_changed", N_("Your password was changed"), _ACCOUNT),
        MailKind("added_to_organisation", N_("You were added to an organisation"), _ACCOUNT),
        MailKind("cluster_asked", N_("An organisation asks to join your cluster"), _MANAGER),
        MailKind("cluster_accepted", N_("Your organisation was accepted into a cluster"), _OWNER),
        MailKind("organisation_verified", N_("Your organisation was verified"), _OWNER),
        MailKind("listing_expires", N_("A need or an offer expires soon"), _OWNER),
        MailKind("listing_still_active", N_("Does a need or an offer still hold?"), _OWNER),
    )
}


def notify(
    session: Session, kind: str, *, to: Person, unique_key: str | None = None, **values: str | int | None
) -> None:
    """Promise a mail of a kind to a person, in the caller's transaction.

    :param kind: a key of `KINDS`.
    :param values: what its templates use beside ``person``; plain JSON values.
    :raises KeyError: there is no such kind.
    """
    promise(
        session,
        "mail.notice",
        {"kind": KINDS[kind].name, "person_id": to.id, "values": values},
        unique_key=unique_key,
    )

"""How a person wants mails: reads and verbs."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from matchmaker import activity
from matchmaker.notifications.catalogue import KINDS
from models import DigestItem, MailPace, MailPreference, MutedMail, Person


def pace_of(session: Session, person: Person) -> MailPace:
    """At once, unless the person said otherwise."""
    preference = session.get(MailPreference, person.id)
    return preference.pace if preference is not None else MailPace.AT_ONCE


def muted_kinds(session: Session, person: Person) -> frozenset[str]:
    """Names of the kinds a person does not want."""
    return frozenset(session.scalars(select(MutedMail.kind).where(MutedMail.person_id == person.id)))


def choose_mails(
    session: Session, person: Person, *, actor: Person, pace: MailPace, muted: Collection[str]
) -> None:
    """Set when mails come, and which not at all.

    :param muted: names of kinds; such as nobody may mute are passed over.
    """
    preference = session.get(MailPreference, person.id)
    if preference is None:
        session.add(MailPreference(person_id=person.id, pace=pace))
    else:
        preference.pace = pace
    wanted = {kind for kind in muted if kind in KINDS and KINDS[kind].may_mute}
    known = muted_kinds(session, person)
    session.execute(
        delete(MutedMail).where(MutedMail.person_id == person.id, MutedMail.kind.in_(known - wanted))
    )
    session.add_all(MutedMail(person_id=person.id, kind=kind) for kind in sorted(wanted - known))
    activity.record(session, "person.mails_chosen", person, actor=actor)


def mute(session: Session, person: Person, kind: str) -> None:
    """Send a person no more mails of a kind. Harmless to repeat.

    :param kind: one that may be muted.
    """
    if kind not in muted_kinds(session, person):
        session.add(MutedMail(person_id=person.id, kind=kind))
        activity.record(session, "person.mail_muted", person, actor=person, kind=kind)
    # What waits for the daily mail is not wanted either.
    session.execute(
        delete(DigestItem).where(
            DigestItem.person_id == person.id, DigestItem.kind == kind, DigestItem.sent_at.is_(None)
        )
    )


def unmute(session: Session, person: Person, kind: str) -> None:
    """Send mails of a kind again. Harmless to repeat."""
    session.execute(delete(MutedMail).where(MutedMail.person_id == person.id, MutedMail.kind == kind))


def mark_sent(session: Session, items: Collection[DigestItem], *, now: datetime) -> None:
    """Note that these went out with a daily mail."""
    session.execute(
        update(DigestItem).where(DigestItem.id.in_([item.id for item in items])).values(sent_at=now)
    )

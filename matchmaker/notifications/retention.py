"""How long what was written to people is kept."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import String, cast, delete, select, update
from sqlalchemy.orm import Session

from matchmaker.notifications.catalogue import KINDS
from matchmaker.notifications.mailer import DELIVER
from models import DigestItem, OutboxRow
from models.columns import utc_now

#: So long the wording of a mail is kept after it was sent (our own default).
SENT_KEPT_FOR = timedelta(days=30)
_CARRIERS = frozenset(kind.carrier for kind in KINDS.values())


def forget_sent_mails(session: Session, *, now: datetime | None = None) -> None:
    """Delete what mails said that were sent long ago: it serves to find out why somebody got none, no more.

    The promises stay, without their wording, as their keys see to it that nobody is mailed twice.
    """
    before = (now or utc_now()) - SENT_KEPT_FOR
    session.execute(delete(OutboxRow).where(OutboxRow.kind == DELIVER, OutboxRow.done_at < before))
    session.execute(
        update(OutboxRow)
        .where(
            OutboxRow.kind.in_(_CARRIERS),
            OutboxRow.done_at < before,
            cast(OutboxRow.payload, String) != "{}",
        )
        .values(payload={})
    )
    session.execute(delete(DigestItem).where(DigestItem.sent_at < before))


def forget_mails_to(session: Session, address: str) -> None:
    """Delete what was written to an address: what was sent, and what still waits, which is not sent then."""
    for row in session.scalars(select(OutboxRow).where(OutboxRow.kind == DELIVER)):
        if row.payload["to"] == address:
            session.delete(row)

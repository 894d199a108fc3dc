"""The daily mail: what could wait, collected, on the morning of the person's place."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from flask import url_for
from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from matchmaker.notifications import preferences
from matchmaker.notifications.catalogue import KINDS
from matchmaker.notifications.compose import composed, subject_of
from matchmaker.notifications.mailer import send_later
from matchmaker.notifications.outbox import promise
from models import DigestItem, Person
from models.columns import utc_now

#: Its kind in the catalogue.
DIGEST = "daily_digest"
#: The hour of the person's place from which the mail may leave.
MORNING = 7


def promise_due(session: Session, now: datetime | None = None) -> int:
    """Promise today's mail to everybody for whom something waits and whose morning has come.

    :returns: how many people that are, those included who have it already.
    """
    now = now or utc_now()
    waiting = session.scalars(
        select(Person).where(
            Person.active, Person.id.in_(select(DigestItem.person_id).where(DigestItem.sent_at.is_(None)))
        )
    ).all()
    due = 0
    for person in waiting:
        local = now.astimezone(ZoneInfo(person.time_zone))
        if local.hour >= MORNING:
            due += 1
            # One a day, however often this is asked.
            key = f"digest:{person.id}:{local.date().isoformat()}"
            promise(session, "mail.digest", {"person_id": person.id}, unique_key=key)
    return due


def deliver_digest(session: Session, *, person_id: int) -> None:
    """Keep the promise: one mail with everything that waits, which then waits no more.

    Who stopped the daily mail itself gets none; all of it is on the pages.
    """
    items = session.scalars(
        select(DigestItem)
        .where(DigestItem.person_id == person_id, DigestItem.sent_at.is_(None))
        .options(joinedload(DigestItem.person))
        .order_by(DigestItem.id)
        .with_for_update(of=DigestItem)
    ).all()
    if not items or not items[0].person.active:
        return
    person = items[0].person
    if DIGEST not in preferences.muted_kinds(session, person):
        message = composed(DIGEST, to=person.email, locale=person.locale, person=person, lines=_Lines(items))
        send_later(session, message)
    preferences.mark_sent(session, items, now=utc_now())


class _Lines:
    """What waits, as subjects with their pages; read inside the mail, where its language holds."""

    def __init__(self, items: Sequence[DigestItem]) -> None:
        self._items = items

    def __len__(self) -> int:
        return len(self._items)

    def __iter__(self) -> Iterator[dict[str, str]]:
        for item in self._items:
            kind = KINDS[item.kind]
            assert kind.page is not None
            values = {name: item.values[name] for name in kind.page_values}
            yield {
                "title": subject_of(kind, {"person": item.person, **item.values}),
                "url": url_for(kind.page, **values, _external=True),
            }

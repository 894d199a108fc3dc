"""What happens to signatures by themselves, once a day: notices before they end, and a word when they did."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from sqlalchemy.orm import Session

from matchmaker.agreements import queries, rules
from matchmaker.notifications.catalogue import notify
from models import Person, Signature
from models.columns import utc_now


def send_notices(session: Session, *, now: datetime | None = None) -> None:
    """Tell coordinators, owners and managers of what ends in 30 and in 14 days, and of what lapsed.

    Harmless to repeat: every mail is promised under a key of its own. What was renewed is left out.
    """
    today = (now or utc_now()).date()
    first, last = today - rules.LAPSE_TOLD_WITHIN, today + timedelta(days=max(rules.NOTICE_DAYS))
    ending = queries.ending_between(session, first, last)
    all_signed = queries.signatures_by_organisation(session, {one.organisation_id for one in ending})
    for signature in ending:
        if not _was_renewed(signature, all_signed[signature.organisation_id]):
            _tell(session, signature, today)


def _was_renewed(signature: Signature, others: list[Signature]) -> bool:
    return any(other.valid_until > signature.valid_until for other in others)


def _tell(session: Session, signature: Signature, today: date) -> None:
    last_day = signature.valid_until
    notice = rules.notice_due(last_day, today)
    kind = "agreement_lapsed" if notice is None else "agreement_due"
    told = _responsible(session, signature)
    if kind == "agreement_lapsed":
        told += queries.secretariat(session)
    for person in {one.id: one for one in told}.values():
        notify(
            session,
            kind,
            to=person,
            unique_key=f"agreement:{signature.id}:{kind}:{notice}:{person.id}",
            slug=signature.organisation.slug,
            organisation=signature.organisation.name,
            last_day=last_day.isoformat(),
            days=abs((last_day - today).days),
        )


def _responsible(session: Session, signature: Signature) -> list[Person]:
    coordinator = [] if signature.coordinator is None else [signature.coordinator]
    return coordinator + queries.speakers_of(session, signature.organisation)

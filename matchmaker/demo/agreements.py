"""Who signed the roaming agreement in the invented network, and what some hosts add to it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta

from sqlalchemy.orm import Session

from matchmaker.agreements.rules import term_from
from matchmaker.agreements.service import ensure_terms
from models import (
    Activity,
    AgreementTerms,
    HostAdditions,
    Organisation,
    Signature,
    VerificationState,
    VisitService,
)

#: Signed so many days ago and not renewed, so that it lapsed, or is due soon.
SIGNED_DAYS_AGO = {"cluster-wood-design": 352, "incubator-gdynia": 400}
#: Gave notice so many days ago.
WITHDREW_DAYS_AGO = {"park-kaunas": 8}
#: Never signed.
UNSIGNED = frozenset({"park-lund"})
#: What hosts add: more free days, days of notice, services, and what they cost.
ADDITIONS = {
    "park-tartu": (
        5,
        2,
        (VisitService.OFFICE, VisitService.CULTURE_BRIEFING),
        "Offices cost our members and you 35 euros a day, desks 12 euros from the eleventh working day on.",
    ),
    "park-vilnius": (0, 5, (VisitService.LAB,), "Laboratory places are charged as they are to members."),
}


def load_agreements(session: Session, organisations: Mapping[str, Organisation], *, now: datetime) -> None:
    """Sign for every verified cluster and host but a few, each on a day of its own in the last ten months."""
    terms = ensure_terms(session, now.date())
    assert terms is not None
    hosts = [one for one in organisations.values() if one.kind.is_host]
    admitted = [one for one in hosts if one.verification is VerificationState.VERIFIED]
    for number, organisation in enumerate(admitted):
        if organisation.slug not in UNSIGNED:
            _sign(session, organisation, terms, number, now)
    for host in hosts:
        if host.slug in ADDITIONS:
            session.add(_additions(host))


def _sign(
    session: Session, organisation: Organisation, terms: AgreementTerms, number: int, now: datetime
) -> None:
    days_ago = SIGNED_DAYS_AGO.get(organisation.slug, 20 + number * 37 % 280)
    signed_on = now.date() - timedelta(days=days_ago)
    first, last = term_from(signed_on, terms.term_months)
    coordinator = next((membership.person for membership in organisation.memberships), None)
    signature = Signature(
        terms=terms,
        organisation=organisation,
        coordinator=coordinator,
        signed_by=coordinator,
        signed_on=signed_on,
        valid_from=first,
        valid_until=last,
        notice_days=terms.withdrawal_notice_days,
    )
    _withdraw(signature, now.date())
    session.add(signature)
    session.flush()
    session.add(_entry(signature, now - timedelta(days=days_ago)))


def _withdraw(signature: Signature, today: date) -> None:
    days_ago = WITHDREW_DAYS_AGO.get(signature.organisation.slug)
    if days_ago is not None:
        signature.withdrawn_on = today - timedelta(days=days_ago)
        signature.ends_on = signature.withdrawn_on + timedelta(days=signature.notice_days)
        signature.withdrawal_words = "We are rebuilding the house and have no desks for a year."


def _entry(signature: Signature, at: datetime) -> Activity:
    return Activity(
        at=at,
        actor_id=signature.signed_by.id if signature.signed_by is not None else None,
        verb="agreement.signed",
        subject_kind=Signature.__tablename__,
        subject_id=signature.id,
        organisation_id=signature.organisation_id,
        details={"until": signature.valid_until.isoformat(), "version": signature.terms.version},
    )


def _additions(host: Organisation) -> HostAdditions:
    extra_days, notice, services, rates = ADDITIONS[host.slug]
    return HostAdditions(
        host=host,
        extra_free_days=extra_days,
        lead_time_days=notice,
        services=[service.value for service in services],
        rates=rates,
    )

"""What clusters, hosts and the secretariat do with the agreement."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from matchmaker.activity import record
from matchmaker.agreements import queries, rules
from matchmaker.agreements.changes import changes_between
from matchmaker.agreements.default_terms import DEFAULT_TERMS
from matchmaker.agreements.errors import (
    ConfirmerElsewhere,
    CoordinatorElsewhere,
    DaysOutOfRange,
    NotAdmitted,
    NotASignatory,
    NoTermsYet,
    TermsInThePast,
    TermsPublishedMeanwhile,
    TermsUnchanged,
)
from matchmaker.agreements.rules import TermsText
from matchmaker.notifications.catalogue import notify
from models import (
    AgreementClause,
    AgreementTerms,
    HostAdditions,
    HostConfirmer,
    Organisation,
    Person,
    Signature,
    SpaceKind,
    VerificationState,
    VisitService,
)

_VALUES = (
    "effective_from", "title", "introduction", "language", "free_working_days", "same_fees", "term_months",
    "withdrawal_notice_days", "answer_days",
)  # fmt: skip


def publish_terms(
    session: Session, terms: TermsText, *, today: date, actor: Person | None, seen: int | None = None
) -> AgreementTerms:
    """Write a new version; who signed before keeps what was signed until the next renewal, and is told.

    :param actor: None from the command line.
    :param seen: the version it was drafted from; None where nobody says.
    :raises TermsPublishedMeanwhile: there is a later one by now.
    :raises TermsUnchanged: it says what the newest version says, be it from another day on.
    :raises TermsIncomplete: they leave open what the service decides by.
    :raises TermsInThePast: they would change what was signed.
    """
    rules.check_terms(terms)
    newest = queries.newest_terms(session)
    if newest is not None:
        _check_next(terms, newest, today, seen)
    row = AgreementTerms(
        version=newest.version + 1 if newest is not None else 1,
        **{name: getattr(terms, name) for name in _VALUES},
    )
    row.clauses = [
        AgreementClause(
            position=position, number=clause.number, title=clause.title, text=clause.text, rule=clause.rule
        )
        for position, clause in enumerate(terms.clauses)
    ]
    session.add(row)
    session.flush()
    record(session, "terms.published", row, actor=actor, version=row.version)
    _tell_of_terms(session, row, today)
    return row


def _check_next(terms: TermsText, newest: AgreementTerms, today: date, seen: int | None) -> None:
    if seen is not None and seen != newest.version:
        raise TermsPublishedMeanwhile
    if terms.effective_from < today:
        raise TermsInThePast
    if not changes_between(rules.text_of(newest), terms).any:
        raise TermsUnchanged


def _tell_of_terms(session: Session, terms: AgreementTerms, today: date) -> None:
    """Those who answer for a signature that holds hear of the terms they will sign next."""
    for signatory in queries.signed_on(session, today):
        [signature] = signatory.signatures
        coordinator = [signature.coordinator] if signature.coordinator is not None else []
        told = [*coordinator, *queries.speakers_of(session, signatory.organisation)]
        for person in {one.id: one for one in told}.values():
            notify(
                session,
                "agreement_new_terms",
                to=person,
                unique_key=f"terms:{terms.version}:{signatory.organisation.id}:{person.id}",
                slug=signatory.organisation.slug,
                organisation=signatory.organisation.name,
                version=terms.version,
                first_day=terms.effective_from.isoformat(),
                last_day=signature.last_day.isoformat(),
            )


def ensure_terms(session: Session, today: date) -> AgreementTerms | None:
    """Write the default terms where there are none yet; harmless to repeat.

    :returns: what was written, or None.
    """
    if session.scalar(select(AgreementTerms.id).limit(1)) is not None:
        return None
    return publish_terms(session, DEFAULT_TERMS, today=today, actor=None)


def check_signatory(organisation: Organisation) -> None:
    """Pass for a cluster or host that the secretariat has admitted.

    :raises NotASignatory: its kind does not sign.
    :raises NotAdmitted: nobody verified it yet.
    """
    if not organisation.kind.is_host:
        raise NotASignatory
    if not is_admitted(organisation):
        raise NotAdmitted


def is_admitted(organisation: Organisation) -> bool:
    """Has the secretariat looked at it?"""
    return organisation.verification is VerificationState.VERIFIED


def sign(
    session: Session, organisation: Organisation, *, coordinator: Person, today: date, actor: Person | None
) -> Signature:
    """Sign the terms in force for a year, or renew for another.

    :param today: the day of signing.
    :raises NotASignatory: or `NotAdmitted`, `NoTermsYet`.
    :raises SignedAlready: it holds and is not due yet.
    :raises CoordinatorElsewhere: the person does not belong to the organisation.
    """
    check_signatory(organisation)
    _check_belongs(coordinator, organisation)
    terms = queries.terms_in_force(session, today)
    if terms is None:
        raise NoTermsYet
    _lock(session, organisation)
    before = queries.signatures_of(session, organisation)
    first, last = rules.term_from(rules.next_first_day(before, today), terms.term_months)
    signature = Signature(
        terms=terms,
        organisation=organisation,
        coordinator=coordinator,
        signed_by=actor,
        signed_on=today,
        valid_from=first,
        valid_until=last,
        notice_days=terms.withdrawal_notice_days,
    )
    session.add(signature)
    verb = "agreement.renewed" if before else "agreement.signed"
    _note(session, verb, signature, actor=actor, until=last.isoformat(), version=terms.version)
    _tell_signed(session, signature, is_renewal=bool(before))
    return signature


def name_coordinator(
    session: Session, organisation: Organisation, coordinator: Person, *, today: date, actor: Person
) -> None:
    """Name who answers for the agreement from now on; harmless to repeat.

    :raises CoordinatorElsewhere: the person does not belong to the organisation.
    """
    _check_belongs(coordinator, organisation)
    for signature in queries.signatures_of(session, organisation):
        if signature.last_day >= today and signature.coordinator_id != coordinator.id:
            signature.coordinator = coordinator
            _note(
                session,
                "agreement.coordinator_named",
                signature,
                actor=actor,
                person_id=coordinator.id,
                name=coordinator.name,
            )


def withdraw(
    session: Session, organisation: Organisation, *, words: str, today: date, actor: Person | None
) -> date:
    """Give notice: what was signed holds until the notice has run, and no renewal after it.

    :returns: the last day it holds.
    :raises NothingToWithdraw: nothing holds, or it was withdrawn before.
    """
    _lock(session, organisation)
    signatures = queries.signatures_of(session, organisation)
    running = [one for one in signatures if one.last_day >= today and one.withdrawn_on is None]
    notice_days = running[0].notice_days if running else 0
    end = rules.withdrawn_end(signatures, today, notice_days)
    for signature in running:
        signature.withdrawn_on, signature.ends_on = today, end
        signature.withdrawn_by, signature.withdrawal_words = actor, words[: rules.LONGEST_WORDS]
    last_day = max(one.last_day for one in running)
    _note(session, "agreement.withdrawn", running[0], actor=actor, reason=words, until=last_day.isoformat())
    for person in queries.secretariat(session):
        notify(
            session,
            "agreement_withdrawn",
            to=person,
            slug=organisation.slug,
            organisation=organisation.name,
            last_day=last_day.isoformat(),
            words=words,
        )
    return last_day


@dataclass(frozen=True, slots=True, kw_only=True)
class AdditionsWritten:
    """What a host writes about its additions."""

    extra_free_days: int = 0
    lead_time_days: int = 0
    services: Sequence[VisitService] = ()
    rates: str = ""
    notes: str = ""
    #: Whom it names to confirm visits, by kind of space.
    confirmers: Mapping[SpaceKind, Sequence[Person]] = field(default_factory=dict)


def change_additions(
    session: Session, host: Organisation, written: AdditionsWritten, *, actor: Person
) -> HostAdditions:
    """Replace what a host adds to the terms; requests sent before keep the standing they had.

    :raises NotASignatory: it is no host.
    :raises DaysOutOfRange: or `ConfirmerElsewhere`, naming the field.
    """
    if not host.kind.is_host:
        raise NotASignatory
    _check_days("extra_free_days", written.extra_free_days, rules.MOST_EXTRA_DAYS)
    _check_days("lead_time_days", written.lead_time_days, rules.MOST_LEAD_DAYS)
    row = queries.additions_of(session, host) or HostAdditions(host=host)
    session.add(row)
    row.extra_free_days, row.lead_time_days = written.extra_free_days, written.lead_time_days
    row.services = [service.value for service in written.services]
    row.rates, row.notes = written.rates, written.notes
    row.changed_by = actor
    _set_confirmers(session, host, written.confirmers)
    session.flush()
    record(session, "additions.changed", host, actor=actor, organisation=host)
    return row


def _check_days(name: str, days: int, most: int) -> None:
    if not 0 <= days <= most:
        raise DaysOutOfRange(name, most=most)


def _set_confirmers(
    session: Session, host: Organisation, wanted: Mapping[SpaceKind, Sequence[Person]]
) -> None:
    pairs = {(kind, person.id): person for kind, people in wanted.items() for person in people}
    if any(person.membership_in(host.id) is None for person in pairs.values()):
        raise ConfirmerElsewhere("confirmers")
    rows = session.scalars(select(HostConfirmer).where(HostConfirmer.host_id == host.id)).all()
    for row in rows:
        if pairs.pop((row.space_kind, row.person_id), None) is None:
            session.delete(row)
    session.add_all(
        HostConfirmer(host=host, space_kind=kind, person=person) for (kind, _id), person in pairs.items()
    )


def _check_belongs(person: Person, organisation: Organisation) -> None:
    if person.membership_in(organisation.id) is None:
        raise CoordinatorElsewhere("coordinator")


def _lock(session: Session, organisation: Organisation) -> None:
    """Two who sign together sign one after the other; the second is told of the first."""
    session.refresh(organisation, attribute_names=["verification"], with_for_update=True)


def _note(
    session: Session,
    verb: str,
    signature: Signature,
    *,
    actor: Person | None,
    reason: str = "",
    **details: object,
) -> None:
    record(
        session, verb, signature, actor=actor, organisation=signature.organisation, reason=reason, **details
    )


def _tell_signed(session: Session, signature: Signature, *, is_renewal: bool) -> None:
    organisation = signature.organisation
    told = [signature.coordinator, *queries.secretariat(session)]
    for person in {one.id: one for one in told if one is not None}.values():
        notify(
            session,
            "agreement_signed",
            to=person,
            unique_key=f"agreement:{signature.id}:signed:{person.id}",
            slug=organisation.slug,
            organisation=organisation.name,
            first_day=signature.valid_from.isoformat(),
            last_day=signature.valid_until.isoformat(),
            is_renewal=is_renewal,
        )

"""Reads of the agreement: the terms, who signed, what a host adds."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload, selectinload

from models import (
    HOST_KINDS,
    SECRETARIAT,
    AgreementTerms,
    HostAdditions,
    HostConfirmer,
    Membership,
    MembershipRole,
    Organisation,
    Origin,
    Person,
    Role,
    Signature,
    SpaceKind,
)

#: Those who speak for an organisation.
SPEAKING_ROLES = frozenset({MembershipRole.OWNER, MembershipRole.MANAGER})


def terms_in_force(session: Session, day: date) -> AgreementTerms | None:
    """The version that who signs on a day signs, with its clauses; None before there is one."""
    return session.scalar(
        select(AgreementTerms)
        .where(AgreementTerms.effective_from <= day)
        .order_by(AgreementTerms.version.desc())
        .limit(1)
        .options(selectinload(AgreementTerms.clauses))
    )


def terms_of_version(session: Session, version: int) -> AgreementTerms | None:
    """One version, with its clauses."""
    return session.scalar(
        select(AgreementTerms)
        .where(AgreementTerms.version == version)
        .options(selectinload(AgreementTerms.clauses))
    )


def newest_terms(session: Session) -> AgreementTerms | None:
    """The version that was published last, with its clauses, whether it holds already or not."""
    return session.scalar(
        select(AgreementTerms)
        .order_by(AgreementTerms.version.desc())
        .limit(1)
        .options(selectinload(AgreementTerms.clauses))
    )


def all_versions(session: Session) -> list[AgreementTerms]:
    """Every version, the newest first, without clauses."""
    return list(session.scalars(select(AgreementTerms).order_by(AgreementTerms.version.desc())))


def signatures_of(session: Session, organisation: Organisation) -> list[Signature]:
    """All signatures of an organisation, the oldest first."""
    return signatures_by_organisation(session, [organisation.id]).get(organisation.id, [])


def signatures_by_organisation(
    session: Session, organisation_ids: Collection[int]
) -> dict[int, list[Signature]]:
    """All signatures of some organisations, the oldest first; those without any are left out."""
    rows = session.scalars(
        select(Signature)
        .where(Signature.organisation_id.in_(organisation_ids))
        .options(joinedload(Signature.coordinator), joinedload(Signature.terms))
        .order_by(Signature.valid_from)
    )
    found: dict[int, list[Signature]] = {}
    for row in rows:
        found.setdefault(row.organisation_id, []).append(row)
    return found


def holding(signatures: Iterable[Signature], day: date) -> Signature | None:
    """The signature that holds on a day."""
    return next((one for one in signatures if one.covers(day)), None)


@dataclass(frozen=True, slots=True)
class Signatory:
    """A cluster or host that may sign, and all it signed, the oldest first."""

    organisation: Organisation
    signatures: list[Signature]

    @property
    def latest(self) -> Signature | None:
        """What it signed last."""
        return self.signatures[-1] if self.signatures else None


def signed_on(session: Session, day: date) -> list[Signatory]:
    """Everybody whose signature holds on a day and who is not hidden, by country and name."""
    rows = session.scalars(
        select(Signature)
        .join(Signature.organisation)
        .where(
            Signature.valid_from <= day,
            Signature.valid_until >= day,
            Signature.ends_on.is_(None) | (Signature.ends_on >= day),
            ~Organisation.hidden,
        )
        .options(joinedload(Signature.organisation), joinedload(Signature.coordinator))
        .order_by(Organisation.country, Organisation.name)
    )
    return [Signatory(row.organisation, [row]) for row in rows]


def all_signatories(session: Session) -> list[Signatory]:
    """Every organisation that receives visitors and looks after its profile, or ever signed; by name."""
    ever_signed = select(Signature.organisation_id)
    organisations = session.scalars(
        select(Organisation)
        .where(
            Organisation.id.in_(ever_signed)
            | (Organisation.kind.in_(HOST_KINDS) & (Organisation.origin == Origin.REGISTERED))
        )
        .order_by(Organisation.name)
    ).all()
    by_organisation = signatures_by_organisation(session, [one.id for one in organisations])
    return [Signatory(one, by_organisation.get(one.id, [])) for one in organisations]


def ending_between(session: Session, first: date, last: date) -> list[Signature]:
    """Signatures whose term ends within some days and that nobody withdrew."""
    return list(
        session.scalars(
            select(Signature)
            .where(Signature.valid_until.between(first, last), Signature.withdrawn_on.is_(None))
            .options(joinedload(Signature.organisation), joinedload(Signature.coordinator))
            .order_by(Signature.id)
        )
    )


def speakers_of(session: Session, organisation: Organisation) -> list[Person]:
    """Owners and managers of an organisation who can sign in."""
    return list(
        session.scalars(
            select(Person)
            .join(Person.memberships)
            .where(
                Membership.organisation_id == organisation.id,
                Membership.role.in_(SPEAKING_ROLES),
                Person.active,
            )
            .order_by(Person.id)
        )
    )


def people_of(session: Session, organisation: Organisation) -> list[Person]:
    """Everybody of an organisation who can sign in, by name."""
    return list(
        session.scalars(
            select(Person)
            .join(Person.memberships)
            .where(Membership.organisation_id == organisation.id, Person.active)
            .order_by(Person.name, Person.id)
        )
    )


def secretariat(session: Session) -> list[Person]:
    """Those who run the network."""
    return list(
        session.scalars(
            select(Person)
            .where(Person.active, Person.roles.any(Role.name == SECRETARIAT))
            .order_by(Person.id)
        )
    )


def additions_of(session: Session, host: Organisation) -> HostAdditions | None:
    """What a host adds to the terms; None where it adds nothing."""
    return session.get(HostAdditions, host.id)


def confirmers_of(session: Session, host: Organisation) -> dict[SpaceKind, list[Person]]:
    """Whom a host named to confirm visits, by kind of space; kinds nobody was named for are left out."""
    rows = session.scalars(
        select(HostConfirmer)
        .where(HostConfirmer.host_id == host.id)
        .options(joinedload(HostConfirmer.person))
        .order_by(HostConfirmer.id)
    )
    found: dict[SpaceKind, list[Person]] = {}
    for row in rows:
        found.setdefault(row.space_kind, []).append(row.person)
    return found


def who_confirms(
    session: Session, host: Organisation, kinds: Collection[SpaceKind], day: date
) -> list[Person]:
    """Who of a host is asked about a visit: those named for the kinds of space, else the coordinator and
    the owners; each once.
    """
    named = confirmers_of(session, host)
    chosen = [person for kind in kinds for person in named.get(kind, ()) if person.active]
    if not chosen:
        signature = holding(signatures_of(session, host), day)
        coordinator = signature.coordinator if signature is not None else None
        chosen = [coordinator] if coordinator is not None and coordinator.active else []
        chosen += speakers_of(session, host)
    return list({person.id: person for person in chosen}.values())

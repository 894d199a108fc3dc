"""Verbs on an organisation's profile: register, change, hide, show, verify."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field, fields

from sqlalchemy import select
from sqlalchemy.orm import Session

from matchmaker import activity
from matchmaker.notifications.catalogue import notify
from matchmaker.notifications.outbox import promise
from matchmaker.organisations import identity, rules
from matchmaker.organisations.errors import CannotVerify, ClusterNotAdmitted, WrongPosition
from models import (
    ClusterMembership,
    ClusterMembershipState,
    Membership,
    MembershipRole,
    Organisation,
    OrganisationKind,
    Origin,
    Person,
    TurnoverBand,
    VerificationState,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """What an organisation says about itself; the SME class is derived and not among it."""

    kind: OrganisationKind
    legal_name: str
    name: str
    country: str
    region: str = ""
    city: str = ""
    address: str = ""
    website: str = ""
    latitude: float | None = None
    longitude: float | None = None
    headcount: int | None = None
    turnover_band: TurnoverBand | None = None
    balance_sheet_up_to_43m: bool = False
    sectors: list[str] = field(default_factory=list)
    languages: list[str] = field(default_factory=list)
    language: str = "en"
    story: str = ""
    open_to_introductions: bool = True


def register_organisation(session: Session, profile: Profile, *, actor: Person) -> Organisation:
    """Make an organisation and its owner.

    :param actor: becomes its owner; of a cluster, its manager.
    :raises WrongPosition: half a position.
    """
    _check(profile)
    organisation = Organisation(
        slug=free_slug(session, profile.name), origin=Origin.REGISTERED, **_values(profile)
    )
    organisation.memberships.append(Membership(person=actor, role=rules.first_role(profile.kind)))
    session.add(organisation)
    session.flush()
    activity.record(session, "organisation.registered", organisation, actor=actor, organisation=organisation)
    reindex_profile(session, organisation)
    return organisation


def profile_of(organisation: Organisation) -> Profile:
    """What an organisation says about itself, with its own name also where it leaves that out."""
    own = asdict(identity.own_identity(organisation))
    return Profile(
        **{part.name: own.get(part.name, getattr(organisation, part.name)) for part in fields(Profile)}
    )


def change_profile(
    session: Session, organisation: Organisation, profile: Profile, *, actor: Person
) -> Organisation:
    """Change what an organisation says about itself. Its address stays, so that links keep working.

    :raises WrongPosition: half a position.
    """
    _check(profile)
    before = _values(profile_of(organisation))
    changed = [name for name, value in _values(profile).items() if before[name] != value]
    if not changed:
        return organisation
    kept = identity.NAMES if organisation.is_anonymous else frozenset()
    for name in changed:
        if name not in kept:
            setattr(organisation, name, getattr(profile, name))
    if organisation.is_anonymous:
        identity.change_kept(organisation, {name: getattr(profile, name) for name in kept & set(changed)})
    activity.record(
        session,
        "organisation.changed",
        organisation,
        actor=actor,
        organisation=organisation,
        fields=changed,
    )
    reindex_profile(session, organisation)
    return organisation


def hide_organisation(session: Session, organisation: Organisation, *, actor: Person) -> None:
    """Take an organisation and all it published out of lists and suggestions; nothing is deleted."""
    _set_hidden(session, organisation, hidden=True, actor=actor)


def show_organisation(session: Session, organisation: Organisation, *, actor: Person) -> None:
    """Bring a hidden organisation and what it published back."""
    _set_hidden(session, organisation, hidden=False, actor=actor)


def _set_hidden(session: Session, organisation: Organisation, *, hidden: bool, actor: Person) -> None:
    if organisation.hidden is hidden:
        return
    organisation.hidden = hidden
    verb = "organisation.hidden" if hidden else "organisation.shown"
    activity.record(session, verb, organisation, actor=actor, organisation=organisation)
    reindex_everything(session, organisation)


def verify_organisation(session: Session, organisation: Organisation, *, actor: Person) -> None:
    """Say that its cluster, or the secretariat, checked who this is, and tell its owners.

    :raises CannotVerify: nobody has claimed the profile.
    :raises ClusterNotAdmitted: the actor's cluster was not verified itself.
    """
    if not organisation.is_claimed:
        raise CannotVerify
    if organisation.verification is VerificationState.VERIFIED:
        return
    by = "" if actor.is_secretariat else _verifying_cluster(session, organisation, actor)
    organisation.verification = VerificationState.VERIFIED
    activity.record(
        session, "organisation.verified", organisation, actor=actor, organisation=organisation, by=by
    )
    reindex_everything(session, organisation)
    for owner in owners_of(session, organisation):
        notify(
            session,
            "organisation_verified",
            to=owner,
            organisation=organisation.name,
            slug=organisation.slug,
            verifier=by,
        )


def refuse_verification(
    session: Session, organisation: Organisation, *, actor: Person, ground: str, reason: str = ""
) -> None:
    """Say that who this is could not be confirmed, and tell its owners what to do. Harmless to repeat.

    :param ground: ``not_found``, ``not_who_they_say`` or ``duplicate``.
    :param reason: the checking person's words.
    """
    if organisation.verification is VerificationState.REJECTED:
        return
    organisation.verification = VerificationState.REJECTED
    activity.record(
        session,
        "organisation.verification_refused",
        organisation,
        actor=actor,
        organisation=organisation,
        reason=reason,
        ground=ground,
    )
    reindex_everything(session, organisation)
    for owner in owners_of(session, organisation):
        notify(
            session,
            "verification_refused",
            to=owner,
            organisation=organisation.name,
            slug=organisation.slug,
            ground=ground,
            reason=reason,
        )


def _verifying_cluster(session: Session, organisation: Organisation, actor: Person) -> str:
    name = session.scalar(
        select(Organisation.name)
        .join(ClusterMembership, ClusterMembership.cluster_id == Organisation.id)
        .where(
            ClusterMembership.organisation_id == organisation.id,
            ClusterMembership.state == ClusterMembershipState.ACTIVE,
            Organisation.id.in_(actor.managed_cluster_ids),
            Organisation.verification == VerificationState.VERIFIED,
        )
        .order_by(Organisation.id)
        .limit(1)
    )
    if name is None:
        raise ClusterNotAdmitted
    return name


def take_verification_back(
    session: Session, organisation: Organisation, *, actor: Person, reason: str = ""
) -> None:
    """Say that an organisation counts as unchecked again."""
    if organisation.verification is VerificationState.UNVERIFIED:
        return
    organisation.verification = VerificationState.UNVERIFIED
    activity.record(
        session,
        "organisation.unverified",
        organisation,
        actor=actor,
        organisation=organisation,
        reason=reason,
    )
    reindex_everything(session, organisation)


def owners_of(session: Session, organisation: Organisation) -> list[Person]:
    """Those who decide for an organisation and get its mails: owners, and managers of a cluster."""
    return list(
        session.scalars(
            select(Person)
            .join(Membership)
            .where(
                Membership.organisation_id == organisation.id,
                Membership.role.in_((MembershipRole.OWNER, MembershipRole.MANAGER)),
                Person.active,
            )
            .order_by(Person.id)
        )
    )


def free_slug(session: Session, name: str) -> str:
    """A slug for a name that no organisation has."""
    beginning = rules.slug_of(name)
    taken = session.scalars(select(Organisation.slug).where(Organisation.slug.startswith(beginning)))
    return rules.free_slug(name, set(taken))


def reindex_profile(session: Session, organisation: Organisation) -> None:
    """Have the profile's text brought up to date in the search index."""
    promise(session, "index.text", {"item": f"organisation:{organisation.id}"})


def reindex_everything(session: Session, organisation: Organisation) -> None:
    """Have the profile and all the organisation published brought up to date in the search index."""
    promise(session, "index.organisation", {"organisation_id": organisation.id})


def _check(profile: Profile) -> None:
    if (profile.latitude is None) != (profile.longitude is None):
        raise WrongPosition


def _values(profile: Profile) -> dict[str, object]:
    known = asdict(profile)
    return {part.name: known[part.name] for part in fields(profile)}

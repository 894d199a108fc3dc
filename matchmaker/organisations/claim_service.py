"""Verbs on claims of profiles from public data: ask, take back, hand over, refuse."""

from __future__ import annotations

from sqlalchemy.orm import Session

from matchmaker import activity, permissions
from matchmaker.notifications.catalogue import notify
from matchmaker.organisations import claim_queries, rules
from matchmaker.organisations.claim_rules import MOST_WAITING
from matchmaker.organisations.errors import AlreadyClaimed, ClaimSettled, TooManyClaims
from matchmaker.organisations.service import reindex_everything
from models import (
    ClaimGround,
    ClaimState,
    Membership,
    Organisation,
    OrganisationClaim,
    Origin,
    Person,
)
from models.columns import utc_now


def claim_profile(
    session: Session, organisation: Organisation, *, job_title: str, message: str, actor: Person
) -> OrganisationClaim:
    """Say that a profile from public data is one's own organisation's, and tell who decides.

    Harmless to repeat: the claim that waits is returned.

    :param job_title: what the actor does there.
    :param message: how those who decide can see that it is so.
    :raises AlreadyClaimed: its own people look after the profile.
    :raises TooManyClaims: `MOST_WAITING` of the actor's claims wait.
    """
    # The rows are locked: the profile against being handed over now, the person against a claim too many.
    session.refresh(organisation, with_for_update=True)
    if organisation.is_claimed:
        raise AlreadyClaimed(organisation=organisation.name)
    session.refresh(actor, with_for_update=True)
    known = claim_queries.waiting_of(session, actor, organisation)
    if known is not None:
        return known
    if claim_queries.count_waiting_of(session, actor) >= MOST_WAITING:
        raise TooManyClaims(most=MOST_WAITING)
    claim = OrganisationClaim(organisation=organisation, person=actor, job_title=job_title, message=message)
    session.add(claim)
    session.flush()
    _log(session, "claim.asked", claim, actor)
    _tell_deciders(session, claim)
    return claim


def _tell_deciders(session: Session, claim: OrganisationClaim) -> None:
    deciders = claim_queries.deciders_of(session, claim)
    for person in deciders.people:
        notify(
            session,
            "claim_asked",
            to=person,
            organisation=claim.organisation.name,
            slug=claim.organisation.slug,
            claimant=claim.person.name or claim.person.email,
            job_title=claim.job_title,
            at_desk=deciders.at_desk,
        )


def withdraw_claim(session: Session, claim: OrganisationClaim, *, actor: Person) -> OrganisationClaim:
    """Take a claim back. Harmless to repeat.

    :raises ClaimSettled: it was answered.
    :raises NotAllowed: it is somebody else's.
    """
    permissions.check(actor, "claim.withdraw", claim)
    _lock(session, claim)
    if claim.state is ClaimState.WITHDRAWN:
        return claim
    _check_waits(claim)
    claim.state = ClaimState.WITHDRAWN
    _log(session, "claim.withdrawn", claim, actor)
    return claim


def accept_claim(session: Session, claim: OrganisationClaim, *, actor: Person | None) -> OrganisationClaim:
    """Hand a profile over: the claimant becomes its owner, other claims of it are refused, all are told.

    It keeps the key of its source, so that later imports recognise it, and leave it as its owners want it.

    :param actor: None for the operator's command line.
    :raises ClaimSettled: the claim was answered or taken back.
    :raises AlreadyClaimed: its own people look after the profile.
    :raises NotAllowed: the actor does not decide on it.
    """
    organisation = _held_for_decision(session, claim, actor)
    if organisation.is_claimed:
        raise AlreadyClaimed(organisation=organisation.name)
    _make_owner(session, claim.person, organisation)
    organisation.origin = Origin.REGISTERED
    _settle(claim, ClaimState.ACCEPTED, actor)
    activity.record(
        session,
        "organisation.claimed",
        organisation,
        actor=actor,
        organisation=organisation,
        person_id=claim.person_id,
        person=claim.person.name,
        claim_id=claim.id,
    )
    reindex_everything(session, organisation)
    _tell_claimant(session, "claim_accepted", claim)
    for other in claim_queries.others_waiting(session, claim):
        _refuse(session, other, ClaimGround.HANDED_OVER, actor=actor)
    return claim


def _make_owner(session: Session, person: Person, organisation: Organisation) -> None:
    role = rules.first_role(organisation.kind)
    known = person.membership_in(organisation.id)
    if known is None:
        session.add(Membership(person=person, organisation=organisation, role=role))
    else:
        known.role = role


def refuse_claim(
    session: Session,
    claim: OrganisationClaim,
    *,
    ground: ClaimGround,
    actor: Person | None,
    reason: str = "",
) -> OrganisationClaim:
    """Say no to a claim, and tell the claimant why. The profile stays unclaimed; they may ask anew.

    :param ground: one of `models.CHOSEN_GROUNDS`.
    :param reason: the deciding person's words.
    :param actor: None for the operator's command line.
    :raises ClaimSettled: the claim was answered or taken back.
    :raises NotAllowed: the actor does not decide on it.
    """
    _held_for_decision(session, claim, actor)
    _refuse(session, claim, ground, actor=actor, reason=reason)
    return claim


def _refuse(
    session: Session, claim: OrganisationClaim, ground: ClaimGround, *, actor: Person | None, reason: str = ""
) -> None:
    _settle(claim, ClaimState.REFUSED, actor)
    claim.ground, claim.reason = ground, reason[:500]
    # The words are for the claimant alone; the organisation's log is read by others.
    _log(session, "claim.refused", claim, actor, ground=ground.value)
    _tell_claimant(session, "claim_refused", claim, ground=ground.value, reason=claim.reason)


def _held_for_decision(session: Session, claim: OrganisationClaim, actor: Person | None) -> Organisation:
    """Lock the profile and see that its claim still waits for the actor's word."""
    if actor is not None:
        permissions.check(actor, "claim.decide", claim)
    organisation = _lock(session, claim)
    _check_waits(claim)
    return organisation


def _lock(session: Session, claim: OrganisationClaim) -> Organisation:
    """Lock the profile's row, by which all claims of it are decided one after the other."""
    session.refresh(claim.organisation, with_for_update=True)
    session.refresh(claim)
    return claim.organisation


def _check_waits(claim: OrganisationClaim) -> None:
    if claim.state is not ClaimState.WAITING:
        raise ClaimSettled(organisation=claim.organisation.name)


def _settle(claim: OrganisationClaim, state: ClaimState, actor: Person | None) -> None:
    claim.state = state
    claim.decided_by_id = actor.id if actor is not None else None
    claim.decided_at = utc_now()


def _tell_claimant(session: Session, kind: str, claim: OrganisationClaim, **values: str) -> None:
    notify(
        session,
        kind,
        to=claim.person,
        organisation=claim.organisation.name,
        slug=claim.organisation.slug,
        **values,
    )


def _log(session: Session, verb: str, claim: OrganisationClaim, actor: Person | None, **details: str) -> None:
    activity.record(session, verb, claim, actor=actor, organisation=claim.organisation, **details)

"""What decisions bring about: the worker does each once its time to be taken back is over."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from sqlalchemy.orm import Session

from matchmaker.curation import items, suggesting
from matchmaker.curation.errors import ItemChanged, NoLongerWaits
from matchmaker.introductions.brokering_service import release_introduction, stop_introduction
from matchmaker.listings import checks
from matchmaker.listings.quality import Criterion
from matchmaker.listings.service import renew_listing
from matchmaker.notifications.catalogue import notify
from matchmaker.organisations import claim_service, cluster_service, service
from matchmaker.organisations.service import owners_of
from matchmaker.refusals import Refusal
from models import (
    ClaimGround,
    ClusterMembership,
    CuratedSuggestion,
    DecisionState,
    DeskDecision,
    DeskVerdict,
    DismissReason,
    Introduction,
    Listing,
    Organisation,
    OrganisationClaim,
    Person,
    StopReason,
)
from models.columns import utc_now

Effect = Callable[[Session, DeskDecision, Person], None]


def apply_decision(session: Session, *, decision_id: int) -> None:
    """Bring about what was decided, unless it was taken back; harmless to repeat.

    What can't be done any more is noted on the decision, and its manager is told at the desk.
    """
    decision = session.get(DeskDecision, decision_id, with_for_update=True, populate_existing=True)
    if decision is None or decision.state is not DecisionState.PENDING:
        return
    try:
        with session.begin_nested():
            _bring_about(session, decision)
        decision.state = DecisionState.DONE
        decision.done_at = utc_now()
    except Refusal as refusal:
        decision.state = DecisionState.FAILED
        decision.failure = refusal.sentence
        decision.details = {**decision.details, "failure": {k: str(v) for k, v in refusal.values.items()}}


def _bring_about(session: Session, decision: DeskDecision) -> None:
    actor = decision.actor
    if actor is None:
        raise NoLongerWaits
    item = items.waiting_one(
        session, decision.kind, decision.subject_id, actor.managed_cluster_ids, utc_now()
    )
    if item is None:
        raise NoLongerWaits
    if item.version != decision.version:
        raise ItemChanged(title=decision.title)
    EFFECTS[decision.verdict](session, decision, actor)


def _release(session: Session, decision: DeskDecision, actor: Person) -> None:
    introduction = session.get_one(Introduction, decision.subject_id)
    release_introduction(session, introduction, actor=actor, seen=int(decision.version))


def _stop(session: Session, decision: DeskDecision, actor: Person) -> None:
    introduction = session.get_one(Introduction, decision.subject_id)
    stop_introduction(
        session,
        introduction,
        actor=actor,
        reason=StopReason(decision.details["reason"]),
        words=decision.reason,
        seen=int(decision.version),
    )


def _verify(session: Session, decision: DeskDecision, actor: Person) -> None:
    organisation = session.get_one(Organisation, decision.subject_id)
    service.verify_organisation(session, organisation, actor=actor)


def _reject(session: Session, decision: DeskDecision, actor: Person) -> None:
    organisation = session.get_one(Organisation, decision.subject_id)
    service.refuse_verification(
        session, organisation, actor=actor, ground=decision.details["reason"], reason=decision.reason
    )


def _accept(session: Session, decision: DeskDecision, actor: Person) -> None:
    link = session.get_one(ClusterMembership, decision.subject_id)
    cluster_service.accept_member(session, link, actor=actor)


def _decline(session: Session, decision: DeskDecision, actor: Person) -> None:
    link = session.get_one(ClusterMembership, decision.subject_id)
    cluster_service.decline_member(
        session, link, actor=actor, ground=decision.details["reason"], reason=decision.reason
    )


def _hand_over(session: Session, decision: DeskDecision, actor: Person) -> None:
    claim = session.get_one(OrganisationClaim, decision.subject_id)
    claim_service.accept_claim(session, claim, actor=actor)


def _refuse(session: Session, decision: DeskDecision, actor: Person) -> None:
    claim = session.get_one(OrganisationClaim, decision.subject_id)
    ground = ClaimGround(decision.details["reason"])
    claim_service.refuse_claim(session, claim, ground=ground, actor=actor, reason=decision.reason)


def _check(session: Session, decision: DeskDecision, actor: Person) -> None:
    listing = session.get_one(Listing, decision.subject_id)
    scores = {Criterion(name): score for name, score in decision.details["scores"].items()}
    checks.check_listing(session, listing, scores, actor=actor, advice=decision.details["advice"])


def _approve(session: Session, decision: DeskDecision, actor: Person) -> None:
    row = session.get_one(CuratedSuggestion, decision.subject_id)
    suggesting.approve_suggestion(session, row, actor=actor, note=decision.reason)


def _pin(session: Session, decision: DeskDecision, actor: Person) -> None:
    row = session.get_one(CuratedSuggestion, decision.subject_id)
    suggesting.pin_suggestion(session, row, actor=actor, note=decision.reason)


def _dismiss(session: Session, decision: DeskDecision, actor: Person) -> None:
    row = session.get_one(CuratedSuggestion, decision.subject_id)
    reason = DismissReason(decision.details["reason"])
    suggesting.dismiss_suggestion(session, row, actor=actor, reason=reason, note=decision.reason)


def _renew(session: Session, decision: DeskDecision, actor: Person) -> None:
    renew_listing(session, session.get_one(Listing, decision.subject_id), actor=actor)


def _remind(session: Session, decision: DeskDecision, actor: Person) -> None:
    listing = session.get_one(Listing, decision.subject_id)
    for owner in owners_of(session, listing.organisation):
        notify(
            session,
            "listing_reminder",
            to=owner,
            unique_key=f"desk:{decision.id}:reminder:{owner.id}",
            listing_id=listing.id,
            title=listing.title,
            organisation=listing.organisation.name,
            manager=actor.name,
        )


def _leave(session: Session, decision: DeskDecision, actor: Person) -> None:
    """Nothing happens: the decision itself keeps the item off the desk until it changes."""


EFFECTS: Mapping[DeskVerdict, Effect] = {
    DeskVerdict.RELEASE: _release,
    DeskVerdict.STOP: _stop,
    DeskVerdict.VERIFY: _verify,
    DeskVerdict.REJECT: _reject,
    DeskVerdict.ACCEPT: _accept,
    DeskVerdict.DECLINE: _decline,
    DeskVerdict.HAND_OVER: _hand_over,
    DeskVerdict.REFUSE: _refuse,
    DeskVerdict.CHECK: _check,
    DeskVerdict.APPROVE: _approve,
    DeskVerdict.PIN: _pin,
    DeskVerdict.DISMISS: _dismiss,
    DeskVerdict.RENEW: _renew,
    DeskVerdict.REMIND: _remind,
    DeskVerdict.LEAVE: _leave,
}

"""Deciding on what waits: once for each item, with a short time to take it back before it takes effect."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from matchmaker import permissions
from matchmaker.curation import items, queries, rules
from matchmaker.curation.claims import close_items
from matchmaker.curation.errors import (
    AlreadyDecided,
    ItemChanged,
    NeedsTwoManagers,
    NoLongerWaits,
    NotAVerdict,
    NotYourSecondLook,
    TooLateToUndo,
)
from matchmaker.curation.items import Item
from matchmaker.notifications.outbox import promise
from models import (
    LIVE_DECISIONS,
    DecisionState,
    DeskDecision,
    DeskKind,
    DeskSettings,
    DeskVerdict,
    Membership,
    MembershipRole,
    Organisation,
    Person,
)
from models.columns import utc_now


def decide(
    session: Session,
    kind: DeskKind,
    subject_id: int,
    verdict: DeskVerdict,
    *,
    actor: Person,
    seen: str,
    reason: str = "",
    note: str = "",
    details: Mapping[str, Any] | None = None,
    batch: str = "",
) -> DeskDecision:
    """Decide on an item. It takes effect after `rules.UNDO_WINDOW`, or when a second manager agrees.

    :param seen: the item's version that was looked at.
    :param reason: one of `rules.REASONS` where the verdict asks for one.
    :param note: words of the manager, read by those it concerns.
    :param batch: names decisions that are taken back together.
    :raises NotAVerdict: such an item takes no such verdict or reason.
    :raises AlreadyDecided: another manager was faster; says who did what.
    :raises NoLongerWaits: it was settled elsewhere, or is in nobody's hands that the actor manages.
    :raises ItemChanged: it is not what was looked at.
    """
    if not rules.is_allowed(kind, verdict) or not rules.is_reason(verdict, reason):
        raise NotAVerdict
    now = utc_now()
    item = _item_to_decide(session, kind, subject_id, actor, now)
    if item.version != seen:
        raise ItemChanged(title=item.title)
    settings = session.get(DeskSettings, item.cluster_id)
    second_look = settings is not None and rules.needs_second_look(kind, verdict, settings.second_look)
    decision = DeskDecision(
        kind=kind,
        subject_id=subject_id,
        version=item.version,
        title=item.title[:300],
        cluster_id=item.cluster_id,
        organisation_id=item.organisation_id,
        verdict=verdict,
        reason=note[:500],
        details={**(details or {}), "reason": reason},
        batch=batch or new_batch(),
        state=DecisionState.SECOND_LOOK if second_look else DecisionState.PENDING,
        actor=actor,
        decided_at=now,
    )
    _keep_as_the_only_one(session, decision)
    if not second_look:
        _set_clock(session, decision, now)
    close_items(session, actor=actor)
    return decision


def new_batch() -> str:
    """A name for decisions that are taken back together."""
    return secrets.token_hex(16)


def _item_to_decide(session: Session, kind: DeskKind, subject_id: int, actor: Person, now: datetime) -> Item:
    live = queries.live_decision(session, kind, subject_id)
    if live is not None:
        raise _told(live)
    item = items.waiting_one(session, kind, subject_id, actor.managed_cluster_ids, now)
    if item is None:
        last = queries.last_decision(session, kind, subject_id)
        if last is not None and last.cluster_id in actor.managed_cluster_ids:
            raise _told(last)
        raise NoLongerWaits
    return item


def _told(decision: DeskDecision) -> AlreadyDecided:
    name = decision.actor.name or decision.actor.email if decision.actor is not None else ""
    return AlreadyDecided(decision.verdict, name=name, title=decision.title)


def _keep_as_the_only_one(session: Session, decision: DeskDecision) -> None:
    """Write the decision, unless another one on the same item was written at this very moment."""
    kind, subject_id = decision.kind, decision.subject_id
    try:
        with session.begin_nested():
            session.add(decision)
    except IntegrityError:
        live = queries.live_decision(session, kind, subject_id)
        raise _told(live) if live is not None else NoLongerWaits from None


def _set_clock(session: Session, decision: DeskDecision, now: datetime) -> None:
    decision.effective_at = now + rules.UNDO_WINDOW
    session.flush()
    promise(
        session,
        "desk.apply",
        {"decision_id": decision.id},
        unique_key=f"desk:{decision.id}:{now.isoformat()}",
        due_at=decision.effective_at,
    )


def agree(session: Session, decision: DeskDecision, *, actor: Person) -> DeskDecision:
    """Be the second pair of eyes; the decision takes effect after `rules.UNDO_WINDOW`.

    :raises NotYourSecondLook: the actor decided first.
    :raises AlreadyDecided: it needs nobody any more.
    """
    _hold_for_second_look(session, decision, actor)
    decision.second = actor
    decision.state = DecisionState.PENDING
    _set_clock(session, decision, utc_now())
    close_items(session, actor=actor)
    return decision


def send_back(session: Session, decision: DeskDecision, *, actor: Person, note: str = "") -> DeskDecision:
    """Disagree with a first decision: the item waits again, with a note for who looks next.

    :raises NotYourSecondLook: the actor decided first.
    :raises AlreadyDecided: it needs nobody any more.
    """
    _hold_for_second_look(session, decision, actor)
    decision.second = actor
    decision.state = DecisionState.SENT_BACK
    decision.details = {**decision.details, "sent_back": note[:500]}
    return decision


def _hold_for_second_look(session: Session, decision: DeskDecision, actor: Person) -> None:
    session.refresh(decision, with_for_update=True)
    if decision.actor_id == actor.id:
        raise NotYourSecondLook
    if decision.state is not DecisionState.SECOND_LOOK:
        raise _told(decision)


def undo(session: Session, batch: str, *, actor: Person) -> Sequence[DeskDecision]:
    """Take back decisions of one press of a key, all or as many as have not taken effect.

    :returns: those taken back; the items wait again.
    :raises TooLateToUndo: all of them have taken effect, or are somebody else's.
    """
    decisions = session.scalars(
        select(DeskDecision)
        .where(
            DeskDecision.batch == batch,
            (DeskDecision.actor_id == actor.id) | (DeskDecision.second_id == actor.id),
            DeskDecision.state.in_(LIVE_DECISIONS),
        )
        .order_by(DeskDecision.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).all()
    if not decisions:
        raise TooLateToUndo
    for decision in decisions:
        decision.state = DecisionState.UNDONE
        decision.effective_at = None
    return decisions


def set_second_look(
    session: Session, cluster: Organisation, kinds: Sequence[DeskKind], *, actor: Person
) -> DeskSettings:
    """Say on which kinds of items two managers of a cluster must agree.

    Decisions under way are settled by the rules they were made under.

    :raises NeedsTwoManagers: the cluster has only one.
    :raises NotAllowed: the actor does not manage the cluster.
    """
    permissions.check(actor, "desk.use", cluster)
    if kinds and len(_managers(session, cluster)) < 2:
        raise NeedsTwoManagers
    settings = queries.settings_of(session, cluster)
    settings.second_look = [kind.value for kind in DeskKind if kind in kinds]
    session.add(settings)
    session.flush()
    return settings


def _managers(session: Session, cluster: Organisation) -> Sequence[int]:
    return session.scalars(
        select(Membership.person_id)
        .join(Membership.person)
        .where(
            Membership.organisation_id == cluster.id,
            Membership.role == MembershipRole.MANAGER,
            Person.active,
        )
    ).all()

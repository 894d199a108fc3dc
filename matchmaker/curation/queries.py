"""The queue as a manager sees it: what waits, who has it open, what was decided already."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import Session, aliased, joinedload

from matchmaker.curation import items, rules
from matchmaker.curation.items import Item
from models import (
    ACCEPTED_STATES,
    LIVE_DECISIONS,
    Activity,
    Base,
    CuratedSuggestion,
    DecisionState,
    DeskClaim,
    DeskDecision,
    DeskKind,
    DeskSettings,
    Introduction,
    Listing,
    Organisation,
    Person,
    Project,
)

#: Kinds of which a decision to leave things as they are stands until they change.
_SETTLED_BY_DECISION = (DeskKind.LAPSE, DeskKind.ANSWER)
_REMEMBERED = timedelta(days=90)
#: What could not be done is told for so long.
_TOLD_FOR = timedelta(days=2)

Subject = tuple[DeskKind, int]


@dataclass(frozen=True, slots=True)
class Waiting:
    """An item of the queue as one manager sees it."""

    item: Item
    #: Somebody else who has it open.
    opened_by: DeskClaim | None
    #: Another manager's decision that needs this one's agreement.
    first: DeskDecision | None
    urgency: rules.Urgency


@dataclass(frozen=True, slots=True)
class Queue:
    """Everything that waits for a manager, the most pressing first."""

    entries: Sequence[Waiting]
    #: Decided by this manager, waiting for a second one.
    for_others: int
    #: The manager's last decisions that can still be taken back: of one press of a key.
    last: Sequence[DeskDecision]
    #: The manager's decisions that could not be done, lately.
    failed: Sequence[DeskDecision]

    def of(self, kind: DeskKind | None) -> list[Waiting]:
        """The items of a kind; all for None."""
        return [entry for entry in self.entries if kind in (None, entry.item.kind)]

    @property
    def counts(self) -> Mapping[DeskKind, int]:
        """How many of each kind wait; kinds of which none does are left out."""
        counts = {kind: len(self.of(kind)) for kind in rules.KINDS}
        return {kind: count for kind, count in counts.items() if count}


def queue_of(session: Session, person: Person, now: datetime) -> Queue:
    """The queue of the clusters a person manages."""
    cluster_ids = person.managed_cluster_ids
    decisions = _decisions(session, cluster_ids, person, now)
    settled = {
        (d.kind, d.subject_id, d.version)
        for d in decisions
        if d.state is DecisionState.DONE and d.kind in _SETTLED_BY_DECISION
    }
    live = {(d.kind, d.subject_id): d for d in decisions if d.state in LIVE_DECISIONS}
    claims = _claims_of_others(session, person, now)
    entries = []
    for item in items.waiting(session, cluster_ids, now):
        subject = (item.kind, item.subject_id)
        first = live.get(subject)
        if (*subject, item.version) in settled or _is_out_of_hand(first, person):
            continue
        urgency = rules.urgency_of(item.due, now)
        entries.append(Waiting(item, claims.get(subject), first, urgency))
    entries.sort(key=lambda entry: rules.order_of(entry.item.kind, entry.item.due, entry.item.since, now))
    return Queue(
        entries,
        for_others=sum(
            d.state is DecisionState.SECOND_LOOK and d.actor_id == person.id for d in live.values()
        ),
        last=_last_batch(decisions, person),
        failed=[d for d in decisions if d.state is DecisionState.FAILED and d.actor_id == person.id],
    )


def _is_out_of_hand(decision: DeskDecision | None, person: Person) -> bool:
    """Is there nothing for the person to do: decided already, or another manager's turn?"""
    if decision is None:
        return False
    return decision.state is not DecisionState.SECOND_LOOK or decision.actor_id == person.id


def _last_batch(decisions: Sequence[DeskDecision], person: Person) -> list[DeskDecision]:
    own = [
        d
        for d in decisions
        if d.state in LIVE_DECISIONS and person.id in (d.second_id or d.actor_id, d.actor_id)
    ]
    if not own:
        return []
    newest = max(own, key=lambda d: (d.decided_at, d.id))
    return [d for d in own if d.batch == newest.batch]


def _decisions(
    session: Session, cluster_ids: Collection[int], person: Person, now: datetime
) -> Sequence[DeskDecision]:
    kept = (
        DeskDecision.state.in_(LIVE_DECISIONS),
        (DeskDecision.state == DecisionState.DONE)
        & DeskDecision.kind.in_(_SETTLED_BY_DECISION)
        & (DeskDecision.decided_at >= now - _REMEMBERED),
        (DeskDecision.state == DecisionState.FAILED)
        & (DeskDecision.actor_id == person.id)
        & (DeskDecision.decided_at >= now - _TOLD_FOR),
    )
    return session.scalars(
        select(DeskDecision)
        .where(DeskDecision.cluster_id.in_(cluster_ids), or_(*kept))
        .options(joinedload(DeskDecision.actor))
        .order_by(DeskDecision.id)
    ).all()


def _claims_of_others(session: Session, person: Person, now: datetime) -> dict[Subject, DeskClaim]:
    claims = session.scalars(
        select(DeskClaim)
        .where(DeskClaim.person_id != person.id, DeskClaim.expires_at > now)
        .options(joinedload(DeskClaim.person))
    )
    return {(claim.kind, claim.subject_id): claim for claim in claims}


def _is_about(kind: DeskKind, subject_id: int) -> ColumnElement[bool]:
    return (DeskDecision.kind == kind) & (DeskDecision.subject_id == subject_id)


def done_since(session: Session, person: Person, now: datetime) -> int:
    """How much a manager has settled within a day."""
    counted = select(func.count(DeskDecision.id)).where(
        DeskDecision.actor_id == person.id,
        DeskDecision.decided_at >= now - timedelta(days=1),
        DeskDecision.state.in_((*LIVE_DECISIONS, DecisionState.DONE)),
    )
    return session.scalar(counted) or 0


def live_decision(session: Session, kind: DeskKind, subject_id: int) -> DeskDecision | None:
    """The decision on an item that is under way."""
    return session.scalar(
        select(DeskDecision)
        .where(_is_about(kind, subject_id), DeskDecision.state.in_(LIVE_DECISIONS))
        .options(joinedload(DeskDecision.actor))
    )


def last_decision(session: Session, kind: DeskKind, subject_id: int) -> DeskDecision | None:
    """The newest decision on an item that was not taken back."""
    return session.scalar(
        select(DeskDecision)
        .where(_is_about(kind, subject_id), DeskDecision.state != DecisionState.UNDONE)
        .options(joinedload(DeskDecision.actor), joinedload(DeskDecision.second))
        .order_by(DeskDecision.id.desc())
        .limit(1)
    )


def suggestions_for(session: Session, organisation: Organisation) -> Sequence[CuratedSuggestion]:
    """Everything kept of partners for a member, with the partners, the last decided first."""
    return session.scalars(
        select(CuratedSuggestion)
        .where(CuratedSuggestion.organisation_id == organisation.id)
        .options(joinedload(CuratedSuggestion.target), joinedload(CuratedSuggestion.decided_by))
        .order_by(CuratedSuggestion.decided_at.desc(), CuratedSuggestion.id)
    ).all()


def waiting_suggestion(
    session: Session, row: CuratedSuggestion, person: Person, now: datetime
) -> Item | None:
    """A suggestion as an item of the desk; None where it was decided on already."""
    return items.waiting_one(session, DeskKind.SUGGESTION, row.id, person.managed_cluster_ids, now)


def settings_of(session: Session, cluster: Organisation) -> DeskSettings:
    """How a cluster wants its desk to work; not yet stored where it never said so."""
    return session.get(DeskSettings, cluster.id) or DeskSettings(cluster_id=cluster.id, second_look=[])


@dataclass(frozen=True, slots=True)
class Thread:
    """What happened with a member lately, the newest first, and what it happened to."""

    entries: Sequence[Activity]
    #: Titles by table and id.
    titles: Mapping[tuple[str, int], str]

    def title_of(self, entry: Activity) -> str:
        """What an entry is about; empty where that is the member itself, or gone."""
        return self.titles.get((entry.subject_kind, entry.subject_id), "") or entry.details.get("target", "")


def thread_of(session: Session, organisation_id: int, limit: int = 14) -> Thread:
    """The newest entries of a member's log, with who did it and titles, in four queries.

    What it was asked and accepted belongs to it too; what it was asked before tells nobody who asks.
    """
    accepted = select(Introduction.id).where(
        Introduction.asked_organisation_id == organisation_id, Introduction.state.in_(ACCEPTED_STATES)
    )
    of_introduction = (Activity.subject_kind == Introduction.__tablename__) & Activity.subject_id.in_(
        accepted
    )
    entries = session.scalars(
        select(Activity)
        .where(or_(Activity.organisation_id == organisation_id, of_introduction))
        .options(joinedload(Activity.actor))
        .order_by(Activity.at.desc(), Activity.id.desc())
        .limit(limit)
    ).all()
    titles: dict[tuple[str, int], str] = {}
    for model in (Listing, Project):
        for number, title in session.execute(
            select(model.id, model.title).where(model.id.in_(_subjects(entries, model)))
        ):
            titles[model.__tablename__, number] = title
    other = aliased(Organisation)
    for number, name in session.execute(
        select(Introduction.id, other.name)
        .join(
            other,
            (other.id.in_((Introduction.asking_organisation_id, Introduction.asked_organisation_id)))
            & (other.id != organisation_id),
        )
        .where(Introduction.id.in_(_subjects(entries, Introduction)))
    ):
        titles[Introduction.__tablename__, number] = name
    return Thread(entries, titles)


def _subjects(entries: Sequence[Activity], model: type[Base]) -> set[int]:
    return {entry.subject_id for entry in entries if entry.subject_kind == model.__tablename__}

"""One move of a visit: its spaces and itself locked, checked, logged, told to others."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from matchmaker import activity
from matchmaker.notifications.catalogue import notify
from matchmaker.visits import errors, rules
from matchmaker.visits.places import give_back
from matchmaker.visits.rules import ENDED_STATES, Clock, Move
from matchmaker.visits.sides import people_of, sides_of
from models import Person, ProposalState, Space, Visit, VisitSide, VisitState, WaitingState

#: Read anew once a visit is held, because others may have changed it while we waited.
_PARTS = ("spaces", "proposals", "waiting_place", "feedback", "party")


def hold_spaces(session: Session, ids: Collection[int]) -> None:
    """Lock spaces, in order of their ids, so that what is counted in them stays true.

    Taken before a visit's own lock. Rows that only name a space are not kept waiting
    (``FOR NO KEY UPDATE``); on SQLite the transaction holds the one write lock already.
    """
    locked = select(Space).where(Space.id.in_(ids)).order_by(Space.id)
    session.scalars(
        locked.with_for_update(key_share=True), execution_options={"populate_existing": True}
    ).all()


def hold(session: Session, visit: Visit, *more: int) -> None:
    """Lock the spaces of a visit and the visit, and read it anew, so that a verb decides on what is true now.

    :param more: ids of further spaces.
    :raises ChangedMeanwhile: it was given other spaces in between.
    """
    spaces = {row.space_id for row in visit.spaces}
    hold_spaces(session, spaces | set(more))
    session.refresh(visit, with_for_update={"key_share": True})
    session.expire(visit, _PARTS)
    if {row.space_id for row in visit.spaces} - spaces:
        raise errors.ChangedMeanwhile


def check_still(visit: Visit, wanted: Move, actor: Person | None, seen: int | None = None) -> None:
    """The more telling refusal first: that it was answered, then that it merely moved.

    :raises NotYourMove: also `TooLate` and `ChangedMeanwhile`.
    """
    rules.check_move(wanted, visit.state, None if actor is None else sides_of(actor, visit))
    rules.check_seen(seen, visit.version)


def move(
    session: Session,
    visit: Visit,
    wanted: Move,
    *,
    actor: Person | None,
    now: datetime,
    what: str = "",
    words: str = "",
    **details: str | int | None,
) -> None:
    """Bring a held visit into the state that a move leads to.

    Its clock stops; what waited for an answer on it is closed; one that nobody comes for gives its places
    back and forgets the names of its party.

    :param actor: None where the service acts by itself.
    :param what: what the log calls it, if not by the new state.
    :raises NotYourMove: the person acts for no side that makes it.
    :raises TooLate: it does not start from where the visit stands.
    """
    before = visit.state
    visit.state = rules.check_move(wanted, before, None if actor is None else sides_of(actor, visit))
    visit.state_since = now
    visit.version += 1
    visit.remind_at = visit.answer_due_at = visit.reminded_at = None
    _close_what_waits(visit)
    if visit.state in ENDED_STATES and visit.state is not VisitState.COMPLETED:
        give_back(session, visit)
        visit.party = []
    log(session, visit, what or visit.state.value, actor=actor, words=words, before=before.value, **details)


def _close_what_waits(visit: Visit) -> None:
    for proposal in visit.proposals:
        if proposal.state is ProposalState.OPEN:
            proposal.state = ProposalState.REPLACED
    place = visit.waiting_place
    if place is not None and visit.state is not VisitState.WAITING:
        if place.state in (WaitingState.WAITING, WaitingState.OFFERED):
            place.state = WaitingState.LEFT
        place.offered_until = None


def start_clock(visit: Visit, clock: Clock) -> None:
    """Set until when an answer is waited for."""
    visit.remind_at, visit.answer_due_at = clock.remind_at, clock.due_at


def log(
    session: Session,
    visit: Visit,
    what: str,
    *,
    actor: Person | None,
    words: str = "",
    **details: str | int | None,
) -> None:
    """Write down what happened, with the days it was about, in the log of the visiting organisation.

    :param what: a past participle, for example ``accepted``.
    """
    activity.record(
        session,
        f"visit.{what}",
        visit,
        actor=actor,
        organisation=visit.organisation,
        reason=words[: rules.LONGEST_WORDS],
        **{
            "first": visit.starts_on.isoformat(),
            "last": visit.ends_on.isoformat(),
            "version": visit.version,
            **details,
        },
    )


def tell(
    session: Session,
    visit: Visit,
    kind: str,
    side: VisitSide,
    *,
    about: str = "",
    besides: Person | None = None,
    **values: object,
) -> None:
    """Promise a mail to the people of one side, once for each version of the visit.

    :param about: what else it is about, where one version gives rise to several.
    :param besides: the person who acted, who knows.
    :param values: what the kind's templates use beside ``visit``, ``token``, ``version`` and ``side``.
    """
    for person in people_of(session, visit, side):
        if besides is not None and person.id == besides.id:
            continue
        notify(
            session,
            kind,
            to=person,
            unique_key=f"visit:{visit.id}:{visit.version}:{kind}:{person.id}"
            + (f":{about}" if about else ""),
            thread=f"visit-{visit.thread}",
            visit_id=visit.id,
            token=visit.token,
            version=visit.version,
            side=side.value,
            **values,
        )

"""Verbs on dates: propose others, take or turn down what is proposed, ask for others; the thread stays."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from matchmaker.agreements.house_days import Stay
from matchmaker.visits import errors, places, queries, rules
from matchmaker.visits.booking import answer_or_wait_for_it, book
from matchmaker.visits.moving import check_still, hold, log, move, start_clock, tell
from matchmaker.visits.rules import Move, stay_of
from matchmaker.visits.sides import sides_of
from matchmaker.visits.standings import answer_days, confirms_at_once, note_standing
from matchmaker.visits.waiting_service import pass_on_freed
from models import Person, ProposalState, Space, Visit, VisitProposal, VisitSide, VisitState
from models.columns import utc_now

_OTHER = {VisitSide.HOST: VisitSide.VISITOR, VisitSide.VISITOR: VisitSide.HOST}


def propose_dates(
    session: Session,
    visit: Visit,
    stay: Stay,
    *,
    actor: Person,
    space: Space | None = None,
    words: str = "",
    seen: int | None = None,
    now: datetime | None = None,
) -> VisitProposal:
    """Propose other dates, or another space, to the other side.

    The host of a request that waits: the visitor answers, or it lapses. Who stood in line leaves it, and a
    place that was kept goes to the next. Either side of a confirmed visit: its places are kept until the
    other side agrees.

    :param space: in place of those asked for; None for the same.
    :raises TooLate: it is answered, has lapsed or is over; a visitor asks anew with `ask_other_dates`.
    :raises ChangedMeanwhile: or it moved otherwise since the actor looked.
    :raises WrongDates: also `TooLong`, `NothingOpen`, `NotThere` and `AlreadyAsked`.
    :raises Full: there is no room on these days either.
    """
    now = now or utc_now()
    hold(session, visit, *([space.id] if space is not None else []))
    confirmed = visit.state is VisitState.ACCEPTED
    check_still(visit, Move.SHIFT if confirmed else Move.PROPOSE, actor, seen)
    side = _side_of(actor, visit, prefer=VisitSide.HOST)
    _check_dates(session, visit, stay, space, now)
    if confirmed:
        visit.version += 1
        _replace_open(visit)
    else:
        places.give_back(session, visit)
        move(session, visit, Move.PROPOSE, actor=actor, now=now, what="dates_proposed", words=words,
             **_named(stay))  # fmt: skip
        visit.first_answered_at = visit.first_answered_at or now
        visit.answered_by = actor
        start_clock(visit, rules.answer_clock(now, stay, visit.venue.time_zone, answer_days(visit)))
    session.flush()
    proposal = VisitProposal(
        visit=visit,
        proposed_by=actor,
        side=side,
        starts_on=stay.first,
        ends_on=stay.last,
        space=space,
        words=words[: rules.LONGEST_WORDS],
    )
    session.add(proposal)
    session.flush()
    if confirmed:
        log(session, visit, "dates_proposed", actor=actor, words=words, **_named(stay))
    tell(session, visit, "visit_dates_proposed", _OTHER[side])
    if not confirmed:
        pass_on_freed(session, places.spaces_of(visit), now=now)
    return proposal


def _named(stay: Stay) -> dict[str, str]:
    return {"proposed_first": stay.first.isoformat(), "proposed_last": stay.last.isoformat()}


def _side_of(actor: Person, visit: Visit, *, prefer: VisitSide) -> VisitSide:
    sides = sides_of(actor, visit)
    return prefer if prefer in sides else _OTHER[prefer]


def _replace_open(visit: Visit) -> None:
    for proposal in visit.proposals:
        if proposal.state is ProposalState.OPEN:
            proposal.state = ProposalState.REPLACED


def _check_dates(session: Session, visit: Visit, stay: Stay, space: Space | None, now: datetime) -> None:
    rules.check_stay(stay, rules.today_in(visit.venue.time_zone, now))
    _check_alone(session, visit, stay)
    if space is not None:
        if space.venue_id != visit.venue_id:
            raise errors.NotThere
        rules.check_party(visit.party_size, space.capacity)
    spaces = [space] if space is not None else places.spaces_of(visit)
    full = places.full_days(session, visit, spaces, stay)
    if full:
        raise errors.Full(full)


def _check_alone(session: Session, visit: Visit, stay: Stay) -> None:
    if queries.overlapping(session, visit.organisation_id, visit.venue_id, stay, besides=visit) is not None:
        raise errors.AlreadyAsked


def open_proposal(visit: Visit) -> VisitProposal | None:
    """The proposal that waits for the other side."""
    return next((one for one in visit.proposals if one.state is ProposalState.OPEN), None)


def agree_to_dates(
    session: Session, visit: Visit, *, actor: Person, seen: int | None = None, now: datetime | None = None
) -> Visit:
    """Take the dates that the other side proposed; they are booked, and a calendar entry moves.

    :raises NoProposal: none waits.
    :raises NotYourMove: the actor's own side proposed them.
    :raises TooLate: also `ChangedMeanwhile`, `AlreadyOver` and `AlreadyAsked`.
    :raises Full: others have taken the places meanwhile.
    """
    now = now or utc_now()
    proposal = _held_proposal(session, visit, actor, seen)
    confirmed = visit.state is VisitState.ACCEPTED
    rules.check_ahead(stay_of(proposal), rules.today_in(visit.venue.time_zone, now))
    _check_alone(session, visit, stay_of(proposal))
    spaces = [proposal.space] if proposal.space is not None else places.spaces_of(visit)
    if confirmed:
        _rebook(session, visit, spaces, stay_of(proposal), actor=actor, now=now, taken=proposal)
        return visit
    with session.begin_nested():
        proposal.state = ProposalState.TAKEN
        places.lay_out(visit, spaces, stay_of(proposal), visit.party_size)
        note_standing(session, visit, spaces, now)
        book(session, visit, Move.AGREE, actor=actor, now=now)
    visit.answered_at = now
    visit.sequence += 1
    tell(session, visit, "visit_booked", VisitSide.HOST)
    return visit


def _held_proposal(session: Session, visit: Visit, actor: Person, seen: int | None) -> VisitProposal:
    waiting = open_proposal(visit)
    hold(session, visit, *([waiting.space_id] if waiting is not None and waiting.space_id else []))
    proposal = open_proposal(visit)
    if proposal is None:
        raise errors.NoProposal
    if _OTHER[proposal.side] not in sides_of(actor, visit):
        raise errors.NotYourMove
    rules.check_seen(seen, visit.version)
    return proposal


def turn_down_dates(
    session: Session,
    visit: Visit,
    *,
    actor: Person,
    words: str = "",
    seen: int | None = None,
) -> Visit:
    """Say no to other dates of a confirmed visit, which stays as it is.

    Who does not want the dates proposed for a request withdraws it, or asks for others.

    :raises NoProposal: none waits.
    :raises NotYourMove: the actor's own side proposed them.
    :raises TooLate: the visit is not confirmed.
    """
    proposal = _held_proposal(session, visit, actor, seen)
    check_still(visit, Move.SHIFT, actor)
    proposal.state = ProposalState.TURNED_DOWN
    visit.version += 1
    log(session, visit, "dates_turned_down", actor=actor, words=words)
    tell(session, visit, "visit_dates_turned_down", proposal.side, words=words[: rules.LONGEST_WORDS])
    return visit


def ask_other_dates(
    session: Session,
    visit: Visit,
    stay: Stay,
    *,
    actor: Person,
    seen: int | None = None,
    now: datetime | None = None,
) -> Visit:
    """Change the dates, for the visitor.

    A request that waits is asked anew on the same thread. A confirmed visit moves at once where its spaces
    are confirmed at once; else the dates are proposed to the host, and its places are kept until then.

    :raises TooLate: also `ChangedMeanwhile`, `WrongDates`, `TooLong`, `NothingOpen` and `AlreadyAsked`.
    :raises Full: there is no room on these days; it stays as it was.
    """
    now = now or utc_now()
    hold(session, visit)
    confirmed = visit.state is VisitState.ACCEPTED
    check_still(visit, Move.SHIFT if confirmed else Move.REDATE, actor, seen)
    _check_dates(session, visit, stay, None, now)
    if not confirmed:
        _ask_anew(session, visit, stay, actor, now)
        return visit
    try:
        _rebook(session, visit, places.spaces_of(visit), stay, actor=actor, now=now, only_at_once=True)
    except _HostDecides:
        propose_dates(session, visit, stay, actor=actor, now=now)
    else:
        tell(session, visit, "visit_booked", VisitSide.HOST)
    return visit


class _HostDecides(Exception):  # noqa: N818 - it is no fault
    """The other dates are not within the terms, or the space is on approval."""


def _ask_anew(session: Session, visit: Visit, stay: Stay, actor: Person, now: datetime) -> None:
    before = places.spaces_of(visit)
    places.give_back(session, visit)
    move(session, visit, Move.REDATE, actor=actor, now=now, what="dates_changed", **_named(stay))
    places.lay_out(visit, before, stay, visit.party_size)
    note_standing(session, visit, before, now)
    session.flush()
    answer_or_wait_for_it(session, visit, now=now)
    pass_on_freed(session, before, now=now)


def _rebook(
    session: Session,
    visit: Visit,
    spaces: list[Space],
    stay: Stay,
    *,
    actor: Person,
    now: datetime,
    taken: VisitProposal | None = None,
    only_at_once: bool = False,
) -> None:
    """Move a confirmed visit: its places are given back and others taken, both or neither.

    :raises Full: there is no room; it stays as it was.
    """
    before = places.spaces_of(visit)
    with session.begin_nested():
        if taken is not None:
            taken.state = ProposalState.TAKEN
        places.give_back(session, visit)
        places.lay_out(visit, spaces, stay, visit.party_size)
        note_standing(session, visit, spaces, now)
        if only_at_once and not confirms_at_once(visit):
            raise _HostDecides
        book(session, visit, Move.SHIFT, actor=actor, now=now, what="moved")
    visit.sequence += 1
    pass_on_freed(session, before, now=now)

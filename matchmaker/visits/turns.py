"""Whose turn it is on a visit."""

from __future__ import annotations

from collections.abc import Collection

from matchmaker.visits.proposing_service import open_proposal
from models import Visit, VisitSide, VisitState, WaitingState


def waits_for(visit: Visit, sides: Collection[VisitSide]) -> bool:
    """Does a visit wait for one of some sides: for an answer, or to take a place that is kept?

    A visit on the waiting list for which nothing came free yet waits for nobody's answer.
    """
    proposal = open_proposal(visit)
    if proposal is not None:
        return any(side is not proposal.side for side in sides)
    if visit.state is VisitState.REQUESTED:
        return VisitSide.HOST in sides
    place = visit.waiting_place
    offered = place is not None and place.state is WaitingState.OFFERED
    return visit.state is VisitState.WAITING and offered and VisitSide.VISITOR in sides

"""What the engine proposes to managers: for each member the best partners that nobody has looked at."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path

from sqlalchemy import delete, exists, or_, select
from sqlalchemy.orm import Session

from matchmaker.curation.rules import PROPOSAL_LIFETIME
from matchmaker.curation.suggesting import Found, keep_suggestion
from matchmaker.listings.queries import is_shown
from matchmaker.matching import Index, IndexReader
from matchmaker.suggestions.queries import SuggestionSearch
from matchmaker.suggestions.reasons import Suggestion
from matchmaker.suggestions.rules import TargetKind
from matchmaker.suggestions.seen import seen_list
from matchmaker.suggestions.subjects import subject_of_organisation
from models import (
    ClusterMembership,
    ClusterMembershipState,
    CuratedState,
    CuratedSuggestion,
    Direction,
    Introduction,
    Listing,
    Membership,
    MembershipRole,
    Organisation,
    PairBlock,
    VerificationState,
)

#: So many proposals for a member wait at a time: a desk is no list to scroll through.
PROPOSED_EACH = 1
LOOKED_AT = 10


def propose_all(session: Session, index: Index, *, now: datetime) -> int:
    """Propose partners for every verified member that needs something, and forget the oldest proposals.

    Harmless to repeat: a pair is proposed once.

    :returns: how many suggestions were proposed.
    """
    session.execute(
        delete(CuratedSuggestion).where(
            CuratedSuggestion.state == CuratedState.PROPOSED,
            CuratedSuggestion.created_at < now - PROPOSAL_LIFETIME,
        )
    )
    return sum(propose_for(session, index, member, now=now) for member in _managed_members(session, now))


def propose_in_place(session: Session, folder: Path, *, now: datetime) -> int:
    """Propose partners by the index in a folder, outside any application: `propose_all`."""
    return propose_all(session, Index(IndexReader(folder).snapshot), now=now)


def propose_for(session: Session, index: Index, member: Organisation, *, now: datetime) -> int:
    """Propose partners for one member, unless as many wait already.

    :returns: how many were proposed.
    """
    wanted = PROPOSED_EACH - _waiting(session, member)
    if wanted <= 0:
        return 0
    subject = subject_of_organisation(session, member, now)
    search = SuggestionSearch(session, index, subject, asker=member, now=now)
    found = search.found(TargetKind.PARTNER, 0, LOOKED_AT).suggestions
    known = _known_partners(session, member)
    proposed = 0
    for suggestion, target in _introducible(found):
        if proposed == wanted or target.id in known:
            continue
        keep_suggestion(session, member, target, found_by(suggestion, search))
        proposed += 1
    return proposed


def found_by(suggestion: Suggestion, search: SuggestionSearch) -> Found:
    """How a suggestion came about, as the engine's list shows it."""
    best = suggestion.pairs[0] if suggestion.pairs else None
    return Found(
        subject=_slug(best.ask.id) if best is not None and not best.ask.id.startswith("organisation") else "",
        words=best.words if best is not None else (),
        ask_title=best.ask.name if best is not None else "",
        item_title=best.item.name if best is not None else "",
        seen=seen_list(search, TargetKind.PARTNER, suggestion.target.id),
    )


def _slug(item_id: str) -> str:
    """How addresses name a text of the index: ``listing:12`` is ``listing-12``."""
    return item_id.replace(":", "-", 1)


def _introducible(found: Sequence[Suggestion]) -> Iterator[tuple[Suggestion, Organisation]]:
    """Those somebody answers for and who are open to being introduced."""
    for suggestion in found:
        target = suggestion.target
        if isinstance(target, Organisation) and target.is_claimed and target.open_to_introductions:
            yield suggestion, target


def _managed_members(session: Session, now: datetime) -> Sequence[Organisation]:
    """Verified members of clusters that somebody manages, with a need that is shown."""
    needs = select(Listing.organisation_id).where(
        Listing.direction == Direction.NEED, is_shown(today=now.date())
    )
    managed = exists().where(
        Membership.organisation_id == ClusterMembership.cluster_id,
        Membership.role == MembershipRole.MANAGER,
    )
    return session.scalars(
        select(Organisation)
        .where(
            Organisation.verification == VerificationState.VERIFIED,
            Organisation.hidden.is_(False),
            Organisation.id.in_(needs),
            Organisation.id.in_(
                select(ClusterMembership.organisation_id).where(
                    ClusterMembership.state == ClusterMembershipState.ACTIVE, managed
                )
            ),
        )
        .order_by(Organisation.id)
    ).all()


def _waiting(session: Session, member: Organisation) -> int:
    return len(
        session.scalars(
            select(CuratedSuggestion.id).where(
                CuratedSuggestion.organisation_id == member.id,
                CuratedSuggestion.state == CuratedState.PROPOSED,
            )
        ).all()
    )


def _known_partners(session: Session, member: Organisation) -> set[int]:
    """Those that were proposed to the member or to whom it was, met in an introduction, or are blocked."""
    known: set[int] = set()
    pairs = (
        (CuratedSuggestion.organisation_id, CuratedSuggestion.target_id),
        (Introduction.asking_organisation_id, Introduction.asked_organisation_id),
        (PairBlock.lower_organisation_id, PairBlock.higher_organisation_id),
    )
    for one, other in pairs:
        for ids in session.execute(select(one, other).where(or_(one == member.id, other == member.id))):
            known.update(ids)
    return known

"""Checking the text of a need or an offer: the scores, what the author reads, what follows from a zero."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from matchmaker import activity
from matchmaker.listings.quality import Criterion, Quality, Scores, TextFacts, quality_of
from matchmaker.listings.service import withdraw_listing
from matchmaker.notifications.catalogue import notify
from matchmaker.organisations.service import owners_of
from models import Listing, ListingCheck, Person, PublicationState


def facts_of(listing: Listing) -> TextFacts:
    """What of a need or an offer decides about its scores."""
    return TextFacts(
        direction=listing.direction,
        title=listing.title,
        summary=listing.summary,
        description=listing.description,
        keywords=len(listing.keywords),
        stage_stated=listing.stage is not None,
        protection_stated=listing.ipr is not None,
        partner_kinds=len(listing.partner_kinds),
        countries=len(listing.countries),
        languages=len(listing.languages),
    )


def scores_of(check: ListingCheck) -> dict[Criterion, int]:
    """The scores of a check by criterion."""
    return {criterion: getattr(check, criterion.value) for criterion in Criterion}


def check_listing(
    session: Session, listing: Listing, scores: Scores, *, actor: Person, advice: str = ""
) -> ListingCheck:
    """Keep the scores of a text as it is now and tell its author; a zero takes it out of sight.

    :param scores: one a criterion, 0 to 5.
    :param advice: what the author should do, in the manager's words.
    :raises MoveRefused: it is not shown any more, so that a zero can't take it out of sight.
    """
    check = ListingCheck(
        listing=listing,
        checker=actor,
        title=listing.title,
        summary=listing.summary,
        description=listing.description,
        advice=advice,
        **{criterion.value: scores[criterion] for criterion in Criterion},
    )
    session.add(check)
    quality = quality_of(scores)
    activity.record(
        session,
        "listing.checked",
        listing,
        actor=actor,
        organisation=listing.organisation,
        reason=advice[:500],
        quality=quality.value,
        scores={criterion.value: scores[criterion] for criterion in Criterion},
    )
    if quality is Quality.BLOCKED:
        withdraw_listing(session, listing, actor=actor, reason=advice[:500])
    if quality is not Quality.PASSED or advice:
        _tell_authors(session, listing, quality, advice)
    return check


def _tell_authors(session: Session, listing: Listing, quality: Quality, advice: str) -> None:
    for owner in owners_of(session, listing.organisation):
        notify(
            session,
            "listing_blocked" if quality is Quality.BLOCKED else "listing_advice",
            to=owner,
            listing_id=listing.id,
            title=listing.title,
            organisation=listing.organisation.name,
            advice=advice,
        )


def standing_check(session: Session, listing: Listing) -> ListingCheck | None:
    """The last check of a text, if it was of the text as it is now."""
    check = session.scalar(
        select(ListingCheck)
        .where(ListingCheck.listing_id == listing.id)
        .options(joinedload(ListingCheck.checker))
        .order_by(ListingCheck.id.desc())
        .limit(1)
    )
    if check is None or not is_of_this_text(check, listing):
        return None
    return check


def is_of_this_text(check: ListingCheck, listing: Listing) -> bool:
    """Was it this text that was read?"""
    return (check.title, check.summary, check.description) == (
        listing.title,
        listing.summary,
        listing.description,
    )


def was_blocked(check: ListingCheck, listing: Listing) -> bool:
    """Was the text taken out of sight because of the check?"""
    return quality_of(scores_of(check)) is Quality.BLOCKED and listing.state is not PublicationState.PUBLISHED

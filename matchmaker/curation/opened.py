"""The open item of the desk: what a manager must see to decide, one function a kind."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from flask import url_for
from flask_babel import format_date
from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from matchmaker.curation.items import Item
from matchmaker.introductions.reasons import Reasons
from matchmaker.listings import checks
from matchmaker.listings import presenters as listing_presenters
from matchmaker.listings.quality import proposed_scores, quality_of
from matchmaker.listings.quality_words import QUALITIES, advice_words, criteria_of
from matchmaker.organisations import (
    claim_presenters,
    claim_queries,
    presenters,
    profile_queries,
    queries,
)
from matchmaker.organisations.identity import own_identity
from matchmaker.organisations.service import owners_of
from models import (
    ClusterMembership,
    CuratedSuggestion,
    DeskKind,
    Introduction,
    Listing,
    Organisation,
    OrganisationClaim,
)

Details = dict[str, Any]


def details_of(session: Session, item: Item) -> Details:
    """What the page shows of an item, for the template ``curation/_<kind>.html``."""
    return _DETAILS[item.kind](session, item)


def _organisation(session: Session, item: Item) -> Details:
    organisation = session.get_one(Organisation, item.organisation_id)
    figures = profile_queries.figures_of(session, [organisation.id])
    alike = queries.alike(
        session, name=organisation.name, legal_name=organisation.legal_name, country=organisation.country
    )
    return {
        "organisation": organisation,
        "card": presenters.card_of(organisation, figures[organisation.id]),
        "facts": presenters.facts(organisation, own_identity(organisation)),
        "gaps": presenters.gaps_of(organisation),
        "people": owners_of(session, organisation),
        "alike": [one for one in alike if one.id != organisation.id],
        "url": url_for("organisations.show", slug=organisation.slug),
    }


def _joining(session: Session, item: Item) -> Details:
    link = session.get_one(
        ClusterMembership, item.subject_id, options=[joinedload(ClusterMembership.cluster)]
    )
    return _organisation(session, item) | {"cluster": link.cluster}


def _claim(session: Session, item: Item) -> Details:
    claim = session.get_one(
        OrganisationClaim, item.subject_id, options=[joinedload(OrganisationClaim.person)]
    )
    organisation = session.get_one(Organisation, item.organisation_id)
    figures = profile_queries.figures_of(session, [organisation.id])
    return {
        "organisation": organisation,
        "card": presenters.card_of(organisation, figures[organisation.id]),
        "claim": claim,
        "proof": claim_presenters.proof_of(claim.person, organisation),
        "others": claim_queries.others_waiting(session, claim),
        "url": url_for("organisations.show", slug=organisation.slug),
    }


def _listing(session: Session, item: Item) -> Details:
    listing = _loaded_listing(session, item)
    scores = proposed_scores(checks.facts_of(listing))
    return {
        "listing": listing,
        "facts": listing_presenters.details_of(listing),
        "criteria": criteria_of(scores),
        "quality": QUALITIES[quality_of(scores)],
        "advice": advice_words(scores),
        "url": url_for("listings.show", listing_id=listing.id),
    }


def _lapse(session: Session, item: Item) -> Details:
    listing = _loaded_listing(session, item)
    return {
        "listing": listing,
        "people": owners_of(session, listing.organisation),
        "asked_on": format_date(listing.asked_at) if listing.asked_at is not None else "",
        "last_day": format_date(listing.valid_until) if listing.valid_until is not None else "",
        "url": url_for("listings.show", listing_id=listing.id),
    }


def _loaded_listing(session: Session, item: Item) -> Listing:
    return session.get_one(Listing, item.subject_id, options=[joinedload(Listing.organisation)])


def _suggestion(session: Session, item: Item) -> Details:
    row = session.scalars(
        select(CuratedSuggestion)
        .where(CuratedSuggestion.id == item.subject_id)
        .options(joinedload(CuratedSuggestion.organisation), joinedload(CuratedSuggestion.target))
    ).one()
    both = [row.organisation_id, row.target_id]
    figures = profile_queries.figures_of(session, both)
    return {
        "row": row,
        "member": presenters.card_of(row.organisation, figures[row.organisation_id]),
        "target": presenters.card_of(row.target, figures[row.target_id]),
        "position": row.seen.get("position"),
        "url": url_for(
            "suggestions.why",
            subject=row.subject or f"organisation-{row.organisation.slug}",
            target=f"organisation-{row.target.slug}",
        ),
    }


def _introduction(session: Session, item: Item) -> Details:
    introduction = session.scalars(
        select(Introduction)
        .where(Introduction.id == item.subject_id)
        .options(
            joinedload(Introduction.asking_organisation),
            joinedload(Introduction.asked_organisation),
            joinedload(Introduction.requested_by),
        )
    ).one()
    both = [introduction.asking_organisation_id, introduction.asked_organisation_id]
    figures = profile_queries.figures_of(session, both)
    return {
        "introduction": introduction,
        "asking": presenters.card_of(
            introduction.asking_organisation, figures[introduction.asking_organisation_id]
        ),
        "asked": presenters.card_of(
            introduction.asked_organisation, figures[introduction.asked_organisation_id]
        ),
        "reasons": Reasons.from_document(introduction.reasons).reasons,
        "url": url_for("introductions.show", introduction_id=introduction.id),
    }


_DETAILS: Mapping[DeskKind, Callable[[Session, Item], Details]] = {
    DeskKind.RELEASE: _introduction,
    DeskKind.ANSWER: _introduction,
    DeskKind.JOINING: _joining,
    DeskKind.ORGANISATION: _organisation,
    DeskKind.CLAIM: _claim,
    DeskKind.LISTING: _listing,
    DeskKind.LAPSE: _lapse,
    DeskKind.SUGGESTION: _suggestion,
}

"""What an organisation does with its needs and offers."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from matchmaker.listings import rules
from matchmaker.listings.errors import NothingToRenew, NotShown
from matchmaker.listings.rules import ListingValues
from matchmaker.publication import service as publication
from matchmaker.publication.rules import check_editable, check_version, version_of
from models import Listing, Organisation, Person, PublicationState
from models.columns import utc_now

WRITTEN = (
    "direction",
    "title",
    "category",
    "language",
    "summary",
    "description",
    "stage",
    "ipr",
)
LISTED = ("partner_kinds", "countries", "languages", "keywords")


def draft_listing(
    session: Session, organisation: Organisation, values: ListingValues, *, actor: Person
) -> Listing:
    """Write a need or an offer that nobody else sees yet.

    :raises TooLong: or `TooManyKeywords`.
    """
    rules.check_values(values)
    listing = Listing(organisation=organisation, state=PublicationState.DRAFT)
    _apply(listing, values)
    session.add(listing)
    session.flush()
    publication.announce(session, listing, "drafted", actor=actor)
    return listing


def change_listing(
    session: Session, listing: Listing, values: ListingValues, *, actor: Person, seen: str
) -> Listing:
    """Replace the text; what is published stays published.

    :param seen: the version the change was written on (`version_now`).
    :raises ChangedMeanwhile: it is another version by now.
    :raises Incomplete: it is published, and would lack what readers need.
    :raises MoveRefused: it is in the archive.
    """
    publication.hold(session, listing)
    check_version(seen, _standing(listing), listing.updated_at)
    check_editable(listing.state)
    rules.check_values(values)
    if listing.state is PublicationState.PUBLISHED:
        publication.refuse_incomplete(rules.missing_for_publishing(values))
    _apply(listing, values)
    publication.touch(listing)
    publication.announce(session, listing, "changed", actor=actor)
    return listing


def publish_listing(session: Session, listing: Listing, *, actor: Person) -> Listing:
    """Show it to everybody for a year; harmless to repeat while it is shown.

    :raises Incomplete: readers would miss something.
    :raises MoveRefused: it is in the archive.
    """
    publication.hold(session, listing)
    if _standing(listing) is PublicationState.PUBLISHED:
        return listing
    if listing.state is PublicationState.PUBLISHED:
        return renew_listing(session, listing, actor=actor)
    publication.refuse_incomplete(rules.missing_for_publishing(listing))
    now = utc_now()
    _start_year(listing, now)
    publication.move(session, listing, PublicationState.PUBLISHED, actor=actor)
    listing.published_at = now
    return listing


def renew_listing(session: Session, listing: Listing, *, actor: Person) -> Listing:
    """Show it for another year from today, and take it as confirmed.

    :raises NothingToRenew: it was never published, was withdrawn, or is in the archive.
    """
    publication.hold(session, listing)
    if listing.state not in (PublicationState.PUBLISHED, PublicationState.EXPIRED):
        raise NothingToRenew
    _start_year(listing, utc_now())
    listing.state = PublicationState.PUBLISHED
    assert listing.valid_until is not None
    publication.announce(
        session, listing, "renewed", actor=actor, valid_until=listing.valid_until.isoformat()
    )
    return listing


def confirm_listing(session: Session, listing: Listing, *, actor: Person) -> Listing:
    """Answer "still active?" with yes; it comes back into suggestions.

    :raises NotShown: it is not shown, so there is nothing to confirm.
    """
    publication.hold(session, listing)
    if _standing(listing) is not PublicationState.PUBLISHED:
        raise NotShown
    listing.confirmed_at = utc_now()
    listing.asked_at = None
    publication.keep_version(listing)
    publication.announce(session, listing, "confirmed", actor=actor)
    return listing


def withdraw_listing(session: Session, listing: Listing, *, actor: Person, reason: str = "") -> Listing:
    """Take it out of sight; it can be published again.

    :raises MoveRefused: it never was published, or is in the archive.
    """
    publication.withdraw(session, listing, actor=actor, reason=reason)
    return listing


def delete_listing(session: Session, listing: Listing, *, actor: Person) -> None:
    """Delete a draft for good.

    :raises OnlyDraftsAreDeleted: it was published once.
    """
    publication.delete_draft(session, listing, actor=actor)


def version_now(listing: Listing) -> str:
    """What a form opened on the listing now has to remember."""
    return version_of(_standing(listing), listing.updated_at)


def _standing(listing: Listing) -> PublicationState:
    return rules.standing(listing.state, listing.valid_until, utc_now().date())


def _start_year(listing: Listing, now: datetime) -> None:
    listing.valid_until = rules.valid_until_from(now.date())
    listing.confirmed_at = now
    listing.asked_at = None


def _apply(listing: Listing, values: ListingValues) -> None:
    for name in WRITTEN:
        setattr(listing, name, getattr(values, name))
    for name in LISTED:
        setattr(listing, name, list(getattr(values, name)))

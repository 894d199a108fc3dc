"""Needs and offers as pages show them: cards, filters, what to do next."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import request, url_for
from flask_babel import format_date

from matchmaker.listings import rules, words
from matchmaker.listings.queries import Filters
from matchmaker.publication.fields import member_of
from matchmaker.publication.words import kinds_in_words
from matchmaker.web.text import country_name, excerpt, language_name
from matchmaker.web.translation import _, _n
from models import Direction, Listing, ListingCategory, PublicationState
from models.columns import utc_now


@dataclass(frozen=True, slots=True)
class ListingCard:
    """A need or an offer in a list, finished for the card."""

    title: str
    url: str
    kind: str
    category: str
    summary: str
    language: str
    owner: str
    owner_url: str
    place: str
    keywords: list[str]
    valid_until: str


def card_of(listing: Listing) -> ListingCard:
    """The card of a listing whose organisation is loaded."""
    owner = listing.organisation
    return ListingCard(
        title=listing.title,
        url=url_for("listings.show", listing_id=listing.id),
        kind=str(words.DIRECTIONS[listing.direction]),
        category=str(words.CATEGORIES[listing.category]),
        summary=listing.summary or excerpt(listing.description),
        language=listing.language,
        owner=owner.name,
        owner_url=url_for("organisations.show", slug=owner.slug),
        place=", ".join(filter(None, (owner.city, country_name(owner.country)))),
        keywords=list(listing.keywords),
        valid_until=format_date(listing.valid_until) if listing.valid_until else "",
    )


@dataclass(frozen=True, slots=True)
class Standing:
    """How a listing stands for those who look after it.

    :param mark: name of a badge.
    :param sentence: what that means now.
    :param verb: what to do about it: ``publish``, ``renew``, ``confirm``, or empty.
    """

    mark: str
    sentence: str
    verb: str = ""


def standing_of(listing: Listing) -> Standing:
    """How the listing stands and what to do about it."""
    now = utc_now()
    state = rules.standing(listing.state, listing.valid_until, now.date())
    if state is PublicationState.PUBLISHED:
        return _shown(listing)
    if state is PublicationState.DRAFT:
        return Standing("draft", _("Nobody else sees it yet. Complete it and publish."), "publish")
    if state is PublicationState.EXPIRED:
        return Standing(
            "expired", _("Hidden since its date passed. Renew it to show it for another year."), "renew"
        )
    if state is PublicationState.WITHDRAWN:
        return Standing("withdrawn", _("Taken out of sight. It can be published again."), "publish")
    return Standing("archived", _("Put away for good. It can be read, not changed."))


def _shown(listing: Listing) -> Standing:
    now = utc_now()
    if listing.asked_at is not None:
        if rules.is_unanswered(listing.asked_at, now):
            return Standing(
                "hidden", _("Left out of suggestions until you say that it still holds."), "confirm"
            )
        return Standing("stale", _("Does it still hold? One click keeps it in suggestions."), "confirm")
    if listing.valid_until is None:
        return Standing("published", _("Shown to everybody."))
    left = (listing.valid_until - now.date()).days
    if left <= max(rules.NOTICE_DAYS):
        sentence = _n("Expires in one day.", "Expires in %(num)s days.", left)
        return Standing("expiring", sentence, "renew")
    return Standing("published", _("Shown until %(day)s.", day=format_date(listing.valid_until)))


def filters_in_force() -> Filters:
    """The filters of the request's address; what makes no sense there is left out."""
    return Filters(
        direction=member_of(Direction, request.args.get("direction")),
        category=member_of(ListingCategory, request.args.get("category")),
        country=request.args.get("country", "")[:2].upper(),
        words=request.args.get("q", "").strip()[:200],
    )


@dataclass(frozen=True, slots=True)
class Tab:
    """One tab of a list."""

    label: str
    url: str
    active: bool
    count: int


def direction_tabs(filters: Filters, counts: dict[Direction, int]) -> list[Tab]:
    """All, needs, offers, each with its count under the other filters."""
    given = request.args.items()
    kept: dict[str, Any] = {name: value for name, value in given if name not in ("direction", "page")}
    tabs = [
        Tab(_("All"), url_for("listings.browse", **kept), filters.direction is None, sum(counts.values()))
    ]
    labels = {Direction.NEED: _("Needs"), Direction.OFFER: _("Offers")}
    return tabs + [
        Tab(
            labels[direction],
            url_for("listings.browse", **{**kept, "direction": direction.value}),
            filters.direction is direction,
            counts[direction],
        )
        for direction in Direction
    ]


def details_of(listing: Listing) -> list[tuple[str, str]]:
    """The facts beside the text, label and value."""
    published = format_date(listing.published_at) if listing.published_at else ""
    valid_until = format_date(listing.valid_until) if listing.valid_until else ""
    return [
        (_("Category"), str(words.CATEGORIES[listing.category])),
        (_("Stage of development"), str(words.STAGES[listing.stage]) if listing.stage else ""),
        (_("Intellectual property"), str(words.PROTECTION[listing.ipr]) if listing.ipr else ""),
        (_("Looks for"), kinds_in_words(listing.partner_kinds)),
        (_("Countries"), ", ".join(map(country_name, listing.countries))),
        (_("Works in"), ", ".join(map(language_name, listing.languages))),
        (_("Written in"), language_name(listing.language)),
        (_("Published"), published),
        (_("Valid until"), valid_until),
    ]

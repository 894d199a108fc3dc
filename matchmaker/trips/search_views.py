"""The list of places to work, narrowed down by what, when and for how many, the best fit first."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from http import HTTPStatus
from zoneinfo import ZoneInfo

from flask import Response, make_response, render_template, request, url_for

from matchmaker.agreements.house_days import Stay
from matchmaker.extensions import db
from matchmaker.refusals import Refusal
from matchmaker.suggestions.index_access import current_index
from matchmaker.suggestions.reasons import Suggestion
from matchmaker.suggestions.subjects import subject_of_organisation
from matchmaker.suggestions.wording import Pieces, reason_pieces
from matchmaker.trips.fitting import Fitting
from matchmaker.trips.rooms import Room
from matchmaker.trips.rules import stay_asked_for
from matchmaker.trips.venue_search import by_fit, free_rooms
from matchmaker.venues import presenters, queries, words
from matchmaker.venues.presenters import VenueCard
from matchmaker.venues.queries import Filters
from matchmaker.visits.presenters import free_words
from matchmaker.visits.rules import day_in
from matchmaker.visits.words import stay_words
from matchmaker.web.addresses import chip
from matchmaker.web.choices import time_zone
from matchmaker.web.context import current_hat
from matchmaker.web.paging import page_of
from matchmaker.web.text import country_name
from matchmaker.web.translation import _, refusal_text
from models import Venue
from models.columns import utc_now

#: The value of ``order`` that asks for the list by city, for whom another order is the first.
BY_CITY = "city"


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What the address asks for; the days as they were typed, as a stay, or why they make none."""

    filters: Filters
    first: str = ""
    last: str = ""
    stay: Stay | None = None
    refused: str = ""

    @property
    def narrow(self) -> bool:
        """Is anything chosen?"""
        return self.filters.narrow or bool(self.first)


def browse() -> Response:
    """Places everybody may read, on a map and as a list."""
    wanted = _wanted()
    filters = wanted.filters
    ids = queries.shown_ids(db.session, filters)
    rooms: Mapping[int, Room] = {}
    if wanted.stay is not None:
        rooms = free_rooms(db.session, ids, wanted.stay, filters)
        ids = [number for number in ids if number in rooms]
    fitting = _fitting()
    by_city = request.args.get("order") == BY_CITY
    ranked = None if by_city else fitting
    if ranked is not None:
        ids = by_fit(ids, [match.target_id for match in ranked.places(filters.country)])
    page = page_of(
        len(ids),
        lambda limit, offset: queries.venues_in_order(db.session, ids[offset : offset + limit]),
    )
    reasons = ranked.reasons(filters.country, {venue.id for venue in page.rows}) if ranked is not None else {}
    countries = [(code, country_name(code)) for code in queries.countries_shown(db.session)]
    rendered = render_template(
        "venues/browse.html",
        page=page,
        found=[_found(venue, rooms.get(venue.id), reasons.get(venue.id), wanted) for venue in page.rows],
        points=presenters.map_points(queries.points_of(db.session, ids)),
        wanted=wanted,
        chips=_chips(wanted),
        countries=sorted(countries, key=lambda choice: choice[1]),
        amenities=words.AMENITIES,
        space_kinds=words.SPACE_KINDS,
        can_fit=fitting is not None,
        by_city=by_city,
        order_words=_order_words(ranked),
    )
    return make_response(rendered, HTTPStatus.UNPROCESSABLE_ENTITY if wanted.refused else HTTPStatus.OK)


def _wanted() -> Wanted:
    filters = presenters.filters_in_force()
    first, last = (day_in(request.args.get(name, "")) for name in ("first", "last"))
    # One day alone stands for a stay of a day.
    begins, ends = first or last, last or first
    if begins is None or ends is None:
        return Wanted(filters=filters)
    wanted = Wanted(filters=filters, first=begins.isoformat(), last=ends.isoformat())
    try:
        return replace(wanted, stay=stay_asked_for(begins, ends, _today()))
    except Refusal as refusal:
        return replace(wanted, refused=refusal_text(refusal))


def _today() -> date:
    return utc_now().astimezone(ZoneInfo(time_zone())).date()


def _fitting() -> Fitting | None:
    """What can order the list by fit; None for who acts for no organisation, or one without any text."""
    hat = current_hat()
    if hat is None:
        return None
    now = utc_now()
    subject = subject_of_organisation(db.session, hat.organisation, now)
    return Fitting(db.session, current_index(), subject, hat.organisation, now) if subject.sources else None


def _order_words(fitting: Fitting | None) -> str:
    if fitting is None:
        return _("confirmed by their hosts first, then by city")
    return _(
        "what fits %(name)s best first, by the texts of the places and by who is around; then by city",
        name=fitting.organisation.name,
    )


def _chips(wanted: Wanted) -> list[dict[str, str]]:
    chips = presenters.chips_of(wanted.filters)
    if wanted.stay is not None:
        chips.insert(0, chip(_("Free on"), stay_words(wanted.stay), "first", also=("last",)))
    return chips


@dataclass(frozen=True, slots=True)
class FoundVenue:
    """A place in the list: its card, why it fits, and where one asks for the days chosen."""

    card: VenueCard
    reason: Pieces
    ask_url: str


def _found(venue: Venue, room: Room | None, reason: Suggestion | None, wanted: Wanted) -> FoundVenue:
    card = presenters.card_of(venue)
    if room is not None:
        card = replace(card, room=f"{room.space.name}: {free_words(room.free)}")
    return FoundVenue(
        card,
        reason_pieces(reason, own=True) if reason is not None else [],
        _ask_url(venue, room, wanted) if room is not None else "",
    )


def _ask_url(venue: Venue, room: Room, wanted: Wanted) -> str:
    hat = current_hat()
    if hat is None or hat.organisation_id == venue.host_id:
        return ""
    return url_for(
        "visits.new",
        slug=venue.slug,
        first=wanted.first,
        last=wanted.last,
        people=wanted.filters.people or 1,
        space=room.space.id,
    )

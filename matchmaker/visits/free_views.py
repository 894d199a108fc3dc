"""Free places of one venue, and of all at a glance."""

from __future__ import annotations

from flask import abort, render_template
from sqlalchemy import select
from sqlalchemy.orm import selectinload

from matchmaker.extensions import db
from matchmaker.venues import queries as venues
from matchmaker.visits import presenters, queries, rules
from matchmaker.web.authorising import signed_in_person
from matchmaker.web.paging import page_of
from models import Venue
from models.columns import utc_now

#: Venues on one page of the calendar of all.
PER_PAGE = 40


def venue_at(slug: str) -> Venue:
    """The venue at an address; answers 404 where there is none that the person may read."""
    venue = venues.visible_venue(db.session, slug, signed_in_person())
    if venue is None:
        abort(404)
    return venue


def free(slug: str) -> str:
    """Free places of one venue, day by day."""
    venue = venue_at(slug)
    spaces = presenters.desks_of(venue)
    return render_template(
        "visits/free.html",
        venue=venue,
        spaces=spaces,
        capacity=sum(space.capacity for space in spaces),
        months=presenters.months_ahead(db.session, venue, spaces, utc_now()),
    )


def availability() -> str:
    """Free places of all venues at a glance."""
    person = signed_in_person()
    shown = (
        select(Venue)
        .where(venues.is_shown(), Venue.spaces.any())
        .options(selectinload(Venue.spaces), selectinload(Venue.opening_hours), selectinload(Venue.closures))
        .order_by(Venue.city, Venue.name, Venue.id)
    )
    today = rules.today_in(person.time_zone if person is not None else "", utc_now())
    page = page_of(
        queries.count_venues(db.session, shown),
        lambda limit, offset: db.session.scalars(shown.limit(limit).offset(offset)).all(),
        PER_PAGE,
    )
    last = rules.days_after(today, presenters.DAYS_AHEAD - 1)
    taken = queries.booked(db.session, [venue.id for venue in page.rows], today, last)
    return render_template(
        "visits/availability.html",
        page=page,
        heads=presenters.heads(today),
        rows=[presenters.row_of(venue, taken, today) for venue in page.rows],
        days=presenters.DAYS_AHEAD,
    )

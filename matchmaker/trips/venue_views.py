"""The page of one place, as visitors and its host see it."""

from __future__ import annotations

from datetime import date
from zoneinfo import ZoneInfo

from flask import abort, render_template

from matchmaker.agreements.queries import additions_of, terms_in_force
from matchmaker.events import presenters as events
from matchmaker.events.queries import events_at
from matchmaker.extensions import db
from matchmaker.organisations.queries import introductions_with
from matchmaker.permissions import allowed
from matchmaker.venues import presenters, queries, rules, service, words
from matchmaker.venues.answer_words import public_words
from matchmaker.venues.answering import public_answer_time
from matchmaker.web.authorising import signed_in_person
from matchmaker.web.choices import time_zone
from matchmaker.web.context import current_hat
from matchmaker.web.translation import _
from models import Venue
from models.columns import utc_now

EVENTS_SHOWN = 3


def show(slug: str) -> str:
    """One place: when it is open, on which terms, how business is done there, who is around, what is on."""
    person, hat, now = signed_in_person(), current_hat(), utc_now()
    venue = queries.visible_venue(db.session, slug, person)
    if venue is None:
        abort(404)
    neighbours = queries.organisations_around(db.session, venue)
    own_zone, viewer_zone = venue.time_zone or "UTC", time_zone()
    week = service.values_of(venue).week
    today = now.astimezone(ZoneInfo(own_zone)).date()
    closed = presenters.closed_days(venue.closures)
    holidays = presenters.holidays_of(venue, today, presenters.DAYS_AHEAD)
    return render_template(
        "venues/show.html",
        venue=venue,
        unconfirmed=queries.is_unconfirmed(venue),
        room=presenters.room_of(venue.spaces),
        space_kinds=words.SPACE_KINDS,
        confirmations=words.CONFIRMATIONS,
        amenities=words.amenities_in_words(venue.amenities),
        facts=[
            *presenters.facts_of(venue, now),
            (_("Answers requests within"), public_words(public_answer_time(db.session, venue.host_id, now))),
        ],
        hours=presenters.hours_of(week, zone=own_zone, viewer_zone=viewer_zone, now=now) if week else [],
        own_zone=presenters.zone_words(own_zone),
        viewer_zone=presenters.zone_words(viewer_zone)
        if rules.zones_differ(own_zone, viewer_zone, now)
        else "",
        days=presenters.days_of(rules.openings_from(today, presenters.DAYS_AHEAD, week, closed, holidays)),
        holidays=presenters.holidays_ahead(venue, today),
        closures=[
            (presenters.closure_words(closure), closure.reason)
            for closure in queries.closures_ahead(venue, today)
        ],
        free_days=_free_days(venue, today),
        events=events.cards_of(events_at(db.session, venue.id, now, EVENTS_SHOWN), now),
        event_words=events.BADGE_WORDS,
        guide_is_stale=rules.is_guide_stale(venue.guide_reviewed_on, today),
        neighbours=presenters.neighbour_lines(neighbours),
        around_count=len(neighbours),
        around_points=presenters.around_points(venue, neighbours),
        may_edit=allowed(person, "venue.edit", venue),
        introduction_id=None
        if hat is None
        else introductions_with(db.session, hat.organisation).get(venue.host_id),
    )


def _free_days(venue: Venue, today: date) -> int:
    """Working days of a visit that are free of charge there: those of the terms, and what the host adds.

    0 before there are any terms.
    """
    terms = terms_in_force(db.session, today)
    if terms is None:
        return 0
    additions = additions_of(db.session, venue.host)
    return terms.free_working_days + (additions.extra_free_days if additions is not None else 0)

"""Pages on which hosts look after their venues; spaces and closures are in `parts_views`.

What visitors see is in `trips.search_views` and `trips.venue_views`, which also know of visits and events.
"""

from __future__ import annotations

from datetime import date
from zoneinfo import ZoneInfo

from flask import Response, flash, make_response, render_template, url_for

from matchmaker.extensions import db
from matchmaker.matching.languages import detect_language
from matchmaker.permissions import check
from matchmaker.publication.editing import acting_organisation, answer_form, lead_on, told
from matchmaker.publication.errors import Incomplete
from matchmaker.publication.rules import Gap
from matchmaker.venues import presenters, queries, rules, service, words
from matchmaker.venues.forms import ClosureForm, PictureForm, SpaceForm, VenueForm
from matchmaker.web.authorising import load, require_person
from matchmaker.web.translation import _
from models import Organisation, Venue
from models.columns import utc_now


def mine() -> str:
    """All places of the organisation the person acts for, each with what it lacks."""
    host = acting_organisation()
    return render_template(
        "venues/mine.html",
        host=host,
        entries=[
            (venue, presenters.card_of(venue), told(_gaps_of(venue)))
            for venue in queries.venues_of(db.session, host)
        ],
    )


def new() -> Response:
    """An empty form, with the host's own place and language filled in."""
    host = acting_organisation()
    check(require_person(), "venue.edit", host)
    service.check_host(host)
    form = _form(None)
    form.city.data, form.country.data, form.address.data = host.city, host.country, host.address
    form.latitude.data, form.longitude.data = host.latitude, host.longitude
    form.time_zone.data = require_person().time_zone
    return _form_page(form, host, None)


def create() -> Response:
    """Write a draft, and lead on to its spaces."""
    person, host = require_person(), acting_organisation()
    check(person, "venue.edit", host)
    form = _form(None)

    def write() -> str:
        venue = service.draft_venue(db.session, host, form.values(), actor=person)
        _note_review(form, venue)
        flash(_("Saved as a draft. Add the spaces where visitors can work, then publish it."), "success")
        return url_for("venues.edit", slug=venue.slug, _anchor="spaces")

    return answer_form(form, write, lambda status: _form_page(form, host, None, status))


def edit(slug: str) -> Response:
    """The form, filled in, with the spaces and closures beside it."""
    venue = load(Venue, "venue.edit", slug=slug)
    form = _form(venue)
    form.fill_week(service.values_of(venue).week)
    form.version.data = service.version_now(venue)
    return _form_page(form, venue.host, venue)


def save(slug: str) -> Response:
    """Replace the description; publish it with the second button."""
    venue = load(Venue, "venue.edit", slug=slug)
    person, form = require_person(), _form(None)

    def write() -> str:
        service.change_venue(db.session, venue, form.values(), actor=person, seen=form.version.data or "")
        _note_review(form, venue)
        if form.is_publishing:
            service.publish_venue(db.session, venue, actor=person)
        flash(_("Saved and published.") if form.is_publishing else _("Saved."), "success")
        return url_for("venues.show", slug=venue.slug)

    return answer_form(
        form,
        write,
        lambda status: _form_page(form, venue.host, venue, status),
        lambda: service.version_now(venue),
    )


def publish(slug: str) -> Response:
    """Show it to everybody; where something is missing, show the form with the places marked."""
    venue = load(Venue, "venue.edit", slug=slug)
    try:
        service.publish_venue(db.session, venue, actor=require_person())
    except Incomplete as refusal:
        form = _form(venue)
        form.fill_week(service.values_of(venue).week)
        form.version.data = service.version_now(venue)
        return _form_page(form, venue.host, venue, form.show(refusal))
    flash(_("Published. Visitors find it now, and it is suggested where it fits."), "success")
    return lead_on(url_for("venues.show", slug=venue.slug))


def withdraw(slug: str) -> Response:
    """Take it out of sight."""
    venue = load(Venue, "venue.edit", slug=slug)
    service.withdraw_venue(db.session, venue, actor=require_person())
    flash(_("Withdrawn. Nobody else sees it any more; publish it again whenever you like."), "success")
    return lead_on(url_for("venues.show", slug=venue.slug))


def _form(venue: Venue | None) -> VenueForm:
    form = VenueForm(obj=venue)
    form.offer_choices()
    return form


def _form_page(form: VenueForm, host: Organisation, venue: Venue | None, status: int = 200) -> Response:
    page = render_template(
        "venues/form.html",
        form=form,
        host=host,
        venue=venue,
        gaps=told(_gaps(form, venue)),
        space_form=SpaceForm(formdata=None),
        picture_form=PictureForm(formdata=None),
        closure_form=ClosureForm(formdata=None),
        closures=_closures(venue),
        space_kinds=words.SPACE_KINDS,
        confirmations=words.CONFIRMATIONS,
    )
    return make_response(page, status)


def _closures(venue: Venue | None) -> list[tuple[int, str, str]]:
    if venue is None:
        return []
    ahead = queries.closures_ahead(venue, utc_now().date())
    return [(closure.id, presenters.closure_words(closure), closure.reason) for closure in ahead]


def _note_review(form: VenueForm, venue: Venue) -> None:
    if form.guide_reviewed.data:
        service.review_guide(db.session, venue, _today(venue), actor=require_person())


def _today(venue: Venue) -> date:
    return utc_now().astimezone(ZoneInfo(venue.time_zone or "UTC")).date()


def _gaps(form: VenueForm, venue: Venue | None) -> list[Gap]:
    values = form.values()
    return rules.gaps(
        values,
        spaces=len(venue.spaces) if venue is not None else 0,
        reviewed_on=venue.guide_reviewed_on if venue is not None else None,
        detected_language=detect_language(values.description, values.language),
        today=utc_now().date(),
    )


def _gaps_of(venue: Venue) -> list[Gap]:
    values = service.values_of(venue)
    return rules.gaps(
        values,
        spaces=len(venue.spaces),
        reviewed_on=venue.guide_reviewed_on,
        detected_language=detect_language(values.description, values.language),
        today=utc_now().date(),
    )

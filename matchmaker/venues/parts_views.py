"""Spaces and closures of a venue: small forms beside the long one.

With scripts only the panel is exchanged, so that what is typed in the long form stays.
"""

from __future__ import annotations

from zoneinfo import ZoneInfo

from flask import Response, abort, flash, make_response, render_template, request, url_for

from matchmaker.extensions import db
from matchmaker.publication.editing import UNPROCESSABLE, lead_on
from matchmaker.publication.fields import member_of
from matchmaker.refusals import Refusal
from matchmaker.venues import presenters, queries, service, words
from matchmaker.venues.forms import ClosureForm, SpaceForm
from matchmaker.web.authorising import load, require_person
from matchmaker.web.translation import _
from models import Confirmation, SpaceKind, Venue
from models.columns import utc_now


def add_space(slug: str) -> Response:
    """Add a desk area, room, office or lab."""
    venue = load(Venue, "venue.edit", slug=slug)
    form = SpaceForm()
    if not form.validate():
        return _spaces(venue, form, UNPROCESSABLE)
    try:
        service.add_space(
            db.session,
            venue,
            name=form.space_name.data,
            kind=SpaceKind(form.kind.data),
            capacity=form.capacity.data or 0,
            confirmation=Confirmation(form.confirmation.data),
            actor=require_person(),
        )
    except Refusal as refusal:
        return _spaces(venue, form, form.show(refusal))
    return _spaces(venue, SpaceForm(formdata=None))


def change_confirmation(slug: str, space_id: int) -> Response:
    """Have visits to a space confirmed at once, or by the host."""
    venue = load(Venue, "venue.edit", slug=slug)
    space = next((space for space in venue.spaces if space.id == space_id), None)
    wanted = member_of(Confirmation, request.form.get("confirmation"))
    if space is None or wanted is None:
        abort(404)
    service.change_confirmation(db.session, space, wanted, actor=require_person())
    return _spaces(venue, SpaceForm(formdata=None))


def remove_space(slug: str, space_id: int) -> Response:
    """Take a space away."""
    venue = load(Venue, "venue.edit", slug=slug)
    space = next((space for space in venue.spaces if space.id == space_id), None)
    if space is None:
        abort(404)
    form = SpaceForm(formdata=None)
    try:
        service.remove_space(db.session, space, actor=require_person())
    except Refusal as refusal:
        return _spaces(venue, form, form.show(refusal))
    return _spaces(venue, form)


def add_closure(slug: str) -> Response:
    """Shut the venue for some days."""
    venue = load(Venue, "venue.edit", slug=slug)
    form = ClosureForm()
    if not form.validate():
        return _closures(venue, form, UNPROCESSABLE)
    assert form.starts_on.data is not None
    assert form.ends_on.data is not None
    try:
        service.add_closure(
            db.session,
            venue,
            starts_on=form.starts_on.data,
            ends_on=form.ends_on.data,
            reason=form.reason.data,
            today=utc_now().astimezone(ZoneInfo(venue.time_zone or "UTC")).date(),
            actor=require_person(),
        )
    except Refusal as refusal:
        return _closures(venue, form, form.show(refusal))
    return _closures(venue, ClosureForm(formdata=None))


def remove_closure(slug: str, closure_id: int) -> Response:
    """Open the venue again on days it was to be shut."""
    venue = load(Venue, "venue.edit", slug=slug)
    closure = next((closure for closure in venue.closures if closure.id == closure_id), None)
    if closure is None:
        abort(404)
    service.remove_closure(db.session, closure, actor=require_person())
    return _closures(venue, ClosureForm(formdata=None))


def _spaces(venue: Venue, form: SpaceForm, status: int = 200) -> Response:
    values = {
        "space_form": form,
        "space_kinds": words.SPACE_KINDS,
        "confirmations": words.CONFIRMATIONS,
    }
    return _answer("spaces", venue, form, status, values)


def _closures(venue: Venue, form: ClosureForm, status: int = 200) -> Response:
    ahead = queries.closures_ahead(venue, utc_now().date())
    lines = [(closure.id, presenters.closure_words(closure), closure.reason) for closure in ahead]
    return _answer("closures", venue, form, status, {"closure_form": form, "closures": lines})


def _answer(
    panel: str, venue: Venue, form: SpaceForm | ClosureForm, status: int, values: dict[str, object]
) -> Response:
    """The panel by itself where a script asks; else back to the whole form, or the panel on a page."""
    if request.headers.get("HX-Request"):
        return make_response(render_template(f"venues/_{panel}.html", venue=venue, **values), status)
    if status == 200:
        flash(_("Saved."), "success")
        return lead_on(url_for("venues.edit", slug=venue.slug, _anchor=panel))
    return make_response(
        render_template("venues/part.html", venue=venue, panel=panel, form=form, **values), status
    )

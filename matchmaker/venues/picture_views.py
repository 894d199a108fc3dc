"""Pictures of a venue: sent, taken away, and shown."""

from __future__ import annotations

import re
from http import HTTPStatus

from flask import Response, abort, current_app, flash, make_response, render_template, send_file, url_for
from sqlalchemy import select

from matchmaker.extensions import db
from matchmaker.publication.editing import UNPROCESSABLE, lead_on
from matchmaker.refusals import Refusal
from matchmaker.settings import Settings
from matchmaker.venues import picture_service
from matchmaker.venues.forms import PictureForm
from matchmaker.venues.picture_service import Shelf
from matchmaker.venues.pictures import MEDIA_TYPE
from matchmaker.web.authorising import load, require_person
from matchmaker.web.translation import _
from models import Venue, VenuePicture

_DIGEST = re.compile(r"[0-9a-f]{64}")
A_YEAR = 365 * 24 * 3600


def add_picture(slug: str) -> Response:
    """Keep a picture that was sent."""
    venue = load(Venue, "venue.edit", slug=slug)
    form = PictureForm()
    if not form.validate():
        return _refused(venue, form, UNPROCESSABLE)
    with form.picture.data.stream as file:
        sent = file.read()
    try:
        picture_service.add_picture(
            db.session,
            venue,
            sent=sent,
            words=form.words.data,
            shelf=shelf(),
            actor=require_person(),
        )
    except Refusal as refusal:
        return _refused(venue, form, form.show(refusal))
    flash(_("The picture is kept, without what the camera wrote beside it."), "success")
    return lead_on(url_for("venues.edit", slug=venue.slug, _anchor="pictures"))


def remove_picture(slug: str, picture_id: int) -> Response:
    """Take a picture away."""
    venue = load(Venue, "venue.edit", slug=slug)
    picture = next((one for one in venue.pictures if one.id == picture_id), None)
    if picture is None:
        abort(404)
    picture_service.remove_picture(db.session, picture, shelf=shelf(), actor=require_person())
    flash(_("The picture is removed."), "success")
    return lead_on(url_for("venues.edit", slug=venue.slug, _anchor="pictures"))


def picture(digest: str, size: str) -> Response:
    """A picture's file. Its address says what is in it, so that it never changes."""
    if not _DIGEST.fullmatch(digest) or size not in ("page", "card"):
        abort(404)
    if db.session.scalar(select(VenuePicture.id).where(VenuePicture.digest == digest).limit(1)) is None:
        abort(404)
    file = shelf().card_file(digest) if size == "card" else shelf().page_file(digest)
    if not file.is_file():
        abort(404)
    answer: Response = send_file(file, MEDIA_TYPE, max_age=A_YEAR, etag=digest)
    answer.headers["Cache-Control"] = f"private, max-age={A_YEAR}, immutable"
    return answer


def shelf() -> Shelf:
    """Where the files of this installation lie."""
    settings: Settings = current_app.extensions["settings"]
    return Shelf(settings.picture_folder)


def _refused(venue: Venue, form: PictureForm, status: int | HTTPStatus) -> Response:
    return make_response(
        render_template("venues/part.html", venue=venue, panel="pictures", form=form, picture_form=form),
        status,
    )

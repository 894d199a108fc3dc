"""Arriving by the QR code: its picture for the visitor, and the page it opens for the desk."""

from __future__ import annotations

from http import HTTPStatus

from flask import Response, abort, make_response, render_template, url_for

from matchmaker.extensions import db
from matchmaker.publication.editing import lead_on
from matchmaker.visits import arriving_service, errors, host_day, page, queries, rules
from matchmaker.visits.arrival_code import arrival_svg
from matchmaker.visits.sides import sides_of
from matchmaker.web.authorising import load, require_person
from matchmaker.web.translation import refusal_text
from models import Visit, VisitSide, VisitState
from models.columns import utc_now


def picture(token: str) -> Response:
    """The code of a confirmed visit as a picture, for its two sides."""
    visit = load(Visit, "visit.take_part", token=token)
    if visit.arrival_code is None or visit.state not in (VisitState.ACCEPTED, VisitState.ARRIVED):
        abort(404)
    address = url_for("visits.arrival", code=visit.arrival_code, _external=True)
    answer = make_response(arrival_svg(address))
    answer.headers["Content-Type"] = "image/svg+xml"
    answer.headers["Cache-Control"] = "private, no-cache"
    return answer


def arrival(code: str) -> Response:
    """Who stands at the desk with a code, and the button that notes the arrival; for people of the host.

    Visitors who try their own code are led to their visit.
    """
    person = require_person()
    visit = queries.visible_with_code(db.session, person, rules.tidy_code(code))
    if visit is None:
        unknown = render_template(
            "visits/arrival.html", guest=None, obstacle=refusal_text(errors.WrongCode())
        )
        return make_response(unknown, HTTPStatus.NOT_FOUND)
    if VisitSide.HOST not in sides_of(person, visit):
        return lead_on(page.url_of(visit))
    obstacle = arriving_service.obstacle_to_arriving(visit, utc_now())
    rendered = render_template(
        "visits/arrival.html",
        guest=host_day.guest_of(visit),
        obstacle=refusal_text(obstacle) if obstacle is not None else "",
    )
    return make_response(rendered)

"""The host's day: who comes, who asks, what is free; the sheet of the day to print."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from http import HTTPStatus
from typing import Any

from flask import Response, flash, make_response, render_template, request, url_for

from matchmaker.extensions import db
from matchmaker.permissions import check
from matchmaker.publication.editing import acting_organisation, lead_on
from matchmaker.refusals import Refusal
from matchmaker.venues import queries as venues
from matchmaker.visits import arriving_service, host_day, queries, rules
from matchmaker.visits.forms import ArrivalForm
from matchmaker.web.authorising import require_person
from matchmaker.web.translation import _
from models import Organisation
from models.columns import utc_now

UNPROCESSABLE = HTTPStatus.UNPROCESSABLE_ENTITY


def day() -> Response:
    """Today's arrivals, requests with their standing, free places."""
    return _page(ArrivalForm(formdata=None))


def arrive() -> Response:
    """Note an arrival by the visitor's code."""
    host, form = _host(), ArrivalForm()
    if not form.validate():
        return _page(form, UNPROCESSABLE)
    try:
        visit = arriving_service.arrive_by_code(
            db.session, host, form.code.data or "", actor=require_person()
        )
    except Refusal as refusal:
        status = form.show(refusal)
        db.session.rollback()
        return _page(form, status)
    flash(_("%(name)s: arrived.", name=visit.visitor_name), "success")
    return lead_on(url_for("visits.day"))


def sheet() -> str:
    """Everybody of a day on one sheet of paper."""
    host = _host()
    chosen = rules.day_in(request.args.get("day", "")) or _today(host, utc_now())
    visits = queries.at_host_between(db.session, host.id, chosen, chosen)
    return render_template(
        "visits/sheet.html",
        host=host,
        day=chosen,
        before=(chosen - timedelta(days=1)).isoformat(),
        after=(chosen + timedelta(days=1)).isoformat(),
        lines=[host_day.guest_of(visit) for visit in visits],
    )


def _host() -> Organisation:
    host = acting_organisation()
    check(require_person(), "venue.receive", host)
    return host


def _today(host: Organisation, now: datetime) -> date:
    """The day it is at the host's first venue; where it has none, in UTC."""
    zone = next((venue.time_zone for venue in venues.venues_of(db.session, host)), "")
    return rules.today_in(zone, now)


def _page(form: ArrivalForm, status: int = HTTPStatus.OK) -> Response:
    host, now = _host(), utc_now()
    today = _today(host, now)
    requests = [
        host_day.request_of(visit, require_person()) for visit in queries.to_answer(db.session, host.id)
    ]
    context: dict[str, Any] = {
        "host": host,
        "form": form,
        "day": today,
        "guests": [
            host_day.guest_of(visit) for visit in queries.at_host_between(db.session, host.id, today, today)
        ],
        "requests": requests,
        **host_day.opened_of(requests, request.args.get("request", "")),
        "open": [host_day.guest_of(visit) for visit in queries.not_accounted_for(db.session, host.id, today)],
        "venues": _venues(host, today),
    }
    return make_response(render_template("visits/day.html", **context), status)


def _venues(host: Organisation, today: date) -> list[dict[str, Any]]:
    """The next weeks of each venue as a strip of free places."""
    own = venues.venues_of(db.session, host)
    last = rules.days_after(today, host_day.WEEKS_AHEAD * 7 - 1)
    taken = queries.booked(db.session, [venue.id for venue in own], today, last)
    return [host_day.strip_of(venue, taken, today) for venue in own if venue.spaces]

"""The page that plans a trip, and the one button that asks for all of it."""

from __future__ import annotations

from datetime import date, timedelta
from zoneinfo import ZoneInfo

from flask import Response, abort, flash, make_response, render_template, request, url_for

from matchmaker.agreements.house_days import Stay
from matchmaker.extensions import db
from matchmaker.introductions.asking import first_draft
from matchmaker.permissions import check
from matchmaker.publication.editing import acting_organisation, lead_on
from matchmaker.suggestions.access import Scene
from matchmaker.suggestions.index_access import current_index
from matchmaker.suggestions.subjects import subject_of_organisation
from matchmaker.trips import presenters, queries, service
from matchmaker.trips.asked import tell_refused
from matchmaker.trips.fitting import Fitting
from matchmaker.trips.forms import AskForm, TripForm
from matchmaker.trips.planning import Plan, Planner, Trip
from matchmaker.visits.asking import Wish
from matchmaker.web.authorising import require_person
from matchmaker.web.choices import time_zone
from matchmaker.web.translation import _, _n
from models import Organisation, Space, VisitService
from models.columns import utc_now


def plan() -> Response:
    """Where to go and when; with days in the address, the best places."""
    require_person()
    organisation = acting_organisation()
    form = TripForm(request.args)
    form.offer()
    today = _today()
    if "first" not in request.args:
        form = _suggested(today)
        return _page(form, organisation, None)
    trip = form.trip(today)
    if trip is None:
        return _page(form, organisation, None, 422)
    return _page(form, organisation, trip)


def ask() -> Response:
    """Ask a place for a visit and companies around for an introduction, on one thread.

    A refusal of the visit is shown on the next page, with the reason; nothing was asked for then.
    """
    person, organisation = require_person(), acting_organisation()
    check(person, "visit.request", organisation)
    check(person, "introduction.request", organisation)
    form = AskForm()
    form.offer_companies(request.form.getlist("companies"))
    if not form.validate() or not str(form.space.data).isdecimal():
        abort(400)
    space = db.session.get(Space, int(str(form.space.data)))
    if space is None:
        abort(404)
    # All are required, and the form was found valid.
    assert form.first.data is not None
    assert form.last.data is not None
    if form.last.data < form.first.data:
        abort(400)
    asked = service.ask_for_trip(
        db.session,
        organisation,
        Wish(
            spaces=[space],
            stay=Stay(form.first.data, form.last.data),
            people=form.people.data or 1,
            purpose=form.purpose.data,
            services=[VisitService.DESK, VisitService.INTRODUCTIONS],
        ),
        queries.organisations_to_meet(db.session, form.chosen_companies()),
        actor=person,
        message=form.message.data,
    )
    count = len(asked.introductions)
    people = _n("one introduction", "%(num)s introductions", count)
    flash(
        _("Asked for the visit to %(venue)s and %(people)s.", venue=asked.visit.venue.name, people=people)
        if count
        else _("Asked for the visit to %(venue)s.", venue=asked.visit.venue.name),
        "success",
    )
    tell_refused(asked)
    return lead_on(url_for("visits.show", token=asked.visit.token))


def _suggested(today: date) -> TripForm:
    """The form before anything was asked: three days in the week after next."""
    monday = today + timedelta(days=14 - today.weekday())
    form = TripForm(formdata=None, first=monday, last=monday + timedelta(days=2))
    form.offer()
    form.city.data = request.args.get("city", "")[:120]
    return form


def _page(form: TripForm, organisation: Organisation, trip: Trip | None, status: int = 200) -> Response:
    now = utc_now()
    subject = subject_of_organisation(db.session, organisation, now)
    scene = Scene(subject, organisation, own=True)
    fitting = Fitting(db.session, current_index(), subject, organisation, now)
    found = Planner(fitting).plan(trip) if trip is not None else Plan()
    return make_response(
        render_template(
            "trips/plan.html",
            form=form,
            trip=trip,
            organisation=organisation,
            columns=presenters.columns_of(found.destinations, scene, now),
            looked_at=found.looked_at,
            has_profile=bool(subject.sources),
            message=first_draft(organisation, []),
        ),
        status,
    )


def _today() -> date:
    return utc_now().astimezone(ZoneInfo(time_zone())).date()

"""Asking for a visit, with the standing shown first, and for introductions to people around the place."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from flask import Response, flash, make_response, render_template, request, url_for

from matchmaker.agreements.house_days import Stay
from matchmaker.extensions import db
from matchmaker.introductions.asking import first_draft
from matchmaker.permissions import check
from matchmaker.publication.editing import acting_organisation, lead_on
from matchmaker.refusals import Refusal
from matchmaker.suggestions import presenters as suggestions
from matchmaker.suggestions.access import Scene
from matchmaker.suggestions.index_access import current_index
from matchmaker.suggestions.presenters import Card
from matchmaker.suggestions.subjects import subject_of_organisation
from matchmaker.trips import queries, service
from matchmaker.trips.asked import tell_refused
from matchmaker.trips.fitting import Fitting
from matchmaker.trips.forms import VisitAndMeetForm
from matchmaker.visits import errors, places, presenters, rules
from matchmaker.visits.asking import Wish, needs_names
from matchmaker.visits.free_views import venue_at
from matchmaker.visits.service import join_waiting_list
from matchmaker.visits.standings import Question, judgement_of
from matchmaker.web.authorising import require_person
from matchmaker.web.translation import _, _n
from models import Organisation, PublicationState, Space, Venue, Visit, VisitState
from models.columns import utc_now

UNPROCESSABLE = HTTPStatus.UNPROCESSABLE_ENTITY
#: The button that only shows how the request would stand, and the one that joins the line.
LOOK, QUEUE = "look", "queue"


def new(slug: str) -> Response:
    """The request; once days are chosen, with how it would stand."""
    venue, organisation = venue_at(slug), acting_organisation()
    check(require_person(), "visit.request", organisation)
    form = _form(venue, organisation, from_address=True)
    return _page(form, venue, organisation)


def create(slug: str) -> Response:
    """Send the request and those for introductions, book at once, or join the waiting list."""
    venue, organisation, person = venue_at(slug), acting_organisation(), require_person()
    check(person, "visit.request", organisation)
    form = _form(venue, organisation)
    if form.companies.data:
        check(person, "introduction.request", organisation)
    if not form.validate():
        return _page(form, venue, organisation, UNPROCESSABLE)
    if request.form.get("intent") == LOOK:
        return _page(form, venue, organisation)
    try:
        visit = _asked(form, venue, organisation)
    except Refusal as refusal:
        status = form.show(refusal)
        db.session.rollback()
        return _page(form, venue, organisation, status, is_full=isinstance(refusal, errors.Full))
    return lead_on(url_for("visits.show", token=visit.token))


def _asked(form: VisitAndMeetForm, venue: Venue, organisation: Organisation) -> Visit:
    """Ask as the form says, and tell what was asked for."""
    person, wish = require_person(), _wish(form, venue)
    if request.form.get("intent") == QUEUE:
        # Whether they come is open for long: nobody else is asked before it is known.
        visit = join_waiting_list(db.session, organisation, wish, actor=person, thread=_thread())
        _tell_sent(visit)
        return visit
    asked = service.ask_for_trip(
        db.session,
        organisation,
        wish,
        queries.organisations_to_meet(db.session, form.chosen_companies()),
        actor=person,
        message=form.message.data,
        thread=_thread(),
    )
    _tell_sent(asked.visit)
    count = len(asked.introductions)
    if count:
        flash(
            _n("Asked for one introduction there.", "Asked for %(num)s introductions there.", count),
            "success",
        )
    tell_refused(asked)
    return asked.visit


def _wish(form: VisitAndMeetForm, venue: Venue) -> Wish:
    return Wish(
        spaces=_chosen_spaces(form, venue),
        stay=form.chosen_stay(),
        people=form.people.data or 1,
        arrives_at=form.arrives_at.data,
        purpose=form.purpose.data or "",
        services=form.chosen_services(),
        names=form.typed_names(),
    )


def _form(venue: Venue, organisation: Organisation, *, from_address: bool = False) -> VisitAndMeetForm:
    form = VisitAndMeetForm(formdata=None) if from_address else VisitAndMeetForm()
    form.offer(presenters.space_choices(venue))
    form.offer_companies(request.form.getlist("companies"))
    if from_address:
        _fill(form, venue)
        form.message.data = first_draft(organisation, [])
    return form


def _fill(form: VisitAndMeetForm, venue: Venue) -> None:
    """What the address says, for links of trips and calendars; else the next day with enough notice."""
    offered = presenters.default_stay(venue, utc_now())
    form.first.data = rules.day_in(request.args.get("first", "")) or offered.first
    form.last.data = rules.day_in(request.args.get("last", "")) or max(offered.last, form.first.data)
    form.people.data = max(request.args.get("people", 1, type=int), 1)
    form.purpose.data = request.args.get("purpose", "")[: rules.LONGEST_PURPOSE]
    choices = [value for value, _words in presenters.space_choices(venue)]
    asked = request.args.get("space", "")
    form.spaces.data = [asked] if asked in choices else choices[:1]


def _chosen_spaces(form: VisitAndMeetForm, venue: Venue) -> list[Space]:
    chosen = set(form.spaces.data or ())
    return [space for space in venue.spaces if str(space.id) in chosen]


def _thread() -> str:
    """Of the introduction or suggestion it comes from: 32 hex digits."""
    thread = request.args.get("thread", "")
    return thread if len(thread) == 32 and set(thread) <= set("0123456789abcdef") else ""


def _page(
    form: VisitAndMeetForm,
    venue: Venue,
    organisation: Organisation,
    status: int = HTTPStatus.OK,
    *,
    is_full: bool = False,
) -> Response:
    spaces = _chosen_spaces(form, venue)
    takes_requests = (
        venue.host_id != organisation.id
        and venue.host.is_claimed
        and venue.state is PublicationState.PUBLISHED
    )
    rendered = render_template(
        "visits/new.html",
        form=form,
        venue=venue,
        organisation=organisation,
        names_needed=needs_names(venue),
        months=presenters.months_ahead(db.session, venue, spaces or presenters.desks_of(venue), utc_now()),
        is_own=venue.host_id == organisation.id,
        takes_visits=venue.host.is_claimed,
        companies=_companies(venue, organisation) if takes_requests else [],
        thread=_thread(),
        **_standing(form, venue, organisation, spaces, is_full=is_full),
    )
    return make_response(rendered, status)


def _standing(
    form: VisitAndMeetForm, venue: Venue, organisation: Organisation, spaces: list[Space], *, is_full: bool
) -> dict[str, Any]:
    """How the request would stand, and whether there is room; nothing before days and spaces are chosen."""
    stay = form.stay
    if stay is None or not spaces:
        return {"standing": None, "is_full": is_full}
    people = form.people.data or 1
    question = Question(
        organisation=organisation,
        venue=venue,
        spaces=spaces,
        stay=stay,
        people=people,
        services=form.chosen_services(),
    )
    return {
        "standing": presenters.standing_values(judgement_of(db.session, question, utc_now())),
        "is_full": is_full or _is_full(venue, organisation, spaces, stay, people),
    }


def _companies(venue: Venue, organisation: Organisation) -> list[tuple[int, Card]]:
    """Whom one could meet around the place, by id, best first."""
    now = utc_now()
    subject = subject_of_organisation(db.session, organisation, now)
    if not subject.sources:
        return []
    scene = Scene(subject, organisation, own=True)
    found = Fitting(db.session, current_index(), subject, organisation, now).companies(venue)
    return [(one.target.id, suggestions.card(one, scene, gaps=0)) for one in found]


def _is_full(venue: Venue, organisation: Organisation, spaces: list[Space], stay: Stay, people: int) -> bool:
    wanted = Visit(venue=venue, organisation=organisation, party_size=people, state=VisitState.REQUESTED)
    try:
        return bool(places.full_days(db.session, wanted, spaces, stay))
    except errors.NothingOpen:
        return False


def _tell_sent(visit: Visit) -> None:
    host = visit.venue.host.name
    if visit.state is VisitState.ACCEPTED:
        flash(_("Confirmed at once: the places are booked. %(host)s was told.", host=host), "success")
    elif visit.state is VisitState.WAITING:
        flash(_("You stand in line. You are told as soon as a place comes free."), "success")
    else:
        flash(_("Sent to %(host)s. You hear from us when they answer.", host=host), "success")

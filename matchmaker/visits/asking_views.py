"""Pages before a visit: asking, with the standing shown first; free places of one venue and of all."""

from __future__ import annotations

from http import HTTPStatus

from flask import Response, abort, flash, make_response, render_template, request, url_for
from sqlalchemy import select
from sqlalchemy.orm import selectinload

from matchmaker.agreements.house_days import Stay
from matchmaker.extensions import db
from matchmaker.permissions import check
from matchmaker.publication.editing import acting_organisation, lead_on
from matchmaker.refusals import Refusal
from matchmaker.venues import queries as venues
from matchmaker.visits import errors, places, presenters, queries, rules, service
from matchmaker.visits.asking import Wish, needs_names
from matchmaker.visits.forms import RequestForm
from matchmaker.visits.standings import Question, judgement_of
from matchmaker.web.authorising import require_person, signed_in_person
from matchmaker.web.paging import page_of
from matchmaker.web.translation import _
from models import Organisation, Space, Venue, Visit, VisitState
from models.columns import utc_now

UNPROCESSABLE = HTTPStatus.UNPROCESSABLE_ENTITY
#: Venues on one page of the calendar of all.
PER_PAGE = 40
#: The button that only shows how the request would stand, and the one that joins the line.
LOOK, QUEUE = "look", "queue"


def new(slug: str) -> Response:
    """The request; once days are chosen, with how it would stand."""
    venue, organisation = _venue(slug), acting_organisation()
    check(require_person(), "visit.request", organisation)
    form = _form(venue, from_address=True)
    return _page(form, venue, organisation)


def create(slug: str) -> Response:
    """Send the request, book at once, or join the waiting list."""
    venue, organisation, person = _venue(slug), acting_organisation(), require_person()
    check(person, "visit.request", organisation)
    form = _form(venue)
    if not form.validate():
        return _page(form, venue, organisation, UNPROCESSABLE)
    if request.form.get("intent") == LOOK:
        return _page(form, venue, organisation)
    verb = service.join_waiting_list if request.form.get("intent") == QUEUE else service.request_visit
    try:
        visit = verb(
            db.session,
            organisation,
            Wish(
                spaces=_chosen_spaces(form, venue),
                stay=form.chosen_stay(),
                people=form.people.data or 1,
                purpose=form.purpose.data or "",
                services=form.chosen_services(),
                names=form.typed_names(),
            ),
            actor=person,
            thread=_thread(),
        )
    except Refusal as refusal:
        status = form.show(refusal)
        db.session.rollback()
        return _page(form, venue, organisation, status, is_full=isinstance(refusal, errors.Full))
    _tell_sent(visit)
    return lead_on(url_for("visits.show", token=visit.token))


def _venue(slug: str) -> Venue:
    venue = venues.visible_venue(db.session, slug, signed_in_person())
    if venue is None:
        abort(404)
    return venue


def _form(venue: Venue, *, from_address: bool = False) -> RequestForm:
    form = RequestForm(formdata=None) if from_address else RequestForm()
    form.offer(presenters.space_choices(venue))
    if from_address:
        _fill(form, venue)
    return form


def _fill(form: RequestForm, venue: Venue) -> None:
    """What the address says, for links of trips and calendars; else the next day with enough notice."""
    offered = presenters.default_stay(venue, utc_now())
    form.first.data = rules.day_in(request.args.get("first", "")) or offered.first
    form.last.data = rules.day_in(request.args.get("last", "")) or max(offered.last, form.first.data)
    form.people.data = max(request.args.get("people", 1, type=int), 1)
    form.purpose.data = request.args.get("purpose", "")[: rules.LONGEST_PURPOSE]
    choices = presenters.space_choices(venue)
    form.spaces.data = [choices[0][0]] if choices else []


def _chosen_spaces(form: RequestForm, venue: Venue) -> list[Space]:
    chosen = set(form.spaces.data or ())
    return [space for space in venue.spaces if str(space.id) in chosen]


def _thread() -> str:
    """Of the introduction or suggestion it comes from: 32 hex digits."""
    thread = request.args.get("thread", "")
    return thread if len(thread) == 32 and set(thread) <= set("0123456789abcdef") else ""


def _page(
    form: RequestForm,
    venue: Venue,
    organisation: Organisation,
    status: int = HTTPStatus.OK,
    *,
    is_full: bool = False,
) -> Response:
    now = utc_now()
    stay = form.stay
    spaces = _chosen_spaces(form, venue)
    standing = None
    full = is_full
    if stay is not None and spaces:
        question = Question(
            organisation=organisation,
            venue=venue,
            spaces=spaces,
            stay=stay,
            people=form.people.data or 1,
            services=form.chosen_services(),
        )
        standing = presenters.standing_values(judgement_of(db.session, question, now))
        full = full or _is_full(venue, organisation, spaces, stay, form.people.data or 1)
    rendered = render_template(
        "visits/new.html",
        form=form,
        venue=venue,
        organisation=organisation,
        standing=standing,
        is_full=full,
        names_needed=needs_names(venue),
        months=_months(venue, spaces or presenters.desks_of(venue)),
        is_own=venue.host_id == organisation.id,
        takes_visits=venue.host.is_claimed,
        thread=_thread(),
    )
    return make_response(rendered, status)


def _is_full(venue: Venue, organisation: Organisation, spaces: list[Space], stay: Stay, people: int) -> bool:
    wanted = Visit(venue=venue, organisation=organisation, party_size=people, state=VisitState.REQUESTED)
    try:
        return bool(places.full_days(db.session, wanted, spaces, stay))
    except errors.NothingOpen:
        return False


def _months(venue: Venue, spaces: list[Space]) -> list[dict[str, object]]:
    today = rules.today_in(venue.time_zone, utc_now())
    last = Stay(today, rules.days_after(today, presenters.DAYS_AHEAD - 1)).last
    taken = queries.booked(db.session, [venue.id], today, last)
    return presenters.months_of(presenters.free_days(venue, spaces, taken, today, presenters.DAYS_AHEAD))


def _tell_sent(visit: Visit) -> None:
    host = visit.venue.host.name
    if visit.state is VisitState.ACCEPTED:
        flash(_("Confirmed at once: the places are booked. %(host)s was told.", host=host), "success")
    elif visit.state is VisitState.WAITING:
        flash(_("You stand in line. You are told as soon as a place comes free."), "success")
    else:
        flash(_("Sent to %(host)s. You hear from us when they answer.", host=host), "success")


def free(slug: str) -> str:
    """Free places of one venue, day by day."""
    venue = _venue(slug)
    spaces = presenters.desks_of(venue)
    return render_template(
        "visits/free.html",
        venue=venue,
        spaces=spaces,
        capacity=sum(space.capacity for space in spaces),
        months=_months(venue, spaces),
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

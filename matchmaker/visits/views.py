"""Pages of visits: the list, one of them, asking; and every move by button."""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus
from typing import Any

from flask import Response, abort, flash, make_response, render_template, request, url_for

from matchmaker.calendar.meetings import Method
from matchmaker.extensions import db
from matchmaker.publication.editing import acting_organisation, lead_on
from matchmaker.refusals import Refusal
from matchmaker.visits import (
    arriving_service,
    errors,
    presenters,
    proposing_service,
    queries,
    service,
    talking_service,
)
from matchmaker.visits import page as visit_page
from matchmaker.visits.forms import DatesForm, DeclineForm, FeedbackForm, MessageForm, WordsForm
from matchmaker.visits.mails import visit_file
from matchmaker.visits.sides import sides_of
from matchmaker.visits.waiting_service import take_place
from matchmaker.web.authorising import load, require_person
from matchmaker.web.paging import page_of
from matchmaker.web.translation import _
from models import Space, Visit, VisitSide, VisitState
from models.columns import utc_now

UNPROCESSABLE = HTTPStatus.UNPROCESSABLE_ENTITY
PER_PAGE = 20
CALENDAR = "text/calendar; charset=utf-8"


def index() -> str:
    """Visits of the hat worn, its own and those to its venues, by how they stand."""
    person, organisation = require_person(), acting_organisation()
    shelf = presenters.shelf_named(request.args.get("show", ""))
    chosen = queries.chosen_by(person, presenters.filters_of(organisation, shelf))
    page = page_of(
        queries.count(db.session, chosen),
        lambda limit, offset: queries.by_day(db.session, chosen, limit, offset),
        PER_PAGE,
    )
    return render_template(
        "visits/index.html",
        organisation=organisation,
        tabs=presenters.shelves(db.session, person, organisation, shelf),
        page=page,
        lines=[presenters.line_of(visit, organisation) for visit in page.rows],
        is_host=organisation.kind.is_host,
    )


def show(token: str) -> Response:
    """One visit: where it stands, what to do next, everything that happened."""
    return _page(_load(token))


def _load(token: str, permission: str = "visit.see") -> Visit:
    return load(Visit, permission, token=token)


def _page(visit: Visit, status: int = HTTPStatus.OK, **forms: Any) -> Response:
    context = visit_page.page_of(db.session, visit, require_person(), utc_now())
    shown: dict[str, Any] = {
        "decline_form": DeclineForm(formdata=None),
        "dates_form": _dates_form(visit, fresh=True),
        "cancel_form": WordsForm(formdata=None),
        "feedback_form": FeedbackForm(formdata=None),
        "message_form": MessageForm(formdata=None),
        **forms,
    }
    return make_response(render_template("visits/show.html", **context, **shown), status)


def _dates_form(visit: Visit, *, fresh: bool = False) -> DatesForm:
    form = DatesForm(formdata=None) if fresh else DatesForm()
    form.offer([(str(space.id), space.name) for space in visit.venue.spaces])
    if fresh:
        form.first.data, form.last.data = visit.starts_on, visit.ends_on
    return form


def accept(token: str) -> Response:
    """Say yes."""
    visit = _load(token, "visit.answer")
    service.accept_visit(db.session, visit, actor=require_person(), seen=_seen())
    flash(_("Accepted. The places are booked, and %(name)s was told.", name=visit.visitor_name), "success")
    return _back(visit)


def decline(token: str) -> Response:
    """Say no."""
    visit = _load(token, "visit.answer")
    form = DeclineForm()

    def act() -> None:
        service.decline_visit(
            db.session,
            visit,
            actor=require_person(),
            reason=form.chosen(),
            words=form.words.data or "",
            seen=_seen(),
        )
        flash(_("Declined. They were told the reason."), "success")

    return _acted(visit, form, act, decline_form=form)


def change_dates(token: str) -> Response:
    """Other dates: proposed by the host, asked for by the visitor."""
    visit = _load(token, "visit.take_part")
    person, form = require_person(), _dates_form(visit)

    def act() -> None:
        if VisitSide.VISITOR in sides_of(person, visit):
            proposing_service.ask_other_dates(
                db.session, visit, form.chosen_stay(), actor=person, seen=_seen()
            )
            _tell_changed(visit)
            return
        proposing_service.propose_dates(
            db.session,
            visit,
            form.chosen_stay(),
            actor=person,
            space=db.session.get_one(Space, int(form.space.data)) if form.space.data else None,
            words=form.words.data or "",
            seen=_seen(),
        )
        flash(_("Proposed. They take these dates or ask for others; the thread stays."), "success")

    return _acted(visit, form, act, dates_form=form)


def _tell_changed(visit: Visit) -> None:
    if proposing_service.open_proposal(visit) is not None:
        flash(_("Proposed to the host. Until it agrees your visit stays as it is."), "success")
    elif visit.state is VisitState.ACCEPTED:
        flash(_("Moved. Both calendars are told."), "success")
    else:
        flash(_("The host was asked about the new dates."), "success")


def agree(token: str) -> Response:
    """Take the dates that the other side proposed."""
    visit = _load(token, "visit.take_part")
    proposing_service.agree_to_dates(db.session, visit, actor=require_person(), seen=_seen())
    flash(_("Agreed. The places are booked, and both calendars are told."), "success")
    return _to(visit)


def turn_down(token: str) -> Response:
    """Keep a confirmed visit as it is."""
    visit = _load(token, "visit.take_part")
    proposing_service.turn_down_dates(db.session, visit, actor=require_person(), seen=_seen())
    flash(_("The visit stays as it was. They were told."), "success")
    return _to(visit)


def withdraw(token: str) -> Response:
    """Take a request back, or leave the line."""
    visit = _load(token, "visit.change")
    service.withdraw_visit(db.session, visit, actor=require_person(), seen=_seen())
    flash(_("Withdrawn. Nothing is booked."), "success")
    return _to(visit)


def take(token: str) -> Response:
    """Take the freed place."""
    visit = _load(token, "visit.change")
    take_place(db.session, visit, actor=require_person(), seen=_seen())
    flash(_("The place is yours. The host was told."), "success")
    return _to(visit)


def cancel(token: str) -> Response:
    """Call a confirmed visit off."""
    visit = _load(token, "visit.take_part")
    form = WordsForm()

    def act() -> None:
        service.cancel_visit(
            db.session, visit, actor=require_person(), words=form.words.data or "", seen=_seen()
        )
        flash(_("Cancelled. Both sides are told, and the places are free again."), "success")

    return _acted(visit, form, act, cancel_form=form)


def arrive(token: str) -> Response:
    """Note that the visitors are there."""
    visit = _load(token, "visit.answer")
    arriving_service.arrive(db.session, visit, actor=require_person())
    flash(_("%(name)s: arrived.", name=visit.visitor_name), "success")
    return _back(visit)


def miss(token: str) -> Response:
    """Note that nobody came."""
    visit = _load(token, "visit.answer")
    arriving_service.note_no_show(db.session, visit, actor=require_person())
    flash(_("%(name)s: nobody came. The days left are free again.", name=visit.visitor_name), "success")
    return _back(visit)


def complete(token: str) -> Response:
    """Note that the visitors have left."""
    visit = _load(token, "visit.take_part")
    arriving_service.complete_visit(db.session, visit, actor=require_person())
    flash(_("Completed. Say how it was, if you like."), "success")
    return _back(visit)


def give_feedback(token: str) -> Response:
    """Say how it was."""
    visit = _load(token, "visit.take_part")
    person, form = require_person(), FeedbackForm()

    def act() -> None:
        given = {one.side for one in visit.feedback}
        sides = sides_of(person, visit)
        side = next((one for one in VisitSide if one in sides - given), next(iter(sides)))
        arriving_service.give_feedback(
            db.session,
            visit,
            actor=person,
            side=side,
            rating=int(form.rating.data),
            as_agreed=form.as_agreed.data,
            text=form.text.data or "",
        )
        flash(_("Thank you. The other side reads it."), "success")

    return _acted(visit, form, act, feedback_form=form)


def say(token: str) -> Response:
    """Write in the conversation."""
    visit = _load(token, "visit.talk")
    form = MessageForm()

    def act() -> None:
        talking_service.say(db.session, visit, actor=require_person(), text=form.text.data or "")
        flash(_("Sent. The others get it by mail."), "success")

    return _acted(visit, form, act, message_form=form)


def download(token: str) -> Response:
    """A confirmed visit as a calendar file."""
    visit = _load(token)
    if visit.state not in (VisitState.ACCEPTED, VisitState.ARRIVED):
        abort(404)
    answer = make_response(visit_file(visit, require_person(), Method.PUBLISH))
    answer.headers["Content-Type"] = CALENDAR
    answer.headers["Content-Disposition"] = 'attachment; filename="visit.ics"'
    return answer


def badge(token: str) -> str:
    """Badges of the party, to print."""
    visit = _load(token, "visit.answer")
    if visit.state not in (VisitState.ACCEPTED, VisitState.ARRIVED):
        abort(404)
    context = visit_page.page_of(db.session, visit, require_person(), utc_now())
    return render_template("visits/badge.html", **context)


def _acted(visit: Visit, form: Any, act: Callable[[], None], **forms: Any) -> Response:
    """Validate, act, lead on; or the page again with what was typed and why not."""
    if not form.validate():
        return _page(visit, UNPROCESSABLE, **forms)
    try:
        act()
    except errors.TooLate:
        # The page has no such form any more: the answer is a page that says why.
        raise
    except Refusal as refusal:
        status = form.show(refusal)
        db.session.rollback()
        return _page(visit, status, **forms)
    return _back(visit)


def _seen() -> int | None:
    """The version that the page showed."""
    return request.form.get("seen", type=int)


def _to(visit: Visit) -> Response:
    return lead_on(url_for("visits.show", token=visit.token))


def _back(visit: Visit) -> Response:
    """To the host's day, where the button was pressed there; else to the visit."""
    return lead_on(url_for("visits.day")) if request.form.get("from") == "day" else _to(visit)

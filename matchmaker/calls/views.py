"""Pages of calls."""

from __future__ import annotations

from flask import Response, abort, flash, make_response, render_template, url_for

from matchmaker.calls import presenters, queries, rules, service
from matchmaker.calls.forms import CallForm
from matchmaker.calls.words import KINDS
from matchmaker.extensions import db
from matchmaker.matching.languages import detect_language
from matchmaker.permissions import allowed, check
from matchmaker.publication.editing import acting_organisation, answer_form, gaps_fragment, lead_on, told
from matchmaker.publication.fields import country_choices
from matchmaker.publication.rules import Gap
from matchmaker.web.authorising import load, require_person, signed_in_person
from matchmaker.web.context import current_hat
from matchmaker.web.paging import page_of
from matchmaker.web.translation import _
from models import Call, Organisation
from models.columns import utc_now


def browse() -> str:
    """What everybody may read, the nearest deadline first."""
    filters, phase, now = presenters.filters_in_force(), presenters.phase_in_force(), utc_now()
    counts = queries.shown_counts(db.session, filters, now=now)
    page = page_of(
        counts[phase],
        lambda limit, offset: queries.shown_calls(db.session, filters, phase, limit, offset, now=now),
    )
    hat = current_hat()
    return render_template(
        "calls/browse.html",
        page=page,
        cards=[presenters.card_of(call) for call in page.rows],
        tabs=presenters.phase_tabs(phase, counts),
        phase=phase,
        filters=filters,
        kinds=KINDS,
        countries=country_choices(),
        spans=presenters.within_choices(),
        may_create=hat is not None and allowed(hat.person, "call.create", hat.organisation),
    )


def mine() -> str:
    """All calls of the organisation the person acts for."""
    organisation = _owner()
    calls = queries.calls_of(db.session, organisation)
    return render_template(
        "calls/mine.html",
        organisation=organisation,
        entries=[(call, presenters.card_of(call)) for call in calls],
        may_create=allowed(require_person(), "call.create", organisation),
    )


def new() -> Response:
    """An empty form."""
    owner = _owner()
    check(require_person(), "call.create", owner)
    return _form_page(_form(), owner, None)


def create() -> Response:
    """Write a draft, or publish at once."""
    person, owner = require_person(), _owner()
    check(person, "call.create", owner)
    form = _form()

    def write() -> str:
        call = service.draft_call(db.session, owner, form.values(), actor=person)
        if form.is_publishing:
            service.publish_call(db.session, call, actor=person)
            flash(_("Published. Below is whom it may fit."), "success")
        else:
            flash(_("Saved as a draft. Nobody else sees it yet."), "success")
        return url_for("calls.show", call_id=call.id)

    return answer_form(form, write, lambda status: _form_page(form, owner, None, status))


def show(call_id: int) -> str:
    """One call, its deadlines and conditions, and whom it fits for those who may see that."""
    person = signed_in_person()
    call = queries.visible_call(db.session, call_id, person)
    if call is None:
        abort(404)
    return render_template(
        "calls/show.html",
        call=call,
        badge=presenters.badge_of(call, utc_now()),
        card=presenters.card_of(call),
        details=presenters.details_of(call),
        deadlines=presenters.deadlines_of(call),
        conditions=presenters.conditions_of(call),
        way_out=presenters.way_out(call),
        may_edit=allowed(person, "call.edit", call),
        may_see_suggestions=allowed(person, "suggestions.see", call),
    )


def edit(call_id: int) -> Response:
    """The form, filled in."""
    call = load(Call, "call.edit", id=call_id)
    form = _form(call)
    form.version.data = service.version_now(call)
    return _form_page(form, call.owner, call)


def save(call_id: int) -> Response:
    """Replace the text; publish it with the second button."""
    call = load(Call, "call.edit", id=call_id)
    person, form = require_person(), _form()

    def write() -> str:
        service.change_call(db.session, call, form.values(), actor=person, seen=form.version.data or "")
        if form.is_publishing:
            service.publish_call(db.session, call, actor=person)
        flash(_("Saved and published.") if form.is_publishing else _("Saved."), "success")
        return url_for("calls.show", call_id=call.id)

    return answer_form(
        form,
        write,
        lambda status: _form_page(form, call.owner, call, status),
        lambda: service.version_now(call),
    )


def check_text() -> Response:
    """What is missing in the form as it is typed; nothing is saved."""
    require_person()
    return gaps_fragment(_gaps(_form()))


def publish(call_id: int) -> Response:
    """Show it to everybody."""
    call = load(Call, "call.edit", id=call_id)
    service.publish_call(db.session, call, actor=require_person())
    flash(_("Published. Below is whom it may fit."), "success")
    return _to(call)


def withdraw(call_id: int) -> Response:
    """Take it out of sight."""
    call = load(Call, "call.edit", id=call_id)
    service.withdraw_call(db.session, call, actor=require_person())
    flash(_("Withdrawn. Nobody else sees it any more; publish it again whenever you like."), "success")
    return _to(call)


def delete(call_id: int) -> Response:
    """Delete a draft."""
    call = load(Call, "call.edit", id=call_id)
    service.delete_call(db.session, call, actor=require_person())
    flash(_("The draft is deleted."), "success")
    return lead_on(url_for("calls.mine"))


def _owner() -> Organisation | None:
    """Who a new call belongs to; the secretariat may keep one without acting for an organisation."""
    if require_person().is_secretariat and current_hat() is None:
        return None
    return acting_organisation()


def _form(call: Call | None = None) -> CallForm:
    form = CallForm(call)
    form.offer_choices()
    return form


def _form_page(form: CallForm, owner: Organisation | None, call: Call | None, status: int = 200) -> Response:
    return make_response(
        render_template("calls/form.html", form=form, owner=owner, call=call, gaps=told(_gaps(form))), status
    )


def _gaps(form: CallForm) -> list[Gap]:
    values = form.values()
    detected = detect_language(f"{values.title} {values.text}", values.language)
    return rules.gaps(values, detected_language=detected)


def _to(call: Call) -> Response:
    return lead_on(url_for("calls.show", call_id=call.id))

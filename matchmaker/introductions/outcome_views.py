"""Saying what came of an introduction."""

from __future__ import annotations

from http import HTTPStatus

from flask import Response, flash, make_response, render_template, url_for

from matchmaker.extensions import db
from matchmaker.introductions import talking_service
from matchmaker.introductions.forms import OutcomeForm
from matchmaker.introductions.page import own_and_other
from matchmaker.publication.editing import lead_on
from matchmaker.refusals import Refusal
from matchmaker.web.authorising import load, require_person
from matchmaker.web.translation import _
from models import Introduction, Person
from models.columns import utc_now


def ask(introduction_id: int) -> Response:
    """The form."""
    return _page(new_form(), _load(introduction_id))


def report(introduction_id: int) -> Response:
    """Keep what was said."""
    introduction = _load(introduction_id)
    form = OutcomeForm()
    if not form.validate():
        return _page(form, introduction, HTTPStatus.UNPROCESSABLE_ENTITY)
    try:
        report_by(form, introduction, require_person())
    except Refusal as refusal:
        return _page(form, introduction, form.show(refusal))
    flash(_("Thank you. It is kept, and your cluster sees what came of its introductions."), "success")
    return lead_on(url_for("introductions.show", introduction_id=introduction.id))


def new_form() -> OutcomeForm:
    """An empty form, with today filled in."""
    form = OutcomeForm(formdata=None)
    form.happened_on.data = utc_now().date()
    return form


def report_by(form: OutcomeForm, introduction: Introduction, actor: Person) -> None:
    """Keep what a validated form says."""
    cents = form.cents()
    talking_service.report_outcome(
        db.session,
        introduction,
        actor=actor,
        kind=form.chosen(),
        happened_on=form.day,
        value_cents=cents,
        currency=str(form.currency.data) if cents is not None else "",
        words=form.words.data or "",
    )


def _load(introduction_id: int) -> Introduction:
    return load(Introduction, "introduction.talk", id=introduction_id)


def _page(form: OutcomeForm, introduction: Introduction, status: int = HTTPStatus.OK) -> Response:
    _own, other = own_and_other(introduction, require_person())
    page = render_template(
        "introductions/outcome.html",
        form=form,
        other=other.name,
        subject=introduction.subject_title,
        action=url_for("introductions.report_outcome", introduction_id=introduction.id),
        back=url_for("introductions.show", introduction_id=introduction.id),
    )
    return make_response(page, status)

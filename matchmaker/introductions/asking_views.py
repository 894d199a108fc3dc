"""Pages of asking for an introduction: the request, and the draft of one."""

from __future__ import annotations

from http import HTTPStatus

from flask import Response, abort, flash, make_response, render_template, request, url_for

from matchmaker.extensions import db
from matchmaker.introductions import asking as before
from matchmaker.introductions import presenters, queries, rules, service
from matchmaker.introductions.forms import DraftForm, RequestForm
from matchmaker.introductions.possible import check_possible
from matchmaker.organisations.queries import visible_to as organisations_visible_to
from matchmaker.publication.editing import acting_organisation, lead_on
from matchmaker.refusals import Refusal
from matchmaker.suggestions.access import load_target
from matchmaker.web.authorising import load, require_person
from matchmaker.web.translation import _, refusal_text
from models import Introduction, Organisation

UNPROCESSABLE = HTTPStatus.UNPROCESSABLE_ENTITY
#: The button that keeps a request unfinished.
KEEP = "keep"


def new() -> Response:
    """The request, with its reasons and a first draft to edit."""
    asking, asked = _two_sides()
    form = _request_form(asking, asked)
    topic = request.args.get("for") or before.best_topic(db.session, asking, asked)
    form.subject.data = topic if topic in form.titles else next(iter(form.titles))
    reasons = before.reasons_for(db.session, asking, asked, form.subject.data)
    form.message.data = before.first_draft(asking, reasons.reasons)
    return _request_page(form, asking, asked)


def create() -> Response:
    """Send the request, or keep it as a draft."""
    asking, asked = _two_sides()
    person = require_person()
    form = _request_form(asking, asked)
    if not form.validate():
        return _request_page(form, asking, asked, UNPROCESSABLE)
    slug = str(form.subject.data)
    try:
        introduction = service.draft_introduction(
            db.session,
            asking,
            asked,
            actor=person,
            subject=slug,
            subject_title=presenters.topic_title(slug, form.titles[slug]),
            message=form.message.data or "",
            reasons=before.reasons_for(db.session, asking, asked, slug),
            anonymous=form.anonymous.data,
            thread=queries.thread_of_suggestion(db.session, asking.id, asked.id),
        )
        if request.form.get("intent") != KEEP:
            service.request_introduction(db.session, introduction, actor=person)
    except Refusal as refusal:
        return _request_page(form, asking, asked, form.show(refusal))
    _tell_sent(introduction)
    return _to(introduction)


def _two_sides() -> tuple[Organisation, Organisation]:
    """The hat's organisation, and the one behind the target in the address."""
    person = require_person()
    asking = acting_organisation()
    asked = before.organisation_behind(load_target(request.args.get("with", "")))
    if asked is None:
        abort(404)
    visible = db.session.scalar(organisations_visible_to(person).where(Organisation.id == asked.id))
    if visible is None:
        abort(404)
    return asking, asked


def _request_form(asking: Organisation, asked: Organisation) -> RequestForm:
    form = RequestForm()
    form.offer(presenters.topic_choices(before.topics(db.session, asking, asked), asking))
    return form


def _request_page(
    form: RequestForm, asking: Organisation, asked: Organisation, status: int = HTTPStatus.OK
) -> Response:
    obstacle = _obstacle(asking, asked) if status == HTTPStatus.OK else ""
    reasons = before.reasons_for(db.session, asking, asked, str(form.subject.data))
    page = render_template(
        "introductions/new.html",
        form=form,
        asking=asking,
        asked=asked,
        obstacle=obstacle,
        reasons=presenters.reason_lines(reasons),
        quota=presenters.quota_of(db.session, asking),
        steps=presenters.who_sees_what(db.session, asking, asked),
        send=presenters.send_words(db.session, asking, asked),
        action=presenters.ask_url(request.args.get("with", "")),
    )
    return make_response(page, status)


def _obstacle(asking: Organisation, asked: Organisation) -> str:
    """Why the request can't be sent, said before somebody writes it."""
    try:
        check_possible(db.session, asking, asked)
        rules.check_quota(queries.open_count(db.session, asking.id))
    except Refusal as refusal:
        return refusal_text(refusal)
    return ""


def _tell_sent(introduction: Introduction) -> None:
    if introduction.state == "draft":
        flash(_("Kept as a draft. Nobody else sees it."), "success")
    elif introduction.state == "requested":
        broker = introduction.broker
        assert broker is not None
        flash(
            _("Sent to %(broker)s. You hear from us within five working days.", broker=broker.name), "success"
        )
    else:
        flash(
            _(
                "Sent to %(organisation)s. They have five working days to answer.",
                organisation=introduction.asked_organisation.name,
            ),
            "success",
        )


def edit(introduction_id: int) -> Response:
    """A draft, to go on with."""
    introduction = _load(introduction_id)
    if introduction.state != "draft":
        return _to(introduction)
    return _draft_page(DraftForm(obj=introduction), introduction)


def save(introduction_id: int) -> Response:
    """Keep a draft, or send it."""
    introduction = _load(introduction_id)
    person, form = require_person(), DraftForm()
    if not form.validate():
        return _draft_page(form, introduction, UNPROCESSABLE)
    try:
        service.change_draft(
            db.session,
            introduction,
            actor=person,
            message=form.message.data or "",
            anonymous=form.anonymous.data,
        )
        if request.form.get("intent") != KEEP:
            service.request_introduction(db.session, introduction, actor=person)
    except Refusal as refusal:
        return _draft_page(form, introduction, form.show(refusal))
    _tell_sent(introduction)
    return _to(introduction)


def _draft_page(form: DraftForm, introduction: Introduction, status: int = HTTPStatus.OK) -> Response:
    page = render_template(
        "introductions/draft.html",
        form=form,
        introduction=introduction,
        quota=presenters.quota_of(db.session, introduction.asking_organisation),
        send=presenters.send_words(
            db.session, introduction.asking_organisation, introduction.asked_organisation
        ),
    )
    return make_response(page, status)


def discard(introduction_id: int) -> Response:
    """Delete a draft."""
    introduction = _load(introduction_id)
    service.discard_draft(db.session, introduction, actor=require_person())
    flash(_("The draft is deleted."), "success")
    return lead_on(url_for("introductions.index"))


def _load(introduction_id: int) -> Introduction:
    return load(Introduction, "introduction.withdraw", id=introduction_id)


def _to(introduction: Introduction) -> Response:
    return lead_on(url_for("introductions.show", introduction_id=introduction.id))

"""Pages of introductions: the list, one of them, asking; and every move by button."""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus
from typing import Any

from flask import Response, abort, flash, make_response, render_template, request, url_for

from matchmaker.extensions import db
from matchmaker.introductions import (
    answering_service,
    block_service,
    brokering_service,
    presenters,
    queries,
    rules,
    service,
    talking_service,
)
from matchmaker.introductions import asking as before
from matchmaker.introductions import page as introduction_page
from matchmaker.introductions.forms import DeclineForm, DraftForm, MessageForm, RequestForm, StopForm
from matchmaker.introductions.possible import check_possible
from matchmaker.introductions.queries import Filters
from matchmaker.organisations.queries import visible_to as organisations_visible_to
from matchmaker.publication.editing import acting_organisation, lead_on
from matchmaker.refusals import Refusal
from matchmaker.suggestions.access import load_target
from matchmaker.web.authorising import load, require_person
from matchmaker.web.context import current_hat
from matchmaker.web.paging import page_of
from matchmaker.web.translation import _, refusal_text
from models import Introduction, Organisation, PairBlock, Person

UNPROCESSABLE = HTTPStatus.UNPROCESSABLE_ENTITY
PER_PAGE = 20
#: The button that keeps a request unfinished.
KEEP = "keep"


def index() -> str:
    """Introductions of the hat worn, by what is to be done with them."""
    person, organisation = require_person(), acting_organisation()
    shelf = presenters.shelf_named(request.args.get("show", ""))
    shelves = presenters.shelves(db.session, person, organisation, shelf)
    chosen = presenters.chosen_for(person, organisation, shelf)
    page = page_of(
        queries.count(db.session, chosen),
        lambda limit, offset: queries.latest_first(db.session, chosen, limit, offset),
        PER_PAGE,
    )
    return render_template(
        "introductions/index.html",
        organisation=organisation,
        tabs=shelves,
        page=page,
        lines=[presenters.line_of(row, person, organisation) for row in page.rows],
        quota=presenters.quota_of(db.session, organisation),
        blocks=queries.blocks_said_by(db.session, organisation.id),
    )


def with_organisation(slug: str) -> str:
    """The introductions of one organisation that the person may see, as a page or as a part of another."""
    person = require_person()
    organisation = db.session.scalar(organisations_visible_to(person).where(Organisation.slug == slug))
    if organisation is None:
        abort(404)
    chosen = queries.chosen_by(person, Filters(organisation_id=organisation.id))
    page = page_of(
        queries.count(db.session, chosen),
        lambda limit, offset: queries.latest_first(db.session, chosen, limit, offset),
        PER_PAGE,
    )
    lines = [presenters.line_of(row, person, organisation) for row in page.rows]
    template = "_with" if request.args.get("fragment") == "1" else "with"
    return render_template(
        f"introductions/{template}.html", organisation=organisation, page=page, lines=lines
    )


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


def show(introduction_id: int) -> Response:
    """One introduction: where it stands, what to do next, the conversation, everything that happened."""
    return _page(_load(introduction_id))


def _load(introduction_id: int, permission: str = "introduction.see") -> Introduction:
    return load(Introduction, permission, id=introduction_id)


def _page(introduction: Introduction, status: int = HTTPStatus.OK, **forms: Any) -> Response:
    context = introduction_page.page_of(db.session, introduction, require_person())
    shown: dict[str, Any] = {
        "decline_form": DeclineForm(formdata=None),
        "stop_form": StopForm(formdata=None),
        "message_form": MessageForm(formdata=None),
        **forms,
    }
    return make_response(render_template("introductions/show.html", **context, **shown), status)


def edit(introduction_id: int) -> Response:
    """A draft, to go on with."""
    introduction = _load(introduction_id, "introduction.withdraw")
    if introduction.state != "draft":
        return _to(introduction)
    return _draft_page(DraftForm(obj=introduction), introduction)


def save(introduction_id: int) -> Response:
    """Keep a draft, or send it."""
    introduction = _load(introduction_id, "introduction.withdraw")
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
    introduction = _load(introduction_id, "introduction.withdraw")
    service.discard_draft(db.session, introduction, actor=require_person())
    flash(_("The draft is deleted."), "success")
    return lead_on(url_for("introductions.index"))


def release(introduction_id: int) -> Response:
    """Pass a request on."""
    introduction = _load(introduction_id, "introduction.release")
    brokering_service.release_introduction(db.session, introduction, actor=require_person(), seen=_seen())
    flash(_("Released. %(name)s was asked.", name=introduction.asked_organisation.name), "success")
    return _to(introduction)


def stop(introduction_id: int) -> Response:
    """Do not pass a request on."""
    introduction = _load(introduction_id, "introduction.release")
    form = StopForm()

    def act() -> None:
        brokering_service.stop_introduction(
            db.session,
            introduction,
            actor=require_person(),
            reason=form.chosen(),
            words=form.words.data or "",
            seen=_seen(),
        )
        flash(_("Stopped. The asking side was told why."), "success")

    return _acted(introduction, form, act, stop_form=form)


def accept(introduction_id: int) -> Response:
    """Say yes."""
    introduction = _load(introduction_id, "introduction.answer")
    answering_service.accept_introduction(db.session, introduction, actor=require_person(), seen=_seen())
    flash(_("Accepted. Both sides see the names and addresses now."), "success")
    return _to(introduction)


def decline(introduction_id: int) -> Response:
    """Say no."""
    introduction = _load(introduction_id, "introduction.answer")
    form = DeclineForm()

    def act() -> None:
        decline_as(form, introduction, require_person(), seen=_seen())
        flash(_("Declined. They were told the reason, and may not ask again for a while."), "success")

    return _acted(introduction, form, act, decline_form=form)


def decline_as(form: DeclineForm, introduction: Introduction, actor: Person, *, seen: int | None) -> None:
    """Say no as a validated form says."""
    answering_service.decline_introduction(
        db.session,
        introduction,
        actor=actor,
        reason=form.chosen(),
        words=form.words.data or "",
        not_before=form.not_before.data,
        never_again=form.never_again.data,
        seen=seen,
    )


def withdraw(introduction_id: int) -> Response:
    """Take a request back."""
    introduction = _load(introduction_id, "introduction.withdraw")
    service.withdraw_introduction(db.session, introduction, actor=require_person(), seen=_seen())
    flash(_("Withdrawn. It does not count among your open requests any more."), "success")
    return _to(introduction)


def say(introduction_id: int) -> Response:
    """Write in the conversation."""
    introduction = _load(introduction_id, "introduction.talk")
    form = MessageForm()

    def act() -> None:
        talking_service.say(db.session, introduction, actor=require_person(), text=form.text.data or "")
        flash(_("Sent. The others get it by mail."), "success")

    return _acted(introduction, form, act, message_form=form)


def mark_met(introduction_id: int) -> Response:
    """Say that the two met."""
    introduction = _load(introduction_id, "introduction.talk")
    talking_service.mark_met(db.session, introduction, actor=require_person())
    flash(_("Noted. Say what came of it when there is something to say."), "success")
    return _to(introduction)


def block(introduction_id: int) -> Response:
    """Never suggest or introduce these two again."""
    introduction = _load(introduction_id)
    person = require_person()
    own, other = introduction_page.own_and_other(introduction, person)
    block_service.block_pair(db.session, own, other, actor=person)
    flash(_("You two are never suggested to each other again. The others are not told."), "success")
    return _to(introduction)


def unblock(block_id: int) -> Response:
    """Take "never again" back."""
    person, hat = require_person(), current_hat()
    known = db.session.get(PairBlock, block_id)
    if known is None or hat is None or known.said_by_organisation_id != hat.organisation_id:
        abort(404)
    block_service.unblock_pair(db.session, known, actor=person)
    flash(_("Taken back. You may be suggested to each other again."), "success")
    return lead_on(url_for("introductions.index"))


def _acted(introduction: Introduction, form: Any, act: Callable[[], None], **forms: Any) -> Response:
    """Validate, act, lead on; or the page again with what was typed and why not."""
    if not form.validate():
        return _page(introduction, UNPROCESSABLE, **forms)
    try:
        act()
    except Refusal as refusal:
        status = form.show(refusal)
        db.session.rollback()
        return _page(introduction, status, **forms)
    return _to(introduction)


def _seen() -> int | None:
    """The version that the page showed."""
    return request.form.get("seen", type=int)


def _to(introduction: Introduction) -> Response:
    return lead_on(url_for("introductions.show", introduction_id=introduction.id))

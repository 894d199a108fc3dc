"""Pages of introductions: the list, one of them, and every move by button."""

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
    service,
    talking_service,
)
from matchmaker.introductions import page as introduction_page
from matchmaker.introductions.forms import DeclineForm, MessageForm, StopForm
from matchmaker.introductions.queries import Filters
from matchmaker.organisations.queries import visible_to as organisations_visible_to
from matchmaker.publication.editing import acting_organisation, lead_on
from matchmaker.refusals import Refusal
from matchmaker.web.authorising import load, require_person
from matchmaker.web.context import current_hat
from matchmaker.web.paging import page_of
from matchmaker.web.translation import _
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

"""Pages about mails: when they come and which; and the link in a mail that stops its kind."""

from __future__ import annotations

from http import HTTPStatus

from flask import Response, flash, make_response, redirect, render_template, url_for

from matchmaker.extensions import db
from matchmaker.notifications import preferences as wishes
from matchmaker.notifications.catalogue import KINDS, MailKind
from matchmaker.notifications.compose import UNSUBSCRIBE
from matchmaker.notifications.forms import MailsForm
from matchmaker.web.authorising import require_person
from matchmaker.web.signing import ForgedLink, unsigned
from matchmaker.web.translation import _
from models import MailPace, Person


def preferences() -> Response:
    """The form, filled in."""
    person = require_person()
    form = MailsForm()
    form.pace.data = wishes.pace_of(db.session, person).value
    form.want_all_but(wishes.muted_kinds(db.session, person))
    return _page(form, person)


def save_preferences() -> Response:
    """Keep what was chosen."""
    person = require_person()
    form = MailsForm()
    if not form.validate():
        return _page(form, person, HTTPStatus.UNPROCESSABLE_ENTITY)
    wishes.choose_mails(db.session, person, actor=person, pace=MailPace(form.pace.data), muted=form.muted())
    flash(_("Saved. Mails come as you chose."), "success")
    return make_response(redirect(url_for("mails.preferences"), code=HTTPStatus.SEE_OTHER))


def _page(form: MailsForm, person: Person, status: int = HTTPStatus.OK) -> Response:
    return make_response(render_template("mails/preferences.html", form=form, person=person), status)


def unsubscribe(token: str) -> Response:
    """Ask before stopping a kind: a scanner that follows the link of a mail stops nothing."""
    found = _named(token)
    if found is None:
        return _unknown()
    person, kind = found
    muted = kind.name in wishes.muted_kinds(db.session, person)
    return _stop_page(token, person, kind, stopped=muted)


def stop(token: str) -> Response:
    """Stop a kind, by the page's button or by one click in a mail reader (RFC 8058, without a redirect)."""
    found = _named(token)
    if found is None:
        return _unknown()
    person, kind = found
    wishes.mute(db.session, person, kind.name)
    return _stop_page(token, person, kind, stopped=True)


def resume(token: str) -> Response:
    """Send a kind again: what a click stopped by mistake."""
    found = _named(token)
    if found is None:
        return _unknown()
    person, kind = found
    wishes.unmute(db.session, person, kind.name)
    return _stop_page(token, person, kind, stopped=False)


def _named(token: str) -> tuple[Person, MailKind] | None:
    """Whose mails, and which kind, a link speaks of; None where it is none of ours."""
    try:
        person_id, name = unsigned(UNSUBSCRIBE, token)
    except ForgedLink:
        return None
    person = db.session.get(Person, person_id)
    kind = KINDS.get(name)
    return (person, kind) if person is not None and kind is not None else None


def _stop_page(token: str, person: Person, kind: MailKind, *, stopped: bool) -> Response:
    return make_response(
        render_template(
            "mails/unsubscribe.html",
            token=token,
            address=person.email,
            kind=_(kind.title),
            stopped=stopped,
        )
    )


def _unknown() -> Response:
    sentence = _(
        "This link is incomplete or was changed on the way. Nothing was changed. You can choose your mails "
        "on the page of your account."
    )
    page = render_template("errors/error.html", status=HTTPStatus.NOT_FOUND, sentence=sentence)
    return make_response(page, HTTPStatus.NOT_FOUND)

"""The page on which people erase their account."""

from __future__ import annotations

from flask import flash, redirect, render_template, session, url_for
from flask_security.utils import logout_user
from werkzeug.wrappers import Response

from matchmaker.erasure import service
from matchmaker.erasure.queries import leaving
from matchmaker.extensions import db
from matchmaker.people.forms import OwnPasswordForm
from matchmaker.refusals import Refusal
from matchmaker.visits.rules import stay_of
from matchmaker.visits.words import stay_words
from matchmaker.web.authorising import require_person
from matchmaker.web.translation import _, refusal_text
from models import Person
from models.columns import utc_now


def show() -> str:
    """What goes, what stays, what ends, and the form to do it."""
    return _page(require_person(), OwnPasswordForm())


def erase() -> Response | tuple[str, int]:
    """Erase the account and sign out."""
    person = require_person()
    form = OwnPasswordForm()
    if not form.validate_on_submit():
        return _page(person, form), 422
    try:
        service.erase_person(db.session, person, now=utc_now())
    except Refusal as refusal:
        db.session.rollback()
        form.form_errors.append(refusal_text(refusal))
        return _page(require_person(), form), refusal.status
    session.clear()
    logout_user()
    flash(_("Your account is erased. Thank you for having been with us."), "success")
    return redirect(url_for("pages.home"), code=303)


def _page(person: Person, form: OwnPasswordForm) -> str:
    ends = leaving(db.session, person, utc_now())
    visits = [(visit, stay_words(stay_of(visit))) for visit in ends.visits]
    return render_template("erasure/show.html", form=form, ends=ends, visits=visits)

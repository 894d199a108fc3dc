"""Pages of the own account, and the hat one wears."""

from __future__ import annotations

from flask import abort, flash, redirect, render_template, request, session, url_for
from werkzeug.wrappers import Response

from matchmaker.extensions import db
from matchmaker.people import service
from matchmaker.people.forms import AccountForm
from matchmaker.web.authorising import require_person
from matchmaker.web.choices import LANGUAGE_COOKIE, local_address
from matchmaker.web.context import HAT
from matchmaker.web.translation import _


def wear_hat() -> Response:
    """Act for another of one's organisations."""
    person = require_person()
    chosen = request.form.get("hat", type=int)
    membership = next((m for m in person.memberships if m.id == chosen), None)
    if membership is None:
        abort(404)
    session[HAT] = membership.organisation_id
    flash(_("You act for %(organisation)s now.", organisation=membership.organisation.name), "success")
    return redirect(local_address(request.form.get("next")) or url_for("overview.show"), code=303)


def account() -> str:
    """The own account."""
    person = require_person()
    return render_template("people/account.html", form=AccountForm(obj=person), person=person)


def save_account() -> Response | tuple[str, int]:
    """Keep name, language and time zone."""
    person = require_person()
    form = AccountForm()
    if not form.validate_on_submit():
        return render_template("people/account.html", form=form, person=person), 422
    service.change_account(
        db.session,
        person,
        name=form.name.data or "",
        locale=form.locale.data,
        time_zone=form.time_zone.data,
    )
    flash(_("Your account is saved."), "success")
    answer = redirect(url_for("people.account"), code=303)
    # The account's language holds from now on, whatever was chosen on this device before.
    answer.delete_cookie(LANGUAGE_COOKIE)
    return answer

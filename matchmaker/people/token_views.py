"""The page of one's tokens for programs."""

from __future__ import annotations

from dataclasses import dataclass

from flask import abort, flash, make_response, redirect, render_template, url_for
from werkzeug.wrappers import Response

from matchmaker.extensions import db
from matchmaker.people import tokens
from matchmaker.people.token_forms import TokenForm
from matchmaker.refusals import Refusal
from matchmaker.web.authorising import require_person
from matchmaker.web.translation import LazyString, _, _l, refusal_text
from models import ApiToken, Person
from models.columns import utc_now


@dataclass(frozen=True, slots=True)
class TokenRow:
    """A token and how it stands; `tone` is the badge's."""

    token: ApiToken
    is_live: bool
    standing: LazyString
    tone: str


def show() -> str:
    """One's tokens, and the form for another."""
    return _page(require_person(), TokenForm())


def create() -> Response | tuple[str, int]:
    """Make a token and show it, this once.

    Answers with the page itself and no redirect: on the way the token would have to be kept somewhere.
    """
    person = require_person()
    form = TokenForm()
    if not form.validate_on_submit():
        return _page(person, form), 422
    try:
        new = tokens.create_token(
            db.session, person, actor=person, name=form.name.data or "", days=form.days.data
        )
    except Refusal as refusal:
        form.form_errors.append(refusal_text(refusal))
        return _page(person, form), 422
    answer = make_response(_page(person, TokenForm(formdata=None), new))
    answer.headers["Cache-Control"] = "no-store"
    return answer


def revoke(token_id: int) -> Response:
    """Let one of one's tokens open nothing any more."""
    person = require_person()
    token = tokens.own_token(db.session, person, token_id)
    if token is None:
        abort(404)
    tokens.revoke_token(db.session, token, actor=person)
    flash(_("The token “%(name)s” opens nothing any more.", name=token.name), "success")
    return redirect(url_for("people.tokens"), code=303)


def _page(person: Person, form: TokenForm, new: tokens.NewToken | None = None) -> str:
    db.session.flush()
    rows = [_row(token) for token in tokens.tokens_of(db.session, person)]
    return render_template("people/tokens.html", form=form, rows=rows, new=new)


def _row(token: ApiToken) -> TokenRow:
    if token.revoked_at is not None:
        return TokenRow(token, is_live=False, standing=_l("Revoked"), tone="neutral")
    if not token.is_live(utc_now()):
        return TokenRow(token, is_live=False, standing=_l("Expired"), tone="neutral")
    return TokenRow(token, is_live=True, standing=_l("Works"), tone="good")

"""The secretariat's page for a new version of the terms: written, looked at, published."""

from __future__ import annotations

from http import HTTPStatus

from flask import Response, abort, flash, make_response, render_template, request, url_for
from flask_babel import format_date

from matchmaker.agreements import presenters, queries, rules, service
from matchmaker.agreements.changes import Changes, changes_between
from matchmaker.agreements.terms_form import (
    FURTHER_CLAUSES,
    TermsForm,
    fingerprint,
    settles_words,
    terms_form,
)
from matchmaker.extensions import db
from matchmaker.permissions import check
from matchmaker.publication.editing import UNPROCESSABLE, lead_on
from matchmaker.refusals import Refusal
from matchmaker.web.authorising import require_person
from matchmaker.web.translation import _
from models import AgreementTerms
from models.columns import utc_now

#: The button that publishes; the other one shows what would change.
PUBLISH = "publish"


def new() -> Response:
    """The newest version in a form, to be changed."""
    newest = _newest()
    form = terms_form(len(newest.clauses) + FURTHER_CLAUSES, formdata=None)
    form.fill(rules.text_of(newest), newest.version)
    form.effective_from.data = max(newest.effective_from, rules.add_months(utc_now().date(), 1))
    return _page(form, newest)


def publish() -> Response:
    """Show what a draft changes, or publish what was looked at."""
    newest = _newest()
    form = terms_form(sum(name.startswith("number_") for name in request.form))
    form.language = newest.language
    if not form.validate():
        return _page(form, newest, UNPROCESSABLE)
    terms = form.written()
    changes = changes_between(rules.text_of(newest), terms)
    looked_at, form.looked_at.data = form.looked_at.data, fingerprint(terms)
    if request.form.get("intent") != PUBLISH:
        return _page(form, newest, changes=changes)
    if looked_at != fingerprint(terms):
        form.form_errors.append(_("Something changed since you looked. Look at it once more, then publish."))
        return _page(form, newest, UNPROCESSABLE, changes=changes)
    if not form.confirmed.data:
        form.mark("confirmed", _("Tick this box to publish the terms."))
        return _page(form, newest, UNPROCESSABLE, changes=changes)
    try:
        row = service.publish_terms(
            db.session, terms, today=utc_now().date(), actor=require_person(), seen=form.seen.data
        )
    except Refusal as refusal:
        return _page(form, newest, form.show(refusal), changes=changes)
    flash(
        _(
            "Published as version %(number)s. It holds from %(day)s, and those who signed were told.",
            number=row.version,
            day=format_date(row.effective_from, "long"),
        ),
        "success",
    )
    return lead_on(url_for("agreements.version", number=row.version))


def _newest() -> AgreementTerms:
    """What a new version begins with; answers 404 before there are any terms."""
    check(require_person(), "agreement.publish", None)
    newest = queries.newest_terms(db.session)
    if newest is None:
        abort(404)
    return newest


def _page(
    form: TermsForm, newest: AgreementTerms, status: int = HTTPStatus.OK, changes: Changes | None = None
) -> Response:
    page = render_template(
        "agreements/terms.html",
        form=form,
        newest=newest,
        clauses=[
            {"number": number, "title": title, "text": text, "settles": settles_words(rule)}
            for number, title, text, rule in form.clause_fields()
        ],
        hidden=[form[f"rule_{place}"] for place in range(form.clause_count)],
        changes=presenters.changes_shown(changes) if changes is not None else None,
        signers=len(queries.signed_on(db.session, utc_now().date())),
    )
    return make_response(page, status)

"""Pages of claims: saying that a profile is one's own, taking it back, the secretariat's list."""

from __future__ import annotations

from flask import Response, abort, flash, make_response, redirect, render_template, url_for

from matchmaker import permissions
from matchmaker.extensions import db
from matchmaker.organisations import claim_presenters, claim_queries, claim_service, queries
from matchmaker.organisations.claim_forms import ClaimForm, RefusalForm
from matchmaker.organisations.errors import AlreadyClaimed
from matchmaker.organisations.words import CLAIM_GROUNDS
from matchmaker.publication.fields import choices_of
from matchmaker.refusals import Refusal
from matchmaker.web.authorising import load, require_person
from matchmaker.web.paging import page_of
from matchmaker.web.translation import _, refusal_text
from models import Organisation, OrganisationClaim

UNPROCESSABLE = 422


def new(slug: str) -> Response:
    """The form that says "this is us"; back to the profile where somebody looks after it already."""
    organisation = _organisation(slug)
    if organisation.is_claimed:
        flash(refusal_text(AlreadyClaimed(organisation=organisation.name)), "info")
        return _to_profile(organisation)
    return _form_page(ClaimForm(), organisation)


def create(slug: str) -> Response:
    """Claim a profile."""
    organisation, person, form = _organisation(slug), require_person(), ClaimForm()
    if not form.validate():
        return _form_page(form, organisation, status=UNPROCESSABLE)
    try:
        claim_service.claim_profile(
            db.session,
            organisation,
            job_title=form.job_title.data,
            message=form.message.data,
            actor=person,
        )
    except Refusal as refusal:
        form.form_errors.append(refusal_text(refusal))
        return _form_page(form, organisation, status=refusal.status)
    flash(_("Your claim is sent. You get a mail as soon as somebody has decided."), "success")
    return _to_profile(organisation)


def _organisation(slug: str) -> Organisation:
    organisation = queries.by_slug(db.session, require_person(), slug)
    if organisation is None:
        abort(404)
    return organisation


def _form_page(form: ClaimForm, organisation: Organisation, *, status: int = 200) -> Response:
    person = require_person()
    page = render_template(
        "claims/new.html",
        form=form,
        organisation=organisation,
        email=person.email,
        speaks_for_itself=claim_presenters.speaks_for_itself(person, organisation),
        claim=claim_queries.waiting_of(db.session, person, organisation),
    )
    return make_response(page, status)


def withdraw(claim_id: int) -> Response:
    """Take a claim back."""
    claim = load(OrganisationClaim, "claim.withdraw", id=claim_id)
    try:
        claim_service.withdraw_claim(db.session, claim, actor=require_person())
        flash(_("Your claim is taken back."), "success")
    except Refusal as refusal:
        flash(refusal_text(refusal), "error")
    return _to_profile(claim.organisation)


def waiting() -> str:
    """Every claim that waits, for the secretariat."""
    permissions.check(require_person(), "claim.oversee", None)
    page = page_of(
        claim_queries.count_waiting(db.session),
        lambda limit, offset: claim_queries.waiting_in_network(db.session, limit, offset),
    )
    return render_template(
        "claims/waiting.html",
        page=page,
        cards=[claim_presenters.card_of(row) for row in page.rows],
        grounds=choices_of(CLAIM_GROUNDS),
    )


def accept(claim_id: int) -> Response:
    """Hand the profile over to who claims it."""
    claim = load(OrganisationClaim, "claim.decide", id=claim_id)
    try:
        claim_service.accept_claim(db.session, claim, actor=require_person())
    except Refusal as refusal:
        return _to_list(refusal)
    name = claim.person.name or claim.person.email
    flash(
        _("%(person)s looks after %(name)s now, and is told.", person=name, name=claim.organisation.name),
        "success",
    )
    return _to_list()


def refuse(claim_id: int) -> Response:
    """Refuse a claim, with its reason."""
    claim, form = load(OrganisationClaim, "claim.decide", id=claim_id), RefusalForm()
    if not form.validate():
        flash(_("Choose why you refuse, and say it in 500 characters at most."), "error")
        return _to_list()
    try:
        claim_service.refuse_claim(
            db.session, claim, ground=form.chosen_ground, reason=form.reason.data, actor=require_person()
        )
    except Refusal as refusal:
        return _to_list(refusal)
    flash(
        _("The claim of %(name)s is refused, and the claimant is told why.", name=claim.organisation.name),
        "success",
    )
    return _to_list()


def _to_list(refusal: Refusal | None = None) -> Response:
    """Back to the list, with the sentence of what could not be done."""
    if refusal is not None:
        flash(refusal_text(refusal), "error")
    return make_response(redirect(url_for("claims.waiting"), code=303))


def _to_profile(organisation: Organisation) -> Response:
    return make_response(redirect(url_for("organisations.show", slug=organisation.slug), code=303))

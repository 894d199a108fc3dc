"""Pages of the agreement: its terms, one organisation's signature, what a host adds, the overview."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from flask import Response, abort, flash, make_response, render_template, url_for
from flask_babel import format_date

from matchmaker.agreements import presenters, queries, rules, service
from matchmaker.agreements.forms import AdditionsForm, CoordinatorForm, SignForm, WithdrawForm
from matchmaker.extensions import db
from matchmaker.permissions import allowed, check
from matchmaker.publication.editing import UNPROCESSABLE, lead_on
from matchmaker.publication.forms import RefusableForm
from matchmaker.refusals import Refusal
from matchmaker.web.authorising import load, require_person, signed_in_person
from matchmaker.web.context import current_hat
from matchmaker.web.translation import _
from models import AgreementTerms, Organisation, Person
from models.columns import utc_now


def show() -> str:
    """The terms in force, clause by clause, and who signed them."""
    return _terms_page(queries.terms_in_force(db.session, _today()))


def version(number: int) -> str:
    """One version of the terms, also one that no longer or not yet holds."""
    terms = queries.terms_of_version(db.session, number)
    if terms is None:
        abort(404)
    return _terms_page(terms)


def ours(slug: str) -> Response:
    """How one cluster or host stands to the agreement, and what its people can do."""
    organisation = load(Organisation, "agreement.see", slug=slug)
    return _our_page(organisation, _sign_form(organisation), _coordinator_form(organisation))


def sign(slug: str) -> Response:
    """Sign for a year, or renew for another."""
    organisation = load(Organisation, "agreement.sign", slug=slug)
    form = _sign_form(organisation)

    def write() -> str:
        signed = service.sign(
            db.session, organisation, coordinator=form.chosen, today=_today(), actor=require_person()
        )
        return _("Signed. The agreement holds until %(day)s.", day=format_date(signed.valid_until, "long"))

    return _answered(
        organisation, form, write, lambda: _our_page(organisation, form, _coordinator_form(organisation))
    )


def name_coordinator(slug: str) -> Response:
    """Name somebody else who answers for the agreement."""
    organisation = load(Organisation, "agreement.sign", slug=slug)
    form = _coordinator_form(organisation)

    def write() -> str:
        service.name_coordinator(
            db.session, organisation, form.chosen, today=_today(), actor=require_person()
        )
        return _("%(name)s coordinates the agreement now.", name=presenters.person_name(form.chosen))

    return _answered(
        organisation, form, write, lambda: _our_page(organisation, _sign_form(organisation), form)
    )


def ask_withdraw(slug: str) -> Response:
    """What a withdrawal means, before it is done."""
    return _withdraw_page(load(Organisation, "agreement.sign", slug=slug), WithdrawForm())


def withdraw(slug: str) -> Response:
    """Give notice."""
    organisation = load(Organisation, "agreement.sign", slug=slug)
    form = WithdrawForm()

    def write() -> str:
        last_day = service.withdraw(
            db.session, organisation, words=form.words.data, today=_today(), actor=require_person()
        )
        return _("Withdrawn. The agreement holds until %(day)s.", day=format_date(last_day, "long"))

    return _answered(organisation, form, write, lambda: _withdraw_page(organisation, form))


def additions(slug: str) -> Response:
    """What a host adds to the terms."""
    host = _host(slug)
    form = _additions_form(host)
    form.fill(queries.additions_of(db.session, host), queries.confirmers_of(db.session, host))
    return _additions_page(host, form)


def save_additions(slug: str) -> Response:
    """Replace what a host adds."""
    host = _host(slug)
    form = _additions_form(host)

    def write() -> str:
        service.change_additions(db.session, host, form.written(), actor=require_person())
        return _("Saved. Requests from now on are judged by it.")

    return _answered(host, form, write, lambda: _additions_page(host, form))


def overview() -> str:
    """Everybody who may sign, and how each stands: for the secretariat."""
    check(require_person(), "agreement.oversee", None)
    today = _today()
    signatories = queries.all_signatories(db.session)
    return render_template(
        "agreements/overview.html",
        lines=[presenters.signatory_line(one, today) for one in signatories],
        tally=presenters.tally(signatories, today),
        versions=presenters.version_lines(queries.all_versions(db.session), today),
        may_publish=allowed(require_person(), "agreement.publish", None),
        renewal_days=rules.RENEWAL_OPENS_DAYS,
    )


def _today() -> date:
    return utc_now().date()


def _terms_page(terms: AgreementTerms | None) -> str:
    today, hat = _today(), current_hat()
    return render_template(
        "agreements/show.html",
        terms=terms,
        is_in_force=terms is not None and terms == queries.terms_in_force(db.session, today),
        versions=queries.all_versions(db.session),
        signatories=queries.signed_on(db.session, today),
        own=hat.organisation if hat is not None and hat.organisation.kind.is_host else None,
        may_oversee=allowed(signed_in_person(), "agreement.oversee", None),
    )


def _answered(
    organisation: Organisation, form: RefusableForm, write: Callable[[], str], page: Callable[[], Response]
) -> Response:
    """Do the verb and lead on to the organisation's page; or show the form again with why not."""
    status = UNPROCESSABLE
    if form.validate():
        try:
            flash(write(), "success")
            return lead_on(url_for("agreements.ours", slug=organisation.slug))
        except Refusal as refusal:
            status = form.show(refusal)
    response = page()
    response.status_code = status
    return response


def _our_page(organisation: Organisation, sign_form: SignForm, coordinator_form: CoordinatorForm) -> Response:
    person, today = require_person(), _today()
    signatures = queries.signatures_of(db.session, organisation)
    current = queries.holding(signatures, today)
    page = render_template(
        "agreements/ours.html",
        organisation=organisation,
        current=None if current is None else presenters.signature_line(current, today),
        history=[presenters.signature_line(one, today) for one in reversed(signatures)],
        terms=queries.terms_in_force(db.session, today),
        sign_form=sign_form,
        coordinator_form=coordinator_form,
        may_sign=allowed(person, "agreement.sign", organisation),
        can_sign=rules.renewal_is_open(signatures, today),
        can_withdraw=any(one.last_day >= today and one.withdrawn_on is None for one in signatures),
        is_admitted=service.is_admitted(organisation),
        additions=queries.additions_of(db.session, organisation),
        additions_lines=presenters.additions_lines(queries.additions_of(db.session, organisation)),
        may_add=allowed(person, "host.additions", organisation),
        renewal_days=rules.RENEWAL_OPENS_DAYS,
    )
    return make_response(page)


def _people(organisation: Organisation) -> list[Person]:
    return queries.people_of(db.session, organisation)


def _coordinator(organisation: Organisation) -> Person | None:
    signatures = queries.signatures_of(db.session, organisation)
    return signatures[-1].coordinator if signatures else require_person()


def _sign_form(organisation: Organisation) -> SignForm:
    form = SignForm()
    form.offer(_people(organisation), chosen=_coordinator(organisation))
    return form


def _coordinator_form(organisation: Organisation) -> CoordinatorForm:
    form = CoordinatorForm()
    form.offer(_people(organisation), chosen=_coordinator(organisation))
    return form


def _withdraw_page(organisation: Organisation, form: WithdrawForm) -> Response:
    today = _today()
    signatures = queries.signatures_of(db.session, organisation)
    current = queries.holding(signatures, today)
    page = render_template(
        "agreements/withdraw.html",
        organisation=organisation,
        form=form,
        current=None if current is None else presenters.signature_line(current, today),
        notice_days=0 if current is None else current.notice_days,
    )
    return make_response(page)


def _host(slug: str) -> Organisation:
    host = load(Organisation, "host.additions", slug=slug)
    if not host.kind.is_host:
        abort(404)
    return host


def _additions_form(host: Organisation) -> AdditionsForm:
    form = AdditionsForm()
    form.offer(_people(host))
    return form


def _additions_page(host: Organisation, form: AdditionsForm) -> Response:
    terms = queries.terms_in_force(db.session, _today())
    free_days = terms.free_working_days if terms is not None else None
    return make_response(
        render_template("agreements/additions.html", host=host, form=form, free_days=free_days)
    )

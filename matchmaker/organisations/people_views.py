"""Pages of who belongs to an organisation."""

from __future__ import annotations

from flask import Response, abort, flash, make_response, redirect, render_template, request, url_for

from matchmaker import permissions
from matchmaker.extensions import db
from matchmaker.organisations import people_service, queries
from matchmaker.organisations.forms import PersonForm, role_choices
from matchmaker.publication.fields import member_of
from matchmaker.web.authorising import load, require_person
from matchmaker.web.context import ROLE_WORDS
from matchmaker.web.translation import _
from models import Membership, MembershipRole, Organisation

UNPROCESSABLE = 422


def people(slug: str) -> Response:
    """Who belongs to it: for its own people, its cluster's manager and the secretariat."""
    organisation = load(Organisation, "organisation.edit", slug=slug)
    return _page(organisation, _form(organisation))


def add_person(slug: str) -> Response:
    """Add somebody who has an account; the answer is the same where nobody has."""
    organisation = load(Organisation, "organisation.members", slug=slug)
    form = _form(organisation)
    if not form.validate():
        return _page(organisation, form, status=UNPROCESSABLE)
    people_service.add_person(
        db.session,
        organisation,
        email=form.email.data or "",
        role=form.chosen_role,
        actor=require_person(),
    )
    flash(
        _(
            "If there is a confirmed account for %(email)s, it belongs to %(organisation)s now and a mail "
            "says so. Otherwise ask the person to join first.",
            email=form.email.data,
            organisation=organisation.name,
        ),
        "info",
    )
    return _back(organisation)


def change_role(slug: str, membership_id: int) -> Response:
    """Give somebody another role."""
    organisation = load(Organisation, "organisation.members", slug=slug)
    role = member_of(MembershipRole, request.form.get("role"))
    if role is None:
        abort(400)
    membership = _membership(organisation, membership_id)
    people_service.change_role(db.session, membership, role, actor=require_person())
    flash(
        _("%(name)s is %(role)s now.", name=_name(membership), role=str(ROLE_WORDS[role])),
        "success",
    )
    return _back(organisation)


def remove_person(slug: str, membership_id: int) -> Response:
    """Take somebody out; everybody may take themselves out."""
    organisation = load(Organisation, slug=slug)
    membership = _membership(organisation, membership_id)
    person = require_person()
    is_oneself = membership.person_id == person.id
    if not is_oneself:
        permissions.check(person, "organisation.members", organisation)
    people_service.remove_person(db.session, membership, actor=person)
    if is_oneself:
        flash(_("You left %(organisation)s.", organisation=organisation.name), "success")
        return make_response(redirect(url_for("people.account"), code=303))
    flash(_("%(name)s was removed.", name=_name(membership)), "success")
    return _back(organisation)


def _membership(organisation: Organisation, membership_id: int) -> Membership:
    return load(Membership, id=membership_id, organisation_id=organisation.id)


def _name(membership: Membership) -> str:
    return membership.person.name or membership.person.email


def _form(organisation: Organisation) -> PersonForm:
    form = PersonForm()
    form.offer(organisation.kind)
    return form


def _page(organisation: Organisation, form: PersonForm, *, status: int = 200) -> Response:
    person = require_person()
    page = render_template(
        "organisations/people.html",
        organisation=organisation,
        memberships=queries.people_of(db.session, organisation),
        role_words={role.value: str(word) for role, word in ROLE_WORDS.items()},
        roles=role_choices(organisation.kind),
        form=form,
        me=person,
        may_decide=permissions.allowed(person, "organisation.members", organisation),
    )
    return make_response(page, status)


def _back(organisation: Organisation) -> Response:
    return make_response(redirect(url_for("organisations.people", slug=organisation.slug), code=303))

"""Pages of organisations: the directory, registering, the profile, its standing."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import Response, abort, flash, make_response, redirect, render_template, request, session, url_for

from matchmaker import permissions
from matchmaker.extensions import db
from matchmaker.organisations import (
    claim_queries,
    cluster_service,
    naming_service,
    presenters,
    profile_queries,
    queries,
    service,
)
from matchmaker.organisations.forms import WAYS, ProfileForm, RegisterForm
from matchmaker.organisations.identity import identity_shown_to, own_identity
from matchmaker.publication.fields import choices_of, member_of
from matchmaker.publication.words import ORGANISATION_KINDS
from matchmaker.refusals import Refusal
from matchmaker.web.authorising import load, require_person, signed_in_person
from matchmaker.web.context import HAT, current_hat
from matchmaker.web.paging import page_of
from matchmaker.web.text import country_name
from matchmaker.web.translation import _, refusal_text
from models import ClusterMembershipState, Organisation, OrganisationClaim, OrganisationKind, Person
from models.columns import utc_now

UNPROCESSABLE = 422
#: Fills rows of two and of three.
CARDS_PER_PAGE = 18


def directory() -> str:
    """All organisations, to be narrowed down."""
    person = signed_in_person()
    clusters = queries.clusters(db.session, person)
    filters = _filters(clusters)
    chosen = queries.directory(person, filters)
    page = page_of(
        queries.count(db.session, chosen),
        lambda limit, offset: queries.in_order_of_name(db.session, chosen, limit, offset),
        CARDS_PER_PAGE,
    )
    figures = profile_queries.figures_of(db.session, [row.id for row in page.rows])
    return render_template(
        "organisations/directory.html",
        page=page,
        cards=[presenters.card_of(row, figures[row.id]) for row in page.rows],
        filters=filters,
        countries=[
            (code, f"{country_name(code)} ({number})")
            for code, number in queries.countries_seen(db.session, person)
        ],
        kinds=choices_of(ORGANISATION_KINDS),
        clusters=[(cluster.slug, cluster.name) for cluster in clusters],
        chosen_cluster=request.args.get("cluster", ""),
    )


def _filters(clusters: Sequence[Organisation]) -> queries.Filters:
    """What the address narrows the directory down to; what it does not know is left out."""
    cluster = next((each for each in clusters if each.slug == request.args.get("cluster")), None)
    country = request.args.get("country", "")
    return queries.Filters(
        text=" ".join(request.args.get("q", "").split())[:100],
        country=country if len(country) == 2 else "",
        kind=member_of(OrganisationKind, request.args.get("kind")),
        sme_only=request.args.get("sme") == "1",
        cluster_id=cluster.id if cluster is not None else None,
    )


def new() -> Response:
    """The three ways to register, or the form of the chosen one."""
    require_person()
    way = request.args.get("as", "")
    if way not in WAYS:
        return make_response(render_template("organisations/new.html"))
    return _register_page(_register_form(way), way)


def create() -> Response:
    """Register an organisation, its owner, and its requests to clusters."""
    person = require_person()
    way = request.args.get("as", "")
    if way not in WAYS:
        abort(404)
    form = _register_form(way)
    if not form.validate():
        return _register_page(form, way, status=UNPROCESSABLE)
    profile = form.profile()
    alike = _alike(profile)
    if alike and not form.another.data:
        return _register_page(form, way, alike=alike, status=UNPROCESSABLE)
    organisation = service.register_organisation(db.session, profile, actor=person)
    for cluster in queries.clusters(db.session, person):
        if str(cluster.id) in (form.clusters.data or []):
            cluster_service.ask_to_join(db.session, organisation, cluster, actor=person)
    session[HAT] = organisation.id
    flash(_("%(name)s is registered, and you act for it now.", name=organisation.name), "success")
    return _to_profile(organisation)


def _alike(profile: service.Profile) -> list[Organisation]:
    """Who is here already under one of the names in the country, or at the website."""
    named = queries.alike(
        db.session, name=profile.name, legal_name=profile.legal_name, country=profile.country
    )
    at_site = queries.at_the_same_site(db.session, profile.website)
    return list(dict.fromkeys((*named, *at_site)))


def _register_form(way: str) -> RegisterForm:
    form = RegisterForm()
    form.offer(WAYS[way])
    form.offer_clusters(queries.clusters(db.session, signed_in_person()))
    return form


def _register_page(
    form: RegisterForm, way: str, *, alike: Sequence[Organisation] = (), status: int = 200
) -> Response:
    page = render_template("organisations/register.html", form=form, way=way, alike=alike)
    return make_response(page, status)


def show(slug: str) -> str:
    """The profile."""
    person = signed_in_person()
    organisation = queries.by_slug(db.session, person, slug)
    if organisation is None:
        abort(404)
    identity = identity_shown_to(person, organisation)
    is_named = identity == own_identity(organisation)
    projects = page_of(
        profile_queries.project_count(db.session, organisation),
        lambda limit, offset: profile_queries.participations(db.session, organisation, limit, offset),
    )
    may_edit = permissions.allowed(person, "organisation.edit", organisation)
    may_decide = permissions.allowed(person, "organisation.members", organisation)
    return render_template(
        "organisations/show.html",
        organisation=organisation,
        identity=identity,
        is_named=is_named,
        facts_line=presenters.facts_line(organisation, identity),
        facts=presenters.facts(organisation, identity),
        marks=presenters.marks_of(organisation),
        listings=profile_queries.published_listings(db.session, organisation, utc_now().date()),
        projects=projects,
        # Who took part in a project is public elsewhere, so projects and partners would tell the name.
        timeline=[presenters.project_entry(row) for row in projects.rows] if is_named else [],
        partners=profile_queries.worked_with(db.session, organisation, person) if is_named else [],
        venues=profile_queries.published_venues(db.session, organisation),
        points=presenters.map_points(organisation, identity),
        verified_by=_verified_by(organisation),
        may_edit=may_edit,
        may_ask=_may_ask(organisation),
        introduction_id=_introduction_with(organisation),
        claim=_own_claim(person, organisation),
        may_decide=may_decide,
        may_leave_name_out=may_decide and not organisation.kind.is_host,
        naming_texts=naming_service.texts_that_name(db.session, organisation)
        if may_decide and not organisation.kind.is_host
        else [],
        may_verify=permissions.allowed(person, "organisation.verify", organisation),
        may_see_agreement=organisation.kind.is_host
        and permissions.allowed(person, "agreement.see", organisation),
        log=presenters.log_entries(profile_queries.log_of(db.session, organisation)) if may_edit else [],
        **_clusters(organisation, may_edit=may_edit),
    )


def _may_ask(organisation: Organisation) -> bool:
    """May the organisation of the hat ask to be introduced, as far as the profile says?"""
    hat = current_hat()
    is_other = hat is not None and hat.organisation_id != organisation.id
    return is_other and organisation.is_claimed and organisation.open_to_introductions


def _introduction_with(organisation: Organisation) -> int | None:
    """The introduction that waits or was accepted between the hat's organisation and another."""
    hat = current_hat()
    return (
        None if hat is None else queries.introductions_with(db.session, hat.organisation).get(organisation.id)
    )


def _own_claim(person: Person | None, organisation: Organisation) -> OrganisationClaim | None:
    """The person's claim of an unclaimed profile that waits."""
    if person is None or organisation.is_claimed:
        return None
    return claim_queries.waiting_of(db.session, person, organisation)


def _verified_by(organisation: Organisation) -> str:
    if "verified" not in presenters.marks_of(organisation):
        return ""
    return presenters.verified_by(profile_queries.last_verification(db.session, organisation))


def _clusters(organisation: Organisation, *, may_edit: bool) -> dict[str, Any]:
    """Its clusters, its requests and the clusters it may still ask (for its own people), its members."""
    links = queries.cluster_links(db.session, organisation)
    taken = {link.cluster_id for link in links} | {organisation.id}
    is_cluster = organisation.kind is OrganisationKind.CLUSTER
    return {
        "cluster_links": [link for link in links if may_edit or link.state is ClusterMembershipState.ACTIVE],
        "open_clusters": [
            cluster
            for cluster in (queries.clusters(db.session, signed_in_person()) if may_edit else ())
            if cluster.id not in taken
        ],
        "member_count": queries.member_count(db.session, organisation) if is_cluster else None,
    }


def edit(slug: str) -> Response:
    """The form of the profile."""
    organisation = load(Organisation, "organisation.edit", slug=slug)
    return _edit_page(_profile_form(organisation), organisation)


def save(slug: str) -> Response:
    """Keep the profile."""
    organisation = load(Organisation, "organisation.edit", slug=slug)
    form = _profile_form(organisation)
    if not form.validate():
        return _edit_page(form, organisation, status=UNPROCESSABLE)
    try:
        service.change_profile(db.session, organisation, form.profile(), actor=require_person())
    except Refusal as refusal:
        form.form_errors.append(refusal_text(refusal))
        return _edit_page(form, organisation, status=refusal.status)
    flash(_("The profile is saved. Suggestions follow it within seconds."), "success")
    return _to_profile(organisation)


def _profile_form(organisation: Organisation) -> ProfileForm:
    form = ProfileForm(obj=service.profile_of(organisation))
    # A cluster has members and a company none, so what it is stays within its way.
    way = next(kinds for kinds in WAYS.values() if organisation.kind in kinds)
    form.offer(way if organisation.kind is not OrganisationKind.CLUSTER else (OrganisationKind.CLUSTER,))
    return form


def _edit_page(form: ProfileForm, organisation: Organisation, *, status: int = 200) -> Response:
    page = render_template(
        "organisations/edit.html",
        form=form,
        organisation=organisation,
        size=presenters.size_word(organisation),
        gaps=presenters.gaps_of(organisation),
    )
    return make_response(page, status)


def change_visibility(slug: str) -> Response:
    """Hide an organisation from lists and suggestions, or show it again."""
    organisation = load(Organisation, "organisation.members", slug=slug)
    if request.form.get("hidden") == "1":
        service.hide_organisation(db.session, organisation, actor=require_person())
        flash(_("Hidden: nobody finds it or what it published. You can show it again any time."), "success")
    else:
        service.show_organisation(db.session, organisation, actor=require_person())
        flash(_("Shown again, with everything it published."), "success")
    return _to_profile(organisation)


def change_naming(slug: str) -> Response:
    """Leave the name out until the organisation accepts, or show it again."""
    organisation = load(Organisation, "organisation.members", slug=slug)
    if request.form.get("anonymous") == "1":
        naming_service.leave_name_out(db.session, organisation, actor=require_person())
        flash(_("Your name is left out now, until you accept an introduction."), "success")
    else:
        naming_service.show_name(db.session, organisation, actor=require_person())
        flash(_("You are shown by your name again."), "success")
    return _to_profile(organisation)


def verify(slug: str) -> Response:
    """Say that somebody checked who this is, or take it back."""
    organisation = load(Organisation, "organisation.verify", slug=slug)
    person = require_person()
    if request.form.get("verdict") == "unverified":
        service.take_verification_back(
            db.session, organisation, actor=person, reason=request.form.get("reason", "")[:500]
        )
        flash(_("%(name)s counts as not verified again.", name=organisation.name), "success")
        return _to_profile(organisation)
    service.verify_organisation(db.session, organisation, actor=person)
    flash(_("%(name)s is verified, and its owners are told.", name=organisation.name), "success")
    return _to_profile(organisation)


def _to_profile(organisation: Organisation) -> Response:
    return make_response(redirect(url_for("organisations.show", slug=organisation.slug), code=303))

"""Pages of clusters: asking to join, the manager's members."""

from __future__ import annotations

from flask import Response, flash, make_response, redirect, render_template, request, url_for

from matchmaker import permissions
from matchmaker.extensions import db
from matchmaker.organisations import cluster_service, presenters, profile_queries, queries
from matchmaker.refusals import NotAllowed
from matchmaker.web.authorising import load, require_person
from matchmaker.web.context import current_hat
from matchmaker.web.translation import _
from models import ClusterMembership, ClusterMembershipState, Organisation, OrganisationKind


def join_cluster(slug: str) -> Response:
    """Ask for an organisation to become a member of a cluster."""
    organisation = load(Organisation, "organisation.members", slug=slug)
    cluster = load(Organisation, id=request.form.get("cluster", 0, type=int))
    cluster_service.ask_to_join(db.session, organisation, cluster, actor=require_person())
    flash(_("%(cluster)s is asked; its manager decides and you get a mail.", cluster=cluster.name), "success")
    return _to(url_for("organisations.show", slug=slug))


def leave_cluster(slug: str, link_id: int) -> Response:
    """Leave a cluster, or take a request back."""
    organisation = load(Organisation, "organisation.members", slug=slug)
    link = load(ClusterMembership, id=link_id, organisation_id=organisation.id)
    name = link.cluster.name
    cluster_service.leave_cluster(db.session, link, actor=require_person())
    flash(
        _("%(organisation)s is no member of %(cluster)s now.", organisation=organisation.name, cluster=name)
    )
    return _to(url_for("organisations.show", slug=slug))


def members() -> str:
    """Who asks to join the manager's cluster, and who belongs to it."""
    cluster = _managed_cluster()
    requests = queries.members_of(db.session, cluster, ClusterMembershipState.REQUESTED)
    links = queries.members_of(db.session, cluster, ClusterMembershipState.ACTIVE)
    figures = profile_queries.figures_of(db.session, [link.organisation_id for link in (*requests, *links)])
    return render_template(
        "clusters/members.html",
        cluster=cluster,
        manages=permissions.allowed(require_person(), "desk.use", cluster),
        clusters=_choosable(),
        requests=[
            (link, presenters.card_of(link.organisation, figures[link.organisation_id])) for link in requests
        ],
        members=[
            (link, presenters.card_of(link.organisation, figures[link.organisation_id])) for link in links
        ],
        tiles=presenters.member_figures([link.organisation for link in links], figures),
    )


def _choosable() -> list[Organisation]:
    """The clusters the person may look after."""
    person = require_person()
    if person.is_secretariat:
        return list(queries.clusters(db.session, person))
    return [
        membership.organisation
        for membership in person.memberships
        if membership.organisation.kind is OrganisationKind.CLUSTER
        and permissions.allowed(person, "cluster.manage", membership.organisation)
    ]


def _managed_cluster() -> Organisation:
    """The cluster in the address, else the one of the hat, else the first.

    :raises NotAllowed: the person looks after none.
    """
    clusters = _choosable()
    if not clusters:
        raise NotAllowed(permissions.PERMISSIONS["cluster.manage"].refusal)
    hat = current_hat()
    wanted = request.args.get("cluster") or (hat.organisation.slug if hat is not None else "")
    return next((cluster for cluster in clusters if cluster.slug == wanted), clusters[0])


def accept(link_id: int) -> Response:
    """Accept an organisation as a member."""
    link = _managed_link(link_id)
    cluster_service.accept_member(db.session, link, actor=require_person())
    flash(_("%(name)s is a member now, and its owners are told.", name=link.organisation.name), "success")
    return _to(url_for("clusters.members", cluster=link.cluster.slug))


def decline(link_id: int) -> Response:
    """Turn a request down, or end a membership."""
    link = _managed_link(link_id)
    name, slug = link.organisation.name, link.cluster.slug
    cluster_service.leave_cluster(db.session, link, actor=require_person())
    flash(_("%(name)s is not a member. It may ask again.", name=name), "success")
    return _to(url_for("clusters.members", cluster=slug))


def _managed_link(link_id: int) -> ClusterMembership:
    link = load(ClusterMembership, id=link_id)
    permissions.check(require_person(), "cluster.manage", link.cluster)
    return link


def _to(address: str) -> Response:
    return make_response(redirect(address, code=303))

"""The page that says what ranking learnt, how good it is, and lets managers do without."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from matchmaker import permissions
from matchmaker.extensions import db
from matchmaker.ranking import presenters, queries, service
from matchmaker.web.authorising import load, require_person
from matchmaker.web.translation import _
from models import Organisation, OrganisationKind


def show() -> str:
    """The figures of every version, the weights of the newest, and the switches of who looks.

    :raises NotAllowed: the person manages no cluster and does not run the network.
    """
    person = require_person()
    permissions.check(person, "ranking.see", None)
    newest = queries.newest_model(db.session)
    return render_template(
        "ranking/show.html",
        standing=presenters.standing(newest),
        versions=presenters.version_lines(queries.versions(db.session)),
        weights=presenters.weight_lines(newest),
        switches=presenters.switches(person, queries.switched_off(db.session)),
        may_switch_all=permissions.allowed(person, "ranking.switch", None),
    )


def switch_off() -> Response:
    """Let the text alone rank for a cluster, or for everybody."""
    cluster = _chosen_cluster()
    service.switch_off(db.session, cluster, actor=require_person())
    flash(_("From now on the texts alone decide the order."), "success")
    return redirect(url_for("ranking.show"), 303)


def switch_on() -> Response:
    """Let what was learnt rank again for a cluster, or for everybody."""
    cluster = _chosen_cluster()
    service.switch_on(db.session, cluster, actor=require_person())
    flash(_("What was learnt counts again, as soon as it beats the texts alone."), "success")
    return redirect(url_for("ranking.show"), 303)


def _chosen_cluster() -> Organisation | None:
    """The cluster whose switch was pressed, None for the network's; refused to who may not press it."""
    slug = request.form.get("cluster", "")
    if slug:
        return load(Organisation, "cluster.manage", slug=slug, kind=OrganisationKind.CLUSTER)
    permissions.check(require_person(), "ranking.switch", None)
    return None

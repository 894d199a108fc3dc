"""The secretariat's page of the whole network."""

from __future__ import annotations

from flask import render_template
from flask_babel import format_datetime

from matchmaker import permissions
from matchmaker.extensions import db
from matchmaker.network import presenters, queries
from matchmaker.organisations.presenters import kind_word, place_of
from matchmaker.web.authorising import require_person
from models.columns import utc_now


def show() -> str:
    """Figures by country, kind and cluster, how the work behind them stands, what happened last.

    :raises NotAllowed: the person does not run the network.
    """
    permissions.check(require_person(), "network.see", None)
    now = utc_now()
    health = queries.outbox_health(db.session, now)
    waiting = queries.to_verify(db.session, limit=20)
    return render_template(
        "network/show.html",
        tiles=presenters.figure_tiles(queries.figures(db.session, now)),
        people=queries.count_people(db.session),
        countries=presenters.country_lines(queries.by_country(db.session)),
        kinds=presenters.kind_lines(queries.by_kind(db.session)),
        clusters=presenters.cluster_lines(queries.by_cluster(db.session)),
        health=health,
        last_done=format_datetime(health.last_done_at, "short") if health.last_done_at else "",
        given_up=presenters.job_lines(queries.given_up(db.session)),
        to_verify_count=queries.count_to_verify(db.session),
        to_verify=[(each, kind_word(each), place_of(each)) for each in waiting],
        imports=presenters.import_lines(queries.imports(db.session)),
        entries=presenters.activity_items(queries.last_activity(db.session)),
    )

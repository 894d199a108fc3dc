"""Fair play for managers and the secretariat, the records behind every figure, the network report."""

from __future__ import annotations

from flask import Response, abort, make_response, render_template, request, url_for

from matchmaker.extensions import db
from matchmaker.permissions import check
from matchmaker.publication.fields import member_of
from matchmaker.reports import exports, files, presenters, queries, rules
from matchmaker.reports.queries import Named, Report
from matchmaker.reports.rules import NO_CLUSTER, Figure, VisitRecord
from matchmaker.reports.words import MEANINGS
from matchmaker.web.authorising import require_person
from matchmaker.web.paging import page_of
from matchmaker.web.translation import _
from models.columns import utc_now

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def show() -> str:
    """Who gives and who takes, how soon hosts answer, whether they keep their word.

    :raises NotAllowed: the person manages no cluster and does not run the network.
    """
    report = _report_for_person()
    return render_template(
        "reports/show.html",
        year=report.year,
        is_whole_network=report.scope.cluster_ids is None,
        is_empty=not report.visits,
        tabs=presenters.year_tabs(report, "reports.show"),
        balances=presenters.balances_of(report),
        hosts=presenters.hosts_of(report),
        years=presenters.years_of(report),
        meanings=MEANINGS,
    )


def records() -> str:
    """The visits that a figure counts; 404 for a figure, host or cluster that is none of the person's.

    :raises NotAllowed: the person manages no cluster and does not run the network.
    """
    person, report = require_person(), _report_for_person()
    figure = member_of(Figure, request.args.get("figure", Figure.REQUESTED.value))
    if figure is None:
        abort(404)
    host, giving, taking = (_narrowed(report, name) for name in ("host", "giving", "taking"))
    found = rules.chosen(
        report.visits,
        figure,
        host_id=host[0],
        giving_id=giving[0],
        taking_id=taking[0],
        clusters_of=report.clusters_of,
    )
    page = page_of(len(found), lambda limit, offset: found[offset : offset + limit])
    may_open = queries.openable(db.session, person, [visit.id for visit in page.rows])
    return render_template(
        "reports/records.html",
        page=page,
        year=report.year,
        title=presenters.narrowed_words(figure, host[1], giving[1], _taking_words(taking)),
        days=rules.use_of(found).days,
        lines=[presenters.record_line(visit, url=_url_of(visit, may_open)) for visit in page.rows],
    )


def _narrowed(report: Report, name: str) -> tuple[int | None, Named | None]:
    """The organisation that the address narrows the records to, by its id; 404 for one out of scope."""
    slug = request.args.get(name, "")
    if not slug:
        return None, None
    if slug == presenters.NO_CLUSTER and name == "taking":
        return NO_CLUSTER, None
    found = next(((key, named) for key, named in report.names.items() if named.slug == slug), None)
    if found is None:
        abort(404)
    return found


def _taking_words(taking: tuple[int | None, Named | None]) -> str:
    number, named = taking
    if number == NO_CLUSTER:
        return _("visitors without a cluster that signed")
    return "" if named is None else named.name


def _url_of(visit: VisitRecord, may_open: frozenset[int]) -> str:
    return url_for("visits.show", token=visit.token) if visit.id in may_open else ""


def network() -> str:
    """Every use of the agreement in a year, as the agreement asks the secretariat to record.

    :raises NotAllowed: the person does not run the network.
    """
    report = _network_report()
    outcomes, chart = presenters.outcomes_of(report)
    return render_template(
        "reports/network.html",
        year=report.year,
        tabs=presenters.year_tabs(report, "reports.network"),
        tiles=presenters.tiles_of(report),
        outcomes=outcomes,
        outcome_chart=chart,
        ways=presenters.ways_of(report),
        meanings=MEANINGS,
    )


def csv_file() -> Response:
    """Every visit of a year as CSV.

    :raises NotAllowed: the person does not run the network.
    """
    report = _network_report()
    content = files.csv_content(exports.COLUMNS, exports.rows_of(report.visits))
    return _download(content, f"visits-{report.year}.csv", "text/csv; charset=utf-8")


def xlsx_file() -> Response:
    """The figures and every visit of a year as a workbook.

    :raises NotAllowed: the person does not run the network.
    """
    report = _network_report()
    return _download(files.workbook(exports.sheets_of(report)), f"visits-{report.year}.xlsx", XLSX)


def _download(content: bytes, name: str, kind: str) -> Response:
    answer = make_response(content)
    answer.headers["Content-Type"] = kind
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


def _report_for_person() -> Report:
    person = require_person()
    check(person, "report.see", None)
    return _report(queries.scope_of(person))


def _network_report() -> Report:
    check(require_person(), "report.network", None)
    return _report(queries.Scope(None))


def _report(scope: queries.Scope) -> Report:
    wanted = request.args.get("year", type=int)
    return queries.report(db.session, scope, utc_now().date(), wanted)

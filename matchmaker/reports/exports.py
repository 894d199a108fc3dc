"""The network report as tables for files: every use of the agreement, and the figures made of it."""

from __future__ import annotations

from collections.abc import Iterable

from matchmaker.reports import rules
from matchmaker.reports.files import Sheet, Value
from matchmaker.reports.queries import Report
from matchmaker.reports.rules import Conduct, VisitRecord
from matchmaker.reports.words import FIGURES, MEANINGS, OUTCOMES
from matchmaker.web.translation import _

#: Columns of the file for programs; names that stay. See docs/secretariat.md.
COLUMNS: tuple[str, ...] = (
    "visit", "year", "visitor", "visitor_country", "home_cluster", "host", "venue", "city", "country",
    "starts_on", "ends_on", "working_days", "people", "days", "standing", "state", "took_place",
    "requested_on", "answer_working_days", "host_kept_word",
)  # fmt: skip


def rows_of(visits: Iterable[VisitRecord]) -> list[list[Value]]:
    """Visits by `COLUMNS`, the first first. Organisations and venues are named, people are not."""
    return [
        [
            visit.token,
            visit.year,
            visit.visitor,
            visit.visitor_country,
            visit.home,
            visit.host,
            visit.venue,
            visit.city,
            visit.country,
            visit.starts_on,
            visit.ends_on,
            visit.working_days,
            visit.people,
            visit.days,
            visit.standing.value,
            visit.state.value,
            _yes_or_no(rules.counts(rules.Figure.TOOK_PLACE, visit)),
            visit.requested_at.date(),
            visit.answer_days,
            _yes_or_no(rules.honoured(visit)),
        ]
        for visit in sorted(visits, key=lambda one: (one.starts_on, one.id))
    ]


def _yes_or_no(value: bool | None) -> str:  # noqa: FBT001 - the value that is written
    return "" if value is None else "yes" if value else "no"


def sheets_of(report: Report) -> list[Sheet]:
    """The workbook of a year: figures, clusters, hosts, every visit, and what the words mean."""
    visits = report.visits
    return [
        Sheet(
            _("Figures"),
            [_("What became of requests"), _("Visits")],
            [[str(FIGURES[figure]), rules.count(figure, visits)] for figure in OUTCOMES],
        ),
        _cluster_sheet(report),
        _host_sheet(report),
        Sheet(_("Visits"), COLUMNS, rows_of(visits)),
        Sheet(_("Meaning"), [_("Word"), _("Meaning")], [[str(word), str(text)] for word, text in MEANINGS]),
    ]


def _cluster_sheet(report: Report) -> Sheet:
    headings = [
        _("Cluster"),
        _("Country"),
        _("Visits given"),
        _("Days given"),
        _("Visits taken"),
        _("Days taken"),
        _("Balance of days"),
    ]
    rows: list[list[Value]] = [
        [
            report.names[key].name,
            report.names[key].country,
            one.given.visits,
            one.given.days,
            one.taken.visits,
            one.taken.days,
            one.days,
        ]
        for key, one in report.balances().items()
    ]
    return Sheet(_("Clusters"), headings, sorted(rows, key=lambda row: str(row[0])))


def _host_sheet(report: Report) -> Sheet:
    headings = [
        _("Host"),
        _("Country"),
        _("Asked for"),
        _("Accepted"),
        _("Took place"),
        _("Days"),
        _("Requests to answer"),
        _("Answered by the host"),
        _("Answer time, working days"),
        _("Accepted, end known"),
        _("Word kept"),
        _("Honour rate"),
    ]
    rows = [
        [report.names[key].name, report.names[key].country, *_conduct_values(one)]
        for key, one in rules.by_host(report.visits).items()
    ]
    return Sheet(_("Hosts"), headings, sorted(rows, key=lambda row: str(row[0])))


def _conduct_values(conduct: Conduct) -> list[Value]:
    return [
        conduct.requested,
        conduct.accepted,
        conduct.use.visits,
        conduct.use.days,
        conduct.answers.asked,
        conduct.answers.answered,
        # As text, so that it is not taken for a share.
        "" if conduct.answers.median_days is None else f"{conduct.answers.median_days:g}",
        conduct.honour.promised,
        conduct.honour.kept,
        conduct.honour.rate,
    ]

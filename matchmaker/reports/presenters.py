"""Fair play as pages show it: lines whose figures open their records, and bars beside them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from babel.dates import format_interval
from flask import url_for
from flask_babel import format_decimal, format_percent, get_locale

from matchmaker.reports import rules
from matchmaker.reports.queries import Named, Report
from matchmaker.reports.rules import Conduct, Figure, VisitRecord
from matchmaker.reports.words import FIGURES, OUTCOMES
from matchmaker.venues.answer_time import answer_time
from matchmaker.venues.answer_words import median_words
from matchmaker.visits.words import STANDINGS, STATES, mark_of
from matchmaker.web.text import country_name
from matchmaker.web.translation import _, _n

#: A chart of more would be read by nobody; the table has all.
BARS_SHOWN = 12
#: In addresses, in place of a cluster's slug: those who roam through none.
NO_CLUSTER = "-"


@dataclass(frozen=True, slots=True)
class Cell:
    """A figure and the address of its records; none where there is nothing to open."""

    words: str
    url: str = ""


def _cell(number: int, report: Report, figure: Figure, **narrow: Any) -> Cell:
    url = url_for("reports.records", year=report.year, figure=figure.value, **narrow) if number else ""
    return Cell(format_decimal(number), url)


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar: its share of the longest and what it says."""

    share: float
    words: str


@dataclass(frozen=True, slots=True)
class Bars:
    """The bars of one line, a bar for each series."""

    label: str
    bars: tuple[Bar, ...]


def _chart(rows: Sequence[tuple[str, tuple[int, ...]]]) -> list[Bars]:
    """The first lines as bars, relative to the longest of all."""
    longest = max((value for _label, values in rows for value in values), default=0) or 1
    return [
        Bars(label, tuple(Bar(value / longest, format_decimal(value)) for value in values))
        for label, values in rows[:BARS_SHOWN]
    ]


@dataclass(frozen=True, slots=True)
class ClusterLine:
    """The balance of a cluster."""

    name: str
    url: str
    given_visits: Cell
    given_days: Cell
    taken_visits: Cell
    taken_days: Cell
    balance: str


@dataclass(frozen=True, slots=True)
class Balances:
    """The balances of clusters, those that give most first, with their chart."""

    lines: list[ClusterLine]
    chart: list[Bars]


def balances_of(report: Report) -> Balances:
    """Who gives and who takes."""
    found = sorted(
        report.balances().items(),
        key=lambda item: (-item[1].days, report.names[item[0]].name),
    )
    lines, bars = [], []
    for cluster_id, balance in found:
        named = report.names[cluster_id]
        giving, taking = {"giving": named.slug}, {"taking": named.slug}
        figure = Figure.TOOK_PLACE
        lines.append(
            ClusterLine(
                name=named.name,
                url=url_for("organisations.show", slug=named.slug),
                given_visits=_cell(balance.given.visits, report, figure, **giving),
                given_days=_cell(balance.given.days, report, figure, **giving),
                taken_visits=_cell(balance.taken.visits, report, figure, **taking),
                taken_days=_cell(balance.taken.days, report, figure, **taking),
                balance=signed_words(balance.days),
            )
        )
        bars.append((named.name, (balance.given.days, balance.taken.days)))
    return Balances(lines, _chart(bars))


def signed_words(number: int) -> str:
    """A difference with its sign: more given than taken, or less."""
    return f"+{format_decimal(number)}" if number > 0 else format_decimal(number).replace("-", "\u2212")


@dataclass(frozen=True, slots=True)
class ConductLine:
    """How a host received, or the hosts of a year."""

    name: str
    url: str
    requested: Cell
    accepted: Cell
    visits: Cell
    days: Cell
    answer_time: str
    unanswered: Cell
    honour: str
    kept: Cell
    promised: Cell


@dataclass(frozen=True, slots=True)
class Hosts:
    """How hosts received, the most asked first, with the chart of what was asked for and what took place."""

    lines: list[ConductLine]
    chart: list[Bars]


def hosts_of(report: Report) -> Hosts:
    """How each host received in the year."""
    found = sorted(
        rules.by_host(report.visits).items(),
        key=lambda item: (-item[1].requested, report.names[item[0]].name),
    )
    lines, bars = [], []
    for host_id, conduct in found:
        named = report.names[host_id]
        url = url_for("organisations.show", slug=named.slug)
        lines.append(_conduct_line(report, conduct, named.name, url, {"host": named.slug}))
        bars.append((named.name, (conduct.requested, conduct.use.visits)))
    return Hosts(lines, _chart(bars))


def _conduct_line(
    report: Report, conduct: Conduct, name: str, url: str, narrow: Mapping[str, str]
) -> ConductLine:
    rate = conduct.honour.rate
    return ConductLine(
        name=name,
        url=url,
        requested=_cell(conduct.requested, report, Figure.REQUESTED, **narrow),
        accepted=_cell(conduct.accepted, report, Figure.ACCEPTED, **narrow),
        visits=_cell(conduct.use.visits, report, Figure.TOOK_PLACE, **narrow),
        days=_cell(conduct.use.days, report, Figure.TOOK_PLACE, **narrow),
        answer_time=median_words(conduct.answers),
        unanswered=_cell(conduct.answers.unanswered, report, Figure.UNANSWERED, **narrow),
        honour="" if rate is None else format_percent(rate),
        kept=_cell(conduct.honour.kept, report, Figure.HONOURED, **narrow),
        promised=_cell(conduct.honour.promised, report, Figure.PROMISED, **narrow),
    )


@dataclass(frozen=True, slots=True)
class Years:
    """How visitors were received year by year, with the chart of the same."""

    lines: list[ConductLine]
    chart: list[Bars]


def years_of(report: Report) -> Years:
    """The years that can be looked at; each figure opens the records of its own year."""
    lines, bars = [], []
    for year, conduct in rules.by_year(report.all_visits).items():
        of_year = Report(
            year, report.years, report.all_visits, report.clusters_of, report.names, report.scope
        )
        lines.append(_conduct_line(of_year, conduct, str(year), url_for("reports.show", year=year), {}))
        bars.append((str(year), (conduct.requested, conduct.use.visits)))
    return Years(lines, _chart(bars))


def year_tabs(report: Report, endpoint: str) -> list[dict[str, object]]:
    """The years as tabs, the latest first."""
    return [
        {"label": str(year), "url": url_for(endpoint, year=year), "active": year == report.year}
        for year in reversed(report.years)
    ]


@dataclass(frozen=True, slots=True)
class Tile:
    """A figure of the year on top of the report."""

    value: str
    label: str
    url: str


def tiles_of(report: Report) -> list[Tile]:
    """The year at a glance; each figure opens its records."""
    visits = report.visits
    came = rules.chosen(visits, Figure.TOOK_PLACE)
    use = rules.use_of(visits)
    asked = _cell(len(visits), report, Figure.REQUESTED)
    used = _cell(use.visits, report, Figure.TOOK_PLACE)
    figures = [
        (len(visits), _n("visit asked for", "visits asked for", len(visits)), asked.url),
        (use.visits, _n("visit took place", "visits took place", use.visits), used.url),
        (use.days, _n("day used", "days used", use.days), used.url),
        (
            len({visit.visitor_id for visit in came}),
            _("organisations that visited"),
            used.url,
        ),
        (len({visit.host_id for visit in came}), _("hosts that received"), used.url),
        (len({visit.country for visit in came}), _("countries visited"), used.url),
    ]
    return [Tile(format_decimal(number), label, url) for number, label, url in figures]


@dataclass(frozen=True, slots=True)
class OutcomeLine:
    """What became of requests."""

    name: str
    visits: Cell
    share: str


def outcomes_of(report: Report) -> tuple[list[OutcomeLine], list[Bars]]:
    """What became of requests: each visit is in exactly one line; lines without any are left out."""
    visits = report.visits
    found = [(figure, rules.count(figure, visits)) for figure in OUTCOMES]
    found = [(figure, number) for figure, number in found if number]
    lines = [
        OutcomeLine(str(FIGURES[figure]), _cell(number, report, figure), format_percent(number / len(visits)))
        for figure, number in found
    ]
    return lines, _chart([(str(FIGURES[figure]), (number,)) for figure, number in found])


@dataclass(frozen=True, slots=True)
class Way:
    """Visits that took place from one cluster to one host."""

    home: str
    host: str
    visits: Cell
    days: Cell


def ways_of(report: Report) -> list[Way]:
    """Who went where, the most used ways first."""
    visits: Counter[tuple[int | None, int]] = Counter()
    days: Counter[tuple[int | None, int]] = Counter()
    for visit in rules.chosen(report.visits, Figure.TOOK_PLACE):
        visits[visit.home_id, visit.host_id] += 1
        days[visit.home_id, visit.host_id] += visit.days
    ways = []
    for (home_id, host_id), number in visits.most_common():
        host = report.names[host_id]
        home = None if home_id is None else report.names[home_id]
        narrow = {"host": host.slug, "taking": NO_CLUSTER if home is None else home.slug}
        ways.append(
            Way(
                _("Without a cluster that signed") if home is None else home.name,
                host.name,
                _cell(number, report, Figure.TOOK_PLACE, **narrow),
                _cell(days[home_id, host_id], report, Figure.TOOK_PLACE, **narrow),
            )
        )
    return ways


@dataclass(frozen=True, slots=True)
class RecordLine:
    """One visit behind a figure."""

    visitor: str
    home: str
    venue: str
    place: str
    stay: str
    days: str
    mark: str
    state: str
    standing: str
    answer: str
    url: str


def record_line(visit: VisitRecord, *, url: str) -> RecordLine:
    """A visit as a line; `url` is empty where the person may not open it."""
    return RecordLine(
        visitor=visit.visitor,
        home=visit.home,
        venue=visit.venue,
        place=", ".join(filter(None, (visit.city, country_name(visit.country)))),
        # The year stands on top of the page.
        stay=format_interval(visit.starts_on, visit.ends_on, "MMMd", locale=get_locale()),
        days=_("%(days)s × %(people)s", days=visit.working_days, people=visit.people),
        mark=mark_of(visit.state),
        state=str(STATES[visit.state]),
        standing=STANDINGS[visit.standing],
        answer=_answer_words(visit),
        url=url,
    )


def _answer_words(visit: VisitRecord) -> str:
    if not visit.asked:
        return ""
    return _("never") if visit.answer_days is None else median_words(answer_time([visit.answer_days]))


def narrowed_words(figure: Figure, host: Named | None, giving: Named | None, taking: str) -> str:
    """What a list of records is narrowed to."""
    parts = [str(FIGURES[figure])]
    if host is not None:
        parts.append(_("at %(host)s", host=host.name))
    if giving is not None:
        parts.append(_("given by %(cluster)s", cluster=giving.name))
    if taking:
        parts.append(_("taken by %(cluster)s", cluster=taking))
    return " · ".join(parts)

"""Figures, shares, jobs and the log of the whole network in words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask import url_for
from flask_babel import format_datetime, format_decimal

from matchmaker.network.queries import ClusterShare, Figures, Import, Share
from matchmaker.organisations.log_words import LOG
from matchmaker.organisations.presenters import log_actor
from matchmaker.publication.words import ORGANISATION_KINDS
from matchmaker.web.text import country_name
from matchmaker.web.translation import LazyString, _, _l, _n
from models import Activity, Organisation, OrganisationKind, OutboxRow


@dataclass(frozen=True, slots=True)
class Tile:
    """One figure that opens its records."""

    value: str
    label: str
    url: str


def figure_tiles(figures: Figures) -> list[Tile]:
    """The network's figures."""
    return [
        Tile(
            format_decimal(figures.organisations),
            _n("organisation", "organisations", figures.organisations),
            url_for("organisations.directory"),
        ),
        Tile(
            format_decimal(figures.smes),
            _n("SME", "SMEs", figures.smes),
            url_for("organisations.directory", sme=1),
        ),
        Tile(
            format_decimal(figures.countries),
            _n("country", "countries", figures.countries),
            url_for("organisations.directory"),
        ),
        Tile(
            format_decimal(figures.listings),
            _n("need or offer", "needs and offers", figures.listings),
            url_for("listings.browse"),
        ),
        Tile(
            format_decimal(figures.projects),
            _n("project", "projects", figures.projects),
            url_for("projects.browse"),
        ),
        Tile(
            format_decimal(figures.open_calls),
            _n("open call", "open calls", figures.open_calls),
            url_for("calls.browse"),
        ),
        Tile(
            format_decimal(figures.venues),
            _n("place to work", "places to work", figures.venues),
            url_for("venues.browse"),
        ),
    ]


@dataclass(frozen=True, slots=True)
class ShareLine:
    """Organisations of a country or kind, finished for a table."""

    name: str
    url: str
    organisations: int
    smes: int
    verified: int


def country_lines(shares: Sequence[Share]) -> list[ShareLine]:
    """Organisations by country."""
    return [
        ShareLine(
            country_name(share.key) or _("Not known"),
            url_for("organisations.directory", country=share.key),
            share.organisations,
            share.smes,
            share.verified,
        )
        for share in shares
    ]


def kind_lines(shares: Sequence[Share]) -> list[ShareLine]:
    """Organisations by kind."""
    return [
        ShareLine(
            str(ORGANISATION_KINDS[OrganisationKind(share.key)]),
            url_for("organisations.directory", kind=share.key),
            share.organisations,
            share.smes,
            share.verified,
        )
        for share in shares
    ]


@dataclass(frozen=True, slots=True)
class ClusterLine:
    """A cluster, finished for a table."""

    name: str
    url: str
    country: str
    members: int
    requests: int


def cluster_lines(shares: Sequence[ClusterShare]) -> list[ClusterLine]:
    """Clusters with their members."""
    return [
        ClusterLine(
            share.name,
            url_for("organisations.show", slug=share.slug),
            country_name(share.country),
            share.members,
            share.requests,
        )
        for share in shares
    ]


#: What a source is called.
SOURCES: dict[str, LazyString] = {
    "pic": _l("EU participant register"),
    "cordis": _l("EU research projects (CORDIS)"),
    "eu-portal": _l("EU funding and tenders portal"),
    "demo": _l("Invented network"),
}
NOUNS: dict[str, LazyString] = {
    "organisation": _l("Organisations"),
    "project": _l("Projects"),
    "call": _l("Calls"),
    "venue": _l("Venues"),
}


@dataclass(frozen=True, slots=True)
class ImportLine:
    """What one source brought, finished for a table."""

    source: str
    noun: str
    rows: int
    last: str


def import_lines(imports: Sequence[Import]) -> list[ImportLine]:
    """What public data brought."""
    return [
        ImportLine(
            str(SOURCES.get(each.source, each.source)),
            str(NOUNS[each.noun]),
            each.rows,
            format_datetime(each.last_at, "short"),
        )
        for each in imports
    ]


@dataclass(frozen=True, slots=True)
class JobLine:
    """A job that failed for good, finished for a table."""

    what: str
    about: str
    attempts: int
    when: str
    error: str


def job_lines(rows: Sequence[OutboxRow]) -> list[JobLine]:
    """Jobs that were given up, with the last line of what went wrong."""
    return [
        JobLine(
            what=row.kind,
            about=", ".join(str(value) for value in row.payload.values())[:120],
            attempts=row.attempts,
            when=format_datetime(row.given_up_at, "short"),
            error=(row.last_error.strip().splitlines() or [""])[-1][:300],
        )
        for row in rows
    ]


def activity_items(entries: Sequence[tuple[Activity, Organisation | None]]) -> list[dict[str, Any]]:
    """The log as the timeline takes it."""
    return [
        {
            "when": format_datetime(entry.at, "short"),
            "iso": entry.at.isoformat(),
            "title": str(LOG.get(entry.verb, entry.verb)),
            "text": organisation.name if organisation is not None else "",
            "url": url_for("organisations.show", slug=organisation.slug) if organisation is not None else "",
            "actor": log_actor(entry),
        }
        for entry, organisation in entries
    ]

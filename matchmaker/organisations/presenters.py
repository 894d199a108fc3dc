"""Organisations as pages show them: cards, facts, projects, the log."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask import url_for
from flask_babel import format_date, format_decimal

from matchmaker.organisations import rules, words
from matchmaker.organisations.identity import Identity
from matchmaker.organisations.log_words import LOG
from matchmaker.organisations.profile_queries import Figures
from matchmaker.organisations.sectors import SECTORS
from matchmaker.people.names import shown_actor
from matchmaker.publication.words import ORGANISATION_KINDS
from matchmaker.web.text import country_name, excerpt, language_name
from matchmaker.web.translation import LazyString, _, _l, _n
from models import (
    Activity,
    Organisation,
    Participation,
    ParticipationRole,
    VerificationState,
)

PROJECT_ROLES: dict[ParticipationRole, LazyString] = {
    ParticipationRole.COORDINATOR: _l("Coordinator"),
    ParticipationRole.PARTICIPANT: _l("Participant"),
    ParticipationRole.ASSOCIATED_PARTNER: _l("Associated partner"),
    ParticipationRole.THIRD_PARTY: _l("Third party"),
    ParticipationRole.INTERNATIONAL_PARTNER: _l("International partner"),
}

#: How the map draws each kind.
MAP_KINDS = {
    "company": "company",
    "research": "research",
    "university": "research",
    "science_park": "host",
    "incubator": "host",
    "cluster": "cluster",
    "public_authority": "public",
    "healthcare": "public",
}


@dataclass(frozen=True, slots=True)
class OrganisationCard:
    """An organisation in a list, finished for the card."""

    title: str
    url: str
    kind: str
    place: str
    summary: str
    marks: list[str]
    facts: list[str]


def card_of(organisation: Organisation, figures: Figures) -> OrganisationCard:
    """The card of an organisation with what it published."""
    return OrganisationCard(
        title=organisation.name,
        url=url_for("organisations.show", slug=organisation.slug),
        kind=kind_word(organisation),
        place=place_of(organisation),
        summary=excerpt(organisation.story),
        marks=marks_of(organisation),
        facts=[size_word(organisation), *figure_words(figures)],
    )


def kind_word(organisation: Organisation) -> str:
    """What sort of organisation it is."""
    return str(ORGANISATION_KINDS[organisation.kind])


def place_of(organisation: Organisation) -> str:
    """City and country."""
    return _place(organisation.city, organisation.country)


def _place(city: str, country: str) -> str:
    return ", ".join(filter(None, (city, country_name(country))))


def size_word(organisation: Organisation) -> str:
    """The derived size class of a company, or that a public source counts it as an SME; else nothing."""
    size = organisation.sme_class
    if size is not None and organisation.kind == "company":
        return str(words.SIZES[size])
    return _("Small or medium company") if organisation.is_sme else ""


def marks_of(organisation: Organisation) -> list[str]:
    """Names of the badges: checked or not, from public data, without a name, hidden."""
    marks = []
    if not organisation.is_claimed:
        marks.append("unclaimed")
    elif organisation.verification is VerificationState.VERIFIED:
        marks.append("verified")
    if organisation.is_anonymous:
        marks.append("anonymous")
    if organisation.hidden:
        marks.append("hidden")
    return marks


def figure_words(figures: Figures) -> list[str]:
    """How much it published, in words, leaving out the noughts."""
    shown = [
        (figures.listings, _n("%(num)s need or offer", "%(num)s needs and offers", figures.listings)),
        (figures.projects, _n("%(num)s project", "%(num)s projects", figures.projects)),
        (figures.venues, _n("%(num)s venue", "%(num)s venues", figures.venues)),
    ]
    return [word for number, word in shown if number]


def facts_line(organisation: Organisation, identity: Identity) -> list[str]:
    """Who they are, on one line.

    :param identity: as far as the reader may know it.
    """
    # How many people exactly is as telling as a name; the size class is not.
    is_named = identity.name == organisation.own_name
    headcount = organisation.headcount if is_named else None
    return [
        kind_word(organisation),
        _place(identity.city, organisation.country),
        size_word(organisation),
        "" if headcount is None else _n("%(num)s person", "%(num)s people", headcount),
    ]


def facts(organisation: Organisation, identity: Identity) -> list[tuple[str, str]]:
    """The figures of a profile with their labels; empty ones are left out by the page.

    :param identity: as far as the reader may know it.
    """
    band = organisation.turnover_band
    return [
        (_("Legal name"), identity.legal_name),
        (_("Address"), ", ".join(filter(None, (identity.address, identity.city)))),
        (_("Region"), organisation.region),
        (_("Turnover a year"), str(words.TURNOVER[band]) if band is not None else ""),
        (_("Sectors"), ", ".join(_(SECTORS[code]) for code in organisation.sectors if code in SECTORS)),
        (_("Languages"), ", ".join(language_name(code) for code in organisation.languages)),
    ]


def project_entry(participation: Participation) -> dict[str, Any]:
    """One project as an entry of the timeline."""
    project = participation.project
    years = [str(day.year) for day in (project.starts_on, project.ends_on) if day is not None]
    role = str(PROJECT_ROLES[participation.role])
    return {
        "when": "–".join(dict.fromkeys(years)) or _("No dates"),
        "iso": project.starts_on.isoformat() if project.starts_on else None,
        "title": project.full_name,
        "text": " · ".join(filter(None, (role, project.programme))),
        "url": url_for("projects.show", project_id=project.id),
        "tone": "sea" if participation.role is ParticipationRole.COORDINATOR else "neutral",
    }


def map_points(organisation: Organisation, identity: Identity) -> list[dict[str, Any]]:
    """The organisation's position as points of a map; none where it is unknown, or not to the reader."""
    if identity.latitude is None or identity.longitude is None:
        return []
    return [
        {
            "lat": identity.latitude,
            "lon": identity.longitude,
            "name": identity.name,
            "kind": MAP_KINDS.get(organisation.kind.value, "other"),
            "place": _place(identity.city, organisation.country),
            "url": url_for("organisations.show", slug=organisation.slug),
        }
    ]


def verified_by(entry: Activity | None) -> str:
    """Who checked an organisation and when, as a sentence; empty where nobody did."""
    if entry is None:
        return ""
    by = entry.details.get("by") or _("the secretariat")
    return str(_("Verified by %(who)s on %(date)s.", who=by, date=format_date(entry.at)))


def log_entries(entries: Sequence[Activity]) -> list[dict[str, Any]]:
    """The log as entries of a timeline."""
    return [
        {
            "when": format_date(entry.at, "medium"),
            "iso": entry.at.isoformat(),
            "title": str(LOG.get(entry.verb, entry.verb)),
            "text": entry.reason or entry.details.get("cluster") or entry.details.get("person") or "",
            "actor": log_actor(entry),
        }
        for entry in entries
    ]


def log_actor(entry: Activity) -> str:
    """Who did it; not of introductions and claims, which name their people on pages of their own."""
    return "" if entry.verb in rules.UNNAMED_TURNS else shown_actor(entry)


def gaps_of(organisation: Organisation) -> list[dict[str, str]]:
    """What the profile lacks for good matching, in the page's language."""
    gaps = rules.profile_gaps(
        kind=organisation.kind,
        story=organisation.story,
        sectors=organisation.sectors,
        size_known=organisation.sme_class is not None,
        position_known=organisation.latitude is not None,
        languages=organisation.languages,
    )
    return [{"field": gap.field, "sentence": _(gap.sentence), "gain": _(gap.gain)} for gap in gaps]


def member_figures(members: Sequence[Organisation], figures: dict[int, Figures]) -> list[tuple[str, str]]:
    """Figures of a cluster's members: value and label."""
    verified = sum(member.verification is VerificationState.VERIFIED for member in members)
    published = sum(figures[member.id].listings for member in members)
    countries = len({member.country for member in members})
    return [
        (format_decimal(len(members)), _n("member", "members", len(members))),
        (format_decimal(verified), _("verified")),
        (format_decimal(published), _n("published need or offer", "published needs and offers", published)),
        (format_decimal(countries), _n("country", "countries", countries)),
    ]

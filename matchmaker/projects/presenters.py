"""Projects as pages show them: cards, facts, participants."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from flask import request, url_for
from flask_babel import format_date

from matchmaker.projects import words
from matchmaker.projects.queries import Company, Filters
from matchmaker.projects.rules import Phase, phase
from matchmaker.publication.fields import member_of
from matchmaker.web.text import country_name, euros, excerpt, language_name
from matchmaker.web.translation import _, _n
from models import Project, PublicationState
from models.columns import utc_now

#: Name of the badge for each phase.
BADGES = {Phase.PLANNED: "forthcoming", Phase.ONGOING: "ongoing", Phase.FINISHED: "finished"}


@dataclass(frozen=True, slots=True)
class ProjectCard:
    """A project in a list, finished for the card."""

    title: str
    url: str
    acronym: str
    programme: str
    period: str
    summary: str
    badge: str
    company: str


def card_of(project: Project, company: Company) -> ProjectCard:
    """The card of a project."""
    return ProjectCard(
        title=project.title,
        url=url_for("projects.show", project_id=project.id),
        acronym=project.acronym,
        programme=project.programme,
        period=period_of(project),
        summary=excerpt(project.summary),
        badge=badge_of(project),
        company=_in_words(company),
    )


def _in_words(company: Company) -> str:
    partners = str(_n("one organisation", "%(num)s organisations", company.size))
    if company.lead is None or company.lead.hidden:
        return partners
    return str(_("%(lead)s leads, %(partners)s", lead=company.lead.name, partners=partners))


def period_of(project: Project) -> str:
    """First and last day in words, as far as they are known."""
    if project.starts_on and project.ends_on:
        return str(_("%(first)s to %(last)s", first=_month(project.starts_on), last=_month(project.ends_on)))
    if project.starts_on:
        return str(_("from %(first)s", first=_month(project.starts_on)))
    if project.ends_on:
        return str(_("until %(last)s", last=_month(project.ends_on)))
    return ""


def _month(day: date) -> str:
    return str(format_date(day, "LLL y"))


def badge_of(project: Project) -> str:
    """The badge of a project: its phase once it is shown, else its state."""
    if project.state is not PublicationState.PUBLISHED:
        return project.state.value
    return BADGES[phase(project.starts_on, project.ends_on, utc_now().date())]


def details_of(project: Project) -> list[tuple[str, str]]:
    """The facts beside the text, label and value."""
    topic = " – ".join(filter(None, (project.topic, project.topic_title)))
    return [
        (_("Programme"), project.programme),
        (_("Call or topic"), topic),
        (_("First day"), format_date(project.starts_on) if project.starts_on else ""),
        (_("Last day"), format_date(project.ends_on) if project.ends_on else ""),
        (_("Budget"), euros(project.budget)),
        (_("Own share"), euros(project.own_share)),
        (_("Contact"), project.contact),
        (_("Written in"), language_name(project.language)),
    ]


@dataclass(frozen=True, slots=True)
class Participant:
    """One line of the table of participants."""

    name: str
    url: str
    role: str
    place: str
    contribution: str


def participants_of(project: Project) -> list[Participant]:
    """Who takes part, the lead first; organisations that are hidden are left out."""
    return [
        Participant(
            name=participation.organisation.name,
            url=url_for("organisations.show", slug=participation.organisation.slug),
            role=str(words.ROLES[participation.role]),
            place=", ".join(
                filter(
                    None,
                    (participation.organisation.city, country_name(participation.organisation.country)),
                )
            ),
            contribution=euros(participation.contribution),
        )
        for participation in project.participations
        if not participation.organisation.hidden
    ]


def filters_in_force() -> Filters:
    """The filters of the request's address; what makes no sense there is left out."""
    return Filters(
        words=request.args.get("q", "").strip()[:200],
        phase=member_of(Phase, request.args.get("phase")),
        programme=request.args.get("programme", "")[:120],
        country=request.args.get("country", "")[:2].upper(),
    )

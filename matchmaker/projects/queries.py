"""Reading projects."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, Select, Text, cast, false, func, or_, select, true
from sqlalchemy.orm import Session, selectinload

from matchmaker.projects.errors import SeveralOrganisations, TooManyParticipants, UnknownOrganisation
from matchmaker.projects.rules import MOST_PARTICIPANTS, Phase
from models import Organisation, Participation, ParticipationRole, Person, Project, PublicationState

#: Stands between an organisation's name and its slug in a line of participants.
BEFORE_SLUG = " · "


def visible_to(person: Person | None) -> ColumnElement[bool]:
    """What a person may read: what is shown to everybody, and all that the person's organisations lead.

    To be used in a query on `Project`.
    """
    if person is None:
        return is_shown()
    if person.is_secretariat:
        return true()
    own = [membership.organisation_id for membership in person.memberships]
    return or_(is_shown(), _led_by(own) if own else false())


def is_shown() -> ColumnElement[bool]:
    """Published, and not led by an organisation that is hidden."""
    return (Project.state == PublicationState.PUBLISHED) & ~_is_led(Organisation.hidden.is_(True))


def _led_by(organisation_ids: Sequence[int]) -> ColumnElement[bool]:
    return _is_led(Organisation.id.in_(organisation_ids))


def _is_led(by: ColumnElement[bool]) -> ColumnElement[bool]:
    # A set asked for once, not a look-up for each of many thousand projects.
    return Project.id.in_(
        select(Participation.project_id)
        .join(Participation.organisation)
        .where(Participation.role == ParticipationRole.COORDINATOR, by)
    )


@dataclass(frozen=True, slots=True)
class Filters:
    """What a visitor narrows the list by; None and empty for all."""

    words: str = ""
    phase: Phase | None = None
    programme: str = ""
    country: str = ""


def _matching(filters: Filters, today: date) -> Select[Project]:
    found = select(Project).where(is_shown())
    if filters.phase is not None:
        found = found.where(_in_phase(filters.phase, today))
    if filters.programme:
        found = found.where(Project.programme == filters.programme)
    if filters.country:
        found = found.where(_has_partner_from(filters.country))
    for word in filters.words.split():
        found = found.where(_has_word(word))
    return found


def _in_phase(phase: Phase, today: date) -> ColumnElement[bool]:
    is_over = Project.ends_on.is_not(None) & (Project.ends_on < today)
    has_begun = Project.starts_on.is_not(None) & (Project.starts_on <= today)
    match phase:
        case Phase.FINISHED:
            return is_over
        case Phase.ONGOING:
            return has_begun & (Project.ends_on.is_(None) | (Project.ends_on >= today))
        case Phase.PLANNED:
            not_begun = Project.starts_on.is_(None) | (Project.starts_on > today)
            return not_begun & (Project.ends_on.is_(None) | (Project.ends_on >= today))


def _has_partner_from(country: str) -> ColumnElement[bool]:
    return Project.id.in_(
        select(Participation.project_id)
        .join(Participation.organisation)
        .where(Organisation.country == country)
    )


def _has_word(word: str) -> ColumnElement[bool]:
    # Keywords are kept as JSON, which writes letters beyond ASCII as escapes.
    in_json = json.dumps(word)[1:-1]
    keywords = cast(Project.keywords, Text)
    return or_(
        Project.acronym.icontains(word, autoescape=True),
        Project.title.icontains(word, autoescape=True),
        Project.topic.icontains(word, autoescape=True),
        keywords.icontains(word, autoescape=True),
        keywords.icontains(in_json, autoescape=True),
    )


def count_shown(session: Session, filters: Filters, *, today: date) -> int:
    """How many projects match."""
    found = _matching(filters, today).with_only_columns(func.count(), maintain_column_froms=True)
    return session.execute(found).scalar_one()


def shown_projects(
    session: Session, filters: Filters, limit: int, offset: int, *, today: date
) -> Sequence[Project]:
    """What matches, the latest start first."""
    return session.scalars(
        _matching(filters, today)
        .order_by(Project.starts_on.desc().nulls_last(), Project.id.desc())
        .limit(limit)
        .offset(offset)
    ).all()


def programmes_shown(session: Session) -> Sequence[str]:
    """Programmes of shown projects, by name."""
    return session.scalars(
        select(Project.programme)
        .where(Project.state == PublicationState.PUBLISHED, Project.programme != "")
        .distinct()
        .order_by(Project.programme)
    ).all()


@dataclass(frozen=True, slots=True)
class Company:
    """Who is in a project, in short: its lead, and how many take part."""

    lead: Organisation | None
    size: int


def company_of(session: Session, projects: Sequence[Project]) -> dict[int, Company]:
    """The lead and the number of participants of each project, by the project's id."""
    ids = [project.id for project in projects]
    sizes = dict.fromkeys(ids, 0)
    counted = select(Participation.project_id, func.count(Participation.organisation_id.distinct()))
    for project_id, size in session.execute(
        counted.where(Participation.project_id.in_(ids)).group_by(Participation.project_id)
    ):
        sizes[project_id] = size
    found = (
        select(Participation.project_id, Organisation)
        .join(Participation.organisation)
        .where(Participation.project_id.in_(ids), Participation.role == ParticipationRole.COORDINATOR)
        .order_by(Participation.position.desc())
    )
    leads = {project_id: lead for project_id, lead in session.execute(found)}  # noqa: C416 - rows are no pairs to a type checker
    return {project_id: Company(leads.get(project_id), sizes[project_id]) for project_id in ids}


def projects_of(session: Session, organisation: Organisation) -> list[tuple[Project, bool]]:
    """An organisation's projects, the latest start first, each with whether it leads it.

    Drafts of others are left out.
    """
    found = session.execute(
        select(Project, Participation.role)
        .join(Project.participations)
        .where(Participation.organisation_id == organisation.id)
        .order_by(Project.starts_on.desc().nulls_last(), Project.id.desc())
    ).all()
    led = {project.id for project, role in found if role is ParticipationRole.COORDINATOR}
    return [
        (project, project.id in led)
        for project in dict.fromkeys(project for project, _role in found)
        if project.id in led or project.state is PublicationState.PUBLISHED
    ]


def visible_project(session: Session, project_id: int, person: Person | None) -> Project | None:
    """The project if the person may read it, with its participants."""
    return session.scalar(
        select(Project)
        .where(Project.id == project_id, visible_to(person))
        .options(selectinload(Project.participations).joinedload(Participation.organisation))
    )


def organisations_named(session: Session, lines: Sequence[str]) -> list[Organisation]:
    """The organisations meant by lines of a form, in their order and without repeats.

    :param lines: each a name, a slug, or a name with its slug as `BEFORE_SLUG` writes it.
    :raises UnknownOrganisation: nobody goes by a line.
    :raises SeveralOrganisations: more than one does.
    :raises TooManyParticipants: more lines than a form takes.
    """
    if len(lines) > MOST_PARTICIPANTS:
        raise TooManyParticipants("participants", most=MOST_PARTICIPANTS, count=len(lines))
    wanted = {line: line.rpartition(BEFORE_SLUG)[2].strip() for line in lines}
    keys = [*wanted, *wanted.values()]
    lowered = [key.lower() for key in keys]
    found = session.scalars(
        select(Organisation).where(
            ~Organisation.hidden,
            or_(
                Organisation.slug.in_(lowered),
                Organisation.name.in_(keys),
                func.lower(Organisation.name).in_(lowered),
            ),
        )
    ).all()
    named = [_named(line, slug, found) for line, slug in wanted.items()]
    return list(dict.fromkeys(named))


def _named(line: str, slug: str, found: Sequence[Organisation]) -> Organisation:
    by_slug = [organisation for organisation in found if organisation.slug == slug.lower()]
    by_name = [organisation for organisation in found if organisation.name.lower() == line.lower()]
    fitting = by_slug or by_name
    if not fitting:
        raise UnknownOrganisation("participants", name=line)
    if len(fitting) > 1:
        slugs = ", ".join(sorted(organisation.slug for organisation in fitting))
        raise SeveralOrganisations("participants", name=line, slugs=slugs)
    return fitting[0]

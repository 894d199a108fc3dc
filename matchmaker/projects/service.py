"""What a lead does with a project."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields

from sqlalchemy.orm import Session

from matchmaker.projects import rules
from matchmaker.projects.rules import ProjectValues
from matchmaker.publication import service as publication
from matchmaker.publication.rules import check_editable, check_version, version_of
from models import Organisation, Participation, ParticipationRole, Person, Project, PublicationState


def draft_project(
    session: Session,
    lead: Organisation,
    values: ProjectValues,
    participants: Sequence[Organisation] = (),
    *,
    actor: Person,
) -> Project:
    """Describe a project that nobody else sees yet.

    :param participants: who takes part beside the lead.
    :raises AtField: a value makes no sense.
    """
    rules.check_values(values)
    project = Project(state=PublicationState.DRAFT)
    _apply(project, values)
    project.participations = [
        Participation(organisation=lead, role=ParticipationRole.COORDINATOR, position=0)
    ]
    _set_participants(project, participants)
    session.add(project)
    session.flush()
    publication.announce(session, project, "drafted", actor=actor)
    return project


def change_project(
    session: Session,
    project: Project,
    values: ProjectValues,
    participants: Sequence[Organisation],
    *,
    actor: Person,
    seen: str,
) -> Project:
    """Replace the description; what is published stays published.

    :param participants: who takes part beside the lead; roles and contributions of those who stay are kept.
    :param seen: the version the change was written on (`version_now`).
    :raises ChangedMeanwhile: it is another version by now.
    :raises Incomplete: it is published, and would lack what readers need.
    :raises AtField: a value makes no sense.
    """
    publication.hold(session, project)
    check_version(seen, project.state, project.updated_at)
    check_editable(project.state)
    rules.check_values(values)
    if project.state is PublicationState.PUBLISHED:
        publication.refuse_incomplete(rules.missing_for_publishing(values))
    _apply(project, values)
    _set_participants(project, participants)
    publication.touch(project)
    publication.announce(session, project, "changed", actor=actor)
    return project


def publish_project(session: Session, project: Project, *, actor: Person) -> Project:
    """Show it to everybody; harmless to repeat.

    :raises Incomplete: readers would miss something.
    :raises MoveRefused: it is in the archive.
    """
    publication.refuse_incomplete(rules.missing_for_publishing(project))
    publication.move(session, project, PublicationState.PUBLISHED, actor=actor)
    return project


def withdraw_project(session: Session, project: Project, *, actor: Person, reason: str = "") -> Project:
    """Take it out of sight; it can be published again.

    :raises MoveRefused: it never was published, or is in the archive.
    """
    publication.withdraw(session, project, actor=actor, reason=reason)
    return project


def delete_project(session: Session, project: Project, *, actor: Person) -> None:
    """Delete a draft for good.

    :raises OnlyDraftsAreDeleted: it was published once.
    """
    publication.delete_draft(session, project, actor=actor)


def version_now(project: Project) -> str:
    """What a form opened on the project now has to remember."""
    return version_of(project.state, project.updated_at)


def _apply(project: Project, values: ProjectValues) -> None:
    for field in fields(values):
        value = getattr(values, field.name)
        setattr(project, field.name, list(value) if field.name == "keywords" else value)


def _set_participants(project: Project, participants: Sequence[Organisation]) -> None:
    lead = project.lead
    staying = {organisation.id for organisation in participants}
    project.participations = [
        participation
        for participation in project.participations
        if participation.role is ParticipationRole.COORDINATOR
        or participation.organisation_id in staying
        or participation.organisation.hidden  # not shown in the form, so not taken out by it
    ]
    known = {participation.organisation_id for participation in project.participations}
    for position, organisation in enumerate(participants, start=len(project.participations)):
        if organisation is not lead and organisation.id not in known:
            project.participations.append(
                Participation(
                    organisation=organisation, role=ParticipationRole.PARTICIPANT, position=position
                )
            )

"""The bulk file of the EU's research projects (CORDIS, CSV): organisations, projects, who takes part.

The file names an organisation once for each project it is in; the first row speaks for it. A project's
digest covers its participants, so that a change in either brings both up to date.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session

from matchmaker.imports import values
from matchmaker.imports.errors import BadRowError
from matchmaker.imports.reading import CsvArchive, Progress, Row
from matchmaker.imports.reporting import Change, ImportReport
from matchmaker.imports.writing import CORDIS, PIC, Incoming, batches, bring_in, known
from models import (
    HOST_KINDS,
    Organisation,
    OrganisationKind,
    Origin,
    Participation,
    ParticipationRole,
    Project,
    PublicationState,
)

ORGANISATIONS, PROJECTS, TOPICS = "organization.csv", "project.csv", "topics.csv"
COLUMNS = {
    ORGANISATIONS: {
        "projectID", "organisationID", "name", "SME", "activityType", "street", "postCode", "city", "country",
        "nutsCode", "geolocation", "organizationURL", "order", "role", "ecContribution",
    },
    PROJECTS: {
        "id", "acronym", "status", "title", "startDate", "endDate", "totalCost", "ecMaxContribution",
        "ecSignatureDate", "frameworkProgramme", "topics", "objective", "keywords",
    },
    TOPICS: {"projectID", "topic", "title"},
}  # fmt: skip

KINDS = {
    "HES": OrganisationKind.UNIVERSITY,
    "REC": OrganisationKind.RESEARCH,
    "PRC": OrganisationKind.COMPANY,
    "PUB": OrganisationKind.PUBLIC_AUTHORITY,
    "OTH": OrganisationKind.OTHER,
}
ROLES = {
    "coordinator": ParticipationRole.COORDINATOR,
    "participant": ParticipationRole.PARTICIPANT,
    "associatedPartner": ParticipationRole.ASSOCIATED_PARTNER,
    "thirdParty": ParticipationRole.THIRD_PARTY,
    "internationalPartner": ParticipationRole.INTERNATIONAL_PARTNER,
}
PROGRAMMES = {"HORIZON": "Horizon Europe", "H2020": "Horizon 2020"}
MOST_KEYWORDS, LONGEST_KEYWORD = 12, 80

#: What an import may overwrite of an organisation that nobody has claimed.
ORGANISATION_COLUMNS = frozenset(
    {
        "legal_name", "name", "country", "region", "city", "address", "latitude", "longitude", "website",
        "sme_by_source",
    }
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Part:
    """One line of a project's list of participants."""

    pic: str
    role: ParticipationRole
    position: int
    contribution: str


@dataclass(slots=True)
class People:
    """What the file of organisations holds: each once, and who is in which project."""

    organisations: dict[str, Incoming] = field(default_factory=dict)
    parts: dict[str, list[Part]] = field(default_factory=dict)


def import_cordis(
    session: Session, file: Path, report: ImportReport, progress: Callable[[str, int], Progress]
) -> None:
    """Bring a bulk file into the tables, in the caller's transaction.

    :param progress: takes a step's name and its bytes, returns what is told of each piece read.
    :raises UnreadableFile: the file is broken or lacks what it needs; nothing was written.
    """
    archive = CsvArchive(file, COLUMNS)
    people = _read_organisations(archive, report, progress(ORGANISATIONS, archive.size(ORGANISATIONS)))
    topics = _read_topics(archive, progress(TOPICS, archive.size(TOPICS)))
    ids = _write_organisations(session, people, report)
    rows = _projects(archive, people, topics, report, progress(PROJECTS, archive.size(PROJECTS)))
    _write_projects(session, rows, people, ids, report)
    for project, parts in people.parts.items():
        report.refuse(ORGANISATIONS, 0, f"there is no project {project}", [part.pic for part in parts])


def _read_organisations(archive: CsvArchive, report: ImportReport, progress: Progress) -> People:
    people = People()
    for number, row in archive.rows(ORGANISATIONS, progress):
        try:
            if row is None:
                raise BadRowError("the number of fields differs from the first line's")
            part = _part(row)
            if part.pic not in people.organisations:
                people.organisations[part.pic] = _organisation(row, report)
            people.parts.setdefault(row["projectID"].strip(), []).append(part)
        except BadRowError as error:
            report.refuse(ORGANISATIONS, number, str(error), row)
    return people


def _part(row: Row) -> Part:
    role = ROLES.get(row["role"].strip())
    if role is None:
        raise BadRowError(f"{row['role']!r} is no known role")
    if not row["organisationID"].strip() or not row["name"].strip():
        raise BadRowError("an organisation needs a number and a name")
    order = row["order"].strip()
    values.decimal(row["ecContribution"])
    return Part(
        row["organisationID"].strip(),
        role,
        int(order) if order.isdecimal() else 0,
        row["ecContribution"].strip(),
    )


def _organisation(row: Row, report: ImportReport) -> Incoming:
    country = values.country(row["country"])
    if not country:
        report.remark("organisations taken without a country, as theirs is none that is known")
    latitude, longitude = values.position(row["geolocation"])
    legal_name = " ".join(row["name"].split())[:256]
    columns: dict[str, Any] = {
        "legal_name": legal_name,
        "name": values.readable_name(legal_name),
        "kind": KINDS.get(row["activityType"].strip(), OrganisationKind.OTHER),
        "country": country,
        "region": row["nutsCode"].strip()[:8],
        "city": values.readable_place(row["city"])[:120],
        "address": " ".join(f"{values.readable_place(row['street'])}, {row['postCode']}".split()).strip(", ")[
            :256
        ],
        "latitude": latitude,
        "longitude": longitude,
        "website": values.website(row["organizationURL"]),
        "sme_by_source": {"true": True, "false": False}.get(row["SME"].strip()),
        "origin": Origin.IMPORTED,
        "language": "en",
    }
    return Incoming(row["organisationID"].strip(), values.digest(*columns.values()), columns)


def _read_topics(archive: CsvArchive, progress: Progress) -> dict[str, str]:
    return {
        row["projectID"].strip(): " ".join(row["title"].split())[:512]
        for _number, row in archive.rows(TOPICS, progress)
        if row is not None
    }


def _write_organisations(session: Session, people: People, report: ImportReport) -> dict[str, int]:
    """Bring the organisations in.

    :returns: ids by participant code, of all that are there now.
    """
    there = known(session, Organisation, PIC)
    ids = {pic: row.id for pic, row in there.items()}
    taken = set(session.scalars(select(Organisation.slug)))
    claimed = set(
        session.scalars(
            select(Organisation.source_id).where(
                Organisation.source == PIC,
                (Organisation.origin != Origin.IMPORTED) | Organisation.kind.in_(HOST_KINDS),
            )
        )
    )
    theirs = {pic: row for pic, row in people.organisations.items() if pic not in claimed}
    report.count("organisation", Change.UNCHANGED, len(people.organisations) - len(theirs))
    for batch in batches(theirs.values()):
        for row in batch:
            if row.source_id not in there:
                row.values["slug"] = values.slug(row.values["name"], taken, row.source_id)
                taken.add(row.values["slug"])
        new, _changed = bring_in(
            session,
            Organisation,
            PIC,
            batch,
            there=there,
            report=report,
            on_update=ORGANISATION_COLUMNS | {"kind"},
        )
        ids |= new
    return ids


def _projects(
    archive: CsvArchive, people: People, topics: dict[str, str], report: ImportReport, progress: Progress
) -> Iterator[Incoming]:
    seen: set[str] = set()
    for number, row in archive.rows(PROJECTS, progress):
        try:
            if row is None:
                raise BadRowError("the number of fields differs from the first line's")
            project = _project(row, topics, people.parts.get(row["id"].strip(), []))
            if project.source_id in seen:
                raise BadRowError(f"project {project.source_id} stands in the file twice")
        except BadRowError as error:
            report.refuse(PROJECTS, number, str(error), row)
            continue
        seen.add(project.source_id)
        yield project


def _project(row: Row, topics: dict[str, str], parts: list[Part]) -> Incoming:
    title = " ".join(row["title"].split())[:512]
    if not row["id"].strip() or not title:
        raise BadRowError("a project needs a number and a title")
    starts_on, ends_on = values.day(row["startDate"]), values.day(row["endDate"])
    if starts_on and ends_on and ends_on < starts_on:
        raise BadRowError("the project ends before it starts")
    budget, funded = values.decimal(row["totalCost"]), values.decimal(row["ecMaxContribution"])
    keywords = [word.strip()[:LONGEST_KEYWORD] for word in row["keywords"].split(",") if word.strip()]
    programme = row["frameworkProgramme"].strip()
    columns: dict[str, Any] = {
        "acronym": row["acronym"].strip()[:80],
        "title": title,
        "language": "en",
        "summary": row["objective"].strip(),
        "programme": PROGRAMMES.get(programme, programme)[:120],
        "topic": row["topics"].strip()[:160],
        "topic_title": topics.get(row["id"].strip(), ""),
        "starts_on": starts_on,
        "ends_on": ends_on,
        "signed_on": values.day(row["ecSignatureDate"]),
        "budget": budget,
        "own_share": max(budget - funded, 0 * budget) if budget is not None and funded is not None else None,
        "keywords": keywords[:MOST_KEYWORDS],
        "state": PublicationState.PUBLISHED,
    }
    return Incoming(row["id"].strip(), values.digest(*columns.values(), parts), columns)


def _write_projects(
    session: Session,
    projects: Iterator[Incoming],
    people: People,
    organisations: dict[str, int],
    report: ImportReport,
) -> None:
    there = known(session, Project, CORDIS)
    for batch in batches(projects):
        new, changed = bring_in(session, Project, CORDIS, batch, there=there, report=report)
        again = {source_id: there[source_id].id for source_id in changed}
        if again:
            session.execute(delete(Participation).where(Participation.project_id.in_(again.values())))
        written = 0
        ids = new | again
        for parts in batches(_participations(batch, people, organisations, ids), 20_000):
            session.execute(insert(Participation), parts)
            written += len(parts)
        report.count("participation", Change.NEW, written)
        for row in batch:
            people.parts.pop(row.source_id, None)


def _participations(
    batch: list[Incoming], people: People, organisations: dict[str, int], ids: dict[str, int]
) -> Iterator[dict[str, Any]]:
    for row in batch:
        if row.source_id not in ids:
            continue
        for part in people.parts.get(row.source_id, []):
            yield {
                "project_id": ids[row.source_id],
                "organisation_id": organisations[part.pic],
                "role": part.role,
                "position": part.position,
                "contribution": values.decimal(part.contribution),
            }

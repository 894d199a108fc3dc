"""Profiles of the invented network that public data would bring, and people who claim them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from matchmaker.demo.dataset import Dataset, Entry
from matchmaker.demo.rows import SOURCE
from matchmaker.organisations.claim_service import claim_profile
from models import (
    Activity,
    ClusterMembership,
    ClusterMembershipState,
    Organisation,
    OrganisationClaim,
    OrganisationKind,
    Origin,
    OutboxRow,
    Participation,
    ParticipationRole,
    Person,
    Project,
)

#: The import ran so many days ago.
IMPORTED_DAYS_AGO = 45


def load_claims(
    session: Session, organisations: Mapping[str, Organisation], dataset: Dataset, *, now: datetime
) -> None:
    """Write the unclaimed profiles, their clusters and projects, and the claims by their verb, dated back.

    Their mails are not sent.
    """
    for entry in dataset.unclaimed:
        organisation = _profile(entry, dataset.digest, now - timedelta(days=IMPORTED_DAYS_AGO))
        session.add(organisation)
        _add_to_clusters(session, organisation, [organisations[key] for key in entry["clusters"]])
        _add_to_projects(session, organisation, entry["projects"])
        session.flush()
        for claim in entry["claims"]:
            _claim(session, organisation, claim, now - timedelta(days=claim["days_ago"], hours=3))
    session.execute(delete(OutboxRow))


def _profile(entry: Entry, digest: str, imported_at: datetime) -> Organisation:
    return Organisation(
        slug=entry["key"],
        kind=OrganisationKind(entry["kind"]),
        legal_name=entry["legal_name"],
        name=entry["name"],
        country=entry["country"],
        region=entry["region"],
        city=entry["city"],
        latitude=entry["latitude"],
        longitude=entry["longitude"],
        website=entry["website"],
        sme_by_source=entry["sme"],
        origin=Origin.IMPORTED,
        source=SOURCE,
        source_id=entry["key"],
        source_digest=digest,
        created_at=imported_at,
        updated_at=imported_at,
    )


def _add_to_clusters(session: Session, organisation: Organisation, clusters: list[Organisation]) -> None:
    since = organisation.created_at + timedelta(days=1)
    session.add_all(
        ClusterMembership(
            organisation=organisation,
            cluster=cluster,
            state=ClusterMembershipState.ACTIVE,
            created_at=since,
            updated_at=since,
        )
        for cluster in clusters
    )


def _add_to_projects(session: Session, organisation: Organisation, acronyms: list[str]) -> None:
    for project in session.scalars(select(Project).where(Project.acronym.in_(acronyms))):
        session.add(
            Participation(
                project=project,
                organisation=organisation,
                role=ParticipationRole.PARTICIPANT,
                position=len(project.participations),
            )
        )


def _claim(session: Session, organisation: Organisation, entry: Entry, at: datetime) -> None:
    person = Person(
        email=entry["email"],
        name=entry["name"],
        fs_uniquifier=f"demo-claimant-{organisation.slug}",
        active=True,
    )
    person.confirmed_at = at
    session.add(person)
    session.flush()
    claim = claim_profile(
        session, organisation, job_title=entry["job_title"], message=entry["message"], actor=person
    )
    claim.created_at = claim.updated_at = at
    for logged in session.scalars(
        select(Activity).where(
            Activity.subject_kind == OrganisationClaim.__tablename__, Activity.subject_id == claim.id
        )
    ):
        logged.at = at

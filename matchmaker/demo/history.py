"""What the activity log of the invented network would say by now: who joined and published, and when."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import (
    Activity,
    Base,
    Call,
    ClusterMembershipState,
    Listing,
    Membership,
    Organisation,
    Project,
    PublicationState,
    Venue,
    VerificationState,
)

#: Organisation to the person who acts for it.
Speakers = Mapping[int, int]

ANSWERED_AFTER = timedelta(hours=20)
CHECKED_AFTER = timedelta(days=2)
#: Who checks an organisation that belongs to no cluster.
SECRETARIAT_NAME = "Secretariat"


def history_of(session: Session) -> Iterator[Activity]:
    """Log entries for the rows of a network that has just been written."""
    speakers = _speakers(session)
    for organisation in session.scalars(select(Organisation)):
        yield from _of_organisation(organisation, speakers)
    for thing, owner_id in _published(session):
        at = thing.published_at if isinstance(thing, Listing) else thing.created_at
        assert at is not None
        yield _entry(f"{thing.__tablename__}.published", thing, at, owner_id, speakers)


def _of_organisation(organisation: Organisation, speakers: Speakers) -> Iterator[Activity]:
    joined_at = organisation.created_at
    yield _entry("organisation.registered", organisation, joined_at, organisation.id, speakers)
    for link in organisation.cluster_memberships:
        cluster: dict[str, str | int] = {"cluster": link.cluster.name, "cluster_id": link.cluster_id}
        yield _entry("cluster.asked", link, link.created_at, organisation.id, speakers, **cluster)
        if link.state is ClusterMembershipState.ACTIVE:
            accepted = _entry(
                "cluster.accepted",
                link,
                link.created_at + ANSWERED_AFTER,
                organisation.id,
                speakers,
                **cluster,
            )
            accepted.actor_id = speakers.get(link.cluster_id)
            yield accepted
    if organisation.verification is VerificationState.VERIFIED:
        checked_at = joined_at + CHECKED_AFTER
        by = next((link.cluster.name for link in organisation.cluster_memberships), SECRETARIAT_NAME)
        yield _entry("organisation.verified", organisation, checked_at, organisation.id, {}, by=by)


def _entry(
    verb: str,
    subject: Base,
    at: datetime,
    owner_id: int | None,
    speakers: Speakers,
    **details: str | int,
) -> Activity:
    """An entry by whoever speaks for the owner; by nobody where that person has no account here."""
    return Activity(
        at=at,
        actor_id=speakers.get(owner_id) if owner_id is not None else None,
        verb=verb,
        subject_kind=subject.__tablename__,
        subject_id=subject.id,  # type: ignore[attr-defined]
        organisation_id=owner_id,
        details=details,
    )


def _speakers(session: Session) -> Speakers:
    rows = session.execute(
        select(Membership.organisation_id, Membership.person_id).order_by(Membership.id.desc())
    )
    return {row.organisation_id: row.person_id for row in rows}


def _published(session: Session) -> Iterator[tuple[Listing | Project | Call | Venue, int | None]]:
    shown = PublicationState.PUBLISHED
    for listing in session.scalars(select(Listing).where(Listing.state == shown)):
        yield listing, listing.organisation_id
    for project in session.scalars(select(Project).where(Project.state == shown)):
        yield project, project.lead.id if project.lead is not None else None
    for call in session.scalars(select(Call).where(Call.state == shown)):
        yield call, call.owner_id
    for venue in session.scalars(select(Venue).where(Venue.state == shown)):
        yield venue, venue.host_id

"""Rows for tests: each function makes one valid thing, with what the test names and defaults for the rest.

They flush, so that ids are known; a test commits before a client asks for what it made.
"""

from __future__ import annotations

import itertools
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from flask_security.utils import hash_password
from sqlalchemy import select
from sqlalchemy.orm import Session

from matchmaker.introductions import answering_service, brokering_service, service, talking_service
from matchmaker.introductions.moving import move
from matchmaker.introductions.rules import Move
from models import (
    SECRETARIAT,
    Call,
    CallKind,
    ClusterMembership,
    ClusterMembershipState,
    CuratedSuggestion,
    Deadline,
    DeclineReason,
    Direction,
    Event,
    EventState,
    Introduction,
    IntroductionState,
    Listing,
    ListingCategory,
    Membership,
    MembershipRole,
    OpeningHours,
    Organisation,
    OrganisationClaim,
    OrganisationKind,
    Origin,
    OutcomeKind,
    Participation,
    ParticipationRole,
    Person,
    Project,
    PublicationState,
    Role,
    Space,
    SpaceKind,
    StopReason,
    Venue,
    VerificationState,
)
from models.columns import utc_now

_number = itertools.count(1)


def make_person(session: Session, *, password: str | None = None, **values: Any) -> Person:
    """A person with a confirmed account.

    :param password: in the clear; without one nobody can sign in by password (use ``sign_in``).
    """
    number = next(_number)
    person = Person(
        **{
            "email": f"person{number}@matchmaker.example",
            "name": f"Person {number}",
            "confirmed_at": utc_now(),
            "fs_uniquifier": secrets.token_hex(16),
            "password": hash_password(password) if password else None,
            "active": True,
            **values,
        }
    )
    session.add(person)
    session.flush()
    return person


def make_secretariat(session: Session, **values: Any) -> Person:
    """A person who runs the network."""
    role = session.scalar(select(Role).filter_by(name=SECRETARIAT)) or Role(name=SECRETARIAT)
    return make_person(session, roles=[role], **values)


def make_organisation(session: Session, *, owner: Person | None = None, **values: Any) -> Organisation:
    """An Estonian company, unless told otherwise.

    :param owner: a person to make its owner.
    """
    number = next(_number)
    organisation = Organisation(
        **{
            "slug": f"organisation-{number}",
            "kind": OrganisationKind.COMPANY,
            "legal_name": f"Organisation {number} OÜ",
            "name": f"Organisation {number}",
            "country": "EE",
            "city": "Tartu",
            **values,
        }
    )
    session.add(organisation)
    session.flush()
    if owner is not None:
        make_membership(session, owner, organisation)
    return organisation


def make_cluster(session: Session, *, manager: Person | None = None, **values: Any) -> Organisation:
    """A cluster.

    :param manager: a person to make its manager.
    """
    cluster = make_organisation(session, **{"kind": OrganisationKind.CLUSTER, **values})
    if manager is not None:
        make_membership(session, manager, cluster, role=MembershipRole.MANAGER)
    return cluster


def make_membership(
    session: Session,
    person: Person,
    organisation: Organisation,
    *,
    role: MembershipRole = MembershipRole.OWNER,
) -> Membership:
    """A person's place in an organisation."""
    membership = Membership(person=person, organisation=organisation, role=role)
    session.add(membership)
    session.flush()
    return membership


def make_cluster_membership(
    session: Session,
    organisation: Organisation,
    cluster: Organisation,
    *,
    state: ClusterMembershipState = ClusterMembershipState.ACTIVE,
) -> ClusterMembership:
    """An organisation's place in a cluster."""
    link = ClusterMembership(organisation=organisation, cluster=cluster, state=state)
    session.add(link)
    session.flush()
    return link


def make_listing(session: Session, organisation: Organisation | None = None, **values: Any) -> Listing:
    """A need, published ten days ago, unless told otherwise."""
    now = utc_now()
    number = next(_number)
    listing = Listing(
        **{
            "organisation": organisation or make_organisation(session),
            "direction": Direction.NEED,
            "title": f"Cold-active enzymes, lot {number}",
            "summary": "Enzymes that wash below 20 °C.",
            "description": "A protease that is stable at pH 9 and active at 12 °C.",
            "category": ListingCategory.TECHNOLOGY,
            "state": PublicationState.PUBLISHED,
            "published_at": now - timedelta(days=10),
            "confirmed_at": now - timedelta(days=10),
            "valid_until": now.date() + timedelta(days=355),
            **values,
        }
    )
    session.add(listing)
    session.flush()
    return listing


def make_project(
    session: Session,
    lead: Organisation | None = None,
    participants: Sequence[Organisation] = (),
    **values: Any,
) -> Project:
    """A published project that runs this year and the next, unless told otherwise."""
    year = utc_now().year
    number = next(_number)
    project = Project(
        **{
            "acronym": f"COLD{number}",
            "title": f"Washing cold, part {number}",
            "summary": "Enzymes from the sea floor wash textiles at 12 °C.",
            "starts_on": date(year, 1, 1),
            "ends_on": date(year + 1, 12, 31),
            "state": PublicationState.PUBLISHED,
            **values,
        }
    )
    project.participations = [
        Participation(
            organisation=lead or make_organisation(session),
            role=ParticipationRole.COORDINATOR,
            position=0,
        ),
        *(
            Participation(organisation=one, role=ParticipationRole.PARTICIPANT, position=position)
            for position, one in enumerate(participants, start=1)
        ),
    ]
    session.add(project)
    session.flush()
    return project


def make_call(
    session: Session,
    owner: Organisation | None = None,
    deadlines: Sequence[datetime] = (),
    **values: Any,
) -> Call:
    """A published funding call without deadlines, unless told otherwise."""
    number = next(_number)
    call = Call(
        **{
            "identifier": f"PILOT-{number}",
            "title": f"Pilot ward for remote monitoring, round {number}",
            "text": "We look for devices that measure at home.",
            "kind": CallKind.FUNDING,
            "owner": owner,
            "state": PublicationState.PUBLISHED,
            "deadlines": [Deadline(at=at) for at in deadlines],
            **values,
        }
    )
    session.add(call)
    session.flush()
    return call


def make_venue(session: Session, host: Organisation | None = None, **values: Any) -> Venue:
    """A published venue in Tartu with six desks, open on Mondays, unless told otherwise."""
    number = next(_number)
    venue = Venue(
        **{
            "slug": f"venue-{number}",
            "name": f"Riverside House {number}",
            "host": host or make_organisation(session, kind=OrganisationKind.SCIENCE_PARK),
            "city": "Tartu",
            "country": "EE",
            "time_zone": "Europe/Tallinn",
            "description": "Wet labs and desks beside the river.",
            "state": PublicationState.PUBLISHED,
            "spaces": [Space(name="Guest desks", kind=SpaceKind.DESK, capacity=6)],
            "opening_hours": [OpeningHours(weekday=0, opens=time(9), closes=time(17))],
            **values,
        }
    )
    session.add(venue)
    session.flush()
    return venue


@dataclass(frozen=True, slots=True)
class AskingPair:
    """Two organisations that may be introduced, and the people around them."""

    cluster: Organisation
    manager: Person
    asking: Organisation
    asking_person: Person
    asked: Organisation
    asked_person: Person


def make_asking_pair(session: Session, **values: Any) -> AskingPair:
    """Two companies with an owner each; the asking one is a member of a verified cluster with a manager.

    :param values: of the asked organisation.
    """
    manager = make_person(session)
    cluster = make_cluster(session, manager=manager, verification=VerificationState.VERIFIED)
    asking_person, asked_person = make_person(session), make_person(session)
    asking = make_organisation(session, owner=asking_person)
    asked = make_organisation(session, owner=asked_person, **values)
    make_cluster_membership(session, asking, cluster)
    return AskingPair(cluster, manager, asking, asking_person, asked, asked_person)


def make_introduction(
    session: Session,
    pair: AskingPair | None = None,
    state: IntroductionState = IntroductionState.REQUESTED,
    **values: Any,
) -> Introduction:
    """An introduction of a pair that came as far as a state, by the verbs that lead there.

    :param values: set afterwards, as they are.
    """
    pair = pair or make_asking_pair(session)
    introduction = service.draft_introduction(
        session,
        pair.asking,
        pair.asked,
        actor=pair.asking_person,
        subject=f"organisation-{pair.asking.slug}",
        subject_title=pair.asking.name,
        message="Your enzymes may fit our cold wash.",
    )
    _bring_to(session, introduction, pair, state)
    for name, value in values.items():
        setattr(introduction, name, value)
    session.flush()
    return introduction


def _bring_to(
    session: Session, introduction: Introduction, pair: AskingPair, state: IntroductionState
) -> None:
    states = IntroductionState
    if state is states.DRAFT:
        return
    service.request_introduction(session, introduction, actor=pair.asking_person)
    match state:
        case states.REQUESTED:
            return
        case states.WITHDRAWN:
            service.withdraw_introduction(session, introduction, actor=pair.asking_person)
            return
        case states.STOPPED:
            brokering_service.stop_introduction(
                session, introduction, actor=pair.manager, reason=StopReason.TOO_VAGUE
            )
            return
    brokering_service.release_introduction(session, introduction, actor=pair.manager)
    match state:
        case states.ACCEPTED | states.MET | states.OUTCOME:
            answering_service.accept_introduction(session, introduction, actor=pair.asked_person)
        case states.DECLINED:
            answering_service.decline_introduction(
                session, introduction, actor=pair.asked_person, reason=DeclineReason.NOT_RELEVANT
            )
        case states.LAPSED:
            assert introduction.due_at is not None
            move(session, introduction, Move.LAPSE, actor=None, now=introduction.due_at)
    if state in (states.MET, states.OUTCOME):
        talking_service.mark_met(session, introduction, actor=pair.asked_person)
    if state is states.OUTCOME:
        talking_service.report_outcome(
            session,
            introduction,
            actor=pair.asking_person,
            kind=OutcomeKind.TALKING,
            happened_on=utc_now().date(),
        )


def make_curated_suggestion(
    session: Session, organisation: Organisation, target: Organisation | None = None, **values: Any
) -> CuratedSuggestion:
    """A partner that the engine proposes to a member's manager."""
    row = CuratedSuggestion(
        **{
            "organisation": organisation,
            "target": target or make_organisation(session),
            "subject": f"organisation-{organisation.slug}",
            "words": ["lipase", "carrier"],
            "ask_title": "Carriers for our lipase",
            "item_title": "Food-grade carriers",
            "seen": {"shown": [], "position": 1, "score": 2.5, "model": "text"},
            "thread": secrets.token_hex(16),
            **values,
        }
    )
    session.add(row)
    session.flush()
    return row


def make_event(session: Session, organiser: Organisation | None = None, **values: Any) -> Event:
    """A published event in Tartu next month, two hours long, unless told otherwise."""
    number = next(_number)
    starts_at = utc_now().replace(hour=7, minute=0, second=0, microsecond=0) + timedelta(days=30)
    event = Event(
        **{
            "slug": f"event-{number}",
            "uid": f"event-{number}@matchmaker.example",
            "organisation": organiser or make_organisation(session, kind=OrganisationKind.SCIENCE_PARK),
            "title": f"Breakfast of labs, part {number}",
            "text": "Five labs show what they have.",
            "city": "Tartu",
            "country": "EE",
            "starts_at": starts_at,
            "ends_at": starts_at + timedelta(hours=2),
            "time_zone": "Europe/Tallinn",
            "state": EventState.PUBLISHED,
            **values,
        }
    )
    session.add(event)
    session.flush()
    return event


def make_unclaimed(session: Session, *, cluster: Organisation | None = None, **values: Any) -> Organisation:
    """A profile from public data.

    :param cluster: one to make it a member of.
    """
    organisation = make_organisation(session, **{"origin": Origin.IMPORTED, **values})
    if cluster is not None:
        make_cluster_membership(session, organisation, cluster)
    return organisation


def make_claim(
    session: Session, organisation: Organisation, *, person: Person | None = None, **values: Any
) -> OrganisationClaim:
    """Somebody's claim of a profile, which waits."""
    claim = OrganisationClaim(
        **{
            "organisation": organisation,
            "person": person or make_person(session),
            "job_title": "Director",
            "message": "The register names me.",
            **values,
        }
    )
    session.add(claim)
    session.flush()
    return claim

"""Two people deciding, and one asking too often, at one moment: once each, on both databases."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from threading import Barrier

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session, sessionmaker

from matchmaker.extensions import db
from matchmaker.organisations import claim_service
from matchmaker.organisations.claim_rules import MOST_WAITING
from matchmaker.organisations.errors import AlreadyClaimed, ClaimSettled, TooManyClaims
from matchmaker.refusals import Refusal
from models import (
    ClaimState,
    Membership,
    MembershipRole,
    Organisation,
    OrganisationClaim,
    OutboxRow,
    Person,
    VerificationState,
)
from tests.factories import make_claim, make_cluster, make_membership, make_person, make_unclaimed


@dataclass(frozen=True)
class Scene:
    """Ids of two managers and of two people who claim the same profile."""

    sessions: sessionmaker[Session]
    managers: tuple[int, int]
    organisation_id: int
    claims: tuple[int, int]

    def together(self, *acts: Callable[[Session], object]) -> list[str]:
        """What comes of doing several things at once, each in a transaction of its own."""
        start = Barrier(len(acts))

        def one(act: Callable[[Session], object]) -> str:
            start.wait()
            try:
                with self.sessions() as session, session.begin():
                    act(session)
                    return "done"
            except Refusal as refusal:
                return type(refusal).__name__

        with ThreadPoolExecutor(len(acts)) as pool:
            return sorted(pool.map(one, acts))

    def accept(self, manager: int, claim: int) -> Callable[[Session], object]:
        def act(session: Session) -> object:
            return claim_service.accept_claim(
                session,
                session.get_one(OrganisationClaim, self.claims[claim]),
                actor=session.get_one(Person, self.managers[manager]),
            )

        return act


@pytest.fixture
def scene(own_app: Flask) -> Scene:
    with own_app.app_context():
        sessions = db.sessionmaker
        with sessions() as session, session.begin():
            managers = make_person(session), make_person(session)
            cluster = make_cluster(session, manager=managers[0], verification=VerificationState.VERIFIED)
            make_membership(session, managers[1], cluster, role=MembershipRole.MANAGER)
            organisation = make_unclaimed(session, cluster=cluster)
            claims = make_claim(session, organisation), make_claim(session, organisation)
            return Scene(
                sessions, (managers[0].id, managers[1].id), organisation.id, (claims[0].id, claims[1].id)
            )


def owners(scene: Scene) -> int:
    with scene.sessions() as session:
        counted = select(func.count(Membership.id)).where(
            Membership.organisation_id == scene.organisation_id, Membership.role == MembershipRole.OWNER
        )
        return session.scalars(counted).one()


def told(scene: Scene) -> list[str]:
    with scene.sessions() as session:
        payloads = session.scalars(select(OutboxRow.payload).where(OutboxRow.kind == "mail.notice"))
        return sorted(payload["kind"] for payload in payloads)


def test_two_managers_accept_the_same_claim_at_once(scene: Scene) -> None:
    assert scene.together(scene.accept(0, 0), scene.accept(1, 0)) == [ClaimSettled.__name__, "done"]
    assert owners(scene) == 1
    assert told(scene) == ["claim_accepted", "claim_refused"]


def test_two_managers_accept_different_people_at_once(scene: Scene) -> None:
    assert scene.together(scene.accept(0, 0), scene.accept(1, 1)) == [ClaimSettled.__name__, "done"]
    assert owners(scene) == 1
    assert told(scene) == ["claim_accepted", "claim_refused"]


def test_claim_made_while_the_profile_is_handed_over_does_not_wait_for_ever(scene: Scene) -> None:
    with scene.sessions() as session, session.begin():
        late = make_person(session).id

    def ask(session: Session) -> object:
        return claim_service.claim_profile(
            session,
            session.get_one(Organisation, scene.organisation_id),
            job_title="Director",
            message="The register names me.",
            actor=session.get_one(Person, late),
        )

    came = scene.together(scene.accept(0, 0), ask)
    assert came in (["done", "done"], [AlreadyClaimed.__name__, "done"])
    with scene.sessions() as session:
        waiting = select(func.count(OrganisationClaim.id)).where(
            OrganisationClaim.state == ClaimState.WAITING
        )
        assert session.scalar(waiting) == 0


def test_person_who_claims_several_profiles_at_once_stays_within_the_limit(scene: Scene) -> None:
    with scene.sessions() as session, session.begin():
        person = make_person(session).id
        profiles = [make_unclaimed(session).id for _ in range(MOST_WAITING + 1)]

    def ask(organisation_id: int) -> Callable[[Session], object]:
        return lambda session: claim_service.claim_profile(
            session,
            session.get_one(Organisation, organisation_id),
            job_title="Director",
            message="The register names me.",
            actor=session.get_one(Person, person),
        )

    assert scene.together(*map(ask, profiles)) == [TooManyClaims.__name__, *["done"] * MOST_WAITING]

"""Claiming a profile from public data: who is told, who may decide, what comes of it."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from matchmaker.organisations import claim_queries, claim_service, service
from matchmaker.organisations.claim_rules import MOST_WAITING
from matchmaker.organisations.errors import AlreadyClaimed, ClaimSettled, TooManyClaims
from matchmaker.organisations.presenters import log_entries
from matchmaker.organisations.profile_queries import log_of
from matchmaker.permissions import allowed
from matchmaker.refusals import NotAllowed
from models import (
    Activity,
    ClaimGround,
    ClaimState,
    ClusterMembershipState,
    MembershipRole,
    Organisation,
    OrganisationClaim,
    OrganisationKind,
    Origin,
    OutboxRow,
    Person,
    VerificationState,
)
from tests.factories import (
    make_claim,
    make_cluster,
    make_cluster_membership,
    make_membership,
    make_organisation,
    make_person,
    make_secretariat,
    make_unclaimed,
)

VERIFIED = VerificationState.VERIFIED


@pytest.fixture
def claimant(session: Session) -> Person:
    return make_person(session, name="Maarja")


@pytest.fixture
def manager(session: Session) -> Person:
    return make_person(session, name="Anna")


@pytest.fixture
def cluster(session: Session, manager: Person) -> Organisation:
    return make_cluster(session, manager=manager, verification=VERIFIED)


@pytest.fixture
def secretariat(session: Session) -> Person:
    return make_secretariat(session, name="Aino")


@pytest.fixture
def unclaimed(session: Session, cluster: Organisation) -> Organisation:
    return make_unclaimed(session, cluster=cluster, name="Alfa", source="pic", source_id="77")


def claimed(session: Session, organisation: Organisation, person: Person) -> OrganisationClaim:
    return claim_service.claim_profile(
        session, organisation, job_title="Director", message="The register names me.", actor=person
    )


def mails(session: Session) -> list[tuple[str, int, dict[str, object]]]:
    rows = session.scalars(select(OutboxRow).where(OutboxRow.kind == "mail.notice").order_by(OutboxRow.id))
    return [(row.payload["kind"], row.payload["person_id"], row.payload["values"]) for row in rows]


def verbs(session: Session) -> Sequence[str]:
    return session.scalars(select(Activity.verb).order_by(Activity.id)).all()


def test_claim_waits_and_the_managers_are_told_once(
    session: Session, unclaimed: Organisation, claimant: Person, manager: Person, secretariat: Person
) -> None:
    claim = claimed(session, unclaimed, claimant)
    assert claimed(session, unclaimed, claimant) is claim
    assert claim.state is ClaimState.WAITING
    [(kind, person_id, values)] = mails(session)
    assert (kind, person_id) == ("claim_asked", manager.id)
    assert (values["claimant"], values["organisation"], values["at_desk"]) == ("Maarja", "Alfa", True)
    assert verbs(session) == ["claim.asked"]


def test_claim_of_a_profile_without_a_cluster_is_for_the_secretariat(
    session: Session, claimant: Person, secretariat: Person
) -> None:
    make_secretariat(session, active=False)
    claimed(session, make_unclaimed(session), claimant)
    assert [(person_id, values["at_desk"]) for _kind, person_id, values in mails(session)] == [
        (secretariat.id, False)
    ]


@pytest.mark.usefixtures("secretariat")
def test_only_managers_of_verified_clusters_decide(
    session: Session, claimant: Person, manager: Person, cluster: Organisation
) -> None:
    of_unverified = make_person(session)
    unverified = make_cluster(session, manager=of_unverified)
    asked_only = make_unclaimed(session)
    make_cluster_membership(session, asked_only, cluster, state=ClusterMembershipState.REQUESTED)
    for organisation, person in (
        (make_unclaimed(session, cluster=unverified), of_unverified),
        (asked_only, manager),
        (make_unclaimed(session, cluster=cluster, kind=OrganisationKind.CLUSTER), manager),
    ):
        claim = make_claim(session, organisation, person=claimant)
        assert not allowed(person, "claim.decide", claim)
        assert not claim_queries.deciders_of(session, claim).at_desk
    claim = make_claim(session, make_unclaimed(session, cluster=cluster), person=claimant)
    assert allowed(manager, "claim.decide", claim)
    assert claim_queries.deciders_of(session, claim).at_desk


def test_managers_own_claim_is_for_the_secretariat(
    session: Session, unclaimed: Organisation, cluster: Organisation, manager: Person, secretariat: Person
) -> None:
    colleague = make_person(session)
    make_membership(session, colleague, cluster, role=MembershipRole.MANAGER)
    claim = claimed(session, unclaimed, manager)
    assert [person_id for _kind, person_id, _values in mails(session)] == [secretariat.id]
    for person in (manager, colleague):
        with pytest.raises(NotAllowed):
            claim_service.accept_claim(session, claim, actor=person)
    claim_service.accept_claim(session, claim, actor=secretariat)
    assert unclaimed.is_claimed


def test_accepted_claim_hands_the_profile_over(
    session: Session, unclaimed: Organisation, claimant: Person, manager: Person
) -> None:
    claim = claimed(session, unclaimed, claimant)
    claim_service.accept_claim(session, claim, actor=manager)
    session.flush()
    session.expire_all()
    assert (unclaimed.origin, unclaimed.source, unclaimed.source_id) == (Origin.REGISTERED, "pic", "77")
    assert unclaimed.verification is VerificationState.UNVERIFIED
    assert [(m.person_id, m.role) for m in unclaimed.memberships] == [(claimant.id, MembershipRole.OWNER)]
    assert (claim.state, claim.decided_by_id) == (ClaimState.ACCEPTED, manager.id)
    assert claim.decided_at is not None
    assert allowed(claimant, "organisation.edit", unclaimed)
    assert [(kind, person_id) for kind, person_id, _values in mails(session)][1:] == [
        ("claim_accepted", claimant.id)
    ]
    assert verbs(session) == ["claim.asked", "organisation.claimed"]
    indexed = session.scalars(select(OutboxRow.payload).where(OutboxRow.kind == "index.organisation"))
    assert indexed.all() == [{"organisation_id": unclaimed.id}]


def test_other_claims_are_refused_when_it_is_handed_over(
    session: Session, unclaimed: Organisation, claimant: Person, manager: Person
) -> None:
    other = make_claim(session, unclaimed)
    withdrawn = make_claim(session, unclaimed, state=ClaimState.WITHDRAWN)
    claim_service.accept_claim(session, claimed(session, unclaimed, claimant), actor=manager)
    assert (other.state, other.ground) == (ClaimState.REFUSED, ClaimGround.HANDED_OVER)
    assert withdrawn.state is ClaimState.WITHDRAWN
    (values,) = (values for kind, person, values in mails(session) if person == other.person_id)
    assert values["ground"] == "handed_over"


def test_first_person_of_a_cluster_manages_it(
    session: Session, claimant: Person, secretariat: Person
) -> None:
    claim = make_claim(session, make_unclaimed(session, kind=OrganisationKind.CLUSTER), person=claimant)
    claim_service.accept_claim(session, claim, actor=secretariat)
    session.flush()
    session.expire_all()
    assert claimant.managed_cluster_ids == {claim.organisation_id}


def test_member_who_claims_becomes_owner(
    session: Session, unclaimed: Organisation, claimant: Person, manager: Person
) -> None:
    make_membership(session, claimant, unclaimed, role=MembershipRole.MEMBER)
    claim_service.accept_claim(session, claimed(session, unclaimed, claimant), actor=manager)
    assert [m.role for m in claimant.memberships] == [MembershipRole.OWNER]


def test_refused_claimant_is_told_why_and_may_ask_anew(
    session: Session, unclaimed: Organisation, claimant: Person, manager: Person
) -> None:
    claim = claimed(session, unclaimed, claimant)
    claim_service.refuse_claim(
        session, claim, ground=ClaimGround.NOT_SHOWN, actor=manager, reason="Nobody there knows you."
    )
    assert (claim.state, claim.ground, unclaimed.is_claimed) == (
        ClaimState.REFUSED,
        ClaimGround.NOT_SHOWN,
        False,
    )
    kind, person_id, values = mails(session)[-1]
    assert (kind, person_id) == ("claim_refused", claimant.id)
    assert (values["ground"], values["reason"]) == ("not_shown", "Nobody there knows you.")
    again = claimed(session, unclaimed, claimant)
    assert again is not claim
    assert again.state is ClaimState.WAITING


def test_log_names_no_claimant_and_no_words_of_a_refusal(
    session: Session, unclaimed: Organisation, claimant: Person, manager: Person
) -> None:
    claim = claimed(session, unclaimed, claimant)
    claim_service.refuse_claim(
        session, claim, ground=ClaimGround.NOT_SHOWN, actor=manager, reason="Nobody there knows you."
    )
    session.flush()
    entries = {entry.verb: entry for entry in log_of(session, unclaimed)}
    assert entries["claim.asked"].actor_id == claimant.id
    assert entries["claim.refused"].details == {"ground": "not_shown"}
    assert all(entry.reason == "" for entry in entries.values())


def test_claim_is_taken_back_by_its_maker_only(
    session: Session, unclaimed: Organisation, claimant: Person, manager: Person
) -> None:
    claim = claimed(session, unclaimed, claimant)
    with pytest.raises(NotAllowed):
        claim_service.withdraw_claim(session, claim, actor=manager)
    for _ in range(2):
        assert claim_service.withdraw_claim(session, claim, actor=claimant).state is ClaimState.WITHDRAWN
    assert verbs(session) == ["claim.asked", "claim.withdrawn"]
    with pytest.raises(ClaimSettled):
        claim_service.accept_claim(session, claim, actor=manager)


def test_settled_claim_is_not_decided_again(
    session: Session, unclaimed: Organisation, claimant: Person, manager: Person
) -> None:
    claim = claimed(session, unclaimed, claimant)
    claim_service.accept_claim(session, claim, actor=manager)
    with pytest.raises(ClaimSettled):
        claim_service.accept_claim(session, claim, actor=manager)
    with pytest.raises(ClaimSettled):
        claim_service.refuse_claim(session, claim, ground=ClaimGround.NO_CONTACT, actor=manager)
    with pytest.raises(ClaimSettled):
        claim_service.withdraw_claim(session, claim, actor=claimant)


def test_profile_with_people_cannot_be_claimed(session: Session, claimant: Person) -> None:
    organisation = make_organisation(session, name="Alfa")
    with pytest.raises(AlreadyClaimed):
        claimed(session, organisation, claimant)


def test_claims_of_one_person_are_limited_and_come_back(session: Session, claimant: Person) -> None:
    claims = [claimed(session, make_unclaimed(session), claimant) for _ in range(MOST_WAITING)]
    last = make_unclaimed(session)
    with pytest.raises(TooManyClaims):
        claimed(session, last, claimant)
    claim_service.withdraw_claim(session, claims[0], actor=claimant)
    assert claimed(session, last, claimant).state is ClaimState.WAITING


def test_strangers_and_members_of_the_cluster_do_not_decide(
    session: Session, unclaimed: Organisation, cluster: Organisation, claimant: Person
) -> None:
    member = make_person(session)
    make_membership(session, member, cluster, role=MembershipRole.MEMBER)
    claim = claimed(session, unclaimed, claimant)
    for person in (claimant, member, make_person(session)):
        with pytest.raises(NotAllowed):
            claim_service.accept_claim(session, claim, actor=person)
        with pytest.raises(NotAllowed):
            claim_service.refuse_claim(session, claim, ground=ClaimGround.NOT_SHOWN, actor=person)
    assert claim.state is ClaimState.WAITING


def test_claimed_profile_can_be_verified(
    session: Session, unclaimed: Organisation, claimant: Person, manager: Person
) -> None:
    claim_service.accept_claim(session, claimed(session, unclaimed, claimant), actor=manager)
    service.verify_organisation(session, unclaimed, actor=manager)
    assert unclaimed.verification is VERIFIED


def test_secretariats_list_begins_with_what_nobody_else_decides(
    session: Session, unclaimed: Organisation, claimant: Person
) -> None:
    at_desk = make_claim(session, unclaimed, person=claimant)
    alone = make_claim(session, make_unclaimed(session), person=claimant)
    make_claim(session, make_unclaimed(session), state=ClaimState.REFUSED)
    assert [(one.claim, one.at_desk) for one in claim_queries.waiting_in_network(session)] == [
        (alone, False),
        (at_desk, True),
    ]
    assert claim_queries.count_waiting(session) == 2
    assert claim_queries.count_for_secretariat(session) == 1


def test_log_shows_who_decided_and_not_who_asked(
    app: Flask, session: Session, unclaimed: Organisation, claimant: Person, manager: Person
) -> None:
    claim_service.accept_claim(session, claimed(session, unclaimed, claimant), actor=manager)
    session.flush()
    with app.test_request_context():
        shown = {entry["title"]: entry["actor"] for entry in log_entries(log_of(session, unclaimed))}
    assert shown == {"Somebody claimed the profile": "", "Handed over to its own people": "Anna"}

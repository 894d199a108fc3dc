"""Claims of members' profiles at the desk: handed over, refused, taken back in time."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from sqlalchemy import Connection, select
from sqlalchemy.orm import Session

from matchmaker.curation import items, queries, service
from matchmaker.curation.effects import apply_decision
from matchmaker.curation.errors import AlreadyDecided, NotAVerdict
from matchmaker.organisations.claim_service import withdraw_claim
from models import (
    ClaimGround,
    ClaimState,
    ClusterMembershipState,
    DecisionState,
    DeskDecision,
    DeskKind,
    DeskVerdict,
    MembershipRole,
    OrganisationClaim,
    OutboxRow,
    Person,
    VerificationState,
)
from models.columns import utc_now
from tests.curation.conftest import Desk
from tests.factories import (
    make_claim,
    make_cluster,
    make_cluster_membership,
    make_person,
    make_unclaimed,
)
from tests.forms_in_pages import form_in
from tests.query_counter import counted_queries

SignIn = Callable[[Person], FlaskClient]


@pytest.fixture
def claim(session: Session, desk: Desk) -> OrganisationClaim:
    """Somebody claims a profile that the desk's cluster looks after."""
    profile = make_unclaimed(session, cluster=desk.cluster, name="Beeta", website="https://beeta.example")
    claim = make_claim(session, profile, person=make_person(session, name="Maarja", email="m@beeta.example"))
    session.commit()
    return claim


def waiting_keys(session: Session, person: Person) -> list[str]:
    return [entry.item.key for entry in queries.queue_of(session, person, utc_now()).entries]


def decided(
    session: Session, person: Person, claim: OrganisationClaim, verdict: DeskVerdict, reason: str = ""
) -> DeskDecision:
    item = items.waiting_one(session, DeskKind.CLAIM, claim.id, person.managed_cluster_ids, utc_now())
    return service.decide(
        session,
        DeskKind.CLAIM,
        claim.id,
        verdict,
        actor=person,
        seen=item.version if item is not None else "",
        reason=reason,
        note="Please write from your company's address.",
    )


def test_claim_waits_at_the_desk_of_its_cluster_only(
    session: Session, desk: Desk, claim: OrganisationClaim
) -> None:
    stranger, newcomer = make_person(session), make_person(session)
    make_cluster(session, manager=stranger, verification=VerificationState.VERIFIED)
    unverified = make_cluster(session, manager=newcomer)
    make_cluster_membership(session, claim.organisation, unverified)
    asking = make_unclaimed(session)
    make_cluster_membership(session, asking, desk.cluster, state=ClusterMembershipState.REQUESTED)
    make_claim(session, asking)
    assert [key for key in waiting_keys(session, desk.manager) if key.startswith("claim")] == [
        f"claim-{claim.id}"
    ]
    assert waiting_keys(session, stranger) == waiting_keys(session, newcomer) == []


def test_managers_own_claim_is_not_at_the_desk(session: Session, desk: Desk) -> None:
    make_claim(session, make_unclaimed(session, cluster=desk.cluster), person=desk.colleague)
    assert waiting_keys(session, desk.manager) == waiting_keys(session, desk.colleague) == []


def test_profile_is_handed_over_when_the_time_to_take_back_is_over(
    session: Session, desk: Desk, claim: OrganisationClaim
) -> None:
    decision = decided(session, desk.manager, claim, DeskVerdict.HAND_OVER)
    assert not claim.organisation.is_claimed
    with pytest.raises(AlreadyDecided, match="Anna has already handed Beeta over"):
        decided(session, desk.colleague, claim, DeskVerdict.REFUSE, "not_shown")
    for _ in range(2):
        apply_decision(session, decision_id=decision.id)
    session.flush()
    session.expire_all()
    assert decision.state is DecisionState.DONE
    assert (claim.state, claim.decided_by_id) == (ClaimState.ACCEPTED, desk.manager.id)
    assert [m.role for m in claim.person.memberships] == [MembershipRole.OWNER]
    # Whoever it is waits to be verified, as every registered member does.
    assert waiting_keys(session, desk.manager) == [f"organisation-{claim.organisation_id}"]


def test_handing_over_is_taken_back_in_time(session: Session, desk: Desk, claim: OrganisationClaim) -> None:
    decision = decided(session, desk.manager, claim, DeskVerdict.HAND_OVER)
    service.undo(session, decision.batch, actor=desk.manager)
    apply_decision(session, decision_id=decision.id)
    assert claim.state is ClaimState.WAITING
    assert waiting_keys(session, desk.manager) == [f"claim-{claim.id}"]


def test_refusal_needs_a_reason_that_is_its_own(
    session: Session, desk: Desk, claim: OrganisationClaim
) -> None:
    for reason in ("", "handed_over", "not_found"):
        with pytest.raises(NotAVerdict):
            decided(session, desk.manager, claim, DeskVerdict.REFUSE, reason)
    decision = decided(session, desk.manager, claim, DeskVerdict.REFUSE, "not_shown")
    apply_decision(session, decision_id=decision.id)
    assert (claim.state, claim.ground) == (ClaimState.REFUSED, ClaimGround.NOT_SHOWN)
    assert claim.reason == "Please write from your company's address."
    [row] = session.scalars(select(OutboxRow).where(OutboxRow.kind == "mail.notice"))
    assert (row.payload["kind"], row.payload["person_id"]) == ("claim_refused", claim.person_id)


def test_claim_taken_back_meanwhile_is_told_at_the_desk(
    session: Session, desk: Desk, claim: OrganisationClaim
) -> None:
    decision = decided(session, desk.manager, claim, DeskVerdict.HAND_OVER)
    withdraw_claim(session, claim, actor=claim.person)
    apply_decision(session, decision_id=decision.id)
    assert decision.state is DecisionState.FAILED
    assert not claim.organisation.is_claimed


def test_open_claim_shows_who_asks_and_what_speaks_for_it(
    session: Session, desk: Desk, claim: OrganisationClaim, sign_in: SignIn
) -> None:
    make_claim(session, claim.organisation, person=make_person(session, name="Somebody Else"))
    session.commit()
    client = sign_in(desk.manager)
    page = client.get(f"/desk/claim-{claim.id}").get_data(as_text=True)
    for words in (
        "The register names me.",
        "m@beeta.example",
        "The address is at beeta.example, as the website is.",
        "Somebody Else",
    ):
        assert words in page
    form_in(page, f"/desk/claim-{claim.id}/decide").sent(client, {"answer": "hand_over:"})
    assert session.scalars(select(DeskDecision.verdict)).all() == [DeskVerdict.HAND_OVER]
    assert "Handed over: Beeta." in client.get("/desk").get_data(as_text=True)


def test_desk_asks_as_often_for_one_claim_as_for_many(
    session: Session, desk: Desk, claim: OrganisationClaim, connection: Connection, sign_in: SignIn
) -> None:
    client, address = sign_in(desk.manager), f"/desk/claim-{claim.id}"
    client.get(address)
    with counted_queries(connection) as for_one:
        client.get(address)
    for _ in range(20):
        make_claim(session, make_unclaimed(session, cluster=desk.cluster))
    session.commit()
    with counted_queries(connection) as for_many:
        assert "Claims" in client.get(address).get_data(as_text=True)
    assert len(for_many) == len(for_one)

"""Deciding at the desk: once for each item, taken back in time, done once, with a second look."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from matchmaker.curation import items, queries, service
from matchmaker.curation.claims import open_item
from matchmaker.curation.effects import apply_decision
from matchmaker.curation.errors import (
    AlreadyDecided,
    ItemChanged,
    NeedsTwoManagers,
    NoLongerWaits,
    NotAVerdict,
    NotYourSecondLook,
    TooLateToUndo,
)
from matchmaker.curation.rules import CLAIM_FOR, UNDO_WINDOW
from matchmaker.listings import checks
from matchmaker.listings.quality import proposed_scores
from matchmaker.refusals import NotAllowed
from models import (
    Activity,
    ClusterMembership,
    ClusterMembershipState,
    CuratedState,
    DecisionState,
    DeskDecision,
    DeskKind,
    DeskVerdict,
    IntroductionState,
    Listing,
    ListingCheck,
    MembershipRole,
    Organisation,
    OutboxRow,
    Person,
    PublicationState,
    StopReason,
    Verdict,
    VerdictKind,
    VerificationState,
)
from models.columns import utc_now
from tests.curation.conftest import Desk
from tests.factories import (
    make_asking_pair,
    make_cluster,
    make_cluster_membership,
    make_curated_suggestion,
    make_introduction,
    make_listing,
    make_membership,
    make_organisation,
    make_person,
)


def waiting_keys(session: Session, person: Person) -> list[str]:
    return [entry.item.key for entry in queries.queue_of(session, person, utc_now()).entries]


def decided(
    session: Session, person: Person, kind: DeskKind, subject_id: int, verdict: DeskVerdict, **values: Any
) -> DeskDecision:
    """A verdict on an item as the person sees it now."""
    item = items.waiting_one(session, kind, subject_id, person.managed_cluster_ids, utc_now())
    values.setdefault("seen", item.version if item is not None else "")
    return service.decide(session, kind, subject_id, verdict, actor=person, **values)


def is_verified(organisation: Organisation) -> bool:
    return organisation.verification is VerificationState.VERIFIED


def promised(session: Session, kind: str) -> list[tuple[str, int]]:
    rows = session.scalars(select(OutboxRow).where(OutboxRow.kind == kind).order_by(OutboxRow.id))
    return [(row.payload["kind"], row.payload["person_id"]) for row in rows]


@pytest.fixture
def newcomer(session: Session, desk: Desk) -> Organisation:
    """A member whom nobody has verified."""
    organisation = make_organisation(session, owner=make_person(session), name="Beeta")
    make_cluster_membership(session, organisation, desk.cluster)
    return organisation


@pytest.fixture
def asking(session: Session, desk: Desk) -> ClusterMembership:
    """Somebody who asks to join."""
    organisation = make_organisation(session, owner=make_person(session), name="Gamma")
    return make_cluster_membership(
        session, organisation, desk.cluster, state=ClusterMembershipState.REQUESTED
    )


def test_verdict_takes_effect_after_its_time(session: Session, desk: Desk, newcomer: Organisation) -> None:
    before = utc_now()
    decision = decided(session, desk.manager, DeskKind.ORGANISATION, newcomer.id, DeskVerdict.VERIFY)
    (row,) = session.scalars(select(OutboxRow).where(OutboxRow.kind == "desk.apply"))
    assert row.due_at >= before + UNDO_WINDOW
    assert not is_verified(newcomer)
    assert waiting_keys(session, desk.manager) == waiting_keys(session, desk.colleague) == []
    for _ in range(2):
        apply_decision(session, **row.payload)
    assert is_verified(newcomer)
    assert decision.state is DecisionState.DONE
    assert [kind for kind, _person in promised(session, "mail.notice")] == ["organisation_verified"]


def test_verdict_taken_back_has_no_effect(session: Session, desk: Desk, newcomer: Organisation) -> None:
    decision = decided(session, desk.manager, DeskKind.ORGANISATION, newcomer.id, DeskVerdict.VERIFY)
    assert list(service.undo(session, decision.batch, actor=desk.manager)) == [decision]
    apply_decision(session, decision_id=decision.id)
    assert not is_verified(newcomer)
    assert promised(session, "mail.notice") == []
    assert waiting_keys(session, desk.manager) == [f"organisation-{newcomer.id}"]
    with pytest.raises(TooLateToUndo):
        service.undo(session, decision.batch, actor=desk.manager)


def test_verdict_in_effect_is_not_taken_back(session: Session, desk: Desk, newcomer: Organisation) -> None:
    decision = decided(session, desk.manager, DeskKind.ORGANISATION, newcomer.id, DeskVerdict.VERIFY)
    apply_decision(session, decision_id=decision.id)
    with pytest.raises(TooLateToUndo):
        service.undo(session, decision.batch, actor=desk.manager)


def test_undo_is_for_who_decided(session: Session, desk: Desk, newcomer: Organisation) -> None:
    decision = decided(session, desk.manager, DeskKind.ORGANISATION, newcomer.id, DeskVerdict.VERIFY)
    with pytest.raises(TooLateToUndo):
        service.undo(session, decision.batch, actor=desk.colleague)


def test_later_manager_is_told_who_did_what(session: Session, desk: Desk, newcomer: Organisation) -> None:
    seen = items.waiting_one(
        session, DeskKind.ORGANISATION, newcomer.id, desk.manager.managed_cluster_ids, utc_now()
    )
    assert seen is not None
    decision = decided(session, desk.manager, DeskKind.ORGANISATION, newcomer.id, DeskVerdict.VERIFY)
    for _ in range(2):
        with pytest.raises(AlreadyDecided, match="Anna has already verified Beeta"):
            decided(
                session,
                desk.colleague,
                DeskKind.ORGANISATION,
                newcomer.id,
                DeskVerdict.REJECT,
                reason="not_found",
                seen=seen.version,
            )
        apply_decision(session, decision_id=decision.id)


def test_what_changed_meanwhile_must_be_looked_at_again(session: Session, desk: Desk) -> None:
    listing = make_listing(session, desk.member)
    with pytest.raises(ItemChanged):
        decided(session, desk.manager, DeskKind.LISTING, listing.id, DeskVerdict.CHECK, seen="2020-01-01")


def test_what_changes_before_it_takes_effect_is_left_and_told(
    session: Session, desk: Desk, newcomer: Organisation
) -> None:
    decision = decided(session, desk.manager, DeskKind.ORGANISATION, newcomer.id, DeskVerdict.VERIFY)
    newcomer.name = "Beeta Holding"
    session.flush()
    apply_decision(session, decision_id=decision.id)
    assert decision.state is DecisionState.FAILED
    assert not is_verified(newcomer)
    queue = queries.queue_of(session, desk.manager, utc_now())
    assert list(queue.failed) == [decision]
    assert [entry.item.subject_id for entry in queue.entries] == [newcomer.id]


def test_what_is_refused_in_the_end_is_told(session: Session, desk: Desk, newcomer: Organisation) -> None:
    decision = decided(session, desk.manager, DeskKind.ORGANISATION, newcomer.id, DeskVerdict.VERIFY)
    desk.cluster.verification = VerificationState.UNVERIFIED
    session.flush()
    apply_decision(session, decision_id=decision.id)
    assert decision.state is DecisionState.FAILED
    assert decision.failure


def test_others_things_are_not_decided_on(session: Session, newcomer: Organisation) -> None:
    stranger = make_person(session)
    make_cluster(session, manager=stranger)
    with pytest.raises(NoLongerWaits):
        decided(session, stranger, DeskKind.ORGANISATION, newcomer.id, DeskVerdict.VERIFY)


@pytest.mark.parametrize(
    ("verdict", "reason"),
    [(DeskVerdict.RELEASE, ""), (DeskVerdict.REJECT, ""), (DeskVerdict.REJECT, "competitor")],
)
def test_verdict_must_fit(
    session: Session, desk: Desk, newcomer: Organisation, verdict: DeskVerdict, reason: str
) -> None:
    with pytest.raises(NotAVerdict):
        decided(session, desk.manager, DeskKind.ORGANISATION, newcomer.id, verdict, reason=reason)


def test_rejected_organisation_is_told_why(session: Session, desk: Desk, newcomer: Organisation) -> None:
    decision = decided(
        session,
        desk.manager,
        DeskKind.ORGANISATION,
        newcomer.id,
        DeskVerdict.REJECT,
        reason="not_found",
        note="The register says Beta.",
    )
    apply_decision(session, decision_id=decision.id)
    assert newcomer.verification is VerificationState.REJECTED
    (row,) = session.scalars(select(OutboxRow).where(OutboxRow.kind == "mail.notice"))
    assert row.payload["values"]["ground"] == "not_found"
    assert row.payload["values"]["reason"] == "The register says Beta."
    assert waiting_keys(session, desk.manager) == []


def test_member_is_accepted(session: Session, desk: Desk, asking: ClusterMembership) -> None:
    decision = decided(session, desk.manager, DeskKind.JOINING, asking.id, DeskVerdict.ACCEPT)
    apply_decision(session, decision_id=decision.id)
    assert asking.state is ClusterMembershipState.ACTIVE


def test_who_is_turned_down_is_told_why(session: Session, desk: Desk, asking: ClusterMembership) -> None:
    number = asking.id
    decision = decided(
        session, desk.manager, DeskKind.JOINING, number, DeskVerdict.DECLINE, reason="other_field"
    )
    apply_decision(session, decision_id=decision.id)
    assert session.get(ClusterMembership, number) is None
    assert [kind for kind, _person in promised(session, "mail.notice")] == ["cluster_declined"]


def scored(*points: int, advice: str = "") -> dict[str, Any]:
    names = ("clarity", "completeness", "advantage", "partner")
    return {"scores": dict(zip(names, points, strict=True)), "advice": advice}


@dataclass(frozen=True)
class Checked:
    """Scores and advice, and what follows from them."""

    points: tuple[int, ...]
    advice: str
    mails: tuple[str, ...]
    state: PublicationState = PublicationState.PUBLISHED


@pytest.mark.parametrize(
    "case",
    [
        Checked((5, 5, 5, 5), "", ()),
        Checked((5, 5, 5, 5), "Well done.", ("listing_advice",)),
        Checked((5, 5, 2, 5), "Figures.", ("listing_advice",)),
        Checked((5, 0, 5, 5), "Say what.", ("listing_blocked",), PublicationState.WITHDRAWN),
    ],
)
def test_check_tells_the_author_and_a_zero_blocks(session: Session, desk: Desk, case: Checked) -> None:
    listing = make_listing(session, desk.member)
    decision = decided(
        session,
        desk.manager,
        DeskKind.LISTING,
        listing.id,
        DeskVerdict.CHECK,
        details=scored(*case.points, advice=case.advice),
    )
    apply_decision(session, decision_id=decision.id)
    check = checks.standing_check(session, listing)
    assert check is not None
    assert tuple(checks.scores_of(check).values()) == case.points
    assert listing.state is case.state
    assert promised(session, "mail.notice") == [(kind, desk.owner.id) for kind in case.mails]
    assert waiting_keys(session, desk.manager) == []


def test_rewritten_text_is_checked_again_and_renewed_one_is_not(session: Session, desk: Desk) -> None:
    listing = make_listing(session, desk.member)
    checks.check_listing(session, listing, proposed_scores(checks.facts_of(listing)), actor=desk.manager)
    listing.valid_until = None
    session.flush()
    assert waiting_keys(session, desk.manager) == []
    listing.summary = "Enzymes that wash at 10 °C."
    session.flush()
    assert waiting_keys(session, desk.manager) == [f"listing-{listing.id}"]
    assert checks.standing_check(session, listing) is None


def test_expiring_text_is_renewed(session: Session, desk: Desk) -> None:
    listing = expiring(session, desk)
    decision = decided(session, desk.manager, DeskKind.LAPSE, listing.id, DeskVerdict.RENEW)
    apply_decision(session, decision_id=decision.id)
    assert listing.valid_until is not None
    assert (listing.valid_until - utc_now().date()).days == 365


def test_owner_of_expiring_text_is_reminded_once(session: Session, desk: Desk) -> None:
    listing = expiring(session, desk)
    decision = decided(session, desk.manager, DeskKind.LAPSE, listing.id, DeskVerdict.REMIND)
    for _ in range(2):
        apply_decision(session, decision_id=decision.id)
    assert promised(session, "mail.notice") == [("listing_reminder", desk.owner.id)]
    assert waiting_keys(session, desk.manager) == []


def test_text_left_alone_comes_back_when_its_date_changes(session: Session, desk: Desk) -> None:
    listing = expiring(session, desk)
    decision = decided(session, desk.manager, DeskKind.LAPSE, listing.id, DeskVerdict.LEAVE)
    apply_decision(session, decision_id=decision.id)
    assert waiting_keys(session, desk.manager) == waiting_keys(session, desk.colleague) == []
    listing.asked_at = utc_now()
    session.flush()
    assert waiting_keys(session, desk.manager) == [f"lapse-{listing.id}"]


def expiring(session: Session, desk: Desk) -> Listing:
    listing = make_listing(session, desk.member, valid_until=utc_now().date())
    session.add(
        ListingCheck(
            listing=listing,
            title=listing.title,
            summary=listing.summary,
            description=listing.description,
            clarity=5,
            completeness=5,
            advantage=5,
            partner=5,
        )
    )
    session.flush()
    return listing


def test_introduction_is_released_once(session: Session) -> None:
    pair = make_asking_pair(session)
    introduction = make_introduction(session, pair)
    pair.asking.verification = VerificationState.VERIFIED
    session.flush()
    assert waiting_keys(session, pair.manager) == [f"release-{introduction.id}"]
    decision = decided(session, pair.manager, DeskKind.RELEASE, introduction.id, DeskVerdict.RELEASE)
    for _ in range(2):
        apply_decision(session, decision_id=decision.id)
    assert introduction.state is IntroductionState.RELEASED
    asked = [mail for mail in promised(session, "introduction.notice") if mail[0] == "introduction_asked"]
    assert asked == [("introduction_asked", pair.asked_person.id)]


def test_introduction_is_stopped_with_its_reason(session: Session) -> None:
    pair = make_asking_pair(session)
    introduction = make_introduction(session, pair)
    decision = decided(
        session,
        pair.manager,
        DeskKind.RELEASE,
        introduction.id,
        DeskVerdict.STOP,
        reason="too_vague",
        note="Say what you need.",
    )
    apply_decision(session, decision_id=decision.id)
    assert introduction.state is IntroductionState.STOPPED
    assert introduction.stop_reason is StopReason.TOO_VAGUE
    assert introduction.reason_words == "Say what you need."


def test_withdrawn_introduction_is_not_released(session: Session) -> None:
    pair = make_asking_pair(session)
    introduction = make_introduction(session, pair)
    decision = decided(session, pair.manager, DeskKind.RELEASE, introduction.id, DeskVerdict.RELEASE)
    introduction.state = IntroductionState.WITHDRAWN
    session.flush()
    apply_decision(session, decision_id=decision.id)
    assert introduction.state is IntroductionState.WITHDRAWN
    assert decision.state is DecisionState.FAILED


def test_suggestion_sent_to_both_keeps_its_context(session: Session, desk: Desk) -> None:
    other_owner = make_person(session)
    other = make_organisation(session, owner=other_owner, name="Delta")
    row = make_curated_suggestion(session, desk.member, other)
    decision = decided(
        session, desk.manager, DeskKind.SUGGESTION, row.id, DeskVerdict.APPROVE, note="You both dry."
    )
    for _ in range(2):
        apply_decision(session, decision_id=decision.id)
    assert row.state is CuratedState.APPROVED
    assert promised(session, "mail.notice") == [
        ("manager_suggests", desk.owner.id),
        ("manager_suggests", other_owner.id),
    ]
    (verdict,) = session.scalars(select(Verdict))
    assert (verdict.kind, verdict.organisation_id, verdict.target_id) == (
        VerdictKind.SUGGESTED_BY_MANAGER,
        desk.member.id,
        other.id,
    )
    assert (verdict.position, verdict.score, verdict.subject, verdict.thread) == (
        1,
        2.5,
        row.subject,
        row.thread,
    )
    (entry,) = session.scalars(select(Activity).where(Activity.verb == "suggestion.approved_by_manager"))
    assert (entry.actor_id, entry.organisation_id) == (desk.manager.id, desk.member.id)


def test_dismissed_suggestion_keeps_its_reason(session: Session, desk: Desk) -> None:
    row = make_curated_suggestion(session, desk.member)
    decision = decided(
        session, desk.manager, DeskKind.SUGGESTION, row.id, DeskVerdict.DISMISS, reason="competitor"
    )
    apply_decision(session, decision_id=decision.id)
    assert (row.state, row.reason) == (CuratedState.DISMISSED, "competitor")
    (verdict,) = session.scalars(select(Verdict))
    assert (verdict.kind, verdict.reason) == (VerdictKind.DISMISSED, "competitor")


@pytest.fixture
def second_look(session: Session, desk: Desk) -> None:
    service.set_second_look(session, desk.cluster, [DeskKind.ORGANISATION], actor=desk.manager)


@pytest.mark.usefixtures("second_look")
def test_second_manager_must_agree(session: Session, desk: Desk, newcomer: Organisation) -> None:
    decision = decided(session, desk.manager, DeskKind.ORGANISATION, newcomer.id, DeskVerdict.VERIFY)
    assert decision.state is DecisionState.SECOND_LOOK
    assert waiting_keys(session, desk.manager) == []
    assert waiting_keys(session, desk.colleague) == [f"organisation-{newcomer.id}"]
    apply_decision(session, decision_id=decision.id)
    assert not is_verified(newcomer)
    with pytest.raises(NotYourSecondLook):
        service.agree(session, decision, actor=desk.manager)
    service.agree(session, decision, actor=desk.colleague)
    with pytest.raises(AlreadyDecided):
        service.agree(session, decision, actor=desk.colleague)
    apply_decision(session, decision_id=decision.id)
    assert is_verified(newcomer)
    assert decision.second_id == desk.colleague.id


@pytest.mark.usefixtures("second_look")
def test_second_manager_may_send_back(session: Session, desk: Desk, newcomer: Organisation) -> None:
    decision = decided(session, desk.manager, DeskKind.ORGANISATION, newcomer.id, DeskVerdict.VERIFY)
    service.send_back(session, decision, actor=desk.colleague, note="Look at the register.")
    session.flush()
    key = f"organisation-{newcomer.id}"
    assert waiting_keys(session, desk.manager) == waiting_keys(session, desk.colleague) == [key]


@pytest.mark.usefixtures("second_look")
def test_first_manager_may_take_it_back(session: Session, desk: Desk, newcomer: Organisation) -> None:
    decision = decided(session, desk.manager, DeskKind.ORGANISATION, newcomer.id, DeskVerdict.VERIFY)
    service.undo(session, decision.batch, actor=desk.manager)
    session.flush()
    assert waiting_keys(session, desk.manager) == [f"organisation-{newcomer.id}"]


def test_second_look_needs_two_managers_of_the_cluster(session: Session, desk: Desk) -> None:
    lonely = make_person(session)
    small = make_cluster(session, manager=lonely)
    with pytest.raises(NeedsTwoManagers):
        service.set_second_look(session, small, [DeskKind.LISTING], actor=lonely)
    with pytest.raises(NotAllowed):
        service.set_second_look(session, small, [DeskKind.LISTING], actor=desk.manager)
    make_membership(session, make_person(session), small, role=MembershipRole.MANAGER)
    settings = service.set_second_look(session, small, [DeskKind.LISTING], actor=lonely)
    assert settings.second_look == ["listing"]


def test_open_item_is_shown_to_colleagues_until_it_expires(
    session: Session, desk: Desk, newcomer: Organisation
) -> None:
    now = utc_now()
    kind = DeskKind.ORGANISATION
    assert open_item(session, kind, newcomer.id, actor=desk.manager, now=now) is None
    other = open_item(session, kind, newcomer.id, actor=desk.colleague, now=now)
    assert other is not None
    assert other.person is desk.manager
    (entry,) = queries.queue_of(session, desk.colleague, now).entries
    assert entry.opened_by is other
    assert open_item(session, kind, newcomer.id, actor=desk.colleague, now=now + CLAIM_FOR) is None


def test_opening_the_next_item_closes_the_last(session: Session, desk: Desk, newcomer: Organisation) -> None:
    now, kind = utc_now(), DeskKind.ORGANISATION
    open_item(session, kind, newcomer.id, actor=desk.manager, now=now)
    open_item(session, DeskKind.LISTING, 1, actor=desk.manager, now=now)
    assert open_item(session, kind, newcomer.id, actor=desk.colleague, now=now) is None

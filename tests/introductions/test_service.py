"""Drafting, asking, releasing, answering, withdrawing, never again."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from matchmaker.introductions import (
    answering_service,
    block_service,
    brokering_service,
    errors,
    queries,
    rules,
    service,
)
from matchmaker.introductions.reasons import Reason, Reasons
from matchmaker.verdicts import Candidate, Seen
from models import (
    DeclineReason,
    Introduction,
    IntroductionState,
    Organisation,
    Origin,
    OutboxRow,
    PairBlock,
    Person,
    Route,
    StopReason,
    Verdict,
    VerificationState,
)
from models.columns import utc_now
from tests.factories import (
    AskingPair,
    make_asking_pair,
    make_introduction,
    make_membership,
    make_organisation,
    make_person,
    make_secretariat,
)
from tests.introductions.promises import log_of, promised_mails, verdicts_on

S = IntroductionState


def draft(
    session: Session, pair: AskingPair, asked: Organisation | None = None, *, anonymous: bool = False
) -> Introduction:
    return service.draft_introduction(
        session,
        pair.asking,
        asked or pair.asked,
        actor=pair.asking_person,
        subject="listing-12",
        subject_title="Cold-active enzymes",
        message="We wash at 12 °C.",
        anonymous=anonymous,
    )


def test_draft_is_told_to_nobody(session: Session, pair: AskingPair) -> None:
    introduction = draft(session, pair)
    assert introduction.state is S.DRAFT
    assert promised_mails(session) == []
    assert verdicts_on(session, introduction) == []
    assert log_of(session, introduction) == ["drafted"]


def test_draft_of_the_same_two_on_the_same_thing_is_written_over(session: Session, pair: AskingPair) -> None:
    first = draft(session, pair)
    assert draft(session, pair) is first
    service.change_draft(session, first, actor=pair.asking_person, message="Better.", anonymous=True)
    assert (first.message, first.anonymous) == ("Better.", True)
    assert session.scalar(select(func.count(Introduction.id))) == 1


def test_draft_that_was_discarded_is_gone(session: Session, pair: AskingPair) -> None:
    service.discard_draft(session, draft(session, pair), actor=pair.asking_person)
    assert session.scalar(select(func.count(Introduction.id))) == 0


def test_sent_request_cannot_be_discarded_or_changed(session: Session, pair: AskingPair) -> None:
    introduction = make_introduction(session, pair)
    with pytest.raises(errors.TooLate):
        service.discard_draft(session, introduction, actor=pair.asking_person)
    with pytest.raises(errors.TooLate):
        service.change_draft(session, introduction, actor=pair.asking_person, message="x", anonymous=False)


def test_brokered_request_waits_for_the_manager(session: Session, pair: AskingPair) -> None:
    introduction = draft(session, pair)
    now = utc_now()
    service.request_introduction(session, introduction, actor=pair.asking_person, now=now)
    assert (introduction.state, introduction.route) == (S.REQUESTED, Route.BROKERED)
    assert introduction.broker is pair.cluster
    clock = rules.clock_of_step(now, pair.cluster.country)
    assert (introduction.remind_at, introduction.due_at) == (clock.remind_at, clock.due_at)
    assert promised_mails(session) == [("introduction_to_release", pair.manager.id)]
    assert verdicts_on(session, introduction) == ["asked"]


def test_request_goes_directly_where_the_cluster_chose_so(session: Session, pair: AskingPair) -> None:
    pair.cluster.direct_introductions = True
    introduction = draft(session, pair)
    service.request_introduction(session, introduction, actor=pair.asking_person)
    assert (introduction.state, introduction.route, introduction.broker) == (S.RELEASED, Route.DIRECT, None)
    assert promised_mails(session) == [("introduction_asked", pair.asked_person.id)]
    assert log_of(session, introduction) == ["drafted", "requested", "released"]


def test_cluster_that_nobody_verified_brokers_nothing(session: Session, pair: AskingPair) -> None:
    pair.cluster.verification = VerificationState.UNVERIFIED
    introduction = draft(session, pair)
    service.request_introduction(session, introduction, actor=pair.asking_person)
    assert introduction.route is Route.DIRECT


def test_request_without_a_message_is_refused(session: Session, pair: AskingPair) -> None:
    introduction = draft(session, pair)
    with pytest.raises(errors.MessageMissing):
        service.request_introduction(session, introduction, actor=pair.asking_person, message=" ")
    assert introduction.state is S.DRAFT


def test_stranger_cannot_send_a_request(session: Session, pair: AskingPair) -> None:
    introduction = draft(session, pair)
    for person in (pair.manager, pair.asked_person, make_secretariat(session)):
        with pytest.raises(errors.NotYourMove):
            service.request_introduction(session, introduction, actor=person)


def test_sixth_request_is_refused_until_one_is_answered(session: Session, pair: AskingPair) -> None:
    sent = []
    for _ in range(rules.MOST_OPEN):
        asked = make_organisation(session, owner=make_person(session))
        sent.append(draft(session, pair, asked))
        service.request_introduction(session, sent[-1], actor=pair.asking_person)
    one_more = draft(session, pair)
    with pytest.raises(errors.QuotaReached):
        service.request_introduction(session, one_more, actor=pair.asking_person)
    brokering_service.stop_introduction(session, sent[0], actor=pair.manager, reason=StopReason.TOO_VAGUE)
    service.request_introduction(session, one_more, actor=pair.asking_person)
    assert queries.open_count(session, pair.asking.id) == rules.MOST_OPEN


@pytest.mark.parametrize(
    ("values", "refusal"),
    [
        ({"origin": Origin.IMPORTED}, errors.NobodyThere),
        ({"open_to_introductions": False}, errors.NotOpenToIntroductions),
        ({"hidden": True}, errors.NotOpenToIntroductions),
    ],
)
def test_request_to_who_takes_none_is_refused(
    session: Session, values: dict[str, object], refusal: type[Exception]
) -> None:
    pair = make_asking_pair(session, **values)
    introduction = draft(session, pair)
    with pytest.raises(refusal):
        service.request_introduction(session, introduction, actor=pair.asking_person)


def test_one_request_between_two_is_enough_whoever_asks(session: Session, pair: AskingPair) -> None:
    make_introduction(session, pair)
    back = service.draft_introduction(
        session,
        pair.asked,
        pair.asking,
        actor=pair.asked_person,
        subject="listing-9",
        subject_title="Pumps",
        message="Pumps?",
    )
    with pytest.raises(errors.AlreadyUnderWay):
        service.request_introduction(session, back, actor=pair.asked_person)


def test_introduced_pair_is_not_introduced_again(session: Session, pair: AskingPair) -> None:
    make_introduction(session, pair, S.ACCEPTED)
    with pytest.raises(errors.AlreadyIntroduced):
        service.request_introduction(session, draft(session, pair), actor=pair.asking_person)


def test_who_declined_is_left_alone_until_the_day_and_may_ask_itself(
    session: Session, pair: AskingPair
) -> None:
    introduction = make_introduction(session, pair, S.RELEASED)
    now = utc_now()
    day = now.date() + timedelta(days=40)
    answering_service.decline_introduction(
        session, introduction, actor=pair.asked_person, reason=DeclineReason.NOT_NOW, not_before=day, now=now
    )
    assert (introduction.state, introduction.not_before) == (S.DECLINED, day)
    again = draft(session, pair)
    with pytest.raises(errors.AskedTooSoon, match=day.isoformat()):
        service.request_introduction(session, again, actor=pair.asking_person, now=now)
    back = service.draft_introduction(
        session,
        pair.asked,
        pair.asking,
        actor=pair.asked_person,
        subject="listing-9",
        subject_title="Pumps",
        message="Now we want to.",
    )
    service.request_introduction(session, back, actor=pair.asked_person, now=now)
    service.withdraw_introduction(session, back, actor=pair.asked_person)
    service.request_introduction(session, again, actor=pair.asking_person, now=now + timedelta(days=40))
    assert again.state is S.REQUESTED


def test_release_starts_the_clock_of_the_asked_side(session: Session) -> None:
    pair = make_asking_pair(session, country="IL")
    introduction = make_introduction(session, pair)
    now = utc_now()
    brokering_service.release_introduction(session, introduction, actor=pair.manager, now=now)
    clock = rules.clock_of_step(now, "IL")
    assert (introduction.state, introduction.due_at) == (S.RELEASED, clock.due_at)
    assert introduction.released_by is pair.manager
    assert promised_mails(session)[-1] == ("introduction_asked", pair.asked_person.id)


def test_stop_says_why_to_who_asked(session: Session, pair: AskingPair) -> None:
    introduction = make_introduction(session, pair)
    brokering_service.stop_introduction(
        session, introduction, actor=pair.manager, reason=StopReason.WRONG_PARTNER, words="They trade."
    )
    assert (introduction.stop_reason, introduction.reason_words) == (StopReason.WRONG_PARTNER, "They trade.")
    assert introduction.due_at is None
    assert promised_mails(session)[-1] == ("introduction_stopped", pair.asking_person.id)
    assert verdicts_on(session, introduction) == ["asked", "stopped"]


def test_only_the_broker_releases_and_stops(session: Session, pair: AskingPair) -> None:
    introduction = make_introduction(session, pair)
    other_manager = make_asking_pair(session).manager
    for person in (pair.asking_person, pair.asked_person, other_manager):
        with pytest.raises(errors.NotYourMove):
            brokering_service.release_introduction(session, introduction, actor=person)
        with pytest.raises(errors.NotYourMove):
            brokering_service.stop_introduction(
                session, introduction, actor=person, reason=StopReason.OTHER_WAY
            )
    brokering_service.release_introduction(session, introduction, actor=make_secretariat(session))
    assert introduction.state is S.RELEASED


def test_second_release_is_told_that_it_was_released(session: Session, pair: AskingPair) -> None:
    introduction = make_introduction(session, pair)
    second = make_person(session)
    make_membership(session, second, pair.cluster, role=pair.manager.memberships[0].role)
    seen = introduction.version
    brokering_service.release_introduction(session, introduction, actor=pair.manager, seen=seen)
    with pytest.raises(errors.TooLate, match="released already"):
        brokering_service.release_introduction(session, introduction, actor=second, seen=seen)


def test_page_that_saw_another_version_decides_nothing(session: Session, pair: AskingPair) -> None:
    introduction = make_introduction(session, pair, S.RELEASED)
    with pytest.raises(errors.ChangedMeanwhile):
        answering_service.accept_introduction(
            session, introduction, actor=pair.asked_person, seen=introduction.version - 1
        )
    assert introduction.state is S.RELEASED


def test_asked_side_knows_nothing_before_the_release(session: Session, pair: AskingPair) -> None:
    introduction = make_introduction(session, pair)
    with pytest.raises(errors.NotYourMove):
        answering_service.accept_introduction(session, introduction, actor=pair.asked_person)


def test_accept_gives_both_sides_the_contacts(session: Session, pair: AskingPair) -> None:
    introduction = make_introduction(session, pair, S.RELEASED)
    for person in (pair.asking_person, pair.asked_person, pair.manager):
        assert queries.knowledge_of(person, introduction).contacts == ()
    now = utc_now()
    answering_service.accept_introduction(session, introduction, actor=pair.asked_person, now=now)
    assert introduction.due_at == now + timedelta(days=14)
    emails = {pair.asking_person.email, pair.asked_person.email}
    for person in (pair.asking_person, pair.asked_person, pair.manager):
        contacts = queries.knowledge_of(person, introduction).contacts
        assert {contact.email for contact in contacts} == emails
    assert queries.knowledge_of(make_person(session), introduction).contacts == ()
    assert promised_mails(session)[-2:] == [
        ("introduction_accepted", pair.asking_person.id),
        ("introduction_accepted", pair.asked_person.id),
    ]


def test_capacity_is_enforced_when_accepting_and_comes_back(session: Session) -> None:
    pair = make_asking_pair(session, introductions_per_month=1)
    now = utc_now()
    first = make_introduction(session, pair, S.RELEASED)
    answering_service.accept_introduction(session, first, actor=pair.asked_person, now=now)
    other = make_asking_pair(session)
    second = make_introduction(
        session,
        AskingPair(
            other.cluster, other.manager, other.asking, other.asking_person, pair.asked, pair.asked_person
        ),
        S.RELEASED,
    )
    with pytest.raises(errors.CapacityReached):
        answering_service.accept_introduction(session, second, actor=pair.asked_person, now=now)
    assert queries.accepted_since(session, pair.asked.id, now - rules.CAPACITY_WINDOW) == 1
    answering_service.accept_introduction(
        session, second, actor=pair.asked_person, now=now + timedelta(days=30)
    )
    assert second.state is S.ACCEPTED


def test_decline_tells_the_reason_and_looks_for_the_next_best(session: Session, pair: AskingPair) -> None:
    introduction = make_introduction(session, pair, S.RELEASED)
    answering_service.decline_introduction(
        session, introduction, actor=pair.asked_person, reason=DeclineReason.WRONG_SIZE, words="Too small."
    )
    assert promised_mails(session)[-1] == ("introduction_declined", pair.asking_person.id)
    verdict = session.scalars(select(Verdict).order_by(Verdict.id.desc()).limit(1)).one()
    assert (verdict.kind.value, verdict.reason, verdict.words) == ("declined", "wrong_size", "Too small.")


def test_decline_for_good_blocks_the_pair_in_both_directions(session: Session, pair: AskingPair) -> None:
    introduction = make_introduction(session, pair, S.RELEASED)
    answering_service.decline_introduction(
        session, introduction, actor=pair.asked_person, reason=DeclineReason.COMPETITOR, never_again=True
    )
    block = session.scalars(select(PairBlock)).one()
    assert block.said_by_organisation_id == pair.asked.id
    assert queries.is_blocked(session, pair.asking.id, pair.asked.id)
    assert queries.is_blocked(session, pair.asked.id, pair.asking.id)
    with pytest.raises(errors.NotPossible):
        service.request_introduction(session, draft(session, pair), actor=pair.asking_person)
    assert block_service.block_pair(session, pair.asking, pair.asked, actor=pair.asking_person) is block


def test_block_that_is_taken_back_lets_them_ask_again(session: Session, pair: AskingPair) -> None:
    block = block_service.block_pair(session, pair.asked, pair.asking, actor=pair.asked_person)
    [(found, other)] = queries.blocks_said_by(session, pair.asked.id)
    assert (found, other) == (block, pair.asking)
    assert queries.blocks_said_by(session, pair.asking.id) == []
    block_service.unblock_pair(session, block, actor=pair.asked_person)
    assert not queries.is_blocked(session, pair.asking.id, pair.asked.id)


def test_pair_that_was_blocked_meanwhile_is_not_released(session: Session, pair: AskingPair) -> None:
    introduction = make_introduction(session, pair)
    block_service.block_pair(session, pair.asked, pair.asking, actor=pair.asked_person)
    with pytest.raises(errors.NotPossible):
        brokering_service.release_introduction(session, introduction, actor=pair.manager)


@pytest.mark.parametrize(("state", "told"), [(S.REQUESTED, 0), (S.RELEASED, 1)])
def test_withdrawal_is_told_to_who_knew(
    session: Session, pair: AskingPair, state: IntroductionState, told: int
) -> None:
    introduction = make_introduction(session, pair, state)
    service.withdraw_introduction(session, introduction, actor=pair.asking_person, words="Found somebody.")
    assert (introduction.state, introduction.reason_words) == (S.WITHDRAWN, "Found somebody.")
    assert promised_mails(session).count(("introduction_withdrawn", pair.asked_person.id)) == told


def test_anonymous_asker_is_in_no_mail_before_acceptance(session: Session, pair: AskingPair) -> None:
    introduction = service.draft_introduction(
        session,
        pair.asking,
        pair.asked,
        actor=pair.asking_person,
        subject=f"organisation-{pair.asking.slug}",
        subject_title=pair.asking.name,
        message="Guess who.",
        anonymous=True,
    )
    service.request_introduction(session, introduction, actor=pair.asking_person)
    brokering_service.release_introduction(session, introduction, actor=pair.manager)
    mails = {row["kind"]: row["values"] for row in payloads(session, pair.asked_person)}
    assert pair.asking.name not in str(mails["introduction_asked"])
    assert not queries.knowledge_of(pair.asked_person, introduction).asking_named
    answering_service.accept_introduction(session, introduction, actor=pair.asked_person)
    mails = {row["kind"]: row["values"] for row in payloads(session, pair.asked_person)}
    assert mails["introduction_accepted"]["asking"] == pair.asking.name


def test_reasons_and_the_list_are_kept_and_repeated_in_verdicts(session: Session, pair: AskingPair) -> None:
    seen = Seen((Candidate(pair.asked.id, 1, 3.5), Candidate(999, 2, 3.0)), 1, 3.5, "text-1")
    reasons = Reasons((Reason("Cold wash", "Enzymes", ("protease",), 3.5),), seen)
    introduction = service.draft_introduction(
        session,
        pair.asking,
        pair.asked,
        actor=pair.asking_person,
        subject="listing-12",
        subject_title="Cold wash",
        message="Why not?",
        reasons=reasons,
    )
    session.flush()
    session.expire(introduction)
    assert Reasons.from_document(introduction.reasons) == reasons
    service.request_introduction(session, introduction, actor=pair.asking_person)
    verdict = session.scalars(select(Verdict)).one()
    assert (verdict.position, verdict.score, verdict.model) == (1, 3.5, "text-1")
    assert [one["id"] for one in verdict.shown] == [pair.asked.id, 999]
    assert (verdict.subject, verdict.thread) == ("listing-12", introduction.thread)


def payloads(session: Session, person: Person) -> list[dict[str, Any]]:
    rows = session.scalars(select(OutboxRow).where(OutboxRow.kind == "introduction.notice"))
    return [row.payload for row in rows if row.payload["person_id"] == person.id]

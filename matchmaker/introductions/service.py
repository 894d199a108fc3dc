"""Verbs on introductions: draft, request, release or stop, accept or decline, withdraw.

Each locks the introduction, decides on what is true then, writes its log entry and verdict, and promises
its mails. `seen` is the version that a page or a mailed link showed; where it is given and another one
stands by now, the verb refuses instead of deciding something nobody looked at. `now` is for tests.
"""

from __future__ import annotations

import secrets
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from matchmaker.introductions import errors, queries, rules
from matchmaker.introductions.block_service import block_pair
from matchmaker.introductions.clock_service import promise_next_best
from matchmaker.introductions.moving import hold, hold_organisations, log, move, start_clock, tell
from matchmaker.introductions.possible import check_possible
from matchmaker.introductions.reasons import Reasons
from matchmaker.introductions.rules import Move
from matchmaker.introductions.sides import broker_for, people_of, sides_of
from models import (
    DeclineReason,
    Introduction,
    IntroductionState,
    Organisation,
    Person,
    Route,
    Side,
    StopReason,
)
from models.columns import utc_now

NO_REASONS = Reasons()


def draft_introduction(
    session: Session,
    asking: Organisation,
    asked: Organisation,
    *,
    actor: Person,
    subject: str,
    subject_title: str,
    message: str = "",
    reasons: Reasons = NO_REASONS,
    anonymous: bool = False,
    thread: str = "",
) -> Introduction:
    """Begin a request that only the asking side sees.

    Harmless to repeat: the draft of the same two about the same thing is written over and returned.

    :param subject: what it is about, as addresses name it: ``listing-12``, ``organisation-<slug>``.
    :param reasons: why the asked one was suggested, as it was shown; none for one added by hand.
    :param thread: that of the suggestion it comes from; a new one if empty.
    :raises NotWithYourself: the two are one.
    """
    if asking.id == asked.id:
        raise errors.NotWithYourself
    lower, higher = rules.pair(asking.id, asked.id)
    introduction = _known_draft(session, asking, asked, subject) or Introduction(
        asking_organisation=asking,
        asked_organisation=asked,
        lower_organisation_id=lower,
        higher_organisation_id=higher,
        route=Route.DIRECT,
        subject=subject,
        thread=thread or secrets.token_hex(16),
    )
    introduction.requested_by = actor
    introduction.subject_title = subject_title[:512]
    introduction.message = message[: rules.LONGEST_MESSAGE]
    introduction.reasons = reasons.as_document()
    introduction.anonymous = anonymous
    if introduction not in session:
        session.add(introduction)
        session.flush()
        log(session, introduction, "drafted", actor=actor)
    return introduction


def _known_draft(
    session: Session, asking: Organisation, asked: Organisation, subject: str
) -> Introduction | None:
    return session.scalar(
        select(Introduction)
        .where(
            Introduction.asking_organisation_id == asking.id,
            Introduction.asked_organisation_id == asked.id,
            Introduction.subject == subject,
            Introduction.state == IntroductionState.DRAFT,
        )
        .order_by(Introduction.id)
        .limit(1)
    )


def change_draft(
    session: Session, introduction: Introduction, *, actor: Person, message: str, anonymous: bool
) -> Introduction:
    """Write a draft's message anew.

    :raises TooLate: it was sent already.
    """
    hold(session, introduction)
    rules.check_move(Move.REQUEST, introduction.state, sides_of(actor, introduction))
    introduction.message = message[: rules.LONGEST_MESSAGE]
    introduction.anonymous = anonymous
    return introduction


def discard_draft(session: Session, introduction: Introduction, *, actor: Person) -> None:
    """Delete a draft for good; nobody else has seen it.

    :raises TooLate: it was sent already, and can only be withdrawn.
    """
    hold(session, introduction)
    rules.check_move(Move.REQUEST, introduction.state, sides_of(actor, introduction))
    log(session, introduction, "discarded", actor=actor)
    session.delete(introduction)


def request_introduction(
    session: Session,
    introduction: Introduction,
    *,
    actor: Person,
    message: str | None = None,
    now: datetime | None = None,
) -> Introduction:
    """Send a draft to the cluster's manager, or directly to the asked side.

    It goes directly where the asking organisation's cluster chose so, or where it has no cluster that
    could broker. Counts against the quota until it is answered.

    :param message: in place of the draft's.
    :raises TooLate: it was sent already.
    :raises MessageMissing: or `MessageTooLong`.
    :raises QuotaReached: five wait for an answer.
    :raises NobodyThere: also `NotOpenToIntroductions`, `NotPossible`, `AlreadyUnderWay`,
        `AlreadyIntroduced` and `AskedTooSoon`: the two can't be introduced now.
    """
    now = now or utc_now()
    hold_organisations(session, (introduction.asking_organisation_id, introduction.asked_organisation_id))
    hold(session, introduction)
    rules.check_move(Move.REQUEST, introduction.state, sides_of(actor, introduction))
    introduction.message = rules.check_message(introduction.message if message is None else message)
    check_possible(session, introduction.asking_organisation, introduction.asked_organisation, now=now)
    rules.check_quota(queries.open_count(session, introduction.asking_organisation_id))

    broker = broker_for(session, introduction.asking_organisation)
    brokered = broker is not None and not broker.direct_introductions
    introduction.route = Route.BROKERED if brokered else Route.DIRECT
    introduction.broker = broker if brokered else None
    introduction.requested_by = actor
    introduction.requested_at = now
    move(session, introduction, Move.REQUEST, actor=actor, now=now)
    if not brokered:
        return _release(session, introduction, actor=None, now=now)
    assert broker is not None
    start_clock(introduction, broker, now)
    managers = people_of(session, introduction, Side.BROKER)
    tell(session, introduction, "introduction_to_release", Side.BROKER, managers, besides=actor)
    return introduction


def release_introduction(
    session: Session,
    introduction: Introduction,
    *,
    actor: Person,
    seen: int | None = None,
    now: datetime | None = None,
) -> Introduction:
    """Pass a request on to the asked side, as the broker.

    :raises TooLate: it was released, stopped or withdrawn already, or has lapsed.
    :raises ChangedMeanwhile: or it moved otherwise since the actor looked.
    :raises NotPossible: the two were blocked meanwhile.
    """
    hold(session, introduction)
    _check_still(introduction, Move.RELEASE, actor, seen)
    if queries.is_blocked(session, introduction.asking_organisation_id, introduction.asked_organisation_id):
        raise errors.NotPossible
    return _release(session, introduction, actor=actor, now=now or utc_now())


def _release(
    session: Session, introduction: Introduction, *, actor: Person | None, now: datetime
) -> Introduction:
    move(session, introduction, Move.RELEASE, actor=actor, now=now)
    introduction.released_by = actor
    introduction.released_at = now
    start_clock(introduction, introduction.asked_organisation, now)
    asked = people_of(session, introduction, Side.ASKED)
    tell(
        session,
        introduction,
        "introduction_asked",
        Side.ASKED,
        asked,
        besides=actor,
        message=introduction.message,
    )
    return introduction


def stop_introduction(
    session: Session,
    introduction: Introduction,
    *,
    actor: Person,
    reason: StopReason,
    words: str = "",
    seen: int | None = None,
    now: datetime | None = None,
) -> Introduction:
    """Do not pass a request on, as the broker; the asking side is told why.

    :raises TooLate: it was released, stopped or withdrawn already, or has lapsed.
    :raises ChangedMeanwhile: or it moved otherwise since the actor looked.
    """
    hold(session, introduction)
    _check_still(introduction, Move.STOP, actor, seen)
    move(session, introduction, Move.STOP, actor=actor, now=now or utc_now(), reason=reason, words=words)
    introduction.stop_reason = reason
    introduction.reason_words = words[:500]
    asking = people_of(session, introduction, Side.ASKING)
    tell(
        session,
        introduction,
        "introduction_stopped",
        Side.ASKING,
        asking,
        besides=actor,
        reason=reason.value,
        words=introduction.reason_words,
    )
    return introduction


def withdraw_introduction(
    session: Session,
    introduction: Introduction,
    *,
    actor: Person,
    words: str = "",
    seen: int | None = None,
    now: datetime | None = None,
) -> Introduction:
    """Take a request back before it is answered.

    :raises TooLate: it was answered or stopped already, or has lapsed.
    :raises ChangedMeanwhile: or it moved otherwise since the actor looked.
    """
    hold(session, introduction)
    _check_still(introduction, Move.WITHDRAW, actor, seen)
    told = [Side.ASKED] if introduction.state is IntroductionState.RELEASED else []
    move(session, introduction, Move.WITHDRAW, actor=actor, now=now or utc_now(), words=words)
    introduction.reason_words = words[:500]
    for side in told:
        people = people_of(session, introduction, side)
        tell(session, introduction, "introduction_withdrawn", side, people, besides=actor)
    return introduction


def accept_introduction(
    session: Session,
    introduction: Introduction,
    *,
    actor: Person,
    seen: int | None = None,
    now: datetime | None = None,
) -> Introduction:
    """Say yes for the asked side: both sides get each other's names and addresses.

    :raises TooLate: it was answered or withdrawn already, or has lapsed.
    :raises ChangedMeanwhile: or it moved otherwise since the actor looked.
    :raises CapacityReached: the asked organisation takes no more in 30 days.
    """
    now = now or utc_now()
    hold_organisations(session, (introduction.asked_organisation_id,))
    hold(session, introduction)
    _check_still(introduction, Move.ACCEPT, actor, seen)
    asked = introduction.asked_organisation
    session.refresh(asked, attribute_names=["introductions_per_month"])
    accepted_lately = queries.accepted_since(session, asked.id, now - rules.CAPACITY_WINDOW)
    rules.check_capacity(asked.introductions_per_month, accepted_lately)
    move(session, introduction, Move.ACCEPT, actor=actor, now=now)
    introduction.answered_by, introduction.answered_at = actor, now
    introduction.due_at = rules.next_outcome_question(now, 0)
    for side in (Side.ASKING, Side.ASKED):
        people = people_of(session, introduction, side)
        tell(session, introduction, "introduction_accepted", side, people)
    return introduction


def decline_introduction(
    session: Session,
    introduction: Introduction,
    *,
    actor: Person,
    reason: DeclineReason,
    words: str = "",
    not_before: date | None = None,
    never_again: bool = False,
    seen: int | None = None,
    now: datetime | None = None,
) -> Introduction:
    """Say no for the asked side. The asking side learns the reason, and the two are left alone for a time.

    :param not_before: with `DeclineReason.NOT_NOW`, the first day to ask again.
    :param never_again: block the pair for good as well; the asking side is not told.
    :raises TooLate: it was answered or withdrawn already, or has lapsed.
    :raises ChangedMeanwhile: or it moved otherwise since the actor looked.
    :raises DayMissing: not now, without a day ahead.
    """
    now = now or utc_now()
    if never_again:
        # Before the introduction's own lock, as everywhere.
        both = (introduction.asking_organisation_id, introduction.asked_organisation_id)
        hold_organisations(session, both)
    hold(session, introduction)
    _check_still(introduction, Move.DECLINE, actor, seen)
    quiet_until = rules.quiet_until(reason, not_before, now.date())
    move(session, introduction, Move.DECLINE, actor=actor, now=now, reason=reason, words=words)
    introduction.answered_by, introduction.answered_at = actor, now
    introduction.decline_reason = reason
    introduction.reason_words = words[:500]
    introduction.not_before = quiet_until
    asking = people_of(session, introduction, Side.ASKING)
    tell(
        session,
        introduction,
        "introduction_declined",
        Side.ASKING,
        asking,
        reason=reason.value,
        words=introduction.reason_words,
        not_before=not_before.isoformat() if not_before is not None else None,
    )
    promise_next_best(session, introduction)
    if never_again:
        block_pair(
            session, introduction.asked_organisation, introduction.asking_organisation, actor=actor, now=now
        )
    return introduction


def _check_still(introduction: Introduction, wanted: Move, actor: Person, seen: int | None) -> None:
    """The more telling refusal first: that it was answered, then that it merely moved."""
    rules.check_move(wanted, introduction.state, sides_of(actor, introduction))
    rules.check_seen(seen, introduction.version)

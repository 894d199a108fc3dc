"""Verbs of the asked side: accept, decline."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy.orm import Session

from matchmaker.introductions import queries, rules
from matchmaker.introductions.block_service import block_pair
from matchmaker.introductions.clock_service import promise_next_best
from matchmaker.introductions.moving import check_still, hold, hold_organisations, move, tell
from matchmaker.introductions.rules import Move
from matchmaker.introductions.sides import people_of
from models import DeclineReason, Introduction, Person, Side
from models.columns import utc_now


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
    check_still(introduction, Move.ACCEPT, actor, seen)
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
    check_still(introduction, Move.DECLINE, actor, seen)
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

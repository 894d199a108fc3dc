"""Verbs of the asking side: draft, request, withdraw. Those of the others are in `brokering_service` and
`answering_service`.

Each locks the introduction, decides on what is true then, writes its log entry and verdict, and promises
its mails. `seen` is the version that a page or a mailed link showed; where it is given and another one
stands by now, the verb refuses instead of deciding something nobody looked at. `now` is for tests.
"""

from __future__ import annotations

import secrets
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from matchmaker.introductions import errors, queries, rules
from matchmaker.introductions.brokering_service import send_on_its_way
from matchmaker.introductions.moving import check_still, hold, hold_organisations, log, move, tell
from matchmaker.introductions.possible import check_possible
from matchmaker.introductions.reasons import Reasons
from matchmaker.introductions.rules import Move
from matchmaker.introductions.sides import people_of, sides_of
from models import Introduction, IntroductionState, Organisation, Person, Route, Side
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

    introduction.requested_by = actor
    introduction.requested_at = now
    move(session, introduction, Move.REQUEST, actor=actor, now=now)
    return send_on_its_way(session, introduction, actor=actor, now=now)


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
    check_still(introduction, Move.WITHDRAW, actor, seen)
    told = [Side.ASKED] if introduction.state is IntroductionState.RELEASED else []
    move(session, introduction, Move.WITHDRAW, actor=actor, now=now or utc_now(), words=words)
    introduction.reason_words = words[:500]
    for side in told:
        people = people_of(session, introduction, side)
        tell(session, introduction, "introduction_withdrawn", side, people, besides=actor)
    return introduction

"""Verbs between the two sides: which way a request goes, release, stop."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from matchmaker.introductions import errors, queries
from matchmaker.introductions.moving import check_still, hold, log, move, start_clock, tell
from matchmaker.introductions.rules import Move
from matchmaker.introductions.sides import broker_for, people_of
from models import Introduction, Person, Route, Side, StopReason
from models.columns import utc_now


def send_on_its_way(
    session: Session, introduction: Introduction, *, actor: Person | None, now: datetime
) -> Introduction:
    """Give a held request to the managers of the asking side's cluster, or pass it on directly.

    It goes directly where the cluster chose so, or where there is none that could broker.

    :param actor: who asked, and need not be told; None where the service looks for another way.
    """
    broker = broker_for(session, introduction.asking_organisation)
    if broker is None or broker.direct_introductions:
        introduction.route, introduction.broker = Route.DIRECT, None
        return pass_on(session, introduction, actor=None, now=now)
    introduction.route, introduction.broker = Route.BROKERED, broker
    start_clock(introduction, broker, now)
    managers = people_of(session, introduction, Side.BROKER)
    tell(session, introduction, "introduction_to_release", Side.BROKER, managers, besides=actor)
    return introduction


def find_another_way(session: Session, introduction: Introduction, now: datetime) -> None:
    """Send a held request anew whose broker is gone: deleted, left by the asking side or by its managers.

    What the broker was shown or mailed opens nothing any more.
    """
    introduction.version += 1
    introduction.reminded_at = introduction.escalated_at = None
    log(session, introduction, "rerouted", actor=None, version=introduction.version)
    send_on_its_way(session, introduction, actor=None, now=now)


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
    check_still(introduction, Move.RELEASE, actor, seen)
    if queries.is_blocked(session, introduction.asking_organisation_id, introduction.asked_organisation_id):
        raise errors.NotPossible
    return pass_on(session, introduction, actor=actor, now=now or utc_now())


def pass_on(
    session: Session, introduction: Introduction, *, actor: Person | None, now: datetime
) -> Introduction:
    """Ask the asked side, on a manager's word or, without an actor, because nobody stands between."""
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
    check_still(introduction, Move.STOP, actor, seen)
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

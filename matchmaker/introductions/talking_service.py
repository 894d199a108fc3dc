"""Verbs on what follows an acceptance: talk, say that one met, report what came of it."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy.orm import Session

from matchmaker.introductions import rules
from matchmaker.introductions.moving import hold, log, move, tell
from matchmaker.introductions.rules import Move
from matchmaker.introductions.sides import people_of, sides_of, speaks_for
from models import (
    Introduction,
    IntroductionMessage,
    IntroductionState,
    Outcome,
    OutcomeKind,
    Person,
    Side,
)
from models.columns import utc_now


def say(
    session: Session, introduction: Introduction, *, actor: Person, text: str, now: datetime | None = None
) -> IntroductionMessage:
    """Write in the conversation; the other sides get it by mail.

    :raises NotYourMove: the actor is of no side.
    :raises NotAcceptedYet: the conversation begins with the yes.
    :raises NothingToSay: or `MessageTooLong`.
    """
    hold(session, introduction)
    side = _speaking_side(introduction, actor)
    message = IntroductionMessage(
        introduction=introduction, author=actor, side=side, text=rules.check_saying(text), at=now or utc_now()
    )
    session.add(message)
    session.flush()
    log(session, introduction, "message_written", actor=actor, message_id=message.id)
    for other in (Side.ASKING, Side.ASKED):
        if other is side:
            continue
        people = people_of(session, introduction, other)
        tell(
            session,
            introduction,
            "introduction_message",
            other,
            people,
            about=str(message.id),
            besides=actor,
            author=actor.name,
            message=message.text,
        )
    return message


def mark_met(
    session: Session, introduction: Introduction, *, actor: Person, now: datetime | None = None
) -> Introduction:
    """Say that the two sides met. Harmless to repeat.

    :raises NotYourMove: the actor is of no side.
    :raises TooLate: the introduction was never accepted.
    """
    hold(session, introduction)
    if introduction.state is not IntroductionState.ACCEPTED and introduction.is_accepted:
        rules.check_talking(introduction.state, sides_of(actor, introduction))
        return introduction
    _keep_question(session, introduction, Move.MEET, actor=actor, now=now or utc_now())
    return introduction


def report_outcome(
    session: Session,
    introduction: Introduction,
    *,
    actor: Person,
    kind: OutcomeKind,
    happened_on: date,
    value_cents: int | None = None,
    currency: str = "",
    words: str = "",
    now: datetime | None = None,
) -> Outcome:
    """Report what came of it. Both sides may, and again when more has come of it.

    Anything but "nothing yet" says that the two met, and ends the questions.

    :param value_cents: in hundredths of the currency; None for no value.
    :param currency: ISO 4217; empty without a value.
    :raises NotYourMove: the actor is of no side.
    :raises NotAcceptedYet: the introduction is not accepted.
    :raises WrongOutcomeDay: or `WrongValue`.
    """
    now = now or utc_now()
    hold(session, introduction)
    side = _speaking_side(introduction, actor)
    assert introduction.requested_at is not None
    rules.check_outcome(
        happened_on,
        value_cents,
        currency,
        requested_on=introduction.requested_at.date(),
        today=now.date(),
    )
    outcome = Outcome(
        introduction=introduction,
        side=side,
        reported_by=actor,
        kind=kind,
        happened_on=happened_on,
        value_cents=value_cents,
        currency=currency,
        words=words.strip()[:1000],
    )
    session.add(outcome)
    session.flush()
    log(session, introduction, "outcome_reported", actor=actor, kind=kind.value, outcome_id=outcome.id)
    if kind is not OutcomeKind.NOTHING_YET:
        _follow_outcome(session, introduction, actor, now)
    return outcome


def _follow_outcome(session: Session, introduction: Introduction, actor: Person, now: datetime) -> None:
    if introduction.state is IntroductionState.ACCEPTED:
        _keep_question(session, introduction, Move.MEET, actor=actor, now=now)
    if introduction.state is IntroductionState.MET:
        move(session, introduction, Move.REPORT, actor=actor, now=now)


def _keep_question(
    session: Session, introduction: Introduction, wanted: Move, *, actor: Person, now: datetime
) -> None:
    """Move on without losing the day of the next question, which counts from the acceptance."""
    due_at = introduction.due_at
    move(session, introduction, wanted, actor=actor, now=now)
    introduction.due_at = due_at


def _speaking_side(introduction: Introduction, actor: Person) -> Side:
    rules.check_talking(introduction.state, sides_of(actor, introduction))
    side = speaks_for(actor, introduction)
    assert side is not None
    return side

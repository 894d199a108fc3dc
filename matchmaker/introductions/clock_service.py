"""What happens to introductions by themselves: other ways, reminders, escalation, lapse, questions for
the outcome.

`work_off_due` takes one introduction at a time, in a transaction of its own: it is locked, looked at again,
moved on, and its mails are promised. So it is harmless to repeat, to run twice at once, and to stop at any
point: what was not committed is still due.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session, sessionmaker

from matchmaker.introductions import rules
from matchmaker.introductions.brokering_service import find_another_way
from matchmaker.introductions.moving import hold, log, move, start_clock, tell
from matchmaker.introductions.rules import Move
from matchmaker.introductions.sides import has_broker, people_of, secretariat, sides_of
from matchmaker.notifications.outbox import promise
from models import OPEN_STATES, Introduction, IntroductionState, Person, Side
from models.columns import utc_now

#: Waits for the broker, and waits for the asked side.
_REQUESTED = Introduction.state == IntroductionState.REQUESTED
_RELEASED = Introduction.state == IntroductionState.RELEASED
#: The two know each other, and nothing but "nothing yet" was reported.
_UNREPORTED = Introduction.state.in_((IntroductionState.ACCEPTED, IntroductionState.MET))


def remind_introduction(
    session: Session, introduction: Introduction, *, actor: Person | None = None, now: datetime | None = None
) -> bool:
    """Send the one reminder of the step an introduction is in, when it is due or by hand before.

    :param actor: the broker who asks for it; None for the clock.
    :returns: False where the step had its reminder already, or nobody is to act.
    :raises NotYourMove: the actor is not the broker.
    """
    hold(session, introduction)
    if actor is not None:
        rules.check_broker(sides_of(actor, introduction))
    if introduction.reminded_at is not None or introduction.state not in OPEN_STATES:
        return False
    _remind(session, introduction, now or utc_now(), actor)
    return True


def _remind(session: Session, introduction: Introduction, now: datetime, actor: Person | None = None) -> None:
    introduction.reminded_at = now
    log(session, introduction, "reminded", actor=actor)
    if introduction.state is IntroductionState.REQUESTED:
        kind, side = "introduction_release_reminder", Side.BROKER
    else:
        kind, side = "introduction_answer_reminder", Side.ASKED
    tell(session, introduction, kind, side, people_of(session, introduction, side), besides=actor)


def _escalate(session: Session, introduction: Introduction, now: datetime) -> None:
    """The secretariat may release or stop it now as well; the managers get as much time again."""
    broker = introduction.broker or introduction.asking_organisation
    start_clock(introduction, broker, now)
    introduction.remind_at = None
    introduction.escalated_at = now
    log(session, introduction, "escalated", actor=None)
    people = {person.id: person for person in people_of(session, introduction, Side.BROKER)}
    people |= {person.id: person for person in secretariat(session)}
    tell(session, introduction, "introduction_escalated", Side.BROKER, people.values())


def _lapse(session: Session, introduction: Introduction, now: datetime) -> None:
    move(session, introduction, Move.LAPSE, actor=None, now=now)
    promise_next_best(session, introduction)


def promise_next_best(session: Session, introduction: Introduction) -> None:
    """Have the next best candidate looked for, and the asking side told of it."""
    promise(
        session,
        "introduction.next_best",
        {"introduction_id": introduction.id},
        unique_key=f"introduction:{introduction.id}:next-best",
    )


def _ask_outcome(session: Session, introduction: Introduction, now: datetime) -> None:
    """Ask both sides; once, where several questions came due while nobody looked."""
    assert introduction.answered_at is not None
    introduction.outcome_questions = rules.outcome_questions_due(introduction.answered_at, now)
    introduction.due_at = rules.next_outcome_question(
        introduction.answered_at, introduction.outcome_questions
    )
    question = introduction.outcome_questions
    log(session, introduction, "outcome_asked", actor=None, question=question)
    for side in (Side.ASKING, Side.ASKED):
        people = people_of(session, introduction, side)
        tell(session, introduction, "introduction_outcome_question", side, people, about=str(question))


@dataclass(frozen=True, slots=True)
class Duty:
    """What is due at a moment, and what is done about each."""

    due: Callable[[datetime], ColumnElement[bool]]
    do: Callable[[Session, Introduction, datetime], None]


DUTIES = (
    # First of all, so that the clocks below count for somebody who can act.
    Duty(lambda _now: _REQUESTED & ~has_broker(), find_another_way),
    Duty(
        lambda now: (
            (_REQUESTED | _RELEASED)
            & Introduction.reminded_at.is_(None)
            & (Introduction.remind_at <= now)
            & (Introduction.due_at > now)
        ),
        _remind,
    ),
    Duty(
        lambda now: _REQUESTED & Introduction.escalated_at.is_(None) & (Introduction.due_at <= now), _escalate
    ),
    Duty(
        lambda now: (
            (_RELEASED | (_REQUESTED & Introduction.escalated_at.is_not(None))) & (Introduction.due_at <= now)
        ),
        _lapse,
    ),
    Duty(lambda now: _UNREPORTED & (Introduction.due_at <= now), _ask_outcome),
)


def work_off_due(sessions: sessionmaker[Session], *, now: datetime | None = None) -> int:
    """Do everything that is due.

    :returns: how many times something was done.
    """
    moment = now or utc_now()
    done = 0
    for duty in DUTIES:
        with sessions() as session:
            ids = session.scalars(
                select(Introduction.id).where(duty.due(moment)).order_by(Introduction.id)
            ).all()
        done += sum(_do_one(sessions, duty, introduction_id, moment) for introduction_id in ids)
    return done


def _do_one(sessions: sessionmaker[Session], duty: Duty, introduction_id: int, now: datetime) -> bool:
    with sessions() as session, session.begin():
        # Who holds it is moving it on just now; if it is still due after that, the next round sees it.
        still_due = session.scalar(
            select(Introduction)
            .where(Introduction.id == introduction_id, duty.due(now))
            .with_for_update(skip_locked=True, key_share=True)
        )
        if still_due is None:
            return False
        duty.do(session, still_due, now)
        return True

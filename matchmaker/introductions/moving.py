"""One move of an introduction: locked, checked, counted, logged, kept as a verdict, told to others."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.orm import Session

from matchmaker import activity
from matchmaker.introductions import rules
from matchmaker.introductions.names import name_of
from matchmaker.introductions.reasons import Reasons
from matchmaker.introductions.rules import Move
from matchmaker.introductions.sides import sides_of
from matchmaker.notifications.catalogue import notify
from matchmaker.verdicts import note_verdict
from models import (
    Introduction,
    Organisation,
    Person,
    Side,
    VerdictKind,
)

#: Moves that ranking learns from.
_VERDICTS = {
    Move.REQUEST: VerdictKind.ASKED,
    Move.STOP: VerdictKind.STOPPED,
    Move.ACCEPT: VerdictKind.ACCEPTED,
    Move.DECLINE: VerdictKind.DECLINED,
    Move.LAPSE: VerdictKind.LAPSED,
    Move.WITHDRAW: VerdictKind.WITHDRAWN,
    Move.MEET: VerdictKind.MET,
    Move.REPORT: VerdictKind.OUTCOME,
}


def hold_organisations(session: Session, ids: Collection[int]) -> None:
    """Lock organisations, in order of their ids, so that what is counted of them stays true.

    Taken before an introduction's own lock. Rows that only name an organisation are not kept waiting
    (``FOR NO KEY UPDATE``); on SQLite the transaction holds the one write lock already.
    """
    locked = select(Organisation.id).where(Organisation.id.in_(ids)).order_by(Organisation.id)
    session.execute(locked.with_for_update(key_share=True)).all()


def hold(session: Session, introduction: Introduction) -> None:
    """Lock an introduction and read it anew, so that a verb decides on what is true now."""
    session.refresh(introduction, with_for_update={"key_share": True})


def check_still(introduction: Introduction, wanted: Move, actor: Person, seen: int | None) -> None:
    """Pass where a held introduction may still be moved by a person who saw a version of it.

    :raises NotYourMove: the person acts for no side that makes the move.
    :raises TooLate: it was answered already; the more telling refusal comes first.
    :raises ChangedMeanwhile: it merely moved.
    """
    rules.check_move(wanted, introduction.state, sides_of(actor, introduction))
    rules.check_seen(seen, introduction.version)


def move(
    session: Session,
    introduction: Introduction,
    wanted: Move,
    *,
    actor: Person | None,
    now: datetime,
    reason: StrEnum | None = None,
    words: str = "",
) -> None:
    """Bring a held introduction into the state that a move leads to.

    :param actor: None where the service acts by itself.
    :raises NotYourMove: the person acts for no side that makes it.
    :raises TooLate: it does not start from where the introduction stands.
    """
    sides = None if actor is None else sides_of(actor, introduction)
    before = introduction.state
    introduction.state = rules.check_move(wanted, before, sides)
    introduction.state_since = now
    introduction.version += 1
    introduction.remind_at = introduction.due_at = None
    introduction.reminded_at = introduction.escalated_at = None
    log(
        session,
        introduction,
        introduction.state.value,
        actor=actor,
        words=words,
        typed_reason=reason.value if reason is not None else "",
        before=before.value,
        version=introduction.version,
    )
    if wanted in _VERDICTS:
        keep_verdict(session, introduction, _VERDICTS[wanted], actor=actor, reason=reason, words=words)


def start_clock(introduction: Introduction, acting: Organisation, now: datetime) -> None:
    """Set the clock of the step an introduction is in.

    :param acting: the side that is to act, whose working days count.
    """
    clock = rules.clock_of_step(now, acting.country, acting.region)
    introduction.remind_at, introduction.due_at = clock.remind_at, clock.due_at


def log(
    session: Session,
    introduction: Introduction,
    what: str,
    *,
    actor: Person | None,
    words: str = "",
    **details: str | int | None,
) -> None:
    """Write down what happened, in the log of the asking organisation.

    :param what: a past participle, for example ``released``.
    """
    activity.record(
        session,
        f"introduction.{what}",
        introduction,
        actor=actor,
        organisation=introduction.asking_organisation,
        reason=words[:500],
        **details,
    )


def keep_verdict(
    session: Session,
    introduction: Introduction,
    kind: VerdictKind,
    *,
    actor: Person | None,
    reason: StrEnum | None = None,
    words: str = "",
) -> None:
    """Keep what became of the suggestion behind an introduction, with the list it was asked from."""
    note_verdict(
        session,
        kind,
        actor=actor,
        organisation_id=introduction.asking_organisation_id,
        target_kind="organisation",
        target_id=introduction.asked_organisation_id,
        subject=introduction.subject,
        reason=reason,
        words=words,
        seen=Reasons.from_document(introduction.reasons).seen,
        thread=introduction.thread,
        introduction_id=introduction.id,
    )


def tell(
    session: Session,
    introduction: Introduction,
    kind: str,
    side: Side,
    people: Iterable[Person],
    *,
    about: str = "",
    besides: Person | None = None,
    **values: object,
) -> None:
    """Promise a mail to people of one side, once for each version of the introduction.

    The mail knows the names that its side may know: ``asking`` is empty while the asking organisation
    is anonymous to it in this request, and one shown without its name has a stand-in until acceptance.

    :param about: tells mails of one kind and version apart, for example a meeting's id.
    :param besides: the person who acted, who knows.
    :param values: what the kind's templates use beside ``introduction_id``, ``version``, ``side``,
        ``asking``, ``asked`` and ``subject_title``.
    """
    named = rules.sees_asking_name({side}, introduction.state, anonymous=introduction.anonymous)
    for person in people:
        if besides is not None and person.id == besides.id:
            continue
        notify(
            session,
            kind,
            to=person,
            unique_key=f"introduction:{introduction.id}:{introduction.version}:{kind}:{about}:{person.id}",
            thread=f"introduction-{introduction.id}",
            introduction_id=introduction.id,
            version=introduction.version,
            side=side.value,
            asking=name_of(introduction, Side.ASKING, {side}) if named else "",
            asked=name_of(introduction, Side.ASKED, {side}),
            subject_title=rules.shown_title(introduction.subject, introduction.subject_title, named=named),
            **values,
        )

"""What verbs of introductions promised to the outbox, log and verdicts, read back."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import Activity, Introduction, OutboxRow, Verdict

NOTICE = "introduction.notice"


def promised_mails(session: Session) -> list[tuple[str, int]]:
    """Kind and recipient's id of every mail promised so far, in order."""
    rows = session.scalars(select(OutboxRow).where(OutboxRow.kind == NOTICE).order_by(OutboxRow.id))
    return [(row.payload["kind"], row.payload["person_id"]) for row in rows]


def log_of(session: Session, introduction: Introduction) -> list[str]:
    """What the log says happened to an introduction, in order."""
    rows = session.scalars(
        select(Activity.verb)
        .where(Activity.subject_kind == "introduction", Activity.subject_id == introduction.id)
        .order_by(Activity.id)
    )
    return [verb.removeprefix("introduction.") for verb in rows]


def verdicts_on(session: Session, introduction: Introduction) -> list[str]:
    """Kinds of the verdicts kept of an introduction, in order."""
    rows = session.scalars(
        select(Verdict.kind).where(Verdict.introduction_id == introduction.id).order_by(Verdict.id)
    )
    return [kind.value for kind in rows]

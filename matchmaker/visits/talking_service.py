"""The verb of the conversation on a visit: what is agreed beforehand is agreed here, not in private mail."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from matchmaker.visits import queries, rules
from matchmaker.visits.moving import hold, log, tell
from matchmaker.visits.sides import sides_of
from models import Person, Visit, VisitMessage, VisitSide
from models.columns import utc_now

_OTHER = {VisitSide.HOST: VisitSide.VISITOR, VisitSide.VISITOR: VisitSide.HOST}


def say(
    session: Session, visit: Visit, *, actor: Person, text: str, now: datetime | None = None
) -> VisitMessage:
    """Write to the other side, which gets it by mail. The visit stays as it is, and so do mailed links.

    :raises NotYourMove: the actor is of no side.
    :raises TalkOver: the visit came to nothing.
    :raises NothingToSay: or `MessageTooLong`.
    :raises TooManyMessages: the side has written a lot within the last hour.
    """
    now = now or utc_now()
    hold(session, visit)
    side = rules.speaking_side(sides_of(actor, visit), visit.state)
    words = rules.check_saying(text)
    rules.check_pace(queries.said_since(session, visit, side, now - rules.PACE_OVER))
    message = VisitMessage(visit=visit, author=actor, side=side, text=words, at=now)
    session.add(message)
    session.flush()
    log(session, visit, "message_written", actor=actor, message_id=message.id)
    tell(
        session,
        visit,
        "visit_message",
        _OTHER[side],
        about=str(message.id),
        besides=actor,
        author=actor.name,
        message=words,
    )
    return message

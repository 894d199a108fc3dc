"""Links in mails with which one answers without signing in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from sqlalchemy.orm import Session

from matchmaker.web.signing import ForgedLink, signed, unsigned
from models import Introduction, Person

#: Longer than both steps with their reminders, and than a holiday (our own default).
HOLDS_FOR = timedelta(days=45)


class LinkPurpose(StrEnum):
    """What a link is good for; for nothing else."""

    ANSWER = "introduction-answer"
    TIMES = "introduction-times"
    OUTCOME = "introduction-outcome"


@dataclass(frozen=True, slots=True)
class Bearer:
    """Whom a link was mailed to, about which introduction, and the version it spoke of."""

    introduction: Introduction
    person: Person
    version: int


def token_for(purpose: LinkPurpose, introduction: Introduction, person: Person, version: int) -> str:
    """The token of a link."""
    return signed(purpose, [introduction.id, person.id, version])


def bearer_of(session: Session, purpose: LinkPurpose, token: str) -> Bearer:
    """Who comes with a link.

    :raises ForgedLink: it is none of ours, or what it speaks of is gone.
    :raises ExpiredLink: it is older than `HOLDS_FOR`.
    """
    introduction_id, person_id, version = unsigned(purpose, token, within=HOLDS_FOR)
    introduction = session.get(Introduction, introduction_id)
    person = session.get(Person, person_id)
    if introduction is None or person is None:
        raise ForgedLink
    return Bearer(introduction, person, version)

"""Who is not suggested to whom because of what happened between them, read when it is asked for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import Select, String, case, literal, select, union_all
from sqlalchemy.orm import Session

from models import ACCEPTED_STATES, OPEN_STATES, Introduction, Organisation, PairBlock

_BLOCKED, _INTRODUCED, _QUIET = "blocked", "introduced", "quiet"


@dataclass(frozen=True, slots=True)
class Apart:
    """Ids of organisations that are not suggested to one.

    `blocked`: one of the two said "never again". `introduced`: they know each other, or a request
    between them waits. `quiet`: one of them declined, and the time after that is not over.
    """

    blocked: frozenset[int] = frozenset()
    introduced: frozenset[int] = frozenset()
    quiet: frozenset[int] = frozenset()

    @property
    def all(self) -> frozenset[int]:
        """All of them."""
        return self.blocked | self.introduced | self.quiet


NOBODY_APART = Apart()


def kept_apart(session: Session, organisation: Organisation | None, today: date) -> Apart:
    """Who is not suggested to an organisation, in one query; nobody for none."""
    if organisation is None:
        return NOBODY_APART
    rows = session.execute(union_all(_blocks(organisation.id), _introductions(organisation.id, today))).all()

    def of(kind: str) -> frozenset[int]:
        return frozenset(number for number, found in rows if found == kind)

    return Apart(of(_BLOCKED), of(_INTRODUCED), of(_QUIET))


def _blocks(number: int) -> Select[int, str]:
    lower, higher = PairBlock.lower_organisation_id, PairBlock.higher_organisation_id
    other = case((lower == number, higher), else_=lower)
    return select(other, literal(_BLOCKED, String)).where((lower == number) | (higher == number))


def _introductions(number: int, today: date) -> Select[int, str]:
    asking, asked = Introduction.asking_organisation_id, Introduction.asked_organisation_id
    other = case((asking == number, asked), else_=asking)
    known = Introduction.state.in_(OPEN_STATES | ACCEPTED_STATES)
    return select(other, case((known, _INTRODUCED), else_=_QUIET)).where(
        (asking == number) | (asked == number), known | (Introduction.not_before > today)
    )

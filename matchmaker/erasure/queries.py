"""What ends when a person's account is erased, and what stands in the way."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload

from matchmaker.organisations import rules
from matchmaker.visits.rules import LIVE_STATES
from models import (
    SECRETARIAT,
    Event,
    EventRegistration,
    Introduction,
    IntroductionState,
    Membership,
    Organisation,
    Person,
    RegistrationState,
    Role,
    Visit,
    VisitState,
)


@dataclass(frozen=True, slots=True)
class Leaving:
    """What a person leaves behind."""

    #: Nobody would be left to decide there, and others count on it: it must be handed over first.
    needed_in: Sequence[Organisation]
    #: They are the only one there: it is hidden, with all it published.
    closed: Sequence[Organisation]
    #: Theirs, not begun: withdrawn or cancelled.
    visits: Sequence[Visit]
    #: Not over: given back.
    registrations: Sequence[EventRegistration]
    #: Nobody else is of the secretariat.
    is_last_secretariat: bool

    @property
    def may_leave(self) -> bool:
        """Does nothing stand in the way?"""
        return not self.needed_in and not self.is_last_secretariat


def leaving(session: Session, person: Person, now: datetime) -> Leaving:
    """What would happen if the person's account were erased now."""
    alone, needed = _left_without_owner(session, person)
    return Leaving(
        needed_in=needed,
        closed=alone,
        visits=_visits_to_end(session, person),
        registrations=_registrations_to_give_back(session, person, now),
        is_last_secretariat=person.is_secretariat and _secretariat_count(session) == 1,
    )


def open_requests(session: Session, organisation: Organisation) -> Sequence[Introduction]:
    """What an organisation asked for and nobody answered, drafts included."""
    return session.scalars(
        select(Introduction)
        .where(
            Introduction.asking_organisation_id == organisation.id,
            Introduction.state.in_(
                (IntroductionState.DRAFT, IntroductionState.REQUESTED, IntroductionState.RELEASED)
            ),
        )
        .order_by(Introduction.id)
    ).all()


def open_questions(session: Session, organisation: Organisation) -> Sequence[Introduction]:
    """What an organisation was asked and did not answer."""
    return session.scalars(
        select(Introduction)
        .where(
            Introduction.asked_organisation_id == organisation.id,
            Introduction.state == IntroductionState.RELEASED,
        )
        .order_by(Introduction.id)
    ).all()


def _left_without_owner(session: Session, person: Person) -> tuple[list[Organisation], list[Organisation]]:
    """Organisations with nobody else in them, and those that must be handed over first.

    Hosts always are among the latter: visitors have desks there, and a cluster has members.
    """
    alone: list[Organisation] = []
    needed: list[Organisation] = []
    for own in person.memberships:
        roles = session.scalars(
            select(Membership.role).where(Membership.organisation_id == own.organisation_id)
        ).all()
        if not rules.leaves_without_owner(roles, own.role):
            continue
        is_alone = len(roles) == 1 and not own.organisation.kind.is_host
        (alone if is_alone else needed).append(own.organisation)
    return alone, needed


def _visits_to_end(session: Session, person: Person) -> Sequence[Visit]:
    """Those of an organisation the person left before are that organisation's now."""
    own = [membership.organisation_id for membership in person.memberships]
    return session.scalars(
        select(Visit)
        .where(
            Visit.requested_by_id == person.id,
            Visit.organisation_id.in_(own),
            Visit.state.in_(LIVE_STATES - {VisitState.ARRIVED}),
        )
        .options(joinedload(Visit.venue))
        .order_by(Visit.starts_on, Visit.id)
    ).all()


def _registrations_to_give_back(
    session: Session, person: Person, now: datetime
) -> Sequence[EventRegistration]:
    return session.scalars(
        select(EventRegistration)
        .join(EventRegistration.event)
        .where(
            EventRegistration.person_id == person.id,
            EventRegistration.state != RegistrationState.CANCELLED,
            Event.ends_at > now,
        )
        .options(joinedload(EventRegistration.event))
        .order_by(Event.starts_at, EventRegistration.id)
    ).all()


def _secretariat_count(session: Session) -> int:
    count = session.scalar(
        select(func.count(Person.id)).join(Person.roles).where(Role.name == SECRETARIAT, Person.active)
    )
    return count or 0

"""For which sides of a visit a person acts, and who is told on each."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from sqlalchemy.orm import Session

from matchmaker.agreements.queries import who_confirms
from matchmaker.organisations.service import owners_of
from matchmaker.permissions import hosts_it, visits_in_it
from models import Organisation, Person, Visit, VisitSide

_BELONGS: Mapping[VisitSide, Callable[[Person, object], bool]] = {
    VisitSide.VISITOR: visits_in_it,
    VisitSide.HOST: hosts_it,
}


def sides_of(person: Person, visit: Visit) -> frozenset[VisitSide]:
    """The sides a person acts for; none for a stranger."""
    if not person.active:
        return frozenset()
    return frozenset(side for side, belongs in _BELONGS.items() if belongs(person, visit))


def organisation_of(visit: Visit, side: VisitSide) -> Organisation:
    """The organisation behind a side."""
    return visit.organisation if side is VisitSide.VISITOR else visit.venue.host


def name_of(visit: Visit, side: VisitSide) -> str:
    """What a side is called, to the other one too."""
    return visit.visitor_name if side is VisitSide.VISITOR else visit.venue.host.name


def people_of(session: Session, visit: Visit, side: VisitSide) -> list[Person]:
    """Who gets the mails of a side: who asked, and who answered, as long as they belong to the
    organisation. Else all its owners, and for a host those who confirm visits to such spaces.
    """
    organisation = organisation_of(visit, side)
    speaker = visit.requested_by if side is VisitSide.VISITOR else visit.answered_by
    if speaker is not None and speaker.active and speaker.membership_in(organisation.id) is not None:
        return [speaker]
    if side is VisitSide.VISITOR:
        return owners_of(session, organisation)
    return who_confirms(session, organisation, {row.space.kind for row in visit.spaces}, visit.starts_on)

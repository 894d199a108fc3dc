"""A host that receives, a company that visits, and an agreement that both sides have signed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from matchmaker.agreements.house_days import Stay
from matchmaker.agreements.queries import terms_in_force
from matchmaker.agreements.service import ensure_terms
from matchmaker.visits import service
from matchmaker.visits.asking import Wish
from models import (
    Activity,
    AgreementTerms,
    Confirmation,
    OpeningHours,
    Organisation,
    OrganisationKind,
    OutboxRow,
    Person,
    Signature,
    Space,
    SpaceDay,
    SpaceKind,
    Venue,
    VerificationState,
    Visit,
    VisitSpace,
)
from models.columns import utc_now
from tests.factories import (
    make_cluster,
    make_cluster_membership,
    make_organisation,
    make_person,
    make_venue,
)

#: A Wednesday morning in Tartu; the stays of tests begin on the Monday of the week after next.
NOW = datetime(2026, 11, 18, 8, tzinfo=UTC)
MONDAY = date(2026, 11, 30)
NOTICE = "visit.notice"
#: A country whose holidays nobody knows, so that the tests mean the same all the year round.
NOWHERE = "XX"


@dataclass(frozen=True, slots=True)
class Roaming:
    """Who visits whom, and where."""

    host: Organisation
    host_person: Person
    venue: Venue
    desks: Space
    room: Space
    visitor: Organisation
    visitor_person: Person
    cluster: Organisation
    manager: Person


def week(monday: date = MONDAY, days: int = 5) -> Stay:
    """So many days from a Monday on."""
    return Stay(monday, monday + timedelta(days=days - 1))


def make_terms(session: Session) -> AgreementTerms:
    """The terms in effect, made once."""
    ensure_terms(session, NOW.date())
    terms = terms_in_force(session, NOW.date())
    assert terms is not None
    return terms


def sign(session: Session, organisation: Organisation, **values: Any) -> Signature:
    """A signature that holds for years, unless told otherwise."""
    signature = Signature(
        **{
            "terms": make_terms(session),
            "organisation": organisation,
            "signed_on": date(2026, 1, 1),
            "valid_from": date(2026, 1, 1),
            "valid_until": date(2029, 12, 31),
            **values,
        }
    )
    session.add(signature)
    session.flush()
    return signature


def make_visitor(session: Session, cluster: Organisation) -> tuple[Organisation, Person]:
    """A company of a cluster, with its owner."""
    person = make_person(session)
    organisation = make_organisation(session, owner=person)
    make_cluster_membership(session, organisation, cluster)
    return organisation, person


def make_roaming(
    session: Session, *, desks: int = 2, at_once: bool = False, signed: bool = True, **values: Any
) -> Roaming:
    """A park in Tartu with desks and a room, open on working days, and a company of a cluster that signed.

    :param desks: how many there are.
    :param at_once: the desks are confirmed at once.
    :param values: of the venue.
    """
    host_person, manager = make_person(session), make_person(session)
    host = make_organisation(session, owner=host_person, kind=OrganisationKind.SCIENCE_PARK)
    cluster = make_cluster(session, manager=manager, verification=VerificationState.VERIFIED)
    confirmation = Confirmation.AT_ONCE if at_once else Confirmation.ON_APPROVAL
    venue = make_venue(
        session,
        host,
        **{
            "spaces": [
                Space(name="Guest desks", kind=SpaceKind.DESK, capacity=desks, confirmation=confirmation),
                Space(name="Oak room", kind=SpaceKind.MEETING_ROOM, capacity=8),
            ],
            "opening_hours": [OpeningHours(weekday=day, opens=time(9), closes=time(17)) for day in range(5)],
            **values,
        },
    )
    visitor, visitor_person = make_visitor(session, cluster)
    if signed:
        sign(session, host)
        sign(session, cluster)
    return Roaming(
        host, host_person, venue, venue.spaces[0], venue.spaces[1], visitor, visitor_person, cluster, manager
    )


def make_visit(session: Session, roaming: Roaming, stay: Stay | None = None, **values: Any) -> Visit:
    """A visit that was asked for, at `NOW` unless told otherwise."""
    now = values.pop("now", NOW)
    spaces = values.pop("spaces", [roaming.desks])
    wish = Wish(spaces=spaces, stay=stay or week(), **values)
    return service.request_visit(session, roaming.visitor, wish, actor=roaming.visitor_person, now=now)


def monday() -> date:
    """A Monday with enough notice, whenever the test runs."""
    day = utc_now().date() + timedelta(days=21)
    return day + timedelta(days=-day.weekday() % 7)


def asked(session: Session, roaming: Roaming, stay: Stay | None = None, **values: object) -> Visit:
    """A visit asked for today."""
    wish = Wish(spaces=[roaming.desks], stay=stay or week(monday()), **values)  # type: ignore[arg-type]
    visit = service.request_visit(session, roaming.visitor, wish, actor=roaming.visitor_person)
    session.commit()
    return visit


def fill(session: Session, roaming: Roaming, stay: Stay | None = None) -> Visit:
    """A confirmed visit of somebody else that takes all desks."""
    other, person = make_visitor(session, roaming.cluster)
    wish = Wish(spaces=[roaming.desks], stay=stay or week(), people=roaming.desks.capacity)
    visit = service.request_visit(session, other, wish, actor=person, now=NOW)
    if visit.is_pending:
        service.accept_visit(session, visit, actor=roaming.host_person, now=NOW)
    return visit


def taken(session: Session, space: Space) -> dict[date, int]:
    """How many places of a space are taken, by day; days without any are left out."""
    rows = session.execute(select(SpaceDay.day, SpaceDay.taken).where(SpaceDay.space_id == space.id))
    return {day: people for day, people in rows if people}


def held(session: Session) -> dict[tuple[int, date], int]:
    """What the visits themselves say is taken: people by space and day."""
    counted: dict[tuple[int, date], int] = {}
    for row in session.scalars(select(VisitSpace).where(VisitSpace.held)):
        for day in Stay(row.starts_on, row.ends_on).days():
            counted[row.space_id, day] = counted.get((row.space_id, day), 0) + row.people
    return counted


def counted(session: Session) -> dict[tuple[int, date], int]:
    """What the counters say is taken."""
    rows = session.execute(select(SpaceDay.space_id, SpaceDay.day, SpaceDay.taken).where(SpaceDay.taken != 0))
    return {(space_id, day): people for space_id, day, people in rows}


def log_of(session: Session, visit: Visit) -> list[str]:
    """What the log says happened to a visit, in order."""
    rows = session.scalars(
        select(Activity.verb)
        .where(Activity.subject_kind == "visit", Activity.subject_id == visit.id)
        .order_by(Activity.id)
    )
    return [verb.removeprefix("visit.") for verb in rows]


def mails(session: Session, visit: Visit | None = None) -> Iterator[tuple[str, int]]:
    """Kind and recipient's id of every mail promised so far, in order."""
    for row in session.scalars(select(OutboxRow).where(OutboxRow.kind == NOTICE).order_by(OutboxRow.id)):
        if visit is None or row.payload["values"]["visit_id"] == visit.id:
            yield row.payload["kind"], row.payload["person_id"]

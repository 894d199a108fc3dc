"""Sixty-four at once on the last desks: as many yeses as desks, a clear no for all others."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import chain

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session, sessionmaker

from matchmaker.agreements.house_days import Stay
from matchmaker.extensions import db
from matchmaker.refusals import Refusal
from matchmaker.visits import clock_service, service
from matchmaker.visits.asking import Wish
from models import (
    HostAdditions,
    Organisation,
    Person,
    Space,
    SpaceDay,
    Visit,
    VisitState,
    WaitingPlace,
    WaitingState,
)
from tests.processes import at_once_in_processes
from tests.visits.roaming import (
    NOW,
    counted,
    held,
    log_of,
    make_roaming,
    make_visit,
    make_visitor,
    taken,
    week,
)
from tests.visits.wishing import ask_for_weeks

Sessions = sessionmaker[Session]
Verb = Callable[[Session], object]
DESKS = 3
WRITERS = 64
PROCESSES = 4
WEEKS = 10
#: From this Monday on no public holiday of Estonia falls into so many weeks.
AUTUMN = date(2027, 9, 6)
#: Seconds in which all must be done; one that hangs would take longer than any of it.
PATIENCE = 180.0


@pytest.fixture
def sessions(own_app: Flask) -> Sessions:
    with own_app.app_context():
        maker: Sessions = db.sessionmaker
        maker.configure(info={})
        return maker


@dataclass(frozen=True, slots=True)
class Wanted:
    """Desks that many want: ids of the space, the host's person, and of companies with their person."""

    space: int
    host_person: int
    visitors: list[tuple[int, int]]


def wanted(sessions: Sessions, writers: int, *, desks: int = DESKS) -> Wanted:
    """Desks that are confirmed at once for as long as anybody likes, and companies that want them."""
    with sessions() as session, session.begin():
        roaming = make_roaming(session, desks=desks, at_once=True)
        # Weeks in a row are one stay to the agreement.
        session.add(HostAdditions(host=roaming.host, extra_free_days=100))
        visitors = [make_visitor(session, roaming.cluster) for _ in range(writers)]
        return Wanted(
            roaming.desks.id,
            roaming.host_person.id,
            [(organisation.id, person.id) for organisation, person in visitors],
        )


def asking(target: Wanted, visitor: tuple[int, int], stay: Stay) -> Verb:
    """A company's wish for one desk."""

    def verb(session: Session) -> Visit:
        return service.request_visit(
            session,
            session.get_one(Organisation, visitor[0]),
            Wish(spaces=[session.get_one(Space, target.space)], stay=stay),
            actor=session.get_one(Person, visitor[1]),
            now=NOW,
        )

    return verb


def at_once(sessions: Sessions, verbs: Sequence[Verb]) -> Counter[str]:
    """Run each verb in a thread and a transaction of its own; what came of them: ``done`` or the refusal."""
    together = threading.Barrier(len(verbs))
    results: list[str] = []

    def run(verb: Verb) -> None:
        together.wait()
        try:
            with sessions() as session, session.begin():
                verb(session)
            results.append("done")
        except Refusal as refusal:
            results.append(type(refusal).__name__)

    threads = [threading.Thread(target=run, args=(verb,)) for verb in verbs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(PATIENCE)
    assert not any(thread.is_alive() for thread in threads), "Somebody hangs."
    return Counter(results)


def check_books_agree(sessions: Sessions, space_id: int) -> None:
    """What visits hold is what the counters say, and never more than there is."""
    with sessions() as session:
        assert counted(session) == held(session)
        capacity = session.get_one(Space, space_id).capacity
        assert max(counted(session).values()) <= capacity


def test_sixty_four_threads_want_the_last_desk(sessions: Sessions) -> None:
    target = wanted(sessions, WRITERS, desks=1)
    results = at_once(sessions, [asking(target, visitor, week()) for visitor in target.visitors])
    assert results == {"done": 1, "Full": WRITERS - 1}
    check_books_agree(sessions, target.space)


def test_threads_of_processes_want_the_last_desks_of_fifty_days(
    sessions: Sessions, database_url: str
) -> None:
    target = wanted(sessions, WRITERS)
    mondays = [AUTUMN + timedelta(weeks=number) for number in range(WEEKS)]
    each = WRITERS // PROCESSES
    shares = [
        (database_url, target.space, NOW, mondays, target.visitors[first : first + each])
        for first in range(0, WRITERS, each)
    ]
    results = Counter(chain(*at_once_in_processes(ask_for_weeks, shares, seconds=PATIENCE)))
    assert results == {"booked": DESKS * WEEKS, "Full": (WRITERS - DESKS) * WEEKS}
    check_books_agree(sessions, target.space)
    with sessions() as session:
        full = session.scalars(select(SpaceDay.day).where(SpaceDay.taken == DESKS)).all()
    assert len(full) == 5 * WEEKS


def test_host_and_visitor_decide_at_once_and_one_of_them_counts(sessions: Sessions) -> None:
    with sessions() as session, session.begin():
        roaming = make_roaming(session)
        number = make_visit(session, roaming).id
        host, visitor = roaming.host_person.id, roaming.visitor_person.id
        space = roaming.desks.id

    def accept(session: Session) -> None:
        service.accept_visit(
            session, session.get_one(Visit, number), actor=session.get_one(Person, host), now=NOW
        )

    def withdraw(session: Session) -> None:
        service.withdraw_visit(
            session, session.get_one(Visit, number), actor=session.get_one(Person, visitor), now=NOW
        )

    assert at_once(sessions, [accept, accept, withdraw, withdraw]) == {"done": 1, "TooLate": 3}
    with sessions() as session:
        visit = session.get_one(Visit, number)
        assert log_of(session, visit) == ["requested", visit.state.value]
        assert taken(session, session.get_one(Space, space)) == (
            dict.fromkeys(week().days(), 1) if visit.state is VisitState.ACCEPTED else {}
        )


def test_line_moves_up_while_others_join_and_leave_it(sessions: Sessions) -> None:
    in_line = 12
    with sessions() as session, session.begin():
        roaming = make_roaming(session, at_once=True, desks=4)
        blocking = [
            service.request_visit(
                session, organisation, Wish(spaces=[roaming.desks], stay=week()), actor=person, now=NOW
            )
            for organisation, person in (make_visitor(session, roaming.cluster) for _ in range(4))
        ]
        waiting = []
        for _ in range(in_line):
            organisation, person = make_visitor(session, roaming.cluster)
            wish = Wish(spaces=[roaming.desks], stay=week())
            waiting.append(service.join_waiting_list(session, organisation, wish, actor=person, now=NOW))
        newcomers = [make_visitor(session, roaming.cluster) for _ in range(4)]
        target = Wanted(
            roaming.desks.id,
            roaming.host_person.id,
            [(organisation.id, person.id) for organisation, person in newcomers],
        )
        cancelled, left = [one.id for one in blocking], [one.id for one in waiting[::3]]

    def cancel(number: int) -> Verb:
        return lambda session: service.cancel_visit(
            session,
            session.get_one(Visit, number),
            actor=session.get_one(Person, target.host_person),
            now=NOW,
        )

    def leave(number: int) -> Verb:
        def verb(session: Session) -> None:
            visit = session.get_one(Visit, number)
            assert visit.requested_by is not None
            service.withdraw_visit(session, visit, actor=visit.requested_by, now=NOW)

        return verb

    results = at_once(
        sessions,
        [
            *(cancel(number) for number in cancelled),
            *(leave(number) for number in left),
            *(asking(target, visitor, week()) for visitor in target.visitors),
            *[lambda _session: clock_service.work_off_due(sessions, now=NOW)] * 2,
        ],
    )
    # Who joins the queue by asking is refused: freed places are kept for those who wait.
    assert results == {"done": 10, "Full": 4}
    check_books_agree(sessions, target.space)
    with sessions() as session:
        offered = select(func.count(WaitingPlace.id)).where(WaitingPlace.state == WaitingState.OFFERED)
        assert session.scalar(offered) == 4
        assert set(taken(session, session.get_one(Space, target.space)).values()) == {4}

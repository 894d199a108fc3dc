"""Many who take the last place at once, on both databases: one has it, the others wait, nobody hangs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session, sessionmaker

from matchmaker.events import service
from matchmaker.extensions import db
from models import Event, EventRegistration, OutboxRow, Person, RegistrationState
from tests.factories import make_event, make_person

Sessions = sessionmaker[Session]
CROWD = 12


@pytest.fixture
def sessions(own_app: Flask) -> Sessions:
    with own_app.app_context():
        maker: Sessions = db.sessionmaker
        maker.configure(info={})
        return maker


def prepared(sessions: Sessions, places: int) -> tuple[int, list[int]]:
    """An event and a crowd, by their ids."""
    with sessions() as session, session.begin():
        return make_event(session, places=places).id, [make_person(session).id for _ in range(CROWD)]


def all_at_once(
    sessions: Sessions, event_id: int, people: list[int], act: Callable[[Session, Event, Person], str]
) -> Counter[str]:
    """What came of everybody doing the same, each in a transaction of its own."""
    start = Barrier(len(people))

    def one(person_id: int) -> str:
        start.wait()
        with sessions() as session, session.begin():
            return act(session, session.get_one(Event, event_id), session.get_one(Person, person_id))

    with ThreadPoolExecutor(len(people)) as pool:
        return Counter(pool.map(one, people))


def come(session: Session, event: Event, person: Person) -> str:
    return service.register(session, event, actor=person, organisation=None).state.value


def leave(session: Session, event: Event, person: Person) -> str:
    return service.unregister(session, event, actor=person).state.value


def counted(sessions: Sessions, event_id: int) -> tuple[int, Counter[RegistrationState]]:
    with sessions() as session:
        states = session.scalars(
            select(EventRegistration.state).where(EventRegistration.event_id == event_id)
        )
        return session.get_one(Event, event_id).taken, Counter(states)


@pytest.mark.parametrize("places", [1, 5])
def test_last_places_go_to_as_many_as_there_are(sessions: Sessions, places: int) -> None:
    event_id, people = prepared(sessions, places)
    results = all_at_once(sessions, event_id, people, come)
    assert results == {"registered": places, "waiting": CROWD - places}
    assert counted(sessions, event_id) == (
        places,
        {RegistrationState.REGISTERED: places, RegistrationState.WAITING: CROWD - places},
    )
    with sessions() as session:
        assert session.scalar(select(func.count(OutboxRow.id))) == CROWD


def test_places_given_back_at_once_each_go_to_one_who_waits(sessions: Sessions) -> None:
    event_id, people = prepared(sessions, 4)
    for person_id in people:
        with sessions() as session, session.begin():
            come(session, session.get_one(Event, event_id), session.get_one(Person, person_id))
    assert all_at_once(sessions, event_id, people[:4], leave) == {"cancelled": 4}
    assert counted(sessions, event_id) == (
        4,
        {RegistrationState.REGISTERED: 4, RegistrationState.WAITING: 4, RegistrationState.CANCELLED: 4},
    )
    with sessions() as session:
        freed = [
            row.payload["person_id"]
            for row in session.scalars(select(OutboxRow).order_by(OutboxRow.id))
            if row.payload["kind"] == "event_place_freed"
        ]
    assert sorted(freed) == people[4:8]

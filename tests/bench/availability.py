"""Free places of 40 venues over 90 days with 20,000 visits: the whole page, through the application."""

from __future__ import annotations

import random
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, time, timedelta
from pathlib import Path

from flask.testing import FlaskClient
from sqlalchemy import event, insert
from sqlalchemy.engine import Engine
from sqlalchemy.orm import Session

from matchmaker import create_app
from matchmaker.collector import settle_collector
from matchmaker.extensions import db
from models import (
    Base,
    OpeningHours,
    OrganisationKind,
    Space,
    SpaceDay,
    SpaceKind,
    Standing,
    Visit,
    VisitSpace,
    VisitState,
)
from models.columns import utc_now
from tests.bench.measuring import Timing, timed
from tests.bench.report import Line, Report
from tests.conftest import make_settings
from tests.factories import make_organisation, make_venue

VENUES, DAYS, VISITS = 40, 90, 20_000
#: As many people at a time; the visits fill about half of them.
DESKS = 30
ASKED, WARMED_BY = 60, 5
MOST = 0.200


def measure(report: Report) -> None:
    """The calendar of all venues, once with few and once with all visits."""
    statements = {}
    for visits in (100, VISITS):
        with tempfile.TemporaryDirectory() as folder, _network(Path(folder), visits) as (client, engine):
            timed(lambda _number: _open(client), range(WARMED_BY), 30)
            timing = Timing.of(timed(lambda _number: _open(client), range(ASKED), 30))
            statements[visits] = _statements(client, engine)
        report.add(timing.row("free places", "calendar of all venues", visits))
    report.line(
        Line(
            f"free places of {VENUES} venues, {DAYS} days, {VISITS:,} visits, the whole page",
            f"≤ {MOST * 1e3:.0f} ms",
            f"{timing.median * 1e3:.0f} ms (p95 {timing.p95 * 1e3:.0f} ms)",
            timing.median <= MOST,
        )
    )
    report.line(
        Line(
            "statements for the page, with 100 visits and with all",
            "the same",
            " and ".join(str(count) for count in statements.values()),
            len(set(statements.values())) == 1,
        )
    )


def _open(client: FlaskClient) -> None:
    answer = client.get("/free-places")
    assert answer.status_code == 200


def _statements(client: FlaskClient, engine: Engine) -> int:
    seen: list[str] = []
    event.listen(engine, "before_cursor_execute", lambda *args: seen.append(args[2]))
    _open(client)
    return len(seen)


@contextmanager
def _network(folder: Path, visits: int) -> Iterator[tuple[FlaskClient, Engine]]:
    app = create_app(make_settings(folder, f"sqlite:///{folder / 'free.db'}"))
    with app.app_context():
        Base.metadata.create_all(db.engine)
        with db.sessionmaker() as session, session.begin():
            _fill(session, visits)
        engine = db.engine
    settle_collector()  # as the web server does before it forks
    yield app.test_client(), engine
    engine.dispose()


def _fill(session: Session, visits: int) -> None:
    """Venues with desks and rooms, and accepted visits of one to five days at random."""
    chance = random.Random(20_26)
    today = utc_now().date()
    visitor = make_organisation(session)
    hosts = [make_organisation(session, kind=OrganisationKind.SCIENCE_PARK) for _ in range(VENUES // 2)]
    venues = [
        make_venue(
            session,
            hosts[number % len(hosts)],
            spaces=[
                Space(name="Guest desks", kind=SpaceKind.DESK, capacity=DESKS),
                Space(name="Room", kind=SpaceKind.MEETING_ROOM, capacity=10),
            ],
            opening_hours=[OpeningHours(weekday=day, opens=time(9), closes=time(17)) for day in range(5)],
        )
        for number in range(VENUES)
    ]
    taken: dict[tuple[int, date], int] = {}
    rows, places = [], []
    for number in range(1, visits + 1):
        venue = chance.choice(venues)
        first = today + timedelta(days=chance.randrange(DAYS))
        last = first + timedelta(days=chance.randrange(5))
        space = venue.spaces[0]
        held = all(taken.get((space.id, day), 0) < DESKS for day in _days(first, last))
        for day in _days(first, last) if held else ():
            taken[space.id, day] = taken.get((space.id, day), 0) + 1
        rows.append(_visit(number, visitor.id, venue.id, first, last, held=held))
        places.append(
            {
                "visit_id": number,
                "space_id": space.id,
                "starts_on": first,
                "ends_on": last,
                "people": 1,
                "held": held,
            }
        )
    session.execute(insert(Visit), rows)
    session.execute(insert(VisitSpace), places)
    session.execute(
        insert(SpaceDay),
        [
            {"space_id": space_id, "day": day, "taken": people, "capacity": DESKS}
            for (space_id, day), people in taken.items()
        ],
    )


def _days(first: date, last: date) -> Iterator[date]:
    return (first + timedelta(days=number) for number in range((last - first).days + 1))


def _visit(
    number: int, visitor_id: int, venue_id: int, first: date, last: date, *, held: bool
) -> dict[str, object]:
    return {
        "id": number,
        "token": f"{number:032x}",
        "thread": f"{number:032x}",
        "uid": f"{number}@matchmaker",
        "organisation_id": visitor_id,
        "venue_id": venue_id,
        "starts_on": first,
        "ends_on": last,
        "state": VisitState.ACCEPTED if held else VisitState.DECLINED,
        "standing": Standing.WITHIN,
    }

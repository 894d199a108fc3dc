"""Reports, the search for places and what is due by the day say the same on both kinds of database."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from matchmaker.agreements.house_days import Stay
from matchmaker.extensions import db
from matchmaker.reports import queries, rules
from matchmaker.trips.venue_search import free_rooms
from matchmaker.venues import queries as venues
from matchmaker.venues.life_cycle import send_guide_notices
from matchmaker.venues.queries import Filters
from models import Amenity, OpeningHours, OutboxRow, SpaceDay, SpaceKind
from tests.reports.network_of_visits import YEAR, add_visit, make_side

TODAY = date(YEAR, 11, 22)


@pytest.fixture
def own_session(own_app: Flask) -> Iterator[Session]:
    """A session on an empty database of its own, once of each kind."""
    with own_app.app_context(), db.sessionmaker() as session:
        yield session


def test_report_counts_the_same(own_session: Session) -> None:
    tartu, lund = make_side(own_session, "Tartu"), make_side(own_session, "Lund")
    add_visit(own_session, lund, tartu, as_agreed=False)
    add_visit(own_session, tartu, lund)
    own_session.commit()
    everything = queries.report(own_session, queries.Scope(None), TODAY)
    counted = [(one.host, one.days, one.asked, one.answer_days) for one in everything.visits]
    assert sorted(counted) == [
        ("Lund Park", 6, True, 1),
        ("Tartu Park", 6, True, 1),
    ]
    answers = rules.conduct_of(everything.visits).answers
    assert (answers.asked, answers.answered, answers.median_days) == (2, 2, 1.0)
    own = queries.report(own_session, queries.scope_of(lund.manager), TODAY)
    assert len(own.visits) == 2


def test_guides_are_due_by_the_day_they_were_read_or_described(own_session: Session) -> None:
    read, described, fresh = (make_side(own_session, name).venue for name in ("Tartu", "Lund", "Turku"))
    for venue in (read, described, fresh):
        venue.guide_arrival = "Bus 12 from the station."
    read.guide_reviewed_on = date(2026, 1, 1)
    described.created_at = datetime(2026, 1, 1, 23, 30, tzinfo=UTC)
    fresh.guide_reviewed_on = date(2026, 1, 3)
    own_session.flush()
    send_guide_notices(own_session, now=datetime(2026, 12, 2, 12, tzinfo=UTC))
    told = {
        row.payload["values"]["venue"] for row in own_session.query(OutboxRow).filter_by(kind="mail.notice")
    }
    assert told == {"Tartu House", "Lund House"}


def test_places_are_found_by_what_they_have_and_by_what_is_free(own_session: Session) -> None:
    bikes, cars, full = (make_side(own_session, name).venue for name in ("Tartu", "Lund", "Turku"))
    bikes.amenities = [Amenity.BIKE_PARKING.value]
    cars.amenities = full.amenities = [Amenity.PARKING.value, Amenity.WIFI.value]
    stay = Stay(date(2027, 3, 1), date(2027, 3, 3))
    for venue in (bikes, cars, full):
        # On Mondays it is open already.
        venue.opening_hours += [
            OpeningHours(weekday=day, opens=time(9), closes=time(17)) for day in range(1, 5)
        ]
    [space] = full.spaces
    own_session.add(SpaceDay(space_id=space.id, day=stay.first + timedelta(days=1), taken=6, capacity=6))
    own_session.commit()
    wanted = Filters(words="house", amenities=(Amenity.PARKING, Amenity.WIFI), space=SpaceKind.DESK, people=2)
    ids = venues.shown_ids(own_session, wanted)
    assert ids == [cars.id, full.id]
    assert [room.free for room in free_rooms(own_session, ids, stay, wanted).values()] == [6]
    assert [venue.id for venue in venues.venues_in_order(own_session, [full.id, bikes.id])] == [
        full.id,
        bikes.id,
    ]

"""Planning a trip over the real network: where should I go, and what is in one city, as whole pages."""

from __future__ import annotations

import os
import secrets
import tempfile
from collections.abc import Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from datetime import time, timedelta
from multiprocessing import get_context
from pathlib import Path
from time import perf_counter

from flask.testing import FlaskClient
from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from matchmaker import create_app
from matchmaker.collector import settle_collector
from matchmaker.extensions import db
from matchmaker.settings import from_environment
from models import (
    Membership,
    MembershipRole,
    OpeningHours,
    Organisation,
    OrganisationKind,
    Origin,
    Participation,
    Person,
    Space,
    SpaceKind,
    Venue,
    VerificationState,
)
from models.columns import utc_now
from tests.bench.measuring import Timing
from tests.bench.real import BESIDE, VARIABLE, archive
from tests.bench.report import Line, Report
from tests.bench.request import run, settings_of
from tests.factories import make_cluster, make_cluster_membership
from tests.visits.roaming import sign

HOSTS = "hosts/hosts.jsonl"
#: Small companies of some projects each, one after the other in the name of one person.
COMPANIES, WARMED_BY = 40, 8
DESKS = 8
MOST = 0.500
CITIES = 10


def measure(report: Report) -> None:
    """Import as an operator does; then every host gets desks, opening hours and a signature.

    The public lists know neither desks nor who signed nor who looks after a profile; without them no
    terms would be reckoned and nobody could be met.
    """
    path, hosts = archive(), Path(os.environ.get(VARIABLE, BESIDE)) / HOSTS
    if path is None or not hosts.exists():
        report.remark(f"Planning trips is left out: no archive of projects or hosts here (see {VARIABLE}).")
        return
    with tempfile.TemporaryDirectory() as instance:
        run(instance, "db", "upgrade")
        run(instance, "import", "cordis", str(path))
        run(instance, "import", "hosts", str(hosts))
        with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
            venues, timings = pool.submit(_pages, instance).result()
    for question, taken in timings.items():
        timing = Timing.of(taken)
        report.add(timing.row("trips", question, venues))
        report.line(
            Line(
                f"planning a trip over {venues} venues of the real network: {question}, the whole page",
                f"≤ {MOST * 1e3:.0f} ms",
                f"{timing.median * 1e3:.0f} ms (p95 {timing.p95 * 1e3:.0f} ms)",
                timing.median <= MOST,
            )
        )


def _pages(instance: str) -> tuple[int, dict[str, list[float]]]:
    """How many venues there are; seconds for each page, by question."""
    app = create_app(from_environment(settings_of(instance)))
    name = secrets.token_hex(16)
    with app.app_context():
        companies = _open_doors(db.session, name)
        cities = _cities(db.session)
        venues = db.session.scalar(select(func.count(Venue.id))) or 0
        db.session.commit()
    settle_collector()  # as the web server does before it forks
    client = app.test_client()
    with client.session_transaction() as cookie:
        cookie["_user_id"], cookie["_fresh"] = name, True
    first = utc_now().date() + timedelta(days=14 - utc_now().weekday())
    stay = {"first": first.isoformat(), "last": (first + timedelta(days=2)).isoformat(), "people": "1"}
    timings = {}
    for question in ("where should I go?", "one city"):
        places = cities if question == "one city" else [{"city": "", "country": ""}]
        asked = [(hat, {**stay, **places[n % len(places)]}) for n, hat in enumerate(companies)]
        timings[question] = [*_timed(client, asked)][WARMED_BY:]
    return venues, timings


def _timed(client: FlaskClient, asked: Iterable[tuple[int, dict[str, str]]]) -> Iterator[float]:
    for hat, wish in asked:
        with client.session_transaction() as cookie:
            cookie["hat"] = hat
        start = perf_counter()
        answer = client.get("/trips", query_string=wish)
        yield perf_counter() - start
        assert answer.status_code == 200, answer.status
        assert "mm-trip__place" in answer.text, "no place was found"


def _open_doors(session: Session, name: str) -> list[int]:
    """Desks, hours and signatures for every host; one person who acts for some small companies."""
    session.execute(update(Organisation).values(origin=Origin.REGISTERED))
    person = Person(
        email="bench@matchmaker.example",
        name="Bench",
        confirmed_at=utc_now(),
        fs_uniquifier=name,
        active=True,
    )
    session.add(person)
    cluster = make_cluster(session, verification=VerificationState.VERIFIED)
    sign(session, cluster)
    for host in session.scalars(select(Organisation).where(Organisation.venues.any())):
        sign(session, host)
        for venue in host.venues:
            venue.spaces = [Space(name="Desks", kind=SpaceKind.DESK, capacity=DESKS)]
            venue.opening_hours = [
                OpeningHours(weekday=day, opens=time(9), closes=time(17)) for day in range(5)
            ]
    small = (
        select(Participation.organisation_id)
        .join(Organisation)
        .where(Organisation.kind == OrganisationKind.COMPANY)
        .group_by(Participation.organisation_id)
        .having(func.count().between(1, 6))
        .order_by(Participation.organisation_id)
    )
    companies = session.scalars(small).all()
    chosen = [*companies[:: len(companies) // COMPANIES]][:COMPANIES]
    for number in chosen:
        organisation = session.get_one(Organisation, number)
        make_cluster_membership(session, organisation, cluster)
        session.add(Membership(person=person, organisation=organisation, role=MembershipRole.OWNER))
    session.flush()
    return chosen


def _cities(session: Session) -> list[dict[str, str]]:
    """The cities with most venues."""
    rows = session.execute(
        select(Venue.city, Venue.country)
        .where(Venue.city != "")
        .group_by(Venue.city, Venue.country)
        .order_by(func.count().desc(), Venue.city)
        .limit(CITIES)
    )
    return [{"city": row.city, "country": row.country} for row in rows]

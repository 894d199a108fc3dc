"""The secretariat's page of the whole network."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from matchmaker.network import queries
from models import OutboxRow, Person
from models.columns import utc_now
from tests.factories import (
    make_call,
    make_cluster,
    make_cluster_membership,
    make_listing,
    make_organisation,
    make_person,
    make_project,
    make_secretariat,
    make_venue,
)

SignIn = Callable[[Person], FlaskClient]


def test_network_is_for_the_secretariat_only(session: Session, sign_in: SignIn) -> None:
    person = make_person(session)
    session.commit()
    answer = sign_in(person).get("/network")
    assert answer.status_code == 403
    assert "Only the network&#39;s secretariat can see this page." in answer.get_data(as_text=True)


def test_network_renders_when_empty_and_with_rows(session: Session, sign_in: SignIn) -> None:
    person = make_secretariat(session)
    session.commit()
    client = sign_in(person)
    assert client.get("/network").status_code == 200
    cluster = make_cluster(session, name="Blue Cluster")
    make_cluster_membership(session, make_organisation(session), cluster)
    session.add(OutboxRow(kind="mail.send", given_up_at=utc_now(), last_error="Traceback\nno route"))
    session.commit()
    page = client.get("/network").get_data(as_text=True)
    assert "Blue Cluster" in page
    assert "no route" in page
    assert "Estonia" in page


def test_figures_count_what_anybody_may_see(session: Session) -> None:
    now = utc_now()
    company = make_organisation(session, sme_by_source=True)
    hidden = make_organisation(session, hidden=True, country="LV")
    make_listing(session, company)
    make_listing(session, hidden)
    make_listing(session, company, state="draft")
    make_project(session, company)
    make_call(session)
    make_call(session, deadlines=[now - timedelta(days=1)])
    make_venue(session, company)
    assert queries.figures(session, now) == queries.Figures(
        organisations=1, smes=1, countries=1, listings=1, projects=1, open_calls=1, venues=1
    )


def test_outbox_health_tells_waiting_late_done_and_given_up(session: Session) -> None:
    now = utc_now()
    session.add_all(
        [
            OutboxRow(kind="a", due_at=now),
            OutboxRow(kind="a", due_at=now - timedelta(hours=1)),
            OutboxRow(kind="a", done_at=now),
            OutboxRow(kind="a", given_up_at=now),
        ]
    )
    session.flush()
    health = queries.outbox_health(session, now)
    assert (health.waiting, health.late, health.done, health.given_up) == (2, 1, 1, 1)

"""Hosts are told once before the local guide is a year old, and once when it is."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from matchmaker.notifications.compose import composed
from matchmaker.venues import rules
from matchmaker.venues.life_cycle import send_guide_notices
from models import OrganisationKind, Origin, OutboxRow, Person, PublicationState, Venue
from tests.factories import make_organisation, make_person, make_venue

READ = date(2026, 1, 1)
NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("days", "notice"),
    [
        (0, None),
        (334, None),
        (335, rules.GuideNotice.SOON),
        (365, rules.GuideNotice.SOON),
        (366, rules.GuideNotice.DUE),
        (800, rules.GuideNotice.DUE),
    ],
)
def test_guide_notice(days: int, notice: rules.GuideNotice | None) -> None:
    assert rules.guide_notice(READ, READ + timedelta(days=days)) is notice


def make_guided(session: Session, owner: Person | None = None, **values: Any) -> Venue:
    host = make_organisation(session, owner=owner or make_person(session), kind=OrganisationKind.SCIENCE_PARK)
    guide = {"guide_arrival": "Bus 12 from the station.", "guide_reviewed_on": READ}
    return make_venue(session, host, **(guide | values))


def told(session: Session, days: int) -> list[tuple[int, bool, int]]:
    """Who is told on a day so long after the review: person, whether it is due, days until then."""
    known = set(session.scalars(select(OutboxRow.id)))
    send_guide_notices(session, now=NOON + timedelta(days=days))
    rows = session.scalars(select(OutboxRow).where(OutboxRow.id.not_in(known)).order_by(OutboxRow.id))
    return [
        (row.payload["person_id"], row.payload["values"]["is_due"], row.payload["values"]["days"])
        for row in rows
    ]


def test_host_is_told_once_before_and_once_when_due(session: Session) -> None:
    owner = make_person(session)
    venue = make_guided(session, owner)
    assert told(session, 334) == []
    assert told(session, 335) == [(owner.id, False, 31)]
    assert told(session, 350) == []
    assert told(session, 366) == [(owner.id, True, 0)]
    assert told(session, 500) == []
    venue.guide_reviewed_on = READ + timedelta(days=500)
    assert told(session, 501) == []
    assert told(session, 500 + 366) == [(owner.id, True, 0)]


@pytest.mark.parametrize(
    "values",
    [{"guide_arrival": ""}, {"state": PublicationState.DRAFT}],
    ids=["no guide", "draft"],
)
def test_nobody_is_told_of_what_visitors_do_not_see(session: Session, values: dict[str, Any]) -> None:
    make_guided(session, **values)
    assert told(session, 366) == []


def test_host_that_is_only_known_from_public_data_is_not_told(session: Session) -> None:
    make_guided(session).host.origin = Origin.IMPORTED
    session.flush()
    assert told(session, 366) == []


def test_guide_nobody_marked_as_read_counts_from_the_day_it_was_described(session: Session) -> None:
    owner = make_person(session)
    make_guided(session, owner, guide_reviewed_on=None, created_at=NOON)
    assert told(session, 300) == []
    assert told(session, 366) == [(owner.id, True, 0)]


@pytest.mark.parametrize(("is_due", "subject"), [(True, "for a year"), (False, "in 12 days")])
@pytest.mark.usefixtures("app")
def test_mail_leads_to_the_form(session: Session, *, is_due: bool, subject: str) -> None:
    person = make_person(session)
    mail = composed(
        "guide_due", to=person.email, locale="en", person=person, slug="oak-house", venue="Oak House",
        reviewed_on="2026-01-01", is_due=is_due, days=12,
    )  # fmt: skip
    assert subject in mail.subject
    assert "/places/oak-house/edit" in mail.text
    assert "/places/oak-house/edit" in mail.html

"""What happens to needs and offers by themselves, on a clock of the test's own."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from matchmaker.listings import life_cycle, service
from matchmaker.listings.queries import is_suggestible
from matchmaker.notifications.compose import composed
from models import Activity, Listing, MembershipRole, OutboxRow, PublicationState
from models.columns import utc_now
from tests.factories import make_listing, make_membership, make_organisation, make_person


def mails(session: Session) -> list[tuple[str, int]]:
    rows = session.scalars(select(OutboxRow).filter_by(kind="mail.notice").order_by(OutboxRow.id))
    return [(row.payload["kind"], row.payload["person_id"]) for row in rows]


def days(number: int) -> timedelta:
    return timedelta(days=number)


@pytest.fixture
def now() -> datetime:
    return utc_now()


def test_notices_of_expiry_go_to_each_owner_once_at_30_and_14_days(session: Session, now: datetime) -> None:
    owner = make_person(session)
    organisation = make_organisation(session, owner=owner)
    make_membership(session, make_person(session), organisation, role=MembershipRole.MEMBER)
    make_membership(session, make_person(session, active=False), organisation)
    make_listing(session, organisation, valid_until=now.date() + days(30))
    for day in (-1, 0, 1, 15, 16, 17, 30):
        life_cycle.send_notices(session, now=now + days(day))
    assert mails(session) == [("listing_expires", owner.id), ("listing_expires", owner.id)]


def test_notices_start_anew_after_a_renewal(session: Session, now: datetime) -> None:
    owner = make_person(session)
    listing = make_listing(
        session, make_organisation(session, owner=owner), valid_until=now.date() + days(10)
    )
    life_cycle.send_notices(session, now=now)
    service.renew_listing(session, listing, actor=owner)
    life_cycle.send_notices(session, now=now + days(1))
    assert len(mails(session)) == 1
    service.confirm_listing(session, listing, actor=owner)
    life_cycle.send_notices(session, now=now + days(336))
    assert len(mails(session)) == 2


def test_still_active_is_asked_once_after_180_days(session: Session, now: datetime) -> None:
    owner = make_person(session)
    listing = make_listing(
        session,
        make_organisation(session, owner=owner),
        confirmed_at=now - days(180),
        valid_until=now.date() + days(185),
    )
    before = listing.updated_at
    life_cycle.send_notices(session, now=now)
    life_cycle.send_notices(session, now=now + days(1))
    session.refresh(listing)
    assert mails(session) == [("listing_still_active", owner.id)]
    assert listing.asked_at == now
    assert listing.updated_at == before  # forms open on it stay valid


def test_no_answer_for_14_days_hides_it_from_suggestions_until_confirmed(
    session: Session, now: datetime
) -> None:
    owner = make_person(session)
    listing = make_listing(session, make_organisation(session, owner=owner), asked_at=now - days(14))
    assert session.scalars(select(Listing).where(is_suggestible(now=now))).all() == []
    for _again in range(2):
        life_cycle.expire_due(session, now=now)
    items = session.scalars(select(OutboxRow).filter_by(kind="index.text")).all()
    assert [row.payload for row in items] == [{"item": f"listing:{listing.id}"}]
    assert listing.state is PublicationState.PUBLISHED
    service.confirm_listing(session, listing, actor=owner)
    assert session.scalars(select(Listing).where(is_suggestible(now=now))).all() == [listing]


def test_expire_due_marks_only_what_is_past_its_last_day(session: Session, now: datetime) -> None:
    past = make_listing(session, valid_until=now.date() - days(1))
    last_day = make_listing(session, valid_until=now.date())
    life_cycle.expire_due(session, now=now)
    assert (past.state, last_day.state) == (PublicationState.EXPIRED, PublicationState.PUBLISHED)
    entry = session.scalars(select(Activity)).one()
    assert (entry.verb, entry.subject_id, entry.actor_id) == ("listing.expired", past.id, None)


def test_archive_due_puts_away_what_was_last_published_two_years_ago(session: Session, now: datetime) -> None:
    due = now.date() - days(365)
    expired = make_listing(session, state=PublicationState.EXPIRED, valid_until=due)
    withdrawn = make_listing(session, state=PublicationState.WITHDRAWN, valid_until=due)
    younger = make_listing(session, state=PublicationState.EXPIRED, valid_until=due + days(1))
    life_cycle.archive_due(session, now=now)
    states = [expired.state, withdrawn.state, younger.state]
    assert states == [PublicationState.ARCHIVED, PublicationState.ARCHIVED, PublicationState.EXPIRED]


def test_mails_are_written_in_the_language_of_the_person(session: Session, now: datetime) -> None:
    person = make_person(session, name="Anna")
    for kind in ("listing_expires", "listing_still_active"):
        mail = composed(
            kind,
            to=person.email,
            locale=person.locale,
            person=person,
            listing_id=12,
            title="Enzymes & more",
            organisation="Kuldkala",
            last_day="2027-01-01",
            days=14,
        )
        assert "Enzymes & more" in mail.subject
        assert "http://localhost/listings/12" in mail.text
        assert "Enzymes &amp; more" in mail.html

"""Verbs of needs and offers."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from matchmaker.listings import service
from matchmaker.listings.errors import NothingToRenew, NotShown
from matchmaker.listings.rules import ListingValues
from matchmaker.publication.errors import (
    ChangedMeanwhile,
    Incomplete,
    MoveRefused,
    OnlyDraftsAreDeleted,
    TooLong,
)
from models import Activity, Direction, Listing, OutboxRow, PublicationState
from models.columns import utc_now
from tests.factories import make_listing, make_organisation, make_person

FULL = ListingValues(
    direction=Direction.NEED,
    title="Enzymes for cold washing",
    summary="We look for enzymes.",
    description="Active at 12 °C.",
    keywords=["enzymes"],
)


def log_of(session: Session) -> list[str]:
    return list(session.scalars(select(Activity.verb).order_by(Activity.id)))


def test_draft_and_publish_write_log_entries_and_ask_for_indexing(session: Session) -> None:
    actor = make_person(session)
    listing = service.draft_listing(session, make_organisation(session), FULL, actor=actor)
    service.publish_listing(session, listing, actor=actor)
    service.publish_listing(session, listing, actor=actor)
    assert log_of(session) == ["listing.drafted", "listing.published"]
    rows = session.scalars(select(OutboxRow).filter_by(kind="index.text")).all()
    assert [row.payload for row in rows] == [{"item": f"listing:{listing.id}"}] * 2
    assert listing.valid_until == utc_now().date() + timedelta(days=365)


def test_publish_refuses_what_readers_would_miss(session: Session) -> None:
    actor = make_person(session)
    bare = ListingValues(direction=Direction.OFFER, title="Enzymes")
    listing = service.draft_listing(session, make_organisation(session), bare, actor=actor)
    with pytest.raises(Incomplete) as caught:
        service.publish_listing(session, listing, actor=actor)
    assert list(caught.value.missing) == ["summary", "description"]
    assert listing.state is PublicationState.DRAFT


def test_draft_refuses_a_text_over_its_limit(session: Session) -> None:
    long = ListingValues(direction=Direction.OFFER, title="x" * 257)
    with pytest.raises(TooLong):
        service.draft_listing(session, make_organisation(session), long, actor=make_person(session))
    assert session.scalars(select(Listing)).all() == []


def test_change_refuses_an_older_version(session: Session) -> None:
    actor, listing = make_person(session), make_listing(session)
    seen = service.version_now(listing)
    service.change_listing(session, listing, FULL, actor=actor, seen=seen)
    session.flush()
    with pytest.raises(ChangedMeanwhile):
        service.change_listing(session, listing, FULL, actor=actor, seen=seen)
    assert listing.state is PublicationState.PUBLISHED


def test_change_keeps_a_published_text_complete(session: Session) -> None:
    listing = make_listing(session)
    bare = ListingValues(direction=Direction.NEED, title="Enzymes")
    with pytest.raises(Incomplete):
        service.change_listing(
            session, listing, bare, actor=make_person(session), seen=service.version_now(listing)
        )
    assert listing.summary != ""


def test_renew_brings_back_what_expired_for_a_year_from_today(session: Session) -> None:
    today = utc_now().date()
    listing = make_listing(
        session, state=PublicationState.EXPIRED, valid_until=today - timedelta(days=40), asked_at=utc_now()
    )
    service.renew_listing(session, listing, actor=make_person(session))
    assert listing.state is PublicationState.PUBLISHED
    assert listing.valid_until == today + timedelta(days=365)
    assert listing.asked_at is None


@pytest.mark.parametrize(
    "state", [PublicationState.DRAFT, PublicationState.WITHDRAWN, PublicationState.ARCHIVED]
)
def test_renew_refuses_what_is_not_or_was_not_shown(session: Session, state: PublicationState) -> None:
    with pytest.raises(NothingToRenew):
        service.renew_listing(session, make_listing(session, state=state), actor=make_person(session))


def test_confirm_refuses_what_is_past_its_date(session: Session) -> None:
    listing = make_listing(session, valid_until=utc_now().date() - timedelta(days=1))
    with pytest.raises(NotShown):
        service.confirm_listing(session, listing, actor=make_person(session))


def test_withdraw_and_publish_again(session: Session) -> None:
    actor, listing = make_person(session), make_listing(session)
    service.withdraw_listing(session, listing, actor=actor)
    service.withdraw_listing(session, listing, actor=actor)
    service.publish_listing(session, listing, actor=actor)
    assert log_of(session) == ["listing.withdrawn", "listing.published"]


def test_archived_is_neither_changed_nor_published(session: Session) -> None:
    actor, listing = make_person(session), make_listing(session, state=PublicationState.ARCHIVED)
    with pytest.raises(MoveRefused):
        service.publish_listing(session, listing, actor=actor)
    with pytest.raises(MoveRefused):
        service.change_listing(session, listing, FULL, actor=actor, seen=service.version_now(listing))


def test_delete_takes_drafts_only(session: Session) -> None:
    actor = make_person(session)
    with pytest.raises(OnlyDraftsAreDeleted):
        service.delete_listing(session, make_listing(session), actor=actor)
    service.delete_listing(session, make_listing(session, state=PublicationState.DRAFT), actor=actor)
    assert len(session.scalars(select(Listing)).all()) == 1

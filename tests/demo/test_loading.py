"""The invented network in the tables: whole, once, and with work left for each role."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from matchmaker.demo.dataset import Dataset, read_dataset
from matchmaker.demo.loading import Standing, clear_network, load_network, standing_of
from matchmaker.demo.sign_ins import DEMO_PASSWORD, SIGN_INS, DemoSignIn
from matchmaker.extensions import db
from matchmaker.introductions import queries, rules
from matchmaker.organisations.claim_queries import waiting_in_network
from matchmaker.people.service import person_by_address
from models import (
    Activity,
    Base,
    Call,
    ClusterMembership,
    ClusterMembershipState,
    CuratedSuggestion,
    DeskClaim,
    Introduction,
    IntroductionState,
    Listing,
    Meeting,
    MeetingState,
    Organisation,
    Outcome,
    OutcomeKind,
    Person,
    PublicationState,
    Venue,
    VerificationState,
)
from models.columns import utc_now


@pytest.fixture
def loaded(demo_app: Flask) -> Iterator[Session]:
    """A session on the loaded network; what a test changes is rolled back."""
    with demo_app.app_context():
        yield db.session
        db.session.rollback()


@pytest.fixture
def dataset() -> Dataset:
    return read_dataset()


def row_counts(session: Session) -> dict[str, int]:
    return {
        table.name: session.scalars(select(func.count()).select_from(table)).one()
        for table in Base.metadata.sorted_tables
    }


def test_network_is_whole_after_loading(loaded: Session, dataset: Dataset) -> None:
    counts = row_counts(loaded)
    texts = [text for entry in dataset.every_organisation for text in entry["listings"]]
    claims = [claim for entry in dataset.unclaimed for claim in entry["claims"]]
    assert counts["organisation"] == len(list(dataset.every_organisation)) + len(dataset.unclaimed)
    assert counts["organisation_claim"] == len(claims)
    assert counts["listing"] == len(texts) + len(dataset.drafts)
    assert counts["project"] == len(dataset.projects)
    assert counts["call"] == len(dataset.calls)
    contacts = len(dataset.contacts) + len(dataset.roaming_contacts)
    assert counts["person"] == len(SIGN_INS) + contacts + len(claims)
    assert counts["introduction"] == len(dataset.introductions)
    assert counts["outbox"] == 0


def test_standing_is_current_after_loading_and_outdated_with_other_data(
    loaded: Session, dataset: Dataset
) -> None:
    assert standing_of(loaded, dataset) is Standing.CURRENT
    assert standing_of(loaded, replace(dataset, digest="another")) is Standing.OUTDATED


def test_standing_tells_a_network_of_ones_own(session: Session, dataset: Dataset) -> None:
    assert standing_of(session, dataset) is Standing.EMPTY
    session.add(Person(email="somebody@matchmaker.example", fs_uniquifier="x"))
    session.flush()
    assert standing_of(session, dataset) is Standing.FOREIGN


def test_network_loads_anew_after_clearing(loaded: Session, dataset: Dataset) -> None:
    before = row_counts(loaded)
    clear_network(loaded)
    assert set(row_counts(loaded).values()) == {0}
    load_network(loaded, replace(dataset, digest="another"), now=utc_now())
    # What managers might suggest is found by the index, once that is built of what was loaded; what they
    # hold comes of opening their desk, as other tests do.
    not_loaded = {name: before[name] for name in (CuratedSuggestion.__tablename__, DeskClaim.__tablename__)}
    assert {**row_counts(loaded), **not_loaded} == before


@pytest.mark.parametrize("one", SIGN_INS, ids=lambda one: one.role)
def test_sign_in_works_and_acts_for_its_organisation(loaded: Session, one: DemoSignIn) -> None:
    person = person_by_address(loaded, one.email)
    assert person is not None
    assert [(m.organisation.slug, m.role) for m in person.memberships] == (
        [(one.organisation, one.membership)] if one.organisation else []
    )
    assert person.is_secretariat is not bool(one.organisation)
    assert person.verify_and_update_password(DEMO_PASSWORD)


def test_each_role_finds_work(loaded: Session) -> None:
    cluster = loaded.scalars(select(Organisation).filter_by(slug="cluster-biotech-baltic")).one()
    links = loaded.scalars(select(ClusterMembership).filter_by(cluster_id=cluster.id)).all()
    asking = [link for link in links if link.state is ClusterMembershipState.REQUESTED]
    unchecked = [
        link
        for link in links
        if link.state is ClusterMembershipState.ACTIVE
        and link.organisation.verification is VerificationState.UNVERIFIED
        and link.organisation.is_claimed
    ]
    assert len(asking) == 2
    assert len(unchecked) == 3
    sme = loaded.scalars(select(Organisation).filter_by(slug="emajoe-ensuumid")).one()
    states = sorted(listing.state for listing in sme.listings)
    assert states == [PublicationState.DRAFT] * 2 + [PublicationState.PUBLISHED] * 4
    soon = utc_now().date() + timedelta(days=30)
    assert sum(1 for listing in sme.listings if listing.valid_until and listing.valid_until <= soon) == 1
    assert sum(1 for listing in sme.listings if listing.asked_at is not None) == 1


def test_claims_wait_for_a_manager_and_for_the_secretariat(loaded: Session) -> None:
    waiting = waiting_in_network(loaded)
    assert [one.at_desk for one in waiting] == [False, True]
    now = utc_now()
    for one in waiting:
        logged = loaded.scalars(
            select(Activity).filter_by(subject_kind="organisation_claim", subject_id=one.claim.id)
        ).one()
        assert logged.at == one.claim.created_at < now - timedelta(days=1)


def test_introductions_stand_in_every_state_with_what_belongs_to_them(loaded: Session) -> None:
    introductions = loaded.scalars(select(Introduction)).all()
    states = Counter(introduction.state for introduction in introductions)
    assert set(states) == set(IntroductionState) - {IntroductionState.DRAFT}
    assert len(introductions) >= 25
    meetings = {meeting.state for meeting in loaded.scalars(select(Meeting))}
    assert meetings == {MeetingState.PROPOSED, MeetingState.CHOSEN, MeetingState.CANCELLED}
    assert set(loaded.scalars(select(Outcome.kind))) == set(OutcomeKind)
    now = utc_now()
    for introduction in introductions:
        assert introduction.state_since <= now
        assert introduction.due_at is None or introduction.due_at > now
        assert queries.open_count(loaded, introduction.asking_organisation_id) < rules.MOST_OPEN


def test_dates_are_counted_from_now(loaded: Session) -> None:
    now = utc_now()
    for listing in loaded.scalars(select(Listing).where(Listing.state == PublicationState.PUBLISHED)):
        assert listing.published_at is not None
        assert listing.valid_until is not None
        assert listing.published_at < now
        assert listing.valid_until > now.date()
        assert listing.organisation.created_at < listing.published_at
    calls = loaded.scalars(select(Call)).all()
    assert sum(1 for call in calls if call.is_open(now)) >= 35
    assert all(call.deadlines for call in calls)


def test_history_tells_what_happened_before_now(loaded: Session) -> None:
    now = utc_now()
    entries = loaded.scalars(select(Activity)).all()
    assert max(entry.at for entry in entries) <= now
    published = {
        (entry.subject_kind, entry.subject_id) for entry in entries if entry.verb == "venue.published"
    }
    assert published == {("venue", number) for number in loaded.scalars(select(Venue.id))}

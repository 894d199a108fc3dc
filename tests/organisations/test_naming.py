"""Organisations shown without their name: what stands in its place, and who reads it anyway."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from matchmaker.organisations import service
from matchmaker.organisations.errors import NameIsPublic
from matchmaker.organisations.identity import identity_shown_to, own_identity, shown_identity
from matchmaker.organisations.naming_service import leave_name_out, show_name, texts_that_name
from models import IntroductionState, OrganisationKind, OutboxRow, Person
from tests.factories import (
    AskingPair,
    make_asking_pair,
    make_cluster,
    make_cluster_membership,
    make_introduction,
    make_listing,
    make_organisation,
    make_person,
    make_secretariat,
)

SignIn = Callable[[Person], FlaskClient]
TELLING = {
    "name": "Bluezyme",
    "legal_name": "Bluezyme OÜ",
    "city": "Tartu",
    "address": "Teaduspargi 7",
    "website": "https://www.bluezyme.example",
    "latitude": 58.37,
    "longitude": 26.72,
}


@pytest.fixture
def pair(session: Session) -> AskingPair:
    """A company that asks, and one that left its name out."""
    pair = make_asking_pair(session, slug="bluezyme", **TELLING)
    leave_name_out(session, pair.asked, actor=pair.asked_person)
    session.flush()
    return pair


def test_stand_in_tells_kind_and_country_only(pair: AskingPair) -> None:
    shown = shown_identity(pair.asked)
    assert shown.name.startswith("Anonymous company EE-")
    assert shown.slug.startswith("anonymous-")
    assert (shown.legal_name, shown.city, shown.address, shown.website) == ("", "", "", "")
    assert (shown.latitude, shown.longitude) == (None, None)
    assert own_identity(pair.asked).name == pair.asked.own_name == "Bluezyme"


def test_shown_again_is_as_it_was(session: Session, pair: AskingPair) -> None:
    show_name(session, pair.asked, actor=pair.asked_person)
    session.flush()
    assert {name: getattr(pair.asked, name) for name in TELLING} == TELLING
    assert pair.asked.slug == "bluezyme"
    assert not pair.asked.is_anonymous


def test_leaving_out_twice_keeps_the_name(session: Session, pair: AskingPair) -> None:
    before = pair.asked.slug
    leave_name_out(session, pair.asked, actor=pair.asked_person)
    assert pair.asked.slug == before
    assert pair.asked.own_name == "Bluezyme"


def test_changed_profile_stays_behind_the_stand_in(session: Session, pair: AskingPair) -> None:
    profile = service.profile_of(pair.asked)
    assert profile.name == "Bluezyme"
    changed = service.Profile(
        kind=profile.kind, legal_name="Bluezyme OÜ", name="Bluezyme Nordic", country="FI", story="Enzymes."
    )
    slug = pair.asked.slug
    service.change_profile(session, pair.asked, changed, actor=pair.asked_person)
    assert own_identity(pair.asked).name == "Bluezyme Nordic"
    assert own_identity(pair.asked).slug == "bluezyme"
    assert pair.asked.name.startswith("Anonymous company FI-")
    assert (pair.asked.slug, pair.asked.story, pair.asked.website) == (slug, "Enzymes.", "")


@pytest.mark.parametrize("kind", [OrganisationKind.SCIENCE_PARK, OrganisationKind.CLUSTER])
def test_place_and_cluster_keep_their_name(session: Session, kind: OrganisationKind) -> None:
    owner = make_person(session)
    host = make_organisation(session, owner=owner, kind=kind)
    with pytest.raises(NameIsPublic):
        leave_name_out(session, host, actor=owner)


def test_its_own_people_its_manager_and_the_secretariat_know_it(session: Session, pair: AskingPair) -> None:
    manager = make_person(session)
    make_cluster_membership(session, pair.asked, make_cluster(session, manager=manager))
    session.refresh(pair.asked)
    for person in (pair.asked_person, manager, make_secretariat(session)):
        assert identity_shown_to(person, pair.asked).name == "Bluezyme"
    for outsider in (None, pair.asking_person, pair.manager):
        assert identity_shown_to(outsider, pair.asked) == shown_identity(pair.asked)


@pytest.mark.parametrize("state", IntroductionState)
def test_an_introduction_tells_it_on_acceptance(
    session: Session, pair: AskingPair, state: IntroductionState
) -> None:
    introduction = make_introduction(session, pair, state)
    named = identity_shown_to(pair.asking_person, pair.asked).name == "Bluezyme"
    assert named is introduction.is_accepted
    assert identity_shown_to(make_asking_pair(session).asking_person, pair.asked).name != "Bluezyme"


def test_mails_before_acceptance_do_not_tell_it(session: Session, pair: AskingPair) -> None:
    make_introduction(session, pair, IntroductionState.DECLINED)
    told = [
        row.payload["values"]
        for row in session.scalars(select(OutboxRow))
        if row.payload.get("values", {}).get("side") in {"asking", "broker"}
    ]
    assert told
    assert "Bluezyme" not in str(told)


def test_pages_tell_it_on_acceptance(session: Session, pair: AskingPair, sign_in: SignIn) -> None:
    waiting = make_introduction(session, pair, IntroductionState.RELEASED)
    session.commit()
    addresses = (f"/introductions/{waiting.id}", f"/organisations/{pair.asked.slug}", "/introductions")
    client = sign_in(pair.asking_person)
    assert all("Bluezyme" not in client.get(address).text for address in addresses)
    assert "Bluezyme" in sign_in(pair.asked_person).get(addresses[1]).text
    waiting.state = IntroductionState.ACCEPTED
    waiting.answered_by = pair.asked_person
    session.commit()
    client = sign_in(pair.asking_person)
    assert all("Bluezyme" in client.get(address).text for address in addresses[:2])


def test_owner_leaves_the_name_out_and_shows_it_again(
    session: Session, pair: AskingPair, sign_in: SignIn
) -> None:
    session.commit()
    client = sign_in(pair.asked_person)
    shown = client.post(f"/organisations/{pair.asked.slug}/naming", data={"anonymous": "0"})
    assert shown.location == "/organisations/bluezyme"
    hidden = client.post("/organisations/bluezyme/naming", data={"anonymous": "1"})
    assert hidden.location.startswith("/organisations/anonymous-")
    assert sign_in(pair.asking_person).post(f"{hidden.location}/naming").status_code == 403


def test_texts_that_tell_the_name_are_listed(session: Session, pair: AskingPair) -> None:
    make_listing(session, pair.asked, title="Enzymes", description="Ask BLUEZYME for a sample.")
    make_listing(session, pair.asked, title="Cold wash", description="See bluezyme.example/wash.")
    make_listing(session, pair.asked, title="Pilot line", summary="Three reactors.", description="")
    pair.asked.story = "At Bluezyme OÜ we make enzymes."
    session.flush()
    assert texts_that_name(session, pair.asked) == ["", "Enzymes", "Cold wash"]

"""Erasing a person: nothing of them stays, all that others count on does."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from matchmaker import activity
from matchmaker.erasure.errors import LastSecretariat, StillNeeded
from matchmaker.erasure.service import erase_person
from matchmaker.events import service as events
from matchmaker.extensions import db
from matchmaker.introductions import talking_service
from matchmaker.notifications.mailer import DELIVER
from matchmaker.notifications.retention import forget_sent_mails
from matchmaker.organisations import people_service
from matchmaker.people.tokens import create_token
from matchmaker.visits import talking_service as visit_talks
from models import (
    Activity,
    Base,
    EventRegistration,
    Introduction,
    IntroductionState,
    MembershipRole,
    OrganisationKind,
    OutboxRow,
    PartyMember,
    Person,
    RegistrationState,
    Visit,
    VisitState,
)
from models.columns import utc_now
from tests.factories import (
    make_asking_pair,
    make_event,
    make_introduction,
    make_membership,
    make_organisation,
    make_person,
    make_secretariat,
)
from tests.visits.roaming import asked, make_roaming

SignIn = Callable[[Person], FlaskClient]
PASSWORD = "a-quiet-lake-in-may"
NAME, ADDRESS = "Aurelia Quistgaard", "aurelia.quistgaard@leaving.example"


@pytest.fixture(autouse=True)
def _without_tokens(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(app.config, "WTF_CSRF_ENABLED", False)


def erase(session: Session, person: Person) -> None:
    erase_person(session, person, now=utc_now())
    session.expire_all()


def cells_with(session: Session, *texts: str) -> Iterator[str]:
    """Table and column of every value in the database that has one of some texts in it."""
    for table in Base.metadata.sorted_tables:
        for row in session.execute(select(table)).mappings():
            for column, value in row.items():
                if any(text in str(value) for text in texts):
                    yield f"{table.name}.{column}"


def test_nothing_of_the_person_is_left_on_either_database(own_app: Flask) -> None:
    with own_app.app_context():
        session = db.session
        roaming = make_roaming(session)
        person = make_person(session, name=NAME, email=ADDRESS)
        added = people_service.add_person(
            session, roaming.visitor, email=ADDRESS, role=MembershipRole.OWNER, actor=roaming.visitor_person
        )
        assert added is not None
        people_service.change_role(session, added, MembershipRole.MEMBER, actor=roaming.visitor_person)
        visit = asked(session, roaming)
        visit.requested_by = person
        session.add(PartyMember(visit_id=visit.id, name="Bertil Ohlsson-Krook", deleted_after=visit.ends_on))
        visit_talks.say(session, visit, actor=person, text="Is there a lift?")
        create_token(session, person, actor=person, name="figures", days=90)
        event = make_event(session, roaming.host)
        events.register(session, event, actor=person, organisation=roaming.visitor)
        session.commit()
        own_app.extensions["sweep"]()
        assert set(cells_with(session, NAME, ADDRESS)) > {"person.name", "person.email", "activity.details"}

        erase(session, person)
        session.commit()
        own_app.extensions["sweep"]()
        session.expire_all()
        # The mails of the last weeks still say who wrote what; the day comes when they are forgotten.
        left = set(cells_with(session, NAME, ADDRESS, "Ohlsson-Krook"))
        assert left <= {"outbox.payload", "digest_item.values"}
        forget_sent_mails(session, now=utc_now() + timedelta(days=31))
        session.commit()
        assert list(cells_with(session, NAME, ADDRESS)) == []


def test_what_they_did_stays_without_them(session: Session, sign_in: SignIn) -> None:
    pair = make_asking_pair(session)
    colleague = make_person(session)
    make_membership(session, colleague, pair.asked)
    introduction = make_introduction(session, pair, IntroductionState.ACCEPTED)
    talking_service.say(session, introduction, actor=pair.asked_person, text="When can we meet?")
    session.commit()
    before = session.scalar(select(func.count(Activity.id)))
    erase(session, pair.asked_person)
    session.commit()
    kept = session.get_one(Introduction, introduction.id)
    assert (kept.state, kept.answered_by) == (IntroductionState.ACCEPTED, None)
    assert [message.text for message in kept.messages] == ["When can we meet?"]
    # One more entry: that somebody was erased.
    assert session.scalar(select(func.count(Activity.id))) == (before or 0) + 1
    page = sign_in(pair.asking_person).get(f"/introductions/{introduction.id}").text
    assert "Somebody who left" in page
    assert "When can we meet?" in page
    assert colleague.email in page


def test_what_the_service_did_by_itself_is_told_apart(session: Session) -> None:
    person = make_person(session)
    organisation = make_organisation(session, owner=make_person(session))
    activity.record(session, "organisation.changed", organisation, actor=person, organisation=organisation)
    activity.record(session, "organisation.changed", organisation, actor=None, organisation=organisation)
    session.flush()
    erase(session, person)
    rows = session.scalars(
        select(Activity).where(Activity.verb == "organisation.changed").order_by(Activity.id)
    )
    assert [(row.actor_id, row.actor_left) for row in rows] == [(None, True), (None, False)]


def test_visits_end_and_the_place_is_free_again(session: Session) -> None:
    roaming = make_roaming(session, at_once=True)
    make_membership(session, make_person(session), roaming.visitor)
    confirmed = asked(session, roaming)
    assert confirmed.state is VisitState.ACCEPTED
    erase(session, roaming.visitor_person)
    ended = session.get_one(Visit, confirmed.id)
    assert (ended.state, ended.requested_by) == (VisitState.CANCELLED, None)
    kinds = [
        row.payload["kind"]
        for row in session.scalars(select(OutboxRow).where(OutboxRow.kind == "visit.notice"))
        if row.payload["person_id"] == roaming.host_person.id
    ]
    assert "visit_cancelled" in kinds


def test_request_that_waits_is_withdrawn(session: Session) -> None:
    roaming = make_roaming(session)
    make_membership(session, make_person(session), roaming.visitor)
    waiting = asked(session, roaming)
    erase(session, roaming.visitor_person)
    assert session.get_one(Visit, waiting.id).state is VisitState.WITHDRAWN


def test_visit_under_way_goes_on(session: Session) -> None:
    roaming = make_roaming(session, at_once=True)
    make_membership(session, make_person(session), roaming.visitor)
    under_way = asked(session, roaming)
    under_way.state = VisitState.ARRIVED
    session.commit()
    erase(session, roaming.visitor_person)
    assert session.get_one(Visit, under_way.id).state is VisitState.ARRIVED


def test_place_at_an_event_goes_to_who_waits(session: Session) -> None:
    first, second = make_person(session), make_person(session)
    event = make_event(session, places=1)
    events.register(session, event, actor=first, organisation=None)
    waiting = events.register(session, event, actor=second, organisation=None)
    assert waiting.state is RegistrationState.WAITING
    session.commit()
    erase(session, first)
    moved = session.scalars(select(EventRegistration).where(EventRegistration.event_id == event.id)).one()
    assert (moved.person_id, moved.state) == (second.id, RegistrationState.REGISTERED)


def test_past_events_keep_their_count(session: Session) -> None:
    person = make_person(session)
    event = make_event(session)
    events.register(session, event, actor=person, organisation=None)
    event.starts_at, event.ends_at = (datetime(2020, 5, 4, hour, tzinfo=UTC) for hour in (9, 12))
    session.commit()
    erase(session, person)
    assert event.taken == 1


def test_company_of_one_is_hidden_and_nobody_waits_for_it(session: Session) -> None:
    pair = make_asking_pair(session)
    asked_of_it = make_introduction(session, pair, IntroductionState.RELEASED)
    other = make_asking_pair(session)
    asked_by_it = make_introduction(session, other, IntroductionState.RELEASED)
    session.commit()
    erase(session, pair.asked_person)
    erase(session, other.asking_person)
    assert pair.asked.hidden
    assert other.asking.hidden
    assert session.get_one(Introduction, asked_of_it.id).state is IntroductionState.DECLINED
    assert session.get_one(Introduction, asked_by_it.id).state is IntroductionState.WITHDRAWN


@pytest.mark.parametrize("kind", [OrganisationKind.CLUSTER, OrganisationKind.SCIENCE_PARK])
def test_host_must_be_handed_over_first(session: Session, kind: OrganisationKind) -> None:
    person = make_person(session)
    organisation = make_organisation(session, kind=kind, name="Emajõe Park")
    role = MembershipRole.MANAGER if kind is OrganisationKind.CLUSTER else MembershipRole.OWNER
    make_membership(session, person, organisation, role=role)
    with pytest.raises(StillNeeded, match="Emajõe Park"):
        erase_person(session, person, now=utc_now())
    make_membership(session, make_person(session), organisation, role=role)
    erase(session, person)
    assert not organisation.hidden


def test_members_are_not_left_without_an_owner(session: Session) -> None:
    person = make_person(session)
    organisation = make_organisation(session, owner=person, name="Tamme Biotech")
    make_membership(session, make_person(session), organisation, role=MembershipRole.MEMBER)
    with pytest.raises(StillNeeded, match="Tamme Biotech"):
        erase_person(session, person, now=utc_now())


def test_last_of_the_secretariat_stays(session: Session) -> None:
    only = make_secretariat(session)
    with pytest.raises(LastSecretariat):
        erase_person(session, only, now=utc_now())
    make_secretariat(session)
    number = only.id
    erase(session, only)
    assert session.get(Person, number) is None


def test_goodbye_goes_to_the_address_in_their_language(session: Session) -> None:
    person = make_person(session, name=NAME, email=ADDRESS, locale="sv")
    erase(session, person)
    (row,) = session.scalars(select(OutboxRow).where(OutboxRow.kind == DELIVER))
    assert row.payload["to"] == ADDRESS
    assert NAME in row.payload["text"]
    assert "mm-" not in row.payload["text"]


def test_page_says_what_ends_and_asks_for_the_password(session: Session, sign_in: SignIn) -> None:
    roaming = make_roaming(session, at_once=True)
    roaming.visitor_person.password = make_person(session, password=PASSWORD).password
    visit = asked(session, roaming)
    client = sign_in(roaming.visitor_person)
    page = client.get("/account/erase").text
    assert roaming.venue.name in page
    assert roaming.visitor.name in page
    assert client.post("/account/erase", data={"password": "not-this-one"}).status_code == 422
    session.expire_all()
    assert session.get_one(Visit, visit.id).state is VisitState.ACCEPTED
    answer = client.post("/account/erase", data={"password": PASSWORD})
    assert answer.location == "/"
    assert "Your account is erased" in client.get("/").text
    assert client.get("/account").location.startswith("/login")


def test_page_leads_to_handing_over(session: Session, sign_in: SignIn) -> None:
    roaming = make_roaming(session)
    roaming.host_person.password = make_person(session, password=PASSWORD).password
    session.commit()
    client = sign_in(roaming.host_person)
    page = client.get("/account/erase").text
    assert f"/organisations/{roaming.host.slug}/people" in page
    assert 'type="password"' not in page
    refused = client.post("/account/erase", data={"password": PASSWORD})
    assert refused.status_code == 409
    assert roaming.host.name in refused.text


def test_nobody_is_erased_without_signing_in(client: FlaskClient) -> None:
    assert client.get("/account/erase").location.startswith("/login")


def test_visits_of_an_organisation_left_before_stay_its_own(session: Session) -> None:
    roaming = make_roaming(session, at_once=True)
    make_membership(session, make_person(session), roaming.visitor)
    visit = asked(session, roaming)
    session.refresh(roaming.visitor_person)
    membership = roaming.visitor_person.membership_in(roaming.visitor.id)
    assert membership is not None
    people_service.remove_person(session, membership, actor=roaming.visitor_person)
    session.commit()
    session.refresh(roaming.visitor_person)
    erase(session, roaming.visitor_person)
    kept = session.get_one(Visit, visit.id)
    assert kept.state is VisitState.ACCEPTED

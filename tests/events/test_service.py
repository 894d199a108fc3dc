"""Places at events: taken, waited for, given back, moved up; and what people are told."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date, timedelta

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from matchmaker.events import queries, service
from matchmaker.events.errors import (
    AlreadyOver,
    EventIsOff,
    EventPublished,
    NoOrganiser,
    NotOpen,
    NotRegistered,
    PlacesTaken,
)
from matchmaker.events.rules import Payer
from matchmaker.publication.errors import ChangedMeanwhile, Incomplete
from models import (
    AgreementTerms,
    Event,
    EventRegistration,
    EventState,
    Organisation,
    OutboxRow,
    Person,
    RegistrationState,
    Signature,
)
from models.columns import utc_now
from tests.factories import (
    make_cluster,
    make_cluster_membership,
    make_event,
    make_organisation,
    make_person,
    make_venue,
)

NO_LIMIT = settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


def mails(session: Session) -> list[tuple[str, int]]:
    """Kind and recipient of every mail about events, in order."""
    rows = session.scalars(select(OutboxRow).where(OutboxRow.kind == "event.notice").order_by(OutboxRow.id))
    return [(row.payload["kind"], row.payload["person_id"]) for row in rows]


def come(session: Session, event: Event, person: Person) -> RegistrationState:
    return service.register(session, event, actor=person, organisation=None).state


@pytest.fixture
def actor(session: Session) -> Person:
    return make_person(session)


def test_place_then_waiting_list_then_moved_up(session: Session) -> None:
    event = make_event(session, places=1)
    first, second, third = (make_person(session) for _ in range(3))
    assert [come(session, event, one) for one in (first, second, third)] == [
        RegistrationState.REGISTERED,
        RegistrationState.WAITING,
        RegistrationState.WAITING,
    ]
    service.unregister(session, event, actor=first)
    waits = queries.registration_of(session, event, third)
    assert waits is not None
    assert queries.place_in_line(session, waits) == 1
    assert event.taken == 1
    assert mails(session) == [
        ("event_registered", first.id),
        ("event_waiting", second.id),
        ("event_waiting", third.id),
        ("event_place_freed", second.id),
    ]


def test_registering_twice_takes_one_place(session: Session, actor: Person) -> None:
    event = make_event(session, places=5)
    assert [come(session, event, actor) for _ in range(2)] == [RegistrationState.REGISTERED] * 2
    assert event.taken == 1
    assert mails(session) == [("event_registered", actor.id)]


def test_who_comes_back_stands_at_the_end_of_the_line(session: Session) -> None:
    event = make_event(session, places=1)
    first, second, third = (make_person(session) for _ in range(3))
    now = utc_now()
    for minute, one in enumerate((first, second, third)):
        service.register(session, event, actor=one, organisation=None, now=now + timedelta(minutes=minute))
    service.unregister(session, event, actor=second, now=now + timedelta(minutes=5))
    again = service.register(session, event, actor=second, organisation=None, now=now + timedelta(minutes=6))
    assert again.state is RegistrationState.WAITING
    assert queries.place_in_line(session, again) == 2


def test_leaving_the_line_frees_no_place(session: Session) -> None:
    event = make_event(session, places=1)
    first, second = make_person(session), make_person(session)
    come(session, event, first)
    come(session, event, second)
    service.unregister(session, event, actor=second)
    service.unregister(session, event, actor=second)
    assert event.taken == 1


def test_place_freed_after_the_beginning_stays_empty(session: Session) -> None:
    event = make_event(session, places=1)
    first, second = make_person(session), make_person(session)
    come(session, event, first)
    come(session, event, second)
    service.unregister(session, event, actor=first, now=event.starts_at)
    assert event.taken == 0


def test_more_places_go_to_who_waits(session: Session, actor: Person) -> None:
    event = make_event(session, places=1)
    people = [make_person(session) for _ in range(4)]
    for one in people:
        come(session, event, one)
    values = replace(service.values_of(event), places=3)
    service.change_event(session, event, values, actor=actor, seen=service.version_now(event))
    assert event.taken == 3
    assert [who for kind, who in mails(session) if kind == "event_place_freed"] == [
        people[1].id,
        people[2].id,
    ]
    assert "event_changed" not in dict(mails(session))


def test_places_that_people_have_are_not_taken_away(session: Session, actor: Person) -> None:
    event = make_event(session, places=2)
    come(session, event, make_person(session))
    come(session, event, make_person(session))
    with pytest.raises(PlacesTaken):
        service.change_event(
            session, event, replace(service.values_of(event), places=1), actor=actor,
            seen=service.version_now(event),
        )  # fmt: skip


def test_other_hour_raises_the_sequence_and_tells_everybody(session: Session, actor: Person) -> None:
    event = make_event(session, places=1)
    first, second = make_person(session), make_person(session)
    come(session, event, first)
    come(session, event, second)
    later = replace(service.values_of(event), ends_at=event.ends_at + timedelta(hours=1))
    service.change_event(session, event, later, actor=actor, seen=service.version_now(event))
    assert event.sequence == 1
    assert mails(session)[-2:] == [("event_changed", first.id), ("event_changed", second.id)]


def test_other_fee_disturbs_nobody(session: Session, actor: Person) -> None:
    event = make_event(session)
    come(session, event, make_person(session))
    values = replace(service.values_of(event), fee_members="10 €")
    service.change_event(session, event, values, actor=actor, seen=service.version_now(event))
    assert event.sequence == 0
    assert [kind for kind, _who in mails(session)] == ["event_registered"]


def test_taking_a_place_leaves_an_open_form_valid(session: Session, actor: Person) -> None:
    event = make_event(session)
    session.commit()
    seen = service.version_now(event)
    come(session, event, make_person(session))
    session.commit()
    session.expire_all()
    service.change_event(session, event, service.values_of(event), actor=actor, seen=seen)


def test_form_that_saw_another_version_is_refused(session: Session, actor: Person) -> None:
    event = make_event(session)
    seen = service.version_now(event)
    service.change_event(session, event, service.values_of(event), actor=actor, seen=seen)
    with pytest.raises(ChangedMeanwhile):
        service.change_event(session, event, service.values_of(event), actor=actor, seen=seen)


def test_calling_off_tells_who_comes_and_who_waits_once(session: Session, actor: Person) -> None:
    event = make_event(session, places=1)
    first, second, third = (make_person(session) for _ in range(3))
    for one in (first, second, third):
        come(session, event, one)
    service.unregister(session, event, actor=third)
    before = len(mails(session))
    for _ in range(2):
        service.cancel_event(session, event, actor=actor, reason="The roof leaks.")
    assert mails(session)[before:] == [("event_cancelled", first.id), ("event_cancelled", second.id)]
    assert (event.state, event.sequence) == (EventState.CANCELLED, 1)
    with pytest.raises(EventIsOff):
        service.publish_event(session, event, actor=actor)
    with pytest.raises(NotOpen):
        come(session, event, make_person(session))


def test_draft_is_deleted_and_nothing_else(session: Session, actor: Person) -> None:
    with pytest.raises(EventPublished):
        service.delete_event(session, make_event(session), actor=actor)
    service.delete_event(session, make_event(session, state=EventState.DRAFT), actor=actor)
    assert session.scalar(select(func.count(Event.id)).where(Event.state == EventState.DRAFT)) == 0


def test_company_holds_no_events(session: Session, actor: Person) -> None:
    values = service.values_of(make_event(session))
    with pytest.raises(NoOrganiser):
        service.draft_event(session, make_organisation(session), values, actor=actor)


def test_event_at_a_venue_is_where_the_venue_is(session: Session, actor: Person) -> None:
    venue = make_venue(session, city="Riga", country="LV", time_zone="Europe/Riga")
    values = replace(service.values_of(make_event(session)), venue_id=venue.id)
    event = service.draft_event(session, venue.host, values, actor=actor)
    assert (event.city, event.country, event.time_zone) == ("Riga", "LV", "Europe/Riga")


@pytest.mark.parametrize("title", ["New", "Mine"])
def test_title_never_makes_an_address_of_another_page(session: Session, actor: Person, title: str) -> None:
    host = make_cluster(session)
    values = replace(service.values_of(make_event(session)), title=title)
    assert service.draft_event(session, host, values, actor=actor).slug == f"{title.lower()}-2"


def test_past_or_half_written_is_not_published(session: Session, actor: Person) -> None:
    past = make_event(session, state=EventState.DRAFT)
    with pytest.raises(AlreadyOver):
        service.publish_event(session, past, actor=actor, now=past.ends_at)
    with pytest.raises(Incomplete):
        service.publish_event(session, make_event(session, state=EventState.DRAFT, text=""), actor=actor)


def test_nobody_gives_back_what_they_never_had(session: Session, actor: Person) -> None:
    with pytest.raises(NotRegistered):
        service.unregister(session, make_event(session), actor=actor)


def sign(session: Session, organisation: Organisation, until: date) -> None:
    terms = session.scalar(select(AgreementTerms)) or AgreementTerms(
        version=1, effective_from=date(2020, 1, 1), title="Terms"
    )
    session.add(
        Signature(
            terms=terms, organisation=organisation, signed_on=date(2020, 1, 1),
            valid_from=date(2020, 1, 1), valid_until=until,
        )
    )  # fmt: skip
    session.flush()


def test_visiting_member_pays_the_members_fee_where_both_signed(session: Session) -> None:
    host, home, company = make_cluster(session), make_cluster(session), make_organisation(session)
    make_cluster_membership(session, company, home)
    event = make_event(session, host)
    far = event.starts_at.date() + timedelta(days=300)
    assert queries.payer_for(session, event, company) is Payer.OTHER
    sign(session, home, far)
    assert queries.payer_for(session, event, company) is Payer.OTHER
    sign(session, host, event.starts_at.date() - timedelta(days=1))
    assert queries.payer_for(session, event, company) is Payer.OTHER
    session.scalars(select(Signature).where(Signature.organisation_id == host.id)).one().valid_until = far
    assert queries.payer_for(session, event, company) is Payer.VISITING_MEMBER


def test_member_of_the_organising_cluster_pays_as_one(session: Session) -> None:
    host, company = make_cluster(session), make_organisation(session)
    make_cluster_membership(session, company, host)
    assert queries.payer_for(session, make_event(session, host), company) is Payer.MEMBER


@NO_LIMIT
@given(
    st.integers(1, 4), st.lists(st.tuples(st.sampled_from(["come", "leave"]), st.integers(0, 6)), max_size=25)
)
def test_places_are_never_overbooked_nor_left_empty_while_somebody_waits(
    app: Flask, session: Session, places: int, steps: list[tuple[str, int]]
) -> None:
    event = make_event(session, places=places)
    people = [make_person(session) for _ in range(7)]
    for step, number in steps:
        if step == "come":
            come(session, event, people[number])
        elif queries.registration_of(session, event, people[number]) is not None:
            service.unregister(session, event, actor=people[number])
        states = Counter(
            session.scalars(select(EventRegistration.state).where(EventRegistration.event_id == event.id))
        )
        assert states[RegistrationState.REGISTERED] == event.taken <= places
        assert event.taken == places or not states[RegistrationState.WAITING]

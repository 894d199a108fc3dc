from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from matchmaker.agreements import life_cycle, queries, service
from matchmaker.agreements.default_terms import DEFAULT_TERMS
from matchmaker.agreements.errors import (
    ConfirmerElsewhere,
    CoordinatorElsewhere,
    DaysOutOfRange,
    NotAdmitted,
    NotASignatory,
    NoTermsYet,
    NothingToWithdraw,
    SignedAlready,
    TermsInThePast,
    TermsPublishedMeanwhile,
    TermsUnchanged,
)
from matchmaker.agreements.rules import TermsText
from matchmaker.agreements.service import AdditionsWritten
from models import (
    Activity,
    HostConfirmer,
    MembershipRole,
    Organisation,
    OrganisationKind,
    OutboxRow,
    Person,
    SpaceKind,
    VerificationState,
    VisitService,
)
from tests.factories import make_cluster, make_membership, make_organisation, make_person, make_secretariat

TODAY = date(2027, 3, 1)


def at(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 6, tzinfo=UTC)


@pytest.fixture
def manager(session: Session) -> Person:
    return make_person(session)


@pytest.fixture
def cluster(session: Session, manager: Person) -> Organisation:
    """A verified cluster, with terms to sign."""
    service.ensure_terms(session, TODAY)
    return make_cluster(session, manager=manager, verification=VerificationState.VERIFIED)


def mails(session: Session, kind: str) -> list[dict[str, Any]]:
    rows = session.scalars(select(OutboxRow).where(OutboxRow.kind == "mail.notice").order_by(OutboxRow.id))
    return [row.payload for row in rows if row.payload["kind"] == kind]


def test_default_terms_are_written_once(session: Session) -> None:
    written = service.ensure_terms(session, TODAY)
    assert written is not None
    assert [clause.number for clause in written.clauses] == [one.number for one in DEFAULT_TERMS.clauses]
    assert service.ensure_terms(session, TODAY) is None


def test_new_terms_leave_signed_ones_alone(session: Session, cluster: Organisation, manager: Person) -> None:
    signature = service.sign(session, cluster, coordinator=manager, today=TODAY, actor=manager)
    newer = service.publish_terms(session, terms_from(TODAY + timedelta(days=10)), today=TODAY, actor=manager)
    assert (signature.terms.version, newer.version) == (1, 2)
    in_force = [queries.terms_in_force(session, TODAY + timedelta(days=days)) for days in (9, 10)]
    assert [one.version for one in in_force if one is not None] == [1, 2]


def terms_from(first: date) -> TermsText:
    return replace(DEFAULT_TERMS, effective_from=first, free_working_days=6)


def test_new_terms_are_told_to_who_answers_for_a_signature(
    session: Session, cluster: Organisation, manager: Person
) -> None:
    coordinator, member = make_person(session), make_person(session)
    make_membership(session, coordinator, cluster)
    make_membership(session, member, cluster, role=MembershipRole.MEMBER)
    signature = service.sign(session, cluster, coordinator=coordinator, today=TODAY, actor=manager)
    make_cluster(session, manager=make_person(session))
    service.publish_terms(session, terms_from(TODAY), today=TODAY, actor=None)
    told = mails(session, "agreement_new_terms")
    assert [mail["person_id"] for mail in told] == [coordinator.id, manager.id]
    assert told[0]["values"]["last_day"] == signature.last_day.isoformat()


def test_terms_that_say_the_same_are_refused(session: Session, cluster: Organisation) -> None:
    same = replace(DEFAULT_TERMS, effective_from=TODAY + timedelta(days=30))
    with pytest.raises(TermsUnchanged):
        service.publish_terms(session, same, today=TODAY, actor=None)


def test_draft_of_an_older_version_is_refused(session: Session, cluster: Organisation) -> None:
    service.publish_terms(session, terms_from(TODAY), today=TODAY, actor=None, seen=1)
    with pytest.raises(TermsPublishedMeanwhile):
        service.publish_terms(
            session, replace(terms_from(TODAY), answer_days=4), today=TODAY, actor=None, seen=1
        )


def test_new_terms_of_yesterday_are_refused(session: Session, cluster: Organisation) -> None:
    with pytest.raises(TermsInThePast):
        service.publish_terms(session, terms_from(TODAY - timedelta(days=1)), today=TODAY, actor=None)


def test_signature_holds_a_year_and_is_noted(
    session: Session, cluster: Organisation, manager: Person
) -> None:
    secretary = make_secretariat(session)
    signature = service.sign(session, cluster, coordinator=manager, today=TODAY, actor=manager)
    assert (signature.valid_from, signature.valid_until) == (TODAY, date(2028, 2, 29))
    entry = session.scalars(select(Activity).where(Activity.verb == "agreement.signed")).one()
    assert (entry.actor_id, entry.organisation_id) == (manager.id, cluster.id)
    told = {mail["person_id"] for mail in mails(session, "agreement_signed")}
    assert told == {manager.id, secretary.id}


def test_signature_of_a_company_is_refused(session: Session, cluster: Organisation, manager: Person) -> None:
    company = make_organisation(session, owner=manager)
    with pytest.raises(NotASignatory):
        service.sign(session, company, coordinator=manager, today=TODAY, actor=manager)


def test_signature_before_the_secretariat_looked_is_refused(session: Session, manager: Person) -> None:
    service.ensure_terms(session, TODAY)
    unverified = make_cluster(session, manager=manager, verification=VerificationState.UNVERIFIED)
    with pytest.raises(NotAdmitted):
        service.sign(session, unverified, coordinator=manager, today=TODAY, actor=manager)


def test_signature_without_terms_is_refused(session: Session, manager: Person) -> None:
    cluster = make_cluster(session, manager=manager, verification=VerificationState.VERIFIED)
    with pytest.raises(NoTermsYet):
        service.sign(session, cluster, coordinator=manager, today=TODAY, actor=manager)


def test_coordinator_from_elsewhere_is_refused(
    session: Session, cluster: Organisation, manager: Person
) -> None:
    with pytest.raises(CoordinatorElsewhere):
        service.sign(session, cluster, coordinator=make_person(session), today=TODAY, actor=manager)


def test_signing_twice_is_refused(session: Session, cluster: Organisation, manager: Person) -> None:
    service.sign(session, cluster, coordinator=manager, today=TODAY, actor=manager)
    with pytest.raises(SignedAlready):
        service.sign(session, cluster, coordinator=manager, today=TODAY, actor=manager)


def test_renewal_follows_on(session: Session, cluster: Organisation, manager: Person) -> None:
    first = service.sign(session, cluster, coordinator=manager, today=TODAY, actor=manager)
    renewed_on = first.valid_until - timedelta(days=20)
    second = service.sign(session, cluster, coordinator=manager, today=renewed_on, actor=manager)
    assert second.valid_from == first.valid_until + timedelta(days=1)
    assert session.scalars(select(Activity.verb).order_by(Activity.id)).all()[-1] == "agreement.renewed"


def test_withdrawal_ends_signature_and_renewal_after_the_notice(
    session: Session, cluster: Organisation, manager: Person
) -> None:
    secretary = make_secretariat(session)
    first = service.sign(session, cluster, coordinator=manager, today=TODAY, actor=manager)
    day = first.valid_until - timedelta(days=10)
    second = service.sign(session, cluster, coordinator=manager, today=day, actor=manager)
    last_day = service.withdraw(session, cluster, words="We move.", today=day, actor=manager)
    assert last_day == day + timedelta(days=30)
    assert (first.last_day, second.last_day) == (first.valid_until, last_day)
    assert [mail["person_id"] for mail in mails(session, "agreement_withdrawn")] == [secretary.id]
    with pytest.raises(NothingToWithdraw):
        service.withdraw(session, cluster, words="", today=day, actor=manager)


def test_coordinator_is_named_on_what_still_holds(
    session: Session, cluster: Organisation, manager: Person
) -> None:
    other = make_person(session)
    make_membership(session, other, cluster)
    signature = service.sign(session, cluster, coordinator=manager, today=TODAY, actor=manager)
    service.name_coordinator(session, cluster, other, today=TODAY, actor=manager)
    assert signature.coordinator == other
    service.name_coordinator(session, cluster, other, today=TODAY, actor=manager)
    named = select(Activity).where(Activity.verb == "agreement.coordinator_named")
    assert len(session.scalars(named).all()) == 1


def test_notices_go_out_thirty_and_fourteen_days_before_once_each(
    session: Session, cluster: Organisation, manager: Person
) -> None:
    signature = service.sign(session, cluster, coordinator=manager, today=TODAY, actor=manager)
    sent = []
    for days_left in (31, 30, 29, 14, 13, 0):
        life_cycle.send_notices(session, now=at(signature.valid_until - timedelta(days=days_left)))
        sent.append(len(mails(session, "agreement_due")))
    assert sent == [0, 1, 1, 2, 2, 2]


def test_lapse_is_told_once_to_the_organisation_and_the_secretariat(
    session: Session, cluster: Organisation, manager: Person
) -> None:
    secretary = make_secretariat(session)
    signature = service.sign(session, cluster, coordinator=manager, today=TODAY, actor=manager)
    for days in (1, 2):
        life_cycle.send_notices(session, now=at(signature.valid_until + timedelta(days=days)))
    told = sorted(mail["person_id"] for mail in mails(session, "agreement_lapsed"))
    assert told == sorted([manager.id, secretary.id])


def test_renewed_signature_brings_no_notice(session: Session, cluster: Organisation, manager: Person) -> None:
    signature = service.sign(session, cluster, coordinator=manager, today=TODAY, actor=manager)
    renewed_on = signature.valid_until - timedelta(days=40)
    service.sign(session, cluster, coordinator=manager, today=renewed_on, actor=manager)
    life_cycle.send_notices(session, now=at(signature.valid_until - timedelta(days=10)))
    life_cycle.send_notices(session, now=at(signature.valid_until + timedelta(days=1)))
    assert mails(session, "agreement_due") + mails(session, "agreement_lapsed") == []


def test_withdrawn_signature_brings_no_notice(
    session: Session, cluster: Organisation, manager: Person
) -> None:
    signature = service.sign(session, cluster, coordinator=manager, today=TODAY, actor=manager)
    day = signature.valid_until - timedelta(days=20)
    service.withdraw(session, cluster, words="", today=day, actor=manager)
    life_cycle.send_notices(session, now=at(day))
    assert mails(session, "agreement_due") == []


def test_additions_are_replaced_with_those_who_confirm(session: Session, manager: Person) -> None:
    host = make_organisation(session, owner=manager, kind=OrganisationKind.SCIENCE_PARK)
    written = AdditionsWritten(
        extra_free_days=5,
        lead_time_days=3,
        services=[VisitService.OFFICE],
        rates="20 euros a day",
        confirmers={SpaceKind.LAB: [manager], SpaceKind.DESK: [manager]},
    )
    row = service.change_additions(session, host, written, actor=manager)
    assert (row.extra_free_days, row.lead_time_days, row.services) == (5, 3, ["office"])
    again = AdditionsWritten(confirmers={SpaceKind.LAB: [manager]})
    assert service.change_additions(session, host, again, actor=manager) is row
    assert session.scalars(select(HostConfirmer.space_kind)).all() == [SpaceKind.LAB]


def test_additions_of_a_stranger_as_confirmer_are_refused(session: Session, manager: Person) -> None:
    host = make_organisation(session, owner=manager, kind=OrganisationKind.SCIENCE_PARK)
    written = AdditionsWritten(confirmers={SpaceKind.LAB: [make_person(session)]})
    with pytest.raises(ConfirmerElsewhere):
        service.change_additions(session, host, written, actor=manager)


def test_additions_without_end_are_refused(session: Session, manager: Person) -> None:
    host = make_organisation(session, owner=manager, kind=OrganisationKind.SCIENCE_PARK)
    with pytest.raises(DaysOutOfRange):
        service.change_additions(session, host, AdditionsWritten(extra_free_days=61), actor=manager)


def test_visits_are_confirmed_by_those_named_else_by_coordinator_and_owners(
    session: Session, cluster: Organisation, manager: Person
) -> None:
    porter = make_person(session)
    make_membership(session, porter, cluster)
    service.sign(session, cluster, coordinator=porter, today=TODAY, actor=manager)
    asked = queries.who_confirms(session, cluster, [SpaceKind.DESK], TODAY)
    assert asked == [porter, manager]
    written = AdditionsWritten(confirmers={SpaceKind.LAB: [manager]})
    service.change_additions(session, cluster, written, actor=manager)
    assert queries.who_confirms(session, cluster, [SpaceKind.LAB], TODAY) == [manager]
    assert queries.who_confirms(session, cluster, [SpaceKind.DESK], TODAY) == [porter, manager]


def test_signed_today_are_those_whose_signature_holds(
    session: Session, cluster: Organisation, manager: Person
) -> None:
    service.sign(session, cluster, coordinator=manager, today=TODAY, actor=manager)
    assert [one.organisation for one in queries.signed_on(session, TODAY)] == [cluster]
    service.withdraw(session, cluster, words="", today=TODAY, actor=manager)
    days = [queries.signed_on(session, TODAY + timedelta(days=days)) for days in (30, 31)]
    assert [len(signed) for signed in days] == [1, 0]
